"""The mirror: rows of payment objects, kept in the order of the objects' own time, whoever reads them."""

from __future__ import annotations

import datetime
import logging
from typing import Any

from django.db import connections, router, transaction
from django.db.models import F
from django.utils import timezone

from . import announcements
from .models import InboxNotification, PaymentObject, StateChange
from .object_types import ObjectType, kind_of
from .reading import Reading

logger = logging.getLogger("amazonpay.django")

Source = StateChange.Source

#: How long after a failure an object is left alone: doubled with each further one, up to the second.
FIRST_PAUSE = datetime.timedelta(minutes=1)
LONGEST_PAUSE = datetime.timedelta(days=1)


def database() -> str:
    """The alias of the database that the models are written to."""
    return router.db_for_write(PaymentObject)


def track(object_type: str, object_id: str, *, request_read: bool = True) -> PaymentObject:
    """Has an object mirrored from now on: ``amazonpay_reconcile`` reads it until it is final.

    Notifications track their objects by themselves. Track a checkout session when you make it, so that one whose buyer
    never comes back is found; and, should the shop begin with payments taken before, their charges and permissions.

    Example::

        from amazonpay.django.mirror import track

        track("CHECKOUT_SESSION", session.checkout_session_id)

    Args:
        object_type: a name of :class:`~amazonpay.django.object_types.ObjectType`.
        object_id: Amazon's identifier.
        request_read: whether the next reconciliation reads it even if it is final.

    Raises:
        ValueError: there is no such type.
    """
    kind_of(object_type)
    using = database()
    with transaction.atomic(using=using):
        ensure_row(using, object_type, object_id)
        if request_read:
            ask_for_reading(using, object_id)
    return PaymentObject.objects.using(using).get(object_id=object_id)


def record(
    read: Any, *, source: str = Source.CALL, read_at: datetime.datetime | None = None
) -> PaymentObject:
    """Enters an object that the shop has got from a call of its own, so that its page shows it at once.

    Give what ``capture``, ``create``, ``complete`` or ``get`` answered. An answer that is older than what the
    mirror has changes nothing; a new state is written to the timeline and sent as a signal, as if a notification
    had told it.

    Example::

        from amazonpay.django.mirror import record

        charge = get_client().charges.capture(charge_id, capture_amount=total)
        record(charge)

    Args:
        read: a ``Charge``, ``Refund``, ``ChargePermission``, ``Dispute`` or ``CheckoutSession``.
        source: one of :class:`StateChange.Source <amazonpay.django.models.StateChange.Source>`.
        read_at: when the call began. Unless given, as long ago as the call took: right for an answer that is fresh.

    Raises:
        TypeError: it is no such object.
    """
    reading = Reading.of(read, read_at or _beginning(read))
    using = database()
    with transaction.atomic(using=using):
        ensure_row(using, reading.kind.object_type.value, reading.object_id)
    row, _ = enter(reading, source=source)
    return row


def _beginning(read: Any) -> datetime.datetime:
    meta = getattr(read, "meta", None)
    return timezone.now() - datetime.timedelta(seconds=meta.duration if meta is not None else 0.0)


def enter(
    reading: Reading,
    *,
    source: str,
    answered: int = 0,
    lease_token: str = "",
    round_id: int = 0,
) -> tuple[PaymentObject, bool]:
    """Enters a reading into its row, which must exist, and answers with the row and whether its state changed.

    The row is locked meanwhile, so of two processes that read at the same time the older reading changes nothing, in
    whichever order they come here.

    Args:
        reading: what was read.
        source: how it came to be read.
        answered: the row's ``read_requests`` from before the reading began, which it answers.
        lease_token: the lease that the reader holds, which ends here.
        round_id: the round of reconciliation that the reading belongs to.
    """
    using = database()
    with transaction.atomic(using=using):
        row = _lock(using, reading.object_id)
        change = None
        if reading.is_news_to(row):
            if reading.changes(row):
                change = StateChange(
                    payment_object=row,
                    previous_state=row.state,
                    previous_reason_code=row.reason_code,
                    state=reading.state,
                    reason_code=reading.reason_code,
                    resolution=reading.resolution,
                    changed_at=reading.last_updated_at,
                    source=source,
                )
            for name, value in reading.columns.items():
                setattr(row, name, value)
        if row.last_read_at is None or reading.read_at > row.last_read_at:
            row.last_read_at = reading.read_at
        row.failed_reads, row.last_error, row.next_read_at = 0, "", None
        row.read_requests_answered = max(row.read_requests_answered, answered)
        row.is_open = not row.is_final or row.is_read_requested
        _end_lease(row, lease_token, round_id)
        row.save(using=using)
        if answered:
            _close_notifications(using, row)
        if change is not None:
            change.save(using=using)
            _follow(using, reading)
            # Robust: what can't be announced now is announced later, and no failure of the caller's.
            transaction.on_commit(
                lambda: announcements.announce(row.pk, row=row, read=reading.source),
                using=using,
                robust=True,
            )
    return row, change is not None


def enter_failure(
    object_id: str,
    error: str,
    *,
    lease_token: str = "",
    round_id: int = 0,
    retry_after: float | None = None,
) -> None:
    """Notes that an object could not be read. It is read again after a pause, and its notifications stay open.

    Args:
        object_id: Amazon's identifier of an object that has a row.
        error: why, without secrets or buyers' data.
        lease_token: the lease that the reader holds, which ends here.
        round_id: the round of reconciliation that the reading belongs to; 0 leaves it to the same round to try again.
        retry_after: seconds that the API asked to wait.
    """
    using = database()
    with transaction.atomic(using=using):
        row = _lock(using, object_id)
        row.failed_reads += 1
        row.last_error = error
        pause = min(FIRST_PAUSE * 2 ** min(row.failed_reads - 1, 20), LONGEST_PAUSE)
        if retry_after is not None:
            pause = max(pause, datetime.timedelta(seconds=retry_after))
        row.next_read_at = timezone.now() + pause
        _end_lease(row, lease_token, round_id)
        row.save(using=using)
        _open_notifications(using, row).update(
            state=InboxNotification.State.FAILED, attempts=F("attempts") + 1, error=error
        )


def describe_failure(error: BaseException) -> str:
    """A line about a failure for the database: its class, code and request id, and the text, which holds no secrets."""
    parts = [type(error).__name__]
    for name in ("reason_code", "status", "request_id"):
        value = getattr(error, name, None)
        if value:
            parts.append(f"{name}={value}")
    return f"{' '.join(parts)}: {error}"[:1000]


def ask_for_reading(using: str, object_id: str, **known: str) -> int:
    """Has an object read, be it final or not; the number of the request, which a reading that began later answers.

    To be called in a transaction. ``known`` are columns that whoever asks knows for certain.
    """
    rows = PaymentObject.objects.using(using).filter(object_id=object_id)
    # The update locks the row until the transaction ends, so that the number read next is this request's own.
    rows.update(read_requests=F("read_requests") + 1, is_open=True, next_read_at=None, **known)
    return int(rows.values_list("read_requests", flat=True).get())


def ensure_row(using: str, object_type: str, object_id: str) -> None:
    """Has the mirror have a row for an object; one that is there already stays as it is."""
    row = PaymentObject(object_type=object_type, object_id=object_id)
    PaymentObject.objects.using(using).bulk_create([row], ignore_conflicts=True)


def _lock(using: str, object_id: str) -> PaymentObject:
    rows = PaymentObject.objects.using(using).filter(object_id=object_id)
    if connections[using].features.has_select_for_update:
        return rows.select_for_update().get()
    # SQLite locks the database at the first write, and fails when that comes after a read that others have overtaken.
    rows.update(object_id=F("object_id"))
    return rows.get()


def _end_lease(row: PaymentObject, lease_token: str, round_id: int) -> None:
    if lease_token and row.lease_token == lease_token:
        row.lease_token, row.lease_until = "", None
    row.last_round = max(row.last_round, round_id)


def _open_notifications(using: str, row: PaymentObject) -> Any:
    return InboxNotification.objects.using(using).filter(
        object_id=row.object_id,
        state__in=[InboxNotification.State.RECEIVED, InboxNotification.State.FAILED],
    )


def _close_notifications(using: str, row: PaymentObject) -> None:
    _open_notifications(using, row).filter(read_request__lte=row.read_requests_answered).update(
        state=InboxNotification.State.PROCESSED, processed_at=timezone.now(), error=""
    )


def _follow(using: str, reading: Reading) -> None:
    """Has read what changed along with this object, though Amazon Pay may send no notification of it."""
    charge_id = reading.columns.get("charge_id")
    permission_id = reading.columns.get("charge_permission_id")
    if reading.kind.object_type == ObjectType.CHECKOUT_SESSION:
        found = [(ObjectType.CHARGE, charge_id), (ObjectType.CHARGE_PERMISSION, permission_id)]
    elif reading.kind.object_type == ObjectType.REFUND:
        # The charge's refundedAmount, which changes without a change of its state.
        found = [(ObjectType.CHARGE, charge_id)]
    else:
        return
    for object_type, object_id in found:
        if object_id:
            ensure_row(using, object_type.value, object_id)
            ask_for_reading(using, object_id)
