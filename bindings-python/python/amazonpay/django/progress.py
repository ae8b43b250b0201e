"""How far reconciling is: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TextIO

    from .reconciliation import Summary

_WIDTH = 30
#: Seconds after which what is left is counted again: other processes of the round work on it as well.
_COUNTED_EVERY = 2.0


class Progress:
    """Shows how much of a round is done, by this process and by others that share it.

    Example::

        progress = Progress(sys.stderr, lambda: claims.due(round_).count(), is_terminal=True)
        reconcile(progress=progress)
        progress.close()
    """

    def __init__(
        self,
        stream: TextIO,
        left: Callable[[], int],
        *,
        is_terminal: bool,
        interval: float | None = None,
    ) -> None:
        """Shows a bar on a terminal every tenth of a second, and elsewhere a line every ten seconds.

        Args:
            stream: where to.
            left: counts the objects of the round that are left to read.
            is_terminal: whether to draw a bar.
            interval: seconds between two updates, where not these.
        """
        self._stream = stream
        self._count = left
        self._is_terminal = is_terminal
        self._interval = interval if interval is not None else (0.1 if is_terminal else 10.0)
        self._began = self._shown = self._counted = time.monotonic()
        self._total = self._left = left()
        self._done_when_counted = 0

    def __call__(self, summary: Summary) -> None:
        """Shows the summary so far, unless it has just been shown."""
        now = time.monotonic()
        if now - self._shown < self._interval:
            return
        self._shown = now
        done = summary.read + summary.failed
        if now - self._counted >= min(_COUNTED_EVERY, self._interval * 20):
            self._left, self._counted, self._done_when_counted = self._count(), now, done
        left = max(self._left - (done - self._done_when_counted), 0)
        # More may come to be read while it runs.
        self._total = max(self._total, done + left)
        self._show(self._line(summary, done, left, now))

    def close(self) -> None:
        """Clears the bar, so that what follows has the line to itself."""
        if self._is_terminal:
            self._stream.write("\r\x1b[2K")
            self._stream.flush()

    def _line(self, summary: Summary, done: int, left: int, now: float) -> str:
        rate = done / max(now - self._began, 0.001)
        line = f"{done} objects, {left} left, {summary.changed} changed, {rate:.0f}/s"
        if summary.failed:
            line += f", {summary.failed} failed"
        if not self._is_terminal:
            return line
        share = (self._total - left) / self._total if self._total else 1.0
        filled = int(share * _WIDTH)
        return f"[{'#' * filled}{'.' * (_WIDTH - filled)}] {share:4.0%} {line}"

    def _show(self, line: str) -> None:
        self._stream.write(f"\r\x1b[2K{line}" if self._is_terminal else f"{line}\n")
        self._stream.flush()
