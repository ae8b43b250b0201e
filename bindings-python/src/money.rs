//! The check of an amount, which is the core's.

use amazonpay::error::ConfigError;
use amazonpay::model::{Currency, Money};
use pyo3::prelude::*;

use crate::failure::Failure as _;

/// The amount as it goes over the wire.
#[pyfunction]
pub(crate) fn check_money(py: Python<'_>, amount: &str, currency: &str) -> PyResult<String> {
    match Money::new(amount, Currency::from(currency)) {
        Ok(money) => Ok(money.amount().to_string()),
        Err(error) => Err(ConfigError::from(error).exception(py, None)),
    }
}
