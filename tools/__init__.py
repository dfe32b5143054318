"""Checks of the project itself: each module has `faults()` and prints them when it is run."""
