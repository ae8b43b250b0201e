"""Runs the Python blocks of one page in order, as a reader would: `python run_page.py PAGE`.

What a page's author writes:

- A block that begins with three back quotes and `python` is run. All blocks of a page share one namespace, and `await`
  may stand at the top. A line in a traceback is the line of the page.
- `python file=shop/settings.py` is no run but a file: it is written below a folder that is on `sys.path` and the
  working folder.
- `python not-run` is only compiled: for what needs a real account.
- An HTML comment that begins with `<!-- python` in a line of its own and ends with `-->` in another is run too, unseen
  by readers: to prepare what the page takes for granted, or to assert what it claims.
- Other languages (`console`, `html+django`, `toml`) are left alone.

What a page finds: a sandbox runs, as `sandbox`; the environment variables are those of an account in it, so that
`AmazonPay.from_env()` works; the working folder is empty but for `private.pem`, that account's key.
"""

from __future__ import annotations

import ast
import asyncio
import inspect
import os
import re
import sys
import tempfile
from collections.abc import Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

FENCE = re.compile(r"^```(?P<info>.*)$")
HIDDEN = re.compile(r"^<!--\s*python\s*$")


@dataclass(frozen=True)
class Block:
    """One block of a page."""

    #: The line of the page where its text begins, from 1.
    line: int
    text: str
    #: What stands behind the language: `not-run`, `file=…`.
    options: tuple[str, ...]

    @property
    def file(self) -> str | None:
        """The file that the block is written to, if it is one."""
        return next((each[5:] for each in self.options if each.startswith("file=")), None)


def blocks(page: str) -> list[Block]:
    """The Python blocks of a page, hidden ones among them, in order."""
    found: list[Block] = []
    lines = page.splitlines()
    at = 0
    while at < len(lines):
        fence, hidden = FENCE.match(lines[at]), HIDDEN.match(lines[at])
        if not fence and not hidden:
            at += 1
            continue
        end = "```" if fence else "-->"
        last = next((i for i in range(at + 1, len(lines)) if lines[i].rstrip() == end), None)
        if last is None:
            raise SyntaxError(f"line {at + 1}: the block has no end, {end}")
        info = fence["info"].split() if fence else ["python"]
        if info[:1] == ["python"]:
            options = tuple(info[1:])
            unknown = [
                each for each in options if each != "not-run" and not each.startswith("file=")
            ]
            if unknown:
                raise SyntaxError(f"line {at + 1}: expected not-run or file=…, found {unknown[0]}")
            found.append(Block(at + 2, "\n".join(lines[at + 1 : last]) + "\n", options))
        at = last + 1
    return found


def run(block: Block, page: Path, namespace: dict[str, Any]) -> None:
    """Runs one block in the page's namespace."""
    padded = "\n" * (block.line - 1) + block.text
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    code = compile(padded, str(page), "exec", flags=flags, dont_inherit=True)
    if block.file is not None:
        target = Path(block.file)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(block.text)
        for folder in list(target.parents)[:-1]:
            (folder / "__init__.py").touch()
    elif "not-run" not in block.options:
        result = eval(
            code, namespace
        )  # What exec does, but it gives back the coroutine of a top-level await.
        if inspect.iscoroutine(result):
            asyncio.run(cast("Coroutine[Any, Any, None]", result))


def main(page: Path) -> None:
    from amazonpay.testing import Sandbox

    with tempfile.TemporaryDirectory(prefix="amazonpay-page-") as folder, Sandbox() as sandbox:
        os.chdir(folder)
        sys.path.insert(0, folder)
        os.environ.update(sandbox.environ)
        Path("private.pem").write_text(os.environ["AMAZON_PAY_PRIVATE_KEY"])
        namespace: dict[str, Any] = {"__name__": "__main__", "sandbox": sandbox}
        for block in blocks(page.read_text(encoding="utf-8")):
            run(block, page, namespace)
        os.chdir("/")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
