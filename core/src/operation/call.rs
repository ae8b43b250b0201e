//! One call of an operation, before it is sent.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use bytes::Bytes;
use secrecy::SecretString;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::description::{ModelMismatch, OperationDescription};
use super::query::{self, Query};
use super::{CallOptions, Response, amounts, path};
use crate::client::AmazonPay;
use crate::error::{ConfigError, Error};
use crate::transport::exchange::{Exchange, exchange};

/// A call that is ready to be [sent](Call::send), with its options.
///
/// Nothing goes out before `send`; a wrong parameter or option is reported there, and nothing goes out then either.
#[must_use = "a call does nothing until it is sent"]
pub struct Call<'a, T> {
    client: &'a AmazonPay,
    operation: &'static OperationDescription,
    path: Result<String, ConfigError>,
    query: Result<Query, ModelMismatch>,
    body: Option<Result<Vec<u8>, ModelMismatch>>,
    options: CallOptions,
    response: PhantomData<fn() -> T>,
}

impl<T> Clone for Call<'_, T> {
    fn clone(&self) -> Self {
        Self {
            client: self.client,
            operation: self.operation,
            path: self.path.clone(),
            query: self.query.clone(),
            body: self.body.clone(),
            options: self.options.clone(),
            response: PhantomData,
        }
    }
}

/// Shows the operation and the options alone: the path may hold a buyer's token, and the body a buyer's address.
impl<T> fmt::Debug for Call<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("operation", &self.operation.name)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

impl<'a, T> Call<'a, T> {
    pub(super) fn new(
        client: &'a AmazonPay,
        operation: &'static OperationDescription,
        parameters: &[&str],
        query: Option<Result<Query, ModelMismatch>>,
        body: Option<Result<Vec<u8>, ModelMismatch>>,
    ) -> Self {
        let path = path::fill(operation.path, operation.path_parameters, parameters);
        Self::at(client, operation, path, query.unwrap_or_else(|| Ok(Query::new())), body)
    }

    /// A call of a path that is there already.
    pub(super) fn at(
        client: &'a AmazonPay,
        operation: &'static OperationDescription,
        path: Result<String, ConfigError>,
        query: Result<Query, ModelMismatch>,
        body: Option<Result<Vec<u8>, ModelMismatch>>,
    ) -> Self {
        Self { client, operation, path, query, body, options: CallOptions::default(), response: PhantomData }
    }

    /// The same call with another query.
    pub(super) fn with_query(&self, query: Query) -> Self {
        Self { query: Ok(query), ..self.clone() }
    }

    /// The query as it is going to be sent.
    pub(super) fn query(&self) -> Result<&Query, ConfigError> {
        self.query.as_ref().map_err(|mismatch| ConfigError::new("query", mismatch.to_string()))
    }

    pub(super) fn operation(&self) -> &'static OperationDescription {
        self.operation
    }

    /// Sets the key under which Amazon saves the answer, so that the same call made twice moves money once.
    ///
    /// At most 32 characters of `A-Z a-z 0-9 - _`; POSTs only. Without it a call gets a key of its own, which protects
    /// its retries; a key made from the order (`capture-1001`) also protects against a second run of the caller's code.
    pub fn idempotency_key(mut self, key: impl Into<String>) -> Self {
        self.options.idempotency_key = Some(key.into());
        self
    }

    /// Sets a further request header. Headers that belong to the signature or have an option of their own are refused.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.options.headers.insert(name.into(), value.into());
        self
    }

    /// Adds a field to the body's top level, over one of the same name: for what the models don't know yet.
    pub fn body_field(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.options.body_fields.insert(name.into(), value.into());
        self
    }

    /// Asks the sandbox environment to play an outcome, such as `SoftDeclined`.
    pub fn simulation_code(mut self, code: impl Into<String>) -> Self {
        self.options.simulation_code = Some(code.into());
        self
    }

    /// Acts for the merchant whose authorization token this is; for solution providers.
    pub fn auth_token(mut self, token: impl Into<SecretString>) -> Self {
        self.options.auth_token = Some(token.into());
        self
    }

    /// Sets the longest the call may take, retries included.
    pub fn timeout(mut self, total: Duration) -> Self {
        self.options.timeout = Some(total);
        self
    }

    /// Sets how often a failed attempt is repeated at most: 0 to 20, 0 for a single attempt. A request refused for this
    /// machine's wrong clock is sent once more all the same, with the server's time.
    pub fn max_retries(mut self, retries: u32) -> Self {
        self.options.max_retries = Some(retries);
        self
    }

    /// Holds the amounts of the request to the rules of [`Money::new`](crate::model::Money::new): for callers whose amounts
    /// were made in another way, as those are that come from another language. [`send`](Self::send) reports what is wrong.
    pub fn checking_amounts(mut self) -> Self {
        self.body = self.body.map(|body| body.and_then(amounts::check));
        self
    }

    /// Replaces all options at once.
    pub fn options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// Checks, signs and sends, as often as the retry policy allows.
    pub(super) async fn send_raw(self) -> Result<(Exchange, &'static OperationDescription), Error> {
        let options = self.options.check(self.operation, self.client.config())?;
        let query = query::on_the_wire(self.query()?);
        let mut url = self.client.config().url_for(&self.path?);
        url.set_query(query.as_deref());
        let body = match self.body {
            None => Bytes::new(),
            Some(body) => {
                let body = body.map_err(|mismatch| ConfigError::new("body", mismatch.to_string()))?;
                self.options.extend(body)?
            }
        };
        let answer = exchange(self.client, self.operation, url, body, options).await?;
        Ok((answer, self.operation))
    }
}

impl<T: DeserializeOwned> Call<'_, T> {
    /// Sends the call and decodes the answer.
    ///
    /// # Errors
    /// Every kind of [`Error`]: of the options before anything is sent, of the connection after the last retry, of the
    /// API as it answered.
    pub async fn send(self) -> Result<Response<T>, Error> {
        let (answer, _) = self.send_raw().await?;
        answer.decode(super::description::parse::<T>)
    }
}

#[cfg(test)]
mod tests {
    use crate::AmazonPay;
    use crate::config::Region;
    use crate::model::{CaptureCharge, CreateCheckoutSession, MerchantMetadata, WebCheckoutDetails};
    use crate::operation::OperationInput;
    use crate::signing::PrivateKey;

    #[tokio::test]
    async fn amounts_that_were_not_made_here_are_checked_when_that_is_asked_for() {
        let pay = AmazonPay::builder()
            .public_key_id("SANDBOX-AEXAMPLE")
            .private_key(PrivateKey::generate().unwrap())
            .region(Region::Eu)
            .build()
            .unwrap();
        let capture = serde_json::from_value::<CaptureCharge>(
            serde_json::json!({"captureAmount": {"amount": "1.005", "currencyCode": "EUR"}}),
        );
        let call = pay.charges().capture("S01-1-1-C1", capture.unwrap()).checking_amounts();
        let message = call.send().await.unwrap_err().to_string();
        assert!(message.starts_with("body: captureAmount: amount: \"1.005\" has more decimals"), "{message}");
    }

    #[test]
    fn a_call_shows_neither_token_nor_body() {
        let pay = AmazonPay::builder()
            .public_key_id("SANDBOX-AEXAMPLE")
            .private_key(PrivateKey::generate().unwrap())
            .region(Region::Eu)
            .build()
            .unwrap();
        let buyer =
            pay.buyers().get("Atza|token").auth_token("other-token").header("x-custom", "header-value");
        let metadata = MerchantMetadata::new().note_to_buyer("for Mette");
        let request =
            CreateCheckoutSession::new(WebCheckoutDetails::new(), "store").merchant_metadata(metadata);
        let session = pay.checkout_sessions().create(request).body_field("supplementaryData", "of Mette");
        let input: OperationInput = serde_json::from_str(
            r#"{"pathParameters": ["Atza|token"], "body": {"noteToBuyer": "for Mette"}}"#,
        )
        .unwrap();
        let shown = format!("{buyer:?} {session:?} {input:?}");
        for secret in ["token", "header-value", "Mette"] {
            assert!(!shown.replace("auth_token", "").contains(secret), "{secret}: {shown}");
        }
        assert!(shown.contains("buyers.get") && shown.contains("x-custom"), "{shown}");
    }
}
