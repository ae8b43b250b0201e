use amazonpay::signing::Algorithm;
use amazonpay_sandbox::{Merchant, Sandbox, SandboxClock};
use jiff::{SignedDuration, Timestamp};

use crate::client::{CHARGE, Client, start};

#[tokio::test]
async fn both_algorithms_both_versions_and_all_regions_are_accepted() {
    let (_sandbox, mut client) = start().await;
    for algorithm in Algorithm::ALL {
        for region in amazonpay::config::Region::ALL {
            (client.algorithm, client.region) = (algorithm, region);
            for path in [CHARGE.to_owned(), CHARGE.replace("v2", "v1"), format!("/sandbox{CHARGE}")] {
                let answer = client.get(&path).await;
                assert!(answer.is_past_authentication(), "{algorithm} {region} {path}: {answer:?}");
                assert!(answer.headers.contains_key("x-amz-pay-request-id"));
            }
        }
    }
}

#[tokio::test]
async fn each_defect_of_the_headers_has_its_own_refusal() {
    let (_sandbox, client) = start().await;
    let good = client.sign("GET", CHARGE, "", &[], Timestamp::now()).await;
    let authorization = good.get("authorization").to_owned();
    let with = |value: String| good.clone().set("authorization", &value);
    let cases = [
        (good.clone().without("authorization"), 400, "MissingHeader", "The header authorization is missing."),
        (
            good.clone().without("x-amz-pay-date"),
            400,
            "MissingHeader",
            "The header x-amz-pay-date is missing.",
        ),
        (
            good.clone().without("x-amz-pay-region"),
            400,
            "MissingHeader",
            "The header x-amz-pay-region is missing.",
        ),
        (
            good.clone().without("x-amz-pay-host"),
            400,
            "MissingHeader",
            "The header x-amz-pay-host is missing.",
        ),
        (
            good.clone().set("x-amz-pay-date", ""),
            400,
            "MissingHeaderValue",
            "The header x-amz-pay-date is empty.",
        ),
        (
            good.clone().set("x-amz-pay-date", "yesterday"),
            400,
            "InvalidHeaderValue",
            "x-amz-pay-date: expected UTC",
        ),
        (
            good.clone().set("x-amz-pay-region", "mars"),
            400,
            "InvalidHeaderValue",
            "x-amz-pay-region: expected na, eu or jp, found \"mars\"",
        ),
        (with("Bearer x".into()), 403, "InvalidAuthentication", "Unsupported algorithm \"Bearer\""),
        (
            with("AMZN-PAY-RSASSA-PSS-V2 SignedHeaders=a".into()),
            403,
            "InvalidAuthentication",
            "Malformed authorization header: PublicKeyId is missing",
        ),
        (
            with(authorization.replace("Signature=", "Signature=!")),
            403,
            "InvalidAuthentication",
            "The signature isn't base64",
        ),
        (
            with(authorization.replace(&client.public_key_id, "SANDBOX-NOBODY")),
            403,
            "InvalidAuthentication",
            "The public key id \"SANDBOX-NOBODY\" is not registered",
        ),
        (
            with(authorization.replace("accept;", "")),
            403,
            "InvalidRequestSignature",
            "SignedHeaders lacks accept",
        ),
        (
            with(authorization.replace("accept;", "accept;x-unsent;")),
            403,
            "InvalidRequestSignature",
            "SignedHeaders lists x-unsent",
        ),
    ];
    for (request, status, reason, message) in cases {
        let answer = client.send(request).await;
        assert_eq!((answer.status, answer.reason()), (status, reason), "{message}");
        assert!(answer.message().starts_with(message), "{message}: {}", answer.message());
        assert!(answer.headers.contains_key("x-amz-pay-request-id"));
    }
}

#[tokio::test]
async fn a_changed_request_is_refused_in_amazons_words() {
    let (_sandbox, client) = start().await;
    let good = client
        .sign("POST", "/v2/charges", "{}", &[("x-amz-pay-idempotency-key", "k1")], Timestamp::now())
        .await;
    let mut spoiled = vec![good.clone().set("x-amz-pay-idempotency-key", "k2"), good.clone(), good.clone()];
    spoiled[1].body = "{ }".into();
    spoiled[2].url += "?a=1";
    for request in spoiled {
        let signature = request.get("authorization").rsplit("Signature=").next().unwrap().to_owned();
        let answer = client.send(request).await;
        assert_eq!((answer.status, answer.reason()), (403, "InvalidRequestSignature"));
        let expected = "Unable to verify signature, signing String [AMZN-PAY-RSASSA-PSS-V2\n";
        assert!(answer.message().starts_with(expected), "{}", answer.message());
        assert!(!answer.message().contains(&signature), "the signature is cut short");
    }
    assert_ne!(client.send(good).await.reason(), "InvalidRequestSignature");
}

#[tokio::test]
async fn a_date_more_than_five_minutes_off_the_sandboxs_clock_is_refused() {
    let (sandbox, client) = start().await;
    let now = sandbox.clock().freeze();
    let at = |seconds| now + SignedDuration::from_secs(seconds);
    for (seconds, accepted) in [(0, true), (-290, true), (299, true), (-310, false), (310, false)] {
        let answer = client.send(client.sign("GET", CHARGE, "", &[], at(seconds)).await).await;
        assert_eq!(answer.is_past_authentication(), accepted, "{seconds} s: {answer:?}");
    }
    sandbox.clock().advance(SignedDuration::from_hours(8 * 24));
    let answer = client.send(client.sign("GET", CHARGE, "", &[], now).await).await;
    assert_eq!((answer.status, answer.reason()), (403, "InvalidRequestSignature"));
    assert!(answer.message().contains("behind the server's time"), "{}", answer.message());
    // The client learns the sandbox's time from the answer.
    let date = answer.headers["date"].to_str().unwrap();
    let date = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(date).unwrap();
    assert_eq!(date.as_second(), sandbox.clock().now().as_second());
    let answer = client.send(client.sign("GET", CHARGE, "", &[], date).await).await;
    assert!(answer.is_past_authentication());
}

#[tokio::test]
async fn a_client_that_cannot_follow_a_moved_clock_can_be_let_in() {
    let clock = SandboxClock::new();
    clock.advance(SignedDuration::from_hours(8 * 24));
    let sandbox = Sandbox::builder().clock(clock).accept_machine_time(true).start().await.unwrap();
    let client = Client::new(&sandbox, &sandbox.credentials());
    assert!(client.get(CHARGE).await.is_past_authentication());
}

#[tokio::test]
async fn key_prefix_and_path_must_agree_on_the_environment() {
    let sandbox = Sandbox::builder().accept_live_keys(true).start().await.unwrap();
    let client = Client::new(&sandbox, &sandbox.credentials());
    let answer = client.get(&format!("/live{CHARGE}")).await;
    assert_eq!((answer.status, answer.reason()), (400, "InvalidRequest"));
    assert!(answer.message().contains("is one of the sandbox environment, the path one of live"));

    let plain = sandbox.add_merchant(Merchant::new("A1PLAIN").public_key_id("AEPLAIN")).unwrap();
    let client = Client::new(&sandbox, &plain);
    for path in [format!("/live{CHARGE}"), format!("/sandbox{CHARGE}")] {
        assert!(client.get(&path).await.is_past_authentication(), "{path}");
    }
    let answer = client.get(CHARGE).await;
    assert_eq!((answer.status, answer.reason()), (400, "InvalidRequest"));
    assert!(answer.message().starts_with("Neither the path nor the public key id AEPLAIN"));
}

#[tokio::test]
async fn versions_paths_and_methods_that_do_not_exist_are_told_apart() {
    let (_sandbox, client) = start().await;
    for (method, path, status, reason) in [
        ("GET", "/v3/charges/1", 400, "InvalidAPIVersion"),
        ("GET", "/sandbox/v9/charges/1", 400, "InvalidAPIVersion"),
        ("GET", "/", 404, "ResourceNotFound"),
        ("GET", "/v2/nothing", 404, "ResourceNotFound"),
        ("PUT", CHARGE, 405, "RequestNotSupported"),
    ] {
        let answer = client.call(method, path, "", &[]).await;
        assert_eq!((answer.status, answer.reason()), (status, reason), "{method} {path}");
    }
}

#[tokio::test]
async fn a_solution_provider_acts_for_another_merchant_with_its_token() {
    let (sandbox, client) = start().await;
    let shop = sandbox.add_merchant(Merchant::new("A1SHOP")).unwrap();
    for (token, status, merchant) in
        [(shop.auth_token.as_str(), None, "A1SHOP"), ("amzn.wrong", Some(403), "")]
    {
        let answer = client.call("GET", CHARGE, "", &[("x-amz-pay-authtoken", token)]).await;
        let id = answer.headers["x-amz-pay-request-id"].to_str().unwrap();
        match status {
            Some(status) => {
                assert_eq!((answer.status, answer.reason()), (status, "InvalidAuthorizationToken"))
            }
            None => {
                let logged = client.control("GET", &format!("requests/{id}"), "").await.json;
                assert_eq!(logged["merchantId"], merchant);
                assert!(!logged.to_string().contains(token), "the token is not in the log");
            }
        }
    }
}

#[tokio::test]
async fn tls_is_served_to_clients_that_trust_the_sandboxs_ca_and_only_them() {
    let sandbox = Sandbox::builder().host_name("pay-api.amazon.eu").start().await.unwrap();
    let mut client = Client::new(&sandbox, &sandbox.credentials());
    client.base = sandbox.tls_url().to_owned();
    let strange = client.try_send(client.sign("GET", CHARGE, "", &[], Timestamp::now()).await).await;
    assert!(strange.unwrap_err().is_connect(), "an unknown CA is refused");

    let ca = reqwest::Certificate::from_pem(sandbox.ca_pem().as_bytes()).unwrap();
    let port: u16 = sandbox.tls_url().rsplit(':').next().unwrap().parse().unwrap();
    client.http = reqwest::Client::builder()
        .no_proxy()
        .tls_certs_only([ca])
        .resolve("pay-api.amazon.eu", ([127, 0, 0, 1], port).into())
        .build()
        .unwrap();
    for base in [
        sandbox.tls_url().to_owned(),
        sandbox.tls_url().replace("localhost", "127.0.0.1"),
        format!("https://pay-api.amazon.eu:{port}"),
    ] {
        client.base = base;
        assert!(client.get(CHARGE).await.is_past_authentication(), "{}", client.base);
    }
}

#[tokio::test]
async fn headers_beyond_ascii_are_refused_not_overlooked() {
    let (_sandbox, client) = start().await;
    let signed = client.sign("GET", CHARGE, "", &[], Timestamp::now()).await;
    let answer = client.send(signed.set("x-amz-pay-simulation-code", "Déclined")).await;
    assert_eq!((answer.status, answer.reason()), (400, "InvalidSandboxSimulationSpecified"));
    let signed = client.sign("POST", "/v2/charges", "{}", &[], Timestamp::now()).await;
    let answer = client.send(signed.set("x-amz-pay-idempotency-key", "clé")).await;
    assert_eq!((answer.status, answer.reason()), (400, "InvalidHeaderValue"));
}

#[tokio::test]
async fn a_huge_body_is_refused_before_it_is_read() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let (_sandbox, client) = start().await;
    let mut stream = tokio::net::TcpStream::connect(client.base.trim_start_matches("http://")).await.unwrap();
    let head = "POST /v2/charges HTTP/1.1\r\nhost: localhost\r\ncontent-length: 4194305\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    // Nothing more is sent: an answer can only come of the announced length.
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 400");
}

#[tokio::test]
async fn a_listener_beyond_loopback_has_to_be_asked_for() {
    let anywhere = std::net::Ipv4Addr::UNSPECIFIED.into();
    let error = Sandbox::builder().address(anywhere).start().await.unwrap_err().to_string();
    assert!(error.starts_with("address: 0.0.0.0 is not a loopback address"), "{error}");
    Sandbox::builder().address(anywhere).allow_remote(true).start().await.unwrap();
}

#[tokio::test]
async fn a_port_in_use_is_explained() {
    let (sandbox, _) = start().await;
    let port = sandbox.url().rsplit(':').next().unwrap().parse().unwrap();
    let error = Sandbox::builder().port(port).start().await.unwrap_err().to_string();
    assert!(error.contains("another program has this port"), "{error}");
}
