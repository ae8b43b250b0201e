"""The sandbox's clock."""

from __future__ import annotations

from datetime import datetime, timedelta

from .._moment import read_moment
from ._control import Control, moment, span

__all__ = ["Clock"]


class Clock:
    """Tells the sandbox's time and moves it: `Sandbox.clock`.

    Everything in the sandbox that depends on time goes by it, and so do the clients that `Sandbox.client` makes. What
    falls due until the new time has happened when a move returns.
    """

    __slots__ = ("_control",)

    def __init__(self, control: Control) -> None:
        self._control = control

    @property
    def now(self) -> datetime:
        """The sandbox's present moment, aware, to the microsecond."""
        return read_moment(self._control.get("clock")["now"])

    @property
    def is_frozen(self) -> bool:
        """Whether the clock stands still until it is moved."""
        return bool(self._control.get("clock")["frozen"])

    def advance(
        self,
        by: timedelta = timedelta(0),
        *,
        weeks: float = 0,
        days: float = 0,
        hours: float = 0,
        minutes: float = 0,
        seconds: float = 0,
    ) -> datetime:
        """Moves the clock on, or back when negative, and returns the new time.

        >>> sandbox.clock.advance(days=8)
        """
        by += timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
        return self._change(advance=span(by))

    def set(self, to: datetime | str) -> datetime:
        """Sets the clock to a moment: an aware datetime, or text such as ``2026-11-24T17:29:18Z``."""
        return self._change(now=moment(to))

    def freeze(self) -> datetime:
        """Stops the clock until it is moved or resumed."""
        return self._change(frozen=True)

    def resume(self) -> datetime:
        """Lets a stopped clock run on from where it stands."""
        return self._change(frozen=False)

    def reset(self) -> datetime:
        """Puts the clock back on the machine's time."""
        return self._change(reset=True)

    def _change(self, **change: object) -> datetime:
        return read_moment(self._control.post("clock", change)["now"])

    def __repr__(self) -> str:
        return f"<sandbox's clock at {self.now.isoformat()}>"
