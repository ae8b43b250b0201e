"""The sandbox in the process of a test, driven from Python."""

from __future__ import annotations

import json
import os
import pickle
import ssl
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from datetime import datetime, timedelta, timezone

import pytest
from orders import PRICE, button, place_order

import amazonpay
from amazonpay import AmazonPay, ConfigurationError, Money
from amazonpay.models import Charge, ChargeState, DisputeState, PaymentIntent, SignIn
from amazonpay.testing import Sandbox, SandboxError

MORNING = datetime(2026, 11, 24, 8, 0, tzinfo=timezone.utc)


def test_an_order_is_authorised_captured_refunded_and_disputed(amazonpay_sandbox: Sandbox) -> None:
    pay = amazonpay_sandbox.client()
    session = place_order(pay, amazonpay_sandbox)
    assert session.charge_id is not None
    charge = pay.charges.capture(
        session.charge_id, capture_amount=PRICE, idempotency_key="capture-1"
    )
    assert charge.status_details.state == ChargeState.CAPTURED
    refund = pay.refunds.create(charge_id=charge.charge_id, refund_amount=Money("9.90", "EUR"))
    amazonpay_sandbox.clock.advance(minutes=5)
    assert pay.refunds.get(refund.refund_id).status_details.state == "Refunded"

    dispute = amazonpay_sandbox.buyer.chargeback(charge, amount=Money("40.00", "EUR"))
    assert dispute.dispute_id is not None
    assert pay.disputes.get(dispute.dispute_id).dispute_amount == Money("40.00", "EUR")
    amazonpay_sandbox.buyer.withdraw_chargeback(dispute)
    assert pay.disputes.get(dispute.dispute_id).status_details.state == DisputeState.RESOLVED
    (listed,) = amazonpay_sandbox.objects("charges")
    assert isinstance(listed, Charge)
    assert listed == pay.charges.get(charge.charge_id)


def test_time_passes_when_a_test_moves_the_clock_and_clients_follow(
    amazonpay_sandbox: Sandbox,
) -> None:
    clock = amazonpay_sandbox.clock
    pay = amazonpay_sandbox.client()
    session = place_order(pay, amazonpay_sandbox)
    assert session.charge_id is not None
    clock.advance(days=29)
    assert pay.charges.get(session.charge_id).status_details.state == ChargeState.AUTHORIZED
    clock.advance(timedelta(days=1), hours=1)
    charge = pay.charges.get(session.charge_id)
    assert charge.status_details.state == ChargeState.CANCELED
    assert charge.meta.retries == 0, "the client's clock moved too, so its first signature was good"


@pytest.mark.amazonpay_sandbox(now=MORNING, frozen=True)
def test_a_frozen_clock_stands_where_it_is_put(amazonpay_sandbox: Sandbox) -> None:
    clock = amazonpay_sandbox.clock
    assert clock.is_frozen
    assert (clock.now, clock.now) == (MORNING, MORNING)
    assert clock.advance(days=8, seconds=-1.5) == datetime(
        2026, 12, 2, 7, 59, 58, 500_000, timezone.utc
    )
    assert clock.set("2027-01-01T00:00:00Z") == datetime(2027, 1, 1, tzinfo=timezone.utc)
    assert clock.set(MORNING.astimezone(timezone(timedelta(hours=9)))) == MORNING
    assert clock.resume() >= MORNING
    assert not clock.is_frozen
    clock.freeze()
    assert clock.is_frozen
    with pytest.raises(ValueError, match="expected a moment with a time zone"):
        clock.set(datetime(2026, 11, 24))
    assert abs(clock.reset() - datetime.now(timezone.utc)) < timedelta(minutes=1)


def test_faults_meet_requests_as_often_as_asked(amazonpay_sandbox: Sandbox) -> None:
    pay = amazonpay_sandbox.client(retry_base_delay=0.001)
    session = place_order(pay, amazonpay_sandbox)
    assert session.charge_id is not None
    armed = amazonpay_sandbox.faults.add(status=503, operation="charges.get", count=2)
    assert pay.charges.get(session.charge_id).meta.retries == 2
    (fault,) = amazonpay_sandbox.faults.list()
    assert (fault.id, fault.met, fault.status, fault.rate) == (armed.id, 2, 503, None)
    amazonpay_sandbox.faults.remove(armed)
    assert amazonpay_sandbox.faults.list() == ()
    amazonpay_sandbox.faults.add(status=403, reason_code="UnauthorizedAccess")
    with pytest.raises(amazonpay.Unauthenticated):
        pay.charges.get(session.charge_id)
    amazonpay_sandbox.faults.clear()
    assert pay.charges.get(session.charge_id).meta.retries == 0


def test_quotas_are_those_that_a_test_sets(amazonpay_sandbox: Sandbox) -> None:
    pay = amazonpay_sandbox.client(max_retries=0)
    quotas = amazonpay_sandbox.throttle(
        write={"capacity": 10, "refill_per_second": 0}, read={"capacity": 1, "refill_per_second": 0}
    )
    assert quotas is not None
    assert (quotas.write.capacity, quotas.read.refill_per_second) == (10.0, 0.0)
    with pytest.raises(amazonpay.NotFound):
        pay.charges.get("S02-0000000-0000000-C000000")
    with pytest.raises(amazonpay.Throttled):
        pay.charges.get("S02-0000000-0000000-C000000")
    assert amazonpay_sandbox.throttle("off") is None
    with pytest.raises(amazonpay.NotFound):
        pay.charges.get("S02-0000000-0000000-C000000")


def test_a_declined_card_ends_the_session_and_another_one_can_be_chosen_afterwards(
    amazonpay_sandbox: Sandbox,
) -> None:
    pay = amazonpay_sandbox.client()
    with pytest.raises(amazonpay.WrongState) as declined:
        place_order(pay, amazonpay_sandbox, card="3434")
    assert declined.value.reason_code == "CheckoutSessionCanceled"

    session = place_order(pay, amazonpay_sandbox, intent=PaymentIntent.CONFIRM)
    permission_id = session.charge_permission_id
    assert permission_id is not None
    with pytest.raises(amazonpay.PaymentDeclined):
        pay.charges.create(
            charge_permission_id=permission_id, charge_amount=PRICE, simulation_code="SoftDeclined"
        )
    amazonpay_sandbox.buyer.change_card(permission_id, "4444")
    cards = pay.charge_permissions.get(permission_id).payment_preferences
    assert cards is not None
    assert cards[0].payment_descriptor == "Visa ****4444 (Amazon Pay)"


def test_the_buyer_leaves_and_the_session_is_cancelled(amazonpay_sandbox: Sandbox) -> None:
    pay = amazonpay_sandbox.client()
    visit = amazonpay_sandbox.buyer.checkout(button(pay, amazonpay_sandbox), action="stay")
    assert (visit.state, visit.next_url) == ("Open", None)
    left = amazonpay_sandbox.buyer.cancel(visit)
    assert left.state == "Canceled"


def test_a_button_whose_payload_was_changed_is_refused(amazonpay_sandbox: Sandbox) -> None:
    pay = amazonpay_sandbox.client()
    config = json.loads(button(pay, amazonpay_sandbox).config_json)
    assert amazonpay_sandbox.buyer.checkout(json.dumps(config), action="stay").state == "Open"
    signed = config["createCheckoutSessionConfig"]
    signed["payloadJSON"] = signed["payloadJSON"].replace("shop.example", "other.example")
    with pytest.raises(SandboxError, match="signature does not fit") as refusal:
        amazonpay_sandbox.buyer.checkout(config)
    assert (refusal.value.status, refusal.value.reason_code) == (403, "InvalidRequestSignature")


def test_a_buyer_signs_in(amazonpay_sandbox: Sandbox) -> None:
    pay = amazonpay_sandbox.client()
    sign_in = pay.button_config(
        merchant_id=amazonpay_sandbox.merchant_id,
        placement="Home",
        ledger_currency="EUR",
        sign_in=SignIn(
            sign_in_return_url="https://shop.example/signed-in",
            store_id=amazonpay_sandbox.store_id,
            sign_in_scopes=["name", "email"],
        ),
    )
    visit = amazonpay_sandbox.buyer.checkout(sign_in)
    assert visit.checkout_session_id is None
    assert visit.next_url is not None
    assert visit.next_url.startswith("https://shop.example/signed-in?")
    assert visit.buyer_token is not None
    assert visit.buyer_token not in repr(visit)
    assert pay.buyers.get(visit.buyer_token).email is not None


@pytest.mark.parametrize(
    ("mistake", "message"),
    [
        (
            lambda it: it.faults.add(statsu=503),
            "unknown field `statsu`, expected one of `operation`, `status`, ",
        ),
        (lambda it: it.faults.add(status=99), "status: expected 200 to 599"),
        (
            lambda it: it.buyer.checkout("none", crad="1111"),
            "unknown field `crad`, expected one of `button`, `check",
        ),
        (lambda it: it.buyer.approve("none"), 'Checkout Session "none" was not found'),
        (
            lambda it: it.notifications.list(objekt="x"),
            "unknown field `objekt`, expected one of `merchant_id`",
        ),
        (lambda it: it.notifications.faults.add(twcie=True), "unknown field `twcie`"),
        (
            lambda it: it.throttle("much"),
            "unknown variant `much`, expected one of `off`, `live`, `sandbox`",
        ),
        (lambda it: it.objects("cars"), "expected one of checkoutSessions"),
        (lambda it: it.merchants.tokens("A1NOBODY"), 'no merchant "A1NOBODY"'),
    ],
)
def test_a_slip_of_the_test_is_told_from_a_failure_of_the_shop(
    amazonpay_sandbox: Sandbox, mistake: object, message: str
) -> None:
    with pytest.raises(SandboxError) as refusal:
        mistake(amazonpay_sandbox)  # type: ignore[operator]
    assert message in str(refusal.value)
    assert not isinstance(refusal.value, amazonpay.AmazonPayError)
    again = pickle.loads(pickle.dumps(refusal.value))
    assert (str(again), again.status) == (str(refusal.value), refusal.value.status)


def test_settings_that_can_not_be_are_named() -> None:
    with pytest.raises(ConfigurationError, match="unknown field `regoin`, expected one of `port`"):
        Sandbox(regoin="eu")  # type: ignore[call-arg]
    with pytest.raises(ConfigurationError, match="region: expected na, eu or jp, found"):
        Sandbox(region="mars")
    with Sandbox() as sandbox:
        port = int(sandbox.url.rpartition(":")[2])
        with pytest.raises(ConfigurationError, match="another program has this port"):
            Sandbox(port=port)


def test_answers_are_immutable_compare_travel_and_show_no_secret(
    amazonpay_sandbox: Sandbox,
) -> None:
    merchant = amazonpay_sandbox.merchants.add("A1OTHERSHOP", region="jp")
    assert merchant.private_key_pem is not None
    assert merchant.private_key_pem not in repr(merchant)
    assert merchant.auth_token not in repr(merchant)
    assert "A1OTHERSHOP" in repr(merchant)
    assert pickle.loads(pickle.dumps(merchant)) == merchant
    with pytest.raises(AttributeError, match="immutable"):
        merchant.region = "eu"
    with pytest.raises(AttributeError, match="no attribute 'colour'"):
        _ = merchant.colour
    pay = amazonpay_sandbox.client(
        public_key_id=merchant.public_key_id, private_key=merchant.private_key_pem, region="jp"
    )
    with pytest.raises(amazonpay.NotFound):
        pay.charges.get("S03-0000000-0000000-C000000")
    assert [it.merchant_id for it in amazonpay_sandbox.merchants.list()][-1] == "A1OTHERSHOP"
    tokens = amazonpay_sandbox.merchants.tokens("A1OTHERSHOP")
    assert tokens.auth_token.startswith("amzn.pay.sandbox.")
    assert tokens.auth_token not in repr(tokens)


def test_the_log_shows_requests_and_why_a_signature_was_refused(amazonpay_sandbox: Sandbox) -> None:
    with Sandbox() as other:
        stranger = amazonpay_sandbox.client(private_key=_other_key(other))
        with pytest.raises(amazonpay.Unauthenticated) as refusal:
            stranger.charges.get("S02-0000000-0000000-C000000")
    (request,) = amazonpay_sandbox.requests()
    assert (request.status, request.reason_code) == (403, "InvalidRequestSignature")
    assert request.request_id == refusal.value.request_id
    assert request.received.tzinfo is timezone.utc
    details = amazonpay_sandbox.request(request.request_id)
    assert details.signature is not None
    assert details.signature.server_canonical_request.startswith("GET\n")


def _other_key(sandbox: Sandbox) -> str:
    key = sandbox.merchants.add("A1STRANGER").private_key_pem
    assert key is not None
    return key


def test_reset_forgets_objects_and_keeps_the_merchant(amazonpay_sandbox: Sandbox) -> None:
    pay = amazonpay_sandbox.client()
    place_order(pay, amazonpay_sandbox)
    amazonpay_sandbox.clock.advance(days=400)
    assert amazonpay_sandbox.health().objects > 0
    amazonpay_sandbox.reset()
    assert amazonpay_sandbox.health().objects == 0
    assert amazonpay_sandbox.objects("charge_permissions") == ()
    assert place_order(pay, amazonpay_sandbox).charge_id is not None


def test_another_process_is_the_merchant_by_its_environment(amazonpay_sandbox: Sandbox) -> None:
    program = (
        "from amazonpay import AmazonPay; print(AmazonPay.from_env().charges.get('S02-0-0-C0'))"
    )
    environment = {**os.environ, **amazonpay_sandbox.environ}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True
    )
    assert "amazonpay.errors.NotFound" in done.stderr
    assert [request.operation for request in amazonpay_sandbox.requests()] == ["charges.get"]


def test_it_speaks_tls_with_a_certificate_of_its_own(amazonpay_sandbox: Sandbox) -> None:
    pay = amazonpay_sandbox.client(
        endpoint=amazonpay_sandbox.tls_url, root_certificate=amazonpay_sandbox.ca_pem
    )
    with pytest.raises(amazonpay.NotFound):
        pay.charges.get("S02-0000000-0000000-C000000")
    context = ssl.create_default_context(cadata=amazonpay_sandbox.ca_pem)
    with urllib.request.urlopen(
        f"{amazonpay_sandbox.tls_url}/_sandbox/health", context=context
    ) as answer:
        assert json.load(answer)["status"] == "ok"


def test_after_closing_nobody_listens_and_its_methods_say_so() -> None:
    sandbox = Sandbox()
    with urllib.request.urlopen(f"{sandbox.url}/_sandbox/health") as answer:
        assert answer.status == 200
    sandbox.close()
    sandbox.close()
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(f"{sandbox.url}/_sandbox/health")
    with pytest.raises(RuntimeError, match="the sandbox is closed; start another one"):
        sandbox.clock.advance(days=1)


def test_several_sandboxes_live_apart_in_several_threads() -> None:
    found: list[int] = []

    def order(count: int) -> None:
        with Sandbox() as sandbox:
            pay = sandbox.client()
            for _ in range(count):
                place_order(pay, sandbox)
            found.append(len(sandbox.objects("charges")))

    threads = [threading.Thread(target=order, args=(count,)) for count in (1, 2, 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [1, 2, 3]


async def test_it_serves_an_asynchronous_client() -> None:
    async with Sandbox() as sandbox, sandbox.async_client() as pay:
        with pytest.raises(amazonpay.NotFound):
            await pay.charges.get("S02-0000000-0000000-C000000")
        assert len(sandbox.requests()) == 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_in_a_forked_child_it_says_that_it_is_the_parents(amazonpay_sandbox: Sandbox) -> None:
    credentials = amazonpay_sandbox.environ
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        said = "nothing"
        try:
            amazonpay_sandbox.clock.advance(days=1)
        except RuntimeError as error:
            said = str(error)
        # It is not the child's to end, and by its address it can be reached.
        amazonpay_sandbox.close()
        with AmazonPay(**amazonpay_sandbox.client_settings) as pay:
            try:
                pay.charges.get("S02-0000000-0000000-C000000")
            except amazonpay.NotFound:
                said += " found"
        # A sandbox of its own is one.
        with Sandbox() as own:
            said += f" {own.health().status}"
        os.write(writing, said.encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    assert said.startswith(
        "the sandbox runs in the process from which this one was forked; start another one here"
    )
    assert said.endswith("found ok")
    assert amazonpay_sandbox.environ == credentials
    assert amazonpay_sandbox.health().status == "ok"
