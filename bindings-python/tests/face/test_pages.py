"""Lists that come in pages, over the sandbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from amazonpay import AmazonPay, ServerError
from amazonpay.models import Report, ReportPage, ReportType
from amazonpay.testing import Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator

COUNT = 7


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as started:
        pay = started.client()
        for index in range(COUNT):
            started.clock.advance(minutes=1)
            pay.reports.create(
                report_type=ReportType.SANDBOX_SETTLEMENT, idempotency_key=f"report-{index}"
            )
        yield started


@pytest.fixture(scope="module")
def pay(sandbox: Sandbox) -> Iterator[AmazonPay]:
    with sandbox.client() as client:
        yield client


def test_iterating_gives_the_items_of_all_pages_each_once(pay: AmazonPay) -> None:
    reports = pay.reports.list(page_size=3)
    ids = [report.report_id for report in reports]
    assert len(ids) == len(set(ids)) == COUNT
    assert [report.report_id for report in reports] == ids
    assert repr(reports) == "<Pages of reports.list>"


def test_pages_have_their_meta_and_lead_to_each_other(pay: AmazonPay) -> None:
    pages = list(pay.reports.list(page_size=3).pages())
    assert [len(page.reports or ()) for page in pages] == [3, 3, 1]
    assert all(isinstance(page, ReportPage) for page in pages)
    assert len({page.meta.request_id for page in pages}) == 3
    assert pages[-1].next_token is None
    onward = pay.reports.list(next_token=pages[0].next_token).pages()
    assert next(onward).reports == pages[1].reports


def test_nothing_is_sent_before_the_first_item_and_no_page_before_it_is_needed(
    sandbox: Sandbox, pay: AmazonPay
) -> None:
    def seen() -> int:
        return len([it for it in sandbox.requests(1000) if it.operation == "reports.list"])

    before = seen()
    reports = iter(pay.reports.list(page_size=3))
    assert seen() == before
    for _ in range(3):
        next(reports)
    assert seen() == before + 1
    next(reports)
    assert seen() == before + 2


def test_a_filter_is_a_list_of_enums_or_texts(pay: AmazonPay) -> None:
    found = list(pay.reports.list(report_types=[ReportType.SANDBOX_SETTLEMENT], page_size=5))
    assert len(found) == COUNT
    assert (
        list(pay.reports.list(report_types=["_GET_FLAT_FILE_OFFAMAZONPAYMENTS_REFUND_DATA_"])) == []
    )


def test_a_mistake_shows_where_the_list_is_asked_for(pay: AmazonPay) -> None:
    with pytest.raises(TypeError, match="unexpected keyword 'timout'"):
        pay.reports.list(timout=1)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="page_size: expected int, found str"):
        pay.reports.list(page_size="3")  # type: ignore[arg-type]


def test_a_failure_in_the_middle_reaches_the_loop(sandbox: Sandbox, pay: AmazonPay) -> None:
    seen: list[Report] = []

    def read() -> None:
        for report in pay.reports.list(page_size=3, max_retries=0):
            seen.append(report)
            if len(seen) == 3:
                sandbox.faults.add(status=503, operation="reports.list", count=1)

    with pytest.raises(ServerError):
        read()
    assert len(seen) == 3
    sandbox.faults.clear()


async def test_lists_are_iterated_asynchronously_too(sandbox: Sandbox, pay: AmazonPay) -> None:
    expected = [report.report_id for report in pay.reports.list()]
    async with sandbox.async_client() as client:
        reports = client.reports.list(page_size=2)
        assert [report.report_id async for report in reports] == expected
        pages = [page async for page in reports.pages()]
    assert [len(page.reports or ()) for page in pages] == [2, 2, 2, 1]
    assert pages[0].meta.status == 200
    assert repr(reports) == "<AsyncPages of reports.list>"
