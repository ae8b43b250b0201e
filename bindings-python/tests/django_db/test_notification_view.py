"""The endpoint of notifications: a sandbox posts to a server over sockets, as SNS does."""

from __future__ import annotations

import http.client
import time
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import override_settings

from amazonpay import Money
from amazonpay.django.models import InboxNotification, PaymentObject, StateChange
from amazonpay.testing import Sandbox

from .conftest import shop_settings
from .payments import authorize, capture

pytestmark = pytest.mark.django_db(transaction=True)


def post(url: str, body: bytes, method: str = "POST") -> int:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port)
    try:
        connection.request(method, parts.path, body, {"content-type": "text/plain; charset=UTF-8"})
        return connection.getresponse().status
    finally:
        connection.close()


def statuses(sandbox: Any) -> set[int]:
    """What the sandbox's deliveries were answered with."""
    deliveries = [each for sent in sandbox.notifications.list() for each in sent.deliveries]
    return {attempt.status for delivery in deliveries for attempt in delivery.attempts}


def charge_rows(charge_id: str) -> list[str]:
    changes = StateChange.objects.filter(payment_object__object_id=charge_id).order_by("id")
    return list(changes.values_list("state", flat=True))


def test_a_payment_is_mirrored_as_its_notifications_come(
    endpoint: str, sandbox: Any, pay: Any, heard: list[Any]
) -> None:
    payment = authorize(pay, sandbox)
    sandbox.notifications.settled()
    capture(pay, payment)
    sandbox.notifications.settled()

    row = PaymentObject.objects.get(object_id=payment.charge_id)
    assert (row.state, row.is_final, row.money) == ("Captured", True, Money("12.34", "EUR"))
    assert row.charge_permission_id == payment.charge_permission_id
    assert charge_rows(payment.charge_id)[-2:] == ["Authorized", "Captured"]
    permission = PaymentObject.objects.get(object_id=payment.charge_permission_id)
    assert permission.balance is not None
    charges = [each for each in heard if each[0] == "charge_changed"]
    assert charges == [
        ("charge_changed", payment.charge_id, "", "Authorized"),
        ("charge_changed", payment.charge_id, "Authorized", "Captured"),
    ]
    assert {each.state for each in InboxNotification.objects.all()} == {"processed"}


def test_a_notification_that_comes_twice_is_told_once(
    endpoint: str, sandbox: Any, pay: Any, heard: list[Any]
) -> None:
    sandbox.notifications.faults.add(twice=True)
    payment = authorize(pay, sandbox)
    sandbox.notifications.settled()

    rows = InboxNotification.objects.filter(object_id=payment.charge_id)
    sent = sandbox.notifications.list(object_id=payment.charge_id)
    assert sorted(row.message_id for row in rows) == sorted(each.message_id for each in sent)
    assert {row.deliveries for row in rows} == {2}
    assert [each for each in heard if each[1] == payment.charge_id] == [
        ("charge_changed", payment.charge_id, "", "Authorized")
    ]


def test_a_notification_that_is_replayed_after_a_day_is_told_once(
    endpoint: str, sandbox: Any, pay: Any, heard: list[Any]
) -> None:
    payment = authorize(pay, sandbox)
    sandbox.notifications.settled()
    said = list(heard)
    for sent in sandbox.notifications.list(object_id=payment.charge_id):
        sandbox.notifications.replay(sent)
    sandbox.notifications.settled()
    assert heard == said
    assert {
        each.deliveries for each in InboxNotification.objects.filter(object_id=payment.charge_id)
    } == {2}


def test_notifications_out_of_order_end_in_the_newest_state(
    endpoint: str, sandbox: Any, pay: Any, heard: list[Any]
) -> None:
    sandbox.notifications.faults.add(out_of_order=True, object_type="CHARGE")
    payment = authorize(pay, sandbox)
    capture(pay, payment)
    sandbox.clock.advance(minutes=2)
    sandbox.notifications.settled()
    assert PaymentObject.objects.get(object_id=payment.charge_id).state == "Captured"
    states = [each[3] for each in heard if each[1] == payment.charge_id]
    assert states[-1] == "Captured"
    assert len(states) == len(set(states))


def test_a_late_notification_changes_nothing_that_was_read_since(
    endpoint: str, sandbox: Any, pay: Any, heard: list[Any]
) -> None:
    sandbox.notifications.faults.add(delay_seconds=3600, object_type="CHARGE", count=1)
    payment = authorize(pay, sandbox)
    capture(pay, payment)
    sandbox.notifications.settled()
    sandbox.clock.advance(hours=2)
    sandbox.notifications.settled()
    assert [each[3] for each in heard if each[1] == payment.charge_id] == ["Captured"]


@pytest.mark.parametrize(
    "tampering",
    [
        "message",
        "messageId",
        "timestamp",
        "topicArn",
        "type",
        "signature",
        "key",
        "signingCertHost",
        "truncated",
    ],
)
def test_a_forged_notification_is_refused_for_good_and_leaves_nothing(
    endpoint: str, sandbox: Any, pay: Any, tampering: str
) -> None:
    sandbox.notifications.faults.add(tampering=tampering)
    authorize(pay, sandbox)
    sandbox.notifications.settled()
    assert statuses(sandbox) == {400}
    assert not InboxNotification.objects.exists()
    assert not PaymentObject.objects.exists()


def test_a_topic_that_is_not_ours_is_refused(endpoint: str, sandbox: Any, pay: Any) -> None:
    other = sandbox.notification_verifier(
        allowed_topics=["arn:aws:sns:eu-west-1:123456789012:Other"]
    )
    with override_settings(AMAZON_PAY=shop_settings(sandbox, NOTIFICATION_VERIFIER=other)):
        authorize(pay, sandbox)
        sandbox.notifications.settled()
    assert statuses(sandbox) == {400}
    assert not InboxNotification.objects.exists()


def test_an_unreachable_certificate_has_amazon_deliver_again(
    endpoint: str, sandbox: Any, pay: Any
) -> None:
    # Nobody listens where the certificate is fetched from.
    nowhere = {"addresses": {"sns.eu-west-1.amazonaws.com": "127.0.0.1:9"}, "timeout": 1}
    with override_settings(AMAZON_PAY=shop_settings(sandbox, NOTIFICATION_VERIFIER=nowhere)):
        payment = authorize(pay, sandbox)
        sandbox.notifications.settled()
    assert statuses(sandbox) == {503}
    assert not InboxNotification.objects.exists()
    sandbox.clock.advance(hours=1)
    sandbox.notifications.settled()
    assert PaymentObject.objects.get(object_id=payment.charge_id).state == "Authorized"


def test_only_a_post_of_reasonable_size_is_taken(endpoint: str) -> None:
    assert post(endpoint, b"", "GET") == 405
    assert post(endpoint, b"{}") == 400
    assert post(endpoint, b" " * 300_000) == 413


def test_an_object_that_cannot_be_read_now_stays_in_the_inbox(
    endpoint: str, sandbox: Any, pay: Any, heard: list[Any]
) -> None:
    sandbox.faults.add(status=500, operation="charges.get")
    payment = authorize(pay, sandbox)
    sandbox.notifications.settled()
    notification = InboxNotification.objects.get(object_id=payment.charge_id)
    assert (notification.state, notification.attempts) == ("failed", 1)
    assert "ServerError" in notification.error
    row = PaymentObject.objects.get(object_id=payment.charge_id)
    assert row.is_read_requested
    assert row.next_read_at is not None
    # Amazon got its 200, and delivers no more.
    sent = sandbox.notifications.list(object_id=payment.charge_id)
    assert {delivery.state for each in sent for delivery in each.deliveries} == {"delivered"}


def test_amazon_gets_its_answer_though_reading_the_object_takes_too_long(
    endpoint: str, sandbox: Any, pay: Any
) -> None:
    sandbox.faults.add(delay_ms=60_000, operation="charges.get")
    with override_settings(AMAZON_PAY=shop_settings(sandbox, IPN_READ_TIMEOUT=0.2)):
        payment = authorize(pay, sandbox)
        sandbox.notifications.settled()
    assert statuses(sandbox) == {200}
    notification = InboxNotification.objects.get(object_id=payment.charge_id)
    assert notification.state == "failed"
    assert "RequestTimeout" in notification.error


def test_a_second_delivery_reads_what_the_first_could_not(
    endpoint: str, sandbox: Any, pay: Any, heard: list[Any]
) -> None:
    sandbox.faults.add(status=500, operation="charges.get", count=2)
    payment = authorize(pay, sandbox)
    sandbox.notifications.settled()
    sandbox.faults.clear()
    sandbox.notifications.replay(sandbox.notifications.list(object_id=payment.charge_id)[0])
    sandbox.notifications.settled()
    assert PaymentObject.objects.get(object_id=payment.charge_id).state == "Authorized"
    assert InboxNotification.objects.get(object_id=payment.charge_id).state == "processed"


def test_deferred_processing_reads_nothing_before_answering(
    endpoint: str, sandbox: Any, pay: Any, heard: list[Any]
) -> None:
    with override_settings(AMAZON_PAY=shop_settings(sandbox, IPN_PROCESSING="deferred")):
        payment = authorize(pay, sandbox)
        sandbox.notifications.settled()
    assert PaymentObject.objects.get(object_id=payment.charge_id).state == ""
    assert InboxNotification.objects.get(object_id=payment.charge_id).state == "received"
    assert heard == []


def test_a_subscription_to_an_allowed_topic_is_confirmed(endpoint: str, sandbox: Any) -> None:
    sandbox.merchants.set_ipn_urls(sandbox.merchant_id, [])
    sandbox.notifications.ask_for_confirmation(merchant_id=sandbox.merchant_id, url=endpoint)
    sandbox.notifications.settled()
    assert [each.confirmed for each in sandbox.notifications.subscriptions()] == [True]


def test_a_subscription_to_a_topic_that_nobody_allowed_is_not_confirmed(
    endpoint: str, sandbox: Any
) -> None:
    sandbox.merchants.set_ipn_urls(sandbox.merchant_id, [])
    anything = sandbox.notification_verifier()
    settings = shop_settings(sandbox, IPN_TOPICS=[], NOTIFICATION_VERIFIER=anything)
    with override_settings(AMAZON_PAY=settings):
        sandbox.notifications.ask_for_confirmation(merchant_id=sandbox.merchant_id, url=endpoint)
        sandbox.notifications.settled()
    assert [each.confirmed for each in sandbox.notifications.subscriptions()] == [False]


def test_the_setting_sandbox_has_that_sandboxs_notifications_believed_and_confirmed(
    endpoint: str, sandbox: Any, pay: Any
) -> None:
    # The topics are those of the shop's account at Amazon, as in production.
    topics = ["arn:aws:sns:eu-west-1:123456789012:Production"]
    with override_settings(AMAZON_PAY={"IPN_TOPICS": topics, "SANDBOX": sandbox}):
        payment = authorize(pay, sandbox)
        sandbox.notifications.settled()
        assert PaymentObject.objects.get(object_id=payment.charge_id).state == "Authorized"
        sandbox.merchants.set_ipn_urls(sandbox.merchant_id, [])
        sandbox.notifications.ask_for_confirmation(merchant_id=sandbox.merchant_id, url=endpoint)
        sandbox.notifications.settled()
        assert [each.confirmed for each in sandbox.notifications.subscriptions()] == [True]
        stored = InboxNotification.objects.count()
        with Sandbox(ipn_url=endpoint) as other:
            authorize(other.client(), other)
            other.notifications.settled()
            # Its certificate is not where the test's sandbox has its own.
            assert statuses(other) == {503}
        assert InboxNotification.objects.count() == stored


def test_the_notification_is_committed_before_its_object_is_read(
    endpoint: str, sandbox: Any, pay: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Also where the project has each request in a transaction.
    monkeypatch.setitem(connection.settings_dict, "ATOMIC_REQUESTS", True)
    sandbox.faults.add(delay_ms=60_000, operation="charges.get")
    with override_settings(AMAZON_PAY=shop_settings(sandbox, IPN_READ_TIMEOUT=6)):
        payment = authorize(pay, sandbox)
        rows = InboxNotification.objects.filter(object_id=payment.charge_id)
        given_up = time.monotonic() + 60
        while not rows.exists():
            assert time.monotonic() < given_up, "it was never stored"
            time.sleep(0.01)
        # Seen from here while the endpoint still waits for the object.
        assert rows.get().state == "received"
        sandbox.notifications.settled()
    assert rows.get().state == "failed"


def test_nothing_of_the_buyer_is_kept(endpoint: str, sandbox: Any, pay: Any) -> None:
    payment = authorize(pay, sandbox)
    sandbox.notifications.settled()
    permission = pay.charge_permissions.get(payment.charge_permission_id)
    buyer = permission.buyer
    assert buyer.name
    assert buyer.email
    private = {buyer.name, buyer.email, buyer.buyer_id}
    address = permission.shipping_address or permission.billing_address
    private |= {address.name, address.address_line1} if address else set()
    stored = [str(vars(row)) for row in PaymentObject.objects.all()]
    stored += [str(vars(row)) for row in InboxNotification.objects.all()]
    assert [text for text in private if text and any(text in row for row in stored)] == []
