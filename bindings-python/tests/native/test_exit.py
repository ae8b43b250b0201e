"""The end of the interpreter, whatever is under way: it ends, and well."""

from __future__ import annotations

from .conftest import ended


def test_awaited_calls_that_nobody_awaits_do_not_keep_the_interpreter(script, silence) -> None:
    process = script.start(
        """
        import asyncio
        from amazonpay import AsyncAmazonPay

        async def main():
            native = AsyncAmazonPay.from_env()._native
            for _ in range(5):
                native.execute_async("charges.get", ["S01-1234567-1234567-C123456"])
            await asyncio.get_running_loop().run_in_executor(None, input)

        asyncio.run(main())
        print("end")
        """,
        silence.url,
    )
    for _ in range(5):
        silence.request()
    process.stdin.write("\n")
    assert ended(process) == "end\n"


def test_calls_of_daemon_threads_do_not_keep_the_interpreter(script, silence) -> None:
    process = script.start(
        """
        import asyncio
        import threading
        from amazonpay import AmazonPay, AsyncAmazonPay

        pay, async_pay = AmazonPay.from_env(), AsyncAmazonPay.from_env()
        charge = "S01-1234567-1234567-C123456"
        for _ in range(4):
            threading.Thread(target=pay.charges.get, args=[charge], daemon=True).start()

        async def call():
            await async_pay.charges.get(charge)

        threading.Thread(target=lambda: asyncio.run(call()), daemon=True).start()
        input()
        print("end")
        """,
        silence.url,
    )
    for _ in range(5):
        silence.request()
    process.stdin.write("\n")
    assert ended(process) == "end\n"


def test_answers_that_come_while_the_interpreter_ends_do_no_harm(script, amazonpay_sandbox) -> None:
    # Daemon threads and a loop in one go on and on, so that answers come at every moment of the end.
    for _ in range(5):
        printed = script.run(
            """
            import asyncio
            import threading
            from amazonpay import AmazonPay, AsyncAmazonPay

            pay, async_pay = AmazonPay.from_env(), AsyncAmazonPay.from_env()
            begun = threading.Semaphore(0)

            def go_on():
                while True:
                    list(pay.reports.list())
                    begun.release()

            async def await_on():
                while True:
                    await async_pay._native.execute_async("reports.list", [])
                    begun.release()

            async def all_of_them():
                await asyncio.gather(*(await_on() for _ in range(8)))

            for target in (go_on, go_on, lambda: asyncio.run(all_of_them())):
                threading.Thread(target=target, daemon=True).start()
            for _ in range(30):
                begun.acquire()
            print("end")
            """
        )
        assert printed == "end\n"


def test_calls_can_be_made_by_handlers_of_the_end(script) -> None:
    printed = script.run(
        """
        import atexit
        import asyncio

        def goodbye():
            print("blocking", list(pay.reports.list()))
            print("awaited", asyncio.run(last()))

        # Before the package is imported, so that it runs after the package's own handler.
        atexit.register(goodbye)
        from amazonpay import AmazonPay, AsyncAmazonPay

        async def last():
            async with AsyncAmazonPay.from_env() as pay:
                return [report async for report in pay.reports.list()]

        pay = AmazonPay.from_env()
        print("running", asyncio.run(last()))
        """
    )
    assert printed == "running []\nblocking []\nawaited []\n"


def test_a_signer_that_hangs_does_not_keep_the_interpreter(script) -> None:
    printed = script.run(
        """
        import threading
        from amazonpay import AmazonPay, RequestTimeout

        pay = AmazonPay.from_env(signer=lambda algorithm, message: threading.Event().wait())
        try:
            pay.charges.get("S01-1234567-1234567-C123456", timeout=0.2)
        except RequestTimeout:
            print("in time")
        """
    )
    assert printed == "in time\n"
