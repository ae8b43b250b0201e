"""The back end of a checkout in an app: the merchant's side of ``docs/mobile-checkout.md``."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Generator
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers
from django.views.generic import View

from amazonpay import AmazonPayError, Money
from amazonpay.models import (
    Charge,
    CheckoutSession,
    MerchantMetadata,
    PaymentDetails,
    WebCheckoutDetails,
)

from ..buttons import button_keywords
from ..conf import get_settings
from ..decline import Decline
from ..return_urls import absolute_url
from ..scripts import checkout_script_url
from . import problem
from .completion import Stopped, completion, failure, get_session
from .flow import Flow, Step, arun, ask, hook, run
from .mobile_contract import STEPS, Asking, CheckoutRefusal, read, refusal_of, refused

if TYPE_CHECKING:
    from collections.abc import Callable

#: The parameter of the review link that binds a session to its checkout.
_CHECKOUT: Final = "checkout"


class _MobileCheckout(View):
    #: Universal Links and App Links of the shop's own domain, which the app also has: back to review the order,
    review_link: str | None = None
    #: back when Amazon has decided,
    result_link: str | None = None
    #: and back after cancelling on Amazon's page. Default: the one of the other two that is due.
    cancel_link: str | None = None

    #: What happens when the buyer pays, as in `CheckoutReviewView`.
    payment_intent = "AuthorizeWithCapture"
    #: Whether the shop can wait up to 24 hours for an authorization: then `payment_pending` may be called.
    can_handle_pending_authorization: bool | None = None

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Callable[..., Any]:
        """The view, exempt from CSRF (only JSON is taken, which no form sends) and from ``ATOMIC_REQUESTS``.

        What `claim` notes has to be committed before Amazon is asked to pay.
        """
        for name in ("review_link", "result_link", "cancel_link"):
            _check(cls.__name__, name, initkwargs.get(name, getattr(cls, name)))
        view: Callable[..., Any] = super().as_view(**initkwargs)
        # As in notifications.py: no wrapper, in which some versions of Django lose sight of the coroutine.
        view.csrf_exempt = True  # type: ignore[attr-defined]
        return transaction.non_atomic_requests(view)

    def get_buyer(self) -> Any:
        """Who the app's user is, by a cookie or a token of yours in ``self.request``.

        None: nobody that you know, which is answered with 401. Default: ``request.user``, if signed in.
        """
        user = getattr(self.request, "user", None)
        return user if user is not None and user.is_authenticated else None

    def begin(self, checkout_id: str, order: Any, buyer: Any) -> Any:
        """Makes the order, or gives the one that has the `checkout_id`: an app that got no answer asks again.

        `order` is the app's JSON: anything may be in it, so check it, and a price in it means nothing. None where
        another buyer has the `checkout_id`. You have to write this.
        """
        raise self._missing("begin")

    def find(self, checkout_id: str, buyer: Any) -> Any:
        """The order that this buyer began under this id, or None. You have to write this."""
        raise self._missing("find")

    def claim(self, order: Any, checkout_session_id: str) -> str:
        """Notes in the order which session pays it, unless one is noted, and gives the one that is.

        In one statement, for two may come at once. It is what keeps two sessions of one order from both being paid.
        You have to write this.
        """
        raise self._missing("claim")

    def get_charge_amount(self, order: Any, checkout_session: CheckoutSession) -> Money:
        """What the buyer is to pay: that of your order, never of the request. You have to write this."""
        raise self._missing("get_charge_amount")

    def get_button_options(self, order: Any) -> dict[str, Any]:
        """Options of `amazonpay.django.buttons.get_button`, such as ``placement``. Default: none."""
        return {"placement": "Cart"}

    def get_review(self, order: Any, checkout_session: CheckoutSession) -> dict[str, Any]:
        """What the app shows besides, as JSON. Default: nothing."""
        return {}

    def confirmed(self, order: Any, checkout_session: CheckoutSession) -> None:
        """The buyer confirms: fix the order, or raise a `CheckoutRefusal` where you can't deliver."""

    def get_merchant_metadata(
        self, order: Any, checkout_session: CheckoutSession
    ) -> MerchantMetadata | None:
        """What the buyer's statement and Seller Central say of the order. Default: nothing."""

    def payment_succeeded(
        self, order: Any, checkout_session: CheckoutSession, charge: Charge | None
    ) -> str | None:
        """The money is reserved or taken; take note of it in the order, once.

        Gives the order's id for the buyer to see. `charge` is None with the intent ``"Confirm"``. You have to write
        this.
        """
        raise self._missing("payment_succeeded")

    def payment_pending(
        self, order: Any, checkout_session: CheckoutSession, charge: Charge
    ) -> str | None:
        """Amazon decides within 24 hours; a notification tells. Gives the order's id. Default: none."""

    def payment_declined(
        self, order: Any, checkout_session: CheckoutSession, decline: Decline
    ) -> None:
        """The payment was declined; nothing is charged. The app is told the reason."""

    def payment_canceled(
        self, order: Any, checkout_session: CheckoutSession, decline: Decline
    ) -> None:
        """The buyer went away, or the session ended before it was paid."""

    def _missing(self, name: str) -> ImproperlyConfigured:
        return ImproperlyConfigured(f"{type(self).__name__}: write {name}; see its documentation.")

    def _opening(self) -> HttpResponseBase:
        """The page that leads on to Amazon, the same for all: what it starts is behind the # of its address."""
        nonce = secrets.token_urlsafe(16)
        context = {
            "merchant_id": get_settings().merchant_id,
            "script_url": checkout_script_url(),
            "nonce": nonce,
        }
        response = HttpResponse(render_to_string("amazonpay/mobile_opening.html", context))
        response["Content-Security-Policy"] = (
            f"script-src 'nonce-{nonce}' 'strict-dynamic'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
        )
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "no-store"
        return response

    def _answer(self, step: str) -> Flow:
        try:
            if step not in STEPS:
                raise CheckoutRefusal("step_unknown", f"expected {', '.join(STEPS)}", 404)
            if self.request.method != "POST":
                raise CheckoutRefusal("method_not_allowed", "expected POST", 405)
            buyer = yield from hook(self.get_buyer)
            if buyer is None:
                raise CheckoutRefusal("unauthenticated", status=401)
            asking = read(self.request, step)
            response = JsonResponse((yield from self._perform(step, asking, buyer)))
        except CheckoutRefusal as refusal:
            response = refused(refusal)
        except Stopped as stopped:
            response = refused(refusal_of(stopped.problem))
        add_never_cache_headers(response)
        return response

    def _perform(
        self, step: str, asking: Asking, buyer: Any
    ) -> Generator[Step, Any, dict[str, Any]]:
        if step == "start":
            order = yield from hook(self.begin, asking.checkout_id, asking.order, buyer)
            return (yield from self._start(asking, _known(order)))
        order = _known((yield from hook(self.find, asking.checkout_id, buyer)))
        session = yield from self._session(asking, asking.checkout_session_id)
        if step == "complete":
            return (yield from self._complete(asking, order, session))
        status = session.status_details
        if status.state == "Canceled":
            raise Stopped(problem.session_canceled(status.reason_code))
        if status.state != "Open":
            raise CheckoutRefusal("session_completed", status=409)
        if step == "review":
            return (yield from self._review(order, session))
        return (yield from self._confirm(asking, order, session))

    def _start(self, asking: Asking, order: Any) -> Generator[Step, Any, dict[str, Any]]:
        review = _required(self.review_link)
        state = asking.return_state
        options = yield from hook(self.get_button_options, order)
        keywords = button_keywords(
            self.request,
            **options,
            checkout_review_return_url=_link(
                review, {_CHECKOUT: asking.checkout_id, "state": state}
            ),
            checkout_cancel_url=_link(self.cancel_link or review, {"state": state}),
        )
        try:
            button = yield from ask(lambda pay: pay.button_config(**keywords))
        except AmazonPayError as error:
            raise Stopped(failure(type(self).__name__, error)) from error
        opening = {"scriptUrl": button.script_url, "config": button.config.to_dict()}
        # Behind the #, which no server's log gets to see.
        hidden = base64.urlsafe_b64encode(json.dumps(opening).encode()).decode().rstrip("=")
        path = self.request.path
        end = path.rstrip("/").rindex("start")
        page = absolute_url(f"{path[:end]}open{path[end + len('start') :]}", self.request)
        return {"url": f"{page}#{hidden}"}

    def _review(self, order: Any, session: CheckoutSession) -> Generator[Step, Any, dict[str, Any]]:
        total = yield from hook(self.get_charge_amount, order, session)
        answer = {**(yield from hook(self.get_review, order, session)), "total": total.to_dict()}
        if session.shipping_address is not None:
            address = session.shipping_address.to_dict()
            # What Amazon tells of the buyer besides stays here.
            address.pop("phoneNumber", None)
            answer["shippingAddress"] = address
        if session.buyer is not None and session.buyer.name is not None:
            answer["buyerName"] = session.buyer.name
        for preference in (session.payment_preferences or [])[:1]:
            if preference.payment_descriptor is not None:
                answer["paymentDescriptor"] = preference.payment_descriptor
        return answer

    def _confirm(
        self, asking: Asking, order: Any, session: CheckoutSession
    ) -> Generator[Step, Any, dict[str, Any]]:
        state = asking.return_state
        if _begun(session)[1].get("state") == [state]:
            raise CheckoutRefusal(
                "return_state_reused", "returnState: expected another one than in start", 400
            )
        yield from hook(self.confirmed, order, session)
        amount = yield from hook(self.get_charge_amount, order, session)
        metadata = yield from hook(self.get_merchant_metadata, order, session)
        result = _required(self.result_link)
        try:
            updated = yield from ask(
                lambda pay: pay.checkout_sessions.update(
                    session.checkout_session_id,
                    web_checkout_details=WebCheckoutDetails(
                        checkout_result_return_url=_link(result, {"state": state}),
                        checkout_cancel_url=_link(self.cancel_link or result, {"state": state}),
                    ),
                    payment_details=PaymentDetails(
                        payment_intent=self.payment_intent,
                        charge_amount=amount,
                        can_handle_pending_authorization=self.can_handle_pending_authorization,
                    ),
                    merchant_metadata=metadata,
                )
            )
        except AmazonPayError as error:
            raise Stopped(failure(type(self).__name__, error)) from error
        urls = updated.web_checkout_details
        if urls is not None and urls.amazon_pay_redirect_url:
            return {"url": urls.amazon_pay_redirect_url}
        missing = ", ".join(str(each.constraint_id) for each in updated.constraints or [])
        raise Stopped(problem.not_ready(missing or None))

    def _complete(
        self, asking: Asking, order: Any, session: CheckoutSession
    ) -> Generator[Step, Any, dict[str, Any]]:
        urls = session.web_checkout_details
        confirmed = urls is not None and urls.checkout_result_return_url is not None
        if session.status_details.state == "Open" and not confirmed:
            raise Stopped(problem.not_ready(None))
        claimed = yield from hook(self.claim, order, session.checkout_session_id)
        if claimed != session.checkout_session_id:
            # The order is paid by one session, whichever of its sessions the app tells of.
            session = yield from self._session(asking, claimed)
        ended = yield from completion(
            type(self).__name__, session, self.get_charge_amount, order, session
        )
        if ended.outcome == "declined":
            yield from hook(self.payment_declined, order, ended.session, ended.decline)
            reason = ended.decline.reason_code if ended.decline else None
            return {"outcome": "declined", **({"reasonCode": str(reason)} if reason else {})}
        if ended.outcome == "canceled":
            yield from hook(self.payment_canceled, order, ended.session, ended.decline)
            return {"outcome": "cancelled"}
        is_paid = ended.outcome == "succeeded"
        noted = self.payment_succeeded if is_paid else self.payment_pending
        order_id = yield from hook(noted, order, ended.session, ended.charge)
        answer = {"outcome": "paid" if is_paid else "pending"}
        return answer if order_id is None else {**answer, "orderId": str(order_id)}

    def _session(self, asking: Asking, session_id: str) -> Generator[Step, Any, CheckoutSession]:
        """The session, if it was begun by this checkout. Another one is no different from none."""
        session = yield from get_session(type(self).__name__, session_id)
        place, parameters = _begun(session)
        if place != self.review_link or parameters.get(_CHECKOUT) != [asking.checkout_id]:
            raise Stopped(problem.session_not_found())
        return session


class MobileCheckoutView(_MobileCheckout):
    """The back end of a checkout in an app, which has no key; derive from it.

    .. code-block:: python

        path("app-checkout/<step>", AppCheckout.as_view())

    POST of JSON to ``start``, ``review``, ``confirm`` and ``complete``, and GET of ``open``, the page that leads the
    buyer on to Amazon. A step that comes twice is answered the same and charges once. Sessions of other checkouts,
    nonces that were used, and amounts of the app's are never believed. Hooks may raise `CheckoutRefusal`.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Does a step."""
        step = kwargs.get("step", "")
        is_page = step == "open" and request.method in ("GET", "HEAD")
        return self._opening() if is_page else run(self._answer(step))


class AsyncMobileCheckoutView(_MobileCheckout):
    """As `MobileCheckoutView`, for ASGI: waiting for Amazon holds no thread. Hooks may be ``async`` or not."""

    async def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The page; what decides that the view is asynchronous."""
        return await self._respond(request, kwargs.get("step", ""))

    post = put = patch = delete = head = options = trace = get  # type: ignore[assignment]

    async def _respond(self, request: HttpRequest, step: str) -> HttpResponseBase:
        is_page = step == "open" and request.method in ("GET", "HEAD")
        return self._opening() if is_page else await arun(self._answer(step))


def _known(order: Any) -> Any:
    if order is None:
        raise CheckoutRefusal("checkout_not_found", status=404)
    return order


def _link(place: str, parameters: dict[str, str]) -> str:
    return f"{place}?{urlencode(parameters)}"


def _begun(session: CheckoutSession) -> tuple[str, dict[str, list[str]]]:
    """Where the session leads to for the review, and the parameters of it."""
    urls = session.web_checkout_details
    place, _, query = (urls.checkout_review_return_url or "" if urls else "").partition("?")
    return place, parse_qs(query)


def _required(link: str | None) -> str:
    if link is None:
        raise ImproperlyConfigured("review_link and result_link are missing.")
    return link


def _check(view: str, name: str, link: str | None) -> None:
    if link is None and name == "cancel_link":
        return
    parts = urlsplit(link or "")
    if parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment:
        raise ImproperlyConfigured(
            f"{view}: {name}: expected a link without a query, such as https://shop.example/amazon-pay/review, "
            f"found {link!r}."
        )
