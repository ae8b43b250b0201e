//! Pieces of Rust: documentation, lists of names.

use std::collections::BTreeSet;

use crate::documentation::wrap;

const WIDTH: usize = 110;

/// A documentation comment; nothing for no text.
pub(super) fn comment(docs: &str, indent: usize) -> String {
    let margin = " ".repeat(indent);
    let lines = if docs.is_empty() { Vec::new() } else { wrap(docs, WIDTH - indent - 4) };
    lines.iter().map(|line| format!("{}\n", format!("{margin}/// {line}").trim_end())).collect()
}

/// The use of models.
pub(super) fn use_models(names: &BTreeSet<&str>) -> String {
    let names: Vec<&str> = names.iter().copied().collect();
    let lines = wrap(&names.join(", "), WIDTH - 5);
    let lines: String = lines.iter().map(|line| format!("    {line}\n")).collect();
    format!("use amazonpay::model::{{\n{},\n}};\n", lines.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_keep_within_the_width() {
        assert_eq!(comment("Short.\n\nMore.", 4), "    /// Short.\n    ///\n    /// More.\n");
        assert_eq!(comment("", 4), "");
        assert!(comment(&"word ".repeat(60), 4).lines().all(|line| line.chars().count() <= WIDTH));
    }

    #[test]
    fn models_are_used_by_name() {
        assert_eq!(use_models(&BTreeSet::from(["B", "A"])), "use amazonpay::model::{\n    A, B,\n};\n");
    }
}
