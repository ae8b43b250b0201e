"""A buyer for the sandbox, in the stead of Amazon's pages.

Amazon's checkout.js leads to Amazon, not to a sandbox on this machine. Where the endpoint is such a sandbox, the
shop shows forms of its own instead of Amazon's pages and tells the sandbox what the buyer did, with the very button
that the page has. With Amazon as the endpoint nothing of this exists.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from amazonpay.django import get_client

CARDS = (
    ("1111", "Visa …1111, which pays"),
    ("3434", "Visa …3434, which is declined"),
    ("0701", "Visa …0701, which is checked for 30 seconds, then pays"),
    ("4354", "Visa …4354, which is checked for 30 seconds, then declined"),
)
#: What the sandbox wants to know of a button.
_BUTTON_FIELDS = ("publicKeyId", "payloadJSON", "signature", "algorithm", "productType", "sandbox")


def has_test_buyer() -> bool:
    """Whether the endpoint is a sandbox on this machine."""
    return urlsplit(get_client().endpoint).hostname in ("127.0.0.1", "localhost", "::1")


@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """The buyer clicks the cart's button and goes on from Amazon's first page."""
    must_have_test_buyer()
    try:
        config = json.loads(request.POST.get("button", ""))
        fields = {**config, **config["createCheckoutSessionConfig"]}
    except (ValueError, KeyError, TypeError):
        raise Http404("This is no button.") from None
    button = {name: fields[name] for name in _BUTTON_FIELDS if name in fields}
    return visit(request, {"button": button, "card": request.POST.get("card", "1111")})


def pay(request: HttpRequest) -> HttpResponse:
    """Amazon's second page: the buyer pays, perhaps with another card, or goes away."""
    must_have_test_buyer()
    if request.method != "POST":
        return render(request, "store/test_buyer_pay.html", {"cards": CARDS})
    what: dict[str, Any] = {
        "checkoutSessionId": request.GET.get("amazonCheckoutSessionId", ""),
        "action": "cancel" if "cancel" in request.POST else "approve",
    }
    if request.POST.get("card"):
        what["card"] = request.POST["card"]
    return visit(request, what)


def visit(request: HttpRequest, what: dict[str, Any]) -> HttpResponse:
    """Tells the sandbox what the buyer does, and sends the browser where Amazon would."""
    parts = urlsplit(get_client().endpoint)
    call = urllib.request.Request(
        f"{parts.scheme}://{parts.netloc}/_sandbox/buyer/checkout",
        data=json.dumps(what).encode(),
        headers={"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(call, timeout=10) as answer:
            next_url = json.load(answer)["nextUrl"]
    except urllib.error.HTTPError as refusal:
        with refusal:
            messages.error(request, f"The sandbox refused: {json.load(refusal).get('message', '')}")
        return redirect("cart")
    except OSError as error:
        messages.error(request, f"The sandbox did not answer: {error}")
        return redirect("cart")
    return HttpResponseRedirect(next_url)


def must_have_test_buyer() -> None:
    if not has_test_buyer():
        raise Http404("There is a test buyer beside a sandbox only.")
