//! The line before a bucket: first come, first served, and who would come too late is sent away at once.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

use super::Quota;
use super::bucket::Bucket;

/// Those who wait for one bucket's tokens. Only the first asks for one and waits on the clock; the others wait for
/// their turn.
#[derive(Debug, Default)]
pub(super) struct Line {
    standing: Mutex<Standing>,
}

#[derive(Debug, Default)]
struct Standing {
    tickets: u64,
    places: VecDeque<Waiter>,
    /// The bucket as the first in line last saw it, and when that was on the client's clock.
    forecast: Option<Forecast>,
}

#[derive(Debug, Clone)]
struct Forecast {
    bucket: Bucket,
    quota: Quota,
    seen: Duration,
}

#[derive(Debug)]
struct Waiter {
    ticket: u64,
    deadline: Duration,
    wake: Arc<Notify>,
    too_late: Option<Duration>,
}

/// A place in the line; dropping it leaves the line and lets the others move up.
#[derive(Debug)]
pub(super) struct Place<'a> {
    line: &'a Line,
    ticket: u64,
    wake: Arc<Notify>,
}

/// Where a place is in the line.
#[derive(Debug, PartialEq)]
pub(super) enum Position {
    First,
    Behind,
    /// The turn would come at this moment only, past the deadline.
    TooLate(Duration),
}

impl Line {
    /// Takes the last place, for somebody who has to be served before `deadline`. Moments are the client clock's
    /// `elapsed`.
    pub(super) fn join(&self, deadline: Duration) -> Place<'_> {
        let wake = Arc::new(Notify::new());
        let mut standing = self.lock();
        standing.tickets += 1;
        let ticket = standing.tickets;
        standing.places.push_back(Waiter { ticket, deadline, wake: Arc::clone(&wake), too_late: None });
        standing.send_away();
        Place { line: self, ticket, wake }
    }

    /// The first in line has seen the bucket at the moment `seen`: who would come too late is woken and told so.
    pub(super) fn foresee(&self, bucket: Bucket, quota: Quota, seen: Duration) {
        let mut standing = self.lock();
        standing.forecast = Some(Forecast { bucket, quota, seen });
        standing.send_away();
    }

    /// Wakes the first in line, because the bucket has changed.
    pub(super) fn wake_first(&self) {
        self.lock().wake_first();
    }

    fn lock(&self) -> MutexGuard<'_, Standing> {
        self.standing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Standing {
    fn wake_first(&self) {
        if let Some(first) = self.places.front() {
            first.wake.notify_one();
        }
    }

    /// Tells those whose turn comes too late; those behind them are counted as if they had left already.
    fn send_away(&mut self) {
        let Some(Forecast { bucket, quota, seen }) = &self.forecast else { return };
        let mut ahead = 0;
        for (index, waiter) in self.places.iter_mut().enumerate() {
            if waiter.too_late.is_some() {
                continue;
            }
            let turn = seen.saturating_add(bucket.wait(*quota, ahead + 1));
            // The first in line asks the bucket itself.
            if index > 0 && turn >= waiter.deadline {
                waiter.too_late = Some(turn);
                waiter.wake.notify_one();
            } else {
                ahead += 1;
            }
        }
    }
}

impl Place<'_> {
    pub(super) fn position(&self) -> Position {
        let standing = self.line.lock();
        let index = standing.places.iter().position(|waiter| waiter.ticket == self.ticket);
        match index.and_then(|index| standing.places.get(index)) {
            Some(Waiter { too_late: Some(turn), .. }) => Position::TooLate(*turn),
            Some(_) if index != Some(0) => Position::Behind,
            _ => Position::First,
        }
    }

    /// Completes when the place may have changed, or the bucket.
    pub(super) async fn changed(&self) {
        self.wake.notified().await;
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut standing = self.line.lock();
        let was_first = standing.places.front().is_some_and(|waiter| waiter.ticket == self.ticket);
        standing.places.retain(|waiter| waiter.ticket != self.ticket);
        if standing.places.is_empty() {
            standing.forecast = None;
        }
        if was_first {
            standing.wake_first();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);
    const QUOTA: Quota = Quota::new(1.0, 1.0);

    fn empty_bucket() -> Bucket {
        let mut bucket = Bucket::full(QUOTA, 0);
        bucket.take(QUOTA, 0).unwrap();
        bucket
    }

    #[test]
    fn places_move_up_in_their_order_when_one_is_left() {
        let line = Line::default();
        let places: Vec<_> = (0..3).map(|_| line.join(60 * SECOND)).collect();
        let positions = |places: &[Place<'_>]| places.iter().map(Place::position).collect::<Vec<_>>();
        assert_eq!(positions(&places), [Position::First, Position::Behind, Position::Behind]);
        let mut places = places.into_iter();
        let (first, second, third) = (places.next().unwrap(), places.next().unwrap(), places.next().unwrap());
        drop(second);
        assert_eq!((first.position(), third.position()), (Position::First, Position::Behind));
        drop(first);
        assert_eq!(third.position(), Position::First);
    }

    #[tokio::test]
    async fn who_would_come_too_late_is_told_and_not_counted_for_those_behind() {
        let line = Line::default();
        let _first = line.join(2 * SECOND);
        let second = line.join(2 * SECOND);
        let third = line.join(3 * SECOND);
        line.foresee(empty_bucket(), QUOTA, Duration::ZERO);
        second.changed().await;
        assert_eq!(second.position(), Position::TooLate(2 * SECOND));
        assert_eq!(third.position(), Position::Behind, "second in line now");
        let fourth = line.join(3 * SECOND);
        assert_eq!(fourth.position(), Position::TooLate(3 * SECOND), "at once");
    }
}
