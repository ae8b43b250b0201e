//! A shop's app without a screen: leads one checkout over HTTP, from the cart to its end, against a shop's back end and the
//! sandbox behind it. It is the `Checkout` that apps have in Swift and Kotlin, and the tests of the example shops run it.
//!
//! It reads from its input what is to happen, a [`Course`] in JSON, and writes what came of it, [`Told`]. The app is killed
//! while its buyer is in the browser or signs in again, and goes on from what it saved.

use std::error::Error;
use std::io::{Read as _, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use amazonpay::model::Money;
use amazonpay_uniffi::{
    BackendAnswer, BackendError, Checkout, CheckoutBackend, CheckoutError, CheckoutLinks, CheckoutState,
    CheckoutStep,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use url::Url;

#[path = "../tests/exported/mobile_states.rs"]
mod mobile_states;

/// What is to happen.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Course {
    /// Where the steps of the shop's back end are: `http://127.0.0.1:3000/app-checkout`.
    backend: String,
    /// The sandbox that the shop takes for Amazon.
    sandbox: String,
    /// What proves to the shop who the app's user is.
    token: String,
    /// The origin of the app's links, `/app/review`, `/app/result` and `/app/cancel`.
    origin: String,
    /// What is bought, in the shop's own JSON.
    order: Value,
    /// The buyer's card, by its last four digits.
    card: String,
    /// Where the buyer has it sent; the sandbox's own address unless told.
    address: Option<Value>,
    /// Which of Amazon's pages the buyer leaves by "cancel"; none unless told.
    cancels: Option<Visit>,
    /// Whether the user's session with the shop ends before each step, so that they sign in each time.
    #[serde(default)]
    session_ends: bool,
}

/// Amazon's two pages.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Visit {
    SignIn,
    Payment,
}

/// What came of it.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    /// Where the checkout ended, as the vectors write a state.
    state: Value,
    /// The names of the states and errors that it went through.
    went_through: Vec<String>,
    /// What the buyer was shown before confirming.
    total: Option<Money>,
    /// Amazon's session.
    checkout_session_id: Option<Value>,
}

type Failure = Box<dyn Error>;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let mut course = String::new();
    std::io::stdin().read_to_string(&mut course)?;
    let told = App::open(serde_json::from_str(&course)?)?.buy().await?;
    writeln!(std::io::stdout(), "{}", serde_json::to_string(&told)?)?;
    Ok(())
}

struct App {
    course: Course,
    links: CheckoutLinks,
    backend: Arc<Backend>,
    checkout: Checkout,
    buyer: Buyer,
    told: Told,
}

/// What the app does next.
enum Next {
    Start,
    Link(String),
    Confirm,
}

impl App {
    fn open(course: Course) -> Result<Self, Failure> {
        let link = |place: &str| format!("{}/app/{place}", course.origin);
        let links =
            CheckoutLinks { review: link("review"), result: link("result"), cancel: Some(link("cancel")) };
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
        let backend = Arc::new(Backend {
            http: http.clone(),
            address: course.backend.clone(),
            token: course.token.clone(),
            is_signed_in: AtomicBool::new(true),
        });
        let checkout = Checkout::new(links.clone(), backend.clone())?;
        let buyer = Buyer { http, sandbox: course.sandbox.clone() };
        Ok(Self { course, links, backend, checkout, buyer, told: Told::default() })
    }

    async fn buy(mut self) -> Result<Told, Failure> {
        let mut state = self.does(Next::Start).await?;
        loop {
            let next = match &state {
                CheckoutState::BuyerAtAmazon { url } => Next::Link(self.browser(url, Visit::SignIn).await?),
                CheckoutState::Reviewing { review: Some(review) } => {
                    self.told.total = Some(review.total.clone());
                    Next::Confirm
                }
                CheckoutState::Confirming { url: Some(url) } => {
                    Next::Link(self.browser(url, Visit::Payment).await?)
                }
                ended => {
                    self.told.state = mobile_states::told(ended);
                    return Ok(self.told);
                }
            };
            state = self.does(next).await?;
        }
    }

    /// What happens in the browser that the app opens, while the system kills the app.
    async fn browser(&mut self, url: &str, visit: Visit) -> Result<String, Failure> {
        self.is_killed()?;
        let action = if self.course.cancels == Some(visit) { "cancel" } else { "approve" };
        let mut what = json!({ "action": action });
        if visit == Visit::SignIn {
            what["card"] = json!(self.course.card);
            what["address"] = json!(self.course.address);
        }
        let mut came = self.buyer.opens(url, what).await?;
        self.told.checkout_session_id = Some(came["checkoutSessionId"].take());
        let back = came["nextUrl"].as_str();
        Ok(back.ok_or_else(|| format!("the buyer does not come back: {came}"))?.to_owned())
    }

    /// Does a step; when the shop does not know the user any more, they sign in, and the step is done again.
    async fn does(&mut self, next: Next) -> Result<CheckoutState, Failure> {
        if self.course.session_ends {
            self.backend.is_signed_in.store(false, Ordering::SeqCst);
        }
        let order = || self.course.order.to_string();
        let mut done = match &next {
            Next::Start => self.checkout.start(order()).await,
            Next::Link(link) => self.checkout.handle_link(link.clone()).await,
            Next::Confirm => self.checkout.confirm().await,
        };
        if let Err(CheckoutError::Unauthenticated { step, .. }) = &done {
            self.told.went_through.push(format!("unauthenticated {step}"));
            self.is_killed()?;
            self.backend.is_signed_in.store(true, Ordering::SeqCst);
            done = match (&next, self.checkout.state()) {
                (Next::Start, _) => self.checkout.start(self.course.order.to_string()).await,
                (Next::Confirm, _) => self.checkout.confirm().await,
                // The link has been taken.
                (Next::Link(_), CheckoutState::Reviewing { .. }) => self.checkout.review().await,
                (Next::Link(_), _) => self.checkout.complete().await,
            };
        }
        let state = match done {
            Ok(state) => state,
            // The state tells that too.
            Err(CheckoutError::Refused { .. }) => self.checkout.state(),
            Err(error) => return Err(error.into()),
        };
        let name = mobile_states::told(&state)["name"].as_str().unwrap_or_default().to_owned();
        self.told.went_through.push(name);
        Ok(state)
    }

    fn is_killed(&mut self) -> Result<(), CheckoutError> {
        let saved = self.checkout.save()?;
        self.checkout = Checkout::restore(self.links.clone(), self.backend.clone(), saved)?;
        Ok(())
    }
}

/// The shop's back end, over HTTP.
struct Backend {
    http: reqwest::Client,
    address: String,
    token: String,
    is_signed_in: AtomicBool,
}

#[async_trait::async_trait]
impl CheckoutBackend for Backend {
    async fn send(&self, step: CheckoutStep, body: String) -> Result<BackendAnswer, BackendError> {
        let unreachable = |error: reqwest::Error| BackendError::Unreachable { reason: error.to_string() };
        let step = match step {
            CheckoutStep::Start => "start",
            CheckoutStep::Review => "review",
            CheckoutStep::Confirm => "confirm",
            CheckoutStep::Complete => "complete",
        };
        let mut request = self
            .http
            .post(format!("{}/{step}", self.address))
            .header("content-type", "application/json")
            .body(body);
        if self.is_signed_in.load(Ordering::SeqCst) {
            request = request.bearer_auth(&self.token);
        }
        let answer = request.send().await.map_err(unreachable)?;
        let status = answer.status().as_u16();
        Ok(BackendAnswer { status, body: answer.text().await.map_err(unreachable)? })
    }
}

/// Who is in front of the browser, by the sandbox's control API.
struct Buyer {
    http: reqwest::Client,
    sandbox: String,
}

impl Buyer {
    /// Opens an address: the shop's page, with what it starts behind the `#`, or Amazon's, with the session in its query.
    async fn opens(&self, url: &str, mut what: Value) -> Result<Value, Failure> {
        let url = Url::parse(url)?;
        match url.fragment() {
            Some(hidden) => {
                what["button"] = button(&serde_json::from_slice(&URL_SAFE_NO_PAD.decode(hidden)?)?)?
            }
            None => {
                let session = url.query_pairs().find(|(name, _)| name == "amazonCheckoutSessionId");
                let (_, id) = session.ok_or_else(|| format!("{url} names no session"))?;
                what["checkoutSessionId"] = json!(id);
            }
        }
        let address = format!("{}/_sandbox/buyer/checkout", self.sandbox);
        let request =
            self.http.post(address).header("content-type", "application/json").body(what.to_string());
        let answer = request.send().await?;
        let status = answer.status();
        let text = answer.text().await?;
        if !status.is_success() {
            return Err(format!("the sandbox answered {status}: {text}").into());
        }
        Ok(serde_json::from_str(&text)?)
    }
}

/// What the page hands to Amazon's script, as the sandbox takes it.
fn button(opening: &Value) -> Result<Value, Failure> {
    let config = &opening["config"];
    let signed = config["createCheckoutSessionConfig"].as_object();
    let mut button: Map<String, Value> = signed.ok_or("the shop's page starts no checkout")?.clone();
    for name in ["publicKeyId", "productType", "sandbox"] {
        if let Some(value) = config.get(name) {
            button.insert(name.to_owned(), value.clone());
        }
    }
    Ok(Value::Object(button))
}
