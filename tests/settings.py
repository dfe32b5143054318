"""The settings under test, with a home of their own, so that a test never touches what a person keeps."""

import os
from pathlib import Path

from linli.config.home import home

if "LINLI_TEST_HOME" not in os.environ:
    os.environ["LINLI_TEST_HOME"] = str(home() / "test")
os.environ["LINLI_HOME"] = os.environ["LINLI_TEST_HOME"]
Path(os.environ["LINLI_HOME"]).mkdir(parents=True, exist_ok=True)
# Tests start a hundred programs: where nobody may keep bytecode each would compile all of Django again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
os.environ.setdefault("PYTHONPYCACHEPREFIX", str(Path(os.environ["LINLI_HOME"]) / "bytecode"))

from linli.config.settings import *  # noqa: E402, F403

ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["tests.hashers.QuickArgon2"]

# Threads of tests come and go, and needn't each open a connection.
_served = DATABASES["default"]  # noqa: F405
_pool = {"min_size": 1, "max_size": 32, "timeout": 60}
DATABASES = {
    "default": _served
    | {"CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": False, "OPTIONS": _served["OPTIONS"] | {"pool": _pool}}
}
