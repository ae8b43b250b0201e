//! An amount of money: a decimal and a currency, never a float.

use std::cmp::Ordering;
use std::fmt;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::Currency;
use crate::error::{ConfigError, Error};

/// More digits than any amount of the API has, and few enough that sums of amounts stay exact.
const MOST_DIGITS: usize = 18;

/// An amount in a currency.
///
/// An amount made here is zero or more, has at most 18 digits and no more decimals than its currency has. What the
/// server sent is kept to the digit, `12.30` is written back as `12.30`, and amounts are equal when their values
/// are. On the wire the amount is a string; a JSON number of at most 15 digits is read as well. Amazon Pay takes up
/// to 150,000 USD, GBP or EUR and 10,000,000 JPY a charge
/// (<https://developer.amazon.com/docs/amazon-pay-api-v2/charge.html>).
///
/// ```
/// use amazonpay::model::{Currency, Money};
///
/// let price = Money::eur("12.30")?;
/// let shipping = Money::new("4.9", Currency::Eur)?;
/// assert_eq!(price.checked_add(&shipping)?.to_string(), "17.20 EUR");
/// assert!(Money::jpy("100.50").is_err());
/// # Ok::<(), amazonpay::model::InvalidMoney>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
pub struct Money {
    /// The amount in units of the currency, as a decimal string such as `12.30`.
    #[serde(with = "amount_on_the_wire")]
    #[cfg_attr(feature = "schema", schemars(with = "String", extend("format" = "decimal")))]
    amount: Decimal,
    /// The currency of the amount.
    currency_code: Currency,
}

/// What [`Money::new`] takes as an amount: a decimal string or a [`Decimal`], but no float.
pub trait Amount: sealed::Sealed {
    #[doc(hidden)]
    fn into_decimal(self) -> Result<Decimal, InvalidMoney>;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for &str {}
    impl Sealed for String {}
    impl Sealed for &String {}
    impl Sealed for rust_decimal::Decimal {}
}

impl Amount for &str {
    fn into_decimal(self) -> Result<Decimal, InvalidMoney> {
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let unsigned = self.strip_prefix('-').unwrap_or(self);
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
        if !digits(whole) || !digits(fraction) {
            let expected =
                "is no decimal number: write digits with a point before the decimals, such as 12.30";
            return Err(InvalidMoney::new(self, expected));
        }
        // Exact: `parse` would round what has more digits than a decimal holds.
        Decimal::from_str_exact(self).map_err(|_| InvalidMoney::too_long(self))
    }
}

impl Amount for String {
    fn into_decimal(self) -> Result<Decimal, InvalidMoney> {
        self.as_str().into_decimal()
    }
}

impl Amount for &String {
    fn into_decimal(self) -> Result<Decimal, InvalidMoney> {
        self.as_str().into_decimal()
    }
}

impl Amount for Decimal {
    fn into_decimal(self) -> Result<Decimal, InvalidMoney> {
        Ok(self)
    }
}

/// Why an amount was refused; names the amount and says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("amount: {value:?} {message}")]
pub struct InvalidMoney {
    value: String,
    message: String,
}

impl InvalidMoney {
    /// The field that was wrong: always `amount`.
    pub const FIELD: &'static str = "amount";

    fn new(value: impl fmt::Display, message: impl Into<String>) -> Self {
        Self { value: value.to_string(), message: message.into() }
    }

    fn too_long(value: impl fmt::Display) -> Self {
        Self::new(value, format!("is too long: an amount has at most {MOST_DIGITS} digits"))
    }

    /// The amount as it was given.
    pub fn value(&self) -> &str {
        &self.value
    }

    /// What is wrong with it and what to do, without the value.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl Money {
    /// An amount, given as a decimal string (`"12.30"`) or a [`Decimal`], in a currency.
    ///
    /// # Errors
    /// When the text is no decimal number, the amount is below zero, has more than 18 digits, or has more decimals
    /// than the currency (trailing zeros count: `1.000` EUR is refused).
    pub fn new(amount: impl Amount, currency: Currency) -> Result<Self, InvalidMoney> {
        let money = Self { amount: amount.into_decimal()?, currency_code: currency };
        money.validate()?;
        Ok(money)
    }

    /// An amount in US dollars; see [`Money::new`].
    pub fn usd(amount: impl Amount) -> Result<Self, InvalidMoney> {
        Self::new(amount, Currency::Usd)
    }

    /// An amount in euros; see [`Money::new`].
    pub fn eur(amount: impl Amount) -> Result<Self, InvalidMoney> {
        Self::new(amount, Currency::Eur)
    }

    /// An amount in pounds sterling; see [`Money::new`].
    pub fn gbp(amount: impl Amount) -> Result<Self, InvalidMoney> {
        Self::new(amount, Currency::Gbp)
    }

    /// An amount in yen, which has no decimals; see [`Money::new`].
    pub fn jpy(amount: impl Amount) -> Result<Self, InvalidMoney> {
        Self::new(amount, Currency::Jpy)
    }

    /// Nothing, in a currency, with the currency's decimals (`0.00`).
    pub fn zero(currency: Currency) -> Self {
        let amount = Decimal::new(0, currency.decimals().unwrap_or_default());
        Self { amount, currency_code: currency }
    }

    /// The amount in units of the currency.
    pub fn amount(&self) -> Decimal {
        self.amount
    }

    /// The currency.
    pub fn currency(&self) -> &Currency {
        &self.currency_code
    }

    /// Checks an amount that was read rather than made by [`Money::new`], by the same rules.
    ///
    /// # Errors
    /// As [`Money::new`].
    pub fn validate(&self) -> Result<(), InvalidMoney> {
        let amount = self.amount;
        if amount.is_sign_negative() && !amount.is_zero() {
            return Err(InvalidMoney::new(amount, "is below zero: give an amount of zero or more"));
        }
        if digits(amount) > MOST_DIGITS || amount.scale() as usize > MOST_DIGITS {
            return Err(InvalidMoney::too_long(amount));
        }
        match self.currency_code.decimals() {
            Some(most) if amount.scale() > most => {
                let currency = &self.currency_code;
                let has = amount.scale();
                Err(InvalidMoney::new(
                    amount,
                    format!("has more decimals ({has}) than {currency} ({most}): round it first"),
                ))
            }
            _ => Ok(()),
        }
    }

    /// The sum of both amounts.
    ///
    /// # Errors
    /// When the currencies differ or the sum is too long.
    pub fn checked_add(&self, other: &Self) -> Result<Self, InvalidMoney> {
        self.same_currency(other)?;
        self.exactly(self.amount.checked_add(other.amount), other)
    }

    /// What is left when the other amount is taken away.
    ///
    /// # Errors
    /// When the currencies differ, the other amount is the larger or the difference is too long.
    pub fn checked_sub(&self, other: &Self) -> Result<Self, InvalidMoney> {
        self.same_currency(other)?;
        if other.amount > self.amount {
            let message = format!("is more than {}: the difference would be below zero", self.amount);
            return Err(InvalidMoney::new(other.amount, message));
        }
        self.exactly(self.amount.checked_sub(other.amount), other)
    }

    /// The result of adding or subtracting, unless digits were lost: a decimal rounds what it has no room for.
    fn exactly(&self, result: Option<Decimal>, other: &Self) -> Result<Self, InvalidMoney> {
        // The sum of an amount and zero is the amount, with its own decimals.
        let zero = self.amount.is_zero() || other.amount.is_zero();
        let scale = self.amount.scale().max(other.amount.scale());
        match result {
            Some(amount) if (zero || amount.scale() == scale) && digits(amount) <= MOST_DIGITS => {
                Ok(Self { amount, currency_code: self.currency_code.clone() })
            }
            Some(amount) => Err(InvalidMoney::too_long(amount)),
            None => Err(InvalidMoney::too_long(self.amount)),
        }
    }

    fn same_currency(&self, other: &Self) -> Result<(), InvalidMoney> {
        if self.currency_code == other.currency_code {
            return Ok(());
        }
        Err(InvalidMoney::new(other, format!("is not in {}: convert it first", self.currency_code)))
    }
}

/// How many digits an amount has, leading zeros not counted.
fn digits(amount: Decimal) -> usize {
    amount.mantissa().unsigned_abs().to_string().len()
}

impl From<InvalidMoney> for ConfigError {
    fn from(error: InvalidMoney) -> Self {
        Self::new(InvalidMoney::FIELD, format!("{:?} {}", error.value, error.message))
    }
}

impl From<InvalidMoney> for Error {
    fn from(error: InvalidMoney) -> Self {
        Self::Configuration(error.into())
    }
}

/// Amounts in different currencies have no order.
impl PartialOrd for Money {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        (self.currency_code == other.currency_code).then(|| self.amount.cmp(&other.amount))
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount, self.currency_code)
    }
}

/// The amount as a string, read from a JSON number too.
mod amount_on_the_wire {
    use rust_decimal::Decimal;
    use serde::de::{Error, Unexpected, Visitor};
    use serde::{Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(amount: &Decimal, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(amount)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Decimal, D::Error> {
        deserializer.deserialize_any(AmountVisitor)
    }

    struct AmountVisitor;

    impl Visitor<'_> for AmountVisitor {
        type Value = Decimal;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("an amount as a decimal string such as \"12.30\"")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<Decimal, E> {
            use super::Amount;
            // Without the text: what stands in an amount's place by mistake may be a buyer's.
            text.into_decimal().map_err(|error| E::custom(format_args!("the amount {}", error.message())))
        }

        fn visit_u64<E: Error>(self, number: u64) -> Result<Decimal, E> {
            Ok(number.into())
        }

        fn visit_i64<E: Error>(self, number: i64) -> Result<Decimal, E> {
            Ok(number.into())
        }

        fn visit_f64<E: Error>(self, number: f64) -> Result<Decimal, E> {
            // The shortest decimal that means this float is the one that was written, as long as it has no more
            // digits than a float holds for sure.
            let text = number.to_string();
            if text.bytes().filter(u8::is_ascii_digit).skip_while(|digit| *digit == b'0').count() > 15 {
                let unexpected = Unexpected::Other("a JSON number of more than 15 digits");
                return Err(E::invalid_value(unexpected, &self));
            }
            self.visit_str(&text)
        }
    }
}

#[cfg(feature = "uniffi")]
uniffi::custom_type!(Decimal, String, {
    remote,
    lower: |amount| amount.to_string(),
    try_lift: |text| Ok(text.as_str().into_decimal()?),
});

#[cfg(test)]
mod tests;
