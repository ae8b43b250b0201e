//! Lists of objects for whoever looks from outside the API: lines, pages of them, and what belongs together.

use std::collections::HashMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::objects::ObjectKind;
use super::outlines::Outline;
use super::{Engine, LIVE_SUFFIX, limits};

/// How many objects are told to belong to one at most; a permission that is charged every month has many charges.
const MOST_RELATED: usize = 100;

/// A sum of money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Amount {
    /// A decimal number, such as `12.00`.
    pub(crate) amount: String,
    /// The currency's code.
    pub(crate) currency_code: String,
}

/// A line of a list of objects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ObjectSummary {
    /// The kind, as in the path of `objects`.
    pub(crate) kind: &'static str,
    /// The object's id; of a delivery tracker, which has none in the API, its number.
    pub(crate) id: String,
    /// The state, of objects that have one.
    pub(crate) state: Option<String>,
    /// Why it is in that state.
    pub(crate) reason_code: Option<String>,
    /// Whose object it is.
    pub(crate) merchant_id: String,
    /// Whether it is an object of the live environment.
    pub(crate) is_live: bool,
    /// What it is about: what a session or charge asks for, a Charge Permission's limit, what a refund gives back, what is
    /// disputed, what was paid out.
    pub(crate) amount: Option<Amount>,
    /// When it was made, in the sandbox's time, to the second.
    #[schemars(extend("format" = "date-time"))]
    pub(crate) created: String,
    /// When its state last changed.
    #[schemars(extend("format" = "date-time"))]
    pub(crate) updated: String,
    /// The Charge Permission that it belongs to, or is.
    pub(crate) charge_permission_id: Option<String>,
}

/// Which objects to list.
#[derive(Debug, Clone, Default)]
pub(crate) struct SummaryFilter {
    pub(crate) kind: Option<ObjectKind>,
    pub(crate) state: Option<String>,
    /// A part of the id, whatever the case.
    pub(crate) text: Option<String>,
    /// Those made before the one of this number.
    pub(crate) before: Option<u64>,
    pub(crate) limit: usize,
}

/// A page of a list.
#[derive(Debug)]
pub(crate) struct SummaryPage {
    pub(crate) objects: Vec<ObjectSummary>,
    /// How many fit, on whatever page.
    pub(crate) total: usize,
    /// The number of the last one, when more follow.
    pub(crate) next: Option<u64>,
}

/// What a listener has seen of each object, by its number.
#[derive(Debug, Default)]
pub(crate) struct SeenObjects(HashMap<u64, u64>);

impl Engine {
    /// Lists objects, newest first.
    pub(crate) fn summaries(&self, filter: &SummaryFilter) -> SummaryPage {
        let text = filter.text.as_ref().map(|text| text.to_ascii_lowercase());
        let (mut total, mut found) = (0, Vec::new());
        for (_, kind) in ObjectKind::ALL.iter().filter(|(_, kind)| filter.kind.is_none_or(|one| one == *kind))
        {
            self.each_outline(*kind, |outline| {
                if filter.state.as_deref().is_some_and(|state| outline.state != Some(state))
                    || text.as_deref().is_some_and(|text| !has_part(&outline.id(), text))
                {
                    return;
                }
                total += 1;
                if filter.before.is_none_or(|before| outline.number < before) {
                    found.push(outline);
                }
            });
        }
        let more = found.len() > filter.limit;
        newest(&mut found, filter.limit, |outline| outline.number);
        SummaryPage {
            total,
            next: found.last().filter(|_| more).map(|last| last.number),
            objects: found.iter().map(|outline| self.summary(outline)).collect(),
        }
    }

    /// Lists the other objects of the Charge Permission that an object belongs to, oldest first.
    pub(crate) fn related(&self, kind: ObjectKind, id: &str) -> Vec<ObjectSummary> {
        let mut permission = None;
        self.each_outline(kind, |outline| {
            if outline.id() == id {
                permission = outline.charge_permission_id;
            }
        });
        let Some(permission) = permission else { return Vec::new() };
        let mut found = Vec::new();
        for (_, one) in ObjectKind::ALL {
            self.each_outline(*one, |outline| {
                let is_itself = || *one == kind && outline.id() == id;
                if outline.charge_permission_id == Some(permission) && !is_itself() {
                    found.push(outline);
                }
            });
        }
        found.sort_unstable_by_key(|outline| outline.number);
        found.truncate(MOST_RELATED);
        found.iter().map(|outline| self.summary(outline)).collect()
    }

    /// Lists at most so many objects that are new or have changed since they were last seen, and tells how many more there
    /// are; the latest changes first.
    pub(crate) fn changed_since(&self, seen: &mut SeenObjects, most: usize) -> (Vec<ObjectSummary>, usize) {
        let (mut count, mut changed) = (0, Vec::new());
        for (_, kind) in ObjectKind::ALL {
            self.each_outline(*kind, |outline| {
                count += 1;
                let fingerprint = outline.fingerprint();
                if seen.0.insert(outline.number, fingerprint) != Some(fingerprint) {
                    changed.push(outline);
                }
            });
        }
        if seen.0.len() > count {
            // Objects were forgotten: what was seen of them is not to be kept for ever.
            self.see_all(seen);
        }
        let missed = changed.len().saturating_sub(most);
        newest(&mut changed, most, |outline| (outline.updated, outline.number));
        (changed.iter().map(|outline| self.summary(outline)).collect(), missed)
    }

    /// Takes all objects as seen.
    pub(crate) fn see_all(&self, seen: &mut SeenObjects) {
        seen.0.clear();
        for (_, kind) in ObjectKind::ALL {
            self.each_outline(*kind, |outline| _ = seen.0.insert(outline.number, outline.fingerprint()));
        }
    }

    fn summary(&self, outline: &Outline<'_>) -> ObjectSummary {
        let merchant = usize::try_from(outline.merchant).ok();
        let merchant = merchant.and_then(|number| self.merchant_names.get(number)).map_or("", |name| &**name);
        let live = merchant.strip_suffix(LIVE_SUFFIX);
        ObjectSummary {
            kind: outline.kind.segment(),
            id: outline.id().into_owned(),
            state: outline.state.map(str::to_owned),
            reason_code: outline.reason.map(str::to_owned),
            merchant_id: live.unwrap_or(merchant).to_owned(),
            is_live: live.is_some(),
            amount: outline.amount.map(|(amount, currency)| Amount {
                amount: limits::money(amount, currency).amount().to_string(),
                currency_code: currency.to_string(),
            }),
            created: to_the_second(outline.created),
            updated: to_the_second(outline.updated),
            charge_permission_id: outline.charge_permission_id.map(str::to_owned),
        }
    }
}

/// As the API writes moments.
fn to_the_second(moment: Timestamp) -> String {
    Timestamp::from_second(moment.as_second()).unwrap_or(moment).to_string()
}

/// Keeps the greatest of a list, in descending order.
fn newest<T, Key: Ord>(found: &mut Vec<T>, most: usize, key: impl Fn(&T) -> Key) {
    if found.len() > most {
        found.select_nth_unstable_by_key(most, |one| std::cmp::Reverse(key(one)));
        found.truncate(most);
    }
    found.sort_unstable_by_key(|one| std::cmp::Reverse(key(one)));
}

/// Whether an id has a part, which is given in lower case.
fn has_part(id: &str, part: &str) -> bool {
    part.is_empty()
        || id.as_bytes().windows(part.len()).any(|window| window.eq_ignore_ascii_case(part.as_bytes()))
}
