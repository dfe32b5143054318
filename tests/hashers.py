"""The password hasher of the tests: the real one, made cheap."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    """Argon2 at the least cost that the library accepts."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1
