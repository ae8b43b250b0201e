//! Charges: create, get, update and cancel.
//!
//! Guide: <https://developer.amazon.com/docs/amazon-pay-api-v2/charge.html>.

use amazonpay::model::{
    CancelCharge, Charge, ChargePermissionReasonCode, ChargePermissionType, ChargeReasonCode as Reason,
    ChargeState as State, CreateCharge, UpdateCharge,
};
use jiff::Timestamp;
use rust_decimal::Decimal;

use super::call::{ApiCall, Reply};
use super::charge_permission::PermissionRecord;
use super::identifiers::{self, ChargeKey, PermissionKey};
use super::simulation::ChargeSimulation;
use super::timers::{self, Event, Outcome};
use super::{Engine, failures, limits, request_fields, request_shapes, simulation};
use crate::api_failure::ApiFailure;

/// A charge and what the API does not show of it.
#[derive(Debug)]
pub(super) struct ChargeRecord {
    pub(super) object: Charge,
    pub(super) number: u64,
    pub(super) created: Timestamp,
    /// When it became Authorized.
    pub(super) authorized: Timestamp,
}

/// How a new charge begins.
#[derive(Debug, Clone)]
pub(super) enum Beginning {
    /// Authorized.
    Authorized,
    /// Authorized and captured.
    Captured,
    /// Authorized, with the capture pending.
    CaptureInitiated,
    /// With the authorization pending, and how that ends.
    AuthorizationInitiated(Outcome),
}

impl ChargeRecord {
    pub(super) fn state(&self) -> &State {
        &self.object.status_details.state
    }

    /// Whether it is authorized or may still be, and nothing is captured.
    pub(super) fn is_uncaptured(&self) -> bool {
        matches!(self.state(), State::AuthorizationInitiated | State::Authorized)
    }

    pub(super) fn amount(&self) -> Decimal {
        self.object.charge_amount.as_ref().map_or(Decimal::ZERO, |amount| amount.amount())
    }

    /// What is captured.
    pub(super) fn captured(&self) -> Decimal {
        match self.state() {
            State::Captured => {
                self.object.capture_amount.as_ref().map_or(Decimal::ZERO, |amount| amount.amount())
            }
            _ => Decimal::ZERO,
        }
    }

    /// What it holds of its permission's limit.
    pub(super) fn held(&self) -> Decimal {
        match self.state() {
            State::AuthorizationInitiated | State::Authorized => self.amount(),
            State::CaptureInitiated | State::Captured => {
                self.object.capture_amount.as_ref().map_or(self.amount(), |amount| amount.amount())
            }
            _ => Decimal::ZERO,
        }
    }

    pub(super) fn set_state(&mut self, state: State, reason: Option<Reason>, now: Timestamp) {
        if matches!(state, State::Declined | State::Canceled) {
            // Nothing was captured after all.
            self.object.capture_amount = None;
        }
        let status = &mut self.object.status_details;
        status.state = state;
        status.reason_code = reason;
        status.last_updated_timestamp = Some(now.into());
    }

    /// Ends something pending.
    pub(super) fn settle(&mut self, success: State, outcome: Outcome, now: Timestamp) {
        match outcome {
            Outcome::Success => self.set_state(success, None, now),
            Outcome::Declined(reason) => self.set_state(State::Declined, Some(reason), now),
            Outcome::Canceled(reason) => self.set_state(State::Canceled, Some(reason), now),
        }
    }
}

impl Engine {
    /// Begins a charge that the permission was found to cover.
    pub(super) fn begin_charge(
        &mut self,
        permission: PermissionKey,
        mut charge: Charge,
        beginning: Beginning,
        now: Timestamp,
    ) -> Option<ChargeKey> {
        let record = self.permissions.get_mut(&permission)?;
        let index = record.charges.len();
        let key = ChargeKey { permission, index };
        let permission_id = record.object.charge_permission_id.clone();
        let expires = timers::later(now, timers::AUTHORIZATION_LIVES);
        let currency =
            charge.charge_amount.as_ref().map(|amount| amount.currency().clone()).unwrap_or_default();
        charge.charge_id = identifiers::transaction_id(&permission_id, 'C', index);
        charge.charge_permission_id = Some(permission_id);
        charge.refunded_amount = Some(limits::money(Decimal::ZERO, &currency));
        charge.creation_timestamp = Some(now.into());
        charge.expiration_timestamp = Some(expires.into());
        charge.release_environment = record.object.release_environment.clone();
        let state = match &beginning {
            Beginning::Authorized => State::Authorized,
            Beginning::Captured => State::Captured,
            Beginning::CaptureInitiated => State::CaptureInitiated,
            Beginning::AuthorizationInitiated(_) => State::AuthorizationInitiated,
        };
        if matches!(beginning, Beginning::Captured | Beginning::CaptureInitiated) {
            charge.capture_amount = charge.charge_amount.clone();
        }
        let number = self.identifiers.next_number();
        let mut new = ChargeRecord { object: charge, number, created: now, authorized: now };
        new.set_state(state, None, now);
        record.charges.push(Box::new(new));
        record.currency.get_or_insert(currency);
        if record.kind != ChargePermissionType::OneTime {
            record.object.expiration_timestamp = Some(timers::thirteen_months_later(now).into());
        }
        record.refresh(now);
        match beginning {
            Beginning::Authorized => self.timers.set(expires, Event::AuthorizationExpires(key)),
            Beginning::Captured => {}
            Beginning::CaptureInitiated => {
                let due = timers::later(now, timers::CAPTURE_PENDING);
                self.timers.set(due, Event::CaptureSettles(key, Outcome::Success));
            }
            Beginning::AuthorizationInitiated(outcome) => {
                self.timers.set(expires, Event::AuthorizationExpires(key));
                let due = timers::later(now, timers::AUTHORIZATION_PENDING);
                self.timers.set(due, Event::AuthorizationSettles(key, outcome));
            }
        }
        self.object_count += 1;
        Some(key)
    }

    /// Finds a merchant's charge by its identifier.
    pub(super) fn charge_key(&self, merchant: u32, id: &str) -> Result<ChargeKey, ApiFailure> {
        let found = identifiers::transaction_key(id, 'C').filter(|(permission, index)| {
            self.permissions.get(permission).is_some_and(|record| {
                record.merchant == merchant
                    && record.charges.get(*index).is_some_and(|charge| charge.object.charge_id == id)
            })
        });
        let (permission, index) = found.ok_or_else(|| failures::not_found("Charge", id))?;
        Ok(ChargeKey { permission, index })
    }

    pub(super) fn charge_mut(&mut self, key: ChargeKey) -> Option<(&mut PermissionRecord, usize)> {
        let record = self.permissions.get_mut(&key.permission)?;
        (key.index < record.charges.len()).then_some((record, key.index))
    }

    /// Changes a charge and brings its permission in line.
    pub(super) fn change_charge(
        &mut self,
        key: ChargeKey,
        now: Timestamp,
        change: impl FnOnce(&mut ChargeRecord),
    ) {
        if let Some((record, index)) = self.charge_mut(key)
            && let Some(charge) = record.charges.get_mut(index)
        {
            change(charge);
            record.refresh(now);
        }
    }

    pub(super) fn called_charge(&mut self, call: &ApiCall<'_>) -> Result<ChargeKey, ApiFailure> {
        let id = call.path_parameters.first().map_or("", String::as_str);
        self.charge_key(self.merchant(call.merchant), id)
    }

    /// The charge with this key, which was found before.
    pub(super) fn charge(&self, key: ChargeKey) -> Result<&ChargeRecord, ApiFailure> {
        let record = self.permissions.get(&key.permission);
        let charge = record.and_then(|record| record.charges.get(key.index));
        charge.map(Box::as_ref).ok_or_else(|| failures::not_found("Charge", ""))
    }

    pub(super) fn charge_reply(&self, key: ChargeKey, status: u16) -> Result<Reply, ApiFailure> {
        Ok(Reply::json(status, &self.charge(key)?.object))
    }

    pub(super) fn create_charge(&mut self, call: &ApiCall<'_>, now: Timestamp) -> Result<Reply, ApiFailure> {
        let request: CreateCharge =
            request_fields::read(call.body, request_shapes::of_operation(call.operation))?;
        let simulation = simulation::create_charge(call.simulation_code)?;
        let key = self.charge_permission(call.merchant, request, simulation, now)?;
        self.charge_reply(key, 201)
    }

    /// Charges a merchant's permission.
    pub(super) fn charge_permission(
        &mut self,
        merchant: &str,
        request: CreateCharge,
        simulation: Option<ChargeSimulation>,
        now: Timestamp,
    ) -> Result<ChargeKey, ApiFailure> {
        let capture_now = request.capture_now.unwrap_or_default();
        let can_wait = request.can_handle_pending_authorization.unwrap_or_default();
        if request.soft_descriptor.is_some() && !capture_now {
            return Err(failures::bad_combination("softDescriptor: only with captureNow true."));
        }
        if capture_now && can_wait {
            return Err(failures::bad_combination(
                "captureNow: not together with canHandlePendingAuthorization true.",
            ));
        }
        check_prerequisites(simulation.as_ref(), capture_now, can_wait)?;
        let key = self.permission_key(self.merchant(merchant), &request.charge_permission_id)?;
        let Some(record) = self.permissions.get_mut(&key) else {
            return Err(failures::not_found("Charge Permission", &request.charge_permission_id));
        };
        record.check_new_charge(&request.charge_amount, now)?;
        let beginning = match simulation {
            Some(ChargeSimulation::Declined(reason)) => {
                if reason == Reason::HardDeclined {
                    // The buyer must choose another payment method before the permission is Chargeable again.
                    record.problem = Some(ChargePermissionReasonCode::PaymentMethodInvalid);
                    record.refresh(now);
                }
                return Err(simulation::declined(reason.as_str(), "The charge"));
            }
            Some(ChargeSimulation::CaptureInitiated) => Beginning::CaptureInitiated,
            Some(ChargeSimulation::Pending(outcome)) => Beginning::AuthorizationInitiated(outcome),
            // "Recurring checkout: Amazon Pay will process the authorization asynchronously."
            None if can_wait && record.kind != ChargePermissionType::OneTime => {
                Beginning::AuthorizationInitiated(Outcome::Success)
            }
            None if capture_now => Beginning::Captured,
            None => Beginning::Authorized,
        };
        let charge = Charge {
            charge_amount: Some(request.charge_amount),
            soft_descriptor: request.soft_descriptor,
            platform_id: request.platform_id,
            capture_now: Some(capture_now),
            can_handle_pending_authorization: Some(can_wait),
            provider_metadata: request.provider_metadata,
            merchant_metadata: request.merchant_metadata,
            web_checkout_details: request.web_checkout_details,
            charge_initiator: request.charge_initiator,
            channel: request.channel,
            ..Default::default()
        };
        self.begin_charge(key, charge, beginning, now)
            .ok_or_else(|| failures::not_found("Charge Permission", &request.charge_permission_id))
    }

    pub(super) fn get_charge(&mut self, call: &ApiCall<'_>) -> Result<Reply, ApiFailure> {
        simulation::none(call.operation, call.simulation_code)?;
        let key = self.called_charge(call)?;
        self.charge_reply(key, 200)
    }

    pub(super) fn cancel_charge(&mut self, call: &ApiCall<'_>, now: Timestamp) -> Result<Reply, ApiFailure> {
        let request: CancelCharge =
            request_fields::read(call.body, request_shapes::of_operation(call.operation))?;
        simulation::none(call.operation, call.simulation_code)?;
        let key = self.called_charge(call)?;
        let charge = self.charge(key)?;
        if !charge.is_uncaptured() {
            return Err(failures::charge_status("canceled", charge.state()));
        }
        self.change_charge(key, now, |charge| {
            charge.set_state(State::Canceled, Some(Reason::MerchantCanceled), now);
            charge.object.status_details.reason_description = Some(request.cancellation_reason);
        });
        self.charge_reply(key, 200)
    }

    /// Update Charge: a payment service provider tells how its own processing went.
    pub(super) fn update_charge(&mut self, call: &ApiCall<'_>, now: Timestamp) -> Result<Reply, ApiFailure> {
        let request: UpdateCharge =
            request_fields::read(call.body, request_shapes::of_operation(call.operation))?;
        simulation::none(call.operation, call.simulation_code)?;
        let (state, reason) = (request.status_details.state, request.status_details.reason_code);
        if matches!(state, State::Declined | State::Canceled) && reason.is_none() {
            return Err(failures::missing("statusDetails.reasonCode"));
        }
        let key = self.called_charge(call)?;
        let charge = self.charge(key)?;
        let allowed = match charge.state() {
            State::AuthorizationInitiated => {
                matches!(state, State::Authorized | State::Declined | State::Canceled)
            }
            State::Authorized => matches!(state, State::CaptureInitiated | State::Captured | State::Canceled),
            State::CaptureInitiated => matches!(state, State::Captured | State::Declined),
            _ => false,
        };
        if !allowed {
            return Err(failures::charge_status(&format!("updated to {state}"), charge.state()));
        }
        self.change_charge(key, now, |charge| {
            if matches!(state, State::CaptureInitiated | State::Captured)
                && charge.object.capture_amount.is_none()
            {
                charge.object.capture_amount = charge.object.charge_amount.clone();
            }
            if state == State::Authorized {
                charge.authorized = now;
            }
            charge.set_state(state, reason, now);
        });
        self.charge_reply(key, 200)
    }

    /// Decides a pending authorization.
    pub(super) fn settle_authorization(&mut self, key: ChargeKey, outcome: Outcome, now: Timestamp) {
        let Some((record, index)) = self.charge_mut(key) else { return };
        let Some(charge) = record.charges.get_mut(index) else { return };
        if charge.state() != &State::AuthorizationInitiated {
            return;
        }
        if outcome == Outcome::Declined(Reason::HardDeclined) {
            record.problem = Some(ChargePermissionReasonCode::PaymentMethodInvalid);
        }
        charge.authorized = now;
        charge.settle(State::Authorized, outcome, now);
        record.refresh(now);
    }

    /// Cancels an authorization that was not captured in time.
    pub(super) fn expire_authorization(&mut self, key: ChargeKey, now: Timestamp) {
        self.change_charge(key, now, |charge| {
            if charge.is_uncaptured() {
                charge.set_state(State::Canceled, Some(Reason::ExpiredUnused), now);
            }
        });
    }
}

fn check_prerequisites(
    simulation: Option<&ChargeSimulation>,
    capture_now: bool,
    can_wait: bool,
) -> Result<(), ApiFailure> {
    match simulation {
        Some(ChargeSimulation::CaptureInitiated) if !capture_now => Err(failures::invalid_simulation(
            "x-amz-pay-simulation-code: CaptureInitiated needs captureNow true.",
        )),
        Some(ChargeSimulation::Pending(_)) if !can_wait => Err(failures::invalid_simulation(
            "x-amz-pay-simulation-code: a pending code needs canHandlePendingAuthorization true.",
        )),
        _ => Ok(()),
    }
}
