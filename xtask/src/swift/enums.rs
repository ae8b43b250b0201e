//! Open enums that know their values on the wire.

use super::source::Enum;
use crate::description::Description;

/// Values, and what makes an enum of one.
///
/// # Errors
/// When an enum is not as the models have it.
pub(super) fn values(enums: &[Enum], api: &Description) -> Result<String, String> {
    let mut text = String::new();
    for open in enums.iter().filter(|found| found.cases.iter().any(|case| case.name == "unknown")) {
        text.push_str(&with_values(open, api)?);
    }
    Ok(text)
}

/// The text with closed enums that can be gone through.
pub(super) fn closed(text: &str, enums: &[Enum]) -> String {
    let mut text = text.to_owned();
    for closed in enums.iter().filter(|found| found.cases.iter().all(|case| case.labels.is_empty())) {
        let head = format!("public enum {}: Equatable, Hashable", closed.name);
        text = text.replace(&format!("{head} {{"), &format!("{head}, CaseIterable {{"));
    }
    text
}

fn with_values(open: &Enum, api: &Description) -> Result<String, String> {
    let name = &open.name;
    let (mut read, mut written) = (String::new(), String::new());
    for value in api.values_of(name)? {
        let case = value.case(name, open.cases.iter().map(|case| case.name.as_str()))?;
        read.push_str(&format!("        case .{case}: return \"{}\"\n", value.wire));
        written.push_str(&format!("        case {}: self = .{case}\n", value.literals()));
    }
    Ok(format!(
        "
extension {name}: RawRepresentable, CustomStringConvertible {{
    /// The value that Amazon Pay writes like this; `unknown` when this version does not list it.
    public init(rawValue: String) {{
        switch rawValue {{
{written}        default: self = .unknown(rawValue)
        }}
    }}

    /// The value that Amazon Pay writes like this; `unknown` when this version does not list it.
    public init(_ value: String) {{ self.init(rawValue: value) }}

    /// The value as Amazon Pay writes it.
    public var rawValue: String {{
        switch self {{
{read}        case .unknown(let value): return value
        }}
    }}

    public var description: String {{ rawValue }}
}}
"
    ))
}

#[cfg(test)]
mod tests {
    use super::super::source::enums;
    use crate::description;

    const TEXT: &str = "
public enum ReportState: Equatable, Hashable {
    case done
    case unknown(String
    )
}
public enum Place: Equatable, Hashable {
    case here
}
";

    #[test]
    fn values_know_how_they_are_written() {
        let missing = super::values(&enums(TEXT), &description::of_the_core().unwrap()).unwrap_err();
        assert_eq!(missing, "ReportState is no enum of the models");
        let text = super::values(&enums(TEXT), &description::with_report_state()).unwrap();
        for part in [
            "        case .done: return \"DONE\"\n        case .unknown(let value): return value\n",
            "        case \"DONE\", \"FINISHED\": self = .done\n        default: self = .unknown(rawValue)\n",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
        let text = super::closed(TEXT, &enums(TEXT));
        assert!(text.contains("public enum Place: Equatable, Hashable, CaseIterable {\n"), "{text}");
        assert!(text.contains("public enum ReportState: Equatable, Hashable {\n"), "{text}");
    }
}
