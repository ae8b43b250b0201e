//! Percent-encoding of RFC 3986, as the canonical request wants it.

use std::borrow::Cow;

/// Whether `+` stands for a space, as it does in an HTML form's query and nowhere else.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Plus {
    Literal,
    Space,
}

/// Appends `bytes` with everything but the unreserved characters (`A-Z a-z 0-9 - . _ ~`) written as `%XX`.
pub(super) fn encode_into(out: &mut String, bytes: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    for &byte in bytes {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(DIGITS[usize::from(byte >> 4)]));
            out.push(char::from(DIGITS[usize::from(byte & 15)]));
        }
    }
}

/// Undoes percent-encoding; a `%` that two hex digits don't follow stands for itself.
pub(super) fn decode(text: &str, plus: Plus) -> Cow<'_, [u8]> {
    let bytes = text.as_bytes();
    let special = |byte: &u8| *byte == b'%' || (plus == Plus::Space && *byte == b'+');
    let Some(first) = bytes.iter().position(special) else { return Cow::Borrowed(bytes) };

    let mut out = Vec::with_capacity(bytes.len());
    out.extend_from_slice(&bytes[..first]);
    let mut rest = &bytes[first..];
    while let [byte, tail @ ..] = rest {
        rest = tail;
        match (byte, tail) {
            (b'%', [high, low, after @ ..]) => match (hex_value(*high), hex_value(*low)) {
                (Some(high), Some(low)) => {
                    out.push((high << 4) | low);
                    rest = after;
                }
                _ => out.push(b'%'),
            },
            (b'+', _) if plus == Plus::Space => out.push(b' '),
            _ => out.push(*byte),
        }
    }
    Cow::Owned(out)
}

fn hex_value(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encode(text: &str) -> String {
        let mut out = String::new();
        encode_into(&mut out, text.as_bytes());
        out
    }

    #[test]
    fn keeps_unreserved_characters_and_no_other() {
        assert_eq!(encode("AZaz09-._~"), "AZaz09-._~");
        assert_eq!(encode("!'()* +/%é"), "%21%27%28%29%2A%20%2B%2F%25%C3%A9");
    }

    #[test]
    fn decodes_what_is_encoded_and_leaves_stray_percent_signs() {
        assert_eq!(&*decode("a%2Fb%c3%A9", Plus::Literal), "a/bé".as_bytes());
        assert_eq!(&*decode("100%", Plus::Literal), b"100%");
        assert_eq!(&*decode("%zz%4", Plus::Literal), b"%zz%4");
        assert_eq!(&*decode("%%41", Plus::Literal), b"%A");
        assert_eq!(&*decode("a+b", Plus::Literal), b"a+b");
        assert_eq!(&*decode("a+b%2B", Plus::Space), b"a b+");
    }
}
