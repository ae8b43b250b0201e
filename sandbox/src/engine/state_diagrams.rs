//! Which states objects have, and which of them become which: one table, for whoever draws them.
//!
//! Guide: the page of each object, such as <https://developer.amazon.com/docs/amazon-pay-api-v2/charge.html>. The engine does
//! not read it; a test drives the engine and finds no step outside the table, and every step of the table.

use schemars::JsonSchema;
use serde::Serialize;

use super::objects::ObjectKind;

/// The states of a kind and what they become; what is in no state yet is "".
type Steps = &'static [(&'static str, &'static [&'static str])];

/// The kinds whose objects have states, each with its states in the order in which they are usually had.
const TABLE: &[(ObjectKind, Steps)] = &[
    (
        ObjectKind::CheckoutSession,
        &[("", &["Open"]), ("Open", &["Completed", "Canceled"]), ("Completed", &[]), ("Canceled", &[])],
    ),
    (
        ObjectKind::ChargePermission,
        &[
            ("", &["Chargeable", "NonChargeable", "Closed"]),
            ("Chargeable", &["NonChargeable", "Closed"]),
            ("NonChargeable", &["Chargeable", "Closed"]),
            ("Closed", &[]),
        ],
    ),
    (
        ObjectKind::Charge,
        &[
            ("", &["AuthorizationInitiated", "Authorized", "CaptureInitiated", "Captured"]),
            ("AuthorizationInitiated", &["Authorized", "Declined", "Canceled"]),
            ("Authorized", &["CaptureInitiated", "Captured", "Canceled"]),
            ("CaptureInitiated", &["Captured", "Declined"]),
            ("Captured", &[]),
            ("Declined", &[]),
            ("Canceled", &[]),
        ],
    ),
    (
        ObjectKind::Refund,
        &[
            ("", &["RefundInitiated"]),
            ("RefundInitiated", &["Refunded", "Declined"]),
            ("Refunded", &[]),
            ("Declined", &[]),
        ],
    ),
    (
        ObjectKind::Dispute,
        &[
            ("", &["ActionRequired", "UnderReview", "Resolved", "Closed"]),
            ("ActionRequired", &["UnderReview", "Resolved", "Closed"]),
            ("UnderReview", &["ActionRequired", "Resolved", "Closed"]),
            ("Resolved", &["Closed"]),
            ("Closed", &[]),
        ],
    ),
    (
        ObjectKind::Report,
        &[
            ("", &["IN_PROGRESS"]),
            ("IN_PROGRESS", &["COMPLETED", "CANCELLED"]),
            ("COMPLETED", &[]),
            ("CANCELLED", &[]),
        ],
    ),
];

/// The states of one kind of object.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StateDiagram {
    /// The kind, as in the path of `objects`.
    pub(crate) kind: &'static str,
    /// The states, in the order in which they are usually had.
    pub(crate) states: Vec<DiagramState>,
    /// What becomes what.
    pub(crate) transitions: Vec<Transition>,
}

/// A state.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DiagramState {
    /// Its name in the API.
    pub(crate) state: &'static str,
    /// Whether nothing follows it.
    pub(crate) is_final: bool,
}

/// A step from one state to another.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Transition {
    /// The state before; null for an object that is made.
    pub(crate) from: Option<&'static str>,
    /// The state after.
    pub(crate) to: &'static str,
}

/// The diagrams of all kinds whose objects have states.
pub(crate) fn state_diagrams() -> Vec<StateDiagram> {
    let named = |state: &'static str| (!state.is_empty()).then_some(state);
    let diagram = |(kind, steps): &(ObjectKind, Steps)| StateDiagram {
        kind: kind.segment(),
        states: steps
            .iter()
            .filter_map(|(state, next)| {
                Some(DiagramState { state: named(state)?, is_final: next.is_empty() })
            })
            .collect(),
        transitions: steps
            .iter()
            .flat_map(|(from, next)| next.iter().map(|to| Transition { from: named(from), to }))
            .collect(),
    };
    TABLE.iter().map(diagram).collect()
}

/// The place of a state among those of its kind; the last for one that is not in the table.
pub(super) fn place_of(kind: ObjectKind, state: &str) -> usize {
    let steps = TABLE.iter().find(|(one, _)| *one == kind).map_or(&[][..], |(_, steps)| *steps);
    steps.iter().position(|(one, _)| *one == state).unwrap_or(usize::MAX)
}
