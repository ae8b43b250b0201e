//! The contract between an app and the merchant's back end: `tests/vectors/mobile-checkout/`.

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use amazonpay_uniffi::{
    BackendAnswer, BackendError, Checkout, CheckoutBackend, CheckoutError, CheckoutLinks, CheckoutState,
    CheckoutStep,
};
use serde_json::{Value, json};

use crate::mobile_states::told;

const SESSION: &str = "bd504926-f659-4ad7-a1a9-9a747aaf5275";

/// Answers each step as it is told, and keeps what was asked.
#[derive(Default)]
struct Script {
    answers: Mutex<Vec<(CheckoutStep, BackendAnswer)>>,
    asked: Mutex<Vec<(CheckoutStep, Value)>>,
}

impl Script {
    fn answer(&self, step: CheckoutStep, status: u16, body: &Value) {
        self.answers.lock().unwrap().push((step, BackendAnswer { status, body: body.to_string() }));
    }

    fn last_asked(&self) -> Value {
        self.asked.lock().unwrap().last().unwrap().1.clone()
    }
}

#[async_trait::async_trait]
impl CheckoutBackend for Script {
    async fn send(&self, step: CheckoutStep, body: String) -> Result<BackendAnswer, BackendError> {
        self.asked.lock().unwrap().push((step, serde_json::from_str(&body).unwrap()));
        let mut answers = self.answers.lock().unwrap();
        let Some(next) = answers.iter().position(|(of, _)| *of == step) else {
            return Err(BackendError::Unreachable { reason: "nobody there".to_owned() });
        };
        Ok(answers.remove(next).1)
    }
}

fn vectors(name: &str) -> Value {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/mobile-checkout").join(name);
    serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap()
}

fn links() -> CheckoutLinks {
    let links = &vectors("links.json")["links"];
    let link = |name: &str| links[name].as_str().unwrap().to_owned();
    CheckoutLinks { review: link("review"), result: link("result"), cancel: Some(link("cancel")) }
}

/// A checkout that has come to the step before `step`.
async fn before(step: CheckoutStep) -> (Arc<Script>, Checkout) {
    let script = Arc::new(Script::default());
    let checkout = Checkout::new(links(), script.clone()).unwrap();
    if step == CheckoutStep::Start {
        return (script, checkout);
    }
    script.answer(CheckoutStep::Start, 200, &json!({ "url": "https://shop.example/pay" }));
    checkout.start("{}".to_owned()).await.unwrap();
    if step == CheckoutStep::Review {
        return (script, checkout);
    }
    let review = json!({ "total": { "amount": "49.90", "currencyCode": "EUR" } });
    script.answer(CheckoutStep::Review, 200, &review);
    checkout.handle_link(link(&script, "review")).await.unwrap();
    if step == CheckoutStep::Confirm {
        return (script, checkout);
    }
    script.answer(CheckoutStep::Confirm, 200, &json!({ "url": "https://shop.example/pay" }));
    checkout.confirm().await.unwrap();
    (script, checkout)
}

/// The link that brings the buyer back, with the nonce that was asked for last.
fn link(script: &Script, place: &str) -> String {
    let state = script.last_asked()["returnState"].as_str().unwrap().to_owned();
    format!("https://shop.example/amazon-pay/{place}?amazonCheckoutSessionId={SESSION}&state={state}")
}

fn step(name: &str) -> CheckoutStep {
    match name {
        "start" => CheckoutStep::Start,
        "review" => CheckoutStep::Review,
        "confirm" => CheckoutStep::Confirm,
        "complete" => CheckoutStep::Complete,
        other => panic!("no step {other:?}"),
    }
}

fn told_error(error: &CheckoutError) -> Value {
    match error {
        CheckoutError::Contract { reason, .. } => json!({ "name": "contract", "reason": reason }),
        CheckoutError::Refused { code, reason, .. } => {
            json!({ "name": "refused", "code": code, "reason": reason })
        }
        CheckoutError::Unreachable { reason, .. } => json!({ "name": "unreachable", "reason": reason }),
        CheckoutError::Unauthenticated { reason, .. } => {
            json!({ "name": "unauthenticated", "reason": reason })
        }
        other => json!({ "name": format!("{other:?}") }),
    }
}

#[tokio::test]
async fn every_step_is_asked_and_answered_as_the_contract_says() {
    for case in vectors("steps.json")["steps"].as_array().unwrap() {
        let name = case["name"].as_str().unwrap();
        let of = step(case["step"].as_str().unwrap());
        let (script, checkout) = before(of).await;
        let status = u16::try_from(case["answer"]["status"].as_u64().unwrap()).unwrap();
        script.answer(of, status, &case["answer"]["body"]);
        let outcome = match of {
            CheckoutStep::Start => checkout.start(r#"{"cartId": "17"}"#.to_owned()).await,
            CheckoutStep::Review => checkout.handle_link(link(&script, "review")).await,
            CheckoutStep::Confirm => checkout.confirm().await,
            CheckoutStep::Complete => checkout.handle_link(link(&script, "result")).await,
        };
        assert_eq!(told(&checkout.state()), case["state"], "{name}");
        match outcome {
            Ok(state) => assert_eq!(told(&state), case["state"], "{name}"),
            Err(error) => assert_eq!(told_error(&error), case["error"], "{name}"),
        }
        let mut asked = script.last_asked();
        if let Some(request) = case["request"].as_object() {
            for (field, placeholder) in [("checkoutId", "CHECKOUT"), ("returnState", "STATE")] {
                if request.contains_key(field) {
                    assert!(asked[field].as_str().unwrap().len() >= 32, "{name}");
                    asked[field] = json!(placeholder);
                }
            }
            assert_eq!(&asked, &case["request"], "{name}");
        }
    }
}

#[tokio::test]
async fn a_link_is_accepted_when_it_is_this_checkouts_and_refused_when_not() {
    let vectors = vectors("links.json");
    for case in vectors["accepted"].as_array().unwrap() {
        let (script, checkout) = before(CheckoutStep::Review).await;
        script.answer(
            CheckoutStep::Review,
            200,
            &json!({ "total": { "amount": "1", "currencyCode": "EUR" } }),
        );
        let state = script.last_asked()["returnState"].as_str().unwrap().to_owned();
        let link = case["link"].as_str().unwrap().replace("STATE", &state);
        let reached = checkout.handle_link(link.clone()).await.unwrap();
        assert_eq!(told(&reached)["name"], case["leadsTo"], "{case}");
        let again = checkout.handle_link(link).await.unwrap_err();
        assert_eq!(again, CheckoutError::Link { reason: "it was used already".to_owned() }, "{case}");
    }
    for case in vectors["refused"].as_array().unwrap() {
        let (script, checkout) = before(CheckoutStep::Review).await;
        let asked = script.last_asked()["returnState"].as_str().unwrap().to_owned();
        let before = checkout.save().unwrap();
        let refused = checkout.handle_link(case["link"].as_str().unwrap().replace("STATE", &asked)).await;
        let reason = case["reason"].as_str().unwrap().to_owned();
        assert_eq!(refused.unwrap_err(), CheckoutError::Link { reason }, "{case}");
        assert_eq!(checkout.save().unwrap(), before, "{case}");
    }
}

#[tokio::test]
async fn a_result_of_another_session_and_the_link_of_an_older_address_are_refused() {
    let (script, checkout) = before(CheckoutStep::Complete).await;
    let other = link(&script, "result").replace(SESSION, "00000000-0000-0000-0000-000000000000");
    let refused = checkout.handle_link(other).await.unwrap_err();
    assert_eq!(refused, CheckoutError::Link { reason: "its session is another one".to_owned() });

    let old = link(&script, "result");
    script.answer(CheckoutStep::Confirm, 200, &json!({ "url": "https://shop.example/again" }));
    checkout.confirm().await.unwrap();
    assert!(matches!(checkout.handle_link(old).await, Err(CheckoutError::Link { .. })));
    script.answer(CheckoutStep::Complete, 200, &json!({ "outcome": "paid" }));
    let done = checkout.handle_link(link(&script, "result")).await.unwrap();
    assert_eq!(told(&done), json!({ "name": "done", "outcome": "paid" }));
}

#[tokio::test]
async fn steps_that_do_not_go_with_the_state_are_refused() {
    let (_, checkout) = before(CheckoutStep::Start).await;
    for refused in [checkout.review().await, checkout.confirm().await, checkout.complete().await] {
        assert!(matches!(refused, Err(CheckoutError::WrongState { .. })), "{refused:?}");
    }
    checkout.cancel().unwrap();
    let refused = checkout.start("{}".to_owned()).await.unwrap_err();
    assert_eq!(refused.to_string(), "start does not go with the state: the checkout is cancelled");
    let order = checkout.start("{".to_owned()).await.unwrap_err();
    assert!(matches!(order, CheckoutError::Settings { .. }), "{order:?}");
}

#[tokio::test]
async fn a_killed_app_goes_on_where_it_was_and_nothing_of_the_buyers_was_kept() {
    let (script, checkout) = before(CheckoutStep::Confirm).await;
    let saved = checkout.save().unwrap();
    assert!(!saved.contains("49.90"), "{saved}");
    let restored = Checkout::restore(links(), script.clone(), saved).unwrap();
    assert_eq!(restored.state(), CheckoutState::Reviewing { review: None });
    script.answer(CheckoutStep::Review, 200, &json!({ "total": { "amount": "1", "currencyCode": "EUR" } }));
    assert_eq!(told(&restored.review().await.unwrap())["total"], json!("1 EUR"));

    let (script, checkout) = before(CheckoutStep::Complete).await;
    let brought = link(&script, "result");
    let restored = Checkout::restore(links(), script.clone(), checkout.save().unwrap()).unwrap();
    // The back end cannot be reached: the link has been used, and completing is tried again.
    let error = restored.handle_link(brought.clone()).await.unwrap_err();
    assert!(matches!(error, CheckoutError::Unreachable { .. }), "{error:?}");
    let again = Checkout::restore(links(), script.clone(), restored.save().unwrap()).unwrap();
    assert!(matches!(again.handle_link(brought).await, Err(CheckoutError::Link { .. })));
    script.answer(CheckoutStep::Complete, 200, &json!({ "outcome": "pending" }));
    assert_eq!(told(&again.complete().await.unwrap()), json!({ "name": "done", "outcome": "pending" }));
}

#[tokio::test]
async fn a_user_signs_in_again_at_every_step_and_nothing_that_was_begun_is_lost() {
    let script = Arc::new(Script::default());
    let nobody = |step| script.answer(step, 401, &json!({ "error": { "code": "unauthenticated" } }));
    let unknown = |step: &str| CheckoutError::Unauthenticated {
        step: step.to_owned(),
        reason: "status 401".to_owned(),
    };
    let opening = json!({ "url": "https://shop.example/pay" });
    let checkout = Checkout::new(links(), script.clone()).unwrap();

    nobody(CheckoutStep::Start);
    assert_eq!(checkout.start("{}".to_owned()).await.unwrap_err(), unknown("start"));
    script.answer(CheckoutStep::Start, 200, &opening);
    checkout.start("{}".to_owned()).await.unwrap();
    let review = link(&script, "review");
    // A new address that could not be had: the buyer who has the one from before comes back by it.
    nobody(CheckoutStep::Start);
    assert_eq!(checkout.start("{}".to_owned()).await.unwrap_err(), unknown("start"));
    nobody(CheckoutStep::Review);
    assert_eq!(checkout.handle_link(review).await.unwrap_err(), unknown("review"));

    // The app ends while its user signs in.
    let checkout = Checkout::restore(links(), script.clone(), checkout.save().unwrap()).unwrap();
    script.answer(CheckoutStep::Review, 200, &json!({ "total": { "amount": "1", "currencyCode": "EUR" } }));
    checkout.review().await.unwrap();
    nobody(CheckoutStep::Confirm);
    assert_eq!(checkout.confirm().await.unwrap_err(), unknown("confirm"));
    assert_eq!(told(&checkout.state()), json!({ "name": "reviewing", "total": "1 EUR" }));
    script.answer(CheckoutStep::Confirm, 200, &opening);
    checkout.confirm().await.unwrap();
    let result = link(&script, "result");
    nobody(CheckoutStep::Complete);
    assert_eq!(checkout.handle_link(result.clone()).await.unwrap_err(), unknown("complete"));

    let checkout = Checkout::restore(links(), script.clone(), checkout.save().unwrap()).unwrap();
    let replayed = checkout.handle_link(result).await.unwrap_err();
    assert_eq!(replayed, CheckoutError::Link { reason: "it was used already".to_owned() });
    // Whether the order was paid is not known: it is not given up, and not confirmed once more.
    assert!(matches!(checkout.cancel(), Err(CheckoutError::WrongState { .. })));
    assert!(matches!(checkout.confirm().await, Err(CheckoutError::WrongState { .. })));
    script.answer(CheckoutStep::Complete, 200, &json!({ "outcome": "paid", "orderId": "1001" }));
    let done = checkout.complete().await.unwrap();
    assert_eq!(told(&done), json!({ "name": "done", "outcome": "paid", "orderId": "1001" }));

    // It was one checkout to the back end, with one session: what it charges once.
    let all = script.asked.lock().unwrap();
    let steps: Vec<CheckoutStep> = all.iter().map(|(step, _)| *step).collect();
    let (start, review) = (CheckoutStep::Start, CheckoutStep::Review);
    let (confirm, complete) = (CheckoutStep::Confirm, CheckoutStep::Complete);
    assert_eq!(steps, [start, start, start, review, review, confirm, confirm, complete, complete]);
    for (step, asked) in all.iter() {
        assert_eq!(asked["checkoutId"], all[0].1["checkoutId"], "{step:?}");
        assert!(*step == start || asked["checkoutSessionId"] == SESSION, "{step:?}: {asked}");
    }
}

#[tokio::test]
async fn what_no_checkout_wrote_is_not_read() {
    let (script, checkout) = before(CheckoutStep::Confirm).await;
    let saved = checkout.save().unwrap();
    let no_session = saved.replace(&format!("\"{SESSION}\""), "null");
    let wrong_session = saved.replace(SESSION, "../charges");
    for text in ["", "{}", &saved.replace("\"version\":1", "\"version\":2"), &no_session, &wrong_session] {
        let refused = Checkout::restore(links(), script.clone(), text.to_owned()).map(drop).unwrap_err();
        assert!(matches!(refused, CheckoutError::Saved { .. }), "{text}: {refused:?}");
        assert!(!refused.to_string().contains(SESSION), "{refused}");
    }
}

#[test]
fn the_links_of_a_checkout_are_checked() {
    let script = Arc::new(Script::default());
    let field = |links: CheckoutLinks| match Checkout::new(links, script.clone()).map(drop).unwrap_err() {
        CheckoutError::Settings { field, .. } => field,
        other => panic!("{other:?}"),
    };
    assert_eq!(field(CheckoutLinks { review: "http://shop.example/a".to_owned(), ..links() }), "review");
    assert_eq!(field(CheckoutLinks { result: "https://shop.example/a?b=c".to_owned(), ..links() }), "result");
    assert_eq!(field(CheckoutLinks { result: links().review, ..links() }), "result");
    assert_eq!(field(CheckoutLinks { cancel: Some("cancel".to_owned()), ..links() }), "cancel");
}
