"""What the views that Amazon sends the buyer back to have in common."""

from __future__ import annotations

import logging
import re
from typing import Any, Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import add_never_cache_headers
from django.views.generic.base import ContextMixin, TemplateResponseMixin, View

from .flow import Flow, arun, run
from .problem import Problem, refused, unavailable

logger = logging.getLogger("amazonpay.django")

_SESSION_ID: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")

#: The parameter that Amazon adds to return URLs.
SESSION_PARAMETER: Final = "amazonCheckoutSessionId"


class AmazonPayView(TemplateResponseMixin, ContextMixin, View):
    """Base of the views that Amazon sends the buyer back to. Pages are never cached, for they are one buyer's."""

    #: The page of a `Problem`; its context has ``problem``.
    problem_template_name = "amazonpay/problem.html"

    def problem(self, problem: Problem) -> HttpResponseBase:
        """The page that says what is wrong. Override it to send the buyer elsewhere, for instance to the cart."""
        return self.response_class(
            request=self.request,
            template=[self.problem_template_name],
            context=self.get_context_data(problem=problem),
            using=self.template_engine,
            status=problem.status,
            headers={"Retry-After": "5"} if problem.status == 503 else None,
        )

    def _run(self, flow: Flow) -> HttpResponseBase:
        return self._private(run(flow))

    async def _arun(self, flow: Flow) -> HttpResponseBase:
        return self._private(await arun(flow))

    def _private(self, response: HttpResponseBase) -> HttpResponseBase:
        add_never_cache_headers(response)
        # The address names the session: links on the page must not hand it on.
        response.headers.setdefault("Referrer-Policy", "same-origin")
        return response

    def _failure(self, error: Any) -> Problem:
        """A failed call as a problem, and a line in the log for the shop."""
        retryable = error.is_retryable or error.outcome_unknown
        logger.warning("%s: %s", type(self).__name__, error)
        return unavailable(error) if retryable else refused(error)


def session_id_of(request: HttpRequest) -> str | None:
    """The id in the address, if it has the form of one. Anybody can write anything there."""
    value = request.GET.get(SESSION_PARAMETER, "")
    return value.lower() if _SESSION_ID.fullmatch(value) else None
