"""The scripts that draw buttons."""

from __future__ import annotations

from typing import Final

from .client import get_client

#: Ours, under ``STATIC_URL``.
BUTTONS_SCRIPT: Final = "amazonpay/buttons.js"

_STATIC_HOSTS: Final = {"na": "static-na", "eu": "static-eu", "jp": "static-fe"}


def checkout_script_url() -> str:
    """The address of Amazon's ``checkout.js`` for the client's region."""
    return f"https://{_STATIC_HOSTS[get_client().region]}.payments-amazon.com/checkout.js"
