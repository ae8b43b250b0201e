"""The client whose answers are awaited."""

from __future__ import annotations

from ._client import BaseClient
from .async_client_resources import AsyncClientResources
from .buttons import AsyncButtons

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType
    from typing import Any

    from typing_extensions import Self, Unpack

    from .meta import Response
    from .options import CallOptions
    from .settings import Settings

__all__ = ["AsyncAmazonPay"]


class AsyncAmazonPay(AsyncClientResources, AsyncButtons, BaseClient):
    """As `AmazonPay`, for asyncio: the same settings, resources and names, with answers to await.

        async with AsyncAmazonPay.from_env() as pay:
            charge = await pay.charges.get(charge_id)

    Calls of several tasks run at the same time, and cancelling a task ends its call. It belongs to no event loop.

    Raises:
        ConfigurationError: A setting is unknown, missing or wrong; the text names it.
    """

    if TYPE_CHECKING:

        def __init__(self, **settings: Unpack[Settings]) -> None: ...

    @classmethod
    def from_env(cls, **overrides: Unpack[Settings]) -> Self:
        """A client by environment variables; settings given here win.

        They are `AMAZON_PAY_PUBLIC_KEY_ID`, `AMAZON_PAY_PRIVATE_KEY` (PEM text or the path of a file),
        `AMAZON_PAY_PRIVATE_KEY_PASSPHRASE`, `AMAZON_PAY_REGION`, `AMAZON_PAY_ENVIRONMENT`, `AMAZON_PAY_ENDPOINT` and
        `AMAZON_PAY_CA_FILE` (a private certificate authority, PEM).

        Raises:
            ConfigurationError: A setting is missing or wrong; the text names it and its variable.
        """
        return cls._made(dict(overrides), from_env=True)

    async def call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
        **options: Unpack[CallOptions],
    ) -> Response:
        """Calls any path of the API: for what Amazon has added and this version does not have.

        Signed, repeated and judged like every other call, with the same options.

        Args:
            method: `GET`, `POST`, `PUT`, `PATCH` or `DELETE`.
            path: What follows the version, not percent-encoded: `charges/S01-…`.
            query: Names and values, not percent-encoded.
            body: Sent as JSON.
            **options: `idempotency_key`, `timeout`, `max_retries` and the others of `CallOptions`.

        Raises:
            AmazonPayError: By its subclasses, one a kind of failure.
        """
        from ._raw import encoded, response

        return response(await self._native.call_async(*encoded(method, path, query, body, options)))

    async def close(self) -> None:
        """Closes the connections. Calls under way end as they would; new ones raise a RuntimeError."""
        self._end()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()
