//! JSON that may stand in a page as it is.

/// Escapes what would mean something to a page in a JSON text: `<`, `>`, `&`, `'` and the two line separators that JSON
/// allows and scripts once did not.
///
/// They can only stand inside JSON strings, where `\u003c` and `<` are the same: parsed, the text is what it was, byte
/// for byte. The result is safe in a `<script>` element and between single quotes in an attribute. For double quotes
/// let the template escape it, as it does with all texts.
///
/// ```
/// use amazonpay::button::page_json;
///
/// assert_eq!(page_json(r#"{"note":"</script>"}"#), r#"{"note":"\u003c/script\u003e"}"#);
/// ```
#[must_use]
pub fn page_json(json: &str) -> String {
    let mut safe = String::with_capacity(json.len() + json.len() / 16);
    for character in json.chars() {
        match character {
            '<' => safe.push_str("\\u003c"),
            '>' => safe.push_str("\\u003e"),
            '&' => safe.push_str("\\u0026"),
            '\'' => safe.push_str("\\u0027"),
            '\u{2028}' => safe.push_str("\\u2028"),
            '\u{2029}' => safe.push_str("\\u2029"),
            other => safe.push(other),
        }
    }
    safe
}
