"""Records for Python's logging."""

from __future__ import annotations

import asyncio
import contextvars
import logging
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

import amazonpay

from .conftest import run

REQUESTS = "amazonpay.request"


def facts(record: logging.LogRecord, *names: str) -> tuple[object, ...]:
    return tuple(getattr(record, f"amazonpay_{name}") for name in names)


@pytest.mark.parametrize("awaited", [False, True])
def test_each_attempt_is_a_record(amazonpay_sandbox, caplog, new_session, awaited) -> None:
    amazonpay_sandbox.faults.add(status=503, operation="checkout_sessions.create", count=1)
    caplog.set_level(logging.DEBUG, "amazonpay")
    if awaited:
        pay = amazonpay_sandbox.async_client(retry_base_delay=0.001)
        session = run(new_session(pay))
    else:
        pay = amazonpay_sandbox.client(retry_base_delay=0.001)
        session = new_session(pay)
    failure, success = caplog.records
    assert (failure.name, failure.levelno) == (REQUESTS, logging.WARNING)
    assert facts(failure, "operation", "method", "host", "attempt", "outcome", "status") == (
        *("checkout_sessions.create", "POST", "127.0.0.1", 1, "refused", 503),
    )
    assert failure.amazonpay_error_kind == "server"
    assert failure.amazonpay_reason_code
    assert failure.amazonpay_retry_after > 0
    assert "attempt 1: refused with 503" in failure.getMessage()
    assert (success.name, success.levelno) == (REQUESTS, logging.DEBUG)
    assert facts(success, "attempt", "outcome", "status", "request_id") == (
        *(2, "succeeded", 201, session.meta.request_id),
    )
    assert success.amazonpay_duration > 0
    assert session.meta.request_id in success.getMessage()


def test_the_last_failure_is_raised_and_therefore_no_warning(amazonpay_sandbox, caplog) -> None:
    caplog.set_level(logging.DEBUG, "amazonpay")
    with pytest.raises(amazonpay.NotFound):
        amazonpay_sandbox.client().charges.get("S01-1234567-1234567-C123456")
    (record,) = caplog.records
    assert (record.levelno, record.amazonpay_error_kind) == (logging.INFO, "not_found")


def test_nothing_secret_is_in_a_record(amazonpay_sandbox, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    pay = amazonpay_sandbox.client()
    with pytest.raises(amazonpay.AmazonPayError):
        pay.buyers.get("Atza|buyers-token", auth_token="merchants-token")
    (record,) = caplog.records
    told = f"{record.getMessage()} {vars(record)}"
    for secret in ("buyers-token", "merchants-token", "Signature=", "BEGIN", "S01-"):
        assert secret not in told


def test_a_level_is_heeded_from_the_next_call_on(amazonpay_sandbox, caplog, new_session) -> None:
    pay = amazonpay_sandbox.client()
    logger = logging.getLogger(REQUESTS)
    counts = []
    try:
        for level in (logging.WARNING, logging.DEBUG, logging.INFO, logging.DEBUG):
            logger.setLevel(level)
            new_session(pay)
            counts.append(len(caplog.records))
        logging.disable(logging.DEBUG)
        new_session(pay)
        counts.append(len(caplog.records))
    finally:
        logging.disable(logging.NOTSET)
        logger.setLevel(logging.NOTSET)
    assert counts == [0, 1, 1, 2, 2]


def test_a_level_that_is_not_wanted_costs_no_record(
    amazonpay_sandbox, monkeypatch, new_session
) -> None:
    made = []
    original = logging.getLogRecordFactory()
    logging.setLogRecordFactory(
        lambda *values, **more: made.append(values) or original(*values, **more)
    )
    try:
        new_session(amazonpay_sandbox.client())
    finally:
        logging.setLogRecordFactory(original)
    assert made == []


def test_a_handler_that_is_slow_holds_up_nobody_else(
    amazonpay_sandbox, caplog, new_session
) -> None:
    class Slow(logging.Handler):
        """Waits until other calls have been made, which are logged as well, by the same loop or another thread."""

        def __init__(self) -> None:
            super().__init__()
            self.free = threading.Event()

        def handle(self, record: logging.LogRecord) -> bool:
            # Without the handler's lock, by which logging itself makes its callers wait for each other.
            self.emit(record)
            return True

        def emit(self, record: logging.LogRecord) -> None:
            if record.threadName == "slow":
                assert self.free.wait(30)

    handler = Slow()
    logger = logging.getLogger(REQUESTS)
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    pay, async_pay = amazonpay_sandbox.client(), amazonpay_sandbox.async_client()
    try:
        slow = [
            threading.Thread(target=new_session, args=[pay], name="slow"),
            threading.Thread(target=lambda: asyncio.run(new_session(async_pay)), name="slow"),
        ]
        for thread in slow:
            thread.start()
        with ThreadPoolExecutor(8) as threads:
            assert len(list(threads.map(lambda _: new_session(pay), range(40)))) == 40

        async def many() -> int:
            return len(await asyncio.gather(*(new_session(async_pay) for _ in range(40))))

        assert run(many()) == 40
        handler.free.set()
        for thread in slow:
            thread.join(30)
            assert not thread.is_alive()
    finally:
        handler.free.set()
        logger.removeHandler(handler)
        logger.setLevel(logging.NOTSET)


def test_a_filter_that_fails_does_not_fail_the_call(
    amazonpay_sandbox, caplog, new_session, monkeypatch
) -> None:
    import sys

    unraisable = []
    monkeypatch.setattr(sys, "unraisablehook", unraisable.append)
    caplog.set_level(logging.DEBUG, "amazonpay")

    def broken(record: logging.LogRecord) -> bool:
        raise RuntimeError("the filter is broken")

    logger = logging.getLogger(REQUESTS)
    logger.addFilter(broken)
    try:
        assert new_session(amazonpay_sandbox.client()).status_details.state == "Open"
    finally:
        logger.removeFilter(broken)
    assert [str(raised.exc_value) for raised in unraisable] == ["the filter is broken"]


def test_a_record_is_made_in_the_callers_context(amazonpay_sandbox, caplog, new_session) -> None:
    request = contextvars.ContextVar("request", default="none")
    seen = []

    def remember(record: logging.LogRecord) -> bool:
        seen.append(request.get())
        return True

    async def call(name: str) -> None:
        request.set(name)
        await new_session(amazonpay_sandbox.async_client())

    async def calls() -> None:
        await asyncio.gather(call("second"), call("third"))

    caplog.set_level(logging.DEBUG, "amazonpay")
    logger = logging.getLogger(REQUESTS)
    logger.addFilter(remember)
    try:
        request.set("first")
        new_session(amazonpay_sandbox.client())
        run(calls())
    finally:
        logger.removeFilter(remember)
    assert seen[0] == "first"
    assert sorted(seen[1:]) == ["second", "third"]


def test_a_handler_may_call_the_client_itself(amazonpay_sandbox, new_session) -> None:
    pay = amazonpay_sandbox.client()
    calls = []

    class Calls(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if not calls:
                calls.append("begun")
                calls.append(new_session(pay).status_details.state)

    handler = Calls()
    logger = logging.getLogger(REQUESTS)
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    try:
        new_session(pay)
    finally:
        logger.removeHandler(handler)
        logger.setLevel(logging.NOTSET)
    assert calls == ["begun", "Open"]
