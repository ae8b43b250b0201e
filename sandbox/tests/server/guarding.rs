//! Who is let in: the token of a sandbox that others can reach, and no key of the live environment.

use std::net::Ipv4Addr;

use amazonpay_sandbox::{Merchant, Sandbox};
use reqwest::header::{ACCEPT, AUTHORIZATION, COOKIE, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{RequestBuilder, Response};

use crate::client::{CHARGE, Client};
use crate::traces;

const TOKEN: &str = "a-token-for-these-tests";

/// A sandbox that anyone could reach, and its address for a client on this machine.
async fn reachable() -> (Sandbox, String) {
    traces::install();
    let builder = Sandbox::builder().address(Ipv4Addr::UNSPECIFIED.into()).allow_remote(true);
    let sandbox = builder.token(TOKEN).start().await.unwrap();
    let url = sandbox.url().replace("0.0.0.0", "127.0.0.1");
    (sandbox, url)
}

fn http() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().redirect(Policy::none()).build().unwrap()
}

async fn status(request: RequestBuilder) -> u16 {
    request.send().await.unwrap().status().as_u16()
}

fn header(response: &Response, name: reqwest::header::HeaderName) -> &str {
    response.headers().get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
}

#[tokio::test]
async fn beyond_loopback_the_control_api_asks_for_the_token() {
    let (_sandbox, url) = reachable().await;
    let http = http();
    for path in
        ["/_sandbox/health", "/_sandbox/openapi.json", "/_sandbox/nothing", "/jr/your-account/ba/S01-1"]
    {
        let address = format!("{url}{path}");
        let refused = http.get(&address).send().await.unwrap();
        assert_eq!(refused.status(), 401, "{path}");
        assert!(header(&refused, reqwest::header::WWW_AUTHENTICATE).starts_with("Bearer"), "{path}");
        assert!(refused.text().await.unwrap().contains("Authorization: Bearer TOKEN"), "{path}");
        for wrong in ["a-token-for-those-tests", "", "a-token-for-these-test", "a-token-for-these-tests-"] {
            assert_eq!(status(http.get(&address).bearer_auth(wrong)).await, 401, "{path} {wrong}");
        }
        assert_eq!(status(http.get(&address).basic_auth(TOKEN, None::<&str>)).await, 401, "{path}");
        assert_ne!(status(http.get(&address).bearer_auth(TOKEN)).await, 401, "{path}");
        assert_ne!(status(http.get(&address).header(AUTHORIZATION, format!("bearer  {TOKEN}"))).await, 401);
    }
    for path in ["/", "/_sandbox/dashboard/app.js", "/_sandbox/events", "/_sandbox/overview"] {
        assert_eq!(status(http.get(format!("{url}{path}"))).await, 401, "{path}");
        assert_eq!(status(http.get(format!("{url}{path}")).bearer_auth(TOKEN)).await, 200, "{path}");
    }
    let entered = http.get(format!("{url}/?token={TOKEN}")).send().await.unwrap();
    assert_eq!((entered.status().as_u16(), header(&entered, LOCATION)), (303, "/"));
    // What changes something is refused as well, and a form can't bring the token in its address.
    for address in [format!("{url}/_sandbox/reset"), format!("{url}/_sandbox/reset?token={TOKEN}")] {
        assert_eq!(status(http.post(address)).await, 401);
    }
    assert_eq!(status(http.post(format!("{url}/_sandbox/reset")).bearer_auth(TOKEN)).await, 200);
}

#[tokio::test]
async fn a_browser_brings_the_token_once_and_keeps_a_cookie() {
    let (_sandbox, url) = reachable().await;
    let http = http();
    let address = format!("{url}/_sandbox/requests");
    let entered = http.get(format!("{address}?limit=1&token={TOKEN}")).send().await.unwrap();
    assert_eq!(entered.status(), 303);
    assert_eq!(header(&entered, LOCATION), "/_sandbox/requests?limit=1");
    let cookie = header(&entered, SET_COOKIE);
    for attribute in ["Path=/", "HttpOnly", "SameSite=Strict"] {
        assert!(cookie.split("; ").any(|part| part == attribute), "{cookie}");
    }
    assert_eq!(header(&entered, reqwest::header::REFERRER_POLICY), "no-referrer");
    let pair = cookie.split(';').next().unwrap();
    assert_eq!(status(http.get(&address).header(COOKIE, format!("other=1; {pair}"))).await, 200);
    assert_eq!(status(http.get(&address).header(COOKIE, format!("{pair}x"))).await, 401);
    // Another site's page has the browser send the cookie at most by mistake, and is refused all the same.
    let from_outside = http.post(format!("{url}/_sandbox/reset")).header(COOKIE, pair);
    assert_eq!(status(from_outside.header("origin", "https://evil.example")).await, 403);
    let wrong = http.get(format!("{address}?token=something-else-entirely")).header(COOKIE, pair);
    let wrong = wrong.header(ACCEPT, "text/html").send().await.unwrap();
    assert_eq!((wrong.status().as_u16(), header(&wrong, SET_COOKIE)), (401, ""));
    let page = wrong.text().await.unwrap();
    assert!(page.contains("Local sandbox: token needed") && !page.contains("something-else"), "{page}");
}

#[tokio::test]
async fn what_is_signed_and_what_a_merchants_redirect_opens_need_no_token() {
    let (sandbox, url) = reachable().await;
    let mut client = Client::new(&sandbox, &sandbox.credentials());
    client.base.clone_from(&url);
    assert_eq!(client.get(CHARGE).await.status, 404);
    let body = format!(
        r#"{{"webCheckoutDetails":{{"checkoutReviewReturnUrl":"https://example.com/review"}},"storeId":"{}"}}"#,
        sandbox.credentials().store_id
    );
    let key = [("x-amz-pay-idempotency-key", "k")];
    let created = client.call("POST", "/v2/checkoutSessions", &body, &key).await;
    let id = created.json["checkoutSessionId"].as_str().unwrap();
    let http = http();
    for path in ["/checkout.js", "/_sandbox/checkout/pages.css"] {
        assert_eq!(status(http.get(format!("{url}{path}"))).await, 200, "{path}");
    }
    let page = format!("{url}/_sandbox/checkout?amazonCheckoutSessionId={id}");
    assert_eq!(status(http.get(page)).await, 200);
    let signed_in = http.post(format!("{url}/_sandbox/checkout/{id}/sign-in")).body("buyer=de");
    assert_eq!(status(signed_in).await, 303);
    let unknown = "/_sandbox/checkout?amazonCheckoutSessionId=5f5ff65c-d2a8-4a23-9f83-7ff1b1e1c0e4";
    assert_eq!(status(http.get(format!("{url}{unknown}"))).await, 404);
    // A button with no right signature opens nothing.
    let click = r#"{"button": {"publicKeyId": "SANDBOX-X", "payloadJSON": "{}", "signature": ""}}"#;
    assert_eq!(status(http.post(format!("{url}/_sandbox/checkout/open")).body(click)).await, 403);
}

#[tokio::test]
async fn a_token_is_made_beyond_loopback_and_on_loopback_only_asked_for_when_given() {
    traces::install();
    let anywhere = || Sandbox::builder().address(Ipv4Addr::UNSPECIFIED.into()).allow_remote(true);
    let (one, other) = (anywhere().start().await.unwrap(), anywhere().start().await.unwrap());
    assert!(one.token().is_some_and(|token| token.len() == 64) && one.token() != other.token());
    assert_eq!(Sandbox::builder().start().await.unwrap().token(), None);
    let given = Sandbox::builder().token(TOKEN).start().await.unwrap();
    assert_eq!(status(http().get(format!("{}/_sandbox/health", given.url()))).await, 401);
    let refused = Sandbox::builder().token("short").start().await.unwrap_err().to_string();
    assert!(
        refused.starts_with("token: expected 16 to 128 characters") && !refused.contains("short"),
        "{refused}"
    );
    for shown in [format!("{:?}", Sandbox::builder().token(TOKEN)), format!("{given:?}")] {
        assert!(!shown.contains(TOKEN), "{shown}");
    }
}

#[tokio::test]
async fn a_key_of_the_live_environment_is_refused_wherever_it_comes() {
    traces::install();
    let explained = "is an id of the live environment, and this is a local sandbox that moves no money; use a key whose id \
                     begins with SANDBOX-";
    let error = Sandbox::builder().public_key_id("LIVE-AE1").start().await.unwrap_err().to_string();
    assert!(error.starts_with("public_key_id: \"LIVE-AE1\"") && error.contains(explained), "{error}");
    let sandbox = Sandbox::builder().start().await.unwrap();
    let error = sandbox.add_merchant(Merchant::new("A1").public_key_id("Live-AE1")).unwrap_err().to_string();
    assert!(error.contains(explained), "{error}");
    let mut client = Client::new(&sandbox, &sandbox.credentials());
    let live_path = client.get(&format!("/live{CHARGE}")).await;
    assert_eq!((live_path.status, live_path.reason()), (400, "InvalidRequest"));
    client.public_key_id = "LIVE-AE1".into();
    let call = client.get(CHARGE).await;
    assert_eq!((call.status, call.reason()), (403, "InvalidAuthentication"));
    assert!(call.message().contains(explained), "{}", call.message());
    let button = r#"{"button": {"publicKeyId": "LIVE-AE1", "payloadJSON": "{}", "signature": ""}}"#;
    for path in ["buyer/checkout", "checkout/open"] {
        let click = client.control("POST", path, button).await;
        assert_eq!((click.status, click.reason()), (403, "InvalidAccountStatus"), "{path}");
        assert!(click.message().contains(explained), "{path}: {}", click.message());
    }
    let plain = sandbox.add_merchant(Merchant::new("A2").public_key_id("AE1WITHOUTPREFIX")).unwrap();
    let refused = Client::new(&sandbox, &plain).get(&format!("/live{CHARGE}")).await;
    assert_eq!((refused.status, refused.reason()), (400, "InvalidRequest"));
    assert!(refused.message().contains("a local sandbox that moves no money"), "{}", refused.message());
}
