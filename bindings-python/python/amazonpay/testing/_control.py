"""The sandbox's control API, without a connection: JSON in and out, refusals as exceptions."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .. import _native

__all__ = ["Control", "SandboxError"]


class SandboxError(Exception):
    """The sandbox does not do what the test asks of it: there is no such object, or a value can't be.

    Its text says what was expected. It is no `AmazonPayError`, so that no test that expects one of those is content
    with a slip of its own.

    Attributes:
        status: As the control API answers it over HTTP: 400, 404, 422 and so on.
        reason_code: Such as ``ResourceNotFound`` or ``InvalidParameterValue``.
    """

    def __init__(self, status: int, reason_code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.reason_code = reason_code

    def __reduce__(self) -> tuple[type[SandboxError], tuple[int, str, str]]:
        return type(self), (self.status, self.reason_code, str(self))


class Control:
    """Calls of the control API."""

    __slots__ = ("_native",)

    def __init__(self, native: _native.Sandbox) -> None:
        self._native = native

    def get(self, path: str, **query: object) -> Any:
        """Reads; a query of None is left out."""
        given = {camel_case(name): value for name, value in query.items() if value is not None}
        return self._call("GET", f"{path}?{urlencode(given)}" if given else path, None)

    def post(self, path: str, body: Mapping[str, object] | None = None) -> Any:
        """Does something; names in snake case become the API's, None is left out."""
        return self._call("POST", path, None if body is None else json.dumps(to_wire(body)))

    def delete(self, path: str) -> Any:
        """Takes something away."""
        return self._call("DELETE", path, None)

    def text(self, path: str) -> str:
        """Reads what is no JSON."""
        return self._answer("GET", path, None)

    def _call(self, method: str, path: str, body: str | None) -> Any:
        return json.loads(self._answer(method, path, body))

    def _answer(self, method: str, path: str, body: str | None) -> str:
        status, text = self._native.control(method, f"/_sandbox/{path}", body)
        if status < 400:
            return text
        refusal = json.loads(text)
        # In a test's names, and without the place in a JSON text that the test has not written.
        message = re.sub(r"`(\w+)`", lambda name: f"`{snake_case(name[1])}`", refusal["message"])
        message = re.sub(r"^The body does not fit: (.*) at line \d+ column \d+\.$", r"\1", message)
        raise SandboxError(status, refusal["reasonCode"], message)


def segment(value: str) -> str:
    """Text as one segment of a path."""
    return quote(value, safe="")


def to_wire(value: object) -> object:
    """A value as the control API reads it: names in camel case, moments and spans as text, models as they are."""
    if isinstance(value, dict):
        return {camel_case(name): to_wire(item) for name, item in value.items() if item is not None}
    if isinstance(value, (list, tuple)):
        return [to_wire(item) for item in value]
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, timedelta):
        return span(value)
    to_dict = getattr(value, "to_dict", None)
    return to_dict() if to_dict is not None else value


def moment(value: datetime | str) -> str:
    """A moment as text."""
    if not isinstance(value, datetime):
        return value
    if value.tzinfo is None:
        raise ValueError(
            f"expected a moment with a time zone, such as datetime.now(timezone.utc), found {value!r}"
        )
    return value.isoformat()


def span(value: timedelta) -> str:
    """A span of time as text, exact to the microsecond."""
    sign = "-" if value < timedelta(0) else ""
    value = abs(value)
    seconds = value.days * 86_400 + value.seconds
    return f"{sign}PT{seconds}.{value.microseconds:06}S"


def camel_case(name: str) -> str:
    """``charge_id`` as ``chargeId``; a name that is in camel case stays."""
    return re.sub(r"_(\w)", lambda letter: letter[1].upper(), name)


def snake_case(name: str) -> str:
    """``chargeId`` as ``charge_id``."""
    return re.sub(r"(?<=[a-z0-9])([A-Z]+)", lambda letter: f"_{letter[1].lower()}", name)
