//! Makes Swift's public face of what uniffi-bindgen has written.
//!
//! uniffi-bindgen knows every operation, model and error, and little of what Swift expects of a library. What it wrote is
//! read here, so that no operation and no field is listed twice.

mod border;
mod callbacks;
mod cancellation;
mod checks;
mod conversions;
mod enums;
mod errors;
mod money;
mod numbers;
mod objects;
mod package;
mod pages;
mod records;
mod source;
mod state_reasons;
mod states;

use std::fs;
use std::path::Path;

use crate::description::Description;

/// What uniffi-bindgen writes: the client, or what apps get in its place, and the models.
const WRITTEN: [&str; 2] = ["AmazonPayClient.swift", "AmazonPayModels.swift"];
/// What goes with it.
const ADDITIONS: &str = "AmazonPayAdditions.swift";

/// Rewrites what is in the folder `from` into the folder `to`, for a package that calls the C module `ffi`.
///
/// # Errors
/// When a file cannot be read or written, or is not as uniffi-bindgen of the version in Cargo.lock writes it.
pub(crate) fn face(api: &Description, from: &Path, to: &Path, ffi: &str) -> Result<(), String> {
    let read = |name: &str| {
        fs::read_to_string(from.join(name)).map_err(|error| format!("cannot read {name}: {error}"))
    };
    let [client, models] = [read(WRITTEN[0])?, read(WRITTEN[1])?];
    fs::create_dir_all(to).map_err(|error| format!("cannot make {}: {error}", to.display()))?;
    for (name, text) in files(api, &client, &models, ffi)? {
        fs::write(to.join(name), text).map_err(|error| format!("cannot write {name}: {error}"))?;
    }
    Ok(())
}

fn files(
    api: &Description,
    client: &str,
    models: &str,
    ffi: &str,
) -> Result<[(&'static str, String); 3], String> {
    let both = format!("{client}\n{models}");
    let records = source::records(&both);
    let enums = source::enums(&both);
    let checked = checks::checked(&records);
    let is_server = enums.iter().any(|found| found.name == "AmazonPayError");
    let rewrite = |text: &str| -> Result<String, String> {
        let text = border::hide(&numbers::signed(text)?, ffi)?;
        let text = errors::rewrite(&callbacks::in_tasks(&cancellation::cancel(&text)?)?)?;
        let text = conversions::told(&text, is_server);
        Ok(money::written(&enums::closed(&records::rewrite(&text, &records), &enums)))
    };
    let additions = [
        border::HEADER.to_owned(),
        errors::texts(&enums, &records)?,
        enums::values(&enums, api)?,
        state_reasons::print(&enums, api)?,
        money::decimals(api, &both),
        conversions::told(&records::additions(&records), is_server),
        conversions::print(is_server).to_owned(),
        checks::print(&checked, &records, &both),
        pages::print(&source::objects(client), &records),
    ];
    let client = objects::rewrite(&rewrite(&package::identified(client)?)?, &checked)?;
    // A server's library has the checkout too, which no app follows there.
    let client = if is_server { client } else { states::followed(&client)? };
    Ok([(WRITTEN[0], client), (WRITTEN[1], rewrite(models)?), (ADDITIONS, additions.concat())])
}
