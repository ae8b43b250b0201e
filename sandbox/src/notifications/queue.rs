//! What is to be delivered: at once, later, or after the next one; to each endpoint one at a time, in order.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;

use jiff::Timestamp;

use super::notification::Notification;
use super::tampering::Tampering;

/// How many deliveries may wait. An endpoint that is slower than the engine would fill the memory otherwise.
const MOST_WAITING: usize = 50_000;

/// One delivery under way.
#[derive(Debug, Clone)]
pub(super) struct Shipment {
    pub(super) notification: Arc<Notification>,
    /// Its number among the notification's deliveries.
    pub(super) delivery: usize,
    pub(super) url: Arc<str>,
    pub(super) subscription_arn: String,
    pub(super) unsubscribe_url: String,
    pub(super) tampering: Option<Tampering>,
    /// How often it was tried.
    pub(super) attempts: u32,
}

/// When a shipment goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    /// Now.
    Now,
    /// At a moment of the sandbox's time.
    At(Timestamp),
    /// After the next one to the same endpoint, or at the moment at the latest.
    AfterTheNext(Timestamp),
}

/// The deliveries to come.
#[derive(Debug, Default)]
pub(super) struct Queue {
    ready: VecDeque<Shipment>,
    /// By their moment, then in the order in which they were planned.
    later: BTreeMap<(Timestamp, u64), Shipment>,
    held: Vec<(Timestamp, Shipment)>,
    /// What waits for an endpoint that is being delivered to. An endpoint without an entry is idle.
    lanes: HashMap<Arc<str>, VecDeque<Shipment>>,
    planned: u64,
}

impl Queue {
    fn waiting(&self) -> usize {
        let lanes: usize = self.lanes.values().map(VecDeque::len).sum();
        self.ready.len() + self.later.len() + self.held.len() + lanes
    }

    /// Adds a shipment; gives it back when too many are waiting.
    pub(super) fn push(&mut self, shipment: Shipment, when: When) -> Result<(), Shipment> {
        if self.waiting() >= MOST_WAITING {
            return Err(shipment);
        }
        self.planned += 1;
        match when {
            When::Now => {
                let url = Arc::clone(&shipment.url);
                self.ready.push_back(shipment);
                // Those that were to come after the next one: this is it.
                while let Some(at) = self.held.iter().rposition(|(_, held)| held.url == url) {
                    let (_, held) = self.held.remove(at);
                    self.ready.push_back(held);
                }
            }
            When::At(moment) => _ = self.later.insert((moment, self.planned), shipment),
            When::AfterTheNext(latest) => self.held.push((latest, shipment)),
        }
        Ok(())
    }

    /// Takes what is due and for an idle endpoint, which is busy from then on; what is for a busy one queues up.
    pub(super) fn start(&mut self, now: Timestamp) -> Vec<Shipment> {
        while let Some(entry) = self.later.first_entry()
            && entry.key().0 <= now
        {
            self.ready.push_back(entry.remove());
        }
        while let Some(at) = self.held.iter().position(|(latest, _)| *latest <= now) {
            let (_, shipment) = self.held.remove(at);
            self.ready.push_back(shipment);
        }
        let mut started = Vec::new();
        for shipment in self.ready.drain(..) {
            match self.lanes.get_mut(&shipment.url) {
                Some(lane) => lane.push_back(shipment),
                None => {
                    self.lanes.insert(Arc::clone(&shipment.url), VecDeque::new());
                    started.push(shipment);
                }
            }
        }
        started
    }

    /// The next for an endpoint that has been delivered to, or `None`, and it is idle again.
    pub(super) fn next_in_lane(&mut self, url: &Arc<str>) -> Option<Shipment> {
        let next = self.lanes.get_mut(url).and_then(VecDeque::pop_front);
        if next.is_none() {
            self.lanes.remove(url);
        }
        next
    }

    /// The moment at which the next becomes due.
    pub(super) fn next_due(&self) -> Option<Timestamp> {
        let later = self.later.first_key_value().map(|((moment, _), _)| *moment);
        let held = self.held.iter().map(|(latest, _)| *latest).min();
        later.into_iter().chain(held).min()
    }

    /// Whether nothing is under way nor due.
    pub(super) fn is_quiet(&self, now: Timestamp) -> bool {
        self.ready.is_empty() && self.lanes.is_empty() && self.next_due().is_none_or(|due| due > now)
    }

    /// Forgets what has not begun.
    pub(super) fn clear(&mut self) {
        self.ready.clear();
        self.later.clear();
        self.held.clear();
        self.lanes.values_mut().for_each(VecDeque::clear);
    }
}

#[cfg(test)]
mod tests {
    use amazonpay::notification::EnvelopeType;

    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn shipment(delivery: usize, url: &str) -> Shipment {
        let (kind, now) = (EnvelopeType::Notification, at(0));
        let notification = Notification::new(kind, None, "A1".into(), false, "arn".into(), "sns", now, now);
        Shipment {
            notification: Arc::new(notification),
            delivery,
            url: url.into(),
            subscription_arn: String::new(),
            unsubscribe_url: String::new(),
            tampering: None,
            attempts: 0,
        }
    }

    /// The order in which one endpoint's shipments go out by then.
    fn out(queue: &mut Queue, now: i64, url: &str) -> Vec<usize> {
        let mut next = queue.start(at(now)).into_iter().find(|shipment| *shipment.url == *url);
        let mut order = Vec::new();
        while let Some(shipment) = next {
            order.push(shipment.delivery);
            next = queue.next_in_lane(&shipment.url);
        }
        order
    }

    #[test]
    fn each_endpoint_is_delivered_to_in_order_and_what_is_later_waits() {
        let mut queue = Queue::default();
        for (delivery, when) in [
            (1, When::Now),
            (2, When::At(at(20))),
            (3, When::Now),
            (4, When::At(at(10))),
            (5, When::At(at(20))),
        ] {
            queue.push(shipment(delivery, "a"), when).unwrap();
        }
        assert!(!queue.is_quiet(at(0)));
        assert_eq!(out(&mut queue, 0, "a"), [1, 3]);
        assert!(queue.is_quiet(at(9)) && !queue.is_quiet(at(10)));
        assert_eq!(queue.next_due(), Some(at(10)));
        assert_eq!(out(&mut queue, 20, "a"), [4, 2, 5]);
        assert_eq!(queue.next_due(), None);
    }

    #[test]
    fn a_busy_endpoint_holds_up_its_own_deliveries_alone() {
        let mut queue = Queue::default();
        queue.push(shipment(1, "a"), When::Now).unwrap();
        assert_eq!(queue.start(at(0)).len(), 1);
        queue.push(shipment(2, "a"), When::Now).unwrap();
        queue.push(shipment(3, "b"), When::Now).unwrap();
        let started: Vec<_> = queue.start(at(0)).iter().map(|shipment| shipment.delivery).collect();
        assert_eq!(started, [3]);
        assert_eq!(queue.next_in_lane(&"a".into()).map(|shipment| shipment.delivery), Some(2));
        assert!(queue.next_in_lane(&"a".into()).is_none() && queue.next_in_lane(&"b".into()).is_none());
        assert!(queue.is_quiet(at(0)));
    }

    #[test]
    fn what_is_held_goes_out_after_the_next_to_its_endpoint_or_alone_in_the_end() {
        let mut queue = Queue::default();
        queue.push(shipment(1, "a"), When::AfterTheNext(at(60))).unwrap();
        queue.push(shipment(2, "a"), When::AfterTheNext(at(60))).unwrap();
        queue.push(shipment(9, "b"), When::Now).unwrap();
        assert_eq!(out(&mut queue, 0, "a"), Vec::<usize>::new());
        queue.push(shipment(3, "a"), When::Now).unwrap();
        assert_eq!(out(&mut queue, 0, "a"), [3, 2, 1]);
        queue.push(shipment(4, "a"), When::AfterTheNext(at(60))).unwrap();
        assert_eq!(queue.next_due(), Some(at(60)));
        assert_eq!(out(&mut queue, 60, "a"), [4]);
    }

    #[test]
    fn too_many_are_given_back() {
        let mut queue = Queue::default();
        let first = shipment(0, "a");
        assert!((0..MOST_WAITING).all(|_| queue.push(first.clone(), When::Now).is_ok()));
        assert!(queue.push(first.clone(), When::Now).is_err());
        queue.clear();
        assert!(queue.is_quiet(at(0)));
    }
}
