"""``manage.py amazonpay_reconcile``: reads every object that is not final from Amazon Pay."""

from __future__ import annotations

import contextlib
import json
import signal
import threading
from typing import TYPE_CHECKING, Any, cast

from django.core.management.base import BaseCommand, CommandError

from ... import claims, rounds
from ...object_types import ObjectType
from ...progress import Progress
from ...reconciliation import Summary, reconcile

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from typing import TextIO


class Command(BaseCommand):
    """Run it every few minutes, in as many processes as you like: those that run at once share the work.

    Ends with 0 when all went well, 1 when some objects could not be read, 2 when it was given up because Amazon Pay
    does not let us in or is not there. SIGINT and SIGTERM end it after the reading that is under way.
    """

    help = "Reads every payment object that is not final from Amazon Pay, and what notifications left to be read."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declares the options."""
        parser.add_argument(
            "--batch-size",
            type=int,
            default=20,
            metavar="N",
            help="objects claimed at once; 20 unless given",
        )
        parser.add_argument(
            "--max-objects", type=int, metavar="N", help="end after reading so many"
        )
        parser.add_argument(
            "--limit-time",
            type=float,
            metavar="SECONDS",
            help="begin no further reading after this time",
        )
        parser.add_argument(
            "--lease",
            type=float,
            default=120.0,
            metavar="SECONDS",
            help="how long others leave the objects of a process alone that gives no sign; 120 unless given",
        )
        parser.add_argument(
            "--type",
            action="append",
            choices=ObjectType.values,
            dest="object_types",
            help="only objects of this type; may be given several times",
        )
        parser.add_argument("--no-progress", action="store_true", help="show the summary alone")
        parser.add_argument("--json", action="store_true", help="print the summary as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Runs it."""
        stop = threading.Event()
        progress = self._progress(options)
        with _stopped_by_signals(stop):
            try:
                summary = reconcile(
                    batch_size=options["batch_size"],
                    max_objects=options["max_objects"],
                    limit_time=options["limit_time"],
                    lease=options["lease"],
                    object_types=options["object_types"],
                    stop=stop,
                    progress=progress,
                )
            except ValueError as error:
                raise CommandError(str(error)) from error
            finally:
                if progress is not None:
                    progress.close()
        self.stdout.write(json.dumps(summary.as_dict()) if options["json"] else describe(summary))
        if summary.given_up:
            raise CommandError(f"Given up: {summary.given_up}", returncode=2)
        if summary.failed:
            failures = "\n".join(summary.errors)
            raise CommandError(
                f"{summary.failed} objects could not be read and are tried again later:\n{failures}",
                returncode=1,
            )

    def _progress(self, options: dict[str, Any]) -> Progress | None:
        if options["no_progress"] or options["json"] or options["verbosity"] == 0:
            return None
        round_ = rounds.join()

        def left() -> int:
            count = claims.due(round_, options["object_types"]).count()
            most = options["max_objects"]
            return count if most is None else min(count, most)

        # What the wrapper wraps: a bar is written without line ends and colours.
        stream = cast("TextIO", self.stderr._out)
        return Progress(stream, left, is_terminal=self.stderr.isatty())


def describe(summary: Summary) -> str:
    """The summary in words.

    >>> print(describe(Summary(round_id=7, read=5, changed=2, is_finished=True, seconds=1.5)))
    Round 7 finished: 5 objects read in 1.5 s, 2 changed, 0 failed
    """
    how = "finished" if summary.is_finished else "not finished"
    text = (
        f"Round {summary.round_id} {how}: {summary.read} objects read in {summary.seconds:.1f} s, "
    )
    text += f"{summary.changed} changed, {summary.failed} failed"
    if summary.throttled:
        text += f", {summary.throttled} times throttled"
    if summary.announced:
        text += f", {summary.announced} changes announced late"
    if summary.left:
        text += f", {summary.left} left"
    return text


@contextlib.contextmanager
def _stopped_by_signals(stop: threading.Event) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    # A second signal ends it at once, as is usual.
    earlier = {}
    for number in (signal.SIGINT, signal.SIGTERM):
        earlier[number] = signal.getsignal(number)

    def begin(number: int, frame: Any) -> None:
        stop.set()
        for each, handler in earlier.items():
            signal.signal(each, handler if handler is not None else signal.SIG_DFL)

    for number in earlier:
        signal.signal(number, begin)
    try:
        yield
    finally:
        for number, handler in earlier.items():
            signal.signal(number, handler if handler is not None else signal.SIG_DFL)
