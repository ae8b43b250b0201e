//! The buyer, who clicks what a test has nobody to click.

use std::sync::Arc;

use amazonpay::button::Button;
use amazonpay::model::Money;
use serde_json::{Map, Value, json};

use crate::error::AmazonPayError;
use crate::generated::{BuyerOutcome, FiledDispute, Visit};
use crate::sandbox::Sandbox;

use super::control::SandboxError;

/// What a button's click tells Amazon of what was handed to the page's script.
const BUTTON_FIELDS: [&str; 7] =
    ["publicKeyId", "payloadJSON", "signature", "algorithm", "productType", "sandbox", "region"];

/// What the buyer does on Amazon's pages and with the bank.
#[derive(uniffi::Object)]
pub struct SandboxBuyer {
    sandbox: Arc<Sandbox>,
}

#[uniffi::export]
impl Sandbox {
    /// The buyer, who clicks what a test has nobody to click.
    pub fn buyer(self: Arc<Self>) -> Arc<SandboxBuyer> {
        Arc::new(SandboxBuyer { sandbox: self })
    }
}

#[uniffi::export]
impl SandboxBuyer {
    /// Opens a session, chooses card and address, and approves, cancels or stays.
    #[uniffi::method(default(visit = None))]
    pub async fn checkout(
        &self,
        checkout_session_id: String,
        visit: Option<Visit>,
    ) -> Result<BuyerOutcome, SandboxError> {
        self.visit("checkoutSessionId", Value::from(checkout_session_id), visit).await
    }

    /// Clicks a button, as the page shows it, and goes on as `checkout` does; of a button that signs in, the outcome has
    /// the buyer's token. The signature is verified as Amazon verifies it.
    #[uniffi::method(default(visit = None))]
    pub async fn click(&self, button: Button, visit: Option<Visit>) -> Result<BuyerOutcome, SandboxError> {
        let button = clicked(&button).ok_or_else(AmazonPayError::bug)?;
        self.visit("button", button, visit).await
    }

    /// Presses the button of the session's page.
    pub async fn approve(&self, checkout_session_id: String) -> Result<BuyerOutcome, SandboxError> {
        self.sandbox.ask("POST", &["buyer", "sessions", &checkout_session_id, "approve"], None).await
    }

    /// Leaves the session's page.
    pub async fn cancel(&self, checkout_session_id: String) -> Result<BuyerOutcome, SandboxError> {
        self.sandbox.ask("POST", &["buyer", "sessions", &checkout_session_id, "cancel"], None).await
    }

    /// Chooses another card for a Charge Permission, by its last four digits, as after a decline.
    pub async fn change_card(
        &self,
        charge_permission_id: String,
        card: String,
    ) -> Result<BuyerOutcome, SandboxError> {
        let path = ["buyer", "chargePermissions", &charge_permission_id, "card"];
        self.sandbox.ask("POST", &path, Some(json!({ "card": card }))).await
    }

    /// Asks the bank for the money of a captured charge, all of it without an amount, which opens a dispute.
    #[uniffi::method(default(amount = None, filing_reason = None))]
    pub async fn chargeback(
        &self,
        charge_id: String,
        amount: Option<Money>,
        filing_reason: Option<String>,
    ) -> Result<FiledDispute, SandboxError> {
        let mut body = Map::new();
        body.extend(amount.map(|amount| ("amount".to_owned(), json!(amount))));
        body.extend(filing_reason.map(|reason| ("filingReason".to_owned(), json!(reason))));
        self.sandbox.ask("POST", &["buyer", "charges", &charge_id, "chargeback"], Some(body.into())).await
    }

    /// Takes a chargeback back.
    pub async fn withdraw_chargeback(&self, dispute_id: String) -> Result<FiledDispute, SandboxError> {
        self.sandbox.ask("POST", &["buyer", "disputes", &dispute_id, "withdraw"], None).await
    }
}

impl SandboxBuyer {
    async fn visit(
        &self,
        name: &str,
        opened: Value,
        visit: Option<Visit>,
    ) -> Result<BuyerOutcome, SandboxError> {
        let visit = serde_json::to_value(visit.unwrap_or_default()).map_err(|_| AmazonPayError::bug())?;
        let Value::Object(mut visit) = visit else { return Err(AmazonPayError::bug().into()) };
        visit.insert(name.to_owned(), opened);
        self.sandbox.ask("POST", &["buyer", "checkout"], Some(visit.into())).await
    }
}

fn clicked(button: &Button) -> Option<Value> {
    let mut config = serde_json::to_value(&button.config).ok()?.as_object()?.clone();
    for payload in ["createCheckoutSessionConfig", "signInConfig"] {
        if let Some(Value::Object(payload)) = config.remove(payload) {
            config.extend(payload);
        }
    }
    config.retain(|name, _| BUTTON_FIELDS.contains(&name.as_str()));
    Some(config.into())
}
