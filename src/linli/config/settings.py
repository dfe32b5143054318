"""Django's settings, all of them. What may be changed is a row in `options`; the rest is decided here."""

from urllib.parse import urlsplit

from django.utils.csp import CSP

from linli.config import database, options
from linli.config.home import NODE_MODULES, PACKS, ROOT, SOURCE, VERSION, home, kept, secret

LINLI_HOME = home()
LINLI_ROOT = ROOT
LINLI_PACKS = PACKS
LINLI_FILES = LINLI_HOME / "files"
LINLI_OPENDATA = LINLI_HOME / "opendata"
LINLI_FIGURES_LEAST = options.number("LINLI_FIGURES_LEAST", least=3)
LINLI_OPENDATA_LICENCE = options.text("LINLI_OPENDATA_LICENCE")
LINLI_ICONS = NODE_MODULES / "@tabler" / "icons" / "icons"
LINLI_TRACKING_KEY = secret("tracking", "LINLI_TRACKING_KEY").encode()
LINLI_FACTOR_KEY = secret("factors", "LINLI_FACTOR_KEY").encode()
LINLI_OIDC = options.sign_on_providers()
LINLI_LEDGER_SALT = secret("ledger-salts", "LINLI_LEDGER_SALT").encode()
LINLI_LEDGER_KEY = options.text("LINLI_LEDGER_KEY")
LINLI_LEDGER_KEY_FILE = LINLI_HOME / "keys" / "ledger"
if not LINLI_LEDGER_KEY:
    kept("ledger")
SECRET_KEY = secret("signing", "LINLI_KEY")
LINLI_VAULT_FILE = LINLI_HOME / "keys" / "vault"
LINLI_VAULT_KEY = options.text("LINLI_VAULT_KEY")
LINLI_VAULT_KMS = options.service("LINLI_VAULT_KMS")
LINLI_VAULT_KMS_KEY = options.text("LINLI_VAULT_KMS_KEY")
LINLI_VERSION = VERSION
LINLI_ACCESS_MANY = options.number("LINLI_ACCESS_MANY")
LINLI_ACCESS_WINDOW = options.number("LINLI_ACCESS_WINDOW")
LINLI_ACCESS_ANY_HOUR = options.switch("LINLI_ACCESS_ANY_HOUR")

LINLI_OPEN311_OPEN = options.switch("LINLI_OPEN311_OPEN")
LINLI_OPEN311_RATE = options.number("LINLI_OPEN311_RATE")
LINLI_OPEN311_JURISDICTION = options.text("LINLI_OPEN311_JURISDICTION")
LINLI_OPEN311_CONTACT = options.text("LINLI_OPEN311_CONTACT")
LINLI_API_RATE = options.number("LINLI_API_RATE")
# The one place of refusals in words; no face imports another's.
LINLI_REFUSAL_WORDS = "linli.faces.desk.words.refusals.say_refusal"
LINLI_MESSAGES = LINLI_HOME / "messages"
LINLI_SMTP_URL = options.address("LINLI_SMTP_URL", schemes=("smtps", "smtp"), needed="LINLI_MAIL_FROM")
LINLI_MAIL_FROM = options.text("LINLI_MAIL_FROM")
LINLI_SMS_URL = options.address("LINLI_SMS_URL", schemes=("https", "http"))
LINLI_SMS_KEY = options.text("LINLI_SMS_KEY")
LINLI_WEBHOOK_URL = options.address("LINLI_WEBHOOK_URL", schemes=("https", "http"), needed="LINLI_WEBHOOK_KEY")
LINLI_WEBHOOK_KEY = options.text("LINLI_WEBHOOK_KEY")
LINLI_WEBHOOKS_PRIVATE = options.switch("LINLI_WEBHOOKS_PRIVATE")

DEBUG = options.switch("LINLI_DEBUG")
LINLI_ORIGIN = options.address("LINLI_ORIGIN", schemes=("https", "http")).rstrip("/")
_origin = urlsplit(LINLI_ORIGIN)
LINLI_LEDGER_NAME = options.text("LINLI_LEDGER_NAME") or (f"{_origin.hostname}/ledger" if _origin.hostname else "")
LINLI_LEDGER_WITNESSES = tuple(options.text("LINLI_LEDGER_WITNESSES").split())
LINLI_LEDGER_WATCHES = tuple(options.text("LINLI_LEDGER_WATCHES").split())
_https = _origin.scheme == "https"
ALLOWED_HOSTS = [*options.text("LINLI_HOSTS").split(), *([_origin.hostname] if _origin.hostname else [])]
CSRF_TRUSTED_ORIGINS = [LINLI_ORIGIN] if LINLI_ORIGIN else []

INSTALLED_APPS = [
    "linli.places",
    "linli.catalogue",
    "linli.people",
    "linli.files",
    "linli.hotline",
    "linli.ledger",
    "linli.cases",
    "linli.packs",
    "linli.insight",
    "linli.supervision",
    "linli.rulebook",
    "linli.notices",
    "linli.ui",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "linli.config.middleware.guarded",
    "linli.config.middleware.languages",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "linli.config.middleware.accounts",
]

ROOT_URLCONF = "linli.config.urls"
WSGI_APPLICATION = "linli.config.wsgi.application"

# A page lies beside its view: faces/desk/case/{view.py,page.html} is the template "desk/case/page.html".
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SOURCE / "faces", SOURCE / "ui"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.template.context_processors.tz",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

_database = database.address()
DATABASES = {
    "default": {
        "ENGINE": "linli.config.postgresql",
        "NAME": _database.name,
        "USER": _database.user,
        "PASSWORD": _database.password,
        "HOST": _database.host,
        "PORT": _database.port,
        "OPTIONS": {
            **dict(_database.options),
            # Django switches this off, and psycopg then ignores `prepare=True`. Django's own cursors never prepare.
            "prepare_threshold": 5,
        },
        # Each thread of the server keeps its connection: there are as few as there are threads, and a request that
        # borrowed one from a pool would have Django set it up afresh.
        "CONN_MAX_AGE": 600,
        # A database that was restarted is met by a new connection, not by a failed request in each thread.
        "CONN_HEALTH_CHECKS": True,
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Staff"
AUTHENTICATION_BACKENDS = ["linli.people.backend.StaffBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/desk/sign-in/"
LOGIN_REDIRECT_URL = "/desk/"

SESSION_COOKIE_NAME = "linli_session"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SECURE = _https
CSRF_FAILURE_VIEW = "linli.ui.error.view.form_expired"
CSRF_COOKIE_NAME = "linli_form"
CSRF_COOKIE_SECURE = _https
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_NAME = "linli_language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = _https
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

SECURE_SSL_REDIRECT = _https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _https
# W021: preloading binds a whole domain for months, which is its owner's decision, not this program's. W002: frames are
# forbidden by a layer of our own.
SILENCED_SYSTEM_CHECKS = ["security.W002", "security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# No 'unsafe-inline' and no 'unsafe-eval': scripts and styles are files of our own. Tabler's icons in CSS are data:
# URLs, the map draws and the camera previews from blob: URLs.
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "worker-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = [
    "linli.config.middleware.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

LANGUAGES = [("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English")]
LANGUAGE_CODE = options.one_of("LINLI_LANGUAGE", [code for code, _ in LANGUAGES])
LOCALE_PATHS = sorted(SOURCE.glob("**/locale"))
USE_I18N = True
USE_TZ = True
TIME_ZONE = options.time_zone("LINLI_TIME_ZONE")

STATIC_URL = "/static/"
STATIC_ROOT = LINLI_HOME / "static"
STATICFILES_FINDERS = [
    "linli.config.statics.VendorFinder",
    "linli.ui.finders.BesideFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": LINLI_FILES}},
    "staticfiles": {"BACKEND": "linli.config.statics.Storage"},
}

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"discreet": {"()": "linli.config.discreet.Discreet"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["discreet"]}},
    "root": {
        "handlers": ["console"],
        "level": options.one_of("LINLI_LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR")),
    },
}
