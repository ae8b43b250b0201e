//! What a client knows: its journal, read into memory.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::attempts::Attempts;
use crate::endpoint::Message;
use crate::journal::{Ended, Entry, Means, Seen};

/// An order's number and a step's.
pub(crate) type Position = (usize, usize);

/// Everything that the entries of one or of several journals say.
#[derive(Debug, Default)]
pub(crate) struct Books {
    /// The steps begun, with their idempotency keys.
    pub(crate) begun: HashMap<Position, Option<String>>,
    pub(crate) ended: HashMap<Position, Ended>,
    /// Steps that ended more than once, which none may.
    pub(crate) ended_again: Vec<Position>,
    pub(crate) failed: BTreeMap<Position, String>,
    /// Each charge and refund in the furthest state that was seen.
    pub(crate) objects: BTreeMap<String, Seen>,
    /// How the final state of each charge and refund was learnt.
    pub(crate) settled_by: BTreeMap<String, Means>,
    /// The notifications that were verified, with the objects that they are about.
    pub(crate) notified: BTreeMap<String, String>,
    /// How often each of them was acted upon.
    pub(crate) acted: BTreeMap<String, usize>,
    /// How many came again.
    pub(crate) repeated: usize,
    /// How many were refused, by the reason.
    pub(crate) refused: BTreeMap<String, usize>,
    pub(crate) attempts: Attempts,
    pub(crate) client_jumps: usize,
    pub(crate) sandbox_jumps: usize,
}

impl Books {
    pub(crate) fn new(entries: impl IntoIterator<Item = Entry>) -> Self {
        let mut books = Self::default();
        entries.into_iter().for_each(|entry| books.enter(entry));
        books
    }

    pub(crate) fn enter(&mut self, entry: Entry) {
        match entry {
            Entry::Started => {}
            Entry::Begun { order, step, key, .. } => _ = self.begun.insert((order, step), key),
            Entry::Jumped { clock, .. } if clock == "client" => self.client_jumps += 1,
            Entry::Jumped { .. } => self.sandbox_jumps += 1,
            Entry::Ended(ended) => {
                let position = (ended.order, ended.step);
                self.attempts.add(ended.attempts);
                if let Some(seen) = &ended.seen {
                    self.see(seen.clone(), Means::Answer);
                }
                if self.ended.insert(position, ended).is_some() {
                    self.ended_again.push(position);
                }
            }
            Entry::Failed { order, step, operation, error } => {
                self.failed.insert((order, step), format!("{operation}: {error}"));
            }
            Entry::Learnt { seen, by } => self.see(seen, by),
            Entry::Notified { message, object } => _ = self.notified.insert(message, object),
            Entry::Acted { message, attempts } => {
                self.attempts.add(attempts);
                *self.acted.entry(message).or_default() += 1;
            }
            Entry::Repeated { .. } => self.repeated += 1,
            Entry::Refused { reason } => *self.refused.entry(reason).or_default() += 1,
        }
    }

    fn see(&mut self, seen: Seen, by: Means) {
        if seen.is_final() {
            self.settled_by.entry(seen.id.clone()).or_insert(by);
        }
        match self.objects.get_mut(&seen.id) {
            Some(known) if known.progress() > seen.progress() => {}
            Some(known) => *known = seen,
            None => _ = self.objects.insert(seen.id.clone(), seen),
        }
    }

    /// The charge or refund that a step made.
    pub(crate) fn made_by(&self, position: Position) -> Option<&str> {
        let ended = self.ended.get(&position)?;
        ended.made.as_deref().or_else(|| Some(ended.seen.as_ref()?.id.as_str()))
    }

    /// The notifications that were noted and not acted upon.
    pub(crate) fn messages_not_acted_upon(&self) -> Vec<Message> {
        let open = self.notified.iter().filter(|(id, _)| !self.acted.contains_key(*id));
        open.map(|(id, object)| Message { id: id.clone(), object: object.clone() }).collect()
    }

    /// The charges and refunds whose state may still change.
    pub(crate) fn unsettled(&self) -> BTreeSet<String> {
        let open = self.objects.values().filter(|seen| !seen.is_final());
        open.map(|seen| seen.id.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use amazonpay::model::Money;

    use super::*;

    #[test]
    fn an_older_sight_of_an_object_does_not_undo_a_newer_one() {
        let seen = |state: &str| Seen {
            id: "S02-1-1-C000001".to_owned(),
            state: state.to_owned(),
            amount: Money::eur("12.30").unwrap(),
            captured: None,
        };
        let learnt = |state| Entry::Learnt { seen: seen(state), by: Means::Notification };
        let mut books = Books::new([learnt("Authorized")]);
        assert_eq!(books.unsettled().len(), 1);
        books.enter(learnt("Captured"));
        books.enter(learnt("Authorized"));
        assert_eq!(books.objects.values().next(), Some(&seen("Captured")));
        assert!(books.unsettled().is_empty());
    }

    #[test]
    fn a_notification_is_acted_upon_until_the_journal_says_that_it_was() {
        let [message, object] = ["m1", "S02-1-1-C000001"].map(str::to_owned);
        let mut books = Books::new([Entry::Notified { message: message.clone(), object: object.clone() }]);
        assert_eq!(books.messages_not_acted_upon(), [Message { id: message.clone(), object }]);
        books.enter(Entry::Repeated { message: message.clone() });
        books.enter(Entry::Acted { message, attempts: Attempts::default() });
        assert_eq!((books.messages_not_acted_upon(), books.repeated), (Vec::new(), 1));
    }
}
