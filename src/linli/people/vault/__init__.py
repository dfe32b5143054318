"""The vault: how to reach the reporter of a case. Sealed case by case, opened for a purpose, all of it on record."""


class VaultError(ValueError):
    """The vault can't be opened: a key is missing, a service is away, or a row was tampered with. The text says what to
    do about it, and nothing of what is sealed."""
