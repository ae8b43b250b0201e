"""The kinds of payment objects that the mirror keeps: how each is read, and which of its states are the end of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Mapping


class ObjectType(models.TextChoices):
    """The kinds, under the names that notifications have for them.

    ``CHECKOUT_SESSION`` is ours: Amazon Pay sends no notifications about sessions, but a shop can have one
    :func:`tracked <amazonpay.django.mirror.track>` so that a buyer who never comes back is found by reconciling.
    """

    CHECKOUT_SESSION = "CHECKOUT_SESSION", _("checkout session")
    CHARGE_PERMISSION = "CHARGE_PERMISSION", _("charge permission")
    CHARGE = "CHARGE", _("charge")
    REFUND = "REFUND", _("refund")
    CHARGEBACK = "CHARGEBACK", _("dispute")


@dataclass(frozen=True)
class ObjectKind:
    """What the mirror knows of one kind of object."""

    object_type: ObjectType
    resource: str
    """The attribute of the client that reads it, such as ``charges``."""
    id_field: str
    """The attribute that holds its identifier, such as ``charge_id``."""
    final_states: frozenset[str]
    """The states after which nothing more happens by itself. An unknown state is none of them."""
    steps: tuple[tuple[str, ...], ...]
    """The states in the order in which they follow each other; those of one step can follow each other in turn."""
    kept_fields: frozenset[str]
    """The fields, in wire names, that are kept as they were read. None of them tells anything of the buyer."""

    def is_final(self, state: str) -> bool:
        """Whether nothing more happens to an object in this state by itself."""
        return state in self.final_states

    def step(self, state: str) -> int | None:
        """How far an object in this state is; None for a state that this version doesn't know."""
        return next((step for step, states in enumerate(self.steps) if state in states), None)

    def read(self, client: Any, object_id: str, **options: Any) -> Any:
        """Reads the object with a client; with an asynchronous one the result is to be awaited."""
        return getattr(client, self.resource).get(object_id, **options)

    def kept(self, wire: Mapping[str, Any]) -> dict[str, Any]:
        """What of an object in wire names may be stored: no names, addresses, e-mail addresses or free texts."""
        kept = {name: value for name, value in wire.items() if name in self.kept_fields}
        metadata = kept.get("merchantMetadata")
        if isinstance(metadata, dict):
            # The note to the buyer and the shop's custom information are free texts, which may name somebody.
            names = ("merchantReferenceId", "merchantStoreName")
            kept["merchantMetadata"] = {name: metadata[name] for name in names if name in metadata}
        return kept


_COMMON = frozenset(
    {"statusDetails", "creationTimestamp", "expirationTimestamp", "releaseEnvironment"}
)

KINDS: Mapping[str, ObjectKind] = {
    kind.object_type.value: kind
    for kind in (
        ObjectKind(
            ObjectType.CHECKOUT_SESSION,
            resource="checkout_sessions",
            id_field="checkout_session_id",
            final_states=frozenset({"Completed", "Canceled"}),
            steps=(("Open",), ("Completed", "Canceled")),
            kept_fields=_COMMON
            | {
                "checkoutSessionId",
                "productType",
                "paymentDetails",
                "merchantMetadata",
                "constraints",
                "storeId",
                "platformId",
                "chargePermissionId",
                "chargeId",
                "chargePermissionType",
                "recurringMetadata",
            },
        ),
        ObjectKind(
            ObjectType.CHARGE_PERMISSION,
            resource="charge_permissions",
            id_field="charge_permission_id",
            final_states=frozenset({"Closed"}),
            steps=(("Chargeable", "NonChargeable"), ("Closed",)),
            kept_fields=_COMMON
            | {
                "chargePermissionId",
                "chargePermissionReferenceId",
                "chargePermissionType",
                "platformId",
                "limits",
                "presentmentCurrency",
                "recurringMetadata",
                "merchantMetadata",
            },
        ),
        ObjectKind(
            ObjectType.CHARGE,
            resource="charges",
            id_field="charge_id",
            final_states=frozenset({"Captured", "Declined", "Canceled"}),
            steps=(
                ("AuthorizationInitiated",),
                ("Authorized",),
                ("CaptureInitiated",),
                ("Captured", "Declined", "Canceled"),
            ),
            kept_fields=_COMMON
            | {
                "chargeId",
                "chargePermissionId",
                "chargeAmount",
                "captureAmount",
                "refundedAmount",
                "convertedAmount",
                "conversionRate",
                "softDescriptor",
                "platformId",
                "captureNow",
                "canHandlePendingAuthorization",
                "providerMetadata",
                "merchantMetadata",
                "chargeInitiator",
                "channel",
            },
        ),
        ObjectKind(
            ObjectType.REFUND,
            resource="refunds",
            id_field="refund_id",
            final_states=frozenset({"Refunded", "Declined"}),
            steps=(("RefundInitiated",), ("Refunded", "Declined")),
            kept_fields=_COMMON | {"refundId", "chargeId", "refundAmount", "softDescriptor"},
        ),
        ObjectKind(
            ObjectType.CHARGEBACK,
            resource="disputes",
            id_field="dispute_id",
            final_states=frozenset({"Resolved", "Closed"}),
            steps=(("ActionRequired", "UnderReview"), ("Resolved",), ("Closed",)),
            kept_fields=_COMMON
            | {
                "disputeId",
                "chargeId",
                "disputeType",
                "disputeAmount",
                "filingReason",
                "merchantResponseDeadline",
                "resolutionAuthority",
                "closureTimestamp",
                "providerMetadata",
            },
        ),
    )
}
"""The kinds by the name of their type."""


def kind_of(object_type: str) -> ObjectKind:
    """The kind with this name.

    Raises:
        ValueError: there is none; the text lists those there are.
    """
    try:
        return KINDS[object_type]
    except KeyError:
        known = ", ".join(KINDS)
        raise ValueError(f"object_type: expected one of {known}, found {object_type!r}") from None
