"""Claims of objects for reading: each is taken by one process at a time, and comes free when that one dies."""

from __future__ import annotations

import datetime
import uuid
from typing import TYPE_CHECKING

from django.db import connections, transaction
from django.db.models import F, Q
from django.utils import timezone

from . import mirror
from .models import PaymentObject, ReconcileRound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet


def due(
    round_: ReconcileRound, object_types: Sequence[str] | None = None
) -> QuerySet[PaymentObject]:
    """The objects that are left to read in a round, whoever has claimed them.

    Those that are not final and that neither the round nor, since it began, a notification has had read; and those
    whose reading was asked for. Both unless they are left alone after a failure.
    """
    unread = Q(last_read_at__isnull=True) | Q(last_read_at__lt=round_.started_at)
    of_round = Q(is_final=False, last_round__lt=round_.pk) & unread
    requested = Q(read_requests__gt=F("read_requests_answered"))
    allowed = Q(next_read_at__isnull=True) | Q(next_read_at__lte=timezone.now())
    rows = PaymentObject.objects.using(mirror.database()).filter(
        of_round | requested, allowed, is_open=True
    )
    return rows.filter(object_type__in=object_types) if object_types else rows


def claim(
    rows: QuerySet[PaymentObject], *, after: int, count: int, lease: datetime.timedelta
) -> list[PaymentObject]:
    """Takes at most ``count`` of these rows whose key is above ``after`` and that nobody else holds.

    The lease ends by itself after its time, so that a process that is killed holds nothing for longer.
    """
    using = mirror.database()
    now = timezone.now()
    free = rows.filter(Q(lease_until__isnull=True) | Q(lease_until__lt=now), id__gt=after)
    token = uuid.uuid4().hex
    taken = {"lease_token": token, "lease_until": now + lease}
    table = PaymentObject.objects.using(using)
    if connections[using].features.has_select_for_update_skip_locked:
        with transaction.atomic(using=using):
            locked = free.select_for_update(skip_locked=True).order_by("id")
            keys = list(locked.values_list("id", flat=True)[:count])
            if keys:
                table.filter(id__in=keys).update(**taken)
    else:
        # One statement that begins with a write, which SQLite lets wait for its turn.
        first = free.order_by("id").values("id")[:count]
        table.filter(id__in=first).update(**taken)
    return list(table.filter(is_open=True, lease_token=token).order_by("id"))


def renew(rows: Sequence[PaymentObject], lease: datetime.timedelta) -> list[PaymentObject]:
    """Prolongs the leases of rows that were claimed together; answers with those that are still ours."""
    table = PaymentObject.objects.using(mirror.database())
    ours = table.filter(id__in=[row.pk for row in rows], lease_token=rows[0].lease_token)
    ours.update(lease_until=timezone.now() + lease)
    return list(ours.order_by("id"))


def release(rows: Sequence[PaymentObject]) -> None:
    """Gives rows back that were claimed together and are not going to be read."""
    if rows:
        table = PaymentObject.objects.using(mirror.database())
        ours = table.filter(id__in=[row.pk for row in rows], lease_token=rows[0].lease_token)
        ours.update(lease_token="", lease_until=None)


def held_until(rows: QuerySet[PaymentObject]) -> datetime.datetime | None:
    """When the first lease of these rows that others hold ends; None when they hold none."""
    held = rows.filter(lease_until__gte=timezone.now()).order_by("lease_until")
    return held.values_list("lease_until", flat=True).first()
