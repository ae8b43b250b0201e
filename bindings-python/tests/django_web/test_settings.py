"""`settings.AMAZON_PAY` and the environment become typed settings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from amazonpay.django.conf import get_settings, read_settings

if TYPE_CHECKING:
    from amazonpay.testing import Sandbox


def test_an_unknown_name_is_an_error_that_names_the_nearest() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"'MERCHANTID'.*did you mean \"MERCHANT_ID\""):
        read_settings({"MERCHANTID": "A1"})


def test_an_unknown_name_like_no_other_is_answered_with_all() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"'FAVOURITE'.*PUBLIC_KEY_ID.*STORE_ID"):
        read_settings({"FAVOURITE": "A1"})


@pytest.mark.parametrize(
    ("configured", "message"),
    [
        ({"STORE_ID": 7}, 'AMAZON_PAY["STORE_ID"]: expected a text, found int'),
        (
            {"IPN_TOPICS": {"a": 1}},
            'AMAZON_PAY["IPN_TOPICS"]: expected a list of texts, found dict',
        ),
        ({"IPN_TOPICS": [7]}, 'AMAZON_PAY["IPN_TOPICS"]: expected a text, found int'),
        ({"NOTIFICATION_VERIFIER": "x"}, "x doesn't look like a module path"),
        ({"SIGNER": "nowhere.sign"}, 'AMAZON_PAY["SIGNER"]: No module named'),
        ({"SANDBOX": "yes"}, "expected a Sandbox of amazonpay.testing, found str"),
        (["PUBLIC_KEY_ID"], "AMAZON_PAY: expected a dict, found list"),
    ],
)
def test_a_value_of_the_wrong_type_is_an_error_that_does_not_show_it(
    configured: Any, message: str
) -> None:
    with pytest.raises(ImproperlyConfigured) as caught:
        read_settings(configured)
    assert message in str(caught.value)


def test_what_the_dict_lacks_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMAZON_PAY_STORE_ID", "amzn1.of-the-environment")
    monkeypatch.setenv("AMAZON_PAY_MERCHANT_ID", "A1")
    monkeypatch.setenv("AMAZON_PAY_IPN_TOPICS", "arn:one, arn:two")
    monkeypatch.setenv("AMAZON_PAY_REGION", "jp")
    read = read_settings({"MERCHANT_ID": "A2"})
    assert read.store_id == "amzn1.of-the-environment"
    assert read.merchant_id == "A2"
    assert read.ipn_topics == ("arn:one", "arn:two")
    assert read.client_setting("REGION") == "jp"


def test_none_and_empty_texts_count_as_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMAZON_PAY_STORE_ID", "")
    read = read_settings({"STORE_ID": None, "MERCHANT_ID": "", "REGION": None})
    assert read.store_id is None
    assert read.merchant_id is None
    assert read.client_setting("REGION") is None


def test_a_path_is_taken_as_the_clients_settings_take_it() -> None:
    read = read_settings({"PRIVATE_KEY": Path("/run/secrets/key.pem")})
    assert read.client["private_key"] == "/run/secrets/key.pem"


def test_a_signer_may_be_named_by_its_path() -> None:
    read = read_settings({"SIGNER": "os.path.join"})
    assert read.client["signer"].__name__ == "join"


def test_a_sandbox_stands_for_all_that_says_who_the_merchant_is(
    amazonpay_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AMAZON_PAY_ENDPOINT", "https://pay-api.amazon.eu")
    project = {
        "PUBLIC_KEY_ID": "LIVE-AB12",
        "SIGNER": "os.path.join",
        "PROXY": "http://proxy.example",
        "MERCHANT_ID": "A1",
        "STORE_ID": "amzn1.live",
        "MAX_RETRIES": 1,
    }
    read = read_settings({**project, "SANDBOX": amazonpay_sandbox})
    assert read.client == {**amazonpay_sandbox.client_settings, "max_retries": 1}
    assert (read.merchant_id, read.store_id) == (
        amazonpay_sandbox.merchant_id,
        amazonpay_sandbox.store_id,
    )


def test_repr_shows_no_secret() -> None:
    shown = repr(read_settings({"PRIVATE_KEY": "secret-key", "STORE_ID": "amzn1.store"}))
    assert "amzn1.store" in shown
    assert "secret-key" not in shown


def test_override_settings_is_followed() -> None:
    with override_settings(AMAZON_PAY={"STORE_ID": "one"}):
        assert get_settings().store_id == "one"
        with override_settings(AMAZON_PAY={"STORE_ID": "two"}):
            assert get_settings().store_id == "two"
        assert get_settings().store_id == "one"
    assert get_settings().store_id is None
