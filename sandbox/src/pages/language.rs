//! The language of the pages: what the merchant's button asked for, or else what the browser prefers.

use http::header::{ACCEPT_LANGUAGE, COOKIE};
use http::{HeaderMap, HeaderValue};

use super::texts::{ENGLISH, JAPANESE, Texts};

/// A language that the pages have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    English,
    Japanese,
}

impl Language {
    /// The language of a request. `asked` is what its address asks for.
    pub(super) fn of(asked: Option<Self>, headers: &HeaderMap) -> Self {
        let text =
            |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok()).unwrap_or_default();
        let cookie =
            text(COOKIE).split(';').find_map(|cookie| cookie.trim().strip_prefix("sandbox-language="));
        // In the order in which browsers write them, the preferred one first.
        let accepted = text(ACCEPT_LANGUAGE).split(',').find_map(Self::find);
        asked.or_else(|| cookie.and_then(Self::find)).or(accepted).unwrap_or(Self::English)
    }

    /// The language of a tag such as `ja_JP`, `ja-JP` or `ja;q=0.9`.
    pub(super) fn find(tag: &str) -> Option<Self> {
        match tag.trim().split(['-', '_', ';']).next()? {
            primary if primary.eq_ignore_ascii_case("en") => Some(Self::English),
            primary if primary.eq_ignore_ascii_case("ja") => Some(Self::Japanese),
            _ => None,
        }
    }

    pub(super) fn texts(self) -> &'static Texts {
        match self {
            Self::English => &ENGLISH,
            Self::Japanese => &JAPANESE,
        }
    }

    /// What remembers it for the pages alone, until the browser is closed.
    pub(super) fn cookie(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::English => "sandbox-language=en; Path=/_sandbox/checkout; HttpOnly; SameSite=Lax",
            Self::Japanese => "sandbox-language=ja; Path=/_sandbox/checkout; HttpOnly; SameSite=Lax",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(asked: Option<&str>, cookie: &'static str, accept: &'static str) -> Language {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, HeaderValue::from_static(cookie));
        headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static(accept));
        Language::of(asked.and_then(Language::find), &headers)
    }

    #[test]
    fn the_address_is_asked_before_the_cookie_and_the_cookie_before_the_browser() {
        let japanese = "a=b; sandbox-language=ja";
        assert_eq!(chosen(Some("en_GB"), japanese, "ja"), Language::English);
        assert_eq!(chosen(Some("fr_FR"), japanese, "en"), Language::Japanese);
        assert_eq!(chosen(None, "sandbox-language=xx", "fr, ja-JP;q=0.9, en;q=0.8"), Language::Japanese);
        assert_eq!(chosen(None, "", "fr"), Language::English);
    }
}
