"""Settings. What differs between places comes from the environment: the README has the table."""

import copy
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.log import DEFAULT_LOGGING

from project import env, origins

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.text("DATA_DIR", str(BASE_DIR / "var")))

DEBUG = env.flag("DEBUG", True)
# By http in development, and in a LAN that has no certificate; by https everywhere else.
HTTPS = not DEBUG and not env.flag("PLAIN_HTTP", False)
if not DEBUG:
    env.demand("SECRET_KEY", "ALLOWED_HOSTS", *["TRUSTED_PROXIES"] * HTTPS)
SECRET_KEY = env.secret_key(DEBUG, DATA_DIR / "secret-key")
# Empty with DEBUG on: Django then answers to localhost only.
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS")
PORT = env.port("PORT", 8000)

# --- Who may come, and by which way -----------------------------------------------------------

# Who may say by X-Forwarded-For and X-Forwarded-Proto for whom they ask: addresses, networks, and
# `unix` for whoever connects by a unix socket.
TRUSTED_PROXIES = env.networks("TRUSTED_PROXIES", besides="unix")
# Whose pages may open a WebSocket or send a form. In development a page's own address may too.
ALLOWED_ORIGINS = env.origins(
    "ALLOWED_ORIGINS",
    default=[] if DEBUG else origins.of_hosts(ALLOWED_HOSTS, HTTPS, PORT),
)
CSRF_TRUSTED_ORIGINS = ALLOWED_ORIGINS
CSRF_FAILURE_VIEW = "chat.pages.errors.csrf_failure"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
# Whether other names of the domain have https is not for a chat to say (subdomains, preload).
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
# On http from another machine browsers ignore it, and complain.
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin" if HTTPS or DEBUG else None
DEFAULT_EXCEPTION_REPORTER_FILTER = "project.error_reports.DiscreetReports"

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "channels",
    "csp",
    "chat",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "project.headers.permissions_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "chat.pages.unavailable.Sessions",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "project.urls"
ASGI_APPLICATION = "project.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# --- Data -------------------------------------------------------------------------------------

DATA_DIR.mkdir(parents=True, exist_ok=True)
DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{DATA_DIR / 'lifeline.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["CONN_MAX_AGE"] = None
    DATABASES["default"]["OPTIONS"] = {
        # A reader never waits for the writer (WAL); a commit is on the disk before it is
        # acknowledged (FULL); a writer takes its lock at BEGIN, so it cannot fail half way.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        "transaction_mode": "IMMEDIATE",
        "timeout": 5,
    }
    # In memory there is no WAL: tests run on what users run on.
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / "test.sqlite3"}
else:
    # One connection each for the writer, the readers, the log-in look-ups, the poll and views.
    DATABASES["default"]["OPTIONS"] = {
        # Who waits for a connection is told soon that there is none, and a database that is back
        # is tried within a second: the pool's own way is to wait twice as long after every try.
        "pool": {"min_size": 2, "max_size": 24, "timeout": 2, "reconnect_timeout": 1},
        "connect_timeout": 3,
        # A server that vanishes without a word is given up after some 15 s, not hours.
        "keepalives_idle": 5,
        "keepalives_interval": 5,
        "keepalives_count": 2,
        "tcp_user_timeout": 15_000,
    }
    # To close one of the server's cursors Django asks the database, and lets psycopg's own error
    # through if that is gone. At once it reads the rows of a page, or two numbers for each thing
    # that somebody has done.
    DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "chat.Person"
# Start even if the database may lose what it has committed (fsync=off and the like).
ALLOW_LOSS = env.flag("ALLOW_LOSS", False)

# --- Realtime ---------------------------------------------------------------------------------

REDIS_URL = env.text("REDIS_URL", "")
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [REDIS_URL], "prefix": "lifeline"},
    }
    if REDIS_URL
    else {"BACKEND": "channels.layers.InMemoryChannelLayer"}
}

HEARTBEAT_INTERVAL_MS = env.integer("HEARTBEAT_INTERVAL_MS", 10_000, at_least=100)
HEARTBEAT_TIMEOUT_MS = env.integer("HEARTBEAT_TIMEOUT_MS", 4_000, at_least=100)
POSTS_PER_SECOND = env.integer("POSTS_PER_SECOND", 5, at_least=1)
UNSEEN_BYTES = env.integer("UNSEEN_BYTES", 256 * 1024, at_least=1024)
# To one process. Thirty tabs are more than anybody minds; each may hold UNSEEN_BYTES here, and take
# its share of the loop. By address only where it is known: many share that of an office.
CONNECTIONS_PER_PERSON = env.integer("CONNECTIONS_PER_PERSON", 30, at_least=1)
CONNECTIONS_PER_ADDRESS = env.integer("CONNECTIONS_PER_ADDRESS", 1_000, at_least=1)
# At SIGTERM connections move to the other processes at this pace: half of what one process takes
# as whole returns (docs/measurements.md), for two batches may meet in a moment.
DRAIN_RECONNECTS_PER_S = env.integer("DRAIN_RECONNECTS_PER_S", 30, at_least=1)
# For everything between SIGTERM and the end of the process.
DRAIN_TIMEOUT_S = env.integer("DRAIN_TIMEOUT_S", 25, at_least=1)

# --- People -----------------------------------------------------------------------------------

# Whether one may come in by a name alone, and make an account of one's own.
GUESTS = env.flag("GUESTS", True)
SIGN_UP = env.flag("SIGN_UP", True)
# From one address, after a burst of ten minutes' worth: an office behind one address gets in.
GUESTS_PER_MINUTE = env.integer("GUESTS_PER_MINUTE", 10, at_least=1)
SIGN_UPS_PER_MINUTE = env.integer("SIGN_UPS_PER_MINUTE", 6, at_least=1)
LOG_INS_PER_MINUTE = env.integer("LOG_INS_PER_MINUTE", 12, at_least=1)
LOGIN_URL = "join"
LOGIN_REDIRECT_URL = "chat"
LOGOUT_REDIRECT_URL = "join"
# A log-out deletes the row in the commit that tells the sockets, so sessions are in the database.
SESSION_ENGINE = "chat.models.session"
# Chats are left open for weeks, and every day's visit begins it anew. An account can come back with
# its password, so a cookie that got lost is soon worth nothing; a guest has nothing else: a year.
SESSION_COOKIE_AGE = 30 * 24 * 60 * 60
GUEST_COOKIE_AGE = 365 * 24 * 60 * 60
_VALIDATORS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": f"{_VALIDATORS}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["name"]},
    },
    {"NAME": "chat.pages.passwords.MinimumLength"},
    {"NAME": f"{_VALIDATORS}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATORS}.NumericPasswordValidator"},
]

# --- Pages ------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # whitenoise warns if it is not there
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "project.static_storage.ModuleManifestStorage"
    },
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "connect-src": [SELF],
        "img-src": [SELF, "data:"],
        "script-src": [SELF],
        "style-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- Figures ----------------------------------------------------------------------------------

# Whoever has it may read /metrics; without, a direct request from this machine may.
METRICS_TOKEN = env.text("METRICS_TOKEN", "")
# How long is kept what clients tell of how their connections ended.
CLOSE_REPORT_DAYS = env.integer("CLOSE_REPORT_DAYS", 30, at_least=1)

# --- Log --------------------------------------------------------------------------------------

LOGGING = copy.deepcopy(DEFAULT_LOGGING)
LOGGING["formatters"]["line"] = {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}
LOGGING["filters"]["discreet"] = {"()": "project.log_filter.DiscreetLines"}
LOGGING["formatters"]["json"] = {"()": "project.logs.JsonLines"}
# Lines for people while one develops, for programs where it runs.
LOG_FORMAT = env.choice("LOG_FORMAT", "plain" if DEBUG else "json", ("plain", "json"))
LOGGING["handlers"]["line"] = {
    "class": "logging.StreamHandler",
    "formatter": {"plain": "line", "json": "json"}[LOG_FORMAT],
    "filters": ["discreet"],
}
LOGGING["loggers"]["django"] = {"level": "INFO"}  # to the root's handler, like all the others
LOGGING["filters"]["clients_faults"] = {"()": "project.log_levels.ClientsFaults"}
LOGGING["filters"]["seldom"] = {"()": "project.log_levels.Seldom"}
LOGGING["loggers"]["django.request"] = {"filters": ["clients_faults"]}
LOGGING["loggers"]["django.security.DisallowedHost"] = {"filters": ["seldom"]}
LOGGING["loggers"]["server.files"] = {"filters": ["seldom"]}
LOGGING["root"] = {"handlers": ["line"], "level": "WARNING"}
# It logs a traceback a second while Redis is away; `chat.realtime.hints` says so once.
LOGGING["loggers"]["channels_redis"] = {"level": "CRITICAL"}
# It warns of every broken handshake of any scanner; what fails in Twisted itself is an error.
LOGGING["loggers"]["daphne.server"] = {"level": "ERROR"}
# It warns at every try; whoever wanted the connection says so.
LOGGING["loggers"]["psycopg.pool"] = {"level": "ERROR"}
LOGGING["loggers"]["chat"] = {"level": env.text("LOG_LEVEL", "INFO")}
