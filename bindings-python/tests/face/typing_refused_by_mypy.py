"""What mypy refuses: every mistake is marked, and a mark without a mistake is an error. None is run."""

from __future__ import annotations

from amazonpay import AmazonPay, AsyncAmazonPay, Money
from amazonpay.models import CaptureCharge, Charge, CreateRefund, Frequency


def wrong_settings() -> None:
    AmazonPay(regoin="eu")  # type: ignore[call-arg]
    AmazonPay(total_timeout="5")  # type: ignore[arg-type]
    AmazonPay("SANDBOX-1")  # type: ignore[call-arg]
    AmazonPay.from_env(private_kay="x")  # type: ignore[call-arg]


def wrong_calls(pay: AmazonPay) -> None:
    amount = Money("1", "EUR")
    pay.charges.capture("C")  # type: ignore[call-arg]
    pay.charges.capture("C", amount)  # type: ignore[call-arg]
    pay.charges.capture("C", capture_amount=12.34)  # type: ignore[arg-type]
    pay.charges.capture("C", capture_amout=amount)  # type: ignore[call-arg]
    pay.charges.capture("C", captureAmount=amount)  # type: ignore[call-arg]
    pay.charges.get("C", timout=5)  # type: ignore[call-arg]
    pay.charges.get("C", idempotency_key=1)  # type: ignore[arg-type]
    pay.charges.get(None)  # type: ignore[arg-type]
    pay.charges.captur("C")  # type: ignore[attr-defined]
    pay.reports.list(page_size="3")  # type: ignore[arg-type]
    pay.chargess  # type: ignore[attr-defined]  # noqa: B018


async def wrong_awaited_calls(pay: AsyncAmazonPay) -> None:
    await pay.charges.get("C", timout=5)  # type: ignore[call-arg]
    (await pay.charges.get("C")).captured  # type: ignore[attr-defined]  # noqa: B018
    for _ in pay.reports.list():  # type: ignore[attr-defined]
        pass


def wrong_models(charge: Charge) -> None:
    Charge(charge_id="C", soft_descripter="x")  # type: ignore[call-arg]
    Charge("C")  # type: ignore[call-arg]
    CreateRefund(charge_id="C")  # type: ignore[call-arg]
    Frequency(unit="Month")  # type: ignore[call-arg]
    CaptureCharge(capture_amount={"amount": "1"})  # type: ignore[arg-type]
    Money(12.34, "EUR")  # type: ignore[arg-type]
    Money("12.34")  # type: ignore[call-arg]
    _ = Money("1", "EUR") + 1  # type: ignore[operator]
    charge.charge_amount.amount  # type: ignore[union-attr]  # noqa: B018
    charge.chargeId  # type: ignore[attr-defined]  # noqa: B018
