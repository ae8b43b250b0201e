use std::time::Duration;

use amazonpay_sandbox::{Fault, Merchant, Throttle};
use jiff::{SignedDuration, Timestamp};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::client::{CHARGE, Client, start};

#[tokio::test]
async fn a_status_fault_answers_in_place_of_the_api_as_often_as_asked() {
    let (sandbox, client) = start().await;
    let usual = client.get(CHARGE).await.status;
    sandbox.add_fault(Fault::status(503).operation("charges.get").count(2).retry_after(7)).unwrap();
    let other = client.get("/v2/refunds/S01-1234567-1234567-R000000").await;
    assert_ne!(other.status, 503, "only the operation that was named is met");
    for _ in 0..2 {
        let answer = client.get(CHARGE).await;
        assert_eq!((answer.status, answer.reason()), (503, "ServiceUnavailable"));
        assert_eq!(answer.headers["retry-after"], "7");
    }
    assert_eq!(client.get(CHARGE).await.status, usual);
    assert_eq!(sandbox.faults()[0].met, 2);

    sandbox.add_fault(Fault::status(200).body("text/html", "<html>")).unwrap();
    let answer = client.get(CHARGE).await;
    assert_eq!((answer.status, answer.headers["content-type"].to_str().unwrap()), (200, "text/html"));
}

#[tokio::test]
async fn a_cut_connection_gives_no_answer_and_a_truncated_answer_breaks_off() {
    let (sandbox, client) = start().await;
    for fault in [Fault::cut(), Fault::cut().after_work(), Fault::truncate()] {
        let truncates = fault == Fault::truncate();
        sandbox.add_fault(fault.count(1)).unwrap();
        let broken =
            client.try_send(client.sign("GET", CHARGE, "", &[], Timestamp::now()).await).await.unwrap_err();
        assert_eq!(broken.is_body() || broken.is_decode(), truncates, "{broken:?}");
        sandbox.clear_faults();
        assert!(client.get(CHARGE).await.is_past_authentication(), "the next request is answered");
    }
    let listed = client.control("GET", "requests?limit=6", "").await.json;
    let faults: Vec<_> =
        listed["requests"].as_array().unwrap().iter().map(|request| request["fault"].clone()).collect();
    assert_eq!(faults[1], "answer cut short");
    assert_eq!(faults[3], "connection cut after the work");
    assert_eq!(faults[5], "connection cut");
    assert_eq!(listed["requests"][5]["status"], serde_json::Value::Null);
}

#[tokio::test]
async fn the_work_is_done_before_the_fault_or_not_at_all_as_asked() {
    let (sandbox, client) = start().await;
    let body = format!(
        r#"{{"webCheckoutDetails":{{"checkoutReviewReturnUrl":"https://example.com/review"}},"storeId":"{}"}}"#,
        sandbox.credentials().store_id
    );
    let mut expected = 0;
    for (fault, works) in [
        (Fault::status(500), false),
        (Fault::status(500).after_work(), true),
        (Fault::cut(), false),
        (Fault::cut().after_work(), true),
        (Fault::truncate(), true),
        (Fault::delay(Duration::ZERO), true),
    ] {
        sandbox.clear_faults();
        sandbox.add_fault(fault.clone()).unwrap();
        let key = uuid::Uuid::new_v4().simple().to_string();
        let request = client
            .sign(
                "POST",
                "/v2/checkoutSessions",
                &body,
                &[("x-amz-pay-idempotency-key", &key)],
                Timestamp::now(),
            )
            .await;
        // Whether an answer comes is another test's matter.
        _ = client.try_send(request).await;
        expected += usize::from(works);
        assert_eq!(sandbox.with_engine(|engine| engine.object_count()), expected, "{fault:?}");
    }
}

#[tokio::test]
async fn a_delay_ends_when_the_clock_is_moved_past_it() {
    let (sandbox, client) = start().await;
    sandbox.add_fault(Fault::delay(Duration::from_secs(3600)).count(1)).unwrap();
    let request = client.sign("GET", CHARGE, "", &[], Timestamp::now()).await;
    let waiting = tokio::spawn(async move { client.send(request).await });
    while sandbox.faults()[0].met == 0 {
        tokio::task::yield_now().await;
    }
    assert!(!waiting.is_finished());
    sandbox.clock().advance(SignedDuration::from_secs(3601));
    assert!(waiting.await.unwrap().is_past_authentication());
}

#[tokio::test]
async fn a_held_request_is_carried_out_although_its_client_hangs_up() {
    let (sandbox, client) = start().await;
    sandbox.clock().freeze();
    sandbox.add_fault(Fault::delay(Duration::from_secs(60)).count(1)).unwrap();
    let body = format!(
        r#"{{"webCheckoutDetails":{{"checkoutReviewReturnUrl":"https://example.com/review"}},"storeId":"{}"}}"#,
        sandbox.credentials().store_id
    );
    let key = [("x-amz-pay-idempotency-key", "held")];
    let request = client.sign("POST", "/v2/checkoutSessions", &body, &key, sandbox.clock().now()).await;
    let address = client.base.trim_start_matches("http://");
    let mut text = format!("POST /v2/checkoutSessions HTTP/1.1\r\nhost: {address}\r\n");
    for (name, value) in &request.headers {
        text += &format!("{name}: {value}\r\n");
    }
    text += &format!("content-length: {}\r\n\r\n{body}", body.len());
    let mut connection = TcpStream::connect(address).await.unwrap();
    connection.write_all(text.as_bytes()).await.unwrap();
    while sandbox.faults()[0].met == 0 {
        tokio::task::yield_now().await;
    }
    connection.shutdown().await.unwrap();
    let mut answer = Vec::new();
    connection.read_to_end(&mut answer).await.unwrap();
    assert!(answer.is_empty(), "the sandbox has given the connection up");

    let objects = || sandbox.with_engine(|engine| engine.object_count());
    assert_eq!(objects(), 0);
    sandbox.clock().advance(SignedDuration::from_secs(61));
    let carried_out = async {
        while objects() == 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), carried_out).await.unwrap();
}

#[tokio::test]
async fn a_throttled_operation_recovers_when_the_clock_moves() {
    let (sandbox, client) = start().await;
    let now = sandbox.clock().freeze();
    sandbox.set_throttle(Some(Throttle::sandbox()));
    let statuses = async |client: &Client, count: usize, now| {
        let mut statuses = Vec::new();
        for _ in 0..count {
            let answer = client.send(client.sign("GET", CHARGE, "", &[], now).await).await;
            assert!(answer.status != 429 || answer.reason() == "TooManyRequests");
            statuses.push(answer.status == 429);
        }
        statuses
    };
    assert_eq!(statuses(&client, 6, now).await, [false, false, false, false, false, true]);
    let later = sandbox.clock().advance(SignedDuration::from_secs(2));
    assert_eq!(statuses(&client, 3, later).await, [false, false, true]);

    let other = Client::new(&sandbox, &sandbox.add_merchant(Merchant::new("A1OTHER")).unwrap());
    assert_eq!(statuses(&other, 1, later).await, [false], "merchants don't share buckets");
    sandbox.set_throttle(None);
    assert_eq!(statuses(&client, 2, later).await, [false, false]);
}
