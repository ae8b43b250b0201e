"""Sends each change of state as a signal: once as a rule, again when a receiver raised or the process died."""

from __future__ import annotations

import datetime
import logging
from typing import TYPE_CHECKING, Any

from django.db import router
from django.db.models import F, Q
from django.utils import timezone

from . import signals
from .models import PaymentObject, StateChange
from .object_types import ObjectType
from .reading import model_of

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.dispatch import Signal

logger = logging.getLogger("amazonpay.django")

#: How long a process that announces a change is believed to be alive.
LEASE = datetime.timedelta(minutes=5)
#: After a receiver raised: doubled with each further attempt, up to the second.
FIRST_PAUSE = datetime.timedelta(minutes=1)
LONGEST_PAUSE = datetime.timedelta(hours=6)
#: Attempts after which a change is left alone; its row keeps the error.
MOST_ATTEMPTS = 12


def announce(payment_object_id: int, *, row: PaymentObject | None = None, read: Any = None) -> int:
    """Sends the signals of an object's changes that nobody has sent, oldest first; answers with how many.

    Any number of processes may do so at once: a change is announced by the one that marks it first, and none is
    announced while an earlier one of the same object is at its first attempt; whoever is at that goes on with the
    rest.

    Args:
        payment_object_id: the key of the mirror's row.
        row: the row as it was just entered, for the change that says the same state.
        read: the object as it was read, for the same change.
    """
    sent = 0
    while True:
        change = _claim(payment_object_id)
        if change is None:
            return sent
        _send(change, row, read)
        sent += 1


def announce_missed(limit: int = 1000) -> int:
    """Sends what was left unsent: by a process that died, or because a receiver raised. Answers with how many."""
    due = _unannounced().filter(
        Q(announce_after__isnull=True) | Q(announce_after__lte=timezone.now())
    )
    objects = due.order_by("id").values_list("payment_object_id", flat=True)[:limit]
    return sum(announce(key) for key in dict.fromkeys(objects))


def _unannounced() -> QuerySet[StateChange]:
    using = router.db_for_write(StateChange)
    return StateChange.objects.using(using).filter(
        announced_at__isnull=True, announcement_attempts__lt=MOST_ATTEMPTS
    )


def _claim(payment_object_id: int) -> StateChange | None:
    """Marks the next change as being announced by us."""
    while True:
        now = timezone.now()
        claimed = None
        for change in _unannounced().filter(payment_object_id=payment_object_id).order_by("id"):
            if change.announce_after is None or change.announce_after <= now:
                claimed = change
                break
            if change.announcement_attempts == 1 and not change.announcement_error:
                # Somebody is at it, and comes to the later ones then.
                return None
        if claimed is None:
            return None
        marked = _unannounced().filter(
            pk=claimed.pk, announcement_attempts=claimed.announcement_attempts
        )
        if marked.update(
            announcement_attempts=F("announcement_attempts") + 1, announce_after=now + LEASE
        ):
            claimed.announcement_attempts += 1
            return claimed


def _send(change: StateChange, row: PaymentObject | None, read: Any) -> None:
    using = router.db_for_write(StateChange)
    if row is None or row.state != change.state:
        row = PaymentObject.objects.using(using).get(changes=change)
        read = None
    if read is None:
        read = model_of(row.object_type).from_dict(row.raw)
    results = _signal(row, change).send_robust(
        sender=PaymentObject,
        instance=row,
        change=change,
        previous_state=change.previous_state,
        object=read,
    )
    failures = []
    for receiver, result in results:
        if isinstance(result, Exception):
            name = getattr(receiver, "__qualname__", type(receiver).__name__)
            failures.append(
                f"{getattr(receiver, '__module__', '')}.{name}: {type(result).__name__}"
            )
            # Django has logged the exception itself.
            logger.error(
                "The receiver %s of %s raised; the change %s is announced again",
                name,
                row.object_id,
                change.pk,
            )
    rows = StateChange.objects.using(using).filter(pk=change.pk)
    if failures:
        pause = min(FIRST_PAUSE * 2 ** (change.announcement_attempts - 1), LONGEST_PAUSE)
        # The classes alone: a receiver's exception may say anything, of the buyer too.
        rows.update(announce_after=timezone.now() + pause, announcement_error="; ".join(failures))
    else:
        rows.update(announced_at=timezone.now(), announce_after=None, announcement_error="")


def _signal(row: PaymentObject, change: StateChange) -> Signal:
    if row.object_type == ObjectType.CHARGEBACK:
        return signals.dispute_changed if change.previous_state else signals.dispute_opened
    return {
        ObjectType.CHARGE: signals.charge_changed,
        ObjectType.REFUND: signals.refund_changed,
        ObjectType.CHARGE_PERMISSION: signals.charge_permission_changed,
        ObjectType.CHECKOUT_SESSION: signals.checkout_session_changed,
    }[ObjectType(row.object_type)]
