"""The kinds of values that fields have: how each is read off the wire and written onto it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from json import loads
from types import MappingProxyType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn, Protocol

    from ._model import Model
    from .open_enum import OpenEnum

    class Kind(Protocol):
        """How values of a field are read and written."""

        wire_form: str
        """What stands on the wire, for messages."""
        hashable: bool
        """Whether all its values have a hash."""
        absent: Any
        """What an absent value that must not be None reads as."""

        def decode(self, value: Any) -> Any:
            """The value that stands on the wire."""

        def encode(self, value: Any, model: str, name: str) -> Any:
            """The value as it stands on the wire; a TypeError that names the field when it is none of this kind."""


def copied(value: Any) -> Any:
    """A deep copy of a JSON value, in dictionaries and lists of its own."""
    if isinstance(value, Mapping):
        return {name: copied(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [copied(item) for item in value]
    return value


def refuse(model: str, name: str, expected: str, value: object) -> NoReturn:
    """Raises the TypeError of a value that is none of its field's; without the value, which may be a buyer's."""
    raise TypeError(f"{model}.{name}: expected {expected}, found {type(value).__name__}")


class Text:
    wire_form = "a text"
    hashable = True
    absent: Any = ""

    def decode(self, value: Any) -> Any:
        if isinstance(value, str):
            return value
        # Numbers are read as their text, as the core reads them.
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return repr(value)
        raise TypeError

    def encode(self, value: Any, model: str, name: str) -> Any:
        return value if isinstance(value, str) else refuse(model, name, "str", value)


class Boolean:
    wire_form = "true or false"
    hashable = True
    absent: Any = False

    def decode(self, value: Any) -> Any:
        if not isinstance(value, bool):
            raise TypeError
        return value

    def encode(self, value: Any, model: str, name: str) -> Any:
        return value if isinstance(value, bool) else refuse(model, name, "bool", value)


class Integer:
    wire_form = "a whole number"
    hashable = True
    absent: Any = 0

    def decode(self, value: Any) -> Any:
        if not isinstance(value, int) or isinstance(value, bool):
            raise TypeError
        return value

    def encode(self, value: Any, model: str, name: str) -> Any:
        whole = isinstance(value, int) and not isinstance(value, bool)
        return value if whole else refuse(model, name, "int", value)


class Anything:
    wire_form = "anything"
    hashable = False
    absent: Any = None

    def decode(self, value: Any) -> Any:
        return copied(value)

    def encode(self, value: Any, model: str, name: str) -> Any:
        return copied(value)


class MoneyKind:
    wire_form = 'an amount such as {"amount": "12.30", "currencyCode": "EUR"}'
    hashable = True
    absent: Any = None

    def decode(self, value: Any) -> Any:
        from .money import Money

        return Money._of(value)

    def encode(self, value: Any, model: str, name: str) -> Any:
        from .money import Money

        if isinstance(value, Money):
            return value.to_dict()
        return refuse(model, name, 'Money, such as Money("12.30", "EUR")', value)


_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def _in_utc(value: Any, model: str, name: str) -> datetime:
    if not isinstance(value, datetime):
        refuse(model, name, "datetime", value)
    if value.tzinfo is None or value.utcoffset() is None:
        raise ValueError(
            f"{model}.{name}: expected an aware datetime, found one without a time zone; "
            "give it one, such as tzinfo=timezone.utc"
        )
    return value.astimezone(timezone.utc)


def read_timestamp(text: str) -> datetime:
    """The moment that a timestamp of the API says, `20261124T101500Z` or RFC 3339."""
    if len(text) == 16 and text[8] == "T" and text[15] == "Z":
        parts = (text[:4], text[4:6], text[6:8], text[9:11], text[11:13], text[13:15])
        year, month, day, hour, minute, second = map(int, parts)
        return datetime(year, month, day, hour, minute, second, tzinfo=timezone.utc)
    # Without its fraction, of which Python 3.9 takes three or six digits and no other number.
    whole = re.sub(r"\.\d+", "", text.upper(), count=1)
    moment = datetime.fromisoformat(whole.replace("Z", "+00:00"))
    return moment.replace(microsecond=0).astimezone(timezone.utc)


class Timestamp:
    wire_form = "a time such as 20261124T101500Z"
    hashable = True
    absent: Any = None

    def decode(self, value: Any) -> Any:
        return read_timestamp(value)

    def encode(self, value: Any, model: str, name: str) -> Any:
        moment = _in_utc(value, model, name)
        # Not strftime, which writes the year 999 with three digits on some systems.
        return (
            f"{moment.year:04}{moment.month:02}{moment.day:02}"
            f"T{moment.hour:02}{moment.minute:02}{moment.second:02}Z"
        )


class UnixSeconds:
    wire_form = "a time in Unix seconds"
    hashable = True
    absent: Any = None

    def decode(self, value: Any) -> Any:
        if isinstance(value, str):
            return read_timestamp(value)
        return _EPOCH + timedelta(seconds=int(value))

    def encode(self, value: Any, model: str, name: str) -> Any:
        return (_in_utc(value, model, name) - _EPOCH) // timedelta(seconds=1)


class EnumKind:
    wire_form = "a text"
    hashable = True
    absent: Any = ""

    def __init__(self, enum: type[OpenEnum]) -> None:
        self.enum = enum

    def decode(self, value: Any) -> Any:
        return self.enum(value)

    def encode(self, value: Any, model: str, name: str) -> Any:
        if type(value) is str or isinstance(value, self.enum):
            return str(value)
        from .open_enum import OpenEnum

        if not isinstance(value, str) or isinstance(value, OpenEnum):
            refuse(model, name, f"{self.enum.__name__} or str", value)
        return str(value)


class ModelKind:
    wire_form = "an object"
    hashable = True
    absent: Any = {}

    def __init__(self, model: type[Model]) -> None:
        self.model = model

    def decode(self, value: Any) -> Any:
        if isinstance(value, str):
            # Each address of a shippingAddressList is the text of a JSON object in what Amazon sends.
            value = loads(value)
        if not isinstance(value, dict):
            raise TypeError
        return self.model._of(value)

    def encode(self, value: Any, model: str, name: str) -> Any:
        if isinstance(value, self.model):
            return value.__dict__["_wire"]
        expected = self.model.__name__
        if isinstance(value, Mapping):
            expected += f" (from wire names: {expected}.from_dict)"
        return refuse(model, name, expected, value)


class ListKind:
    wire_form = "a list"
    absent: Any = []

    def __init__(self, item: Kind) -> None:
        self.item = item
        self.hashable = item.hashable

    def decode(self, value: Any) -> Any:
        if not isinstance(value, list):
            raise TypeError
        return tuple(map(self.item.decode, value))

    def encode(self, value: Any, model: str, name: str) -> Any:
        # A text is a sequence too, of its letters: never what is meant.
        if isinstance(value, (str, bytes, Mapping)) or not hasattr(value, "__iter__"):
            refuse(model, name, "a list or tuple", value)
        return [
            self.item.encode(item, model, f"{name}[{index}]") for index, item in enumerate(value)
        ]


class MapKind:
    wire_form = "an object"
    hashable = False
    absent: Any = {}

    def __init__(self, value: Kind) -> None:
        self.value = value

    def decode(self, value: Any) -> Any:
        if not isinstance(value, dict):
            raise TypeError
        return MappingProxyType({name: self.value.decode(item) for name, item in value.items()})

    def encode(self, value: Any, model: str, name: str) -> Any:
        if not isinstance(value, Mapping):
            refuse(model, name, "a mapping", value)
        encode = self.value.encode
        return {str(key): encode(item, model, f"{name}[{key!r}]") for key, item in value.items()}


TEXT = Text()
BOOLEAN = Boolean()
INTEGER = Integer()
ANYTHING = Anything()
MONEY = MoneyKind()
TIMESTAMP = Timestamp()
UNIX_SECONDS = UnixSeconds()
