//! The spans of a call and its attempts, by OpenTelemetry's names, over real sockets.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex};

use amazonpay::model::{CreateCharge, Money};
use amazonpay_sandbox::Fault;
use amazonpay_tests::raw_server::{RawAnswer, RawServer, http_answer};
use amazonpay_tests::shop::Shop;
use amazonpay_tests::test_key;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::DefaultGuard;
use tracing::{Subscriber, subscriber};
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::{Layer, Registry};

/// A span that was closed.
#[derive(Debug)]
struct Closed {
    name: &'static str,
    parent: Option<&'static str>,
    fields: BTreeMap<&'static str, String>,
}

/// Keeps the client's spans as they close.
#[derive(Clone, Default)]
struct Spans(Arc<Mutex<Vec<Closed>>>);

impl Spans {
    fn install() -> (Self, DefaultGuard) {
        let spans = Self::default();
        let guard = subscriber::set_default(Registry::default().with(spans.clone()));
        (spans, guard)
    }

    fn take(&self) -> Vec<Closed> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

#[derive(Default)]
struct Fields(BTreeMap<&'static str, String>);

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name(), value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Spans {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        context.span(id).unwrap().extensions_mut().insert(fields);
    }

    fn on_record(&self, id: &Id, record: &Record<'_>, context: Context<'_, S>) {
        let span = context.span(id).unwrap();
        record.record(span.extensions_mut().get_mut::<Fields>().unwrap());
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let span = context.span(&id).unwrap();
        let fields = span.extensions_mut().remove::<Fields>().unwrap().0;
        if span.name().starts_with("amazonpay.") {
            let parent = span.parent().map(|parent| parent.name());
            self.0.lock().unwrap().push(Closed { name: span.name(), parent, fields });
        }
    }
}

#[tokio::test]
async fn a_call_has_a_span_and_each_attempt_a_client_span_in_it() {
    let (spans, _guard) = Spans::install();
    let shop = Shop::open().await.unwrap();
    let permission = shop.charge_permission(Money::eur("50.00").unwrap()).await.unwrap();
    spans.take();
    shop.sandbox.add_fault(Fault::status(503).operation("charges.create").count(1)).unwrap();
    let charge = CreateCharge::new(permission, Money::eur("12.00").unwrap());
    let created = shop.pay.charges().create(charge).send().await.unwrap();

    let [refused, succeeded, call]: [Closed; 3] = spans.take().try_into().unwrap();
    assert_eq!((call.name, call.parent), ("amazonpay.call", None));
    for attempt in [&refused, &succeeded] {
        assert_eq!((attempt.name, attempt.parent), ("amazonpay.attempt", Some("amazonpay.call")));
    }
    let port = shop.pay.config().base_url().port().unwrap().to_string();
    let mut expected = BTreeMap::from([
        ("amazonpay.attempt", "2"),
        ("amazonpay.operation", "charges.create"),
        ("amazonpay.request_id", created.meta().request_id.as_str()),
        ("http.request.method", "POST"),
        ("http.request.resend_count", "1"),
        ("http.response.status_code", "201"),
        ("otel.kind", "client"),
        ("otel.name", "POST /v2/charges"),
        ("server.address", "127.0.0.1"),
        ("server.port", port.as_str()),
        ("url.scheme", "http"),
        ("url.template", "/v2/charges"),
    ]);
    let found = |closed: &Closed| -> BTreeMap<&'static str, String> { closed.fields.clone() };
    let owned = |fields: &BTreeMap<&'static str, &str>| -> BTreeMap<&'static str, String> {
        fields.iter().map(|(name, value)| (*name, (*value).to_owned())).collect()
    };
    assert_eq!(found(&succeeded), owned(&expected));

    expected.remove("http.request.resend_count");
    expected.extend([
        ("amazonpay.attempt", "1"),
        ("amazonpay.reason_code", "ServiceUnavailable"),
        ("amazonpay.request_id", refused.fields["amazonpay.request_id"].as_str()),
        ("error.type", "503"),
        ("http.response.status_code", "503"),
        ("otel.status_code", "ERROR"),
    ]);
    assert_eq!(found(&refused), owned(&expected));
    assert_ne!(refused.fields["amazonpay.request_id"], succeeded.fields["amazonpay.request_id"]);

    let expected = BTreeMap::from([
        ("amazonpay.operation", "charges.create"),
        ("amazonpay.request_id", created.meta().request_id.as_str()),
        ("amazonpay.retries", "1"),
        ("http.response.status_code", "201"),
        ("otel.kind", "internal"),
        ("otel.name", "charges.create"),
    ]);
    assert_eq!(found(&call), owned(&expected));
}

#[tokio::test]
async fn a_failure_says_its_kind_and_a_path_only_its_template() {
    let (spans, _guard) = Spans::install();
    let server = RawServer::start(RawAnswer::Close(Vec::new())).await.unwrap();
    let pay = test_key::client(server.url()).unwrap().build().unwrap();
    assert!(pay.buyers().get("Atza|secret").max_retries(0).send().await.is_err());
    let [attempt, call]: [Closed; 2] = spans.take().try_into().unwrap();
    assert_eq!(attempt.fields["url.template"], "/v2/buyers/{buyer_token}");
    assert_eq!(attempt.fields["otel.name"], "GET /v2/buyers/{buyer_token}");
    for closed in [&attempt, &call] {
        assert_eq!(closed.fields["error.type"], "connection");
        assert_eq!(closed.fields["otel.status_code"], "ERROR");
        assert!(!format!("{closed:?}").contains("Atza"), "{closed:?}");
    }
    assert_eq!(call.fields["amazonpay.outcome_unknown"], "false");
}

#[tokio::test]
async fn a_call_of_any_path_has_no_template_and_does_not_tell_the_path() {
    let (spans, _guard) = Spans::install();
    let server = RawServer::start(RawAnswer::KeepAlive(http_answer(200, &[], "{}"))).await.unwrap();
    let pay = test_key::client(server.url()).unwrap().build().unwrap();
    pay.call("GET", "newThings/secret", [("token", "secret")], None).send().await.unwrap();
    let [attempt, call]: [Closed; 2] = spans.take().try_into().unwrap();
    assert_eq!((attempt.fields["otel.name"].as_str(), attempt.fields.get("url.template")), ("GET", None));
    assert_eq!(call.fields["amazonpay.operation"], "raw.get");
    assert!(!format!("{attempt:?} {call:?}").contains("secret"), "{attempt:?} {call:?}");
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_fails_the_call_and_not_the_attempt() {
    let (spans, _guard) = Spans::install();
    let page = http_answer(200, &[("content-type", "text/html")], "<html>");
    let server = RawServer::start(RawAnswer::KeepAlive(page)).await.unwrap();
    let pay = test_key::client(server.url()).unwrap().build().unwrap();
    assert!(pay.charges().get("S02-9876543-1234567-C123456").send().await.is_err());
    let [attempt, call]: [Closed; 2] = spans.take().try_into().unwrap();
    assert_eq!(attempt.fields.get("error.type"), None);
    assert_eq!(
        (call.fields["error.type"].as_str(), call.fields["otel.status_code"].as_str()),
        ("decoding", "ERROR")
    );
}

#[tokio::test]
async fn a_canceled_call_says_so() {
    let (spans, _guard) = Spans::install();
    let server = RawServer::start(RawAnswer::Silence).await.unwrap();
    let pay = test_key::client(server.url()).unwrap().build().unwrap();
    {
        let call = pay.charges().get("S02-9876543-1234567-C123456").send();
        tokio::pin!(call);
        // Polled until the server has the request, then dropped.
        while server.requests().is_empty() {
            tokio::select! {
                biased;
                answer = &mut call => panic!("{answer:?}"),
                () = tokio::task::yield_now() => {}
            }
        }
    }
    let [attempt, call]: [Closed; 2] = spans.take().try_into().unwrap();
    for closed in [attempt, call] {
        assert_eq!(closed.fields["error.type"], "canceled", "{closed:?}");
    }
}
