//! Wakes the engine at the moment at which something happens by itself, so that merchants are told of it without a
//! request coming in.

use std::sync::Arc;

use crate::state::State;

/// Runs the engine's timers as they fall due on the sandbox's clock, while anybody is to be told of changes. Without
/// that they run with the next request.
pub(crate) async fn keep(state: Arc<State>) {
    loop {
        match state.set_alarm() {
            None => state.alarm.notified().await,
            Some(due) => tokio::select! {
                () = state.clock.sleep_until(due) => state.engine().run_until(state.clock.now()),
                () = state.alarm.notified() => {}
            },
        }
    }
}
