//! Prints the public face of the Python package: models, resources, call options, advice, and what tests say to the
//! sandbox.
//!
//! What these stand on is written by hand beside them, in `bindings-python/python/amazonpay/`.

mod advice;
mod buttons;
mod models;
mod options;
mod resources;
mod sandbox;
mod text;

use crate::description::Description;
use resources::Flavour;

/// Each file of the package, by its name, and its text.
///
/// # Errors
/// When two names collide, of a field and an option for instance; the message names them.
pub(crate) fn print(api: &Description) -> Result<[(&'static str, String); 11], String> {
    let [results, arguments] = sandbox::print()?;
    Ok([
        results,
        arguments,
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
