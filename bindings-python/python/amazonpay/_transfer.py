"""Reconciles the mirror with Amazon Pay: reads every object that is not final, in any number of processes at once.

Guide: ``bindings-python/docs/reconciliation.md``.
"""

from __future__ import annotations

import datetime
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from . import announcements, claims, processing, rounds
from .client import get_client
from .models import StateChange

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .models import PaymentObject, ReconcileRound

#: After as many readings in a row that failed, the network or Amazon Pay is taken to be down.
MOST_FAILURES_IN_A_ROW = 10
#: The first pause after Amazon Pay said that it was too much, in seconds; doubled up to the second.
FIRST_THROTTLE_PAUSE = 1.0
LONGEST_THROTTLE_PAUSE = 30.0
#: The longest that one reading may take, in seconds.
READ_TIMEOUT = 30.0


@dataclass
class Summary:
    """What a process did in a round."""

    round_id: int = 0
    read: int = 0
    """Objects that were read."""
    changed: int = 0
    """Of these, objects with a new state or reason."""
    failed: int = 0
    """Objects that could not be read. They are read again later."""
    throttled: int = 0
    """Readings that were put off because Amazon Pay said that it was too much."""
    announced: int = 0
    """Changes whose signals an earlier process had not sent."""
    left: int = 0
    """Objects of the round that nobody has read when this process ends; of a finished round none."""
    seconds: float = 0.0
    is_finished: bool = False
    """Whether the round is over; not when a limit came first or it was given up."""
    given_up: str = ""
    """Why it was given up, where it was."""
    errors: list[str] = field(default_factory=list)
    """The first failures, at most ten."""

    def as_dict(self) -> dict[str, Any]:
        """The same as plain values, as a task's result."""
        return dict(vars(self))


def reconcile(
    *,
    batch_size: int = 20,
    max_objects: int | None = None,
    limit_time: float | None = None,
    lease: float = 120.0,
    object_types: Sequence[str] | None = None,
    client: Any = None,
    stop: threading.Event | None = None,
    progress: Callable[[Summary], None] | None = None,
) -> Summary:
    """Takes part in the round that is under way, or begins one, until nothing of it is left. A round that was left
    unfinished a while ago is finished first.

    A round reads each object that is not final once, and each whose reading was asked for, by a notification that
    could not be followed at once, say. Processes that run at the same time share a round. One that is killed loses
    nothing: what it had claimed is claimed by others when its lease ends, for which they wait. Signals that were
    left unsent are sent.

    Args:
        batch_size: how many objects are claimed at once; 1 or more.
        max_objects: the most objects that this process reads. Unless given, no limit.
        limit_time: seconds after which this process begins no further reading. Unless given, no limit.
        lease: seconds for which claimed objects are left to this process without a sign of it; prolonged in time.
        object_types: only these types, such as ``["CHARGE"]``. Unless given, all.
        client: an ``AmazonPay`` to read with. Unless given, the process's.
        stop: when it is set, the process ends after the reading that is under way.
        progress: called with the summary so far after each reading.

    Raises:
        ValueError: ``batch_size`` or ``lease`` is too small.
    """
    if batch_size < 1:
        raise ValueError(f"batch_size: expected 1 or more, found {batch_size}")
    if lease <= 0:
        raise ValueError(f"lease: expected seconds, more than 0, found {lease}")
    joined = rounds.join()
    process = _Process(
        round=joined,
        was_left=rounds.is_left(joined),
        batch_size=batch_size,
        max_objects=max_objects,
        deadline=None if limit_time is None else time.monotonic() + limit_time,
        lease=datetime.timedelta(seconds=lease),
        object_types=object_types,
        client=client or get_client(),
        stop=stop or threading.Event(),
        progress=progress or (lambda summary: None),
    )
    return process.run()


@dataclass
class _Process:
    """One process's part in a round."""

    round: ReconcileRound
    was_left: bool
    """Whether the round is one that its processes left unfinished a while ago."""
    batch_size: int
    max_objects: int | None
    deadline: float | None
    lease: datetime.timedelta
    object_types: Sequence[str] | None
    client: Any
    stop: threading.Event
    progress: Callable[[Summary], None]
    summary: Summary = field(default_factory=Summary)
    after: int = 0
    """The key of the last row claimed: further claims need not look at the rows before."""
    failures_in_a_row: int = 0
    throttle_pause: float = FIRST_THROTTLE_PAUSE
    pause: float = 0.0
    """How long to read nothing once the batch is given back."""

    def run(self) -> Summary:
        summary = self.summary
        summary.round_id = self.round.pk
        began = time.monotonic()
        summary.announced += announcements.announce_missed()
        while not self._is_over():
            batch = self._claim()
            if batch:
                self._read_all(batch)
                self._pause(self.pause)
                self.pause = 0.0
            elif not self._wait_for_others():
                rounds.finish(self.round)
                if not self.was_left:
                    summary.is_finished = True
                    break
                # What an earlier process had left is done; now for a round of this one.
                self.round, self.was_left = rounds.join(), False
                summary.round_id = self.round.pk
        summary.left = claims.due(self.round, self.object_types).count()
        summary.seconds = time.monotonic() - began
        return summary

    def _is_over(self) -> bool:
        if self.summary.given_up or self.stop.is_set():
            return True
        if self.max_objects is not None and self._attempted() >= self.max_objects:
            return True
        return self.deadline is not None and time.monotonic() >= self.deadline

    def _attempted(self) -> int:
        return self.summary.read + self.summary.failed

    def _claim(self) -> list[PaymentObject]:
        count = self.batch_size
        if self.max_objects is not None:
            count = min(count, self.max_objects - self._attempted())
        due = claims.due(self.round, self.object_types)
        batch = claims.claim(due, after=self.after, count=count, lease=self.lease)
        if not batch and self.after:
            batch = claims.claim(due, after=0, count=count, lease=self.lease)
        self.after = batch[-1].pk if batch else 0
        return batch

    def _wait_for_others(self) -> bool:
        """Waits for a while when other processes hold objects, for should they die it is for us to read them."""
        until = claims.held_until(claims.due(self.round, self.object_types))
        if until is None:
            return False
        left = (until - datetime.datetime.now(datetime.timezone.utc)).total_seconds()
        self._pause(min(max(left, 0.05), 0.5))
        return True

    def _pause(self, seconds: float) -> None:
        if self.deadline is not None:
            seconds = min(seconds, max(self.deadline - time.monotonic(), 0.0))
        self.stop.wait(seconds)

    def _read_all(self, batch: list[PaymentObject]) -> None:
        before = (self.summary.read, self.summary.changed, self.summary.failed)
        renewed = time.monotonic()
        try:
            while batch and not self._is_over():
                if time.monotonic() - renewed > self.lease.total_seconds() / 3:
                    batch = claims.renew(batch, self.lease)
                    renewed = time.monotonic()
                    if not batch:
                        break
                if not self._read(batch[0]):
                    break
                batch = batch[1:]
                self.progress(self.summary)
        finally:
            claims.release(batch)
            read, changed, failed = before
            rounds.report(
                self.round,
                read=self.summary.read - read,
                changed=self.summary.changed - changed,
                failed=self.summary.failed - failed,
            )

    def _read(self, row: PaymentObject) -> bool:
        """Reads a row; False when the rest of the batch had better wait."""
        import amazonpay

        timeout = min(READ_TIMEOUT, self.lease.total_seconds() / 2)
        try:
            outcome = processing.read_row(
                row,
                source=StateChange.Source.RECONCILIATION,
                round_id=self.round.pk,
                client=self.client,
                options={"timeout": timeout},
            )
        except amazonpay.Throttled as error:
            self.summary.throttled += 1
            self.pause = max(error.retry_after or 0.0, self.throttle_pause)
            self.throttle_pause = min(self.throttle_pause * 2, LONGEST_THROTTLE_PAUSE)
            return False
        except amazonpay.AmazonPayError as error:
            self.summary.given_up = f"{type(error).__name__}: {error}"
            return False
        if outcome.is_read:
            self.summary.read += 1
            self.summary.changed += outcome.changed
            self.failures_in_a_row = 0
            self.throttle_pause = FIRST_THROTTLE_PAUSE
            return True
        self._count_failure(row, outcome.error)
        return True

    def _count_failure(self, row: PaymentObject, error: Exception | None) -> None:
        self.summary.failed += 1
        if len(self.summary.errors) < 10:
            self.summary.errors.append(f"{row.object_id}: {type(error).__name__}: {error}")
        if getattr(error, "is_retryable", False):
            self.failures_in_a_row += 1
        if self.failures_in_a_row >= MOST_FAILURES_IN_A_ROW:
            self.summary.given_up = (
                f"{self.failures_in_a_row} readings in a row failed, the last with {type(error).__name__}; "
                "is Amazon Pay reachable?"
            )
