"""JSON as the native module takes and gives it."""

from __future__ import annotations

from json import JSONEncoder, loads

__all__ = ["loads", "text"]

# Made once, for `json.dumps` makes one for each call that asks for anything but its defaults. NaN is no JSON.
text = JSONEncoder(allow_nan=False, separators=(",", ":")).encode
"""The JSON text of a value; a ValueError for numbers that JSON does not have."""
