"""The ledger: an append-only Merkle tree over what happened, with signed heads that anybody can check.

It knows leaves, not cases: whoever records something brings the bytes of its leaf.
"""
