"""What the generated resources stand on: from a method's arguments to the native client, and back to a model."""

from __future__ import annotations

from ._json import loads, text
from ._option_values import encode_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TypeVar

    from . import _native
    from ._model import Model, ResponseModel
    from .options import CallOptions

    Answered = TypeVar("Answered", bound=ResponseModel)


def path_values(path: Mapping[str, str]) -> list[str]:
    """The path's parameters in their order; a TypeError that names the one that is no text."""
    for name, value in path.items():
        if not isinstance(value, str):
            raise TypeError(f"{name}: expected str, found {type(value).__name__}")
    return list(path.values())


def text_of(model: Model | None) -> str | None:
    """The JSON text of a request or a query."""
    return None if model is None else text(model.__dict__["_wire"])


def answered(response: type[Answered], answer: _native.Answer) -> Answered:
    """The object that the native client's answer holds."""
    return response._answered(loads(answer.object), answer)


class Resource:
    """A group of operations of one client."""

    __slots__ = ("_native",)

    def __init__(self, native: _native.Client) -> None:
        self._native = native

    def _call(
        self,
        response: type[Answered],
        operation: str,
        path: Mapping[str, str],
        query: Model | None,
        body: Model | None,
        options: CallOptions,
    ) -> Answered:
        answer = self._native.execute(
            operation, path_values(path), text_of(query), text_of(body), encode_options(options)
        )
        return answered(response, answer)


class AsyncResource:
    """A group of operations of one client, awaited."""

    __slots__ = ("_native",)

    def __init__(self, native: _native.Client) -> None:
        self._native = native

    async def _call(
        self,
        response: type[Answered],
        operation: str,
        path: Mapping[str, str],
        query: Model | None,
        body: Model | None,
        options: CallOptions,
    ) -> Answered:
        answer = await self._native.execute_async(
            operation, path_values(path), text_of(query), text_of(body), encode_options(options)
        )
        return answered(response, answer)
