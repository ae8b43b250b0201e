"""What the sandbox's answers stand on: objects that keep their JSON and read it when asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from .._moment import read_moment
from ._control import camel_case

if TYPE_CHECKING:
    from typing import NoReturn

    from typing_extensions import Self

#: What `repr` does not show: secrets, if only of a sandbox, so that no log gets into the habit.
_SECRETS = frozenset({"auth_token", "buyer_token", "mws_auth_token", "private_key_pem"})


class Result:
    """An answer of the sandbox, immutable, with attributes in snake case. What is absent is None."""

    __slots__ = ("_wire",)

    _forms: ClassVar[dict[str, Any]] = {}
    _wire: dict[str, Any]

    def __init__(self) -> None:
        raise TypeError(f"a {type(self).__name__} comes from the sandbox alone")

    @classmethod
    def _of(cls, wire: dict[str, Any]) -> Self:
        result = cls.__new__(cls)
        object.__setattr__(result, "_wire", wire)
        return result

    def __getattr__(self, name: str) -> Any:
        # Read from the class alone, so that a half-made object asks for nothing of itself.
        if name not in type(self).__annotations__:
            raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")
        wire_name = camel_case(name)
        value = self._wire.get(wire_name)
        form = self._forms.get(wire_name)
        return value if value is None else _read(form, value)

    def to_dict(self) -> dict[str, Any]:
        """A copy as it is on the wire, in the control API's names."""
        return dict(self._wire)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is immutable")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is immutable")

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other) or not isinstance(other, Result):
            return NotImplemented
        return self._wire == other._wire

    def __hash__(self) -> int:
        return hash((type(self), tuple(sorted(self._wire))))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self)._of, (self._wire,)

    def __repr__(self) -> str:
        names = type(self).__annotations__
        values = {name: getattr(self, name) for name in names}
        shown = ", ".join(
            f"{name}={value!r}" for name, value in values.items() if value is not None
        )
        for name in _SECRETS.intersection(names):
            if values[name] is not None:
                # Wherever it stands: the address that a sign-in leads to has the token in it too.
                shown = shown.replace(repr(values[name])[1:-1], "[secret]")
        return f"{type(self).__name__}({shown})"


def _read(form: Any, value: Any) -> Any:
    """A value in the form that it has in Python: a moment, an object, a tuple of such."""
    if isinstance(value, list):
        return tuple(_read(form, item) for item in value)
    if form is None:
        return value
    if form == "moment":
        return read_moment(value)
    return form._of(value)
