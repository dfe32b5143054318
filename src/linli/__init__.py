"""Linli: neighbourhood services, from a report to a checked and confirmed closure."""
