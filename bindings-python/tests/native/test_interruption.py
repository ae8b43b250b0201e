"""Ctrl-C and other signals during a call that blocks."""

from __future__ import annotations

import signal

from .conftest import ended


def test_ctrl_c_ends_a_call_and_drops_its_request(script, silence) -> None:
    process = script.start(
        """
        import signal
        import sys
        from amazonpay import AmazonPay
        # What starts in a shell's background inherits that SIGINT is ignored.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            AmazonPay.from_env().charges.get("S01-1234567-1234567-C123456")
        except KeyboardInterrupt:
            print("interrupted", flush=True)
        # The process goes on, so that it is not its end that closes the connection.
        sys.stdin.read()
        """,
        silence.url,
    )
    request = silence.request()
    process.send_signal(signal.SIGINT)
    assert process.stdout.readline() == "interrupted\n"
    assert request.is_dropped()
    ended(process)


def test_ctrl_c_ends_the_waiting_for_a_charge(script, silence) -> None:
    process = script.start(
        """
        import signal
        import sys
        from amazonpay import AmazonPay
        # What starts in a shell's background inherits that SIGINT is ignored.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            AmazonPay.from_env().charges.wait_for("S01-1234567-1234567-C123456")
        except KeyboardInterrupt:
            print("interrupted")
        """,
        silence.url,
    )
    silence.request()
    process.send_signal(signal.SIGINT)
    assert ended(process) == "interrupted\n"


def test_a_call_goes_on_after_a_signal_whose_handler_raises_nothing(script, silence) -> None:
    process = script.start(
        """
        import signal
        from amazonpay import AmazonPay
        signal.signal(signal.SIGUSR1, lambda *_: print("handled", flush=True))
        print(AmazonPay.from_env().reports.list().__iter__().__next__().report_id)
        """,
        silence.url,
    )
    request = silence.request()
    process.send_signal(signal.SIGUSR1)
    assert process.stdout.readline() == "handled\n"
    body = b'{"reports": [{"reportId": "R1"}]}'
    request.connection.sendall(
        b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%s" % (len(body), body)
    )
    assert ended(process) == "R1\n"


def test_an_exception_of_a_handler_is_raised_as_it_is(script, silence) -> None:
    process = script.start(
        """
        import signal
        from amazonpay import AmazonPay
        class Deadline(Exception): pass
        def raise_it(*_):
            raise Deadline
        signal.signal(signal.SIGALRM, raise_it)
        try:
            AmazonPay.from_env().charges.get("S01-1234567-1234567-C123456")
        except Deadline:
            print("deadline")
        """,
        silence.url,
    )
    silence.request()
    process.send_signal(signal.SIGALRM)
    assert ended(process) == "deadline\n"
