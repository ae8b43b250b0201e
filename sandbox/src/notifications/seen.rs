//! What a listener has seen of notifications, and what is new to it.

use std::collections::HashMap;

use super::{Notifications, SentNotification};

/// What a listener has seen: of each notification how its deliveries stood, and how many there were.
#[derive(Debug, Default)]
pub(crate) struct SeenNotifications {
    deliveries: HashMap<u64, u64>,
    count: u64,
}

impl Notifications {
    /// Takes all notifications as seen.
    pub(crate) fn see_all(&self) -> SeenNotifications {
        let mut seen = SeenNotifications { count: self.log.count(), ..SeenNotifications::default() };
        for notification in self.log.list() {
            seen.deliveries.insert(notification.id, notification.fingerprint());
        }
        seen
    }

    /// Lists at most so many notifications that are new or whose deliveries have changed since they were last seen, newest
    /// first, and tells how many more there are.
    pub(crate) fn changed_since(
        &self,
        seen: &mut SeenNotifications,
        most: usize,
    ) -> (Vec<SentNotification>, u64) {
        let kept = self.log.list();
        let seen_count = seen.count.max(self.log.cleared());
        let mut now = HashMap::with_capacity(kept.len());
        let (mut changed, mut new) = (Vec::new(), 0);
        for notification in &kept {
            let fingerprint = notification.fingerprint();
            if seen.deliveries.get(&notification.id) != Some(&fingerprint) {
                changed.push(notification);
            }
            new += u64::from(notification.id > seen_count);
            now.insert(notification.id, fingerprint);
        }
        let count = kept.last().map_or(seen_count, |last| last.id.max(seen_count));
        // Those that came and went between two looks.
        let gone = (count - seen_count).saturating_sub(new);
        *seen = SeenNotifications { deliveries: now, count };
        let left_out = changed.len().saturating_sub(most) as u64;
        let shown = changed.iter().rev().take(most).map(|notification| notification.shown()).collect();
        (shown, gone + left_out)
    }
}
