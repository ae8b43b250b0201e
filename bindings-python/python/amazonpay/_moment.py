"""Moments as text, exact to the microsecond."""

from __future__ import annotations

from datetime import datetime


def read_moment(text: str) -> datetime:
    """The moment that a text in RFC 3339 says, in UTC as the core and the sandbox write it."""
    whole, _, fraction = text.rstrip("Z").partition(".")
    # Python 3.9 reads six digits; there may be any number up to nine.
    return datetime.fromisoformat(f"{whole}.{fraction[:6]:0<6}+00:00")
