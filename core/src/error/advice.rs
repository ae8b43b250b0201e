//! What to do about a decline.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a merchant should do about a decline, as Amazon's guide says.
///
/// ```
/// use amazonpay::error::{Advice, ApiError};
///
/// let (_, advice) = ApiError::classify(422, "HardDeclined");
/// assert_eq!(advice, Some(Advice::AskForAnotherPaymentMethod));
/// ```
///
/// Guide: "Managing charges and handling declines" in
/// <https://developer.amazon.com/docs/amazon-pay-recurring-checkout/manage-recurring-payments.html>.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Advice {
    /// Something passing (`SoftDeclined`, `ProcessingFailure`): read the Charge Permission; while it is Chargeable,
    /// try again, with a new idempotency key.
    RetryLater,
    /// Amazon's risk assessment refused (`AmazonRejected`): read the Charge Permission; try again only if it is
    /// still Chargeable, otherwise the order cannot be paid with Amazon Pay.
    RetryWhileChargeable,
    /// This payment method will not do (`HardDeclined`, `PaymentMethodNotAllowed`, `MFANotCompleted`): the buyer must
    /// choose another.
    AskForAnotherPaymentMethod,
    /// The decision took longer than a synchronous answer allows (`TransactionTimedOut`): create the charge again
    /// with `canHandlePendingAuthorization` true and wait for its outcome.
    RetryWithPendingAuthorization,
}

impl Advice {
    /// Every advice.
    pub const ALL: &'static [Self] = &[
        Self::RetryLater,
        Self::RetryWhileChargeable,
        Self::AskForAnotherPaymentMethod,
        Self::RetryWithPendingAuthorization,
    ];

    /// The name in snake case, as it is in JSON and in logs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RetryLater => "retry_later",
            Self::RetryWhileChargeable => "retry_while_chargeable",
            Self::AskForAnotherPaymentMethod => "ask_for_another_payment_method",
            Self::RetryWithPendingAuthorization => "retry_with_pending_authorization",
        }
    }

    /// A sentence for the developer or the shop's staff, not for the buyer.
    ///
    /// ```
    /// use amazonpay::error::Advice;
    ///
    /// println!("{}", Advice::AskForAnotherPaymentMethod.explanation());
    /// assert!(Advice::RetryLater.explanation().contains("Chargeable"));
    /// ```
    pub const fn explanation(self) -> &'static str {
        match self {
            Self::RetryLater => {
                "Read the Charge Permission; while it is Chargeable, try again later with a new idempotency key."
            }
            Self::RetryWhileChargeable => {
                "Read the Charge Permission; try again only if it is still Chargeable, otherwise ask the buyer to pay \
                 in another way."
            }
            Self::AskForAnotherPaymentMethod => {
                "Ask the buyer to choose another payment method; for a recurring Charge Permission the buyer does so \
                 at https://payments.amazon.com/jr/your-account/ba/{chargePermissionId}."
            }
            Self::RetryWithPendingAuthorization => {
                "Create the charge again with canHandlePendingAuthorization true and a new idempotency key, and wait \
                 until it is Authorized or Declined."
            }
        }
    }

    /// Where a buyer changes the payment method of a recurring Charge Permission.
    ///
    /// ```
    /// use amazonpay::error::Advice;
    ///
    /// assert_eq!(
    ///     Advice::payment_method_url("B01-1234567-1234567"),
    ///     "https://payments.amazon.com/jr/your-account/ba/B01-1234567-1234567"
    /// );
    /// ```
    pub fn payment_method_url(charge_permission_id: &str) -> String {
        let id: String = url::form_urlencoded::byte_serialize(charge_permission_id.as_bytes()).collect();
        format!("https://payments.amazon.com/jr/your-account/ba/{}", id.replace('+', "%20"))
    }
}

impl fmt::Display for Advice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.explanation())
    }
}
