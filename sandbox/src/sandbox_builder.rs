//! How a sandbox is started: settings, their checks, sockets.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use amazonpay::config::Region;
use amazonpay::notification::SignatureVersion;
use thiserror::Error;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use crate::access_token::AccessToken;
use crate::alarm;
use crate::clock::SandboxClock;
use crate::merchants::{self, Credentials, Merchant, MerchantError, MerchantKey};
use crate::notifications::{Notifications, Settings, courier};
use crate::sandbox::{SHARED_KEY, Sandbox};
use crate::server::{self, Server};
use crate::state::{Access, State, random_secret};
use crate::stir::Stir;
use crate::throttle::Throttle;
use crate::tls;

/// How to start a [`Sandbox`]; made by [`Sandbox::builder`].
pub struct SandboxBuilder {
    address: IpAddr,
    port: u16,
    tls_port: u16,
    allow_remote: bool,
    token: Option<String>,
    accept_live_keys: bool,
    host_names: Vec<String>,
    accept_machine_time: bool,
    clock: SandboxClock,
    merchant: Merchant,
    more_merchants: Vec<Merchant>,
    throttle: Option<Throttle>,
    request_log_capacity: usize,
    notification_settings: Settings,
    notification_log_capacity: usize,
    compress_documents: bool,
    seed: Option<u64>,
}

/// Leaves the token out.
impl fmt::Debug for SandboxBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SandboxBuilder")
            .field("address", &self.address)
            .field("port", &self.port)
            .field("tls_port", &self.tls_port)
            .field("merchant", &self.merchant)
            .finish_non_exhaustive()
    }
}

/// Why a sandbox did not start.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum StartError {
    /// The address can't be listened on.
    #[error("{0}: cannot listen: {1}{hint}", hint = port_hint(.1))]
    Listen(SocketAddr, std::io::Error),
    /// The address is not loopback and remote access was not allowed.
    #[error(
        "address: {0} is not a loopback address; the sandbox is for one machine, so it listens on 127.0.0.1 or ::1 unless \
         remote access is allowed explicitly, and then its control API asks for a token"
    )]
    NotLoopback(IpAddr),
    /// A merchant can't be registered.
    #[error(transparent)]
    Merchant(#[from] MerchantError),
    /// A setting has an impossible value.
    #[error("{0}")]
    Setting(String),
    /// The TLS certificate can't be made.
    #[error("{0}")]
    Certificate(String),
}

fn port_hint(error: &std::io::Error) -> &'static str {
    match error.kind() {
        std::io::ErrorKind::AddrInUse => {
            "; another program has this port, perhaps another sandbox: choose another one, or 0 for any that is free"
        }
        std::io::ErrorKind::PermissionDenied => "; ports below 1024 need privileges: choose a higher one",
        _ => "",
    }
}

impl Sandbox {
    /// Starts from the defaults: loopback, free ports, one merchant in Europe, the machine's time, no throttling.
    pub fn builder() -> SandboxBuilder {
        SandboxBuilder {
            address: Ipv4Addr::LOCALHOST.into(),
            port: 0,
            tls_port: 0,
            allow_remote: false,
            token: None,
            accept_live_keys: false,
            host_names: Vec::new(),
            accept_machine_time: false,
            clock: SandboxClock::new(),
            merchant: Merchant::new("A2SANDBOXSHOP1"),
            more_merchants: Vec::new(),
            throttle: None,
            request_log_capacity: 1_000,
            notification_settings: Settings::default(),
            notification_log_capacity: 1_000,
            compress_documents: false,
            seed: None,
        }
    }
}

impl SandboxBuilder {
    /// Sets the port for plain http; 0, the default, takes a free one.
    pub fn port(self, port: u16) -> Self {
        Self { port, ..self }
    }

    /// Sets the port for TLS; 0, the default, takes a free one.
    pub fn tls_port(self, tls_port: u16) -> Self {
        Self { tls_port, ..self }
    }

    /// Sets the address to listen on; 127.0.0.1 by default.
    pub fn address(self, address: IpAddr) -> Self {
        Self { address, ..self }
    }

    /// Allows an address that is not loopback, for containers and networks of one's own. The control API, the dashboard and
    /// the page of a Charge Permission then ask for [`Sandbox::token`], since who is let in there can move the clock and
    /// read the requests. What is signed needs none, nor do the pages that a merchant's redirect opens: the id in their
    /// address is what lets a buyer in, and can't be guessed unless [`seed`](Self::seed) was set.
    pub fn allow_remote(self, allow_remote: bool) -> Self {
        Self { allow_remote, ..self }
    }

    /// Sets the token that the control API asks for, on loopback too: 16 to 128 characters of `A-Z a-z 0-9 - . _ ~`. By
    /// default there is none on loopback, and a random one beyond it.
    pub fn token(self, token: impl Into<String>) -> Self {
        Self { token: Some(token.into()), ..self }
    }

    /// Takes public key ids that begin with `LIVE-` and paths of the live environment, to test what a program does with
    /// them. Off by default: a sandbox is not to be mistaken for the live environment.
    pub fn accept_live_keys(self, accept: bool) -> Self {
        Self { accept_live_keys: accept, ..self }
    }

    /// Adds a host name to the TLS certificate, such as `pay-api.amazon.eu` for a client whose host can't be changed,
    /// and allows the control API to be addressed by it.
    pub fn host_name(mut self, host_name: impl Into<String>) -> Self {
        self.host_names.push(host_name.into());
        self
    }

    /// Accepts a date in a signature that is near the machine's time although the sandbox's clock was moved, for clients
    /// that can't follow a moved clock. Off by default: the date is held against the sandbox's clock alone.
    pub fn accept_machine_time(self, accept: bool) -> Self {
        Self { accept_machine_time: accept, ..self }
    }

    /// Sets the clock; one that runs with the machine's by default.
    pub fn clock(self, clock: SandboxClock) -> Self {
        Self { clock, ..self }
    }

    /// Sets the first merchant, the one that [`Sandbox::credentials`] describes.
    pub fn merchant(self, merchant: Merchant) -> Self {
        Self { merchant, ..self }
    }

    /// Sets the region of the first merchant; Europe by default.
    pub fn region(self, region: Region) -> Self {
        Self { merchant: self.merchant.region(region), ..self }
    }

    /// Sets the public key id of the first merchant; a random one with the prefix `SANDBOX-` by default.
    pub fn public_key_id(self, public_key_id: impl Into<String>) -> Self {
        Self { merchant: self.merchant.public_key_id(public_key_id), ..self }
    }

    /// Gives the first merchant this private key (PEM) instead of a generated one.
    pub fn private_key_pem(self, pem: impl Into<String>) -> Self {
        Self { merchant: self.merchant.private_key_pem(pem), ..self }
    }

    /// Registers one more merchant, or one more key of one.
    pub fn add_merchant(mut self, merchant: Merchant) -> Self {
        self.more_merchants.push(merchant);
        self
    }

    /// Throttles from the start.
    pub fn throttle(self, throttle: Throttle) -> Self {
        Self { throttle: Some(throttle), ..self }
    }

    /// Sets how many requests the log keeps; 1,000 by default, 0 for none.
    pub fn request_log_capacity(self, requests: usize) -> Self {
        Self { request_log_capacity: requests, ..self }
    }

    /// Adds an endpoint for the first merchant's notifications, http or https. None by default.
    pub fn ipn_url(self, url: impl Into<String>) -> Self {
        Self { merchant: self.merchant.ipn_url(url), ..self }
    }

    /// Sets how notifications are signed: 1, RSA with SHA-1, unless set, as SNS does when it is not told otherwise; or
    /// 2, RSA with SHA-256.
    pub fn signature_version(mut self, version: SignatureVersion) -> Self {
        self.notification_settings.signature_version = version;
        self
    }

    /// Sets how long an endpoint may take to answer a notification, in real time: 15 seconds unless set, as SNS has it.
    pub fn notification_timeout(mut self, timeout: Duration) -> Self {
        self.notification_settings.timeout = timeout;
        self
    }

    /// Sets how many notifications are kept for [`Sandbox::notifications`] and replays; 1,000 by default.
    pub fn notification_log_capacity(self, notifications: usize) -> Self {
        Self { notification_log_capacity: notifications, ..self }
    }

    /// Compresses the documents of reports with gzip, which Amazon announces as `GZIP` and does not do yet, so that a
    /// client can be tried with it. Off by default.
    pub fn compress_documents(self, compress: bool) -> Self {
        Self { compress_documents: compress, ..self }
    }

    /// Names objects as every sandbox with this seed does, when the same calls come in the same order. By default no two
    /// sandboxes have a name in common, nor does one before and after a reset. Who knows the seed can compute the ids of
    /// sessions, which open the buyer's pages: set none where others can reach the sandbox.
    pub fn seed(self, seed: u64) -> Self {
        Self { seed: Some(seed), ..self }
    }

    /// Starts the sandbox on the current tokio runtime. It accepts connections when this returns.
    ///
    /// # Errors
    /// [`StartError`]: a port in use, an address that is not loopback, a merchant that can't be registered.
    pub async fn start(self) -> Result<Sandbox, StartError> {
        if !self.address.is_loopback() && !self.allow_remote {
            return Err(StartError::NotLoopback(self.address));
        }
        for name in &self.host_names {
            check_host_name(name)?;
        }
        if let Some(throttle) = &self.throttle {
            throttle.check().map_err(|message| StartError::Setting(format!("throttle.{message}")))?;
        }
        if self.notification_settings.timeout.is_zero() {
            return Err(StartError::Setting("notification_timeout: expected more than zero".into()));
        }
        let token = match self.token.as_deref().map(str::parse::<AccessToken>) {
            None if self.address.is_loopback() => None,
            None => Some(AccessToken::random()),
            Some(token) => Some(token.map_err(|message| StartError::Setting(format!("token: {message}")))?),
        };
        if self.seed.is_some() && !self.address.is_loopback() {
            tracing::warn!(
                "with a seed, the ids of sessions can be computed, and with them the buyer's pages opened"
            );
        }
        let tls = tls::make(&self.host_names, self.address).map_err(StartError::Certificate)?;
        let stir = Stir::default();
        let notifications = Notifications::new(
            self.clock.clone(),
            tls.authority,
            tls.ca_pem.clone(),
            self.notification_settings,
            self.notification_log_capacity,
            stir.clone(),
        );
        let state = State::new(
            self.clock,
            self.accept_machine_time,
            Access { host_names: self.host_names, token, live_keys: self.accept_live_keys },
            self.request_log_capacity,
            notifications,
            self.seed,
            stir,
        );
        state.throttling.set(self.throttle);
        let credentials = match &self.merchant.key {
            MerchantKey::Generated => {
                merchants::prepare_shared_key_pair();
                let credentials = state.add_merchant_with_shared_key(self.merchant)?;
                Credentials { private_key_pem: SHARED_KEY.into(), ..credentials }
            }
            _ => state.add_merchant(self.merchant)?,
        };
        for merchant in self.more_merchants {
            state.add_merchant(merchant)?;
        }

        let bind = async |port| {
            let wanted = SocketAddr::new(self.address, port);
            server::bind(wanted).await.map_err(|error| StartError::Listen(wanted, error))
        };
        let (http_listener, http_address) = bind(self.port).await?;
        let (tls_listener, tls_address) = bind(self.tls_port).await?;
        let url = format!("http://{http_address}");
        _ = state.tls_port.set(tls_address.port());
        {
            let mut engine = state.engine();
            engine.set_checkout_page(format!("{url}/_sandbox/checkout"));
            engine.set_address(&url);
            engine.set_secret(random_secret());
            engine.compress_documents(self.compress_documents);
        }
        let state = Arc::new(state);
        let servers = [
            Server::start(http_listener, None, Arc::clone(&state)),
            Server::start(tls_listener, Some(TlsAcceptor::from(tls.config)), Arc::clone(&state)),
        ];
        let mut tasks = JoinSet::new();
        tasks.spawn(alarm::keep(Arc::clone(&state)));
        tasks.spawn(courier::deliver(Arc::clone(&state.notifications)));
        // By name, since not every TLS stack checks a certificate for a bare address.
        let tls_host = if self.address.is_loopback() { "localhost".to_owned() } else { host(self.address) };
        let tls_url = format!("https://{tls_host}:{}", tls_address.port());
        let ca_pem = tls.ca_pem;
        Ok(Sandbox { state, credentials, url, tls_url, ca_pem, tls_address, servers, _tasks: tasks })
    }
}

/// An address as it stands in a URL.
fn host(address: IpAddr) -> String {
    SocketAddr::new(address, 0).to_string().trim_end_matches(":0").to_owned()
}

fn check_host_name(name: &str) -> Result<(), StartError> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
    if name.is_empty() || name.len() > 253 || !name.chars().all(is_plain) {
        return Err(StartError::Setting(format!(
            "host_name: expected a name such as pay-api.amazon.eu, found {name:?}"
        )));
    }
    Ok(())
}
