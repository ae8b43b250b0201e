"""examples/django-shop, driven over HTTP as a buyer and the shop's clerk would; a real sandbox stands in for Amazon."""

from __future__ import annotations

import base64
import json
import re
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from typing import TYPE_CHECKING, Any

import pytest

from .open_shop import SHOP, Shop

if TYPE_CHECKING:
    from collections.abc import Callable

    from .browser import Browser


BUTTON = re.compile(
    r'data-amazon-pay-button><script type="application/json">(.*?)</script>', re.DOTALL
)
#: What the sandbox wants to know of a button.
BUTTON_FIELDS = ("publicKeyId", "payloadJSON", "signature", "algorithm", "productType", "sandbox")


def until(holds: Callable[[], bool], what: str) -> None:
    """Waits for what another process does."""
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end, what
        time.sleep(0.02)


def fill_cart(browser: Browser) -> None:
    """A pot and two tins of Assam: 89.00 euros."""
    browser.get("/")
    browser.send(form_of(browser, "pot"))
    browser.get("/products/assam/")
    browser.press("Into the cart")
    text = browser.send(form_of(browser, "assam"), quantity="2")
    assert "Total 89.00 €" in text


def form_of(browser: Browser, product: str) -> Any:
    """The form of a page that is about a product."""
    return next(form for form in browser.forms if form.fields.get("product") == product)


def button_of(browser: Browser) -> dict[str, Any]:
    """The button of the cart's page, as the sandbox takes it."""
    config = json.loads(BUTTON.findall(browser.source)[0])
    fields = {**config, **config["createCheckoutSessionConfig"]}
    return {name: fields[name] for name in BUTTON_FIELDS if name in fields}


def to_review(shop: Shop, browser: Browser, card: str = "1111") -> str:
    """From the cart by its button, and what the buyer chooses at Amazon, to the review page."""
    browser.get("/cart/")
    visit = shop.control("buyer/checkout", {"button": button_of(browser), "card": card})
    review = browser.get(visit["nextUrl"])
    assert "Review your order" in review
    return review


def check_out(shop: Shop, browser: Browser, card: str = "1111") -> str:
    """From the cart to Amazon's second page, the one before paying; its session."""
    to_review(shop, browser, card)
    browser.press("Pay 89.00 €")
    assert browser.url.startswith(shop.sandbox)
    return session_in(browser.url)


def session_in(url: str) -> str:
    """The session that an address names."""
    found = re.search(r"amazonCheckoutSessionId=([\w-]+)", url)
    assert found is not None, url
    return found[1]


def approve(shop: Shop, browser: Browser, action: str = "approve") -> str:
    """Pays on Amazon's second page, or leaves it, and comes back to the shop."""
    what = {"checkoutSessionId": session_in(browser.url), "action": action}
    return browser.get(shop.control("buyer/checkout", what)["nextUrl"])


def order_number(browser: Browser) -> str:
    """The number of the order whose page it is."""
    found = re.search(r"/orders/(\w+)/$", browser.url)
    assert found is not None, f"{browser.url}: {browser.text}"
    return found[1]


def pay(shop: Shop, browser: Browser, card: str = "1111") -> str:
    """A paid order; its number."""
    fill_cart(browser)
    check_out(shop, browser, card)
    approve(shop, browser)
    return order_number(browser)


def charges_of(shop: Shop, number: str) -> list[Any]:
    """The charges of an order, as Amazon has them."""
    return [
        charge
        for charge in shop.control("objects/charges")["objects"]
        if charge.get("merchantMetadata", {}).get("merchantReferenceId") == number
    ]


def test_the_cart_holds_a_button_that_leads_back_to_the_shop(shop: Shop) -> None:
    browser = shop.buyer()
    fill_cart(browser)
    payload = json.loads(button_of(browser)["payloadJSON"])
    review = payload["webCheckoutDetails"]["checkoutReviewReturnUrl"]
    assert review == f"{shop.url}/checkout/review/"
    assert f'<script src="{shop.sandbox}/checkout.js" defer' in browser.source


def test_a_button_that_somebody_changed_is_refused(shop: Shop) -> None:
    browser = shop.buyer()
    fill_cart(browser)
    button = button_of(browser)
    button["payloadJSON"] = button["payloadJSON"].replace("checkout/review", "checkout/elsewhere")
    with pytest.raises(urllib.error.HTTPError) as refused:
        shop.control("buyer/checkout", {"button": button})
    with refused.value as answer:
        assert "signature" in answer.read().decode()


def test_a_buyer_orders_and_the_clerk_ships_and_refunds_a_part(shop: Shop) -> None:
    buyer = shop.buyer()
    fill_cart(buyer)
    check_out(shop, buyer)
    thanks = approve(shop, buyer)
    number = order_number(buyer)
    assert "Thank you for your order" in thanks
    assert "paid, to be shipped" in thanks
    assert "Total 89.00 €" in thanks
    assert "Charge : Authorized" in thanks.replace("Charge:", "Charge :")
    assert "Cart" in thanks
    assert "There is nothing in it yet." in buyer.get("/cart/")
    [charge] = charges_of(shop, number)
    assert charge["chargeAmount"] == {"amount": "89.00", "currencyCode": "EUR"}

    clerk = shop.clerk()
    assert number in clerk.get("/desk/")
    clerk.get(f"/desk/{number}/")
    shipped = clerk.press("Ship, and capture 89.00 €")
    assert "89.00 EUR captured." in shipped
    assert "shipped" in shipped
    refunding = clerk.press("Give back", amount="25.00")
    assert "Refund of 25.00 EUR started." in refunding
    shop.control("clock", {"advance": 60})
    until(lambda: "Refunded" in buyer.get(f"/orders/{number}/"), "the refund's notification")
    assert "25.00 EUR" in buyer.text
    # What is left is what the clerk is offered next.
    clerk.get(f"/desk/{number}/")
    assert next(form for form in clerk.forms if "amount" in form.fields).fields["amount"] == "64.00"


def test_the_timeline_shows_what_notifications_told(shop: Shop) -> None:
    buyer = shop.buyer()
    number = pay(shop, buyer)
    until(
        lambda: "Charge permission" in buyer.get(f"/orders/{number}/"),
        "the notification of the charge permission",
    )
    assert re.search(r"Charge permission: (Non)?Chargeable.* notification", buyer.text)


def test_a_result_page_that_is_loaded_again_or_twice_pays_once(shop: Shop) -> None:
    buyer = shop.buyer()
    fill_cart(buyer)
    session = check_out(shop, buyer)
    first = approve(shop, buyer)
    number = order_number(buyer)
    again = buyer.get(f"/checkout/result/?amazonCheckoutSessionId={session}")
    assert "Thank you for your order" in first
    assert "Thank you for your order" in again
    assert order_number(buyer) == number
    assert len(charges_of(shop, number)) == 1


def test_after_a_decline_the_buyer_pays_with_another_card(shop: Shop) -> None:
    buyer = shop.buyer()
    fill_cart(buyer)
    check_out(shop, buyer, card="3434")
    declined = approve(shop, buyer)
    assert "Your payment was declined" in declined
    assert "Nothing was charged" in declined
    # The cart is as it was.
    check_out(shop, buyer, card="1111")
    assert "Thank you for your order" in approve(shop, buyer)


def test_who_leaves_amazon_finds_the_cart_as_it_was(shop: Shop) -> None:
    buyer = shop.buyer()
    fill_cart(buyer)
    check_out(shop, buyer)
    approve(shop, buyer, "cancel")
    assert buyer.url.startswith(f"{shop.url}/cart/")
    assert "Total 89.00 €" in buyer.get("/cart/")


@pytest.mark.parametrize(
    ("card", "state"), [("0701", "paid, to be shipped"), ("4354", "payment declined")]
)
def test_a_payment_that_takes_time_is_decided_by_a_notification(
    shop: Shop, card: str, state: str
) -> None:
    buyer = shop.buyer()
    number = pay(shop, buyer, card)
    assert "payment being checked" in buyer.text
    shop.control("clock", {"advance": 31})
    until(lambda: state in buyer.get(f"/orders/{number}/"), f"the order to be {state}")
    assert "notification" in buyer.text


def test_a_reserved_order_can_be_canceled(shop: Shop) -> None:
    number = pay(shop, shop.buyer())
    clerk = shop.clerk()
    clerk.get(f"/desk/{number}/")
    assert "The order is canceled." in clerk.press("Cancel the order")
    assert charges_of(shop, number)[0]["statusDetails"]["state"] == "Canceled"


def test_a_refund_form_sent_twice_gives_back_once(shop: Shop) -> None:
    number = pay(shop, shop.buyer())
    clerk = shop.clerk()
    clerk.get(f"/desk/{number}/")
    clerk.press("Ship, and capture 89.00 €")
    form = next(form for form in clerk.forms if "amount" in form.fields)
    at = clerk.url
    for _ in range(2):
        clerk.url = at
        assert "Refund of 10.00 EUR started." in clerk.send(form, amount="10.00")
    [charge] = charges_of(shop, number)
    refunds = shop.control("objects/refunds")["objects"]
    assert len([each for each in refunds if each["chargeId"] == charge["chargeId"]]) == 1


def test_a_capture_that_was_refused_is_tried_again_and_not_answered_from_memory(shop: Shop) -> None:
    number = pay(shop, shop.buyer())
    clerk = shop.clerk()
    clerk.get(f"/desk/{number}/")
    shop.control(
        "faults",
        {"operation": "charges.capture", "status": 422, "reasonCode": "AmazonRejected", "count": 1},
    )
    refused = next(form for form in clerk.forms if "key" in form.fields).fields["key"]
    assert "AmazonRejected" in clerk.press("Ship, and capture 89.00 €")
    assert next(form for form in clerk.forms if "key" in form.fields).fields["key"] != refused
    assert "89.00 EUR captured." in clerk.press("Ship, and capture 89.00 €")


def test_a_capture_form_sent_twice_is_one_capture(shop: Shop) -> None:
    number = pay(shop, shop.buyer())
    clerk = shop.clerk()
    clerk.get(f"/desk/{number}/")
    form = next(form for form in clerk.forms if "key" in form.fields)
    at = clerk.url
    for _ in range(2):
        clerk.url = at
        assert "89.00 EUR captured." in clerk.send(form)


@pytest.mark.parametrize("amount", ["", "much", "-1", "NaN", "1e999999", "4.567"])
def test_an_amount_that_is_none_is_said_to_be_so(shop: Shop, amount: str) -> None:
    number = pay(shop, shop.buyer())
    clerk = shop.clerk()
    clerk.get(f"/desk/{number}/")
    clerk.press("Ship, and capture 89.00 €")
    assert "the amount is a number" in clerk.press("Give back", amount=amount)
    assert clerk.status == 200


def test_what_amazon_refuses_is_told_to_the_clerk(shop: Shop) -> None:
    number = pay(shop, shop.buyer())
    clerk = shop.clerk()
    clerk.get(f"/desk/{number}/")
    stale = next(form for form in clerk.forms if "Cancel the order" in form.buttons)
    clerk.press("Ship, and capture 89.00 €")
    text = clerk.send(stale)
    assert "InvalidChargeStatus" in text
    assert "Read the object" in text


def status_of(shop: Shop, browser: Browser, number: str, tag: str = "") -> tuple[int, str, str]:
    """What the order's page hears when it asks: status, tag and text."""
    request = urllib.request.Request(f"{shop.url}/orders/{number}/status/")
    if tag:
        request.add_header("If-None-Match", tag)
    try:
        with browser.opener.open(request, timeout=30) as answer:
            return answer.status, answer.headers["ETag"], answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers.get("ETag", ""), error.read().decode()


def test_an_orders_page_hears_of_what_is_new_and_of_nothing_else(shop: Shop) -> None:
    buyer = shop.buyer()
    number = pay(shop, buyer, "0701")
    until(lambda: "Charge permission" in status_of(shop, buyer, number)[2], "its notification")
    status, tag, text = status_of(shop, buyer, number)
    assert status == 200
    assert "payment being checked" in text
    assert "<html" not in text
    assert status_of(shop, buyer, number, tag) == (304, tag, "")
    shop.control("clock", {"advance": 31})
    until(
        lambda: "paid, to be shipped" in status_of(shop, buyer, number, tag)[2],
        "the order to be reserved",
    )
    assert status_of(shop, shop.buyer(), number)[0] == 404


def test_of_two_checkouts_of_one_cart_the_last_one_is_paid(shop: Shop) -> None:
    buyer = shop.buyer()
    fill_cart(buyer)
    first = check_out(shop, buyer)
    second = check_out(shop, buyer)
    for session in (first, second):
        what = {"checkoutSessionId": session, "action": "approve"}
        buyer.get(shop.control("buyer/checkout", what)["nextUrl"])
    number = order_number(buyer)
    assert "paid, to be shipped" in buyer.text
    buyer.get(f"/checkout/result/?amazonCheckoutSessionId={first}")
    assert order_number(buyer) == number
    assert len(charges_of(shop, number)) == 1
    sessions = shop.control("objects/checkoutSessions")["objects"]
    states = {each["checkoutSessionId"]: each["statusDetails"]["state"] for each in sessions}
    assert (states[first], states[second]) == ("Open", "Completed")


def test_who_goes_back_to_the_review_after_paying_comes_to_the_order(shop: Shop) -> None:
    buyer = shop.buyer()
    fill_cart(buyer)
    session = check_out(shop, buyer)
    approve(shop, buyer)
    number = order_number(buyer)
    buyer.get(f"/checkout/review/?amazonCheckoutSessionId={session}")
    assert order_number(buyer) == number


def test_orders_of_others_cannot_be_seen(shop: Shop) -> None:
    number = pay(shop, shop.buyer())
    stranger = shop.buyer()
    stranger.get(f"/orders/{number}/")
    assert stranger.status == 404
    stranger.get(f"/desk/{number}/")
    assert "/login/" in stranger.url


def test_a_session_of_another_buyer_cannot_be_taken_over(shop: Shop) -> None:
    buyer = shop.buyer()
    fill_cart(buyer)
    session = check_out(shop, buyer)
    stranger = shop.buyer()
    stranger.get(f"/checkout/result/?amazonCheckoutSessionId={session}")
    assert stranger.status == 404


@pytest.mark.parametrize("path", ["/checkout/review/", "/checkout/result/"])
def test_garbage_for_a_session_is_a_page_of_the_shop(shop: Shop, path: str) -> None:
    browser = shop.buyer()
    text = browser.get(f"{path}?amazonCheckoutSessionId=%3Cscript%3E")
    assert browser.status == 400
    assert "go back to your cart" in text
    assert "Tea & Tools" in text


def test_no_page_holds_a_secret(shop: Shop) -> None:
    browser = shop.buyer()
    pay(shop, browser)
    pages = [browser.source]
    for path in ("/", "/cart/", "/products/pot/", "/login/"):
        browser.get(path)
        pages.append(browser.source)
    assert not [page for page in pages if "PRIVATE KEY" in page]


def test_a_port_that_is_taken_is_said_to_be_so() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        command = [sys.executable, str(SHOP / "run.py"), "--port", port]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert f"Port {port} can't be used" in done.stderr


class App:
    """The shop's app, which has no key; 89.00 euros are in its cart."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.token = secrets.token_urlsafe(32)
        self.checkout_id = str(uuid.uuid4())
        self.session = ""

    def say(self, step: str, **more: Any) -> tuple[int, Any]:
        """Does a step of the contract."""
        asked = {"version": 1, "checkoutId": self.checkout_id, **more}
        if step != "start":
            asked["checkoutSessionId"] = self.session
        if step in ("start", "confirm"):
            asked["returnState"] = uuid.uuid4().hex
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}
        address = f"{self.shop.url}/app-checkout/{step}"
        request = urllib.request.Request(address, json.dumps(asked).encode(), headers)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error)["error"]["code"]

    def choose(self, card: str = "1111") -> None:
        """Starts, and chooses a card at Amazon."""
        status, body = self.say("start", order={"cart": {"pot": 1, "assam": 2}})
        assert status == 200, body
        opened = json.loads(base64.urlsafe_b64decode(body["url"].partition("#")[2] + "=="))
        config = {**opened["config"], **opened["config"]["createCheckoutSessionConfig"]}
        names = (
            "publicKeyId",
            "payloadJSON",
            "signature",
            "algorithm",
            "productType",
            "sandbox",
        )
        button = {name: config[name] for name in names if name in config}
        visit = self.shop.control("buyer/checkout", {"button": button, "card": card})
        self.session = visit["checkoutSessionId"]

    def approve(self) -> None:
        """The buyer pays at Amazon."""
        what = {"checkoutSessionId": self.session, "action": "approve"}
        self.shop.control("buyer/checkout", what)


def test_an_app_buys_once_however_often_it_asks_and_the_clerk_ships(shop: Shop) -> None:
    app = App(shop)
    app.choose()
    status, review = app.say("review")
    assert (status, review["total"]["amount"]) == (200, "89.00")
    assert review["lines"] == ["1 × Cast iron pot", "2 × Assam, second flush"]
    assert app.say("confirm")[0] == 200
    app.approve()
    _, done = app.say("complete")
    assert done["outcome"] == "paid"
    assert app.say("complete") == (200, done)
    clerk = shop.clerk()
    assert "paid, to be shipped" in clerk.get(f"/desk/{done['orderId']}/")
    assert "shipped" in clerk.press("Ship, and capture")

    app.token = secrets.token_urlsafe(32)
    assert app.say("complete") == (404, "checkout_not_found")
    app.token = "short"
    assert app.say("complete") == (401, "unauthenticated")


def test_a_decline_closes_the_order_of_an_app(shop: Shop) -> None:
    app = App(shop)
    app.choose("3434")
    assert app.say("confirm")[0] == 200
    app.approve()
    assert app.say("complete") == (200, {"outcome": "declined", "reasonCode": "Declined"})
    assert app.say("confirm") == (410, "session_canceled")


@pytest.mark.parametrize(
    ("cart", "code"),
    [
        (None, "cart_invalid"),
        ({}, "cart_empty"),
        ({"gold": 1}, "product_unknown"),
        ({"pot": 0}, "quantity_invalid"),
        ({"pot": True}, "quantity_invalid"),
        ({"pot": 21}, "quantity_invalid"),
    ],
)
def test_carts_of_apps_that_are_none_are_refused(shop: Shop, cart: Any, code: str) -> None:
    assert App(shop).say("start", order={"cart": cart}) == (422, code)
