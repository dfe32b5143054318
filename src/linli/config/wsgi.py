"""The application that the server runs."""

import gc
import os

from django.core.cache import close_caches
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import reset_queries

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
application = get_wsgi_application()

# Linli keeps nothing in Django's caches and no list of its queries: there is nothing to tidy up around a request.
request_started.disconnect(reset_queries)
request_finished.disconnect(close_caches)

# What is loaded by now stays for ever: the collector need not look at it again, nor come after every few requests.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 50)
