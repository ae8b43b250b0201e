"""Other processes of the same shop: ``manage.py`` with the test's database and sandbox."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.db import connection

TESTS = Path(__file__).resolve().parent.parent

#: Says that it is ready, waits for a line, and runs the command, so that several can be let go at the same moment.
WAITING_COMMAND = """
import sys
import django
from django.core.management import ManagementUtility

django.setup()
from amazonpay.django import get_client

get_client()
print("ready", flush=True)
sys.stdin.readline()
ManagementUtility(["manage.py", *sys.argv[1:]]).execute()
"""


def environment(sandbox: Any, **more: str) -> dict[str, str]:
    """The environment of a process that has the test's database, and the sandbox as its Amazon."""
    paths = [str(TESTS), *os.environ.get("PYTHONPATH", "").split(os.pathsep)]
    name = str(connection.settings_dict["NAME"])
    return {
        **os.environ,
        **sandbox.environ,
        "PYTHONPATH": os.pathsep.join(path for path in paths if path),
        "DJANGO_SETTINGS_MODULE": "django_settings",
        "PGDATABASE": name,
        "AMAZONPAY_TEST_SQLITE": name,
        **more,
    }


def start(sandbox: Any, *arguments: str, **options: Any) -> subprocess.Popen[str]:
    """Starts a ``manage.py`` command that waits to be let go."""
    return subprocess.Popen(
        [sys.executable, "-c", WAITING_COMMAND, *arguments],
        env=environment(sandbox),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def let_go(processes: list[subprocess.Popen[str]]) -> None:
    """Waits until all are ready, and lets them go."""
    for process in processes:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line == "ready\n", process.stderr.read() if process.stderr else line
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()


def summary(process: subprocess.Popen[str]) -> dict[str, Any]:
    """Waits for a process that was started with ``--json``; its summary."""
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    found: dict[str, Any] = json.loads(out)
    return found
