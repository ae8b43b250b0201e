"""The pytest plugin, in projects of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

QUIET = ["-p", "no:cacheprovider", "-p", "no:django", "-p", "no:asyncio"]

TWO_TESTS = """
    import amazonpay
    import pytest

    URLS = set()

    def test_one(amazonpay_sandbox):
        amazonpay_sandbox.faults.add(status=503)
        amazonpay_sandbox.clock.advance(days=8)
        URLS.add(amazonpay_sandbox.url)

    def test_another_finds_nothing_of_the_first(amazonpay_sandbox, amazonpay_client):
        assert amazonpay_sandbox.faults.list() == ()
        URLS.add(amazonpay_sandbox.url)
        assert len(URLS) == 2
        with pytest.raises(amazonpay.NotFound):
            amazonpay_client.charges.get("S02-0000000-0000000-C000000")
"""


def run(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """pytest in the project as its developers run it: a process of its own, with the plugin as it is installed."""
    command = [sys.executable, "-m", "pytest", *QUIET, *arguments]
    return subprocess.run(command, cwd=project, capture_output=True, text=True)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "pytest.ini").write_text(
        "[pytest]\naddopts = --strict-markers --strict-config\nfilterwarnings = error\n"
    )
    return tmp_path


def write(project: Path, name: str, text: str) -> None:
    (project / name).write_text("\n".join(line[4:] for line in text.splitlines()))


def test_each_test_has_a_sandbox_of_its_own(project: Path) -> None:
    write(project, "test_shop.py", TWO_TESTS)
    done = run(project)
    assert "2 passed" in done.stdout, done.stdout


def test_settings_come_from_a_fixture_and_from_a_marker(project: Path) -> None:
    write(
        project,
        "test_shop.py",
        """
    import pytest

    @pytest.fixture
    def amazonpay_sandbox_settings():
        return {"region": "jp", "merchant_id": "A1SHOP"}

    @pytest.mark.amazonpay_sandbox(now="2026-11-24T17:29:18Z", frozen=True, merchant_id="A1THIS")
    def test_both(amazonpay_sandbox):
        assert amazonpay_sandbox.credentials.region == "jp"
        assert amazonpay_sandbox.merchant_id == "A1THIS"
        assert amazonpay_sandbox.clock.now.isoformat() == "2026-11-24T17:29:18+00:00"

    @pytest.mark.amazonpay_sandbox({"region": "jp"})
    def test_slip(amazonpay_sandbox):
        pass
""",
    )
    done = run(project)
    assert "1 passed, 1 error" in done.stdout, done.stdout
    assert "takes settings as keywords, such as amazonpay_sandbox(frozen=True)" in done.stdout


def test_it_ends_with_the_test_also_when_that_fails(project: Path) -> None:
    write(
        project,
        "test_shop.py",
        """
    import urllib.error
    import urllib.request

    import pytest

    URLS = []

    def test_one(amazonpay_sandbox):
        URLS.append(amazonpay_sandbox.url)
        raise AssertionError("as it happens")

    def test_two():
        with pytest.raises(urllib.error.URLError):
            urllib.request.urlopen(URLS[0])
""",
    )
    done = run(project)
    assert "1 failed, 1 passed" in done.stdout, done.stdout


def test_whoever_does_not_use_it_loads_nothing_of_it(project: Path) -> None:
    write(
        project,
        "test_shop.py",
        """
    import sys

    def test_nothing_is_loaded():
        mine = {name for name in sys.modules if name.split(".")[0] == "amazonpay"}
        assert mine == {"amazonpay", "amazonpay.testing", "amazonpay.testing.pytest_plugin"}
""",
    )
    done = run(project)
    assert "1 passed" in done.stdout, done.stdout


def test_its_fixtures_and_marker_are_explained(project: Path) -> None:
    write(project, "test_shop.py", TWO_TESTS)
    fixtures = run(project, "--fixtures").stdout
    assert "A sandbox of Amazon Pay for this test alone" in fixtures
    assert "@pytest.mark.amazonpay_sandbox(**settings)" in run(project, "--markers").stdout
