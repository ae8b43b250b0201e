"""A panic in Rust is an exception that says what to do, and no reason for the next call to fail."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from .conftest import PATIENCE

if TYPE_CHECKING:
    from .conftest import Script

#: A process that has no room for the stack of one more thread, which looking up a host's name needs.
NO_ROOM = """
    import asyncio, os, re, resource
    from amazonpay import AmazonPay, AsyncAmazonPay, NotFound

    {client} = {kind}.from_env()
    reached = {kind}.from_env(endpoint=os.environ["AMAZON_PAY_ENDPOINT"].replace("127.0.0.1", "localhost"))

    {define} read(client):
        try:
            {wait} client.charges.get("S01-1234567-1234567-C000000")
        except NotFound:
            return "answered"
        except RuntimeError as error:
            return str(error)

    {define} main():
        print({wait} read(pay))
        with open("/proc/self/status") as status:
            used = int(re.search(r"VmSize:\\s+(\\d+)", status.read())[1]) * 1024
        resource.setrlimit(resource.RLIMIT_AS, (used + 1_500_000, resource.RLIM_INFINITY))
        print({wait} read(reached))
        print({wait} read(pay))
        resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        print({wait} read(reached))

    {run}
"""


@pytest.mark.skipif(sys.platform != "linux", reason="takes a thread's room away as Linux lets it")
@pytest.mark.parametrize("awaited", [False, True], ids=["blocking", "awaited"])
def test_a_panic_is_an_exception_that_says_to_read_the_object(
    script: Script, awaited: bool
) -> None:
    program = NO_ROOM.format(
        client="pay",
        kind="AsyncAmazonPay" if awaited else "AmazonPay",
        define="async def" if awaited else "def",
        wait="await" if awaited else "",
        run="asyncio.run(main())" if awaited else "main()",
    )
    process = script.start(program)
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, err
    lines = out.splitlines()
    assert len(lines) == 4, out
    assert lines[0] == lines[2] == lines[3] == "answered"
    assert lines[1].startswith(
        "amazonpay has a bug and could not finish the call; what the request did is unknown"
    )
    assert "panicked at" in err
