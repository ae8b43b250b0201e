"""The nonce of the page's Content-Security-Policy, by whichever means the project has one."""

from __future__ import annotations

from typing import Any


def nonce_of(context: Any) -> str | None:
    """The nonce for the scripts of the page that `context` is rendered to; None where the project uses none.

    Django 6.0 and newer have one with ``ContentSecurityPolicyMiddleware``, django-csp with ``CSPMiddleware``.
    Asking for it puts it into the response's header.
    """
    request = context.get("request")
    # Compared with None throughout: a nonce that nobody has asked for yet is false.
    for nonce in (
        context.get("csp_nonce"),
        getattr(request, "csp_nonce", None),
        _of_django(request),
    ):
        if nonce is not None:
            return str(nonce)
    return None


def _of_django(request: Any) -> object:
    try:
        from django.middleware.csp import get_nonce
    except ImportError:  # Before Django 6.0.
        return None
    return get_nonce(request)
