//! The currencies that Amazon Pay settles and presents in.

use super::open_enum::open_enum;

open_enum! {
    /// A currency by its ISO 4217 code.
    ///
    /// USD, EUR, GBP and JPY are ledger currencies; the others can only be presented to the buyer
    /// (<https://developer.amazon.com/docs/amazon-pay-checkout/multi-currency-integration.html>).
    Currency {
        /// United States dollar, two decimals.
        Usd = "USD",
        /// Euro, two decimals.
        Eur = "EUR",
        /// Pound sterling, two decimals.
        Gbp = "GBP",
        /// Japanese yen, no decimals.
        Jpy = "JPY",
        /// Australian dollar, two decimals.
        Aud = "AUD",
        /// Danish krone, two decimals.
        Dkk = "DKK",
        /// Hong Kong dollar, two decimals.
        Hkd = "HKD",
        /// New Zealand dollar, two decimals.
        Nzd = "NZD",
        /// Norwegian krone, two decimals.
        Nok = "NOK",
        /// South African rand, two decimals.
        Zar = "ZAR",
        /// Swedish krona, two decimals.
        Sek = "SEK",
        /// Swiss franc, two decimals.
        Chf = "CHF",
    }
}

impl Currency {
    /// How many decimals an amount may have; `None` for a currency that this version does not list.
    ///
    /// ```
    /// use amazonpay::model::Currency;
    ///
    /// assert_eq!(Currency::Eur.decimals(), Some(2));
    /// assert_eq!(Currency::Jpy.decimals(), Some(0));
    /// assert_eq!(Currency::from("XTS").decimals(), None);
    /// ```
    pub fn decimals(&self) -> Option<u32> {
        match self {
            Self::Jpy => Some(0),
            Self::Unknown(_) => None,
            _ => Some(2),
        }
    }

    /// Whether Amazon Pay keeps accounts in this currency, so that a merchant can be paid in it.
    pub fn is_ledger_currency(&self) -> bool {
        matches!(self, Self::Usd | Self::Eur | Self::Gbp | Self::Jpy)
    }
}
