//! Refunds: create and get.
//!
//! Guide: <https://developer.amazon.com/docs/amazon-pay-api-v2/refund.html>.

use amazonpay::model::{ChargeState, CreateRefund, Refund, RefundReasonCode, RefundState as State};
use jiff::Timestamp;
use rust_decimal::Decimal;

use super::call::{ApiCall, Reply};
use super::identifiers::{self, RefundKey};
use super::simulation::TransferSimulation;
use super::timers::{self, Event};
use super::{Engine, failures, limits, request_fields, request_shapes, simulation};
use crate::api_failure::ApiFailure;

/// A refund and the place of its charge.
#[derive(Debug)]
pub(super) struct RefundRecord {
    pub(super) object: Refund,
    pub(super) number: u64,
    charge: usize,
}

impl RefundRecord {
    /// What it gives back or may still give back.
    fn held(&self) -> Decimal {
        match self.object.status_details.state {
            State::Declined => Decimal::ZERO,
            _ => self.object.refund_amount.as_ref().map_or(Decimal::ZERO, |amount| amount.amount()),
        }
    }
}

impl Engine {
    pub(super) fn create_refund(&mut self, call: &ApiCall<'_>, now: Timestamp) -> Result<Reply, ApiFailure> {
        let request: CreateRefund =
            request_fields::read(call.body, request_shapes::of_operation(call.operation))?;
        let simulation = simulation::create_refund(call.simulation_code)?;
        Ok(Reply::json(201, &self.refund_charge(call.merchant, request, simulation, now)?))
    }

    /// Begins a refund of a merchant's charge.
    pub(super) fn refund_charge(
        &mut self,
        merchant: &str,
        request: CreateRefund,
        simulation: Option<TransferSimulation<RefundReasonCode>>,
        now: Timestamp,
    ) -> Result<Refund, ApiFailure> {
        let charge_key = self.charge_key(self.merchant(merchant), &request.charge_id)?;
        let not_found = || failures::not_found("Charge", &request.charge_id);
        let charge = self.charge(charge_key)?;
        if charge.state() != &ChargeState::Captured {
            return Err(failures::charge_status("refunded", charge.state()));
        }
        let captured = charge.object.capture_amount.clone().ok_or_else(not_found)?;
        let amount = request.refund_amount;
        let currency = captured.currency();
        if amount.currency() != currency {
            return Err(failures::currency_mismatch("refundAmount", amount.currency(), currency));
        }
        let number = self.identifiers.next_number();
        let record = self.permissions.get_mut(&charge_key.permission).ok_or_else(not_found)?;
        let earlier = record.refunds.iter().filter(|refund| refund.charge == charge_key.index);
        let counted = earlier.clone().filter(|refund| !refund.held().is_zero()).count();
        if counted >= limits::REFUNDS_PER_CHARGE {
            let most = limits::REFUNDS_PER_CHARGE;
            return Err(failures::count_exceeded(format!("A charge takes at most {most} refunds.")));
        }
        let left =
            limits::most_to_refund(captured.amount(), currency) - earlier.map(|r| r.held()).sum::<Decimal>();
        if amount.amount() > left {
            return Err(failures::amount_exceeded("refundAmount", amount, limits::money(left, currency)));
        }
        let outcome = match simulation {
            Some(TransferSimulation::Refused(reason)) => {
                return Err(simulation::declined(reason.as_str(), "The refund"));
            }
            Some(TransferSimulation::DeclinedLater(reason)) => Some(reason),
            None => None,
        };
        let index = record.refunds.len();
        let mut object = Refund {
            refund_id: identifiers::transaction_id(&record.object.charge_permission_id, 'R', index),
            charge_id: Some(request.charge_id),
            refund_amount: Some(amount),
            soft_descriptor: request.soft_descriptor,
            creation_timestamp: Some(now.into()),
            release_environment: record.object.release_environment.clone(),
            ..Default::default()
        };
        object.status_details.state = State::RefundInitiated;
        object.status_details.last_updated_timestamp = Some(now.into());
        let refund = object.clone();
        record.refunds.push(Box::new(RefundRecord { object, number, charge: charge_key.index }));
        let key = RefundKey { permission: charge_key.permission, index };
        self.timers.set(timers::later(now, timers::REFUND_PENDING), Event::RefundSettles(key, outcome));
        self.object_count += 1;
        Ok(refund)
    }

    pub(super) fn get_refund(&mut self, call: &ApiCall<'_>) -> Result<Reply, ApiFailure> {
        simulation::none(call.operation, call.simulation_code)?;
        let id = call.path_parameters.first().map_or("", String::as_str);
        let merchant = self.merchant(call.merchant);
        let found = identifiers::transaction_key(id, 'R').and_then(|(permission, index)| {
            let record = self.permissions.get(&permission).filter(|record| record.merchant == merchant)?;
            record.refunds.get(index).filter(|refund| refund.object.refund_id == id)
        });
        let refund = found.ok_or_else(|| failures::not_found("Refund", id))?;
        Ok(Reply::json(200, &refund.object))
    }

    /// Decides a refund.
    pub(super) fn settle_refund(
        &mut self,
        key: RefundKey,
        declined: Option<RefundReasonCode>,
        now: Timestamp,
    ) {
        let Some(record) = self.permissions.get_mut(&key.permission) else { return };
        let Some(refund) = record.refunds.get_mut(key.index) else { return };
        let status = &mut refund.object.status_details;
        status.state = if declined.is_some() { State::Declined } else { State::Refunded };
        status.reason_code = declined;
        status.last_updated_timestamp = Some(now.into());
        if status.state == State::Refunded
            && let Some(amount) = &refund.object.refund_amount
            && let Some(charge) = record.charges.get_mut(refund.charge)
        {
            let before = charge.object.refunded_amount.as_ref().map_or(Decimal::ZERO, |money| money.amount());
            charge.object.refunded_amount = Some(limits::money(before + amount.amount(), amount.currency()));
        }
    }
}
