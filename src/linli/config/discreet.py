"""What a log may not say: tracking codes open cases, so an address that holds one is written without it."""

import logging
import re

# The portal's pages, what is looked up there, and Open311's tokens and additions.
_CODE = re.compile(r"(/t/|/tokens/|[?&](?:tracking_)?code=)[^/\s?#&.]+")


class Discreet(logging.Filter):
    """Takes tracking codes out of the addresses in a message, whoever logs it."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        if _CODE.search(said):
            record.msg, record.args = _CODE.sub(r"\1…", said), None
        return True
