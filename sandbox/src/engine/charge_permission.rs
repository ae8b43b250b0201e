//! Charge Permissions: what a buyer consented to be charged.
//!
//! Guide: <https://developer.amazon.com/docs/amazon-pay-api-v2/charge-permission.html>.

use amazonpay::model::{
    ChargePermission, ChargePermissionLimits, ChargePermissionReason, ChargePermissionReasonCode as Reason,
    ChargePermissionState as State, ChargePermissionType as Type, ChargeReasonCode, ChargeState,
    CloseChargePermission, Currency, Money, PaymentPreference, ReleaseEnvironment, UpdateChargePermission,
};
use amazonpay::notification::ObjectType;
use jiff::Timestamp;
use rust_decimal::Decimal;

use super::buyer::BuyerView;
use super::call::{ApiCall, Reply};
use super::changes::{Observed, Sight};
use super::charge::ChargeRecord;
use super::dispute::DisputeRecord;
use super::identifiers::{self, PermissionKey};
use super::journal::LastEntries;
use super::refund::RefundRecord;
use super::timers::{self, Event};
use super::{Engine, failures, limits, request_fields, request_shapes, simulation};
use crate::api_failure::ApiFailure;

/// A Charge Permission and what the API does not show of it.
#[derive(Debug)]
pub(super) struct PermissionRecord {
    /// As the API shows it, without the buyer's details and the limits, which are reckoned when it is read.
    pub(super) object: ChargePermission,
    pub(super) merchant: u32,
    pub(super) number: u64,
    pub(super) kind: Type,
    /// The currency of all charges; `None` until a set-up without a charge is charged for the first time.
    pub(super) currency: Option<Currency>,
    /// What a one-time permission may be charged in all.
    pub(super) limit: Decimal,
    pub(super) buyer: BuyerView,
    /// Why the payment method cannot be charged.
    pub(super) problem: Option<Reason>,
    // The records are large: a growing list of them, not of boxes, would keep up to half of its memory unused.
    #[expect(clippy::vec_box)]
    pub(super) charges: Vec<Box<ChargeRecord>>,
    #[expect(clippy::vec_box)]
    pub(super) refunds: Vec<Box<RefundRecord>>,
    #[expect(clippy::vec_box)]
    pub(super) disputes: Vec<Box<DisputeRecord>>,
    /// Where the journal has it.
    pub(super) last_entries: LastEntries,
    created: Timestamp,
    closed: Option<Timestamp>,
}

/// What a new Charge Permission is made of.
pub(super) struct Consent {
    pub(super) kind: Type,
    pub(super) currency: Option<Currency>,
    pub(super) limit: Decimal,
    pub(super) buyer: BuyerView,
    pub(super) extended: bool,
    pub(super) object: ChargePermission,
}

impl PermissionRecord {
    pub(super) fn is_closed(&self) -> bool {
        self.object.status_details.state == State::Closed
    }

    /// What the charges hold of the limit at a moment [own]: an authorization its amount, a capture what is captured,
    /// anything declined or canceled nothing. For what is charged again and again, the calendar month counts.
    pub(super) fn held(&self, now: Timestamp) -> Decimal {
        let since = match self.kind {
            Type::OneTime => Timestamp::MIN,
            _ => timers::start_of_month(now),
        };
        let charges = self.charges.iter().rev().take_while(|charge| charge.created >= since);
        charges.map(|charge| charge.held()).sum()
    }

    /// What may still be charged.
    pub(super) fn balance(&self, now: Timestamp) -> Option<Decimal> {
        let currency = self.currency.as_ref()?;
        let limit = limits::most_per_month(&self.kind, currency).unwrap_or(self.limit);
        Some(limit - self.held(now))
    }

    fn is_captured_in_full(&self) -> bool {
        let captured: Decimal = self.charges.iter().map(|charge| charge.captured()).sum();
        captured > Decimal::ZERO && captured >= self.limit
    }

    /// Brings the state in line with the payment method and the charges.
    pub(super) fn refresh(&mut self, now: Timestamp) {
        if self.is_closed() {
            return;
        }
        let one_time = self.kind == Type::OneTime;
        if one_time && self.is_captured_in_full() {
            self.close(Reason::Expired, "The whole amount was captured.", now);
            return;
        }
        // [own] The guide says of ChargeInProgress only that a charge is in progress; here, one that is undecided.
        let undecided = |state: &ChargeState| state == &ChargeState::AuthorizationInitiated;
        let reason = match &self.problem {
            Some(problem) => Some(problem.clone()),
            None if one_time && self.charges.iter().any(|charge| undecided(charge.state())) => {
                Some(Reason::ChargeInProgress)
            }
            None => None,
        };
        let state = if reason.is_some() { State::NonChargeable } else { State::Chargeable };
        let reasons = reason.map(|reason| vec![reason_entry(reason, None)]);
        let status = &mut self.object.status_details;
        if status.state != state || status.reasons != reasons {
            status.state = state;
            status.reasons = reasons;
            status.last_updated_timestamp = Some(now.into());
        }
    }

    /// Closes it for good.
    pub(super) fn close(&mut self, reason: Reason, description: &str, now: Timestamp) {
        let status = &mut self.object.status_details;
        status.state = State::Closed;
        status.reasons = Some(vec![reason_entry(reason, Some(description))]);
        status.last_updated_timestamp = Some(now.into());
        self.closed = Some(now);
    }

    /// Whether the buyer's details may still be read: 30 days after the checkout of a one-time permission, 30 days
    /// after the closing of the others.
    fn tells_buyer(&self, now: Timestamp) -> bool {
        let since = if self.kind == Type::OneTime { Some(self.created) } else { self.closed };
        since.is_none_or(|since| now < timers::later(since, timers::BUYER_DETAILS_READABLE))
    }

    /// The permission as the API shows it at a moment.
    pub(super) fn shown(&self, now: Timestamp) -> ChargePermission {
        let mut object = self.object.clone();
        if let (Some(currency), Some(balance)) = (&self.currency, self.balance(now)) {
            let limit = limits::most_per_month(&self.kind, currency).unwrap_or(self.limit);
            object.limits = Some(ChargePermissionLimits {
                amount_limit: Some(limits::money(limit, currency)),
                amount_balance: Some(limits::money(balance, currency)),
                ..Default::default()
            });
        }
        if self.tells_buyer(now) {
            object.buyer = Some(self.buyer.info());
            object.shipping_address = self.buyer.shipping_address();
            object.billing_address = self.buyer.billing_address();
            object.payment_preferences = Some(vec![PaymentPreference {
                payment_descriptor: Some(self.buyer.card.descriptor()),
                ..Default::default()
            }]);
        }
        object
    }

    /// Refuses a charge that the permission does not cover.
    pub(super) fn check_new_charge(&self, amount: &Money, now: Timestamp) -> Result<(), ApiFailure> {
        let status = &self.object.status_details;
        if status.state != State::Chargeable {
            let reason = status.reasons.iter().flatten().find_map(|reason| reason.reason_code.as_ref());
            let reason = reason.map(|reason| format!(" ({reason})")).unwrap_or_default();
            let state = &status.state;
            return Err(failures::permission_status(format!(
                "The Charge Permission is {state}{reason}: it cannot be charged."
            )));
        }
        let currency = amount.currency();
        if let Some(expected) = &self.currency
            && currency != expected
        {
            return Err(failures::currency_mismatch("chargeAmount", currency, expected));
        }
        if !limits::region_takes(self.buyer.region, currency) {
            let message = format!("{currency} is not taken in the region {}.", self.buyer.region.code());
            return Err(failures::invalid_value("chargeAmount.currencyCode", message));
        }
        let most = limits::most_per_charge(currency);
        if amount.amount() > most {
            return Err(failures::amount_exceeded("chargeAmount", amount, most));
        }
        if self.kind == Type::OneTime {
            if self.charges.len() >= limits::CHARGES_PER_ONE_TIME_PERMISSION {
                return Err(failures::count_exceeded(format!(
                    "A one-time Charge Permission takes at most {} charges.",
                    limits::CHARGES_PER_ONE_TIME_PERMISSION
                )));
            }
            let balance = self.limit - self.held(now);
            if amount.amount() > balance {
                let balance = format!("balance of {}", limits::money(balance, currency));
                return Err(failures::amount_exceeded("chargeAmount", amount, balance));
            }
        } else if let Some(limit) = limits::most_per_month(&self.kind, currency)
            && amount.amount() > limit - self.held(now)
        {
            let message = format!(
                "chargeAmount: {amount} exceeds what is left of the monthly limit of {limit} for the Charge Permission; \
                 wait until the next month to charge this buyer."
            );
            return Err(ApiFailure::new(400, "PeriodicAmountExceeded", message));
        }
        Ok(())
    }
}

impl Observed for PermissionRecord {
    fn merchant(&self) -> u32 {
        self.merchant
    }

    fn charge_permission_id(&self) -> &str {
        &self.object.charge_permission_id
    }

    fn observe<'a>(&'a self, see: &mut dyn FnMut(Sight<'a>)) {
        let status = &self.object.status_details;
        let reason = status.reasons.iter().flatten().find_map(|reason| reason.reason_code.as_ref());
        let reason = reason.map(Reason::as_str).unwrap_or_default();
        see(Sight {
            object_type: ObjectType::ChargePermission,
            id: &self.object.charge_permission_id,
            state: status.state.as_str(),
            attributes: format!("{reason} {}", self.buyer.card.descriptor()),
        });
        let mut part = |object_type, id, state| {
            see(Sight { object_type, id, state, attributes: String::new() });
        };
        for charge in &self.charges {
            part(ObjectType::Charge, &charge.object.charge_id, charge.state().as_str());
        }
        for refund in &self.refunds {
            let state = refund.object.status_details.state.as_str();
            part(ObjectType::Refund, &refund.object.refund_id, state);
        }
        for dispute in &self.disputes {
            let status = &dispute.object.status_details;
            see(Sight {
                object_type: ObjectType::Chargeback,
                id: &dispute.object.dispute_id,
                state: status.state.as_str(),
                attributes: status.reason_code.as_ref().map(ToString::to_string).unwrap_or_default(),
            });
        }
    }
}

fn reason_entry(reason: Reason, description: Option<&str>) -> ChargePermissionReason {
    ChargePermissionReason {
        reason_code: Some(reason),
        reason_description: description.map(str::to_owned),
        ..Default::default()
    }
}

impl Engine {
    /// Makes a Charge Permission of a buyer's consent.
    pub(super) fn create_permission(
        &mut self,
        consent: Consent,
        merchant: u32,
        now: Timestamp,
    ) -> PermissionKey {
        let key = self.identifiers.permission();
        let Consent { kind, currency, limit, buyer, extended, mut object } = consent;
        let environment = self.release_environment(merchant);
        let letter = match (&kind, &environment) {
            (Type::OneTime, ReleaseEnvironment::Live) => 'P',
            (Type::OneTime, _) => 'S',
            _ => 'B',
        };
        let expires = if kind != Type::OneTime || extended {
            timers::thirteen_months_later(now)
        } else {
            timers::later(now, timers::ONE_TIME_LIVES)
        };
        object.charge_permission_id = identifiers::permission_id(letter, key);
        object.charge_permission_type = Some(kind.clone());
        object.presentment_currency = currency.clone();
        object.creation_timestamp = Some(now.into());
        object.expiration_timestamp = Some(expires.into());
        object.release_environment = Some(environment);
        let mut record = PermissionRecord {
            object,
            merchant,
            number: self.identifiers.next_number(),
            kind,
            currency,
            limit,
            buyer,
            problem: None,
            charges: Vec::new(),
            refunds: Vec::new(),
            disputes: Vec::new(),
            last_entries: LastEntries::default(),
            created: now,
            closed: None,
        };
        record.refresh(now);
        self.permissions.insert(key, Box::new(record));
        self.timers.set(expires, Event::PermissionExpires(key));
        self.object_count += 1;
        key
    }

    /// Finds a merchant's Charge Permission by its identifier.
    pub(super) fn permission_key(&self, merchant: u32, id: &str) -> Result<PermissionKey, ApiFailure> {
        let found = identifiers::permission_key(id).filter(|key| {
            self.permissions
                .get(key)
                .is_some_and(|record| record.merchant == merchant && record.object.charge_permission_id == id)
        });
        found.ok_or_else(|| failures::not_found("Charge Permission", id))
    }

    fn permission(&mut self, call: &ApiCall<'_>) -> Result<&mut PermissionRecord, ApiFailure> {
        let id = call.path_parameters.first().map_or("", String::as_str);
        let key = self.permission_key(self.merchant(call.merchant), id)?;
        self.permissions.get_mut(&key).ok_or_else(|| failures::not_found("Charge Permission", id))
    }

    pub(super) fn get_permission(&mut self, call: &ApiCall<'_>, now: Timestamp) -> Result<Reply, ApiFailure> {
        simulation::none(call.operation, call.simulation_code)?;
        Ok(Reply::json(200, &self.permission(call)?.shown(now)))
    }

    pub(super) fn update_permission(
        &mut self,
        call: &ApiCall<'_>,
        now: Timestamp,
    ) -> Result<Reply, ApiFailure> {
        let request: UpdateChargePermission =
            request_fields::read(call.body, request_shapes::of_operation(call.operation))?;
        simulation::none(call.operation, call.simulation_code)?;
        let record = self.permission(call)?;
        if record.is_closed() {
            let message = "The Charge Permission is Closed: it cannot be updated.";
            return Err(ApiFailure::new(422, "ChargePermissionNotModifiable", message));
        }
        if let Some(metadata) = request.recurring_metadata {
            if record.kind != Type::Recurring {
                return Err(failures::bad_combination(
                    "recurringMetadata: only a Recurring Charge Permission has it.",
                ));
            }
            let current = record.object.recurring_metadata.get_or_insert_default();
            super::merge::replace(&mut current.frequency, metadata.frequency);
            super::merge::replace(&mut current.amount, metadata.amount);
        }
        super::merge::merchant_metadata(&mut record.object.merchant_metadata, request.merchant_metadata);
        Ok(Reply::json(200, &record.shown(now)))
    }

    pub(super) fn close_permission(
        &mut self,
        call: &ApiCall<'_>,
        now: Timestamp,
    ) -> Result<Reply, ApiFailure> {
        let request: CloseChargePermission =
            request_fields::read(call.body, request_shapes::of_operation(call.operation))?;
        let by_amazon = simulation::close_permission(call.simulation_code)?;
        let record = self.permission(call)?;
        if record.is_closed() {
            return Err(failures::permission_status("The Charge Permission is Closed already."));
        }
        if request.cancel_pending_charges == Some(true) || by_amazon {
            for charge in record.charges.iter_mut().filter(|charge| charge.is_uncaptured()) {
                charge.set_state(
                    ChargeState::Canceled,
                    Some(ChargeReasonCode::ChargePermissionCanceled),
                    now,
                );
            }
        }
        let reason = if by_amazon { Reason::AmazonClosed } else { Reason::MerchantClosed };
        record.close(reason, &request.closure_reason, now);
        Ok(Reply::json(200, &record.shown(now)))
    }

    /// Closes a permission whose time is over, or waits on when a charge has given it more. Open authorizations stay
    /// and can be captured until they expire themselves [own].
    pub(super) fn expire_permission(&mut self, key: PermissionKey, now: Timestamp) {
        let Some(record) = self.permissions.get_mut(&key) else { return };
        if record.is_closed() {
            return;
        }
        let expires = record.object.expiration_timestamp.map_or(now, |expires| expires.get());
        if expires > now {
            self.timers.set(expires, Event::PermissionExpires(key));
        } else {
            record.close(Reason::Expired, "The Charge Permission expired.", now);
        }
    }
}
