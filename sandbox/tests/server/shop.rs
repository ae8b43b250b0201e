//! A shop with a sandbox whose clock stands still until it is moved, and an endpoint for its notifications.

use amazonpay::AmazonPay;
use amazonpay::model::{
    CaptureCharge, CompleteCheckoutSession, CreateCheckoutSession, CreateRefund, Money, PaymentDetails,
    PaymentIntent, WebCheckoutDetails,
};
use amazonpay_sandbox::engine::BuyerAction;
use amazonpay_sandbox::{Sandbox, SandboxBuilder};
use jiff::SignedDuration;

use crate::receiver::Receiver;

pub(crate) struct Shop {
    pub(crate) sandbox: Sandbox,
    pub(crate) pay: AmazonPay,
    pub(crate) endpoint: Receiver,
}

pub(crate) fn eur(amount: &str) -> Money {
    Money::eur(amount).unwrap()
}

impl Shop {
    pub(crate) async fn open() -> Self {
        Self::open_with(|sandbox| sandbox).await
    }

    pub(crate) async fn open_with(settings: impl FnOnce(SandboxBuilder) -> SandboxBuilder) -> Self {
        let endpoint = Receiver::start().await;
        let sandbox = settings(Sandbox::builder().ipn_url(&endpoint.url)).start().await.unwrap();
        sandbox.clock().freeze();
        let pay = sandbox.client().unwrap().build().unwrap();
        Self { sandbox, pay, endpoint }
    }

    /// A session that the buyer has not opened yet.
    pub(crate) async fn created_session(&self, intent: PaymentIntent) -> String {
        let urls = WebCheckoutDetails::new()
            .checkout_review_return_url("https://shop.example/review")
            .checkout_result_return_url("https://shop.example/result");
        let payment = PaymentDetails::new().payment_intent(intent).charge_amount(eur("10.00"));
        let create = CreateCheckoutSession::new(urls.build(), self.sandbox.credentials().store_id)
            .payment_details(payment.build());
        let session = self.pay.checkout_sessions().create(create).send().await.unwrap();
        session.checkout_session_id.clone()
    }

    /// A session that the buyer has confirmed.
    pub(crate) async fn confirmed_session(&self, intent: PaymentIntent) -> String {
        let id = self.created_session(intent).await;
        self.confirm(&id);
        id
    }

    pub(crate) fn confirm(&self, session: &str) {
        for _ in 0..2 {
            self.sandbox.buyer(BuyerAction::Approve { checkout_session_id: session.to_owned() }).unwrap();
        }
    }

    pub(crate) async fn complete(&self, session: &str) -> (String, Option<String>) {
        let complete = CompleteCheckoutSession::new(eur("10.00"));
        let session = self.pay.checkout_sessions().complete(session, complete).send().await.unwrap();
        (session.charge_permission_id.clone().unwrap(), session.charge_id.clone())
    }

    /// An authorized charge and its Charge Permission: two notifications, the permission's first.
    pub(crate) async fn authorized(&self) -> (String, String) {
        let session = self.confirmed_session(PaymentIntent::Authorize).await;
        let (permission, charge) = self.complete(&session).await;
        (permission, charge.unwrap())
    }

    pub(crate) async fn capture(&self, charge: &str) {
        self.pay.charges().capture(charge, CaptureCharge::new(eur("4.00"))).send().await.unwrap();
    }

    pub(crate) async fn refund(&self, charge: &str) -> String {
        let refund = self.pay.refunds().create(CreateRefund::new(charge, eur("1.00"))).send().await.unwrap();
        refund.refund_id.clone()
    }

    /// Moves the clock and waits for what falls due by then.
    pub(crate) async fn pass(&self, seconds: i64) {
        self.sandbox.clock().advance(SignedDuration::from_secs(seconds));
        self.sandbox.notifications_settled().await;
    }
}
