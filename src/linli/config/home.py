"""Where Linli's own files are, and where it writes: `LINLI_HOME`, with the secrets that are made at first start."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from linli.config import options
from linli.config.options import SetUpFault

VERSION = "0.1.0"
ROOT = Path(__file__).resolve().parents[3]
SOURCE = ROOT / "src" / "linli"
PACKS = ROOT / "packs"
NODE_MODULES = ROOT / "node_modules"


def home() -> Path:
    """`LINLI_HOME` as an absolute path; it need not exist yet."""
    return (ROOT / Path(options.text("LINLI_HOME")).expanduser()).resolve()


def secret(name: str, variable: str) -> str:
    """The secret in the environment's `variable`, else the one that is kept as `name`."""
    return options.text(variable) or kept(name)


def kept(name: str, *, length: int = 64) -> str:
    """The secret in `LINLI_HOME/keys/NAME`: `length` random characters, made if missing.

    Two processes that start at once agree: the file is written aside and linked into place by whoever is first.
    Raises SetUpFault where nothing can be written there.
    """
    path = home() / "keys" / name
    if not path.exists():
        aside = path.with_name(f".{name}.{os.getpid()}.{secrets.token_hex(4)}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            aside.touch(mode=0o600)
        except OSError as fault:
            raise SetUpFault(f"nothing can be written into {home()} ({fault.strerror}): set LINLI_HOME") from fault
        aside.write_text(secrets.token_urlsafe(length)[:length] + "\n", encoding="ascii")
        with suppress(FileExistsError):
            os.link(aside, path)
        aside.unlink()
    return path.read_text(encoding="ascii").strip()
