"""The back end of a checkout in an app: the contract's vectors, over HTTP, with both kinds of views."""

from __future__ import annotations

import base64
import json
import re
import threading
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
from django.core.exceptions import ImproperlyConfigured

from amazonpay import Money
from amazonpay.django.views import CheckoutRefusal
from amazonpay.models import WebCheckoutDetails

from .mobile_shop import LINKS, AppCheckout, Hooks, orders

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

    from amazonpay.testing import Sandbox

pytestmark = pytest.mark.django_db(transaction=True)


def _vectors() -> Path:
    for folder in Path(__file__).parents:
        found = folder / "tests" / "vectors" / "mobile-checkout"
        if found.is_dir():
            return found
    raise AssertionError("The vectors are not there.")


COURSES = json.loads((_vectors() / "back-end.json").read_text(encoding="utf-8"))["courses"]
STEPS = json.loads((_vectors() / "steps.json").read_text(encoding="utf-8"))["steps"]
OPEN = "https://shop.example{world}/app/open"
#: The review page of the shop's website.
WEB_REVIEW = "https://shop.example/review"


class App:
    """An app that says what a course tells it to."""

    def __init__(self, server: str, world: str, shop: Sandbox) -> None:
        self.address = f"{server}{world}/app/"
        self.world = world
        self.shop = shop
        self.checkout_id = str(uuid.uuid4())
        self.session = ""
        self.url = ""
        #: How the order ended, each time that the back end said so.
        self.heard: list[str] = []
        self._state_of_start = ""

    def do(self, did: dict[str, Any]) -> None:
        """Does one thing of a course."""
        if "hoursLater" in did:
            self.shop.clock.advance(timedelta(hours=did["hoursLater"]))
        elif did.get("buyer") == "checkout":
            visit = self.shop.buyer.checkout(self.opened()["config"], card=did["card"])
            self.session = cast("str", visit.checkout_session_id)
        elif "buyer" in did:
            getattr(self.shop.buyer, did["buyer"])(self.session)
        else:
            self._at_once(did, did.get("atOnce", 1))

    def _at_once(self, did: dict[str, Any], times: int) -> None:
        failed: list[BaseException] = []

        def step() -> None:
            try:
                self._step(did)
            except BaseException as error:
                failed.append(error)

        threads = [threading.Thread(target=step) for _ in range(times)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if failed:
            raise failed[0]

    def opened(self) -> dict[str, Any]:
        """What `start` gave to open, as the page reads it."""
        place, _, hidden = self.url.partition("#")
        assert place == OPEN.format(world=self.world)
        return cast("dict[str, Any]", json.loads(base64.urlsafe_b64decode(hidden + "==")))

    def say(self, step: str, body: str, did: dict[str, Any] | None = None) -> tuple[int, Any]:
        """Says something to the back end, and gives status and body."""
        did = did or {}
        headers = {"Content-Type": did.get("contentType", "application/json")}
        if did.get("as") != "nobody":
            headers["Authorization"] = f"Bearer {did.get('as', 'mette')}"
        request = urllib.request.Request(
            self.address + step, body.encode(), headers, method=did.get("method", "POST")
        )
        try:
            with urllib.request.urlopen(request) as answer:
                return self._read(answer)
        except urllib.error.HTTPError as error:
            with error:
                return self._read(error)

    def _read(self, answer: Any) -> tuple[int, Any]:
        assert "no-store" in answer.headers["Cache-Control"]
        return answer.status, json.loads(answer.read())

    def asking(self, did: dict[str, Any]) -> dict[str, Any]:
        """What the app says in a step."""
        step = did["step"]
        asked: dict[str, Any] = {"version": 1, "checkoutId": self.checkout_id}
        if step == "start":
            asked["order"] = {"cartId": "17"}
        else:
            asked["checkoutSessionId"] = self.session
        if step in ("start", "confirm"):
            asked["returnState"] = uuid.uuid4().hex
        asked.update(did.get("with", {}))
        session = asked.get("checkoutSessionId")
        if session == "FOREIGN":
            asked["checkoutSessionId"] = self._other_session(LINKS["review"], str(uuid.uuid4()))
        if session == "ELSEWHERE":
            asked["checkoutSessionId"] = self._other_session(WEB_REVIEW, self.checkout_id)
        if session == "CAPITALS":
            asked["checkoutSessionId"] = self.session.upper()
            asked["checkoutId"] = self.checkout_id.upper()
        if asked.get("returnState") == "STATE OF START":
            asked["returnState"] = self._state_of_start
        for name in did.get("without", []):
            asked.pop(name, None)
        return asked

    def _step(self, did: dict[str, Any]) -> None:
        asked = self.asking(did)
        raw = json.dumps(" " * did["rawBytes"]) if "rawBytes" in did else did.get("raw")
        status, body = self.say(did["step"], json.dumps(asked) if raw is None else raw, did)
        expected = did["answer"]
        assert status == expected["status"], body
        if "code" in expected:
            assert list(body) == ["error"]
            assert body["error"]["code"] == expected["code"]
            return
        assert sorted(body) == sorted(expected["body"])
        for name, value in expected["body"].items():
            assert body[name] if value == "…" else body[name] == value, name
        if did["step"] == "start":
            self.url = body["url"]
            self._state_of_start = asked["returnState"]
        if did["step"] == "complete":
            self.heard.append(
                " ".join(body[name] for name in ("outcome", "reasonCode") if name in body)
            )

    def _other_session(self, review: str, checkout: str) -> str:
        """A session of the same merchant's that this checkout has not begun."""
        session = self.shop.client().checkout_sessions.create(
            web_checkout_details=WebCheckoutDetails(
                checkout_review_return_url=f"{review}?checkout={checkout}&state={uuid.uuid4().hex}"
            ),
            store_id=self.shop.store_id,
        )
        self.shop.buyer.checkout(session)
        return session.checkout_session_id


@pytest.fixture(params=["", "/async", "/awaiting"], ids=["sync", "async", "awaiting"])
def app(request: pytest.FixtureRequest, shop: Sandbox, live_server: LiveServer) -> Iterator[App]:
    """An app of a shop that is served."""
    orders.clear()
    yield App(live_server.url, request.param, shop)
    orders.clear()


STARTED = {"step": "start", "answer": {"status": 200, "body": {"url": "…"}}}
CHOSEN = {"buyer": "checkout", "card": "1111"}
CONFIRMED = {"step": "confirm", "answer": {"status": 200, "body": {"url": "…"}}}
APPROVED = {"buyer": "approve"}
PAID = {"step": "complete", "answer": {"status": 200, "body": {"outcome": "paid", "orderId": "…"}}}


def charged(shop: Sandbox) -> list[str]:
    """The amounts of all charges."""
    return [charge.to_dict()["chargeAmount"]["amount"] for charge in shop.objects("charges")]


@pytest.mark.parametrize("course", COURSES, ids=[course["name"] for course in COURSES])
def test_the_back_end_keeps_the_contract(app: App, course: dict[str, Any]) -> None:
    for did in course["does"]:
        app.do(did)
    assert charged(app.shop) == course["charges"]
    # What the app hears, the shop has been told.
    order = orders.get(app.checkout_id)
    assert (order.told if order else []) == app.heard


def test_an_app_that_says_what_the_app_does_gets_answers_of_the_form_that_the_app_reads(
    app: App,
) -> None:
    said = [case for case in STEPS if "request" in case]
    assert [case["step"] for case in said] == ["start", "review", "confirm", "complete"]
    for case in said:
        step = case["step"]
        fields = app.asking(case)
        assert sorted(fields) == sorted(case["request"])
        if step == "start":
            fields["order"] = case["request"]["order"]
        if step == "complete":
            app.do(APPROVED)
        status, body = app.say(step, json.dumps(fields))
        assert status == HTTPStatus.OK, body
        assert sorted(body) == sorted(case["answer"]["body"])
        if step == "start":
            app.url = body["url"]
            app.do(CHOSEN)


def test_the_buyer_comes_back_by_the_links_of_the_app_with_the_nonce_of_the_step(app: App) -> None:
    app.do(STARTED)
    app.do(CHOSEN)
    pay = app.shop.client()
    begun = pay.checkout_sessions.get(app.session).web_checkout_details
    assert begun is not None
    review = re.fullmatch(
        re.escape(LINKS["review"]) + rf"\?checkout={app.checkout_id}&state=([0-9a-f]{{32}})",
        begun.checkout_review_return_url or "",
    )
    assert review is not None
    assert begun.checkout_cancel_url == f"{LINKS['cancel']}?state={review[1]}"

    asked = app.asking({"step": "confirm"})
    assert app.say("confirm", json.dumps(asked))[0] == HTTPStatus.OK
    confirmed = pay.checkout_sessions.get(app.session)
    urls = confirmed.web_checkout_details
    assert urls is not None
    assert urls.checkout_result_return_url == f"{LINKS['result']}?state={asked['returnState']}"
    assert urls.checkout_cancel_url == f"{LINKS['cancel']}?state={asked['returnState']}"
    assert confirmed.merchant_metadata is not None
    assert confirmed.merchant_metadata.merchant_reference_id == "1001"


def test_without_a_cancel_link_a_buyer_who_cancels_comes_back_by_the_link_that_is_due(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Hooks, "cancel_link", None)
    app.do(STARTED)
    app.do(CHOSEN)
    pay = app.shop.client()

    def cancel_url() -> str:
        urls = pay.checkout_sessions.get(app.session).web_checkout_details
        assert urls is not None
        return re.sub("=[0-9a-f]{32}$", "=…", urls.checkout_cancel_url or "")

    assert cancel_url() == f"{LINKS['review']}?state=…"
    app.do(CONFIRMED)
    assert cancel_url() == f"{LINKS['result']}?state=…"


def test_the_first_payment_of_a_subscription_is_a_checkout_like_any_other(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = {
        "kind": "recurring",
        "placement": "Cart",
        "frequency": "1 Month",
        "recurring_amount": Money("49.90", "EUR"),
    }
    monkeypatch.setattr(Hooks, "get_button_options", lambda *_: options)
    for did in (STARTED, CHOSEN, CONFIRMED, APPROVED):
        app.do(did)
    # Amazon authorizes it later, as it does all recurring payments.
    pending = {"outcome": "pending", "orderId": "…"}
    app.do({"step": "complete", "answer": {"status": 200, "body": pending}})
    assert charged(app.shop) == ["49.90"]
    pay = app.shop.client()
    permission_id = pay.checkout_sessions.get(app.session).charge_permission_id
    assert permission_id is not None
    permission = pay.charge_permissions.get(permission_id)
    assert permission.charge_permission_type == "Recurring"


def test_a_refusal_says_when_to_come_again_and_which_method_is_right(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(*_: object) -> None:
        raise CheckoutRefusal("closed", "Back at eight.", 503)

    monkeypatch.setattr(Hooks, "begin", closed)

    def header(method: str, name: str) -> str | None:
        body = json.dumps(app.asking({"step": "start"})).encode()
        headers = {"Content-Type": "application/json", "Authorization": "Bearer mette"}
        request = urllib.request.Request(app.address + "start", body, headers, method=method)
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request)
        with refused.value as error:
            return error.headers[name]

    assert header("POST", "Retry-After") == "5"
    assert header("PUT", "Allow") == "POST"
    for status in (200, 302, 399, 600):
        with pytest.raises(ValueError, match="400 to 599"):
            CheckoutRefusal("sold_out", status=status)


def test_no_more_of_the_buyer_is_told_than_the_contract_says(app: App) -> None:
    app.do(STARTED)
    app.do(CHOSEN)
    session = app.shop.client().checkout_sessions.get(app.session)
    assert session.buyer is not None
    assert session.shipping_address is not None
    _, body = app.say("review", json.dumps(app.asking({"step": "review"})))
    secret = [session.buyer.email, session.buyer.buyer_id, session.shipping_address.phone_number]
    text = json.dumps(body)
    for each in secret:
        assert each
        assert each not in text
    assert body["shippingAddress"]["city"] == session.shipping_address.city


def test_while_amazon_is_away_an_app_may_try_again_and_nothing_is_lost_or_paid_twice(
    app: App, settings: Any
) -> None:
    settings.AMAZON_PAY = {**settings.AMAZON_PAY, "MAX_RETRIES": 0}
    app.do(STARTED)
    app.do(CHOSEN)
    app.shop.faults.add(operation="checkout_sessions.get", status=503, count=1)
    review = json.dumps(app.asking({"step": "review"}))
    assert app.say("review", review) == (503, {"error": {"code": "unavailable"}})
    assert app.say("review", review)[0] == HTTPStatus.OK
    app.do(CONFIRMED)
    app.do(APPROVED)
    # Amazon has done it, its answer is lost, and for a moment nobody can say what became of it.
    app.shop.faults.add(
        operation="checkout_sessions.complete", cut="connection", after_work=True, count=1
    )
    app.shop.faults.add(operation="charges.get", status=503, count=1)
    app.do({"step": "complete", "answer": {"status": 503, "code": "outcome_unknown"}})
    app.do(PAID)
    assert charged(app.shop) == ["49.90"]


def test_what_amazon_refuses_ends_the_checkout_for_trying_again_mends_nothing(app: App) -> None:
    app.do(STARTED)
    app.do(CHOSEN)
    app.shop.faults.add(
        operation="checkout_sessions.update", status=400, reason_code="InvalidParameterValue"
    )
    app.do({"step": "confirm", "answer": {"status": 422, "code": "refused"}})


def test_an_order_whose_price_changed_after_the_buyer_confirmed_is_not_charged(app: App) -> None:
    for did in (STARTED, CHOSEN, CONFIRMED, APPROVED):
        app.do(did)
    orders[app.checkout_id].price = "59.90"
    app.do({"step": "complete", "answer": {"status": 409, "code": "amount_differs"}})
    assert charged(app.shop) == []


def test_the_page_that_leads_on_to_amazon_is_the_same_for_all(app: App) -> None:
    with urllib.request.urlopen(app.address + "open") as answer:
        page = answer.read().decode()
        policy = answer.headers["Content-Security-Policy"]
    assert f'data-merchant-id="{app.shop.merchant_id}"' in page
    nonce = re.search(r'<script nonce="([^"]+)">', page)
    assert nonce is not None
    assert f"'nonce-{nonce[1]}'" in policy
    assert nonce[1] not in urllib.request.urlopen(app.address + "open").read().decode()


@pytest.mark.parametrize(
    ("name", "link"),
    [
        ("review_link", None),
        ("review_link", "myshop://review"),
        ("result_link", "https://shop.example/result?a=b"),
        ("cancel_link", "http://shop.example/cancel"),
    ],
)
def test_links_that_will_not_do_are_refused_when_the_view_is_made(
    name: str, link: str | None
) -> None:
    with pytest.raises(ImproperlyConfigured, match=name):
        AppCheckout.as_view(**{name: link})
