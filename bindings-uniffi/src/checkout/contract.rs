//! What an app and the merchant's back end say to each other: docs/mobile-checkout.md.

use std::fmt;

use amazonpay::model::{Address, Money, UnknownFields, Url};
use serde::{Deserialize, Serialize};
use url::Host;

use super::{BackendAnswer, CheckoutError};

/// The version of the contract.
pub(super) const VERSION: u32 = 1;

/// One of the four calls to the back end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum CheckoutStep {
    /// Begin: the back end signs what the buyer goes to Amazon with.
    Start,
    /// The buyer is back from Amazon: what to show before confirming.
    Review,
    /// The buyer confirms: the back end tells Amazon the amount.
    Confirm,
    /// Amazon is done: the back end completes the checkout.
    Complete,
}

impl CheckoutStep {
    /// The name in the contract, which the address of the step ends with.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Review => "review",
            Self::Confirm => "confirm",
            Self::Complete => "complete",
        }
    }
}

/// What an app says. A step may be said again, after an answer that was lost: `checkoutId` tells that it is the same.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Asking<'a> {
    pub(super) version: u32,
    pub(super) checkout_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) checkout_session_id: Option<&'a str>,
    /// To be the query parameter `state` of the address that Amazon sends the buyer back to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) return_state: Option<&'a str>,
    /// What is bought, in the shop's own JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) order: Option<serde_json::Value>,
}

/// Where the buyer goes next.
#[derive(Debug, Deserialize)]
pub(super) struct Opening {
    url: String,
}

impl Opening {
    /// The address, if it is one to send a buyer to.
    pub(super) fn checked(self, step: CheckoutStep) -> Result<Url, CheckoutError> {
        let wrong = |reason: &str| CheckoutError::Contract {
            step: step.name().to_owned(),
            reason: format!("url: expected an https address, {reason}"),
        };
        let url = url::Url::parse(&self.url).map_err(|error| wrong(&format!("found none: {error}")))?;
        match url.scheme() {
            // A sandbox on this machine has its pages there.
            scheme if scheme != "https" && !(scheme == "http" && is_this_machine(&url)) => {
                Err(wrong(&format!("found {scheme}")))
            }
            _ if url.username().is_empty() && url.password().is_none() => Ok(url.into()),
            _ => Err(wrong("found one with a user name or a password")),
        }
    }
}

/// Names are not looked up, but for one that always is.
fn is_this_machine(url: &url::Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// What the app shows before the buyer confirms. It is the buyer's: show it, do not keep it.
#[derive(Clone, PartialEq, Eq, Deserialize, uniffi::Record)]
#[uniffi::export(Debug)]
#[serde(rename_all = "camelCase")]
pub struct CheckoutReview {
    /// What the buyer is going to pay.
    pub total: Money,
    /// Where the order goes, if it is sent anywhere.
    #[uniffi(default)]
    pub shipping_address: Option<Address>,
    /// The buyer's name.
    #[uniffi(default)]
    pub buyer_name: Option<String>,
    /// How the buyer pays, in Amazon's words: `Visa ****1111`.
    #[uniffi(default)]
    pub payment_descriptor: Option<String>,
    /// What the shop says besides, a JSON object.
    #[serde(flatten)]
    #[uniffi(default)]
    pub unknown_fields: UnknownFields,
}

/// Shows the total alone.
impl fmt::Debug for CheckoutReview {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CheckoutReview").field("total", &self.total).finish_non_exhaustive()
    }
}

/// How the order ended, as the back end tells.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Completion {
    pub(super) outcome: Outcome,
    pub(super) order_id: Option<String>,
    pub(super) reason_code: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Outcome {
    Paid,
    Pending,
    Declined,
    Cancelled,
}

/// How an order that was placed stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
#[serde(rename_all = "camelCase")]
pub enum OrderOutcome {
    /// Amazon has authorized the amount.
    Paid,
    /// Amazon decides within 24 hours; the shop tells the buyer how.
    Pending,
}

#[derive(Deserialize)]
struct Refusal {
    error: RefusalDetails,
}

#[derive(Default, Deserialize)]
struct RefusalDetails {
    code: String,
    #[serde(default)]
    message: String,
}

/// Reads the back end's answer to a step.
pub(super) fn read<T: for<'a> Deserialize<'a>>(
    step: CheckoutStep,
    answer: &BackendAnswer,
) -> Result<T, CheckoutError> {
    let name = step.name().to_owned();
    match answer.status {
        // Without serde's own words, which may quote a buyer's data.
        200 => serde_json::from_str(&answer.body).map_err(|error| CheckoutError::Contract {
            step: name,
            reason: format!("line {} column {} does not fit", error.line(), error.column()),
        }),
        400..=499 if !matches!(answer.status, 408 | 425 | 429) => {
            let refusal: Option<Refusal> = serde_json::from_str(&answer.body).ok();
            let RefusalDetails { code, message } = refusal.map(|refusal| refusal.error).unwrap_or_default();
            let reason = if message.is_empty() { format!("status {}", answer.status) } else { message };
            // Nothing was done, and the same step is done once somebody has signed in.
            if answer.status == 401 {
                return Err(CheckoutError::Unauthenticated { step: name, reason });
            }
            Err(CheckoutError::Refused { step: name, code, reason })
        }
        408 | 425 | 429 | 500..=599 => {
            Err(CheckoutError::Unreachable { step: name, reason: format!("status {}", answer.status) })
        }
        status => Err(CheckoutError::Contract {
            step: name,
            reason: format!("expected status 200, or 400 and above for a refusal, found {status}"),
        }),
    }
}
