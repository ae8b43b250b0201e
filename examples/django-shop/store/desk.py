"""The desk: the shop's own people take the money when the parcel goes out, give it back, or let it go."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from django.contrib import messages
from django.contrib.admin.views.decorators import staff_member_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

import amazonpay
from amazonpay import Money
from amazonpay.django import get_client
from amazonpay.django.mirror import record

from .models import CURRENCY, Order
from .payments import payments_of

View = TypeVar("View", bound=Callable[..., HttpResponse])


def staff_only(view: View) -> View:
    """Has everybody else log in first."""
    return staff_member_required(view, login_url="login")


@staff_only
def orders(request: HttpRequest) -> HttpResponse:
    """All orders, the latest first."""
    return render(request, "store/desk.html", {"orders": Order.objects.all()[:100]})


@staff_only
def order(request: HttpRequest, number: str) -> HttpResponse:
    """One order: what can be done with it, and its timeline."""
    found = get_object_or_404(Order, number=number)
    # A form sent twice has the same key, and Amazon takes the money, or gives it back, once.
    # Each page has another one: Amazon keeps its answer to a key, and a new try needs a new answer.
    context = {"order": found, "payments": payments_of(found), "key": secrets.token_hex(16)}
    return render(request, "store/desk_order.html", context)


@require_POST
@staff_only
def capture(request: HttpRequest, number: str) -> HttpResponse:
    """Takes the money that is reserved. The parcel goes out."""
    found = get_object_or_404(Order, number=number)
    try:
        charge = get_client().charges.capture(
            found.charge_id,
            capture_amount=found.money,
            idempotency_key=request.POST.get("key", ""),
        )
    except amazonpay.AmazonPayError as error:
        return failed(request, found, error)
    record(charge)
    messages.success(request, f"{found.money} captured.")
    return redirect("desk_order", number)


@require_POST
@staff_only
def refund(request: HttpRequest, number: str) -> HttpResponse:
    """Gives money back, all or some. Amazon decides a little later, and tells by a notification."""
    found = get_object_or_404(Order, number=number)
    try:
        amount = Money(Decimal(request.POST.get("amount", "")), CURRENCY)
    except (InvalidOperation, ValueError):
        messages.error(request, "Refund: the amount is a number such as 4.50.")
        return redirect("desk_order", number)
    try:
        made = get_client().refunds.create(
            charge_id=found.charge_id,
            refund_amount=amount,
            idempotency_key=request.POST.get("key", ""),
        )
    except amazonpay.AmazonPayError as error:
        return failed(request, found, error)
    record(made)
    messages.success(request, f"Refund of {amount} started.")
    return redirect("desk_order", number)


@require_POST
@staff_only
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Lets the reserved money go."""
    found = get_object_or_404(Order, number=number)
    try:
        charge = get_client().charges.cancel(
            found.charge_id, cancellation_reason="Canceled by the shop"
        )
    except amazonpay.AmazonPayError as error:
        return failed(request, found, error)
    record(charge)
    messages.success(request, "The order is canceled.")
    return redirect("desk_order", number)


def failed(request: HttpRequest, order: Order, error: amazonpay.AmazonPayError) -> HttpResponse:
    """Says what happened and what to do: both are written for the shop's people, not for buyers."""
    advice = f" {error.advice.explanation}" if error.advice is not None else ""
    messages.error(request, f"{error}{advice}")
    return redirect("desk_order", order.number)
