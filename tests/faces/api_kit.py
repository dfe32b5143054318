"""What the tests of the JSON API share: programs with tokens, at the desk's town."""

from collections.abc import Iterator
from typing import Any

from django.test import Client
from tests.faces.desk_kit import Desk

from linli.kernel.results import Allowed
from linli.people import queries as staff
from linli.people import tokens

ROOT = "/api/v1"


class Program:
    """A program with a token, or without one: `get` and `post` speak JSON."""

    def __init__(self, secret: str = "", language: str = "en") -> None:
        headers = {"Accept-Language": language} | ({"Authorization": f"Bearer {secret}"} if secret else {})
        self.client, self.secret = Client(headers=headers), secret

    def get(self, path: str, query: dict[str, Any] | None = None, **headers: str) -> Any:
        return self.client.get(ROOT + path, query or {}, headers=headers)

    def post(self, path: str, body: Any, **headers: str) -> Any:
        return self.client.post(ROOT + path, body, content_type="application/json", headers=headers)

    def act(self, number: int, move: str, headers: dict[str, str] | None = None, **given: Any) -> Any:
        return self.post(f"/cases/{number}/acts", {"move": move} | given, **(headers or {}))

    def pages(self, path: str, **query: Any) -> Iterator[Any]:
        """The pages of a list, following its cursors."""
        cursor: str | None = ""
        while cursor is not None:
            answer = self.get(path, query | {"cursor": cursor})
            assert answer.status_code == 200, answer.content
            page = answer.json()
            yield page
            cursor = page["next"]


def token(desk: Desk, name: str = "", scopes: tuple[str, ...] = ("read", "act")) -> str:
    """A token for a program of the account with that name, or of nobody's."""
    staff_id = desk.staff[name] if name else None
    made = tokens.make(name="a program", scopes=scopes, now=desk.now, days=1, staff_id=staff_id)
    assert isinstance(made, Allowed), made
    return made.value.secret


def token_of(desk: Desk, name: str) -> str:
    """A token for the account that is called so, whoever enrolled it."""
    account = staff.account_named(name)
    assert account
    desk.staff[name] = account.id
    return token(desk, name)


def program(desk: Desk, name: str = "", *scopes: str, language: str = "en") -> Program:
    return Program(token(desk, name, scopes or ("read", "act")), language)
