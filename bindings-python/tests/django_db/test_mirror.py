"""The mirror's order: the object's own time decides, whoever reads it and in whichever order the readings come in."""

from __future__ import annotations

import datetime
import itertools
import threading
from typing import Any

import pytest
from django.db import connection, connections
from django.utils import timezone

from amazonpay.django import mirror
from amazonpay.django.models import PaymentObject, StateChange
from amazonpay.django.reading import Reading
from amazonpay.models import Charge, ChargePermission, Dispute

from .payments import authorize

pytestmark = pytest.mark.django_db(transaction=True)

CHARGE_ID = "S01-1234567-1234567-C000001"
SECOND = datetime.timedelta(seconds=1)


def charge(state: str, updated: str, **more: Any) -> Charge:
    return Charge.from_dict(
        {
            "chargeId": CHARGE_ID,
            "chargePermissionId": "S01-1234567-1234567",
            "chargeAmount": {"amount": "12.34", "currencyCode": "EUR"},
            "statusDetails": {"state": state, "lastUpdatedTimestamp": updated},
            **more,
        }
    )


AUTHORIZED = charge("Authorized", "20261126T120000Z")
CAPTURED = charge(
    "Captured", "20261126T120005Z", captureAmount={"amount": "12.34", "currencyCode": "EUR"}
)


def test_an_older_reading_never_overwrites_a_newer_one() -> None:
    mirror.record(CAPTURED)
    row = mirror.record(AUTHORIZED)
    assert row.state == "Captured"
    assert PaymentObject.objects.get().captured_money == CAPTURED.capture_amount
    assert StateChange.objects.count() == 1


def test_all_orders_of_three_readings_end_in_the_same_row() -> None:
    canceled = charge("Canceled", "20261126T120010Z")
    began = timezone.now()
    ends = set()
    for order in itertools.permutations([AUTHORIZED, CAPTURED, canceled]):
        PaymentObject.objects.all().delete()
        for number, read in enumerate(order):
            mirror.record(read, read_at=began + number * SECOND)
        row = PaymentObject.objects.get()
        ends.add((row.state, row.last_updated_at))
    assert ends == {("Canceled", canceled.status_details.last_updated_timestamp)}


def test_of_two_states_of_one_second_the_later_step_wins_in_either_order() -> None:
    captured = charge("Captured", "20261126T120000Z")
    began = timezone.now()
    for first, second in ((AUTHORIZED, captured), (captured, AUTHORIZED)):
        PaymentObject.objects.all().delete()
        mirror.record(first, read_at=began)
        assert mirror.record(second, read_at=began + SECOND).state == "Captured"


def test_states_that_follow_each_other_in_turn_go_by_when_they_were_read() -> None:
    def permission(state: str) -> ChargePermission:
        return ChargePermission.from_dict(
            {
                "chargePermissionId": "S01-1234567-1234567",
                "statusDetails": {"state": state, "lastUpdatedTimestamp": "20261126T120000Z"},
            }
        )

    began = timezone.now()
    mirror.record(permission("NonChargeable"), read_at=began + SECOND)
    assert mirror.record(permission("Chargeable"), read_at=began).state == "NonChargeable"
    assert mirror.record(permission("Chargeable"), read_at=began + 2 * SECOND).state == "Chargeable"


def test_what_changes_without_a_new_state_is_kept_but_no_change_of_state() -> None:
    began = timezone.now()
    mirror.record(CAPTURED, read_at=began)
    refunded = {
        **CAPTURED.to_dict(),
        "refundedAmount": {"amount": "2.00", "currencyCode": "EUR"},
    }
    row = mirror.record(Charge.from_dict(refunded), read_at=began + SECOND)
    assert str(row.refunded_amount) == "2.00"
    assert StateChange.objects.count() == 1


def test_two_processes_that_read_at_once_end_in_the_newer_state_and_one_change_each() -> None:
    threads, states = [], [AUTHORIZED, CAPTURED] * 8
    barrier = threading.Barrier(len(states))
    failures: list[BaseException] = []

    def enter(read: Charge) -> None:
        try:
            barrier.wait()
            mirror.record(read)
        except BaseException as error:
            failures.append(error)
        finally:
            connections.close_all()

    for read in states:
        threads.append(threading.Thread(target=enter, args=(read,)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    row = PaymentObject.objects.get()
    assert row.state == "Captured"
    seen = list(row.changes.values_list("state", flat=True))
    assert seen in (["Captured"], ["Authorized", "Captured"])


def test_an_answer_counts_from_when_its_call_began(shop: Any, sandbox: Any, pay: Any) -> None:
    charge_id = authorize(pay, sandbox).charge_id
    sandbox.faults.add(delay_ms=300, operation="charges.get")
    read = pay.charges.get(charge_id)
    answered = timezone.now()
    last_read_at = mirror.record(read).last_read_at
    assert last_read_at is not None
    assert last_read_at < answered


def test_an_unknown_state_is_kept_and_not_final() -> None:
    row = mirror.record(charge("Pondered", "20261126T120000Z"))
    assert (row.state, row.is_final) == ("Pondered", False)


def test_a_disputes_deadline_and_resolution_are_in_the_row() -> None:
    dispute = Dispute.from_dict(
        {
            "disputeId": "S01-1234567-1234567-B000001",
            "chargeId": CHARGE_ID,
            "disputeAmount": {"amount": "12.34", "currencyCode": "EUR"},
            "merchantResponseDeadline": 1795694400,
            "creationTimestamp": 1794744000,
            "statusDetails": {
                "state": "Resolved",
                "resolution": "MerchantWon",
                "lastUpdatedTimestamp": 1794744000,
            },
        }
    )
    row = mirror.record(dispute)
    assert (row.object_type, row.charge_id, row.resolution) == (
        "CHARGEBACK",
        CHARGE_ID,
        "MerchantWon",
    )
    assert row.response_deadline == datetime.datetime(
        2026, 11, 26, 12, tzinfo=datetime.timezone.utc
    )
    assert row.is_final


def test_free_texts_and_whatever_is_unknown_are_not_kept() -> None:
    metadata = {
        "merchantReferenceId": "order-1",
        "merchantStoreName": "Shop",
        "noteToBuyer": "Dear Ada",
        "customInformation": "Ada's birthday",
    }
    row = mirror.record(
        charge("Authorized", "20261126T120000Z", merchantMetadata=metadata, buyerNickname="Ada")
    )
    assert row.merchant_reference_id == "order-1"
    assert row.raw["merchantMetadata"] == {
        "merchantReferenceId": "order-1",
        "merchantStoreName": "Shop",
    }
    assert "Ada" not in str(vars(row))


def test_what_is_no_payment_object_is_refused_by_its_type() -> None:
    with pytest.raises(TypeError, match=r"expected one of CheckoutSession, .*, found a dict"):
        mirror.record({"chargeId": CHARGE_ID})
    with pytest.raises(ValueError, match=r"expected one of CHECKOUT_SESSION, .*, found 'PAYMENT'"):
        mirror.track("PAYMENT", CHARGE_ID)


def test_a_request_to_read_that_comes_during_a_reading_is_not_answered_by_it() -> None:
    mirror.track("CHARGE", CHARGE_ID)
    before = PaymentObject.objects.get().read_requests
    # While that reading is under way, a notification comes.
    mirror.track("CHARGE", CHARGE_ID)
    mirror.enter(Reading.of(CAPTURED, timezone.now()), source="notification", answered=before)
    assert PaymentObject.objects.get().is_read_requested


def test_a_change_is_not_announced_when_the_shops_transaction_is_rolled_back(
    heard: list[Any],
) -> None:
    from django.db import transaction

    def fail_later() -> None:
        with transaction.atomic():
            mirror.record(AUTHORIZED)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_later()
    assert heard == []
    assert not PaymentObject.objects.exists()
    with transaction.atomic():
        mirror.record(AUTHORIZED)
        assert heard == []
    assert [each[0] for each in heard] == ["charge_changed"]
    assert not connection.in_atomic_block
