//! A checkout of an app, with a back end that does what a merchant's does, against the sandbox.

use std::sync::Arc;

use amazonpay::model::{
    ChargeState, CompleteCheckoutSession, CreateCheckoutSession, PaymentDetails, PaymentIntent,
    UpdateCheckoutSession, WebCheckoutDetails,
};
use amazonpay_uniffi::{
    AmazonPay, BackendAnswer, BackendError, Checkout, CheckoutBackend, CheckoutLinks, CheckoutState,
    CheckoutStep, OrderOutcome,
};
use serde_json::{Value, json};

use crate::shop::{Shop, price};

/// The merchant's server: it has the key, the prices and the orders.
struct Server {
    pay: Arc<AmazonPay>,
    store_id: String,
    /// The session of the last start.
    session: tokio::sync::Mutex<Option<String>>,
}

fn back_to(place: &str, asked: &Value) -> String {
    let state = asked["returnState"].as_str().unwrap();
    format!("https://shop.example/amazon-pay/{place}?state={state}")
}

impl Server {
    async fn start(&self, asked: &Value) -> Value {
        let urls = WebCheckoutDetails::new().checkout_review_return_url(back_to("review", asked));
        let request = CreateCheckoutSession::new(urls, self.store_id.as_str()).build();
        let sessions = self.pay.clone().checkout_sessions();
        let session = sessions.create(request, None).await.unwrap().value.checkout_session_id;
        *self.session.lock().await = Some(session);
        json!({ "url": "https://shop.example/amazon-pay/button" })
    }

    async fn review(&self, id: String) -> Value {
        let session = self.pay.clone().checkout_sessions().get(id, None).await.unwrap().value;
        json!({
            "total": price(),
            "shippingAddress": session.shipping_address,
            "buyerName": session.buyer.and_then(|buyer| buyer.name),
        })
    }

    async fn confirm(&self, id: String, asked: &Value) -> Value {
        let details = PaymentDetails::new().payment_intent(PaymentIntent::Authorize).charge_amount(price());
        let urls = WebCheckoutDetails::new().checkout_result_return_url(back_to("result", asked));
        let request =
            UpdateCheckoutSession::new().web_checkout_details(urls).payment_details(details).build();
        let session = self.pay.clone().checkout_sessions().update(id, request, None).await.unwrap().value;
        assert!(session.web_checkout_details.unwrap().amazon_pay_redirect_url.is_some());
        json!({ "url": "https://shop.example/amazon-pay/processing" })
    }

    async fn complete(&self, id: String) -> Value {
        let request = CompleteCheckoutSession::new(price()).build();
        let session = self.pay.clone().checkout_sessions().complete(id, request, None).await.unwrap();
        let outcome = if session.meta.status == 202 { "pending" } else { "paid" };
        json!({ "outcome": outcome, "orderId": session.value.charge_id })
    }
}

#[async_trait::async_trait]
impl CheckoutBackend for Server {
    async fn send(&self, step: CheckoutStep, body: String) -> Result<BackendAnswer, BackendError> {
        let asked: Value = serde_json::from_str(&body).unwrap();
        let session = || asked["checkoutSessionId"].as_str().unwrap().to_owned();
        let answer = match step {
            CheckoutStep::Start => self.start(&asked).await,
            CheckoutStep::Review => self.review(session()).await,
            CheckoutStep::Confirm => self.confirm(session(), &asked).await,
            CheckoutStep::Complete => self.complete(session()).await,
        };
        Ok(BackendAnswer { status: 200, body: answer.to_string() })
    }
}

#[tokio::test]
async fn an_app_takes_a_payment_without_a_key() {
    let shop = Shop::open().await;
    let store_id = shop.sandbox.credentials().await.unwrap().store_id;
    let server = Arc::new(Server { pay: shop.pay.clone(), store_id, session: Default::default() });
    let links = CheckoutLinks {
        review: "https://shop.example/amazon-pay/review".to_owned(),
        result: "https://shop.example/amazon-pay/result".to_owned(),
        cancel: None,
    };
    let checkout = Checkout::new(links.clone(), server.clone()).unwrap();
    let state = checkout.start(r#"{"cartId": "17"}"#.to_owned()).await.unwrap();
    assert!(matches!(state, CheckoutState::BuyerAtAmazon { .. }), "{state:?}");

    let id = server.session.lock().await.clone().unwrap();
    let visit = json!({ "checkoutSessionId": id, "card": "1111" });
    let back = shop.control("POST", "buyer/checkout", Some(visit)).await;
    // The system has killed the app meanwhile.
    let checkout = Checkout::restore(links, server, checkout.save().unwrap()).unwrap();
    let state = checkout.handle_link(back["nextUrl"].as_str().unwrap().to_owned()).await.unwrap();
    let CheckoutState::Reviewing { review: Some(review) } = state else { panic!("{state:?}") };
    assert_eq!(review.total, price());
    assert!(review.shipping_address.is_some());
    let name = review.buyer_name.clone().unwrap();
    assert!(!format!("{review:?}").contains(&name), "{review:?}");

    let state = checkout.confirm().await.unwrap();
    assert!(matches!(state, CheckoutState::Confirming { url: Some(_) }), "{state:?}");
    let back = shop.control("POST", &format!("buyer/sessions/{id}/approve"), None).await;
    let state = checkout.handle_link(back["nextUrl"].as_str().unwrap().to_owned()).await.unwrap();
    let CheckoutState::Done { outcome: OrderOutcome::Paid, order_id } = state else { panic!("{state:?}") };
    let charge = shop.pay.clone().charges().get(order_id.unwrap(), None).await.unwrap().value;
    assert_eq!(charge.status_details.state, ChargeState::Authorized);
}
