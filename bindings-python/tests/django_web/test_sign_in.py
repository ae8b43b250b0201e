"""The buyer signs in at Amazon and comes back."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from amazonpay.django.buttons import get_button

if TYPE_CHECKING:
    from amazonpay.testing import Sandbox

BOTH = pytest.mark.parametrize("world", ["", "/async"], ids=["sync", "async"])


@BOTH
def test_a_buyer_who_signed_in_is_known(world: str, shop: Sandbox, client: Client) -> None:
    button = get_button(None, "sign_in", sign_in_return_url="https://shop.example/sign-in/")
    token: Any = shop.buyer.checkout(button.config).buyer_token
    response = client.get(f"{world}/sign-in/", {"buyerToken": token})
    buyer = shop.client().buyers.get(token)
    assert response.content.decode() == f"hello {buyer.buyer_id}"
    assert "no-store" in response.headers["Cache-Control"]


@BOTH
@pytest.mark.parametrize("token", ["", "a b", "ü", "\x00", "x" * 3000, "<script>"])
def test_garbage_for_a_token_is_a_page(
    world: str, token: str, shop: Sandbox, client: Client
) -> None:
    response = client.get(f"{world}/sign-in/", {"buyerToken": token})
    assert response.status_code == HTTPStatus.BAD_REQUEST
    assert b"Please try again" in response.content


@BOTH
def test_amazon_that_is_not_there_is_a_page(world: str, shop: Sandbox, client: Client) -> None:
    shop.faults.add(operation="buyers.get", status=500)
    response = client.get(f"{world}/sign-in/", {"buyerToken": "token"})
    assert response.status_code == HTTPStatus.SERVICE_UNAVAILABLE
