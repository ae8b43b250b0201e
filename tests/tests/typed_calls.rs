//! The typed methods and `execute` send the very same requests: compared over the socket, one call an operation.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use std::sync::Arc;

use amazonpay::AmazonPay;
use amazonpay::error::Error;
use amazonpay::model::*;
use amazonpay::operation::{CallOptions, OPERATIONS, OperationInput, by_name};
use amazonpay::signing::AuthorizationHeader;
use amazonpay_tests::moved_clock::MovedClock;
use amazonpay_tests::playback::{Playback, ReceivedRequest};
use amazonpay_tests::test_key;
use serde_json::{Value, json};

const SESSION: &str = "bd504926-f659-4ad7-a1a9-9a747aaf5275";
const PERMISSION: &str = "S02-9876543-1234567";
const CHARGE: &str = "S02-9876543-1234567-C123456";
const REFUND: &str = "S02-9876543-1234567-R345678";
const DISPUTE: &str = "S02-9876543-1234567-B654321";
const ACCOUNT: &str = "A3URCZVLDMDI45";
const REFUND_REPORT: &str = "_GET_FLAT_FILE_OFFAMAZONPAYMENTS_REFUND_DATA_";
const TOKEN: &str = "Atza|IwEBI+ünï:==";

/// A request without what differs from one signature to the next.
fn comparable(mut request: ReceivedRequest) -> String {
    for (name, value) in &mut request.headers {
        if name == "authorization" {
            let header = AuthorizationHeader::parse(value).unwrap();
            *value =
                format!("{} {} {}", header.algorithm.as_str(), header.public_key_id, header.signed_headers);
        }
    }
    format!("{request:#?}")
}

fn options(operation: &str) -> CallOptions {
    let mut options =
        json!({"headers": {"x-amz-pay-integrator-id": "integrator-7"}, "simulationCode": "Declined"});
    if by_name(operation).unwrap().takes_idempotency_key() {
        options["idempotencyKey"] = "one-key".into();
    }
    serde_json::from_value(options).unwrap()
}

async fn execute(pay: &AmazonPay, operation: &str, input: &Value) -> Error {
    let input: OperationInput = serde_json::from_str(&input.to_string()).unwrap();
    pay.execute(operation, input, options(operation)).await.unwrap_err()
}

/// Makes the call of each row both ways and compares; the server plays no case, so each ends in its status 418.
macro_rules! compare {
    ($pay:ident, $playback:ident; $($name:literal => $call:expr, $input:tt;)+) => {
        let mut compared = Vec::new();
        $(
            let typed = $call.options(options($name)).send().await.unwrap_err();
            let by_name = execute(&$pay, $name, &json!($input)).await;
            assert_eq!((typed.status(), by_name.status()), (Some(418), Some(418)), "{typed} {by_name}");
            let [.., typed, by_name] = &$playback.received()[..] else { panic!("no request came") };
            assert_eq!(comparable(typed.clone()), comparable(by_name.clone()), $name);
            compared.push($name);
        )+
        let rows: Vec<&str> = OPERATIONS.iter().map(|operation| operation.name).collect();
        assert_eq!(compared, rows);
    };
}

#[tokio::test]
async fn typed_methods_and_execute_send_the_same() {
    let playback = Playback::start(Default::default()).await.unwrap();
    let clock = Arc::new(MovedClock::at("2026-11-24T10:15:00Z".parse().unwrap()));
    let pay = test_key::client(playback.url()).unwrap().clock(clock).build().unwrap();
    let amount = || Money::eur("49.50").unwrap();
    let amount_json = || json!({"amount": "49.50", "currencyCode": "EUR"});
    let business =
        || BusinessInfo::new().business_type(BusinessType::Corporate).business_legal_name("密林").build();
    let business_json = || json!({"businessType": "CORPORATE", "businessLegalName": "密林"});
    let moment = || "2026-11-24T10:15:00Z".parse::<Timestamp>().unwrap();
    let urls = || WebCheckoutDetails::new().checkout_review_return_url("https://shop.example/review");
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    let address = || Address::new().name("Mette Sørensen").postal_code("2200").country_code("DK").build();

    compare!(pay, playback;
        "checkout_sessions.create" => pay.checkout_sessions().create(
            CreateCheckoutSession::new(urls(), "amzn1.store").scopes([Scope::Name, Scope::ShippingAddress])
        ), {"body": {
            "webCheckoutDetails": {"checkoutReviewReturnUrl": "https://shop.example/review"},
            "storeId": "amzn1.store",
            "scopes": ["name", "shippingAddress"],
        }};
        "checkout_sessions.get" => pay.checkout_sessions().get(SESSION), {"pathParameters": [SESSION]};
        "checkout_sessions.update" => pay.checkout_sessions().update(
            SESSION,
            UpdateCheckoutSession::new()
                .payment_details(PaymentDetails::new().payment_intent(PaymentIntent::Authorize).charge_amount(amount()))
        ), {
            "pathParameters": [SESSION],
            "body": {"paymentDetails": {"paymentIntent": "Authorize", "chargeAmount": (amount_json())}},
        };
        "checkout_sessions.complete" => pay.checkout_sessions().complete(
            SESSION,
            CompleteCheckoutSession::new(amount())
        ), {"pathParameters": [SESSION], "body": {"chargeAmount": (amount_json())}};
        "checkout_sessions.finalize" => pay.checkout_sessions().finalize(
            SESSION,
            FinalizeCheckoutSession::new(PaymentIntent::Confirm, amount()).shipping_address(address())
        ), {
            "pathParameters": [SESSION],
            "body": {
                "paymentIntent": "Confirm",
                "chargeAmount": (amount_json()),
                "shippingAddress": {"name": "Mette Sørensen", "postalCode": "2200", "countryCode": "DK"},
            },
        };
        "charge_permissions.get" => pay.charge_permissions().get(PERMISSION), {"pathParameters": [PERMISSION]};
        "charge_permissions.update" => pay.charge_permissions().update(
            PERMISSION,
            UpdateChargePermission::new()
                .merchant_metadata(MerchantMetadata::new().merchant_reference_id("order-1001"))
        ), {"pathParameters": [PERMISSION], "body": {"merchantMetadata": {"merchantReferenceId": "order-1001"}}};
        "charge_permissions.close" => pay.charge_permissions().close(
            PERMISSION,
            CloseChargePermission::new("sold out").cancel_pending_charges(true)
        ), {"pathParameters": [PERMISSION], "body": {"closureReason": "sold out", "cancelPendingCharges": true}};
        "charges.create" => pay.charges().create(
            CreateCharge::new(PERMISSION, amount()).capture_now(true).channel(Channel::Web)
        ), {"body": {
            "chargePermissionId": PERMISSION, "chargeAmount": (amount_json()), "captureNow": true, "channel": "Web",
        }};
        "charges.get" => pay.charges().get(CHARGE), {"pathParameters": [CHARGE]};
        "charges.update" => pay.charges().update(
            CHARGE,
            UpdateCharge::new(ChargeStatusUpdate::new(ChargeState::Canceled))
        ), {"pathParameters": [CHARGE], "body": {"statusDetails": {"state": "Canceled"}}};
        "charges.capture" => pay.charges().capture(CHARGE, CaptureCharge::new(amount()).soft_descriptor("KAFFE")),
            {"pathParameters": [CHARGE], "body": {"captureAmount": (amount_json()), "softDescriptor": "KAFFE"}};
        "charges.cancel" => pay.charges().cancel(CHARGE, CancelCharge::new("sold out")),
            {"pathParameters": [CHARGE], "body": {"cancellationReason": "sold out"}};
        "refunds.create" => pay.refunds().create(CreateRefund::new(CHARGE, amount())),
            {"body": {"chargeId": CHARGE, "refundAmount": (amount_json())}};
        "refunds.get" => pay.refunds().get(REFUND), {"pathParameters": [REFUND]};
        "buyers.get" => pay.buyers().get(TOKEN), {"pathParameters": [TOKEN]};
        "delivery_trackers.create" => pay.delivery_trackers().create(
            CreateDeliveryTracker::new([DeliveryDetail::new("1Z999", "UPS").build()]).charge_permission_id(PERMISSION)
        ), {"body": {
            "deliveryDetails": [{"trackingNumber": "1Z999", "carrierCode": "UPS"}], "chargePermissionId": PERMISSION,
        }};
        "reports.list" => pay.reports().list(
            ListReports::new()
                .report_types([ReportType::Refund, ReportType::from("ÜBER&UNTER")])
                .created_since(at("20261101T000000Z"))
                .page_size(5_u32)
        ), {"query": {
            "reportTypes": [REFUND_REPORT, "ÜBER&UNTER"], "createdSince": "2026-11-01T00:00:00Z", "pageSize": 5,
        }};
        "reports.get" => pay.reports().get("A08439021T39K6DTX4JS8"), {"pathParameters": ["A08439021T39K6DTX4JS8"]};
        "reports.create" => pay.reports().create(
            CreateReport::new(ReportType::Refund).start_time(at("20261101T000000Z"))
        ), {"body": {"reportType": REFUND_REPORT, "startTime": "20261101T000000Z"}};
        "report_documents.get" => pay.report_documents().get("D:1"), {"pathParameters": ["D:1"]};
        "report_schedules.list" => pay.report_schedules().list(
            ListReportSchedules::new().report_types([ReportType::Refund])
        ), {"query": {"reportTypes": [REFUND_REPORT]}};
        "report_schedules.get" => pay.report_schedules().get("S1"), {"pathParameters": ["S1"]};
        "report_schedules.create" => pay.report_schedules().create(
            CreateReportSchedule::new(ReportType::Refund, ScheduleFrequency::P7D).delete_existing_schedule(true)
        ), {"body": {"reportType": REFUND_REPORT, "scheduleFrequency": "P7D", "deleteExistingSchedule": true}};
        "report_schedules.cancel" => pay.report_schedules().cancel("S1"), {"pathParameters": ["S1"]};
        "disbursements.list" => pay.disbursements().list(
            ListDisbursements::new(at("20261101T000000Z"), at("20261124T000000Z")).next_token("a+b/c==")
        ), {"query": {"startTime": "20261101T000000Z", "endTime": "20261124T000000Z", "nextToken": "a+b/c=="}};
        "in_store.merchant_scan" => pay.in_store().merchant_scan(
            MerchantScan::new("UKhrmatMeKdlfY6b", "scan-1", "DE", Currency::Eur).charge_total(amount())
        ), {"body": {
            "scanData": "UKhrmatMeKdlfY6b", "scanReferenceId": "scan-1", "merchantCOE": "DE", "ledgerCurrency": "EUR",
            "chargeTotal": (amount_json()),
        }};
        "in_store.charge" => pay.in_store().charge(InStoreCharge::new(PERMISSION, "charge-1", amount())), {"body": {
            "chargePermissionId": PERMISSION, "chargeReferenceId": "charge-1", "chargeTotal": (amount_json()),
        }};
        "in_store.refund" => pay.in_store().refund(InStoreRefund::new(CHARGE, "refund-1", amount())), {"body": {
            "chargeId": CHARGE, "refundReferenceId": "refund-1", "refundTotal": (amount_json()),
        }};
        "merchant_accounts.register" => pay.merchant_accounts().register(
            RegisterAmazonPayAccount::new("shop-1", Currency::Jpy, business())
        ), {"body": {"uniqueReferenceId": "shop-1", "ledgerCurrency": "JPY", "businessInfo": (business_json())}};
        "merchant_accounts.update" => pay.merchant_accounts().update(
            ACCOUNT,
            UpdateAmazonPayAccount::new().business_info(business())
        ), {"pathParameters": [ACCOUNT], "body": {"businessInfo": (business_json())}};
        "merchant_accounts.delete" => pay.merchant_accounts().delete(ACCOUNT), {"pathParameters": [ACCOUNT]};
        "merchant_accounts.create" => pay.merchant_accounts().create(
            CreateMerchantAccount::new("shop-1", Currency::Jpy, business())
                .stores([MerchantStore::new().store_name("Shop").build()])
        ), {"body": {
            "uniqueReferenceId": "shop-1", "ledgerCurrency": "JPY", "businessInfo": (business_json()),
            "stores": [{"storeName": "Shop"}],
        }};
        "merchant_accounts.update_merchant" => pay.merchant_accounts().update_merchant(
            ACCOUNT,
            UpdateMerchantAccount::new().integration_info(
                IntegrationInfo::new().ipn_endpoint_urls(["https://shop.example/ipn".into()])
            )
        ), {
            "pathParameters": [ACCOUNT],
            "body": {"integrationInfo": {"ipnEndpointUrls": ["https://shop.example/ipn"]}},
        };
        "merchant_accounts.claim" => pay.merchant_accounts().claim(ACCOUNT, ClaimMerchantAccount::new("shop-1")),
            {"pathParameters": [ACCOUNT], "body": {"uniqueReferenceId": "shop-1"}};
        "stores.create" => pay.stores().create(
            ACCOUNT,
            CreateStore::new("Shop", ["https://shop.example".to_owned()])
        ), {
            "pathParameters": [ACCOUNT],
            "body": {"storeName": "Shop", "allowedOriginDomains": ["https://shop.example"]},
        };
        "stores.update" => pay.stores().update(ACCOUNT, "amzn1.store", UpdateStore::new().store_name("Shop")),
            {"pathParameters": [ACCOUNT, "amzn1.store"], "body": {"storeName": "Shop"}};
        "disputes.create" => pay.disputes().create(
            CreateDispute::new(CHARGE, amount(), DisputeFilingReason::Fraudulent).filing_timestamp(moment())
        ), {"body": {
            "chargeId": CHARGE, "disputeAmount": (amount_json()), "filingReason": "Fraudulent",
            "filingTimestamp": 1_795_515_300,
        }};
        "disputes.get" => pay.disputes().get(DISPUTE), {"pathParameters": [DISPUTE]};
        "disputes.update" => pay.disputes().update(
            DISPUTE,
            UpdateDispute::new(
                DisputeStatusUpdate::new(DisputeState::Resolved)
                    .reason_code(DisputeReasonCode::MerchantAcceptedDispute)
            )
        ), {
            "pathParameters": [DISPUTE],
            "body": {"statusDetails": {"state": "Resolved", "reasonCode": "MerchantAcceptedDispute"}},
        };
        "disputes.contest" => pay.disputes().contest(
            DISPUTE,
            ContestDispute::new([MerchantEvidence::new(EvidenceType::Receipt).file_id("file_1").build()])
        ), {
            "pathParameters": [DISPUTE],
            "body": {"merchantEvidences": [{"evidenceType": "Receipt", "fileId": "file_1"}]},
        };
        "files.upload" => pay.files().upload(UploadFile::new(FileType::Pdf, FilePurpose::DisputeEvidence)),
            {"body": {"type": "pdf", "purpose": "disputeEvidence"}};
        "authorization_tokens.get" => pay.authorization_tokens().get(
            "amzn.mws.4ea38b7b",
            GetAuthorizationToken::new(ACCOUNT)
        ), {"pathParameters": ["amzn.mws.4ea38b7b"], "query": {"merchantId": ACCOUNT}};
    );
}

#[tokio::test]
async fn an_answer_by_name_shows_no_buyer() {
    use amazonpay_tests::raw_server::{RawAnswer, RawServer, http_answer};

    let body = r#"{"buyerId": "B1", "name": "Mette Hansen", "email": "mette@example.com"}"#;
    let answer = http_answer(200, &[("content-type", "application/json")], body);
    let server = RawServer::start(RawAnswer::Close(answer)).await.unwrap();
    let pay = test_key::client(server.url()).unwrap().build().unwrap();
    let input = serde_json::from_value(json!({"pathParameters": ["a-token"]})).unwrap();
    let answer = pay.execute("buyers.get", input, CallOptions::default()).await.unwrap();
    let shown = format!("{answer:?}");
    // Bytes and lists of bytes show text in ways of their own.
    for secret in ["Mette", "mette@", "77, 101, 116, 116, 101"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    let buyer: Value = serde_json::from_slice(&answer).unwrap();
    assert_eq!(buyer["name"], "Mette Hansen");
}
