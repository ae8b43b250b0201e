//! Asks for the sandbox's token, where it has one.
//!
//! It has one when it listens beyond loopback, or was given one. What needs it: the control API, the dashboard, the page of
//! a Charge Permission. What does not, and why:
//! - the API itself: its requests are signed;
//! - the script, the pages' style, and the click on a button: they run in merchants' pages, which have no token, are the
//!   same for everybody, and a button is signed;
//! - the pages of a session and of a sign-in: a merchant's redirect leads a buyer's browser there, which knows no token and
//!   would not send a `SameSite=Strict` cookie with it. Who can open one knows the session's id or the buyer token, 122
//!   bits that are told to the merchant and this buyer alone (with `seed` they can be computed, which its
//!   documentation says);
//! - documents of reports, contents of files, what SNS serves: their addresses are secrets or public, as Amazon's are.
//!
//! The id of a Charge Permission is no secret, it has fourteen digits and stands in mails: hence its page asks.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use http::header::{
    ACCEPT, AUTHORIZATION, CACHE_CONTROL, COOKIE, REFERRER_POLICY, SET_COOKIE, WWW_AUTHENTICATE,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use url::form_urlencoded;

use super::exchange::Refusal;
use super::guard::AllowedHosts;
use crate::access_token::AccessToken;
use crate::api_failure::ApiFailure;

/// What a browser keeps the token in.
const TOKEN_COOKIE: &str = "amazonpay-sandbox-token";

/// What stands behind the question mark when a browser first comes.
const TOKEN_PARAMETER: &str = "token";

/// Lets requests pass that bring the token, in `Authorization: Bearer` or a cookie. One that has it in its address is sent
/// to the address without it, with the cookie.
pub(crate) async fn with_token(request: Request, next: Next) -> Response {
    let state = request.extensions().get::<AllowedHosts>().map(|allowed| &allowed.0);
    let Some(token) = state.and_then(|state| state.token.as_ref()) else {
        return next.run(request).await;
    };
    let given_by_address = token_in(request.uri());
    if let Some(given) = given_by_address.filter(|_| request.method() == Method::GET) {
        return if token.is(&given) { enter(token, request.uri()) } else { refusal(request.headers()) };
    }
    if bearer(request.headers()).into_iter().chain(cookies(request.headers())).any(|given| token.is(given)) {
        return next.run(request).await;
    }
    refusal(request.headers())
}

fn token_in(uri: &Uri) -> Option<String> {
    let mut pairs = form_urlencoded::parse(uri.query()?.as_bytes());
    pairs.find(|(name, _)| name == TOKEN_PARAMETER).map(|(_, value)| value.into_owned())
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn cookies(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    let lines = headers.get_all(COOKIE).into_iter().filter_map(|line| line.to_str().ok());
    lines
        .flat_map(|line| line.split(';'))
        .filter_map(|cookie| cookie.trim().strip_prefix(TOKEN_COOKIE).and_then(|rest| rest.strip_prefix('=')))
}

/// Gives the browser its cookie, and leads it where it wanted to go.
fn enter(token: &AccessToken, uri: &Uri) -> Response {
    let mut rest = form_urlencoded::Serializer::new(String::new());
    for (name, value) in form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
        if name != TOKEN_PARAMETER {
            rest.append_pair(&name, &value);
        }
    }
    let rest = rest.finish();
    // Two slashes at the start would name another host.
    let path = format!("/{}", uri.path().trim_start_matches('/'));
    let target = if rest.is_empty() { path } else { format!("{path}?{rest}") };
    let mut response = Redirect::to(&target).into_response();
    let cookie = format!("{TOKEN_COOKIE}={}; Path=/; HttpOnly; SameSite=Strict", token.reveal());
    if let Ok(mut cookie) = HeaderValue::from_str(&cookie) {
        cookie.set_sensitive(true);
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
    keep_to_itself(response)
}

fn refusal(headers: &HeaderMap) -> Response {
    const MESSAGE: &str = "This sandbox listens beyond loopback, so this needs its token: open the address that it printed at \
                           its start once in this browser, or send the header Authorization: Bearer TOKEN.";
    let wants_page = headers
        .get(ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|kinds| kinds.contains("text/html"));
    let mut response = if wants_page {
        // A browser that has the cookie does not send it when another site's page led here; by the link it does.
        let page = format!(
            "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Token needed</title><h1>Local sandbox: token needed</h1>\
             <p>{MESSAGE}</p><p><a href=\"\">I have opened that address: try again</a></p></html>"
        );
        let policy = (
            HeaderName::from_static("content-security-policy"),
            "default-src 'none'; frame-ancestors 'none'",
        );
        (StatusCode::UNAUTHORIZED, [(http::header::CONTENT_TYPE, "text/html; charset=utf-8"), policy], page)
            .into_response()
    } else {
        Refusal(ApiFailure::new(401, "UnauthorizedAccess", MESSAGE)).into_response()
    };
    response
        .headers_mut()
        .insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"amazonpay-sandbox\""));
    keep_to_itself(response)
}

/// The address may have the token in it, right or nearly right.
fn keep_to_itself(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}
