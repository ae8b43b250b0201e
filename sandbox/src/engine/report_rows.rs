//! The columns of the reports and the rows that fill them.
//!
//! The columns of the settlement report are the guide's
//! (<https://developer.amazon.com/docs/amazon-pay-reports/settlement-reports.html>). Those of the transaction reports are
//! named in Amazon's "Settlement and transaction reports" (PDF, version 1.6); where that could not be read, they follow
//! the pattern of the capture report and the names of the older API's objects [own]. Rows are separated by line feeds and
//! values by tabs, without quotes [own]. Amazon's names are of the older API; the ids are today's: an authorization and
//! its capture are the one charge, an order reference is the Charge Permission.

use std::borrow::Cow;

use amazonpay::model::{ChargePermissionType, ChargeState, MerchantMetadata, Money, ReportType};
use jiff::Timestamp;

use super::Engine;
use super::charge::ChargeRecord;
use super::charge_permission::PermissionRecord;
use super::journal::{Entry, Subject};
use super::refund::RefundRecord;
use super::reports::ReportRecord;

/// What a report is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Settlement,
    OrderReference,
    BillingAgreement,
    Authorization,
    Capture,
    Refund,
}

const SETTLEMENT: &[&str] = &[
    "TransactionPostedDate",
    "SettlementId",
    "AmazonTransactionId",
    "SellerReferenceId",
    "TransactionType",
    "AmazonOrderReferenceId",
    "SellerOrderId",
    "StoreName",
    "CurrencyCode",
    "TransactionDescription",
    "TransactionAmount",
    "TransactionPercentageFee",
    "TransactionFixedFee",
    "TotalTransactionFee",
    "NetTransactionAmount",
];

/// What the transaction reports end with.
const STATUS_AND_BUYER: &[&str] = &[
    "LastUpdateTimestamp",
    "ReasonCode",
    "CreationTimestamp",
    "BuyerName",
    "BuyerEmailAddress",
    "BillingAddressLine1",
    "BillingAddressLine2",
    "BillingAddressLine3",
    "BillingAddressCity",
    "BillingAddressDistrictOrCounty",
    "BillingAddressStateOrRegion",
    "BillingAddressPostalCode",
    "BillingAddressCountryCode",
];

impl Form {
    /// The form of a type of report; `None` for a type that the sandbox does not know.
    pub(super) fn of(report_type: &ReportType) -> Option<Self> {
        match report_type {
            ReportType::Settlement | ReportType::SandboxSettlement => Some(Self::Settlement),
            ReportType::OrderReference => Some(Self::OrderReference),
            ReportType::BillingAgreement => Some(Self::BillingAgreement),
            ReportType::Authorization => Some(Self::Authorization),
            ReportType::Capture => Some(Self::Capture),
            ReportType::Refund => Some(Self::Refund),
            _ => None,
        }
    }

    /// The first row.
    pub(super) fn columns(self) -> Vec<&'static str> {
        let (own, more): (&[&str], &[&str]) = match self {
            Self::Settlement => (SETTLEMENT, &[]),
            Self::OrderReference => (
                &[
                    "AmazonOrderReferenceId",
                    "SellerOrderId",
                    "StoreName",
                    "OrderAmount",
                    "CurrencyCode",
                    "OrderReferenceStatus",
                ],
                STATUS_AND_BUYER,
            ),
            Self::BillingAgreement => (
                &[
                    "AmazonBillingAgreementId",
                    "SellerBillingAgreementId",
                    "StoreName",
                    "BillingAgreementStatus",
                ],
                STATUS_AND_BUYER,
            ),
            Self::Authorization => (
                &[
                    "AmazonAuthorizationId",
                    "AuthorizationReferenceId",
                    "AmazonOrderReferenceId",
                    "AuthorizationAmount",
                    "CurrencyCode",
                    "SellerAuthorizationNote",
                    "AuthorizationStatus",
                ],
                STATUS_AND_BUYER,
            ),
            Self::Capture => (
                &[
                    "AmazonCaptureId",
                    "CaptureReferenceId",
                    "AmazonAuthorizationId",
                    "AmazonOrderReferenceId",
                    "CaptureAmount",
                    "CurrencyCode",
                    "SellerCaptureNote",
                    "CaptureStatus",
                ],
                STATUS_AND_BUYER,
            ),
            Self::Refund => (
                &[
                    "AmazonRefundId",
                    "RefundReferenceId",
                    "AmazonCaptureId",
                    "AmazonOrderReferenceId",
                    "RefundAmount",
                    "CurrencyCode",
                    "SellerRefundNote",
                    "RefundStatus",
                ],
                STATUS_AND_BUYER,
            ),
        };
        own.iter().chain(more).copied().collect()
    }

    /// Whether an entry of the journal is a row of such a report, if it is the last of its object.
    pub(super) fn takes(self, engine: &Engine, report: &ReportRecord, entry: &Entry) -> bool {
        let is_one_time = || {
            let record = engine.permissions.get(&entry.permission);
            record.is_some_and(|record| record.kind == ChargePermissionType::OneTime)
        };
        match (self, entry.subject) {
            (Self::Settlement, _) => {
                let settlement = report.settlement.and_then(|index| engine.settlements.closed(index));
                entry.moves_money()
                    && settlement.is_none_or(|settlement| {
                        engine.currency_of(entry).is_some_and(|currency| currency == settlement.currency)
                    })
            }
            (Self::OrderReference, Subject::Permission) => is_one_time(),
            (Self::BillingAgreement, Subject::Permission) => !is_one_time(),
            (Self::Authorization, Subject::Charge(_)) => true,
            (Self::Capture, Subject::Charge(_)) => {
                matches!(entry.charge_state(), ChargeState::CaptureInitiated | ChargeState::Captured)
            }
            (Self::Refund, Subject::Refund(_)) => true,
            _ => false,
        }
    }
}

type Values<'a> = Vec<Cow<'a, str>>;

impl Engine {
    fn currency_of(&self, entry: &Entry) -> Option<amazonpay::model::Currency> {
        let record = self.permissions.get(&entry.permission)?;
        let money = match entry.subject {
            Subject::Permission => None,
            Subject::Charge(place) => charge(record, place)?.object.charge_amount.as_ref(),
            Subject::Refund(place) => refund(record, place)?.object.refund_amount.as_ref(),
        };
        money.map(|money| money.currency().clone())
    }

    /// The values of an entry's row, in the order of the columns.
    pub(super) fn row(&self, form: Form, settlement_id: &str, entry: &Entry) -> Option<Values<'_>> {
        let record = self.permissions.get(&entry.permission)?;
        let order = &record.object.charge_permission_id;
        let metadata = record.object.merchant_metadata.as_ref();
        match (form, entry.subject) {
            (Form::Settlement, Subject::Charge(place)) => {
                let charge = charge(record, place)?;
                let amount = charge.object.capture_amount.as_ref()?;
                let (id, reference) =
                    (&charge.object.charge_id, reference(charge.object.merchant_metadata.as_ref()));
                Some(settlement_row(record, settlement_id, entry, (id, reference), ("Capture", "", amount)))
            }
            (Form::Settlement, Subject::Refund(place)) => {
                let refund = refund(record, place)?;
                let amount = refund.object.refund_amount.as_ref()?;
                let id = &refund.object.refund_id;
                Some(settlement_row(record, settlement_id, entry, (id, ""), ("Refund", "-", amount)))
            }
            (Form::OrderReference, Subject::Permission) => {
                let currency = record.currency.as_ref().map_or("", |currency| currency.as_str());
                let limit =
                    record.currency.as_ref().map(|currency| super::limits::money(record.limit, currency));
                let amount = limit.map(|limit| limit.amount().to_string()).unwrap_or_default();
                let own = [
                    order.into(),
                    reference(metadata).into(),
                    store(metadata).into(),
                    amount.into(),
                    currency.into(),
                ];
                Some(with_status(own, record, entry, record.object.creation_timestamp))
            }
            (Form::BillingAgreement, Subject::Permission) => {
                let own = [order.into(), reference(metadata).into(), store(metadata).into()];
                Some(with_status(own, record, entry, record.object.creation_timestamp))
            }
            (Form::Authorization, Subject::Charge(place)) => {
                let charge = &charge(record, place)?.object;
                let (amount, currency) = parts(charge.charge_amount.as_ref());
                let (reference, note) =
                    (reference(charge.merchant_metadata.as_ref()), note(charge.merchant_metadata.as_ref()));
                let own = [
                    (&charge.charge_id).into(),
                    reference.into(),
                    order.into(),
                    amount.into(),
                    currency.into(),
                    note.into(),
                ];
                Some(with_status(own, record, entry, charge.creation_timestamp))
            }
            (Form::Capture, Subject::Charge(place)) => {
                let charge = &charge(record, place)?.object;
                let (amount, currency) =
                    parts(charge.capture_amount.as_ref().or(charge.charge_amount.as_ref()));
                let (reference, note) =
                    (reference(charge.merchant_metadata.as_ref()), note(charge.merchant_metadata.as_ref()));
                let own = [
                    (&charge.charge_id).into(),
                    reference.into(),
                    (&charge.charge_id).into(),
                    order.into(),
                    amount.into(),
                    currency.into(),
                    note.into(),
                ];
                Some(with_status(own, record, entry, charge.creation_timestamp))
            }
            (Form::Refund, Subject::Refund(place)) => {
                let refund = &refund(record, place)?.object;
                let (amount, currency) = parts(refund.refund_amount.as_ref());
                let own = [
                    (&refund.refund_id).into(),
                    "".into(),
                    refund.charge_id.as_deref().unwrap_or_default().into(),
                    order.into(),
                    amount.into(),
                    currency.into(),
                    "".into(),
                ];
                Some(with_status(own, record, entry, refund.creation_timestamp))
            }
            _ => None,
        }
    }
}

fn charge(record: &PermissionRecord, place: u32) -> Option<&ChargeRecord> {
    record.charges.get(usize::try_from(place).ok()?).map(Box::as_ref)
}

fn refund(record: &PermissionRecord, place: u32) -> Option<&RefundRecord> {
    record.refunds.get(usize::try_from(place).ok()?).map(Box::as_ref)
}

fn reference(metadata: Option<&MerchantMetadata>) -> &str {
    metadata.and_then(|metadata| metadata.merchant_reference_id.as_deref()).unwrap_or_default()
}

fn store(metadata: Option<&MerchantMetadata>) -> &str {
    metadata.and_then(|metadata| metadata.merchant_store_name.as_deref()).unwrap_or_default()
}

fn note(metadata: Option<&MerchantMetadata>) -> &str {
    metadata.and_then(|metadata| metadata.note_to_buyer.as_deref()).unwrap_or_default()
}

fn parts(money: Option<&Money>) -> (String, &str) {
    money.map_or((String::new(), ""), |money| (money.amount().to_string(), money.currency().as_str()))
}

/// A capture, or a refund with a minus before its amount. The sandbox takes no fees [own].
fn settlement_row<'a>(
    record: &'a PermissionRecord,
    settlement_id: &str,
    entry: &Entry,
    (id, reference_id): (&'a str, &'a str),
    (kind, sign, amount): (&'static str, &'static str, &'a Money),
) -> Values<'a> {
    let metadata = record.object.merchant_metadata.as_ref();
    let fee = Money::zero(amount.currency().clone()).amount().to_string();
    let value = format!("{sign}{}", amount.amount());
    vec![
        // As the guide's example: 2015-05-18T15:48:50-0000.
        entry.moment.strftime("%Y-%m-%dT%H:%M:%S+0000").to_string().into(),
        settlement_id.to_owned().into(),
        id.into(),
        reference_id.into(),
        kind.into(),
        record.object.charge_permission_id.as_str().into(),
        reference(metadata).into(),
        store(metadata).into(),
        amount.currency().as_str().into(),
        "".into(),
        value.clone().into(),
        fee.clone().into(),
        fee.clone().into(),
        fee.into(),
        value.into(),
    ]
}

/// The values of a transaction report's row: its own, then the state that the entry tells of, and the buyer.
fn with_status<'a, const N: usize>(
    own: [Cow<'a, str>; N],
    record: &'a PermissionRecord,
    entry: &Entry,
    created: Option<amazonpay::model::Timestamp>,
) -> Values<'a> {
    let moment = |moment: Timestamp| moment.strftime("%Y-%m-%d %H:%M:%S").to_string();
    let buyer = record.buyer.info();
    let address = record.buyer.billing_address().unwrap_or_default();
    let optional = |text: Option<String>| Cow::Owned(text.unwrap_or_default());
    own.into_iter()
        .chain([
            entry.state().into(),
            moment(entry.moment).into(),
            entry.reason().into(),
            created.map(|created| moment(created.get())).unwrap_or_default().into(),
            optional(buyer.name),
            optional(buyer.email),
            optional(address.address_line1),
            optional(address.address_line2),
            optional(address.address_line3),
            optional(address.city),
            optional(address.county.or(address.district)),
            optional(address.state_or_region),
            optional(address.postal_code),
            optional(address.country_code),
        ])
        .collect()
}
