"""Processes: what a client made before a fork does after it."""

from __future__ import annotations

import asyncio
import gc
import json
import multiprocessing
import os
import shutil
import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING, Any, Callable

import pytest

from amazonpay import AmazonPay, AsyncAmazonPay
from amazonpay.models import WebCheckoutDetails

from .conftest import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator


Created = tuple[int, str, "str | None"]

DETAILS = WebCheckoutDetails(checkout_review_return_url="https://shop.example/review")


def create(pay: AmazonPay, store_id: str) -> Created:
    """The process, the id of a session that it created, and the idempotency key that the client made up."""
    session = pay.checkout_sessions.create(web_checkout_details=DETAILS, store_id=store_id)
    return os.getpid(), session.checkout_session_id, session.meta.idempotency_key


async def create_awaited(pay: AsyncAmazonPay, store_id: str) -> Created:
    """As `create`."""
    session = await pay.checkout_sessions.create(web_checkout_details=DETAILS, store_id=store_id)
    return os.getpid(), session.checkout_session_id, session.meta.idempotency_key


def in_child(work: Callable[[], Any]) -> Callable[[], Any]:
    """Begins `work` in a forked child; the outcome is waited for by calling what this gives."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.write(writer, json.dumps(work()).encode())
            status = 0
        finally:
            # Nothing of the test's own is to run in the child.
            os._exit(status)
    os.close(writer)

    def wait() -> Any:
        with open(reader) as outcome:
            text = outcome.read()
        assert os.waitpid(child, 0) == (child, 0)
        return json.loads(text)

    return wait


def test_children_forked_while_other_threads_are_calling_call_by_themselves(
    amazonpay_sandbox,
) -> None:
    pay = amazonpay_sandbox.client()
    store_id = amazonpay_sandbox.store_id
    settings = amazonpay_sandbox.client_settings
    enough = threading.Event()
    begun = threading.Barrier(5)

    def go_on() -> set[str]:
        ids = {create(pay, store_id)[1]}
        begun.wait()
        while not enough.is_set():
            ids.add(create(pay, store_id)[1])
        return ids

    def calls() -> list[Created]:
        # The client of the parent, one of the child's own, and one on an event loop.
        own = AmazonPay(**settings)
        awaited = asyncio.run(create_awaited(AsyncAmazonPay(**settings), store_id))
        return [create(pay, store_id), create(own, store_id), awaited]

    with ThreadPoolExecutor(4) as threads:
        parents = [threads.submit(go_on) for _ in range(4)]
        begun.wait()
        outcomes = []
        for _ in range(4):
            children = [in_child(calls) for _ in range(3)]
            outcomes += [wait() for wait in children]
        enough.set()
        ids = set().union(*(thread.result(PATIENCE) for thread in parents))
    created = [tuple(call) for outcome in outcomes for call in outcome]
    assert len({process for process, _, _ in created}) == len(outcomes)
    assert not ids & {session for _, session, _ in created}
    assert len({session for _, session, _ in created}) == len(created)
    assert len({key for _, _, key in created}) == len(created)


def test_a_child_forked_in_a_call_of_another_thread_does_not_end_that_call(
    amazonpay_sandbox, silence
) -> None:
    pay = AmazonPay(**{**amazonpay_sandbox.client_settings, "endpoint": silence.url})

    def use_and_end() -> str:
        nonlocal pay
        region = pay.region
        pay.close()
        del pay
        gc.collect()
        return region

    with ThreadPoolExecutor(1) as threads:
        reports = threads.submit(lambda: list(pay.reports.list()))
        request = silence.request()
        # What the child has of the parent's connection it leaves alone, also when it ends.
        assert in_child(use_and_end)() == "eu"
        body = b'{"reports": [{"reportId": "R1"}]}'
        request.connection.sendall(
            b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%s" % (len(body), body)
        )
        assert [report.report_id for report in reports.result(PATIENCE)] == ["R1"]


def work(settings: dict[str, Any], store_id: str) -> Created:
    """What a process of multiprocessing does."""
    return create(AmazonPay(**settings), store_id)


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_processes_of_multiprocessing_call(amazonpay_sandbox, method) -> None:
    # The parent has called, so that there are threads and connections to be careful with.
    settings, store_id = amazonpay_sandbox.client_settings, amazonpay_sandbox.store_id
    assert work(settings, store_id)[0] == os.getpid()
    with multiprocessing.get_context(method).Pool(3) as pool:
        outcomes = pool.starmap(work, [(settings, store_id)] * 12, chunksize=1)
    assert os.getpid() not in {process for process, _, _ in outcomes}
    assert len({session for _, session, _ in outcomes}) == 12


def test_workers_of_gunicorn_share_what_was_loaded_before_they_were_forked(
    amazonpay_sandbox, tmp_path
) -> None:
    (tmp_path / "shop.py").write_text(
        dedent(
            """
            import json
            import os

            from amazonpay import AmazonPay
            from amazonpay.models import WebCheckoutDetails

            pay = AmazonPay.from_env()

            def create():
                details = WebCheckoutDetails(checkout_review_return_url="https://shop.example/")
                store = os.environ["AMAZON_PAY_STORE_ID"]
                session = pay.checkout_sessions.create(web_checkout_details=details, store_id=store)
                return session.checkout_session_id

            # In the master, before it forks: a runtime, threads and a connection.
            loaded_by = os.getpid()
            create()

            def application(environ, start_response):
                answer = json.dumps([loaded_by, os.getpid(), create()]).encode()
                start_response("200 OK", [("content-length", str(len(answer)))])
                return [answer]
            """
        )
    )
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "--preload", "--workers", "4"),
            *(
                "--bind",
                f"unix:{tmp_path}/shop.socket",
                "--chdir",
                str(tmp_path),
                "shop:application",
            ),
        ],
        env={**os.environ, **amazonpay_sandbox.environ},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    try:
        booted = 0
        while booted < 4:
            booted += "Booting worker" in process.stderr.readline()
        workers: set[int] = set()
        sessions: list[str] = []
        while len(workers) < 4:
            with ThreadPoolExecutor(8) as threads:
                answers = list(threads.map(lambda _: get(tmp_path / "shop.socket"), range(16)))
            for loaded_by, worker, session in answers:
                assert loaded_by not in (worker, os.getpid())
                workers.add(worker)
                sessions.append(session)
        assert len(set(sessions)) == len(sessions)
    finally:
        process.terminate()
        rest = process.communicate(timeout=PATIENCE)[1]
    assert process.returncode == 0
    assert "Traceback" not in rest


def get(path: Path) -> Any:
    """The JSON that a server on a Unix socket answers."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(PATIENCE)
        connection.connect(str(path))
        connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"200 OK" in head, answer
    return json.loads(body)


@pytest.fixture
def redis(tmp_path) -> Iterator[str]:
    """The address of a Redis server for Celery: the suite's, or one for this test."""
    if "AMAZONPAY_TEST_REDIS" in os.environ:
        yield os.environ["AMAZONPAY_TEST_REDIS"]
        return
    if shutil.which("redis-server") is None:
        pytest.skip("needs redis-server")
    server = subprocess.Popen(
        [
            *("redis-server", "--port", "0", "--unixsocket", str(tmp_path / "redis.socket")),
            *("--save", "", "--dir", str(tmp_path)),
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    try:
        while "eady to accept connections" not in server.stdout.readline():
            pass
        yield f"redis+socket://{tmp_path}/redis.socket"
    finally:
        server.terminate()
        server.communicate(timeout=PATIENCE)


def test_tasks_of_celery_call_in_its_forked_processes(amazonpay_sandbox, tmp_path, redis) -> None:
    (tmp_path / "shop.py").write_text(
        dedent(
            f"""
            import os

            from celery import Celery

            from amazonpay import AmazonPay, Money
            from amazonpay.models import WebCheckoutDetails

            app = Celery("shop", broker="{redis}", backend="{redis}")
            app.conf.update(task_default_queue="native-forks", broker_connection_retry_on_startup=True)
            pay = AmazonPay.from_env()
            list(pay.reports.list())
            loaded_by = os.getpid()

            @app.task(name="create")
            def create():
                details = WebCheckoutDetails(checkout_review_return_url="https://shop.example/")
                store = os.environ["AMAZON_PAY_STORE_ID"]
                session = pay.checkout_sessions.create(web_checkout_details=details, store_id=store)
                return loaded_by, os.getpid(), session.checkout_session_id

            @app.task(name="capture")
            def capture():
                return pay.charges.capture("S01-1234567-1234567-C123456", capture_amount=Money("1.00", "EUR"))
            """
        )
    )
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    environ = {**os.environ, **amazonpay_sandbox.environ, "PYTHONPATH": path}
    # Of the tests of Django; Celery would load them.
    environ.pop("DJANGO_SETTINGS_MODULE", None)
    worker = subprocess.Popen(
        [
            *(sys.executable, "-m", "celery", "--app", "shop", "worker"),
            *("--pool", "prefork", "--concurrency", "3", "--loglevel", "warning"),
            *("--without-gossip", "--without-mingle", "--without-heartbeat"),
        ],
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        program = """
        import json
        from shop import capture, create
        outcomes = [task.get(timeout=50) for task in [create.delay() for _ in range(12)]]
        refused = capture.delay().get(timeout=50, propagate=False)
        print(json.dumps([outcomes, type(refused).__name__]))
        """
        sender = subprocess.run(
            [sys.executable, "-c", dedent(program)],
            env=environ,
            stdout=subprocess.PIPE,
            text=True,
            timeout=PATIENCE,
            check=True,
        )
    finally:
        worker.terminate()
        log = worker.communicate(timeout=PATIENCE)[0]
    outcomes, refused = json.loads(sender.stdout)
    assert refused == "NotFound", log
    assert all(loaded_by != process for loaded_by, process, _ in outcomes), log
    assert len({session for _, _, session in outcomes}) == 12
