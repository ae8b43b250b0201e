//! How certificates are fetched, kept and believed, and how a subscription is confirmed; over real TLS connections.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use std::future::{Future, poll_fn};
use std::io::{self, Write};
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::Duration;

use amazonpay::notification::{
    CertificateRequest, CertificateSource, FetchError, FetchErrorKind, HttpsCertificateSource, Notification,
    NotificationErrorKind as Kind, NotificationVerifier, NotificationVerifierBuilder, SigningCertificate,
};
use amazonpay_tests::moved_clock::MovedClock;
use amazonpay_tests::notification_vectors::{HOSTS, NotificationCase, certificate, load};
use amazonpay_tests::raw_server::{RawAnswer, RawServer, http_answer};
use amazonpay_tests::test_authority::TestAuthority;
use async_trait::async_trait;
use bytes::Bytes;
use tracing::level_filters::LevelFilter;

const GENUINE: &str = "version 2, the guide's letter case, with a subject";
const SUBSCRIPTION: &str = "version 2, SubscriptionConfirmation";

/// SNS, answering with its certificate at first; a clock that stands still; and what verifies with both.
struct Sns {
    server: RawServer,
    authority: TestAuthority,
    clock: Arc<MovedClock>,
}

impl Sns {
    async fn start() -> Self {
        Self::answering(|_| RawAnswer::KeepAlive(http_answer(200, &[], &certificate("sns").unwrap()))).await
    }

    async fn answering(answering: impl Fn(&str) -> RawAnswer + Send + Sync + 'static) -> Self {
        let authority = TestAuthority::new().unwrap();
        let acceptor = authority.acceptor(&HOSTS).unwrap();
        let server = RawServer::answering_over_tls(acceptor, answering).await.unwrap();
        let clock = Arc::new(MovedClock::at("2026-11-24T10:20:00Z".parse().unwrap()));
        Self { server, authority, clock }
    }

    fn https(&self) -> HttpsCertificateSource {
        let mut https = HttpsCertificateSource::builder();
        for host in HOSTS {
            https = https.resolve(host, self.server.address());
        }
        https.add_root_certificate_pem(self.authority.pem()).unwrap().build().unwrap()
    }

    fn builder(&self) -> NotificationVerifierBuilder {
        NotificationVerifier::builder()
            .clock(Arc::clone(&self.clock) as Arc<_>)
            .root_certificates_pem(certificate("root").unwrap())
            .unwrap()
            .add_intermediate_certificates_pem(certificate("intermediate").unwrap())
            .unwrap()
            .https(self.https())
    }

    fn verifier(&self) -> NotificationVerifier {
        self.builder().build().unwrap()
    }

    fn requests(&self) -> usize {
        self.server.requests().len()
    }
}

fn body(name: &str) -> Vec<u8> {
    let file = load("accepted").unwrap();
    file.cases.iter().find(|case| case.name == name).map(NotificationCase::body).unwrap()
}

/// The same envelope with its certificate at another place, which the signature does not cover.
fn body_with_certificate_at(path: &str) -> Vec<u8> {
    let body = String::from_utf8(body(GENUINE)).unwrap();
    body.replace("/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem", path).into_bytes()
}

/// Polls once.
async fn poll_once<F: Future>(mut future: Pin<&mut F>) -> Poll<F::Output> {
    poll_fn(|context| Poll::Ready(future.as_mut().poll(context))).await
}

#[tokio::test]
async fn a_certificate_is_fetched_once_by_a_plain_get() {
    let sns = Sns::start().await;
    let verifier = sns.verifier();
    let names = ["version 1, the older letter case, without a subject", GENUINE, SUBSCRIPTION];
    for name in names.iter().cycle().take(9) {
        verifier.verify(&body(name)).await.unwrap();
    }
    let requests = sns.server.requests();
    assert_eq!(requests.len(), 1, "{requests:?}");
    let request = requests[0].to_ascii_lowercase();
    let path = "/simplenotificationservice-0123456789abcdef0123456789abcdef.pem";
    assert!(request.starts_with(&format!("get {path} http/1.1\r\n")), "{request}");
    assert!(request.contains("\r\nhost: sns.eu-west-1.amazonaws.com\r\n"), "{request}");
    assert!(!request.contains("cookie") && !request.contains("authorization"), "{request}");
}

#[tokio::test]
async fn a_certificate_is_kept_for_its_lifetime() {
    let sns = Sns::start().await;
    let verifier = sns.builder().cache_lifetime(Duration::from_secs(3600)).build().unwrap();
    for (seconds, requests) in [(0, 1), (3599, 1), (1, 2), (3599, 2), (2, 3)] {
        sns.clock.advance(Duration::from_secs(seconds));
        verifier.verify(&body(GENUINE)).await.unwrap();
        assert_eq!(sns.requests(), requests);
    }
}

#[tokio::test]
async fn a_kept_certificate_expires() {
    let sns = Sns::start().await;
    let verifier = sns.builder().cache_lifetime(Duration::from_secs(90 * 86_400)).build().unwrap();
    verifier.verify(&body(GENUINE)).await.unwrap();
    // The certificate is valid until the end of the year.
    sns.clock.advance(Duration::from_secs(38 * 86_400));
    let error = verifier.verify(&body(GENUINE)).await.unwrap_err();
    assert_eq!((error.kind(), sns.requests()), (Kind::CertificateExpired, 2), "{error}");
}

#[tokio::test]
async fn those_who_ask_at_once_share_one_fetch() {
    let sns = Sns::start().await;
    let verifier = Arc::new(sns.verifier());
    let body = Arc::new(body(GENUINE));
    let asking: Vec<_> = (0..64)
        .map(|_| {
            let (verifier, body) = (Arc::clone(&verifier), Arc::clone(&body));
            tokio::spawn(async move { verifier.verify(&body).await })
        })
        .collect();
    for asked in asking {
        asked.await.unwrap().unwrap();
    }
    assert_eq!(sns.requests(), 1);
}

#[tokio::test]
async fn those_who_wait_share_a_failure_and_nobody_else() {
    let failures = AtomicUsize::new(0);
    let sns = Sns::answering(move |_| {
        let first = failures.fetch_add(1, Ordering::Relaxed) == 0;
        let (status, text) = if first { (503, String::new()) } else { (200, certificate("sns").unwrap()) };
        RawAnswer::KeepAlive(http_answer(status, &[], &text))
    })
    .await;
    let verifier = sns.verifier();
    let body = body(GENUINE);
    let (mut one, mut other) = (pin!(verifier.verify(&body)), pin!(verifier.verify(&body)));
    assert!(poll_once(one.as_mut()).await.is_pending() && poll_once(other.as_mut()).await.is_pending());
    let (one, other) = (one.await.unwrap_err(), other.await.unwrap_err());
    assert_eq!((one.kind(), one.is_retryable()), (Kind::CertificateStatus, true));
    assert_eq!((&one, sns.requests()), (&other, 1));
    verifier.verify(&body).await.unwrap();
    assert_eq!(sns.requests(), 2);
}

#[tokio::test]
async fn when_the_one_who_fetches_goes_away_the_next_takes_over() {
    let sns = Sns::start().await;
    let verifier = sns.verifier();
    let body = body(GENUINE);
    let mut other = pin!(verifier.verify(&body));
    {
        let mut one = pin!(verifier.verify(&body));
        assert!(poll_once(one.as_mut()).await.is_pending() && poll_once(other.as_mut()).await.is_pending());
    }
    other.await.unwrap();
    verifier.verify(&body).await.unwrap();
    assert!((1..=2).contains(&sns.requests()), "{}", sns.requests());
}

#[tokio::test]
async fn a_host_that_is_silent_holds_up_no_other_certificate() {
    let sns = Sns::answering(|request| match request.starts_with("GET /silent.pem ") {
        true => RawAnswer::Silence,
        false => RawAnswer::KeepAlive(http_answer(200, &[], &certificate("sns").unwrap())),
    })
    .await;
    let verifier = sns.verifier();
    let silent = body_with_certificate_at("/silent.pem");
    let mut waiting = pin!(verifier.verify(&silent));
    assert!(poll_once(waiting.as_mut()).await.is_pending());
    verifier.verify(&body(GENUINE)).await.unwrap();
    assert!(poll_once(waiting.as_mut()).await.is_pending());
}

#[tokio::test]
async fn the_oldest_certificate_makes_room() {
    let sns = Sns::start().await;
    let verifier = sns.builder().cache_capacity(2).build().unwrap();
    for (path, requests) in
        [("/a.pem", 1), ("/b.pem", 2), ("/a.pem", 2), ("/c.pem", 3), ("/b.pem", 3), ("/a.pem", 4)]
    {
        sns.clock.advance(Duration::from_secs(1));
        verifier.verify(&body_with_certificate_at(path)).await.unwrap();
        assert_eq!(sns.requests(), requests, "{path}");
    }
}

#[tokio::test]
async fn what_is_refused_is_not_kept() {
    let sns = Sns::answering(|request| {
        let name = if request.starts_with("GET /foreign.pem ") { "foreign" } else { "sns" };
        RawAnswer::KeepAlive(http_answer(200, &[], &certificate(name).unwrap()))
    })
    .await;
    let verifier = sns.builder().cache_capacity(1).build().unwrap();
    verifier.verify(&body(GENUINE)).await.unwrap();
    let foreign = body_with_certificate_at("/foreign.pem");
    for requests in [2, 3] {
        assert_eq!(verifier.verify(&foreign).await.unwrap_err().kind(), Kind::UntrustedCertificate);
        assert_eq!(sns.requests(), requests);
    }
    // And pushed nothing out.
    verifier.verify(&body(GENUINE)).await.unwrap();
    assert_eq!(sns.requests(), 3);
}

#[derive(Clone, Default)]
struct Output(Arc<Mutex<Vec<u8>>>);

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_subscription_is_confirmed_on_request_alone_and_leaves_no_trace_of_its_token() {
    let output = Output::default();
    let writer = output.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(LevelFilter::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);

    let sns = Sns::start().await;
    let verifier = sns.verifier();
    let verified = verifier.verify(&body(SUBSCRIPTION)).await.unwrap();
    let Notification::SubscriptionConfirmation(confirmation) = &verified else { panic!("{verified:?}") };
    assert_eq!(sns.requests(), 1, "the certificate alone");
    verifier.confirm_subscription(confirmation).await.unwrap();
    let requests = sns.server.requests();
    assert_eq!(requests.len(), 2);
    let target = requests[1].split(' ').nth(1).unwrap();
    assert_eq!(format!("https://sns.eu-west-1.amazonaws.com{target}"), confirmation.subscribe_url());

    tracing::trace!("{verified:?} {verifier:?}");
    let traced = String::from_utf8(output.0.lock().unwrap().clone()).unwrap();
    assert!(traced.contains("sns.eu-west-1.amazonaws.com"), "the connections are traced: {traced}");
    assert!(!traced.contains(&confirmation.token()[..16]) && !traced.contains("Token="), "{traced}");
}

/// A source that answers as it is told, and counts.
#[derive(Debug, Default)]
struct Shelf {
    answer: Option<Result<Vec<u8>, FetchError>>,
    asked: Mutex<Vec<String>>,
}

#[async_trait]
impl CertificateSource for Shelf {
    async fn fetch(&self, request: CertificateRequest<'_>) -> Result<Bytes, FetchError> {
        self.asked.lock().unwrap().push(request.url.to_string());
        match &self.answer {
            Some(answer) => answer.clone().map(Bytes::from),
            None => std::future::pending().await,
        }
    }
}

#[tokio::test]
async fn another_source_is_held_to_the_same_rules() {
    let sns = Sns::start().await;
    let long = certificate("sns").unwrap() + &"\n".repeat(70_000);
    let taken = FetchError::new(FetchErrorKind::Connection, "the shelf is empty");
    for (answer, expected) in [
        (Some(Ok(certificate("sns").unwrap().into_bytes())), None),
        (Some(Ok(certificate("foreign").unwrap().into_bytes())), Some(Kind::UntrustedCertificate)),
        (Some(Ok(long.into_bytes())), Some(Kind::CertificateTooLarge)),
        (Some(Err(taken)), Some(Kind::CertificateConnection)),
        (None, Some(Kind::CertificateTimeout)),
    ] {
        let shelf = Arc::new(Shelf { answer, ..Shelf::default() });
        let builder = sns.builder().certificate_source(Arc::clone(&shelf) as Arc<_>);
        let verifier = builder.timeout(Duration::from_millis(50)).build().unwrap();
        let kind = verifier.verify(&body(GENUINE)).await.err().map(|error| error.kind());
        assert_eq!(kind, expected);
        let asked = shelf.asked.lock().unwrap().clone();
        assert_eq!(asked, [verifier.certificate_url(&body(GENUINE)).unwrap().to_string()]);
    }
    assert_eq!(sns.requests(), 0);
}

#[tokio::test]
async fn a_pinned_certificate_needs_no_chain_but_name_and_validity() {
    let sns = Sns::start().await;
    let verifier = sns.verifier();
    let verify = |name: &str| {
        let pinned = SigningCertificate::pinned_from_pem(certificate(name).unwrap()).unwrap();
        verifier.verify_with_certificate(&body(GENUINE), &pinned).err().map(|error| error.kind())
    };
    assert_eq!(verify("foreign"), None);
    assert_eq!(verify("self-signed"), None);
    assert_eq!(verify("other-name"), Some(Kind::WrongCertificateName));
    assert_eq!(verify("expired"), Some(Kind::CertificateExpired));
    assert_eq!(verify("not-yet-valid"), Some(Kind::CertificateNotYetValid));
    assert_eq!(verify("other-key"), Some(Kind::WrongSignature));
    let unpinned = SigningCertificate::from_pem(certificate("foreign").unwrap()).unwrap();
    let error = verifier.verify_with_certificate(&body(GENUINE), &unpinned).unwrap_err();
    assert_eq!((error.kind(), sns.requests()), (Kind::UntrustedCertificate, 0));
}

#[tokio::test]
async fn the_shared_verifier_refuses_without_asking_anybody() {
    for (body, kind) in [
        (&b""[..], Kind::MalformedEnvelope),
        (&body_with_certificate_at(".evil.example/a.pem"), Kind::CertificateUrlHost),
        (&vec![b'x'; 262_145], Kind::BodyTooLarge),
    ] {
        assert_eq!(Notification::verify(body).await.unwrap_err().kind(), kind);
    }
}

#[test]
fn settings_out_of_their_limits_are_refused() {
    let build = |settings: fn(NotificationVerifierBuilder) -> NotificationVerifierBuilder| {
        settings(NotificationVerifier::builder()).build().unwrap_err().to_string()
    };
    for (found, expected) in [
        (build(|b| b.timeout(Duration::ZERO)), "timeout: is 0; expected a time above 0"),
        (build(|b| b.max_body_bytes(0)), "max_body_bytes: expected at least 1, found 0"),
        (build(|b| b.max_certificate_bytes(0)), "max_certificate_bytes: expected at least 1, found 0"),
        (build(|b| b.cache_capacity(0)), "cache_capacity: expected at least 1, found 0"),
        (
            build(|b| b.allowed_topics([""; 0])),
            "allowed_topics: expected at least one topic, found none; leave it out to allow any",
        ),
        (
            build(|b| b.allowed_topics(["AmazonPayNotifications"])),
            "allowed_topics: expected topics such as arn:aws:sns:eu-west-1:123456789012:NAME, found \
             \"AmazonPayNotifications\"",
        ),
    ] {
        assert_eq!(found, expected);
    }
    for (pem, found) in [
        ("", "none"),
        ("-----BEGIN CERTIFICATE-----\n", "PEM that is cut off or damaged"),
        (
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            "one that cannot be read as X.509",
        ),
    ] {
        let expected = format!("expected PEM certificates (\"BEGIN CERTIFICATE\"), found {found}");
        let error = NotificationVerifier::builder().root_certificates_pem(pem).unwrap_err();
        assert_eq!(error.to_string(), format!("root_certificates: {expected}"));
        let error = NotificationVerifier::builder().add_intermediate_certificates_pem(pem).unwrap_err();
        assert_eq!(error.to_string(), format!("intermediate_certificates: {expected}"));
    }
    let error = HttpsCertificateSource::builder().proxy("ftp://proxy.example").build().unwrap_err();
    assert!(error.to_string().starts_with("proxy: "), "{error}");
}
