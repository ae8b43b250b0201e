"""Amazon Pay buttons: what they start, signed on the server.

The template tag ``{% amazon_pay_button %}`` is made of this; a view that answers JSON can call it as well.
"""

from __future__ import annotations

import json
import os
import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, Literal

from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed
from django.http import HttpRequest

from .client import get_client
from .conf import SETTING, get_settings
from .return_urls import configured_url, required_url

if TYPE_CHECKING:
    from amazonpay import Money
    from amazonpay.models import (
        AddressDetails,
        Button,
        CreateCheckoutSession,
        DeliverySpecifications,
        RecurringMetadata,
        SignIn,
    )

ButtonKind = Literal["review", "process_order", "recurring", "sign_in"]

KINDS: Final = ("review", "process_order", "recurring", "sign_in")

#: How many signed buttons are kept: those of a catalogue's pages, where every buyer gets the same.
_KEPT: Final = 256


def checkout_session_request(
    request: HttpRequest | None,
    kind: ButtonKind = "review",
    *,
    charge_amount: Money | None = None,
    payment_intent: str | None = None,
    can_handle_pending_authorization: bool | None = None,
    soft_descriptor: str | None = None,
    address: AddressDetails | Mapping[str, Any] | None = None,
    frequency: str | None = None,
    recurring_amount: Money | None = None,
    merchant_reference_id: str | None = None,
    merchant_store_name: str | None = None,
    note_to_buyer: str | None = None,
    custom_information: str | None = None,
    scopes: Iterable[str] | None = None,
    delivery_specifications: DeliverySpecifications | None = None,
    checkout_review_return_url: str | None = None,
    checkout_result_return_url: str | None = None,
    checkout_cancel_url: str | None = None,
) -> CreateCheckoutSession:
    """The checkout that a button starts; also what ``checkout_sessions.create`` takes.

    ``"review"``: the buyer chooses address and card at Amazon and comes back to the review page.
    ``"process_order"``: the additional payment button at the end of a checkout: `charge_amount` and, unless nothing
    is shipped, `address` are known, and the buyer comes back when it is paid.
    ``"recurring"``: as ``"review"``, for a permission to charge every `frequency`, such as ``"1 Month"`` or
    ``"Variable"``.

    URLs are names of URL patterns, paths or absolute; by default the settings of the same names. Raises
    `django.core.exceptions.ImproperlyConfigured` when something that the kind needs is missing.
    """
    from amazonpay.models import (
        CreateCheckoutSession,
        MerchantMetadata,
        PaymentDetails,
        WebCheckoutDetails,
    )

    direct = kind == "process_order"
    if direct and charge_amount is None:
        raise ImproperlyConfigured(
            'amazon_pay_button "process_order": charge_amount is missing; the amount is part of what is signed.'
        )
    if direct:
        urls = WebCheckoutDetails(
            checkout_mode="ProcessOrder",
            checkout_result_return_url=required_url(
                "checkout_result_return_url", checkout_result_return_url, request
            ),
            checkout_cancel_url=configured_url("checkout_cancel_url", checkout_cancel_url, request),
        )
    else:
        urls = WebCheckoutDetails(
            checkout_review_return_url=required_url(
                "checkout_review_return_url", checkout_review_return_url, request
            ),
            checkout_result_return_url=configured_url(
                "checkout_result_return_url", checkout_result_return_url, request
            )
            if charge_amount is not None
            else None,
            checkout_cancel_url=configured_url("checkout_cancel_url", checkout_cancel_url, request),
        )
    intent = payment_intent or ("AuthorizeWithCapture" if direct else None)
    payment = (intent, charge_amount, can_handle_pending_authorization, soft_descriptor)
    metadata = (merchant_reference_id, merchant_store_name, note_to_buyer, custom_information)
    return CreateCheckoutSession(
        web_checkout_details=urls,
        store_id=_store_id(),
        scopes=list(scopes) if scopes is not None else None,
        delivery_specifications=delivery_specifications,
        address_details=_address(address),
        payment_details=PaymentDetails(
            payment_intent=intent,
            charge_amount=charge_amount,
            can_handle_pending_authorization=can_handle_pending_authorization,
            soft_descriptor=soft_descriptor,
        )
        if any(part is not None for part in payment)
        else None,
        merchant_metadata=MerchantMetadata(
            merchant_reference_id=merchant_reference_id,
            merchant_store_name=merchant_store_name,
            note_to_buyer=note_to_buyer,
            custom_information=custom_information,
        )
        if any(part is not None for part in metadata)
        else None,
        charge_permission_type="Recurring" if kind == "recurring" else None,
        recurring_metadata=_recurring(frequency, recurring_amount) if kind == "recurring" else None,
    )


def sign_in_request(
    request: HttpRequest | None,
    *,
    scopes: Iterable[str] | None = None,
    sign_in_return_url: str | None = None,
    sign_in_cancel_url: str | None = None,
) -> SignIn:
    """What a button that only signs the buyer in starts."""
    from amazonpay.models import SignIn

    return SignIn(
        sign_in_return_url=required_url("sign_in_return_url", sign_in_return_url, request),
        sign_in_cancel_url=configured_url("sign_in_cancel_url", sign_in_cancel_url, request),
        store_id=_store_id(),
        sign_in_scopes=list(scopes) if scopes is not None else None,
    )


def get_button(
    request: HttpRequest | None,
    kind: ButtonKind = "review",
    *,
    checkout_session: CreateCheckoutSession | None = None,
    product_type: str | None = None,
    placement: str = "Other",
    button_color: str | None = None,
    checkout_language: str | None = None,
    ledger_currency: str | None = None,
    estimated_order_amount: Money | None = None,
    **options: Any,
) -> Button:
    """A button, signed: ``.script_url``, ``.config`` and ``.config_json``, which may stand in a page as it is.

    `options` are those of `checkout_session_request` or `sign_in_request`; with `checkout_session`, a request of
    your own, there are none. The same button is signed once a process and then kept.

    Blocks while a signer of yours signs; in an ``async`` view call it by ``sync_to_async``. Raises
    `amazonpay.ConfigurationError` and `amazonpay.SigningError`.
    """
    return _signed(
        button_keywords(
            request,
            kind,
            checkout_session=checkout_session,
            product_type=product_type,
            placement=placement,
            button_color=button_color,
            checkout_language=checkout_language,
            ledger_currency=ledger_currency,
            estimated_order_amount=estimated_order_amount,
            **options,
        )
    )


def button_keywords(
    request: HttpRequest | None,
    kind: ButtonKind = "review",
    *,
    checkout_session: CreateCheckoutSession | None = None,
    product_type: str | None = None,
    placement: str = "Other",
    button_color: str | None = None,
    checkout_language: str | None = None,
    ledger_currency: str | None = None,
    estimated_order_amount: Money | None = None,
    **options: Any,
) -> dict[str, Any]:
    """What `AmazonPay.button_config` takes, of what `get_button` takes."""
    if kind not in KINDS:
        raise ImproperlyConfigured(
            f"amazon_pay_button: expected one of {', '.join(KINDS)}, found {kind!r}."
        )
    settings = get_settings()
    if checkout_session is not None and options:
        raise ImproperlyConfigured(
            f"amazon_pay_button: {', '.join(sorted(options))} would not be used, for checkout_session is given; "
            "set them there."
        )
    if settings.merchant_id is None:
        raise ImproperlyConfigured(
            'AMAZON_PAY["MERCHANT_ID"]: missing; a button needs the merchant account\'s id, from Seller Central.'
        )
    keywords: dict[str, Any] = {
        "merchant_id": settings.merchant_id,
        "placement": placement,
        "product_type": product_type,
        "ledger_currency": ledger_currency or settings.ledger_currency,
        "checkout_language": checkout_language or settings.checkout_language,
        "button_color": button_color or settings.button_color,
        "estimated_order_amount": estimated_order_amount,
    }
    if kind == "sign_in":
        keywords["sign_in"] = sign_in_request(request, **options)
    else:
        keywords["checkout_session"] = checkout_session or checkout_session_request(
            request, kind, **options
        )
    return {name: value for name, value in keywords.items() if value is not None}


def _store_id() -> str:
    store_id = get_settings().store_id
    if store_id is None:
        raise ImproperlyConfigured(
            'AMAZON_PAY["STORE_ID"]: missing; it is the "amzn1.application-oa2-client…" of Integration Central in '
            "Seller Central."
        )
    return store_id


def _address(address: AddressDetails | Mapping[str, Any] | None) -> AddressDetails | None:
    from amazonpay.models import AddressDetails

    return AddressDetails(**address) if isinstance(address, Mapping) else address


def _recurring(frequency: str | None, amount: Money | None) -> RecurringMetadata:
    from amazonpay.models import Frequency, RecurringMetadata

    words = (frequency or "").split()
    if words in (["Variable"], ["0", "Variable"]):
        words = ["0", "Variable"]
    if len(words) != 2 or not words[0].isdigit():
        raise ImproperlyConfigured(
            'amazon_pay_button "recurring": frequency: expected a number and a unit, such as "1 Month", or "Variable", '
            f"found {frequency!r}."
        )
    return RecurringMetadata(frequency=Frequency(value=words[0], unit=words[1]), amount=amount)


_lock = threading.Lock()
_buttons: OrderedDict[str, Button] = OrderedDict()


def _signed(keywords: Mapping[str, Any]) -> Button:
    # A signature has no date and no end: for the same payload it may be shown again.
    key = json.dumps(keywords, sort_keys=True, default=_wire)
    with _lock:
        button = _buttons.get(key)
        if button is not None:
            _buttons.move_to_end(key)
            return button
    button = get_client().button_config(**keywords)
    with _lock:
        _buttons[key] = button
        while len(_buttons) > _KEPT:
            _buttons.popitem(last=False)
    return button


def _wire(value: Any) -> Any:
    return value.to_dict()


def _forget(*, setting: str, **_: object) -> None:
    if setting == SETTING:
        with _lock:
            _buttons.clear()


def _renew_lock() -> None:
    global _lock
    # As in client.py: another thread may have held it when the process was forked.
    _lock = threading.Lock()


setting_changed.connect(_forget, dispatch_uid="amazonpay.django.buttons")
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_lock)
