"""The application that the server runs."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
application = get_wsgi_application()

# What is loaded by now stays for ever: the collector need not look at it again, nor come after every few requests.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 50)
