//! Exceptions that say what happened, and are unchecked in Java.

use super::source::declarations;

/// What all cases of `AmazonPayException` have, so that a `catch` of them all can ask.
const DETAILS: &str = "
    /** What is known of it: reason code, status, request id, advice, and whether to try again. */
    abstract val details: ErrorDetails

    override val message: kotlin.String get() = details.message
";

/// The text with its exceptions rewritten.
///
/// # Errors
/// When an exception is not as expected.
pub(super) fn rewrite(text: &str) -> Result<String, String> {
    let mut result = text.to_owned();
    for exception in declarations(text, "sealed class ").into_iter().filter(|found| is_exception(found)) {
        let mut rewritten = exception.replacen(": kotlin.Exception() {", ": kotlin.RuntimeException() {", 1);
        if exception.starts_with("sealed class AmazonPayException") {
            rewritten = with_details(&rewritten)?;
        }
        result = result.replace(exception, &messages(&rewritten)?);
    }
    Ok(result)
}

fn is_exception(declaration: &str) -> bool {
    declaration.lines().next().is_some_and(|line| line.ends_with("Exception: kotlin.Exception() {"))
}

fn with_details(exception: &str) -> Result<String, String> {
    const MESSAGE: &str = "        override val message\n            get() = \"details=${ `details` }\"\n";
    const TO_STRING: &str =
        "    // The local Rust `Display`/`Debug` implementation.\n    override fun toString()";
    if !exception.contains(MESSAGE) || !exception.contains(TO_STRING) {
        return Err("AmazonPayException has another `message` or `toString` than expected".to_owned());
    }
    let text =
        exception.replace(MESSAGE, "").replace("        val `details`:", "        override val `details`:");
    // Its own `toString` leaves out the class, which stack traces begin with.
    let (before, after) = text.split_once(TO_STRING).unwrap_or((&text, ""));
    let (_, after) = after.split_once("\n    }\n").ok_or("AmazonPayException's `toString` has no end")?;
    let (head, body) = before.split_once('\n').ok_or("AmazonPayException has no cases")?;
    Ok(format!("{head}{DETAILS}{body}{after}"))
}

/// `reason` behind what else there is, in place of names and values.
fn messages(exception: &str) -> Result<String, String> {
    const START: &str = "            get() = \"";
    let mut lines = Vec::new();
    for line in exception.lines() {
        let Some(shown) = line.strip_prefix(START) else {
            lines.push(line.to_owned());
            continue;
        };
        let names: Vec<&str> = shown.split('`').skip(1).step_by(2).collect();
        let texts: Vec<String> = names.iter().map(|name| format!("${{ `{name}` }}")).collect();
        if texts.is_empty() {
            return Err(format!("expected an exception's `message`, found {line}"));
        }
        lines.push(format!("{START}{}\"", texts.join(": ")));
    }
    Ok(lines.join("\n") + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exception_s_message_is_what_happened() {
        let text = "
sealed class AmazonPayException: kotlin.Exception() {
    class NotFound(
        val `details`: ErrorDetails
        ) : AmazonPayException() {
        override val message
            get() = \"details=${ `details` }\"
    }
    // The local Rust `Display`/`Debug` implementation.
    override fun toString(): String {
        return x
    }
    companion object ErrorHandler
}

sealed class BackendException: kotlin.Exception() {
    class Unreachable(
        ) : BackendException() {
        override val message
            get() = \"step=${ `step` }, reason=${ `reason` }\"
    }
}
";
        let text = rewrite(text).unwrap();
        for part in [
            "sealed class AmazonPayException: kotlin.RuntimeException() {\n",
            "    abstract val details: ErrorDetails\n",
            "        override val `details`: ErrorDetails\n        ) : AmazonPayException() {\n    }\n",
            "            get() = \"${ `step` }: ${ `reason` }\"\n",
            "    companion object ErrorHandler\n}\n",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
        assert!(!text.contains("toString"), "{text}");
        let other = "\nsealed class AmazonPayException: kotlin.Exception() {\n}\n";
        assert!(rewrite(other).unwrap_err().contains("AmazonPayException"));
    }
}
