//! A page on its way out, with the headers that keep others' content out of it.

use askama::Template;
use axum::response::{IntoResponse, Response};
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, SET_COOKIE, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderValue, StatusCode};
use url::Url;

use super::language::Language;

/// A rendered page.
pub(super) struct Page {
    status: StatusCode,
    html: String,
    /// Addresses that a form of the page may lead to, beside the sandbox's own.
    leads_to: Vec<String>,
    remember: Option<Language>,
}

impl Page {
    pub(super) fn new(template: &impl Template) -> Self {
        match template.render() {
            Ok(html) => Self { status: StatusCode::OK, html, leads_to: Vec::new(), remember: None },
            Err(error) => {
                tracing::error!(%error, "a page was not rendered");
                let html = "The sandbox has a defect; its log on standard error says where.".to_owned();
                Self { status: StatusCode::INTERNAL_SERVER_ERROR, html, leads_to: Vec::new(), remember: None }
            }
        }
    }

    pub(super) fn status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }

    /// Lets the page's forms lead to these addresses.
    pub(super) fn leads_to<'a>(mut self, addresses: impl IntoIterator<Item = &'a str>) -> Self {
        for origin in addresses.into_iter().filter_map(origin) {
            if !self.leads_to.contains(&origin) {
                self.leads_to.push(origin);
            }
        }
        self
    }

    /// Shows further pages in this language.
    pub(super) fn remember(self, language: Option<Language>) -> Self {
        Self { remember: language, ..self }
    }
}

/// The scheme, host and port of an address, as a policy may name them.
///
/// A host may have characters that mean something in a policy, and such a host is left out.
fn origin(address: &str) -> Option<String> {
    let origin = Url::parse(address).ok()?.origin();
    let text = origin.is_tuple().then(|| origin.ascii_serialization())?;
    let is_plain =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '/' | '.' | '-' | '_' | '[' | ']');
    text.chars().all(is_plain).then_some(text)
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let Self { status, html, leads_to, remember } = self;
        // Browsers hold the redirect that answers a form against the policy of the form's page as well.
        let policy = format!(
            "default-src 'none'; img-src data:; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self' {}",
            leads_to.join(" ")
        );
        let mut response = (status, html).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        // The address of a page has a session's id in it, which is no other site's business.
        headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
        if let Ok(policy) = HeaderValue::from_str(&policy) {
            headers.insert(CONTENT_SECURITY_POLICY, policy);
        }
        if let Some(language) = remember {
            headers.insert(SET_COOKIE, language.cookie());
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_origins_get_into_a_policy() {
        assert_eq!(origin("https://shop.example/a?b").as_deref(), Some("https://shop.example"));
        assert_eq!(origin("http://[::1]:3000/x").as_deref(), Some("http://[::1]:3000"));
        for address in ["https://a;script-src/", "data:text/html,x", "shop", "https://a,b/", "https://*/"] {
            assert_eq!(origin(address), None, "{address}");
        }
    }
}
