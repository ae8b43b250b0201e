"""Every operation of the API from Python, over HTTP, in the order in which a business meets them."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import TYPE_CHECKING

from orders import PRICE, place_order

import amazonpay.resources
from amazonpay import Money
from amazonpay.models import (
    BusinessInfo,
    ChargeStatusUpdate,
    DeliveryDetail,
    DisputeProviderMetadata,
    DisputeStatusUpdate,
    Frequency,
    MerchantEvidence,
    PaymentDetails,
    PaymentIntent,
    RecurringMetadata,
    ReportType,
    SignIn,
    WebCheckoutDetails,
)

if TYPE_CHECKING:
    from amazonpay import AmazonPay
    from amazonpay.testing import Sandbox

PAGES = WebCheckoutDetails(
    checkout_review_return_url="https://shop.example/review",
    checkout_result_return_url="https://shop.example/result",
)


def operations_of_the_package() -> set[str]:
    """The table's names, as the resources have them."""
    names = set()
    for name in amazonpay.resources.__all__:
        resource = re.sub(r"(?<=[a-z])([A-Z])", lambda letter: f"_{letter[1]}", name).lower()
        methods = vars(getattr(amazonpay.resources, name))
        names |= {f"{resource}.{method}" for method in methods if not method.startswith("_")}
    return names


def test_every_operation_does_what_it_is_for(amazonpay_sandbox: Sandbox) -> None:
    with amazonpay_sandbox.client() as pay:
        charge_id = one_order(pay, amazonpay_sandbox)
        a_subscription(pay, amazonpay_sandbox)
        a_checkout_by_finalize(pay, amazonpay_sandbox)
        a_dispute(pay, amazonpay_sandbox, charge_id)
        a_shop_in_the_street(pay)
        what_a_provider_does(pay, amazonpay_sandbox)
        reports(pay, amazonpay_sandbox)
    carried_out = {
        request.operation
        for request in amazonpay_sandbox.requests(limit=1000)
        if request.status is not None and request.status < 400
    }
    assert operations_of_the_package() - carried_out == set()
    assert len(operations_of_the_package()) == 43


def one_order(pay: AmazonPay, sandbox: Sandbox) -> str:
    """An order is authorised and captured, refunded in part, and its parcel followed."""
    session = place_order(pay, sandbox)
    assert (
        pay.checkout_sessions.get(session.checkout_session_id).status_details.state == "Completed"
    )
    assert session.charge_id is not None
    assert session.charge_permission_id is not None
    charge = pay.charges.capture(session.charge_id, capture_amount=PRICE)
    refund = pay.refunds.create(charge_id=charge.charge_id, refund_amount=Money("9.90", "EUR"))
    sandbox.clock.advance(minutes=5)
    assert pay.refunds.get(refund.refund_id).status_details.state == "Refunded"
    tracker = pay.delivery_trackers.create(
        charge_permission_id=session.charge_permission_id,
        delivery_details=[DeliveryDetail(carrier_code="UPS", tracking_number="1Z999AA10123456784")],
    )
    assert tracker.charge_permission_id == session.charge_permission_id

    expired, cancelled = (place_order(pay, sandbox).charge_id for _ in range(2))
    assert expired is not None
    assert cancelled is not None
    update = ChargeStatusUpdate(state="Canceled", reason_code="ExpiredUnused")
    assert pay.charges.update(expired, status_details=update).status_details.state == "Canceled"
    assert (
        pay.charges.cancel(cancelled, cancellation_reason="Out of stock").status_details.state
        == "Canceled"
    )
    return charge.charge_id


def a_subscription(pay: AmazonPay, sandbox: Sandbox) -> None:
    """A buyer who signed in subscribes; the second month is charged without them, and then it ends."""
    session = pay.checkout_sessions.create(
        store_id=sandbox.store_id,
        web_checkout_details=PAGES,
        charge_permission_type="Recurring",
        recurring_metadata=RecurringMetadata(
            frequency=Frequency(unit="Month", value="1"), amount=PRICE
        ),
        payment_details=PaymentDetails(payment_intent=PaymentIntent.CONFIRM, charge_amount=PRICE),
    )
    sandbox.buyer.checkout(session)
    pay.checkout_sessions.update(
        session.checkout_session_id,
        web_checkout_details=PAGES,
        payment_details=PaymentDetails(payment_intent=PaymentIntent.CONFIRM, charge_amount=PRICE),
    )
    sandbox.buyer.approve(session)
    done = pay.checkout_sessions.complete(session.checkout_session_id, charge_amount=PRICE)
    permission_id = done.charge_permission_id
    assert permission_id is not None
    sandbox.clock.advance(days=31)
    charge = pay.charges.create(
        charge_permission_id=permission_id,
        charge_amount=PRICE,
        charge_initiator="MITU",
        capture_now=True,
    )
    assert pay.charges.get(charge.charge_id).status_details.state == "Captured"
    pay.charge_permissions.update(
        permission_id,
        recurring_metadata=RecurringMetadata(
            frequency=Frequency(unit="Month", value="2"), amount=PRICE
        ),
    )
    pay.charge_permissions.close(permission_id, closure_reason="The subscription was cancelled")
    assert pay.charge_permissions.get(permission_id).status_details.state == "Closed"


def a_checkout_by_finalize(pay: AmazonPay, sandbox: Sandbox) -> None:
    """The buyer comes by a button, the shop finalizes; and somebody signs in."""
    session = pay.checkout_sessions.create(store_id=sandbox.store_id, web_checkout_details=PAGES)
    visit = sandbox.buyer.checkout(session)
    assert visit.state == "Open"
    details = PaymentDetails(payment_intent=PaymentIntent.CONFIRM, charge_amount=PRICE)
    pay.checkout_sessions.update(session.checkout_session_id, payment_details=details)
    sandbox.buyer.approve(session)
    shown = pay.checkout_sessions.get(session.checkout_session_id)
    done = pay.checkout_sessions.finalize(
        session.checkout_session_id,
        payment_intent=PaymentIntent.CONFIRM,
        charge_amount=PRICE,
        shipping_address=shown.shipping_address,
    )
    assert done.status_details.state == "Completed"
    button = pay.button_config(
        merchant_id=sandbox.merchant_id,
        placement="Home",
        ledger_currency="EUR",
        sign_in=SignIn(
            sign_in_return_url="https://shop.example/in",
            store_id=sandbox.store_id,
            sign_in_scopes=["name"],
        ),
    )
    buyer_token = sandbox.buyer.checkout(button).buyer_token
    assert buyer_token is not None
    assert pay.buyers.get(buyer_token).name is not None


def a_dispute(pay: AmazonPay, sandbox: Sandbox, charge_id: str) -> None:
    """A chargeback is contested with evidence and won; another one is a provider's own."""
    filed = sandbox.buyer.chargeback(charge_id, amount=Money("10.00", "EUR"))
    assert filed.dispute_id is not None
    uploaded = pay.files.upload(type="pdf", purpose="disputeEvidence")
    pay.files.send_contents(uploaded, b"%PDF-1.7\n% the receipt")
    contested = pay.disputes.contest(
        filed.dispute_id,
        merchant_evidences=[MerchantEvidence(evidence_type="Receipt", file_id=uploaded.id)],
    )
    assert contested.status_details.state == "UnderReview"
    sandbox.clock.advance(days=15)
    resolved = pay.disputes.get(filed.dispute_id).status_details
    assert (resolved.state, resolved.resolution) == ("Resolved", "MerchantWon")
    accepted = sandbox.buyer.chargeback(charge_id, amount=Money("10.00", "EUR")).dispute_id
    assert accepted is not None
    given_in = pay.disputes.update(
        accepted,
        status_details=DisputeStatusUpdate(
            state="Resolved", resolution="BuyerWon", reason_code="MerchantAcceptedDispute"
        ),
    )
    assert given_in.status_details.state == "Resolved"
    own = pay.disputes.create(
        charge_id=charge_id,
        dispute_amount=Money("1.00", "EUR"),
        filing_reason="ProductNotReceived",
        filing_timestamp=sandbox.clock.now,
        provider_metadata=DisputeProviderMetadata(provider_dispute_id="dispute-1"),
    )
    assert own.dispute_id is not None


def a_shop_in_the_street(pay: AmazonPay) -> None:
    """A code is scanned, charged and refunded."""
    scanned = pay.in_store.merchant_scan(
        scan_data="UKhrmatMeKdlfY6b",
        scan_reference_id="scan-1",
        merchant_coe="DE",
        ledger_currency="EUR",
    )
    assert scanned.charge_permission_id is not None
    charge = pay.in_store.charge(
        charge_permission_id=scanned.charge_permission_id,
        charge_reference_id="charge-1",
        charge_total=Money("10.00", "EUR"),
    )
    assert charge.charge_id is not None
    pay.in_store.refund(
        charge_id=charge.charge_id,
        refund_reference_id="refund-1",
        refund_total=Money("4.00", "EUR"),
    )


def what_a_provider_does(pay: AmazonPay, sandbox: Sandbox) -> None:
    """Accounts are registered, created, changed and claimed; a token acts for a merchant."""
    registered = pay.merchant_accounts.register(
        unique_reference_id="shop-1", ledger_currency="JPY", business_info=BusinessInfo()
    )
    pay.merchant_accounts.update(
        registered.merchant_account_id, business_info=BusinessInfo(business_type="CORPORATE")
    )
    pay.merchant_accounts.delete(registered.merchant_account_id)

    created = pay.merchant_accounts.create(
        unique_reference_id="shop-2",
        ledger_currency="JPY",
        business_info=BusinessInfo(email="shop@shop.example"),
    )
    account = created.merchant_account_id
    tokens = sandbox.merchants.tokens(account)
    exchanged = pay.authorization_tokens.get(tokens.mws_auth_token, merchant_id=account)
    assert exchanged.authorization_token == tokens.auth_token
    token = tokens.auth_token
    pay.merchant_accounts.update_merchant(
        account, business_info=BusinessInfo(email="new@shop.example"), auth_token=token
    )
    store = pay.stores.create(
        account,
        store_name="Shop",
        allowed_origin_domains=["https://shop.example"],
        auth_token=token,
    )
    assert store.store_id is not None
    pay.stores.update(account, store.store_id, store_name="The shop", auth_token=token)
    claim = pay.merchant_accounts.claim(account, unique_reference_id="shop-2")
    assert claim.meta.status == 303
    sandbox.merchants.claim_account(account)
    assert pay.merchant_accounts.claim(account, unique_reference_id="shop-2").meta.status == 200


def reports(pay: AmazonPay, sandbox: Sandbox) -> None:
    """A report is made and downloaded, a schedule makes another; what was captured is paid out."""
    made = pay.reports.create(report_type=ReportType.SANDBOX_SETTLEMENT)
    sandbox.clock.advance(minutes=1)
    report = pay.reports.get(made.report_id)
    assert report.processing_status == "COMPLETED"
    assert report.report_document_id is not None
    assert pay.report_documents.get(report.report_document_id).url is not None
    document = io.BytesIO()
    pay.report_documents.download(report.report_document_id, to=document)
    assert b"TransactionAmount" in document.getvalue()

    schedule = pay.report_schedules.create(
        report_type=ReportType.SANDBOX_SETTLEMENT, schedule_frequency="P1D"
    )
    assert pay.report_schedules.get(schedule.report_schedule_id).schedule_frequency == "P1D"
    listed = pay.report_schedules.list(report_types=[ReportType.SANDBOX_SETTLEMENT])
    assert len(listed.report_schedules or ()) == 1
    sandbox.clock.advance(days=2)
    assert (
        len(list(pay.reports.list(report_types=[ReportType.SANDBOX_SETTLEMENT], page_size=1))) == 3
    )
    pay.report_schedules.cancel(schedule.report_schedule_id)
    paid = list(
        pay.disbursements.list(
            start_time=sandbox.clock.now - timedelta(days=80), end_time=sandbox.clock.now
        )
    )
    assert paid
