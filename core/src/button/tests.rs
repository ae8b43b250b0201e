//! Unit tests of buttons; their module is declared under `#[cfg(test)]`.

use serde_json::{Value, json};

use super::*;
use crate::AmazonPay;
use crate::config::{ClientBuilder, Environment, Region};
use crate::model::{CreateCheckoutSession, Currency, Money, ProductType, Scope, WebCheckoutDetails};
use crate::signing::{Algorithm, PrivateKey, PublicKey, verify_button_signature};

const NASTY: &str = "https://shop.example/review?a=1&b=</script><!--'\u{2028}\u{2029}\"\\/ü";

fn client_with(adjust: impl Fn(ClientBuilder) -> ClientBuilder) -> (AmazonPay, PublicKey) {
    let key =
        PrivateKey::from_pem(include_str!("../../../tests/vectors/keys/test-only-rsa-2048.pem")).unwrap();
    let public = key.public_key();
    let builder = AmazonPay::builder().public_key_id("SANDBOX-AB12").private_key(key).region(Region::Eu);
    (adjust(builder).build().unwrap(), public)
}

fn client() -> AmazonPay {
    client_with(|builder| builder).0
}

fn checkout() -> CreateCheckoutSession {
    let urls = WebCheckoutDetails::new().checkout_review_return_url(NASTY);
    CreateCheckoutSession::new(urls, "amzn1.store").scopes([Scope::Name]).build()
}

fn request() -> ButtonRequest {
    ButtonRequest::new("AMERCHANT", Placement::Cart)
        .ledger_currency(Currency::Eur)
        .checkout_session(checkout())
        .build()
}

async fn refusal(pay: &AmazonPay, request: ButtonRequest) -> String {
    pay.button(request).await.map(|button| panic!("accepted: {button:?}")).unwrap_err().to_string()
}

#[tokio::test]
async fn the_signature_is_over_the_very_payload_that_the_page_parses() {
    for algorithm in Algorithm::ALL {
        let (pay, public) = client_with(|builder| builder.algorithm(algorithm));
        let button = pay.button(request()).await.unwrap();
        let parsed: Value = serde_json::from_str(&button.config_json).unwrap();
        let signed = &parsed["createCheckoutSessionConfig"];
        let (payload, signature) =
            (signed["payloadJSON"].as_str().unwrap(), signed["signature"].as_str().unwrap());
        assert!(verify_button_signature(payload, signature, algorithm, &public));
        assert_eq!(signed["algorithm"], algorithm.as_str());
        let session: CreateCheckoutSession = serde_json::from_str(payload).unwrap();
        assert_eq!(session, checkout());
    }
}

#[tokio::test]
async fn the_text_for_the_page_holds_nothing_that_a_page_reads_and_parses_to_the_configuration() {
    let button = client().button(request()).await.unwrap();
    for character in ['<', '>', '&', '\'', '\u{2028}', '\u{2029}'] {
        assert!(!button.config_json.contains(character), "{character:?}");
        assert!(NASTY.contains(character), "{character:?} is not tried");
    }
    let parsed: ButtonConfig = serde_json::from_str(&button.config_json).unwrap();
    assert_eq!(parsed, button.config);
}

#[tokio::test]
async fn a_button_for_a_checkout_has_all_that_the_script_takes() {
    let request = ButtonRequest {
        checkout_language: Some(CheckoutLanguage::DeDe),
        button_color: Some(ButtonColor::LightGray),
        estimated_order_amount: Some(Money::eur("12.34").unwrap()),
        unknown_fields: [("design", "C0001")].into_iter().collect(),
        ..request()
    };
    let button = client().button(request).await.unwrap();
    let mut config = serde_json::to_value(&button.config).unwrap();
    let signed = config.as_object_mut().unwrap().remove("createCheckoutSessionConfig").unwrap();
    assert_eq!(
        config,
        json!({
            "merchantId": "AMERCHANT", "publicKeyId": "SANDBOX-AB12", "ledgerCurrency": "EUR", "sandbox": true,
            "checkoutLanguage": "de_DE", "productType": "PayAndShip", "placement": "Cart",
            "buttonColor": "LightGray", "estimatedOrderAmount": {"amount": "12.34", "currencyCode": "EUR"},
            "design": "C0001",
        })
    );
    let mut names: Vec<&String> = signed.as_object().unwrap().keys().collect();
    names.sort();
    assert_eq!(names, ["algorithm", "payloadJSON", "signature"]);
}

#[tokio::test]
async fn a_key_without_prefix_goes_with_the_payload_and_the_environment_beside_it() {
    for (environment, sandbox) in [(Environment::Sandbox, true), (Environment::Live, false)] {
        let (pay, _) = client_with(|builder| builder.public_key_id("AB12").environment(environment));
        let config = pay.button(request()).await.unwrap().config;
        assert_eq!((config.public_key_id, config.sandbox), (None, sandbox));
        let signed = config.create_checkout_session_config.unwrap();
        assert_eq!(signed.public_key_id.as_deref(), Some("AB12"));
    }
}

#[tokio::test]
async fn a_sign_in_is_signed_in_its_own_field() {
    let (pay, public) = client_with(|builder| builder);
    let sign_in = SignIn::new("https://shop.example/welcome", "amzn1.store")
        .sign_in_cancel_url("https://shop.example/")
        .sign_in_scopes([Scope::Email]);
    let request = ButtonRequest::new("AMERCHANT", Placement::Home).ledger_currency(Currency::Gbp);
    let config = pay.button(request.sign_in(sign_in)).await.unwrap().config;
    assert_eq!(config.product_type, ProductType::SignIn);
    assert_eq!(config.create_checkout_session_config, None);
    let signed = config.sign_in_config.unwrap();
    assert_eq!(
        serde_json::from_str::<Value>(&signed.payload_json).unwrap(),
        json!({
            "signInReturnUrl": "https://shop.example/welcome", "signInCancelUrl": "https://shop.example/",
            "storeId": "amzn1.store", "signInScopes": ["email"],
        })
    );
    assert!(verify_button_signature(&signed.payload_json, &signed.signature, Algorithm::V2, &public));
}

#[tokio::test]
async fn script_and_currency_are_those_of_the_region() {
    let without = ButtonRequest { ledger_currency: None, ..request() };
    for (region, host, currency) in
        [(Region::Na, "static-na", Currency::Usd), (Region::Jp, "static-fe", Currency::Jpy)]
    {
        let (pay, _) = client_with(|builder| builder.region(region));
        let button = pay.button(without.clone()).await.unwrap();
        assert_eq!(button.script_url, format!("https://{host}.payments-amazon.com/checkout.js"));
        assert_eq!(button.config.ledger_currency, currency);
    }
    assert_eq!(script_url(Region::Eu), "https://static-eu.payments-amazon.com/checkout.js");
    assert_eq!(
        refusal(&client(), without).await,
        "ledger_currency: missing; in the region eu give EUR, or GBP for an account of the United Kingdom"
    );
}

#[tokio::test]
async fn beside_a_sandbox_on_this_machine_the_script_is_its_own() {
    for (endpoint, script) in [
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/checkout.js"),
        ("http://localhost:8080/", "http://localhost:8080/checkout.js"),
        ("https://[::1]:8443", "https://[::1]:8443/checkout.js"),
        ("https://pay.example", "https://static-eu.payments-amazon.com/checkout.js"),
    ] {
        // A key without prefix, so that the paths of the API have the environment.
        let (pay, _) = client_with(|builder| {
            builder.public_key_id("AB12").environment(Environment::Sandbox).endpoint(endpoint)
        });
        assert_eq!(pay.button(request()).await.unwrap().script_url, script);
        assert_eq!(pay.checkout_script_url(), script);
    }
}

#[tokio::test]
async fn what_cannot_be_a_button_is_refused_by_name() {
    let sign_in = || Some(SignIn::new("https://shop.example/", "amzn1.store").build());
    let cases = [
        (ButtonRequest { checkout_session: None, ..request() }, "checkout_session: missing"),
        (ButtonRequest { sign_in: sign_in(), ..request() }, "sign_in: contradicts"),
        (ButtonRequest { product_type: Some(ProductType::SignIn), ..request() }, "product_type: SignIn"),
        (
            ButtonRequest {
                checkout_session: None,
                sign_in: sign_in(),
                product_type: Some(ProductType::PayOnly),
                ..request()
            },
            "product_type: PayOnly contradicts",
        ),
        (ButtonRequest { ledger_currency: Some(Currency::Sek), ..request() }, "ledger_currency: SEK"),
        (ButtonRequest { merchant_id: " ".into(), ..request() }, "merchant_id: empty"),
        (
            ButtonRequest { unknown_fields: [("sandbox", false)].into_iter().collect(), ..request() },
            "button: sandbox comes from",
        ),
    ];
    for (request, expected) in cases {
        let message = refusal(&client(), request).await;
        assert!(message.starts_with(expected), "{message}");
    }
}

#[tokio::test]
async fn json_in_and_out_says_what_the_typed_call_says() {
    let text = serde_json::to_string(&request()).unwrap();
    let answer = client().button_from_json(&text).await.unwrap();
    let button: Button = serde_json::from_slice(&answer).unwrap();
    let typed = client().button(request()).await.unwrap();
    let payload =
        |button: &Button| button.config.create_checkout_session_config.clone().unwrap().payload_json;
    assert_eq!(payload(&button), payload(&typed));
    assert_eq!((button.script_url, button.config.merchant_id), (typed.script_url, typed.config.merchant_id));
}

#[tokio::test]
async fn json_that_is_no_request_is_refused_with_its_place() {
    for (json, expected) in [
        ("{}", "button: missing field `merchantId`"),
        (r#"{"merchantId": "A", "placement": 7}"#, "button: placement: "),
        (
            r#"{"merchantId": "A", "placement": "Cart", "checkoutSession": {"webCheckoutDetails": {}, "storeId": "S",
                "paymentDetails": {"chargeAmount": {"amount": "1.5", "currencyCode": "JPY"}}}}"#,
            "button: checkoutSession.paymentDetails.chargeAmount: amount: \"1.5\" has more decimals",
        ),
    ] {
        let message = client().button_from_json(json).await.unwrap_err().to_string();
        assert!(message.starts_with(expected), "{message}");
    }
}

#[tokio::test]
async fn debug_shows_neither_payload_nor_signature() {
    let button = client().button(request()).await.unwrap();
    let signature = button.config.create_checkout_session_config.as_ref().unwrap().signature.clone();
    let shown = format!("{button:?}");
    assert!(!shown.contains("shop.example") && !shown.contains(&signature), "{shown}");
}
