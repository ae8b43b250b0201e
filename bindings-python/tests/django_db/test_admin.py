"""The admin's pages: to look at, with one action that reads again."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from amazonpay.django.models import InboxNotification, PaymentObject
from amazonpay.models import Refund

from .payments import TOTAL, authorize, capture

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def browser(shop: Any) -> Client:
    User.objects.create_superuser("staff", "staff@shop.example", "secret")
    client = Client()
    client.login(username="staff", password="secret")
    return client


@pytest.fixture
def paid(wsgi_endpoint: str, sandbox: Any, pay: Any) -> Any:
    payment = authorize(pay, sandbox)
    capture(pay, payment)
    pay.refunds.create(charge_id=payment.charge_id, refund_amount=TOTAL)
    sandbox.notifications.settled()
    return payment


def objects_url(query: str = "") -> str:
    return reverse("admin:amazonpay_paymentobject_changelist") + query


def test_the_lists_show_search_and_filter(browser: Client, paid: Any) -> None:
    page = browser.get(objects_url()).content.decode()
    assert paid.charge_id in page
    assert "12.34 EUR" in page
    found = browser.get(objects_url(f"?q={paid.charge_permission_id}")).content.decode()
    assert paid.charge_id in found
    charges = browser.get(objects_url("?object_type__exact=CHARGE")).content.decode()
    assert f">{paid.charge_id}<" in charges
    assert f">{paid.charge_permission_id}<" not in charges
    inbox = browser.get(reverse("admin:amazonpay_inboxnotification_changelist"))
    assert paid.charge_id in inbox.content.decode()


def test_a_charges_page_links_to_its_refunds_and_shows_its_timeline(
    browser: Client, paid: Any
) -> None:
    row = PaymentObject.objects.get(object_id=paid.charge_id)
    page = browser.get(
        reverse("admin:amazonpay_paymentobject_change", args=[row.pk])
    ).content.decode()
    assert f"{objects_url()}?charge_id={paid.charge_id}" in page
    refunds = browser.get(objects_url(f"?charge_id={paid.charge_id}"))
    refund_id = PaymentObject.objects.get(object_type="REFUND").object_id
    assert refund_id in refunds.content.decode()
    assert "Captured" in page
    notification = InboxNotification.objects.filter(object_id=paid.charge_id)[0]
    inbox = reverse("admin:amazonpay_inboxnotification_change", args=[notification.pk])
    assert notification.message_id in browser.get(inbox).content.decode()


def test_nothing_can_be_changed(browser: Client, paid: Any) -> None:
    row = PaymentObject.objects.get(object_id=paid.charge_id)
    page = reverse("admin:amazonpay_paymentobject_change", args=[row.pk])
    assert browser.post(page, {"state": "Authorized"}).status_code == 403
    assert browser.get(reverse("admin:amazonpay_paymentobject_add")).status_code == 403
    delete = reverse("admin:amazonpay_paymentobject_delete", args=[row.pk])
    assert browser.post(delete, {"post": "yes"}).status_code == 403


def test_the_action_reads_the_chosen_objects_now(
    browser: Client, paid: Any, sandbox: Any, pay: Any
) -> None:
    row = PaymentObject.objects.get(object_type="REFUND")
    sandbox.merchants.set_ipn_urls(sandbox.merchant_id, [])
    sandbox.clock.advance(days=1)
    assert pay.refunds.get(row.object_id).status_details.state == "Refunded"
    chosen = {"action": "read_again", "_selected_action": [row.pk]}
    answer = browser.post(objects_url(), chosen, follow=True)
    assert "1 object read, 1 changed" in answer.content.decode()
    row.refresh_from_db()
    assert row.state == "Refunded"
    assert isinstance(pay.refunds.get(row.object_id), Refund)


def test_the_action_says_why_an_object_could_not_be_read(
    browser: Client, paid: Any, sandbox: Any
) -> None:
    sandbox.faults.add(status=500, operation="refunds.get")
    notification = InboxNotification.objects.get(object_type="REFUND")
    chosen = {"action": "read_again", "_selected_action": [notification.pk]}
    url = reverse("admin:amazonpay_inboxnotification_changelist")
    answer = browser.post(url, chosen, follow=True)
    assert "ServerError" in answer.content.decode()


def test_staff_without_the_permission_sees_nothing(shop: Any) -> None:
    staff = User.objects.create_user("helper", password="secret", is_staff=True)
    client = Client()
    client.login(username="helper", password="secret")
    assert client.get(objects_url()).status_code == 403
    staff.user_permissions.add(Permission.objects.get(codename="view_paymentobject"))
    assert client.get(objects_url()).status_code == 200
