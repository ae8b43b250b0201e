"""One order from the button to the closed permission, a chargeback told by a verified notification, and the ledger.

It needs no account: a sandbox of Amazon Pay runs in this process, and the calls go to it over real HTTP with real
signatures. Nothing is known beforehand but the amounts. It exits with 1 and says what is off when a state, an amount or
a count is not what it has to be.

    python first_payment.py
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from queue import Queue

from amazonpay import Advice, AmazonPay, Money, NotificationError, PaymentDeclined
from amazonpay.models import (
    ChargePermissionState,
    ChargeState,
    CheckoutSessionState,
    CreateCheckoutSession,
    MerchantMetadata,
    PaymentDetails,
    PaymentIntent,
    RefundState,
    WebCheckoutDetails,
)
from amazonpay.notification import Ipn
from amazonpay.testing import Sandbox

SHOP = "https://shop.example"
#: Longer than a delivery on this machine ever takes, in seconds.
DELIVERED = 20.0


@dataclass
class Order:
    """What the shop believes; the sandbox's objects have to agree in the end."""

    total: Money
    charge_permission_id: str = ""
    #: Charge ids and captured amounts.
    captured: dict[str, Money] = field(default_factory=dict)
    refunded: Money = field(default_factory=lambda: Money("0.00", "EUR"))

    @property
    def total_captured(self) -> Money:
        return sum(self.captured.values(), Money("0.00", "EUR"))


def ensure(what: str, found: object, expected: object) -> None:
    """Compares and names what is off."""
    if found != expected:
        raise SystemExit(f"\nThe story failed: {what}: expected {expected!s}, found {found!s}")


def say(step: str, identifier: str | None, state: object, note: str) -> None:
    print(f"{step:<27} {identifier or '':<37} {state!s:<18}  {note}".rstrip())


def checkout(pay: AmazonPay, sandbox: Sandbox, order: Order) -> None:
    """From the button on the cart's page to the charge permission."""
    button = pay.button_config(
        merchant_id=sandbox.merchant_id,
        placement="Cart",
        ledger_currency="EUR",
        checkout_session=CreateCheckoutSession(
            web_checkout_details=WebCheckoutDetails(checkout_review_return_url=f"{SHOP}/review"),
            store_id=sandbox.store_id,
        ),
    )
    say("button", None, button.config.product_type, "signed by the shop, shown in the cart")

    # What the buyer does in the browser: clicks it, signs in, chooses card and address, comes back.
    visit = sandbox.buyer.checkout(button.config, card="1111", action="approve")
    session_id = visit.checkout_session_id
    if session_id is None:
        raise SystemExit("The story failed: a click on the button opens a session")
    session = pay.checkout_sessions.get(session_id)
    ensure("a buyer on the session", session.buyer is not None, True)
    say("checkout_sessions.get", session_id, session.status_details.state, "the shop's review page")

    session = pay.checkout_sessions.update(
        session_id,
        web_checkout_details=WebCheckoutDetails(checkout_result_return_url=f"{SHOP}/result"),
        payment_details=PaymentDetails(
            payment_intent=PaymentIntent.CONFIRM,
            can_handle_pending_authorization=False,
            charge_amount=order.total,
        ),
        merchant_metadata=MerchantMetadata(merchant_reference_id="order-1001"),
    )
    urls = session.web_checkout_details
    ensure("a redirect URL", urls is not None and urls.amazon_pay_redirect_url is not None, True)
    say("checkout_sessions.update", session_id, session.status_details.state, f"{order.total}")

    sandbox.buyer.approve(session_id)
    session = pay.checkout_sessions.complete(session_id, charge_amount=order.total)
    ensure("the session", session.status_details.state, CheckoutSessionState.COMPLETED)
    if session.charge_permission_id is None:
        raise SystemExit("The story failed: a completed session has a charge permission")
    order.charge_permission_id = session.charge_permission_id
    note = f"gives {session.charge_permission_id}"
    say("checkout_sessions.complete", session_id, session.status_details.state, note)


def late_capture_and_refund(pay: AmazonPay, sandbox: Sandbox, order: Order) -> None:
    """Authorizes, waits eight days, captures, gives a part back."""
    amount = Money("60.00", "EUR")
    charge = pay.charges.create(
        charge_permission_id=order.charge_permission_id, charge_amount=amount
    )
    ensure("the charge", charge.status_details.state, ChargeState.AUTHORIZED)
    say("charges.create", charge.charge_id, charge.status_details.state, f"{amount} authorized")

    sandbox.clock.advance(days=8)
    say("clock", None, "+8 days", "a capture after more than 7 days takes a while")
    charge = pay.charges.capture(
        charge.charge_id,
        capture_amount=amount,
        soft_descriptor="order 1001",
        idempotency_key="capture-1001",
    )
    ensure("the charge", charge.status_details.state, ChargeState.CAPTURE_INITIATED)
    ensure("retries, the one with the learnt clock", charge.meta.retries, 1)
    note = "signed again with the server's time, learnt from the first answer"
    say("charges.capture", charge.charge_id, charge.status_details.state, note)

    sandbox.clock.advance(hours=2)
    charge = pay.charges.get(charge.charge_id)
    ensure("the charge", charge.status_details.state, ChargeState.CAPTURED)
    say("charges.get", charge.charge_id, charge.status_details.state, "two hours later")
    order.captured[charge.charge_id] = amount

    order.refunded = Money("20.00", "EUR")
    refund = pay.refunds.create(charge_id=charge.charge_id, refund_amount=order.refunded)
    ensure("the refund", refund.status_details.state, RefundState.REFUND_INITIATED)
    sandbox.clock.advance(hours=2)
    refund = pay.refunds.get(refund.refund_id)
    ensure("the refund", refund.status_details.state, RefundState.REFUNDED)
    say("refunds.get", refund.refund_id, refund.status_details.state, f"{order.refunded} back")


def soft_decline(pay: AmazonPay, order: Order) -> None:
    """A decline says what to do: the permission is still chargeable, so try later."""
    try:
        pay.charges.create(
            charge_permission_id=order.charge_permission_id,
            charge_amount=Money("10.00", "EUR"),
            capture_now=True,
            simulation_code="SoftDeclined",
        )
    except PaymentDeclined as declined:
        ensure("the decline's advice", declined.advice, Advice.RETRY_LATER)
        say(
            "charges.create",
            order.charge_permission_id,
            declined.reason_code,
            f"advice: {declined.advice}",
        )
    else:
        raise SystemExit("The story failed: expected a decline")
    permission = pay.charge_permissions.get(order.charge_permission_id)
    ensure("the permission", permission.status_details.state, ChargePermissionState.CHARGEABLE)


def failures_survived(pay: AmazonPay, sandbox: Sandbox, order: Order) -> None:
    """A throttled request and one whose answer is lost: each charges once."""
    amount = Money("15.00", "EUR")
    sandbox.faults.add(operation="charges.create", status=429, count=1)
    say("fault", None, "armed", "429 to the first attempt")
    charges = [
        pay.charges.create(
            charge_permission_id=order.charge_permission_id, charge_amount=amount, capture_now=True
        )
    ]
    sandbox.faults.add(operation="charges.create", cut="connection", after_work=True, count=1)
    say("fault", None, "armed", "the connection is cut after the charge, before its answer")
    charges.append(
        pay.charges.create(
            charge_permission_id=order.charge_permission_id, charge_amount=amount, capture_now=True
        )
    )
    for charge in charges:
        ensure("the charge", charge.status_details.state, ChargeState.CAPTURED)
        ensure("retries", charge.meta.retries, 1)
        note = f"{amount}, repeated under the same idempotency key"
        say("charges.create", charge.charge_id, charge.status_details.state, note)
        order.captured[charge.charge_id] = amount


@contextmanager
def endpoint() -> Iterator[tuple[str, Queue[bytes]]]:
    """The shop's endpoint for notifications: its URL, and the bodies that come in."""
    bodies: Queue[bytes] = Queue()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            bodies.put(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Keeps the story's lines together."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/ipn", bodies
    finally:
        server.shutdown()
        server.server_close()
        serving.join()


def chargeback(sandbox: Sandbox, order: Order) -> None:
    """The buyer's bank asks for the money of the last charge; Amazon tells the shop, and the shop verifies it."""
    verifier = sandbox.notification_verifier()
    with endpoint() as (url, bodies):
        sandbox.merchants.set_ipn_urls(sandbox.merchant_id, [url])
        charge_id = list(order.captured)[-1]
        filed = sandbox.buyer.chargeback(charge_id)
        body = bodies.get(timeout=DELIVERED)
    notification = verifier.verify(body)
    if not isinstance(notification, Ipn):
        raise SystemExit(
            f"The story failed: expected a notification of a change, found {notification!r}"
        )
    ensure("the notification's object", notification.message.object_id, filed.dispute_id)
    ensure("the notification's kind of object", notification.message.object_type, "CHARGEBACK")
    try:
        verifier.verify(body.replace(str(filed.dispute_id).encode(), charge_id.encode()))
    except NotificationError:
        say("notification", filed.dispute_id, "verified", "a copy with another id is refused")
    else:
        raise SystemExit("The story failed: a forged notification was accepted")


def close(pay: AmazonPay, order: Order) -> None:
    permission = pay.charge_permissions.close(
        order.charge_permission_id, closure_reason="The order is complete"
    )
    ensure("the permission", permission.status_details.state, ChargePermissionState.CLOSED)
    left = order.total - order.total_captured
    limits = permission.limits
    ensure("the balance left", limits and limits.amount_balance, left)
    say(
        "charge_permissions.close",
        order.charge_permission_id,
        "Closed",
        f"{left} were never charged",
    )


def ledger(sandbox: Sandbox, order: Order) -> None:
    """Adds up the sandbox's objects, not the client's answers, and holds them against what the shop believes."""
    nothing = Money("0.00", "EUR")
    captured = refunded = nothing
    charges = sandbox.objects("charges")
    ensure("charges in the sandbox (a declined one leaves none)", len(charges), len(order.captured))
    print(f"\n{'ledger':<30} {'state':<12} {'charged':>14} {'captured':>14} {'refunded':>14}")
    for charge in charges:
        taken = (
            charge.capture_amount
            if charge.status_details.state == ChargeState.CAPTURED
            else nothing
        )
        back = sum(
            (
                refund.refund_amount
                for refund in sandbox.objects("refunds")
                if refund.charge_id == charge.charge_id
                and refund.status_details.state == RefundState.REFUNDED
            ),
            nothing,
        )
        ensure(f"captured of {charge.charge_id}", taken, order.captured.get(charge.charge_id))
        state = charge.status_details.state
        amounts = f"{charge.charge_amount!s:>14} {taken!s:>14} {back!s:>14}"
        print(f"{charge.charge_id:<30} {state!s:<12} {amounts}")
        captured, refunded = captured + taken, refunded + back
    ensure("captured", captured, order.total_captured)
    ensure("refunded", refunded, order.refunded)
    kept, never_charged = captured - refunded, order.total - captured
    ensure("kept + refunded + never charged", kept + refunded + never_charged, order.total)
    print(f"{'total':<58} {captured!s:>14} {refunded!s:>14}")
    print(
        f"kept {kept} + refunded {refunded} + never charged {never_charged} = order {order.total}"
    )


def main() -> int:
    with Sandbox(region="eu") as sandbox, AmazonPay(**sandbox.client_settings) as pay:
        # The client's own clock: it learns from the sandbox's answers that eight days have passed.
        print(f"Amazon Pay sandbox at {sandbox.url}, signing as {pay.public_key_id}, in Python\n")
        order = Order(total=Money("100.00", "EUR"))
        checkout(pay, sandbox, order)
        late_capture_and_refund(pay, sandbox, order)
        soft_decline(pay, order)
        failures_survived(pay, sandbox, order)
        close(pay, order)
        chargeback(sandbox, order)
        ledger(sandbox, order)
    print("\nEvery state and every amount is what it has to be.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
