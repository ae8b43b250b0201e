"""A sandbox of Amazon Pay in this process."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from .. import _native
from ._control import Control, camel_case, moment, segment, snake_case
from .buyer import Buyer
from .clock import Clock
from .faults import Faults
from .merchants import Merchants
from .notifications import Notifications
from .results import Health, RequestDetails, RequestSummary, Throttle

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Literal

    from typing_extensions import Self, Unpack

    from .. import AmazonPay, AsyncAmazonPay, NotificationVerifier
    from .._model import Model
    from ..settings import Settings
    from ._arguments import Bucket, SandboxSettings

__all__ = ["Credentials", "Sandbox"]

#: The models of the objects that the sandbox lists.
_MODELS = {
    "checkoutSessions": "CheckoutSession",
    "chargePermissions": "ChargePermission",
    "charges": "Charge",
    "refunds": "Refund",
    "disputes": "Dispute",
    "reports": "Report",
    "report-schedules": "ReportSchedule",
    "disbursements": "Disbursement",
}


class Credentials:
    """What a client needs to act as one of the sandbox's merchants."""

    __slots__ = (
        "auth_token",
        "environment",
        "merchant_id",
        "private_key",
        "public_key_id",
        "region",
        "store_id",
    )

    public_key_id: str
    """The public key's id."""
    private_key: str
    """The private key, PEM; empty when the sandbox was given a public key only."""
    merchant_id: str
    """The merchant account's id."""
    store_id: str
    """The merchant's store, `store_id` of a Checkout Session."""
    region: str
    """``na``, ``eu`` or ``jp``."""
    environment: str
    """``sandbox`` or ``live``."""
    auth_token: str
    """The token by which another merchant, as a solution provider, acts for this one."""

    def __init__(self, **values: str) -> None:
        for name, value in values.items():
            setattr(self, name, value)

    def __repr__(self) -> str:
        return (
            f"Credentials(public_key_id={self.public_key_id!r}, merchant_id={self.merchant_id!r})"
        )


class Sandbox:
    """Amazon Pay on this machine, in this process: it speaks the API over http and TLS, on free ports of loopback.

    >>> with Sandbox() as sandbox:
    ...     pay = sandbox.client()

    It belongs to the process that starts it, and ends with `close`. Its settings are keywords, all optional: `port`,
    `tls_port`, `ipn_url`, `ipn_urls`, `region`, `merchant_id`, `store_id`, `public_key_id`, `private_key`,
    `public_key`, `now` and `frozen` (of the clock), `throttle`, `signature_version`, `notification_timeout` and
    others.

    Raises:
        ConfigurationError: A setting is not known or has an impossible value; the text says which and what was
            expected.
    """

    buyer: Buyer
    """The buyer."""
    clock: Clock
    """The clock."""
    faults: Faults
    """What goes wrong with requests on demand."""
    notifications: Notifications
    """What the sandbox tells to whom."""
    merchants: Merchants
    """Who may call."""

    def __init__(self, **settings: Unpack[SandboxSettings]) -> None:
        given: dict[str, Any] = {**settings}
        if isinstance(given.get("now"), datetime):
            given["now"] = moment(given["now"])
        self._native = _native.Sandbox(json.dumps(given))
        self._control = Control(self._native)
        self._credentials: Credentials | None = None
        self.buyer = Buyer(self._control)
        self.clock = Clock(self._control)
        self.faults = Faults(self._control)
        self.notifications = Notifications(self._control, self._native)
        self.merchants = Merchants(self._control)

    @property
    def url(self) -> str:
        """The address for plain http, a client's `endpoint`."""
        return self._native.url

    @property
    def tls_url(self) -> str:
        """The address for TLS; a client has to trust `ca_pem`."""
        return self._native.tls_url

    @property
    def ca_pem(self) -> str:
        """The certificate authority of this sandbox, PEM."""
        return self._native.ca_pem

    @property
    def credentials(self) -> Credentials:
        """What a client needs to act as the first merchant."""
        if self._credentials is None:
            # The first call in a process may wait up to 150 ms for the key pair, which is made meanwhile.
            credentials = json.loads(self._native.credentials())
            self._credentials = Credentials(
                **{snake_case(name): value for name, value in credentials.items()}
            )
        return self._credentials

    @property
    def merchant_id(self) -> str:
        """The first merchant's account id."""
        return self.credentials.merchant_id

    @property
    def store_id(self) -> str:
        """The first merchant's store id."""
        return self.credentials.store_id

    @property
    def environ(self) -> dict[str, str]:
        """The environment variables by which another process finds this sandbox and is its first merchant.

        >>> subprocess.run([sys.executable, "shop.py"], env={**os.environ, **sandbox.environ})
        """
        credentials = self.credentials
        return {
            "AMAZON_PAY_ENDPOINT": self.url,
            "AMAZON_PAY_PUBLIC_KEY_ID": credentials.public_key_id,
            "AMAZON_PAY_PRIVATE_KEY": credentials.private_key,
            "AMAZON_PAY_REGION": credentials.region,
            "AMAZON_PAY_ENVIRONMENT": credentials.environment,
            "AMAZON_PAY_MERCHANT_ID": credentials.merchant_id,
            "AMAZON_PAY_STORE_ID": credentials.store_id,
        }

    @property
    def client_settings(self) -> Settings:
        """The settings of a client that is the first merchant: keywords of `AmazonPay`.

        A client made with these alone goes by the machine's clock; one of `client` by the sandbox's.
        """
        credentials = self.credentials
        return {
            "endpoint": self.url,
            "public_key_id": credentials.public_key_id,
            "private_key": credentials.private_key,
            "region": credentials.region,
            "environment": credentials.environment,
        }

    def client(self, **settings: Unpack[Settings]) -> AmazonPay:
        """A client that is the first merchant, and goes by the sandbox's clock.

        `settings` are those of `AmazonPay`.
        """
        from .. import AmazonPay

        return AmazonPay._of_sandbox(self._native, self._completed(settings))

    def async_client(self, **settings: Unpack[Settings]) -> AsyncAmazonPay:
        """As `client`, asynchronous."""
        from .. import AsyncAmazonPay

        return AsyncAmazonPay._of_sandbox(self._native, self._completed(settings))

    def _completed(self, settings: Settings) -> dict[str, Any]:
        own = self.client_settings
        if settings.get("signer") is not None:
            own.pop("private_key", None)
        return {**own, **settings}

    def notification_verifier(self, **settings: Any) -> NotificationVerifier:
        """A verifier that accepts this sandbox's notifications and no others, and goes by its clock.

        `settings` are those of `NotificationVerifier`.
        """
        from .. import NotificationVerifier

        return NotificationVerifier._of_sandbox(self._native, settings)

    def throttle(
        self,
        preset: Literal["off", "live", "sandbox"] | None = None,
        *,
        write: Bucket | None = None,
        read: Bucket | None = None,
    ) -> Throttle | None:
        """Sets the quotas and fills all buckets: ``"live"``, ``"sandbox"``, ``"off"``, or both `write` and `read`.

        Returns the quotas that hold now, None for none.

        >>> sandbox.throttle(
        ...     write={"capacity": 2, "refill_per_second": 0.5},
        ...     read={"capacity": 5, "refill_per_second": 1},
        ... )
        """
        change = {"preset": preset, "write": write, "read": read}
        quotas = self._control.post("throttle", change)["throttle"]
        return None if quotas is None else Throttle._of(quotas)

    def rule_dispute(self, dispute_id: str, ruling: str) -> None:
        """Says what the review of a dispute will come to once the merchant has contested it.

        `ruling` is ``MerchantWon`` (unless said), ``BuyerWon``, ``NoFault`` or
        ``MerchantAdditionalEvidencesRequired``.
        """
        self._control.post(f"disputes/{segment(dispute_id)}/ruling", {"ruling": ruling})

    def objects(self, kind: str) -> tuple[Any, ...]:
        """The objects of a kind, of all merchants, oldest first, as the API shows them: ``charges``, ``refunds``,
        ``charge_permissions``, ``checkout_sessions``, ``disputes`` and so on."""
        from .. import models

        wire_kind = "report-schedules" if kind == "report_schedules" else camel_case(kind)
        found = self._control.get(f"objects/{segment(wire_kind)}")["objects"]
        model: type[Model] | None = getattr(models, _MODELS.get(wire_kind, ""), None)
        return tuple(found if model is None else (model._of(fields) for fields in found))

    def requests(self, limit: int = 100) -> tuple[RequestSummary, ...]:
        """The latest requests of the API, newest first, without secrets and buyers' data."""
        found = self._control.get("requests", limit=limit)["requests"]
        return tuple(RequestSummary._of(request) for request in found)

    def request(self, request_id: str) -> RequestDetails:
        """All that is known of one request, and when its signature was refused both sides' canonical request."""
        return RequestDetails._of(self._control.get(f"requests/{segment(request_id)}"))

    def compress_documents(self, compress: bool = True) -> None:
        """Sets whether the documents of reports are compressed with gzip, which Amazon does not do yet."""
        self._control.post("documents", {"compress": compress})

    def health(self) -> Health:
        """That it answers, its time, and how many objects there are."""
        return Health._of(self._control.get("health"))

    def reset(self) -> None:
        """Forgets objects, faults, throttling, requests and notifications, and puts the clock on the machine's time.

        Merchants, keys and the endpoints of notifications stay.
        """
        self._control.post("reset")

    def close(self) -> None:
        """Ends it; requests under way get two seconds. Once more, or in a forked child, it does nothing."""
        self._native.shutdown()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await asyncio.get_running_loop().run_in_executor(None, self.close)

    def __repr__(self) -> str:
        return f"<Sandbox at {self.url}>"
