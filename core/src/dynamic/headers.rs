//! An answer's headers as one text, which is cheap to hand over and is split by whoever asks for them.

use http::HeaderMap;

/// One line a header, `name: value`, with the name in lower case; a header that came twice has two lines. No value has a
/// line break. Bytes that are no ASCII become characters as in Latin-1.
///
/// A value may let whoever has it act for the merchant, as that of `location`: keep them out of logs.
///
/// ```
/// let mut headers = http::HeaderMap::new();
/// headers.insert("x-amz-pay-request-id", http::HeaderValue::from_static("req-1"));
/// headers.insert("date", http::HeaderValue::from_static("Tue, 24 Nov 2026 17:29:18 GMT"));
/// assert_eq!(
///     amazonpay::dynamic::header_lines(&headers),
///     "x-amz-pay-request-id: req-1\ndate: Tue, 24 Nov 2026 17:29:18 GMT\n"
/// );
/// ```
pub fn header_lines(headers: &HeaderMap) -> String {
    let length = headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 3).sum();
    let mut lines = String::with_capacity(length);
    for (name, value) in headers {
        lines.push_str(name.as_str());
        lines.push_str(": ");
        match value.to_str() {
            Ok(text) => lines.push_str(text),
            Err(_) => lines.extend(value.as_bytes().iter().copied().map(char::from)),
        }
        lines.push('\n');
    }
    lines
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn each_header_is_a_line_whatever_its_bytes() {
        let mut headers = HeaderMap::new();
        headers.append("Via", HeaderValue::from_static("1.1 one"));
        headers.append("via", HeaderValue::from_static("1.1 two"));
        headers.append("x-note", HeaderValue::from_bytes(b"caf\xe9: 1").unwrap());
        headers.append("x-empty", HeaderValue::from_static(""));
        assert_eq!(header_lines(&headers), "via: 1.1 one\nvia: 1.1 two\nx-note: café: 1\nx-empty: \n");
    }
}
