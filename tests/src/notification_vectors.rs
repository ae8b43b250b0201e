//! The notifications' vectors, and a server that stands in for SNS as a case says.
//!
//! The format is described in `tests/vectors/README.md`; every language runs these files.

use std::error::Error;
use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use amazonpay::model::Timestamp;
use amazonpay::notification::{HttpsCertificateSource, NotificationVerifier, NotificationVerifierBuilder};
use serde::Deserialize;
use serde_json::Value;

use crate::moved_clock::MovedClock;
use crate::operation_vectors::vectors;
use crate::raw_server::{RawAnswer, RawServer, http_answer};
use crate::test_authority::TestAuthority;

/// The hosts of SNS that a case may lead to.
pub const HOSTS: [&str; 3] =
    ["sns.eu-west-1.amazonaws.com", "sns.af-south-1.amazonaws.com", "sns.cn-north-1.amazonaws.com.cn"];

/// One file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotificationFile {
    /// What the clock shows unless a case says otherwise.
    pub clock: Timestamp,
    /// Words that no error and no `Debug` may hold.
    pub hidden: Vec<String>,
    /// The envelopes.
    pub cases: Vec<NotificationCase>,
}

/// One envelope.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NotificationCase {
    /// Says what is special about it.
    pub name: String,
    body: Option<String>,
    body_hex: Option<String>,
    body_repeat: Option<BodyRepeat>,
    certificate: Option<OneOrMore>,
    served: Option<Served>,
    confirmation_served: Option<Served>,
    #[serde(default)]
    settings: Settings,
    clock: Option<Timestamp>,
    /// How many times the certificate is asked for.
    #[serde(default)]
    pub fetches: usize,
    /// Whether it verifies and its subscription is then to be confirmed.
    #[serde(default)]
    pub confirm: bool,
    /// How many times SNS is asked to confirm.
    #[serde(default)]
    pub confirmations: usize,
    /// What comes of it.
    pub expected: Value,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct BodyRepeat {
    prefix: String,
    filler: String,
    times: usize,
    suffix: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

/// What SNS's host answers; a 200 with the certificate unless it says otherwise.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
struct Served {
    certificate: Option<OneOrMore>,
    text: Option<String>,
    status: Option<u16>,
    location: Option<String>,
    /// The answer is made this long with line feeds.
    bytes: usize,
    /// Whether its length is told.
    announced: Option<bool>,
    silent: bool,
    cut: bool,
    closed: bool,
    tls: Option<Tls>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Tls {
    Untrusted,
    OtherHost,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
struct Settings {
    allowed_topics: Option<Vec<String>>,
    freshness_window_seconds: Option<u64>,
    max_body_bytes: Option<usize>,
    max_certificate_bytes: Option<usize>,
    timeout_ms: Option<u64>,
    /// The certificate that a chain must lead to; null for Mozilla's list.
    #[serde(deserialize_with = "present")]
    roots: Option<Option<String>>,
    intermediates: Option<Vec<String>>,
}

/// A null is told from nothing at all.
fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// Reads `accepted` or `refused`.
///
/// # Errors
/// When the file can't be read.
pub fn load(name: &str) -> Result<NotificationFile, Box<dyn Error>> {
    let path = vectors().join(format!("notifications/{name}.json"));
    Ok(serde_json::from_slice(&fs::read(path)?)?)
}

/// The PEM text of one of the vectors' certificates.
///
/// # Errors
/// When there is none of this name.
pub fn certificate(name: &str) -> Result<String, Box<dyn Error>> {
    Ok(fs::read_to_string(vectors().join(format!("notifications/certificates/{name}.pem")))?)
}

fn chain(names: &OneOrMore) -> Result<String, Box<dyn Error>> {
    match names {
        OneOrMore::One(name) => certificate(name),
        OneOrMore::More(names) => names.iter().map(|name| certificate(name)).collect(),
    }
}

impl NotificationCase {
    /// The body, byte for byte.
    pub fn body(&self) -> Vec<u8> {
        if let Some(hex) = &self.body_hex {
            let digits = hex.as_bytes().chunks(2).map(|pair| String::from_utf8_lossy(pair).into_owned());
            return digits.filter_map(|pair| u8::from_str_radix(&pair, 16).ok()).collect();
        }
        match &self.body_repeat {
            Some(BodyRepeat { prefix, filler, times, suffix }) => {
                format!("{prefix}{}{suffix}", filler.repeat(*times)).into_bytes()
            }
            None => self.body.clone().unwrap_or_default().into_bytes(),
        }
    }

    /// What is served as the certificate, if anything is that a caller could hand in as one instead.
    ///
    /// # Errors
    /// When there is no certificate of the name.
    pub fn pem(&self) -> Result<Option<String>, Box<dyn Error>> {
        match &self.served {
            None => chain(self.certificate.as_ref().unwrap_or(&OneOrMore::One("sns".to_owned()))).map(Some),
            Some(served) => Ok(served.text.clone()),
        }
    }

    /// The verifier as the case sets it, but for the way to SNS; its clock shows `clock` unless the case says otherwise.
    ///
    /// # Errors
    /// When a certificate can't be read.
    pub fn verifier(&self, clock: Timestamp) -> Result<NotificationVerifierBuilder, Box<dyn Error>> {
        let Settings {
            allowed_topics,
            freshness_window_seconds,
            max_body_bytes,
            max_certificate_bytes,
            timeout_ms,
            roots,
            intermediates,
        } = &self.settings;
        let clock = MovedClock::at(self.clock.unwrap_or(clock).get());
        let mut builder = NotificationVerifier::builder().clock(Arc::new(clock));
        if let Some(root) = roots.clone().unwrap_or(Some("root".to_owned())) {
            builder = builder.root_certificates_pem(certificate(&root)?)?;
        }
        for name in intermediates.clone().unwrap_or(vec!["intermediate".to_owned()]) {
            builder = builder.add_intermediate_certificates_pem(certificate(&name)?)?;
        }
        if let Some(topics) = allowed_topics {
            builder = builder.allowed_topics(topics);
        }
        if let Some(seconds) = freshness_window_seconds {
            builder = builder.freshness_window(Duration::from_secs(*seconds));
        }
        if let Some(bytes) = max_body_bytes {
            builder = builder.max_body_bytes(*bytes);
        }
        if let Some(bytes) = max_certificate_bytes {
            builder = builder.max_certificate_bytes(*bytes);
        }
        if let Some(milliseconds) = timeout_ms {
            builder = builder.timeout(Duration::from_millis(*milliseconds));
        }
        Ok(builder)
    }

    fn certificate_served(&self) -> Result<Served, Box<dyn Error>> {
        let mut served = self.served.clone().unwrap_or_default();
        if let Some(names) = &served.certificate {
            served.text = Some(chain(names)?);
        } else if self.served.is_none() {
            served.text = self.pem()?;
        }
        Ok(served)
    }
}

/// Servers that stand in for SNS, one for each way to reach it.
#[derive(Debug)]
pub struct SnsHosts {
    trusted: SnsHost,
    untrusted: SnsHost,
    other: SnsHost,
    closed: SnsHost,
}

impl SnsHosts {
    /// Starts them.
    ///
    /// # Errors
    /// When there is no port to be had.
    pub async fn start() -> Result<Self, Box<dyn Error>> {
        let authority = TestAuthority::new()?;
        let trusted = SnsHost::start(&authority, &HOSTS, Some(&authority)).await?;
        let untrusted = SnsHost::start(&authority, &HOSTS, None).await?;
        let other = SnsHost::start(&authority, &["sns.example"], Some(&authority)).await?;
        // A port that nobody listens at any more.
        let nobody = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let closed = SnsHost {
            address: nobody,
            trusted: None,
            https: https(nobody, None)?,
            server: None,
            answer: Arc::default(),
        };
        Ok(Self { trusted, untrusted, other, closed })
    }

    /// The one that serves the case's certificate, from now on.
    ///
    /// # Errors
    /// When there is no certificate of the name.
    pub fn serve_certificate(&self, case: &NotificationCase) -> Result<&SnsHost, Box<dyn Error>> {
        Ok(self.serve(&case.certificate_served()?))
    }

    /// The one that confirms the case's subscription.
    pub fn confirming(&self, case: &NotificationCase) -> &SnsHost {
        self.host(&case.confirmation_served.clone().unwrap_or_default())
    }

    /// The same; from now on it answers to confirmations.
    pub fn serve_confirmation(&self, case: &NotificationCase) -> &SnsHost {
        self.serve(&case.confirmation_served.clone().unwrap_or_default())
    }

    fn serve(&self, served: &Served) -> &SnsHost {
        let host = self.host(served);
        *host.answer.lock().unwrap_or_else(PoisonError::into_inner) = served.answer();
        host
    }

    fn host(&self, served: &Served) -> &SnsHost {
        match served.tls {
            None if served.closed => &self.closed,
            None => &self.trusted,
            Some(Tls::Untrusted) => &self.untrusted,
            Some(Tls::OtherHost) => &self.other,
        }
    }
}

/// A server that stands in for SNS, and the way to it.
#[derive(Debug)]
pub struct SnsHost {
    /// Where it listens, whichever of [`HOSTS`] it is taken for.
    pub address: SocketAddr,
    /// The authority to trust, PEM; none where a client is not to trust it.
    pub trusted: Option<String>,
    server: Option<RawServer>,
    answer: Arc<Mutex<RawAnswer>>,
    /// Leads to the server for each of [`HOSTS`].
    pub https: HttpsCertificateSource,
}

impl SnsHost {
    async fn start(
        authority: &TestAuthority,
        hosts: &[&str],
        trusted: Option<&TestAuthority>,
    ) -> Result<Self, Box<dyn Error>> {
        let answer = Arc::<Mutex<RawAnswer>>::default();
        let answered = Arc::clone(&answer);
        let answering = move |_: &str| answered.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let server = RawServer::answering_over_tls(authority.acceptor(hosts)?, answering).await?;
        let address = server.address();
        Ok(Self {
            address,
            trusted: trusted.map(|authority| authority.pem().to_owned()),
            https: https(address, trusted)?,
            server: Some(server),
            answer,
        })
    }

    /// The requests so far, head and body.
    pub fn requests(&self) -> Vec<String> {
        self.server.as_ref().map(RawServer::requests).unwrap_or_default()
    }

    /// How often it was asked so far, by clients that make a connection for each question.
    ///
    /// While it is silent these are the connections: who is met by silence may have left before TLS was agreed on, for on a
    /// busy machine a tenth of a second is short.
    pub fn asked(&self) -> usize {
        let is_silent =
            matches!(*self.answer.lock().unwrap_or_else(PoisonError::into_inner), RawAnswer::Silence);
        match &self.server {
            Some(server) if is_silent => server.connections(),
            _ => self.requests().len(),
        }
    }
}

fn https(
    address: SocketAddr,
    trusted: Option<&TestAuthority>,
) -> Result<HttpsCertificateSource, Box<dyn Error>> {
    let mut https = HttpsCertificateSource::builder();
    for host in HOSTS {
        https = https.resolve(host, address);
    }
    if let Some(authority) = trusted {
        https = https.add_root_certificate_pem(authority.pem())?;
    }
    Ok(https.build()?)
}

impl Served {
    fn answer(&self) -> RawAnswer {
        if self.silent {
            return RawAnswer::Silence;
        }
        if self.cut {
            return RawAnswer::Close(Vec::new());
        }
        let status = self.status.unwrap_or(200);
        let mut body = if status == 204 { String::new() } else { self.text.clone().unwrap_or_default() };
        body.push_str(&"\n".repeat(self.bytes.saturating_sub(body.len())));
        if self.announced == Some(false) {
            return RawAnswer::Close(format!("HTTP/1.1 {status} Status\r\n\r\n{body}").into_bytes());
        }
        let location = self.location.as_deref().map(|location| ("location", location));
        RawAnswer::KeepAlive(http_answer(status, location.as_slice(), &body))
    }
}
