"""Merchants of the sandbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._control import segment
from .results import ListedMerchant, NewCredentials, Tokens

if TYPE_CHECKING:
    from collections.abc import Iterable

    from typing_extensions import Unpack

    from ._arguments import NewMerchant
    from ._control import Control

__all__ = ["Merchants"]


class Merchants:
    """Who may call the sandbox: `Sandbox.merchants`."""

    __slots__ = ("_control",)

    def __init__(self, control: Control) -> None:
        self._control = control

    def list(self) -> tuple[ListedMerchant, ...]:
        """The merchants and the ids of their keys."""
        return tuple(
            ListedMerchant._of(merchant) for merchant in self._control.get("merchants")["merchants"]
        )

    def add(self, merchant_id: str, **more: Unpack[NewMerchant]) -> NewCredentials:
        """Registers a merchant, or another key of one; a key pair is made unless a public key is given.

        >>> other = sandbox.merchants.add("A1OTHERSHOP", region="jp")
        >>> pay = sandbox.client(public_key_id=other.public_key_id, private_key=other.private_key_pem, region="jp")
        """
        return NewCredentials._of(
            self._control.post("merchants", {"merchant_id": merchant_id, **more})
        )

    def set_ipn_urls(self, merchant_id: str, ipn_urls: Iterable[str]) -> None:
        """Sets where a merchant's notifications go, in place of the endpoints that it had; none ends them."""
        self._control.post(
            f"merchants/{segment(merchant_id)}/ipnUrls", {"ipn_urls": list(ipn_urls)}
        )

    def tokens(self, merchant_id: str) -> Tokens:
        """The tokens by which a solution provider acts for a merchant."""
        return Tokens._of(self._control.get(f"merchants/{segment(merchant_id)}/tokens"))

    def claim_account(self, merchant_account_id: str) -> None:
        """The merchant takes over an account that a partner created."""
        self._control.post(f"merchantAccounts/{segment(merchant_account_id)}/claim")
