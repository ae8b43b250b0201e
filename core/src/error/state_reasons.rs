//! What to do about the reason of an object's state, which a GET or a notification tells long after the call.

use super::Advice;
use crate::model::{
    ChargePermissionReasonCode, ChargeReasonCode, CheckoutSessionReasonCode, RefundReasonCode,
};

impl ChargeReasonCode {
    /// What to do about a charge that was declined or canceled for this reason; none for one that is unknown.
    ///
    /// Guide: <https://developer.amazon.com/docs/amazon-pay-api-v2/charge.html#states-and-reason-codes> and
    /// <https://developer.amazon.com/docs/amazon-pay-recurring-checkout/manage-recurring-payments.html>.
    ///
    /// ```
    /// use amazonpay::error::Advice;
    /// use amazonpay::model::ChargeReasonCode;
    ///
    /// assert_eq!(ChargeReasonCode::HardDeclined.advice(), Some(Advice::AskForAnotherPaymentMethod));
    /// ```
    pub fn advice(&self) -> Option<Advice> {
        match self {
            Self::SoftDeclined | Self::ProcessingFailure => Some(Advice::RetryLater),
            Self::HardDeclined => Some(Advice::AskForAnotherPaymentMethod),
            // The permission outlives the charge, and says whether another may follow.
            Self::AmazonRejected | Self::AmazonCanceled | Self::ExpiredUnused => {
                Some(Advice::RetryWhileChargeable)
            }
            Self::TransactionTimedOut => Some(Advice::RetryWithPendingAuthorization),
            Self::ChargePermissionCanceled => Some(Advice::StartNewCheckout),
            Self::MerchantCanceled | Self::BuyerCanceled => Some(Advice::NothingToDo),
            Self::Unknown(_) => None,
        }
    }
}

impl RefundReasonCode {
    /// What to do about a refund that was declined for this reason; none for one that is unknown.
    ///
    /// Guide: <https://developer.amazon.com/docs/amazon-pay-api-v2/refund.html#states-and-reason-codes>.
    pub fn advice(&self) -> Option<Advice> {
        match self {
            Self::AmazonRejected | Self::ProcessingFailure => Some(Advice::RefundInAnotherWay),
            Self::Unknown(_) => None,
        }
    }
}

impl ChargePermissionReasonCode {
    /// What to do about a Charge Permission that can't be charged or is closed for this reason; none for one that is
    /// unknown.
    ///
    /// Guide: <https://developer.amazon.com/docs/amazon-pay-api-v2/charge-permission.html#states-and-reason-codes>.
    pub fn advice(&self) -> Option<Advice> {
        match self {
            Self::PaymentMethodInvalid
            | Self::PaymentMethodDeleted
            | Self::PaymentMethodExpired
            | Self::PaymentMethodNotAllowed
            | Self::PaymentMethodNotSet
            | Self::BillingAddressDeleted
            | Self::MfaFailed => Some(Advice::AskForAnotherPaymentMethod),
            Self::ChargeInProgress => Some(Advice::RetryLater),
            Self::AmountNotSet => Some(Advice::CorrectTheRequest),
            Self::BuyerClosed
            | Self::BuyerCanceled
            | Self::AmazonCanceled
            | Self::AmazonClosed
            | Self::Expired => Some(Advice::StartNewCheckout),
            Self::MerchantClosed => Some(Advice::NothingToDo),
            Self::Unknown(_) => None,
        }
    }
}

impl CheckoutSessionReasonCode {
    /// What to do about a checkout session that was canceled for this reason; none for one that is unknown.
    ///
    /// Guide: <https://developer.amazon.com/docs/amazon-pay-api-v2/checkout-session.html#states-and-reason-codes>.
    pub fn advice(&self) -> Option<Advice> {
        match self {
            Self::Declined => Some(Advice::AskForAnotherPaymentMethod),
            Self::BuyerCanceled | Self::AmazonCanceled | Self::Expired => Some(Advice::StartNewCheckout),
            Self::Unknown(_) => None,
        }
    }
}
