//! What the canonical request must and must not tell apart.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test")]

use amazonpay::signing::{CanonicalRequest, RequestToSign};
use proptest::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq)]
struct Request {
    method: String,
    segments: Vec<String>,
    parameters: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Request {
    fn canonical(&self) -> String {
        self.canonical_written(encode)
    }

    /// The canonical request with path and query written in a way of `write`'s.
    fn canonical_written(&self, write: impl Fn(&str) -> String) -> String {
        let path: String = self.segments.iter().map(|segment| format!("/{}", write(segment))).collect();
        let query: Vec<String> =
            self.parameters.iter().map(|(name, value)| format!("{}={}", write(name), write(value))).collect();
        let headers: Vec<(&str, &str)> =
            self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        CanonicalRequest::build(&RequestToSign {
            method: &self.method,
            path: &path,
            query: &query.join("&"),
            headers: &headers,
            body: &self.body,
        })
        .into_string()
    }

    /// What is meant, whatever the order of parameters and headers.
    fn meaning(&self) -> Self {
        let mut meaning = self.clone();
        meaning.parameters.sort();
        meaning.headers.sort();
        meaning
    }
}

/// Encodes every byte but letters and digits, so that any text may stand in a path or a query.
fn encode(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

/// Encodes every byte whatsoever, in lower case: another way of writing the same.
fn encode_all(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02x}")).collect()
}

/// Texts with what is special in paths, queries and canonical requests.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        proptest::collection::vec(
            prop::sample::select(vec![
                "a", "b", "A", "/", "&", "=", "%", "+", " ", "\n", ";", ":", "%2F", "é", "日", "~"
            ]),
            1..4
        )
        .prop_map(|parts| parts.concat()),
        "\\PC{1,8}",
    ]
}

fn requests() -> impl Strategy<Value = Request> {
    let segment = text().prop_filter("relative segments are resolved", |text| text != "." && text != "..");
    let value = "[a-c,;:=]{0,3}( [a-c]{1,2})?".prop_map(|value| value.trim().to_owned());
    let headers = proptest::collection::btree_map("x-amz-pay-[a-c]{1,2}", value, 0..4)
        .prop_map(|headers| headers.into_iter().collect::<Vec<_>>());
    (
        prop::sample::select(vec!["GET", "POST", "PATCH", "DELETE"]),
        proptest::collection::vec(segment, 1..4),
        proptest::collection::vec((text(), prop_oneof![Just(String::new()), text()]), 0..4),
        headers,
        proptest::collection::vec(any::<u8>(), 0..3),
    )
        .prop_map(|(method, segments, parameters, headers, body)| Request {
            method: method.to_owned(),
            segments,
            parameters,
            headers,
            body,
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn the_order_of_headers_and_parameters_does_not_count(request in requests(), seed in any::<u64>()) {
        let mut shuffled = request.clone();
        let by = |position: usize| seed.rotate_left(u32::try_from(position).unwrap() * 13).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mut order: Vec<usize> = (0..shuffled.headers.len()).collect();
        order.sort_by_key(|&position| by(position));
        shuffled.headers = order.iter().map(|&position| request.headers[position].clone()).collect();
        let mut order: Vec<usize> = (0..shuffled.parameters.len()).collect();
        order.sort_by_key(|&position| by(position + 7));
        shuffled.parameters = order.iter().map(|&position| request.parameters[position].clone()).collect();
        prop_assert_eq!(shuffled.canonical(), request.canonical());
    }

    #[test]
    fn the_way_of_writing_does_not_count(request in requests()) {
        prop_assert_eq!(request.canonical_written(encode_all), request.canonical());
        let mut spaced = request.clone();
        for (name, value) in &mut spaced.headers {
            *name = name.to_ascii_uppercase();
            *value = format!(" \t{}  ", value.replace(' ', " \t "));
        }
        prop_assert_eq!(spaced.canonical(), request.canonical());
    }

    /// Small requests of few letters, so that near misses are common.
    #[test]
    fn two_requests_agree_only_when_they_mean_the_same(one in requests(), other in requests()) {
        prop_assert_eq!(one.canonical() == other.canonical(), one.meaning() == other.meaning());
    }

    #[test]
    fn any_one_change_shows(request in requests(), other in requests(), part in 0..6_usize) {
        let mut changed = request.clone();
        match part {
            0 => changed.method = other.method,
            1 => changed.segments[0] = other.segments[0].clone(),
            2 => changed.segments.push(other.segments[0].clone()),
            3 => changed.parameters = other.parameters,
            4 => changed.headers = other.headers,
            _ => changed.body = other.body,
        }
        prop_assert_eq!(changed.canonical() == request.canonical(), changed.meaning() == request.meaning());
    }

    #[test]
    fn any_text_whatsoever_has_one(method in "\\PC*", path in "\\PC*", query in "\\PC*", name in "\\PC*", value in "\\PC*") {
        let headers = [(name.as_str(), value.as_str())];
        let request = RequestToSign { method: &method, path: &path, query: &query, headers: &headers, body: b"" };
        let canonical = CanonicalRequest::build(&request);
        let line = canonical.as_str().strip_prefix(&format!("{method}\n")).unwrap();
        prop_assert!(line.starts_with('/'));
        prop_assert!(!line.lines().next().unwrap().contains("//"));
        // What is canonical already stays as it is.
        let mut lines = line.lines();
        let (path, query) = (lines.next().unwrap(), lines.next().unwrap());
        let again = CanonicalRequest::build(&RequestToSign { path, query, ..request });
        prop_assert_eq!(again.as_str(), canonical.as_str());
    }
}

#[test]
fn pairs_that_are_easily_confused_differ() {
    let canonical = |path: &str, query: &str, headers: &[(&str, &str)], body: &[u8]| {
        CanonicalRequest::build(&RequestToSign { method: "GET", path, query, headers, body }).into_string()
    };
    for (one, other) in [
        ("a=b&c", "a=b%26c"),
        ("a=b", "a%3Db"),
        ("a=1&b=2", "a=2&b=1"),
        ("a=b+c", "a=b%2Bc"),
        ("a=1", "a=1&a=1"),
        ("a=%2541", "a=A"),
        ("a", "A"),
    ] {
        assert_ne!(canonical("/", one, &[], b""), canonical("/", other, &[], b""), "{one} {other}");
    }
    for (one, other) in
        [("/a/b", "/a%2Fb"), ("/a", "/a/"), ("/a+b", "/a b"), ("/%2541", "/A"), ("/a?b", "/a")]
    {
        assert_ne!(canonical(one, "", &[], b""), canonical(other, "", &[], b""), "{one} {other}");
    }
    assert_ne!(canonical("/", "", &[("a", "b,c")], b""), canonical("/", "", &[("a", "b"), ("d", "c")], b""));
    assert_ne!(canonical("/", "", &[], b"{}"), canonical("/", "", &[], b"{ }"));
    assert_ne!(canonical("/", "", &[], b""), canonical("/", "", &[], b"\0"));
}
