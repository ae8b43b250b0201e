//! Lets a cancelled task end the call that it waits for.
//!
//! uniffi-bindgen's Swift waits to the end whatever happens to the task. UniFFI's Rust can end a call early; then it says
//! that it was cancelled, which uniffi-bindgen's Swift takes for a bug.

use super::source::replace_blocks;

const START: &str = "fileprivate func uniffiRustCallAsync<F, T>(";
const END: &str = "// Callback handlers for an async calls.";
const UNEXPECTED: &str = "fatalError(\"Cancellation not supported yet\")";
const POLL: &str = "            pollFunc: ";

/// The text with calls that end with their task.
///
/// # Errors
/// When what waits is not as expected.
pub(super) fn cancel(text: &str) -> Result<String, String> {
    if !text.contains(UNEXPECTED) {
        return Err(format!("expected `{UNEXPECTED}`"));
    }
    let text = text.replace(UNEXPECTED, "throw CancellationError()");
    let ensure = text.lines().find(|line| line.starts_with("    uniffiEnsure")).unwrap_or_default();
    let call = include_str!("waiting.swift").replace("    ensureInitialized()", ensure);
    let (text, waiting) = replace_blocks(&text, START, END, |_| format!("{call}{END}"));
    let calls = text.lines().filter(|line| line.starts_with(POLL)).count();
    if calls > 0 && waiting != 1 {
        return Err(format!("expected one `{START}`, found {waiting}"));
    }
    let lines = text.lines().map(|line| match line.strip_prefix(POLL) {
        Some(poll) => format!("{line}\n            cancelFunc: {}\n", poll.replacen("_poll_", "_cancel_", 1)),
        None => format!("{line}\n"),
    });
    Ok(lines.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_can_be_cancelled() {
        let text = format!(
            "{UNEXPECTED}\n{START}\n}}\n{END}\n            pollFunc: ffi_rust_future_poll_u64,\n            freeFunc: f\n"
        );
        let text = cancel(&text).unwrap();
        assert!(
            text.contains("            cancelFunc: ffi_rust_future_cancel_u64,\n            freeFunc"),
            "{text}"
        );
        assert!(text.contains("withTaskCancellationHandler"), "{text}");
        assert!(!text.contains(UNEXPECTED) && !text.contains(START), "{text}");
        assert!(cancel("").unwrap_err().contains("fatalError"));
        let without = format!("{UNEXPECTED}\n            pollFunc: ffi_rust_future_poll_u64,\n");
        assert!(cancel(&without).unwrap_err().contains("found 0"));
    }
}
