"""The settings of a client, which both clients take as keywords."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from os import PathLike
    from typing import Union

    Signer = Callable[[str, bytes], Union[bytes, Awaitable[bytes]]]
    """Signs: takes the algorithm's name and the bytes to sign, gives the signature's bytes."""

__all__ = ["Settings"]


class Settings(TypedDict, total=False):
    """The settings of a client; times are in seconds, and None stands for the default.

    Needed are a public key id, a private key or another signer, and a region; the environment too when the id has no
    prefix `SANDBOX-` or `LIVE-`.
    """

    public_key_id: str | None
    """The id that Amazon gave the merchant's public key."""
    private_key: str | bytes | PathLike[str] | None
    """The private key: PEM text (PKCS#8 or PKCS#1) or the path of a file with PEM or DER."""
    private_key_passphrase: str | None
    """Opens an encrypted private key."""
    signer: Signer | None
    """Signs in place of a private key, by a key management service for instance: `signer(algorithm, message)` gives
    the signature's bytes, or an awaitable of them. What it raises becomes the cause of a `SigningError`."""
    region: str | None
    """Where the merchant's account is: `"na"`, `"eu"` or `"jp"`; `"us"`, `"uk"` and `"de"` are understood too."""
    environment: str | None
    """`"sandbox"` or `"live"`. Default: what the public key id's prefix says."""
    algorithm: str | None
    """`"AMZN-PAY-RSASSA-PSS-V2"` or `"AMZN-PAY-RSASSA-PSS"`. Default: the former."""
    api_version: str | None
    """The version of the API. Default: `"v2"`."""
    endpoint: str | None
    """Scheme, host and port in place of Amazon's, for a sandbox on this machine or a gateway. Plain http goes to this
    machine only."""
    root_certificate: str | bytes | PathLike[str] | None
    """Certificate authorities to trust besides the system's: PEM text or the path of a file."""
    proxy: str | None
    """A proxy (`http://` or `https://`, with credentials if need be) for https requests. Default: none, whatever the
    process's environment variables say."""
    connect_timeout: float | None
    """The longest wait for a connection. Default: 5."""
    attempt_timeout: float | None
    """The longest wait for one answer. Default: 30."""
    total_timeout: float | None
    """The longest a call may take with all its retries. Default: 90."""
    max_retries: int | None
    """How often a failed attempt is repeated at most, 0 to 20. Default: 3."""
    retry_base_delay: float | None
    """The longest pause before the first retry; it doubles with each. Default: 0.5."""
    retry_max_delay: float | None
    """The longest pause before any retry. Default: 30."""
    max_response_bytes: int | None
    """The longest answer that is read. Default: 10 MiB."""
    user_agent_suffix: str | None
    """Text behind the client's own `user-agent`, for example `"my-shop/2.1"`."""
    integrator_id: str | None
    """`x-amz-pay-integrator-id`: who made the integration."""
    integrator_version: str | None
    """`x-amz-pay-integrator-version`: the integration's version; needs an integrator id."""
    platform_version: str | None
    """`x-amz-pay-platform-version`: the version of the shop system."""
