//! The sandbox's control API, as the clients use it: the buyer's visits and the sandbox's clock.

use serde_json::{Value, json};

use crate::Result;

/// Speaks to `/_sandbox/`.
#[derive(Debug)]
pub(crate) struct Control {
    http: reqwest::Client,
    url: String,
}

impl Control {
    pub(crate) fn new(sandbox_url: &str) -> Result<Self> {
        let http = reqwest::Client::builder().no_proxy().build()?;
        Ok(Self { http, url: format!("{sandbox_url}/_sandbox") })
    }

    /// The buyer signs in and goes on to the shop's review page. Done twice it comes to the same.
    pub(crate) async fn buyer_reviews(&self, session: &str) -> Result<()> {
        let visit = json!({ "checkoutSessionId": session, "card": "1111", "action": "approve" });
        self.post("buyer/checkout", &visit).await
    }

    /// The buyer pays on Amazon's page. `again` when that may have happened before, which a second time is refused.
    pub(crate) async fn buyer_pays(&self, session: &str, again: bool) -> Result<()> {
        let paid = self.post(&format!("buyer/sessions/{session}/approve"), &json!({})).await;
        paid.or_else(
            |error| if again && error.to_string().contains("confirmed") { Ok(()) } else { Err(error) },
        )
    }

    /// Moves the sandbox's clock.
    pub(crate) async fn advance(&self, seconds: i64) -> Result<()> {
        self.post("clock", &json!({ "advance": seconds })).await
    }

    async fn post(&self, path: &str, body: &Value) -> Result<()> {
        let request = self.http.post(format!("{}/{path}", self.url));
        let response =
            request.header("content-type", "application/json").body(body.to_string()).send().await?;
        let status = response.status();
        let answer = response.bytes().await?;
        if status.is_success() {
            return Ok(());
        }
        Err(format!("control API, {path}: {status}: {}", String::from_utf8_lossy(&answer)).into())
    }
}
