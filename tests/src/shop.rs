//! A merchant with a sandbox of its own: what most tests of payments start from.

use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use amazonpay::AmazonPay;
use amazonpay::clock::Clock;
use amazonpay::config::{ClientBuilder, Region};
use amazonpay::model::{
    CheckoutSession, CompleteCheckoutSession, CreateCheckoutSession, Money, PaymentDetails, PaymentIntent,
    UpdateCheckoutSession, WebCheckoutDetails,
};
use amazonpay_sandbox::engine::BuyerAction;
use amazonpay_sandbox::{Sandbox, SandboxClock};
use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};

use crate::traces;

/// A sandbox whose clock stands still until it is moved, and a client of it.
#[derive(Debug)]
pub struct Shop {
    /// The sandbox.
    pub sandbox: Sandbox,
    /// A client of the sandbox; what it waits for moves the sandbox's clock.
    pub pay: AmazonPay,
}

impl Shop {
    /// Opens a shop in Europe.
    pub async fn open() -> Result<Self, Box<dyn Error>> {
        Self::open_with(|client| client).await
    }

    /// Opens a shop whose client has further settings.
    pub async fn open_with(
        settings: impl FnOnce(ClientBuilder) -> ClientBuilder,
    ) -> Result<Self, Box<dyn Error>> {
        traces::install();
        let sandbox = Sandbox::builder().region(Region::Eu).start().await?;
        sandbox.clock().freeze();
        let client = sandbox.client()?.clock(Arc::new(ImpatientClock::new(sandbox.clock().clone())));
        let pay = settings(client).build()?;
        Ok(Self { sandbox, pay })
    }

    /// Lets a buyer consent to be charged `amount` and returns the charge permission's id.
    pub async fn charge_permission(&self, amount: Money) -> Result<String, Box<dyn Error>> {
        let payment =
            PaymentDetails::new().payment_intent(PaymentIntent::Confirm).charge_amount(amount.clone());
        let session = self.checkout(payment, amount, None).await?;
        session.charge_permission_id.ok_or_else(|| "the completed session has no charge permission".into())
    }

    /// Lets a buyer pay `amount` and returns the id of the charge, whose authorization is pending for 30 seconds.
    pub async fn pending_charge(&self, amount: Money) -> Result<String, Box<dyn Error>> {
        let payment = PaymentDetails::new()
            .payment_intent(PaymentIntent::Authorize)
            .can_handle_pending_authorization(true)
            .charge_amount(amount.clone());
        let session = self.checkout(payment, amount, Some("AuthorizationInitiated")).await?;
        session.charge_id.ok_or_else(|| "the completed session has no charge".into())
    }

    async fn checkout(
        &self,
        payment: impl Into<PaymentDetails>,
        amount: Money,
        simulation: Option<&str>,
    ) -> Result<CheckoutSession, Box<dyn Error>> {
        let sessions = self.pay.checkout_sessions();
        let urls = WebCheckoutDetails::new()
            .checkout_review_return_url("https://shop.example/review")
            .checkout_result_return_url("https://shop.example/result");
        let create = CreateCheckoutSession::new(urls.build(), self.sandbox.credentials().store_id);
        let id = sessions.create(create).send().await?.into_inner().checkout_session_id;
        self.buyer(BuyerAction::OpenSession { checkout_session_id: id.clone() })?;
        self.buyer(BuyerAction::Approve { checkout_session_id: id.clone() })?;
        let update = UpdateCheckoutSession::new().payment_details(payment);
        sessions.update(&id, update).send().await?;
        self.buyer(BuyerAction::Approve { checkout_session_id: id.clone() })?;
        let mut complete = sessions.complete(&id, CompleteCheckoutSession::new(amount));
        if let Some(code) = simulation {
            complete = complete.simulation_code(code);
        }
        Ok(complete.send().await?.into_inner())
    }

    /// Moves the sandbox's clock, and with it the client's.
    pub fn advance(&self, by: Duration) {
        self.sandbox.clock().advance(SignedDuration::try_from(by).unwrap_or(SignedDuration::MAX));
    }

    fn buyer(&self, action: BuyerAction) -> Result<(), Box<dyn Error>> {
        let now = self.sandbox.clock().now();
        self.sandbox
            .with_engine(|engine| engine.buyer(action, now))
            .map_err(|failure| failure.message.to_string())?;
        Ok(())
    }
}

/// A client's clock that doesn't wait: it moves the sandbox's clock instead.
#[derive(Debug)]
struct ImpatientClock {
    sandbox: SandboxClock,
    elapsed: Mutex<Duration>,
}

impl ImpatientClock {
    fn new(sandbox: SandboxClock) -> Self {
        Self { sandbox, elapsed: Mutex::default() }
    }
}

#[async_trait]
impl Clock for ImpatientClock {
    fn now(&self) -> Timestamp {
        self.sandbox.now()
    }

    fn elapsed(&self) -> Duration {
        *self.elapsed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn sleep(&self, duration: Duration) {
        *self.elapsed.lock().unwrap_or_else(PoisonError::into_inner) += duration;
        self.sandbox.advance(SignedDuration::try_from(duration).unwrap_or(SignedDuration::MAX));
        tokio::task::yield_now().await;
    }
}
