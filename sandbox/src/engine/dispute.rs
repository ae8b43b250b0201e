//! Disputes: create, get, update and contest.
//!
//! Guide: <https://developer.amazon.com/docs/amazon-pay-api-v2/dispute.html>. A dispute that a buyer opens is Amazon's to
//! decide: the merchant contests it or gives in before the deadline, and the review ends by itself. One that a payment
//! service provider tells of is the provider's: nothing of it happens by itself, and the provider says what became of
//! it. What a lost dispute takes from the merchant's account is no part of the API's objects: the charge stays as it is
//! [own].

use amazonpay::model::{
    ChargeState, ContestDispute, CreateDispute, Dispute, DisputeFilingReason, DisputeReasonCode as Reason,
    DisputeResolution as Resolution, DisputeState as State, DisputeType, MerchantEvidence, Money,
    UpdateDispute,
};
use jiff::Timestamp;
use rust_decimal::Decimal;

use super::call::{ApiCall, Reply};
use super::dispute_review::DisputeRuling;
use super::identifiers::{self, ChargeKey, DisputeKey};
use super::timers::{self, Event};
use super::{Engine, failures, limits, request_fields, request_shapes, simulation};
use crate::api_failure::ApiFailure;

/// Who decides, as the guide's example names it.
const AUTHORITY: &str = "AmazonPay";

/// A dispute and what the API does not show of it.
#[derive(Debug)]
pub(super) struct DisputeRecord {
    pub(super) object: Dispute,
    pub(super) number: u64,
    pub(super) charge: usize,
    /// Whether a payment service provider told of it and tells what becomes of it.
    pub(super) is_providers: bool,
    /// What the review is going to come to; in favour of the merchant's evidence when nothing else was said.
    pub(super) ruling: Option<DisputeRuling>,
    /// How many states it has had: what was set to happen in an earlier one happens no more.
    pub(super) states: u32,
}

impl DisputeRecord {
    pub(super) fn state(&self) -> &State {
        &self.object.status_details.state
    }

    pub(super) fn set_state(
        &mut self,
        state: State,
        reason: Option<Reason>,
        resolution: Option<Resolution>,
        now: Timestamp,
    ) {
        if matches!(state, State::Resolved | State::Closed) {
            self.object.closure_timestamp.get_or_insert(now.into());
        }
        let status = &mut self.object.status_details;
        status.state = state;
        status.reason_code = reason;
        status.reason_description = None;
        status.resolution = resolution;
        status.last_updated_timestamp = Some(now.into());
        self.states += 1;
    }

    /// What of the charge it may take back.
    pub(super) fn held(&self) -> Decimal {
        match self.object.status_details.resolution {
            Some(Resolution::MerchantWon) => Decimal::ZERO,
            _ => self.object.dispute_amount.as_ref().map_or(Decimal::ZERO, Money::amount),
        }
    }
}

/// What a provider may make of a dispute, by the state that it has.
fn providers_steps(state: &State) -> &'static [State] {
    match state {
        State::ActionRequired => &[State::UnderReview, State::Resolved, State::Closed],
        State::UnderReview => &[State::ActionRequired, State::Resolved, State::Closed],
        State::Resolved => &[State::Closed],
        _ => &[],
    }
}

/// The provider's word on how it ended, which goes with the end and with nothing else.
fn check_resolution(state: &State, resolution: Option<&Resolution>) -> Result<(), ApiFailure> {
    match (matches!(state, State::Resolved | State::Closed), resolution) {
        (true, None) => Err(failures::missing("statusDetails.resolution")),
        (false, Some(_)) => {
            let message = format!("statusDetails.resolution: not together with the state {state}.");
            Err(failures::bad_combination(message))
        }
        _ => Ok(()),
    }
}

/// What a dispute comes to: what was said when it was resolved, which closing it does not turn round [own]. What a
/// dispute won by the merchant gave back may be in dispute again, so that it could not be taken back a second time.
fn agreed_resolution(
    earlier: Option<&Resolution>,
    now: Option<Resolution>,
) -> Result<Option<Resolution>, ApiFailure> {
    match (earlier, now) {
        (Some(earlier), Some(now)) if *earlier != now => {
            let message = format!(
                "statusDetails.resolution: the dispute was resolved as {earlier}; leave the resolution out, or repeat it."
            );
            Err(failures::bad_combination(message))
        }
        (earlier, now) => Ok(now.or_else(|| earlier.cloned())),
    }
}

impl Engine {
    /// Finds a merchant's dispute by its identifier.
    pub(super) fn dispute_key(&self, merchant: u32, id: &str) -> Result<DisputeKey, ApiFailure> {
        let found = self.any_dispute_key(id).ok().filter(|key| {
            self.permissions.get(&key.permission).is_some_and(|record| record.merchant == merchant)
        });
        found.ok_or_else(|| failures::not_found("Dispute", id))
    }

    /// Finds a dispute of any merchant by its identifier.
    pub(super) fn any_dispute_key(&self, id: &str) -> Result<DisputeKey, ApiFailure> {
        let found = identifiers::transaction_key(id, 'B').filter(|(permission, index)| {
            let record = self.permissions.get(permission);
            let dispute = record.and_then(|record| record.disputes.get(*index));
            dispute.is_some_and(|dispute| dispute.object.dispute_id == id)
        });
        let (permission, index) = found.ok_or_else(|| failures::not_found("Dispute", id))?;
        Ok(DisputeKey { permission, index })
    }

    pub(super) fn dispute_mut(&mut self, key: DisputeKey) -> Option<&mut DisputeRecord> {
        self.permissions.get_mut(&key.permission)?.disputes.get_mut(key.index).map(Box::as_mut)
    }

    /// The dispute with this key, which was found before.
    fn dispute(&self, key: DisputeKey) -> Result<&DisputeRecord, ApiFailure> {
        let record = self.permissions.get(&key.permission);
        let dispute = record.and_then(|record| record.disputes.get(key.index));
        dispute.map(Box::as_ref).ok_or_else(|| failures::not_found("Dispute", ""))
    }

    fn dispute_reply(&self, key: DisputeKey, status: u16) -> Result<Reply, ApiFailure> {
        Ok(Reply::json(status, &self.dispute(key)?.object))
    }

    fn called_dispute(&self, call: &ApiCall<'_>) -> Result<DisputeKey, ApiFailure> {
        simulation::none(call.operation, call.simulation_code)?;
        let id = call.path_parameters.first().map_or("", String::as_str);
        self.dispute_key(self.merchant(call.merchant), id)
    }

    /// Opens a dispute of a charge: of the amount given, or of all that is captured and not in dispute already.
    pub(super) fn open_dispute(
        &mut self,
        charge: ChargeKey,
        amount: Option<Money>,
        filing_reason: DisputeFilingReason,
        now: Timestamp,
    ) -> Result<DisputeKey, ApiFailure> {
        let record = self.charge(charge)?;
        if record.state() != &ChargeState::Captured {
            return Err(failures::charge_status("disputed", record.state()));
        }
        let charge_id = record.object.charge_id.clone();
        let captured = record.object.capture_amount.clone();
        let captured = captured.ok_or_else(|| failures::not_found("Charge", &charge_id))?;
        let number = self.identifiers.next_number();
        let Some(record) = self.permissions.get_mut(&charge.permission) else {
            return Err(failures::not_found("Charge", &charge_id));
        };
        let earlier = record.disputes.iter().filter(|dispute| dispute.charge == charge.index);
        let left = captured.amount() - earlier.map(|dispute| dispute.held()).sum::<Decimal>();
        let currency = captured.currency();
        let amount = amount.unwrap_or_else(|| limits::money(left, currency));
        if amount.currency() != currency {
            return Err(failures::currency_mismatch("disputeAmount", amount.currency(), currency));
        }
        if amount.amount() > left || amount.amount().is_zero() {
            return Err(failures::amount_exceeded("disputeAmount", amount, limits::money(left, currency)));
        }
        let index = record.disputes.len();
        let deadline = timers::later(now, timers::DISPUTE_ANSWERED);
        let object = Dispute {
            dispute_id: identifiers::transaction_id(&record.object.charge_permission_id, 'B', index),
            charge_id: Some(charge_id),
            dispute_type: Some(DisputeType::Chargeback),
            dispute_amount: Some(amount),
            filing_reason: Some(filing_reason),
            creation_timestamp: Some(now.into()),
            merchant_response_deadline: Some(deadline.into()),
            resolution_authority: Some(AUTHORITY.to_owned()),
            release_environment: record.object.release_environment.clone(),
            ..Default::default()
        };
        let mut dispute = DisputeRecord {
            object,
            number,
            charge: charge.index,
            is_providers: false,
            ruling: None,
            states: 0,
        };
        dispute.set_state(State::ActionRequired, Some(Reason::MerchantResponseRequired), None, now);
        record.disputes.push(Box::new(dispute));
        self.object_count += 1;
        Ok(DisputeKey { permission: charge.permission, index })
    }

    /// Create Dispute: a payment service provider tells of a chargeback.
    pub(super) fn create_dispute(&mut self, call: &ApiCall<'_>, now: Timestamp) -> Result<Reply, ApiFailure> {
        let request: CreateDispute =
            request_fields::read(call.body, request_shapes::of_operation(call.operation))?;
        simulation::none(call.operation, call.simulation_code)?;
        let status = request.status_details;
        let state = status.as_ref().map_or(State::ActionRequired, |status| status.state.clone());
        check_resolution(&state, status.as_ref().and_then(|status| status.resolution.as_ref()))?;
        let filed = request.filing_timestamp;
        let opened = filed.map_or(now, |filed| filed.get());
        if opened > now {
            return Err(failures::invalid_value("filingTimestamp", "is later than now."));
        }
        let deadline = request.merchant_response_deadline;
        let deadline =
            deadline.map_or(timers::later(opened, timers::DISPUTE_ANSWERED), |deadline| deadline.get());
        if deadline <= opened {
            return Err(failures::invalid_value("merchantResponseDeadline", "is before the filing."));
        }
        let charge = self.charge_key(self.merchant(call.merchant), &request.charge_id)?;
        let key = self.open_dispute(charge, Some(request.dispute_amount), request.filing_reason, now)?;
        if let Some(dispute) = self.dispute_mut(key) {
            dispute.is_providers = true;
            dispute.object.provider_metadata = request.provider_metadata;
            dispute.object.creation_timestamp = Some(opened.into());
            dispute.object.merchant_response_deadline = Some(deadline.into());
            if let Some(status) = status {
                let usual = (state == State::ActionRequired).then_some(Reason::MerchantResponseRequired);
                dispute.set_state(state, status.reason_code.or(usual), status.resolution, now);
                dispute.object.status_details.reason_description = status.reason_description;
            }
        }
        self.dispute_reply(key, 201)
    }

    pub(super) fn get_dispute(&mut self, call: &ApiCall<'_>) -> Result<Reply, ApiFailure> {
        let key = self.called_dispute(call)?;
        self.dispute_reply(key, 200)
    }

    /// Update Dispute: a provider tells what became of its dispute, or a merchant gives in.
    pub(super) fn update_dispute(&mut self, call: &ApiCall<'_>, now: Timestamp) -> Result<Reply, ApiFailure> {
        let request: UpdateDispute =
            request_fields::read(call.body, request_shapes::of_operation(call.operation))?;
        let key = self.called_dispute(call)?;
        let dispute = self.dispute(key)?;
        let status = request.status_details;
        let closed = request.closure_timestamp;
        if closed.as_ref().is_some_and(|closed| closed.get() > now) {
            return Err(failures::invalid_value("closureTimestamp", "is later than now."));
        }
        let mut resolution = status.resolution;
        let mut state = status.state;
        if dispute.is_providers {
            if !providers_steps(dispute.state()).contains(&state) {
                return Err(failures::dispute_status(&format!("updated to {state}"), dispute.state()));
            }
            resolution = agreed_resolution(dispute.object.status_details.resolution.as_ref(), resolution)?;
            check_resolution(&state, resolution.as_ref())?;
        } else {
            let gives_in = status.reason_code == Some(Reason::MerchantAcceptedDispute)
                && matches!(state, State::Resolved | State::Closed);
            if !gives_in {
                let message = "Amazon decides this dispute: the merchant may contest it, or give in with the state \
                               Resolved and the reasonCode MerchantAcceptedDispute.";
                return Err(failures::invalid_value("statusDetails", message));
            }
            if resolution.is_some_and(|resolution| resolution != Resolution::BuyerWon) {
                return Err(failures::bad_combination(
                    "statusDetails.resolution: a dispute that the merchant accepts is BuyerWon.",
                ));
            }
            if dispute.state() != &State::ActionRequired {
                return Err(failures::dispute_status("accepted", dispute.state()));
            }
            resolution = Some(Resolution::BuyerWon);
            state = State::Resolved;
        }
        if let Some(dispute) = self.dispute_mut(key) {
            dispute.set_state(state, status.reason_code, resolution, now);
            dispute.object.status_details.reason_description = status.reason_description;
            if closed.is_some() {
                dispute.object.closure_timestamp = closed;
            }
        }
        self.dispute_reply(key, 200)
    }

    /// Contest Dispute: the merchant answers with evidence, before the deadline and once unless more is asked for.
    pub(super) fn contest_dispute(
        &mut self,
        call: &ApiCall<'_>,
        now: Timestamp,
    ) -> Result<Reply, ApiFailure> {
        let request: ContestDispute =
            request_fields::read(call.body, request_shapes::of_operation(call.operation))?;
        let key = self.called_dispute(call)?;
        let dispute = self.dispute(key)?;
        if dispute.state() != &State::ActionRequired {
            return Err(failures::dispute_status("contested", dispute.state()));
        }
        let deadline = dispute.object.merchant_response_deadline.as_ref();
        if deadline.is_some_and(|deadline| deadline.get() <= now) {
            return Err(failures::dispute_deadline());
        }
        let is_providers = dispute.is_providers;
        self.check_evidence(&request.merchant_evidences, self.merchant(call.merchant))?;
        if let Some(dispute) = self.dispute_mut(key) {
            dispute.set_state(State::UnderReview, None, None, now);
            dispute.object.merchant_evidences.get_or_insert_default().extend(request.merchant_evidences);
            let states = dispute.states;
            if !is_providers {
                let due = timers::later(now, timers::DISPUTE_REVIEWED);
                self.timers.set(due, Event::DisputeReviewed(key, states));
            }
        }
        self.dispute_reply(key, 200)
    }

    fn check_evidence(&self, evidences: &[MerchantEvidence], merchant: u32) -> Result<(), ApiFailure> {
        if evidences.is_empty() {
            return Err(failures::missing("merchantEvidences"));
        }
        evidences.iter().enumerate().try_for_each(|(index, evidence)| {
            let field = format!("merchantEvidences[{index}]");
            let Some(file_id) = &evidence.file_id else {
                let has_text = evidence.evidence_text.as_ref().is_some_and(|text| !text.is_empty());
                return if has_text { Ok(()) } else { Err(failures::missing(&format!("{field}.fileId"))) };
            };
            let field = format!("{field}.fileId");
            match self.has_contents(merchant, file_id) {
                Some(true) => Ok(()),
                Some(false) => Err(failures::invalid_value(
                    &field,
                    "the file's contents have not arrived; PUT them at the url that files.upload gave.",
                )),
                None => {
                    let found = failures::shown(file_id);
                    Err(failures::invalid_value(&field, format!("there is no file {found}.")))
                }
            }
        })
    }
}
