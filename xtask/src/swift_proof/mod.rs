//! Prints what the Swift package's tests need to call typed methods by what the shared vectors and scenarios say in JSON.
//!
//! Swift has no reflection that makes a value or calls a method by its name. What it lacks is printed here from the
//! package's own face, so that no operation and no field is listed in a test by hand.

mod calls;
mod declarations;
mod values;

use std::fs;
use std::path::Path;

use crate::description::Description;

/// What is printed, by the names of the files.
const CALLS: &str = "Operations.swift";
const VALUES: &str = "Records.swift";

/// Reads the Swift files in the folder `from`, and writes into the folder `to`.
///
/// # Errors
/// When a file cannot be read or written, or the face lacks an operation of the table.
pub(crate) fn write(api: &Description, from: &Path, to: &Path) -> Result<(), String> {
    let face = text(from).map_err(|error| format!("cannot read {}: {error}", from.display()))?;
    let files = [(VALUES, values::print(&face)), (CALLS, calls::print(api, &face)?)];
    fs::create_dir_all(to)
        .and_then(|()| files.iter().try_for_each(|(name, text)| put(&to.join(name), text)))
        .map_err(|error| format!("cannot write into {}: {error}", to.display()))
}

/// Writes what is new, so that the compiler does not begin anew without need.
fn put(path: &Path, text: &str) -> std::io::Result<()> {
    if fs::read_to_string(path).is_ok_and(|present| present == text) {
        return Ok(());
    }
    fs::write(path, text)
}

/// All Swift files of a folder, one after another.
fn text(folder: &Path) -> std::io::Result<String> {
    let mut files: Vec<_> = fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    files.sort_by_key(fs::DirEntry::path);
    let mut text = String::from("\n");
    for file in files {
        let path = file.path();
        if path.extension().is_some_and(|extension| extension == "swift") {
            text.push_str(&fs::read_to_string(path)?);
            text.push('\n');
        }
    }
    Ok(text)
}
