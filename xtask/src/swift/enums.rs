//! Open enums that know their values on the wire.

use super::source::Enum;
use crate::description::{Description, Shape};

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
    let values = api.types.iter().find_map(|described| match &described.shape {
        Shape::Enum(values) if described.name == *name => Some(values),
        _ => None,
    });
    let values = values.ok_or_else(|| format!("{name} is no enum of the models"))?;
    let (mut read, mut written) = (String::new(), String::new());
    for value in values {
        let plain = |case: &str| case.trim_matches('`').to_owned();
        let case = open.cases.iter().find(|case| plain(&case.name).eq_ignore_ascii_case(&value.name));
        let case = &case.ok_or_else(|| format!("{name} has no case {}", value.name))?.name;
        let wire = &value.wire;
        read.push_str(&format!("        case .{case}: return \"{wire}\"\n"));
        let spellings = std::iter::once(wire).chain(&value.further).map(|text| format!("\"{text}\""));
        let spellings = spellings.collect::<Vec<_>>().join(", ");
        written.push_str(&format!("        case {spellings}: self = .{case}\n"));
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
        let mut api = description::of_the_core().unwrap();
        let missing = super::values(&enums(TEXT), &api).unwrap_err();
        assert_eq!(missing, "ReportState is no enum of the models");
        let value = description::Value {
            wire: "DONE".into(),
            further: vec!["FINISHED".into()],
            name: "Done".into(),
            docs: String::new(),
        };
        let shape = description::Shape::Enum(vec![value]);
        api.types.push(description::Type { name: "ReportState".into(), docs: String::new(), shape });
        let text = super::values(&enums(TEXT), &api).unwrap();
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
