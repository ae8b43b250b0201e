//! Reads the Swift that uniffi-bindgen writes: its declarations begin at the margin, their members are indented once.

/// A record, by its stored properties.
#[derive(Debug, PartialEq)]
pub(super) struct Record {
    pub(super) name: String,
    pub(super) fields: Vec<Field>,
    /// Whether Rust says how it is shown: it holds what must not be.
    pub(super) redacted: bool,
}

#[derive(Debug, PartialEq)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) kind: String,
}

/// An enum, of errors or of values.
#[derive(Debug, PartialEq)]
pub(super) struct Enum {
    pub(super) name: String,
    pub(super) cases: Vec<Case>,
    pub(super) is_error: bool,
}

#[derive(Debug, PartialEq)]
pub(super) struct Case {
    pub(super) name: String,
    /// The comment above it, in one line.
    pub(super) docs: String,
    /// The labels of what goes with it; an empty one when it has none.
    pub(super) labels: Vec<String>,
}

/// An object that Rust implements, by its methods.
#[derive(Debug, PartialEq)]
pub(super) struct Object {
    pub(super) name: String,
    pub(super) functions: Vec<Function>,
}

/// A function's first line.
#[derive(Debug, PartialEq)]
pub(super) struct Function {
    pub(super) name: String,
    pub(super) parameters: Vec<Parameter>,
    pub(super) waits: bool,
    pub(super) throws: bool,
    /// Empty when it gives nothing.
    pub(super) gives: String,
}

#[derive(Debug, PartialEq)]
pub(super) struct Parameter {
    pub(super) name: String,
    /// Without its default.
    pub(super) kind: String,
    pub(super) default: Option<String>,
}

/// All records.
pub(super) fn records(text: &str) -> Vec<Record> {
    let mut records: Vec<Record> = Vec::new();
    let mut open = false;
    for line in text.lines() {
        if let Some((name, conforms)) =
            line.strip_prefix("public struct ").and_then(|rest| rest.split_once(": "))
        {
            open = !name.starts_with("FfiConverter");
            let redacted = conforms.contains("CustomDebugStringConvertible");
            if open {
                records.push(Record { name: name.to_owned(), fields: Vec::new(), redacted });
            }
        } else if line.starts_with("    public init(") {
            open = false;
        } else if let (true, Some(field), Some(record)) =
            (open, line.strip_prefix("    public var "), records.last_mut())
            && let Some((name, kind)) = field.split_once(": ")
        {
            record.fields.push(Field { name: name.to_owned(), kind: kind.to_owned() });
        }
    }
    records
}

/// All enums, those of errors too.
pub(super) fn enums(text: &str) -> Vec<Enum> {
    let mut enums: Vec<Enum> = Vec::new();
    let mut open = false;
    let mut docs = String::new();
    for line in text.lines() {
        let declared = line.strip_prefix("public enum ").or_else(|| line.strip_prefix("enum "));
        if let Some((name, conforms)) = declared.and_then(|rest| rest.split_once(": ")) {
            open = true;
            let is_error = conforms.contains("Swift.Error");
            enums.push(Enum { name: name.to_owned(), cases: Vec::new(), is_error });
            continue;
        }
        let Some(last) = enums.last_mut().filter(|_| open) else { continue };
        if line.starts_with('}') {
            open = false;
        } else if let Some(case) = line.strip_prefix("    case ") {
            let (name, payload) = case.split_once('(').unwrap_or((case, ""));
            let labels = if payload.is_empty() { Vec::new() } else { vec![String::new()] };
            last.cases.push(Case { name: name.trim().to_owned(), docs: std::mem::take(&mut docs), labels });
        } else if let Some((_, labelled)) = line.split_once("*/").filter(|(before, _)| before.len() > 8) {
            let label = labelled.split_once(": ").map(|(label, _)| label.to_owned());
            if let (Some(label), Some(case)) = (label, last.cases.last_mut()) {
                case.labels.retain(|label| !label.is_empty());
                case.labels.push(label);
            }
        } else if let Some(comment) = line.strip_prefix("     * ") {
            if !docs.is_empty() {
                docs.push(' ');
            }
            docs.push_str(comment.trim());
        }
    }
    enums
}

/// The objects that Rust implements, not those that the shop's own code implements.
pub(super) fn objects(text: &str) -> Vec<Object> {
    let mut objects: Vec<Object> = Vec::new();
    let mut open = false;
    for line in text.lines() {
        if let Some((name, protocol)) = class(line) {
            open = protocol == format!("{name}Protocol");
            if open {
                objects.push(Object { name: name.to_owned(), functions: Vec::new() });
            }
        } else if let (true, Some(object)) = (open, objects.last_mut())
            && let Some(function) = line.strip_prefix("open func ").and_then(Function::read)
        {
            object.functions.push(function);
        }
    }
    objects
}

/// The name of a class and what it conforms to.
pub(super) fn class(line: &str) -> Option<(&str, &str)> {
    let (name, conforms) = line.strip_prefix("open class ")?.split_once(": ")?;
    Some((name, conforms.split_once(',')?.0))
}

impl Function {
    /// From its first line, without what stands before the name.
    pub(super) fn read(line: &str) -> Option<Self> {
        let (name, rest) = line.split_once('(')?;
        let (parameters, rest) = rest.rsplit_once(')')?;
        let (effects, gives) = rest.split_once("->").unwrap_or((rest, ""));
        Some(Self {
            name: name.to_owned(),
            parameters: parameters.split(", ").filter_map(Parameter::read).collect(),
            waits: effects.contains("async"),
            throws: effects.contains("throws"),
            gives: gives.trim().trim_end_matches('{').trim().to_owned(),
        })
    }
}

impl Parameter {
    fn read(text: &str) -> Option<Self> {
        let (name, rest) = text.split_once(": ")?;
        let (kind, default) = match rest.split_once(" = ") {
            Some((kind, default)) => (kind, Some(default.to_owned())),
            None => (rest, None),
        };
        Some(Self { name: name.to_owned(), kind: kind.trim().to_owned(), default })
    }
}

/// The text with `end` and all from `start` before it replaced, wherever it occurs, and how often that was.
pub(super) fn replace_blocks(
    text: &str,
    start: &str,
    end: &str,
    with: impl Fn(&str) -> String,
) -> (String, usize) {
    let (mut result, mut rest, mut count) = (String::new(), text, 0);
    while let Some(at) = rest.find(start) {
        let Some(length) = rest[at..].find(end).map(|length| length + end.len()) else { break };
        result.push_str(&rest[..at]);
        result.push_str(&with(&rest[at..at + length]));
        rest = &rest[at + length..];
        count += 1;
    }
    (result + rest, count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_have_their_fields() {
        let text = "
public struct Charge: Equatable, Hashable, CustomDebugStringConvertible {
    /**
     * An id.
     */
    public var chargeId: String
    public var amount: Money?

    public init(
         */chargeId: String) {
    }
public var debugDescription: String {
}
public struct FfiConverterTypeCharge: FfiConverterRustBuffer {
";
        let [charge] = records(text).try_into().unwrap();
        let Record { name, fields, redacted } = charge;
        assert_eq!((name.as_str(), redacted), ("Charge", true));
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|it| (it.name.as_str(), it.kind.as_str())).collect();
        assert_eq!(fields, [("chargeId", "String"), ("amount", "Money?")]);
    }

    #[test]
    fn enums_have_their_cases_with_what_goes_with_them() {
        let text = "
public 
enum CheckoutError: Swift.Error, Equatable, Hashable, Foundation.LocalizedError {
    /**
     * The back end
     * refused.
     */
    case Refused(
        /**
         * The step.
         */step: String, 
        /**
         * The words.
         */reason: String
    )
}
public enum State: Equatable, Hashable {
    case done
    case unknown(String
    )
}
";
        let [error, state] = enums(text).try_into().unwrap();
        assert!(error.is_error && !state.is_error);
        let refused = &error.cases[0];
        assert_eq!((refused.name.as_str(), refused.docs.as_str()), ("Refused", "The back end refused."));
        assert_eq!(refused.labels, ["step", "reason"]);
        assert_eq!(state.cases[0].labels, [""; 0]);
        assert_eq!(state.cases[1].labels, [""]);
    }

    #[test]
    fn functions_have_their_parameters() {
        let line =
            "list(query: ListReports? = nil, headers: [String: String] = [:])async throws  -> ReportPages  {";
        let function = Function::read(line).unwrap();
        assert_eq!((function.name.as_str(), function.gives.as_str()), ("list", "ReportPages"));
        assert!(function.waits && function.throws);
        let [query, headers] = function.parameters.as_slice() else { panic!("{function:?}") };
        assert_eq!((query.name.as_str(), query.kind.as_str()), ("query", "ListReports?"));
        assert_eq!(headers.kind, "[String: String]");
        assert_eq!(headers.default.as_deref(), Some("[:]"));
        assert_eq!(Function::read("close()  {").unwrap().gives, "");
    }
}
