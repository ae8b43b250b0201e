"""Starts the shop with a sandbox beside it: `python run.py [--port 8000]`.

The sandbox stands in for Amazon; it forgets everything when it ends, and the shop's database, a temporary file,
goes with it.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

FOLDER = Path(__file__).resolve().parent


def start_sandbox(port: int) -> tuple[subprocess.Popen[str], dict[str, Any]]:
    """Starts a sandbox that sends its notifications to the shop, and waits until it is ready."""
    command = [
        sys.executable,
        "-m",
        "amazonpay.sandbox",
        "serve",
        "--json",
        "--port",
        "0",
        "--tls-port",
        "0",
    ]
    command += ["--ipn-url", f"http://127.0.0.1:{port}/amazon-pay/ipn/"]
    sandbox = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert sandbox.stdout is not None
    line = sandbox.stdout.readline()
    if not line:
        raise SystemExit(f"The sandbox did not start (exit code {sandbox.wait()}).")
    return sandbox, json.loads(line)


def shop_environment(ready: dict[str, Any], database: Path) -> dict[str, str]:
    """The variables by which the shop finds the sandbox and is its merchant."""
    return {
        **os.environ,
        "AMAZON_PAY_ENDPOINT": ready["url"],
        "AMAZON_PAY_PUBLIC_KEY_ID": ready["public_key_id"],
        "AMAZON_PAY_PRIVATE_KEY": ready["private_key_pem"],
        "AMAZON_PAY_REGION": ready["region"],
        "AMAZON_PAY_ENVIRONMENT": ready["environment"],
        "AMAZON_PAY_MERCHANT_ID": ready["merchant_id"],
        "AMAZON_PAY_STORE_ID": ready["store_id"],
        "AMAZON_PAY_IPN_TOPICS": f"arn:aws:sns:eu-west-1:000000000000:{ready['merchant_id']}",
        "SHOP_SANDBOX_CA": ready["ca_pem"],
        "SHOP_SANDBOX_TLS_ADDRESS": f"127.0.0.1:{urlsplit(ready['tls_url']).port}",
        "SHOP_DATABASE": str(database),
        "SHOP_DEBUG": "1",
        "PYTHONUNBUFFERED": "1",
    }


def check_free(port: int) -> None:
    """Says so when somebody else has the port, before anything is started."""
    with socket.socket() as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind(("127.0.0.1", port))
        except OSError as error:
            raise SystemExit(
                f"Port {port} can't be used ({error}); give another: --port 8080"
            ) from None


def wait_until_open(port: int, server: subprocess.Popen[bytes]) -> None:
    """Waits until the shop takes connections."""
    while server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit(f"The shop did not start (exit code {server.returncode}).")


def stop(process: subprocess.Popen[Any]) -> None:
    process.terminate()
    process.wait()


def main() -> int:
    parser = argparse.ArgumentParser(description="Starts the shop with a sandbox beside it.")
    parser.add_argument("--port", type=int, default=8000, help="the shop's port (8000)")
    port = parser.parse_args().port
    check_free(port)
    # What asks this program to end, ends the two that it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with ExitStack() as ending:
        folder = ending.enter_context(tempfile.TemporaryDirectory(prefix="django-shop-"))
        sandbox, ready = start_sandbox(port)
        ending.callback(stop, sandbox)
        environment = shop_environment(ready, Path(folder) / "db.sqlite3")
        manage = [sys.executable, str(FOLDER / "manage.py")]
        quietly = ["--verbosity", "0"]
        subprocess.run([*manage, "migrate", *quietly], env=environment, check=True)
        clerk = ["--no-input", "--username", "clerk", "--email", "clerk@shop.example"]
        subprocess.run(
            [*manage, "createsuperuser", *clerk, *quietly],
            env={**environment, "DJANGO_SUPERUSER_PASSWORD": "clerk"},
            check=True,
        )
        server = subprocess.Popen(
            [*manage, "runserver", "--noreload", f"127.0.0.1:{port}"],
            env=environment,
            stdout=subprocess.DEVNULL,
        )
        ending.callback(stop, server)
        wait_until_open(port, server)
        print(f"The shop is open at http://127.0.0.1:{port}/")
        print(f"Its desk is at http://127.0.0.1:{port}/desk/ (clerk, password clerk).")
        print(f"The sandbox in Amazon's stead is at {ready['url']}/. Ctrl+C ends all.", flush=True)
        return server.wait()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        print("Closed.")
