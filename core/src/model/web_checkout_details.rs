//! The URLs between which the buyer travels.

use serde::{Deserialize, Serialize};

use super::open_enum::open_enum;
use super::{UnknownFields, Url};

open_enum! {
    /// How the buyer goes through checkout.
    CheckoutMode {
        /// The buyer pays on Amazon's page at once, without a review page of the merchant: the additional payment
        /// button.
        ProcessOrder = "ProcessOrder",
    }
}

/// The URLs of a checkout, all https.
///
/// ```
/// use amazonpay::model::WebCheckoutDetails;
///
/// let details = WebCheckoutDetails::new().checkout_review_return_url("https://shop.example/review").build();
/// assert_eq!(details.checkout_review_return_url.as_deref(), Some("https://shop.example/review"));
/// ```
/// (<https://developer.amazon.com/docs/amazon-pay-api-v2/checkout-session.html#type-webcheckoutdetails>)
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct WebCheckoutDetails {
    /// Where the buyer comes back to review the order, with `?amazonCheckoutSessionId=…` added; at most 512
    /// characters, registered as an allowed URL.
    #[cfg_attr(feature = "schema", schemars(url, length(max = 512)))]
    pub checkout_review_return_url: Option<Url>,
    /// Where the buyer comes back after paying, with `?amazonCheckoutSessionId=…` added; at most 512 characters.
    #[cfg_attr(feature = "schema", schemars(url, length(max = 512)))]
    pub checkout_result_return_url: Option<Url>,
    /// Where the buyer lands after cancelling on Amazon's page; at most 512 characters.
    #[cfg_attr(feature = "schema", schemars(url, length(max = 512)))]
    pub checkout_cancel_url: Option<Url>,
    /// Where to send the buyer to pay. Read only; present once all constraints are cleared.
    pub amazon_pay_redirect_url: Option<Url>,
    /// How the buyer goes through checkout; leave it out for a checkout with a review page.
    pub checkout_mode: Option<CheckoutMode>,
    /// Fields that this version does not know.
    pub unknown_fields: UnknownFields,
}
