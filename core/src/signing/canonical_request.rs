//! The canonical request and the string to sign: the text that both sides derive from a request.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::ops::Range;

use aws_lc_rs::digest::{SHA256, digest};

use super::percent_encoding::{Plus, decode, encode_into};
use super::{Algorithm, VerificationFailure};

/// A request as it goes over the wire, as far as signing looks at it.
#[derive(Clone, Copy)]
pub struct RequestToSign<'a> {
    /// The method, upper case: `GET`.
    pub method: &'a str,
    /// The path as it is on the wire, percent-encoded or not: `/sandbox/v2/charges`. Everything before the `?`.
    pub path: &'a str,
    /// The query as it is on the wire, without the `?`; empty when there is none.
    pub query: &'a str,
    /// Names, in any letter case, and values of headers. [`CanonicalRequest::build`] signs all of them;
    /// [`verify`](super::verify) those that the `authorization` header lists.
    pub headers: &'a [(&'a str, &'a str)],
    /// The bytes of the body exactly as sent; empty when there is none.
    pub body: &'a [u8],
}

/// Shows the shape alone: the path may hold a buyer's token, headers an auth token, and the body a buyer's address.
impl fmt::Debug for RequestToSign<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| *name).collect();
        f.debug_struct("RequestToSign")
            .field("method", &self.method)
            .field("headers", &names)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// The canonical request: one text for all the ways of writing the same request.
///
/// Six parts joined by line feeds: method, path, query, headers (one a line, and an empty line), signed header
/// names, SHA-256 of the body. See <https://developer.amazon.com/docs/amazon-pay-api-v2/signing-requests.html>.
///
/// Where the guide leaves room, and for paths and queries written in different ways to mean the same:
/// - A path segment is percent-decoded, then encoded, so that `é` and `%C3%A9` agree and `%C3%A9` isn't encoded twice.
///   A `%2F` stays within its segment. Repeated slashes count as one, `.` and `..` are resolved, a trailing slash stays.
/// - Query parameters are decoded likewise, with `+` for a space as Java's and .NET's stacks send it; `name` alone
///   is `name=`, and empty parameters (`a=1&&b=2`) are left out. They are sorted decoded, by name, then by value.
/// - White space in a header's value is trimmed and each inner run folded to one space; the values of a repeated
///   header are joined by `,` in the order of the request.
///
/// ```
/// use amazonpay::signing::{CanonicalRequest, RequestToSign};
///
/// let canonical = CanonicalRequest::build(&RequestToSign {
///     method: "GET",
///     path: "/sandbox//v2/charges/S01-1-C1",
///     query: "",
///     headers: &[("X-Amz-Pay-Region", " eu"), ("Accept", "application/json")],
///     body: b"",
/// });
/// assert_eq!(
///     canonical.as_str(),
///     "GET\n/sandbox/v2/charges/S01-1-C1\n\naccept:application/json\nx-amz-pay-region:eu\n\n\
///      accept;x-amz-pay-region\ne3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
/// );
/// assert_eq!(canonical.signed_headers(), "accept;x-amz-pay-region");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct CanonicalRequest {
    text: String,
    signed_headers: Range<usize>,
}

impl CanonicalRequest {
    /// Builds the canonical request with every header of `request` signed.
    #[must_use]
    pub fn build(request: &RequestToSign<'_>) -> Self {
        let mut headers = request.headers.to_vec();
        // Stable, so that repeated headers keep the order of the request.
        headers.sort_by(|(a, _), (b, _)| compare_names(a, b));
        Self::write(request, &headers)
    }

    /// Builds the canonical request with only the headers that `signed_headers` (`a;b;c`) lists, in any order.
    ///
    /// # Errors
    /// [`VerificationFailure::MissingHeader`] when the request lacks a listed header.
    pub fn build_for(request: &RequestToSign<'_>, signed_headers: &str) -> Result<Self, VerificationFailure> {
        let mut names: Vec<&str> = signed_headers.split(';').filter(|name| !name.is_empty()).collect();
        names.sort_unstable_by(|a, b| compare_names(a, b));
        names.dedup_by(|a, b| a.eq_ignore_ascii_case(b));

        let mut headers = Vec::with_capacity(names.len() + 2);
        for name in names {
            let before = headers.len();
            headers.extend(request.headers.iter().filter(|(other, _)| other.eq_ignore_ascii_case(name)));
            if headers.len() == before {
                return Err(VerificationFailure::MissingHeader { name: name.to_ascii_lowercase() });
            }
        }
        Ok(Self::write(request, &headers))
    }

    /// Writes the text; `headers` are sorted by name.
    fn write(request: &RequestToSign<'_>, headers: &[(&str, &str)]) -> Self {
        let header_bytes: usize = headers.iter().map(|(name, value)| 2 * name.len() + value.len() + 3).sum();
        let url_bytes = request.path.len() + request.query.len();
        let mut text = String::with_capacity(request.method.len() + 2 * url_bytes + header_bytes + 72);

        text.push_str(request.method);
        text.push('\n');
        push_path(&mut text, request.path);
        text.push('\n');
        push_query(&mut text, request.query);
        text.push('\n');
        for group in headers.chunk_by(|(a, _), (b, _)| a.eq_ignore_ascii_case(b)) {
            push_lower_case(&mut text, group[0].0);
            for (index, (_, value)) in group.iter().enumerate() {
                text.push(if index == 0 { ':' } else { ',' });
                push_folded(&mut text, value);
            }
            text.push('\n');
        }
        text.push('\n');
        let start = text.len();
        for group in headers.chunk_by(|(a, _), (b, _)| a.eq_ignore_ascii_case(b)) {
            if text.len() > start {
                text.push(';');
            }
            push_lower_case(&mut text, group[0].0);
        }
        let signed_headers = start..text.len();
        text.push('\n');
        push_sha256(&mut text, request.body);
        Self { text, signed_headers }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The text, without a copy.
    #[must_use]
    pub fn into_string(self) -> String {
        self.text
    }

    /// The signed headers' names, lower case, sorted, joined by `;`.
    #[must_use]
    pub fn signed_headers(&self) -> &str {
        &self.text[self.signed_headers.clone()]
    }

    /// What is signed: the algorithm's name, a line feed and the hash of the canonical request.
    #[must_use]
    pub fn string_to_sign(&self, algorithm: Algorithm) -> String {
        string_to_sign(algorithm, &self.text)
    }
}

/// Shows the signed headers alone, for the rest may hold tokens of buyers and merchants.
impl fmt::Debug for CanonicalRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CanonicalRequest")
            .field("signed_headers", &self.signed_headers())
            .finish_non_exhaustive()
    }
}

/// Derives the canonical request with the headers that `signed_headers` (`a;b;c`) lists.
///
/// # Errors
/// [`VerificationFailure::MissingHeader`] when the request lacks a listed header.
pub fn canonical_request(
    request: &RequestToSign<'_>,
    signed_headers: &str,
) -> Result<String, VerificationFailure> {
    Ok(CanonicalRequest::build_for(request, signed_headers)?.into_string())
}

/// Derives what is signed from a canonical request, or from a button's payload: the algorithm's name, a line feed and
/// the lower-case hex SHA-256 of `text`.
///
/// ```
/// use amazonpay::signing::{Algorithm, string_to_sign};
///
/// assert_eq!(
///     string_to_sign(Algorithm::V2, ""),
///     "AMZN-PAY-RSASSA-PSS-V2\ne3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
/// );
/// ```
#[must_use]
pub fn string_to_sign(algorithm: Algorithm, text: &str) -> String {
    let mut out = String::with_capacity(algorithm.as_str().len() + 65);
    out.push_str(algorithm.as_str());
    out.push('\n');
    push_sha256(&mut out, text.as_bytes());
    out
}

/// Appends the canonical path. It always begins with a slash, even when `path` doesn't.
fn push_path(out: &mut String, path: &str) {
    let start = out.len();
    out.push('/');
    let mut segments = path.split('/').filter(|segment| !segment.is_empty()).peekable();
    while let Some(segment) = segments.next() {
        let decoded = decode(segment, Plus::Literal);
        match &*decoded {
            b"." => continue,
            b".." => {
                // The slash that ends what is written stays out of the search for the one before it.
                let parent = out[start..out.len() - 1].rfind('/').map_or(start, |slash| start + slash);
                out.truncate(parent + 1);
                continue;
            }
            bytes => encode_into(out, bytes),
        }
        if segments.peek().is_some() || path.ends_with('/') {
            out.push('/');
        }
    }
}

/// Appends the canonical query.
fn push_query(out: &mut String, query: &str) {
    if query.is_empty() {
        return;
    }
    type Decoded<'a> = Cow<'a, [u8]>;
    let mut parameters: Vec<(Decoded<'_>, Decoded<'_>)> = query
        .split('&')
        .filter(|parameter| !parameter.is_empty())
        .map(|parameter| {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            (decode(name, Plus::Space), decode(value, Plus::Space))
        })
        .collect();
    parameters.sort_unstable();
    for (index, (name, value)) in parameters.iter().enumerate() {
        if index > 0 {
            out.push('&');
        }
        encode_into(out, name);
        out.push('=');
        encode_into(out, value);
    }
}

/// Orders header names as their lower-case forms.
fn compare_names(a: &str, b: &str) -> Ordering {
    a.bytes().map(|byte| byte.to_ascii_lowercase()).cmp(b.bytes().map(|byte| byte.to_ascii_lowercase()))
}

fn push_lower_case(out: &mut String, name: &str) {
    let start = out.len();
    out.push_str(name);
    out[start..].make_ascii_lowercase();
}

/// Appends a header's value, trimmed, each inner run of white space as one space.
fn push_folded(out: &mut String, value: &str) {
    for (index, word) in value.split_ascii_whitespace().enumerate() {
        if index > 0 {
            out.push(' ');
        }
        out.push_str(word);
    }
}

/// Appends the lower-case hex SHA-256.
fn push_sha256(out: &mut String, bytes: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for &byte in digest(&SHA256, bytes).as_ref() {
        out.push(char::from(DIGITS[usize::from(byte >> 4)]));
        out.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
}
