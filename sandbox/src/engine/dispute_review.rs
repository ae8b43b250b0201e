//! What becomes of a dispute besides the merchant's answers: deadlines, the review, and the buyer.
//!
//! Guide: <https://developer.amazon.com/docs/amazon-pay-checkout/manage-disputes.html>.

use amazonpay::model::{
    DisputeFilingReason, DisputeReasonCode as Reason, DisputeResolution as Resolution, DisputeState as State,
    Money,
};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::identifiers::DisputeKey;
use super::timers::{self, Event};
use super::{BuyerOutcome, Engine, failures, identifiers};
use crate::api_failure::ApiFailure;

/// What the review of a contested dispute comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum DisputeRuling {
    /// The merchant keeps the money.
    MerchantWon,
    /// The buyer gets it back.
    BuyerWon,
    /// Nobody is at fault.
    NoFault,
    /// The merchant has to bring more evidence, and has as long for it as for the first answer.
    MerchantAdditionalEvidencesRequired,
}

impl Engine {
    /// Says what the review of a dispute will come to, now or when the merchant has contested it; the review ends on the
    /// clock as always. MerchantWon unless said.
    ///
    /// # Errors
    /// An [`ApiFailure`] when there is no such dispute, it is over, or a payment service provider decides it.
    pub fn rule_dispute(
        &mut self,
        dispute_id: &str,
        ruling: DisputeRuling,
        now: Timestamp,
    ) -> Result<(), ApiFailure> {
        self.run_until(now);
        let key = self.any_dispute_key(dispute_id)?;
        let dispute = self.dispute_mut(key).ok_or_else(|| failures::not_found("Dispute", dispute_id))?;
        let is_open = matches!(dispute.state(), State::ActionRequired | State::UnderReview);
        if !is_open || dispute.is_providers {
            return Err(failures::dispute_status("ruled by Amazon's review", dispute.state()));
        }
        dispute.ruling = Some(ruling);
        Ok(())
    }

    /// The buyer asks the bank for the money of a captured charge.
    pub(super) fn file_chargeback(
        &mut self,
        charge_id: &str,
        amount: Option<Money>,
        filing_reason: DisputeFilingReason,
        now: Timestamp,
    ) -> Result<BuyerOutcome, ApiFailure> {
        if let Some(amount) = &amount {
            amount.validate().map_err(|error| failures::invalid_value("amount", error))?;
        }
        if filing_reason.is_unknown() {
            return Err(failures::invalid_value("filingReason", "is not one of the guide's."));
        }
        let charge = self.any_charge_key(charge_id)?;
        let key = self.open_dispute(charge, amount, filing_reason, now)?;
        self.await_answer(key, now);
        self.dispute_outcome(key)
    }

    /// The buyer takes it back: the merchant keeps the money.
    pub(super) fn withdraw_chargeback(
        &mut self,
        dispute_id: &str,
        now: Timestamp,
    ) -> Result<BuyerOutcome, ApiFailure> {
        let key = self.any_dispute_key(dispute_id)?;
        let dispute = self.dispute_mut(key).ok_or_else(|| failures::not_found("Dispute", dispute_id))?;
        if !matches!(dispute.state(), State::ActionRequired | State::UnderReview) {
            return Err(failures::dispute_status("withdrawn", dispute.state()));
        }
        let (reason, resolution) = (Reason::BuyerCancelled, Resolution::MerchantWon);
        dispute.set_state(State::Resolved, Some(reason), Some(resolution), now);
        self.dispute_outcome(key)
    }

    fn dispute_outcome(&mut self, key: DisputeKey) -> Result<BuyerOutcome, ApiFailure> {
        let dispute = self.dispute_mut(key).ok_or_else(|| failures::not_found("Dispute", ""))?;
        Ok(BuyerOutcome {
            state: Some(dispute.state().to_string()),
            dispute_id: Some(dispute.object.dispute_id.clone()),
            ..Default::default()
        })
    }

    /// Gives the merchant the time to answer.
    fn await_answer(&mut self, key: DisputeKey, now: Timestamp) {
        let deadline = timers::later(now, timers::DISPUTE_ANSWERED);
        if let Some(dispute) = self.dispute_mut(key) {
            dispute.object.merchant_response_deadline = Some(deadline.into());
            let states = dispute.states;
            self.timers.set(deadline, Event::DisputeUnanswered(key, states));
        }
    }

    /// The merchant has not answered in time.
    pub(super) fn expire_dispute(&mut self, key: DisputeKey, states: u32, now: Timestamp) {
        if let Some(dispute) = self.dispute_mut(key)
            && dispute.states == states
        {
            let reason = Reason::MerchantResponseDeadlineExpired;
            dispute.set_state(State::Resolved, Some(reason), Some(Resolution::BuyerWon), now);
        }
    }

    /// The review of the merchant's evidence ends.
    pub(super) fn settle_dispute(&mut self, key: DisputeKey, states: u32, now: Timestamp) {
        let Some(dispute) = self.dispute_mut(key).filter(|dispute| dispute.states == states) else { return };
        let resolution = match dispute.ruling.take().unwrap_or(DisputeRuling::MerchantWon) {
            DisputeRuling::MerchantWon => Resolution::MerchantWon,
            DisputeRuling::BuyerWon => Resolution::BuyerWon,
            DisputeRuling::NoFault => Resolution::NoFault,
            DisputeRuling::MerchantAdditionalEvidencesRequired => {
                let reason = Reason::MerchantAdditionalEvidencesRequired;
                dispute.set_state(State::ActionRequired, Some(reason), None, now);
                self.await_answer(key, now);
                return;
            }
        };
        dispute.set_state(State::Resolved, Some(Reason::InvestigatorResolved), Some(resolution), now);
    }

    /// Finds a charge of any merchant by its identifier.
    fn any_charge_key(&self, id: &str) -> Result<identifiers::ChargeKey, ApiFailure> {
        let merchant = identifiers::transaction_key(id, 'C')
            .and_then(|(permission, _)| self.permissions.get(&permission))
            .map_or(u32::MAX, |record| record.merchant);
        self.charge_key(merchant, id)
    }
}
