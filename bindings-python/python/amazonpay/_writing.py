"""How a document is written for a download that is awaited."""

from __future__ import annotations

import asyncio
import inspect
from typing import TYPE_CHECKING, Any, Callable

if TYPE_CHECKING:
    Write = Callable[[bytes], Any]
    Reply = Callable[[Any, "BaseException | None"], None]


def write_on_loop(write: Write, piece: bytes, reply: Reply) -> None:
    """Begins to write a piece; the native module calls it on the event loop's thread.

    A callable that is not async runs in the loop's executor, for a file may be slow.
    """

    async def written() -> Any:
        if inspect.iscoroutinefunction(write):
            return await write(piece)
        answer = await asyncio.get_running_loop().run_in_executor(None, write, piece)
        return await answer if inspect.isawaitable(answer) else answer

    def report(task: asyncio.Task[Any]) -> None:
        if task.cancelled():
            reply(None, asyncio.CancelledError())
            return
        raised = task.exception()
        reply(None if raised is not None else task.result(), raised)

    task = asyncio.get_running_loop().create_task(written())
    _writing.add(task)
    task.add_done_callback(_writing.discard)
    task.add_done_callback(report)


_writing: set[asyncio.Task[Any]] = set()
"""The loops keep weak references only."""
