"""A shop with a database and an endpoint, beside a sandbox that posts notifications to it over sockets."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn
from django.core.asgi import get_asgi_application
from django.core.servers.basehttp import ThreadedWSGIServer
from django.core.wsgi import get_wsgi_application
from django.test import override_settings
from django.test.testcases import QuietWSGIRequestHandler
from django.urls import reverse

from amazonpay.django import signals
from amazonpay.testing import Sandbox


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """A sandbox of the test's own."""
    with Sandbox() as sandbox:
        yield sandbox


def shop_settings(sandbox: Sandbox, **more: Any) -> dict[str, Any]:
    """``AMAZON_PAY`` of a shop whose Amazon is the sandbox."""
    client = {name.upper(): value for name, value in sandbox.client_settings.items()}
    topic = topic_of(sandbox)
    return {
        **client,
        "MERCHANT_ID": sandbox.merchant_id,
        "STORE_ID": sandbox.store_id,
        "MAX_RETRIES": 0,
        "IPN_TOPICS": [topic],
        "NOTIFICATION_VERIFIER": sandbox.notification_verifier(allowed_topics=[topic]),
        **more,
    }


def topic_of(sandbox: Sandbox) -> str:
    """The topic that the sandbox publishes the first merchant's notifications to."""
    regions = {"na": "us-east-1", "eu": "eu-west-1", "jp": "ap-northeast-1"}
    region = regions[sandbox.credentials.region]
    return f"arn:aws:sns:{region}:000000000000:{sandbox.merchant_id}"


@pytest.fixture
def shop(sandbox: Sandbox, transactional_db: None) -> Iterator[dict[str, Any]]:
    """A shop with a database, whose Amazon is the sandbox; the value is its setting ``AMAZON_PAY``."""
    settings = shop_settings(sandbox)
    with override_settings(AMAZON_PAY=settings):
        yield settings


@pytest.fixture
def pay(sandbox: Sandbox) -> Any:
    """A client that goes by the sandbox's clock."""
    return sandbox.client()


@pytest.fixture
def wsgi_endpoint(sandbox: Sandbox, shop: Any, live_server: Any) -> str:
    """The address of the synchronous view on a server of Django's; the sandbox posts there."""
    url = live_server.url + reverse("amazonpay:ipn")
    sandbox.merchants.set_ipn_urls(sandbox.merchant_id, [url])
    return str(url)


@pytest.fixture
def asgi_endpoint(sandbox: Sandbox, shop: Any) -> Iterator[str]:
    """The address of the asynchronous view on uvicorn; the sandbox posts there."""
    with AsgiServer() as server:
        url = server.url + reverse("amazonpay_async:ipn")
        sandbox.merchants.set_ipn_urls(sandbox.merchant_id, [url])
        yield url


@pytest.fixture(params=["wsgi", "asgi"])
def endpoint(request: pytest.FixtureRequest) -> str:
    """Either."""
    return str(request.getfixturevalue(f"{request.param}_endpoint"))


class WsgiServer:
    """The test's Django project on Django's own server, a thread a request; `live_server` serves one at a time."""

    def __init__(self) -> None:
        self.server = ThreadedWSGIServer(("127.0.0.1", 0), QuietWSGIRequestHandler)
        self.server.set_app(get_wsgi_application())
        self.server.daemon_threads = False
        self.thread = threading.Thread(target=self.server.serve_forever, name="wsgi")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self) -> WsgiServer:
        self.thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


class AsgiServer:
    """The test's Django project on uvicorn, in a thread."""

    def __init__(self) -> None:
        config = uvicorn.Config(
            get_asgi_application(), port=0, lifespan="off", log_level="error", loop="asyncio"
        )
        self.server = uvicorn.Server(config)
        self.started = threading.Event()
        self.thread = threading.Thread(target=self._run, name="uvicorn")

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        serving = asyncio.create_task(self.server.serve())
        while not self.server.started and not serving.done():
            await asyncio.sleep(0.005)
        self.started.set()
        await serving

    @property
    def url(self) -> str:
        port = self.server.servers[0].sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}"

    def __enter__(self) -> AsgiServer:
        self.thread.start()
        self.started.wait()
        return self

    def __exit__(self, *exception: object) -> None:
        self.server.should_exit = True
        self.thread.join()


@pytest.fixture
def heard() -> Iterator[list[tuple[str, str, str, str]]]:
    """What signals said: their name, the object's id, the previous state and the state, in order."""
    names = (
        "charge_changed",
        "refund_changed",
        "charge_permission_changed",
        "dispute_opened",
        "dispute_changed",
        "checkout_session_changed",
    )
    said: list[tuple[str, str, str, str]] = []
    receivers = []
    for name in names:

        def receiver(name: str = name, **kwargs: Any) -> None:
            row = kwargs["instance"]
            said.append((name, row.object_id, kwargs["previous_state"], kwargs["change"].state))

        getattr(signals, name).connect(receiver)
        receivers.append((name, receiver))
    yield said
    for name, receiver in receivers:
        getattr(signals, name).disconnect(receiver)
