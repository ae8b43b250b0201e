"""The Django project of the tests. pytest and mypy read it; a test changes what it needs by `override_settings`.

The database is SQLite, or PostgreSQL where `AMAZONPAY_TEST_POSTGRES` is set: the server is then named by libpq's own
variables (PGHOST, PGPORT, PGUSER), as `scripts/python.sh` sets them.
"""

from __future__ import annotations

import os
import tempfile

SECRET_KEY = "tests only"
DEBUG = False
ALLOWED_HOSTS = ["*"]
USE_TZ = True
ROOT_URLCONF = "django_urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STATIC_URL = "/static/"

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "amazonpay.django",
]

MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

POSTGRES = bool(os.environ.get("AMAZONPAY_TEST_POSTGRES"))

# A file, as in development: threads and other processes have connections of their own to it.
SQLITE = os.environ.get(
    "AMAZONPAY_TEST_SQLITE",
    os.path.join(tempfile.gettempdir(), f"amazonpay-tests-{os.getpid()}.sqlite3"),
)

DATABASES = {
    "default": (
        {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": os.environ.get("PGDATABASE", "postgres"),
        }
        if POSTGRES
        else {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": SQLITE,
            "TEST": {"NAME": SQLITE},
            "OPTIONS": {"timeout": 30},
        }
    )
}
