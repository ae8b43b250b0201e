"""Our script, run by Node.js on a page that is as much of one as the script needs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

import amazonpay.django

SCRIPT = Path(amazonpay.django.__file__).parent / "static" / "amazonpay" / "buttons.js"
PAGE = Path(__file__).with_name("page.js")

CONFIG = {"merchantId": "A1", "createCheckoutSessionConfig": {"payloadJSON": '{"a":"</x> \\/ ü"}'}}


def run(**page: Any) -> list[Any]:
    """What the script did on a page, in order: calls of Amazon's script and events."""
    node = shutil.which("node")
    if node is None:
        if os.environ.get("REQUIRE_ALL") == "1":
            pytest.fail("node is not installed")
        pytest.skip("node is not installed")
    done = subprocess.run(
        [node, str(PAGE), str(SCRIPT)], input=json.dumps(page), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    told: list[Any] = json.loads(done.stdout)
    return told


def test_buttons_are_handed_to_amazon_as_they_are() -> None:
    told = run(buttons=[CONFIG, {"merchantId": "A2"}])
    assert told == [
        ["renderButton", "#amazon-pay-1", CONFIG],
        ["event", "amazonpay:rendered", "button of A1"],
        ["renderButton", "#amazon-pay-2", {"merchantId": "A2"}],
        ["event", "amazonpay:rendered", "button of A2"],
    ]


def test_links_of_the_review_page_are_bound() -> None:
    told = run(changes=[{"changeAction": "changeAddress", "session": "abc"}])
    bound = {"amazonCheckoutSessionId": "abc", "changeAction": "changeAddress"}
    assert told == [["bindChangeAction", "#amazon-pay-1", bound]]


def test_the_script_waits_for_the_page() -> None:
    assert run(buttons=[{"merchantId": "A1"}], loading=True)[0][0] == "renderButton"


def test_a_button_is_drawn_once() -> None:
    told = run(buttons=[{"merchantId": "A1"}], again=True)
    assert [what for what, *_ in told] == ["renderButton", "event"]


def test_an_amazon_that_cannot_be_loaded_is_told_to_the_page() -> None:
    assert run(buttons=[CONFIG], amazon="missing") == [["event", "amazonpay:unavailable", None]]


def test_a_button_that_amazon_refuses_is_told_to_the_page_and_keeps_no_other_back() -> None:
    told = run(buttons=[{"merchantId": "bad"}, {"merchantId": "A2"}])
    assert [entry[1] for entry in told if entry[0] == "event"] == [
        "amazonpay:unavailable",
        "amazonpay:rendered",
    ]
