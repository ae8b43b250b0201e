"""The settings of notifications: what is refused, and how a verifier is given."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from amazonpay import NotificationVerifier
from amazonpay.django.conf import read_settings
from amazonpay.django.verifier import get_verifier, is_allowed_topic

TOPIC = "arn:aws:sns:eu-west-1:123456789012:AmazonPayNotifications"

made = NotificationVerifier(allowed_topics=[TOPIC])


def make() -> NotificationVerifier:
    return made


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AMAZON_PAY_IPN_TOPICS", raising=False)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("IPN_PROCESSING", "later", "expected one of inline, deferred, celery, found 'later'"),
        ("IPN_PROCESSING", 5, "expected one of inline, deferred, celery, found int"),
        ("IPN_READ_TIMEOUT", 0, "expected seconds, more than 0 and at most 9, found 0"),
        ("IPN_READ_TIMEOUT", "soon", "expected seconds, more than 0 and at most 9, found 'soon'"),
        ("IPN_READ_TIMEOUT", 15, "expected seconds, more than 0 and at most 9, found 15"),
        ("NOTIFICATION_VERIFIER", 5, "expected a dict, found int"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_name(name: str, value: Any, message: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=rf'AMAZON_PAY\["{name}"\]: {message}'):
        read_settings({name: value})


def test_the_environment_has_them_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMAZON_PAY_IPN_PROCESSING", "deferred")
    monkeypatch.setenv("AMAZON_PAY_IPN_READ_TIMEOUT", "2.5")
    monkeypatch.setenv("AMAZON_PAY_IPN_TOPICS", f"{TOPIC}, {TOPIC}2")
    settings = read_settings({})
    assert settings.ipn_processing == "deferred"
    assert settings.ipn_read_timeout == 2.5
    assert settings.ipn_topics == (TOPIC, f"{TOPIC}2")


@pytest.mark.parametrize(
    "given",
    [made, make, f"{__name__}.made", f"{__name__}.make"],
    ids=["verifier", "function", "path", "path"],
)
def test_a_verifier_of_ones_own_is_used(given: Any) -> None:
    with override_settings(AMAZON_PAY={"NOTIFICATION_VERIFIER": given}):
        assert get_verifier() is made


def test_keywords_and_topics_make_a_verifier_that_is_shared_until_the_settings_change() -> None:
    with override_settings(
        AMAZON_PAY={"IPN_TOPICS": [TOPIC], "NOTIFICATION_VERIFIER": {"timeout": 2}}
    ):
        first = get_verifier()
        assert get_verifier() is first
    with override_settings(AMAZON_PAY={"IPN_TOPICS": [TOPIC]}):
        assert get_verifier() is not first


def test_no_topic_is_allowed_unless_it_is_named() -> None:
    with override_settings(AMAZON_PAY={"IPN_TOPICS": [TOPIC]}):
        assert is_allowed_topic(TOPIC)
        assert not is_allowed_topic(TOPIC + "2")
    with override_settings(AMAZON_PAY={}):
        assert not is_allowed_topic(TOPIC)
