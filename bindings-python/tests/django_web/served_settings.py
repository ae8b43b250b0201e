"""The settings of the small shop as a process of its own; who the merchant is, is in the environment."""

from __future__ import annotations

import os

from django_settings import *  # noqa: F403

ROOT_URLCONF = "django_web.urls"
DATABASES = {
    "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["SHOP_DATABASE"]}
}
AMAZON_PAY = {
    "LEDGER_CURRENCY": "EUR",
    "CHECKOUT_REVIEW_RETURN_URL": "async_review",
    "CHECKOUT_RESULT_RETURN_URL": "async_result",
    "SIGN_IN_RETURN_URL": "async_sign_in",
}
