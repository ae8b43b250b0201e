"""The examples of the README and of the guide do what the pages say."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from .run_page import blocks

PACKAGE = Path(__file__).parents[2]
PAGES = [PACKAGE / "README.md", *sorted((PACKAGE / "docs").glob("*.md"))]
RUNNER = Path(__file__).with_name("run_page.py")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.name))
def test_every_example_of_the_page_runs(page: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-W", "error::DeprecationWarning:__main__", str(RUNNER), str(page)]
    # A reader has none of the variables by which these tests run.
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTEST", "DJANGO_", "AMAZON"))
    }
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"


def test_blocks_are_found_with_their_lines_and_options() -> None:
    page = """# A page
```python
a = 1
```
<!-- python
assert a == 1
-->
```console
$ ls
```
```python file=shop/settings.py
DEBUG = True
```
```python not-run
raise
```
"""
    found = [(block.line, block.text, block.options) for block in blocks(page)]
    assert found == [
        (3, "a = 1\n", ()),
        (6, "assert a == 1\n", ()),
        (12, "DEBUG = True\n", ("file=shop/settings.py",)),
        (15, "raise\n", ("not-run",)),
    ]
    assert blocks(page)[2].file == "shop/settings.py"


@pytest.mark.parametrize(
    ("page", "message"),
    [
        ("```python\na = 1\n", "line 1: the block has no end"),
        ("```python notrun\n```", "found notrun"),
    ],
)
def test_a_block_that_cannot_be_read_is_an_error(page: str, message: str) -> None:
    with pytest.raises(SyntaxError, match=message):
        blocks(page)


def test_a_mistake_in_an_example_is_told_with_the_line_of_the_page(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Title\n\n```python\nvalue = 1\nassert value == 2, 'wrong'\n```\n")
    done = subprocess.run(
        [sys.executable, str(RUNNER), str(page)],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        timeout=120,
    )
    assert done.returncode != 0
    assert f'"{page}", line 5' in done.stderr
    assert "wrong" in done.stderr


def test_a_page_awaits_and_finds_its_files_and_its_account(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        """```python file=shop/settings.py
NAME = "shop"
```

```python
import asyncio
import os
from pathlib import Path
from shop.settings import NAME
assert NAME == "shop"
await asyncio.sleep(0)
assert os.environ["AMAZON_PAY_PUBLIC_KEY_ID"] and "PRIVATE KEY" in Path("private.pem").read_text()
assert os.environ["AMAZON_PAY_ENDPOINT"].startswith("http")
print(sandbox.url)
```
"""
    )
    done = subprocess.run(
        [sys.executable, str(RUNNER), str(page)],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("http://127.0.0.1:")
