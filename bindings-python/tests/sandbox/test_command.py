"""`python -m amazonpay.sandbox`, as a program."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import amazonpay
from amazonpay import AmazonPay

MODULE = [sys.executable, "-m", "amazonpay.sandbox"]
SERVE = ["serve", "--port", "0", "--tls-port", "0"]


def started(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen([*MODULE, *SERVE, *arguments], stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_a_signal_ends_it_well(number: signal.Signals) -> None:
    with started("--json", "--region", "jp") as process:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        pay = AmazonPay(
            endpoint=ready["url"],
            public_key_id=ready["public_key_id"],
            private_key=ready["private_key_pem"],
            region=ready["region"],
        )
        with pay, pytest.raises(amazonpay.NotFound):
            pay.charges.get("S03-0000000-0000000-C000000")
        process.send_signal(number)
        assert process.wait(timeout=60) == 0


def test_its_variables_make_a_client_of_its_merchant(tmp_path: Path) -> None:
    with started("--state", str(tmp_path / "state")) as process:
        assert process.stdout is not None
        variables: dict[str, str] = {}
        for line in process.stdout:
            name, is_one, value = line.removeprefix("export ").rstrip().partition("=")
            if is_one and name.startswith("AMAZON_PAY_"):
                variables.setdefault(name, value)
            if name == "AMAZON_PAY_CA_FILE":
                break
        program = "from amazonpay import AmazonPay; AmazonPay.from_env().charges.get('S02-0-0-C0')"
        done = subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, **variables},
            capture_output=True,
            text=True,
        )
        process.terminate()
    assert "amazonpay.errors.NotFound" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "stream", "text"),
    [
        (["--help"], 0, "stdout", "Usage: python -m amazonpay.sandbox <COMMAND>"),
        (["--version"], 0, "stdout", f"amazonpay-sandbox {amazonpay.__version__}"),
        ([], 2, "stderr", "Usage: python -m amazonpay.sandbox <COMMAND>"),
        ([*SERVE, "--region", "mars"], 2, "stderr", "region: expected na"),
        ([*SERVE, "--json", "--address", "0.0.0.0"], 1, "stderr", "is not a loopback address"),
    ],
)
def test_help_and_what_can_not_be_served(
    arguments: list[str], code: int, stream: str, text: str
) -> None:
    done = subprocess.run([*MODULE, *arguments], capture_output=True, text=True)
    assert (done.returncode, text in getattr(done, stream)) == (code, True), (
        f"{done.stdout}\n{done.stderr}"
    )


def test_it_is_installed_as_a_program_of_its_own() -> None:
    program = shutil.which("amazonpay-sandbox", path=str(Path(sys.executable).parent))
    assert program is not None
    done = subprocess.run([program, "--help"], capture_output=True, text=True)
    assert (done.returncode, "Usage: amazonpay-sandbox <COMMAND>" in done.stdout) == (0, True), (
        done.stdout
    )
