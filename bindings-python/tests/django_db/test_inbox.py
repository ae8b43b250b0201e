"""The inbox: each notification once, whoever brings it and however often; nothing that was accepted is lost."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from amazonpay import Ipn
from amazonpay.django import inbox
from amazonpay.django.models import InboxNotification, PaymentObject
from amazonpay.models import IpnMessage

from .conftest import WsgiServer
from .payments import authorize

pytestmark = pytest.mark.django_db(transaction=True)

CHARGE_ID = "S01-1234567-1234567-C000001"


def ipn(message_id: str, **message: str) -> Ipn:
    """What verifying a notification with this message comes to."""
    fields = {
        "MerchantID": "A1MERCHANT",
        "ObjectType": "CHARGE",
        "ObjectId": CHARGE_ID,
        "ChargePermissionId": "S01-1234567-1234567",
        "NotificationType": "STATE_CHANGE",
        "NotificationId": "n-1",
        "NotificationVersion": "V2",
        **message,
    }
    values = {
        "message_id": message_id,
        "topic_arn": "arn:aws:sns:eu-west-1:123456789012:AmazonPayNotifications",
        "timestamp": datetime.datetime(2026, 11, 26, 12, tzinfo=datetime.timezone.utc),
        "signature_version": "1",
        "subject": None,
        "message": IpnMessage.from_dict(fields),
    }
    # As pickle restores one: it can be made in no other way than by verifying.
    verified: Ipn = Ipn.__new__(Ipn)
    for name, value in values.items():
        object.__setattr__(verified, name, value)
    return verified


def test_a_notification_is_stored_with_the_wish_that_its_object_be_read() -> None:
    row = inbox.receive(ipn("m-1"))
    assert (row.object_type, row.object_id, row.notification_type) == (
        "CHARGE",
        CHARGE_ID,
        "STATE_CHANGE",
    )
    assert row.published_at == datetime.datetime(2026, 11, 26, 12, tzinfo=datetime.timezone.utc)
    mirrored = PaymentObject.objects.get()
    assert mirrored.is_read_requested
    assert mirrored.charge_permission_id == "S01-1234567-1234567"


def test_a_message_that_is_published_twice_under_one_notification_id_counts_once() -> None:
    first = inbox.receive(ipn("m-1"))
    second = inbox.receive(ipn("m-2"))
    assert second.pk == first.pk
    assert InboxNotification.objects.get().deliveries == 2
    assert PaymentObject.objects.get().read_requests == 1


def test_another_objects_notification_with_the_same_id_is_another() -> None:
    inbox.receive(ipn("m-1"))
    inbox.receive(ipn("m-2", ObjectId="S01-1234567-1234567-C000002"))
    assert InboxNotification.objects.count() == 2


def test_a_type_that_this_version_does_not_know_is_kept_and_nothing_is_read() -> None:
    row = inbox.receive(ipn("m-1", ObjectType="LOYALTY_POINTS"))
    assert row.state == "ignored"
    assert "LOYALTY_POINTS" in row.error
    assert not PaymentObject.objects.exists()


def test_an_identifier_that_is_too_long_for_the_table_is_ignored_and_not_an_error() -> None:
    row = inbox.receive(ipn("m-1", ObjectId="C" * 5000, ChargePermissionId="P" * 5000))
    assert row.state == "ignored"
    assert "5000 characters" in row.error
    assert len(InboxNotification.objects.get().object_id) == 100


def test_what_a_notification_says_of_an_objects_type_and_permission_is_taken() -> None:
    PaymentObject.objects.create(object_type="REFUND", object_id=CHARGE_ID)
    inbox.receive(ipn("m-1"))
    row = PaymentObject.objects.get()
    assert (row.object_type, row.charge_permission_id) == ("CHARGE", "S01-1234567-1234567")


def test_a_notification_that_comes_to_eight_requests_at_once_is_told_once(
    sandbox: Any, shop: Any, pay: Any, heard: list[Any]
) -> None:
    with WsgiServer() as server:
        # The sandbox posts to one address after the other but to different ones at the same time.
        urls = [f"{server.url}/amazon-pay/ipn/?{number}" for number in range(8)]
        sandbox.merchants.set_ipn_urls(sandbox.merchant_id, urls)
        payment = authorize(pay, sandbox)
        sandbox.notifications.settled()
    rows = InboxNotification.objects.filter(object_id=payment.charge_id)
    assert {(row.deliveries, row.state) for row in rows} == {(8, "processed")}
    assert [each for each in heard if each[1] == payment.charge_id] == [
        ("charge_changed", payment.charge_id, "", "Authorized")
    ]
