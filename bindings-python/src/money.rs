//! The check of an amount, which is the core's.

use amazonpay::model::{Currency, Money};
use pyo3::prelude::*;

use crate::failure;

/// The amount as it goes over the wire.
#[pyfunction]
pub(crate) fn check_money(py: Python<'_>, amount: &str, currency: &str) -> PyResult<String> {
    match Money::new(amount, Currency::from(currency)) {
        Ok(money) => Ok(money.amount().to_string()),
        Err(error) => Err(failure::configuration(py, error.into())),
    }
}
