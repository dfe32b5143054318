"""What a log may not say: tracking codes open cases, so an address that holds one is written without it."""

import logging
import re

_CODE = re.compile(r"/t/[^/\s?#]+")


class Discreet(logging.Filter):
    """Takes tracking codes out of the addresses in a message, whoever logs it."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        if "/t/" in said:
            record.msg, record.args = _CODE.sub("/t/…", said), None
        return True
