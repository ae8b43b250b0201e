"""One description of a view's course for both worlds: calls to Amazon and hooks of the shop, run here or awaited.

A flow is a generator that yields a step and is sent its result, so that what a view does is written once, while the
synchronous view uses the blocking client and the asynchronous one awaits.
"""

from __future__ import annotations

import inspect
from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Callable, TypeVar, Union, cast

from asgiref.sync import sync_to_async
from django.core.exceptions import ImproperlyConfigured
from django.http.response import HttpResponseBase

from ..client import get_async_client, get_client

if TYPE_CHECKING:
    from amazonpay import AmazonPay


@dataclass(frozen=True)
class Ask:
    """A call to Amazon Pay; given the client, it answers or can be awaited."""

    call: Callable[[Any], Any]


@dataclass(frozen=True)
class Hook:
    """A method that the shop may have written; it may use the database."""

    method: Callable[..., Any]
    arguments: tuple[Any, ...] = ()


Step = Union[Ask, Hook]
Flow = Generator[Step, Any, HttpResponseBase]

Result = TypeVar("Result")


def ask(call: Callable[[AmazonPay], Result]) -> Generator[Step, Any, Result]:
    """Asks Amazon: ``session = yield from ask(lambda pay: pay.checkout_sessions.get(id))``."""
    return cast("Result", (yield Ask(call)))


def hook(method: Callable[..., Result], *arguments: Any) -> Generator[Step, Any, Result]:
    """Calls a hook: ``amount = yield from hook(self.get_charge_amount, session)``."""
    return cast("Result", (yield Hook(method, arguments)))


def run(flow: Flow) -> HttpResponseBase:
    """Runs a flow to its response, blocking."""
    try:
        step = next(flow)
        while True:
            try:
                result = _carry_out(step)
            except Exception as error:
                step = flow.throw(error)
            else:
                step = flow.send(result)
    except StopIteration as end:
        return _response(end.value)


async def arun(flow: Flow) -> HttpResponseBase:
    """Runs a flow to its response, awaiting Amazon and hooks; hooks that are no coroutines run in a thread."""
    try:
        step = next(flow)
        while True:
            try:
                result = await _acarry_out(step)
            except Exception as error:
                step = flow.throw(error)
            else:
                step = flow.send(result)
    except StopIteration as end:
        return _response(end.value)
    finally:
        # A view that was cancelled leaves its flow where it is.
        flow.close()


def _carry_out(step: Step) -> Any:
    if isinstance(step, Ask):
        return step.call(get_client())
    if inspect.iscoroutinefunction(step.method):
        raise ImproperlyConfigured(
            f"{step.method.__qualname__} is async, but its view is not; derive the view from the Async one."
        )
    return step.method(*step.arguments)


async def _acarry_out(step: Step) -> Any:
    if isinstance(step, Ask):
        return await step.call(get_async_client())
    if inspect.iscoroutinefunction(step.method):
        return await step.method(*step.arguments)
    return await sync_to_async(step.method, thread_sensitive=True)(*step.arguments)


def _response(value: object) -> HttpResponseBase:
    if not isinstance(value, HttpResponseBase):
        raise ImproperlyConfigured(
            f"A hook of an Amazon Pay view returned {type(value).__name__}; expected an HttpResponse."
        )
    return value
