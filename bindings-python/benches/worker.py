"""The Python half of `make bench`: does what it is told in lines of JSON, and answers what it took in lines of JSON.

The other half (tests/bench/python.rs) tells it what to do, in turns with the same work in Rust, and judges the figures.

    worker.py ENDPOINT KEY_FILE
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from requests_client import RequestsClient

from amazonpay import AmazonPay, Money, _native

PUBLIC_KEY_ID = "SANDBOX-AEXAMPLEEXAMPLEEXAMPLE"
CHARGE = "S02-9876543-1234567-C123456"
BODY = {"captureAmount": {"amount": "20.00", "currencyCode": "EUR"}, "softDescriptor": "KAFFE"}
MOST_THREADS = 16

Work = Callable[[], None]


def works(endpoint: str, key: bytes) -> dict[str, Work]:
    """Each kind of work by its name: one piece of it is one call."""
    pay = AmazonPay(public_key_id=PUBLIC_KEY_ID, private_key=key, region="eu", endpoint=endpoint)
    settings = {
        "public_key_id": PUBLIC_KEY_ID,
        "private_key": key.decode(),
        "region": "eu",
        "endpoint": endpoint,
    }
    native = _native.Client(json.dumps(settings))
    straightforward = RequestsClient(PUBLIC_KEY_ID, key, endpoint, MOST_THREADS)
    body = json.dumps(BODY)
    amount = Money("20.00", "EUR")

    def typed() -> None:
        charge = pay.charges.capture(CHARGE, capture_amount=amount, soft_descriptor="KAFFE")
        check(charge.charge_id)

    def border() -> None:
        answer = native.execute("charges.capture", [CHARGE], None, body, None)
        check(json.loads(answer.object)["chargeId"])

    def by_requests() -> None:
        check(straightforward.capture(CHARGE, BODY)["chargeId"])

    def sign() -> None:
        pay.button_signature(body)

    return {"amazonpay": typed, "native": border, "requests": by_requests, "sign": sign}


def check(charge_id: str | None) -> None:
    if charge_id != CHARGE:
        raise ValueError(f"expected {CHARGE}, found {charge_id}")


def do(work: Work, count: int, threads: int) -> dict[str, float]:
    """Does `count` pieces on so many threads: processor time of the process and time on the clock, in seconds."""
    share = count // threads
    begin = threading.Barrier(threads + 1)

    def one_thread() -> None:
        begin.wait()
        for _ in range(share):
            work()

    if threads == 1:
        began, used = time.perf_counter(), time.process_time()
        for _ in range(share):
            work()
        return {"cpu": time.process_time() - used, "clock": time.perf_counter() - began}
    with ThreadPoolExecutor(threads) as pool:
        running = [pool.submit(one_thread) for _ in range(threads)]
        began, used = time.perf_counter(), time.process_time()
        begin.wait()
        for each in running:
            each.result()
        return {"cpu": time.process_time() - used, "clock": time.perf_counter() - began}


def resident_bytes() -> int:
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * 4096


def main() -> None:
    endpoint, key_file = sys.argv[1:]
    known = works(endpoint, Path(key_file).read_bytes())
    print(json.dumps({"python": ".".join(map(str, sys.version_info[:3]))}), flush=True)
    for line in sys.stdin:
        order: dict[str, Any] = json.loads(line)
        done = do(known[order["work"]], order["count"], order["threads"])
        print(json.dumps({**done, "resident": resident_bytes()}), flush=True)


if __name__ == "__main__":
    main()
