"""Notifications that the sandbox sends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._control import Control
from ._result import Result
from .faults import Faults

if TYPE_CHECKING:
    from .. import _native

__all__ = ["Notifications"]


class Notifications:
    """What the sandbox told to whom, and how: `Sandbox.notifications`."""

    __slots__ = ("_control", "_native", "faults")

    faults: Faults
    """What goes wrong with notifications on demand."""

    def __init__(self, control: Control, native: _native.Sandbox) -> None:
        self._control = control
        self._native = native
        self.faults = Faults(control, "notifications/faults")

    def list(self, **filter: Any) -> list[Result]:
        """The latest notifications, newest first, with each attempt to deliver them."""
        return [Result(sent) for sent in self._control.get("notifications", **filter)["notifications"]]

    def replay(self, notification: Result | int) -> Result:
        """Delivers a notification once more, with the same message id, to each endpoint it went to."""
        number = notification if isinstance(notification, int) else notification.id
        return Result(self._control.post(f"notifications/{number}/replay"))

    def settled(self) -> None:
        """Waits until all that is due by the clock has happened and each notification of it was delivered or is waiting
        for a later moment.

        A test moves the clock, waits for this and looks. Where the receiver runs on the event loop of the test itself,
        await `settled_async`.
        """
        self._native.notifications_settled()

    async def settled_async(self) -> None:
        """As `settled`, while the event loop runs on."""
        await self._native.notifications_settled_async()

    def subscriptions(self) -> list[Result]:
        """The endpoints of all merchants, and whether they are confirmed."""
        return [Result(it) for it in self._control.get("notifications/subscriptions")["subscriptions"]]

    def ask_for_confirmation(self, *, merchant_id: str, url: str) -> Result:
        """Sends a SubscriptionConfirmation to an endpoint, which gets nothing else until it has confirmed."""
        question = {"merchant_id": merchant_id, "url": url}
        return Result(self._control.post("notifications/subscriptions", question))

    def set(self, **settings: Any) -> Result:
        """Sets how notifications are sent: `signature_version` ``"1"`` or ``"2"``, `timeout_ms`."""
        return Result(self._control.post("notifications/settings", settings))

    @property
    def certificate_pem(self) -> str:
        """The certificate that notifications are signed with, PEM, for a verifier that takes a given one."""
        return self._control.text("notifications/certificate")
