"""Amounts of money."""

from __future__ import annotations

import copy
import json
import pickle
from decimal import Decimal, localcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from amazonpay import ConfigurationError, Money
from amazonpay.models import Currency

if TYPE_CHECKING:
    from collections.abc import Callable


def test_every_amount_of_the_vectors_is_refused_in_the_very_words(vectors: Path) -> None:
    cases = json.loads((vectors / "bad-input" / "amounts.json").read_text("utf-8"))["cases"]
    assert len(cases) > 10
    for case in cases:
        with pytest.raises(ConfigurationError) as refused:
            Money(case["amount"], case["currency"])
        assert str(refused.value) == case["expected"], case["name"]
        assert refused.value.field == "amount"


def test_an_amount_keeps_its_digits() -> None:
    price = Money("12.30", "EUR")
    assert price.amount == Decimal("12.3")
    assert str(price.amount) == "12.30"
    assert price.currency is Currency.EUR
    assert str(price) == "12.30 EUR"
    assert repr(price) == "Money('12.30', 'EUR')"
    assert price.to_dict() == {"amount": "12.30", "currencyCode": "EUR"}
    assert Money(Decimal("1E+2"), Currency.JPY).to_dict()["amount"] == "100"
    assert Money(7, "USD").amount == 7


@pytest.mark.parametrize("amount", [12.34, 1.0, None, True, [1], b"1"])
def test_a_float_is_no_amount(amount: Any) -> None:
    with pytest.raises(TypeError, match="amount: expected a decimal text"):
        Money(amount, "EUR")


def test_a_currency_is_a_text() -> None:
    with pytest.raises(TypeError, match="currency: expected a code"):
        Money("1", 978)  # type: ignore[arg-type]


def test_sums_are_exact_whatever_the_callers_context() -> None:
    with localcontext() as context:
        context.prec = 3
        total = Money("123456789.01", "EUR") + Money("0.99", "EUR")
    assert total == Money("123456790.00", "EUR")
    assert sum([Money("1.10", "EUR"), Money("2.20", "EUR")]) == Money("3.30", "EUR")
    assert Money("3.30", "EUR") - Money("1.10", "EUR") == Money("2.20", "EUR")


def test_currencies_do_not_mix() -> None:
    euro, yen = Money("1", "EUR"), Money("1", "JPY")
    for mix in (
        lambda: euro + yen,
        lambda: euro - yen,
        lambda: euro < yen,
        lambda: euro <= yen,
        lambda: euro > yen,
        lambda: euro >= yen,
    ):
        with pytest.raises(ConfigurationError, match='"1 JPY" is not in EUR: convert it first'):
            mix()
    assert euro != yen
    assert euro != "1 EUR"


def test_nothing_is_below_zero_or_mixes_with_numbers() -> None:
    with pytest.raises(ConfigurationError, match="below zero"):
        _ = Money("1", "EUR") - Money("2", "EUR")
    one: Any = Money("1", "EUR")
    mixes: list[Callable[[], object]] = [
        lambda: one + 1,
        lambda: 1 + one,
        lambda: one - 1,
        lambda: one < 1,
    ]
    for mix in mixes:
        with pytest.raises(TypeError):
            mix()


def test_amounts_are_ordered_and_equal_by_value() -> None:
    amounts = [Money(text, "EUR") for text in ("3", "1.00", "2.5")]
    assert [str(it) for it in sorted(amounts)] == ["1.00 EUR", "2.5 EUR", "3 EUR"]
    assert max(amounts) == Money("3.00", "EUR")
    assert len({Money("1", "EUR"), Money("1.0", "EUR")}) == 1
    assert Money("2", "EUR") >= Money("2.00", "EUR") <= Money("2.0", "EUR")
    assert not Money.zero("EUR")
    assert Money("0.01", "EUR")


def test_zero_has_the_currencys_decimals() -> None:
    assert str(Money.zero("EUR")) == "0.00 EUR"
    assert str(Money.zero(Currency.JPY)) == "0 JPY"


def test_an_amount_cannot_be_changed_and_survives_copies_and_pickles() -> None:
    price = Money("12.30", "EUR")
    with pytest.raises(AttributeError, match="immutable"):
        price.amount = Decimal(1)  # type: ignore[misc]
    with pytest.raises(AttributeError, match="immutable"):
        del price._amount
    assert copy.copy(price) is price
    assert copy.deepcopy(price) is price
    restored = pickle.loads(pickle.dumps(price))
    assert restored == price
    assert str(restored) == "12.30 EUR"


def test_what_the_server_sent_is_not_held_to_what_may_be_sent() -> None:
    sent = Money.from_dict({"amount": "-1.005", "currencyCode": "EUR"})
    assert sent.amount == Decimal("-1.005")
    assert pickle.loads(pickle.dumps(sent)) == sent
    assert Money.from_dict({"amount": 12.3, "currencyCode": "EUR"}).amount == Decimal("12.3")


@pytest.mark.parametrize(
    "fields", [{}, {"amount": "Mette", "currencyCode": "EUR"}, "Mette", {"amount": None}]
)
def test_what_is_no_amount_is_refused_and_not_shown(fields: Any) -> None:
    with pytest.raises(ValueError, match=r"Money\.from_dict: expected") as refused:
        Money.from_dict(fields)
    assert "Mette" not in str(refused.value)
    assert refused.value.__context__ is None
