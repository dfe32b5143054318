"""How large a form may be that brings files: Django writes them to the disk before anybody has looked at them."""

from typing import IO, Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

from linli.config.middleware import SIGNED_IN

_MIB = 1024 * 1024
MOST = 80 * _MIB
"""Bytes of a whole form: five photos of 15 MB, and what is written beside them."""

MOST_SIGNED_IN = 110 * _MIB
"""Bytes of a form of staff's: a table of 100 MB."""


class Bounded(FileUploadHandler):
    """Refuses a form by the length that it says it has, before any of it is read: no more than that is ever read."""

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: dict[str, str],  # noqa: N803 -- Django's name
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        inside = str(META.get("PATH_INFO", "")).startswith(SIGNED_IN)
        most = MOST_SIGNED_IN if inside else MOST
        if content_length > most:
            raise RequestDataTooBig(f"the form has {content_length} bytes, {most} are the limit")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> Any:
        return None
