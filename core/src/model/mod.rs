//! The objects of the API, requests and responses, each field written once.
//!
//! Field names are the guide's in Rust's spelling, the wire's are lowerCamelCase
//! (<https://developer.amazon.com/docs/amazon-pay-api-v2/introduction.html>). Whatever is read may be absent, so all
//! fields of a response but its own id are optional; an absent field and a null are both `None`, an empty list is
//! `Some` of an empty list, and `None` is left out when writing. Enums are open and objects keep
//! the fields they do not know ([`UnknownFields`]). Requests are built with `new`, which takes the required fields,
//! and setters for the others; where the client asks for a request it takes the unfinished builder too.
//!
//! ```
//! use amazonpay::model::{CaptureCharge, Money};
//!
//! let capture: CaptureCharge = CaptureCharge::new(Money::eur("12.34")?).soft_descriptor("Order 17").build();
//! assert_eq!(
//!     serde_json::to_string(&capture)?,
//!     r#"{"captureAmount":{"amount":"12.34","currencyCode":"EUR"},"softDescriptor":"Order 17"}"#
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod address;
mod authorization_token;
mod buyer;
mod charge;
mod charge_permission;
mod charge_permission_requests;
mod charge_requests;
mod checkout_session;
mod checkout_session_requests;
mod checkout_session_states;
mod currency;
mod delivery_specifications;
mod delivery_tracker;
mod disbursement;
mod dispute;
mod dispute_requests;
mod empty;
mod file;
mod in_store;
pub(crate) mod lenient;
mod merchant_account;
mod merchant_account_requests;
mod merchant_metadata;
mod money;
pub(crate) mod open_enum;
mod payment_details;
mod recurring_metadata;
pub(crate) mod redacted;
mod refund;
mod release_environment;
mod report;
mod report_document;
mod report_schedule;
mod shipping_address_list;
mod store;
mod timestamp;
mod unix_seconds;
mod unknown_fields;
mod url;
mod web_checkout_details;

pub use self::url::Url;
pub use address::{Address, AddressDetails};
pub use authorization_token::{AuthorizationToken, GetAuthorizationToken};
pub use buyer::{Buyer, BuyerInfo, PrimeMembershipType};
pub use charge::{Channel, Charge, ChargeInitiator, ChargeReasonCode, ChargeState, ChargeStatusDetails};
pub use charge_permission::{
    ChargePermission, ChargePermissionLimits, ChargePermissionReason, ChargePermissionReasonCode,
    ChargePermissionState, ChargePermissionStatusDetails, ChargePermissionType,
};
pub use charge_permission_requests::{CloseChargePermission, UpdateChargePermission};
pub use charge_requests::{CancelCharge, CaptureCharge, ChargeStatusUpdate, CreateCharge, UpdateCharge};
pub use checkout_session::{
    CheckoutSession, MultiAddressesCheckoutMetadata, PaymentMethodOnFileMetadata, PaymentPreference,
};
pub use checkout_session_requests::{
    CompleteCheckoutSession, CreateCheckoutSession, FinalizeCheckoutSession, Scope, UpdateCheckoutSession,
};
pub use checkout_session_states::{
    CheckoutSessionReasonCode, CheckoutSessionState, CheckoutSessionStatusDetails, Constraint, ConstraintId,
    ProductType,
};
pub use currency::Currency;
pub use delivery_specifications::{
    AddressRestriction, AddressRestrictionType, AddressRestrictions, CountryRestrictions,
    DeliverySpecifications, SpecialRestriction,
};
pub use delivery_tracker::{CreateDeliveryTracker, DeliveryDetail, DeliveryTracker};
pub use disbursement::{Disbursement, DisbursementPage, ListDisbursements};
pub use dispute::{
    Dispute, DisputeFilingReason, DisputeProviderMetadata, DisputeReasonCode, DisputeResolution,
    DisputeState, DisputeStatusDetails, DisputeType, EvidenceType, MerchantEvidence,
};
pub use dispute_requests::{ContestDispute, CreateDispute, DisputeStatusUpdate, UpdateDispute};
pub use empty::Empty;
pub use file::{FilePurpose, FileType, UploadFile, UploadedFile};
pub use in_store::{
    CommunicationContext, InStoreCharge, InStoreChargeResponse, InStoreChargeStatus, InStoreMetadata,
    InStoreRefund, InStoreRefundResponse, InStoreRefundStatus, MerchantScan, MerchantScanResponse,
    StoreLocation,
};
pub use merchant_account::{
    BusinessAddress, BusinessInfo, BusinessType, CustomerSupportInformation, IntegrationInfo, MerchantStatus,
    MerchantStore, MerchantStoreStatus, Person, PhoneNumber,
};
pub use merchant_account_requests::{
    ClaimMerchantAccount, ClaimMerchantAccountResponse, CreateMerchantAccount, CreateMerchantAccountResponse,
    RegisterAmazonPayAccount, RegisterAmazonPayAccountResponse, UpdateAmazonPayAccount,
    UpdateMerchantAccount,
};
pub use merchant_metadata::{MerchantMetadata, ProviderMetadata};
pub use money::{Amount, InvalidMoney, Money};
pub use payment_details::{PaymentDetails, PaymentIntent};
pub use recurring_metadata::{Frequency, FrequencyUnit, RecurringMetadata};
pub use refund::{CreateRefund, Refund, RefundReasonCode, RefundState, RefundStatusDetails};
pub use release_environment::ReleaseEnvironment;
pub use report::{
    CreateReport, CreateReportResponse, ListReports, Report, ReportPage, ReportProcessingStatus, ReportType,
};
pub use report_document::{CompressionAlgorithm, ReportDocument};
pub use report_schedule::{
    CreateReportSchedule, CreateReportScheduleResponse, ListReportSchedules, ReportSchedule,
    ReportScheduleList, ScheduleFrequency,
};
pub use store::{CreateStore, Store, UpdateStore};
pub use timestamp::{InvalidTimestamp, Timestamp};
pub use unknown_fields::UnknownFields;
pub use web_checkout_details::{CheckoutMode, WebCheckoutDetails};

#[cfg(all(test, feature = "uniffi"))]
mod tests;
