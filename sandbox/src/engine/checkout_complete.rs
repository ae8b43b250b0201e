//! Complete and Finalize Checkout Session: the session becomes a Charge Permission and perhaps a charge.
//!
//! Guide: <https://developer.amazon.com/docs/amazon-pay-api-v2/checkout-session.html#complete-checkout-session>.

use amazonpay::model::{
    Charge, ChargePermission, ChargePermissionType, CheckoutSessionState as State, FinalizeCheckoutSession,
    Money, PaymentDetails, PaymentIntent,
};
use jiff::Timestamp;
use rust_decimal::Decimal;

use super::buyer;
use super::call::{ApiCall, Reply};
use super::cards::CardResult;
use super::charge::Beginning;
use super::charge_permission::Consent;
use super::checkout_session::{Progress, SessionRecord};
use super::identifiers::SessionKey;
use super::simulation::CompleteSimulation;
use super::timers::Outcome;
use super::{Engine, failures, limits, request_fields, request_shapes, session_constraints, simulation};
use crate::api_failure::ApiFailure;

/// Whether Complete needs the buyer to have been at `amazonPayRedirectUrl` [own]: the guide has him there before, and
/// merchants who skip it report InvalidCheckoutSessionStatus.
const COMPLETE_NEEDS_CONFIRMATION: bool = true;

/// Refuses a session that is not open or whose buyer has not come far enough.
fn check_open(record: &SessionRecord, needed: Progress) -> Result<(), ApiFailure> {
    let status = &record.object.status_details;
    match &status.state {
        State::Open => {}
        State::Canceled => {
            let reason = status.reason_code.as_ref().map(|reason| reason.as_str()).unwrap_or_default();
            let message = format!("The Checkout Session was canceled ({reason}); start a new one.");
            return Err(ApiFailure::new(422, "CheckoutSessionCanceled", message));
        }
        state => {
            return Err(failures::session_status(format!("The Checkout Session is {state} already.")));
        }
    }
    if record.progress < needed {
        let constraints = session_constraints::constraints(record);
        let names = constraints.iter().filter_map(|constraint| constraint.constraint_id.as_ref());
        let names: Vec<_> = names.map(|name| name.as_str()).collect();
        return Err(failures::session_status(if names.is_empty() {
            "The buyer has not confirmed the payment yet: send him to amazonPayRedirectUrl first.".to_owned()
        } else {
            format!("The Checkout Session has constraints: {}.", names.join(", "))
        }));
    }
    Ok(())
}

/// Refuses an amount other than the session's.
fn check_amount(field: &str, given: Option<&Money>, known: Option<&Money>) -> Result<(), ApiFailure> {
    let (Some(given), Some(known)) = (given, known) else { return Ok(()) };
    if given.currency() != known.currency() {
        return Err(failures::currency_mismatch(field, given.currency(), known.currency()));
    }
    if given.amount() != known.amount() {
        return Err(failures::amount_mismatch(field, given, known));
    }
    Ok(())
}

fn check_amounts(
    payment: &PaymentDetails,
    charge: Option<&Money>,
    total: Option<&Money>,
) -> Result<(), ApiFailure> {
    check_amount("chargeAmount", charge, payment.charge_amount.as_ref())?;
    let known = payment.total_order_amount.as_ref().or(payment.charge_amount.as_ref());
    check_amount("totalOrderAmount", total, known)
}

impl Engine {
    pub(super) fn complete_session(
        &mut self,
        call: &ApiCall<'_>,
        now: Timestamp,
    ) -> Result<Reply, ApiFailure> {
        #[derive(serde::Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct SetUp {
            charge_amount: Option<Money>,
            total_order_amount: Option<Money>,
        }
        let request: SetUp = request_fields::read(call.body, request_shapes::of_operation(call.operation))?;
        let simulation = simulation::complete(call.operation, call.simulation_code)?;
        let (key, record) = self.called_session(call)?;
        if request.charge_amount.is_none() && !session_constraints::is_set_up_only(&record.object) {
            return Err(failures::missing("chargeAmount"));
        }
        let needed = if COMPLETE_NEEDS_CONFIRMATION { Progress::Confirmed } else { Progress::Choosing };
        check_open(record, needed)?;
        let payment = record.object.payment_details.clone().unwrap_or_default();
        check_amounts(&payment, request.charge_amount.as_ref(), request.total_order_amount.as_ref())?;
        self.settle_session(key, payment, simulation, now)
    }

    pub(super) fn finalize_session(
        &mut self,
        call: &ApiCall<'_>,
        now: Timestamp,
    ) -> Result<Reply, ApiFailure> {
        let request: FinalizeCheckoutSession =
            request_fields::read(call.body, request_shapes::of_operation(call.operation))?;
        let simulation = simulation::complete(call.operation, call.simulation_code)?;
        let (key, record) = self.called_session(call)?;
        // The buyer of this flow stays on the merchant's page: he approved in Amazon's window.
        check_open(record, Progress::Reviewing)?;
        let mut payment = record.object.payment_details.clone().unwrap_or_default();
        if payment.charge_amount.is_none() {
            return Err(failures::session_status(
                "The Checkout Session has constraints: ChargeAmountNotSet.",
            ));
        }
        check_amounts(&payment, Some(&request.charge_amount), request.total_order_amount.as_ref())?;
        if let Some(data) = &record.object.supplementary_data
            && request.supplementary_data.as_ref() != Some(data)
        {
            return Err(failures::invalid_value(
                "supplementaryData",
                "does not equal the Checkout Session's.",
            ));
        }
        let (field, given, known) = if record.buyer.ships {
            ("shippingAddress", &request.shipping_address, record.buyer.shipping_address())
        } else {
            ("billingAddress", &request.billing_address, record.buyer.billing_address())
        };
        let given = given.as_ref().ok_or_else(|| failures::missing(field))?;
        if !known.is_some_and(|known| buyer::same_address(given, &known)) {
            return Err(failures::invalid_value(field, "does not equal the address that Amazon gave."));
        }
        payment.payment_intent = Some(request.payment_intent);
        let can_wait = request.can_handle_pending_authorization;
        payment.can_handle_pending_authorization = can_wait.or(payment.can_handle_pending_authorization);
        let mut finalized = record.object.clone();
        finalized.payment_details = Some(payment.clone());
        session_constraints::check(&finalized, record.buyer.region)?;
        self.settle_session(key, payment, simulation, now)
    }

    /// Charges or consents as the session's intent says, and closes the session.
    fn settle_session(
        &mut self,
        key: SessionKey,
        payment: PaymentDetails,
        simulation: Option<CompleteSimulation>,
        now: Timestamp,
    ) -> Result<Reply, ApiFailure> {
        let Some(record) = self.sessions.get_mut(&key) else {
            return Err(failures::not_found("Checkout Session", ""));
        };
        let kind = record.object.charge_permission_type.clone().unwrap_or(ChargePermissionType::OneTime);
        let can_wait = payment.can_handle_pending_authorization == Some(true);
        let intent = payment.payment_intent.clone().unwrap_or(PaymentIntent::Confirm);
        let waits = intent == PaymentIntent::Authorize && can_wait;
        let beginning = match (simulation, record.buyer.card.result()) {
            (Some(CompleteSimulation::Canceled(reason)), _) => {
                let message =
                    format!("The Checkout Session was canceled ({reason}, simulated); start a new one.");
                record.set_state(State::Canceled, Some(reason), now);
                return Err(ApiFailure::new(422, "CheckoutSessionCanceled", message));
            }
            (Some(CompleteSimulation::AuthorizationInitiated), _) if !waits => {
                return Err(failures::invalid_simulation(
                    "x-amz-pay-simulation-code: AuthorizationInitiated needs paymentIntent Authorize and \
                     canHandlePendingAuthorization true.",
                ));
            }
            (Some(CompleteSimulation::AuthorizationInitiated), _) => {
                Beginning::AuthorizationInitiated(Outcome::Success)
            }
            // Complete meets these cards no more, since the buyer's confirmation did; Finalize has none before.
            (None, CardResult::Canceled(reason)) => {
                let message = format!("The Checkout Session was canceled ({reason}); start a new one.");
                record.set_state(State::Canceled, Some(reason), now);
                return Err(ApiFailure::new(422, "CheckoutSessionCanceled", message));
            }
            (None, CardResult::Pending(outcome)) if waits => Beginning::AuthorizationInitiated(outcome),
            (None, CardResult::Pending(_)) => return Err(failures::card_cannot_wait()),
            // "Recurring checkout: Amazon Pay will process the authorization asynchronously."
            (None, _) if waits && kind != ChargePermissionType::OneTime => {
                Beginning::AuthorizationInitiated(Outcome::Success)
            }
            (None, _) if intent == PaymentIntent::AuthorizeWithCapture => Beginning::Captured,
            (None, _) => Beginning::Authorized,
        };
        let amount = payment.charge_amount.clone().filter(|_| intent != PaymentIntent::Confirm);
        let (merchant, renews) = (record.merchant, record.renews);
        let consent = consent(record, &payment, kind);
        let charge = amount.map(|amount| Charge {
            charge_amount: Some(amount),
            soft_descriptor: payment.soft_descriptor.clone(),
            platform_id: record.object.platform_id.clone(),
            capture_now: Some(intent == PaymentIntent::AuthorizeWithCapture),
            can_handle_pending_authorization: Some(can_wait),
            provider_metadata: record.object.provider_metadata.clone(),
            merchant_metadata: record.object.merchant_metadata.clone(),
            ..Default::default()
        });
        let permission = match renews {
            Some(permission) => {
                let Some(renewed) = self.permissions.get_mut(&permission) else {
                    return Err(failures::not_found("Charge Permission", ""));
                };
                if renewed.is_closed() {
                    return Err(failures::permission_status(
                        "The Charge Permission is Closed: its payment method cannot be renewed.",
                    ));
                }
                let problem = renewed.problem.take();
                renewed.refresh(now);
                if let Some(amount) = charge.as_ref().and_then(|charge| charge.charge_amount.as_ref())
                    && let Err(failure) = renewed.check_new_charge(amount, now)
                {
                    renewed.problem = problem;
                    renewed.refresh(now);
                    return Err(failure);
                }
                renewed.buyer = consent.buyer;
                permission
            }
            None => self.create_permission(consent, merchant, now),
        };
        self.changes.session_became(key, permission);
        let pending = matches!(beginning, Beginning::AuthorizationInitiated(_)) && charge.is_some();
        let charged = charge.and_then(|charge| self.begin_charge(permission, charge, beginning, now));
        let charge_id =
            charged.and_then(|key| self.charge(key).ok()).map(|charge| charge.object.charge_id.clone());
        let permission_id = self.permissions.get(&permission).map(|p| p.object.charge_permission_id.clone());
        if let Some(record) = self.sessions.get_mut(&key) {
            record.object.payment_details = Some(payment);
            record.object.charge_permission_id = permission_id;
            record.object.charge_id = charge_id;
            record.set_state(State::Completed, None, now);
        }
        self.session_reply(key, if pending { 202 } else { 200 })
    }
}

/// What the buyer of a session consented to.
fn consent(record: &SessionRecord, payment: &PaymentDetails, kind: ChargePermissionType) -> Consent {
    let order = payment.total_order_amount.as_ref().or(payment.charge_amount.as_ref());
    let limit = order.map_or(Decimal::ZERO, |order| {
        if payment.allow_overcharge == Some(true) {
            limits::overcharge_limit(order.amount(), order.currency())
        } else {
            order.amount()
        }
    });
    Consent {
        kind,
        currency: order.map(|order| order.currency().clone()),
        limit,
        buyer: record.buyer.clone(),
        extended: payment.extend_expiration == Some(true),
        object: ChargePermission {
            platform_id: record.object.platform_id.clone(),
            recurring_metadata: record.object.recurring_metadata.clone(),
            merchant_metadata: record.object.merchant_metadata.clone(),
            ..Default::default()
        },
    }
}
