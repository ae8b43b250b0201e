"""The views under a real WSGI server, gunicorn, whose workers are forked from a process that has paid already."""

from __future__ import annotations

import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from .served import served

if TYPE_CHECKING:
    from amazonpay.testing import Sandbox


def test_workers_forked_from_a_used_client_all_pay(
    amazonpay_sandbox: Sandbox, tmp_path: Path
) -> None:
    command = ["gunicorn", "--preload", "--workers", "4", "--bind", "127.0.0.1:0"]
    command += ["django_web.wsgi_preloaded:application"]
    ready = r"Listening at: (http://\S+)"
    shop = served(amazonpay_sandbox, tmp_path, command, ready)
    with shop as address, ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(_ask, [f"{address}/worker/"] * 80))
    assert {answer.split()[1] for answer in answers} == {"ResourceNotFound"}
    assert len({answer.split()[0] for answer in answers}) > 1


def _ask(address: str) -> str:
    with urllib.request.urlopen(address, timeout=60) as answer:
        text: str = answer.read().decode()
        return text
