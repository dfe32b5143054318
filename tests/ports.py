"""Ports for servers that bind only after they were told which one."""

import errno
import socket
from random import SystemRandom

# Below what systems deal out by themselves, to every connection that goes out and every server that asks for any port.
_RANGE = range(20_000, 30_000)


def free_port() -> int:
    """A port of this machine on which nobody listens, and which nobody is given by chance before it is used."""
    for port in SystemRandom().sample(_RANGE, 200):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as fault:
                if fault.errno not in (errno.EADDRINUSE, errno.EACCES):
                    raise
            else:
                return port
    raise AssertionError(f"none of 200 ports between {_RANGE.start} and {_RANGE.stop} is free")
