"""Celery's tasks, where Celery is installed: ``app.autodiscover_tasks()`` finds them.

.. code-block:: python

    app.conf.beat_schedule = {
        "amazon-pay": {"task": "amazonpay.reconcile", "schedule": 300.0, "kwargs": {"limit_time": 240}},
    }
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

try:
    from celery import shared_task
except ImportError as error:
    raise ImportError(
        "amazonpay.django.tasks: expected Celery to be installed; install it, or run `manage.py amazonpay_reconcile`"
    ) from error

from . import processing, reconciliation

if TYPE_CHECKING:
    from collections.abc import Sequence


@shared_task(name="amazonpay.reconcile")  # type: ignore[untyped-decorator, unused-ignore]
def reconcile(
    batch_size: int = 20,
    max_objects: int | None = None,
    limit_time: float | None = None,
    lease: float = 120.0,
    object_types: Sequence[str] | None = None,
) -> dict[str, Any]:
    """Reads every object that is not final, as ``manage.py amazonpay_reconcile``; answers with the summary.

    Several workers may run it at once and share the work. Give it a ``limit_time`` below Celery's own time limit.
    """
    return reconciliation.reconcile(
        batch_size=batch_size,
        max_objects=max_objects,
        limit_time=limit_time,
        lease=lease,
        object_types=object_types,
    ).as_dict()


@shared_task(name="amazonpay.read_object", ignore_result=True)  # type: ignore[untyped-decorator, unused-ignore]
def read_object(object_id: str) -> None:
    """Reads the object of a notification: what ``IPN_PROCESSING = "celery"`` has workers do.

    A failure is noted, and ``reconcile`` reads the object again.
    """
    processing.read_object(object_id)
