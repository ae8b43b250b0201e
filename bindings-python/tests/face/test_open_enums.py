"""Enums that stay open."""

from __future__ import annotations

import copy
import json
import pickle

import pytest

from amazonpay import Advice, models
from amazonpay.models import ChargePermissionState, ChargeState, CompressionAlgorithm, Currency
from amazonpay.open_enum import OpenEnum

ENUMS = [Advice] + [
    enum
    for enum in vars(models).values()
    # What others derive from lists no values.
    if isinstance(enum, type) and issubclass(enum, OpenEnum) and not enum.__subclasses__()
]


@pytest.mark.parametrize("enum", ENUMS, ids=lambda enum: enum.__name__)
def test_listed_values_are_attributes_that_are_their_text(enum: type[OpenEnum]) -> None:
    assert len(list(enum)) == len(enum._members) > 0
    for member in enum:
        assert isinstance(member, enum)
        assert enum(str(member)) is member
        assert member == member.value
        assert hash(member) == hash(member.value)
        assert type(member.value) is str
        assert member.is_known
        assert repr(member).startswith(f"{enum.__name__}.")
        assert getattr(enum, repr(member).split(".")[1]) is member
        assert json.dumps(member) == json.dumps(member.value)
        assert pickle.loads(pickle.dumps(member)) is member
        assert copy.deepcopy(member) is member


def test_a_value_that_is_not_listed_is_kept() -> None:
    state = ChargeState("AddedYesterday")
    assert not state.is_known
    assert state == "AddedYesterday"
    assert f"{state:>16}" == "  AddedYesterday"
    assert repr(state) == "ChargeState('AddedYesterday')"
    assert pickle.loads(pickle.dumps(state)) == state
    assert state not in list(ChargeState)


def test_the_class_is_a_collection_of_what_is_listed() -> None:
    assert "Captured" in ChargeState
    assert "AddedYesterday" not in ChargeState
    assert 7 not in ChargeState
    assert ChargeState.CAPTURED in ChargeState
    assert len(ChargeState) == 6
    assert [str(currency) for currency in Currency][:2] == ["USD", "EUR"]


def test_names_are_those_of_the_core_where_the_text_is_none() -> None:
    assert CompressionAlgorithm.NONE == "N/A"
    assert models.ReportType.SANDBOX_SETTLEMENT.endswith("_SANDBOX_SETTLEMENT_DATA_")
    assert models.ScheduleFrequency.PT15M == "PT15M"


def test_texts_of_two_enums_are_equal_as_texts_are() -> None:
    assert ChargePermissionState.CLOSED == "Closed"
    by_text: dict[str, int] = {ChargeState.CAPTURED: 1}
    assert by_text["Captured"] == 1


def test_only_a_text_is_a_value() -> None:
    with pytest.raises(TypeError, match="ChargeState: expected str, found int"):
        ChargeState(7)  # type: ignore[arg-type]


def test_advice_explains_itself() -> None:
    assert "Chargeable" in Advice.RETRY_LATER.explanation
    assert all(advice.explanation.endswith(".") for advice in Advice)
    assert Advice("added_yesterday").explanation == ""
