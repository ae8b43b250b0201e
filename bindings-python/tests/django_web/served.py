"""Serves the small shop in processes of their own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from amazonpay.testing import Sandbox

TESTS = Path(__file__).parents[1]


@contextmanager
def served(sandbox: Sandbox, folder: Path, command: list[str], ready: str) -> Iterator[str]:
    """The address of the shop, served by a command, once it has said so in the words of `ready`."""
    environment = {
        **os.environ,
        **sandbox.environ,
        "DJANGO_SETTINGS_MODULE": "django_web.served_settings",
        "SHOP_DATABASE": str(folder / "shop.sqlite3"),
        "PYTHONPATH": os.pathsep.join([str(TESTS), os.environ.get("PYTHONPATH", "")]),
    }
    python = [sys.executable, "-m"]
    subprocess.run([*python, "django", "migrate", "--verbosity", "0"], env=environment, check=True)
    process = subprocess.Popen(
        [*python, *command], env=environment, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    try:
        yield _address(process, ready)
    finally:
        process.terminate()
        process.wait()
        process.stderr.close()


def _address(process: subprocess.Popen[str], ready: str) -> str:
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        said.append(line)
        found = re.search(ready, line)
        if found:
            # What it says from now on is read as well, or it would wait for a reader in the end.
            threading.Thread(target=process.stderr.read, daemon=True).start()
            return found[1]
    raise AssertionError("".join(said))
