//! That something in the sandbox has changed, told to whoever watches it live; not what.

use std::sync::Arc;

use tokio::sync::watch;

/// Tells watchers that something has changed. While there is none it costs the reading of a number; watchers that are busy are
/// told once, however often it happened meanwhile. Clones are the same.
#[derive(Debug, Clone, Default)]
pub(crate) struct Stir(Arc<watch::Sender<()>>);

impl Stir {
    /// Something has changed.
    pub(crate) fn stir(&self) {
        if self.0.receiver_count() > 0 {
            self.0.send_replace(());
        }
    }

    /// Is told of every change from now on.
    pub(crate) fn watch(&self) -> watch::Receiver<()> {
        self.0.subscribe()
    }
}
