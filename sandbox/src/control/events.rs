//! Tells live what happens, as server-sent events: groups of what has changed, for any number of listeners.
//!
//! Nothing is recorded for a listener. What happens only [stirs](crate::stir::Stir); a listener that has been woken compares the
//! sandbox with what it has told before, and then waits, so that many changes become one group. Nobody listening costs nothing.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State as Shared};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde::Serialize;
use tokio::sync::watch;
use tokio::time::Instant;

use super::exchange::Refusal;
use super::overview::{self, Overview};
use super::routes::Routes;
use crate::engine::{ObjectSummary, SeenObjects};
use crate::notifications::{SeenNotifications, SentNotification};
use crate::shown_request::{self, RequestSummary};
use crate::state::State;

/// The least time from one group to the next.
const PAUSE: Duration = Duration::from_millis(250);

/// How much longer a listener waits than it has looked: with very many objects it must not hold up the requests.
const REST: u32 = 10;

/// The most of a kind in one group.
const MOST: usize = 100;

/// How often a comment says that the connection is still there.
const ALIVE: Duration = Duration::from_secs(15);

/// A request that comes without a connection, whose answer must have an end; put into such a request.
#[derive(Clone)]
pub(crate) struct WithoutConnection;

#[derive(Serialize)]
struct Requests {
    requests: Vec<RequestSummary>,
    missed: u64,
}

#[derive(Serialize)]
struct SentNotifications {
    notifications: Vec<SentNotification>,
    missed: u64,
}

#[derive(Serialize)]
struct Objects {
    objects: Vec<ObjectSummary>,
    missed: usize,
}

pub(super) fn routes(routes: Routes) -> Routes {
    routes.text(
        "/_sandbox/events",
        "Tells live what happens, as server-sent events: overview, requests, notifications, objects and reset.",
        "text/event-stream",
        events,
    )
}

async fn events(Shared(state): Shared<Arc<State>>, request: Request) -> Response {
    if request.extensions().get::<WithoutConnection>().is_some() {
        return Refusal::invalid("Events need a connection: connect to the sandbox's address.")
            .into_response();
    }
    let events = stream::unfold(Listener::new(state), async |mut listener| {
        let event = listener.next().await?;
        Some((Ok::<_, Infallible>(event), listener))
    });
    Sse::new(events).keep_alive(KeepAlive::new().interval(ALIVE)).into_response()
}

/// One connection, and what it was told.
struct Listener {
    state: Arc<State>,
    stirred: watch::Receiver<()>,
    clock: watch::Receiver<()>,
    stopping: watch::Receiver<bool>,
    resets: u64,
    overview: Option<Overview>,
    requests: u64,
    notifications: SeenNotifications,
    objects: SeenObjects,
    /// What goes out next.
    ready: VecDeque<Event>,
    /// When it may look again.
    rested: Instant,
}

impl Listener {
    /// Hears what happens from now on.
    fn new(state: Arc<State>) -> Self {
        let mut objects = SeenObjects::default();
        // Watching begins before looking: what happens between is told.
        let (stirred, clock) = (state.stir.watch(), state.clock.watch());
        state.present_engine().see_all(&mut objects);
        let mut listener = Self {
            stirred,
            clock,
            stopping: state.stopping.subscribe(),
            resets: state.resets(),
            overview: None,
            requests: state.log.position(),
            notifications: state.notifications.see_all(),
            objects,
            ready: VecDeque::new(),
            rested: Instant::now(),
            state,
        };
        listener.gather();
        listener
    }

    /// The next event; `None` when the sandbox stops.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Some(event);
            }
            let mut stopping = self.stopping.clone();
            tokio::select! {
                // An error is a sandbox that is gone.
                _ = stopping.wait_for(|stops| *stops) => return None,
                () = self.changed() => {}
            }
            self.gather();
        }
    }

    /// Completes when something has happened and the pause is over.
    async fn changed(&mut self) {
        let due = self.state.engine().next_due();
        let falls_due = async {
            match due {
                Some(due) => self.state.clock.sleep_until(due).await,
                None => std::future::pending().await,
            }
        };
        // Both senders live in the state, which is kept here.
        tokio::select! {
            _ = self.stirred.changed() => {}
            _ = self.clock.changed() => {}
            () = falls_due => {}
        }
        tokio::time::sleep_until(self.rested).await;
        // Whatever happened meanwhile is looked at now.
        self.stirred.mark_unchanged();
        self.clock.mark_unchanged();
    }

    /// Looks at everything, and readies what is new.
    fn gather(&mut self) {
        let began = Instant::now();
        let state = Arc::clone(&self.state);
        let resets = state.resets();
        if resets != self.resets {
            self.resets = resets;
            self.overview = None;
            self.objects = SeenObjects::default();
            self.tell("reset", &serde_json::json!({}));
        }
        let overview = overview::look(&state);
        if self.overview.as_ref().is_none_or(|told| !told.says_the_same(&overview)) {
            self.tell("overview", &overview);
            self.overview = Some(overview);
        }
        let (requests, missed) = state.log.since(&mut self.requests, MOST);
        if !requests.is_empty() || missed > 0 {
            let requests = shown_request::summaries(&requests, &state.log);
            self.tell("requests", &Requests { requests, missed });
        }
        let (notifications, missed) = state.notifications.changed_since(&mut self.notifications, MOST);
        if !notifications.is_empty() || missed > 0 {
            self.tell("notifications", &SentNotifications { notifications, missed });
        }
        let (objects, missed) = state.present_engine().changed_since(&mut self.objects, MOST);
        if !objects.is_empty() {
            self.tell("objects", &Objects { objects, missed });
        }
        self.rested = Instant::now() + PAUSE.max(began.elapsed() * REST);
    }

    fn tell(&mut self, name: &'static str, data: &impl Serialize) {
        match Event::default().event(name).json_data(data) {
            Ok(event) => self.ready.push_back(event),
            Err(error) => tracing::error!(%error, name, "an event could not be written"),
        }
    }
}
