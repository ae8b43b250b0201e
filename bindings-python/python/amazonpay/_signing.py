"""How a signer of the shop's own is asked: any callable, sync or async.

A sync signer runs in a thread of its own, so that the call's total time-out holds whatever the signer does.
An async one runs on the event loop that awaits the call; for calls that block there is one loop for all of
them, in a thread of its own, so that the connections of an async client outlive a call.

The native module calls :func:`sign_from_thread` on the thread of a call that blocks, and :func:`sign_on_loop`
on the event loop's. Both return what cancels the signature, and give the outcome to ``reply``: the signature
and None, or None and what was raised.
"""

from __future__ import annotations

import asyncio
import atexit
import contextvars
import inspect
import os
import threading
from concurrent.futures import Future, InvalidStateError
from functools import partial
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Callable

if TYPE_CHECKING:
    from collections.abc import Awaitable

    Signer = Callable[[str, bytes], Any]
    Reply = Callable[[Any, "BaseException | None"], None]

_MOST_THREADS = 32


def sign_from_thread(
    signer: Signer, algorithm: str, message: bytes, reply: Reply
) -> Callable[[], Any]:
    """Begins a signature for a call that blocks this thread."""
    if _is_async(signer):
        signing = asyncio.run_coroutine_threadsafe(_sign(signer, algorithm, message), _own.loop())
    else:
        signing = _own.threads.submit(_in_this_context(signer, algorithm, message))
        signing = _awaited_elsewhere(signing)
    signing.add_done_callback(partial(_report, reply))
    return signing.cancel


def sign_on_loop(signer: Signer, algorithm: str, message: bytes, reply: Reply) -> Callable[[], Any]:
    """Begins a signature for a call that is awaited on the running loop."""
    task = asyncio.get_running_loop().create_task(_sign(signer, algorithm, message))
    task.add_done_callback(partial(_report, reply))
    return task.cancel


async def _sign(signer: Signer, algorithm: str, message: bytes) -> Any:
    if _is_async(signer):
        return await signer(algorithm, message)
    signing = _own.threads.submit(_in_this_context(signer, algorithm, message))
    signature = await asyncio.wrap_future(signing)
    return await signature if inspect.isawaitable(signature) else signature


def _awaited_elsewhere(signing: Future[Any]) -> Future[Any]:
    """The outcome of ``signing``; an awaitable, as of a lambda around an async function, is awaited on that loop."""
    outcome: Future[Any] = Future()

    def forward(signing: Future[Any]) -> None:
        try:
            signature = signing.result()
        except BaseException as raised:
            _settle(outcome, None, raised)
            return
        if inspect.isawaitable(signature):
            awaited = asyncio.run_coroutine_threadsafe(_await(signature), _own.loop())
            awaited.add_done_callback(forward)
        else:
            _settle(outcome, signature, None)

    signing.add_done_callback(forward)
    return outcome


async def _await(awaitable: Awaitable[Any]) -> Any:
    return await awaitable


def _settle(outcome: Future[Any], result: Any, raised: BaseException | None) -> None:
    try:
        if raised is None:
            outcome.set_result(result)
        else:
            outcome.set_exception(raised)
    except InvalidStateError:  # cancelled in the meantime
        pass


def _report(reply: Reply, signing: Future[Any] | asyncio.Future[Any]) -> None:
    if signing.cancelled():
        reply(None, asyncio.CancelledError())
        return
    raised = signing.exception()
    reply(None if raised is not None else signing.result(), raised)


def _is_async(signer: Signer) -> bool:
    return inspect.iscoroutinefunction(signer) or inspect.iscoroutinefunction(
        getattr(signer, "__call__", None)  # noqa: B004 - an object with an async __call__
    )


def _in_this_context(signer: Signer, algorithm: str, message: bytes) -> partial[Any]:
    """The signer with the caller's context variables, which a tracing library keeps its spans in."""
    return partial(contextvars.copy_context().run, signer, algorithm, message)


class _Threads:
    """Daemon threads, as many as there are signatures at a time: they outlive a signature and hold up no exit."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._work: SimpleQueue[tuple[Future[Any], Callable[[], Any]]] = SimpleQueue()
        self._idle = 0
        self._count = 0

    def submit(self, work: Callable[[], Any]) -> Future[Any]:
        future: Future[Any] = Future()
        with self._lock:
            if self._idle:
                self._idle -= 1
            elif self._count < _MOST_THREADS:
                self._count += 1
                threading.Thread(target=self._run, name="amazonpay-signer", daemon=True).start()
        self._work.put((future, work))
        return future

    def _run(self) -> None:
        while True:
            future, work = self._work.get()
            if future.set_running_or_notify_cancel():
                try:
                    result = work()
                except BaseException as raised:
                    _settle(future, None, raised)
                    del raised
                else:
                    _settle(future, result, None)
                    del result
            del future, work
            with self._lock:
                if self._work.empty():
                    self._idle += 1


class _Own:
    """What belongs to this process: a forked child has none of its parent's threads."""

    def __init__(self) -> None:
        self.threads = _Threads()
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    def loop(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(
                    target=_run, args=[self._loop], name="amazonpay-signer-loop", daemon=True
                )
                self._thread.start()
            return self._loop

    def end(self) -> None:
        with self._lock:
            if self._loop is not None and self._thread is not None:
                self._loop.call_soon_threadsafe(self._loop.stop)
                # One that is stuck in the shop's own code is left behind.
                self._thread.join(1)
                self._loop = None


def _run(loop: asyncio.AbstractEventLoop) -> None:
    try:
        loop.run_forever()
    finally:
        loop.close()


@atexit.register
def _end() -> None:
    _own.end()


def _begin_anew() -> None:
    global _own
    _own = _Own()


_own = _Own()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin_anew)
