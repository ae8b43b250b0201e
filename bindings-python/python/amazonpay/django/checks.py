"""System checks: what is missing or dangerous in a project's settings.

``manage.py check --tag amazonpay`` runs them alone; ``--deploy`` adds those for production, one of which asks
Amazon for the time. The ids stay the same, for ``SILENCED_SYSTEM_CHECKS``; ``bindings-python/docs/django.md`` lists
them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.urls import NoReverseMatch, reverse

from .clock import ClockNotMeasured, measure_skew
from .conf import AmazonPaySettings, get_settings

if TYPE_CHECKING:
    from amazonpay import AmazonPay

TAG: Final = "amazonpay"

#: Beyond this Amazon may refuse a signature; the client corrects its own clock, but not the shop's other uses of
#: it.
_MOST_SKEW: Final = 60.0

_URL_SETTINGS: Final = (
    "CHECKOUT_REVIEW_RETURN_URL",
    "CHECKOUT_RESULT_RETURN_URL",
    "CHECKOUT_CANCEL_URL",
    "SIGN_IN_RETURN_URL",
    "SIGN_IN_CANCEL_URL",
)

_CREDENTIALS_HINT: Final = (
    "Put it into AMAZON_PAY or the environment ({variable}). Without an account, run "
    "`python -m amazonpay.sandbox serve` and use the variables that it prints."
)


@register(TAG)
def check_settings(app_configs: object = None, **kwargs: Any) -> list[CheckMessage]:
    """Settings that are missing, unknown, or refused by the client. Opens no connection."""
    try:
        shop = get_settings()
    except ImproperlyConfigured as error:
        return [
            _error("E001", str(error), "Correct the setting AMAZON_PAY; the guide lists all names.")
        ]
    missing = list(_missing_credentials(shop))
    return missing or _client_refusals() or list(_warnings(shop))


@register(TAG)
def check_urls(app_configs: object = None, **kwargs: Any) -> list[CheckMessage]:
    """Return URLs that lead nowhere or are not encrypted, and notifications that nobody receives."""
    shop = _shop()
    return [*_return_urls(shop), *_notifications(shop)] if shop is not None else []


@register(TAG)
def check_project(app_configs: object = None, **kwargs: Any) -> list[CheckMessage]:
    """Settings of Django that Amazon Pay does not go well with."""
    messages: list[CheckMessage] = []
    if not settings.USE_TZ:
        messages.append(
            _warning(
                "W009",
                "USE_TZ is False, but Amazon's times are in UTC and aware.",
                "Set USE_TZ = True, or mind that times in the mirror are shown in TIME_ZONE without saying so.",
            )
        )
    if str(settings.SESSION_COOKIE_SAMESITE).lower() == "strict":
        messages.append(
            _warning(
                "W010",
                'SESSION_COOKIE_SAMESITE is "Strict": a buyer who comes back from Amazon is not logged in and has '
                "no cart.",
                'Set it to "Lax", which is Django\'s default.',
            )
        )
    messages.extend(_content_security_policy())
    return messages


@register(TAG, Tags.security, deploy=True)
def check_production(app_configs: object = None, **kwargs: Any) -> list[CheckMessage]:
    """What must not be so in production. Asks Amazon, or whatever is the endpoint, for the time."""
    shop, client = _shop(), _client()
    if shop is None or client is None:
        return []  # check_settings says what is wrong.
    messages: list[CheckMessage] = []
    if client.environment == "sandbox":
        messages.append(
            _warning(
                "W012",
                "The key is one of Amazon's sandbox: no buyer is charged.",
                "Use the key of the live environment, whose id begins with LIVE-.",
            )
        )
    if _is_loopback(client.endpoint):
        messages.append(
            _warning(
                "W005",
                f"The endpoint {client.endpoint} is on this machine: payments do not reach Amazon.",
                "Leave ENDPOINT out of AMAZON_PAY, and AMAZON_PAY_ENDPOINT out of the environment.",
            )
        )
    if (
        shop.base_url is None
        and not settings.SECURE_SSL_REDIRECT
        and not settings.SECURE_PROXY_SSL_HEADER
    ):
        messages.append(
            _warning(
                "W013",
                "Return URLs are made of the request, which may be http: behind a proxy Django can't see that the "
                "buyer uses https.",
                'Set AMAZON_PAY["BASE_URL"] to "https://" and your host, or SECURE_PROXY_SSL_HEADER.',
            )
        )
    messages.extend(_clock(shop, client))
    return messages


def _clock(shop: AmazonPaySettings, client: AmazonPay) -> Iterator[CheckMessage]:
    try:
        skew = measure_skew(
            client.endpoint,
            certificate=shop.client_setting("ROOT_CERTIFICATE"),
            proxy=shop.client_setting("PROXY"),
        )
    except ClockNotMeasured as error:
        yield _warning(
            "W015",
            f"The clock could not be compared with Amazon's: {error}.",
            "Run this check where the shop runs; see that it reaches Amazon.",
        )
        return
    if abs(skew) > _MOST_SKEW:
        yield _warning(
            "W014",
            f"This machine's clock is {abs(skew):.0f} seconds {'ahead of' if skew > 0 else 'behind'} Amazon's.",
            "Synchronise it, for instance with chrony or systemd-timesyncd. Signatures are dated.",
        )


def _shop() -> AmazonPaySettings | None:
    try:
        return get_settings()
    except ImproperlyConfigured:
        return None


def _client() -> AmazonPay | None:
    from amazonpay import AmazonPayError

    from .client import get_client

    try:
        return get_client()
    except (AmazonPayError, ImproperlyConfigured):
        return None


def _missing_credentials(shop: AmazonPaySettings) -> Iterator[CheckMessage]:
    for number, name, what in (
        ("E002", "PUBLIC_KEY_ID", "the id of the public key"),
        ("E003", "PRIVATE_KEY", "the private key, or a SIGNER that has it"),
        ("E004", "REGION", "the region, na, eu or jp"),
    ):
        if shop.client_setting(name) is None and not (
            name == "PRIVATE_KEY" and "signer" in shop.client
        ):
            yield _error(
                number,
                f'AMAZON_PAY["{name}"] is missing: {what}.',
                _CREDENTIALS_HINT.format(variable=f"AMAZON_PAY_{name}"),
            )


def _client_refusals() -> list[CheckMessage]:
    from amazonpay import AmazonPayError

    from .client import get_client

    try:
        get_client()
    except AmazonPayError as error:
        return [
            _error(
                "E005",
                f"AMAZON_PAY can't be used: {error}",
                "The text begins with the setting's name, in lower case.",
            )
        ]
    return []


def _warnings(shop: AmazonPaySettings) -> Iterator[CheckMessage]:
    from .client import get_client

    client = get_client()
    if client.environment == "live" and settings.DEBUG:
        yield _warning(
            "W001",
            "DEBUG is on with a key of the live environment: real buyers are charged, and error pages show what is "
            "in memory.",
            "Use a SANDBOX- key for development, and turn DEBUG off where the live key is.",
        )
    if shop.merchant_id is None:
        yield _warning(
            "W002",
            'AMAZON_PAY["MERCHANT_ID"] is missing: buttons can\'t be drawn.',
            "It is the merchant account's id, in Seller Central under Settings, Account Info.",
        )
    if shop.store_id is None:
        yield _warning(
            "W003",
            'AMAZON_PAY["STORE_ID"] is missing: checkouts can\'t be started.',
            'It is the "amzn1.application-oa2-client…" of Integration Central in Seller Central.',
        )
    if shop.ledger_currency is None and client.region == "eu":
        yield _warning(
            "W004",
            'AMAZON_PAY["LEDGER_CURRENCY"] is missing: in the region eu buttons need it.',
            "Set it to EUR, or to GBP for an account of the United Kingdom.",
        )


def _return_urls(shop: AmazonPaySettings) -> Iterator[CheckMessage]:
    if shop.base_url is not None:
        parts = urlsplit(shop.base_url)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            yield _error(
                "E008",
                f'AMAZON_PAY["BASE_URL"]: expected scheme and host, found {shop.base_url!r}.',
                'Write it like "https://shop.example".',
            )
        elif _insecure(shop.base_url):
            yield _http("BASE_URL", shop.base_url)
    for name in _URL_SETTINGS:
        target = getattr(shop, name.lower())
        if target is None or target.startswith("/"):
            continue
        if "://" in target:
            if _insecure(target):
                yield _http(name, target)
            continue
        try:
            reverse(target)
        except NoReverseMatch as error:
            yield _error(
                "E007",
                f'AMAZON_PAY["{name}"]: {error}',
                "Give the name of a URL pattern without arguments, a path that begins with /, or an absolute URL.",
            )
        except ImproperlyConfigured:
            pass  # No ROOT_URLCONF, as in a worker: there is nothing to look in.


def _http(name: str, url: str) -> CheckMessage:
    return _error(
        "E006",
        f'AMAZON_PAY["{name}"] is {url!r}: Amazon sends buyers back over https only.',
        "Write https; http is for localhost, and for DEBUG.",
    )


def _insecure(url: str) -> bool:
    return not settings.DEBUG and urlsplit(url).scheme == "http" and not _is_loopback(url)


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    return (
        host == "localhost"
        or host.endswith(".localhost")
        or host == "::1"
        or host.startswith("127.")
    )


def _notifications(shop: AmazonPaySettings) -> Iterator[CheckMessage]:
    routed = _receives_notifications()
    if not routed and shop.ipn_url is None:
        yield _warning(
            "W006",
            "No URL receives Amazon's notifications: a payment that is decided later is only found by "
            "amazonpay_reconcile.",
            'Add path("amazon-pay/", include("amazonpay.django.urls")) to your URLs, or set AMAZON_PAY["IPN_URL"] to '
            "where they are received.",
        )
    if routed and not shop.ipn_topics:
        yield _warning(
            "W007",
            'AMAZON_PAY["IPN_TOPICS"] is missing: anybody with an AWS account can send notifications that verify.',
            "List the topics of your account. The TopicArn of the first notification is in the log and in the inbox.",
        )
    if routed:
        yield from _verifier_refusals()
    for topic in shop.ipn_topics:
        if not topic.startswith("arn:"):
            yield _warning(
                "W008",
                f'AMAZON_PAY["IPN_TOPICS"]: {topic!r} is no topic\'s ARN.',
                "A topic looks like arn:aws:sns:eu-west-1:123456789012:AmazonPayNotifications.",
            )


def _verifier_refusals() -> Iterator[CheckMessage]:
    from amazonpay import ConfigurationError

    from .verifier import get_verifier

    try:
        get_verifier()
    except (ConfigurationError, TypeError) as error:
        yield _error(
            "E009",
            f"Notifications can't be verified: {error}",
            'Correct AMAZON_PAY["NOTIFICATION_VERIFIER"], whose names are those of amazonpay.NotificationVerifier.',
        )


def _receives_notifications() -> bool:
    from django.urls import get_resolver

    if not getattr(settings, "ROOT_URLCONF", None):
        return True  # A process without pages.
    return any(_is_receiver(callback) for callback in _callbacks(get_resolver().url_patterns))


def _callbacks(patterns: Sequence[Any]) -> Iterator[Any]:
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _callbacks(pattern.url_patterns)
        else:
            yield pattern.callback


def _is_receiver(callback: Any) -> bool:
    view = getattr(callback, "view_class", callback)
    classes = view.__mro__ if isinstance(view, type) else (view,)
    return any(
        getattr(each, "__module__", "") == "amazonpay.django.views.notifications"
        for each in classes
    )


def _content_security_policy() -> Iterator[CheckMessage]:
    client = _client()
    if client is None:
        return  # check_settings says what is wrong.
    script = urlsplit(client.checkout_script_url)
    origin = f"{script.scheme}://{script.netloc}"
    # A sandbox's script asks the sandbox; "Pay" is answered by a redirect to its pages, as to Amazon's.
    besides = ("connect-src", "form-action") if _is_loopback(origin) else ()
    for setting, directives in _policies():
        sources = (
            directives.get("script-src-elem")
            or directives.get("script-src")
            or directives.get("default-src")
        )
        if sources is not None and not any(_lets_scripts_in(str(each), origin) for each in sources):
            yield _warning(
                "W011",
                f"{setting} keeps checkout.js of {origin} out: buttons are not drawn.",
                f"Add {origin} to script-src, or a nonce, which {{% amazon_pay_script %}} uses by itself.",
            )
            continue
        for name in besides:
            default = directives.get("default-src") if name.endswith("-src") else None
            sources = directives.get(name) or default
            if sources is not None and not any(_matches(str(each), origin) for each in sources):
                yield _warning(
                    "W011",
                    f"{setting} keeps pages from the sandbox at {origin}: checkouts are not begun, or do not go on.",
                    f"Add {origin} to {name}.",
                )
                break


def _policies() -> Iterator[tuple[str, dict[str, Any]]]:
    if any(name.endswith("csp.ContentSecurityPolicyMiddleware") for name in settings.MIDDLEWARE):
        yield "SECURE_CSP", _directives(getattr(settings, "SECURE_CSP", None))
    if any(name.startswith("csp.middleware.") for name in settings.MIDDLEWARE):
        policy = getattr(settings, "CONTENT_SECURITY_POLICY", None) or {}
        yield 'CONTENT_SECURITY_POLICY["DIRECTIVES"]', _directives(policy.get("DIRECTIVES"))


def _directives(configured: Any) -> dict[str, Any]:
    directives = dict(configured or {})
    return {
        name: [values] if isinstance(values, str) else values
        for name, values in directives.items()
        if isinstance(values, (str, list, tuple, set, frozenset))
    }


def _lets_scripts_in(source: str, origin: str) -> bool:
    return (
        source == "'strict-dynamic'"
        or _matches(source, origin)
        or ("payments-amazon.com" in source and "payments-amazon.com" in origin)
        or "nonce" in source.lower()
    )


def _matches(source: str, origin: str) -> bool:
    scheme = origin.partition(":")[0]
    host = f"{scheme}://{urlsplit(origin).hostname}:*"
    return source.rstrip("/") in ("*", f"{scheme}:", origin, host) or source.startswith(
        f"{origin}/"
    )


def _error(number: str, message: str, hint: str) -> CheckMessage:
    return checks.Error(message, hint=hint, id=f"{TAG}.{number}")


def _warning(number: str, message: str, hint: str) -> CheckMessage:
    return checks.Warning(message, hint=hint, id=f"{TAG}.{number}")
