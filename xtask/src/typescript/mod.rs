//! Prints the public face of the Node package: models, resources, call options, advice, and what tests say to the
//! sandbox.
//!
//! What these stand on is written by hand beside them, in `bindings-node/typescript/`.

mod advice;
mod dashboard;
mod models;
mod operations;
mod options;
mod resources;
mod sandbox;
mod shapes;
mod state_reasons;
mod text;

use crate::description::Description;

/// Each file of `generated/`, by its name, and its text.
///
/// # Errors
/// When a type of the control API is gone or has a form that no printer knows; the message names it.
pub(crate) fn print(api: &Description) -> Result<[(&'static str, String); 8], String> {
    Ok([
        ("models.ts", models::print(api)),
        ("shapes.ts", shapes::print(api)),
        ("operations.ts", operations::print(api)),
        ("resources.ts", resources::print(api)),
        ("options.ts", options::print(api)),
        ("advice.ts", advice::print()),
        ("state-reasons.ts", state_reasons::print()),
        ("sandbox.ts", sandbox::print()?),
    ])
}

/// Each file of the sandbox's dashboard, by its name, and its text.
///
/// # Errors
/// As those of [`print()`].
pub(crate) fn print_dashboard(api: &Description) -> Result<[(&'static str, String); 2], String> {
    Ok([("operations.ts", dashboard::operations(api)), ("wire.ts", dashboard::wire()?)])
}
