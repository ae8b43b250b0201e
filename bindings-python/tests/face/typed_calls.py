"""From a vector's JSON to the call that a user of the typed methods writes."""

from __future__ import annotations

import inspect
import re
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from amazonpay import models
from amazonpay._kinds import read_timestamp
from amazonpay._option_names import WIRE_NAMES
from amazonpay.money import Money

if TYPE_CHECKING:
    from collections.abc import Callable

_KEYWORDS = {wire: keyword for keyword, wire in WIRE_NAMES.items()}


def snake_case(name: str) -> str:
    name = name.replace("URLs", "Urls")
    name = re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name)
    return name.lower()


def method_of(client: object, operation: str) -> Callable[..., Any]:
    """The method of an operation: `pay.charges.get` of `charges.get`."""
    resource, method = operation.split(".")
    found: Callable[..., Any] = getattr(getattr(client, resource), method)
    return found


def typed(annotation: str, value: Any) -> Any:
    """The value that the parameter's annotation asks for."""
    if isinstance(value, list):
        return [typed(annotation, item) for item in value]
    if annotation.startswith("datetime"):
        # Disputes have Unix seconds.
        return (
            datetime.fromtimestamp(value, timezone.utc)
            if isinstance(value, int)
            else read_timestamp(value)
        )
    for name in re.findall(r"\w+", annotation):
        found = Money if name == "Money" else getattr(models, name, None)
        if isinstance(value, dict) and found is not None:
            return found.from_dict(value)
        if isinstance(value, str) and isinstance(found, type) and issubclass(found, str):
            return found(value)
    return value


def arguments(method: Callable[..., Any], call: dict[str, Any]) -> tuple[list[str], dict[str, Any]]:
    """The positional and the keyword arguments of a vector's call."""
    parameters = inspect.signature(method).parameters
    keywords: dict[str, Any] = {}
    unknown: dict[str, Any] = {}
    for name, value in {**call.get("query", {}), **call.get("body", {})}.items():
        keyword = snake_case(name)
        if keyword in parameters:
            keywords[keyword] = typed(str(parameters[keyword].annotation), value)
        else:
            unknown[name] = value
    options = {_KEYWORDS[name]: value for name, value in call.get("options", {}).items()}
    if "timeout" in options:
        options["timeout"] = options["timeout"] / 1000
    if unknown and "query" in call:
        keywords["query_fields"] = unknown
    elif unknown:
        options["body_fields"] = {**unknown, **options.get("body_fields", {})}
    return call.get("pathParameters", []), {**keywords, **options}
