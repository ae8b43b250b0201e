"""What is known of an exchange besides the object."""

from __future__ import annotations

from ._headers import headers_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

    from ._native import Answer

__all__ = ["Response", "ResponseMeta"]

_FIELDS = (
    "request_id",
    "status",
    "retries",
    "duration",
    "idempotency_key",
    "location",
    "header_lines",
    "raw_body",
)


class _Kept:
    """An exchange out of a pickle, where the native answer cannot be."""

    def __init__(self, values: tuple[Any, ...]) -> None:
        self.__dict__.update(zip(_FIELDS, values))


class ResponseMeta:
    """What is known of an exchange: of `charge.meta`."""

    __slots__ = ("_answer",)

    _answer: Answer

    def __init__(self, answer: Answer) -> None:
        object.__setattr__(self, "_answer", answer)

    @property
    def request_id(self) -> str:
        """`x-amz-pay-request-id`, which Amazon's support asks for; empty when the answer had none."""
        return self._answer.request_id

    @property
    def status(self) -> int:
        """The HTTP status: 202, for example, tells that a completed session's authorization is still pending."""
        return self._answer.status

    @property
    def retries(self) -> int:
        """How many attempts failed before this answer."""
        return self._answer.retries

    @property
    def duration(self) -> float:
        """Seconds from the call to the decoded answer, waiting between attempts included."""
        return self._answer.duration

    @property
    def idempotency_key(self) -> str | None:
        """The idempotency key that the request carried, given or made; None on other methods than POST."""
        return self._answer.idempotency_key

    @property
    def location(self) -> str | None:
        """Where a redirect leads, which is not followed. It may let whoever has it act for the merchant."""
        return self._answer.location

    @property
    def headers(self) -> dict[str, str]:
        """All headers of the answer by their names in lower case; one that came twice has both values, ", " between.

        `location` among them may let whoever has it act for the merchant.
        """
        return headers_of(self._answer.header_lines)

    @property
    def raw_body(self) -> bytes:
        """The body byte for byte. It may hold a buyer's data."""
        return self._answer.raw_body

    def _values(self) -> tuple[Any, ...]:
        return tuple(getattr(self._answer, name) for name in _FIELDS)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ResponseMeta):
            return NotImplemented
        return self._values() == other._values()

    def __hash__(self) -> int:
        return hash(self._values())

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("ResponseMeta is immutable")

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (self._values(),)

    def __repr__(self) -> str:
        location = "None" if self.location is None else "[redacted]"
        return (
            f"ResponseMeta(request_id={self.request_id!r}, status={self.status}, retries={self.retries}, "
            f"duration={self.duration:.3f}, idempotency_key={self.idempotency_key!r}, location={location}, "
            f"raw_body={len(self.raw_body)} bytes)"
        )


class Response:
    """The answer to `call`: JSON without a type, and what is known of the exchange."""

    __slots__ = ("meta", "object")

    object: Any
    """The answer's JSON as dictionaries, lists, texts and numbers; None when there is none."""
    meta: ResponseMeta
    """What is known of the exchange."""

    def __init__(self, object: Any, meta: ResponseMeta) -> None:
        self.object = object
        self.meta = meta

    def __repr__(self) -> str:
        # Without the object, in which a buyer's data may be anywhere.
        return f"Response(meta={self.meta!r})"


def _restored(values: tuple[Any, ...]) -> ResponseMeta:
    return ResponseMeta(_Kept(values))  # type: ignore[arg-type]
