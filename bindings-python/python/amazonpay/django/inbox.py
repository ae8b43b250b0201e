"""The inbox: takes a verified notification in, once."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from . import mirror
from .models import InboxNotification
from .object_types import KINDS, ObjectType

if TYPE_CHECKING:
    from amazonpay import Ipn

logger = logging.getLogger("amazonpay.django")

_LONGEST_ID = 100


def receive(ipn: Ipn) -> InboxNotification:
    """Commits a verified notification to the inbox, and that its object has to be read.

    A message that came before, in this or another process, adds no row: the first delivery's is answered, with its
    number of deliveries raised. The same holds for a message with another ``MessageId`` but the ``NotificationId``
    of an earlier one about the same object.

    To be called outside of a transaction: the answer to Amazon may only go out when the row is there to stay.
    """
    using = mirror.database()
    message = ipn.message
    notification = InboxNotification(
        message_id=ipn.message_id,
        notification_id=_text(message.notification_id)[:_LONGEST_ID],
        topic_arn=ipn.topic_arn[:300],
        notification_type=_text(message.notification_type)[:60],
        object_type=_text(message.object_type),
        object_id=_text(message.object_id),
        charge_permission_id=_text(message.charge_permission_id)[:_LONGEST_ID],
        merchant_id=_text(message.merchant_id)[:_LONGEST_ID],
        published_at=ipn.timestamp,
    )
    ignored = _why_ignored(notification)
    if ignored:
        notification.state, notification.error = InboxNotification.State.IGNORED, ignored
        notification.object_id = notification.object_id[:_LONGEST_ID]
        notification.object_type = notification.object_type[:40]
        logger.warning("Notification %s is ignored: %s", notification.message_id, ignored)
    try:
        with transaction.atomic(using=using):
            # First, so that whoever brings the same message waits here.
            notification.save(using=using)
            if not ignored:
                _ask(using, notification)
    except IntegrityError:
        repeated = Q(message_id=notification.message_id)
        if notification.notification_id:
            repeated |= Q(
                notification_id=notification.notification_id, object_id=notification.object_id
            )
        known = InboxNotification.objects.using(using).filter(repeated)
        if not known.update(deliveries=F("deliveries") + 1):
            raise
        return known.order_by("id")[0]
    return notification


def _ask(using: str, notification: InboxNotification) -> None:
    object_type, object_id = notification.object_type, notification.object_id
    known = {"object_type": object_type}
    if object_type != ObjectType.CHARGE_PERMISSION and notification.charge_permission_id:
        # A refund and a dispute do not tell it themselves.
        known["charge_permission_id"] = notification.charge_permission_id
    mirror.ensure_row(using, object_type, object_id)
    notification.read_request = mirror.ask_for_reading(using, object_id, **known)
    notification.save(using=using, update_fields=["read_request"])


def _why_ignored(notification: InboxNotification) -> str:
    if notification.object_type not in KINDS:
        return f"ObjectType {notification.object_type[:40]!r} is not known to this version"
    if not notification.object_id or len(notification.object_id) > _LONGEST_ID:
        return f"ObjectId has {len(notification.object_id)} characters, expected 1 to {_LONGEST_ID}"
    return ""


def _text(value: object) -> str:
    return "" if value is None else str(value)
