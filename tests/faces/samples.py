"""Tries the generated Python face: the samples are written as its types and must be the JSON of the vectors."""

import asyncio
import json
import sys
from pathlib import Path

from amazonpay_models import (
    AsyncCharges,
    CallOptions,
    Charge,
    Charges,
    ChargeState,
    CheckoutSession,
    CreateCharge,
    OperationInput,
)

VECTORS = Path(sys.argv[1])

Seen = list[tuple[str, OperationInput, CallOptions]]


def vector(name: str) -> object:
    sample: object = json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))
    return sample


class Recorder:
    """Stands where the compiled module will: answers with a vector."""

    def __init__(self) -> None:
        self.seen: Seen = []

    def execute(self, operation: str, input: OperationInput, options: CallOptions) -> object:
        self.seen.append((operation, input, options))
        return vector("charge")


class AsyncRecorder(Recorder):
    async def execute(self, operation: str, input: OperationInput, options: CallOptions) -> object:
        return super().execute(operation, input, options)


REQUEST: CreateCharge = {
    "chargePermissionId": "S01-5105180-3221187",
    "chargeAmount": {"amount": "14.00", "currencyCode": "EUR"},
    "captureNow": True,
    "merchantMetadata": {"merchantReferenceId": "Käse 🧀"},
}

SESSION: CheckoutSession = {
    "checkoutSessionId": "bd504926-f659-4ad7-a1a9-9a747aaf5275",
    "constraints": [
        {"constraintId": "ChargeAmountNotSet", "description": "chargeAmount is not set."},
        {"constraintId": "NewConstraint"},
    ],
    "paymentPreferences": [],
    "statusDetails": {"state": "Open"},
}


def check(charge: Charge, seen: Seen) -> None:
    state: ChargeState = charge["statusDetails"]["state"]
    assert state == "UnheardOf"
    assert "refundedAmount" not in charge
    assert dict(charge)["addedYesterday"] == {"points": 12, "factor": 0.1}
    assert json.loads(json.dumps(charge)) == vector("charge")
    assert seen == [("charges.create", {"body": REQUEST}, {"idempotencyKey": "k1"})]


assert REQUEST == vector("create-charge")
assert SESSION == vector("checkout-session")

recorder = Recorder()
check(Charges(recorder).create(REQUEST, {"idempotencyKey": "k1"}), recorder.seen)
Charges(recorder).capture("C1", {"captureAmount": {"amount": "1.00", "currencyCode": "EUR"}})
assert recorder.seen[-1][1]["pathParameters"] == ["C1"]

async_recorder = AsyncRecorder()
check(asyncio.run(AsyncCharges(async_recorder).create(REQUEST, {"idempotencyKey": "k1"})), async_recorder.seen)
