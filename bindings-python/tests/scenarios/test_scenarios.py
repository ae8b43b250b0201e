"""The scenarios that every language runs, through the typed methods of both clients, each in a sandbox of its own."""

from __future__ import annotations

import asyncio
import inspect
from typing import Any

import pytest

from .runner import names, play, read


@pytest.mark.parametrize("name", names())
def test_a_scenario_with_calls_that_are_waited_for(name: str) -> None:
    play(read(name)["steps"])


@pytest.mark.parametrize("name", names())
def test_a_scenario_with_calls_that_are_awaited(name: str) -> None:
    loop = asyncio.new_event_loop()

    async def awaited(call: Any) -> Any:
        return await call if inspect.isawaitable(call) else call

    try:
        play(
            read(name)["steps"], "async_client", lambda call: loop.run_until_complete(awaited(call))
        )
    finally:
        loop.close()


def test_a_step_that_does_not_come_true_fails_and_is_named() -> None:
    get = {"call": "charges.get", "path": ["S01-1-1-C1"]}
    refused = {"kind": "not_found"}
    play([{**get, "refused": refused}])
    for steps, words in (
        ([{**get, "refused": {"kind": "declined"}}], r"step 1, .*charges\.get.*: kind"),
        ([get], "step 1, .*ResourceNotFound"),
        ([{"sandbox": "clock", "body": {"advance": 30}, "refused": refused}], "was to be refused"),
        ([{"notified": [{"ObjectType": "CHARGE"}]}], "step 1"),
        ([{**get, "path": ["$nothing"]}], "nothing was saved as nothing"),
    ):
        with pytest.raises(AssertionError, match=words):
            play(steps)
