"""From the keywords of `CallOptions` to the options as the native client takes them."""

from __future__ import annotations

from math import ceil, isfinite

from ._json import text
from ._option_names import WIRE_NAMES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .options import CallOptions


def encode_options(options: CallOptions) -> str | None:
    """The options' JSON text.

    Raises:
        TypeError: A keyword that is no option.
        ConfigurationError: A time-out that is no time.
    """
    if not options:
        return None
    wire: dict[str, Any] = {}
    for name, value in options.items():
        wire_name = WIRE_NAMES.get(name)
        if wire_name is None:
            raise TypeError(_unknown_option(name))
        if value is not None:
            wire[wire_name] = milliseconds(name, value) if wire_name == "timeoutMs" else value
    return text(wire)


def milliseconds(name: str, seconds: object) -> int:
    """Seconds as the native client takes them, rounded up: a time-out of nothing would be none."""
    if not isinstance(seconds, (int, float)) or isinstance(seconds, bool):
        raise TypeError(f"{name}: expected a number of seconds, found {type(seconds).__name__}")
    if not isfinite(seconds) or seconds < 0:
        from .errors import ConfigurationError

        raise ConfigurationError(
            f"{name}: expected a number of seconds of 0 or more, found {seconds}"
        )
    return ceil(seconds * 1000)


def _unknown_option(name: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, WIRE_NAMES, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"options are {', '.join(WIRE_NAMES)}"
    return f"unexpected keyword {name!r}; {hint}"
