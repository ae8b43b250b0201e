"""What the models of `amazonpay.models` promise: they keep, they do not change, they do not tell."""

from __future__ import annotations

import copy
import json
import pickle
import re
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from amazonpay import Money, models
from amazonpay._kinds import ListKind, MapKind, ModelKind
from amazonpay._model import Field, Model, ResponseModel
from amazonpay.models import (
    Address,
    AddressRestriction,
    AddressRestrictions,
    Buyer,
    Charge,
    ChargePermissionType,
    ChargeState,
    ChargeStatusDetails,
    CheckoutSession,
    CreateCharge,
    CreateCheckoutSession,
    DeliverySpecifications,
    Dispute,
    ReportDocument,
    SpecialRestriction,
    WebCheckoutDetails,
)

MODELS = [
    model
    for model in vars(models).values()
    if isinstance(model, type) and issubclass(model, Model) and model not in (Model, ResponseModel)
]


def sample(vectors: Path, name: str) -> dict[str, Any]:
    fields: dict[str, Any] = json.loads((vectors / "models" / f"{name}.json").read_text("utf-8"))
    return fields


@pytest.mark.parametrize(
    ("model", "name"),
    [
        (Charge, "charge"),
        (CheckoutSession, "checkout-session"),
        (CheckoutSession, "checkout-session-full"),
        (CreateCharge, "create-charge"),
    ],
)
def test_the_vectors_of_models_survive_reading_and_writing(
    vectors: Path, model: type[Model], name: str
) -> None:
    fields = sample(vectors, name)
    made = model.from_dict(fields)
    assert made.to_dict() == fields
    for field in model._fields:
        getattr(made, field)
    assert made.to_dict() == fields


def test_a_charge_reads_as_python_values(vectors: Path) -> None:
    charge = Charge.from_dict(sample(vectors, "charge"))
    assert charge.status_details.state == "UnheardOf"
    assert not charge.status_details.state.is_known
    assert charge.refunded_amount is None
    assert charge.unknown_fields["addedYesterday"] == {"points": 12, "factor": 0.1}
    charge = Charge.from_dict(
        {
            "chargeId": "C",
            "creationTimestamp": "20261124T101500Z",
            "chargeAmount": {"amount": "12.30", "currencyCode": "EUR"},
        }
    )
    assert charge.creation_timestamp == datetime(2026, 11, 24, 10, 15, tzinfo=timezone.utc)
    assert charge.charge_amount == Money("12.30", "EUR")


def test_what_is_made_with_keywords_is_the_json_of_the_api() -> None:
    session = CreateCheckoutSession(
        web_checkout_details=WebCheckoutDetails(
            checkout_review_return_url="https://shop.example/r"
        ),
        store_id="amzn1.application-oa2-client.1",
        charge_permission_type=ChargePermissionType.ONE_TIME,
        scopes=["name", models.Scope.EMAIL],
        delivery_specifications=DeliverySpecifications(
            special_restrictions=(SpecialRestriction.RESTRICT_PO_BOXES,),
            address_restrictions=AddressRestrictions(
                type="Allowed",
                restrictions={"US": AddressRestriction(states_or_regions=["WA"])},
            ),
        ),
        supplementary_data=None,
    )
    assert session.to_dict() == {
        "webCheckoutDetails": {"checkoutReviewReturnUrl": "https://shop.example/r"},
        "storeId": "amzn1.application-oa2-client.1",
        "chargePermissionType": "OneTime",
        "scopes": ["name", "email"],
        "deliverySpecifications": {
            "specialRestrictions": ["RestrictPOBoxes"],
            "addressRestrictions": {
                "type": "Allowed",
                "restrictions": {"US": {"statesOrRegions": ["WA"]}},
            },
        },
    }
    assert session.scopes == (models.Scope.NAME, models.Scope.EMAIL)


def test_times_are_written_in_utc_whatever_their_zone() -> None:
    berlin = timezone(timedelta(hours=1))
    moment = datetime(2026, 11, 24, 11, 15, 0, 999_999, tzinfo=berlin)
    charge = Charge(charge_id="C", creation_timestamp=moment)
    assert charge.to_dict()["creationTimestamp"] == "20261124T101500Z"
    dispute = Dispute(dispute_id="D", creation_timestamp=moment)
    assert dispute.to_dict()["creationTimestamp"] == 1_795_515_300
    assert dispute.creation_timestamp == datetime(2026, 11, 24, 10, 15, tzinfo=timezone.utc)
    before = Dispute(dispute_id="D", creation_timestamp=datetime(1969, 12, 31, tzinfo=timezone.utc))
    assert before.to_dict()["creationTimestamp"] == -86_400


def test_a_time_without_a_zone_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"Charge\.creation_timestamp: expected an aware datetime"):
        Charge(charge_id="C", creation_timestamp=datetime(2026, 11, 24))


# What the type checkers refuse already.
untyped: Any = models


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: untyped.Charge(chargeId="C"), "no field 'chargeId'; did you mean 'charge_id'?"),
        (
            lambda: untyped.Charge(charge_id="C", soft_descripter="x"),
            "did you mean 'soft_descriptor'?",
        ),
        (lambda: untyped.Charge(charge_id="C", qqq=1), "Charge has no field 'qqq'"),
        (lambda: untyped.Charge(), "Charge: missing charge_id"),
        (lambda: untyped.Frequency(unit="Month"), "Frequency: missing value"),
        (lambda: untyped.Charge(charge_id=7), "Charge.charge_id: expected str, found int"),
        (lambda: untyped.CaptureCharge(capture_amount=12.34), "capture_amount: expected Money"),
        (lambda: untyped.CaptureCharge(capture_amount={"amount": "1"}), "expected Money"),
        (
            lambda: untyped.Charge(charge_id="C", capture_now=1),
            "capture_now: expected bool, found int",
        ),
        (lambda: untyped.ListReports(page_size=True), "page_size: expected int, found bool"),
        (lambda: untyped.ListReports(report_types="x"), "report_types: expected a list or tuple"),
        (
            lambda: untyped.ListReports(report_types=[1]),
            "report_types[0]: expected ReportType or str",
        ),
        (lambda: untyped.ListReports(report_types=[ChargeState.DECLINED]), "found ChargeState"),
        (lambda: untyped.Charge(charge_id="C", status_details={}), "ChargeStatusDetails.from_dict"),
        (
            lambda: untyped.Charge(charge_id="C", unknown_fields={"chargeId": "D"}),
            "use its keyword",
        ),
        (lambda: untyped.Charge.from_dict("C"), "Charge.from_dict: expected a mapping, found str"),
    ],
)
def test_a_mistake_is_a_type_error_that_names_the_field(make: Any, message: str) -> None:
    with pytest.raises(TypeError) as refused:
        make()
    assert message in str(refused.value)


def test_a_required_field_that_a_dictionary_lacks_is_named() -> None:
    with pytest.raises(ValueError, match=r"Charge\.from_dict: 'chargeId' is missing"):
        Charge.from_dict({"chargeID": "C"})


def test_an_object_cannot_be_changed(vectors: Path) -> None:
    fields = sample(vectors, "charge")
    charge = Charge.from_dict(fields)
    with pytest.raises(AttributeError, match=r"immutable: use replace\(charge_id=\.\.\.\)"):
        charge.charge_id = "D"
    with pytest.raises(AttributeError, match="immutable"):
        del charge.charge_id
    with pytest.raises(AttributeError, match="immutable"):
        charge.anything = 1
    before = json.dumps(charge.to_dict())
    charge.to_dict()["chargeAmount"]["amount"] = "0.01"
    charge.unknown_fields["addedYesterday"]["points"] = 0
    fields["chargeAmount"]["amount"] = "0.02"
    assert json.dumps(charge.to_dict()) == before


def test_what_goes_in_can_be_changed_afterwards_without_effect() -> None:
    words, more = ["WA"], {"new": {"a": [1]}}
    restriction = AddressRestriction(states_or_regions=words, unknown_fields=more)
    words.append("OR")
    more["new"]["a"].append(2)
    assert restriction.states_or_regions == ("WA",)
    assert restriction.to_dict() == {"statesOrRegions": ["WA"], "new": {"a": [1]}}
    restrictions = AddressRestrictions(restrictions={"US": restriction})
    assert restrictions.restrictions is not None
    with pytest.raises(TypeError):
        restrictions.restrictions["DE"] = restriction  # type: ignore[index]


def test_replace_makes_a_copy_and_takes_away(vectors: Path) -> None:
    charge = Charge.from_dict(sample(vectors, "charge"))
    other = charge.replace(charge_amount=Money("1.00", "EUR"), status_details=None)
    assert other.charge_amount == Money("1.00", "EUR")
    assert "statusDetails" not in other.to_dict()
    assert other.unknown_fields == charge.unknown_fields
    assert charge.replace(unknown_fields={"a": 1}).unknown_fields == {"a": 1}
    assert charge.replace() == charge
    with pytest.raises(TypeError, match="did you mean 'charge_id'"):
        charge.replace(chargeId="D")
    with pytest.raises(TypeError, match="required"):
        charge.replace(charge_id=None)


def test_equality_and_hash_go_by_value(vectors: Path) -> None:
    fields = sample(vectors, "charge")
    one, other = Charge.from_dict(fields), Charge.from_dict(fields)
    assert one == other
    assert len({one, other}) == 1
    assert one != other.replace(charge_id="other")
    assert one != CheckoutSession.from_dict({"checkoutSessionId": "S"})
    cents = Charge(charge_id="C", charge_amount=Money("1.0", "EUR"))
    more_cents = Charge(charge_id="C", charge_amount=Money("1.00", "EUR"))
    assert cents == more_cents
    assert hash(cents) == hash(more_cents)
    assert Charge(charge_id="C", unknown_fields={"a": 1}) != Charge(charge_id="C")
    assert Charge.from_dict({"chargeId": "C", "softDescriptor": None}) == Charge(charge_id="C")
    assert hash(AddressRestrictions(restrictions={"US": AddressRestriction()})) is not None


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_copies_and_pickles_are_equal(vectors: Path, protocol: int) -> None:
    for name, model in (("charge", Charge), ("checkout-session-full", CheckoutSession)):
        made = model.from_dict(sample(vectors, name))
        for field in model._fields:
            getattr(made, field)
        restored = pickle.loads(pickle.dumps(made, protocol))
        assert restored == made
        assert restored.to_dict() == made.to_dict()
        assert copy.copy(made) is made
        assert copy.deepcopy([made])[0] is made


def test_what_the_core_always_has_is_never_none() -> None:
    charge = Charge.from_dict({"chargeId": "C"})
    assert charge.status_details == ChargeStatusDetails()
    assert charge.status_details.state == ""
    assert not charge.status_details.state.is_known
    assert charge.to_dict() == {"chargeId": "C"}


def test_an_object_that_is_no_answer_has_no_meta() -> None:
    with pytest.raises(AttributeError, match="no answer to a call"):
        _ = Charge(charge_id="C").meta


def test_a_value_that_cannot_be_read_is_named_and_not_shown() -> None:
    charge = Charge.from_dict(
        {"chargeId": "C", "creationTimestamp": "Mette", "chargeAmount": "Mette"}
    )
    for read in (lambda: charge.creation_timestamp, lambda: charge.charge_amount):
        with pytest.raises(ValueError, match=r"Charge\.c\w+: expected") as refused:
            read()
        assert "Mette" not in str(refused.value)
        assert refused.value.__context__ is None
    assert "Mette" not in repr(charge)


def test_repr_shows_ids_and_states_and_no_person() -> None:
    buyer = Buyer(
        buyer_id="amzn1.account.AE",
        name="Mette Hansen",
        email="mette@example.dk",
        shipping_address=Address(name="Mette Hansen", city="Odense", country_code="DK"),
        unknown_fields={"nickname": "Mettemus"},
    )
    shown = repr(buyer)
    assert "buyer_id='amzn1.account.AE'" in shown
    assert "email=[redacted]" in shown
    assert "unknown_fields=['nickname']" in shown
    for word in ("Mette", "mette@", "Odense", "Mettemus"):
        assert word not in shown
    assert repr(Charge(charge_id="C")) == "Charge(charge_id='C')"
    assert "https" not in repr(ReportDocument(report_document_id="R", url="https://s3.example/1"))


def hidden_by_the_core() -> dict[str, set[str]]:
    """The fields that the core's `Debug` hides, from its sources: its one description of them."""
    core = Path(__file__).resolve().parents[3] / "core" / "src"
    sources = "\n".join(path.read_text("utf-8") for path in core.rglob("*.rs"))
    macros = re.findall(r"^redacted_debug!\((\w+) \{([^}]*)\}", sources, re.MULTILINE)
    return {name: set(re.findall(r"\w+", fields.replace("r#", ""))) for name, fields in macros}


def test_every_field_that_the_core_hides_is_hidden() -> None:
    hidden = hidden_by_the_core()
    assert len(hidden) >= 17
    assert hidden["AuthorizationToken"] == {"authorization_token"}
    redacted = {
        model.__name__: {name for name, field in model._fields.items() if field.redacted}
        for model in MODELS
    }
    assert {name: fields for name, fields in redacted.items() if fields} == hidden


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_hidden_value_is_in_no_repr(model: type[Model]) -> None:
    secret = "secret-of-a-buyer"

    def value(kind: Any) -> Any:
        if isinstance(kind, ListKind):
            return [value(kind.item)]
        if isinstance(kind, MapKind):
            return {"DK": value(kind.value)}
        if isinstance(kind, ModelKind):
            fields = kind.model._fields.values()
            return {field.wire: value(field.kind) for field in fields if field.redacted}
        return secret

    filled = {
        f.wire: value(f.kind) for f in model._fields.values() if f.redacted or holds_models(f)
    }
    assert secret not in repr(model._of({**filled, "unknown": secret}))


def holds_models(field: Field) -> bool:
    kind: Any = field.kind
    while isinstance(kind, (ListKind, MapKind)):
        kind = kind.item if isinstance(kind, ListKind) else kind.value
    return isinstance(kind, ModelKind)
