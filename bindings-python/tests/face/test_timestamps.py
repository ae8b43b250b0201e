"""Times as they come: the API's own form, and RFC 3339 with any number of digits behind the second."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from amazonpay.models import ChargeStatusDetails


@pytest.mark.parametrize(
    "text",
    [
        "20261126T022236Z",
        "2026-11-26T02:22:36Z",
        "2026-11-26T02:22:36.6Z",
        "2026-11-26T02:22:36.62Z",
        "2026-11-26T02:22:36.620123456Z",
        "2026-11-26t03:22:36.1+01:00",
    ],
)
def test_a_time_is_read_to_the_second_in_every_form(text: str) -> None:
    status = ChargeStatusDetails.from_dict({"state": "Captured", "lastUpdatedTimestamp": text})
    moment = datetime(2026, 11, 26, 2, 22, 36, tzinfo=timezone.utc)
    assert status.last_updated_timestamp == moment
