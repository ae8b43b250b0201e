//! Values of the models cross the border to other languages and back unchanged.
//! Declared under `#[cfg(test)]`, with the feature that makes the border.

use uniffi::{Lift, Lower};

use super::*;
use crate::UniFfiTag;

/// There and back, as if another language had handed the value back.
fn cross<T: Lower<UniFfiTag, FfiType = F> + Lift<UniFfiTag, FfiType = F>, F>(value: T) -> Option<T> {
    T::try_lift(T::lower(value)).ok()
}

#[test]
fn an_enum_with_data_absent_fields_lists_and_unknown_fields_survive() {
    let charge: Charge =
        serde_json::from_str(include_str!("../../../tests/vectors/models/charge.json")).unwrap();
    assert!(charge.status_details.state.is_unknown() && !charge.unknown_fields.is_empty());
    assert_eq!(cross(charge.clone()), Some(charge));
    let session = include_str!("../../../tests/vectors/models/checkout-session.json");
    let session: CheckoutSession = serde_json::from_str(session).unwrap();
    assert_eq!(cross(session.clone()), Some(session));
    let request = include_str!("../../../tests/vectors/models/create-charge.json");
    let request: CreateCharge = serde_json::from_str(request).unwrap();
    assert_eq!(cross(request.clone()), Some(request));
}

#[test]
fn amounts_times_and_maps_survive() {
    let price = Money::eur("12.30").unwrap();
    assert_eq!(cross(price.clone()).map(|money| money.to_string()), Some(price.to_string()));
    for time in ["19691231T235959Z", "19700101T000000Z", "20261124T101500Z"] {
        let time: Timestamp = time.parse().unwrap();
        assert_eq!(cross(time), Some(time));
    }
    let countries = CountryRestrictions::from_iter([("US", AddressRestriction::default())]);
    assert_eq!(cross(countries.clone()), Some(countries));
    assert_eq!(cross(UnknownFields::new()), Some(UnknownFields::new()));
}
