//! The library is told which package has loaded it.

use super::source::replace_blocks;

/// What the package calls, and nobody else.
const START: &str = "public func setPackage(sdkType: String, languageVersion: String)";
const END: &str = "\n}\n}\n";

/// The end of what is done once, before the first call.
const INITIALIZED: &str = "    return InitializationResult.ok\n";
const IDENTIFIED: &str =
    "    setPackage(sdkType: PackageIdentity.type, languageVersion: PackageIdentity.language)\n";

/// The client with a library that is told so before the first call; an app's library sends nothing, and is told nothing.
///
/// # Errors
/// When the text is not as expected.
pub(super) fn identified(client: &str) -> Result<String, String> {
    let (text, functions) = replace_blocks(client, START, END, |_| include_str!("package.swift").to_owned());
    if functions == 0 && !client.contains("func setPackage(") {
        return Ok(client.to_owned());
    }
    match text.split_once(INITIALIZED) {
        Some((before, after)) if functions == 1 => Ok(format!("{before}{IDENTIFIED}{INITIALIZED}{after}")),
        _ => Err(format!("expected `{START}` and `{}`", INITIALIZED.trim())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_library_is_told_before_the_first_call() {
        let text = format!("a\n{START}  {{try! rustCall() {{\n    )\n}}\n}}\nb\n{INITIALIZED}c\n");
        let text = identified(&text).unwrap();
        assert!(text.contains(&format!("b\n{IDENTIFIED}{INITIALIZED}c\n")), "{text}");
        assert!(text.starts_with("a\nfileprivate func setPackage("), "{text}");
        assert!(!text.contains("rustCall()"), "{text}");
    }

    #[test]
    fn another_text_than_expected_is_refused() {
        assert_eq!(identified("an app's").unwrap(), "an app's");
        assert!(
            identified("public func setPackage(name: String)").unwrap_err().contains("InitializationResult")
        );
        assert!(identified(&format!("{START}{END}")).unwrap_err().contains("InitializationResult"));
    }
}
