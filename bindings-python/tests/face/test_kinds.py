"""Kinds of values that no model has yet, or that only a model of a test can bring to their edges."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any

import pytest

from amazonpay._kinds import (
    ANYTHING,
    BOOLEAN,
    INTEGER,
    TEXT,
    TIMESTAMP,
    UNIX_SECONDS,
    ListKind,
    MapKind,
    ModelKind,
    read_timestamp,
)
from amazonpay._model import Model, field


class Inner(Model):
    word: str = field("word")


class Sample(Model):
    anything: Any = field("anything", ANYTHING)
    inner: Inner = field("inner", ModelKind(Inner), always=True)
    flag: bool = field("flag", BOOLEAN, always=True)
    number: int = field("number", INTEGER, always=True)
    word: str = field("word", TEXT, always=True)
    inners: tuple[Inner, ...] = field("inners", ListKind(ModelKind(Inner)), always=True)
    by_name: Any = field("byName", MapKind(ModelKind(Inner)), always=True)
    moment: datetime = field("moment", UNIX_SECONDS)
    stamp: datetime = field("stamp", TIMESTAMP)


def test_any_json_is_copied_on_its_way_in_and_out() -> None:
    given = {"a": [1, {"b": None}], "c": (2,)}
    sample = Sample(anything=given)
    given["a"] = []
    assert sample.anything == {"a": [1, {"b": None}], "c": [2]}
    sample.anything["a"].append(3)
    assert sample.to_dict() == {"anything": {"a": [1, {"b": None}], "c": [2]}}
    assert hash(sample) == hash(Sample())
    assert sample != Sample()


def test_what_is_always_there_reads_as_the_kinds_empty_value() -> None:
    sample = Sample()
    assert sample.inner == Inner()
    assert (sample.flag, sample.number, sample.word, sample.inners) == (False, 0, "", ())
    assert dict(sample.by_name) == {}
    assert sample.to_dict() == {}


def test_an_object_within_a_list_may_be_the_text_of_one() -> None:
    # As the addresses of a shippingAddressList are.
    sample = Sample.from_dict({"inners": [json.dumps({"word": "a"}), {"word": "b"}]})
    assert [inner.word for inner in sample.inners] == ["a", "b"]
    with pytest.raises(ValueError, match=r"Sample\.inners: expected a list"):
        _ = Sample.from_dict({"inners": ["no JSON"]}).inners


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"inner": []}, "inner"),
        ({"inners": {}}, "inners"),
        ({"byName": []}, "by_name"),
        ({"moment": "yesterday"}, "moment"),
        ({"moment": 10**18}, "moment"),
        ({"stamp": 7}, "stamp"),
        ({"flag": 1}, "flag"),
        ({"number": True}, "number"),
        ({"number": "1"}, "number"),
        ({"word": ["a"]}, "word"),
        ({"word": True}, "word"),
    ],
)
def test_what_is_of_another_kind_is_a_value_error_that_names_the_field(
    fields: dict[str, Any], name: str
) -> None:
    sample = Sample.from_dict(fields)
    with pytest.raises(ValueError, match=rf"Sample\.{name}: expected .* found something else"):
        getattr(sample, name)
    assert f"{name}=[unreadable]" in repr(sample)


@pytest.mark.parametrize(
    "text",
    [
        "20261124T101500Z",
        "2026-11-24T10:15:00Z",
        "2026-11-24T10:15:00.9Z",
        "2026-11-24T10:15:00.999999999Z",
        "2026-11-24t10:15:00z",
        "2026-11-24T11:15:00+01:00",
    ],
)
def test_times_are_read_in_both_spellings(text: str) -> None:
    moment = datetime(2026, 11, 24, 10, 15, tzinfo=timezone.utc)
    assert read_timestamp(text) == moment
    assert Sample.from_dict({"stamp": text}).stamp == moment
    assert Sample.from_dict({"moment": text}).moment == moment


def test_a_number_in_a_texts_place_is_its_text() -> None:
    assert Sample.from_dict({"word": 12}).word == "12"
    assert Sample.from_dict({"word": 0.5}).word == "0.5"


def test_a_subclass_has_the_fields_of_its_base_and_its_own() -> None:
    class Wider(Inner):
        more: str = field("more")

    wider = Wider(word="a", more="b", unknown_fields={"c": 1})
    assert wider.to_dict() == {"word": "a", "more": "b", "c": 1}
    assert wider.unknown_fields == {"c": 1}
    assert repr(wider) == "Wider(word='a', more='b', unknown_fields=['c'])"
