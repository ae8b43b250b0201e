"""Notifications that the sandbox sends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .faults import NotificationFaults
from .results import IpnSubscription, SentNotification, ShownSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from .. import _native
    from ._arguments import NotificationFilter, SettingsChange
    from ._control import Control

__all__ = ["Notifications"]


class Notifications:
    """What the sandbox told to whom, and how: `Sandbox.notifications`."""

    __slots__ = ("_control", "_native", "faults")

    faults: NotificationFaults
    """What goes wrong with notifications on demand."""

    def __init__(self, control: Control, native: _native.Sandbox) -> None:
        self._control = control
        self._native = native
        self.faults = NotificationFaults(control)

    def list(self, **filter: Unpack[NotificationFilter]) -> tuple[SentNotification, ...]:
        """The latest notifications, newest first, with each attempt to deliver them.

        >>> sandbox.notifications.list(object_type="CHARGE", state="delivered")
        """
        found = self._control.get("notifications", **filter)["notifications"]
        return tuple(SentNotification._of(sent) for sent in found)

    def replay(self, notification: SentNotification | int) -> SentNotification:
        """Delivers a notification once more, with the same message id, to each endpoint it went to."""
        number = notification if isinstance(notification, int) else notification.id
        return SentNotification._of(self._control.post(f"notifications/{number}/replay"))

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

    def subscriptions(self) -> tuple[IpnSubscription, ...]:
        """The endpoints of all merchants, and whether they are confirmed."""
        found = self._control.get("notifications/subscriptions")["subscriptions"]
        return tuple(IpnSubscription._of(subscription) for subscription in found)

    def ask_for_confirmation(self, *, merchant_id: str, url: str) -> SentNotification:
        """Sends a SubscriptionConfirmation to an endpoint, which gets nothing else until it has confirmed."""
        question = {"merchant_id": merchant_id, "url": url}
        return SentNotification._of(self._control.post("notifications/subscriptions", question))

    def set(self, **settings: Unpack[SettingsChange]) -> ShownSettings:
        """Sets how notifications are sent: `signature_version` ``"1"`` or ``"2"``, `timeout_ms`."""
        return ShownSettings._of(self._control.post("notifications/settings", settings))

    @property
    def certificate_pem(self) -> str:
        """The certificate that notifications are signed with, PEM, for a verifier that takes a given one."""
        return self._control.text("notifications/certificate")
