"""What resources can do beyond the table: waiting, documents, contents of files; and buttons."""

from __future__ import annotations

import asyncio
import io
import json
import os
import pickle
from typing import TYPE_CHECKING

import pytest

from amazonpay import AmazonPay, ConfigurationError, Money, NotFound, RequestTimeout, ResponseMeta
from amazonpay.models import (
    Charge,
    ChargeState,
    CheckoutSession,
    CreateCheckoutSession,
    FilePurpose,
    FileType,
    PaymentDetails,
    PaymentIntent,
    Placement,
    RefundState,
    ReportType,
    SignIn,
    WebCheckoutDetails,
)
from amazonpay.testing import Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

AMOUNT = Money("12.34", "EUR")


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as started:
        yield started


@pytest.fixture
def pay(sandbox: Sandbox) -> Iterator[AmazonPay]:
    with sandbox.client() as client:
        yield client


def checkout(sandbox: Sandbox) -> CreateCheckoutSession:
    return CreateCheckoutSession(
        web_checkout_details=WebCheckoutDetails(
            checkout_review_return_url="https://shop.example/review",
            checkout_result_return_url="https://shop.example/result",
        ),
        store_id=sandbox.store_id,
    )


def paid(sandbox: Sandbox, pay: AmazonPay, pending: bool = False) -> CheckoutSession:
    """A checkout session whose buyer has confirmed, completed."""
    button = pay.button_config(
        merchant_id=sandbox.merchant_id,
        placement=Placement.CART,
        ledger_currency="EUR",
        checkout_session=checkout(sandbox),
    )
    session_id = sandbox.buyer.checkout(button).checkout_session_id
    assert session_id is not None
    details = PaymentDetails(
        payment_intent=PaymentIntent.AUTHORIZE,
        can_handle_pending_authorization=pending,
        charge_amount=AMOUNT,
    )
    pay.checkout_sessions.update(session_id, payment_details=details)
    sandbox.buyer.approve(session_id)
    return pay.checkout_sessions.complete(
        session_id,
        charge_amount=AMOUNT,
        simulation_code="AuthorizationInitiated" if pending else None,
    )


def authorized(sandbox: Sandbox, pay: AmazonPay) -> Charge:
    session = paid(sandbox, pay)
    assert session.charge_id is not None
    return pay.charges.get(session.charge_id)


async def test_a_pending_charge_is_waited_for_until_it_is_decided(
    sandbox: Sandbox, pay: AmazonPay
) -> None:
    sandbox.clock.freeze()
    session = paid(sandbox, pay, pending=True)
    assert session.meta.status == 202
    charge_id = session.charge_id
    assert charge_id is not None
    with pytest.raises(RequestTimeout, match="is still AuthorizationInitiated"):
        pay.charges.wait_for(charge_id, max_wait=0)

    def readings() -> int:
        return sum(it.operation == "charges.get" for it in sandbox.requests(1000))

    before = readings()
    async with sandbox.async_client() as client:
        in_a_thread = asyncio.to_thread(pay.charges.wait_for, charge_id)
        waiting = asyncio.gather(in_a_thread, client.charges.wait_for(charge_id, until_final=False))
        # Both have seen that it is pending, and wait for the clock that stands still.
        while readings() < before + 2:
            await asyncio.sleep(0.01)
        assert not waiting.done()
        while not waiting.done():
            # Moved once, it might have been between a look and its pause.
            sandbox.clock.advance(minutes=5)
            await asyncio.sleep(0.01)
        for charge in await waiting:
            assert charge.status_details.state == ChargeState.AUTHORIZED
            assert charge.meta.status == 200


async def test_a_refund_is_waited_for(sandbox: Sandbox, pay: AmazonPay) -> None:
    charge = authorized(sandbox, pay)
    captured = pay.charges.capture(charge.charge_id, capture_amount=AMOUNT)
    assert captured.status_details.state == "Captured"
    refund = pay.refunds.create(charge_id=charge.charge_id, refund_amount=AMOUNT)
    assert refund.status_details.state == RefundState.REFUND_INITIATED
    with pytest.raises(RequestTimeout, match="is still RefundInitiated"):
        pay.refunds.wait_for(refund.refund_id, max_wait=0)
    sandbox.clock.advance(days=1)
    assert pay.refunds.wait_for(refund.refund_id).status_details.state == RefundState.REFUNDED
    async with sandbox.async_client() as client:
        again = await client.refunds.wait_for(refund.refund_id, max_wait=5)
        assert again == pay.refunds.get(refund.refund_id)
        final = await client.charges.wait_for(charge.charge_id, until_final=True)
        assert final.status_details.state == ChargeState.CAPTURED


def test_waiting_for_what_there_is_not_ends_at_once(pay: AmazonPay) -> None:
    with pytest.raises(NotFound):
        pay.charges.wait_for("S01-1234567-1234567-C123456")


def document(sandbox: Sandbox, pay: AmazonPay) -> str:
    """The id of a report's document, with a capture in it."""
    charge = authorized(sandbox, pay)
    pay.charges.capture(charge.charge_id, capture_amount=AMOUNT)
    start = sandbox.clock.now
    sandbox.clock.advance(days=3)
    made = pay.reports.create(
        report_type=ReportType.SANDBOX_SETTLEMENT, start_time=start, end_time=sandbox.clock.now
    )
    sandbox.clock.advance(hours=1)
    report = pay.reports.get(made.report_id)
    assert report.report_document_id is not None, report
    return report.report_document_id


async def test_a_document_is_written_to_a_file_or_a_stream(
    sandbox: Sandbox, pay: AmazonPay, tmp_path: Path
) -> None:
    document_id = document(sandbox, pay)
    stream, seen = io.BytesIO(), []
    found = pay.report_documents.download(
        document_id, to=stream, progress=lambda received, total: seen.append((received, total))
    )
    assert found.report_document_id == document_id
    assert b"12.34" in stream.getvalue()
    assert seen[-1][0] == len(stream.getvalue())
    path = tmp_path / "report.csv"
    pay.report_documents.download(document_id, to=path)
    assert path.read_bytes() == stream.getvalue()
    async with sandbox.async_client() as client:
        again = io.BytesIO()
        await client.report_documents.download(document_id, to=again)
        await client.report_documents.download(document_id, to=str(path))
    assert again.getvalue() == stream.getvalue() == path.read_bytes()
    assert os.listdir(tmp_path) == ["report.csv"]


def test_a_download_that_fails_leaves_no_file(pay: AmazonPay, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        pay.report_documents.download("amzn1.tortuga.3.none", to=tmp_path / "report.csv")
    assert os.listdir(tmp_path) == []


def test_what_the_target_raises_reaches_the_caller(sandbox: Sandbox, pay: AmazonPay) -> None:
    class Full:
        def write(self, data: bytes) -> int:
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="the disk is full"):
        pay.report_documents.download(document(sandbox, pay), to=Full())


async def test_contents_of_a_file_are_sent(sandbox: Sandbox, pay: AmazonPay) -> None:
    file = pay.files.upload(type=FileType.PDF, purpose=FilePurpose.DISPUTE_EVIDENCE)
    assert file.url is not None
    assert file.url not in repr(file)
    pay.files.send_contents(file, b"%PDF-1.7")
    async with sandbox.async_client() as client:
        other = await client.files.upload(type="pdf", purpose="disputeEvidence")
        await client.files.send_contents(other, b"%PDF-1.7", content_type="application/pdf")
        with pytest.raises(ConfigurationError, match="content_type"):
            await client.files.send_contents(other, b"x", content_type="\n")


async def test_a_button_is_configured_and_signed(sandbox: Sandbox, pay: AmazonPay) -> None:
    session = checkout(sandbox)
    button = pay.button_config(
        merchant_id=sandbox.merchant_id,
        placement="Cart",
        ledger_currency="EUR",
        checkout_session=session,
        estimated_order_amount=AMOUNT,
    )
    config = button.config.create_checkout_session_config
    assert config is not None
    assert json.loads(config.payload_json) == session.to_dict()
    assert config.signature not in repr(button)
    assert json.loads(button.config_json)["estimatedOrderAmount"]["amount"] == "12.34"
    assert sandbox.buyer.checkout(button).checkout_session_id
    async with sandbox.async_client() as client:
        sign_in = await client.button_config(
            merchant_id=sandbox.merchant_id,
            placement=Placement.HOME,
            ledger_currency="EUR",
            sign_in=SignIn(sign_in_return_url="https://shop.example/in", store_id=sandbox.store_id),
        )
        assert await client.button_signature("{}")
    assert sign_in.config.product_type == "SignIn"


def test_what_a_button_lacks_is_named(sandbox: Sandbox, pay: AmazonPay) -> None:
    with pytest.raises(ConfigurationError):
        pay.button_config(merchant_id=sandbox.merchant_id, placement="Cart", ledger_currency="EUR")
    with pytest.raises(TypeError, match=r"checkout_session: expected CreateCheckoutSession"):
        pay.button_config(
            merchant_id="A",
            placement="Cart",
            checkout_session={},  # type: ignore[arg-type]
        )


def test_an_answers_meta_survives_pickling_and_hides_the_body(
    sandbox: Sandbox, pay: AmazonPay
) -> None:
    charge = authorized(sandbox, pay)
    restored = pickle.loads(pickle.dumps(charge))
    assert restored == charge
    meta: ResponseMeta = restored.meta
    assert meta == charge.meta
    assert hash(meta) == hash(charge.meta)
    assert meta.raw_body == charge.meta.raw_body
    assert meta.headers == charge.meta.headers
    assert json.loads(meta.raw_body)["chargeId"] == charge.charge_id
    assert charge.charge_id not in repr(meta)
    assert meta.idempotency_key is None
    assert meta.duration > 0
    assert charge.replace() == charge
    with pytest.raises(AttributeError):
        _ = charge.replace().meta
    with pytest.raises(AttributeError, match="immutable"):
        meta.status = 500  # type: ignore[misc]


def test_an_answer_and_a_refusal_have_all_their_headers(sandbox: Sandbox, pay: AmazonPay) -> None:
    charge = authorized(sandbox, pay)
    raw = pay.call("GET", f"charges/{charge.charge_id}")
    with pytest.raises(NotFound) as refused:
        pay.charges.get("S01-1234567-1234567-C000000")
    refusal = refused.value
    for headers, request_id in (
        (charge.meta.headers, charge.meta.request_id),
        (raw.meta.headers, raw.meta.request_id),
        (refusal.headers, refusal.request_id),
    ):
        assert headers["x-amz-pay-request-id"] == request_id
        assert headers["content-type"].startswith("application/json")
    for shown in (repr(charge.meta), repr(raw), repr(refusal)):
        assert "application/json" not in shown
    assert ConfigurationError("none").headers == {}
