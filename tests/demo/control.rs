//! The sandbox's control API, as the demo uses it: what is not the merchant's doing.

use std::error::Error;

use serde_json::{Value, json};

/// Speaks to `/_sandbox/`.
#[derive(Debug)]
pub(crate) struct Control {
    http: reqwest::Client,
    url: String,
}

impl Control {
    pub(crate) fn new(sandbox_url: &str) -> Self {
        Self { http: reqwest::Client::new(), url: format!("{sandbox_url}/_sandbox") }
    }

    /// The buyer opens the session, chooses a card and presses the page's button.
    pub(crate) async fn buyer_approves(&self, checkout_session_id: &str) -> Result<Value, Box<dyn Error>> {
        let visit = json!({ "checkoutSessionId": checkout_session_id, "card": "1111", "action": "approve" });
        self.post("buyer/checkout", &visit).await
    }

    /// The buyer presses "pay" on the page behind `amazonPayRedirectUrl`.
    pub(crate) async fn buyer_pays(&self, checkout_session_id: &str) -> Result<Value, Box<dyn Error>> {
        self.post(&format!("buyer/sessions/{checkout_session_id}/approve"), &json!({})).await
    }

    /// Moves the sandbox's clock, by text such as `8d` or `2m`.
    pub(crate) async fn advance(&self, by: &str) -> Result<Value, Box<dyn Error>> {
        self.post("clock", &json!({ "advance": by })).await
    }

    /// Lets the merchant's notifications go to `url`.
    pub(crate) async fn notify(&self, merchant_id: &str, url: &str) -> Result<Value, Box<dyn Error>> {
        self.post(&format!("merchants/{merchant_id}/ipnUrls"), &json!({ "ipnUrls": [url] })).await
    }

    /// The buyer asks the bank for the money of a charge.
    pub(crate) async fn chargeback(&self, charge_id: &str) -> Result<Value, Box<dyn Error>> {
        let claim = json!({ "filingReason": "ProductNotReceived" });
        self.post(&format!("buyer/charges/{charge_id}/chargeback"), &claim).await
    }

    /// Arms a fault.
    pub(crate) async fn arm(&self, fault: &Value) -> Result<Value, Box<dyn Error>> {
        self.post("faults", fault).await
    }

    /// All objects of a kind, as the API shows them.
    pub(crate) async fn objects<T: serde::de::DeserializeOwned>(
        &self,
        kind: &str,
    ) -> Result<Vec<T>, Box<dyn Error>> {
        let response =
            self.http.get(format!("{}/objects/{kind}", self.url)).send().await?.error_for_status()?;
        let mut listed: Value = serde_json::from_slice(&response.bytes().await?)?;
        Ok(serde_json::from_value(listed["objects"].take())?)
    }

    async fn post(&self, path: &str, body: &Value) -> Result<Value, Box<dyn Error>> {
        let request = self.http.post(format!("{}/{path}", self.url));
        let response =
            request.header("content-type", "application/json").body(body.to_string()).send().await?;
        let status = response.status();
        let answer = response.bytes().await?;
        if !status.is_success() {
            return Err(format!("control API, {path}: {status}: {}", String::from_utf8_lossy(&answer)).into());
        }
        Ok(serde_json::from_slice(&answer)?)
    }
}
