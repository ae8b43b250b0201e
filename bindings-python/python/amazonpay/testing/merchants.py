"""Merchants of the sandbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._control import Control, segment
from ._result import Result

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Merchants"]


class Merchants:
    """Who may call the sandbox: `Sandbox.merchants`."""

    __slots__ = ("_control",)

    def __init__(self, control: Control) -> None:
        self._control = control

    def list(self) -> list[Result]:
        """The merchants and the ids of their keys."""
        return [Result(merchant) for merchant in self._control.get("merchants")["merchants"]]

    def add(self, **merchant: Any) -> Result:
        """Registers a merchant, or another key of one; a key pair is made unless a public key is given."""
        return Result(self._control.post("merchants", merchant))

    def set_ipn_urls(self, merchant_id: str, ipn_urls: Iterable[str]) -> None:
        """Sets where a merchant's notifications go, in place of the endpoints that it had; none ends them."""
        self._control.post(f"merchants/{segment(merchant_id)}/ipnUrls", {"ipn_urls": list(ipn_urls)})

    def tokens(self, merchant_id: str) -> Result:
        """The tokens by which a solution provider acts for a merchant."""
        return Result(self._control.get(f"merchants/{segment(merchant_id)}/tokens"))

    def claim_account(self, merchant_account_id: str) -> Result:
        """The merchant takes over an account that a partner created."""
        return Result(self._control.post(f"merchantAccounts/{segment(merchant_account_id)}/claim"))
