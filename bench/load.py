"""A small HTTP client that keeps a server busy: a few processes with raw sockets, so that it takes little from the
server."""

import multiprocessing
import os
import selectors
import socket
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Load:
    """What came back: answers by status, and how long each took in seconds."""

    seconds: float
    statuses: Counter[int] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        return sum(self.statuses.values()) / self.seconds

    def quantile(self, share: float) -> float:
        """Milliseconds within which `share` of the answers came."""
        return sorted(self.times)[int(share * (len(self.times) - 1))] * 1000


def run(port: int, make: Callable[[], bytes], *, seconds: float, connections: int = 32, processes: int = 2) -> Load:
    """Send what `make` makes over `connections` connections for `seconds`, each as soon as the last is answered."""
    context = multiprocessing.get_context("fork")
    queue = context.SimpleQueue()
    share = connections // processes
    workers = [context.Process(target=_work, args=(queue, port, make, seconds, share)) for _ in range(processes)]
    for worker in workers:
        worker.start()
    load = Load(seconds)
    for _ in workers:
        statuses, times = queue.get()
        load.statuses += statuses
        load.times += times
    for worker in workers:
        worker.join()
    return load


def _work(queue: object, port: int, make: Callable[[], bytes], seconds: float, connections: int) -> None:
    statuses: Counter[int] = Counter()
    times: list[float] = []
    selector = selectors.DefaultSelector()
    begun: dict[socket.socket, float] = {}
    for _ in range(connections):
        link = socket.create_connection(("127.0.0.1", port))
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        selector.register(link, selectors.EVENT_READ)
        begun[link] = time.perf_counter()
        link.sendall(make())
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        for key, _ in selector.select(timeout=1):
            link = key.fileobj
            assert isinstance(link, socket.socket)
            statuses[_answer(link)] += 1
            now = time.perf_counter()
            times.append(now - begun[link])
            begun[link] = now
            link.sendall(make())
    queue.put((statuses, times))  # type: ignore[attr-defined]
    os._exit(0)


def _answer(link: socket.socket) -> int:
    """Read one whole answer; its status."""
    data = link.recv(65536)
    while b"\r\n\r\n" not in data:
        data += _more(link)
    head, _, body = data.partition(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    length = next((int(line[15:]) for line in lines if line.startswith(b"content-length:")), 0)
    received = len(body)
    while received < length:
        received += len(_more(link))
    return int(head[9:12])


def _more(link: socket.socket) -> bytes:
    data = link.recv(65536)
    if not data:
        raise ConnectionError("the server closed the connection")
    return data
