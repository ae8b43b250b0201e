//! The mistakes that clients make when they write a canonical request.

use std::fmt::Write as _;

use aws_lc_rs::digest::{SHA256, digest};

use super::Suspect;
use super::canonical_parts::{
    CARRIAGE_RETURNS, CanonicalParts, LINE_FEED_AT_END, Mistake, NO_EMPTY_LINE, Part,
};

/// Every mistake that changes something about this request.
pub(super) fn of(suspect: &Suspect<'_>, parts: &CanonicalParts<'_>) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    let mut add = |part, own: &str, what, text: String| {
        if text != own {
            mistakes.push(Mistake { part, what, text });
        }
    };
    add(Part::Method, parts.method, "the method in lower case", parts.method.to_ascii_lowercase());
    for (what, text) in paths(suspect, parts.path) {
        add(Part::Path, parts.path, what, text);
    }
    for (what, text) in queries(suspect, parts.query) {
        add(Part::Query, parts.query, what, text);
    }
    for (what, text) in headers(suspect, parts.headers) {
        add(Part::Headers, parts.headers, what, text);
    }
    let told = suspect.authorization.signed_headers.as_str();
    for (what, text) in [
        ("the names of the headers unsorted", told.to_owned()),
        ("the names of the headers joined by commas", parts.signed_headers.replace(';', ",")),
    ] {
        add(Part::SignedHeaders, parts.signed_headers, what, text);
    }
    for (what, text) in body_hashes(suspect.request.body, parts.body_hash) {
        add(Part::BodyHash, parts.body_hash, what, text);
    }
    for (what, text) in [
        ("no empty line after the headers", NO_EMPTY_LINE),
        ("a line feed after the last line", LINE_FEED_AT_END),
        ("lines that end with CR LF", CARRIAGE_RETURNS),
    ] {
        add(Part::Joint, "", what, text.to_owned());
    }
    mistakes
}

fn paths(suspect: &Suspect<'_>, path: &str) -> Vec<(&'static str, String)> {
    let wire = suspect.request.path;
    let mut texts = vec![
        ("the path as it is on the wire, not percent-encoded", wire.to_owned()),
        ("the path percent-decoded", decoded(path)),
        ("the path percent-encoded twice", path.replace('%', "%25")),
        ("the path with its slashes percent-encoded", path.replace('/', "%2F")),
        ("the path with lower-case percent-encoding", lower_case_escapes(path)),
        ("the path without its last slash", path.trim_end_matches('/').to_owned()),
        ("the path with a slash at its end", format!("{}/", path.trim_end_matches('/'))),
        ("the path without its first slash", path.trim_start_matches('/').to_owned()),
        ("the path /sandbox/…, with an environment that the URL has not", format!("/sandbox{path}")),
        ("the path /live/…, with an environment that the URL has not", format!("/live{path}")),
    ];
    if !suspect.request.query.is_empty() {
        texts.push(("the path together with the query", format!("{wire}?{}", suspect.request.query)));
    }
    // Without the environment, and without environment and version.
    let mut rest = path;
    while let Some(at) = rest.get(1..).and_then(|text| text.find('/')).filter(|_| texts.len() < 14) {
        rest = &rest[at + 1..];
        texts.push(("the path without its beginning", rest.to_owned()));
    }
    texts
}

fn queries(suspect: &Suspect<'_>, query: &str) -> Vec<(&'static str, String)> {
    let wire = suspect.request.query;
    if wire.is_empty() {
        return Vec::new();
    }
    vec![
        ("the query as it is on the wire, not sorted and encoded", wire.to_owned()),
        ("no query", String::new()),
        ("the query percent-decoded", decoded(query)),
        ("the query with + for spaces", query.replace("%20", "+")),
        ("the query with lower-case percent-encoding", lower_case_escapes(query)),
        ("the query without the = of parameters that have no value", without_empty_values(query)),
        ("the query with unencoded commas", query.replace("%2C", ",")),
    ]
}

fn headers(suspect: &Suspect<'_>, headers: &str) -> Vec<(&'static str, String)> {
    let lines: Vec<(&str, &str)> = headers.split('\n').filter_map(|line| line.split_once(':')).collect();
    let write = |change: &dyn Fn(&str, &str) -> String| {
        let lines: Vec<String> =
            lines.iter().map(|(name, value)| format!("{name}:{}", change(name, value))).collect();
        lines.join("\n")
    };
    let only = |wanted: &'static str, change: &dyn Fn(&str) -> String| {
        write(&|name, value| if name == wanted { change(value) } else { value.to_owned() })
    };
    let sent = |wanted: &str| {
        suspect
            .request
            .headers
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(wanted))
            .map(|(_, value)| *value)
    };
    let host = sent("host").unwrap_or_default();
    let bare = |value: &str| value.rsplit_once(':').map_or(value, |(host, _)| host).to_owned();
    let told: Vec<&str> = suspect.authorization.signed_headers.split(';').collect();
    let unsorted: Vec<String> = told
        .iter()
        .filter_map(|wanted| lines.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted)))
        .map(|(name, value)| format!("{name}:{value}"))
        .collect();
    vec![
        (
            "header values whose inner white space is not folded",
            write(&|name, value| sent(name).map_or_else(|| value.to_owned(), |sent| sent.trim().to_owned())),
        ),
        ("x-amz-pay-host without its port", only("x-amz-pay-host", &bare)),
        ("x-amz-pay-host as the Host header", only("x-amz-pay-host", &|_| host.to_owned())),
        ("x-amz-pay-host as the Host header without its port", only("x-amz-pay-host", &|_| bare(host))),
        ("x-amz-pay-host with https://", only("x-amz-pay-host", &|value| format!("https://{value}"))),
        (
            "content-type without its parameters",
            only("content-type", &|value| value.split(';').next().unwrap_or_default().trim().to_owned()),
        ),
        ("content-type as application/json", only("content-type", &|_| "application/json".into())),
        ("accept as application/json", only("accept", &|_| "application/json".into())),
        (
            "the first value of accept alone",
            only("accept", &|value| value.split(',').next().unwrap_or_default().trim().to_owned()),
        ),
        (
            "x-amz-pay-region in another letter case",
            only("x-amz-pay-region", &|value| value.to_ascii_uppercase()),
        ),
        (
            "x-amz-pay-region in another letter case",
            only("x-amz-pay-region", &|value| value.to_ascii_lowercase()),
        ),
        ("headers in the order of SignedHeaders, not sorted", unsorted.join("\n")),
        ("headers with a space after the colon", headers.replace(':', ": ")),
        ("a date in another form", only("x-amz-pay-date", &other_date)),
    ]
}

/// `20261124T172918Z` as `2026-11-24T17:29:18Z`, and the other way round.
fn other_date(date: &str) -> String {
    match date.parse::<jiff::Timestamp>() {
        Ok(moment) if date.contains('-') => moment.strftime("%Y%m%dT%H%M%SZ").to_string(),
        Ok(moment) => moment.to_string(),
        Err(_) => date.to_owned(),
    }
}

fn body_hashes(body: &[u8], hash: &str) -> Vec<(&'static str, String)> {
    let mut hashes = vec![
        ("the hash of an empty body", sha256(b"")),
        ("the body's hash in upper case", hash.to_ascii_uppercase()),
    ];
    let Ok(text) = std::str::from_utf8(body) else { return hashes };
    hashes.extend([
        ("the hash of the body with a line feed at its end", sha256(format!("{text}\n").as_bytes())),
        ("the hash of the body without white space around it", sha256(text.trim().as_bytes())),
        ("the hash of the body with \\/ un-escaped", sha256(text.replace("\\/", "/").as_bytes())),
        ("the hash of the body with / escaped", sha256(text.replace('/', "\\/").as_bytes())),
        ("the hash of the body without its backslashes", sha256(text.replace('\\', "").as_bytes())),
        (
            "the hash of the body with its characters beyond ASCII as \\u escapes",
            sha256(escaped(text).as_bytes()),
        ),
        ("the hash of the body without white space between its tokens", sha256(compact(text).as_bytes())),
        ("the hash of the body with a space after colons and commas", sha256(spaced(text).as_bytes())),
        ("the hash of an empty object, {}", sha256(b"{}")),
        ("the hash of an empty array, []", sha256(b"[]")),
    ]);
    hashes
}

fn sha256(bytes: &[u8]) -> String {
    digest(&SHA256, bytes).as_ref().iter().fold(String::with_capacity(64), |mut hex, byte| {
        // Writing into a String never fails.
        _ = write!(hex, "{byte:02x}");
        hex
    })
}

fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
}

fn lower_case_escapes(text: &str) -> String {
    let mut parts = text.split('%');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part.char_indices().nth(2).map_or(part.len(), |(at, _)| at);
        out.push('%');
        out.push_str(&part[..digits].to_ascii_lowercase());
        out.push_str(&part[digits..]);
    }
    out
}

fn without_empty_values(query: &str) -> String {
    query.split('&').map(|pair| pair.strip_suffix('=').unwrap_or(pair)).collect::<Vec<_>>().join("&")
}

fn escaped(text: &str) -> String {
    let mut units = [0; 2];
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        if c.is_ascii() {
            out.push(c);
        } else {
            for unit in c.encode_utf16(&mut units) {
                _ = write!(out, "\\u{unit:04x}");
            }
        }
        out
    })
}

/// The JSON text without white space outside strings.
fn compact(text: &str) -> String {
    rewritten(text, "")
}

/// The JSON text with one space after each colon and comma, as some encoders write it.
fn spaced(text: &str) -> String {
    rewritten(text, " ")
}

fn rewritten(text: &str, after_separator: &str) -> String {
    let (mut in_string, mut after_backslash) = (false, false);
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if !in_string && c.is_ascii_whitespace() {
            continue;
        }
        out.push(c);
        match c {
            '"' if !after_backslash => in_string = !in_string,
            ':' | ',' if !in_string => out.push_str(after_separator),
            _ => {}
        }
        after_backslash = in_string && c == '\\' && !after_backslash;
    }
    out
}
