"""What writes a document: any callable, sync or async, and what it may do."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any

import pytest
from orders import PRICE, place_order

from amazonpay.models import ReportType

if TYPE_CHECKING:
    from amazonpay.testing import Sandbox


@pytest.fixture
def document(amazonpay_sandbox: Sandbox) -> str:
    """The id of a report's document."""
    pay = amazonpay_sandbox.client()
    start = amazonpay_sandbox.clock.now
    charge_id = place_order(pay, amazonpay_sandbox).charge_id
    assert charge_id is not None
    pay.charges.capture(charge_id, capture_amount=PRICE)
    amazonpay_sandbox.clock.advance(days=3)
    made = pay.reports.create(
        report_type=ReportType.SANDBOX_SETTLEMENT,
        start_time=start,
        end_time=amazonpay_sandbox.clock.now,
    )
    amazonpay_sandbox.clock.advance(hours=1)
    found = pay.reports.get(made.report_id).report_document_id
    assert found is not None
    return found


@pytest.fixture
def contents(amazonpay_sandbox: Sandbox, document: str) -> bytes:
    pieces: list[bytes] = []
    amazonpay_sandbox.client()._native.download(document, pieces.append)
    assert pieces[0]
    return b"".join(pieces)


class Slow:
    """Takes seven bytes at a time, as a raw file may."""

    def __init__(self) -> None:
        self.taken = b""

    def write(self, piece: bytes) -> int:
        self.taken += piece[:7]
        return len(piece[:7])


async def test_what_writes_less_than_it_was_given_gets_the_rest_again(
    amazonpay_sandbox, document, contents
) -> None:
    slow = Slow()
    amazonpay_sandbox.client()._native.download(document, slow.write)
    assert slow.taken == contents
    slow = Slow()
    await amazonpay_sandbox.async_client()._native.download_async(document, slow.write)
    assert slow.taken == contents


async def test_what_writes_runs_beside_the_loop_or_on_it_when_it_is_async(
    amazonpay_sandbox, document, contents
) -> None:
    native = amazonpay_sandbox.async_client()._native
    taken: list[bytes] = []
    threads: list[str] = []

    def write(piece: bytes) -> None:
        threads.append(threading.current_thread().name)
        taken.append(piece)

    async def write_async(piece: bytes) -> None:
        await asyncio.sleep(0)
        write(piece)

    await native.download_async(document, write)
    assert threading.current_thread().name not in threads
    assert b"".join(taken) == contents
    taken.clear()
    threads.clear()
    await native.download_async(document, write_async)
    assert set(threads) == {threading.current_thread().name}
    assert b"".join(taken) == contents


class DiskIsFull(Exception):
    pass


def fail(*given: Any) -> None:
    raise DiskIsFull


async def fail_later(piece: bytes) -> None:
    raise DiskIsFull


def ignore(*given: Any) -> None:
    pass


@pytest.mark.parametrize(
    ("write", "progress"), [(fail, None), (fail_later, None), (ignore, fail)], ids=str
)
async def test_what_is_raised_reaches_the_caller_as_it_is(
    amazonpay_sandbox, document, write, progress
) -> None:
    with pytest.raises(DiskIsFull):
        await amazonpay_sandbox.async_client()._native.download_async(document, write, progress)
    if write is not fail_later:
        with pytest.raises(DiskIsFull):
            amazonpay_sandbox.client()._native.download(document, write, progress)


async def test_progress_is_told_up_to_the_end(amazonpay_sandbox, document, contents) -> None:
    told: list[tuple[int, int | None]] = []

    def progress(received: int, total: int | None) -> None:
        told.append((received, total))

    amazonpay_sandbox.client()._native.download(document, ignore, progress)
    blocking = told.copy()
    told.clear()
    await amazonpay_sandbox.async_client()._native.download_async(document, ignore, progress)
    assert blocking
    assert told[-1] == blocking[-1]
    received, total = told[-1]
    assert total in (None, received)
