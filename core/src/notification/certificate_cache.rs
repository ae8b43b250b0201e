//! Certificates that were fetched and checked, kept for a while.

use std::collections::HashMap;
use std::fmt;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::OnceCell;

use super::NotificationError;
use super::signing_certificate::SigningCertificate;

type Outcome = Result<Arc<SigningCertificate>, NotificationError>;

/// Certificates by URL.
///
/// Whoever asks for one that is being fetched waits for that fetch and shares its outcome, a failure too. Failures are
/// not kept beyond that.
pub(super) struct CertificateCache {
    lifetime: Duration,
    capacity: usize,
    kept: Mutex<HashMap<String, Kept>>,
    under_way: Mutex<HashMap<String, Weak<OnceCell<Outcome>>>>,
}

struct Kept {
    certificate: Arc<SigningCertificate>,
    since: Duration,
}

impl CertificateCache {
    pub(super) fn new(lifetime: Duration, capacity: usize) -> Self {
        Self { lifetime, capacity, kept: Mutex::default(), under_way: Mutex::default() }
    }

    /// The certificate of `url`, if it was fetched less than the lifetime ago and has not expired since.
    ///
    /// `elapsed` is the clock's, which never goes backwards; `now` may.
    pub(super) fn get(
        &self,
        url: &str,
        now: Timestamp,
        elapsed: Duration,
    ) -> Option<Arc<SigningCertificate>> {
        let mut kept = lock(&self.kept);
        let found = kept.get(url)?;
        if elapsed.saturating_sub(found.since) >= self.lifetime || now > found.certificate.not_after() {
            kept.remove(url);
            return None;
        }
        Some(Arc::clone(&found.certificate))
    }

    /// Fetches the certificate of `url` by `fetch`, unless that is under way already, and keeps it.
    pub(super) async fn fetch<F>(&self, url: &str, elapsed: Duration, fetch: F) -> Outcome
    where
        F: Future<Output = Result<SigningCertificate, NotificationError>>,
    {
        let cell = self.join(url);
        // When the one who fetches goes away, the next who waits takes over.
        let outcome = cell
            .get_or_init(|| async {
                let certificate = Arc::new(fetch.await?);
                self.keep(url, Kept { certificate: Arc::clone(&certificate), since: elapsed });
                Ok(certificate)
            })
            .await
            .clone();
        self.leave(url, &cell);
        outcome
    }

    fn join(&self, url: &str) -> Arc<OnceCell<Outcome>> {
        let mut under_way = lock(&self.under_way);
        if let Some(cell) = under_way.get(url).and_then(Weak::upgrade) {
            return cell;
        }
        // What was given up by all who waited.
        under_way.retain(|_, cell| cell.strong_count() > 0);
        let cell = Arc::default();
        under_way.insert(url.to_owned(), Arc::downgrade(&cell));
        cell
    }

    fn leave(&self, url: &str, cell: &Arc<OnceCell<Outcome>>) {
        let mut under_way = lock(&self.under_way);
        if under_way.get(url).is_some_and(|other| other.ptr_eq(&Arc::downgrade(cell))) {
            under_way.remove(url);
        }
    }

    fn keep(&self, url: &str, certificate: Kept) {
        let mut kept = lock(&self.kept);
        while kept.len() >= self.capacity && !kept.contains_key(url) {
            let oldest = kept.iter().min_by_key(|(_, kept)| kept.since).map(|(url, _)| url.clone());
            let Some(oldest) = oldest else { return };
            kept.remove(&oldest);
        }
        kept.insert(url.to_owned(), certificate);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Debug for CertificateCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CertificateCache")
            .field("kept", &lock(&self.kept).keys().collect::<Vec<_>>())
            .field("lifetime", &self.lifetime)
            .field("capacity", &self.capacity)
            .finish_non_exhaustive()
    }
}
