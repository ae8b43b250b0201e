"""Fixtures for pytest: a sandbox of Amazon Pay for each test that asks for one.

pytest finds this plugin by itself once the package is installed; it loads nothing until a test asks.

>>> def test_order(amazonpay_sandbox):
...     pay = amazonpay_sandbox.client()
...     visit = amazonpay_sandbox.buyer.checkout(button, card="4111")
...     amazonpay_sandbox.clock.advance(days=8)

Guide: docs/testing.md.
"""

from __future__ import annotations

import pytest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from .. import AmazonPay
    from . import Sandbox

MARKER = "amazonpay_sandbox"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        f"{MARKER}(**settings): settings of the test's sandbox, such as region, now, frozen or ipn_url",
    )


@pytest.fixture
def amazonpay_sandbox_settings() -> dict[str, Any]:
    """Settings of every sandbox: override it in a conftest, a module or a class. A test's own go into its marker."""
    return {}


@pytest.fixture
def amazonpay_sandbox(
    request: pytest.FixtureRequest, amazonpay_sandbox_settings: dict[str, Any]
) -> Iterator[Sandbox]:
    """A sandbox of Amazon Pay for this test alone: `amazonpay.testing.Sandbox`, on free ports of this machine.

    Its settings come from the fixture `amazonpay_sandbox_settings` and the marker `amazonpay_sandbox`.
    """
    from . import Sandbox

    marker = request.node.get_closest_marker(MARKER)
    if marker is not None and marker.args:
        pytest.fail(
            f"the marker {MARKER} takes settings as keywords, such as {MARKER}(frozen=True)",
            pytrace=False,
        )
    settings = {**amazonpay_sandbox_settings, **(marker.kwargs if marker is not None else {})}
    with Sandbox(**settings) as sandbox:
        yield sandbox


@pytest.fixture
def amazonpay_client(amazonpay_sandbox: Sandbox) -> Iterator[AmazonPay]:
    """A client of the test's sandbox that is its first merchant and goes by its clock."""
    with amazonpay_sandbox.client() as client:
        yield client
