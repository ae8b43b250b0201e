//! The library's threads as Java has them.

/// Where uniffi-bindgen registers what the library calls.
const REGISTRATION: &str = "        Native.register(UniffiLib::class.java, ";

/// The callback by which each call goes on.
const CALLBACK: &str = "internal object uniffiRustFutureContinuationCallbackImpl:";

const INITIALIZER: &str = "        // The library's threads stay known to Java, in place of being made known and forgotten for each callback.
        Native.setCallbackThreadInitializer(
            uniffiRustFutureContinuationCallbackImpl,
            com.sun.jna.CallbackThreadInitializer(true, false, \"amazonpay\"),
        )
";

/// The client with its threads kept.
///
/// # Errors
/// When the text is not as expected.
pub(super) fn keep(client: &str) -> Result<String, String> {
    let known = client.contains(CALLBACK);
    match client.split_once(REGISTRATION) {
        Some((before, after)) if known => Ok(format!("{before}{INITIALIZER}{REGISTRATION}{after}")),
        _ => Err(format!("expected `{CALLBACK}` and `{}`", REGISTRATION.trim())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_callback_has_its_initializer_before_anything_is_called() {
        let text = keep(&format!("{REGISTRATION}x)\n{CALLBACK}\n")).unwrap();
        assert!(text.starts_with(INITIALIZER));
        assert!(keep(REGISTRATION).unwrap_err().contains("uniffiRustFutureContinuationCallbackImpl"));
    }
}
