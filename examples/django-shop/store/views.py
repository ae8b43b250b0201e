"""The pages that everybody may see, and the buyer's own orders."""

from __future__ import annotations

from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import condition

from .models import Order, Product
from .payments import changes_of, payments_of


def catalogue(request: HttpRequest) -> HttpResponse:
    """All products."""
    return render(request, "store/catalogue.html", {"products": Product.objects.all()})


def product(request: HttpRequest, slug: str) -> HttpResponse:
    """One product."""
    return render(request, "store/product.html", {"product": get_object_or_404(Product, slug=slug)})


def order(request: HttpRequest, number: str) -> HttpResponse:
    """An order of this buyer, with what became of its payment."""
    found = order_of(request, number)
    return render(request, "store/order.html", {"order": found, "payments": payments_of(found)})


def version_of(request: HttpRequest, number: str) -> str:
    """Differs whenever the status of the order does: its state, and the latest line of its timeline."""
    found = order_of(request, number)
    latest = changes_of(found).aggregate(Max("pk"))["pk__max"]
    return f'"{found.state}-{latest or 0}"'


@never_cache
@condition(etag_func=version_of)
def order_status(request: HttpRequest, number: str) -> HttpResponse:
    """What of the order's page changes while it is looked at, for static/store/order.js."""
    found = order_of(request, number)
    context = {"order": found, "payments": payments_of(found)}
    return render(request, "store/_order_status.html", context)


def order_of(request: HttpRequest, number: str) -> Order:
    """An order that this browser made; nobody else's is there."""
    mine = number in request.session.get("orders", [])
    return get_object_or_404(Order.objects.all() if mine else Order.objects.none(), number=number)
