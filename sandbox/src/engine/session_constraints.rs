//! What a session still lacks, and what its fields may not be together.
//!
//! Guide: <https://developer.amazon.com/docs/amazon-pay-api-v2/checkout-session.html>.

use amazonpay::config::Region;
use amazonpay::model::{
    ChargePermissionType, CheckoutMode, CheckoutSession, Constraint, ConstraintId, FrequencyUnit,
    PaymentIntent,
};

use super::checkout_session::{Progress, SessionRecord};
use super::{failures, limits};
use crate::api_failure::ApiFailure;

/// Whether the session only stores a payment method and charges nothing.
pub(super) fn is_set_up_only(session: &CheckoutSession) -> bool {
    session.charge_permission_type == Some(ChargePermissionType::PaymentMethodOnFile)
        && session
            .payment_method_on_file_metadata
            .as_ref()
            .is_some_and(|metadata| metadata.setup_only == Some(true))
}

/// Lists what keeps a session from being paid, in the guide's order and words.
pub(super) fn constraints(record: &SessionRecord) -> Vec<Constraint> {
    let session = &record.object;
    let payment = session.payment_details.as_ref();
    let web = session.web_checkout_details.as_ref();
    let frequency = session.recurring_metadata.as_ref().and_then(|metadata| metadata.frequency.as_ref());
    let recurring = session.charge_permission_type == Some(ChargePermissionType::Recurring);
    let all = [
        (
            record.progress == Progress::Away,
            ConstraintId::BuyerNotAssociated,
            "There is no buyer associated with the Checkout Session. Return the checkout session id to the Amazon Pay \
             Button to allow buyer to login.",
        ),
        (
            !is_set_up_only(session) && payment.is_none_or(|payment| payment.charge_amount.is_none()),
            ConstraintId::ChargeAmountNotSet,
            "chargeAmount is not set.",
        ),
        (
            web.is_none_or(|web| web.checkout_result_return_url.is_none()),
            ConstraintId::CheckoutResultReturnUrlNotSet,
            "checkoutResultReturnUrl is not set.",
        ),
        (
            payment.is_none_or(|payment| payment.payment_intent.is_none()),
            ConstraintId::PaymentIntentNotSet,
            "paymentIntent is not set.",
        ),
        (
            recurring && frequency.is_none(),
            ConstraintId::RecurringFrequencyNotSet,
            "recurringMetadata.frequency is not set.",
        ),
    ];
    let open = all.into_iter().filter(|(open, ..)| *open);
    open.map(|(_, id, description)| Constraint {
        constraint_id: Some(id),
        description: Some(description.to_owned()),
        ..Default::default()
    })
    .collect()
}

/// Refuses fields that do not go together.
pub(super) fn check(session: &CheckoutSession, region: Region) -> Result<(), ApiFailure> {
    let web = session.web_checkout_details.clone().unwrap_or_default();
    if web.checkout_mode == Some(CheckoutMode::ProcessOrder) {
        // "paymentDetails is required when using ProcessOrder."
        if session.payment_details.is_none() {
            return Err(failures::missing("paymentDetails"));
        }
    } else if web.checkout_review_return_url.is_none() && web.checkout_result_return_url.is_none() {
        return Err(failures::missing("webCheckoutDetails.checkoutReviewReturnUrl"));
    }
    check_recurring(session)?;
    check_payment(session, region)
}

fn check_recurring(session: &CheckoutSession) -> Result<(), ApiFailure> {
    let Some(metadata) = &session.recurring_metadata else { return Ok(()) };
    if session.charge_permission_type != Some(ChargePermissionType::Recurring) {
        return Err(failures::bad_combination(
            "recurringMetadata: only with chargePermissionType Recurring.",
        ));
    }
    let Some(frequency) = &metadata.frequency else { return Ok(()) };
    // "You must set value to 0 if you're using variable unit."
    let zero = frequency.value.bytes().all(|digit| digit == b'0');
    if (frequency.unit == FrequencyUnit::Variable) != zero {
        let message = "must be 0 with the unit Variable and more than 0 with any other.";
        return Err(failures::invalid_value("recurringMetadata.frequency.value", message));
    }
    Ok(())
}

fn check_payment(session: &CheckoutSession, region: Region) -> Result<(), ApiFailure> {
    let Some(payment) = &session.payment_details else { return Ok(()) };
    let captures = payment.payment_intent == Some(PaymentIntent::AuthorizeWithCapture);
    if captures && payment.can_handle_pending_authorization == Some(true) {
        return Err(failures::bad_combination(
            "paymentDetails.canHandlePendingAuthorization: not true with paymentIntent AuthorizeWithCapture.",
        ));
    }
    if payment.soft_descriptor.is_some() && payment.payment_intent.is_some() && !captures {
        return Err(failures::bad_combination(
            "paymentDetails.softDescriptor: only with paymentIntent AuthorizeWithCapture.",
        ));
    }
    let amounts = [
        ("paymentDetails.chargeAmount", &payment.charge_amount),
        ("paymentDetails.totalOrderAmount", &payment.total_order_amount),
        ("paymentDetails.estimateOrderTotal", &payment.estimate_order_total),
    ];
    let mut currency = payment.presentment_currency.as_ref();
    if let Some(presented) = currency.filter(|currency| !limits::region_takes(region, currency)) {
        let message = format!("{presented} is not taken in the region {}.", region.code());
        return Err(failures::invalid_value("paymentDetails.presentmentCurrency", message));
    }
    for (field, amount) in amounts.into_iter().filter_map(|(field, amount)| Some((field, amount.as_ref()?))) {
        if !limits::region_takes(region, amount.currency()) {
            let message = format!("{} is not taken in the region {}.", amount.currency(), region.code());
            return Err(failures::invalid_value(&format!("{field}.currencyCode"), message));
        }
        let expected = currency.get_or_insert(amount.currency());
        if amount.currency() != *expected {
            return Err(failures::currency_mismatch(field, amount.currency(), expected));
        }
        let most = limits::most_per_charge(amount.currency());
        if amount.amount() > most {
            return Err(failures::invalid_value(field, format!("{amount} is more than the {most} allowed.")));
        }
    }
    let Some(charge) = &payment.charge_amount else { return Ok(()) };
    if let Some(total) = &payment.total_order_amount
        && charge.amount() > total.amount()
    {
        let message = format!("{charge} is more than the totalOrderAmount of {total}.");
        return Err(failures::invalid_value("paymentDetails.chargeAmount", message));
    }
    // [own] The guide names the monthly limit only for Create Charge; a first charge above it could never be made.
    let kind = session.charge_permission_type.as_ref().unwrap_or(&ChargePermissionType::OneTime);
    if let Some(most) = limits::most_per_month(kind, charge.currency())
        && charge.amount() > most
    {
        let message = format!("{charge} is more than the monthly limit of {most}.");
        return Err(failures::invalid_value("paymentDetails.chargeAmount", message));
    }
    Ok(())
}
