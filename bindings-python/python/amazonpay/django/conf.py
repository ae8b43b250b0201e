"""The setting ``AMAZON_PAY``, checked and typed.

.. code-block:: python

    AMAZON_PAY = {
        "PUBLIC_KEY_ID": "SANDBOX-...",
        "PRIVATE_KEY": "/run/secrets/amazon-pay.pem",
        "REGION": "eu",
        "MERCHANT_ID": "A1...",
        "STORE_ID": "amzn1.application-oa2-client...",
    }

What is missing there comes from the environment: ``AMAZON_PAY_`` and the name, such as ``AMAZON_PAY_STORE_ID``.
"""

from __future__ import annotations

import difflib
import importlib.util
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Callable, Final

from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed
from django.utils.module_loading import import_string

from amazonpay.settings import Settings as ClientSettings

SETTING: Final = "AMAZON_PAY"
ENVIRONMENT_PREFIX: Final = "AMAZON_PAY_"

#: Settings of the client, in capitals; their values go to `amazonpay.AmazonPay` as they are.
CLIENT_SETTINGS: Final = tuple(name.upper() for name in ClientSettings.__annotations__)

#: Settings of the client that the environment can have too (the variable of ROOT_CERTIFICATE is
#: AMAZON_PAY_CA_FILE).
_CLIENT_VARIABLES: Final = {
    "PUBLIC_KEY_ID": "AMAZON_PAY_PUBLIC_KEY_ID",
    "PRIVATE_KEY": "AMAZON_PAY_PRIVATE_KEY",
    "PRIVATE_KEY_PASSPHRASE": "AMAZON_PAY_PRIVATE_KEY_PASSPHRASE",
    "REGION": "AMAZON_PAY_REGION",
    "ENVIRONMENT": "AMAZON_PAY_ENVIRONMENT",
    "ENDPOINT": "AMAZON_PAY_ENDPOINT",
    "ROOT_CERTIFICATE": "AMAZON_PAY_CA_FILE",
}


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise ImproperlyConfigured(f'AMAZON_PAY["{name}"]: expected a text, found {_kind(value)}.')
    return value.strip()


def _texts(name: str, value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        value = [part for part in (part.strip() for part in value.split(",")) if part]
    if not isinstance(value, (list, tuple, set, frozenset)):
        raise ImproperlyConfigured(
            f'AMAZON_PAY["{name}"]: expected a list of texts, found {_kind(value)}.'
        )
    return tuple(_text(name, each) for each in value)


def _mapping(name: str, value: object) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise ImproperlyConfigured(f'AMAZON_PAY["{name}"]: expected a dict, found {_kind(value)}.')
    return dict(value)


def _verifier(name: str, value: object) -> Any:
    if isinstance(value, str):
        value = _imported(name, value)
    if callable(value) and not hasattr(value, "verify"):
        return value
    return value if hasattr(value, "verify") else _mapping(name, value)


def _sandbox(name: str, value: object) -> Any:
    if not hasattr(value, "client_settings"):
        raise ImproperlyConfigured(
            f'AMAZON_PAY["{name}"]: expected a Sandbox of amazonpay.testing, found {_kind(value)}.'
        )
    return value


def _processing(name: str, value: object) -> str:
    choices = ("inline", "deferred", "celery")
    if value not in choices:
        found = repr(value) if isinstance(value, str) else _kind(value)
        raise ImproperlyConfigured(
            f'AMAZON_PAY["{name}"]: expected one of {", ".join(choices)}, found {found}.'
        )
    if value == "celery" and importlib.util.find_spec("celery") is None:
        raise ImproperlyConfigured(
            f'AMAZON_PAY["{name}"]: "celery" needs Celery, which is not installed; '
            'install it, or set "inline" or "deferred".'
        )
    return str(value)


def _seconds(name: str, value: object) -> float:
    try:
        seconds = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        seconds = 0.0
    # Amazon waits for 15 seconds, of which a certificate may take 5.
    if not 0 < seconds <= 9:
        raise ImproperlyConfigured(
            f'AMAZON_PAY["{name}"]: expected seconds, more than 0 and at most 9, found {value!r}.'
        )
    return seconds


def _imported(name: str, path: str) -> Any:
    try:
        return import_string(path)
    except ImportError as error:
        raise ImproperlyConfigured(f'AMAZON_PAY["{name}"]: {error}') from error


def _kind(value: object) -> str:
    # The type and never the value: a key may have got into the wrong place.
    return type(value).__name__


#: Settings of the shop: how each is read.
_SHOP_SETTINGS: Final[dict[str, Callable[[str, object], Any]]] = {
    "MERCHANT_ID": _text,
    "STORE_ID": _text,
    "BASE_URL": _text,
    "CHECKOUT_REVIEW_RETURN_URL": _text,
    "CHECKOUT_RESULT_RETURN_URL": _text,
    "CHECKOUT_CANCEL_URL": _text,
    "SIGN_IN_RETURN_URL": _text,
    "SIGN_IN_CANCEL_URL": _text,
    "LEDGER_CURRENCY": _text,
    "CHECKOUT_LANGUAGE": _text,
    "BUTTON_COLOR": _text,
    "IPN_URL": _text,
    "IPN_TOPICS": _texts,
    "IPN_PROCESSING": _processing,
    "IPN_READ_TIMEOUT": _seconds,
    "NOTIFICATION_VERIFIER": _verifier,
    "SANDBOX": _sandbox,
}

#: What the environment can't have.
_OBJECTS: Final = ("NOTIFICATION_VERIFIER", "SANDBOX")


@dataclass(frozen=True)
class AmazonPaySettings:
    """What ``settings.AMAZON_PAY`` and the environment say. Read it with `get_settings`.

    URLs of the shop are names of URL patterns, paths, or absolute: see `amazonpay.django.return_urls`.
    """

    #: Keywords for `amazonpay.AmazonPay.from_env`: the client's settings that the dict has. May hold secrets.
    client: Mapping[str, Any] = field(default_factory=dict, repr=False)
    #: The merchant's account id, needed by buttons.
    merchant_id: str | None = None
    #: The store (client) id, ``amzn1.application-oa2-client.…``, needed by checkout sessions.
    store_id: str | None = None
    #: Scheme and host of the shop as buyers see it, ``https://shop.example``. Default: that of the request.
    base_url: str | None = None
    #: Where the buyer comes back to review the order.
    checkout_review_return_url: str | None = None
    #: Where the buyer comes back after paying.
    checkout_result_return_url: str | None = None
    #: Where the buyer lands after cancelling on Amazon's page.
    checkout_cancel_url: str | None = None
    #: Where the buyer comes back after signing in.
    sign_in_return_url: str | None = None
    #: Where the buyer lands after not signing in.
    sign_in_cancel_url: str | None = None
    #: The currency of the merchant's account. Default: that of the region.
    ledger_currency: str | None = None
    #: The language of Amazon's pages, such as ``de_DE``. Default: the buyer's.
    checkout_language: str | None = None
    #: ``Gold``, ``LightGray`` or ``DarkGray``. Default: Amazon's, gold.
    button_color: str | None = None
    #: The address that Amazon posts notifications to, if Django does not route it under this name itself.
    ipn_url: str | None = None
    #: The SNS topics whose notifications are accepted.
    ipn_topics: tuple[str, ...] = ()
    #: When the object of a notification is read: ``inline`` before answering, ``celery`` by a worker at once, or
    #: ``deferred``, by the next ``amazonpay_reconcile``.
    ipn_processing: str = "inline"
    #: The most seconds that reading it inline takes.
    ipn_read_timeout: float = 5.0
    #: Further keywords for `amazonpay.NotificationVerifier`; or a verifier of your own, a callable that makes one,
    #: or the dotted path of either.
    notification_verifier: Any = field(default_factory=dict, repr=False)
    #: A sandbox of this process in Amazon's place, for tests: whatever says who the merchant is, is taken from it.
    sandbox: Any = None

    def client_setting(self, name: str) -> str | None:
        """A text among the client's settings, from the dict or else from the environment.

        `name` is in capitals, such as ``"REGION"``. None when neither has it.
        """
        value = self.client.get(name.lower())
        if value is None and name in _CLIENT_VARIABLES:
            value = os.environ.get(_CLIENT_VARIABLES[name])
        return (str(value).strip() or None) if value is not None else None


def read_settings(configured: object) -> AmazonPaySettings:
    """Reads a dict as ``settings.AMAZON_PAY`` is one; `get_settings` keeps the result.

    Raises `django.core.exceptions.ImproperlyConfigured` for names that are not known and for values of the wrong
    type; what the client itself refuses is found when it is made.
    """
    if configured is None:
        configured = {}
    if not isinstance(configured, Mapping):
        raise ImproperlyConfigured(f"{SETTING}: expected a dict, found {_kind(configured)}.")
    client: dict[str, Any] = {}
    shop: dict[str, Any] = {}
    for name, value in configured.items():
        if name in CLIENT_SETTINGS:
            if value is not None:
                client[name.lower()] = _client_value(name, value)
        elif name in _SHOP_SETTINGS:
            if value is not None:
                shop[name.lower()] = _SHOP_SETTINGS[name](name, value) or None
        else:
            raise ImproperlyConfigured(_unknown(name))
    for name, read in _SHOP_SETTINGS.items():
        variable = os.environ.get(ENVIRONMENT_PREFIX + name, "").strip()
        if variable and name.lower() not in shop and name not in _OBJECTS:
            shop[name.lower()] = read(name, variable)
    if shop.get("sandbox") is not None:
        _stay_in(shop["sandbox"], client, shop)
    return AmazonPaySettings(
        client=client, **{name: value for name, value in shop.items() if value is not None}
    )


def _stay_in(sandbox: Any, client: dict[str, Any], shop: dict[str, Any]) -> None:
    """Has nothing of what a test does reach Amazon, whatever the project's settings say."""
    for name in ("private_key_passphrase", "signer", "root_certificate", "proxy", "algorithm"):
        client.pop(name, None)
    client.update(sandbox.client_settings)
    shop.update(merchant_id=sandbox.merchant_id, store_id=sandbox.store_id)
    shop.setdefault("notification_verifier", sandbox.notification_verifier)


def _client_value(name: str, value: object) -> object:
    if name == "SIGNER" and isinstance(value, str):
        return _imported(name, value)
    # Django's settings are full of BASE_DIR / "...".
    return os.fspath(value) if isinstance(value, os.PathLike) else value


def _unknown(name: object) -> str:
    known = [*CLIENT_SETTINGS, *_SHOP_SETTINGS]
    nearest = difflib.get_close_matches(str(name).upper(), known, n=1)
    hint = f'did you mean "{nearest[0]}"?' if nearest else f"known are {', '.join(known)}."
    return f"AMAZON_PAY[{name!r}]: unknown setting; {hint}"


_current: AmazonPaySettings | None = None


def get_settings() -> AmazonPaySettings:
    """What ``settings.AMAZON_PAY`` and the environment say, read once.

    Raises `django.core.exceptions.ImproperlyConfigured` as `read_settings` does. ``override_settings`` and the like
    are followed.
    """
    global _current
    current = _current
    if current is None:
        # Two threads may read them at once, and read the same.
        current = _current = read_settings(getattr(django_settings, SETTING, None))
    return current


def _forget(*, setting: str, **_: object) -> None:
    global _current
    if setting == SETTING:
        _current = None


setting_changed.connect(_forget, dispatch_uid="amazonpay.django.conf")
