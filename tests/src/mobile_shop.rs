//! A merchant's back end for apps, on a sandbox: the server's side of docs/mobile-checkout.md, for the tests of the languages
//! that apps are written in. The back ends that shops get are the Node and the Python package's.
//!
//! `POST /app-checkout/STEP` are the four calls; the buyer has the token `mette`. `POST /buyer/ACTION` stands for what happens
//! in the browser that the app opens: it takes the address that was opened, lets the sandbox's buyer `approve` or `cancel`
//! there, and answers with the link that brings the buyer back. `POST /outage` lets the next calls fail, a number of them.

use std::collections::HashMap;
use std::error::Error;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use amazonpay::model::{
    CompleteCheckoutSession, CreateCheckoutSession, Currency, Money, PaymentDetails, PaymentIntent,
    UpdateCheckoutSession, WebCheckoutDetails,
};
use amazonpay::{AmazonPay, Error as AmazonPayError};
use amazonpay_sandbox::Sandbox;
use amazonpay_sandbox::engine::BuyerAction;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};

type Answer = (StatusCode, Json<Value>);

/// What is known of a checkout.
#[derive(Clone)]
struct Order {
    session: String,
    /// The answer to `complete`, for when it comes again.
    completion: Option<Value>,
}

struct MobileShop {
    sandbox: Sandbox,
    pay: AmazonPay,
    orders: Mutex<HashMap<String, Order>>,
    outage: AtomicU32,
}

/// Serves a shop with one cart, `17`, of 49.90 EUR, on a port of its own, until the process ends; `ready` is told its address.
///
/// # Errors
/// When the sandbox or the server cannot be started.
pub async fn serve(ready: impl FnOnce(&str)) -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::builder().start().await?;
    let pay = sandbox.client()?.build()?;
    let shop = MobileShop { sandbox, pay, orders: Mutex::default(), outage: AtomicU32::new(0) };
    let routes = Router::new()
        .route("/app-checkout/{step}", post(step))
        .route("/buyer/{action}", post(buyer))
        .route("/outage", post(outage))
        .with_state(Arc::new(shop));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    ready(&format!("http://{}", listener.local_addr()?));
    axum::serve(listener, routes).await?;
    Ok(())
}

async fn step(
    State(shop): State<Arc<MobileShop>>,
    Path(step): Path<String>,
    headers: HeaderMap,
    Json(asked): Json<Value>,
) -> Answer {
    if shop.outage.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok() {
        return refusal(StatusCode::SERVICE_UNAVAILABLE, "unavailable");
    }
    if headers.get("authorization").is_none_or(|token| token != "Bearer mette") {
        return refusal(StatusCode::UNAUTHORIZED, "unauthenticated");
    }
    let text = |field: &str| asked[field].as_str().unwrap_or_default().to_owned();
    if asked["version"] != 1 || text("checkoutId").is_empty() {
        return refusal(StatusCode::BAD_REQUEST, "request_invalid");
    }
    let answered = if step == "start" {
        shop.start(&asked, text("checkoutId"), text("returnState")).await
    } else {
        // The id came through the app: it has to be the session that this checkout began.
        let Some(order) = shop.orders().get(&text("checkoutId")).cloned() else {
            return refusal(StatusCode::NOT_FOUND, "checkout_not_found");
        };
        if order.session != text("checkoutSessionId") {
            return refusal(StatusCode::NOT_FOUND, "session_not_found");
        }
        match step.as_str() {
            "review" => shop.review(&order.session).await,
            "confirm" => shop.confirm(&order.session, text("returnState")).await,
            "complete" => shop.complete(text("checkoutId"), order).await,
            _ => return refusal(StatusCode::NOT_FOUND, "step_unknown"),
        }
    };
    answered.unwrap_or_else(|error| {
        let code = error.reason_code().unwrap_or("unavailable").to_owned();
        refusal(StatusCode::UNPROCESSABLE_ENTITY, &code)
    })
}

fn refusal(status: StatusCode, code: &str) -> Answer {
    (status, Json(json!({ "error": { "code": code, "message": format!("status {status}") } })))
}

fn price() -> Money {
    Money::new("49.90", Currency::Eur).unwrap_or_else(|error| unreachable!("{error}"))
}

fn back_to(place: &str, state: &str) -> String {
    format!("https://shop.example/amazon-pay/{place}?state={state}")
}

impl MobileShop {
    fn orders(&self) -> MutexGuard<'_, HashMap<String, Order>> {
        self.orders.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn start(&self, asked: &Value, checkout: String, state: String) -> Result<Answer, AmazonPayError> {
        if asked["order"]["cartId"] != "17" {
            return Ok(refusal(StatusCode::CONFLICT, "cart_empty"));
        }
        let urls = WebCheckoutDetails::new()
            .checkout_review_return_url(back_to("review", &state))
            .checkout_cancel_url(back_to("cancel", &state));
        let request = CreateCheckoutSession::new(urls.build(), self.sandbox.credentials().store_id);
        let session = self.pay.checkout_sessions().create(request).send().await?.into_inner();
        let session = session.checkout_session_id;
        // For the tests the session is behind the `#`; a real page has what amazon.Pay.initCheckout needs.
        let answer = json!({ "url": format!("https://shop.example/app-checkout/open#{session}") });
        self.orders().insert(checkout, Order { session, completion: None });
        Ok((StatusCode::OK, Json(answer)))
    }

    async fn review(&self, id: &str) -> Result<Answer, AmazonPayError> {
        let session = self.pay.checkout_sessions().get(id).send().await?.into_inner();
        let preference = session.payment_preferences.and_then(|all| all.into_iter().next());
        let answer = json!({
            "total": price(),
            "shippingAddress": session.shipping_address,
            "buyerName": session.buyer.and_then(|buyer| buyer.name),
            "paymentDescriptor": preference.and_then(|preference| preference.payment_descriptor),
            "deliveryDate": "Friday",
        });
        Ok((StatusCode::OK, Json(answer)))
    }

    async fn confirm(&self, id: &str, state: String) -> Result<Answer, AmazonPayError> {
        let details = PaymentDetails::new().payment_intent(PaymentIntent::Authorize).charge_amount(price());
        let urls = WebCheckoutDetails::new()
            .checkout_result_return_url(back_to("result", &state))
            .checkout_cancel_url(back_to("cancel", &state));
        let request = UpdateCheckoutSession::new().web_checkout_details(urls).payment_details(details);
        self.pay.checkout_sessions().update(id, request).send().await?;
        // As Amazon's own amazonPayRedirectUrl, https; the sandbox's is plain http to this machine.
        Ok((StatusCode::OK, Json(json!({ "url": format!("https://shop.example/processing#{id}") }))))
    }

    async fn complete(&self, checkout: String, order: Order) -> Result<Answer, AmazonPayError> {
        if let Some(completion) = order.completion {
            return Ok((StatusCode::OK, Json(completion)));
        }
        let request = CompleteCheckoutSession::new(price());
        let completed = self.pay.checkout_sessions().complete(&order.session, request).send().await;
        let completion = match completed {
            Ok(session) => json!({ "outcome": "paid", "orderId": session.into_inner().charge_id }),
            Err(error) if error.reason_code() == Some("CheckoutSessionCanceled") => {
                json!({ "outcome": "cancelled" })
            }
            Err(error) => return Err(error),
        };
        if let Some(order) = self.orders().get_mut(&checkout) {
            order.completion = Some(completion.clone());
        }
        Ok((StatusCode::OK, Json(completion)))
    }
}

/// The browser that the app opens, and the buyer in front of it.
async fn buyer(
    State(shop): State<Arc<MobileShop>>,
    Path(action): Path<String>,
    Json(opened): Json<Value>,
) -> Answer {
    let url = opened["url"].as_str().unwrap_or_default();
    let (place, id) = url.split_once('#').unwrap_or_default();
    let id = || id.to_owned();
    let actions = match (place.ends_with("/open"), action.as_str()) {
        (true, "approve") => vec![
            BuyerAction::OpenSession { checkout_session_id: id() },
            BuyerAction::Approve { checkout_session_id: id() },
        ],
        (true, "cancel") => vec![
            BuyerAction::OpenSession { checkout_session_id: id() },
            BuyerAction::Cancel { checkout_session_id: id() },
        ],
        (false, "approve") => vec![BuyerAction::Approve { checkout_session_id: id() }],
        (false, "cancel") => vec![BuyerAction::Cancel { checkout_session_id: id() }],
        _ => return refusal(StatusCode::NOT_FOUND, "action_unknown"),
    };
    let mut link = None;
    for action in actions {
        match shop.sandbox.buyer(action) {
            Ok(outcome) => link = outcome.next_url,
            Err(failure) => return refusal(StatusCode::CONFLICT, &failure.message),
        }
    }
    (StatusCode::OK, Json(json!({ "link": link })))
}

async fn outage(State(shop): State<Arc<MobileShop>>, Json(calls): Json<u32>) -> Answer {
    shop.outage.store(calls, Ordering::SeqCst);
    (StatusCode::OK, Json(json!({})))
}
