//! A report from the request to its rows: over real sockets, with the client's own download.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use amazonpay::model::{
    CreateCharge, CreateRefund, CreateReport, CreateReportSchedule, ListReportSchedules, Money,
    ReportProcessingStatus, ReportType, ScheduleFrequency,
};
use amazonpay_tests::shop::Shop;
use jiff::SignedDuration;

/// A shop with so many captures of 1.00 and a refund of 0.25, and the id of a settlement report's document.
async fn reported(captures: usize) -> (Shop, String) {
    let shop = Shop::open().await.unwrap();
    let permission = shop.charge_permission(Money::eur("500.00").unwrap()).await.unwrap();
    let mut charge = String::new();
    for _ in 0..captures {
        let create = CreateCharge::new(&*permission, Money::eur("1.00").unwrap()).capture_now(true);
        charge = shop.pay.charges().create(create).send().await.unwrap().into_inner().charge_id;
    }
    shop.pay.refunds().create(CreateRefund::new(charge, Money::eur("0.25").unwrap())).send().await.unwrap();
    shop.sandbox.clock().advance(SignedDuration::from_secs(30));
    let reports = shop.pay.reports();
    let create = reports.create(CreateReport::new(ReportType::SandboxSettlement).build());
    let id = create.send().await.unwrap().into_inner().report_id;
    let report = reports.get(&id).send().await.unwrap().into_inner();
    assert_eq!(report.processing_status, Some(ReportProcessingStatus::InProgress));
    shop.sandbox.clock().advance(SignedDuration::from_secs(30));
    let report = reports.get(&id).send().await.unwrap().into_inner();
    assert_eq!(report.processing_status, Some(ReportProcessingStatus::Completed));
    (shop, report.report_document_id.unwrap())
}

async fn download(shop: &Shop, document: &str) -> String {
    let mut written = Vec::new();
    shop.pay.report_documents().download(document).write_to(&mut written).await.unwrap();
    String::from_utf8(written).unwrap()
}

#[tokio::test]
async fn a_document_is_downloaded_plain_and_compressed_alike() {
    let (shop, document) = reported(20).await;
    let plain = download(&shop, &document).await;
    assert!(plain.starts_with("TransactionPostedDate\tSettlementId\tAmazonTransactionId\t"), "{plain}");
    assert_eq!(plain.lines().count(), 22);
    let cents = |line: &str| line.rsplit('\t').next().unwrap().replace('.', "").parse::<i64>().unwrap();
    assert_eq!(plain.lines().skip(1).map(cents).sum::<i64>(), 2_000 - 25);

    let http = reqwest::Client::new();
    let settings =
        http.post(format!("{}/_sandbox/documents", shop.sandbox.url())).body(r#"{"compress": true}"#);
    assert_eq!(settings.send().await.unwrap().status(), 200);
    let address = shop.pay.report_documents().get(&document).send().await.unwrap().into_inner();
    let compressed = http.get(address.url.unwrap().as_str()).send().await.unwrap().bytes().await.unwrap();
    assert_eq!(compressed[..2], [0x1f, 0x8b]);
    assert!(compressed.len() < plain.len() / 2);
    assert_eq!(download(&shop, &document).await, plain);
}

#[tokio::test]
async fn an_address_is_unsigned_good_for_half_a_minute_and_only_read() {
    let (shop, document) = reported(1).await;
    let address = shop.pay.report_documents().get(&document).send().await.unwrap().into_inner().url.unwrap();
    assert!(address.starts_with(shop.sandbox.url()), "{address}");
    let http = reqwest::Client::new();
    let answer = http.get(address.as_str()).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "text/tab-separated-values; charset=utf-8");
    let refused = http.post(address.as_str()).send().await.unwrap();
    assert_eq!((refused.status().as_u16(), &refused.headers()["allow"]), (405, &"GET".parse().unwrap()));
    let guessed = address.replace(".txt", "0.txt");
    assert_eq!(http.get(&guessed).send().await.unwrap().status(), 403);
    shop.sandbox.clock().advance(SignedDuration::from_secs(30));
    let refused = http.get(address.as_str()).send().await.unwrap();
    assert_eq!(refused.status(), 403);
    assert!(refused.text().await.unwrap().contains("30 seconds"));
}

#[tokio::test]
async fn a_schedule_comes_and_goes_over_the_wire() {
    let shop = Shop::open().await.unwrap();
    let schedules = shop.pay.report_schedules();
    let create = CreateReportSchedule::new(ReportType::Refund, ScheduleFrequency::P1D);
    let id = schedules.create(create).send().await.unwrap().into_inner().report_schedule_id;
    let listed = schedules.list(ListReportSchedules::new().build()).send().await.unwrap().into_inner();
    assert_eq!(listed.report_schedules.unwrap()[0].report_schedule_id, id);
    let cancelled = schedules.cancel(&id).send().await.unwrap();
    assert_eq!((cancelled.meta().status, cancelled.meta().raw_body.len()), (200, 0));
    let gone = schedules.get(&id).send().await.unwrap_err();
    assert_eq!((gone.status(), gone.reason_code()), (Some(404), Some("ResourceNotFound")));
}
