"""The clients that the whole process shares."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, cast

from django.core.signals import setting_changed

from .conf import SETTING, AmazonPaySettings, get_settings

if TYPE_CHECKING:
    from amazonpay import AmazonPay, AsyncAmazonPay

_lock = threading.Lock()
_client: AmazonPay | None = None
_async_client: AsyncAmazonPay | None = None


def get_client() -> AmazonPay:
    """The process's client, made of ``settings.AMAZON_PAY`` at the first call.

    Threads share it, and so do processes that were forked after it was made: each has its own connections. Do not
    close it. Raises `amazonpay.ConfigurationError` when the settings are wrong or incomplete, and
    `django.core.exceptions.ImproperlyConfigured` when one of them is not known.

    .. code-block:: python

        from amazonpay.django import get_client

        charge = get_client().charges.get(order.charge_id)
    """
    global _client
    client = _client
    if client is None:
        with _lock:
            client = _client
            if client is None:
                client = _client = _made(get_settings())
    return client


def get_async_client() -> AsyncAmazonPay:
    """The process's asynchronous client, for ``async`` views and tasks; otherwise as `get_client`.

    It belongs to no event loop: tests and servers that run several may share it.
    """
    global _async_client
    client = _async_client
    if client is None:
        with _lock:
            client = _async_client
            if client is None:
                client = _async_client = _async_made(get_settings())
    return client


def _made(settings: AmazonPaySettings) -> AmazonPay:
    if settings.sandbox is not None:
        # Goes by the sandbox's clock, which a test may move.
        return cast("AmazonPay", settings.sandbox.client(**settings.client))
    # Here, so that commands that do not pay need not load the native module.
    from amazonpay import AmazonPay

    return AmazonPay.from_env(**settings.client)


def _async_made(settings: AmazonPaySettings) -> AsyncAmazonPay:
    if settings.sandbox is not None:
        return cast("AsyncAmazonPay", settings.sandbox.async_client(**settings.client))
    from amazonpay import AsyncAmazonPay

    return AsyncAmazonPay.from_env(**settings.client)


def _forget(*, setting: str, **_: object) -> None:
    global _client, _async_client
    if setting == SETTING:
        with _lock:
            # Not closed: a thread may still be using them. They end with their last user.
            _client = _async_client = None


def _renew_lock() -> None:
    global _lock
    # Another thread may have held the lock when the process was forked, and would hold it in the child for ever.
    _lock = threading.Lock()


setting_changed.connect(_forget, dispatch_uid="amazonpay.django.client")
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_lock)
