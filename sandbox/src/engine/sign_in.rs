//! A sign-in button on the hosted page: what the merchant will be told, and the buyer's answer.
//!
//! Guide: <https://developer.amazon.com/docs/amazon-pay-checkout/amazon-sign-in.html>.

use amazonpay::model::Scope;

use super::buyer_actions::BuyerOutcome;
use super::test_buyers::TestBuyer;
use super::{Engine, failures};
use crate::api_failure::ApiFailure;

/// A sign-in as the buyer sees it.
#[derive(Debug)]
pub(crate) struct SignInView {
    pub(crate) told: Vec<Scope>,
    /// Where the buyer goes from here.
    pub(crate) next_url: String,
    pub(crate) cancel_url: String,
}

impl Engine {
    /// Tells what the hosted page shows of a sign-in.
    ///
    /// # Errors
    /// 404 when there is no such token, or the buyer left.
    pub(crate) fn sign_in_view(&self, buyer_token: &str) -> Result<SignInView, ApiFailure> {
        let signed_in = self.signed_in.get(buyer_token).ok_or_else(|| failures::not_found("Sign-in", ""))?;
        Ok(SignInView {
            told: signed_in.told(),
            next_url: signed_in.next_url(buyer_token),
            // [own] The guide does not say where a buyer goes without signInCancelUrl.
            cancel_url: signed_in.cancel_url.clone().unwrap_or_else(|| signed_in.return_url.clone()),
        })
    }

    pub(super) fn share_details(
        &mut self,
        buyer_token: String,
        buyer: &str,
    ) -> Result<BuyerOutcome, ApiFailure> {
        let person = TestBuyer::find(buyer)?;
        let next_url = Some(self.sign_in_view(&buyer_token)?.next_url);
        if let Some(signed_in) = self.signed_in.get_mut(buyer_token.as_str()) {
            signed_in.view.person = Some(person);
        }
        Ok(BuyerOutcome { next_url, buyer_token: Some(buyer_token), ..Default::default() })
    }

    pub(super) fn keep_details(&mut self, buyer_token: &str) -> Result<BuyerOutcome, ApiFailure> {
        let next_url = Some(self.sign_in_view(buyer_token)?.cancel_url);
        self.signed_in.remove(buyer_token);
        Ok(BuyerOutcome { next_url, ..Default::default() })
    }
}
