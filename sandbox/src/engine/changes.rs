//! What changed: the changes that Amazon tells merchants of, found by comparing objects with what they were before.
//!
//! Guide: <https://developer.amazon.com/docs/amazon-pay-checkout/set-up-instant-payment-notifications.html>.
//!
//! Nobody who changes a state has to think of it: records are kept in a [`Watched`] map, and whoever takes one out to
//! change it leaves a note of what it was. After each call and each timer the engine compares. A new kind of object
//! inside a record is a line in the record's [`Observed`]; a new map of records is a line in
//! [`Engine::note_changes`] and one in [`Engine::watch_changes`].

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use amazonpay::notification::{NotificationType, ObjectType};
use jiff::Timestamp;

use super::identifiers::{self, PermissionKey, SessionKey};
use super::{Engine, LIVE_SUFFIX};
use crate::api_failure::ApiFailure;

/// One change of one object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The merchant whose object it is.
    pub merchant_id: Arc<str>,
    /// Whether it is an object of the live environment.
    pub is_live: bool,
    /// The object's kind.
    pub object_type: ObjectType,
    /// The object's id.
    pub object_id: String,
    /// The Charge Permission that the object belongs to, or is.
    pub charge_permission_id: String,
    /// What changed: it is new or its state is another, or else something of which merchants are told \[own\]: why a
    /// Charge Permission is NonChargeable, or which card it is charged to.
    pub notification_type: NotificationType,
    /// When.
    pub moment: Timestamp,
    /// Where [`Engine::set_ipn_url`] has notifications of this object sent besides.
    pub ipn_url: Option<Arc<str>>,
}

/// An object as a notification sees it.
pub(super) struct Sight<'a> {
    pub(super) object_type: ObjectType,
    pub(super) id: &'a str,
    pub(super) state: &'a str,
    /// Whatever else a merchant is told the change of.
    pub(super) attributes: String,
}

/// A record with objects of which merchants are told.
pub(super) trait Observed {
    /// The number of the merchant.
    fn merchant(&self) -> u32;

    fn charge_permission_id(&self) -> &str;

    /// Shows each of its objects, in the order in which changes are told.
    fn observe<'a>(&'a self, see: &mut dyn FnMut(Sight<'a>));
}

/// State and attributes of a record's objects, by their ids.
#[derive(Debug, Default)]
struct Seen(HashMap<Box<str>, (Box<str>, String)>);

impl Seen {
    fn of(record: &impl Observed) -> Self {
        let mut seen = HashMap::new();
        record.observe(&mut |sight| {
            seen.insert(sight.id.into(), (sight.state.into(), sight.attributes));
        });
        Self(seen)
    }

    fn compare(&self, now: &Sight<'_>) -> Option<NotificationType> {
        match self.0.get(now.id) {
            Some((state, _)) if **state != *now.state => Some(NotificationType::StateChange),
            Some((_, attributes)) => {
                (*attributes != now.attributes).then_some(NotificationType::AttributeChange)
            }
            None => Some(NotificationType::StateChange),
        }
    }
}

/// A map of records that remembers what each was before it was taken out to be changed.
#[derive(Debug)]
pub(super) struct Watched<Key, Record> {
    records: HashMap<Key, Box<Record>>,
    /// Which records were taken out since [`each_touched`](Self::each_touched) was asked for them.
    touched: Vec<Key>,
    /// `None` while nobody wants to know.
    before: Option<Vec<(Key, Seen)>>,
}

impl<Key, Record> Default for Watched<Key, Record> {
    fn default() -> Self {
        Self { records: HashMap::new(), touched: Vec::new(), before: None }
    }
}

impl<Key: Copy + Eq + Hash, Record: Observed> Watched<Key, Record> {
    pub(super) fn get(&self, key: &Key) -> Option<&Record> {
        self.records.get(key).map(Box::as_ref)
    }

    pub(super) fn get_mut(&mut self, key: &Key) -> Option<&mut Record> {
        let record = self.records.get_mut(key)?.as_mut();
        if self.touched.last() != Some(key) {
            self.touched.push(*key);
        }
        if let Some(before) = &mut self.before
            && !before.iter().any(|(noted, _)| noted == key)
        {
            before.push((*key, Seen::of(record)));
        }
        Some(record)
    }

    pub(super) fn insert(&mut self, key: Key, record: Box<Record>) {
        if let Some(before) = &mut self.before {
            before.push((key, Seen::default()));
        }
        self.touched.push(key);
        self.records.insert(key, record);
    }

    /// Hands over the records that were taken out since the last time.
    pub(super) fn each_touched(&mut self, mut look: impl FnMut(Key, &mut Record)) {
        for key in self.touched.drain(..) {
            if let Some(record) = self.records.get_mut(&key) {
                look(key, record);
            }
        }
    }

    pub(super) fn values(&self) -> impl Iterator<Item = &Record> {
        self.records.values().map(Box::as_ref)
    }

    fn watch(&mut self, wanted: bool) {
        if self.before.is_some() != wanted {
            self.before = wanted.then(Vec::new);
        }
    }

    /// Compares the records that were taken out with what they were.
    fn compare(&mut self, mut tell: impl FnMut(&Record, Sight<'_>, NotificationType)) {
        let Some(before) = &mut self.before else { return };
        for (key, seen) in before.drain(..) {
            if let Some(record) = self.records.get(&key) {
                record.observe(&mut |sight| {
                    if let Some(what) = seen.compare(&sight) {
                        tell(record, sight, what);
                    }
                });
            }
        }
    }
}

/// Changes that were noted and not yet taken, and where else they are to be told.
#[derive(Debug, Default)]
pub(super) struct Changes {
    noted: Vec<Change>,
    session_urls: HashMap<SessionKey, Arc<str>>,
    permission_urls: HashMap<PermissionKey, Arc<str>>,
}

impl Changes {
    /// Hands a session's address on to the Charge Permission that it became.
    pub(super) fn session_became(&mut self, session: SessionKey, permission: PermissionKey) {
        if let Some(url) = self.session_urls.get(&session) {
            self.permission_urls.insert(permission, Arc::clone(url));
        }
    }

    pub(super) fn forget_session(&mut self, session: SessionKey) {
        self.session_urls.remove(&session);
    }
}

impl Engine {
    /// Notes changes from now on, or stops noting them. Off at first: it costs a little with every call, and what is
    /// noted is kept until [`take_changes`](Self::take_changes). It outlives a [`reset`](Self::reset).
    pub fn watch_changes(&mut self, wanted: bool) {
        self.permissions.watch(wanted);
        if !wanted {
            self.changes.noted.clear();
        }
    }

    /// Takes the changes that were noted, in the order in which they happened. Changes of one call have its moment;
    /// what happened by itself has the moment when it fell due.
    pub fn take_changes(&mut self) -> Vec<Change> {
        // Whatever was changed outside of a call.
        self.note_changes(self.latest);
        std::mem::take(&mut self.changes.noted)
    }

    /// Has what becomes of a session told to this address besides those that the merchant has registered.
    ///
    /// # Errors
    /// An [`ApiFailure`] when there is no such session.
    pub fn set_ipn_url(&mut self, checkout_session_id: &str, url: &str) -> Result<(), ApiFailure> {
        let (key, _) = self.any_session(checkout_session_id)?;
        self.changes.session_urls.insert(key, url.into());
        Ok(())
    }

    /// The moment at which something happens by itself next.
    pub fn next_due(&self) -> Option<Timestamp> {
        self.timers.next()
    }

    /// Compares whatever was taken out since the last time with what it was.
    pub(super) fn note_changes(&mut self, moment: Timestamp) {
        self.keep_journal(moment);
        let Self { permissions, changes, merchant_names, .. } = self;
        let Changes { noted, permission_urls, .. } = changes;
        permissions.compare(note(noted, permission_urls, merchant_names, moment));
    }

    pub(crate) fn is_watching_changes(&self) -> bool {
        self.permissions.before.is_some()
    }
}

/// What to do with a change that was found.
fn note<Record: Observed>(
    noted: &mut Vec<Change>,
    urls: &HashMap<PermissionKey, Arc<str>>,
    merchants: &[Arc<str>],
    moment: Timestamp,
) -> impl FnMut(&Record, Sight<'_>, NotificationType) {
    move |record, sight, notification_type| {
        let charge_permission_id = record.charge_permission_id().to_owned();
        let merchant = usize::try_from(record.merchant()).ok().and_then(|number| merchants.get(number));
        let Some(merchant) = merchant else { return };
        let live = merchant.strip_suffix(LIVE_SUFFIX);
        noted.push(Change {
            merchant_id: live.map_or_else(|| Arc::clone(merchant), Arc::from),
            is_live: live.is_some(),
            object_type: sight.object_type,
            object_id: sight.id.to_owned(),
            ipn_url: identifiers::permission_key(&charge_permission_id)
                .and_then(|key| urls.get(&key).cloned()),
            charge_permission_id,
            notification_type,
            moment,
        });
    }
}
