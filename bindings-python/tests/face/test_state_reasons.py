"""The reasons of an object's state say what to do, as the vectors have it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from amazonpay import models

from .playback import VECTORS

if TYPE_CHECKING:
    from amazonpay.advice import StateReason

REASONS: dict[str, dict[str, str]] = json.loads((VECTORS / "errors.json").read_text("utf-8"))[
    "stateReasons"
]


@pytest.mark.parametrize("object_name", REASONS)
def test_each_reason_has_the_advice_of_the_vectors(object_name: str) -> None:
    reasons: type[StateReason] = getattr(models, f"{object_name}ReasonCode")
    expected = REASONS[object_name]
    for reason, advice in expected.items():
        assert reasons(reason).advice == advice
    assert {str(reason) for reason in reasons} == {
        reason for reason in expected if expected[reason]
    }
