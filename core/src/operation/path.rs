//! Parameters in an operation's path: checked, then percent-encoded.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::error::ConfigError;

/// All but RFC 3986's unreserved characters, as the canonical request encodes them too.
pub(super) const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Far above any id that Amazon hands out; buyer tokens are the longest.
const LONGEST_PARAMETER: usize = 4096;

/// Fills `template` (`charges/{charge_id}/capture`) with `values`, one for each of `names`.
pub(crate) fn fill(
    template: &str,
    names: &'static [&'static str],
    values: &[&str],
) -> Result<String, ConfigError> {
    let mut path = template.to_owned();
    for (index, name) in names.iter().enumerate() {
        let value = values.get(index).copied().unwrap_or_default();
        check(name, value)?;
        let encoded = utf8_percent_encode(value, SEGMENT).to_string();
        path = path.replacen(&format!("{{{name}}}"), &encoded, 1);
    }
    Ok(path)
}

/// The value of a segment of a path on the wire; `None` when its escapes are not UTF-8.
pub(super) fn decode_segment(segment: &str) -> Option<String> {
    percent_decode_str(segment).decode_utf8().ok().map(|value| value.into_owned())
}

fn check(name: &'static str, value: &str) -> Result<(), ConfigError> {
    let found = if value.is_empty() {
        "nothing; was the object saved before its id arrived?".to_owned()
    } else if value.len() > LONGEST_PARAMETER {
        format!("{} bytes", value.len())
    } else if value == "." || value == ".." || value.contains(is_out_of_place) {
        // A token gives access to a person's or a merchant's data, so it is never repeated.
        if name.ends_with("_token") {
            "a character that no token has (hidden: it is a secret)".to_owned()
        } else {
            format!("{value:?}")
        }
    } else {
        return Ok(());
    };
    let expected = match name {
        "checkout_session_id" => "a checkout session id such as \"bd504926-f659-4ad7-a1a9-9a747aaf5275\"",
        "charge_permission_id" => "a charge permission id such as \"S01-1234567-1234567\"",
        "charge_id" => "a charge id such as \"S01-1234567-1234567-C123456\"",
        "refund_id" => "a refund id such as \"S01-1234567-1234567-R123456\"",
        "merchant_account_id" => "a merchant's id such as \"A3URCZVLDMDI45\"",
        "dispute_id" => "a dispute id such as \"S01-1234567-1234567-B123456\"",
        "mws_auth_token" => "the merchant's MWS auth token such as \"amzn.mws.…\"",
        "buyer_token" => "the buyerToken of the sign-in return URL, percent-decoded",
        _ => "an id as Amazon Pay returned it",
    };
    Err(ConfigError::new(name, format!("expected {expected}, found {found}")))
}

/// What keeps a text from being one segment of a path, if anything does.
pub(super) fn out_of_place(segment: &str) -> Option<&'static str> {
    match segment {
        "" => Some("an empty segment"),
        "." | ".." => Some("a segment of dots"),
        _ if segment.contains(|c: char| c.is_whitespace() || c.is_control()) => {
            Some("white space or a control character")
        }
        _ if segment.contains(is_out_of_place) => Some("one of the characters \\ ? # %"),
        _ => None,
    }
}

fn is_out_of_place(character: char) -> bool {
    character.is_whitespace() || character.is_control() || matches!(character, '/' | '\\' | '?' | '#' | '%')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_is_encoded_as_one_segment() {
        let path = fill("buyers/{buyer_token}", &["buyer_token"], &["Atza|ünï:+="]).unwrap();
        assert_eq!(path, "buyers/Atza%7C%C3%BCn%C3%AF%3A%2B%3D");
        assert_eq!(decode_segment("Atza%7C%C3%BCn%C3%AF%3A%2B%3D").as_deref(), Some("Atza|ünï:+="));
    }

    #[test]
    fn a_value_cannot_smuggle_another_parameter_in() {
        let error = fill("a/{first}/b/{second}", &["first", "second"], &["{second}", "x"]).unwrap();
        assert_eq!(error, "a/%7Bsecond%7D/b/x");
    }

    #[test]
    fn what_leads_elsewhere_is_refused() {
        for value in ["", ".", "..", "a/b", "a?b", "a#b", "a b", "a\nb", "%2e%2e", "a\\b"] {
            let error = fill("charges/{charge_id}", &["charge_id"], &[value]).unwrap_err().to_string();
            assert!(error.starts_with("charge_id: expected a charge id such as"), "{value:?}: {error}");
        }
    }

    #[test]
    fn a_token_is_not_repeated() {
        for (template, name) in [
            ("buyers/{buyer_token}", &["buyer_token"]),
            ("authorizationTokens/{mws_auth_token}", &["mws_auth_token"]),
        ] {
            let error = fill(template, name, &["Atza secret"]).unwrap_err().to_string();
            assert!(!error.contains("Atza"), "{error}");
        }
    }
}
