"""Reads an object from Amazon Pay and enters it into the mirror, with a synchronous or an asynchronous client."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from asgiref.sync import sync_to_async
from django.utils import timezone

from . import mirror
from .client import get_async_client, get_client
from .models import PaymentObject, StateChange
from .object_types import kind_of
from .reading import Reading

if TYPE_CHECKING:
    import datetime

logger = logging.getLogger("amazonpay.django")


@dataclass(frozen=True)
class Outcome:
    """What came of reading an object."""

    row: PaymentObject | None
    changed: bool
    error: Exception | None = None

    @property
    def is_read(self) -> bool:
        """Whether it was read."""
        return self.error is None


@dataclass(frozen=True)
class _Intent:
    """What is to be read, as the row stood before the reading began."""

    object_type: str
    object_id: str
    answered: int
    read_at: datetime.datetime

    @classmethod
    def of(cls, row: PaymentObject) -> _Intent:
        return cls(row.object_type, row.object_id, row.read_requests, timezone.now())

    @classmethod
    def find(cls, object_id: str) -> _Intent:
        return cls.of(PaymentObject.objects.using(mirror.database()).get(object_id=object_id))


def read_object(
    object_id: str,
    *,
    source: str = StateChange.Source.NOTIFICATION,
    client: Any = None,
    **options: Any,
) -> Outcome:
    """Reads an object that the mirror has a row for, and enters it. Never raises what the API or the network answers.

    A failure is noted in the row, which ``amazonpay_reconcile`` reads again after a pause.

    Args:
        object_id: Amazon's identifier.
        source: how it comes that it is read.
        client: the client to read it with. Unless given, the process's.
        options: options of the call, such as ``timeout`` in seconds.
    """
    return read_claimed(_Intent.find(object_id), source=source, client=client, options=options)


def read_row(
    row: PaymentObject, *, source: str, round_id: int, client: Any, options: Any
) -> Outcome:
    """Reads a row that the caller has the lease of, which ends with it; see :mod:`amazonpay.django.reconciliation`."""
    return read_claimed(
        _Intent.of(row),
        source=source,
        client=client,
        options=options,
        lease_token=row.lease_token,
        round_id=round_id,
    )


def read_claimed(
    intent: _Intent,
    *,
    source: str,
    client: Any,
    options: Any,
    lease_token: str = "",
    round_id: int = 0,
) -> Outcome:
    """The two above.

    Raises:
        AmazonPayError: with a lease, what says nothing about the object: being throttled or not let in.
    """
    from amazonpay import AmazonPayError

    try:
        read = kind_of(intent.object_type).read(client or get_client(), intent.object_id, **options)
        reading = Reading.of(read, intent.read_at)
    except (AmazonPayError, ValueError) as error:
        if lease_token and isinstance(error, _not_about_the_object()):
            raise
        return _failed(intent, error, lease_token, round_id)
    row, changed = mirror.enter(
        reading,
        source=source,
        answered=intent.answered,
        lease_token=lease_token,
        round_id=round_id,
    )
    return Outcome(row, changed)


async def aread_object(
    object_id: str,
    *,
    source: str = StateChange.Source.NOTIFICATION,
    client: Any = None,
    **options: Any,
) -> Outcome:
    """As :func:`read_object`, with the asynchronous client; only the database's work is done in a thread."""
    from amazonpay import AmazonPayError

    intent = await sync_to_async(_Intent.find)(object_id)
    try:
        kind = kind_of(intent.object_type)
        read = await kind.read(client or get_async_client(), intent.object_id, **options)
        reading = Reading.of(read, intent.read_at)
    except (AmazonPayError, ValueError) as error:
        return await sync_to_async(_failed)(intent, error, "", 0)
    row, changed = await sync_to_async(mirror.enter)(
        reading, source=source, answered=intent.answered
    )
    return Outcome(row, changed)


def _not_about_the_object() -> tuple[type[Exception], ...]:
    import amazonpay

    return (
        amazonpay.Throttled,
        amazonpay.ConfigurationError,
        amazonpay.SigningError,
        amazonpay.Unauthenticated,
        amazonpay.Forbidden,
    )


def _failed(intent: _Intent, error: Exception, lease_token: str, round_id: int) -> Outcome:
    described = mirror.describe_failure(error)
    logger.warning("%s could not be read: %s", intent.object_id, described)
    mirror.enter_failure(
        intent.object_id,
        described,
        lease_token=lease_token,
        round_id=round_id,
        retry_after=getattr(error, "retry_after", None),
    )
    return Outcome(None, False, error)
