//! Pieces of TypeScript: comments, texts, types.

use std::collections::BTreeSet;

use crate::description::{Description, Field, Kind, Shape};
use crate::documentation::wrap;

const WIDTH: usize = 110;

/// A documentation comment; nothing for no text.
pub(super) fn comment(docs: &str, indent: usize) -> String {
    if docs.is_empty() {
        return String::new();
    }
    let margin = " ".repeat(indent);
    let lines = wrap(&links(&docs.replace("*/", "*\\/")), WIDTH - indent - 3);
    if let [line] = lines.as_slice()
        && line.chars().count() + indent + 7 <= WIDTH
    {
        return format!("{margin}/** {line} */\n");
    }
    let mut text = format!("{margin}/**\n");
    for line in lines {
        text.push_str(format!("{margin} * {line}").trim_end());
        text.push('\n');
    }
    text + &margin + " */\n"
}

/// `<https://…>` as TSDoc writes a link: it takes angle brackets for HTML.
fn links(docs: &str) -> String {
    let mut parts = docs.split("<https://");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once('>') {
            Some((link, rest)) => text.push_str(&format!("{{@link https://{link}}}{rest}")),
            None => text.push_str(&format!("<https://{part}")),
        }
    }
    text
}

/// A text as a literal.
pub(super) fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'").replace('\n', "\\n"))
}

/// The type of a field's values.
pub(super) fn print_kind(api: &Description, kind: &Kind) -> String {
    match kind {
        Kind::Text => "string".to_owned(),
        Kind::Boolean => "boolean".to_owned(),
        Kind::Integer => "number".to_owned(),
        Kind::UnixSeconds => "Date".to_owned(),
        Kind::Anything => "unknown".to_owned(),
        Kind::Named(name) => match api.find(name).map(|described| &described.shape) {
            Some(Shape::Text) if name == "Timestamp" => "Date".to_owned(),
            Some(Shape::Text) => "string".to_owned(),
            _ => name.clone(),
        },
        Kind::List(item) => format!("{}[]", print_kind(api, item)),
        Kind::Map(value) => format!("Record<string, {}>", print_kind(api, value)),
    }
}

/// A field's declaration with its documentation.
pub(super) fn declaration(api: &Description, field: &Field, or_undefined: &str) -> String {
    let optional = if field.always { "" } else { "?" };
    format!(
        "{}  {}{optional}: {}{or_undefined}\n",
        comment(&field.docs, 2),
        field.name,
        print_kind(api, &field.kind)
    )
}

/// An import of types, each on a line of its own.
pub(super) fn import_types(names: &BTreeSet<String>, from: &str) -> String {
    let names: String = names.iter().map(|name| format!("  {name},\n")).collect();
    format!("import type {{\n{names}}} from {}\n", literal(from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_keep_within_the_width_and_link() {
        assert_eq!(comment("Short.", 2), "  /** Short. */\n");
        assert_eq!(comment("", 2), "");
        assert_eq!(comment("(<https://a.example/b>)", 0), "/** ({@link https://a.example/b}) */\n");
        assert!(comment(&"word ".repeat(60), 2).lines().all(|line| line.chars().count() <= WIDTH));
    }

    #[test]
    fn literals_are_escaped() {
        assert_eq!(literal("the buyer's \\"), r"'the buyer\'s \\'");
    }
}
