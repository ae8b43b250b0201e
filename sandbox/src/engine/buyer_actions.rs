//! What the buyer does on Amazon's pages: opens a button, signs in, chooses, approves or walks away.

use jiff::Timestamp;

use super::Engine;
use crate::api_failure::ApiFailure;

/// One thing that a buyer does on Amazon's pages.
///
/// Guide: <https://developer.amazon.com/docs/amazon-pay-checkout/add-the-amazon-pay-button.html>.
#[derive(Debug, Clone, PartialEq)]
pub enum BuyerAction {
    /// Clicks the button and signs in. The payload is the button's `payloadJSON`, the body of a Create Checkout Session
    /// or of a sign-in button (`signInReturnUrl`, which answers with a buyer token). The signature is not checked here.
    OpenButton {
        /// The merchant whose button it is.
        merchant: String,
        /// The payload, as JSON text.
        payload: String,
        /// The region of the button's script: `na`, `eu` or `jp`.
        region: String,
        /// The button's `productType`; `None` takes PayAndShip.
        product_type: Option<String>,
    },
    /// Opens a session that the merchant created by the API, and signs in.
    OpenSession {
        /// The session's id.
        checkout_session_id: String,
    },
    /// Chooses a card by its last four digits, one of the guide's table.
    ChooseCard {
        /// The session's id.
        checkout_session_id: String,
        /// Four digits, such as `1111`; a longer number is cut to its last four.
        card: String,
    },
    /// Chooses a shipping address.
    ChooseAddress {
        /// The session's id.
        checkout_session_id: String,
        /// An Address as the API writes it.
        address: serde_json::Value,
    },
    /// Presses the page's button: on the first visit "continue" (to the review page), on `amazonPayRedirectUrl`
    /// "pay". With ProcessOrder both are one press.
    Approve {
        /// The session's id.
        checkout_session_id: String,
    },
    /// Leaves by "cancel".
    Cancel {
        /// The session's id.
        checkout_session_id: String,
    },
    /// Chooses another card for a Charge Permission, on the page to which a declined recurring buyer is sent.
    ChangePaymentMethod {
        /// The Charge Permission's id.
        charge_permission_id: String,
        /// Four digits, such as `1111`; a longer number is cut to its last four.
        card: String,
    },
}

/// Where a buyer's action led.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BuyerOutcome {
    /// The session; `None` after a sign-in button.
    pub checkout_session_id: Option<String>,
    /// The session's state now, such as `Open`.
    pub state: Option<String>,
    /// Where Amazon sends the browser next; `None` while the buyer is still on Amazon's page.
    pub next_url: Option<String>,
    /// The token of a sign-in button, to be read with `buyers.get`.
    pub buyer_token: Option<String>,
}

impl Engine {
    /// Does what a buyer would do on Amazon's page, at the given time.
    ///
    /// # Errors
    /// An [`ApiFailure`] when the session does not exist, is not open, or the payload, card or address is not valid.
    pub fn buyer(&mut self, action: BuyerAction, now: Timestamp) -> Result<BuyerOutcome, ApiFailure> {
        let _ = (action, now);
        Err(ApiFailure::new(501, "UnsupportedOperation", "The buyer's pages are not open yet."))
    }
}
