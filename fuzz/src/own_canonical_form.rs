//! What a request means to a signature, written a second time, from the guide and its own data structures.
//!
//! [`Meaning::of`] takes it from a request, [`Meaning::read`] from a canonical request. When both are the same for any
//! request, then two requests with the same canonical request mean the same.

use std::collections::BTreeMap;

use amazonpay::signing::RequestToSign;

/// Everything that a signature covers, without the ways of writing it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Meaning {
    method: String,
    segments: Vec<Vec<u8>>,
    ends_with_slash: bool,
    parameters: Vec<(Vec<u8>, Vec<u8>)>,
    headers: BTreeMap<String, String>,
}

impl Meaning {
    /// What `request` means; its names are valid in HTTP.
    pub(crate) fn of(request: &RequestToSign<'_>) -> Self {
        let mut segments: Vec<Vec<u8>> = Vec::new();
        let mut ends_with_slash = true;
        for segment in request.path.split('/') {
            let segment = decoded(segment.as_bytes());
            ends_with_slash = matches!(&*segment, b"" | b"." | b"..");
            match &*segment {
                b"" | b"." => {}
                b".." => drop(segments.pop()),
                _ => segments.push(segment),
            }
        }
        let parameters =
            request.query.split('&').filter(|parameter| !parameter.is_empty()).map(|parameter| {
                let parameter = parameter.replace('+', "%20");
                let (name, value) = parameter.split_once('=').unwrap_or((&parameter, ""));
                (decoded(name.as_bytes()), decoded(value.as_bytes()))
            });
        let mut headers: BTreeMap<String, String> = BTreeMap::new();
        for (name, value) in request.headers {
            let folded = value.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
            let known = headers.entry(name.to_ascii_lowercase());
            known.and_modify(|known| *known = format!("{known},{folded}")).or_insert(folded);
        }
        Self::sorted(request.method, segments, ends_with_slash, parameters.collect(), headers)
    }

    /// What a canonical request says.
    pub(crate) fn read(canonical: &str) -> Self {
        let mut lines = canonical.split('\n');
        let mut line = || lines.next().expect("a canonical request has six parts");
        let (method, path, query) = (line(), line(), line());
        let mut headers = BTreeMap::new();
        while let Some((name, value)) = line().split_once(':') {
            let before = headers.insert(name.to_owned(), value.to_owned());
            assert!(before.is_none(), "{name} stands there twice");
        }
        let names: Vec<&str> = headers.keys().map(String::as_str).collect();
        assert_eq!(line(), names.join(";"), "the names are not those of the headers");
        assert_eq!(line().len(), 64, "it ends with a hash");
        assert_eq!(lines.next(), None, "and nothing follows");

        let path = path.strip_prefix('/').expect("a path begins with a slash");
        let (path, ends_with_slash) = match path.strip_suffix('/') {
            _ if path.is_empty() => (path, true),
            Some(path) => (path, true),
            None => (path, false),
        };
        let segments = path.split('/').filter(|segment| !segment.is_empty());
        let segments = segments.map(|segment| strictly_decoded(segment.as_bytes())).collect();
        let parameters = query.split('&').filter(|parameter| !parameter.is_empty()).map(|parameter| {
            let (name, value) = parameter.split_once('=').expect("a parameter has its equals sign");
            (strictly_decoded(name.as_bytes()), strictly_decoded(value.as_bytes()))
        });
        let parameters: Vec<_> = parameters.collect();
        assert!(parameters.is_sorted(), "parameters are sorted");
        Self::sorted(method, segments, ends_with_slash, parameters, headers)
    }

    fn sorted(
        method: &str,
        segments: Vec<Vec<u8>>,
        ends_with_slash: bool,
        mut parameters: Vec<(Vec<u8>, Vec<u8>)>,
        headers: BTreeMap<String, String>,
    ) -> Self {
        parameters.sort();
        Self { method: method.to_owned(), segments, ends_with_slash, parameters, headers }
    }
}

/// Percent-decoded; a `%` that two hex digits do not follow stands for itself.
fn decoded(text: &[u8]) -> Vec<u8> {
    percent_encoding::percent_decode(text).collect()
}

/// As [`decoded`], of a text in which everything that has to be encoded is, and nothing else.
fn strictly_decoded(text: &[u8]) -> Vec<u8> {
    let decoded = decoded(text);
    let unreserved = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~".contains(byte);
    let expected = decoded.iter().map(|byte| match unreserved(byte) {
        true => char::from(*byte).to_string(),
        false => format!("%{byte:02X}"),
    });
    assert_eq!(String::from_utf8_lossy(text), expected.collect::<String>(), "encoded in another way");
    decoded
}
