//! Makes a button's configuration from a request and the client's settings.

use serde::Serialize;

use super::config::{Button, ButtonConfig, SignedPayload};
use super::page_json::page_json;
use super::request::ButtonRequest;
use crate::client::AmazonPay;
use crate::config::{Environment, Region};
use crate::error::{ConfigError, Error};
use crate::model::{Currency, ProductType, Url};
use crate::operation::{JsonText, ModelMismatch, check_amounts, encode, parse};

/// The fields of the configuration that the client fills; a request must not bring its own.
const FROM_THE_CLIENT: [&str; 4] = ["publicKeyId", "sandbox", "createCheckoutSessionConfig", "signInConfig"];

/// The address of Amazon's script for a region
/// (<https://developer.amazon.com/docs/amazon-pay-checkout/amazon-pay-script.html>).
#[must_use]
pub const fn script_url(region: Region) -> &'static str {
    match region {
        Region::Na => "https://static-na.payments-amazon.com/checkout.js",
        Region::Eu => "https://static-eu.payments-amazon.com/checkout.js",
        Region::Jp => "https://static-fe.payments-amazon.com/checkout.js",
    }
}

impl AmazonPay {
    /// The address of the script that draws this client's buttons: Amazon's for the region, or that of a local sandbox,
    /// `/checkout.js` of the endpoint, when the endpoint is on this very machine (127.0.0.0/8, ::1 or localhost).
    ///
    /// A page's policy names its origin in `script-src`; beside a sandbox in `connect-src` and `form-action` as well.
    pub fn checkout_script_url(&self) -> Url {
        let config = self.config();
        if !config.is_loopback() {
            return script_url(config.region()).into();
        }
        let mut url = config.base_url().clone();
        url.set_path("/checkout.js");
        String::from(url).into()
    }

    /// Makes the configuration of a button: encodes its payload, signs it, and adds what the client knows.
    ///
    /// Nothing is sent. The result holds no date and may be kept for as long as the order stays the same. See
    /// [`amazonpay::button`](crate::button) for an example.
    ///
    /// # Errors
    /// [`Error::Configuration`] when the request has no payload or two, or a product type that contradicts it, or lacks
    /// the ledger currency in the region `eu`; otherwise as [`button_signature`](Self::button_signature).
    pub async fn button(&self, request: impl Into<ButtonRequest>) -> Result<Button, Error> {
        let request = request.into();
        let purpose = Purpose::of(&request)?;
        let ledger_currency = self.ledger_currency(&request)?;
        if request.merchant_id.trim().is_empty() {
            return Err(ConfigError::new(
                "merchant_id",
                "empty; expected the merchant account's id, from Seller Central's Integration Central",
            )
            .into());
        }
        if let Some((name, _)) =
            request.unknown_fields.iter().find(|(name, _)| FROM_THE_CLIENT.contains(name))
        {
            return Err(ConfigError::new(
                "button",
                format!("{name} comes from the client's settings and the payload; leave it out"),
            )
            .into());
        }
        let payload = match (&request.checkout_session, &request.sign_in) {
            (Some(session), _) => text_of("checkout_session", session)?,
            (None, sign_in) => text_of("sign_in", sign_in)?,
        };
        let id = self.config().public_key_id();
        let (beside, within) = match id.environment() {
            Some(_) => (Some(id.to_string()), None),
            None => (None, Some(id.to_string())),
        };
        let signed = SignedPayload {
            signature: self.button_signature(&payload).await?,
            payload_json: payload,
            algorithm: self.config().algorithm().to_string(),
            public_key_id: within,
        };
        let (create_checkout_session_config, sign_in_config) = match purpose {
            Purpose::Checkout(_) => (Some(signed), None),
            Purpose::SignIn => (None, Some(signed)),
        };
        let config = ButtonConfig {
            merchant_id: request.merchant_id,
            public_key_id: beside,
            ledger_currency,
            sandbox: self.config().environment() == Environment::Sandbox,
            checkout_language: request.checkout_language,
            product_type: purpose.product_type(),
            placement: request.placement,
            button_color: request.button_color,
            estimated_order_amount: request.estimated_order_amount,
            create_checkout_session_config,
            sign_in_config,
            unknown_fields: request.unknown_fields,
        };
        let config_json = page_json(&text_of("button", &config)?);
        Ok(Button { script_url: self.checkout_script_url(), config, config_json })
    }

    /// As [`button`](Self::button), with JSON in and JSON out: a [`ButtonRequest`] and a [`Button`]. For callers
    /// without types.
    ///
    /// # Errors
    /// As [`button`](Self::button), and [`Error::Configuration`] when the JSON does not fit the request's model.
    pub async fn button_from_json(&self, request: &str) -> Result<JsonText, Error> {
        let request = parse::<ButtonRequest>(request.as_bytes()).map_err(wrong("button"))?;
        let checked = encode(&request).and_then(check_amounts).map_err(wrong("button"));
        checked?;
        let button = self.button(request).await?;
        Ok(JsonText::new(encode(&button).map_err(wrong("button"))?))
    }

    /// The guide knows one ledger currency for `na` and for `jp`, and two for `eu`.
    fn ledger_currency(&self, request: &ButtonRequest) -> Result<Currency, ConfigError> {
        match (&request.ledger_currency, self.config().region()) {
            (Some(currency), _) if currency.is_ledger_currency() || currency.is_unknown() => {
                Ok(currency.clone())
            }
            (Some(currency), _) => Err(ConfigError::new(
                "ledger_currency",
                format!(
                    "{currency} is no ledger currency; expected USD, EUR, GBP or JPY, as the account has it"
                ),
            )),
            (None, Region::Na) => Ok(Currency::Usd),
            (None, Region::Jp) => Ok(Currency::Jpy),
            (None, Region::Eu) => Err(ConfigError::new(
                "ledger_currency",
                "missing; in the region eu give EUR, or GBP for an account of the United Kingdom",
            )),
        }
    }
}

/// What the button is for.
enum Purpose {
    Checkout(ProductType),
    SignIn,
}

impl Purpose {
    fn of(request: &ButtonRequest) -> Result<Self, ConfigError> {
        let product_type = request.product_type.as_ref();
        match (&request.checkout_session, &request.sign_in) {
            (Some(_), Some(_)) => Err(ConfigError::new(
                "sign_in",
                "contradicts the checkout_session given too; a button starts one of the two",
            )),
            (None, None) => Err(ConfigError::new(
                "checkout_session",
                "missing; give the checkout that the button starts, or a sign_in",
            )),
            (Some(_), None) => match product_type {
                Some(ProductType::SignIn) => Err(ConfigError::new(
                    "product_type",
                    "SignIn contradicts the checkout_session; expected PayAndShip or PayOnly, or a sign_in",
                )),
                other => Ok(Self::Checkout(other.cloned().unwrap_or(ProductType::PayAndShip))),
            },
            (None, Some(_)) => match product_type {
                None | Some(ProductType::SignIn) => Ok(Self::SignIn),
                Some(other) => Err(ConfigError::new(
                    "product_type",
                    format!("{other} contradicts the sign_in; expected SignIn, or a checkout_session"),
                )),
            },
        }
    }

    fn product_type(&self) -> ProductType {
        match self {
            Self::Checkout(product_type) => product_type.clone(),
            Self::SignIn => ProductType::SignIn,
        }
    }
}

fn text_of(field: &'static str, model: &impl Serialize) -> Result<String, ConfigError> {
    let json = encode(model).map_err(wrong(field))?;
    String::from_utf8(json).map_err(|error| ConfigError::new(field, error.to_string()))
}

fn wrong(field: &'static str) -> impl Fn(ModelMismatch) -> ConfigError {
    move |mismatch| ConfigError::new(field, mismatch.to_string())
}
