"""The endpoint of Amazon's notifications (IPN), synchronous and asynchronous.

.. code-block:: python

    urlpatterns = [path("amazon-pay/", include("amazonpay.django.urls"))]     # …/amazon-pay/ipn/

It verifies, commits the notification to the inbox, reads the object that it is about, and answers; see
``bindings-python/docs/django-notifications.md``.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from asgiref.sync import sync_to_async
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.views.generic import View

from .. import inbox, processing
from ..conf import get_settings
from ..models import InboxNotification
from ..verifier import get_verifier, is_allowed_topic

if TYPE_CHECKING:
    from collections.abc import Callable

    from amazonpay import Ipn, NotificationError, SubscriptionConfirmation

logger = logging.getLogger("amazonpay.django")

#: No notification is larger: SNS's messages have at most this many bytes.
MAX_BODY_BYTES = 262_144


class _Endpoint(View):
    """What both views have in common: everything that neither waits for the network nor for the database."""

    http_method_names = ["post"]

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Callable[..., Any]:
        """The view, exempt from CSRF (Amazon has no cookie of ours) and from ``ATOMIC_REQUESTS``.

        The notification has to be committed before it is answered, whatever happens to the rest of the request.
        """
        view: Callable[..., Any] = super().as_view(**initkwargs)
        # What csrf_exempt does, but for a wrapper, in which some versions of Django lose sight of the coroutine.
        view.csrf_exempt = True  # type: ignore[attr-defined]
        return transaction.non_atomic_requests(view)

    def refused_size(self, request: HttpRequest) -> HttpResponse | None:
        """The refusal of a body that says that it is too large, before it is read."""
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            return HttpResponse(status=400)
        return HttpResponse(status=413) if length > MAX_BODY_BYTES else None

    def refused(self, error: NotificationError) -> HttpResponse:
        """The answer to what could not be verified.

        503 when it may be accepted later, as when the certificate could not be fetched: Amazon delivers again after an
        hour. 4xx is final, and the right answer to a stranger.
        """
        if error.is_retryable:
            logger.warning("A notification could not be verified now (%s): %s", error.kind, error)
            return HttpResponse(status=503)
        logger.warning("A notification was refused (%s): %s", error.kind, error)
        return HttpResponse(status=413 if error.kind == "body_too_large" else 400)

    def refused_subscription(self, confirmation: SubscriptionConfirmation) -> HttpResponse:
        """The answer to a topic's question that nobody allowed."""
        logger.warning(
            "The subscription to the topic %s was not confirmed; if it is yours, add it to "
            'AMAZON_PAY["IPN_TOPICS"] and have Amazon ask again',
            confirmation.topic_arn,
        )
        return HttpResponse(status=403)

    def is_read_now(self, notification: InboxNotification) -> bool:
        """Whether the object is read before answering; no, when it was read for this notification before."""
        waiting = (InboxNotification.State.RECEIVED, InboxNotification.State.FAILED)
        return get_settings().ipn_processing == "inline" and notification.state in waiting

    def hand_over(self, notification: InboxNotification) -> None:
        """Has a worker read the object, where ``IPN_PROCESSING`` says ``celery``."""
        if get_settings().ipn_processing != "celery":
            return
        if notification.state in (
            InboxNotification.State.PROCESSED,
            InboxNotification.State.IGNORED,
        ):
            return
        from .. import tasks

        # Celery has no types.
        task: Any = tasks.read_object
        try:
            # One more try at a connection that has gone stale, and no longer: Amazon waits.
            policy = {"max_retries": 1, "interval_start": 0.1}
            task.apply_async((notification.object_id,), retry=True, retry_policy=policy)
        except Exception:
            # The broker's kinds of failure are its own. The row is there, and reconciling reads it.
            logger.exception("Celery did not take %s over", notification.object_id)

    def read_options(self) -> dict[str, Any]:
        """The options of the reading: what keeps the answer within the 15 seconds that Amazon waits."""
        return {"timeout": get_settings().ipn_read_timeout, "max_retries": 1}


class NotificationView(_Endpoint):
    """Takes Amazon's notifications, for WSGI.

    Answers 200 when the notification is in the inbox, 4xx when it never will be, 503 or 500 when Amazon should
    deliver it again. To do something of your own, connect to :mod:`amazonpay.django.signals` rather than to
    subclass.
    """

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Verifies, stores, reads."""
        from amazonpay import Ipn, NotificationError, SubscriptionConfirmation

        refusal = self.refused_size(request)
        if refusal is not None:
            return refusal
        try:
            notification = get_verifier().verify(request.body)
            if isinstance(notification, SubscriptionConfirmation):
                if not is_allowed_topic(notification.topic_arn):
                    return self.refused_subscription(notification)
                get_verifier().confirm_subscription(notification)
                logger.info("The subscription to %s is confirmed", notification.topic_arn)
        except NotificationError as error:
            return self.refused(error)
        if isinstance(notification, Ipn):
            self.take(notification)
        return HttpResponse(status=200)

    def take(self, ipn: Ipn) -> None:
        """Stores a verified notification and reads its object."""
        row = inbox.receive(ipn)
        if self.is_read_now(row):
            processing.read_object(row.object_id, **self.read_options())
        else:
            self.hand_over(row)


class AsyncNotificationView(_Endpoint):
    """Takes Amazon's notifications, for ASGI: while the object is read, no thread waits. Otherwise as
    :class:`NotificationView`.
    """

    async def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Verifies, stores, reads."""
        from amazonpay import Ipn, NotificationError, SubscriptionConfirmation

        refusal = self.refused_size(request)
        if refusal is not None:
            return refusal
        try:
            notification = await get_verifier().verify_async(request.body)
            if isinstance(notification, SubscriptionConfirmation):
                if not is_allowed_topic(notification.topic_arn):
                    return self.refused_subscription(notification)
                await get_verifier().confirm_subscription_async(notification)
                logger.info("The subscription to %s is confirmed", notification.topic_arn)
        except NotificationError as error:
            return self.refused(error)
        if isinstance(notification, Ipn):
            await self.take(notification)
        return HttpResponse(status=200)

    async def take(self, ipn: Ipn) -> None:
        """Stores a verified notification and reads its object."""
        row = await sync_to_async(inbox.receive)(ipn)
        if self.is_read_now(row):
            await processing.aread_object(row.object_id, **self.read_options())
        else:
            await sync_to_async(self.hand_over)(row)
