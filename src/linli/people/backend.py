"""Django's sign-in machinery on top of this room; for AUTHENTICATION_BACKENDS."""

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from linli.people.models import Staff


class StaffBackend(BaseBackend):
    """Finds the account of a session again. Passwords are checked by `people.commands.sign_in` alone."""

    def authenticate(self, request: HttpRequest | None, **credentials: object) -> None:
        return None

    def get_user(self, user_id: int) -> Staff | None:
        return Staff.objects.filter(pk=user_id, is_active=True).first()
