"""What the type checkers accept: every line is checked, by mypy and pyright, and none is run."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Optional

from amazonpay import Advice, AmazonPay, AsyncAmazonPay, Money, PaymentDeclined
from amazonpay.models import (
    Charge,
    ChargeState,
    CheckoutMode,
    Currency,
    ListReports,
    PaymentDetails,
    Report,
    ReportPage,
    ReportType,
    Scope,
    WebCheckoutDetails,
)

if TYPE_CHECKING:
    from typing_extensions import Unpack, assert_type

    from amazonpay import AsyncPages, CallOptions, Pages, ResponseMeta, Settings


def settings_are_keywords(**settings: Unpack[Settings]) -> None:
    AmazonPay(public_key_id="SANDBOX-1", private_key=Path("private.pem"), region="eu")
    AmazonPay(signer=lambda algorithm, message: message, total_timeout=5, max_retries=0)
    AmazonPay.from_env(**settings)
    with AmazonPay.from_env(region=None) as pay:
        assert_type(pay, AmazonPay)


def calls_are_typed(pay: AmazonPay, **options: Unpack[CallOptions]) -> None:
    charge = pay.charges.capture(
        "S01-1-C1",
        capture_amount=Money("12.34", "EUR"),
        soft_descriptor=None,
        idempotency_key="capture-1001",
        timeout=5,
    )
    assert_type(charge, Charge)
    assert_type(charge.status_details.state, ChargeState)
    assert_type(charge.creation_timestamp, Optional[datetime])
    assert_type(charge.meta, ResponseMeta)
    assert_type(charge.meta.raw_body, bytes)
    if charge.charge_amount is not None:
        assert_type(charge.charge_amount.amount, Decimal)
        assert_type(charge.charge_amount.currency, Currency)
    assert_type(charge.replace(soft_descriptor="x"), Charge)
    if charge.status_details.state == "Captured" or charge.status_details.state in ChargeState:
        pay.charges.get(charge.charge_id, **options)
    pay.files.upload(type="pdf", purpose="disputeEvidence")


def lists_are_iterated(pay: AmazonPay) -> None:
    reports = pay.reports.list(
        report_types=[ReportType.SETTLEMENT, "other"], query_fields={"sortOrder": "DESC"}
    )
    assert_type(reports, Pages[ReportPage, Report])
    for report in reports:
        assert_type(report, Report)
    for page in reports.pages():
        assert_type(page, ReportPage)
        assert_type(page.reports, Optional[tuple[Report, ...]])


def models_take_lists_and_texts() -> None:
    WebCheckoutDetails(checkout_mode=CheckoutMode.PROCESS_ORDER, unknown_fields={"a": [1]})
    PaymentDetails(payment_intent="Confirm", charge_amount=Money(Decimal("1.00"), Currency.EUR))
    ListReports(report_types=(ReportType.SETTLEMENT,))
    scopes: list[Scope] = list(Scope)
    assert_type(scopes[0], Scope)
    total: Money = Money("1", "EUR") + Money.zero(Currency.EUR)
    assert total >= Money("1", "EUR")


def errors_have_advice(declined: PaymentDeclined) -> str:
    assert_type(declined.advice, Optional[Advice])
    if declined.advice is not None and declined.advice == Advice.RETRY_LATER:
        return declined.advice.explanation
    return declined.reason_code or ""


async def awaited_calls_are_typed(pay: AsyncAmazonPay) -> None:
    async with pay as entered:
        assert_type(entered, AsyncAmazonPay)
    assert_type(await pay.charges.get("S01-1-C1", max_retries=1), Charge)
    assert_type(await pay.charges.wait_for("S01-1-C1", max_wait=60), Charge)
    reports = pay.reports.list()
    assert_type(reports, AsyncPages[ReportPage, Report])
    assert_type([report async for report in reports], list[Report])
    await pay.report_documents.download("D", to=BytesIO())
    await pay.report_documents.download(
        "D", to=Path("report.csv"), progress=lambda seen, total: None
    )
