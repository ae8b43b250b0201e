//! Connections: reused, never to where a redirect points, and through a proxy only when asked.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use std::process::Command;

use amazonpay::error::ErrorKind;
use amazonpay_tests::raw_server::{RawAnswer, RawServer, http_answer};
use amazonpay_tests::test_key;

const CHARGE: &str = "S02-9876543-1234567-C123456";

fn charge() -> RawAnswer {
    let headers = [("content-type", "application/json")];
    RawAnswer::KeepAlive(http_answer(200, &headers, &format!(r#"{{"chargeId": "{CHARGE}"}}"#)))
}

#[tokio::test]
async fn a_hundred_calls_share_one_connection() {
    let server = RawServer::start(charge()).await.unwrap();
    let pay = test_key::client(server.url()).unwrap().build().unwrap();
    for _ in 0..100 {
        pay.charges().get(CHARGE).send().await.unwrap();
    }
    assert_eq!((server.requests().len(), server.connections()), (100, 1));
}

#[tokio::test]
async fn clones_of_a_client_share_its_connections() {
    let server = RawServer::start(charge()).await.unwrap();
    let pay = test_key::client(server.url()).unwrap().build().unwrap();
    pay.charges().get(CHARGE).send().await.unwrap();
    pay.clone().charges().get(CHARGE).send().await.unwrap();
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let elsewhere = RawServer::start(charge()).await.unwrap();
    for status in [301, 302, 303, 307, 308] {
        let location = format!("{}/v2/charges/{CHARGE}", elsewhere.url());
        let answer = http_answer(status, &[("location", &location)], "");
        let server = RawServer::start(RawAnswer::KeepAlive(answer)).await.unwrap();
        let pay = test_key::client(server.url()).unwrap().build().unwrap();
        let error = pay.charges().get(CHARGE).send().await.unwrap_err();
        assert_eq!((error.kind(), error.status()), (ErrorKind::InvalidRequest, Some(status)));
        assert_eq!(server.requests().len(), 1);
    }
    assert_eq!(elsewhere.connections(), 0);
}

/// Runs another test of this file in a process whose environment names a proxy that nobody listens at.
#[test]
fn the_environments_proxy_is_not_taken_unasked() {
    let mut other = Command::new(std::env::current_exe().unwrap());
    other.args(["--exact", "a_hundred_calls_share_one_connection"]);
    for name in ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
        other.env(name, "http://127.0.0.1:1");
    }
    for name in ["no_proxy", "NO_PROXY"] {
        other.env_remove(name);
    }
    let output = other.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
}
