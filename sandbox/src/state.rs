//! What all connections of a sandbox share.

use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use amazonpay::config::Region;
use axum::Router;
use jiff::Timestamp;
use tokio::sync::{Notify, watch};
use uuid::Uuid;

use crate::access_token::AccessToken;
use crate::api_failure::ApiFailure;
use crate::clock::SandboxClock;
use crate::engine::{Engine, Reply};
use crate::faults::Faults;
use crate::merchants::{Credentials, Merchant, MerchantError, Merchants};
use crate::notifications::{self, NotificationProblem, Notifications};
use crate::request_log::RequestLog;
use crate::stir::Stir;
use crate::throttle::Throttling;

pub(crate) struct State {
    pub(crate) clock: SandboxClock,
    pub(crate) merchants: Merchants,
    pub(crate) faults: Faults,
    pub(crate) throttling: Throttling,
    pub(crate) log: RequestLog,
    /// Whether a date near the machine's own time is accepted although the sandbox's clock was moved.
    pub(crate) accept_machine_time: bool,
    /// Names besides loopback under which the control API may be addressed.
    pub(crate) host_names: Vec<String>,
    /// What the control API asks for; none on loopback, unless one was given.
    pub(crate) token: Option<AccessToken>,
    pub(crate) control: Router<Arc<State>>,
    pub(crate) pages: Router<Arc<State>>,
    pub(crate) notifications: Arc<Notifications>,
    /// Something falls due earlier than before.
    pub(crate) alarm: Notify,
    /// Something has changed that somebody may be watching.
    pub(crate) stir: Stir,
    /// Whether the sandbox stops: what would go on for ever ends then.
    pub(crate) stopping: watch::Sender<bool>,
    /// How often everything was forgotten.
    resets: AtomicU64,
    /// Where TLS is spoken, once that is known.
    pub(crate) tls_port: OnceLock<u16>,
    engine: Mutex<Kept>,
    /// What the names of objects come from.
    seed: Option<u64>,
}

/// The engine, and the moment at which it is woken.
#[derive(Debug, Default)]
struct Kept {
    engine: Engine,
    alarm: Option<Timestamp>,
}

/// The engine while it is held. Giving it back publishes what changed meanwhile.
pub(crate) struct HeldEngine<'a> {
    state: &'a State,
    kept: MutexGuard<'a, Kept>,
    /// Whether something may have been changed.
    is_touched: bool,
}

impl Deref for HeldEngine<'_> {
    type Target = Engine;

    fn deref(&self) -> &Engine {
        &self.kept.engine
    }
}

impl DerefMut for HeldEngine<'_> {
    fn deref_mut(&mut self) -> &mut Engine {
        self.is_touched = true;
        &mut self.kept.engine
    }
}

impl Drop for HeldEngine<'_> {
    fn drop(&mut self) {
        if self.is_touched {
            self.state.stir.stir();
        }
        let Kept { engine, alarm } = &mut *self.kept;
        if !engine.is_watching_changes() {
            return;
        }
        let due = engine.next_due();
        if due.is_some_and(|due| alarm.is_none_or(|alarm| due < alarm)) {
            *alarm = due;
            self.state.alarm.notify_one();
        }
        let changes = engine.take_changes();
        if !changes.is_empty() {
            self.state.notifications.publish(changes, |merchant| self.state.merchants.region_of(merchant));
        }
    }
}

impl std::fmt::Debug for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("State").field("clock", &self.clock).finish_non_exhaustive()
    }
}

/// 244 random bits.
pub(crate) fn random_secret() -> [u8; 32] {
    let mut secret = [0; 32];
    for half in secret.chunks_exact_mut(16) {
        half.copy_from_slice(Uuid::new_v4().as_bytes());
    }
    secret
}

/// Who gets in, besides those who sign.
#[derive(Debug)]
pub(crate) struct Access {
    pub(crate) host_names: Vec<String>,
    pub(crate) token: Option<AccessToken>,
    /// Whether keys of the live environment are taken.
    pub(crate) live_keys: bool,
}

impl State {
    pub(crate) fn new(
        clock: SandboxClock,
        accept_machine_time: bool,
        access: Access,
        log_capacity: usize,
        notifications: Notifications,
        seed: Option<u64>,
        stir: Stir,
    ) -> Self {
        let state = Self {
            clock,
            merchants: Merchants::new(access.live_keys),
            faults: Faults::default(),
            throttling: Throttling::default(),
            log: RequestLog::new(log_capacity),
            accept_machine_time,
            host_names: access.host_names,
            token: access.token,
            control: crate::control::router(),
            pages: crate::pages::router(),
            notifications: Arc::new(notifications),
            alarm: Notify::new(),
            stir,
            stopping: watch::Sender::new(false),
            resets: AtomicU64::new(0),
            tls_port: OnceLock::new(),
            engine: Mutex::default(),
            seed,
        };
        state.seed_identifiers();
        state
    }

    /// Without a seed, names are others than those of every other sandbox: what a shop has kept of one in its database is
    /// not taken for an object of the next.
    fn seed_identifiers(&self) {
        match self.seed {
            Some(seed) => self.engine().seed_identifiers(seed),
            None => self.engine().name_by_secret(random_secret()),
        }
    }

    /// Forgets everything but merchants, keys and the endpoints of notifications.
    pub(crate) fn reset(&self) {
        self.engine().reset();
        self.seed_identifiers();
        self.notifications.reset();
        self.watch_changes();
        self.faults.clear();
        self.throttling.set(None);
        self.log.clear();
        self.clock.reset();
        self.resets.fetch_add(1, Ordering::AcqRel);
        self.stir.stir();
    }

    /// How often everything was forgotten.
    pub(crate) fn resets(&self) -> u64 {
        self.resets.load(Ordering::Acquire)
    }

    /// The engine. A panic while it was held leaves a lock that is usable again: losing one request to a defect is
    /// better than losing the server.
    pub(crate) fn engine(&self) -> HeldEngine<'_> {
        let kept = self.engine.lock().unwrap_or_else(PoisonError::into_inner);
        HeldEngine { state: self, kept, is_touched: false }
    }

    /// The engine as it is at the clock's present moment, for who only looks: watchers are told of what fell due, and not of
    /// the look.
    pub(crate) fn present_engine(&self) -> HeldEngine<'_> {
        let mut engine = self.engine();
        let now = self.clock.now();
        engine.is_touched = engine.next_due().is_some_and(|due| due <= now);
        engine.kept.engine.run_until(now);
        engine
    }

    /// The moment at which the engine is to be woken, which is remembered; `None` while nobody is told of changes.
    pub(crate) fn set_alarm(&self) -> Option<Timestamp> {
        let mut engine = self.engine();
        let due = if engine.is_watching_changes() { engine.next_due() } else { None };
        engine.kept.alarm = due;
        due
    }

    /// Registers a merchant with its endpoints, or another key of one. Blocks while a key pair is made.
    pub(crate) fn add_merchant(&self, merchant: Merchant) -> Result<Credentials, MerchantError> {
        self.add_merchant_by(merchant, Merchants::add)
    }

    /// Registers a merchant with its endpoints and the process's shared key pair.
    pub(crate) fn add_merchant_with_shared_key(
        &self,
        merchant: Merchant,
    ) -> Result<Credentials, MerchantError> {
        self.add_merchant_by(merchant, Merchants::add_with_shared_key)
    }

    fn add_merchant_by(
        &self,
        merchant: Merchant,
        add: impl FnOnce(&Merchants, Merchant) -> Result<Credentials, MerchantError>,
    ) -> Result<Credentials, MerchantError> {
        let urls = merchant.ipn_urls.clone();
        notifications::check_urls(&urls).map_err(|message| MerchantError { field: "ipn_urls", message })?;
        let credentials = add(&self.merchants, merchant)?;
        if !urls.is_empty() {
            self.notifications.set_urls(&credentials.merchant_id, credentials.region, &urls);
            self.watch_changes();
        }
        Ok(credentials)
    }

    /// Sets the endpoints of a merchant that is registered.
    pub(crate) fn set_ipn_urls(&self, merchant_id: &str, urls: &[String]) -> Result<(), NotificationProblem> {
        notifications::check_urls(urls)
            .map_err(|message| NotificationProblem::Invalid(format!("ipnUrls: {message}.")))?;
        let region = self.region_of_known(merchant_id)?;
        self.notifications.set_urls(merchant_id, region, urls);
        self.watch_changes();
        Ok(())
    }

    /// Lets an account's notifications go where its latest `integrationInfo` says, after it was made, changed or deleted.
    pub(crate) fn follow_account(&self, parameters: &[String], reply: &Reply, region: Region) {
        let made = serde_json::from_slice::<serde_json::Value>(&reply.body).unwrap_or_default();
        let id = parameters.first().map(String::as_str).or(made["merchantAccountId"].as_str());
        let Some(id) = id else { return };
        let urls = self.engine().ipn_endpoints(id);
        if !urls.is_empty() || self.notifications.has_listeners() {
            self.notifications.set_urls(id, region, &urls);
            self.watch_changes();
        }
    }

    /// Sends a SubscriptionConfirmation to an endpoint of a merchant that is registered.
    pub(crate) fn ask_for_confirmation(
        &self,
        merchant_id: &str,
        url: &str,
    ) -> Result<notifications::SentNotification, NotificationProblem> {
        notifications::check_url(url)
            .map_err(|message| NotificationProblem::Invalid(format!("url: {message}.")))?;
        let region = self.region_of_known(merchant_id)?;
        let sent = self.notifications.ask_for_confirmation(merchant_id, region, url);
        self.watch_changes();
        Ok(sent)
    }

    fn region_of_known(&self, merchant_id: &str) -> Result<Region, NotificationProblem> {
        let known =
            self.merchants.accounts().into_iter().find(|account| *account.merchant_id == *merchant_id);
        known.map(|account| account.region).ok_or_else(|| {
            NotificationProblem::NotFound(format!(
                "There is no merchant {merchant_id:?}; GET /_sandbox/merchants lists them."
            ))
        })
    }

    /// Has what becomes of a session told to an endpoint besides the merchant's.
    pub(crate) fn set_session_ipn_url(&self, checkout_session_id: &str, url: &str) -> Result<(), ApiFailure> {
        notifications::check_url(url).map_err(|message| {
            ApiFailure::new(400, "InvalidParameterValue", format!("ipnUrl: {message}."))
        })?;
        self.engine().set_ipn_url(checkout_session_id, url)?;
        self.notifications.expect_session_urls();
        self.watch_changes();
        Ok(())
    }

    /// Has the engine note changes if anybody wants to be told of them.
    fn watch_changes(&self) {
        let mut engine = self.engine();
        engine.watch_changes(self.notifications.has_listeners());
    }
}
