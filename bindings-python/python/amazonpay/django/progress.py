"""How far reconciling is: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TextIO

    from .reconciliation import Summary

_WIDTH = 30


class Progress:
    """Shows how many of a number of objects are done; counts what others do in the same round as well.

    Example::

        progress = Progress(sys.stderr, total=lambda: rows.count())
        reconcile(progress=progress)
        progress.close()
    """

    def __init__(
        self, stream: TextIO, total: int, *, is_terminal: bool, interval: float | None = None
    ) -> None:
        """Shows a bar on a terminal every tenth of a second, and elsewhere a line every ten seconds."""
        self._stream = stream
        self._total = total
        self._is_terminal = is_terminal
        self._interval = interval if interval is not None else (0.1 if is_terminal else 10.0)
        self._shown = time.monotonic()
        self._began = self._shown

    def __call__(self, summary: Summary) -> None:
        """Shows the summary so far, unless it has just been shown."""
        now = time.monotonic()
        if now - self._shown >= self._interval:
            self._shown = now
            self._show(self._line(summary, now))

    def close(self) -> None:
        """Clears the bar, so that what follows has the line to itself."""
        if self._is_terminal:
            self._stream.write("\r\x1b[2K")
            self._stream.flush()

    def _line(self, summary: Summary, now: float) -> str:
        done = summary.read + summary.failed
        rate = done / max(now - self._began, 0.001)
        # More may come to be read while it runs, so the total is no promise.
        total = max(self._total, done)
        share = done / total if total else 1.0
        counts = f"{done}/{total} objects, {summary.changed} changed, {rate:.0f}/s"
        if summary.failed:
            counts += f", {summary.failed} failed"
        if not self._is_terminal:
            return counts
        filled = int(share * _WIDTH)
        return f"[{'#' * filled}{'.' * (_WIDTH - filled)}] {share:4.0%} {counts}"

    def _show(self, line: str) -> None:
        self._stream.write(f"\r\x1b[2K{line}" if self._is_terminal else f"{line}\n")
        self._stream.flush()
