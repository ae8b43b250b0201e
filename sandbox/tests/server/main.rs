//! The sandbox over real sockets: what it refuses, what it breaks on demand, what its control API does.
#![allow(clippy::unwrap_used, reason = "the whole crate is tests; helpers count as none of them")]

mod authentication;
mod client;
mod control;
mod dashboard;
mod dashboard_events;
mod dashboard_requests;
mod faults;
mod guarding;
mod identifiers;
mod notification_control;
mod notification_faults;
mod notification_verification;
mod notifications;
mod own_client;
mod partners;
mod program;
mod receiver;
mod shop;
mod signature_reports;
#[path = "../../../tests/src/traces.rs"]
#[expect(unreachable_pub, reason = "it is a public module of the crate it belongs to")]
mod traces;
