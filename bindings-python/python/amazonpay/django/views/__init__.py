"""The views: what Amazon sends the buyer back to, where it posts its notifications, and what apps ask."""

from __future__ import annotations

from ..decline import Decline
from .checkout_result import AsyncCheckoutResultView, CheckoutResultView
from .checkout_review import AsyncCheckoutReviewView, CheckoutReviewView
from .mobile_checkout import AsyncMobileCheckoutView, MobileCheckoutView
from .mobile_contract import CheckoutRefusal
from .problem import Problem
from .sign_in import AsyncSignInView, SignInView

__all__ = [
    "AsyncCheckoutResultView",
    "AsyncCheckoutReviewView",
    "AsyncMobileCheckoutView",
    "AsyncSignInView",
    "CheckoutRefusal",
    "CheckoutResultView",
    "CheckoutReviewView",
    "Decline",
    "MobileCheckoutView",
    "Problem",
    "SignInView",
]
