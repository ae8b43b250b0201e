"""What the control API answers, with its fields as attributes in snake case."""

from __future__ import annotations

from typing import Any

from ._control import camel_case, snake_case


class Result:
    """An answer of the control API."""

    def __init__(self, wire: dict[str, Any]) -> None:
        self.__dict__["_wire"] = wire

    def __getattr__(self, name: str) -> Any:
        try:
            value = self._wire[camel_case(name)]
        except KeyError:
            raise AttributeError(name) from None
        if isinstance(value, dict):
            return Result(value)
        if isinstance(value, list):
            return [Result(item) if isinstance(item, dict) else item for item in value]
        return value

    def to_dict(self) -> dict[str, Any]:
        return dict(self._wire)

    def __repr__(self) -> str:
        return f"Result({', '.join(snake_case(name) for name in self._wire)})"
