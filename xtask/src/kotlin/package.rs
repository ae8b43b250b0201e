//! The library is told which package has loaded it.

/// What the package calls, and nobody else.
const FUNCTION: &str = " fun `setPackage`(";

/// Where the library has just been loaded.
const LOADED: &str = "        dev.amazonpay.model.uniffiEnsureInitialized()\n";

/// The client with a library that is told so as soon as it is loaded; an app's library sends nothing, and is told nothing.
///
/// # Errors
/// When the text is not as expected.
pub(super) fn identified(client: &str) -> Result<String, String> {
    let Some((before, after)) = client.split_once(FUNCTION) else { return Ok(client.to_owned()) };
    let hidden = format!("{before} internal{FUNCTION}{after}");
    match hidden.split_once(LOADED) {
        Some((before, after)) => Ok(format!("{before}{LOADED}        identifyPackage()\n{after}")),
        None => Err(format!("expected `{}`", LOADED.trim())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_library_is_told_once_it_is_loaded() {
        let text = identified(&format!("    init {{\n{LOADED}    }}\n fun `setPackage`(`a`: A)")).unwrap();
        assert!(
            text.contains(&format!("{LOADED}        identifyPackage()\n    }}\n internal fun `setPackage`(")),
            "{text}"
        );
        assert_eq!(identified("an app's").unwrap(), "an app's");
        assert!(identified(FUNCTION).unwrap_err().contains("uniffiEnsureInitialized"));
    }
}
