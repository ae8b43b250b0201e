"""Notifications: verifies what Amazon sends when an object changes.

Amazon Pay publishes Instant Payment Notifications through Amazon SNS, which POSTs a signed envelope to the shop's
endpoint. Anybody can POST there, so an envelope is worth nothing until its signature, and the certificate behind the
signature, have been checked. `Notification.verify` does all of it:

>>> def receive(body: bytes) -> int:
...     try:
...         event = Notification.verify(body)
...     except NotificationError as refusal:
...         return 503 if refusal.is_retryable else 400
...     if isinstance(event, Ipn) and remember(event.message_id):  # deliveries repeat
...         read_soon(event.message.object_type, event.message.object_id)  # it says that it changed, not how
...     return 200

Anybody with an AWS account can have SNS sign messages for a topic of their own, so name the topics that are yours:
`NotificationVerifier`'s `allowed_topics`.

Guide: docs/notifications.md.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from . import _native
from ._moment import read_moment
from .errors import AmazonPayError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from os import PathLike

    from typing_extensions import Self

    from .models import IpnMessage

_N = TypeVar("_N", bound="Notification")

__all__ = [
    "Ipn",
    "Notification",
    "NotificationError",
    "NotificationVerifier",
    "SubscriptionConfirmation",
    "UnsubscribeConfirmation",
]


class NotificationError(AmazonPayError):
    """A notification was not accepted, or a subscription could not be confirmed.

    Its text says what was found and what was expected, without message, token or signature. Answer a delivery with
    503 when `is_retryable`, so that SNS delivers it again, and with 400 otherwise.
    """

    kind: str
    """Which rule it breaks, such as ``"wrong_signature"``; docs/notifications.md lists them."""

    def __init__(self, message: str = "", *, kind: str = "", is_retryable: bool = False) -> None:
        super().__init__(message, is_retryable=is_retryable)
        self.kind = kind


class Notification:
    """A verified notification: an `Ipn`, a `SubscriptionConfirmation` or an `UnsubscribeConfirmation`."""

    __slots__ = ("message_id", "signature_version", "timestamp", "topic_arn")

    message_id: str
    """SNS's id of the message. Every delivery of the message has the same: remember it to act only once."""
    topic_arn: str
    """The topic that it was published to."""
    timestamp: datetime
    """When it was published; a later delivery has the same."""
    signature_version: str
    """How it was signed: ``"1"`` (RSA with SHA-1) or ``"2"`` (RSA with SHA-256)."""

    def __init__(self) -> None:
        raise TypeError("a notification comes from Notification.verify alone")

    @staticmethod
    def verify(body: bytes | str) -> Ipn | SubscriptionConfirmation | UnsubscribeConfirmation:
        """Verifies a body as it came, byte for byte, with a verifier that the whole process shares: any topic, any
        age, Mozilla's roots, the machine's clock.

        Anybody's topic will do for it. A `NotificationVerifier` of your own takes the topics that are yours.

        Raises:
            NotificationError: The body is not to be believed, or the certificate could not be fetched just now.
        """
        return _shared().verify(body)

    @staticmethod
    async def verify_async(
        body: bytes | str,
    ) -> Ipn | SubscriptionConfirmation | UnsubscribeConfirmation:
        """As `verify`, awaited."""
        return await _shared().verify_async(body)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is immutable")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is immutable")

    def _values(self) -> dict[str, Any]:
        slots = (name for cls in type(self).__mro__ for name in getattr(cls, "__slots__", ()))
        return {name: getattr(self, name) for name in slots if not name.startswith("_")}

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Notification) or type(self) is not type(other):
            return NotImplemented
        return self._values() == other._values()

    def __hash__(self) -> int:
        return hash((type(self), self.message_id, self.topic_arn))

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}(message_id={self.message_id!r}, topic_arn={self.topic_arn!r}, "
            f"timestamp={self.timestamp.isoformat()!r})"
        )


class Ipn(Notification):
    """A verified Instant Payment Notification: an object changed. Read the object before acting."""

    __slots__ = ("message", "subject")

    subject: str | None
    """The subject, if it has one."""
    message: IpnMessage
    """What changed: `object_type`, `object_id` and more."""

    def __repr__(self) -> str:
        # Not whose object it is, nor the subject.
        return f"{super().__repr__()[:-1]}, object_type={str(self.message.object_type)!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (type(self), self._values())


class SubscriptionConfirmation(Notification):
    """A verified question whether this endpoint wants a topic's messages. It gets none until that is confirmed.

    Whoever has its token can answer it, so its `repr` shows neither the token nor the URL that holds it, and it can't
    be pickled: confirm it where it was verified.
    """

    __slots__ = ("_verified", "subscribe_url", "token")

    token: str
    """The token for SNS's ``ConfirmSubscription``. A secret."""
    subscribe_url: str
    """The URL that confirms the subscription when it is visited. A secret, for it holds the token; and not yet
    checked, as `NotificationVerifier.confirm_subscription` does."""
    _verified: _native.Verified

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            "a SubscriptionConfirmation can't be pickled, for its token is a secret; confirm it first"
        )


class UnsubscribeConfirmation(Notification):
    """A verified note that this endpoint gets a topic's messages no more."""

    __slots__ = ()

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (type(self), self._values())


class NotificationVerifier:
    """Verifies notifications: make one for the process and keep it, for it holds the certificates.

    Threads, event loops and forked processes may share it. Its methods block or, with the suffix ``_async``, are
    awaited; both use the same certificates.

    >>> verifier = NotificationVerifier(
    ...     allowed_topics=["arn:aws:sns:eu-west-1:123456789012:AmazonPayNotifications"],
    ...     freshness_window=6 * 60 * 60,
    ... )

    No setting turns a rule off. Times are in seconds; certificates are PEM texts or paths of files.

    Args:
        allowed_topics: The topics (``TopicArn``, exactly as written) whose envelopes are accepted. Any unless given:
            then anybody with an AWS account can send envelopes that verify.
        freshness_window: How old an envelope may be. Any age unless given. Repeats keep their timestamp: allow six
            hours.
        timeout: How long fetching a certificate, or confirming a subscription, may take: 5 seconds unless given.
        root_certificates: What SNS's certificate must lead to, in place of Mozilla's list of roots.
        intermediate_certificates: Further certificates that may stand between SNS's and a root; Amazon's are known.
        max_body_bytes: The most bytes that a body may have: 262,144 unless given.
        max_certificate_bytes: The most bytes that a certificate may have: 65,536 unless given.
        cache_lifetime: How long a certificate is kept after it was fetched: 24 hours unless given.
        cache_capacity: How many certificates are kept: 16 unless given.
        proxy: The proxy through which SNS is reached; none unless given, whatever the environment says.
        tls_root_certificates: Authorities trusted for TLS with SNS besides the system's, such as a sandbox's.
        addresses: Where hosts of SNS are instead of where DNS says, such as
            ``{"sns.eu-west-1.amazonaws.com": "127.0.0.1:8418"}``.

    Raises:
        ConfigurationError: A setting is out of its limits, or a certificate can't be read.
    """

    __slots__ = ("_native",)

    def __init__(
        self,
        *,
        allowed_topics: Iterable[str] | None = None,
        freshness_window: float | None = None,
        timeout: float | None = None,
        root_certificates: str | PathLike[str] | None = None,
        intermediate_certificates: str | PathLike[str] | None = None,
        max_body_bytes: int | None = None,
        max_certificate_bytes: int | None = None,
        cache_lifetime: float | None = None,
        cache_capacity: int | None = None,
        proxy: str | None = None,
        tls_root_certificates: str | PathLike[str] | None = None,
        addresses: Mapping[str, str] | None = None,
    ) -> None:
        settings = {
            name: value for name, value in locals().items() if name not in ("self", "__class__")
        }
        self._native = _native.NotificationVerifier(_settings(settings))

    @classmethod
    def _of_sandbox(cls, sandbox: _native.Sandbox, settings: Mapping[str, Any]) -> Self:
        """One that accepts the sandbox's notifications, and goes by its clock."""
        verifier = cls.__new__(cls)
        verifier._native = _native.NotificationVerifier(_settings(settings), sandbox)
        return verifier

    def verify(
        self, body: bytes | str, *, certificate: str | None = None
    ) -> Ipn | SubscriptionConfirmation | UnsubscribeConfirmation:
        """Verifies a body as it came, byte for byte: fetches the certificate, unless it is known, and checks
        everything.

        With a `certificate`, PEM, that you have from where `certificate_url` says, nothing is fetched; all other
        rules hold all the same.

        Raises:
            NotificationError: Says what is wrong and whether the same body may be accepted later.
        """
        return _notification(self._native.verify(_bytes(body), certificate))

    async def verify_async(
        self, body: bytes | str
    ) -> Ipn | SubscriptionConfirmation | UnsubscribeConfirmation:
        """As `verify`, awaited. Tasks that need the same certificate share one fetch."""
        return _notification(await self._native.verify_async(_bytes(body)))

    def confirm_subscription(self, confirmation: SubscriptionConfirmation) -> None:
        """Confirms a subscription, so that SNS delivers the topic's messages here. Only for a topic that you know.

        Visits the confirmation's URL, if that is at a host of SNS's and confirms this very topic with this very
        token.

        Raises:
            NotificationError: The URL breaks the rule, or SNS does not answer with 200 in time.
        """
        self._native.confirm_subscription(_verified(confirmation))

    async def confirm_subscription_async(self, confirmation: SubscriptionConfirmation) -> None:
        """As `confirm_subscription`, awaited."""
        await self._native.confirm_subscription_async(_verified(confirmation))

    def certificate_url(self, body: bytes | str) -> str:
        """Where the certificate is that a body claims to be signed with, if that is a place of SNS's.

        For callers of `verify` with a `certificate`, to fetch it over https without following redirects.

        Raises:
            NotificationError: All that can be wrong with a body before there is a certificate.
        """
        return self._native.certificate_url(_bytes(body))

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


def _settings(settings: Mapping[str, Any]) -> str:
    given = {name: value for name, value in settings.items() if value is not None}
    topics = given.get("allowed_topics")
    if isinstance(topics, str):
        raise TypeError(
            "allowed_topics: expected a list of topics, found one text; put it into a list"
        )
    if topics is not None:
        given["allowed_topics"] = list(topics)
    for name, value in given.items():
        if hasattr(value, "__fspath__"):
            given[name] = value.__fspath__()
    if "addresses" in given:
        given["addresses"] = dict(given["addresses"])
    return json.dumps(given)


def _bytes(body: bytes | str) -> bytes:
    if isinstance(body, str):
        return body.encode()
    if isinstance(body, (bytearray, memoryview)):
        return bytes(body)
    if isinstance(body, bytes):
        return body
    raise TypeError(f"body: expected bytes or str, found {type(body).__name__}")


def _verified(confirmation: SubscriptionConfirmation) -> _native.Verified:
    if not isinstance(confirmation, SubscriptionConfirmation):
        raise TypeError(f"expected a SubscriptionConfirmation, found {type(confirmation).__name__}")
    return confirmation._verified


# By the core's name of a field: ours.
_NAMES = {
    "messageId": "message_id",
    "topicArn": "topic_arn",
    "signatureVersion": "signature_version",
    "subscribeUrl": "subscribe_url",
}


def _notification(
    verified: _native.Verified,
) -> Ipn | SubscriptionConfirmation | UnsubscribeConfirmation:
    told: dict[str, Any] = json.loads(verified.text())
    values = {_NAMES.get(name, name): value for name, value in told.items()}
    kind = values.pop("type")
    values["timestamp"] = read_moment(values["timestamp"])
    if kind == "Notification":
        from .models import IpnMessage

        values["message"] = IpnMessage._of(values["message"])
        return _restored(Ipn, values)
    if kind == "SubscriptionConfirmation":
        return _restored(SubscriptionConfirmation, {**values, "_verified": verified})
    return _restored(UnsubscribeConfirmation, values)


def _restored(cls: type[_N], values: Mapping[str, Any]) -> _N:
    notification = cls.__new__(cls)
    for name, value in values.items():
        object.__setattr__(notification, name, value)
    return notification


def _refusal(kind: str, message: str, is_retryable: bool) -> NotificationError:
    """The exception for a refusal of the native module."""
    return NotificationError(message, kind=kind, is_retryable=is_retryable)


_verifier: NotificationVerifier | None = None


def _shared() -> NotificationVerifier:
    """The verifier of `Notification.verify`. Should two threads make one at the same time, one of them is dropped."""
    global _verifier
    if _verifier is None:
        _verifier = NotificationVerifier()
    return _verifier
