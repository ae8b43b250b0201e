//! What a button is made from.

use serde::{Deserialize, Serialize};

use crate::model::open_enum::open_enum;
use crate::model::{CreateCheckoutSession, Currency, Money, ProductType, Scope, UnknownFields, Url};

open_enum! {
    /// Where on the site the button stands.
    Placement {
        /// The first or main page.
        Home = "Home",
        /// A product's page.
        Product = "Product",
        /// The cart, before checkout begins.
        Cart = "Cart",
        /// Any page after checkout has begun.
        Checkout = "Checkout",
        /// Any other page.
        Other = "Other",
    }
}

open_enum! {
    /// The button's colour. Amazon's default is `Gold`.
    ButtonColor {
        /// Amazon's yellow.
        Gold = "Gold",
        /// Light grey, for dark pages.
        LightGray = "LightGray",
        /// Dark grey, for light pages.
        DarkGray = "DarkGray",
    }
}

open_enum! {
    /// The language of the button and of Amazon's pages.
    CheckoutLanguage {
        /// American English; the language of `na`.
        EnUs = "en_US",
        /// British English; in `eu`.
        EnGb = "en_GB",
        /// German; in `eu`.
        DeDe = "de_DE",
        /// French; in `eu`.
        FrFr = "fr_FR",
        /// Italian; in `eu`.
        ItIt = "it_IT",
        /// Spanish; in `eu`.
        EsEs = "es_ES",
        /// Japanese; the language of `jp`.
        JaJp = "ja_JP",
    }
}

/// The payload of a button that signs the buyer in without a payment.
///
/// The buyer comes back to `signInReturnUrl?buyerToken=…`; `buyers.get` reads who it is.
/// (<https://developer.amazon.com/docs/amazon-pay-checkout/amazon-sign-in.html>)
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct SignIn {
    /// Where the buyer comes back after signing in, with `?buyerToken=…` added; https, except on localhost in the
    /// sandbox. Its domain must be registered in Seller Central.
    #[builder(start_fn)]
    #[cfg_attr(feature = "schema", schemars(url))]
    pub sign_in_return_url: Url,
    /// The merchant's store (client) id, `amzn1.application-oa2-client.…`.
    #[builder(start_fn)]
    pub store_id: String,
    /// Where the buyer lands after cancelling on Amazon's page.
    #[cfg_attr(feature = "schema", schemars(url))]
    pub sign_in_cancel_url: Option<Url>,
    /// The buyer's data to ask for. The buyer's id always comes. Default: Amazon's choice.
    pub sign_in_scopes: Option<Vec<Scope>>,
    /// Further fields to send.
    pub unknown_fields: UnknownFields,
}

/// Asks for a button's configuration: exactly one of `checkoutSession` and `signIn`, and how it shall look.
///
/// Key, environment and signature come from the client.
/// (<https://developer.amazon.com/docs/amazon-pay-checkout/amazon-pay-script.html>)
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct ButtonRequest {
    /// The merchant account's id, from Seller Central.
    #[builder(start_fn)]
    pub merchant_id: String,
    /// Where on the site the button stands.
    #[builder(start_fn)]
    pub placement: Placement,
    /// The checkout that the button starts: with `checkoutMode` `ProcessOrder` an additional payment button, with
    /// `chargePermissionType` `Recurring` a recurring one.
    pub checkout_session: Option<CreateCheckoutSession>,
    /// The sign-in that the button starts.
    pub sign_in: Option<SignIn>,
    /// What the buyer does. Default: `PayAndShip` with a checkout session, `SignIn` with a sign-in.
    pub product_type: Option<ProductType>,
    /// The currency of the merchant's account: `USD` in `na`, `JPY` in `jp`, which are the defaults there; in `eu` it
    /// must be given, since accounts are kept in `EUR` or in `GBP`.
    pub ledger_currency: Option<Currency>,
    /// The language of the button and of Amazon's pages. Default: Amazon's choice for the region.
    pub checkout_language: Option<CheckoutLanguage>,
    /// The button's colour. Default: `Gold`.
    pub button_color: Option<ButtonColor>,
    /// What the order will roughly cost, so that Amazon offers only payment methods that can pay it.
    pub estimated_order_amount: Option<Money>,
    /// Further fields of the button's configuration, such as `design`.
    pub unknown_fields: UnknownFields,
}
