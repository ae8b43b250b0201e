"""What is installed: the package, its types, its licence and nothing that it would need."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

import amazonpay


@pytest.fixture
def distribution() -> metadata.Distribution:
    try:
        return metadata.distribution("amazonpay")
    except metadata.PackageNotFoundError:
        if os.environ.get("REQUIRE_ALL") == "1":
            raise
        pytest.skip("the package is imported from a folder; `make python` tests it installed")


def test_the_installed_package_is_the_one_that_is_tested(
    distribution: metadata.Distribution,
) -> None:
    files = [Path(str(file.locate())).resolve() for file in distribution.files or []]
    assert Path(amazonpay.__file__).resolve() in files
    assert amazonpay.__version__ == distribution.version


def test_types_and_licence_come_along_and_tests_stay_behind(
    distribution: metadata.Distribution,
) -> None:
    files = {str(file) for file in distribution.files or []}
    assert "amazonpay/py.typed" in files
    assert "amazonpay/_native.pyi" in files
    assert any(file.endswith("licenses/LICENSE") for file in files)
    assert distribution.metadata["License-Expression"] == "Apache-2.0"
    # Commands lie elsewhere, beside the interpreter.
    folders = {file.split("/")[0] for file in files if not file.startswith("..")}
    assert folders <= {"amazonpay", f"amazonpay-{distribution.version}.dist-info"}


def test_one_native_module_serves_every_python(distribution: metadata.Distribution) -> None:
    wheel = distribution.read_text("WHEEL") or ""
    if "-abi3-" not in wheel:
        pytest.skip("a free-threaded Python has no stable ABI")
    assert "Tag: cp39-abi3-" in wheel
    natives = [str(file) for file in distribution.files or [] if file.suffix in {".so", ".pyd"}]
    assert len(natives) == 1


def test_it_depends_on_nothing_but_for_extras(distribution: metadata.Distribution) -> None:
    assert [each for each in distribution.requires or [] if "extra ==" not in each] == []
    assert {"django", "celery"} <= set(distribution.metadata.get_all("Provides-Extra") or [])


def test_importing_it_brings_neither_django_nor_asyncio_nor_http(tmp_path: Path) -> None:
    program = "import sys, amazonpay; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split())
    assert "amazonpay" in loaded
    assert loaded.isdisjoint({"django", "asyncio", "celery", "http.client", "typing_extensions"})
