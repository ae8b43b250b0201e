"""Claims of objects: each is held by one process at a time, and nobody waits for another's."""

from __future__ import annotations

import datetime
import threading

import pytest
from django.conf import settings
from django.db import connection, connections, transaction
from django.utils import timezone

from amazonpay.django import claims, rounds
from amazonpay.django.models import PaymentObject

pytestmark = pytest.mark.django_db(transaction=True)

MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def keys() -> list[int]:
    """Ten objects that have not been read."""
    rows = [
        PaymentObject(object_type="CHARGE", object_id=f"S01-1234567-1234567-C{number:06}")
        for number in range(10)
    ]
    PaymentObject.objects.bulk_create(rows)
    return list(PaymentObject.objects.order_by("id").values_list("id", flat=True))


def claim(count: int, lease: datetime.timedelta = MINUTE) -> list[int]:
    due = claims.due(rounds.join())
    return [row.pk for row in claims.claim(due, after=0, count=count, lease=lease)]


def test_two_claims_have_nothing_in_common(keys: list[int]) -> None:
    assert claim(6) == keys[:6]
    assert claim(6) == keys[6:]
    assert claim(6) == []


def test_many_threads_that_claim_at_once_have_nothing_in_common(keys: list[int]) -> None:
    claimed: list[int] = []
    failures: list[BaseException] = []
    barrier = threading.Barrier(5)

    def work() -> None:
        try:
            barrier.wait()
            claimed.extend(claim(2))
        except BaseException as error:
            failures.append(error)
        finally:
            connections.close_all()

    rounds.join()
    threads = [threading.Thread(target=work) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(claimed) == len(set(claimed))
    assert set(claimed) | set(claim(10)) == set(keys)


def test_a_claim_whose_lease_is_over_is_free_again(keys: list[int]) -> None:
    assert claim(10, lease=-MINUTE) == keys
    assert claim(10) == keys


def test_a_released_claim_is_free_and_a_lost_one_is_not_released(keys: list[int]) -> None:
    due = claims.due(rounds.join())
    first = claims.claim(due, after=0, count=10, lease=-MINUTE)
    second = claims.claim(due, after=0, count=5, lease=MINUTE)
    claims.release(first)
    # Only what was still the first's: the second has taken five over.
    assert claim(10) == keys[5:]
    assert claims.renew(first, MINUTE) == []
    assert len(claims.renew(second, MINUTE)) == 5


@pytest.mark.skipif(not settings.POSTGRES, reason="SQLite locks the whole database")
def test_rows_that_others_have_locked_are_skipped_and_not_waited_for(keys: list[int]) -> None:
    locked, done = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            list(PaymentObject.objects.select_for_update().filter(id__in=keys[:3]))
            locked.set()
            done.wait()
        connections.close_all()

    holder = threading.Thread(target=hold)
    holder.start()
    locked.wait()
    try:
        with connection.cursor() as cursor:
            # Waiting for the locks would be for ever.
            cursor.execute("SET lock_timeout = '10s'")
        assert claim(4) == keys[3:7]
    finally:
        connection.close()
        done.set()
        holder.join()


def test_an_object_left_alone_after_a_failure_is_not_due(keys: list[int]) -> None:
    PaymentObject.objects.filter(id__in=keys[:9]).update(next_read_at=timezone.now() + MINUTE)
    assert claim(10) == keys[9:]


def test_what_was_read_since_the_round_began_is_not_due(keys: list[int]) -> None:
    round_ = rounds.join()
    PaymentObject.objects.filter(id__in=keys[:4]).update(last_read_at=timezone.now())
    PaymentObject.objects.filter(id__in=keys[4:8]).update(last_round=round_.pk)
    assert claim(10) == keys[8:]
