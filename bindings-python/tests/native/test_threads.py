"""Calls that block: other threads run meanwhile."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer


def test_python_goes_on_in_other_threads_while_a_call_waits(amazonpay_sandbox) -> None:
    # The server is a thread of this interpreter: as long as a call kept Python to itself, it could not answer.
    class Reports(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps({"reports": [{"reportId": "R1"}]}).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Reports) as server:
        threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        pay = amazonpay_sandbox.client(endpoint=f"http://127.0.0.1:{server.server_port}")
        assert [report.report_id for report in pay.reports.list()] == ["R1"]
        server.shutdown()


def test_threads_share_a_client(amazonpay_sandbox, new_session) -> None:
    pay = amazonpay_sandbox.client()
    with ThreadPoolExecutor(16) as threads:
        sessions = list(threads.map(lambda _: new_session(pay), range(160)))
    assert len({session.checkout_session_id for session in sessions}) == 160
    assert len({session.meta.idempotency_key for session in sessions}) == 160
