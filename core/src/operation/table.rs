//! The table of operations: one row each, from which everything else follows.
//!
//! A row reads `method VERB "path"(parameters) takes Request gives Response [statuses];`. From it come the typed
//! method, the entry in [`OPERATIONS`] and what dynamic callers use, so an operation is written here and nowhere else.

use super::call::Call;
use super::description::{self, OperationDescription};
use crate::client::AmazonPay;
use crate::model::{
    Buyer, CancelCharge, CaptureCharge, Charge, ChargePermission, CheckoutSession, CloseChargePermission,
    CompleteCheckoutSession, CreateCharge, CreateCheckoutSession, CreateRefund, FinalizeCheckoutSession,
    Refund, UpdateCharge, UpdateChargePermission, UpdateCheckoutSession,
};

macro_rules! operations {
    ($(
        $(#[doc = $resource_doc:literal])+
        $resource:ident $Resource:ident {
            $(
                $(#[doc = $doc:literal])+
                $method:ident $verb:ident $path:literal ( $($parameter:ident),* )
                $(takes $Request:ident)? gives $Response:ident [$($status:literal),+];
            )+
        }
    )+) => {
        /// Every operation, in the order of the table.
        pub static OPERATIONS: &[&OperationDescription] = &[$($(&descriptions::$resource::$method,)+)+];

        #[expect(non_upper_case_globals, reason = "a row's description has the row's name")]
        mod descriptions {
            $(pub(super) mod $resource {
                use super::super::*;
                $(pub(in super::super) static $method: OperationDescription = OperationDescription {
                    name: concat!(stringify!($resource), ".", stringify!($method)),
                    method: stringify!($verb),
                    path: $path,
                    path_parameters: &[$(stringify!($parameter)),*],
                    request: operations!(@optional $(stringify!($Request))?),
                    response: stringify!($Response),
                    success: &[$($status),+],
                    docs: concat!($($doc, "\n"),+),
                    recode_request: operations!(@optional $(description::recode::<$Request>)?),
                    recode_response: description::recode::<$Response>,
                    #[cfg(feature = "schema")]
                    request_schema: operations!(@optional $(schemars::SchemaGenerator::subschema_for::<$Request>)?),
                    #[cfg(feature = "schema")]
                    response_schema: schemars::SchemaGenerator::subschema_for::<$Response>,
                };)+
            })+
        }

        $(
            $(#[doc = $resource_doc])+
            #[derive(Debug, Clone, Copy)]
            pub struct $Resource<'a> {
                client: &'a AmazonPay,
            }

            impl<'a> $Resource<'a> {
                $(
                    $(#[doc = $doc])+
                    pub fn $method(
                        &self,
                        $($parameter: impl AsRef<str>,)*
                        $(request: impl Into<$Request>)?
                    ) -> Call<'a, $Response> {
                        Call::new(
                            self.client,
                            &descriptions::$resource::$method,
                            &[$($parameter.as_ref()),*],
                            operations!(@optional $(description::encode::<$Request>(&request.into()))?),
                        )
                    }
                )+
            }

            impl AmazonPay {
                $(#[doc = $resource_doc])+
                pub fn $resource(&self) -> $Resource<'_> {
                    $Resource { client: self }
                }
            }
        )+
    };
    (@optional) => { None };
    (@optional $value:expr) => { Some($value) };
}

operations! {
    /// A buyer's visit to the checkout, from the button to the completed order
    /// (developer.amazon.com/docs/amazon-pay-api-v2/checkout-session.html).
    checkout_sessions CheckoutSessions {
        /// Creates a session on the server. Most shops let the button create it from a signed payload instead.
        create POST "checkoutSessions"() takes CreateCheckoutSession gives CheckoutSession [201];
        /// Reads a session: the buyer, the addresses, the constraints that are left, the state.
        get GET "checkoutSessions/{checkout_session_id}"(checkout_session_id) gives CheckoutSession [200];
        /// Changes an open session: the amount, the intent, the URL to return to. Once no constraint is left,
        /// `webCheckoutDetails.amazonPayRedirectUrl` is where the buyer goes next.
        update PATCH "checkoutSessions/{checkout_session_id}"(checkout_session_id)
            takes UpdateCheckoutSession gives CheckoutSession [200];
        /// Completes the checkout when the buyer is back on the result page. Status 202 means that the authorization
        /// is pending. `chargeAmount` must equal the session's, or the answer is AmountMismatch.
        complete POST "checkoutSessions/{checkout_session_id}/complete"(checkout_session_id)
            takes CompleteCheckoutSession gives CheckoutSession [200, 202];
        /// Completes a checkout whose buyer confirmed on the shop's own page.
        finalize POST "checkoutSessions/{checkout_session_id}/finalize"(checkout_session_id)
            takes FinalizeCheckoutSession gives CheckoutSession [200];
    }

    /// A buyer's consent to be charged, once or repeatedly
    /// (developer.amazon.com/docs/amazon-pay-api-v2/charge-permission.html).
    charge_permissions ChargePermissions {
        /// Reads a charge permission: state, limits, the buyer's details while they may be read.
        get GET "chargePermissions/{charge_permission_id}"(charge_permission_id) gives ChargePermission [200];
        /// Changes the merchant's metadata or the recurring metadata.
        update PATCH "chargePermissions/{charge_permission_id}"(charge_permission_id)
            takes UpdateChargePermission gives ChargePermission [200];
        /// Closes the permission: no further charge; what has been captured can still be refunded.
        close DELETE "chargePermissions/{charge_permission_id}/close"(charge_permission_id)
            takes CloseChargePermission gives ChargePermission [200];
    }

    /// Money asked of a buyer: authorized first, captured at once or later
    /// (developer.amazon.com/docs/amazon-pay-api-v2/charge.html).
    charges Charges {
        /// Authorizes an amount on a charge permission and, with `captureNow`, captures it.
        create POST "charges"() takes CreateCharge gives Charge [201];
        /// Reads a charge.
        get GET "charges/{charge_id}"(charge_id) gives Charge [200];
        /// Sets a charge's state; for payment service providers only.
        update PATCH "charges/{charge_id}"(charge_id) takes UpdateCharge gives Charge [200];
        /// Captures an authorized charge, in full or in part, once. More than 7 days after the authorization the
        /// answer is CaptureInitiated, and Captured follows.
        capture POST "charges/{charge_id}/capture"(charge_id) takes CaptureCharge gives Charge [200];
        /// Cancels a charge that has not been captured and frees the amount.
        cancel DELETE "charges/{charge_id}/cancel"(charge_id) takes CancelCharge gives Charge [200];
    }

    /// Money given back to a buyer (developer.amazon.com/docs/amazon-pay-api-v2/refund.html).
    refunds Refunds {
        /// Refunds a captured charge, in full or in part. Always asynchronous: Refunded or Declined follows.
        create POST "refunds"() takes CreateRefund gives Refund [201];
        /// Reads a refund.
        get GET "refunds/{refund_id}"(refund_id) gives Refund [200];
    }

    /// Who signed in (developer.amazon.com/docs/amazon-pay-api-v2/buyer.html).
    buyers Buyers {
        /// Reads the buyer that a `buyerToken` of the sign-in return URL stands for.
        get GET "buyers/{buyer_token}"(buyer_token) gives Buyer [200];
    }
}
