"""The buyer, who clicks what a test has nobody to click."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ._control import Control, segment
from .results import BuyerOutcome, DisputeState

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ..money import Money
    from ._arguments import Visit

__all__ = ["Buyer"]

_BUTTON_FIELDS = (
    "publicKeyId",
    "payloadJSON",
    "signature",
    "algorithm",
    "productType",
    "sandbox",
    "region",
)


class Buyer:
    """What the buyer does on Amazon's pages and with the bank: `Sandbox.buyer`."""

    __slots__ = ("_control",)

    def __init__(self, control: Control) -> None:
        self._control = control

    def checkout(self, target: object, **visit: Unpack[Visit]) -> BuyerOutcome:
        """Opens a button or a session, chooses card and address, and approves, cancels or stays.

        `target` is a Checkout Session, its id, or a button: what `button_config` gave to the page, or its JSON. A
        button's signature is verified as Amazon verifies it when it is clicked.

        >>> visit = sandbox.buyer.checkout(pay.button_config(...), card="4111")
        >>> visit.checkout_session_id, visit.next_url

        Raises:
            SandboxError: The session is not open, or the card, the address or the button will not do.
        """
        session = getattr(target, "checkout_session_id", target)
        if isinstance(session, str) and not session.startswith("{"):
            opened: dict[str, object] = {"checkout_session_id": session}
        else:
            opened = {"button": _button(target)}
        return BuyerOutcome._of(self._control.post("buyer/checkout", {**opened, **visit}))

    def approve(self, checkout_session: object) -> BuyerOutcome:
        """Presses the button of the session's page."""
        session = _id(checkout_session, "checkout_session_id")
        return BuyerOutcome._of(self._control.post(f"buyer/sessions/{session}/approve"))

    def cancel(self, checkout_session: object) -> BuyerOutcome:
        """Leaves the session's page."""
        session = _id(checkout_session, "checkout_session_id")
        return BuyerOutcome._of(self._control.post(f"buyer/sessions/{session}/cancel"))

    def change_card(self, charge_permission: object, card: str) -> BuyerOutcome:
        """Chooses another card for a Charge Permission, by its last four digits, as after a decline."""
        permission = _id(charge_permission, "charge_permission_id")
        return BuyerOutcome._of(
            self._control.post(f"buyer/chargePermissions/{permission}/card", {"card": card})
        )

    def chargeback(
        self, charge: object, *, amount: Money | None = None, filing_reason: str | None = None
    ) -> DisputeState:
        """Asks the bank for the money of a captured charge, which opens a dispute."""
        body = {"amount": amount, "filing_reason": filing_reason}
        return DisputeState._of(
            self._control.post(f"buyer/charges/{_id(charge, 'charge_id')}/chargeback", body)
        )

    def withdraw_chargeback(self, dispute: object) -> DisputeState:
        """Takes a chargeback back."""
        return DisputeState._of(
            self._control.post(f"buyer/disputes/{_id(dispute, 'dispute_id')}/withdraw")
        )


def _id(target: object, name: str) -> str:
    """An object's id as a segment of a path, from the object or the id."""
    found = target if isinstance(target, str) else getattr(target, name, None)
    if not isinstance(found, str):
        raise TypeError(
            f"expected a {name} or an object that has one, found {type(target).__name__}"
        )
    return segment(found)


def _button(target: object) -> dict[str, object]:
    """What a button's click tells Amazon, out of what was handed to the page's script."""
    to_dict = getattr(target, "to_dict", None)
    fields: Any = json.loads(target) if isinstance(target, str) else target
    fields = fields if to_dict is None else to_dict()
    if not isinstance(fields, dict):
        raise TypeError(
            "expected a Checkout Session, its id, or a button as button_config gives it, "
            f"found {type(target).__name__}"
        )
    config = fields.get("config", fields)
    merged = {
        **config,
        **config.get("createCheckoutSessionConfig", {}),
        **config.get("signInConfig", {}),
    }
    return {name: merged[name] for name in _BUTTON_FIELDS if merged.get(name) is not None}
