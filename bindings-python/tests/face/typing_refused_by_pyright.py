"""What pyright refuses: every mistake is marked, and a mark without a mistake is an error. None is run.

The statements are those of typing_refused_by_mypy.py.
"""

# mypy: ignore-errors
# pyright: reportUnnecessaryTypeIgnoreComment=true

from __future__ import annotations

from amazonpay import AmazonPay, AsyncAmazonPay, Money
from amazonpay.models import CaptureCharge, Charge, CreateRefund, Frequency


def wrong_settings() -> None:
    AmazonPay(regoin="eu")  # pyright: ignore[reportCallIssue]
    AmazonPay(total_timeout="5")  # pyright: ignore[reportArgumentType]
    AmazonPay("SANDBOX-1")  # pyright: ignore[reportCallIssue]
    AmazonPay.from_env(private_kay="x")  # pyright: ignore[reportCallIssue]


def wrong_calls(pay: AmazonPay) -> None:
    amount = Money("1", "EUR")
    pay.charges.capture("C")  # pyright: ignore[reportCallIssue]
    pay.charges.capture("C", amount)  # pyright: ignore[reportCallIssue]
    pay.charges.capture("C", capture_amount=12.34)  # pyright: ignore[reportArgumentType]
    pay.charges.capture("C", capture_amout=amount)  # pyright: ignore[reportCallIssue]
    pay.charges.capture("C", captureAmount=amount)  # pyright: ignore[reportCallIssue]
    pay.charges.get("C", timout=5)  # pyright: ignore[reportCallIssue]
    pay.charges.get("C", idempotency_key=1)  # pyright: ignore[reportArgumentType]
    pay.charges.get(None)  # pyright: ignore[reportArgumentType]
    pay.charges.captur("C")  # pyright: ignore[reportAttributeAccessIssue]
    pay.reports.list(page_size="3")  # pyright: ignore[reportArgumentType]
    pay.chargess  # pyright: ignore[reportAttributeAccessIssue]  # noqa: B018


async def wrong_awaited_calls(pay: AsyncAmazonPay) -> None:
    await pay.charges.get("C", timout=5)  # pyright: ignore[reportCallIssue]
    (await pay.charges.get("C")).captured  # pyright: ignore[reportAttributeAccessIssue]  # noqa: B018
    for _ in pay.reports.list():  # pyright: ignore[reportGeneralTypeIssues]
        pass


def wrong_models(charge: Charge) -> None:
    Charge(charge_id="C", soft_descripter="x")  # pyright: ignore[reportCallIssue]
    Charge("C")  # pyright: ignore[reportCallIssue]
    CreateRefund(charge_id="C")  # pyright: ignore[reportCallIssue]
    Frequency(unit="Month")  # pyright: ignore[reportCallIssue]
    CaptureCharge(capture_amount={"amount": "1"})  # pyright: ignore[reportArgumentType]
    Money(12.34, "EUR")  # pyright: ignore[reportArgumentType]
    Money("12.34")  # pyright: ignore[reportCallIssue]
    _ = Money("1", "EUR") + 1  # pyright: ignore[reportOperatorIssue]
    charge.charge_amount.amount  # pyright: ignore[reportOptionalMemberAccess]  # noqa: B018
    charge.chargeId  # pyright: ignore[reportAttributeAccessIssue]  # noqa: B018
