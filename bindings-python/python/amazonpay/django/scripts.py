"""The scripts that draw buttons."""

from __future__ import annotations

from typing import Final

from .client import get_client

#: Ours, under ``STATIC_URL``.
BUTTONS_SCRIPT: Final = "amazonpay/buttons.js"


def checkout_script_url() -> str:
    """The address of ``checkout.js``: Amazon's for the client's region, or that of a sandbox on this machine."""
    return get_client().checkout_script_url
