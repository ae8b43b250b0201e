"""Reconciling in one process: what is read, when, and what is told."""

from __future__ import annotations

import datetime
import io
import json
import threading
from functools import partial
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import override_settings
from django.utils import timezone

from amazonpay.django import mirror
from amazonpay.django.models import InboxNotification, PaymentObject, ReconcileRound
from amazonpay.django.progress import Progress
from amazonpay.django.reconciliation import Summary, reconcile

from .conftest import shop_settings
from .payments import TOTAL, authorize, begin, capture

pytestmark = pytest.mark.django_db(transaction=True)


def reads(sandbox: Any) -> list[str]:
    """The objects that were read, in order."""
    gets = [each for each in reversed(sandbox.requests(1000)) if each.method == "GET"]
    return [each.path.rsplit("/", 1)[1] for each in gets]


def test_every_object_that_is_not_final_is_read_once(
    shop: Any, sandbox: Any, pay: Any, heard: list[Any]
) -> None:
    payment = authorize(pay, sandbox)
    charge = pay.charges.get(payment.charge_id)
    mirror.record(charge)
    mirror.record(pay.charge_permissions.get(payment.charge_permission_id))
    canceled = authorize(pay, sandbox)
    mirror.record(pay.charges.cancel(canceled.charge_id, cancellation_reason="Out of stock"))
    capture(pay, payment)
    before = len(reads(sandbox))

    summary = reconcile(batch_size=1)
    assert sorted(reads(sandbox)[before:]) == sorted(
        [payment.charge_id, payment.charge_permission_id]
    )
    assert (summary.read, summary.failed, summary.is_finished, summary.left) == (2, 0, True, 0)
    assert PaymentObject.objects.get(object_id=payment.charge_id).state == "Captured"
    assert ("charge_changed", payment.charge_id, "Authorized", "Captured") in heard

    # The next round leaves alone what has become final.
    assert PaymentObject.objects.get(object_id=payment.charge_permission_id).state == "Closed"
    assert reconcile().read == 0


def test_a_checkout_whose_buyer_never_came_back_is_found(
    shop: Any, sandbox: Any, pay: Any, heard: list[Any]
) -> None:
    session_id = begin(pay, sandbox)
    mirror.track("CHECKOUT_SESSION", session_id)
    sandbox.buyer.approve(session_id)
    sandbox.buyer.approve(session_id)
    reconcile()
    assert PaymentObject.objects.get(object_id=session_id).state == "Open"
    pay.checkout_sessions.complete(session_id, charge_amount=TOTAL)
    summary = reconcile()
    session = PaymentObject.objects.get(object_id=session_id)
    charge = PaymentObject.objects.get(object_id=session.charge_id)
    assert (session.state, charge.state) == ("Completed", "Authorized")
    assert PaymentObject.objects.get(object_id=session.charge_permission_id).state
    assert summary.read == 3


def test_what_a_notification_left_unread_is_read_though_the_object_is_final(
    wsgi_endpoint: str, sandbox: Any, pay: Any
) -> None:
    with override_settings(AMAZON_PAY=shop_settings(sandbox, IPN_PROCESSING="deferred")):
        payment = authorize(pay, sandbox)
        mirror.record(capture(pay, payment))
        sandbox.notifications.settled()
    assert PaymentObject.objects.get(object_id=payment.charge_id).is_final
    assert {each.state for each in InboxNotification.objects.all()} == {"received"}
    reconcile()
    assert {each.state for each in InboxNotification.objects.all()} == {"processed"}


def test_a_refund_has_its_charge_read_again(shop: Any, sandbox: Any, pay: Any) -> None:
    payment = authorize(pay, sandbox)
    mirror.record(capture(pay, payment))
    refund = pay.refunds.create(charge_id=payment.charge_id, refund_amount=TOTAL)
    mirror.record(refund)
    sandbox.clock.advance(days=1)
    reconcile()
    charge = PaymentObject.objects.get(object_id=payment.charge_id)
    assert charge.refunded_money == TOTAL
    assert not charge.is_read_requested


def test_a_failure_is_told_and_tried_again_after_a_pause(shop: Any, sandbox: Any, pay: Any) -> None:
    payment = authorize(pay, sandbox)
    mirror.track("CHARGE", payment.charge_id)
    sandbox.faults.add(status=500, operation="charges.get", count=1)
    out = io.StringIO()
    with pytest.raises(CommandError) as failure:
        call_command("amazonpay_reconcile", stdout=out, no_progress=True)
    assert failure.value.returncode == 1
    assert payment.charge_id in str(failure.value)
    assert "finished: 0 objects read" in out.getvalue()
    row = PaymentObject.objects.get()
    assert row.failed_reads == 1
    assert "ServerError" in row.last_error
    assert reconcile().read == 0, "not before the pause is over"
    PaymentObject.objects.update(next_read_at=timezone.now())
    assert reconcile().read == 1
    row.refresh_from_db()
    assert (row.failed_reads, row.last_error, row.state) == (0, "", "Authorized")


def test_being_throttled_is_waited_for_and_no_failure(shop: Any, sandbox: Any, pay: Any) -> None:
    payment = authorize(pay, sandbox)
    mirror.track("CHARGE", payment.charge_id)
    mirror.track("CHARGE_PERMISSION", payment.charge_permission_id)
    sandbox.faults.add(status=429, count=1)
    summary = reconcile()
    assert (summary.read, summary.failed, summary.throttled) == (2, 0, 1)
    assert not PaymentObject.objects.filter(failed_reads__gt=0).exists()


def test_a_wrong_key_gives_the_round_up_and_blames_no_object(
    shop: Any, sandbox: Any, pay: Any
) -> None:
    payment = authorize(pay, sandbox)
    mirror.track("CHARGE", payment.charge_id)
    wrong = override_settings(AMAZON_PAY={**shop, "PUBLIC_KEY_ID": "SANDBOX-AEUNKNOWN"})
    with wrong, pytest.raises(CommandError) as failure:
        call_command("amazonpay_reconcile", stdout=io.StringIO(), no_progress=True)
    assert failure.value.returncode == 2
    assert "Unauthenticated" in str(failure.value)
    row = PaymentObject.objects.get()
    assert (row.failed_reads, row.lease_token) == (0, "")
    assert ReconcileRound.objects.get().is_open


def test_when_amazon_is_not_there_it_gives_up_after_ten(shop: Any, sandbox: Any) -> None:
    for number in range(30):
        mirror.track("CHARGE", f"S01-1234567-1234567-C{number:06}")
    with override_settings(AMAZON_PAY={**shop, "ENDPOINT": "http://127.0.0.1:9"}):
        summary = reconcile()
    assert (summary.failed, summary.left) == (10, 20)
    assert "10 readings in a row failed" in summary.given_up


def test_an_object_that_is_not_there_does_not_keep_others_from_being_read(
    shop: Any, sandbox: Any, pay: Any
) -> None:
    mirror.track("CHARGE", "S01-1234567-1234567-C000001")
    payment = authorize(pay, sandbox)
    mirror.track("CHARGE", payment.charge_id)
    summary = reconcile()
    assert (summary.read, summary.failed) == (1, 1)
    assert "NotFound" in PaymentObject.objects.exclude(last_error="").get().last_error


def test_limits_end_it_and_the_next_process_goes_on_with_the_round(
    shop: Any, sandbox: Any, pay: Any
) -> None:
    for _ in range(3):
        payment = authorize(pay, sandbox)
        mirror.track("CHARGE", payment.charge_id)
    before = len(reads(sandbox))
    first = reconcile(max_objects=1)
    assert (first.read, first.left, first.is_finished) == (1, 2, False)
    assert reconcile(limit_time=0).read == 0
    second = reconcile()
    assert second.round_id == first.round_id
    assert (second.read, second.is_finished) == (2, True)
    assert len(set(reads(sandbox)[before:])) == len(reads(sandbox)[before:]) == 3
    third = reconcile()
    assert third.round_id > first.round_id
    assert third.read == 3
    counts = ReconcileRound.objects.order_by("id").values_list("read", flat=True)
    assert list(counts) == [3, 3]


def test_a_round_that_was_left_is_finished_before_another_begins(
    shop: Any, sandbox: Any, pay: Any
) -> None:
    old = timezone.now() - datetime.timedelta(hours=1)
    left = ReconcileRound.objects.create(started_at=old, seen_at=old)
    read, unread = (authorize(pay, sandbox).charge_id for _ in range(2))
    for charge_id in (read, unread):
        mirror.track("CHARGE", charge_id, request_read=False)
    half_an_hour_ago = timezone.now() - datetime.timedelta(minutes=30)
    PaymentObject.objects.filter(object_id=read).update(
        last_round=left.pk, last_read_at=half_an_hour_ago
    )
    before = len(reads(sandbox))
    summary = reconcile()
    assert reads(sandbox)[before:] == [unread, read, unread]
    assert (summary.read, summary.round_id > left.pk, summary.is_finished) == (3, True, True)
    assert not ReconcileRound.objects.filter(is_open=True).exists()


def test_processes_that_always_meet_their_limit_get_through_all_objects(
    shop: Any, sandbox: Any, pay: Any
) -> None:
    for _ in range(3):
        mirror.track("CHARGE", authorize(pay, sandbox).charge_id, request_read=False)
    for _ in range(3):
        assert reconcile(max_objects=1).read == 1
        ReconcileRound.objects.update(seen_at=timezone.now() - datetime.timedelta(days=1))
    assert not PaymentObject.objects.filter(state="").exists()


def test_claimed_objects_are_waited_for_and_read_when_their_lease_is_over(
    shop: Any, sandbox: Any, pay: Any
) -> None:
    payment = authorize(pay, sandbox)
    mirror.track("CHARGE", payment.charge_id)
    # As a process leaves it that was killed.
    soon = timezone.now() + datetime.timedelta(seconds=1)
    PaymentObject.objects.update(lease_token="gone", lease_until=soon)
    summary = reconcile()
    assert (summary.read, summary.is_finished) == (1, True)
    assert timezone.now() >= soon


def test_a_process_that_takes_longer_than_its_lease_prolongs_it(
    shop: Any, sandbox: Any, pay: Any
) -> None:
    for _ in range(8):
        mirror.track("CHARGE", authorize(pay, sandbox).charge_id)
    before = len(reads(sandbox))
    # All are claimed at once, and reading them takes longer than the lease.
    sandbox.faults.add(delay_ms=800, operation="charges.get")
    summaries: list[Summary] = []

    def work() -> None:
        try:
            summaries.append(reconcile(batch_size=8, lease=4))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(each.read for each in summaries) == [0, 8]
    assert len(reads(sandbox)) - before == 8


def test_only_the_types_asked_for_are_read(shop: Any, sandbox: Any, pay: Any) -> None:
    payment = authorize(pay, sandbox)
    mirror.track("CHARGE", payment.charge_id)
    mirror.track("CHARGE_PERMISSION", payment.charge_permission_id)
    out = io.StringIO()
    call_command("amazonpay_reconcile", "--type", "CHARGE", "--json", stdout=out)
    assert json.loads(out.getvalue())["read"] == 1
    assert PaymentObject.objects.get(object_type="CHARGE_PERMISSION").state == ""


def test_impossible_options_are_refused(shop: Any) -> None:
    with pytest.raises(CommandError, match="batch_size: expected 1 or more, found 0"):
        call_command("amazonpay_reconcile", batch_size=0, no_progress=True)
    with pytest.raises(CommandError, match="lease: expected seconds, more than 0, found 0"):
        call_command("amazonpay_reconcile", lease=0, no_progress=True)


def test_a_terminal_gets_a_bar_and_a_log_gets_lines_that_tell_what_others_did_too() -> None:
    terminal, log = io.StringIO(), io.StringIO()
    for stream, is_terminal in ((terminal, True), (log, False)):
        # Eight at first; of these others have read two.
        left = partial(next, iter([8, 2]))
        progress = Progress(stream, left, is_terminal=is_terminal, interval=0.0)
        progress(Summary(read=3, changed=1, failed=1))
        progress.close()
    assert (
        "[######################........]  75% 4 objects, 2 left, 1 changed" in terminal.getvalue()
    )
    assert terminal.getvalue().endswith("\r\x1b[2K")
    (line,) = log.getvalue().splitlines()
    assert line.startswith("4 objects, 2 left, 1 changed")
    assert line.endswith("1 failed")


def test_the_command_shows_its_progress(
    shop: Any, sandbox: Any, pay: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    mirror.track("CHARGE", authorize(pay, sandbox).charge_id)

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    out, err = io.StringIO(), Terminal()
    sandbox.faults.add(delay_ms=200, operation="charges.get")
    call_command("amazonpay_reconcile", stdout=out, stderr=err)
    assert "100% 1 objects, 0 left, 1 changed" in err.getvalue()
    assert "finished: 1 objects read" in out.getvalue()
