//! The table of operations: one row each, from which everything else follows.
//!
//! A row reads `method VERB "path"(parameters) asks Query takes Request gives Response [statuses];`, without `asks` when
//! there is no query and without `takes` when there is no body. From it come the typed method, the entry in
//! [`OPERATIONS`] and what dynamic callers use, so an operation is written here and nowhere else.

use super::call::Call;
use super::description::{self, OperationDescription};
use super::query;
use crate::client::AmazonPay;
use crate::model::{
    AuthorizationToken, Buyer, CancelCharge, CaptureCharge, Charge, ChargePermission, CheckoutSession,
    ClaimMerchantAccount, ClaimMerchantAccountResponse, CloseChargePermission, CompleteCheckoutSession,
    ContestDispute, CreateCharge, CreateCheckoutSession, CreateDeliveryTracker, CreateDispute,
    CreateMerchantAccount, CreateMerchantAccountResponse, CreateRefund, CreateReport, CreateReportResponse,
    CreateReportSchedule, CreateReportScheduleResponse, CreateStore, DeliveryTracker, DisbursementPage,
    Dispute, Empty, FinalizeCheckoutSession, GetAuthorizationToken, InStoreCharge, InStoreChargeResponse,
    InStoreRefund, InStoreRefundResponse, ListDisbursements, ListReportSchedules, ListReports, MerchantScan,
    MerchantScanResponse, Refund, RegisterAmazonPayAccount, RegisterAmazonPayAccountResponse, Report,
    ReportDocument, ReportPage, ReportSchedule, ReportScheduleList, Store, UpdateAmazonPayAccount,
    UpdateCharge, UpdateChargePermission, UpdateCheckoutSession, UpdateDispute, UpdateMerchantAccount,
    UpdateStore, UploadFile, UploadedFile,
};

macro_rules! operations {
    ($(
        $(#[doc = $resource_doc:literal])+
        $resource:ident $Resource:ident {
            $(
                $(#[doc = $doc:literal])+
                $method:ident $verb:ident $path:literal ( $($parameter:ident),* )
                $(asks $Query:ident)? $(takes $Request:ident)? gives $Response:ident [$($status:literal),+];
            )+
        }
    )+) => {
        /// Every operation, in the order of the table.
        pub static OPERATIONS: &[&OperationDescription] = &[$($(&descriptions::$resource::$method,)+)+];

        #[expect(non_upper_case_globals, reason = "a row's description has the row's name")]
        mod descriptions {
            $(pub(super) mod $resource {
                use super::super::*;
                const RESOURCE_DOCS: &str = concat!($($resource_doc, "\n"),+);
                $(pub(in super::super) static $method: OperationDescription = OperationDescription {
                    name: concat!(stringify!($resource), ".", stringify!($method)),
                    method: stringify!($verb),
                    path: $path,
                    path_parameters: &[$(stringify!($parameter)),*],
                    query: operations!(@optional $(stringify!($Query))?),
                    request: operations!(@optional $(stringify!($Request))?),
                    response: stringify!($Response),
                    success: &[$($status),+],
                    docs: concat!($($doc, "\n"),+),
                    resource_docs: RESOURCE_DOCS,
                    recode_query: operations!(@optional $(query::recode::<$Query>)?),
                    recode_request: operations!(@optional $(description::recode::<$Request>)?),
                    recode_response: description::recode::<$Response>,
                    #[cfg(feature = "schema")]
                    query_schema: operations!(@optional $(schemars::SchemaGenerator::subschema_for::<$Query>)?),
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
                pub(crate) client: &'a AmazonPay,
            }

            impl<'a> $Resource<'a> {
                $(
                    $(#[doc = $doc])+
                    pub fn $method(
                        &self,
                        $($parameter: impl AsRef<str>,)*
                        $(query: impl Into<$Query>,)?
                        $(request: impl Into<$Request>)?
                    ) -> Call<'a, $Response> {
                        Call::new(
                            self.client,
                            &descriptions::$resource::$method,
                            &[$($parameter.as_ref()),*],
                            operations!(@optional $(query::encode::<$Query>(&query.into()))?),
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

    /// Parcels that Amazon tracks, so that Alexa can tell the buyer
    /// (developer.amazon.com/docs/amazon-pay-checkout/setup-delivery-notifications.html).
    delivery_trackers DeliveryTrackers {
        /// Tells Amazon the parcels of an order.
        create POST "deliveryTrackers"() takes CreateDeliveryTracker gives DeliveryTracker [200];
    }

    /// Reports on transactions and settlements (developer.amazon.com/docs/amazon-pay-api-v2/reports.html).
    reports Reports {
        /// Lists the reports of the last 90 days, a page at a time, the newest first.
        list GET "reports"() asks ListReports gives ReportPage [200];
        /// Reads a report: how far it is, and the id of its document once it is `COMPLETED`.
        get GET "reports/{report_id}"(report_id) gives Report [200];
        /// Asks for a report, which is made in the background.
        create POST "reports"() takes CreateReport gives CreateReportResponse [201];
    }

    /// The documents of reports (developer.amazon.com/docs/amazon-pay-api-v2/reports.html#get-report-document).
    report_documents ReportDocuments {
        /// Reads where a report's document can be fetched in the next 30 seconds.
        get GET "report-documents/{report_document_id}"(report_document_id) gives ReportDocument [200];
    }

    /// Reports that come by themselves (developer.amazon.com/docs/amazon-pay-api-v2/reports.html#get-report-schedules).
    report_schedules ReportSchedules {
        /// Lists the schedules.
        list GET "report-schedules"() asks ListReportSchedules gives ReportScheduleList [200];
        /// Reads a schedule.
        get GET "report-schedules/{report_schedule_id}"(report_schedule_id) gives ReportSchedule [200];
        /// Lets a report come by itself.
        create POST "report-schedules"() takes CreateReportSchedule gives CreateReportScheduleResponse [201];
        /// Ends a schedule. Reports that were made already stay.
        cancel DELETE "report-schedules/{report_schedule_id}"(report_schedule_id) gives Empty [200];
    }

    /// Payments to the merchant's bank account
    /// (developer.amazon.com/docs/amazon-pay-reports/request-disbursement-details.html).
    disbursements Disbursements {
        /// Lists the disbursements whose settlements are of a range of dates, a page at a time.
        list GET "disbursements"() asks ListDisbursements gives DisbursementPage [200];
    }

    /// Payments in a shop, where the buyer shows a code; for merchants that Amazon has admitted to it.
    in_store InStore {
        /// Turns the code that a buyer showed into a charge permission.
        merchant_scan POST "in-store/merchantScan"() takes MerchantScan gives MerchantScanResponse [200];
        /// Charges the permission of a scan.
        charge POST "in-store/charge"() takes InStoreCharge gives InStoreChargeResponse [200];
        /// Refunds a charge made in a shop.
        refund POST "in-store/refund"() takes InStoreRefund gives InStoreRefundResponse [200];
    }

    /// Accounts of merchants, by solution providers and partners
    /// (developer.amazon.com/docs/amazon-pay-registration/jp-merchant-onboarding-and-account-management-APIs.html).
    merchant_accounts MerchantAccounts {
        /// Registers a merchant; for solution providers.
        register POST "merchantAccounts"()
            takes RegisterAmazonPayAccount gives RegisterAmazonPayAccountResponse [201];
        /// Changes what is known of a registered merchant; for solution providers.
        update PATCH "merchantAccounts/{merchant_account_id}"(merchant_account_id)
            takes UpdateAmazonPayAccount gives Empty [200];
        /// Deletes a registered merchant's account; for solution providers.
        delete DELETE "merchantAccounts/{merchant_account_id}"(merchant_account_id) gives Empty [200];
        /// Creates a merchant's account; for partners, who give more than a registration takes.
        create POST "merchantAccounts"() takes CreateMerchantAccount gives CreateMerchantAccountResponse [201];
        /// Changes a merchant's account; for partners, with the merchant's auth token.
        update_merchant PATCH "merchantAccounts/{merchant_account_id}"(merchant_account_id)
            takes UpdateMerchantAccount gives Empty [200];
        /// Begins the hand-over of an account to its merchant. The redirect is not followed: its address is for the
        /// merchant's browser.
        claim POST "merchantAccounts/{merchant_account_id}/claim"(merchant_account_id)
            takes ClaimMerchantAccount gives ClaimMerchantAccountResponse [200, 303];
    }

    /// Stores of a merchant account, by solution providers, with the merchant's auth token.
    stores Stores {
        /// Adds a store to a merchant account.
        create POST "merchantAccounts/{merchant_account_id}/stores"(merchant_account_id)
            takes CreateStore gives Store [201];
        /// Changes a store.
        update PATCH "merchantAccounts/{merchant_account_id}/stores/{store_id}"(merchant_account_id, store_id)
            takes UpdateStore gives Store [200];
    }

    /// Chargebacks: buyers who ask their money back from the bank
    /// (developer.amazon.com/docs/amazon-pay-api-v2/dispute.html).
    disputes Disputes {
        /// Tells Amazon of a chargeback; for payment service providers.
        create POST "disputes"() takes CreateDispute gives Dispute [200, 201];
        /// Reads a dispute: what the buyer says, and until when the merchant can answer.
        get GET "disputes/{dispute_id}"(dispute_id) gives Dispute [200];
        /// Sets the state of a dispute: the merchant gives in, or the provider tells how it ended.
        update PATCH "disputes/{dispute_id}"(dispute_id) takes UpdateDispute gives Dispute [200];
        /// Answers a dispute with evidence.
        contest POST "disputes/{dispute_id}/contest"(dispute_id) takes ContestDispute gives Dispute [200];
    }

    /// Files that serve as evidence (developer.amazon.com/docs/amazon-pay-api-v2/file.html).
    files Files {
        /// Announces a file. The answer says where its contents go.
        upload POST "files"() takes UploadFile gives UploadedFile [200, 201];
    }

    /// Tokens by which a solution provider acts for a merchant of the older API.
    authorization_tokens AuthorizationTokens {
        /// Exchanges an MWS auth token for an authorization token.
        get GET "authorizationTokens/{mws_auth_token}"(mws_auth_token)
            asks GetAuthorizationToken gives AuthorizationToken [200];
    }
}
