"""Signals: once for each change, again when a receiver raised or its process died."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from amazonpay.django import announcements, mirror, signals
from amazonpay.django.models import PaymentObject, StateChange

from .test_mirror import AUTHORIZED, CAPTURED, CHARGE_ID

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def receiving(receiver: Any) -> Iterator[None]:
    signals.charge_changed.connect(receiver)
    try:
        yield
    finally:
        signals.charge_changed.disconnect(receiver)


def test_a_receiver_gets_the_row_the_change_and_the_object() -> None:
    got: list[dict[str, Any]] = []

    def receiver(**kwargs: Any) -> None:
        got.append(kwargs)

    with receiving(receiver):
        mirror.record(AUTHORIZED)
    (kwargs,) = got
    assert kwargs["sender"] is PaymentObject
    assert kwargs["instance"].object_id == CHARGE_ID
    assert kwargs["previous_state"] == ""
    assert kwargs["change"].state == "Authorized"
    assert kwargs["object"] == AUTHORIZED


def test_a_receiver_that_raises_loses_nothing_and_does_not_keep_others_from_running(
    caplog: pytest.LogCaptureFixture,
) -> None:
    fails = [True]
    heard: list[int] = []

    def raising(change: StateChange, **kwargs: Any) -> None:
        if fails[0]:
            raise RuntimeError("Ada Lovelace, 1 Infinite Loop")

    def other(change: StateChange, **kwargs: Any) -> None:
        heard.append(change.pk)

    with receiving(raising), receiving(other):
        mirror.record(AUTHORIZED)
        change = StateChange.objects.get()
        assert change.announced_at is None
        assert "RuntimeError" in change.announcement_error
        assert "Ada" not in change.announcement_error
        assert heard == [change.pk]
        assert "is announced again" in caplog.text

        fails[0] = False
        assert announcements.announce_missed() == 0, "not before the pause is over"
        StateChange.objects.update(announce_after=timezone.now())
        assert announcements.announce_missed() == 1
    change.refresh_from_db()
    assert change.announced_at is not None
    assert heard == [change.pk, change.pk], "at least once, with the same key"


def test_a_failing_receiver_does_not_hold_up_later_changes() -> None:
    states: list[str] = []

    def receiver(change: StateChange, **kwargs: Any) -> None:
        if change.state == "Authorized":
            raise RuntimeError
        states.append(change.state)

    with receiving(receiver):
        mirror.record(AUTHORIZED)
        mirror.record(CAPTURED)
    assert states == ["Captured"]


def test_a_change_whose_process_died_is_announced_when_its_lease_is_over(heard: list[Any]) -> None:
    mirror.record(AUTHORIZED)
    # As a process leaves it that is killed while its receivers run.
    later = timezone.now() + datetime.timedelta(minutes=1)
    StateChange.objects.update(announced_at=None, announce_after=later)
    heard.clear()
    assert announcements.announce_missed() == 0
    StateChange.objects.update(announce_after=timezone.now())
    assert announcements.announce_missed() == 1
    assert [each[0] for each in heard] == ["charge_changed"]
    # Once more does nothing.
    assert announcements.announce_missed() == 0


def test_a_repeated_announcement_has_the_object_as_the_mirror_kept_it() -> None:
    mirror.record(CAPTURED)
    StateChange.objects.update(announced_at=None, announcement_attempts=0, announce_after=None)
    objects: list[Any] = []

    def receiver(object: Any, **kwargs: Any) -> None:
        objects.append(object)

    with receiving(receiver):
        announcements.announce_missed()
    assert objects[0].capture_amount == CAPTURED.capture_amount
    assert objects[0].status_details.state == "Captured"


def test_many_announce_a_change_at_once_and_it_is_heard_once(heard: list[Any]) -> None:
    mirror.record(AUTHORIZED)
    mirror.record(CAPTURED)
    heard.clear()
    StateChange.objects.update(announced_at=None, announcement_attempts=0, announce_after=None)
    key = PaymentObject.objects.get().pk
    barrier = threading.Barrier(8)
    failures: list[BaseException] = []

    def announce() -> None:
        try:
            barrier.wait()
            announcements.announce(key)
        except BaseException as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=announce) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert [each[3] for each in heard] == ["Authorized", "Captured"]


def test_a_later_change_waits_for_the_earlier_ones_receivers(heard: list[Any]) -> None:
    mirror.record(AUTHORIZED)
    mirror.record(CAPTURED)
    StateChange.objects.update(announced_at=None, announcement_attempts=0, announce_after=None)
    key = PaymentObject.objects.get().pk
    sent_meanwhile: list[int] = []

    def announce() -> None:
        try:
            sent_meanwhile.append(announcements.announce(key))
        finally:
            connections.close_all()

    def slow(change: StateChange, **kwargs: Any) -> None:
        if change.state == "Authorized":
            # Another process comes along while this one's receivers run.
            other = threading.Thread(target=announce)
            other.start()
            other.join()

    heard.clear()
    with receiving(slow):
        assert announcements.announce(key) == 2
    assert sent_meanwhile == [0]
    assert [each[3] for each in heard] == ["Authorized", "Captured"]
