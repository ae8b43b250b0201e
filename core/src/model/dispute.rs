//! The dispute: a buyer asks the money back from the bank.

use serde::{Deserialize, Serialize};

use super::lenient::{is_default, null_as_default};
use super::open_enum::open_enum;
use super::{Money, ReleaseEnvironment, Timestamp, UnknownFields};

open_enum! {
    /// The state of a dispute.
    /// (<https://developer.amazon.com/docs/amazon-pay-api-v2/dispute.html>)
    DisputeState {
        /// The merchant has to answer before `merchant_response_deadline`.
        ActionRequired = "ActionRequired",
        /// The answer is being looked at.
        UnderReview = "UnderReview",
        /// It is decided; `resolution` says for whom.
        Resolved = "Resolved",
        /// It is over for good.
        Closed = "Closed",
    }
}

open_enum! {
    /// For whom a dispute was decided.
    DisputeResolution {
        /// The buyer keeps the money.
        BuyerWon = "BuyerWon",
        /// The merchant keeps the money.
        MerchantWon = "MerchantWon",
        /// Nobody is at fault; Amazon bears the loss.
        NoFault = "NoFault",
    }
}

open_enum! {
    /// Why a dispute is in its state.
    DisputeReasonCode {
        /// The merchant has to answer.
        MerchantResponseRequired = "MerchantResponseRequired",
        /// The merchant has to give more evidence.
        MerchantAdditionalEvidencesRequired = "MerchantAdditionalEvidencesRequired",
        /// The buyer has to give more evidence.
        BuyerAdditionalEvidencesRequired = "BuyerAdditionalEvidencesRequired",
        /// The merchant gave in.
        MerchantAcceptedDispute = "MerchantAcceptedDispute",
        /// The merchant did not answer in time.
        MerchantResponseDeadlineExpired = "MerchantResponseDeadlineExpired",
        /// The buyer took it back.
        BuyerCancelled = "BuyerCancelled",
        /// An investigator decided.
        InvestigatorResolved = "InvestigatorResolved",
        /// It was decided without a person.
        AutoResolved = "AutoResolved",
        /// The buyer's bank asked the money back.
        ChargebackFiled = "ChargebackFiled",
    }
}

open_enum! {
    /// What the buyer says.
    DisputeFilingReason {
        /// Nothing arrived.
        ProductNotReceived = "ProductNotReceived",
        /// What arrived is not what was ordered.
        ProductUnacceptable = "ProductUnacceptable",
        /// It is no longer needed.
        ProductNoLongerNeeded = "ProductNoLongerNeeded",
        /// A refund was promised and did not come.
        CreditNotProcessed = "CreditNotProcessed",
        /// Too much was charged.
        Overcharged = "Overcharged",
        /// It was charged twice.
        DuplicateCharge = "DuplicateCharge",
        /// The subscription had been cancelled.
        SubscriptionCancelled = "SubscriptionCancelled",
        /// The charge is not known.
        Unrecognized = "Unrecognized",
        /// Somebody else paid with the buyer's card.
        Fraudulent = "Fraudulent",
        /// Something else.
        Other = "Other",
    }
}

open_enum! {
    /// The way a dispute was opened.
    DisputeType {
        /// Through the buyer's bank.
        Chargeback = "Chargeback",
    }
}

open_enum! {
    /// What a piece of evidence is.
    EvidenceType {
        /// How the goods were described.
        ProductDescription = "ProductDescription",
        /// The receipt.
        Receipt = "Receipt",
        /// The rules of cancelling.
        CancellationPolicy = "CancellationPolicy",
        /// The buyer's signature.
        CustomerSignature = "CustomerSignature",
        /// The parcel's number.
        TrackingNumber = "TrackingNumber",
        /// The carrier.
        CarrierName = "CarrierName",
        /// The device that downloaded the goods.
        DeviceId = "DeviceId",
        /// Its name.
        DeviceName = "DeviceName",
        /// When the goods were downloaded.
        DownloadDateTime = "DownloadDateTime",
        /// Something else.
        Other = "Other",
    }
}

/// A buyer's wish to have the money of a charge back, filed with the bank. Its times are Unix seconds on the
/// wire, unlike all others; the other form is read too.
/// (<https://developer.amazon.com/docs/amazon-pay-api-v2/dispute.html>)
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
pub struct Dispute {
    /// The dispute's id, such as `S01-1234567-1234567-B000000`.
    pub dispute_id: String,
    /// The charge in dispute.
    pub charge_id: Option<String>,
    /// The way it was opened.
    pub dispute_type: Option<DisputeType>,
    /// The payment service provider's reference.
    pub provider_metadata: Option<DisputeProviderMetadata>,
    /// The amount in dispute.
    pub dispute_amount: Option<Money>,
    /// What the buyer says.
    pub filing_reason: Option<DisputeFilingReason>,
    /// When it was opened.
    #[serde(default, with = "super::unix_seconds")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<u64>", extend("format" = "unix-time")))]
    pub creation_timestamp: Option<Timestamp>,
    /// Until when the merchant can answer.
    #[serde(default, with = "super::unix_seconds")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<u64>", extend("format" = "unix-time")))]
    pub merchant_response_deadline: Option<Timestamp>,
    /// When it was closed.
    #[serde(default, with = "super::unix_seconds")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<u64>", extend("format" = "unix-time")))]
    pub closure_timestamp: Option<Timestamp>,
    /// State, reason and outcome.
    #[serde(default, deserialize_with = "null_as_default", skip_serializing_if = "is_default")]
    pub status_details: DisputeStatusDetails,
    /// What the merchant has brought forward.
    pub merchant_evidences: Option<Vec<MerchantEvidence>>,
    /// Who decides, such as `AmazonPay`.
    pub resolution_authority: Option<String>,
    /// Sandbox or live.
    pub release_environment: Option<ReleaseEnvironment>,
    /// Fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

/// State of a dispute, with reason and outcome.
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
pub struct DisputeStatusDetails {
    /// The state.
    #[serde(default, deserialize_with = "null_as_default", skip_serializing_if = "is_default")]
    pub state: DisputeState,
    /// Why it is in this state.
    pub reason_code: Option<DisputeReasonCode>,
    /// The reason in words.
    pub reason_description: Option<String>,
    /// For whom it was decided, once it is.
    pub resolution: Option<DisputeResolution>,
    /// When the state last changed.
    #[serde(default, with = "super::unix_seconds")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<u64>", extend("format" = "unix-time")))]
    pub last_updated_timestamp: Option<Timestamp>,
    /// Fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

/// A payment service provider's reference to a dispute.
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct DisputeProviderMetadata {
    /// The provider's own id of the dispute.
    pub provider_dispute_id: Option<String>,
    /// Further fields to send, or fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

/// A piece of evidence: a file, a text, or both.
/// (<https://developer.amazon.com/docs/amazon-pay-api-v2/dispute.html>)
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct MerchantEvidence {
    /// What it is.
    #[builder(start_fn)]
    pub evidence_type: EvidenceType,
    /// The file, as [`UploadedFile`](super::UploadedFile) names it.
    pub file_id: Option<String>,
    /// The text.
    pub evidence_text: Option<String>,
    /// Further fields to send, or fields that this version does not know.
    pub unknown_fields: UnknownFields,
}
