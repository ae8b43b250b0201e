"""Notifications that the sandbox delivers to a shop's endpoint over HTTP, verified in Python."""

from __future__ import annotations

import asyncio
import os
import pickle
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest
from orders import PRICE, place_order

import amazonpay
from amazonpay import (
    ConfigurationError,
    Ipn,
    Notification,
    NotificationError,
    NotificationVerifier,
    SubscriptionConfirmation,
)
from amazonpay.models import IpnMessage, ObjectType

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amazonpay.testing import Sandbox


class Endpoint:
    """A shop's endpoint: keeps what comes, and answers as a test says."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.status = 200
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                endpoint.bodies.append(self.rfile.read(int(self.headers["content-length"])))
                self.send_response(endpoint.status)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, format: str, *arguments: object) -> None:
                """Says nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/ipn"


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    endpoint = Endpoint()
    thread = threading.Thread(target=endpoint.server.serve_forever)
    thread.start()
    yield endpoint
    endpoint.server.shutdown()
    thread.join()
    endpoint.server.server_close()


@pytest.fixture
def shop(amazonpay_sandbox: Sandbox, endpoint: Endpoint) -> Sandbox:
    """A sandbox whose merchant has an endpoint."""
    amazonpay_sandbox.merchants.set_ipn_urls(amazonpay_sandbox.merchant_id, [endpoint.url])
    return amazonpay_sandbox


def charge_notification(sandbox: Sandbox, endpoint: Endpoint) -> bytes:
    """The body that told of a charge."""
    place_order(sandbox.client(), sandbox)
    sandbox.notifications.settled()
    return next(body for body in endpoint.bodies if b'CHARGE\\"' in body)


@pytest.mark.parametrize("signature_version", ["1", "2"])
def test_what_changes_is_told_to_the_endpoint_and_verifies(
    shop: Sandbox, endpoint: Endpoint, signature_version: str
) -> None:
    shop.notifications.set(signature_version=signature_version)
    pay = shop.client()
    session = place_order(pay, shop)
    assert session.charge_id is not None
    pay.charges.capture(session.charge_id, capture_amount=PRICE)
    shop.notifications.settled()
    verifier = shop.notification_verifier()
    events = [verifier.verify(body) for body in endpoint.bodies]
    assert all(isinstance(event, Ipn) for event in events)
    assert {event.signature_version for event in events} == {signature_version}
    messages = [event.message for event in events if isinstance(event, Ipn)]
    told = [(it.object_type, it.object_id) for it in messages]
    assert (ObjectType.CHARGE_PERMISSION, session.charge_permission_id) in told
    # Authorised, then captured.
    assert told.count((ObjectType.CHARGE, session.charge_id)) == 2
    assert {it.merchant_id for it in messages} == {shop.merchant_id}
    listed = shop.notifications.list(object_type="CHARGE", state="delivered")
    assert sorted(it.message_id for it in listed) == sorted(
        event.message_id
        for event in events
        if isinstance(event, Ipn) and event.message.object_type == "CHARGE"
    )
    assert all(it.deliveries[0].attempts[0].status == 200 for it in listed)


def test_forged_notifications_are_refused(shop: Sandbox, endpoint: Endpoint) -> None:
    kinds = {
        "message": "wrong_signature",
        "signature": "wrong_signature",
        "key": "wrong_signature",
        "signingCertHost": "certificate_url_host",
        "signingCertScheme": "certificate_url_scheme",
        "truncated": "malformed_envelope",
    }
    verifier = shop.notification_verifier()
    for tampering, kind in kinds.items():
        shop.notifications.faults.add(tampering=tampering, object_type="CHARGE", count=1)  # type: ignore[arg-type]
        body = charge_notification(shop, endpoint)
        with pytest.raises(NotificationError) as refusal:
            verifier.verify(body)
        assert (refusal.value.kind, refusal.value.is_retryable) == (kind, False)
        endpoint.bodies.clear()
    genuine = charge_notification(shop, endpoint)
    assert isinstance(verifier.verify(genuine), Ipn)
    with pytest.raises(NotificationError, match="no chain leads"):
        # Amazon did not sign it, a sandbox did; whoever is no sandbox's verifier finds out.
        NotificationVerifier().verify(genuine, certificate=shop.notifications.certificate_pem)


def test_a_notification_comes_twice_late_and_again(shop: Sandbox, endpoint: Endpoint) -> None:
    shop.notifications.faults.add(object_type="CHARGE", twice=True, delay_seconds=3600, count=1)
    charge_notification(shop, endpoint)
    before = len(endpoint.bodies)
    shop.clock.advance(hours=2)
    shop.notifications.settled()
    verifier = shop.notification_verifier()
    ids = [verifier.verify(body).message_id for body in endpoint.bodies]
    assert len(ids) == before + 1
    assert len(set(ids)) == before, "the second delivery has the id of the first"

    (latest, *_) = shop.notifications.list()
    replayed = shop.notifications.replay(latest)
    shop.notifications.settled()
    assert replayed.message_id == latest.message_id
    assert verifier.verify(endpoint.bodies[-1]).message_id == latest.message_id


def test_what_the_endpoint_fails_to_take_is_repeated_each_hour(
    shop: Sandbox, endpoint: Endpoint
) -> None:
    endpoint.status = 500
    body = charge_notification(shop, endpoint)
    endpoint.status = 200
    shop.clock.advance(hours=1, minutes=1)
    shop.notifications.settled()
    assert endpoint.bodies.count(body) == 2
    (sent,) = shop.notifications.list(object_type="CHARGE")
    assert [attempt.status for attempt in sent.deliveries[0].attempts] == [500, 200]
    assert sent.deliveries[0].next_attempt is None
    assert sent.published < sent.deliveries[0].attempts[1].at


def test_a_subscription_is_confirmed_by_visiting_sns(shop: Sandbox, endpoint: Endpoint) -> None:
    shop.notifications.ask_for_confirmation(merchant_id=shop.merchant_id, url=endpoint.url)
    shop.notifications.settled()
    verifier = shop.notification_verifier()
    question = verifier.verify(endpoint.bodies[-1])
    assert isinstance(question, SubscriptionConfirmation)
    (subscription,) = shop.notifications.subscriptions()
    assert not subscription.confirmed
    verifier.confirm_subscription(question)
    (subscription,) = shop.notifications.subscriptions()
    assert subscription.confirmed
    with pytest.raises(NotificationError) as refusal:
        asyncio.run(verifier.confirm_subscription_async(question))
    assert refusal.value.kind == "confirmation_status", "the sandbox takes a token once"

    assert question.token not in repr(question)
    assert question.subscribe_url not in repr(question)
    with pytest.raises(TypeError, match="can't be pickled"):
        pickle.dumps(question)
    with pytest.raises(TypeError, match="expected a SubscriptionConfirmation, found str"):
        verifier.confirm_subscription("token")  # type: ignore[arg-type]


async def test_an_endpoint_on_the_tests_own_event_loop(amazonpay_sandbox: Sandbox) -> None:
    verifier = amazonpay_sandbox.notification_verifier()
    told: list[str] = []

    async def receive(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(head.partition("content-length:")[2].split()[0])
        event = await verifier.verify_async(await reader.readexactly(length))
        assert isinstance(event, Ipn)
        told.append(event.message.object_type)
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(receive, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    urls = [f"http://127.0.0.1:{port}/ipn"]
    amazonpay_sandbox.merchants.set_ipn_urls(amazonpay_sandbox.merchant_id, urls)
    place_order(amazonpay_sandbox.client(), amazonpay_sandbox)
    await amazonpay_sandbox.notifications.settled_async()
    server.close()
    assert ObjectType.CHARGE in told


def test_events_are_immutable_travel_and_show_nothing_of_the_merchant(
    shop: Sandbox, endpoint: Endpoint
) -> None:
    body = charge_notification(shop, endpoint)
    event = shop.notification_verifier().verify(body)
    assert isinstance(event, Ipn)
    assert isinstance(event.message, IpnMessage)
    assert event.timestamp.tzinfo is not None
    with pytest.raises(AttributeError, match="immutable"):
        event.message_id = "another"
    assert pickle.loads(pickle.dumps(event)) == event
    assert hash(event) == hash(pickle.loads(pickle.dumps(event)))
    assert event.message_id in repr(event)
    for secret in (shop.merchant_id, event.message.object_id):
        assert secret not in repr(event).replace(event.topic_arn, "")
    for kind in (Notification, Ipn, SubscriptionConfirmation):
        with pytest.raises(TypeError, match=r"comes from Notification\.verify alone"):
            kind()


def test_a_refusal_is_an_error_of_this_package_and_travels() -> None:
    with pytest.raises(
        NotificationError, match="expected the JSON object of an SNS envelope"
    ) as refusal:
        Notification.verify(b"{}[]")
    assert isinstance(refusal.value, amazonpay.AmazonPayError)
    again = pickle.loads(pickle.dumps(refusal.value))
    assert (again.kind, str(again), again.is_retryable) == (
        "malformed_envelope",
        str(refusal.value),
        False,
    )

    async def verify() -> None:
        await Notification.verify_async("{}")

    with pytest.raises(NotificationError) as refusal:
        asyncio.run(verify())
    assert refusal.value.kind == "missing_field"
    with pytest.raises(TypeError, match="body: expected bytes or str, found dict"):
        Notification.verify({})  # type: ignore[arg-type]


def test_settings_that_can_not_be_are_named() -> None:
    with pytest.raises(
        ConfigurationError, match="allowed_topics: expected topics such as arn:aws:sns"
    ):
        NotificationVerifier(allowed_topics=["AmazonPay"])
    with pytest.raises(TypeError, match="put it into a list"):
        NotificationVerifier(allowed_topics="arn:aws:sns:eu-west-1:123456789012:AmazonPay")
    with pytest.raises(ConfigurationError, match="freshness_window: expected a number of seconds"):
        NotificationVerifier(freshness_window=-1)
    with pytest.raises(
        ConfigurationError, match="root_certificates: expected a PEM text or the path"
    ):
        NotificationVerifier(root_certificates="/nowhere/roots.pem")
    with pytest.raises(TypeError, match="alowed_topics"):
        NotificationVerifier(alowed_topics=[])  # type: ignore[call-arg]


def test_a_topic_of_somebody_else_is_refused_before_anything_is_fetched(
    shop: Sandbox, endpoint: Endpoint
) -> None:
    body = charge_notification(shop, endpoint)
    mine = shop.notifications.subscriptions()[0].topic_arn
    assert isinstance(shop.notification_verifier(allowed_topics=[mine]).verify(body), Ipn)
    other = shop.notification_verifier(
        allowed_topics=(it for it in ["arn:aws:sns:eu-west-1:123456789012:Another"]),
        addresses={"sns.eu-west-1.amazonaws.com": "127.0.0.1:9"},
    )
    with pytest.raises(NotificationError) as refusal:
        other.verify(body)
    assert refusal.value.kind == "topic_not_allowed"


def test_a_late_delivery_is_stale_for_a_verifier_with_a_window(
    shop: Sandbox, endpoint: Endpoint
) -> None:
    body = charge_notification(shop, endpoint)
    verifier = shop.notification_verifier(freshness_window=6 * 60 * 60)
    shop.clock.advance(hours=5)
    assert isinstance(verifier.verify(body), Ipn)
    shop.clock.advance(hours=2)
    with pytest.raises(NotificationError) as refusal:
        verifier.verify(body)
    assert refusal.value.kind == "stale"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_verifier_works_in_a_forked_child(shop: Sandbox, endpoint: Endpoint) -> None:
    body = charge_notification(shop, endpoint)
    port = shop.tls_url.rpartition(":")[2]
    verifier = NotificationVerifier(
        root_certificates=shop.ca_pem,
        tls_root_certificates=shop.ca_pem,
        addresses={"sns.eu-west-1.amazonaws.com": f"127.0.0.1:{port}"},
    )
    assert isinstance(verifier.verify(body), Ipn)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        said = type(verifier.verify(body)).__name__
        try:
            shop.notification_verifier()
        except RuntimeError as error:
            said += f" {error}"
        os.write(writing, said.encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    assert said.startswith("Ipn the sandbox runs in the process from which this one was forked")


def test_threads_and_tasks_share_one_fetch(shop: Sandbox, endpoint: Endpoint) -> None:
    body = charge_notification(shop, endpoint)
    verifier = shop.notification_verifier()

    async def verify_many() -> list[object]:
        return list(await asyncio.gather(*(verifier.verify_async(body) for _ in range(20))))

    events = asyncio.run(verify_many())
    found: list[object] = []
    threads = [
        threading.Thread(target=lambda: found.append(verifier.verify(body))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(events) == 20
    assert len(found) == 8
    assert {*events, *found} == {events[0]}
