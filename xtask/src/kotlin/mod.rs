//! Makes Kotlin's public face of what uniffi-bindgen has written.
//!
//! uniffi-bindgen knows every operation, model and error, and nothing of what Kotlin and Java expect of a library. What it
//! wrote is read here, so that no operation and no field is listed twice.

mod builders;
mod calls;
mod checkout;
mod comments;
mod enums;
mod exceptions;
mod flows;
mod java_proof;
mod java_records;
mod numbers;
mod package;
mod properties;
mod source;
mod state_reasons;
mod threads;
mod views;

use std::fs;
use std::path::Path;

use crate::description::Description;

pub(crate) use checkout::face as checkout_face;
pub(crate) use java_proof::write as java_proof;

/// Where uniffi-bindgen writes, and where what goes with it is put.
const CLIENT: &str = "dev/amazonpay/amazonpay_uniffi.kt";
const MODELS: &str = "dev/amazonpay/model/amazonpay.kt";
const FLOWS: &str = "dev/amazonpay/Flows.kt";
const BLOCKING: &str = "dev/amazonpay/jvm/Blocking.kt";
const ASYNC: &str = "dev/amazonpay/jvm/Async.kt";

/// Rewrites what is in the folder `from` into the folder `to`.
///
/// # Errors
/// When a file cannot be read or written, or is not as uniffi-bindgen of the version in Cargo.lock writes it.
pub(crate) fn face(api: &Description, from: &Path, to: &Path) -> Result<(), String> {
    let read = |name: &str| {
        fs::read_to_string(from.join(name)).map_err(|error| format!("cannot read {name}: {error}"))
    };
    for (name, text) in files(api, &read(CLIENT)?, &read(MODELS)?)? {
        let path = to.join(name);
        let written = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&path, text));
        written.map_err(|error| format!("cannot write {name}: {error}"))?;
    }
    Ok(())
}

fn files(api: &Description, client: &str, models: &str) -> Result<[(&'static str, String); 5], String> {
    let (client, models) =
        (&numbers::signed(&comments::rewrite(client))?, &numbers::signed(&comments::rewrite(models))?);
    let objects = source::objects(client)?;
    let flows = flows::print(&objects, models);
    let blocking = views::blocking(&objects, models);
    let asynchronous = views::asynchronous(&objects);
    let rewrite = |text: &str| -> Result<String, String> {
        Ok(builders::add(&enums::rewrite(&exceptions::rewrite(&calls::lightened(text)?)?, api)?))
    };
    let client = properties::rewrite(&package::identified(&threads::keep(&rewrite(client)?)?)?, &objects)?;
    Ok([
        (CLIENT, source::static_constructors(&client)),
        (MODELS, state_reasons::advised(&rewrite(models)?, api)?),
        (FLOWS, flows),
        (BLOCKING, blocking),
        (ASYNC, asynchronous),
    ])
}
