//! A canonical request taken apart, to be put together again with a part replaced.

/// A part of the canonical request, or the way in which the parts are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Method,
    Path,
    Query,
    Headers,
    SignedHeaders,
    BodyHash,
    Joint,
}

/// A way in which clients get a part wrong.
#[derive(Debug, Clone)]
pub(super) struct Mistake {
    pub(super) part: Part,
    /// What the client signed, to follow "The client signed".
    pub(super) what: &'static str,
    /// The part as the client writes it; for [`Part::Joint`] one of [`Joint`]'s names.
    pub(super) text: String,
}

/// The parts as the server has them.
#[derive(Debug)]
pub(super) struct CanonicalParts<'a> {
    pub(super) method: &'a str,
    pub(super) path: &'a str,
    pub(super) query: &'a str,
    /// The lines of the headers, without the empty line.
    pub(super) headers: &'a str,
    pub(super) signed_headers: &'a str,
    pub(super) body_hash: &'a str,
}

pub(super) const NO_EMPTY_LINE: &str = "no empty line";
pub(super) const LINE_FEED_AT_END: &str = "line feed at the end";
pub(super) const CARRIAGE_RETURNS: &str = "carriage returns";

impl<'a> CanonicalParts<'a> {
    pub(super) fn of(canonical_request: &'a str) -> Option<Self> {
        let (method, rest) = canonical_request.split_once('\n')?;
        let (path, rest) = rest.split_once('\n')?;
        let (query, rest) = rest.split_once('\n')?;
        let (rest, body_hash) = rest.rsplit_once('\n')?;
        let (headers, signed_headers) = rest.rsplit_once('\n')?;
        Some(Self { method, path, query, headers: headers.trim_end_matches('\n'), signed_headers, body_hash })
    }

    /// The canonical request of a client that makes these mistakes.
    pub(super) fn with(&self, mistakes: &[&Mistake]) -> String {
        let text = |part, own: &'a str| -> String {
            let mistake = mistakes.iter().find(|mistake| mistake.part == part);
            mistake.map_or_else(|| own.to_owned(), |mistake| mistake.text.clone())
        };
        let joint = text(Part::Joint, "");
        let empty_line = if joint == NO_EMPTY_LINE { "" } else { "\n" };
        let end = if joint == LINE_FEED_AT_END { "\n" } else { "" };
        let joined = format!(
            "{}\n{}\n{}\n{}\n{empty_line}{}\n{}{end}",
            text(Part::Method, self.method),
            text(Part::Path, self.path),
            text(Part::Query, self.query),
            text(Part::Headers, self.headers),
            text(Part::SignedHeaders, self.signed_headers),
            text(Part::BodyHash, self.body_hash),
        );
        if joint == CARRIAGE_RETURNS { joined.replace('\n', "\r\n") } else { joined }
    }
}
