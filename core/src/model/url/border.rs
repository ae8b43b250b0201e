//! An address on its way to and from other languages' types for it, which refuse what is none by RFC 3986.
//!
//! Whatever Amazon has sent gets through: what is an address, as it is; what would be one but for some characters, with these
//! percent-encoded; any other text as a URI of the scheme `invalid-url`, from which it comes back as it was.

use std::net::Ipv6Addr;

use super::Url;

/// The scheme of the URI that stands for a text that is no address.
const INVALID: &str = "invalid-url:";

uniffi::custom_type!(Url, String, {
    lower: |url| uri(url.0),
    try_lift: |uri| Ok(Url(text(uri))),
});

/// What all of them can read.
fn uri(text: String) -> String {
    if is_reference(&text) && !text.starts_with(INVALID) {
        return text;
    }
    // A browser's reading of it knows what becomes of a name that is not in ASCII.
    let read = ::url::Url::parse(&text).map(String::from);
    let encoded = encoded_where_needed(read.as_ref().unwrap_or(&text));
    if is_reference(&encoded) && !text.starts_with(INVALID) {
        return encoded;
    }
    let mut uri = INVALID.to_owned();
    for byte in text.bytes() {
        push(&mut uri, byte, is_unreserved(byte));
    }
    if text.is_empty() {
        // A scheme alone is no URI; what follows it says nothing.
        uri.push('/');
    }
    uri
}

/// Undoes what [`uri`] has done to a text that is no address.
fn text(uri: String) -> String {
    match uri.strip_prefix(INVALID) {
        Some("/") => String::new(),
        Some(encoded) => percent_decoded(encoded).unwrap_or(uri),
        None => uri,
    }
}

fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

fn is_sub_delimiter(byte: u8) -> bool {
    b"!$&'()*+,;=".contains(&byte)
}

fn push(out: &mut String, byte: u8, as_it_is: bool) {
    if as_it_is {
        out.push(char::from(byte));
    } else {
        out.push_str(&format!("%{byte:02X}"));
    }
}

/// The text with everything that may stand nowhere in a URI percent-encoded.
fn encoded_where_needed(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text.as_bytes();
    let mut in_fragment = false;
    while let [byte, tail @ ..] = rest {
        let as_it_is = match byte {
            b'%' => matches!(tail, [high, low, ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit()),
            b'#' => !std::mem::replace(&mut in_fragment, true),
            byte => is_unreserved(*byte) || is_sub_delimiter(*byte) || b":/?@".contains(byte),
        };
        push(&mut out, *byte, as_it_is);
        rest = tail;
    }
    out
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [byte, tail @ ..] = rest {
        rest = tail;
        if *byte == b'%' {
            let [high, low, after @ ..] = tail else { return None };
            let digits = [*high, *low];
            out.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
            rest = after;
        } else {
            out.push(*byte);
        }
    }
    String::from_utf8(out).ok()
}

/// Whether it is a URI or a relative reference by RFC 3986 that older readers, which go by RFC 2396, take as well.
fn is_reference(text: &str) -> bool {
    let (rest, fragment) = text.split_once('#').unwrap_or((text, ""));
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let all_of = |part: &str, more: &[u8]| are_allowed(part, more);
    if text.is_empty() || !all_of(fragment, b":@/?") || !all_of(query, b":@/?") {
        return false;
    }
    let (has_scheme, hierarchy) = match rest.split_once(':') {
        Some((before, _)) if before.contains('/') => (false, rest),
        Some((scheme, hierarchy)) if is_scheme(scheme) => (true, hierarchy),
        Some(_) => return false,
        None => (false, rest),
    };
    match hierarchy.strip_prefix("//") {
        Some(hierarchy) => {
            let end = hierarchy.find('/').unwrap_or(hierarchy.len());
            let (authority, path) = hierarchy.split_at(end);
            is_authority(authority) && all_of(path, b":@/")
        }
        None => all_of(hierarchy, b":@/") && !(has_scheme && hierarchy.is_empty()),
    }
}

fn is_scheme(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_alphabetic())
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

fn is_authority(text: &str) -> bool {
    let (user, host) = text.rsplit_once('@').unwrap_or(("", text));
    let (host, port) = match host.strip_prefix('[').and_then(|host| host.split_once(']')) {
        Some((address, after)) if address.parse::<Ipv6Addr>().is_ok() => (None, after),
        Some(_) => return false,
        None => {
            let end = host.find(':').unwrap_or(host.len());
            let (name, port) = host.split_at(end);
            (Some(name), port)
        }
    };
    let is_port = port.is_empty()
        || port.strip_prefix(':').is_some_and(|port| {
            port.bytes().all(|digit| digit.is_ascii_digit()) && port.parse::<u16>().is_ok()
        });
    // What a percent sign means in a name is not agreed on.
    let is_name = |name: &str| !name.is_empty() && !name.contains('%') && are_allowed(name, b"");
    is_port && are_allowed(user, b":") && host.is_none_or(is_name)
}

/// Whether all of it is unreserved, a sub-delimiter, percent-encoded, or among `more`.
fn are_allowed(part: &str, more: &[u8]) -> bool {
    let mut rest = part.as_bytes();
    while let [byte, tail @ ..] = rest {
        rest = match (byte, tail) {
            (b'%', [high, low, after @ ..]) if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => after,
            (byte, tail) if is_unreserved(*byte) || is_sub_delimiter(*byte) || more.contains(byte) => tail,
            _ => return false,
        };
    }
    true
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_address_crosses_as_it_is() {
        for address in [
            "https://shop.example/review?a=b&c=%C3%A9#top",
            "https://apay-us.amazon.com/checkout/processing?amazonCheckoutSessionId=4b4ed8a6-ad4a-47b4-8a2a",
            "http://127.0.0.1:8080/ipn",
            "http://[::1]:8080/ipn",
            "https://user:pass@shop.example:443",
            "myapp:/return",
            "mailto:shop@shop.example",
            "www.shop.example/privacy",
            "?only=query",
        ] {
            assert!(is_reference(address), "{address}");
            assert_eq!(uri(address.to_owned()), address);
            assert_eq!(text(address.to_owned()), address);
        }
    }

    #[test]
    fn characters_that_no_address_has_are_encoded() {
        for (written, crossing) in [
            ("https://shop.example/a b|c", "https://shop.example/a%20b%7Cc"),
            ("https://shop.example/50%", "https://shop.example/50%25"),
            ("https://shop.example/é?q={x}", "https://shop.example/%C3%A9?q=%7Bx%7D"),
            ("https://shop.example/#a#b", "https://shop.example/#a%23b"),
            ("https://münchen.example/a b", "https://xn--mnchen-3ya.example/a%20b"),
            ("shop.example/a b", "shop.example/a%20b"),
        ] {
            assert_eq!(uri(written.to_owned()), crossing);
        }
    }

    #[test]
    fn what_is_no_address_comes_back_as_it_was() {
        for (written, crossing) in [
            ("", "invalid-url:/"),
            ("https://", "invalid-url:https%3A%2F%2F"),
            ("https:", "invalid-url:https%3A"),
            ("https://shop.example:port/", "invalid-url:https%3A%2F%2Fshop.example%3Aport%2F"),
            ("https://[shop]/", "invalid-url:https%3A%2F%2F%5Bshop%5D%2F"),
            (":é", "invalid-url:%3A%C3%A9"),
            ("invalid-url:/", "invalid-url:invalid-url%3A%2F"),
        ] {
            assert_eq!(uri(written.to_owned()), crossing);
            assert_eq!(text(crossing.to_owned()), written);
        }
        // Made by hand in the other language.
        assert_eq!(text("invalid-url:%zz".to_owned()), "invalid-url:%zz");
    }

    proptest! {
        #[test]
        fn whatever_is_written_crosses(written in "[a-z:/?#@\\[\\]% é|.0-9]{0,24}|\\PC{0,24}") {
            let crossing = uri(written.clone());
            if crossing.starts_with(INVALID) {
                prop_assert_eq!(text(crossing), written);
            } else {
                prop_assert!(is_reference(&crossing), "{crossing}");
                prop_assert_eq!(uri(crossing.clone()), crossing);
            }
        }
    }
}
