//! Lists as streams of pages and items, over a real socket to the sandbox.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use std::pin::pin;

use amazonpay::AmazonPay;
use amazonpay::error::{Error, ErrorKind};
use amazonpay::model::{CreateReport, ListDisbursements, ListReports, Money, ReportType, Timestamp};
use amazonpay_sandbox::Fault;
use amazonpay_tests::raw_server::{RawAnswer, RawServer, http_answer};
use amazonpay_tests::shop::Shop;
use amazonpay_tests::test_key;
use futures_util::{StreamExt as _, TryStreamExt as _};
use jiff::SignedDuration;

/// A shop that has asked for 17 reports, whose ids come in the order of the list.
async fn shop() -> (Shop, Vec<String>) {
    let shop = Shop::open().await.unwrap();
    let mut ids = Vec::new();
    for _ in 0..17 {
        let create = shop.pay.reports().create(CreateReport::new(ReportType::Authorization).build());
        ids.push(create.send().await.unwrap().into_inner().report_id);
    }
    ids.reverse();
    (shop, ids)
}

fn by_five() -> ListReports {
    ListReports::new().report_types([ReportType::Authorization]).page_size(5_u32).build()
}

async fn all(pay: &AmazonPay) -> Result<Vec<String>, Error> {
    pay.reports().list(by_five()).items().map_ok(|report| report.report_id).try_collect().await
}

#[tokio::test]
async fn four_pages_give_every_item_once_in_order() {
    let (shop, ids) = shop().await;
    assert_eq!(all(&shop.pay).await.unwrap(), ids);
    let mut sizes = Vec::new();
    let mut pages = pin!(shop.pay.reports().list(by_five()).pages());
    while let Some(page) = pages.try_next().await.unwrap() {
        assert!(!page.meta().request_id.is_empty());
        sizes.push(page.reports.as_ref().unwrap().len());
    }
    assert_eq!(sizes, [5, 5, 5, 2]);
}

#[tokio::test]
async fn an_error_in_the_middle_ends_the_stream_after_what_came_before() {
    let (shop, ids) = shop().await;
    shop.sandbox.add_fault(Fault::status(403).operation("reports.list").skip(2)).unwrap();
    let mut items = pin!(shop.pay.reports().list(by_five()).items());
    let mut seen = Vec::new();
    let error = loop {
        match items.next().await.unwrap() {
            Ok(report) => seen.push(report.report_id),
            Err(error) => break error,
        }
    };
    assert_eq!(seen, ids[..10]);
    assert_eq!(error.status(), Some(403));
    assert!(items.next().await.is_none());
}

#[tokio::test]
async fn a_page_that_fails_for_a_moment_is_asked_for_again() {
    let (shop, ids) = shop().await;
    shop.sandbox.add_fault(Fault::status(503).operation("reports.list").skip(1).count(2)).unwrap();
    assert_eq!(all(&shop.pay).await.unwrap(), ids);
    assert_eq!(shop.sandbox.faults()[0].met, 2);
}

#[tokio::test]
async fn a_page_that_leads_to_itself_is_refused() {
    let page = r#"{"reports": [{"reportId": "A1"}], "nextToken": "again"}"#;
    let answer = http_answer(200, &[("content-type", "application/json")], page);
    let server = RawServer::start(RawAnswer::KeepAlive(answer)).await.unwrap();
    let pay = test_key::client(server.url()).unwrap().build().unwrap();
    let mut pages = pin!(pay.reports().list(ListReports::new().build()).pages());
    assert_eq!(pages.next().await.unwrap().unwrap().reports.as_ref().unwrap().len(), 1);
    let error = pages.next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decoding, "{error}");
    assert!(pages.next().await.is_none());
    let sent: Vec<String> =
        server.requests().iter().map(|request| request.lines().next().unwrap().to_owned()).collect();
    assert_eq!(sent, ["GET /v2/reports HTTP/1.1", "GET /v2/reports?nextToken=again HTTP/1.1"]);
}

#[tokio::test]
async fn a_stream_sends_nothing_before_it_is_polled_nor_after_it_is_dropped() {
    let (shop, ids) = shop().await;
    // A fault that never strikes counts the requests.
    shop.sandbox.add_fault(Fault::status(500).operation("reports.list").skip(1_000)).unwrap();
    let seen = || shop.sandbox.faults()[0].seen;
    {
        let mut items = pin!(shop.pay.reports().list(by_five()).items());
        assert_eq!(seen(), 0);
        for id in &ids[..5] {
            assert_eq!(items.next().await.unwrap().unwrap().report_id, *id);
        }
        assert_eq!(seen(), 1, "the second page was not polled for");
        items.next().await.unwrap().unwrap();
        assert_eq!(seen(), 2);
    }
    shop.pay.reports().get(&ids[0]).send().await.unwrap();
    assert_eq!(seen(), 2);
}

#[tokio::test]
async fn streams_go_to_other_tasks() {
    let (shop, ids) = shop().await;
    let pay = shop.pay.clone();
    let elsewhere = tokio::spawn(async move { all(&pay).await });
    assert_eq!(elsewhere.await.unwrap().unwrap(), ids);
}

#[tokio::test]
async fn disbursements_keep_their_range_on_every_page() {
    let shop = Shop::open().await.unwrap();
    let permission = shop.charge_permission(Money::eur("50.00").unwrap()).await.unwrap();
    let start = Timestamp::new(shop.sandbox.clock().now());
    for cents in 1..=7 {
        let amount = Money::eur(format!("0.0{cents}")).unwrap();
        let charge = amazonpay::model::CreateCharge::new(&*permission, amount).capture_now(true);
        shop.pay.charges().create(charge).send().await.unwrap();
        shop.sandbox.clock().advance(SignedDuration::from_hours(24));
    }
    let end = Timestamp::new(shop.sandbox.clock().now());
    let list = ListDisbursements::new(start, end).page_size(2_u32);
    let paid: Vec<String> = shop
        .pay
        .disbursements()
        .list(list)
        .items()
        .map_ok(|paid| paid.money().unwrap().to_string())
        .try_collect()
        .await
        .unwrap();
    let expected: Vec<String> =
        (1..=7).map(|cents| Money::eur(format!("0.0{cents}")).unwrap().to_string()).collect();
    assert_eq!(paid, expected);
}
