//! Tokens by which a solution provider acts for a merchant.
//!
//! Guide: <https://developer.amazon.com/docs/amazon-pay-api-v2/headers.html> for `x-amz-pay-authtoken`. A merchant of
//! the older API gives the provider an MWS auth token, which [`Engine::mws_auth_token`] stands for, and the provider
//! exchanges it.

use std::sync::Arc;

use amazonpay::model::{AuthorizationToken, GetAuthorizationToken};
use uuid::Uuid;

use super::call::{ApiCall, Reply};
use super::{Engine, LIVE_SUFFIX, request_queries, simulation};
use crate::api_failure::ApiFailure;

/// The account of a merchant in the engine, which keeps the two environments apart, without the environment.
pub(super) fn account_id(merchant: &str) -> &str {
    merchant.strip_suffix(LIVE_SUFFIX).unwrap_or(merchant)
}

/// A call that only the merchant's own provider may make.
pub(super) fn check_provider(call: &ApiCall<'_>, merchant_account_id: &str) -> Result<(), ApiFailure> {
    if call.provider.is_none() {
        let message =
            "x-amz-pay-authtoken: the header is required and is missing; give the merchant's auth token.";
        return Err(ApiFailure::new(400, "MissingHeader", message));
    }
    if account_id(call.merchant) != merchant_account_id {
        let message = "x-amz-pay-authtoken: the token is that of another merchant account.";
        return Err(ApiFailure::new(403, "InvalidAuthorizationToken", message));
    }
    Ok(())
}

impl Engine {
    /// The token by which a solution provider acts for a merchant account. Whether there is such a merchant is not asked.
    pub fn auth_token(&mut self, merchant_id: &str) -> String {
        let token = format!("amzn.pay.sandbox.{}", self.secrets.token("auth", merchant_id));
        self.auth_tokens.entry(token.as_str().into()).or_insert_with(|| merchant_id.into());
        token
    }

    /// The MWS auth token that a merchant gives to its solution provider, to be exchanged with
    /// `authorization_tokens.get`. Whether there is such a merchant is not asked.
    pub fn mws_auth_token(&self, merchant_id: &str) -> String {
        let digits = self.secrets.token("mws", merchant_id);
        let uuid = Uuid::parse_str(&digits).unwrap_or_default();
        format!("amzn.mws.{}", uuid.hyphenated())
    }

    /// The merchant account that a token stands for; `None` for one that was not given or whose account is deleted.
    pub fn merchant_of_auth_token(&self, token: &str) -> Option<Arc<str>> {
        let merchant = self.auth_tokens.get(token)?;
        (!self.is_deleted(merchant)).then(|| Arc::clone(merchant))
    }

    pub(super) fn get_authorization_token(&mut self, call: &ApiCall<'_>) -> Result<Reply, ApiFailure> {
        simulation::none(call.operation, call.simulation_code)?;
        let given = call.path_parameters.first().map_or("", String::as_str);
        let query: GetAuthorizationToken = request_queries::read(call)?;
        let merchant_id = query.merchant_id.as_str();
        if given != self.mws_auth_token(merchant_id) || self.is_deleted(merchant_id) {
            let message =
                "The MWS auth token is not one of this merchant; /_sandbox/merchants/{id}/tokens tells it.";
            return Err(ApiFailure::new(403, "InvalidAuthorizationToken", message));
        }
        let token = AuthorizationToken {
            authorization_token: Some(self.auth_token(merchant_id)),
            ..Default::default()
        };
        Ok(Reply::json(200, &token))
    }
}
