//! Telling the observers, so that none of them can harm a call.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::{AttemptFinished, AttemptStarted, Observer};

pub(crate) fn before_attempt(observers: &[Arc<dyn Observer>], attempt: &AttemptStarted<'_>) {
    for observer in observers {
        guarded("before_attempt", || observer.before_attempt(attempt));
    }
}

pub(crate) fn after_attempt(observers: &[Arc<dyn Observer>], attempt: &AttemptFinished<'_>) {
    for observer in observers {
        guarded("after_attempt", || observer.after_attempt(attempt));
    }
}

/// Money may be on its way while an observer runs, so its panic must neither end the call nor unwind through a border to
/// another language. The observer alone can be left half-changed by it, and that is its own affair.
fn guarded(method: &'static str, call: impl FnOnce()) {
    if catch_unwind(AssertUnwindSafe(call)).is_err() {
        // The panic's message was printed by the panic hook already, and may hold anything.
        tracing::error!(method, "an observer panicked; the call goes on");
    }
}
