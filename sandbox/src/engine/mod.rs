//! The state machines of Amazon Pay's objects: a call and a time in, an answer out. No I/O, no clock of its own.
//!
//! Guide: <https://developer.amazon.com/docs/amazon-pay-api-v2/introduction.html>. Where the guide is silent, the
//! decision is marked `[own]` beside the one constant or function that makes it.

mod auth_token;
mod buyer;
mod buyer_actions;
mod call;
mod capture;
mod cards;
mod changes;
mod charge;
mod charge_permission;
mod checkout_complete;
mod checkout_session;
mod checkout_view;
mod delivery_trackers;
mod dispute;
mod dispute_review;
mod failures;
mod file;
mod idempotency;
mod identifiers;
mod in_store;
mod journal;
mod limits;
mod merchant_account;
mod merge;
mod objects;
mod outlines;
mod overview;
mod page_tokens;
mod refund;
mod report_documents;
mod report_rows;
mod report_schedules;
mod reports;
mod request_deviations;
mod request_fields;
mod request_queries;
mod request_shapes;
mod secrets;
mod session_constraints;
mod settlements;
mod sign_in;
mod simulation;
mod state_diagrams;
mod store;
mod summaries;
mod test_buyers;
mod timers;
mod upcoming;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use amazonpay::config::Region;
use amazonpay::model::ReleaseEnvironment;
use jiff::Timestamp;

use self::buyer::SignedIn;
pub use self::buyer_actions::{BuyerAction, BuyerOutcome};
pub use self::call::{ApiCall, Reply};
pub(crate) use self::cards::CardEffect;
pub use self::changes::Change;
use self::changes::{Changes, Watched};
use self::charge_permission::PermissionRecord;
use self::checkout_session::SessionRecord;
pub(crate) use self::checkout_view::{
    AgreementView, CheckoutProgress, CheckoutView, OfferedAddress, OfferedCard, Stage,
};
use self::delivery_trackers::TrackerRecord;
pub use self::dispute_review::DisputeRuling;
use self::file::FileRecord;
pub(crate) use self::file::{LARGEST_FILE, too_large};
use self::idempotency::SavedAnswers;
use self::identifiers::{Identifiers, PermissionKey, SessionKey};
use self::journal::Journal;
use self::merchant_account::AccountRecord;
pub(crate) use self::merchant_account::is_partners;
pub use self::objects::ObjectKind;
pub(crate) use self::overview::{KindCount, LedgerTotals};
pub(crate) use self::report_documents::DOCUMENT_PATH;
pub use self::report_documents::Document;
use self::report_schedules::ScheduleRecord;
use self::reports::ReportRecord;
use self::secrets::Secrets;
use self::settlements::Settlements;
pub(crate) use self::state_diagrams::{StateDiagram, state_diagrams};
use self::store::StoreRecord;
pub(crate) use self::summaries::{ObjectSummary, SeenObjects, SummaryFilter};
pub(crate) use self::test_buyers::TestBuyer;
use self::timers::{Event, Timers};
pub(crate) use self::upcoming::{Upcoming, UpcomingFilter};
use crate::api_failure::ApiFailure;

/// Where Amazon's own buyers confirm.
const CHECKOUT_PAGE: &str = "https://payments.amazon.com/checkout/processing";

/// Where the API is, for addresses below it that are handed out.
const ADDRESS: &str = "https://pay-api.amazon.com";

/// What tells a merchant's live objects from its sandbox ones. No merchant id has a slash.
pub(crate) const LIVE_SUFFIX: &str = "/live";

/// All merchants' objects and the rules by which they change.
///
/// ```
/// use amazonpay_sandbox::engine::{ApiCall, Engine};
///
/// let mut engine = Engine::new();
/// let call = ApiCall {
///     operation: "charges.get",
///     path_parameters: &["S01-1234567-1234567-C000001".to_owned()],
///     merchant: "A1",
///     provider: None,
///     query: &[],
///     body: b"",
///     idempotency_key: None,
///     simulation_code: None,
///     version: "v2",
///     region: "eu",
/// };
/// assert_eq!(engine.handle(&call, jiff::Timestamp::UNIX_EPOCH).status, 404);
/// ```
#[derive(Debug)]
pub struct Engine {
    sessions: HashMap<SessionKey, Box<SessionRecord>>,
    permissions: Watched<PermissionKey, PermissionRecord>,
    signed_in: HashMap<Box<str>, SignedIn>,
    files: HashMap<Box<str>, Box<FileRecord>>,
    accounts: HashMap<Box<str>, AccountRecord>,
    stores: HashMap<Box<str>, StoreRecord>,
    auth_tokens: HashMap<Box<str>, Arc<str>>,
    merchants: HashMap<Arc<str>, u32>,
    /// By their numbers.
    merchant_names: Vec<Arc<str>>,
    live_merchants: HashSet<u32>,
    saved: SavedAnswers,
    /// By the references of payments in a shop.
    by_reference: SavedAnswers,
    timers: Timers,
    changes: Changes,
    journal: Journal,
    settlements: Settlements,
    /// By their numbers, as all below.
    reports: BTreeMap<u64, ReportRecord>,
    schedules: BTreeMap<u64, ScheduleRecord>,
    delivery_trackers: Vec<TrackerRecord>,
    compresses_documents: bool,
    identifiers: Identifiers,
    object_count: usize,
    latest: Timestamp,
    checkout_page: String,
    address: String,
    secrets: Secrets,
}

impl Default for Engine {
    fn default() -> Self {
        Self {
            sessions: HashMap::new(),
            permissions: Watched::default(),
            signed_in: HashMap::new(),
            files: HashMap::new(),
            accounts: HashMap::new(),
            stores: HashMap::new(),
            auth_tokens: HashMap::new(),
            merchants: HashMap::new(),
            merchant_names: Vec::new(),
            live_merchants: HashSet::new(),
            saved: SavedAnswers::default(),
            by_reference: SavedAnswers::default(),
            timers: Timers::default(),
            changes: Changes::default(),
            journal: Journal::default(),
            settlements: Settlements::default(),
            reports: BTreeMap::new(),
            schedules: BTreeMap::new(),
            delivery_trackers: Vec::new(),
            compresses_documents: false,
            identifiers: Identifiers::default(),
            object_count: 0,
            latest: Timestamp::MIN,
            checkout_page: CHECKOUT_PAGE.to_owned(),
            address: ADDRESS.to_owned(),
            secrets: Secrets::default(),
        }
    }
}

impl Engine {
    /// Makes an engine without objects. It names them as every new engine does.
    pub fn new() -> Self {
        Self::default()
    }

    /// Names the objects that are made from here on as every engine with this seed does; 0 at first. To be called before
    /// there are objects.
    pub fn seed_identifiers(&mut self, seed: u64) {
        self.identifiers = Identifiers::seeded(seed);
    }

    /// Sets the secret that the names of objects come from, those of sessions in a way that can't be told without it. Call
    /// it before the first object is made.
    pub fn name_by_secret(&mut self, secret: [u8; 32]) {
        self.identifiers = Identifiers::secret(secret);
    }

    /// Carries out one call at the given time, after everything that fell due before it.
    ///
    /// Always answers; a broken rule is an answer of 400 and above. An operation that the engine does not know is 501.
    /// Time does not run backwards: an earlier time than before counts as the latest one.
    pub fn handle(&mut self, call: &ApiCall<'_>, now: Timestamp) -> Reply {
        let now = self.advance(now);
        let keyed = match idempotency::keyed(call) {
            Ok(keyed) => keyed,
            Err(failure) => return failure.reply(),
        };
        if let Some(keyed) = &keyed {
            match self.saved.find(keyed) {
                Ok(Some(reply)) => return reply,
                Ok(None) => {}
                Err(failure) => return failure.reply(),
            }
        }
        let result = self.dispatch(call, now);
        self.note_changes(now);
        if let Some(keyed) = keyed {
            self.saved.save(keyed, &result);
        }
        result.unwrap_or_else(|failure| failure.reply())
    }

    fn dispatch(&mut self, call: &ApiCall<'_>, now: Timestamp) -> Result<Reply, ApiFailure> {
        match call.operation {
            "checkout_sessions.create" => self.create_session(call, now),
            "checkout_sessions.get" => self.get_session(call),
            "checkout_sessions.update" => self.update_session(call),
            "checkout_sessions.complete" => self.complete_session(call, now),
            "checkout_sessions.finalize" => self.finalize_session(call, now),
            "charge_permissions.get" => self.get_permission(call, now),
            "charge_permissions.update" => self.update_permission(call, now),
            "charge_permissions.close" => self.close_permission(call, now),
            "charges.create" => self.create_charge(call, now),
            "charges.get" => self.get_charge(call),
            "charges.update" => self.update_charge(call, now),
            "charges.capture" => self.capture_charge(call, now),
            "charges.cancel" => self.cancel_charge(call, now),
            "refunds.create" => self.create_refund(call, now),
            "refunds.get" => self.get_refund(call),
            "buyers.get" => self.get_buyer(call),
            "in_store.merchant_scan" => self.merchant_scan(call, now),
            "in_store.charge" => self.charge_in_store(call, now),
            "in_store.refund" => self.refund_in_store(call, now),
            "merchant_accounts.register" => self.register_account(call),
            "merchant_accounts.update" => self.update_account(call),
            "merchant_accounts.delete" => self.delete_account(call),
            "merchant_accounts.create" => self.create_account(call),
            "merchant_accounts.update_merchant" => self.update_merchant_account(call),
            "merchant_accounts.claim" => self.claim_account(call),
            "stores.create" => self.create_store(call),
            "stores.update" => self.update_store(call),
            "disputes.create" => self.create_dispute(call, now),
            "disputes.get" => self.get_dispute(call),
            "disputes.update" => self.update_dispute(call, now),
            "disputes.contest" => self.contest_dispute(call, now),
            "files.upload" => self.upload_file(call, now),
            "authorization_tokens.get" => self.get_authorization_token(call),
            "delivery_trackers.create" => self.create_delivery_tracker(call),
            "reports.list" => self.list_reports(call, now),
            "reports.get" => self.get_report(call),
            "reports.create" => self.create_report(call, now),
            "report_documents.get" => self.get_report_document(call, now),
            "report_schedules.list" => self.list_schedules(call),
            "report_schedules.get" => self.get_schedule(call),
            "report_schedules.create" => self.create_schedule(call, now),
            "report_schedules.cancel" => self.cancel_schedule(call),
            "disbursements.list" => self.list_disbursements(call),
            operation => {
                let message = format!("{operation} is not in the sandbox yet.");
                Err(ApiFailure::new(501, "UnsupportedOperation", message))
            }
        }
    }

    /// Lets everything happen that falls due until then: authorizations settle, captures and refunds complete, objects
    /// expire. Calling it with an earlier time than before does nothing.
    pub fn run_until(&mut self, now: Timestamp) {
        self.advance(now);
    }

    /// Runs what is due and tells the time that counts.
    fn advance(&mut self, now: Timestamp) -> Timestamp {
        self.latest = self.latest.max(now);
        while let Some((due, event)) = self.timers.next_due(self.latest) {
            match event {
                Event::SessionExpires(key) => self.expire_session(key, due),
                Event::SessionForgotten(key) => self.forget_session(key),
                Event::AuthorizationSettles(key, outcome) => self.settle_authorization(key, outcome, due),
                Event::AuthorizationExpires(key) => self.expire_authorization(key, due),
                Event::CaptureSettles(key, outcome) => self.settle_capture(key, outcome, due),
                Event::RefundSettles(key, declined) => self.settle_refund(key, declined, due),
                Event::PermissionExpires(key) => self.expire_permission(key, due),
                Event::DisputeUnanswered(key, states) => self.expire_dispute(key, states, due),
                Event::DisputeReviewed(key, states) => self.settle_dispute(key, states, due),
                Event::SettlementDue(merchant) => self.settle(merchant, due),
                Event::ReportDone(number) => self.finish_report(number, due),
                Event::ReportForgotten(number) => self.forget_report(number),
                Event::ReportScheduled(number) => self.make_scheduled_report(number, due),
            }
            self.note_changes(due);
        }
        self.latest
    }

    /// Sets the address of the page that `amazonPayRedirectUrl` points to; the session's id is added to its query.
    /// Default: `https://payments.amazon.com/checkout/processing`. It outlives a [`reset`](Self::reset).
    pub fn set_checkout_page(&mut self, address: impl Into<String>) {
        self.checkout_page = address.into();
    }

    /// Sets the address below which what is handed out by address is found: scheme and host, without a slash at the end.
    /// Default: `https://pay-api.amazon.com`. It outlives a [`reset`](Self::reset).
    pub fn set_address(&mut self, address: impl Into<String>) {
        self.address = address.into();
    }

    /// Sets the secret that tokens and unguessable addresses are derived from; 32 zeros at first, which anybody can
    /// guess and every run has the same. It outlives a [`reset`](Self::reset).
    pub fn set_secret(&mut self, secret: [u8; 32]) {
        self.secrets = Secrets::new(secret);
    }

    /// Counts the objects of all kinds.
    pub fn object_count(&self) -> usize {
        self.object_count
    }

    /// Forgets every object and every saved answer. Names begin anew, with the seed 0.
    pub fn reset(&mut self) {
        let checkout_page = std::mem::take(&mut self.checkout_page);
        let (address, secrets) = (std::mem::take(&mut self.address), self.secrets.clone());
        let watched = self.is_watching_changes();
        let compresses_documents = self.compresses_documents;
        *self = Self { checkout_page, address, secrets, compresses_documents, ..Self::default() };
        self.watch_changes(watched);
    }

    /// The number of a merchant; one that no merchant has when it has made nothing yet.
    fn merchant(&self, name: &str) -> u32 {
        self.merchants.get(name).copied().unwrap_or(u32::MAX)
    }

    /// The number of a merchant who is about to make something.
    fn merchant_to_be(&mut self, name: &str) -> u32 {
        if let Some(number) = self.merchants.get(name) {
            return *number;
        }
        let number = u32::try_from(self.merchants.len()).unwrap_or(u32::MAX);
        let name: Arc<str> = name.into();
        self.merchants.insert(Arc::clone(&name), number);
        if name.ends_with(LIVE_SUFFIX) {
            self.live_merchants.insert(number);
        }
        self.merchant_names.push(name);
        number
    }

    /// The environment of a merchant's objects.
    fn release_environment(&self, merchant: u32) -> ReleaseEnvironment {
        if self.live_merchants.contains(&merchant) {
            ReleaseEnvironment::Live
        } else {
            ReleaseEnvironment::Sandbox
        }
    }
}

/// Reads a region's code; North America for anything else.
fn region(code: &str) -> Region {
    code.parse().unwrap_or(Region::Na)
}

#[cfg(test)]
mod tests;
