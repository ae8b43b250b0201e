//! Why a signature does not fit a payload.
//!
//! A signature does not tell what was signed. But there are few ways in which a payload changes between the server that
//! signs it and the page, and of each it can be tried whether the signature fits the payload without the change.

use amazonpay::signing::Algorithm;
use serde::Serialize;

use crate::api_failure::ApiFailure;

/// A payload, and what its signature belongs to as far as it could be found out.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SignatureMismatch {
    /// A sentence for the developer.
    pub(crate) message: String,
    /// The payload that reached the sandbox.
    arrived: String,
    /// The payload that the signature belongs to; absent when that could not be found out.
    #[serde(skip_serializing_if = "Option::is_none")]
    signed: Option<String>,
    /// The first part in which the two differ.
    #[serde(skip_serializing_if = "Option::is_none")]
    difference: Option<Difference>,
}

/// Where two texts differ.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Difference {
    /// What stands before, in both; shortened.
    before: String,
    signed: String,
    arrived: String,
}

/// How many characters of the surroundings are shown.
const CONTEXT: usize = 24;

const START: &str = "The button's signature does not fit its payload: ";

type Change = fn(&str) -> String;

/// What may have been signed, and how it became what arrived.
const CHANGES: [(&str, Change); 11] = [
    ("it is that of the payload with its \\/ un-escaped.", |text| text.replace("\\/", "/")),
    ("it is that of the payload with its / escaped as \\/.", |text| {
        text.replace("\\/", "/").replace('/', "\\/")
    }),
    ("the page escaped it for HTML once too often.", from_html),
    ("something put white space around it.", |text| text.trim().to_owned()),
    ("it was signed with a line break at its end.", |text| format!("{text}\n")),
    ("something put white space between its parts.", |text| spaced(text, "", "")),
    ("something took the white space out that stood between its parts.", |text| spaced(text, ", ", ": ")),
    ("something took the white space out that stood behind its colons.", |text| spaced(text, ",", ": ")),
    ("something wrote characters beyond ASCII as \\u escapes.", without_escapes),
    ("something wrote \\u escapes as characters.", escaped),
    ("its UTF-8 was read as Latin-1 on the way.", |text| {
        let bytes: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
        bytes.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_else(|| text.to_owned())
    }),
];

impl SignatureMismatch {
    /// Looks for what was signed. `fits` tells whether the signature is that of a text by an algorithm.
    pub(super) fn explain(
        arrived: &str,
        algorithms: &[Algorithm],
        fits: impl Fn(&str, Algorithm) -> bool,
    ) -> Self {
        let mismatch = |message: String, signed: Option<String>| Self {
            message,
            difference: signed.as_ref().map(|signed| Difference::between(signed, arrived)),
            arrived: arrived.to_owned(),
            signed,
        };
        if let Some(other) = Algorithm::ALL.iter().find(|algorithm| fits(arrived, **algorithm)) {
            let given: Vec<_> = algorithms.iter().map(ToString::to_string).collect();
            let message = format!(
                "The button's signature is one by {other}, and the page says {}: hand the algorithm that signed to the \
                 script.",
                given.join(" or ")
            );
            return mismatch(message, None);
        }
        for (how, change) in CHANGES {
            let candidate = change(arrived);
            if candidate != arrived && algorithms.iter().any(|algorithm| fits(&candidate, *algorithm)) {
                return mismatch(format!("{START}{how}"), Some(candidate));
            }
        }
        let rule = "the very string that was signed has to reach the page, byte for byte.";
        mismatch(format!("{START}{rule}"), None)
    }

    /// The refusal in the API's form.
    pub(crate) fn failure(&self) -> ApiFailure {
        ApiFailure::new(403, "InvalidRequestSignature", self.message.clone())
    }
}

impl Difference {
    fn between(signed: &str, arrived: &str) -> Self {
        let (signed, arrived): (Vec<char>, Vec<char>) = (signed.chars().collect(), arrived.chars().collect());
        let same = signed.iter().zip(&arrived).take_while(|(one, other)| one == other).count();
        let after = |text: &[char]| text.iter().skip(same).take(CONTEXT).collect();
        let before = arrived.iter().take(same).skip(same.saturating_sub(CONTEXT)).collect();
        Self { before, signed: after(&signed), arrived: after(&arrived) }
    }
}

fn from_html(text: &str) -> String {
    let entities =
        [("&quot;", "\""), ("&#34;", "\""), ("&#39;", "'"), ("&#x27;", "'"), ("&lt;", "<"), ("&gt;", ">")];
    let read =
        entities.iter().fold(text.to_owned(), |text, (entity, character)| text.replace(entity, character));
    read.replace("&amp;", "&")
}

/// The JSON text with this instead of what stands behind its commas and colons, and nothing elsewhere between its parts.
fn spaced(text: &str, comma: &str, colon: &str) -> String {
    let mut written = String::with_capacity(text.len());
    let (mut in_string, mut is_escaped) = (false, false);
    for character in text.chars() {
        match character {
            _ if in_string => {
                written.push(character);
                in_string = is_escaped || character != '"';
                is_escaped = character == '\\' && !is_escaped;
                continue;
            }
            '"' => in_string = true,
            ',' if !comma.is_empty() => {
                written.push_str(comma);
                continue;
            }
            ':' if !colon.is_empty() => {
                written.push_str(colon);
                continue;
            }
            _ if character.is_ascii_whitespace() => continue,
            _ => {}
        }
        written.push(character);
    }
    written
}

/// The text with `\uXXXX` read, but for those of ASCII, which had to be escaped.
fn without_escapes(text: &str) -> String {
    let mut units: Vec<u16> = Vec::new();
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("\\u") {
        let unit = rest.get(start + 2..start + 6).and_then(|digits| u16::from_str_radix(digits, 16).ok());
        let (before, after) = rest.split_at(start);
        if !before.is_empty() {
            written.push_str(&String::from_utf16_lossy(&std::mem::take(&mut units)));
        }
        written.push_str(before);
        match unit.filter(|unit| *unit >= 0x80) {
            Some(unit) => {
                units.push(unit);
                rest = after.get(6..).unwrap_or_default();
            }
            None => {
                written.push_str("\\u");
                rest = after.get(2..).unwrap_or_default();
            }
        }
    }
    written.push_str(&String::from_utf16_lossy(&units));
    written.push_str(rest);
    written
}

/// The text with every character beyond ASCII as `\uXXXX`.
fn escaped(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii() {
            written.push(character);
            continue;
        }
        for unit in character.encode_utf16(&mut [0; 2]) {
            written.push_str(&format!("\\u{unit:04x}"));
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said when `signed` was signed and `arrived` arrived.
    fn explained(signed: &str, arrived: &str) -> SignatureMismatch {
        let algorithms = [Algorithm::default()];
        SignatureMismatch::explain(arrived, &algorithms, |text, by| text == signed && by == algorithms[0])
    }

    #[test]
    fn what_was_signed_is_found_behind_each_usual_change() {
        let plain = r#"{"a":"x/é&","b":["1"]}"#;
        for (signed, arrived, says) in [
            (plain, r#"{"a":"x\/é&","b":["1"]}"#, "un-escaped"),
            (r#"{"a":"x\/é&","b":["1"]}"#, plain, "escaped as"),
            (plain, "{&quot;a&quot;:&quot;x/é&amp;&quot;,&quot;b&quot;:[&quot;1&quot;]}", "HTML"),
            (plain, "  {\"a\":\"x/é&\",\"b\":[\"1\"]}\n", "around"),
            ("{}\n", "{}", "line break"),
            (plain, "{\n  \"a\": \"x/é&\",\n  \"b\": [\n    \"1\"\n  ]\n}", "put white space between"),
            (r#"{"a": "x, y: z", "b": 1}"#, r#"{"a":"x, y: z","b":1}"#, "took the white space out"),
            (plain, r#"{"a":"x/\u00e9&","b":["1"]}"#, "as \\u escapes"),
            (r#"{"a":"\ud83d\ude00"}"#, r#"{"a":"😀"}"#, "as characters"),
            (plain, "{\"a\":\"x/Ã©&\",\"b\":[\"1\"]}", "Latin-1"),
        ] {
            let found = explained(signed, arrived);
            assert_eq!(found.signed.as_deref(), Some(signed), "{arrived}");
            assert!(found.message.contains(says), "{arrived}: {}", found.message);
        }
    }

    #[test]
    fn the_difference_is_shown_where_it_begins() {
        let found = explained(r#"{"url":"https://shop.example"}"#, r#"{"url":"https:\/\/shop.example"}"#);
        let difference = found.difference.unwrap();
        assert_eq!(difference.before, r#"{"url":"https:"#);
        assert!(difference.signed.starts_with("//shop"), "{difference:?}");
        assert!(difference.arrived.starts_with("\\/\\/shop"), "{difference:?}");
    }

    #[test]
    fn nothing_is_made_up_when_it_can_not_be_found_out() {
        let found = explained(r#"{"amount":"1.00"}"#, r#"{"amount":"2.00"}"#);
        assert_eq!((found.signed, found.difference), (None, None));
        assert!(found.message.ends_with("byte for byte."), "{}", found.message);
    }

    #[test]
    fn another_algorithm_is_named() {
        let [used, said] = [Algorithm::ALL[0], Algorithm::ALL[1]];
        let found = SignatureMismatch::explain("{}", &[said], |_, by| by == used);
        assert!(found.message.contains(&used.to_string()), "{}", found.message);
        assert!(found.message.contains(&said.to_string()), "{}", found.message);
    }
}
