"""What one reading of an object says, taken from the typed object into the mirror's columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .object_types import KINDS, ObjectKind, ObjectType

if TYPE_CHECKING:
    import datetime
    from decimal import Decimal

    from .models import PaymentObject

# A row of text columns takes what Amazon sends up to these sizes; more is cut rather than refused by the database.
_LONGEST_REASON = 255
_LONGEST_REFERENCE = 255


@dataclass(frozen=True)
class Reading:
    """One reading of an object. ``columns`` has the values of :class:`~amazonpay.django.models.PaymentObject`."""

    kind: ObjectKind
    object_id: str
    state: str
    reason_code: str
    resolution: str
    last_updated_at: datetime.datetime | None
    read_at: datetime.datetime
    """When the reading began: what it says was so at this time or later."""
    columns: dict[str, Any] = field(repr=False)
    source: Any = field(repr=False)
    """The object that was read."""

    @classmethod
    def of(cls, read: Any, read_at: datetime.datetime) -> Reading:
        """Takes a ``Charge``, ``Refund``, ``ChargePermission``, ``Dispute`` or ``CheckoutSession`` apart.

        Raises:
            TypeError: it is none of them.
        """
        kind = kind_of_object(read)
        status = read.status_details
        state = str(_field(status, "state") or "")
        reasons = _field(status, "reasons")
        codes = [_field(reason, "reason_code") for reason in reasons or ()]
        if not reasons:
            codes = [_field(status, "reason_code")]
        reason_code = ",".join(sorted({str(code) for code in codes if code}))[:_LONGEST_REASON]
        resolution = str(_field(status, "resolution") or "")
        columns: dict[str, Any] = {
            "state": state,
            "reason_code": reason_code,
            "resolution": resolution,
            "is_final": kind.is_final(state),
            "last_updated_at": _field(status, "last_updated_timestamp"),
            "creation_timestamp": _field(read, "creation_timestamp"),
            "expiration_timestamp": _field(read, "expiration_timestamp"),
            "response_deadline": _field(read, "merchant_response_deadline"),
            "raw": kind.kept(read.to_dict()),
            **_amounts(kind, read),
        }
        reference = _field(_field(read, "merchant_metadata"), "merchant_reference_id")
        for name, value in (
            ("charge_permission_id", _field(read, "charge_permission_id")),
            (
                "charge_id",
                _field(read, "charge_id") if kind.object_type != ObjectType.CHARGE else None,
            ),
            ("merchant_reference_id", reference and str(reference)[:_LONGEST_REFERENCE]),
        ):
            # What an object doesn't tell may have been told before, by a notification or by the shop.
            if value and name != kind.id_field:
                columns[name] = str(value)
        return cls(
            kind=kind,
            object_id=str(getattr(read, kind.id_field)),
            state=state,
            reason_code=reason_code,
            resolution=resolution,
            last_updated_at=columns["last_updated_at"],
            read_at=read_at,
            columns=columns,
            source=read,
        )

    def is_news_to(self, row: PaymentObject) -> bool:
        """Whether this is at least as new as what the row holds.

        The object's own time decides. It is to the second, so two states can bear the same one: then the state that
        follows the other is newer, and of two that may follow each other in turn the one that was read later.
        """
        if (
            self.last_updated_at
            and row.last_updated_at
            and self.last_updated_at != row.last_updated_at
        ):
            return self.last_updated_at > row.last_updated_at
        ours, theirs = self.kind.step(self.state), self.kind.step(row.state)
        if ours is not None and theirs is not None and ours != theirs:
            return ours > theirs
        return row.last_read_at is None or self.read_at >= row.last_read_at

    def changes(self, row: PaymentObject) -> bool:
        """Whether it says another state, reason or resolution than the row."""
        return (self.state, self.reason_code, self.resolution) != (
            row.state,
            row.reason_code,
            row.resolution,
        )


def kind_of_object(read: Any) -> ObjectKind:
    """The kind of a typed object.

    Raises:
        TypeError: it is no object of the mirror.
    """
    from amazonpay import models

    classes = {
        models.CheckoutSession: ObjectType.CHECKOUT_SESSION,
        models.ChargePermission: ObjectType.CHARGE_PERMISSION,
        models.Charge: ObjectType.CHARGE,
        models.Refund: ObjectType.REFUND,
        models.Dispute: ObjectType.CHARGEBACK,
    }
    for model, object_type in classes.items():
        if isinstance(read, model):
            return KINDS[object_type]
    known = ", ".join(model.__name__ for model in classes)
    raise TypeError(f"expected one of {known}, found a {type(read).__name__}")


def model_of(object_type: str) -> Any:
    """The class of ``amazonpay.models`` that objects of a type are read as."""
    from amazonpay import models

    return {
        ObjectType.CHECKOUT_SESSION: models.CheckoutSession,
        ObjectType.CHARGE_PERMISSION: models.ChargePermission,
        ObjectType.CHARGE: models.Charge,
        ObjectType.REFUND: models.Refund,
        ObjectType.CHARGEBACK: models.Dispute,
    }[ObjectType(object_type)]


def _amounts(kind: ObjectKind, read: Any) -> dict[str, Any]:
    """The columns of money."""
    object_type = kind.object_type
    if object_type == ObjectType.CHARGE:
        amount, captured = _field(read, "charge_amount"), _field(read, "capture_amount")
        refunded, balance = _field(read, "refunded_amount"), None
    elif object_type == ObjectType.CHARGE_PERMISSION:
        limits = _field(read, "limits")
        amount, balance = _field(limits, "amount_limit"), _field(limits, "amount_balance")
        captured = refunded = None
    else:
        name = {
            ObjectType.REFUND: "refund_amount",
            ObjectType.CHARGEBACK: "dispute_amount",
            ObjectType.CHECKOUT_SESSION: "charge_amount",
        }[object_type]
        holder = (
            _field(read, "payment_details") if object_type == ObjectType.CHECKOUT_SESSION else read
        )
        amount, captured, refunded, balance = _field(holder, name), None, None, None
    currency = next((money.currency for money in (amount, captured, balance) if money), "")
    return {
        "currency": str(currency or ""),
        "amount": _decimal(amount),
        "captured_amount": _decimal(captured),
        "refunded_amount": _decimal(refunded),
        "balance": _decimal(balance),
    }


def _field(holder: Any, name: str) -> Any:
    """A field of a model, or None where it isn't, as of models that lack it."""
    return getattr(holder, name, None) if holder is not None else None


def _decimal(money: Any) -> Decimal | None:
    return money.amount if money is not None else None
