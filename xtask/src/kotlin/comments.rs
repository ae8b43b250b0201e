//! Comments in the words of Kotlin: fields by their names there, nothing that only Rust has.

use crate::documentation::{for_all_languages, wrap};

const WIDTH: usize = 120;

/// The text with its comments rewritten. Those that tell tools to leave something out stay as they are.
pub(super) fn rewrite(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, comment)) = rest.split_once("/**\n") {
        let Some((comment, after)) = comment.split_once("*/") else { break };
        let margin = before.rsplit('\n').next().unwrap_or_default();
        let margin = if margin.trim().is_empty() { margin } else { "" };
        result.push_str(before);
        result.push_str(&in_kotlin(comment, margin));
        rest = after;
    }
    result + rest
}

fn in_kotlin(comment: &str, margin: &str) -> String {
    let lines: Vec<&str> = comment.lines().map(|line| line.trim().trim_start_matches('*').trim()).collect();
    let text = lines.join("\n");
    if text.contains("@suppress") {
        return format!("/**\n{comment}*/");
    }
    let text = for_all_languages(text.trim());
    let lines = wrap(&text, WIDTH - margin.len() - 3);
    let lines: String =
        lines.iter().map(|line| format!("{}\n", format!("{margin} * {line}").trim_end())).collect();
    format!("/**\n{lines}{margin} */")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_named_as_kotlin_does() {
        let text = "    val a: A\n    /**\n     * Needs `capture_now`, see [`Money`].\n     *\n     * ```\n     * let x = 1;\n     * ```\n     */val b: B\n/**\n * @suppress\n */\n";
        assert_eq!(
            rewrite(text),
            "    val a: A\n    /**\n     * Needs `captureNow`, see `Money`.\n     */val b: B\n/**\n * @suppress\n */\n"
        );
    }
}
