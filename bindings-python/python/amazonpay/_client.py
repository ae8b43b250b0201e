"""What both clients have in common: from settings to the native client."""

from __future__ import annotations

import sys
from os import PathLike, fspath

from ._json import text
from ._native import Client, __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, NoReturn

    from typing_extensions import Self

    from ._native import Sandbox

# Settings that are texts or files; both may be given as bytes or as a path.
_TEXTS_OR_FILES = ("private_key", "root_certificate")


def _native_settings(settings: Mapping[str, Any]) -> str:
    """The settings' JSON text, completed by what only Python knows."""
    values = {name: value for name, value in settings.items() if value is not None}
    for name in _TEXTS_OR_FILES:
        value = values.get(name)
        if isinstance(value, PathLike):
            value = fspath(value)
        if isinstance(value, (bytes, bytearray)):
            # What is no text comes out as letters that are no PEM, and is refused as such.
            value = value.decode("latin-1")
        if value is not None:
            values[name] = value
    values.setdefault("sdk_type", "amazonpay-python")
    values.setdefault("sdk_version", __version__)
    values.setdefault("language_version", ".".join(map(str, sys.version_info[:3])))
    try:
        return text(values)
    except (TypeError, ValueError):
        from .errors import ConfigurationError

        for name, value in values.items():
            if (
                not isinstance(value, (str, int, float))
                or value != value
                or value in (float("inf"), -float("inf"))
            ):
                # Without the value, which may be a secret.
                message = (
                    f"{name}: expected a text or a finite number, found {type(value).__name__}"
                )
                raise ConfigurationError(message, field=name) from None
        raise


class _Closed:
    """Stands where the native client was."""

    def __getattr__(self, name: str) -> NoReturn:
        raise RuntimeError("the client is closed")


class BaseClient:
    """The settings and the life of a client."""

    _native: Client

    def __init__(self, **settings: Any) -> None:
        self._begin(settings)

    def _begin(self, settings: dict[str, Any], sandbox: Any = None, from_env: bool = False) -> None:
        # Now and not in the first call: the child of a fork in the middle of another thread's import waits for that
        # thread for ever.
        from . import async_resources, resources  # noqa: F401

        signer = settings.pop("signer", None)
        self._native = Client(
            _native_settings(settings), signer=signer, sandbox=sandbox, from_env=from_env
        )

    @classmethod
    def _made(cls, settings: dict[str, Any], sandbox: Any = None, from_env: bool = False) -> Self:
        client = cls.__new__(cls)
        client._begin(settings, sandbox, from_env)
        return client

    @classmethod
    def _of_sandbox(cls, sandbox: Sandbox, settings: Mapping[str, Any]) -> Self:
        """A client of a sandbox of this process, which goes by the sandbox's clock."""
        return cls._made(dict(settings), sandbox)

    def _end(self) -> None:
        # Resources that were handed out keep their own reference; calls under way end as they would.
        self._native = _Closed()  # type: ignore[assignment]
        for resource in [name for name in self.__dict__ if name != "_native"]:
            self.__dict__.pop(resource, None)

    @property
    def public_key_id(self) -> str:
        """The id of the merchant's public key."""
        return self._native.public_key_id

    @property
    def region(self) -> str:
        """Where the merchant's account is: `"na"`, `"eu"` or `"jp"`."""
        return self._native.region

    @property
    def environment(self) -> str:
        """`"sandbox"` or `"live"`."""
        return self._native.environment

    @property
    def algorithm(self) -> str:
        """The signatures' algorithm."""
        return self._native.algorithm

    @property
    def endpoint(self) -> str:
        """Where calls go."""
        return self._native.endpoint

    @property
    def checkout_script_url(self) -> str:
        """The address of the script that draws buttons: Amazon's for the region, or that of a sandbox on this machine.

        A page's Content-Security-Policy names its origin in `script-src`; beside a sandbox in `connect-src` and
        `form-action` as well.
        """
        return self._native.checkout_script_url

    def __repr__(self) -> str:
        name = type(self).__name__
        if isinstance(self._native, _Closed):
            return f"<{name}, closed>"
        return f"<{name} {self.public_key_id} in {self.region}, {self.environment}>"
