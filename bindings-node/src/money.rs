//! The check of an amount, which is the core's.

use amazonpay::error::ConfigError;
use amazonpay::model::{Currency, Money};
use napi::Env;
use napi_derive::napi;

use crate::failure::Failure;

/// The amount as it goes over the wire.
#[napi(catch_unwind)]
pub fn check_money(env: &Env, amount: String, currency: String) -> napi::Result<String> {
    match Money::new(&amount, Currency::from(currency.as_str())) {
        Ok(money) => Ok(money.amount().to_string()),
        Err(error) => Err(Failure::from(ConfigError::from(error)).thrown(env)),
    }
}
