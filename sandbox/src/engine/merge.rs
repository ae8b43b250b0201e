//! How an update changes what is there: field by field, and an absent field changes nothing.

use amazonpay::model::{MerchantMetadata, PaymentDetails, WebCheckoutDetails};
use serde_json::Value;

/// Takes a new value when there is one.
pub(super) fn replace<T>(current: &mut Option<T>, new: Option<T>) {
    if new.is_some() {
        *current = new;
    }
}

/// Takes the fields that are there, at any depth; lists are replaced as a whole.
pub(super) fn json(current: &mut Value, new: Value) {
    match (current, new) {
        (Value::Object(current), Value::Object(new)) => {
            for (name, value) in new.into_iter().filter(|(_, value)| !value.is_null()) {
                json(current.entry(name).or_insert(Value::Null), value);
            }
        }
        (current, new) => *current = new,
    }
}

/// Takes the fields that are there.
pub(super) fn merchant_metadata(current: &mut Option<MerchantMetadata>, new: Option<MerchantMetadata>) {
    let Some(new) = new else { return };
    let current = current.get_or_insert_default();
    replace(&mut current.merchant_reference_id, new.merchant_reference_id);
    replace(&mut current.merchant_store_name, new.merchant_store_name);
    replace(&mut current.note_to_buyer, new.note_to_buyer);
    replace(&mut current.custom_information, new.custom_information);
}

/// Takes the fields that are there; `amazonPayRedirectUrl` is Amazon's own and is not taken.
pub(super) fn web_checkout_details(
    current: &mut Option<WebCheckoutDetails>,
    new: Option<WebCheckoutDetails>,
) {
    let Some(new) = new else { return };
    let current = current.get_or_insert_default();
    replace(&mut current.checkout_review_return_url, new.checkout_review_return_url);
    replace(&mut current.checkout_result_return_url, new.checkout_result_return_url);
    replace(&mut current.checkout_cancel_url, new.checkout_cancel_url);
    replace(&mut current.checkout_mode, new.checkout_mode);
}

/// Takes the fields that are there.
pub(super) fn payment_details(current: &mut Option<PaymentDetails>, new: Option<PaymentDetails>) {
    let Some(new) = new else { return };
    let current = current.get_or_insert_default();
    replace(&mut current.payment_intent, new.payment_intent);
    replace(&mut current.can_handle_pending_authorization, new.can_handle_pending_authorization);
    replace(&mut current.charge_amount, new.charge_amount);
    replace(&mut current.total_order_amount, new.total_order_amount);
    replace(&mut current.presentment_currency, new.presentment_currency);
    replace(&mut current.allow_overcharge, new.allow_overcharge);
    replace(&mut current.extend_expiration, new.extend_expiration);
    replace(&mut current.soft_descriptor, new.soft_descriptor);
    replace(&mut current.estimate_order_total, new.estimate_order_total);
}
