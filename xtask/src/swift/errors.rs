//! Errors that say what happened and what to do, with cases that begin with a small letter.

use super::source::{Case, Enum, Record, replace_blocks};

const ERROR: &str = ": Swift.Error, Equatable, Hashable, Foundation.LocalizedError {";

/// The text with the cases of its errors as Swift spells them.
///
/// # Errors
/// When an error is not as expected.
pub(super) fn rewrite(text: &str) -> Result<String, String> {
    let mut text = text.replace("public \nenum ", "public enum ");
    for error in super::source::enums(&text).into_iter().filter(|found| found.is_error) {
        let start = format!("public enum {}{ERROR}", error.name);
        let end = format!("func FfiConverterType{}_lower(", error.name);
        let (replaced, count) = replace_blocks(&text, &start, &end, |block| spelled(block, &error));
        if count != 1 {
            return Err(format!("expected one `{start}` with its converter, found {count}"));
        }
        text = replaced;
    }
    Ok(text)
}

/// An error and its converter.
fn spelled(block: &str, error: &Enum) -> String {
    let head = format!("public enum {}: Error, Equatable, Hashable {{", error.name);
    let mut block = block.replacen(&format!("public enum {}{ERROR}", error.name), &head, 1);
    for Case { name, .. } in &error.cases {
        let spelled = lower(name);
        for (before, after) in [("    case ", "("), ("return .", "("), ("case let .", "("), ("case .", ":")] {
            block = block.replace(&format!("{before}{name}{after}"), &format!("{before}{spelled}{after}"));
        }
    }
    // Rust's text of it, and none of its own: `texts` has both.
    let (block, _) =
        replace_blocks(&block, "// The local Rust `Display`", "\n}\n    )\n}\n", |_| String::new());
    let (block, _) =
        replace_blocks(&block, "    public var errorDescription: String? {", "    }\n", |_| String::new());
    block
}

/// `NotFound` as `notFound`.
fn lower(name: &str) -> String {
    let (first, rest) = name.split_at(name.len().min(1));
    format!("{}{rest}", first.to_lowercase())
}

/// What errors say in words.
///
/// # Errors
/// When a field of the details has no value that stands for nothing.
pub(super) fn texts(enums: &[Enum], records: &[Record]) -> Result<String, String> {
    let mut text = String::new();
    for error in enums.iter().filter(|found| found.is_error) {
        text.push_str(&match error.cases.iter().all(|case| case.labels == ["details"]) {
            true => with_details(error),
            false => with_words(error),
        });
    }
    if let Some(details) = records.iter().find(|record| record.name == "ErrorDetails") {
        text.push_str(&details_of_a_field(details)?);
    }
    if let Some(advice) = enums.iter().find(|found| found.name == "Advice") {
        text.push_str(&advice_in_words(advice));
    }
    Ok(text)
}

fn with_details(error: &Enum) -> String {
    let name = &error.name;
    let cases: Vec<String> =
        error.cases.iter().map(|case| format!(".{}(let details)", lower(&case.name))).collect();
    let cases = cases.join(",\n            ");
    format!(
        "
extension {name}: LocalizedError, CustomStringConvertible {{
    /// What is known of it: reason code, status, request id, advice, and whether to try again.
    public var details: ErrorDetails {{
        switch self {{
        case {cases}:
            return details
        }}
    }}

    /// What happened, for the developer.
    public var errorDescription: String? {{ details.message }}

    /// What to do about it.
    public var recoverySuggestion: String? {{ details.advice?.text }}

    public var description: String {{ details.message }}
}}
"
    )
}

fn with_words(error: &Enum) -> String {
    let name = &error.name;
    let mut cases = String::new();
    for Case { name, labels, .. } in &error.cases {
        let values: Vec<String> = labels.iter().map(|label| format!("let {label}")).collect();
        let words: Vec<String> = labels.iter().map(|label| format!("\\({label})")).collect();
        let (values, words) = (values.join(", "), words.join(": "));
        cases.push_str(&format!("        case .{}({values}): return \"{words}\"\n", lower(name)));
    }
    format!(
        "
extension {name}: LocalizedError, CustomStringConvertible {{
    /// What happened, for the developer.
    public var errorDescription: String? {{ description }}

    public var description: String {{
        switch self {{
{cases}        }}
    }}
}}
"
    )
}

fn details_of_a_field(details: &Record) -> Result<String, String> {
    let mut values = Vec::new();
    for field in &details.fields {
        let value = match (field.name.as_str(), field.kind.as_str()) {
            ("message" | "field" | "outcomeUnknown", _) => &field.name,
            (_, kind) if kind.ends_with('?') => "nil",
            (_, kind) if kind.starts_with("UInt") => "0",
            (_, "Bool") => "false",
            (name, kind) => {
                return Err(format!("ErrorDetails.{name}: no value of {kind} stands for nothing"));
            }
        };
        values.push(format!("{}: {value}", field.name));
    }
    Ok(format!(
        "
extension ErrorDetails: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {{
    /// Of what this package found itself, most often a value that is wrong and was not sent.
    init(message: String, field: String?, outcomeUnknown: Bool = false) {{
        self.init({})
    }}

    public var description: String {{ message }}
    public var debugDescription: String {{ message }}
    /// Without what Amazon Pay has answered, which may hold a buyer's data.
    public var customMirror: Mirror {{ Mirror(self, children: [\"message\": message]) }}
}}
",
        values.join(", ")
    ))
}

fn advice_in_words(advice: &Enum) -> String {
    let mut cases = String::new();
    for Case { name, docs, .. } in &advice.cases {
        let words = docs.replace('`', "").replace('\\', "\\\\").replace('"', "\\\"");
        cases.push_str(&format!("        case .{name}: return \"{words}\"\n"));
    }
    format!(
        "
extension Advice {{
    /// The advice in words, for a developer.
    public var text: String {{
        switch self {{
{cases}        }}
    }}
}}
"
    )
}

#[cfg(test)]
mod tests {
    use super::super::source::{enums, records};
    use super::*;

    const TEXT: &str = "
public 
enum BackendError: Swift.Error, Equatable, Hashable, Foundation.LocalizedError {
    case NotReached(
        /**
         * The step.
         */step: String, 
        /**
         * Why.
         */reason: String
    )
    public var errorDescription: String? {
        String(reflecting: self)
    }
}
        case 1: return .NotReached(
        case let .NotReached(step,reason):
func FfiConverterTypeBackendError_lower(
public enum Advice: Equatable, Hashable {
    /**
     * Read the \"object\".
     */
    case readTheObject
}
public struct ErrorDetails: Equatable, Hashable {
    public var message: String
    public var field: String?
    public var retries: UInt32
    public init(
";

    #[test]
    fn cases_begin_with_a_small_letter() {
        let text = rewrite(TEXT).unwrap();
        for part in [
            "public enum BackendError: Error, Equatable, Hashable {\n    case notReached(\n",
            "return .notReached(",
            "case let .notReached(step",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
        assert!(!text.contains("errorDescription"), "{text}");
        assert!(rewrite(&TEXT.replace("_lower(", "")).unwrap_err().contains("found 0"));
    }

    #[test]
    fn errors_say_what_happened() {
        let text = texts(&enums(TEXT), &records(TEXT)).unwrap();
        for part in [
            "        case .notReached(let step, let reason): return \"\\(step): \\(reason)\"\n",
            "        case .readTheObject: return \"Read the \\\"object\\\".\"\n",
            "self.init(message: message, field: field, retries: 0)",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
        let other = records(&TEXT.replace("UInt32", "Money"));
        assert!(texts(&[], &other).unwrap_err().contains("ErrorDetails.retries"));
    }
}
