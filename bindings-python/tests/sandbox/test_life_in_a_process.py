"""The sandbox at a process's ends: interruptions, and exits without a goodbye."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

EXIT = """
import threading
import amazonpay
from amazonpay.testing import Sandbox

sandbox = Sandbox()
pay = sandbox.client()
sandbox.faults.add(delay_ms=3_600_000, operation="charges.get")
started = threading.Event()

def wait():
    started.set()
    pay.charges.get("S02-0000000-0000000-C000000")

# A call that nobody will ever answer, in a thread that nobody waits for.
threading.Thread(target=wait, daemon=True).start()
started.wait()
while not sandbox.faults.list()[0].met:
    pass
print("leaving")
"""

INTERRUPT = """
import socket
from amazonpay.testing import Sandbox
from orders import place_order

# Takes connections and never answers.
silent = socket.create_server(("127.0.0.1", 0))
sandbox = Sandbox(ipn_url=f"http://127.0.0.1:{silent.getsockname()[1]}/ipn", notification_timeout=3600)
place_order(sandbox.client(), sandbox)
silent.accept()
try:
    print("waiting", flush=True)
    sandbox.notifications.settled()
except KeyboardInterrupt:
    print(sandbox.health().status)
"""


def test_a_process_exits_with_its_sandbox_open_and_a_call_under_way() -> None:
    done = subprocess.run([sys.executable, "-c", EXIT], capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout) == (0, "leaving\n"), done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="a process is interrupted in another way there")
def test_waiting_for_notifications_can_be_interrupted() -> None:
    folder = __file__.rpartition("sandbox")[0]
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {folder!r})\n{INTERRUPT}"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == "waiting\n", process.stderr.read()
        process.send_signal(signal.SIGINT)
        assert process.stdout.readline() == "ok\n", process.stderr.read()
        assert process.wait(timeout=60) == 0
