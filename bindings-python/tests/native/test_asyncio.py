"""Calls that are awaited."""

from __future__ import annotations

import asyncio
import logging

import pytest

import amazonpay

from .conftest import run


async def test_many_tasks_call_at_the_same_time(amazonpay_sandbox, silence, new_session) -> None:
    pay = amazonpay_sandbox.async_client()
    sessions = await asyncio.gather(*(new_session(pay) for _ in range(200)))
    assert len({session.checkout_session_id for session in sessions}) == 200

    # All are under way before any has an answer.
    held = amazonpay_sandbox.async_client(endpoint=silence.url)
    tasks = [
        asyncio.create_task(held.charges.get("S01-1234567-1234567-C123456")) for _ in range(20)
    ]
    requests = [await asyncio.to_thread(silence.request) for _ in tasks]
    assert len(requests) == 20
    for task in tasks:
        task.cancel()
    assert await asyncio.gather(*tasks, return_exceptions=True)


async def test_cancelling_a_task_drops_its_request(amazonpay_sandbox, silence, caplog) -> None:
    pay = amazonpay_sandbox.async_client(endpoint=silence.url)
    with caplog.at_level(logging.INFO, "amazonpay"):
        task = asyncio.create_task(pay.charges.get("S01-1234567-1234567-C123456"))
        request = await asyncio.to_thread(silence.request)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await asyncio.to_thread(request.is_dropped)
        while not caplog.records:
            await asyncio.sleep(0)
    assert [record.amazonpay_outcome for record in caplog.records] == ["canceled"]


async def test_a_time_limit_of_asyncio_ends_a_call(amazonpay_sandbox, silence) -> None:
    pay = amazonpay_sandbox.async_client(endpoint=silence.url)
    call = asyncio.create_task(pay.charges.get("S01-1234567-1234567-C123456"))
    request = await asyncio.to_thread(silence.request)
    with pytest.raises(asyncio.TimeoutError):
        await asyncio.wait_for(call, 0)
    assert await asyncio.to_thread(request.is_dropped)


async def test_an_error_is_raised_where_the_call_is_awaited(amazonpay_sandbox) -> None:
    pay = amazonpay_sandbox.async_client()
    with pytest.raises(amazonpay.NotFound) as raised:
        await pay.charges.get("S01-1234567-1234567-C123456")
    assert raised.value.reason_code == "ResourceNotFound"


def test_each_loop_gets_its_own_answers(amazonpay_sandbox, new_session) -> None:
    pay = amazonpay_sandbox.async_client()
    ids = {run(new_session(pay)).checkout_session_id for _ in range(5)}
    assert len(ids) == 5


def test_a_loop_that_is_closed_before_the_answer_does_no_harm(
    amazonpay_sandbox, silence, new_session, recwarn
) -> None:
    pay = amazonpay_sandbox.async_client(endpoint=silence.url)

    async def begin() -> asyncio.Future[object]:
        # Not a task, so that asyncio.run does not cancel it.
        return pay._native.execute_async("charges.get", ["S01-1234567-1234567-C123456"])

    loop = asyncio.new_event_loop()
    awaited = loop.run_until_complete(begin())
    request = silence.request()
    loop.close()
    request.connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")
    # Another loop's call is answered after it, by the same messenger.
    assert run(new_session(amazonpay_sandbox.async_client())).checkout_session_id
    assert not awaited.done()
    assert not recwarn.list


def test_a_call_outside_a_loop_is_refused(amazonpay_sandbox) -> None:
    pay = amazonpay_sandbox.async_client()
    with pytest.raises(RuntimeError, match="no running event loop"):
        pay._native.execute_async("charges.get", ["S01-1234567-1234567-C123456"])


def test_it_works_on_uvloop_too(amazonpay_sandbox, new_session) -> None:
    uvloop = pytest.importorskip("uvloop", reason="there is none for Windows")
    loop = uvloop.new_event_loop()
    try:
        session = loop.run_until_complete(new_session(amazonpay_sandbox.async_client()))
    finally:
        loop.close()
    assert session.status_details.state == "Open"
