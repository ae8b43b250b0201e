//! Pages of lists, documents of reports, contents of files.

use std::time::Duration;

use amazonpay::model::{
    CaptureCharge, CreateReport, FilePurpose, FileType, ListReports, ReportType, UploadFile,
};
use amazonpay_uniffi::AmazonPayError;
use serde_json::json;

use crate::shop::{Shop, price};

#[tokio::test]
async fn a_list_is_read_page_by_page() {
    let shop = Shop::open().await;
    let reports = shop.pay.clone().reports();
    for _ in 0..5 {
        let request = CreateReport::new(ReportType::SandboxSettlement).build();
        reports.create(request, None).await.unwrap();
    }
    let pages = reports.list(Some(ListReports::new().page_size(2_u32).build()), None);
    let mut sizes = Vec::new();
    while let Some(page) = pages.next().await.unwrap() {
        assert_eq!(page.meta.status, 200);
        sizes.push(page.value.reports.unwrap_or_default().len());
    }
    assert_eq!(sizes, [2, 2, 1]);
    assert_eq!(pages.next().await.unwrap(), None);
}

#[tokio::test]
async fn a_list_ends_with_the_first_error_and_a_dropped_page_is_next_again() {
    let shop = Shop::open().await;
    let reports = shop.pay.clone().reports();
    let pages = reports.list(None, None);
    // Longer than the test: the page is dropped before it comes.
    shop.control("POST", "faults", Some(json!({ "delayMs": 3_600_000, "count": 1 }))).await;
    assert!(tokio::time::timeout(Duration::from_millis(20), pages.next()).await.is_err());
    assert!(pages.next().await.unwrap().is_some());
    let wrong = reports.list(Some(ListReports::new().next_token("nobody's").build()), None);
    assert!(matches!(wrong.next().await, Err(AmazonPayError::InvalidRequest { .. })));
    assert_eq!(wrong.next().await.unwrap(), None);
}

#[tokio::test]
async fn a_document_comes_in_pieces() {
    let shop = Shop::open().await;
    let from = shop.control("GET", "clock", None).await["now"].as_str().unwrap().to_owned();
    let charge = shop.charge().await;
    let charges = shop.pay.clone().charges();
    charges.capture(charge.clone(), CaptureCharge::new(price()).build(), None).await.unwrap();
    let now = shop.control("POST", "clock", Some(json!({ "advance": "P3D" }))).await;
    let reports = shop.pay.clone().reports();
    let mut request = CreateReport::new(ReportType::SandboxSettlement).build();
    request.start_time = Some(from.parse().unwrap());
    request.end_time = Some(now["now"].as_str().unwrap().parse().unwrap());
    let report_id = reports.create(request, None).await.unwrap().value.report_id;
    shop.control("POST", "clock", Some(json!({ "advance": "PT1H" }))).await;
    let document_id = reports.get(report_id, None).await.unwrap().value.report_document_id.unwrap();

    let download = shop.pay.clone().report_documents().download(document_id.clone());
    assert_eq!(download.document().await, None);
    assert_eq!(download.progress().received, 0);
    let mut document = Vec::new();
    while let Some(piece) = download.next().await.unwrap() {
        document.extend(piece);
    }
    let progress = download.progress();
    assert_eq!(progress.written, document.len() as u64);
    assert!(progress.received > 0 && progress.total.is_none_or(|total| total == progress.received));
    assert!(String::from_utf8(document).unwrap().contains(&charge));
    assert_eq!(download.document().await.unwrap().value.report_document_id, document_id);
    assert_eq!(download.next().await.unwrap(), None);

    let missing = shop.pay.clone().report_documents().download("none".to_owned());
    assert!(matches!(missing.next().await, Err(AmazonPayError::NotFound { .. })));
    assert_eq!((missing.next().await.unwrap(), missing.document().await), (None, None));
}

#[tokio::test]
async fn the_contents_of_a_file_are_sent_where_the_answer_says() {
    let shop = Shop::open().await;
    let files = shop.pay.clone().files();
    let announced = UploadFile::new(FileType::Pdf, FilePurpose::DisputeEvidence).build();
    let file = files.upload(announced, None).await.unwrap().value;
    files.send_contents(file.clone(), b"%PDF-1.7".to_vec(), None).await.unwrap();
    let wrong = files.send_contents(file, b"%PDF-1.7".to_vec(), Some("a\nb".to_owned())).await.unwrap_err();
    assert_eq!(wrong.details().field.as_deref(), Some("content_type"));
}
