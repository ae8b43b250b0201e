"""What the shop's database keeps: the inbox of notifications, the mirror of payment objects and their timelines."""

from __future__ import annotations

from .inbox_notification import InboxNotification
from .payment_object import PaymentObject
from .reconcile_round import ReconcileRound
from .state_change import StateChange

__all__ = ["InboxNotification", "PaymentObject", "ReconcileRound", "StateChange"]
