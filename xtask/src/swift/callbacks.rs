//! Lets the shop's own code (a signer, an observer) run in tasks, as Swift 6 asks for.

const TASK: &str = "    let task = Task {\n";
const WITH_ERROR: &str = "private func uniffiTraitInterfaceCallAsyncWithError<T, E>(";

/// Takes a value into a task that is alone in using it.
const TAKEN: &str = "
/// What a task takes with it: nothing else uses it any more.
fileprivate struct Taken<Value>: @unchecked Sendable {
    let value: Value
}
";

/// What is told of an error that is none of `CallbackError`: it may hold anything, a secret too, so that its type alone is.
const THROWN: (&str, &str) = ("String(describing: error)", "String(describing: type(of: error))");

/// The text with tasks that take what they use with them, and tell of what the shop's code throws no more than its type.
///
/// # Errors
/// When there are other tasks than expected.
pub(super) fn in_tasks(text: &str) -> Result<String, String> {
    let text = &text.replace(THROWN.0, THROWN.1);
    let parts: Vec<&str> = text.split(TASK).collect();
    match parts.as_slice() {
        [_] => Ok(text.clone()),
        [before, between, after] if between.contains(WITH_ERROR) => {
            let first = taken(&["makeCall", "handleSuccess", "handleError"]);
            let second = taken(&["makeCall", "handleSuccess", "handleError", "lowerError"]);
            Ok(format!("{before}{first}{between}{second}{after}{TAKEN}"))
        }
        _ => Err(format!("expected two tasks of the shop's own code, found {}", parts.len() - 1)),
    }
}

/// The beginning of a task that uses these, each in a box of its own.
fn taken(used: &[&str]) -> String {
    let boxes = used.iter().map(|name| format!("    let {name}Taken = Taken(value: {name})\n"));
    let values = used.iter().map(|name| format!("        let {name} = {name}Taken.value\n"));
    format!("{}{TASK}{}", boxes.collect::<String>(), values.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tasks_take_what_they_use_with_them() {
        let text = in_tasks(&format!("a\n{TASK}b\n{WITH_ERROR}{TASK}c\n")).unwrap();
        assert!(text.contains("        let handleError = handleErrorTaken.value\nb\n"), "{text}");
        assert!(text.contains("        let lowerError = lowerErrorTaken.value\nc\n"), "{text}");
        assert_eq!(in_tasks("a\n").unwrap(), "a\n");
        assert_eq!(in_tasks(THROWN.0).unwrap(), THROWN.1);
        assert!(in_tasks(TASK).unwrap_err().contains("found 1"));
    }
}
