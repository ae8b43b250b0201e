"""The client that waits for each answer."""

from __future__ import annotations

from ._client import BaseClient
from .buttons import Buttons
from .client_resources import ClientResources

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType
    from typing import Any

    from typing_extensions import Self, Unpack

    from .meta import Response
    from .options import CallOptions
    from .settings import Settings

__all__ = ["AmazonPay"]


class AmazonPay(ClientResources, Buttons, BaseClient):
    """Amazon Pay for one merchant: signs each call, sends it, repeats it where that helps, and gives typed answers.

        pay = AmazonPay(public_key_id="SANDBOX-AB12CD34", private_key="private.pem", region="eu")
        charge = pay.charges.capture(charge_id, capture_amount=Money("12.34", "EUR"))

    Make one and share it: it is safe in threads and after a fork, and keeps its connections open. Settings are
    keywords, described at `Settings`: `public_key_id`, `private_key` (PEM text or the path of a file),
    `private_key_passphrase`, `signer`, `region` ("na", "eu" or "jp"), `environment`, `algorithm`, `api_version`,
    `endpoint`, `root_certificate`, `proxy`, `connect_timeout`, `attempt_timeout`, `total_timeout` (in seconds),
    `max_retries`, `retry_base_delay`, `retry_max_delay`, `max_response_bytes`, `user_agent_suffix`, `integrator_id`,
    `integrator_version` and `platform_version`.

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

    def call(
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

        return response(self._native.call(*encoded(method, path, query, body, options)))

    def close(self) -> None:
        """Closes the connections. Calls under way end as they would; new ones raise a RuntimeError."""
        self._end()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
