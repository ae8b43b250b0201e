//! Payments taken over the wire, so that there is something to read and to charge.

use serde_json::{Value, json};

use crate::Result;
use crate::connection::Connection;
use crate::shop::Shop;

/// A buyer's consent and what led to it.
pub(crate) struct Consent {
    pub(crate) session: String,
    pub(crate) permission: String,
    /// The charge made at completion, with the intent AuthorizeWithCapture.
    pub(crate) charge: Option<String>,
}

/// Creates a session, lets the buyer approve and completes it. `number` makes the idempotency keys.
pub(crate) fn consent(
    shop: &Shop,
    connection: &mut Connection,
    intent: &str,
    number: &str,
) -> Result<Consent> {
    let body = session(shop, intent, number);
    let created = connection.succeed(&shop.signed(
        "POST",
        "checkoutSessions",
        Some((&format!("s-{number}"), &body)),
    )?)?;
    let session = text(&created, "checkoutSessionId")?;
    let visit = json!({"checkoutSessionId": session, "action": "approve"}).to_string();
    connection.succeed(&shop.control("buyer/checkout", &visit))?;
    let path = format!("checkoutSessions/{session}/complete");
    let body = r#"{"chargeAmount":{"amount":"100.00","currencyCode":"EUR"}}"#;
    let completed =
        connection.succeed(&shop.signed("POST", &path, Some((&format!("o-{number}"), body)))?)?;
    let permission = text(&completed, "chargePermissionId")?;
    let charge = completed.get("chargeId").and_then(Value::as_str).map(str::to_owned);
    Ok(Consent { session, permission, charge })
}

/// The body that creates a session of 100.00 EUR.
pub(crate) fn session(shop: &Shop, intent: &str, number: &str) -> String {
    json!({
        "webCheckoutDetails": {
            "checkoutMode": "ProcessOrder",
            "checkoutResultReturnUrl": "https://shop.example/result",
            "checkoutCancelUrl": "https://shop.example/cart"
        },
        "storeId": shop.store_id,
        "paymentDetails": {
            "paymentIntent": intent,
            "canHandlePendingAuthorization": false,
            "chargeAmount": {"amount": "100.00", "currencyCode": "EUR"}
        },
        "merchantMetadata": {"merchantReferenceId": number, "merchantStoreName": "Kaffee", "noteToBuyer": "Danke!"},
        "addressDetails": {
            "name": "Susanne Schmidt", "addressLine1": "Hauptstr. 1", "city": "Berlin", "postalCode": "10115",
            "countryCode": "DE", "phoneNumber": "030 1234567"
        }
    })
    .to_string()
}

/// The body of a charge of 1.00 EUR.
pub(crate) fn charge(permission: &str) -> String {
    json!({
        "chargePermissionId": permission,
        "chargeAmount": {"amount": "1.00", "currencyCode": "EUR"},
        "captureNow": false
    })
    .to_string()
}

/// The body of a refund of 20.00 EUR.
pub(crate) fn refund(charge: &str) -> String {
    json!({"chargeId": charge, "refundAmount": {"amount": "20.00", "currencyCode": "EUR"}}).to_string()
}

/// A field of an answer.
pub(crate) fn text(answer: &Value, field: &str) -> Result<String> {
    Ok(answer.get(field).and_then(Value::as_str).ok_or_else(|| format!("no {field} in {answer}"))?.to_owned())
}
