//! The link that brings the buyer back: untrusted, for anybody can send an app a link.

use url::{Host, Url};

use super::CheckoutError;

/// More than any link of a checkout has.
const LONGEST: usize = 2048;

/// Which links bring the buyer back: exactly these hosts and paths, over https. They are Universal Links and App Links of
/// the shop's own domain, and the back end gives Amazon the same.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct CheckoutLinks {
    /// Back to review the order: `https://shop.example/amazon-pay/review`.
    pub review: String,
    /// Back when Amazon has decided: `https://shop.example/amazon-pay/result`.
    pub result: String,
    /// Back after cancelling on Amazon's page.
    #[uniffi(default)]
    pub cancel: Option<String>,
}

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    Review,
    Result,
    Cancel,
}

/// A link that is at one of the allowed places. Whether its nonce is the right one is the machine's to say.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ReturnLink {
    pub(super) purpose: Purpose,
    pub(super) state: String,
    /// Always there but when the buyer cancelled.
    pub(super) checkout_session_id: Option<String>,
}

/// The allowed places.
#[derive(Clone, Debug)]
pub(super) struct AllowedLinks(Vec<(Purpose, Url)>);

impl CheckoutLinks {
    pub(super) fn checked(&self) -> Result<AllowedLinks, CheckoutError> {
        let all = [
            (Purpose::Review, "review", Some(&self.review)),
            (Purpose::Result, "result", Some(&self.result)),
            (Purpose::Cancel, "cancel", self.cancel.as_ref()),
        ];
        let mut allowed: Vec<(Purpose, Url)> = Vec::new();
        for (purpose, field, link) in all {
            let Some(link) = link else { continue };
            let wrong = |reason: String| CheckoutError::Settings { field: field.to_owned(), reason };
            let url = Url::parse(link).map_err(|error| {
                wrong(format!("expected a link such as https://shop.example/amazon-pay/{field}: {error}"))
            })?;
            if let Err(reason) = plain(&url) {
                return Err(wrong(reason.to_owned()));
            }
            if url.query().is_some() {
                return Err(wrong("expected a link without a query: the checkout adds its own".to_owned()));
            }
            if allowed.iter().any(|(_, other)| *other == url) {
                return Err(wrong(format!(
                    "{url} stands for something else already; give each its own path"
                )));
            }
            allowed.push((purpose, url));
        }
        Ok(AllowedLinks(allowed))
    }
}

/// Whether an address is https at a named host, with nothing else in it than path and query.
fn plain(url: &Url) -> Result<(), &'static str> {
    if url.scheme() != "https" {
        return Err("it is not https");
    }
    if !matches!(url.host(), Some(Host::Domain(_))) {
        return Err("its host is no name");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("it has a user name or a password");
    }
    if url.port().is_some() {
        return Err("it names a port");
    }
    if url.fragment().is_some() {
        return Err("it has a fragment");
    }
    Ok(())
}

impl AllowedLinks {
    /// Reads a link. The reasons hold nothing of it, for it may be somebody's token.
    pub(super) fn read(&self, link: &str) -> Result<ReturnLink, CheckoutError> {
        let none_of_ours = |reason: &str| CheckoutError::Link { reason: reason.to_owned() };
        if link.len() > LONGEST {
            return Err(none_of_ours("it is too long"));
        }
        // The parser drops these silently, so that two texts would be the same link.
        if link.chars().any(|letter| letter.is_control() || letter.is_whitespace() || letter == '\\') {
            return Err(none_of_ours("it has white space, a control character or a backslash in it"));
        }
        let url = Url::parse(link).map_err(|_| none_of_ours("it is no link"))?;
        plain(&url).map_err(none_of_ours)?;
        let place = |(_, allowed): &&(Purpose, Url)| {
            url.host_str() == allowed.host_str() && url.path() == allowed.path()
        };
        let Some((purpose, _)) = self.0.iter().find(place) else {
            return Err(none_of_ours("its host and path are none of the checkout's"));
        };
        let state =
            parameter(&url, "state").map_err(none_of_ours)?.ok_or_else(|| none_of_ours("it has no state"))?;
        let checkout_session_id = parameter(&url, "amazonCheckoutSessionId").map_err(none_of_ours)?;
        match &checkout_session_id {
            Some(id) if !is_session_id(id) => return Err(none_of_ours("its session id is none of Amazon's")),
            None if *purpose != Purpose::Cancel => return Err(none_of_ours("it has no session id")),
            _ => {}
        }
        Ok(ReturnLink { purpose: *purpose, state, checkout_session_id })
    }
}

/// A parameter of the query that may be there once.
fn parameter(url: &Url, name: &str) -> Result<Option<String>, &'static str> {
    let mut values =
        url.query_pairs().filter(|(found, _)| found == name).map(|(_, value)| value.into_owned());
    let value = values.next();
    if values.next().is_some() {
        return Err("it names a parameter twice");
    }
    Ok(value)
}

/// The form of a Checkout Session's id: `bd504926-f659-4ad7-a1a9-9a747aaf5275`.
pub(super) fn is_session_id(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && groups.iter().all(|group| group.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
