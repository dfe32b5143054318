"""Messages as files, for developing and for trying Linli out: LINLI_HOME/messages/CHANNEL/ID.txt."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from linli.notices.adapters import Channel, Message, Outcome, Sent


class Folder:
    """Writes each message to a file of its own, once: one that is there already stays as it is."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def send(self, message: Message) -> Outcome:
        folder = self.root / message.channel
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        aside = folder / f".{message.id}.{secrets.token_hex(4)}"
        aside.touch(mode=0o600)
        aside.write_text(_page(message), encoding="utf-8")
        with suppress(FileExistsError):
            os.link(aside, folder / f"{message.id}.txt")
        aside.unlink()
        return Sent()

    def close(self) -> None:
        """Nothing is open."""


def _page(message: Message) -> str:
    head = f"Id: {message.id}\nTo: {message.to}\nCases: {' '.join(map(str, message.cases))}\n"
    if message.channel is Channel.SMS:
        return f"{head}\n{message.short}\n"
    return f"{head}Subject: {message.subject}\n\n{message.body}"
