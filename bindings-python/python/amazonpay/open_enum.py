"""Enums that stay open: a value that this version has not heard of is kept and handed on."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from typing_extensions import Self

__all__ = ["OpenEnum"]


class _Listed:
    """Stands in a class body for a value that becomes a member."""

    __slots__ = ("value",)

    def __init__(self, value: str) -> None:
        self.value = value


def listed(value: str) -> Any:
    """Declares a listed value in the body of an `OpenEnum`."""
    return _Listed(value)


class _OpenEnumType(type):
    """Makes the class itself a collection of its listed values."""

    _members: dict[str, Any]
    _names: dict[str, str]

    def __iter__(cls) -> Iterator[Any]:
        return iter(cls._members.values())

    def __len__(cls) -> int:
        return len(cls._members)

    def __contains__(cls, value: object) -> bool:
        return isinstance(value, str) and str(value) in cls._members


class OpenEnum(str, metaclass=_OpenEnumType):
    """A text of which some values are listed, each an attribute of the class.

    It is a `str`: it compares, hashes, formats and goes into JSON as its text. Any other text is a value too, for the
    API gains values without notice. Iterate over the class for the listed ones.

    >>> from amazonpay.models import ChargeState
    >>> ChargeState("Captured") is ChargeState.CAPTURED, ChargeState.CAPTURED == "Captured"
    (True, True)
    >>> ChargeState("AddedYesterday").is_known
    False
    """

    __slots__ = ()
    _members: dict[str, Any] = {}
    _names: dict[str, str] = {}

    def __init_subclass__(cls) -> None:
        cls._members, cls._names = {}, {}
        for name, marker in list(vars(cls).items()):
            if isinstance(marker, _Listed):
                member = str.__new__(cls, marker.value)
                cls._members[marker.value] = member
                cls._names[marker.value] = name
                setattr(cls, name, member)

    def __new__(cls, value: str) -> Self:
        member = cls._members.get(value)
        if member is not None:
            found: Self = member
            return found
        if not isinstance(value, str):
            raise TypeError(f"{cls.__name__}: expected str, found {type(value).__name__}")
        return str.__new__(cls, value)

    @property
    def value(self) -> str:
        """The text as it stands on the wire."""
        return str.__str__(self)

    @property
    def is_known(self) -> bool:
        """Whether the value is one that this version lists."""
        return self.value in self._members

    def __str__(self) -> str:
        return str.__str__(self)

    def __repr__(self) -> str:
        name = self._names.get(str.__str__(self))
        return (
            f"{type(self).__name__}.{name}"
            if name
            else f"{type(self).__name__}({str.__repr__(self)})"
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (str.__str__(self),)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self
