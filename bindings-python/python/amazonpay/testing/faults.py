"""What goes wrong on demand."""

from __future__ import annotations

from typing import Any

from ._control import Control
from ._result import Result

__all__ = ["Faults"]


class Faults:
    """Faults that requests of the API meet: `Sandbox.faults`; or that notifications meet: `Notifications.faults`."""

    __slots__ = ("_control", "_path")

    def __init__(self, control: Control, path: str) -> None:
        self._control = control
        self._path = path

    def add(self, **fault: Any) -> Result:
        """Arms a fault.

        >>> sandbox.faults.add(status=503, operation="charges.create", count=2)
        """
        return Result(self._control.post(self._path, fault))

    def list(self) -> list[Result]:
        """The armed faults with how often each met a request, in the order in which they were added."""
        return [Result(fault) for fault in self._control.get(self._path)["faults"]]

    def remove(self, fault: Result | int) -> None:
        """Removes one fault: what `add` gave, or its number."""
        number = fault if isinstance(fault, int) else fault.id
        self._control.delete(f"{self._path}/{number}")

    def clear(self) -> None:
        """Removes all faults."""
        self._control.delete(self._path)
