"""The views: what Amazon sends the buyer back to, and where it posts its notifications."""

from __future__ import annotations

from ..decline import Decline
from .checkout_result import AsyncCheckoutResultView, CheckoutResultView
from .checkout_review import AsyncCheckoutReviewView, CheckoutReviewView
from .problem import Problem
from .sign_in import AsyncSignInView, SignInView

__all__ = [
    "AsyncCheckoutResultView",
    "AsyncCheckoutReviewView",
    "AsyncSignInView",
    "CheckoutResultView",
    "CheckoutReviewView",
    "Decline",
    "Problem",
    "SignInView",
]
