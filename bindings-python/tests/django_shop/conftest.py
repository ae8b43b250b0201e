"""What the tests of the shop share: the shop itself, with a sandbox beside it."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from .open_shop import SHOP, Shop

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    """The shop, started as its README says."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("AMAZON_PAY_")
    }
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, str(SHOP / "run.py"), "--port", str(port)]
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stderr is not None
    problems: list[str] = []
    reader = threading.Thread(target=lambda: problems.extend(process.stderr or ()))
    reader.start()
    try:
        said = "".join(process.stdout.readline() for _ in range(3))
        found = re.search(r"open at (http://\S+)/\n.*stead is at (http://\S+)/\.", said, re.DOTALL)
        assert found is not None, f"{said}\n{''.join(problems)}"
        yield Shop(found[1], found[2])
    finally:
        process.terminate()
        process.wait()
        reader.join()
        process.stdout.close()
        process.stderr.close()
    assert not [line for line in problems if "Traceback" in line], "".join(problems)
