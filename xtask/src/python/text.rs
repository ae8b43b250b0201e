//! Pieces of Python: docstrings, annotations, names.

use std::collections::BTreeSet;

use crate::description::{Description, Kind, Shape, snake_case};
use crate::documentation::wrap;

pub(super) const WIDTH: usize = 100;

/// The names of Python that no attribute and no parameter can have.
const KEYWORDS: &[&str] = &[
    "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else",
    "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not",
    "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

/// The attribute of a field.
///
/// # Errors
/// When it is a keyword.
pub(super) fn attribute(owner: &str, wire: &str) -> Result<String, String> {
    let name = snake_case(wire);
    if KEYWORDS.contains(&name.as_str()) {
        return Err(format!("{owner}.{wire}: {name} is a keyword of Python"));
    }
    Ok(name)
}

/// The names of all fields, which documentation for Python spells in snake case.
pub(super) struct FieldNames(BTreeSet<String>);

impl FieldNames {
    pub(super) fn of(api: &Description) -> Self {
        let fields = api.types.iter().flat_map(|described| api.fields_of(&described.name));
        Self(fields.map(|field| field.name.clone()).collect())
    }

    /// Documentation with the fields' names between backticks in snake case, each part of a path by itself.
    pub(super) fn in_snake_case(&self, docs: &str) -> String {
        let known = |name: &str| if self.0.contains(name) { snake_case(name) } else { name.to_owned() };
        let parts = docs.split('`').enumerate().map(|(index, part)| {
            if index % 2 == 0 {
                part.to_owned()
            } else {
                part.split('.').map(known).collect::<Vec<_>>().join(".")
            }
        });
        parts.collect::<Vec<_>>().join("`")
    }
}

/// A docstring. Lines are wrapped, but for indented ones.
pub(super) fn docstring(docs: &str, indent: usize) -> String {
    let margin = " ".repeat(indent);
    let escaped = docs.replace('\\', "\\\\").replace("\"\"\"", "\\\"\\\"\\\"");
    let mut lines = Vec::new();
    for line in escaped.lines() {
        if line.starts_with(' ') || line.is_empty() {
            lines.push(line.to_owned());
        } else {
            lines.extend(wrap(line, WIDTH - indent - 3));
        }
    }
    if lines.len() == 1 && lines[0].chars().count() + indent + 6 <= WIDTH && !lines[0].ends_with('"') {
        return format!("{margin}\"\"\"{}\"\"\"\n", lines[0]);
    }
    let mut text = format!("{margin}\"\"\"{}\n", lines.first().map(String::as_str).unwrap_or_default());
    for line in lines.iter().skip(1) {
        text.push_str(format!("{margin}{line}").trim_end());
        text.push('\n');
    }
    text + &margin + "\"\"\"\n"
}

/// A parameter's lines in a method's docstring.
pub(super) fn parameter(name: &str, docs: &str) -> String {
    let lines = wrap(&format!("{name}: {}", docs.replace('\n', " ")), WIDTH - 16);
    lines.iter().enumerate().fold(String::new(), |text, (index, line)| {
        let margin = if index == 0 { 4 } else { 8 };
        text + &" ".repeat(margin) + line + "\n"
    })
}

/// Which way a value goes.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Direction {
    /// To be sent: wide, so that a list or a plain text will do.
    In,
    /// As it is read.
    Out,
}

/// The type of a field's values.
pub(super) fn annotation(api: &Description, kind: &Kind, direction: Direction) -> String {
    match kind {
        Kind::Text => "str".to_owned(),
        Kind::Boolean => "bool".to_owned(),
        Kind::Integer => "int".to_owned(),
        Kind::UnixSeconds => "datetime".to_owned(),
        Kind::Anything => "Any".to_owned(),
        Kind::Named(name) => match api.find(name).map(|described| &described.shape) {
            Some(Shape::Text) if name == "Timestamp" => "datetime".to_owned(),
            Some(Shape::Text) => "str".to_owned(),
            Some(Shape::Enum(_)) if direction == Direction::In => format!("{name} | str"),
            _ => name.clone(),
        },
        Kind::List(item) => {
            let item = annotation(api, item, direction);
            if direction == Direction::In {
                format!("Sequence[{item}]")
            } else {
                format!("tuple[{item}, ...]")
            }
        }
        Kind::Map(value) => format!("Mapping[str, {}]", annotation(api, value, direction)),
    }
}

/// All names that an annotation mentions.
pub(super) fn named(kind: &Kind, names: &mut BTreeSet<String>) {
    match kind {
        Kind::Named(name) => {
            names.insert(name.clone());
        }
        Kind::List(item) | Kind::Map(item) => named(item, names),
        _ => {}
    }
}

/// The import of names, in one statement and in the order of ruff's isort; nothing for no names.
pub(super) fn import(from: &str, names: &BTreeSet<String>, indent: usize) -> String {
    if names.is_empty() {
        return String::new();
    }
    let margin = " ".repeat(indent);
    let mut names: Vec<String> = names.iter().cloned().collect();
    // Constants before classes.
    let is_class = |name: &str| name.chars().any(|letter| letter.is_ascii_lowercase());
    names.sort_by_key(|name| (is_class(name), name.to_lowercase()));
    let listed = names.join(", ");
    let one_line = format!("{margin}from {from} import {listed}\n");
    if one_line.chars().count() <= WIDTH {
        return one_line;
    }
    let names: String = names.iter().map(|name| format!("{margin}    {name},\n")).collect();
    format!("{margin}from {from} import (\n{names}{margin})\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documentation_speaks_of_fields_in_snake_case() {
        let names = FieldNames::of(&crate::description::of_the_core().unwrap());
        for (docs, expected) in [
            (
                "`webCheckoutDetails.amazonPayRedirectUrl` is",
                "`web_checkout_details.amazon_pay_redirect_url` is",
            ),
            ("with `captureNow`, captures", "with `capture_now`, captures"),
            ("an `amzn1.application-oa2` or `PayAndShip`", "an `amzn1.application-oa2` or `PayAndShip`"),
        ] {
            assert_eq!(names.in_snake_case(docs), expected);
        }
    }

    #[test]
    fn a_keyword_is_no_attribute() {
        assert_eq!(attribute("Charge", "chargeId").unwrap(), "charge_id");
        assert_eq!(attribute("Span", "from").unwrap_err(), "Span.from: from is a keyword of Python");
    }

    #[test]
    fn docstrings_keep_within_the_width_and_close() {
        assert_eq!(docstring("Short.", 4), "    \"\"\"Short.\"\"\"\n");
        assert_eq!(docstring("Ends in \"quotes\"", 0), "\"\"\"Ends in \"quotes\"\n\"\"\"\n");
        assert!(docstring(&"word ".repeat(60), 8).lines().all(|line| line.chars().count() <= WIDTH));
    }
}
