"""How far this machine's clock is off Amazon's."""

from __future__ import annotations

import ssl
import time
import urllib.error
import urllib.request
from email.utils import parsedate_to_datetime


class ClockNotMeasured(Exception):
    """There was no answer with a ``Date`` header; the text says why."""


def measure_skew(
    url: str, *, timeout: float = 5.0, certificate: str | None = None, proxy: str | None = None
) -> float:
    """Seconds by which this machine's clock is ahead of that of the server at `url`; negative when it is behind.

    Sends one unsigned HEAD request, whose answer matters only for its ``Date``, which is to the second.
    `certificate` is a private authority, as PEM text or a file. Raises `ClockNotMeasured`.
    """
    handlers: list[urllib.request.BaseHandler] = []
    if certificate is not None:
        pem = "-----BEGIN " in certificate
        try:
            context = ssl.create_default_context(
                cafile=None if pem else certificate, cadata=certificate if pem else None
            )
        except (OSError, ValueError) as error:
            raise ClockNotMeasured(f"the root certificate can't be read: {error}") from error
        handlers.append(urllib.request.HTTPSHandler(context=context))
    if proxy is not None:
        handlers.append(urllib.request.ProxyHandler({"https": proxy, "http": proxy}))
    opener = urllib.request.build_opener(*handlers)
    before = time.time()
    try:
        # The core has made sure that it is https, or http on this machine.
        request = urllib.request.Request(url, method="HEAD")  # noqa: S310
        with opener.open(request, timeout=timeout) as answer:
            date = answer.headers["Date"]
    except urllib.error.HTTPError as refusal:
        # Unsigned requests are refused; the refusal is dated as well.
        with refusal:
            date = refusal.headers["Date"]
    except (OSError, ValueError) as error:
        raise ClockNotMeasured(f"{url} did not answer: {error}") from error
    after = time.time()
    if date is None:
        raise ClockNotMeasured(f"the answer of {url} has no Date")
    try:
        theirs = parsedate_to_datetime(date).timestamp()
    except (TypeError, ValueError) as error:
        raise ClockNotMeasured(
            f"the answer of {url} has a Date that can't be read: {error}"
        ) from error
    # The date is cut to the second, so that half of one is the best guess.
    return (before + after) / 2 - (theirs + 0.5)
