"""Every row of the table of operations, through the typed methods of both clients, over a socket."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from amazonpay import AmazonPay, AmazonPayError, AsyncAmazonPay, AsyncPages, Pages
from amazonpay._model import Model

from .playback import VECTORS, Playback, complete, operation_cases, seen_error
from .typed_calls import arguments, method_of

if TYPE_CHECKING:
    from collections.abc import Iterator

CASES = operation_cases()


def named(cases: list[tuple[str, dict[str, Any]]]) -> pytest.MarkDecorator:
    names = [f"{operation}:{case['name']}" for operation, case in cases]
    return pytest.mark.parametrize(("operation", "case"), cases, ids=names)


def check_answer(found: Any, expected: dict[str, Any]) -> None:
    assert found.to_dict() == expected["object"]
    assert found.meta.status == expected["status"]
    assert found.meta.request_id == expected["requestId"]
    assert found.meta.retries == expected["retries"]
    # A redirect's address lets whoever has it act for the merchant.
    if found.meta.location is not None:
        assert found.meta.location not in repr(found) + repr(found.meta)


def check_error(error: AmazonPayError, expected: dict[str, Any]) -> None:
    assert "error" in expected, error
    assert seen_error(error, expected["error"]) == complete(expected["error"])


@named(CASES)
def test_a_call_that_is_waited_for_goes_as_the_vector_says(
    pay: AmazonPay, playback: Playback, operation: str, case: dict[str, Any]
) -> None:
    method = method_of(pay, operation)
    path, keywords = arguments(method, case["call"])
    playback.start(operation, case["name"])
    try:
        found = method(*path, **keywords)
        if isinstance(found, Pages):
            found = next(found.pages())
    except AmazonPayError as error:
        check_error(error, case["expected"])
    else:
        check_answer(found, case["expected"])
    assert playback.mismatches() == []


@named(CASES)
async def test_a_call_that_is_awaited_goes_as_the_vector_says(
    async_pay: AsyncAmazonPay, playback: Playback, operation: str, case: dict[str, Any]
) -> None:
    method = method_of(async_pay, operation)
    path, keywords = arguments(method, case["call"])
    playback.start(operation, case["name"])
    try:
        found = method(*path, **keywords)
        found = await (anext_page(found) if isinstance(found, AsyncPages) else found)
    except AmazonPayError as error:
        check_error(error, case["expected"])
    else:
        check_answer(found, case["expected"])
    assert playback.mismatches() == []


async def anext_page(pages: AsyncPages[Any, Any]) -> Any:
    async for page in pages.pages():
        return page
    raise AssertionError("a list without a page")


def rows_of_the_table() -> Iterator[str]:
    source = (VECTORS.parents[1] / "core" / "src" / "operation" / "table.rs").read_text("utf-8")
    resource = ""
    for line in source.split("operations! {", 1)[1].splitlines():
        if begun := re.match(r"    (\w+) \w+ \{$", line):
            resource = begun[1]
        elif row := re.match(r"        (\w+) (?:GET|POST|PATCH|DELETE) \"", line):
            yield f"{resource}.{row[1]}"


def test_every_row_of_the_table_is_a_method_of_both_clients_and_has_vectors() -> None:
    rows = list(rows_of_the_table())
    assert len(rows) == 43
    assert {operation for operation, _ in CASES} == set(rows)
    settings: dict[str, Any] = {
        "public_key_id": "SANDBOX-TABLE",
        "private_key": VECTORS / "keys" / "test-only-rsa-2048.pem",
        "region": "eu",
    }
    for client in (AmazonPay(**settings), AsyncAmazonPay(**settings)):
        for row in rows:
            assert callable(method_of(client, row)), row
            assert method_of(client, row).__doc__, row


def all_fields(model: Model) -> dict[str, Any]:
    """Every field, decoded, models within models too."""
    values = {name: getattr(model, name) for name in model._fields}
    for value in values.values():
        for item in value if isinstance(value, tuple) else [value]:
            if isinstance(item, Model):
                all_fields(item)
    return values


@named([pair for pair in CASES if "object" in pair[1]["expected"]])
def test_an_answer_can_be_taken_apart_and_made_again_by_keywords(
    pay: AmazonPay, playback: Playback, operation: str, case: dict[str, Any]
) -> None:
    method = method_of(pay, operation)
    path, keywords = arguments(method, case["call"])
    playback.start(operation, case["name"])
    found = method(*path, **keywords)
    if isinstance(found, Pages):
        found = next(found.pages())
    made = type(found)(**all_fields(found), unknown_fields=found.unknown_fields)
    assert made == found
    assert hash(made) == hash(found)
    # What the core always has reads as an empty object even where the wire has none.
    empty = {
        field.wire
        for field in found._fields.values()
        if field.always and field.wire not in found.to_dict()
    }
    assert {
        name: value for name, value in made.to_dict().items() if name not in empty
    } == found.to_dict()
