"""The Celery tasks, run by a real worker over a real Redis; over files where there is no Redis."""

from __future__ import annotations

import importlib
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from amazonpay.django import mirror
from amazonpay.django.models import InboxNotification, PaymentObject, StateChange

from . import processes
from .conftest import shop_settings
from .payments import authorize, capture

pytest.importorskip("celery")
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def worker(
    sandbox: Any, shop: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Any]:
    """A worker with two processes of its own, and in this process the application that sends it tasks."""
    folder = tmp_path / f"queue-{time.monotonic_ns()}"
    for each in (folder, folder / "messages", folder / "control"):
        each.mkdir()
    monkeypatch.setenv("AMAZONPAY_TEST_QUEUE", str(folder))
    sys.modules.pop("django_db.celery_shop", None)
    application = importlib.import_module("django_db.celery_shop").app
    log = (tmp_path / "worker.log").open("w+")
    command = ["-m", "celery", "--app", "django_db.celery_shop", "worker", "--concurrency", "2"]
    process = subprocess.Popen(
        [sys.executable, *command, "--loglevel", "INFO", "--without-gossip", "--without-mingle"],
        env=processes.environment(sandbox, AMAZONPAY_TEST_QUEUE=str(folder)),
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    yield application
    process.terminate()
    process.wait(timeout=60)
    log.seek(0)
    print(log.read())
    log.close()
    application.close()


def wait_for(condition: Any) -> None:
    """Waits until something is so; fails when it is not so within two minutes."""
    given_up = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < given_up
        time.sleep(0.02)


def test_the_worker_reads_what_a_notification_is_about(
    worker: Any, wsgi_endpoint: str, sandbox: Any, pay: Any
) -> None:
    settings = shop_settings(sandbox, IPN_PROCESSING="celery")
    with override_settings(AMAZON_PAY=settings):
        payment = authorize(pay, sandbox)
        sandbox.notifications.settled()
        assert set(InboxNotification.objects.values_list("state", flat=True)) <= {
            "received",
            "processed",
        }
        wait_for(lambda: not InboxNotification.objects.exclude(state="processed").exists())
    assert PaymentObject.objects.get(object_id=payment.charge_id).state == "Authorized"


def test_the_worker_reconciles_and_answers_with_the_summary(
    worker: Any, sandbox: Any, pay: Any
) -> None:
    from amazonpay.django import tasks

    payments = [authorize(pay, sandbox) for _ in range(4)]
    for payment in payments:
        mirror.track("CHARGE", payment.charge_id)
    # Two at once share the round.
    results = [tasks.reconcile.delay(batch_size=1) for _ in range(2)]
    summaries = [result.get(timeout=120) for result in results]
    assert PaymentObject.objects.filter(state="Authorized").count() == 4
    assert sum(each["changed"] for each in summaries) == 4
    capture(pay, payments[0])
    again = tasks.reconcile.delay(object_types=["CHARGE"]).get(timeout=120)
    assert (again["read"], again["changed"], again["is_finished"]) == (4, 1, True)
    assert StateChange.objects.filter(state="Captured", source="reconciliation").count() == 1


def test_a_notification_is_not_lost_when_the_broker_is_gone(
    sandbox: Any, shop: Any, wsgi_endpoint: str, pay: Any, tmp_path: Path
) -> None:
    from celery import Celery

    application = Celery("shop", broker="redis://127.0.0.1:9/0", set_as_current=True)
    application.set_default()
    settings = shop_settings(sandbox, IPN_PROCESSING="celery")
    with override_settings(AMAZON_PAY=settings):
        payment = authorize(pay, sandbox)
        sandbox.notifications.settled()
    application.close()
    row = PaymentObject.objects.get(object_id=payment.charge_id)
    assert row.is_read_requested
    sent = sandbox.notifications.list(object_id=payment.charge_id)
    assert {delivery.state for each in sent for delivery in each.deliveries} == {"delivered"}
