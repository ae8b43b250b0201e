//! What all connections of a sandbox share.

use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::Router;

use crate::clock::SandboxClock;
use crate::engine::Engine;
use crate::faults::Faults;
use crate::merchants::Merchants;
use crate::request_log::RequestLog;
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
    pub(crate) control: Router<std::sync::Arc<State>>,
    engine: Mutex<Engine>,
}

impl std::fmt::Debug for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("State").field("clock", &self.clock).finish_non_exhaustive()
    }
}

impl State {
    pub(crate) fn new(
        clock: SandboxClock,
        accept_machine_time: bool,
        host_names: Vec<String>,
        log_capacity: usize,
    ) -> Self {
        Self {
            clock,
            merchants: Merchants::default(),
            faults: Faults::default(),
            throttling: Throttling::default(),
            log: RequestLog::new(log_capacity),
            accept_machine_time,
            host_names,
            control: crate::control::router(),
            engine: Mutex::new(Engine::new()),
        }
    }

    /// Forgets everything but merchants and keys.
    pub(crate) fn reset(&self) {
        self.engine().reset();
        self.faults.clear();
        self.throttling.set(None);
        self.log.clear();
        self.clock.reset();
    }

    /// The engine. A panic while it was held leaves a lock that is usable again: losing one request to a defect is
    /// better than losing the server.
    pub(crate) fn engine(&self) -> MutexGuard<'_, Engine> {
        self.engine.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
