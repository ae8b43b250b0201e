"""Starts the shop with a sandbox beside it: `python run.py [--port 8000]`.

The sandbox stands in for Amazon; it forgets everything when it ends, and the shop's database, a temporary file,
goes with it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
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
        "SHOP_SANDBOX_TLS_ADDRESS": urlsplit(ready["tls_url"]).netloc,
        "SHOP_DATABASE": str(database),
        "SHOP_DEBUG": "1",
        "PYTHONUNBUFFERED": "1",
    }


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--port", type=int, default=8000, help="the shop's port on 127.0.0.1 (8000)"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="django-shop-") as folder:
        sandbox, ready = start_sandbox(options.port)
        environment = shop_environment(ready, Path(folder) / "db.sqlite3")
        manage = [sys.executable, str(FOLDER / "manage.py")]
        try:
            subprocess.run([*manage, "migrate", "--verbosity", "0"], env=environment, check=True)
            clerk = {**environment, "DJANGO_SUPERUSER_PASSWORD": "clerk"}
            create = [
                "createsuperuser",
                "--no-input",
                "--username",
                "clerk",
                "--email",
                "clerk@shop.example",
            ]
            subprocess.run([*manage, *create, "--verbosity", "0"], env=clerk, check=True)
            print(f"The shop is open at http://127.0.0.1:{options.port}/")
            print(f"Its desk is at http://127.0.0.1:{options.port}/desk/ (clerk, password clerk).")
            print(f"The sandbox in Amazon's stead: {ready['url']}. Ctrl+C ends both.", flush=True)
            server = ["runserver", "--noreload", f"127.0.0.1:{options.port}"]
            return subprocess.run([*manage, *server], env=environment, check=False).returncode
        except KeyboardInterrupt:
            return 0
        finally:
            sandbox.terminate()
            sandbox.wait()


if __name__ == "__main__":
    sys.exit(main())
