//! What the tests of several crates share: vectors, a server that plays them back, a clock that is moved.

pub mod bad_responses;
pub mod captured_log;
pub mod held_clock;
pub mod json_difference;
pub mod mobile_shop;
pub mod moved_clock;
pub mod notification_vectors;
pub mod operation_vectors;
pub mod playback;
pub mod raw_server;
pub mod redis_server;
pub mod secrets;
pub mod shop;
pub mod test_authority;
pub mod test_key;
pub mod trace_search;
pub mod traces;

/// The README's examples, compiled and run as documentation tests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;

/// The example of what can be seen of the client, likewise.
#[cfg(doctest)]
#[doc = include_str!("../../docs/observability.md")]
pub struct Observability;

/// The examples of the guide to failures, likewise.
#[cfg(doctest)]
#[doc = include_str!("../../docs/reliability.md")]
pub struct Reliability;

/// The examples of the chapter on notifications.
#[cfg(doctest)]
#[doc = include_str!("../../docs/notifications.md")]
pub struct NotificationsChapter;
