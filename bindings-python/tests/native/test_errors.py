"""The exceptions: one a kind, the same as the core's."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest

import amazonpay
from amazonpay import _native, errors

VECTORS = Path(__file__).parents[3] / "tests" / "vectors" / "errors.json"


def test_every_kind_of_the_core_has_a_class_and_no_other() -> None:
    assert tuple(errors._CLASSES) == _native.ERROR_KINDS


def test_every_kind_in_the_vectors_is_a_class_of_the_right_family() -> None:
    vectors = json.loads(VECTORS.read_text())
    kinds_of_answers = {vector["expected"]["kind"] for vector in vectors["answers"]}
    assert kinds_of_answers == {
        cls.kind for cls in errors._CLASSES.values() if issubclass(cls, amazonpay.ApiError)
    }
    kinds = {vector["expected"]["kind"] for vector in vectors["local"]}
    assert kinds
    assert not any(issubclass(errors._CLASSES[kind], amazonpay.ApiError) for kind in kinds)


@pytest.mark.parametrize("cls", errors._CLASSES.values(), ids=lambda cls: cls.__name__)
def test_an_exception_travels_to_another_process(cls: type[amazonpay.AmazonPayError]) -> None:
    error = cls(
        "what happened",
        reason_code="SoftDeclined",
        status=422,
        request_id="r-1",
        retries=2,
        advice="retry_later",
        retry_after=1.5,
        idempotency_key="capture-1",
        is_retryable=True,
        outcome_unknown=True,
        raw_body=b"{}",
        field="region",
    )
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is cls
    assert str(again) == "what happened"
    assert vars(again) == vars(error)
    assert again.advice == "retry_later"


def test_what_is_a_value_error_or_a_timeout_in_python_is_one_here_too() -> None:
    assert issubclass(amazonpay.ConfigurationError, ValueError)
    assert issubclass(amazonpay.RequestTimeout, TimeoutError)


def test_an_error_has_the_details_that_the_core_knows(amazonpay_sandbox) -> None:
    pay = amazonpay_sandbox.client(max_retries=1, retry_base_delay=0.001)
    amazonpay_sandbox.faults.add(status=503, operation="charges.create", count=2)
    with pytest.raises(amazonpay.ServerError) as raised:
        pay.charges.create(
            charge_permission_id="S01-1234567-1234567",
            charge_amount=amazonpay.Money("12.34", "EUR"),
            idempotency_key="charge-1",
        )
    error = raised.value
    assert (error.kind, error.status, error.retries) == ("server", 503, 1)
    assert error.request_id
    assert str(error).startswith(error.request_id)
    assert error.is_retryable
    assert error.outcome_unknown
    assert error.idempotency_key == "charge-1"
    assert error.advice == "repeat_with_same_key"
    assert json.loads(error.raw_body)["reasonCode"] == error.reason_code
    with pytest.raises(
        amazonpay.ConfigurationError, match=r'^charge_id: .* found "a/b"'
    ) as raised_here:
        pay.charges.get("a/b")
    assert raised_here.value.field == "charge_id"
