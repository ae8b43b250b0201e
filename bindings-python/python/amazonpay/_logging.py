"""What the native module tells the log: one record an attempt, at ``amazonpay.request``.

A success is DEBUG; a failure that will be repeated is WARNING, since nobody hears of it otherwise; the last
failure of a call is INFO, since it is raised as well. Each record has attributes for handlers that write more
than text, all named ``amazonpay_…``: ``operation``, ``method``, ``host``, ``attempt``, ``outcome``,
``status``, ``request_id``, ``reason_code``, ``error_kind``, ``duration`` and ``retry_after`` in seconds.
There is never a key, a signature, a token, a body or an id of the buyer's in them.
"""

from __future__ import annotations

import logging
from typing import Any

logger = logging.getLogger("amazonpay.request")

_NEVER = 255


def threshold() -> int:
    """The lowest level at which a record would be taken now."""
    wanted = logger.isEnabledFor
    for level in (logging.DEBUG, logging.INFO, logging.WARNING):
        if wanted(level):
            return level
    return _NEVER


def emit(level: int, attempt: dict[str, Any]) -> None:
    """Logs an attempt."""
    text = "%s, attempt %d: %s"
    values = [attempt["operation"], attempt["attempt"], attempt["outcome"]]
    if attempt["status"] is not None:
        text += " with %d"
        values.append(attempt["status"])
    what = attempt["reason_code"] or attempt["error_kind"]
    if what is not None:
        text += " %s"
        values.append(what)
    text += " in %.3f s"
    values.append(attempt["duration"])
    if attempt["request_id"] is not None:
        text += " (request id %s)"
        values.append(attempt["request_id"])
    if attempt["retry_after"] is not None:
        text += "; again in %.3f s"
        values.append(attempt["retry_after"])
    extra = {f"amazonpay_{name}": value for name, value in attempt.items()}
    logger.log(level, text, *values, extra=extra)
