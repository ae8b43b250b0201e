"""The shop's own addresses, as Amazon has to be given them."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.urls import reverse

from .conf import get_settings


def absolute_url(target: str, request: HttpRequest | None) -> str:
    """The absolute URL of `target`: the name of a URL pattern, a path that begins with ``/``, or an absolute URL.

    Scheme and host are those of ``AMAZON_PAY["BASE_URL"]``, or else of the request. Behind a proxy that ends TLS
    the latter needs Django's ``SECURE_PROXY_SSL_HEADER``. Raises `django.urls.NoReverseMatch` when there is no such
    name and `django.core.exceptions.ImproperlyConfigured` when there is neither a ``BASE_URL`` nor a request.

    >>> absolute_url("https://shop.example/review", None)
    'https://shop.example/review'
    """
    if urlsplit(target).scheme in ("http", "https"):
        return target
    path = target if target.startswith("/") else reverse(target)
    base = get_settings().base_url
    if base is not None:
        return urljoin(base, path)
    if request is None:
        raise ImproperlyConfigured(
            f'AMAZON_PAY["BASE_URL"]: needed to make {path!r} absolute where there is no request; set it to '
            'scheme and host of the shop, such as "https://shop.example".'
        )
    return request.build_absolute_uri(path)


def configured_url(name: str, given: str | None, request: HttpRequest | None) -> str | None:
    """The absolute URL of `given`, or of the setting `name` (in lower case) where nothing is given; None without
    both."""
    target = given or getattr(get_settings(), name)
    return absolute_url(target, request) if target else None


def required_url(name: str, given: str | None, request: HttpRequest | None) -> str:
    """As `configured_url`, but neither is an error: `django.core.exceptions.ImproperlyConfigured`."""
    url = configured_url(name, given, request)
    if url is None:
        raise ImproperlyConfigured(
            f'AMAZON_PAY["{name.upper()}"]: missing; set it to the name of the URL pattern, or give {name}.'
        )
    return url
