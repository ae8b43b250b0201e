"""An answer's headers, which the native module gives as one text."""

from __future__ import annotations


def headers_of(lines: str) -> dict[str, str]:
    """Headers by name, of a text with a line ``name: value`` for each."""
    headers: dict[str, str] = {}
    # A value may have characters that `splitlines` takes for the end of a line.
    for line in lines.split("\n"):
        name, _, value = line.partition(": ")
        if name:
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers
