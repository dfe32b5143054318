"""The vault: how to reach the reporter of a case. Sealed case by case, opened for a purpose, every opening on record."""
