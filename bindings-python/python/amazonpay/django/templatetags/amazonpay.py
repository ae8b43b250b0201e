"""``{% load amazonpay %}``: the button, the scripts that draw it, and the links of the review page."""

from __future__ import annotations

from typing import Any, Final

from django import template
from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from amazonpay.django.buttons import ButtonKind, get_button
from amazonpay.django.csp import nonce_of
from amazonpay.django.scripts import BUTTONS_SCRIPT, checkout_script_url

register = template.Library()

_CHANGES: Final = {"address": "changeAddress", "payment": "changePayment"}


@register.simple_tag(takes_context=True)
def amazon_pay_button(
    context: template.Context,
    kind: ButtonKind = "review",
    *,
    id: str | None = None,
    **options: Any,
) -> SafeString:
    """Draws a button where it stands.

    .. code-block:: html+django

        {% amazon_pay_button placement="Cart" %}
        {% amazon_pay_button "process_order" charge_amount=order.total address=order.address %}
        {% amazon_pay_button "recurring" frequency="1 Month" %}
        {% amazon_pay_button "sign_in" %}

    The options are those of `amazonpay.django.buttons.get_button`. The page also needs ``{% amazon_pay_script %}``.

    The configuration is data in the page, not a script of it, so that a Content-Security-Policy needs no
    ``unsafe-inline``; parsed, its payload is byte for byte what was signed.
    """
    button = get_button(context.get("request"), kind, **options)
    identity = format_html(' id="{}"', id) if id else ""
    return format_html(
        '<div{} class="amazon-pay-button" data-amazon-pay-button><script type="application/json">{}</script></div>',
        identity,
        # Safe: the core escapes all that could end a script element.
        mark_safe(button.config_json),  # noqa: S308
    )


@register.simple_tag(takes_context=True)
def amazon_pay_button_config(
    context: template.Context, kind: ButtonKind = "review", **options: Any
) -> str:
    """A button's configuration as JSON, for pages that call ``amazon.Pay.renderButton`` themselves.

    .. code-block:: html+django

        {% amazon_pay_button_config placement="Cart" as config %}
        <pay-button config="{{ config }}"></pay-button>

    The options are those of ``{% amazon_pay_button %}``; the text is escaped like any other.
    """
    return get_button(context.get("request"), kind, **options).config_json


@register.simple_tag(takes_context=True)
def amazon_pay_script(context: template.Context) -> SafeString:
    """Loads Amazon's script of the region, and ours, which hands it the page's buttons.

    Once a page, anywhere in it: both are deferred, and run in this order when the page is there. They carry the
    nonce of Django's Content-Security-Policy (6.0 and newer) or of django-csp, where there is one.
    """
    nonce = nonce_of(context)
    attribute = format_html(' nonce="{}"', nonce) if nonce else ""
    return format_html(
        '<script src="{}" defer{}></script>\n<script src="{}" defer{}></script>',
        checkout_script_url(),
        attribute,
        static(BUTTONS_SCRIPT),
        attribute,
    )


@register.simple_tag
def amazon_pay_change(what: str, checkout_session: Any) -> SafeString:
    """Attributes that make an element of the review page lead back to Amazon, to change a choice.

    .. code-block:: html+django

        <button type="button" {% amazon_pay_change "address" checkout_session %}>Another address</button>
        <button type="button" {% amazon_pay_change "payment" checkout_session %}>Another card</button>

    `checkout_session` is a session or its id.
    """
    if what not in _CHANGES:
        raise ImproperlyConfigured(
            f"amazon_pay_change: expected {' or '.join(_CHANGES)}, found {what!r}."
        )
    session_id = getattr(checkout_session, "checkout_session_id", checkout_session)
    return format_html(
        'data-amazon-pay-change="{}" data-amazon-pay-session="{}"', _CHANGES[what], session_id
    )
