"""See the package."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Connections are kept for long; one that the server has ended is noticed before anything is asked of it.

    A server says good-bye before it ends a connection, and nothing else is said between two requests. So only where
    something lies unread is the server asked; Django's own check would ask it before every request.
    """

    def is_usable(self) -> bool:
        link = self.connection
        return link is not None and not link.closed and (not _has_unread(link.fileno()) or super().is_usable())


def _has_unread(socket: int) -> bool:
    poll = select.poll()
    poll.register(socket, select.POLLIN)
    return bool(poll.poll(0))
