//! Prints the public face of the Python package: models, resources, call options and advice.
//!
//! What these stand on is written by hand beside them, in `bindings-python/python/amazonpay/`.

mod advice;
mod buttons;
mod models;
mod options;
mod resources;
mod text;

use crate::description::Description;
use resources::Flavour;

/// Each file of the package, by its name, and its text.
///
/// # Errors
/// When two names collide, of a field and an option for instance; the message names them.
pub(crate) fn print(api: &Description) -> Result<[(&'static str, String); 9], String> {
    Ok([
        ("models.py", models::print(api)?),
        ("resources.py", resources::print(api, Flavour::Blocking)?),
        ("async_resources.py", resources::print(api, Flavour::Async)?),
        ("client_resources.py", resources::print_client(api, Flavour::Blocking)),
        ("async_client_resources.py", resources::print_client(api, Flavour::Async)),
        ("buttons.py", buttons::print(api)),
        ("options.py", options::print(api)),
        ("_option_names.py", options::print_names(api)),
        ("advice.py", advice::print()),
    ])
}
