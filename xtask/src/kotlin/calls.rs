//! Calls into the library without what takes JNA longest.
//!
//! How a call went is kept in memory of the thread's own: UniFFI makes an object of JNA's for it each time, four for one call of
//! the API, and each takes longer than the call. And a field of an object is set as such, not by its name.

/// How the library's functions declare it, and how JNA hands it on untouched.
const PARAMETER: (&str, &str) = ("uniffi_out_err: UniffiRustCallStatus,", "uniffi_out_err: Pointer,");
const COMPLETION: (&str, &str) =
    ("completeFunc: (Long, UniffiRustCallStatus) -> F,", "completeFunc: (Long, Pointer) -> F,");
const CALLBACK: (&str, &str) =
    ("callback: (UniffiRustCallStatus) -> U): U {", "callback: (Pointer) -> U): U {");

/// What makes it, calls and looks.
const CALL: (&str, &str) = (
    "    var status = UniffiRustCallStatus()
    val return_value = callback(status)
    uniffiCheckCallStatus(errorHandler, status)
",
    "    val status = uniffiStatusOfThisThread.get()
    val return_value = callback(status)
    if (status.getByte(0) != UNIFFI_CALL_SUCCESS) {
        uniffiCheckCallStatus(errorHandler, uniffiTakeStatus(status))
    }
",
);

/// How much of a buffer is written.
const LENGTH: (&str, &str) =
    ("rbuf.writeField(\"len\", bbuf.position().toLong())", "rbuf.len = bbuf.position().toLong()");

/// Where the memory is declared.
const CHECK: &str = "// Check UniffiRustCallStatus and throw an error if the call wasn't successful\n";

const MEMORY: &str = "// A status that says nothing but that all is well, as the library expects and leaves it.
private val uniffiStatusOfThisThread: ThreadLocal<com.sun.jna.Memory> = ThreadLocal.withInitial {
    com.sun.jna.Memory(UniffiRustCallStatus().size().toLong()).apply { clear() }
}

// What went wrong. Calls within this one, in arguments and in what the library calls back, have the same memory: it is well
// again before anybody looks.
private fun uniffiTakeStatus(memory: Pointer): UniffiRustCallStatus {
    val status = UniffiRustCallStatus()
    status.pointer.write(0, memory.getByteArray(0, status.size()), 0, status.size())
    status.read()
    memory.setByte(0, UNIFFI_CALL_SUCCESS)
    return status
}

";

/// The text with such calls.
///
/// # Errors
/// When the text is not as expected.
pub(super) fn lightened(text: &str) -> Result<String, String> {
    let replaced = |text: String, (found, put): (&str, &str)| -> Result<String, String> {
        if text.contains(found) {
            Ok(text.replace(found, put))
        } else {
            Err(format!("expected `{}`", found.trim()))
        }
    };
    let mut text = text.to_owned();
    // Only calls that are waited for are completed.
    if text.contains("completeFunc") {
        text = replaced(text, COMPLETION)?;
    }
    text = replaced(text, LENGTH)?;
    text = replaced(text, PARAMETER)?;
    text = replaced(text, CALLBACK)?;
    text = replaced(text, CALL)?;
    replaced(text, (CHECK, &format!("{MEMORY}{CHECK}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_call_makes_a_status_of_its_own() {
        let text = format!(
            "external fun f(uniffi_out_err: UniffiRustCallStatus, \n{}\n{}\nfun call({}\n{}}}\n{CHECK}",
            LENGTH.0, COMPLETION.0, CALLBACK.0, CALL.0
        );
        let light = lightened(&text).unwrap();
        assert_eq!(light.matches("UniffiRustCallStatus()").count(), 2, "{light}");
        assert!(
            !light.contains("(UniffiRustCallStatus)") && !light.contains("err: UniffiRustCallStatus"),
            "{light}"
        );
        assert!(!light.contains("writeField"), "{light}");
        assert!(lightened(&text.replace("var status", "val status")).unwrap_err().contains("var status"));
    }
}
