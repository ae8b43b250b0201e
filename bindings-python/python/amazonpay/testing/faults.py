"""What goes wrong on demand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .results import ArmedFault, ArmedNotificationFault

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ._arguments import Fault, NotificationFault
    from ._control import Control

__all__ = ["Faults", "NotificationFaults"]


class Faults:
    """Faults that requests of the API meet: `Sandbox.faults`."""

    __slots__ = ("_control",)

    def __init__(self, control: Control) -> None:
        self._control = control

    def add(self, **fault: Unpack[Fault]) -> ArmedFault:
        """Arms a fault: one of `status`, `cut` and `delay_ms`, the last also along with another.

        >>> sandbox.faults.add(status=503, operation="charges.create", count=2)
        """
        return ArmedFault._of(self._control.post("faults", fault))

    def list(self) -> tuple[ArmedFault, ...]:
        """The armed faults with how often each met a request, in the order in which they were added."""
        return tuple(ArmedFault._of(fault) for fault in self._control.get("faults")["faults"])

    def remove(self, fault: ArmedFault | int) -> None:
        """Removes one fault: what `add` gave, or its number."""
        self._control.delete(f"faults/{fault if isinstance(fault, int) else fault.id}")

    def clear(self) -> None:
        """Removes all faults."""
        self._control.delete("faults")


class NotificationFaults:
    """Faults that notifications meet: `Notifications.faults`."""

    __slots__ = ("_control",)

    def __init__(self, control: Control) -> None:
        self._control = control

    def add(self, **fault: Unpack[NotificationFault]) -> ArmedNotificationFault:
        """Arms a fault: one or more of `twice`, `delay_seconds`, `out_of_order` and `tampering`.

        >>> sandbox.notifications.faults.add(object_type="CHARGE", twice=True)
        """
        return ArmedNotificationFault._of(self._control.post("notifications/faults", fault))

    def list(self) -> tuple[ArmedNotificationFault, ...]:
        """The armed faults with how often each met a notification, in the order in which they were added."""
        faults = self._control.get("notifications/faults")["faults"]
        return tuple(ArmedNotificationFault._of(fault) for fault in faults)

    def remove(self, fault: ArmedNotificationFault | int) -> None:
        """Removes one fault: what `add` gave, or its number."""
        self._control.delete(
            f"notifications/faults/{fault if isinstance(fault, int) else fault.id}"
        )

    def clear(self) -> None:
        """Removes all faults."""
        self._control.delete("notifications/faults")
