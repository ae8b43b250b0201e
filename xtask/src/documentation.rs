//! The models' documentation as every language can show it.

use crate::description::camel_case;

/// Takes out what only Rust's documentation has: examples, links to items, `Debug`; fields get their wire names.
pub(crate) fn for_all_languages(docs: &str) -> String {
    let mut paragraphs: Vec<String> = vec![String::new()];
    let mut in_example = false;
    for line in docs.lines().map(str::trim) {
        if line.starts_with("```") {
            in_example = !in_example;
        } else if !in_example && line.is_empty() {
            paragraphs.push(String::new());
        } else if !in_example {
            let paragraph = paragraphs.last_mut().into_iter().next();
            if let Some(paragraph) = paragraph {
                if !paragraph.is_empty() {
                    paragraph.push(' ');
                }
                paragraph.push_str(line);
            }
        }
    }
    let clean = |paragraph: String| field_names(&without_debug(&without_item_links(&paragraph)));
    let paragraphs: Vec<String> = paragraphs.into_iter().map(clean).filter(|text| !text.is_empty()).collect();
    paragraphs.join("\n\n")
}

/// Links to items as their text alone, in backticks.
fn without_item_links(paragraph: &str) -> String {
    let mut parts = paragraph.split("`]");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let path = part.strip_prefix('(').and_then(|rest| rest.split_once(')'));
        text.push('`');
        text.push_str(path.map_or(part, |(_, rest)| rest));
    }
    text.replace("[`", "`")
}

/// Without the sentences about Rust's `Debug`.
fn without_debug(paragraph: &str) -> String {
    let mut rest = paragraph;
    let mut kept = String::new();
    while let Some(start) = rest.find("`Debug` ") {
        kept.push_str(&rest[..start]);
        rest = rest[start..].split_once(". ").map(|(_, after)| after).unwrap_or_else(|| {
            // The last sentence: what follows it can only be the source in parentheses.
            rest[start..].find("(<").map(|source| &rest[start + source..]).unwrap_or_default()
        });
    }
    kept.push_str(rest);
    kept.trim().to_owned()
}

/// `charge_amount` between backticks as `chargeAmount`.
fn field_names(text: &str) -> String {
    let parts = text.split('`').enumerate().map(|(index, part)| {
        let is_field =
            index % 2 == 1 && part.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_');
        if is_field { camel_case(part) } else { part.to_owned() }
    });
    parts.collect::<Vec<_>>().join("`")
}

/// Breaks text into lines of at most `width` characters, where words allow; paragraphs stay apart.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for line in text.lines() {
        let mut current = String::new();
        for word in line.split_whitespace() {
            if !current.is_empty() && current.chars().count() + 1 + word.chars().count() > width {
                lines.push(std::mem::take(&mut current));
            }
            if !current.is_empty() {
                current.push(' ');
            }
            current.push_str(word);
        }
        lines.push(current);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_rust_has_is_taken_out() {
        let docs = "Takes [`Money`], at most\n`charge_amount`.\n\n`Debug` shows the id only.\n(<https://a.example>)\n\n\
                    ```\nlet x = 1;\n\n```\nDone.";
        assert_eq!(
            for_all_languages(docs),
            "Takes `Money`, at most `chargeAmount`.\n\n(<https://a.example>)\n\nDone."
        );
        assert_eq!(
            for_all_languages("As [`File`](super::File) names it (or so)."),
            "As `File` names it (or so)."
        );
        assert_eq!(for_all_languages("A buyer. `Debug` shows the id only. (x)"), "A buyer. (x)");
    }

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrap("one two three\n\nfour", 8), ["one two", "three", "", "four"]);
        assert_eq!(wrap("immeasurable", 5), ["immeasurable"]);
    }
}
