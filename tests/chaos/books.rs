//! What a client knows: its journal, read into memory.

use std::collections::{BTreeMap, BTreeSet, HashMap};

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
    /// How the final state of what was under way was learnt.
    pub(crate) learnt: BTreeMap<String, Means>,
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
                if let Some(seen) = &ended.seen {
                    self.see(seen.clone());
                }
                if self.ended.insert(position, ended).is_some() {
                    self.ended_again.push(position);
                }
            }
            Entry::Failed { order, step, operation, error } => {
                self.failed.insert((order, step), format!("{operation}: {error}"));
            }
            Entry::Learnt { seen, by } => {
                self.learnt.entry(seen.id.clone()).or_insert(by);
                self.see(seen);
            }
        }
    }

    fn see(&mut self, seen: Seen) {
        match self.objects.get_mut(&seen.id) {
            Some(known) if known.progress() > seen.progress() => {}
            Some(known) => *known = seen,
            None => _ = self.objects.insert(seen.id.clone(), seen),
        }
    }

    /// The charge that a step made: Create Charge, or a session's completion.
    pub(crate) fn charge_id(&self, position: Position) -> Option<&str> {
        let ended = self.ended.get(&position)?;
        ended.charge_id.as_deref().or_else(|| Some(ended.seen.as_ref()?.id.as_str()))
    }

    /// The charges and refunds whose state may still change.
    pub(crate) fn unsettled(&self) -> BTreeSet<String> {
        let open = self.objects.values().filter(|seen| seen.progress() < 3);
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
}
