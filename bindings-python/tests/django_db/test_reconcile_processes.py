"""Reconciling in four processes at once: each object is read once a round, and a killed process loses nothing.

On PostgreSQL with 5,000 objects, each of them made in the sandbox; on SQLite, which is for development, with fewer.
"""

from __future__ import annotations

import asyncio
import collections
import datetime
import signal
import subprocess
import time
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.utils import timezone

from amazonpay import Money
from amazonpay.django.models import PaymentObject, ReconcileRound, StateChange
from amazonpay.models import Frequency, PaymentDetails, RecurringMetadata, WebCheckoutDetails
from amazonpay.testing import Sandbox

from . import processes

pytestmark = pytest.mark.django_db(transaction=True)

COUNT = 5000 if settings.POSTGRES else 150
PROCESSES = 4
#: Below the month's limit of a recurring charge permission when all are taken together.
AMOUNT = Money("0.10", "EUR")


@pytest.fixture(scope="module")
def crowd() -> Iterator[tuple[Sandbox, list[str]]]:
    """A sandbox with that many charges, all of them authorized, and their ids."""
    with Sandbox(request_log_capacity=10 * COUNT) as sandbox:
        yield sandbox, asyncio.run(make_charges(sandbox))


async def make_charges(sandbox: Sandbox) -> list[str]:
    """Charges a subscriber that many times."""
    pay = sandbox.async_client()
    total = Money("0.20", "EUR")
    session = await pay.checkout_sessions.create(
        web_checkout_details=WebCheckoutDetails(
            checkout_review_return_url="https://shop.example/review",
            checkout_result_return_url="https://shop.example/result",
        ),
        store_id=sandbox.store_id,
        charge_permission_type="Recurring",
        recurring_metadata=RecurringMetadata(
            frequency=Frequency(unit="Variable", value="0"), amount=total
        ),
        payment_details=PaymentDetails(payment_intent="Confirm", charge_amount=total),
    )
    sandbox.buyer.approve(session)
    sandbox.buyer.approve(session)
    completed = await pay.checkout_sessions.complete(
        session.checkout_session_id, charge_amount=total
    )

    permission_id = str(completed.charge_permission_id)

    async def some(count: int) -> list[str]:
        charges = [
            await pay.charges.create(charge_permission_id=permission_id, charge_amount=AMOUNT)
            for _ in range(count)
        ]
        return [charge.charge_id for charge in charges]

    made = await asyncio.gather(*(some(COUNT // 10) for _ in range(10)))
    return [charge_id for each in made for charge_id in each]


@pytest.fixture
def mirrored(crowd: tuple[Sandbox, list[str]], transactional_db: None) -> tuple[Sandbox, list[str]]:
    """The same, with a row of the mirror for each that has not been read."""
    rows = [PaymentObject(object_type="CHARGE", object_id=charge_id) for charge_id in crowd[1]]
    PaymentObject.objects.bulk_create(rows, batch_size=1000)
    return crowd


def readings(sandbox: Sandbox, since: int) -> collections.Counter[str]:
    """How often each charge was read."""
    requests = sandbox.requests(10 * COUNT)
    latest = requests[: len(requests) - since]
    return collections.Counter(
        each.path.rsplit("/", 1)[1]
        for each in latest
        if each.operation == "charges.get" and each.status == 200
    )


def logged(sandbox: Sandbox) -> int:
    return len(sandbox.requests(10 * COUNT))


def wait_until_read(count: int, worker: subprocess.Popen[str]) -> None:
    """Waits until so many objects are entered as read, while the worker lives."""
    while PaymentObject.objects.filter(last_round__gt=0).count() < count:
        assert worker.poll() is None
        time.sleep(0.01)


def test_four_processes_read_each_object_once_a_round(mirrored: tuple[Sandbox, list[str]]) -> None:
    sandbox, charge_ids = mirrored
    assert len(charge_ids) == len(set(charge_ids)) == COUNT
    before = logged(sandbox)
    workers = [processes.start(sandbox, "amazonpay_reconcile", "--json") for _ in range(PROCESSES)]
    processes.let_go(workers)
    summaries = [processes.summary(worker) for worker in workers]

    assert readings(sandbox, before) == dict.fromkeys(charge_ids, 1)
    assert sum(each["read"] for each in summaries) == COUNT
    assert sum(each["changed"] for each in summaries) == COUNT
    assert {each["round_id"] for each in summaries} == {ReconcileRound.objects.get().pk}
    assert all(each["read"] > 0 for each in summaries), "all of them had a part in it"
    assert not PaymentObject.objects.exclude(state="Authorized").exists()
    assert StateChange.objects.count() == COUNT
    assert not StateChange.objects.filter(announced_at=None).exists()


def test_a_process_killed_in_the_middle_loses_nothing(mirrored: tuple[Sandbox, list[str]]) -> None:
    sandbox, charge_ids = mirrored
    before = logged(sandbox)
    # A round like most: the objects have been read before and are as they were.
    earlier = timezone.now() - datetime.timedelta(hours=1)
    PaymentObject.objects.update(state="Authorized", last_read_at=earlier)
    command = ("amazonpay_reconcile", "--json", "--lease", "12", "--batch-size", "25")
    workers = [processes.start(sandbox, *command) for _ in range(PROCESSES)]
    processes.let_go(workers)
    victim = workers.pop()
    # In the middle: it holds a batch, of which it has read some.
    wait_until_read(COUNT // 4, victim)
    victim.send_signal(signal.SIGKILL)
    assert victim.wait() == -signal.SIGKILL
    held = PaymentObject.objects.exclude(lease_token="").count()
    victim.communicate()
    summaries = [processes.summary(worker) for worker in workers]

    counts = readings(sandbox, before)
    assert set(counts) == set(charge_ids), "nothing was lost"
    repeated = [charge_id for charge_id, count in counts.items() if count > 1]
    # What it had read and not yet entered, one at the most.
    assert len(repeated) <= 1
    assert held > 0
    assert all(each["is_finished"] for each in summaries)
    rows = PaymentObject.objects.filter(lease_token="", last_round=ReconcileRound.objects.get().pk)
    assert rows.count() == COUNT
    assert not StateChange.objects.exists(), "none of them has changed"


def test_sigterm_ends_a_process_after_the_reading_under_way(
    mirrored: tuple[Sandbox, list[str]],
) -> None:
    sandbox, _ = mirrored
    before = logged(sandbox)
    worker = processes.start(sandbox, "amazonpay_reconcile", "--json")
    processes.let_go([worker])
    wait_until_read(10, worker)
    worker.send_signal(signal.SIGTERM)
    summary = processes.summary(worker)
    assert summary["read"] == sum(readings(sandbox, before).values())
    assert summary["left"] == COUNT - summary["read"]
    assert not PaymentObject.objects.exclude(lease_token="").exists()
