"""Amounts of money: a decimal and a currency, never a float."""

from __future__ import annotations

from decimal import Context, Decimal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, NoReturn

    from typing_extensions import Self

    from .models import Currency

__all__ = ["Money"]

# Sums of amounts are exact whatever precision the caller's own decimal context has: 18 digits on either side.
_EXACT = Context(prec=60)


class Money:
    """An amount in a currency: `Money("12.34", "EUR")`.

    An amount made here is zero or more, has at most 18 digits and no more decimals than its currency has (trailing
    zeros count). What the server sent is kept to the digit; amounts are equal when their values are. Amazon Pay takes
    up to 150,000 USD, GBP or EUR and 10,000,000 JPY a charge. Immutable, hashable, ordered within a currency.

    Args:
        amount: In units of the currency, as a decimal text (`"12.30"`), an int or a `Decimal`. Floats are refused,
            since 0.1 is none of them.
        currency: The currency's ISO 4217 code, such as `"EUR"` or `Currency.EUR`.

    Raises:
        ConfigurationError: The amount is none of that currency.
        TypeError: The amount is a float or something else that is no amount.

    >>> from amazonpay import Money
    >>> Money("12.30", "EUR") + Money("4.9", "EUR")
    Money('17.20', 'EUR')
    """

    __slots__ = ("_amount", "_currency")

    _amount: Decimal
    _currency: str

    def __init__(self, amount: str | int | Decimal, currency: Currency | str) -> None:
        if not isinstance(currency, str):
            raise TypeError(
                f"currency: expected a code such as 'EUR', found {type(currency).__name__}"
            )
        if isinstance(amount, Decimal):
            # Not str(), which writes 1E+2 for some hundreds.
            text = format(amount, "f")
        elif isinstance(amount, int) and not isinstance(amount, bool):
            text = str(amount)
        elif isinstance(amount, str):
            text = amount
        else:
            hint = ", for a float holds 0.1 only nearly" if isinstance(amount, float) else ""
            raise TypeError(
                f"amount: expected a decimal text such as '12.34', a Decimal or an int, "
                f"found {type(amount).__name__}{hint}"
            )
        from ._native import check_money

        self._set(Decimal(check_money(text, str(currency))), str(currency))

    def _set(self, amount: Decimal, currency: str) -> None:
        object.__setattr__(self, "_amount", amount)
        object.__setattr__(self, "_currency", currency)

    @classmethod
    def zero(cls, currency: Currency | str) -> Self:
        """Nothing, in a currency, with the currency's decimals: `0.00 EUR`, `0 JPY`."""
        try:
            return cls("0.00", currency)
        except ValueError:
            return cls("0", currency)

    @classmethod
    def _of(cls, wire: Mapping[str, Any]) -> Self:
        """The amount that the server sent, which is not held to what may be sent."""
        amount = wire["amount"]
        if not isinstance(amount, str):
            # A number: the shortest text that means it is the one that was written.
            amount = repr(amount)
        instance = cls.__new__(cls)
        instance._set(Decimal(amount), str(wire["currencyCode"]))
        return instance

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> Self:
        """The amount in `{"amount": "12.30", "currencyCode": "EUR"}`, as `to_dict` gives it.

        It is not held to what may be sent: the server's own amounts are read so too.

        Raises:
            ValueError: There is no amount in it.
        """
        try:
            return cls._of(fields)
        except (KeyError, TypeError, ArithmeticError):
            pass
        # Without the value: what stands in an amount's place by mistake may be a buyer's.
        raise ValueError('Money.from_dict: expected {"amount": "12.30", "currencyCode": "EUR"}')

    def to_dict(self) -> dict[str, str]:
        """As it is on the wire: `{"amount": "12.30", "currencyCode": "EUR"}`."""
        return {"amount": format(self._amount, "f"), "currencyCode": self._currency}

    @property
    def amount(self) -> Decimal:
        """The amount in units of the currency, to the digit as it was given or sent."""
        return self._amount

    @property
    def currency(self) -> Currency:
        """The currency."""
        from .models import Currency

        return Currency(self._currency)

    def __add__(self, other: Money) -> Self:
        if not isinstance(other, Money):
            return NotImplemented
        self._same_currency(other)
        return type(self)(_EXACT.add(self._amount, other._amount), self._currency)

    def __radd__(self, other: object) -> Self:
        # sum() begins with 0.
        if type(other) is int and other == 0:
            return self
        return NotImplemented

    def __sub__(self, other: Money) -> Self:
        if not isinstance(other, Money):
            return NotImplemented
        self._same_currency(other)
        return type(self)(_EXACT.subtract(self._amount, other._amount), self._currency)

    def _same_currency(self, other: Money) -> None:
        if self._currency != other._currency:
            from .errors import ConfigurationError

            raise ConfigurationError(
                f'amount: "{other}" is not in {self._currency}: convert it first'
            )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        return self._currency == other._currency and self._amount == other._amount

    def __hash__(self) -> int:
        return hash((self._amount, self._currency))

    def __lt__(self, other: Money) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        self._same_currency(other)
        return self._amount < other._amount

    def __le__(self, other: Money) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        self._same_currency(other)
        return self._amount <= other._amount

    def __gt__(self, other: Money) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        self._same_currency(other)
        return self._amount > other._amount

    def __ge__(self, other: Money) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        self._same_currency(other)
        return self._amount >= other._amount

    def __bool__(self) -> bool:
        return bool(self._amount)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("Money is immutable: make another")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError("Money is immutable: make another")

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        # Not by the constructor, which holds what the server sent to what may be sent.
        return Money._of, (self.to_dict(),)

    def __str__(self) -> str:
        return f"{self._amount:f} {self._currency}"

    def __repr__(self) -> str:
        return f"Money('{self._amount:f}', '{self._currency}')"
