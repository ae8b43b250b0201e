"""Envelopes that another implementation made: the genuine ones verify, every other is refused by its own error.

The format is described in tests/vectors/README.md. Certificates come over real TLS connections, and are given.
"""

from __future__ import annotations

import asyncio
import json
import ssl
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from amazonpay import (
    Ipn,
    Notification,
    NotificationError,
    NotificationVerifier,
    SubscriptionConfirmation,
)
from amazonpay.testing import Sandbox

from .sns_hosts import SnsHosts

if TYPE_CHECKING:
    from collections.abc import Iterator

VECTORS = Path(__file__).parents[3] / "tests" / "vectors" / "notifications"
FILES = {
    name: json.loads((VECTORS / f"{name}.json").read_text()) for name in ("accepted", "refused")
}


def cases(name: str) -> list[Any]:
    return [pytest.param(case, id=case["name"]) for case in FILES[name]["cases"]]


@pytest.fixture(scope="module")
def hosts() -> Iterator[SnsHosts]:
    with SnsHosts(VECTORS / "certificates") as hosts:
        yield hosts


@pytest.fixture(scope="module")
def clock() -> Iterator[Sandbox]:
    """A sandbox whose clock the verifiers go by."""
    with Sandbox(frozen=True) as sandbox:
        yield sandbox


def body(case: dict[str, Any]) -> bytes:
    if "bodyHex" in case:
        return bytes.fromhex(case["bodyHex"])
    repeat = case.get("bodyRepeat")
    if repeat is not None:
        text = repeat["prefix"] + repeat["filler"] * repeat["times"] + repeat["suffix"]
        return str(text).encode()
    return str(case["body"]).encode()


class Runner:
    """One case: its clock, its settings, and what SNS serves."""

    def __init__(self, name: str, case: dict[str, Any], clock: Sandbox, hosts: SnsHosts) -> None:
        self.file, self.case, self.clock, self.hosts = FILES[name], case, clock, hosts
        clock.clock.set(case.get("clock", self.file["clock"]))
        self.certificate = None
        served = case.get("served")
        if served is None:
            self.certificate = hosts.pem(case.get("certificate", "sns"))
            served = {"text": self.certificate}
        elif "certificate" not in served:
            # One that the caller could hand in as well.
            self.certificate = served.get("text")
        self.host = hosts.serving(served)

    def verifier(self, **reached: Any) -> NotificationVerifier:
        given = self.case.get("settings", {})
        root = given.get("roots", "root")
        settings = {
            "allowed_topics": given.get("allowedTopics"),
            "freshness_window": given.get("freshnessWindowSeconds"),
            "max_body_bytes": given.get("maxBodyBytes"),
            "max_certificate_bytes": given.get("maxCertificateBytes"),
            "timeout": None if "timeoutMs" not in given else given["timeoutMs"] / 1000,
            # None are the roots of the web, which this system has too.
            "root_certificates": ssl.get_default_verify_paths().cafile
            if root is None
            else self.hosts.pem(root),
            "intermediate_certificates": self.hosts.pem(
                given.get("intermediates", ["intermediate"])
            )
            or None,
        }
        return self.clock.notification_verifier(**settings, **(reached or self.host.settings))

    def check_words(self, text: str) -> None:
        for word in self.file["hidden"]:
            assert word not in text


def described(event: Any) -> dict[str, Any]:
    """What a genuine notification says, as vectors have it."""
    description = {
        "messageId": event.message_id,
        "topicArn": event.topic_arn,
        "timestamp": event.timestamp.isoformat(timespec="auto").replace("+00:00", "Z"),
        "signatureVersion": event.signature_version,
    }
    if isinstance(event, Ipn):
        message = {
            "type": "Notification",
            "subject": event.subject,
            "message": event.message.to_dict(),
        }
        return {**description, **message}
    if isinstance(event, SubscriptionConfirmation):
        secrets = {"token": event.token, "subscribeUrl": event.subscribe_url}
        return {**description, **secrets, "type": "SubscriptionConfirmation"}
    return {**description, "type": "UnsubscribeConfirmation"}


def check_refusal(case: dict[str, Any], error: NotificationError) -> None:
    """An expected message that ends with an ellipsis goes on with words of TLS or the system."""
    expected = case["expected"]
    assert (error.kind, error.is_retryable) == (expected["kind"], expected["retryable"])
    start, _, ellipsis = expected["message"].rpartition("…")
    found = str(error)
    assert found.startswith(start) if start and not ellipsis else found == expected["message"]


@pytest.mark.parametrize("case", cases("accepted"))
def test_genuine_envelopes_verify(case: dict[str, Any], clock: Sandbox, hosts: SnsHosts) -> None:
    runner = Runner("accepted", case, clock, hosts)
    before = len(runner.host.requests)
    verifier = runner.verifier()
    event = verifier.verify(body(case))
    assert described(event) == case["expected"]
    assert asyncio.run(verifier.verify_async(body(case))) == event
    assert len(runner.host.requests) - before == case["fetches"], "the second time it is known"
    assert verifier.verify(body(case).decode(), certificate=runner.certificate) == event
    runner.check_words(repr(event))
    assert isinstance(event, Notification)


@pytest.mark.parametrize("case", cases("refused"))
def test_every_other_envelope_is_refused_by_its_own_error(
    case: dict[str, Any], clock: Sandbox, hosts: SnsHosts
) -> None:
    runner = Runner("refused", case, clock, hosts)
    before = len(runner.host.requests)
    verifier = runner.verifier()
    if case.get("confirm"):
        event = verifier.verify(body(case))
        assert isinstance(event, SubscriptionConfirmation)
        sns = hosts.serving(case.get("confirmationServed", {}))
        asked = len(sns.requests)
        confirming = runner.verifier(**sns.settings)
        with pytest.raises(NotificationError) as refusal:
            confirming.confirm_subscription(event)
        assert len(sns.requests) - asked == case["confirmations"]
    else:
        with pytest.raises(NotificationError) as refusal:
            verifier.verify(body(case))
        assert len(runner.host.requests) - before == case.get("fetches", 0)
        if runner.certificate is not None:
            with pytest.raises(NotificationError) as given:
                verifier.verify(body(case), certificate=runner.certificate)
            check_refusal(case, given.value)
    check_refusal(case, refusal.value)
    runner.check_words(f"{refusal.value!r} {verifier!r}")
