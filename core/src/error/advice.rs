//! What to do about a refusal, a decline, or the end of an object.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Declares the advice: its variant, its name in JSON, its explanation.
macro_rules! advice {
    ($( $(#[doc = $doc:literal])+ $variant:ident, $name:literal, $explanation:literal; )+) => {
        /// What to do about a reason code, as Amazon's guide says: something to branch on.
        ///
        /// Every reason code of the guide has one, in [`REASON_CODES`](super::REASON_CODES) with a sentence of its own and
        /// the page that it comes from; docs/errors.md shows them all. So have the reasons of an object's state, for
        /// example [`ChargeReasonCode::advice`](crate::model::ChargeReasonCode::advice).
        ///
        /// ```
        /// use amazonpay::error::{Advice, ApiError};
        ///
        /// let (_, advice) = ApiError::classify(422, "HardDeclined");
        /// assert_eq!(advice, Some(Advice::AskForAnotherPaymentMethod));
        /// ```
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
        #[serde(rename_all = "snake_case")]
        #[non_exhaustive]
        pub enum Advice {
            $( $(#[doc = $doc])+ $variant, )+
        }

        impl Advice {
            /// Every advice.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name in snake case, as it is in JSON and in logs.
            pub const fn as_str(self) -> &'static str {
                match self { $( Self::$variant => $name, )+ }
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
                match self { $( Self::$variant => $explanation, )+ }
            }
        }
    };
}

advice! {
    /// A decline that may pass (`SoftDeclined`, `ProcessingFailure`): read the Charge Permission; while it is Chargeable,
    /// try again, with a new idempotency key.
    RetryLater, "retry_later",
        "Read the Charge Permission; while it is Chargeable, try again later with a new idempotency key.";
    /// Amazon's risk assessment refused (`AmazonRejected`): read the Charge Permission; try again only if it is still
    /// Chargeable, otherwise the order cannot be paid with Amazon Pay.
    RetryWhileChargeable, "retry_while_chargeable",
        "Read the Charge Permission; try again only if it is still Chargeable, otherwise ask the buyer to pay in another \
         way.";
    /// This payment method will not do (`HardDeclined`, `PaymentMethodNotAllowed`, `MFANotCompleted`): the buyer must
    /// choose another.
    AskForAnotherPaymentMethod, "ask_for_another_payment_method",
        "Ask the buyer to choose another payment method; for a recurring Charge Permission the buyer does so at \
         https://payments.amazon.com/jr/your-account/ba/{chargePermissionId}.";
    /// The decision took longer than a synchronous answer allows (`TransactionTimedOut`): create the charge again with
    /// `canHandlePendingAuthorization` true and wait for its outcome.
    RetryWithPendingAuthorization, "retry_with_pending_authorization",
        "Create the charge again with canHandlePendingAuthorization true and a new idempotency key, and wait until it is \
         Authorized or Declined.";
    /// A refund was declined: it may go through later while the charge is Captured; otherwise the buyer gets the money
    /// back in another way.
    RefundInAnotherWay, "refund_in_another_way",
        "Read the charge; after a ProcessingFailure try again later with a new idempotency key while it is Captured, \
         otherwise give the buyer the money back in another way.";
    /// Something passing on Amazon's side or on the way to it, or too many requests: the same request, under the same
    /// idempotency key, may succeed later.
    RepeatWithSameKey, "repeat_with_same_key",
        "Send the same request again after a pause, with the same idempotency key if it has one. The client has done so \
         already, as often as its retry policy allows.";
    /// The request itself is wrong: sent again as it is, it will be refused again.
    CorrectTheRequest, "correct_the_request",
        "Correct what the message names before sending the request again, then with a new idempotency key.";
    /// More than is left of a limit.
    LowerTheAmount, "lower_the_amount",
        "Read the object's amounts and limits, and ask for no more than is left.";
    /// The key was used before, for a request with other values.
    UseNewIdempotencyKey, "use_new_idempotency_key",
        "Find out what the earlier request with this key did, then send this one with a key of its own.";
    /// Key, signature or auth token are not accepted.
    CheckCredentials, "check_credentials",
        "Check that public key id, private key, region, environment and auth token belong together and are still valid.";
    /// The merchant's account is not in a state to do this.
    CheckAccount, "check_account",
        "Look at the account in Seller Central, or ask Amazon Pay's merchant support.";
    /// There is no such object for this account.
    CheckTheId, "check_the_id",
        "Check the id, and that the object was made by this account, in this region and environment.";
    /// The object's state does not allow the operation, and tells what does.
    ReadTheObject, "read_the_object",
        "Read the object: its state and reasons say what can be done with it now.";
    /// The buyer's consent is used up or gone.
    StartNewCheckout, "start_new_checkout",
        "The order cannot be paid with this object any more; send the buyer through a new checkout.";
    /// The connection is too old.
    UpgradeTls, "upgrade_tls",
        "Connect with TLS 1.2 or newer; this client always does, so look at a proxy or gateway in between.";
    /// It was ended on purpose.
    NothingToDo, "nothing_to_do",
        "It was ended on purpose; do not charge again without the buyer.";
}

impl Advice {
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
