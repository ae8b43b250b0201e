"""Calls of what the table of operations does not have."""

from __future__ import annotations

from ._json import loads, text
from ._option_values import encode_options
from .meta import Response, ResponseMeta

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, Optional

    from ._native import Answer
    from .options import CallOptions

    Encoded = tuple[str, str, Optional[str], Optional[str], Optional[str]]


def encoded(
    method: str,
    path: str,
    query: Mapping[str, str] | None,
    body: Mapping[str, Any] | None,
    options: CallOptions,
) -> Encoded:
    """The arguments of the native client's method."""
    pairs = []
    for name, value in (query or {}).items():
        if not isinstance(value, str):
            raise TypeError(f"query: expected a str for {name!r}, found {type(value).__name__}")
        pairs.append((name, value))
    encoded_query = text(pairs) if pairs else None
    return (
        method,
        path,
        encoded_query,
        None if body is None else text(body),
        encode_options(options),
    )


def response(answer: Answer) -> Response:
    """The answer's JSON, and what is known of the exchange."""
    return Response(loads(answer.object), ResponseMeta(answer))
