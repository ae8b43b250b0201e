"""The buyer's way through review and result, with the synchronous views and with the asynchronous ones."""

from __future__ import annotations

import json
import logging
import threading
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from amazonpay.django.models import PaymentObject
from amazonpay.models import WebCheckoutDetails

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django.live_server_helper import LiveServer

    from amazonpay.models import CheckoutSession
    from amazonpay.testing import Sandbox

pytestmark = pytest.mark.django_db(transaction=True)

BOTH = pytest.mark.parametrize("world", ["", "/async"], ids=["sync", "async"])
NO_SESSION = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def open_session(shop: Sandbox) -> Callable[..., str]:
    """Makes a session whose buyer has signed in, chosen a card, and is on the way to the review page."""

    def make(card: str = "1111") -> str:
        session: CheckoutSession = shop.client().checkout_sessions.create(
            web_checkout_details=WebCheckoutDetails(
                checkout_review_return_url="https://shop.example/review/"
            ),
            store_id=shop.store_id,
        )
        shop.buyer.checkout(session, card=card)
        return session.checkout_session_id

    return make


@pytest.fixture
def paid_session(
    shop: Sandbox, client: Client, open_session: Callable[..., str]
) -> Callable[..., str]:
    """Makes a session whose buyer has paid and is on the way to the result page."""

    def make(card: str = "1111", review: str = "/review/") -> str:
        session_id = open_session(card)
        sent = client.post(at(review, session_id))
        assert sent.status_code == HTTPStatus.FOUND, sent.content
        shop.buyer.approve(session_id)
        return session_id

    return make


def at(path: str, session_id: str) -> str:
    """The address as Amazon sends the buyer to it."""
    return f"{path}?amazonCheckoutSessionId={session_id}"


def charges(shop: Sandbox) -> list[Any]:
    """All charges that were ever made."""
    return list(shop.objects("charges"))


def read(shop: Sandbox, session_id: str) -> Any:
    """The session, as Amazon has it."""
    return shop.client().checkout_sessions.get(session_id)


@BOTH
def test_the_review_page_shows_what_the_buyer_chose(
    world: str, shop: Sandbox, client: Client, open_session: Callable[..., str]
) -> None:
    response = client.get(at(f"{world}/review/", open_session()))
    text = response.content.decode()
    assert response.status_code == HTTPStatus.OK
    assert "Visa ****1111" in text
    assert "42.00 EUR" in text
    assert 'data-amazon-pay-change="changeAddress"' in text
    assert f"{shop.url}/checkout.js" in text
    assert "<script>" not in text
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["Referrer-Policy"] == "same-origin"


@BOTH
def test_paying_tells_amazon_the_order_and_leads_there(
    world: str, shop: Sandbox, client: Client, open_session: Callable[..., str]
) -> None:
    session_id = open_session()
    response = client.post(at(f"{world}/review/", session_id))
    session = read(shop, session_id)
    assert response.status_code == HTTPStatus.FOUND
    assert response.headers["Location"] == session.web_checkout_details.amazon_pay_redirect_url
    assert session.payment_details.charge_amount.to_dict()["amount"] == "42.00"
    assert session.payment_details.payment_intent == "AuthorizeWithCapture"
    assert session.merchant_metadata.merchant_reference_id == "order-7"
    result_url = session.web_checkout_details.checkout_result_return_url
    assert urlsplit(result_url).path == "/result/"


@BOTH
def test_a_form_that_is_not_right_stops_the_review(
    world: str, shop: Sandbox, client: Client, open_session: Callable[..., str]
) -> None:
    session_id = open_session()
    response = client.post(at(f"{world}/review/", session_id), {"stop": "1"})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert read(shop, session_id).payment_details is None


def test_the_review_form_is_protected_against_other_sites(
    shop: Sandbox, open_session: Callable[..., str]
) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(at("/review/", open_session())).status_code == HTTPStatus.FORBIDDEN


@BOTH
def test_the_result_page_takes_the_money(
    world: str, shop: Sandbox, client: Client, paid_session: Callable[..., str]
) -> None:
    session_id = paid_session()
    response = client.get(at(f"{world}/result/", session_id))
    assert response.content == b"succeeded: Captured"
    assert "no-store" in response.headers["Cache-Control"]
    assert client.session["paid"] == session_id
    [charge] = charges(shop)
    assert charge.charge_amount.to_dict() == {"amount": "42.00", "currencyCode": "EUR"}
    assert PaymentObject.objects.get(object_id=charge.charge_id).state == "Captured"


@BOTH
def test_loading_the_result_page_again_pays_once(
    world: str, shop: Sandbox, client: Client, paid_session: Callable[..., str]
) -> None:
    address = at(f"{world}/result/", paid_session())
    assert [client.get(address).content for _ in range(3)] == [b"succeeded: Captured"] * 3
    assert len(charges(shop)) == 1


@BOTH
def test_two_tabs_at_once_pay_once_and_both_say_so(
    world: str,
    shop: Sandbox,
    settings: Any,
    live_server: LiveServer,
    paid_session: Callable[..., str],
) -> None:
    # Both have read that the session is open before either of them completes it.
    barrier = threading.Barrier(2, timeout=20)
    from django_web import pages

    original = pages.ResultHooks.get_charge_amount

    def wait(self: Any, checkout_session: CheckoutSession) -> Any:
        barrier.wait()
        return original(self, checkout_session)

    session_id = paid_session()
    answers: list[bytes] = []

    def load() -> None:
        import urllib.request

        with urllib.request.urlopen(
            f"{live_server.url}{at(f'{world}/result/', session_id)}"
        ) as page:
            answers.append(page.read())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pages.ResultHooks, "get_charge_amount", wait)
        threads = [threading.Thread(target=load) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert answers == [b"succeeded: Captured"] * 2
    assert len(charges(shop)) == 1


@BOTH
def test_an_answer_that_got_lost_pays_once(
    world: str, shop: Sandbox, client: Client, paid_session: Callable[..., str]
) -> None:
    session_id = paid_session()
    shop.faults.add(
        operation="checkout_sessions.complete", cut="connection", after_work=True, count=1
    )
    assert client.get(at(f"{world}/result/", session_id)).content == b"succeeded: Captured"
    assert len(charges(shop)) == 1


@BOTH
def test_when_all_answers_get_lost_the_session_tells(
    world: str, shop: Sandbox, settings: Any, client: Client, paid_session: Callable[..., str]
) -> None:
    session_id = paid_session()
    settings.AMAZON_PAY = {**settings.AMAZON_PAY, "MAX_RETRIES": 0}
    shop.faults.add(operation="checkout_sessions.complete", cut="connection", after_work=True)
    assert client.get(at(f"{world}/result/", session_id)).content == b"succeeded: Captured"
    assert len(charges(shop)) == 1


@BOTH
def test_when_the_charge_cannot_be_read_the_page_says_that_it_is_not_known(
    world: str, shop: Sandbox, settings: Any, client: Client, paid_session: Callable[..., str]
) -> None:
    session_id = paid_session()
    settings.AMAZON_PAY = {**settings.AMAZON_PAY, "MAX_RETRIES": 0}
    shop.faults.add(operation="charges.get", status=503)
    response = client.get(at(f"{world}/result/", session_id))
    assert response.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert b"you will not pay twice" in response.content
    assert response.headers["Retry-After"]
    shop.faults.clear()
    assert client.get(at(f"{world}/result/", session_id)).content == b"succeeded: Captured"
    assert len(charges(shop)) == 1


@BOTH
def test_when_amazon_is_not_there_nothing_is_charged_and_the_page_says_so(
    world: str,
    shop: Sandbox,
    settings: Any,
    client: Client,
    paid_session: Callable[..., str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    session_id = paid_session()
    settings.AMAZON_PAY = {**settings.AMAZON_PAY, "MAX_RETRIES": 0}
    shop.faults.add(operation="checkout_sessions.complete", status=503)
    with caplog.at_level(logging.WARNING, "amazonpay.django"):
        response = client.get(at(f"{world}/result/", session_id))
    assert response.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert charges(shop) == []
    assert any("Result" in record.getMessage() for record in caplog.records)
    shop.faults.clear()
    assert client.get(at(f"{world}/result/", session_id)).content == b"succeeded: Captured"


@BOTH
def test_a_declined_card_calls_the_hook_with_advice(
    world: str, shop: Sandbox, client: Client, paid_session: Callable[..., str]
) -> None:
    response = client.get(at(f"{world}/result/", paid_session("3434")))
    assert response.content == b"declined: Declined, ask_for_another_payment_method"
    assert charges(shop) == []


@BOTH
def test_a_decline_in_amazons_answer_calls_the_hook_with_its_advice(
    world: str, shop: Sandbox, client: Client, paid_session: Callable[..., str]
) -> None:
    session_id = paid_session()
    body = json.dumps({"reasonCode": "SoftDeclined", "message": "No."})
    shop.faults.add(operation="checkout_sessions.complete", status=422, body=body)
    response = client.get(at(f"{world}/result/", session_id))
    assert response.content == b"declined: SoftDeclined, retry_later"


@BOTH
def test_a_charge_in_a_state_that_is_not_known_is_not_taken_for_paid(
    world: str, shop: Sandbox, client: Client, paid_session: Callable[..., str]
) -> None:
    session_id = paid_session()
    client.get(at(f"{world}/result/", session_id))
    [charge] = charges(shop)
    unheard = charge.to_dict()
    unheard["statusDetails"]["state"] = "UnderObservation"
    shop.faults.add(operation="charges.get", status=200, body=json.dumps(unheard))
    assert client.get(at(f"{world}/result/", session_id)).content == b"pending: UnderObservation"


@BOTH
def test_a_buyer_who_leaves_is_no_decline(
    world: str, shop: Sandbox, client: Client, paid_session: Callable[..., str]
) -> None:
    response = client.get(at(f"{world}/result/", paid_session("3064")))
    assert response.content == b"canceled: BuyerCanceled, start_new_checkout"


@BOTH
def test_a_payment_that_takes_time_is_pending_then_decided(
    world: str, shop: Sandbox, client: Client, paid_session: Callable[..., str]
) -> None:
    fine, bad = paid_session("0701", "/waiting/review/"), paid_session("4354", "/waiting/review/")
    pages = [at(f"{world}/result/", session_id) for session_id in (fine, bad)]
    assert [client.get(page).content for page in pages] == [b"pending: AuthorizationInitiated"] * 2
    shop.clock.advance(seconds=31)
    assert client.get(pages[0]).content == b"succeeded: Authorized"
    declined = b"declined: HardDeclined, ask_for_another_payment_method"
    assert client.get(pages[1]).content == declined


@BOTH
def test_a_permission_without_a_charge_succeeds_without_one(
    world: str, shop: Sandbox, client: Client, paid_session: Callable[..., str]
) -> None:
    response = client.get(at(f"{world}/result/", paid_session(review="/confirming/review/")))
    assert response.content == b"succeeded: no charge"
    assert charges(shop) == []


@BOTH
def test_an_order_that_changed_meanwhile_is_not_charged(
    world: str, shop: Sandbox, client: Client, paid_session: Callable[..., str]
) -> None:
    session_id = paid_session()
    client.get("/cart/?total=43.00")
    response = client.get(at(f"{world}/result/", session_id))
    assert response.status_code == HTTPStatus.CONFLICT
    assert b"Your order has changed" in response.content
    assert charges(shop) == []


@BOTH
def test_the_shop_may_refuse_before_anything_is_charged(
    world: str, shop: Sandbox, client: Client, paid_session: Callable[..., str]
) -> None:
    session_id = paid_session()
    client.get("/cart/?total=0.01")
    assert client.get(at(f"{world}/result/", session_id)).content == b"sold out"
    assert charges(shop) == []


@BOTH
def test_who_comes_to_the_result_before_paying_is_led_to_pay(
    world: str, shop: Sandbox, client: Client, open_session: Callable[..., str]
) -> None:
    session_id = open_session()
    client.post(at(f"{world}/review/", session_id))
    response = client.get(at(f"{world}/result/", session_id))
    url = read(shop, session_id).web_checkout_details.amazon_pay_redirect_url
    assert response.status_code == HTTPStatus.CONFLICT
    assert url in response.content.decode().replace("&amp;", "&")
    # And it does not keep the buyer from paying after all.
    shop.buyer.approve(session_id)
    assert client.get(at(f"{world}/result/", session_id)).content == b"succeeded: Captured"


GARBAGE = [
    "",
    "x",
    "../charges",
    f"{NO_SESSION}/complete",
    f"{NO_SESSION}\x00",
    "%00",
    "'; DROP TABLE orders; --",
    "<script>alert(1)</script>",
    "a" * 100_000,
]


@BOTH
@pytest.mark.parametrize("path", ["/review/", "/result/"])
@pytest.mark.parametrize("garbage", GARBAGE, ids=range(len(GARBAGE)))
def test_garbage_for_a_session_is_a_page_and_no_call(
    world: str, path: str, garbage: str, shop: Sandbox, client: Client
) -> None:
    response = client.get(f"{world}{path}", {"amazonCheckoutSessionId": garbage})
    assert response.status_code == HTTPStatus.BAD_REQUEST
    assert b"go back to your cart" in response.content
    assert b"alert(1)" not in response.content
    assert not shop.requests()


@BOTH
@pytest.mark.parametrize("path", ["/review/", "/result/"])
def test_a_session_that_does_not_exist_is_a_page(
    world: str, path: str, shop: Sandbox, client: Client
) -> None:
    response = client.get(at(world + path, NO_SESSION))
    assert response.status_code == HTTPStatus.NOT_FOUND
    assert b"There is no such checkout" in response.content


@BOTH
def test_a_missing_session_is_a_page_when_paying_too(
    world: str, shop: Sandbox, client: Client
) -> None:
    assert client.post(f"{world}/review/").status_code == HTTPStatus.BAD_REQUEST
    assert client.post(at(f"{world}/review/", NO_SESSION)).status_code == HTTPStatus.NOT_FOUND


@BOTH
def test_a_session_that_ended_cannot_be_reviewed(
    world: str, shop: Sandbox, client: Client, open_session: Callable[..., str]
) -> None:
    session_id = open_session()
    shop.buyer.cancel(session_id)
    response = client.get(at(f"{world}/review/", session_id))
    assert response.status_code == HTTPStatus.GONE
    assert b"nothing was charged" in response.content


@BOTH
def test_going_back_to_the_review_of_a_paid_order_leads_to_the_result(
    world: str, shop: Sandbox, client: Client, paid_session: Callable[..., str]
) -> None:
    session_id = paid_session()
    client.get(at(f"{world}/result/", session_id))
    response = client.get(at(f"{world}/review/", session_id))
    assert response.status_code == HTTPStatus.FOUND
    assert response.headers["Location"] == at("https://shop.example/result/", session_id)


@BOTH
def test_a_refusal_of_amazon_is_a_page_and_a_line_in_the_log(
    world: str,
    shop: Sandbox,
    client: Client,
    open_session: Callable[..., str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    session_id = open_session()
    # Of another currency than the region takes.
    shop.faults.add(operation="checkout_sessions.update", status=400)
    with caplog.at_level(logging.WARNING, "amazonpay.django"):
        response = client.post(at(f"{world}/review/", session_id))
    assert response.status_code == HTTPStatus.BAD_GATEWAY
    assert "Review" in caplog.text


def test_hooks_of_asynchronous_views_may_be_coroutines(
    shop: Sandbox, client: Client, paid_session: Callable[..., str]
) -> None:
    assert client.get(at("/awaiting/result/", paid_session())).content == b"awaited"


def test_a_coroutine_in_a_synchronous_view_is_an_error_that_says_so(
    shop: Sandbox, client: Client, paid_session: Callable[..., str]
) -> None:
    with pytest.raises(
        ImproperlyConfigured, match="get_charge_amount is async, but its view is not"
    ):
        client.get(at("/mistaken/result/", paid_session()))
    assert charges(shop) == []


@pytest.mark.parametrize(
    ("card", "text"),
    [
        ("1111", "Thank you for your order"),
        ("3434", "Your payment was declined"),
        ("3064", "canceled"),
    ],
)
def test_the_package_has_pages_for_every_outcome(
    card: str, text: str, shop: Sandbox, client: Client, paid_session: Callable[..., str]
) -> None:
    response = client.get(at("/plain/result/", paid_session(card)))
    assert response.status_code == HTTPStatus.OK
    assert text in response.content.decode()


def test_what_only_looks_at_addresses_does_not_pay(
    shop: Sandbox, client: Client, paid_session: Callable[..., str]
) -> None:
    response = client.head(at("/result/", paid_session()))
    assert response.status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert charges(shop) == []
