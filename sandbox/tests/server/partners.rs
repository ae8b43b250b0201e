//! Merchant accounts, tokens, files and disputes over real sockets.

use amazonpay::model::{
    BusinessInfo, ClaimMerchantAccount, ContestDispute, CreateMerchantAccount, CreateStore, Currency,
    DisputeState, EvidenceType, FilePurpose, FileType, GetAuthorizationToken, InStoreCharge, IntegrationInfo,
    MerchantEvidence, MerchantScan, Money, RegisterAmazonPayAccount, UpdateMerchantAccount, UploadFile,
};
use amazonpay_sandbox::engine::DisputeRuling;
use amazonpay_sandbox::{Merchant, Sandbox};
use serde_json::json;

use crate::client::{Client, start};
use crate::receiver::Receiver;

const DAY: i64 = 24;

async fn started() -> (Sandbox, Client, amazonpay::AmazonPay) {
    let (sandbox, client) = start().await;
    let pay = sandbox.client().unwrap().build().unwrap();
    (sandbox, client, pay)
}

/// A charge of 10.00 EUR, made in a shop.
async fn captured(pay: &amazonpay::AmazonPay) -> String {
    let scan = MerchantScan::new("UKhrmatMeKdlfY6b", "scan-1", "DE", Currency::Eur);
    let permission = pay.in_store().merchant_scan(scan).send().await.unwrap().charge_permission_id.clone();
    let charge = InStoreCharge::new(permission, "charge-1", Money::eur("10.00").unwrap());
    pay.in_store().charge(charge).send().await.unwrap().charge_id.clone()
}

#[tokio::test]
async fn a_claim_is_answered_with_its_address_and_not_followed() {
    let (_sandbox, client, pay) = started().await;
    let business = BusinessInfo::new().email("shop@example.com").build();
    let account = CreateMerchantAccount::new("shop-1", Currency::Jpy, business.clone());
    let id = pay.merchant_accounts().create(account).send().await.unwrap().merchant_account_id.clone();
    let claim = async || {
        pay.merchant_accounts().claim(&id, ClaimMerchantAccount::new("shop-1")).send().await.unwrap()
    };
    let answer = claim().await;
    assert_eq!((answer.meta().status, answer.meta().retries), (303, 0));
    let location = answer.location.clone().unwrap();
    assert!(location.starts_with("https://payments.amazon.co.jp/") && location.contains(&id), "{location}");
    assert!(!format!("{:?}", answer.meta()).contains("token="), "the address may let its reader in");

    let taken = client.control("POST", &format!("merchantAccounts/{id}/claim"), "").await;
    assert_eq!((taken.status, &taken.json["merchantAccountId"]), (200, &json!(id)));
    let answer = claim().await;
    assert_eq!((answer.meta().status, answer.location.clone()), (200, None));

    let registered = RegisterAmazonPayAccount::new("shop-2", Currency::Jpy, BusinessInfo::new());
    let registered = pay.merchant_accounts().register(registered).send().await.unwrap();
    pay.merchant_accounts().delete(&registered.merchant_account_id).send().await.unwrap();
    let gone = pay.merchant_accounts().delete(&registered.merchant_account_id).send().await.unwrap_err();
    assert_eq!(gone.reason_code(), Some("ResourceNotFound"));
    let log = client.control("GET", "requests", "").await.json;
    let operations: Vec<_> =
        log["requests"].as_array().unwrap().iter().map(|one| one["operation"].clone()).collect();
    assert!(operations.contains(&json!("merchant_accounts.create")), "{operations:?}");
    assert!(operations.contains(&json!("merchant_accounts.register")), "{operations:?}");
}

#[tokio::test]
async fn tokens_act_for_merchants_that_were_registered_and_for_accounts_that_were_created() {
    let (sandbox, client, pay) = started().await;
    let account = CreateMerchantAccount::new(
        "shop-1",
        Currency::Jpy,
        BusinessInfo::new().email("shop@example.com").build(),
    );
    let created = pay.merchant_accounts().create(account).send().await.unwrap().merchant_account_id.clone();
    sandbox.add_merchant(Merchant::new("A1SHOP")).unwrap();
    for id in ["A1SHOP", created.as_str()] {
        let tokens = client.control("GET", &format!("merchants/{id}/tokens"), "").await.json;
        let mws = tokens["mwsAuthToken"].as_str().unwrap();
        let exchanged =
            pay.authorization_tokens().get(mws, GetAuthorizationToken::new(id)).send().await.unwrap();
        let token = exchanged.authorization_token.clone().unwrap();
        assert_eq!(tokens["authToken"], *token);
        let store = || CreateStore::new("Shop", ["https://shop.example".to_owned()]);
        let made = pay.stores().create(id, store()).auth_token(token.as_str()).send().await.unwrap();
        assert!(made.store_id.is_some());
        let without = pay.stores().create(id, store()).send().await.unwrap_err();
        assert_eq!(without.reason_code(), Some("MissingHeader"));
        let wrong =
            pay.stores().create("A1OTHER", store()).auth_token(token.as_str()).send().await.unwrap_err();
        assert_eq!(wrong.reason_code(), Some("InvalidAuthorizationToken"));

        let log = client.control("GET", "requests", "").await.json;
        assert!(!log.to_string().contains(mws) && log.to_string().contains("authorizationTokens/[redacted]"));
        for logged in log["requests"].as_array().unwrap() {
            let path = format!("requests/{}", logged["requestId"].as_str().unwrap());
            let details = client.control("GET", &path, "").await.json.to_string();
            assert!(!details.contains(mws) && !details.contains(&token), "{details}");
        }
    }
    let tokens = client.control("GET", &format!("merchants/{created}/tokens"), "").await.json;
    let update = UpdateMerchantAccount::new().business_info(BusinessInfo::new().email("new@example.com"));
    let token = tokens["authToken"].as_str().unwrap();
    pay.merchant_accounts().update_merchant(&created, update).auth_token(token).send().await.unwrap();
    let accounts = client.control("GET", "objects/merchantAccounts", "").await.json;
    assert_eq!(accounts["objects"][0]["businessInfo"]["email"], "new@example.com");
    assert_eq!(client.control("GET", "merchants/A0/tokens", "").await.status, 404);
}

#[tokio::test]
async fn a_chargeback_is_contested_with_a_file_and_won() {
    let (sandbox, client, pay) = started().await;
    let charge = captured(&pay).await;
    let filed = client.control("POST", &format!("buyer/charges/{charge}/chargeback"), "").await.json;
    let id = filed["disputeId"].as_str().unwrap();
    let announced = pay
        .files()
        .upload(UploadFile::new(FileType::Pdf, FilePurpose::DisputeEvidence))
        .send()
        .await
        .unwrap();
    let contest = async || {
        let evidence = MerchantEvidence::new(EvidenceType::Receipt).file_id(&announced.id).build();
        pay.disputes().contest(id, ContestDispute::new([evidence])).send().await
    };
    assert_eq!(contest().await.unwrap_err().reason_code(), Some("InvalidParameterValue"));
    pay.files().send_contents(&announced, &b"%PDF-1.7"[..]).send().await.unwrap();
    assert_eq!(contest().await.unwrap().status_details.state, DisputeState::UnderReview);
    let ruled = client.control("POST", &format!("disputes/{id}/ruling"), r#"{"ruling": "NoFault"}"#).await;
    assert_eq!(ruled.status, 200);
    sandbox.rule_dispute(id, DisputeRuling::MerchantWon).unwrap();
    sandbox.clock().advance(jiff::SignedDuration::from_hours(14 * DAY));
    let won = pay.disputes().get(id).send().await.unwrap();
    assert_eq!(won.status_details.resolution, Some(amazonpay::model::DisputeResolution::MerchantWon));
    let withdraw = client.control("POST", &format!("buyer/disputes/{id}/withdraw"), "").await;
    assert_eq!((withdraw.status, withdraw.reason()), (422, "InvalidDisputeStatus"));
    let files = client.control("GET", "objects/files", "").await.json;
    assert_eq!(files["objects"][0]["size"], 8);
}

#[tokio::test]
async fn contents_are_taken_at_their_address_alone() {
    let (_sandbox, client, pay) = started().await;
    let file = pay
        .files()
        .upload(UploadFile::new(FileType::Png, FilePurpose::DisputeEvidence))
        .send()
        .await
        .unwrap();
    let url = file.url.clone().unwrap();
    let put = async |url: &str, kind: &'static str| {
        let answer = client.http.put(url).header("content-type", kind).body("png").send().await.unwrap();
        assert!(answer.headers().contains_key("date"));
        answer.status().as_u16()
    };
    assert_eq!(client.http.get(url.as_str()).send().await.unwrap().status(), 405);
    assert_eq!(put(&url.replace("token=", "token=0"), "image/png").await, 403);
    assert_eq!(put(url.split('?').next().unwrap(), "image/png").await, 403);
    assert_eq!(put(&url.replace("/file_", "/file_0"), "image/png").await, 404);
    assert_eq!(put(&url, "image/jpeg").await, 400);
    let large = client
        .http
        .put(url.as_str())
        .header("content-type", "image/png")
        .body(vec![0; 11 << 20])
        .send()
        .await;
    // The server may have closed before all was sent.
    assert!(large.is_err() || large.unwrap().status() == 413);
    assert_eq!(put(&url, "image/png").await, 200);
    let log = client.control("GET", "requests", "").await.json;
    for logged in log["requests"].as_array().unwrap() {
        let path = format!("requests/{}", logged["requestId"].as_str().unwrap());
        let details = client.control("GET", &path, "").await.json.to_string();
        assert!(!details.contains("token="), "{details}");
    }
}

#[tokio::test]
async fn notifications_go_where_an_account_was_said_to_have_its_endpoint() {
    let (sandbox, client, pay) = started().await;
    let endpoints = |url: &str| IntegrationInfo::new().ipn_endpoint_urls(vec![url.into()]).build();
    let account = |info| {
        let business = BusinessInfo::new().email("shop@example.com").build();
        CreateMerchantAccount::new("shop-1", Currency::Eur, business).integration_info(info)
    };
    let refused =
        pay.merchant_accounts().create(account(endpoints("shop.example/ipn"))).send().await.unwrap_err();
    assert_eq!(refused.reason_code(), Some("InvalidParameterValue"), "{refused}");

    let receiver = Receiver::start().await;
    let created = pay.merchant_accounts().create(account(endpoints(&receiver.url))).send().await.unwrap();
    let id = created.merchant_account_id.clone();
    let token = client.control("GET", &format!("merchants/{id}/tokens"), "").await.json["authToken"].clone();
    let token = token.as_str().unwrap();
    let scan = MerchantScan::new("UKhrmatMeKdlfY6b", "scan-1", "DE", Currency::Eur);
    let scanned = pay.in_store().merchant_scan(scan).auth_token(token).send().await.unwrap();
    sandbox.notifications_settled().await;
    let received = receiver.received();
    assert!(!received.is_empty());
    for one in &received {
        assert_eq!(one.message()["MerchantID"], id);
        assert_eq!(one.message()["ChargePermissionId"], scanned.charge_permission_id);
    }

    pay.merchant_accounts().delete(&id).send().await.unwrap();
    assert_eq!(sandbox.ipn_subscriptions(), []);
}
