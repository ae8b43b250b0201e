"""What an app and the shop's back end say to each other: ``docs/mobile-checkout.md``."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, JsonResponse
from django.http.request import UnreadablePostError

from .problem import Problem

#: The version of the contract.
_VERSION: Final = 1
#: The largest body that is read.
_MOST_BYTES: Final = 65_536
_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_NONCE: Final = re.compile(r"[A-Za-z0-9_-]{16,128}")

#: The four calls.
STEPS: Final = ("start", "review", "confirm", "complete")


class CheckoutRefusal(Exception):
    """Ends a checkout with a code that the app can branch on: raise it in a hook.

    `message` is for the app's developer and is sent: nothing of the buyer's in it. `status` is from 400 to 599; with
    408, 425, 429 and from 500 on the app may do the step again. Raises `ValueError` for another status.

    .. code-block:: python

        raise CheckoutRefusal("sold_out", "Only one is left.")
    """

    def __init__(self, code: str, message: str = "", status: int = 422) -> None:
        super().__init__(message or code)
        # An app takes any other for an answer that breaks the contract.
        if not 400 <= status <= 599:
            raise ValueError(f"CheckoutRefusal: status: expected 400 to 599, found {status}")
        self.code = code
        self.message = message
        self.status = status


@dataclass(frozen=True)
class Asking:
    """What an app says."""

    checkout_id: str
    #: In all steps but ``start``.
    checkout_session_id: str
    #: In ``start`` and ``confirm``.
    return_state: str
    #: In ``start``.
    order: Any


def read(request: HttpRequest, step: str) -> Asking:
    """Reads what an app says, and refuses what the contract has not."""
    # A page of another site can't send this without asking, so a cookie proves that the app itself sent it.
    if request.content_type != "application/json":
        raise CheckoutRefusal(
            "media_type_unsupported", "content-type: expected application/json", 415
        )
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError as error:
        raise _invalid("content-length: expected a number") from error
    try:
        body = request.body if length <= _MOST_BYTES else None
    except RequestDataTooBig:
        body = None
    except UnreadablePostError as error:
        raise _invalid("the body ended early") from error
    if body is None or len(body) > _MOST_BYTES:
        raise CheckoutRefusal("body_too_large", f"expected at most {_MOST_BYTES} bytes", 413)
    return _checked(_parsed(body), step)


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        asked = json.loads(body.decode())
    # As deep as JSON may be nested, Python is not.
    except (ValueError, RecursionError) as error:
        raise _invalid("expected JSON in UTF-8") from error
    if not isinstance(asked, dict):
        raise _invalid("expected an object")
    return asked


def _checked(asked: dict[str, Any], step: str) -> Asking:
    version = asked.get("version")
    if version != _VERSION or isinstance(version, bool):
        raise CheckoutRefusal("version_unsupported", f"version: expected {_VERSION}", 400)

    def text(field: str, form: re.Pattern[str], expected: str) -> str:
        value = asked.get(field)
        if not isinstance(value, str) or not form.fullmatch(value):
            raise _invalid(f"{field}: expected {expected}")
        return value

    if step == "start" and "order" not in asked:
        raise _invalid("order: expected what is bought")
    return Asking(
        checkout_id=text("checkoutId", _UUID, "a UUID").lower(),
        checkout_session_id=""
        if step == "start"
        else text("checkoutSessionId", _UUID, "a checkout session's id").lower(),
        return_state=text("returnState", _NONCE, "16 to 128 letters, digits, - and _")
        if step in ("start", "confirm")
        else "",
        order=asked.get("order"),
    )


def _invalid(message: str) -> CheckoutRefusal:
    # The values are not told: anything may be in them.
    return CheckoutRefusal("request_invalid", message, 400)


def refusal_of(problem: Problem) -> CheckoutRefusal:
    """What went wrong between the shop and Amazon, as the app is told."""
    # From 500 on an app would try again, which mends nothing where Amazon has refused.
    status = 422 if problem.code == "refused" else problem.status
    return CheckoutRefusal(problem.code, problem.reason_code or "", status)


def refused(refusal: CheckoutRefusal) -> JsonResponse:
    """A failure."""
    error = {"code": refusal.code, **({"message": refusal.message} if refusal.message else {})}
    response = JsonResponse({"error": error}, status=refusal.status)
    if refusal.status == 503:
        response["Retry-After"] = "5"
    if refusal.status == 405:
        response["Allow"] = "POST"
    return response
