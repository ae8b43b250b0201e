//! A shop on a sandbox.

use std::sync::Arc;

use amazonpay::model::{
    CheckoutSession, CompleteCheckoutSession, CreateCheckoutSession, Currency, Money, PaymentDetails,
    PaymentIntent, UpdateCheckoutSession, WebCheckoutDetails,
};
use amazonpay_uniffi::{AmazonPay, Sandbox};
use serde_json::{Value, json};

pub(crate) fn price() -> Money {
    Money::new("49.90", Currency::Eur).unwrap()
}

pub(crate) struct Shop {
    pub(crate) sandbox: Sandbox,
    pub(crate) pay: Arc<AmazonPay>,
}

impl Shop {
    pub(crate) async fn open() -> Self {
        let sandbox = Sandbox::start("{}".to_owned()).await.unwrap();
        let pay = Arc::new(sandbox.client(None, None, None).await.unwrap());
        Self { sandbox, pay }
    }

    /// Asks the control API; what is not a success is a failure of the test.
    pub(crate) async fn control(&self, method: &str, path: &str, body: Option<Value>) -> Value {
        let body = body.map(|body| body.to_string());
        let answer =
            self.sandbox.control(method.to_owned(), format!("/_sandbox/{path}"), body).await.unwrap();
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        serde_json::from_str(&answer.body).unwrap()
    }

    /// An order that the buyer has paid: authorized, not captured.
    pub(crate) async fn order(&self) -> CheckoutSession {
        self.order_with(PaymentIntent::Authorize).await
    }

    /// An order that the buyer has placed.
    pub(crate) async fn order_with(&self, intent: PaymentIntent) -> CheckoutSession {
        let store_id = self.sandbox.credentials().await.unwrap().store_id;
        let sessions = self.pay.clone().checkout_sessions();
        let review = WebCheckoutDetails::new().checkout_review_return_url("https://shop.example/review");
        let created =
            sessions.create(CreateCheckoutSession::new(review, store_id).build(), None).await.unwrap();
        let id = created.value.checkout_session_id;
        self.control("POST", "buyer/checkout", Some(json!({ "checkoutSessionId": id, "card": "1111" })))
            .await;
        let details = PaymentDetails::new()
            .payment_intent(intent)
            .can_handle_pending_authorization(false)
            .charge_amount(price());
        let result = WebCheckoutDetails::new().checkout_result_return_url("https://shop.example/result");
        let update =
            UpdateCheckoutSession::new().web_checkout_details(result).payment_details(details).build();
        sessions.update(id.clone(), update, None).await.unwrap();
        self.control("POST", &format!("buyer/sessions/{id}/approve"), None).await;
        let complete = CompleteCheckoutSession::new(price()).build();
        sessions.complete(id, complete, None).await.unwrap().value
    }

    /// The id of an authorized charge.
    pub(crate) async fn charge(&self) -> String {
        self.order().await.charge_id.unwrap()
    }

    /// How often the sandbox was asked for an operation.
    pub(crate) async fn requests(&self, operation: &str) -> usize {
        let log = self.control("GET", "requests?limit=10000", None).await;
        let requests = log["requests"].as_array().unwrap();
        requests.iter().filter(|request| request["operation"] == operation).count()
    }
}
