//! Lists that come in pages.

use std::sync::Arc;

use amazonpay::error::ConfigError;
use amazonpay::operation::{Call, Response, by_name};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::Mutex;

use crate::client::AmazonPay;
use crate::error::AmazonPayError;
use crate::generated::CallOptions;

/// The pages of a list, each asked for when the one before has been used.
pub(crate) struct Pages<Q> {
    client: Arc<AmazonPay>,
    operation: &'static str,
    options: Option<CallOptions>,
    /// The query that asks for the next page; none after the last, and after an error.
    next: Mutex<Option<Q>>,
}

impl<Q: Clone + Serialize + DeserializeOwned + Send + 'static> Pages<Q> {
    pub(crate) fn new(
        client: Arc<AmazonPay>,
        operation: &'static str,
        query: Q,
        options: Option<CallOptions>,
    ) -> Self {
        Self { client, operation, options, next: Mutex::new(Some(query)) }
    }

    /// The next page. A call that is dropped while it waits has read nothing: the same page is next again.
    pub(crate) async fn next<T, F>(&self, list: F) -> Result<Option<Response<T>>, AmazonPayError>
    where
        T: DeserializeOwned + Send + 'static,
        F: for<'a> FnOnce(&'a amazonpay::AmazonPay, Q) -> Call<'a, T> + Send + 'static,
    {
        let mut next = self.next.lock().await;
        let Some(query) = next.clone() else { return Ok(None) };
        let asked = query.clone();
        let page = self.client.send(self.options.clone(), move |core| list(core, asked)).await;
        let following = page.and_then(|page| {
            let following = self.following(&query, &page.meta().raw_body)?;
            Ok((page, following))
        });
        match following {
            Ok((page, following)) => {
                *next = following;
                Ok(Some(page))
            }
            Err(error) => {
                *next = None;
                Err(error)
            }
        }
    }

    fn following(&self, query: &Q, page: &[u8]) -> Result<Option<Q>, AmazonPayError> {
        let text = |error: serde_json::Error| ConfigError::new("query", error.to_string());
        let query = serde_json::to_string(query).map_err(text)?;
        let operation = by_name(self.operation).ok_or_else(AmazonPayError::bug)?;
        let next = operation.next_page(Some(&query), page)?;
        Ok(next.map(|next| serde_json::from_str(&next)).transpose().map_err(text)?)
    }
}
