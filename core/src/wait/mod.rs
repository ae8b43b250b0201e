//! Waiting for a charge or a refund that Amazon Pay has not decided yet.
//!
//! A pending authorization takes up to 24 hours, a refund as long as the bank does. `wait_for` reads the object until it is
//! decided: after seconds at first, after 10 to 15 minutes in the end ([`PollSchedule`]), or at once when a notification says
//! that it has changed ([`WaitFor::notifications`]). Notifications get lost, so it reads by the schedule all the same.
//!
//! ```no_run
//! # async fn example(pay: amazonpay::AmazonPay, changed: tokio::sync::broadcast::Sender<String>) -> amazonpay::Result<()> {
//! use amazonpay::model::ChargeState;
//!
//! let charge = pay.charges().wait_for("S01-1234567-1234567-C123456").notifications(changed.subscribe()).await?;
//! match charge.status_details.state {
//!     ChargeState::Authorized => println!("deliver, and capture when the parcel leaves"),
//!     _ => println!("tell the buyer: {:?}", charge.status_details.reason_code),
//! }
//! # Ok(())
//! # }
//! ```

mod changes;
mod objects;
mod schedule;

use std::fmt;
use std::future::IntoFuture;
use std::pin::Pin;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

pub use changes::{Change, ChangesFrom, ObjectChanges};
pub use objects::Awaited;
pub use schedule::PollSchedule;

use crate::client::AmazonPay;
use crate::clock::Clock;
use crate::error::{Error, TransportFailure};
use crate::operation::Response;
use crate::transport::retry::random;

/// A pending authorization is decided within 24 hours; an hour more, for clocks and queues.
const DEFAULT_MAX_WAIT: Duration = Duration::from_secs(25 * 60 * 60);

/// Waits for an object; made by [`Charges::wait_for`](crate::operation::Charges::wait_for) and
/// [`Refunds::wait_for`](crate::operation::Refunds::wait_for). Await it.
///
/// Its time is the client's clock. Dropping the future ends the waiting at once and leaves nothing behind.
///
/// # Errors
/// [`Error::Timeout`] when the object is not there yet after [`max_wait`](Self::max_wait) or at the
/// [`deadline`](Self::deadline), with the state that it is in. Errors that pass (time-outs, broken connections, 429, 5xx) are
/// waited out; any other, such as [`Error::NotFound`], ends the waiting.
#[must_use = "waits only when it is awaited"]
pub struct WaitFor<'a, T> {
    client: &'a AmazonPay,
    id: String,
    until: Box<dyn Fn(&T) -> bool + Send + Sync + 'a>,
    schedule: PollSchedule,
    max_wait: Duration,
    deadline: Option<Timestamp>,
    changes: Option<Box<dyn ObjectChanges + 'a>>,
}

impl<T> fmt::Debug for WaitFor<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitFor")
            .field("id", &self.id)
            .field("schedule", &self.schedule)
            .field("max_wait", &self.max_wait)
            .field("deadline", &self.deadline)
            .field("notifications", &self.changes.is_some())
            .finish_non_exhaustive()
    }
}

impl<'a, T: Awaited> WaitFor<'a, T> {
    pub(crate) fn new(client: &'a AmazonPay, id: &str) -> Self {
        Self {
            client,
            id: id.to_owned(),
            until: Box::new(T::is_decided),
            schedule: PollSchedule::default(),
            max_wait: DEFAULT_MAX_WAIT,
            deadline: None,
            changes: None,
        }
    }

    /// Waits until nothing more will become of the object: of a charge Captured, Declined or Canceled, so that an
    /// authorization is waited through until somebody has captured it. A refund is final as soon as it is decided.
    pub fn until_final(self) -> Self {
        self.until(T::is_final)
    }

    /// Waits until `reached` says so. It is asked about every reading, so it may also look on.
    pub fn until(mut self, reached: impl Fn(&T) -> bool + Send + Sync + 'a) -> Self {
        self.until = Box::new(reached);
        self
    }

    /// Sets when to look again.
    pub fn schedule(mut self, schedule: PollSchedule) -> Self {
        self.schedule = schedule;
        self
    }

    /// Sets the longest wait; by default 25 hours. 0 reads once.
    pub fn max_wait(mut self, max_wait: Duration) -> Self {
        self.max_wait = max_wait;
        self
    }

    /// Sets the moment to end at, if the longest wait is not over before.
    pub fn deadline(mut self, deadline: Timestamp) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// Looks at once when `changes` name the object, and begins the schedule anew. When they end, the schedule alone
    /// goes on.
    pub fn notifications(mut self, changes: impl ObjectChanges + 'a) -> Self {
        self.changes = Some(Box::new(changes));
        self
    }

    async fn wait(mut self) -> Result<Response<T>, Error> {
        self.schedule.check()?;
        let clock = self.client.config().clock().as_ref();
        let started = clock.now();
        let longest = SignedDuration::try_from(self.max_wait).unwrap_or(SignedDuration::MAX);
        let end = started.checked_add(longest).unwrap_or(Timestamp::MAX);
        let end = self.deadline.map_or(end, |deadline| deadline.min(end));
        let mut seen = Seen::default();
        let mut since_news = 0;
        loop {
            let mut pause = self.schedule.pause(since_news, random());
            match T::read(self.client, &self.id).send().await {
                Ok(object) if (self.until)(&object) => return Ok(object),
                Ok(object) => seen.object(object.state()),
                Err(error) if error.is_retryable() => {
                    tracing::debug!(kind = error.kind().as_str(), "could not be read; waiting on");
                    pause = pause.max(error.retry_after().unwrap_or_default());
                    seen.failure(error);
                }
                Err(error) => return Err(error),
            }
            // The last look is at the end itself: a machine that slept meanwhile hears how it went all the same.
            let now = clock.now();
            let Ok(left) = Duration::try_from(now.duration_until(end)) else {
                return Err(self.over(seen, started));
            };
            if left.is_zero() {
                return Err(self.over(seen, started));
            }
            let news = pause_or_news(clock, pause.min(left), &self.id, &mut self.changes).await;
            since_news = if news { 0 } else { since_news + 1 };
        }
    }

    fn over(&self, seen: Seen, started: Timestamp) -> Error {
        let waited = self.client.config().clock().now().duration_since(started);
        let Seen { state, reads, failure } = seen;
        let state = match state {
            Some(state) => format!("is still {state}"),
            None => "could not be read".to_owned(),
        };
        let message = format!("{} {state} after {waited:#} and {reads} readings", self.id);
        let mut over = TransportFailure::new(match &failure {
            Some(failure) => format!("{message}; the last one failed: {failure}"),
            None => message,
        });
        over.operation = Some(T::READ);
        over.source = failure.map(Into::into);
        Error::Timeout(over)
    }
}

/// What the readings so far have shown.
#[derive(Default)]
struct Seen {
    state: Option<String>,
    reads: u32,
    /// Why the last reading failed, if it did.
    failure: Option<Error>,
}

impl Seen {
    fn object(&mut self, state: &str) {
        self.reads += 1;
        self.state = Some(state.to_owned());
        self.failure = None;
    }

    fn failure(&mut self, failure: Error) {
        self.reads += 1;
        self.failure = Some(failure);
    }
}

/// Completes after `pause`, or earlier when there is news of the object; true in that case.
async fn pause_or_news(
    clock: &dyn Clock,
    pause: Duration,
    id: &str,
    changes: &mut Option<Box<dyn ObjectChanges + '_>>,
) -> bool {
    let mut slept = clock.sleep(pause);
    loop {
        let Some(source) = changes else {
            slept.await;
            return false;
        };
        tokio::select! {
            biased;
            change = source.next_change() => match change {
                Some(Change::Object(changed)) if changed != id => {}
                Some(_) => return true,
                None => *changes = None,
            },
            () = &mut slept => return false,
        }
    }
}

impl<'a, T: Awaited> IntoFuture for WaitFor<'a, T> {
    type Output = Result<Response<T>, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.wait())
    }
}
