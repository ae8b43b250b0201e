"""What the generated models stand on: objects that keep their JSON and read it when asked.

An instance holds the object as it is on the wire, a dictionary that nobody changes. A field is decoded when it is first
read and remembered; what is never read is never decoded, and what this version does not know is kept.
"""

from __future__ import annotations

from ._kinds import TEXT, copied

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, NoReturn

    from typing_extensions import Self

    from ._kinds import Kind
    from ._native import Answer
    from .meta import ResponseMeta

__all__ = ["Model", "ResponseModel", "field"]


class Field:
    """One field of a model: reads the value off the wire on first access, then stays out of the way."""

    __slots__ = ("absent", "always", "kind", "name", "redacted", "required", "wire")

    def __init__(self, wire: str, kind: Kind, required: bool, always: bool, redacted: bool) -> None:
        self.wire = wire
        self.kind = kind
        self.required = required
        self.always = always
        self.redacted = redacted
        self.name = wire

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, instance: Model | None, owner: type) -> Any:
        if instance is None:
            return self
        value = self.read(instance)
        # The descriptor has no __set__, so that the instance's dictionary is looked at first from now on.
        instance.__dict__[self.name] = value
        return value

    def read(self, instance: Model) -> Any:
        value = instance.__dict__["_wire"].get(self.wire)
        if value is None:
            if self.always:
                return self.kind.decode(self.kind.absent)
            if self.required:
                raise AttributeError(
                    f"{type(instance).__name__}.{self.name}: absent, although it always is there"
                )
            return None
        try:
            return self.kind.decode(value)
        except (TypeError, ValueError, KeyError, ArithmeticError):
            # Without the value, and without the error that may quote it: it may be a buyer's.
            problem = f"{type(instance).__name__}.{self.name}: expected {self.kind.wire_form} in {self.wire!r}"
        raise ValueError(f"{problem}, found something else")


def field(
    wire: str,
    kind: Kind = TEXT,
    *,
    required: bool = False,
    always: bool = False,
    redacted: bool = False,
) -> Any:
    """Declares a field of a model.

    `wire` is its name in JSON. A `required` field must be given; one that is `always` there reads as its kind's empty
    value when the wire has none. The value of a `redacted` one is not shown.
    """
    return Field(wire, kind, required, always, redacted)


class Model:
    """An object of the API, immutable, with attributes in snake case.

    Construct it with keywords; None leaves a field out. What the API has and this version does not know is in
    `unknown_fields`, by its name on the wire, and may be given there too.
    """

    _fields: dict[str, Field] = {}
    _known: frozenset[str] = frozenset()
    _required: tuple[Field, ...] = ()

    def __init_subclass__(cls) -> None:
        own = {name: value for name, value in vars(cls).items() if isinstance(value, Field)}
        if own:
            cls._fields = {**cls._fields, **own}
            cls._known = frozenset(field.wire for field in cls._fields.values())
            cls._required = tuple(field for field in cls._fields.values() if field.required)

    def __init__(self, **values: Any) -> None:
        cls = type(self)
        fields = cls._fields
        unknown = values.pop("unknown_fields", None)
        wire: dict[str, Any] = {}
        for name, value in values.items():
            known = fields.get(name)
            if known is None:
                raise TypeError(_unknown_keyword(cls, name))
            if value is not None:
                wire[known.wire] = known.kind.encode(value, cls.__name__, name)
        for field in cls._required:
            if field.wire not in wire:
                missing = [field.name for field in cls._required if field.wire not in wire]
                raise TypeError(f"{cls.__name__}: missing {', '.join(missing)}")
        if unknown is not None:
            wire.update(self._checked_unknown(unknown))
        self.__dict__["_wire"] = wire

    @classmethod
    def _checked_unknown(cls, unknown: Mapping[str, Any]) -> dict[str, Any]:
        for name in unknown:
            if name in cls._known:
                raise TypeError(
                    f"{cls.__name__}: unknown_fields has {name!r}, which is a field; use its keyword"
                )
        return {name: copied(value) for name, value in unknown.items()}

    @classmethod
    def _of(cls, wire: dict[str, Any]) -> Self:
        """The object that `wire` stands for. Nobody may change `wire` from then on."""
        instance = cls.__new__(cls)
        instance.__dict__["_wire"] = wire
        return instance

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> Self:
        """The object with these fields, by their names on the wire, as `to_dict` gives them.

        Raises:
            TypeError: `fields` is no mapping.
            ValueError: A field that always is there is missing.
        """
        wire = copied(fields)
        if not isinstance(wire, dict):
            raise TypeError(
                f"{cls.__name__}.from_dict: expected a mapping, found {type(fields).__name__}"
            )
        for field in cls._required:
            if not field.always and wire.get(field.wire) is None:
                raise ValueError(f"{cls.__name__}.from_dict: {field.wire!r} is missing")
        return cls._of(wire)

    def to_dict(self) -> dict[str, Any]:
        """A deep copy as it is on the wire: the API's names, plain JSON values, unknown fields included."""
        wire: dict[str, Any] = copied(self.__dict__["_wire"])
        return wire

    @property
    def unknown_fields(self) -> dict[str, Any]:
        """The fields that this version does not know, by their names on the wire; a copy."""
        known = self._known
        wire = self.__dict__["_wire"]
        return {name: copied(value) for name, value in wire.items() if name not in known}

    def replace(self, **changes: Any) -> Self:
        """A copy with other values for the fields given; None takes a field away.

        Raises:
            TypeError: There is no such field, or the value is not of its type.
        """
        fields = type(self)._fields
        wire = dict(self.__dict__["_wire"])
        if "unknown_fields" in changes:
            unknown = self._checked_unknown(changes.pop("unknown_fields") or {})
            wire = {name: value for name, value in wire.items() if name in self._known}
            wire.update(unknown)
        for name, value in changes.items():
            known = fields.get(name)
            if known is None:
                raise TypeError(_unknown_keyword(type(self), name))
            if value is not None:
                wire[known.wire] = known.kind.encode(value, type(self).__name__, name)
            elif known.required:
                raise TypeError(f"{type(self).__name__}.{name}: required, so it cannot be None")
            else:
                wire.pop(known.wire, None)
        return type(self)._of(wire)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(
            f"{type(self).__name__} is immutable: use replace({name}=...), which makes a copy"
        )

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(
            f"{type(self).__name__} is immutable: use replace({name}=None), which makes a copy"
        )

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if type(self) is not type(other):
            return NotImplemented
        if self.__dict__["_wire"] == other.__dict__["_wire"]:
            return True
        same = all(getattr(self, name) == getattr(other, name) for name in self._fields)
        return same and self.unknown_fields == getattr(other, "unknown_fields", None)

    def __hash__(self) -> int:
        known = self.__dict__.get("_hash")
        if known is None:
            values = (
                getattr(self, name) for name, field in self._fields.items() if field.kind.hashable
            )
            known = self.__dict__["_hash"] = hash((type(self), *values))
        return int(known)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (type(self), self.__dict__["_wire"], None)

    def __repr__(self) -> str:
        wire = self.__dict__["_wire"]
        shown = []
        for name, field in self._fields.items():
            if wire.get(field.wire) is not None:
                shown.append(f"{name}={'[redacted]' if field.redacted else self._shown(name)}")
        # The names alone: an unknown field may be a buyer's.
        unknown = [name for name in wire if name not in self._known]
        if unknown:
            shown.append(f"unknown_fields={unknown!r}")
        return f"{type(self).__name__}({', '.join(shown)})"

    def _shown(self, name: str) -> str:
        try:
            return repr(getattr(self, name))
        except ValueError:
            return "[unreadable]"


class ResponseModel(Model):
    """An object that a call can answer with."""

    @classmethod
    def _answered(cls, wire: dict[str, Any], answer: Answer) -> Self:
        instance = cls.__new__(cls)
        attributes = instance.__dict__
        attributes["_wire"] = wire
        attributes["_meta"] = answer
        return instance

    @property
    def meta(self) -> ResponseMeta:
        """What is known of the exchange: request id, status, retries, duration, idempotency key, raw body.

        Raises:
            AttributeError: The object did not come as the answer to a call of its own.
        """
        answer = self.__dict__.get("_meta")
        if answer is None:
            raise AttributeError(
                f"this {type(self).__name__} is no answer to a call, so it has no meta"
            )
        from .meta import ResponseMeta

        return answer if isinstance(answer, ResponseMeta) else ResponseMeta(answer)

    def __reduce__(self) -> tuple[Any, ...]:
        meta = self.meta if "_meta" in self.__dict__ else None
        return _restored, (type(self), self.__dict__["_wire"], meta)


def _restored(cls: type[Model], wire: dict[str, Any], meta: object) -> Model:
    """Makes a pickled object again."""
    instance = cls._of(wire)
    if meta is not None:
        instance.__dict__["_meta"] = meta
    return instance


def _unknown_keyword(cls: type[Model], name: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, cls._fields, n=1)
    # A name off the wire, such as chargeAmount, is the likeliest mistake of all.
    near = [known for known, field in cls._fields.items() if field.wire == name] or near
    hint = f"; did you mean {near[0]!r}?" if near else ""
    return f"{cls.__name__} has no field {name!r}{hint}"
