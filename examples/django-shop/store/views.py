"""The pages that everybody may see, and the buyer's own orders."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from .models import Order, Product
from .payments import payments_of


def catalogue(request: HttpRequest) -> HttpResponse:
    """All products."""
    return render(request, "store/catalogue.html", {"products": Product.objects.all()})


def product(request: HttpRequest, slug: str) -> HttpResponse:
    """One product."""
    return render(request, "store/product.html", {"product": get_object_or_404(Product, slug=slug)})


def order(request: HttpRequest, number: str) -> HttpResponse:
    """An order of this buyer, with what became of its payment."""
    mine = number in request.session.get("orders", [])
    found = get_object_or_404(Order.objects.all() if mine else Order.objects.none(), number=number)
    return render(request, "store/order.html", {"order": found, "payments": payments_of(found)})
