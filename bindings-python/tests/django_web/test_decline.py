"""What to do about a decline is what the core says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from amazonpay.django.decline import CHARGE_REASONS, SESSION_REASONS, Decline
from amazonpay.models import Charge, CheckoutSession

# Made from the core's own table.
PAGE = Path(__file__).parents[3] / "docs" / "errors.md"


@pytest.mark.parametrize(
    ("section", "reasons"), [("Charge", CHARGE_REASONS), ("CheckoutSession", SESSION_REASONS)]
)
def test_reasons_have_the_advice_of_the_core(section: str, reasons: dict[str, str]) -> None:
    text = PAGE.read_text(encoding="utf-8").split(f"\n### {section}\n", 1)[1].split("\n### ", 1)[0]
    rows = dict(re.findall(r"^\| `(\w+)` \| `(\w+)` \|", text, re.MULTILINE))
    assert rows
    assert rows == reasons


def test_a_reason_that_is_not_known_has_no_advice() -> None:
    charge = Charge.from_dict(
        {"chargeId": "C", "statusDetails": {"state": "Declined", "reasonCode": "NewReason"}}
    )
    assert Decline.of_charge(charge) == Decline("NewReason", None, charge)


def test_a_session_that_ended_without_a_reason_has_no_advice() -> None:
    session = CheckoutSession.from_dict(
        {"checkoutSessionId": "S", "statusDetails": {"state": "Canceled"}}
    )
    assert Decline.of_session(session) == Decline(None, None)
