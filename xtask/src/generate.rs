//! Writes the generated files, or checks that they are as their source says.

use std::fs;
use std::path::Path;

use crate::description::Description;
use crate::{errors, python, reference, typescript, uniffi};

/// It is made from the table of reason codes, and has neither operations nor fields in it.
const ERRORS: &str = "docs/errors.md";

/// Where the Python package is.
const PYTHON: &str = "bindings-python/python/amazonpay";

/// Where what is generated of the Node package is.
const NODE: &str = "bindings-node/typescript/generated";

/// Where what is generated of the sandbox's dashboard is.
const DASHBOARD: &str = "sandbox/dashboard/src/generated";

/// Where what is generated is from which Swift and Kotlin are.
const UNIFFI: &str = "bindings-uniffi/src/generated";

/// How the tests of that call its methods.
const UNIFFI_CALLS: &str = "bindings-uniffi/tests/exported/vectors/calls_by_name.rs";

/// Each generated file, by its path from the root of the project, and its text.
fn files(api: &Description) -> Result<Vec<(String, String)>, String> {
    let python = python::print(api)?.map(|(name, text)| (format!("{PYTHON}/{name}"), text));
    let node = typescript::print(api)?.map(|(name, text)| (format!("{NODE}/{name}"), text));
    let dashboard =
        typescript::print_dashboard(api)?.map(|(name, text)| (format!("{DASHBOARD}/{name}"), text));
    let uniffi = uniffi::print(api)?.map(|(name, text)| (format!("{UNIFFI}/{name}"), text));
    let others = [
        (ERRORS.to_owned(), errors::print(api)),
        ("docs/api-reference.md".to_owned(), reference::print(api)),
        (UNIFFI_CALLS.to_owned(), uniffi::print_calls_by_name(api)),
    ];
    Ok(others.into_iter().chain(python).chain(node).chain(dashboard).chain(uniffi).collect())
}

/// Writes the files that are not as they should be.
///
/// # Errors
/// When a file cannot be written, or a model cannot be expressed in one of the languages.
pub(crate) fn write(root: &Path, api: &Description) -> Result<(), String> {
    for (name, text) in files(api)? {
        let path = root.join(&name);
        if fs::read_to_string(&path).is_ok_and(|present| present == text) {
            continue;
        }
        let written = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&path, text));
        written.map_err(|error| format!("cannot write {name}: {error}"))?;
        eprintln!("wrote {name}");
    }
    Ok(())
}

/// Compares the files with what would be written.
///
/// # Errors
/// When a file is missing or differs; the message names each and its first differing line.
pub(crate) fn check(root: &Path, api: &Description) -> Result<(), String> {
    let stale: Vec<String> =
        files(api)?.into_iter().filter_map(|(name, text)| difference(root, &name, &text)).collect();
    if stale.is_empty() {
        return Ok(());
    }
    Err(format!(
        "{}\nthe models, operations or reason codes have changed: run `cargo xtask generate`",
        stale.join("\n")
    ))
}

fn difference(root: &Path, name: &str, expected: &str) -> Option<String> {
    let Ok(present) = fs::read_to_string(root.join(name)) else { return Some(format!("{name} is missing")) };
    if present == expected {
        return None;
    }
    let same =
        present.lines().zip(expected.lines()).take_while(|(present, expected)| present == expected).count();
    Some(format!("{name} is stale from line {}", same + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::description::{self, Field, Kind, Shape};

    /// Those that print what the models have.
    fn printing_fields(api: &Description) -> Vec<(String, String)> {
        let has_fields = |name: &str| {
            ["/models.py", "/models.ts", "/shapes.ts", "api-reference.md"]
                .iter()
                .any(|end| name.ends_with(end))
        };
        files(api).unwrap().into_iter().filter(|(name, _)| has_fields(name)).collect()
    }

    #[test]
    fn check_passes_after_writing_and_fails_when_a_field_is_added_or_a_file_is_touched() {
        let root = std::env::temp_dir().join(format!("amazonpay-generate-{}", std::process::id()));
        let mut api = description::of_the_core().unwrap();
        assert!(check(&root, &api).unwrap_err().contains("docs/api-reference.md is missing"));
        write(&root, &api).unwrap();
        assert_eq!(check(&root, &api), Ok(()));

        let python = root.join(PYTHON).join("models.py");
        let text = fs::read_to_string(&python).unwrap();
        fs::write(&python, text.replacen("chargeId", "chargeID", 1)).unwrap();
        let message = check(&root, &api).unwrap_err();
        assert!(message.contains("models.py is stale from line"), "{message}");
        assert!(!message.contains("api-reference.md"), "{message}");
        fs::write(&python, text).unwrap();

        let charge = api.types.iter_mut().find(|described| described.name == "Charge").unwrap();
        let Shape::Object(fields) = &mut charge.shape else { panic!("Charge is no object") };
        let docs = "How far the buyer is away, in miles.".to_owned();
        let name = "milesAway".to_owned();
        fields.push(Field { name, docs, required: false, always: false, redacted: false, kind: Kind::Text });
        let message = check(&root, &api).unwrap_err();
        assert_eq!(message.matches("is stale from line").count(), 4, "{message}");
        write(&root, &api).unwrap();
        let printed = printing_fields(&api);
        assert_eq!(printed.len(), 4);
        for (name, _) in printed {
            let text = fs::read_to_string(root.join(&name)).unwrap();
            let is_documented = text.contains("in miles") || name.ends_with("/shapes.ts");
            assert!(text.contains("milesAway") && is_documented, "{name}");
        }
        fs::remove_dir_all(&root).unwrap();
    }

    #[test]
    fn every_operation_of_the_table_is_in_every_file_of_operations() {
        let api = description::of_the_core().unwrap();
        let has_operations = |name: &str| {
            let python_and_node = ["/resources.py", "/async_resources.py", "/resources.ts", "/operations.ts"];
            python_and_node
                .iter()
                .chain(&["/resources.rs", "api-reference.md"])
                .any(|end| name.ends_with(end))
        };
        let printed: Vec<_> =
            files(&api).unwrap().into_iter().filter(|(name, _)| has_operations(name)).collect();
        assert_eq!(printed.len(), 7);
        for (name, text) in printed {
            for row in amazonpay::operation::OPERATIONS {
                assert!(
                    ['"', '\'', '`']
                        .iter()
                        .any(|quote| text.contains(&format!("{quote}{}{quote}", row.name))),
                    "{name} lacks {}",
                    row.name
                );
            }
        }
    }
}
