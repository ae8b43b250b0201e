//! The states of a checkout as `tests/vectors/mobile-checkout/` writes them.

use amazonpay_uniffi::{CheckoutState, OrderOutcome};
use serde_json::{Map, Value, json};

/// A state, without the fields that it has not.
pub(crate) fn told(state: &CheckoutState) -> Value {
    let fields: Vec<(&str, Value)> = match state {
        CheckoutState::Starting => vec![("name", json!("starting"))],
        CheckoutState::BuyerAtAmazon { url } => vec![("name", json!("buyerAtAmazon")), ("url", json!(url))],
        CheckoutState::Reviewing { review } => {
            let total = review.as_ref().map(|review| review.total.to_string());
            vec![("name", json!("reviewing")), ("total", json!(total))]
        }
        CheckoutState::Confirming { url } => vec![("name", json!("confirming")), ("url", json!(url))],
        CheckoutState::Done { outcome, order_id } => {
            let outcome = if *outcome == OrderOutcome::Paid { "paid" } else { "pending" };
            vec![("name", json!("done")), ("outcome", json!(outcome)), ("orderId", json!(order_id))]
        }
        CheckoutState::Cancelled => vec![("name", json!("cancelled"))],
        CheckoutState::Failed { code } => vec![("name", json!("failed")), ("code", json!(code))],
    };
    let told = fields.into_iter().filter(|(_, value)| !value.is_null());
    Value::Object(told.map(|(name, value)| (name.to_owned(), value)).collect::<Map<_, _>>())
}
