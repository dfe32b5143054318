"""Cases as files, written while they are read: no form holds more than a batch of them in memory.

Each form is a function `(batches, heading, zone) → chunks of bytes`.
"""
