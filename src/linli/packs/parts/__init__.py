"""The parts of a pack: each module reads one part of a `Folder` into values and adds what is wrong to a list of
faults.
"""
