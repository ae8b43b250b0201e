//! Capture Charge.
//!
//! Guide: <https://developer.amazon.com/docs/amazon-pay-api-v2/charge.html#capture-charge>.

use amazonpay::model::{CaptureCharge, ChargePermissionReasonCode, ChargeState as State};
use jiff::Timestamp;

use super::call::{ApiCall, Reply};
use super::charge_permission::PermissionRecord;
use super::identifiers::ChargeKey;
use super::simulation::TransferSimulation;
use super::timers::{self, Event, Outcome};
use super::{Engine, failures, limits, request_fields, request_shapes, simulation};
use crate::api_failure::ApiFailure;

/// Whether a closed permission's open authorizations can no longer be captured [own]: when Amazon or the buyer closed
/// it. A merchant who closes one chooses with cancelPendingCharges, and an expired one keeps its authorizations.
fn forbids_capture(permission: &PermissionRecord) -> bool {
    let mut reasons = permission.object.status_details.reasons.iter().flatten();
    permission.is_closed()
        && reasons.any(|reason| {
            !matches!(
                reason.reason_code,
                Some(ChargePermissionReasonCode::MerchantClosed | ChargePermissionReasonCode::Expired)
            )
        })
}

impl Engine {
    pub(super) fn capture_charge(&mut self, call: &ApiCall<'_>, now: Timestamp) -> Result<Reply, ApiFailure> {
        let request: CaptureCharge =
            request_fields::read(call.body, request_shapes::of_operation(call.operation))?;
        let simulation = simulation::capture(call.simulation_code)?;
        let key = self.called_charge(call)?;
        let charge = self.charge(key)?;
        if charge.state() != &State::Authorized {
            return Err(failures::charge_status("captured", charge.state()));
        }
        if self.permissions.get(&key.permission).is_some_and(forbids_capture) {
            return Err(failures::permission_status(
                "The Charge Permission is Closed: nothing can be captured.",
            ));
        }
        let amount = request.capture_amount;
        let currency = amount.currency();
        if let Some(authorized) = &charge.object.charge_amount {
            if currency != authorized.currency() {
                return Err(failures::currency_mismatch("captureAmount", currency, authorized.currency()));
            }
            let most = limits::most_to_capture(authorized.amount(), currency);
            if amount.amount() > most {
                let most = limits::money(most, currency);
                return Err(failures::amount_exceeded("captureAmount", amount, most));
            }
        }
        let late = now > timers::later(charge.authorized, timers::CAPTURE_IMMEDIATE);
        let pending = match simulation {
            Some(TransferSimulation::Refused(reason)) => {
                // The charge stays Authorized: the guide says to try again while it is.
                return Err(simulation::declined(reason.as_str(), "The capture"));
            }
            Some(TransferSimulation::DeclinedLater(reason)) => Some(Outcome::Declined(reason)),
            None => late.then_some(Outcome::Success),
        };
        self.change_charge(key, now, |charge| {
            charge.object.capture_amount = Some(amount);
            if request.soft_descriptor.is_some() {
                charge.object.soft_descriptor = request.soft_descriptor;
            }
            let state = if pending.is_some() { State::CaptureInitiated } else { State::Captured };
            charge.set_state(state, None, now);
        });
        if let Some(outcome) = pending {
            self.timers.set(timers::later(now, timers::CAPTURE_PENDING), Event::CaptureSettles(key, outcome));
        }
        self.charge_reply(key, 200)
    }

    /// Decides a pending capture.
    pub(super) fn settle_capture(&mut self, key: ChargeKey, outcome: Outcome, now: Timestamp) {
        self.change_charge(key, now, |charge| {
            if charge.state() == &State::CaptureInitiated {
                charge.settle(State::Captured, outcome, now);
            }
        });
    }
}
