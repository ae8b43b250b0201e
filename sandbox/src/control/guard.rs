//! Keeps web pages of others out of the control API and the buyer's pages.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use http::header::{HOST, ORIGIN};

use super::exchange::Refusal;
use crate::api_failure::ApiFailure;
use crate::state::State;

/// Names under which the control API may be addressed besides loopback; put into each request.
#[derive(Clone)]
pub(crate) struct AllowedHosts(pub(crate) Arc<State>);

/// Lets requests pass that are addressed to this machine and don't come from another site's page.
///
/// A page whose name is re-bound to 127.0.0.1 sends its own name as `Host`; a page of another site sends its `Origin`.
pub(crate) async fn local_only(request: Request, next: Next) -> Response {
    let allowed = request.extensions().get::<AllowedHosts>();
    let names = allowed.map(|allowed| allowed.0.host_names.as_slice()).unwrap_or_default();
    match refusal(request.headers(), names) {
        None => next.run(request).await,
        Some(message) => Refusal(ApiFailure::new(403, "UnauthorizedAccess", message)).into_response(),
    }
}

fn refusal(headers: &HeaderMap, names: &[String]) -> Option<String> {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let host = text(HOST).unwrap_or_default();
    if !is_local(host, names) {
        return Some(format!(
            "The control API is addressed as localhost or by this machine's address, not as {host:?}; start the \
             sandbox with --host-name to allow another name."
        ));
    }
    let origin = text(ORIGIN)?;
    let authority = origin.split_once("://").map(|(_, authority)| authority);
    if authority.is_some_and(|authority| is_own_page(authority, host, names)) {
        return None;
    }
    Some(format!("The control API does not answer pages of other sites, such as {origin:?}."))
}

/// An address can't be re-bound, so every one is fine; of names only localhost and those that were given.
fn is_local(authority: &str, names: &[String]) -> bool {
    let host = without_port(authority);
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<IpAddr>().is_ok()
        || names.iter().any(|name| name.eq_ignore_ascii_case(host))
}

/// A site may well be served from a bare address, so of those only this machine's and the one the sandbox itself is
/// addressed by are fine.
fn is_own_page(authority: &str, addressed_as: &str, names: &[String]) -> bool {
    let host = without_port(authority);
    match host.parse::<IpAddr>() {
        Ok(address) => address.is_loopback() || host == without_port(addressed_as),
        Err(_) => is_local(authority, names),
    }
}

fn without_port(authority: &str) -> &str {
    match authority.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, _)) => address,
        None => authority.split(':').next().unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(host: &'static str, origin: Option<&'static str>) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, host.parse().unwrap());
        if let Some(origin) = origin {
            headers.insert(ORIGIN, origin.parse().unwrap());
        }
        refusal(&headers, &["pay-api.amazon.eu".to_owned()]).is_some()
    }

    #[test]
    fn only_this_machine_and_its_pages_get_in() {
        for host in ["localhost", "LOCALHOST:8417", "127.0.0.1:8417", "[::1]:8417", "pay-api.amazon.eu"] {
            assert!(!refused(host, None), "{host}");
        }
        for host in ["", "evil.example", "localhost.evil.example:8417", "127.0.0.1.evil.example"] {
            assert!(refused(host, None), "{host}");
        }
        assert!(!refused("localhost", Some("http://localhost:3000")));
        for origin in ["http://127.0.0.1:3000", "http://[::1]:3000"] {
            assert!(!refused("localhost", Some(origin)), "{origin}");
        }
        assert!(!refused("192.168.1.5:8417", Some("http://192.168.1.5:3000")));
        for origin in [
            "https://evil.example",
            "null",
            "http://localhost.evil.example",
            "http://203.0.113.5",
            "http://[2001:db8::5]:8080",
        ] {
            assert!(refused("localhost", Some(origin)), "{origin}");
        }
    }
}
