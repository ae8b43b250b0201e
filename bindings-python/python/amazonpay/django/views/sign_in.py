"""The page to which Amazon sends a buyer who has signed in."""

from __future__ import annotations

import re
from typing import Any, Final

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from amazonpay import AmazonPayError, ApiError
from amazonpay.models import Buyer

from . import problem
from .checkout_view import AmazonPayView
from .flow import Flow, ask, hook

_TOKEN: Final = re.compile(r"[\x21-\x7e]{1,2048}")


class _SignIn(AmazonPayView):
    http_method_names = ["get", "options"]

    def signed_in(self, buyer: Buyer) -> HttpResponseBase:
        """The buyer is known: log in, and return where to go on. You have to write this.

        Recognise a buyer by `buyer.buyer_id`. An account of yours with the same e-mail address is another matter:
        let its owner confirm that it is theirs, or everybody who can register that address at Amazon gets in.
        """
        raise ImproperlyConfigured(
            f"{type(self).__name__}: write signed_in, which logs the buyer in."
        )

    def _sign_in(self) -> Flow:
        token = self.request.GET.get("buyerToken", "")
        if not _TOKEN.fullmatch(token):
            return (yield from hook(self.problem, problem.no_token()))
        try:
            buyer = yield from ask(lambda pay: pay.buyers.get(token))
        except ApiError as error:
            if error.status in (400, 404):
                return (yield from hook(self.problem, problem.no_token(error)))
            return (yield from hook(self.problem, self._failure(error)))
        except AmazonPayError as error:
            return (yield from hook(self.problem, self._failure(error)))
        return (yield from hook(self.signed_in, buyer))


class SignInView(_SignIn):
    """Reads who signed in at Amazon, from ``?buyerToken=…``, and calls `signed_in`; derive from it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Reads the buyer."""
        return self._run(self._sign_in())


class AsyncSignInView(_SignIn):
    """As `SignInView`, for ASGI. `signed_in` may be ``async`` or not."""

    async def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Reads the buyer."""
        return await self._arun(self._sign_in())
