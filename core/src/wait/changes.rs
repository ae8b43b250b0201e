//! News of changed objects, wherever they come from.

use std::fmt;
use std::pin::Pin;

use async_trait::async_trait;
use futures_core::Stream;
use tokio::sync::{broadcast, mpsc};

/// Tells which objects have changed, most often because a notification said so.
///
/// Implemented for tokio's channels of ids (anything that is `AsRef<str>`): a `broadcast` receiver where one endpoint feeds
/// many waiters, an `mpsc` receiver for a single one. [`ChangesFrom`] makes one of any stream.
#[async_trait]
pub trait ObjectChanges: Send {
    /// The next change; `None` when there will be no more.
    ///
    /// Must be cancel-safe: dropping the future loses no change.
    async fn next_change(&mut self) -> Option<Change>;
}

/// What is known of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The object of this id.
    Object(String),
    /// Perhaps any object: some news were lost.
    Any,
}

#[async_trait]
impl<T: AsRef<str> + Send> ObjectChanges for mpsc::Receiver<T> {
    async fn next_change(&mut self) -> Option<Change> {
        self.recv().await.map(|id| Change::Object(id.as_ref().to_owned()))
    }
}

#[async_trait]
impl<T: AsRef<str> + Send> ObjectChanges for mpsc::UnboundedReceiver<T> {
    async fn next_change(&mut self) -> Option<Change> {
        self.recv().await.map(|id| Change::Object(id.as_ref().to_owned()))
    }
}

#[async_trait]
impl<T: AsRef<str> + Clone + Send> ObjectChanges for broadcast::Receiver<T> {
    async fn next_change(&mut self) -> Option<Change> {
        match self.recv().await {
            Ok(id) => Some(Change::Object(id.as_ref().to_owned())),
            Err(broadcast::error::RecvError::Lagged(_)) => Some(Change::Any),
            Err(broadcast::error::RecvError::Closed) => None,
        }
    }
}

/// Changes from a stream of ids.
pub struct ChangesFrom<S>(Pin<Box<S>>);

impl<S> ChangesFrom<S> {
    /// Changes from `stream`.
    pub fn stream(stream: S) -> Self {
        Self(Box::pin(stream))
    }
}

impl<S> fmt::Debug for ChangesFrom<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChangesFrom").finish_non_exhaustive()
    }
}

#[async_trait]
impl<S> ObjectChanges for ChangesFrom<S>
where
    S: Stream + Send,
    S::Item: AsRef<str> + Send,
{
    async fn next_change(&mut self) -> Option<Change> {
        let next = std::future::poll_fn(|context| self.0.as_mut().poll_next(context)).await;
        next.map(|id| Change::Object(id.as_ref().to_owned()))
    }
}
