"""The numbers of PostgreSQL's advisory locks: each the name of something that only one does at a time.

All of them stand here, so that no two things wait for each other that have nothing to do with each other.
"""

_LINLI = 0x6C696E6C69_00

CATALOGUE = _LINLI | 1  # an edition comes into force
PLACES = _LINLI | 2  # a map comes into force
HISTORIES = _LINLI | 3  # histories are written in bulk
BELONGING = _LINLI | 4  # a case becomes part of another, or is one of its own again
LEDGER = _LINLI | 5  # the ledger grows
GATHERING = _LINLI | 6  # notices are put into letters
FIGURES = _LINLI | 7  # cases are counted
