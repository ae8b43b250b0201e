//! The check of an amount, which is the core's.

use amazonpay::model::Money;

use crate::error::AmazonPayError;
use crate::runtime::at_once;

/// Gives the amount back when it is one that can be asked for: zero or more, of at most 18 digits, with no more decimals
/// than its currency has.
///
/// Every call checks the amounts that it is given; this is for those who want to know before.
#[uniffi::export]
pub fn check_money(money: Money) -> Result<Money, AmazonPayError> {
    at_once(|| {
        money.validate().map_err(amazonpay::Error::from)?;
        Ok(money)
    })
}
