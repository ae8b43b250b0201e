"""What can go wrong: one exception class a kind of failure, all under :class:`AmazonPayError`.

::

    try:
        charge = pay.charges.capture(charge_id, capture_amount=Money("12.34", "EUR"))
    except amazonpay.PaymentDeclined as declined:
        log.info("declined: %s, %s", declined.reason_code, declined.advice)
    except amazonpay.AmazonPayError as error:
        if error.outcome_unknown:  # it may have been carried out: repeat it with the same key
            repeat_later(charge_id, idempotency_key=error.idempotency_key)
        raise

What Amazon Pay itself answered is an :class:`ApiError`. All exceptions can be pickled, so they travel between processes
and through Celery. None shows a secret or a buyer's data in its text; the answer's body is in :attr:`raw_body`.

Guide: https://developer.amazon.com/docs/amazon-pay-api-v2/error-handling.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amazonpay.advice import Advice

__all__ = [
    "AmazonPayError",
    "ApiError",
    "ConfigurationError",
    "ConnectionFailed",
    "DecodingError",
    "Forbidden",
    "IdempotencyConflict",
    "InvalidRequest",
    "NotFound",
    "PaymentDeclined",
    "RequestTimeout",
    "ServerError",
    "SigningError",
    "Throttled",
    "TlsError",
    "Unauthenticated",
    "WrongState",
]


class AmazonPayError(Exception):
    """Why a call did not end with the answer asked for.

    The text begins with Amazon's request id when there is one, since that is what Amazon's support asks for. Attributes
    that do not apply to a kind of failure are ``None``, ``0`` or ``False``.
    """

    kind: str = ""
    """The kind's name, the same in every language of the SDK: ``"declined"``, ``"throttled"``..."""

    reason_code: str | None
    """Amazon's reason code, for example ``"InvalidChargeStatus"``."""
    status: int | None
    """The HTTP status of the answer, if there was one."""
    request_id: str | None
    """Amazon's request id (``x-amz-pay-request-id``). Give it to Amazon's support."""
    retries: int
    """How many times the request was sent again before this error."""
    retry_after: float | None
    """How many seconds Amazon Pay asked to wait, if it did."""
    idempotency_key: str | None
    """The key the request went out with, also when the client made it up: repeat the request with the same one."""
    is_retryable: bool
    """Whether the same request may succeed when it is sent again later. The client has retried already."""
    outcome_unknown: bool
    """Whether Amazon Pay may have carried the request out although no answer says so.

    Send it again with the same :attr:`idempotency_key`, or read the object, before telling anybody that it failed.
    """
    raw_body: bytes
    """The answer's body as it came; empty when there was none. It may hold a buyer's data."""
    field: str | None
    """The setting, option or value that a :class:`ConfigurationError` is about."""

    def __init__(
        self,
        message: str = "",
        *,
        reason_code: str | None = None,
        status: int | None = None,
        request_id: str | None = None,
        retries: int = 0,
        advice: str | None = None,
        retry_after: float | None = None,
        idempotency_key: str | None = None,
        is_retryable: bool = False,
        outcome_unknown: bool = False,
        header_lines: str = "",
        raw_body: bytes = b"",
        field: str | None = None,
    ) -> None:
        super().__init__(message)
        self.reason_code = reason_code
        self.status = status
        self.request_id = request_id
        self.retries = retries
        self._advice = advice
        self.retry_after = retry_after
        self.idempotency_key = idempotency_key
        self.is_retryable = is_retryable
        self.outcome_unknown = outcome_unknown
        self._header_lines = header_lines
        self.raw_body = raw_body
        self.field = field

    @property
    def headers(self) -> dict[str, str]:
        """All headers of the answer by their names in lower case; empty when there was no answer."""
        from amazonpay._headers import headers_of

        return headers_of(self._header_lines)

    @property
    def advice(self) -> Advice | None:
        """What to do about it: for every reason code of the guide, and for statuses that may pass."""
        if self._advice is None:
            return None
        from amazonpay.advice import Advice

        return Advice(self._advice)


class ConfigurationError(AmazonPayError, ValueError):
    """The client's settings, or the options or values of one call, are wrong. Nothing was sent."""

    kind = "configuration"


class SigningError(AmazonPayError):
    """The signer gave no signature, so this attempt was not sent; earlier ones of the same call may have been.

    When the signer is the shop's own, what it raised is the ``__cause__``.
    """

    kind = "signing"


class ConnectionFailed(AmazonPayError):
    """No connection could be made, or it broke before the whole answer was there."""

    kind = "connection"


class RequestTimeout(AmazonPayError, TimeoutError):
    """No answer within the time allowed."""

    kind = "timeout"


class TlsError(AmazonPayError):
    """TLS was not agreed on, most often because the certificate is not trusted."""

    kind = "tls"


class DecodingError(AmazonPayError):
    """Amazon Pay answered with success, but the answer could not be read."""

    kind = "decoding"


class ApiError(AmazonPayError):
    """What Amazon Pay answered when it refused. Its subclasses say of which kind the refusal is."""


class InvalidRequest(ApiError):
    """The request itself is wrong (most of the 400s): sending it again will not help."""

    kind = "invalid_request"


class Unauthenticated(ApiError):
    """Amazon Pay does not accept the key, the signature or the auth token."""

    kind = "unauthenticated"


class Forbidden(ApiError):
    """The caller is known but may not do this (403)."""

    kind = "forbidden"


class NotFound(ApiError):
    """There is no such object (404)."""

    kind = "not_found"


class WrongState(ApiError):
    """The object's state does not allow the operation (409 and most of the 422s): read the object anew."""

    kind = "wrong_state"


class PaymentDeclined(ApiError):
    """The payment was declined; :attr:`advice` says what to do."""

    kind = "declined"


class Throttled(ApiError):
    """Too many requests (429), also after the client's own retries."""

    kind = "throttled"


class IdempotencyConflict(ApiError):
    """The idempotency key was used before with another request (400 ``DuplicateIdempotencyKey``)."""

    kind = "idempotency_conflict"


class ServerError(ApiError):
    """Amazon Pay failed or was not available (5xx, 408, 425), also after the client's own retries."""

    kind = "server"


_CLASSES: dict[str, type[AmazonPayError]] = {
    cls.kind: cls
    for cls in (
        ConfigurationError,
        SigningError,
        ConnectionFailed,
        RequestTimeout,
        TlsError,
        DecodingError,
        InvalidRequest,
        Unauthenticated,
        Forbidden,
        NotFound,
        WrongState,
        PaymentDeclined,
        Throttled,
        IdempotencyConflict,
        ServerError,
    )
}


def _from_native(kind: str, message: str, details: Mapping[str, Any]) -> AmazonPayError:
    """The exception for an error of the native module."""
    return _CLASSES[kind](message, **details)
