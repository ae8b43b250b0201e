"""Rounds of reconciliation: which one a process takes part in."""

from __future__ import annotations

import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from . import mirror
from .models import ReconcileRound

#: A round that none of its processes has worked on for so long has been left by all of them.
LEFT_AFTER = datetime.timedelta(minutes=10)


def is_left(round_: ReconcileRound) -> bool:
    """Whether all processes of an open round have ended, or died, before it was finished, a while ago."""
    return round_.seen_at < timezone.now() - LEFT_AFTER


def join() -> ReconcileRound:
    """The round that is under way, or a new one when there is none.

    Processes that are started together, or while others are still at it, share a round and with it the work. A round
    that was left before it was finished is gone on with, however old, so that processes with a limit get through all
    objects in the end.
    """
    using = mirror.database()
    rounds = ReconcileRound.objects.using(using)
    while True:
        running = rounds.filter(is_open=True).first()
        if running is not None:
            return running
        now = timezone.now()
        try:
            with transaction.atomic(using=using):
                return rounds.create(started_at=now, seen_at=now)
        except IntegrityError:
            # Another process was faster; its round is ours as well.
            continue


def report(round_: ReconcileRound, *, read: int, changed: int, failed: int) -> None:
    """Adds to a round's counts, and tells that it is being worked on."""
    ReconcileRound.objects.using(mirror.database()).filter(pk=round_.pk).update(
        seen_at=timezone.now(),
        read=F("read") + read,
        changed=F("changed") + changed,
        failed=F("failed") + failed,
    )


def finish(round_: ReconcileRound) -> None:
    """Closes a round in which nothing is left to read."""
    rounds = ReconcileRound.objects.using(mirror.database()).filter(pk=round_.pk, is_open=True)
    rounds.update(is_open=None, finished_at=timezone.now())
