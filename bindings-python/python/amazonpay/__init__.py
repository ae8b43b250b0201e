"""Amazon Pay for Python: typed, signed, repeated where that helps, and tested against a sandbox of your own.

    from amazonpay import AmazonPay, Money

    pay = AmazonPay(public_key_id="SANDBOX-AB12CD34", private_key="private.pem", region="eu")
    charge = pay.charges.capture(charge_id, capture_amount=Money("12.34", "EUR"))

`AsyncAmazonPay` is the same for asyncio. The objects are in `amazonpay.models`, a sandbox to test with in
`amazonpay.testing`, what Django needs in `amazonpay.django`.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._native import __version__
    from .advice import Advice
    from .async_client import AsyncAmazonPay
    from .client import AmazonPay
    from .errors import (
        AmazonPayError,
        ApiError,
        ConfigurationError,
        ConnectionFailed,
        DecodingError,
        Forbidden,
        IdempotencyConflict,
        InvalidRequest,
        NotFound,
        PaymentDeclined,
        RequestTimeout,
        ServerError,
        SigningError,
        Throttled,
        TlsError,
        Unauthenticated,
        WrongState,
    )
    from .meta import Response, ResponseMeta
    from .money import Money
    from .notification import (
        Ipn,
        Notification,
        NotificationError,
        NotificationVerifier,
        SubscriptionConfirmation,
        UnsubscribeConfirmation,
    )
    from .options import CallOptions
    from .pages import AsyncPages, Pages
    from .settings import Settings

__all__ = [
    "Advice",
    "AmazonPay",
    "AmazonPayError",
    "ApiError",
    "AsyncAmazonPay",
    "AsyncPages",
    "CallOptions",
    "ConfigurationError",
    "ConnectionFailed",
    "DecodingError",
    "Forbidden",
    "IdempotencyConflict",
    "InvalidRequest",
    "Ipn",
    "Money",
    "NotFound",
    "Notification",
    "NotificationError",
    "NotificationVerifier",
    "Pages",
    "PaymentDeclined",
    "RequestTimeout",
    "Response",
    "ResponseMeta",
    "ServerError",
    "Settings",
    "SigningError",
    "SubscriptionConfirmation",
    "Throttled",
    "TlsError",
    "Unauthenticated",
    "UnsubscribeConfirmation",
    "WrongState",
    "__version__",
]

# Which module has which name: each is loaded when it is first asked for, so that a program loads what it uses.
_MODULES = {
    "_native": ("__version__",),
    "advice": ("Advice",),
    "async_client": ("AsyncAmazonPay",),
    "client": ("AmazonPay",),
    "errors": (
        "AmazonPayError",
        "ApiError",
        "ConfigurationError",
        "ConnectionFailed",
        "DecodingError",
        "Forbidden",
        "IdempotencyConflict",
        "InvalidRequest",
        "NotFound",
        "PaymentDeclined",
        "RequestTimeout",
        "ServerError",
        "SigningError",
        "Throttled",
        "TlsError",
        "Unauthenticated",
        "WrongState",
    ),
    "meta": ("Response", "ResponseMeta"),
    "money": ("Money",),
    "notification": (
        "Ipn",
        "Notification",
        "NotificationError",
        "NotificationVerifier",
        "SubscriptionConfirmation",
        "UnsubscribeConfirmation",
    ),
    "options": ("CallOptions",),
    "pages": ("AsyncPages", "Pages"),
    "settings": ("Settings",),
}
_MODULE_OF = {name: module for module, names in _MODULES.items() for name in names}
_SUBMODULES = ("models", "notification", "testing")


def __getattr__(name: str) -> object:
    from importlib import import_module

    if name in _MODULE_OF:
        value = getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
    elif name in _SUBMODULES:
        value = import_module(f"{__name__}.{name}")
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
