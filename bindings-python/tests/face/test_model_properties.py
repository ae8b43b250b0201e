"""What holds of every model, whatever is in it: nothing is lost, and what was read can be written again."""

from __future__ import annotations

import pickle
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amazonpay._kinds import (
    Anything,
    Boolean,
    EnumKind,
    Integer,
    ListKind,
    MapKind,
    ModelKind,
    MoneyKind,
    Timestamp,
    UnixSeconds,
)
from amazonpay._model import Model
from amazonpay.models import ChargeState

from .test_models import MODELS

NAMES = st.text(min_size=1, max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)
MONEY = st.fixed_dictionaries(
    {
        "amount": st.decimals(0, 150_000, places=2).map(str),
        "currencyCode": st.sampled_from(["EUR", "USD", "GBP", "XTS"]),
    }
)
TIMES = st.datetimes().map(
    lambda moment: f"{moment.year:04}{moment.month:02}{moment.day:02}T{moment:%H%M%S}Z"
)


def wire_of(kind: Any) -> st.SearchStrategy[Any]:
    """What may stand on the wire for a kind."""
    if isinstance(kind, ModelKind):
        return fields_of(kind.model)
    if isinstance(kind, ListKind):
        return st.lists(wire_of(kind.item), max_size=2)
    if isinstance(kind, MapKind):
        return st.dictionaries(NAMES, wire_of(kind.value), max_size=2)
    if isinstance(kind, EnumKind):
        return st.sampled_from([str(member) for member in kind.enum]) | st.text(max_size=20)
    for of, strategy in (
        (MoneyKind, MONEY),
        (Timestamp, TIMES),
        (UnixSeconds, st.integers(0, 253_402_300_799)),
        (Boolean, st.booleans()),
        (Integer, st.integers(0, 1 << 32)),
        (Anything, JSON),
    ):
        if isinstance(kind, of):
            return strategy
    return st.text(max_size=20)


def fields_of(model: type[Model]) -> st.SearchStrategy[dict[str, Any]]:
    """The dictionaries that a model may be read from, with fields that it does not know among them."""
    given_ones = {
        field.wire: wire_of(field.kind) for field in model._fields.values() if field.required
    }
    others = {
        field.wire: wire_of(field.kind) for field in model._fields.values() if not field.required
    }
    unknown = st.dictionaries(NAMES.filter(lambda name: name not in model._known), JSON, max_size=2)
    known = st.fixed_dictionaries(given_ones, optional=others)
    return st.builds(lambda known, unknown: {**known, **unknown}, known, unknown)


OBJECTS = st.sampled_from(MODELS).flatmap(lambda model: st.tuples(st.just(model), fields_of(model)))


# A busy machine is no failure, and nothing is written beside the tests.
PATIENT = settings(
    max_examples=100,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def values_of(made: Model) -> dict[str, Any]:
    return {name: getattr(made, name) for name in made._fields}


@given(OBJECTS)
@PATIENT
def test_nothing_is_lost_between_reading_and_writing(sample: tuple[type[Model], Any]) -> None:
    model, fields = sample
    made = model.from_dict(fields)
    values_of(made)
    assert made.to_dict() == fields
    assert set(made.unknown_fields) == set(fields) - model._known
    repr(made)
    assert pickle.loads(pickle.dumps(made)) == made


@given(OBJECTS)
@PATIENT
def test_what_was_read_makes_an_equal_object_again(sample: tuple[type[Model], Any]) -> None:
    model, fields = sample
    made = model.from_dict(fields)
    again = model(**values_of(made), unknown_fields=made.unknown_fields)
    assert again == made
    assert hash(again) == hash(made)
    for name, value in values_of(made).items():
        if value is not None:
            assert getattr(made.replace(**{name: value}), name) == value


@given(st.text())
@PATIENT
def test_any_text_is_a_state(text: str) -> None:
    state = ChargeState(text)
    assert state == text
    assert hash(state) == hash(text)
    assert state.is_known == (text in {str(known) for known in ChargeState})
    assert pickle.loads(pickle.dumps(state)) == state
