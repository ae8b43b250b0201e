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

/// The text with tasks that take what they use with them.
///
/// # Errors
/// When there are other tasks than expected.
pub(super) fn in_tasks(text: &str) -> Result<String, String> {
    let parts: Vec<&str> = text.split(TASK).collect();
    match parts.as_slice() {
        [_] => Ok(text.to_owned()),
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
        assert!(in_tasks(TASK).unwrap_err().contains("found 1"));
    }
}
