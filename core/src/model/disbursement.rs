//! Disbursements: the money that Amazon paid out to the merchant's bank account.

use serde::{Deserialize, Serialize};

use super::{Currency, Money, Timestamp, UnknownFields};

/// A payment to the merchant's bank account.
/// (<https://developer.amazon.com/docs/amazon-pay-reports/request-disbursement-details.html>)
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
pub struct Disbursement {
    /// The merchant.
    pub seller_id: Option<String>,
    /// The settlement that was paid out, as the settlement report names it.
    pub settlement_id: Option<String>,
    /// The reference on the bank statement.
    pub amazon_disbursement_reference_id: Option<String>,
    /// The amount as a decimal; see [`money`](Self::money).
    pub amount: Option<String>,
    /// The amount's currency.
    pub currency_code: Option<Currency>,
    /// When the settlement was closed.
    pub transaction_time: Option<Timestamp>,
    /// Fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

impl Disbursement {
    /// The amount with its currency; `None` when one of them is absent or the amount is none of that currency.
    ///
    /// ```
    /// use amazonpay::model::{Disbursement, Money};
    ///
    /// let paid: Disbursement = serde_json::from_str(r#"{"amount": "1000.50", "currencyCode": "USD"}"#)?;
    /// assert_eq!(paid.money(), Some(Money::usd("1000.50")?));
    /// let odd: Disbursement = serde_json::from_str(r#"{"amount": "1000.505", "currencyCode": "USD"}"#)?;
    /// assert_eq!(odd.money(), None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn money(&self) -> Option<Money> {
        Money::new(self.amount.as_deref()?, self.currency_code.clone()?).ok()
    }
}

/// Some of the disbursements, and the way to the next ones.
/// (<https://developer.amazon.com/docs/amazon-pay-reports/request-disbursement-details.html>)
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
pub struct DisbursementPage {
    /// The disbursements of this page.
    pub disbursements: Option<Vec<Disbursement>>,
    /// Leads to the next page; absent on the last one.
    pub next_token: Option<String>,
    /// Fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

/// Which disbursements to list, by the date of their settlement.
/// (<https://developer.amazon.com/docs/amazon-pay-reports/request-disbursement-details.html>)
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct ListDisbursements {
    /// The first moment.
    #[builder(start_fn)]
    pub start_time: Timestamp,
    /// The last moment.
    #[builder(start_fn)]
    pub end_time: Timestamp,
    /// Disbursements a page.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 100)))]
    pub page_size: Option<u32>,
    /// The page to read, from the answer before.
    pub next_token: Option<String>,
    /// Further fields to send.
    pub unknown_fields: UnknownFields,
}
