"""The verifier of notifications that the whole process shares."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, cast

from django.core.signals import setting_changed

from .conf import SETTING, get_settings

if TYPE_CHECKING:
    from amazonpay import NotificationVerifier

_lock = threading.Lock()
_verifier: NotificationVerifier | None = None


def get_verifier() -> NotificationVerifier:
    """The process's verifier, made at the first call of ``IPN_TOPICS`` and ``NOTIFICATION_VERIFIER``.

    It holds the certificates that were fetched, so that a notification costs no request. Where a test has set
    ``SANDBOX``, it accepts that sandbox's notifications, whatever their topic, and no others.

    Raises:
        amazonpay.ConfigurationError: a setting is wrong.
    """
    global _verifier
    verifier = _verifier
    if verifier is None:
        with _lock:
            verifier = _verifier
            if verifier is None:
                from amazonpay import NotificationVerifier

                settings = get_settings()
                configured = settings.notification_verifier
                made = configured if hasattr(configured, "verify") else None
                if made is None and callable(configured):
                    made = configured()
                elif made is None and settings.sandbox is not None:
                    made = settings.sandbox.notification_verifier()
                elif made is None:
                    options = dict(configured)
                    if settings.ipn_topics:
                        options.setdefault("allowed_topics", list(settings.ipn_topics))
                    made = NotificationVerifier(**options)
                verifier = _verifier = cast("NotificationVerifier", made)
    return verifier


def is_allowed_topic(topic_arn: str) -> bool:
    """Whether ``IPN_TOPICS`` names this topic. Where it names none, none is, but for a test's ``SANDBOX``."""
    settings = get_settings()
    return settings.sandbox is not None or topic_arn in settings.ipn_topics


def _forget(*, setting: str, **_: object) -> None:
    global _verifier
    if setting == SETTING:
        with _lock:
            _verifier = None


def _renew_lock() -> None:
    global _lock
    # As in client.py: another thread may have held it when the process was forked.
    _lock = threading.Lock()


setting_changed.connect(_forget, dispatch_uid="amazonpay.django.verifier")
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_lock)
