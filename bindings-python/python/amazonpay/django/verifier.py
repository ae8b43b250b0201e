"""The verifier of notifications that the whole process shares."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from django.core.signals import setting_changed

from .conf import SETTING, get_settings

if TYPE_CHECKING:
    from amazonpay import NotificationVerifier

_lock = threading.Lock()
_verifier: NotificationVerifier | None = None


def get_verifier() -> NotificationVerifier:
    """The process's verifier, made at the first call of ``IPN_TOPICS`` and ``NOTIFICATION_VERIFIER``.

    It holds the certificates that were fetched, so that a notification costs no request.

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
                options = dict(settings.notification_verifier)
                if settings.ipn_topics:
                    options.setdefault("allowed_topics", list(settings.ipn_topics))
                verifier = _verifier = NotificationVerifier(**options)
    return verifier


def is_allowed_topic(topic_arn: str) -> bool:
    """Whether ``IPN_TOPICS`` names this topic. Where it names none, none is."""
    settings = get_settings()
    allowed = settings.ipn_topics or settings.notification_verifier.get("allowed_topics") or ()
    return topic_arn in allowed


def _forget(*, setting: str, **_: object) -> None:
    global _verifier
    if setting == SETTING:
        with _lock:
            _verifier = None


setting_changed.connect(_forget, dispatch_uid="amazonpay.django.verifier")
