"""Buttons: what they start, how they are signed, and how they stand in a page."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Any

import django
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client, RequestFactory, override_settings

from amazonpay import ConfigurationError, Money
from amazonpay.django.buttons import checkout_session_request, get_button
from amazonpay.django.scripts import checkout_script_url
from amazonpay.models import AddressDetails

from .conftest import settings_of

if TYPE_CHECKING:
    from amazonpay.testing import Sandbox

REQUEST = RequestFactory().get("/cart/", headers={"host": "shop.example"}, secure=True)
TOTAL = Money("42.00", "EUR")
ADDRESS: dict[str, Any] = {
    "name": "Susie Smith",
    "address_line1": "10 Ditka Ave",
    "city": "Berlin",
    "postal_code": "10115",
    "country_code": "DE",
}


def payload_of(button: Any) -> Any:
    """What a button's click sends to Amazon."""
    signed = button.config.create_checkout_session_config or button.config.sign_in_config
    return json.loads(signed.payload_json)


def page(client: Client, template: str) -> str:
    """The page with a template in it."""
    return client.get("/page/", {"template": template}).content.decode()


def config_in(text: str) -> dict[str, Any]:
    """The configuration that our script reads out of a page."""
    found = re.search(r'<script type="application/json">(.*?)</script>', text, re.DOTALL)
    assert found is not None, text
    config: dict[str, Any] = json.loads(found[1])
    return config


def test_the_usual_button_leads_to_the_review_page(shop: Sandbox) -> None:
    button = get_button(REQUEST, placement="Cart")
    assert payload_of(button) == {
        "webCheckoutDetails": {"checkoutReviewReturnUrl": "https://shop.example/review/"},
        "storeId": shop.store_id,
    }
    assert button.config.merchant_id == shop.merchant_id
    assert button.config.product_type == "PayAndShip"
    assert button.config.placement == "Cart"
    visit: Any = shop.buyer.checkout(button.config)
    assert visit.state == "Open"
    assert visit.next_url.startswith("https://shop.example/review/?amazonCheckoutSessionId=")


def test_the_additional_button_pays_in_one_trip(shop: Sandbox) -> None:
    button = get_button(
        REQUEST,
        "process_order",
        charge_amount=TOTAL,
        address=ADDRESS,
        merchant_reference_id="order-7",
    )
    payload = payload_of(button)
    assert payload["webCheckoutDetails"]["checkoutMode"] == "ProcessOrder"
    assert payload["paymentDetails"]["paymentIntent"] == "AuthorizeWithCapture"
    assert payload["merchantMetadata"] == {"merchantReferenceId": "order-7"}
    visit: Any = shop.buyer.checkout(button.config)
    assert visit.next_url.startswith("https://shop.example/result/?")


def test_an_address_may_be_a_model_or_a_dict(shop: Sandbox) -> None:
    given: list[Any] = [ADDRESS, AddressDetails(**ADDRESS)]
    made = [
        checkout_session_request(REQUEST, "process_order", charge_amount=TOTAL, address=address)
        for address in given
    ]
    assert made[0] == made[1]


@pytest.mark.parametrize(
    ("frequency", "expected"),
    [
        ("1 Month", {"unit": "Month", "value": "1"}),
        ("2 Week", {"unit": "Week", "value": "2"}),
        ("Variable", {"unit": "Variable", "value": "0"}),
    ],
)
def test_a_recurring_button_asks_for_a_permission_to_charge_again(
    shop: Sandbox, frequency: str, expected: dict[str, str]
) -> None:
    button = get_button(REQUEST, "recurring", frequency=frequency, recurring_amount=TOTAL)
    payload = payload_of(button)
    assert payload["chargePermissionType"] == "Recurring"
    assert payload["recurringMetadata"]["frequency"] == expected
    assert payload["recurringMetadata"]["amount"] == {"amount": "42.00", "currencyCode": "EUR"}
    assert shop.buyer.checkout(button.config).state == "Open"


def test_a_sign_in_button_starts_no_checkout(shop: Sandbox) -> None:
    button = get_button(REQUEST, "sign_in", scopes=["name", "email"])
    assert button.config.product_type == "SignIn"
    assert payload_of(button)["signInReturnUrl"] == "https://shop.example/sign-in/"
    visit: Any = shop.buyer.checkout(button.config)
    assert visit.buyer_token in visit.next_url


def test_a_request_of_ones_own_is_signed_as_it_is(shop: Sandbox) -> None:
    own = checkout_session_request(REQUEST).replace(supplementary_data="abc")
    button = get_button(REQUEST, checkout_session=own, product_type="PayOnly")
    assert payload_of(button) == own.to_dict()
    assert button.config.product_type == "PayOnly"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"kind": "express"}, "expected one of review, process_order, recurring, sign_in"),
        ({"kind": "process_order"}, "charge_amount is missing"),
        ({"kind": "recurring", "frequency": "monthly"}, "expected a number and a unit"),
        ({"checkout_session": object(), "note_to_buyer": "x"}, "note_to_buyer would not be used"),
    ],
)
def test_a_mistake_in_a_template_is_an_error_that_says_what(
    shop: Sandbox, arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(ImproperlyConfigured, match=message):
        get_button(REQUEST, **arguments)


@pytest.mark.parametrize("name", ["MERCHANT_ID", "STORE_ID", "CHECKOUT_REVIEW_RETURN_URL"])
def test_a_missing_setting_is_an_error_that_names_it(shop: Sandbox, name: str) -> None:
    lacking = settings_of(shop, **{name: None})
    refused = pytest.raises(ImproperlyConfigured, match=rf'AMAZON_PAY\["{name}"\]: missing')
    with override_settings(AMAZON_PAY=lacking), refused:
        get_button(REQUEST)


def test_a_missing_ledger_currency_is_an_error_of_the_client(shop: Sandbox) -> None:
    lacking = settings_of(shop, LEDGER_CURRENCY=None)
    refused = pytest.raises(ConfigurationError, match="ledger_currency: missing")
    with override_settings(AMAZON_PAY=lacking), refused:
        get_button(REQUEST)


def test_urls_are_names_paths_or_absolute(shop: Sandbox) -> None:
    made = [
        checkout_session_request(REQUEST, checkout_review_return_url=url).web_checkout_details
        for url in ("async_review", "/async/review/", "https://shop.example/async/review/")
    ]
    assert {urls.checkout_review_return_url for urls in made} == {
        "https://shop.example/async/review/"
    }


def test_the_base_url_counts_more_than_the_requests_host(shop: Sandbox) -> None:
    with override_settings(AMAZON_PAY=settings_of(shop, BASE_URL="https://www.shop.example")):
        urls = checkout_session_request(REQUEST).web_checkout_details
    assert urls.checkout_review_return_url == "https://www.shop.example/review/"
    with override_settings(AMAZON_PAY=settings_of(shop, BASE_URL=None)):
        urls = checkout_session_request(REQUEST).web_checkout_details
    assert urls.checkout_review_return_url == "https://shop.example/review/"


def test_without_request_and_base_url_a_path_cannot_be_made_absolute(shop: Sandbox) -> None:
    lacking = settings_of(shop, BASE_URL=None)
    refused = pytest.raises(ImproperlyConfigured, match=r'AMAZON_PAY\["BASE_URL"\]')
    with override_settings(AMAZON_PAY=lacking), refused:
        checkout_session_request(None)


def test_the_same_button_is_signed_once(shop: Sandbox) -> None:
    buttons = [get_button(REQUEST, note_to_buyer=note) for note in ("one", "one", "two")]
    assert buttons[0] is buttons[1]
    assert buttons[0] is not buttons[2]


def test_changed_settings_sign_anew(shop: Sandbox) -> None:
    before = get_button(REQUEST)
    with override_settings(AMAZON_PAY=settings_of(shop, BUTTON_COLOR="DarkGray")):
        assert get_button(REQUEST).config.button_color == "DarkGray"
    after = get_button(REQUEST)
    assert after is not before
    assert after.config.button_color is None


def test_only_so_many_buttons_are_kept(shop: Sandbox) -> None:
    first = get_button(REQUEST, note_to_buyer="0")
    for number in range(1, 257):
        get_button(REQUEST, note_to_buyer=str(number))
    assert get_button(REQUEST, note_to_buyer="0") is not first


TRICKY = "</script><script>alert('1')</script> & \"quotes\" \\/ \u2028 ü"


def test_the_page_holds_what_was_signed_byte_for_byte(shop: Sandbox, client: Client) -> None:
    template = "{% amazon_pay_button placement='Cart' note_to_buyer=request.GET.note %}"
    text = client.get("/page/", {"template": template, "note": TRICKY}).content.decode()
    assert text.count("<script") == 1
    assert "alert('1')" not in text
    config = config_in(text)
    signed = json.loads(config["createCheckoutSessionConfig"]["payloadJSON"])
    assert signed["merchantMetadata"]["noteToBuyer"] == TRICKY
    # Amazon, too, hashes what it gets: a byte that differs is a signature that does not fit.
    assert shop.buyer.checkout(config).state == "Open"


def test_an_id_is_escaped(shop: Sandbox, client: Client) -> None:
    template = "{% amazon_pay_button id=request.GET.name %}"
    text = client.get("/page/", {"template": template, "name": 'a"><b'}).content.decode()
    assert '<div id="a&quot;&gt;&lt;b" class="amazon-pay-button" data-amazon-pay-button>' in text


def test_the_configuration_alone_can_stand_in_an_attribute(shop: Sandbox, client: Client) -> None:
    text = page(client, '{% amazon_pay_button_config "sign_in" as c %}<x-pay config="{{ c }}">')
    found = re.fullmatch(r'<x-pay config="([^"]*)">', text)
    assert found is not None
    assert shop.buyer.checkout(json.loads(html.unescape(found[1]))).buyer_token


@pytest.mark.parametrize(
    ("region", "host"),
    [("na", "static-na"), ("us", "static-na"), ("de", "static-eu"), ("jp", "static-fe")],
)
def test_the_script_is_that_of_the_region(shop: Sandbox, region: str, host: str) -> None:
    amazon = settings_of(shop, REGION=region, ENDPOINT="https://pay-api.example")
    with override_settings(AMAZON_PAY=amazon):
        url = checkout_script_url()
        assert url == f"https://{host}.payments-amazon.com/checkout.js"
        assert get_button(REQUEST, ledger_currency="EUR").script_url == url


def test_the_script_is_the_sandboxs_beside_a_sandbox(shop: Sandbox) -> None:
    assert checkout_script_url() == f"{shop.url}/checkout.js"
    assert get_button(REQUEST).script_url == f"{shop.url}/checkout.js"


def test_the_scripts_are_loaded_in_order_and_without_inline_code(
    shop: Sandbox, client: Client
) -> None:
    text = page(client, "{% amazon_pay_script %}")
    assert text.splitlines() == [
        f'<script src="{shop.url}/checkout.js" defer></script>',
        '<script src="/static/amazonpay/buttons.js" defer></script>',
    ]


@pytest.fixture(params=["django", "django-csp"])
def policy(request: pytest.FixtureRequest, settings: Any) -> None:
    """A Content-Security-Policy with a nonce, by either of the two usual means."""
    if request.param == "django":
        if django.VERSION < (6, 0):
            pytest.skip("Django has policies of its own since 6.0")
        from django.utils.csp import CSP

        settings.SECURE_CSP = {"script-src": [CSP.NONCE]}
        middleware = "django.middleware.csp.ContentSecurityPolicyMiddleware"
    else:
        from csp import constants

        settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": {"script-src": [constants.NONCE]}}
        middleware = "csp.middleware.CSPMiddleware"
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, middleware]


@pytest.mark.usefixtures("policy")
def test_the_scripts_carry_the_nonce_of_the_policy(shop: Sandbox, client: Client) -> None:
    response = client.get("/page/", {"template": "{% amazon_pay_script %}"})
    nonces = re.findall(r' nonce="([^"]+)"', response.content.decode())
    assert len(nonces) == 2
    assert f"'nonce-{nonces[0]}'" in response.headers["Content-Security-Policy"]
    assert nonces[0] == nonces[1]


def test_links_of_the_review_page_name_session_and_action(shop: Sandbox, client: Client) -> None:
    template = "<a {% amazon_pay_change 'address' request.GET.session %}>"
    text = client.get("/page/", {"template": template, "session": '"><b'}).content.decode()
    assert text == (
        '<a data-amazon-pay-change="changeAddress" data-amazon-pay-session="&quot;&gt;&lt;b">'
    )
    with pytest.raises(ImproperlyConfigured, match="expected address or payment"):
        page(client, "{% amazon_pay_change 'name' 'x' %}")
