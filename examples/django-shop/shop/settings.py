"""The shop's settings. Who the merchant is stands in the environment (AMAZON_PAY_…); `run.py` sets it for a
sandbox."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django
from django.core.management.utils import get_random_secret_key


def sandbox_origin(endpoint: str) -> str | None:
    """The origin of an endpoint on this machine; None for Amazon's."""
    parts = urlsplit(endpoint)
    local = parts.hostname in ("localhost", "127.0.0.1", "::1")
    return f"{parts.scheme}://{parts.netloc}" if local else None


BASE_DIR = Path(__file__).resolve().parent.parent

# Without a key of your own, carts and logins last until the server is started anew.
SECRET_KEY = os.environ.get("SHOP_SECRET_KEY") or get_random_secret_key()
DEBUG = os.environ.get("SHOP_DEBUG") == "1"
ALLOWED_HOSTS = os.environ.get("SHOP_HOSTS", "localhost,127.0.0.1").split(",")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    # Before amazonpay.django, whose templates it replaces.
    "store.apps.StoreConfig",
    "amazonpay.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "shop.urls"
WSGI_APPLICATION = "shop.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "store.context.cart",
            ]
        },
    }
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ.get("SHOP_DATABASE") or BASE_DIR / "db.sqlite3",
        # A notification may come while the buyer's own request writes: one waits for the other. SQLite waits only
        # in transactions that begin by writing, and can be told to begin all of them so since Django 5.1.
        "OPTIONS": {
            "timeout": 20,
            **({"transaction_mode": "IMMEDIATE"} if django.VERSION >= (5, 1) else {}),
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en"
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "static"

LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "desk"
LOGOUT_REDIRECT_URL = "catalogue"

# The payment. Key, region, merchant and store come from the environment.
AMAZON_PAY: dict[str, Any] = {
    "LEDGER_CURRENCY": "EUR",
    "CHECKOUT_REVIEW_RETURN_URL": "review",
    "CHECKOUT_RESULT_RETURN_URL": "result",
    "CHECKOUT_CANCEL_URL": "cart",
}

# Where the app's links lead, which has to be https; beside a sandbox nobody opens them.
SHOP_APP_ORIGIN = os.environ.get("SHOP_APP_ORIGIN", "https://shop.example")

# A sandbox on this machine stands in for Amazon where this says so: its script draws the button, and it has the pages.
SHOP_SANDBOX = sandbox_origin(os.environ.get("AMAZON_PAY_ENDPOINT", ""))

# What browsers are told to refuse (Django 6.0 and newer): {% amazon_pay_script %} has the page's nonce. Amazon
# publishes no list of where its script loads images, styles and frames from: its own hosts are allowed here. Before
# going live make a purchase with SECURE_CSP_REPORT_ONLY in place of SECURE_CSP, and add what the browser's console
# names.
if django.VERSION >= (6, 0):
    from django.utils.csp import CSP

    MIDDLEWARE.append("django.middleware.csp.ContentSecurityPolicyMiddleware")
    _options: dict[str, Any] = TEMPLATES[0]["OPTIONS"]
    _options["context_processors"].append("django.template.context_processors.csp")
    _ends = ("com", "de", "co.uk", "fr", "it", "es", "co.jp")
    _pages = [SHOP_SANDBOX] if SHOP_SANDBOX else [f"https://*.amazon.{end}" for end in _ends]
    _assets = (
        [SHOP_SANDBOX]
        if SHOP_SANDBOX
        else ["https://*.payments-amazon.com", "https://*.media-amazon.com"]
    )
    SECURE_CSP: dict[str, list[str]] = {
        "default-src": [CSP.NONE],
        "script-src": [CSP.SELF, CSP.NONCE],
        "style-src": [CSP.SELF, *_assets],
        "img-src": [CSP.SELF, *_assets],
        "connect-src": [CSP.SELF, *_assets, *_pages],
        "frame-src": _pages,
        "form-action": [CSP.SELF, *_pages],
        "frame-ancestors": [CSP.NONE],
        "base-uri": [CSP.NONE],
    }

# A sandbox has a certificate authority of its own, and stands in SNS's place at this address.
if "SHOP_SANDBOX_CA" in os.environ:
    AMAZON_PAY["NOTIFICATION_VERIFIER"] = {
        "root_certificates": os.environ["SHOP_SANDBOX_CA"],
        "tls_root_certificates": os.environ["SHOP_SANDBOX_CA"],
        "addresses": {"sns.eu-west-1.amazonaws.com": os.environ["SHOP_SANDBOX_TLS_ADDRESS"]},
    }
