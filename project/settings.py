"""Settings. What differs between places comes from the environment: the README has the table."""

import copy
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.log import DEFAULT_LOGGING

from project import env

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.text("DATA_DIR", str(BASE_DIR / "var")))

DEBUG = env.flag("DEBUG", True)
SECRET_KEY = env.secret_key(DEBUG, DATA_DIR / "secret-key")
# Empty with DEBUG on: Django then answers to localhost only.
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", demanded=not DEBUG)
# Origins besides a page's own that may open a WebSocket or send a form: https://chat.example.org
ALLOWED_ORIGINS = env.words("ALLOWED_ORIGINS")
CSRF_TRUSTED_ORIGINS = ALLOWED_ORIGINS
CSRF_FAILURE_VIEW = "chat.pages.errors.csrf_failure"

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "channels",
    "csp",
    "chat",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
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
        "pool": {"min_size": 2, "max_size": 24, "timeout": 5},
        "connect_timeout": 5,
        # A server that vanishes without a word is given up after some 15 s, not hours.
        "keepalives_idle": 5,
        "keepalives_interval": 5,
        "keepalives_count": 2,
        "tcp_user_timeout": 15_000,
    }

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

# --- People -----------------------------------------------------------------------------------

LOGIN_URL = "join"
LOGIN_REDIRECT_URL = "chat"
LOGOUT_REDIRECT_URL = "join"
# A log-out deletes the row in the commit that tells the sockets, so sessions are in the database.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
# Chats are left open for weeks, and a guest has nothing but this cookie: a year.
SESSION_COOKIE_AGE = 365 * 24 * 60 * 60
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
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
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- Log --------------------------------------------------------------------------------------

LOGGING = copy.deepcopy(DEFAULT_LOGGING)
LOGGING["formatters"]["line"] = {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}
LOGGING["handlers"]["line"] = {"class": "logging.StreamHandler", "formatter": "line"}
LOGGING["loggers"]["django"] = {"level": "INFO"}  # to the root's handler, like all the others
LOGGING["root"] = {"handlers": ["line"], "level": "WARNING"}
# It logs a traceback a second while Redis is away; `chat.realtime.hints` says so once.
LOGGING["loggers"]["channels_redis"] = {"level": "CRITICAL"}
# It warns at every try; whoever wanted the connection says so.
LOGGING["loggers"]["psycopg.pool"] = {"level": "ERROR"}
LOGGING["loggers"]["chat"] = {"level": env.text("LOG_LEVEL", "INFO")}
