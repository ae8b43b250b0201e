//! The one thread of a process that goes from the runtime to Python.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use pyo3::prelude::*;

use crate::inbox::Inbox;
use crate::process::PerProcess;

/// An errand takes microseconds; a loop that takes longer than this to be asked is stuck.
const LONGEST_FAREWELL: Duration = Duration::from_secs(1);

static MESSENGER: PerProcess<Messenger> = PerProcess::empty();

/// Asks event loops to look into their inboxes.
pub(crate) struct Messenger {
    /// None before the first errand and after the last.
    errands: Mutex<Option<Sender<Errand>>>,
}

enum Errand {
    Announce(Arc<Inbox>),
    /// Answer on this and end.
    End(Sender<()>),
}

/// This process's messenger.
pub(crate) fn messenger() -> &'static Messenger {
    let made: Result<_, std::convert::Infallible> =
        MESSENGER.get_or_make(|| Ok(Messenger { errands: Mutex::new(None) }));
    match made {
        Ok(messenger) => messenger,
        Err(never) => match never {},
    }
}

impl Messenger {
    /// Has the inbox announced to its loop.
    pub(crate) fn announce(&self, inbox: Arc<Inbox>) {
        let mut errands = self.errands();
        let sender = errands.get_or_insert_with(|| {
            let (sender, receiver) = channel();
            let started =
                thread::Builder::new().name("amazonpay-messenger".to_owned()).spawn(|| run(receiver));
            if let Err(error) = started {
                tracing::error!(%error, "no thread could be started; awaited calls will not end");
            }
            sender
        });
        let _ = sender.send(Errand::Announce(inbox));
    }

    fn errands(&self) -> MutexGuard<'_, Option<Sender<Errand>>> {
        self.errands.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn run(errands: Receiver<Errand>) {
    while let Ok(errand) = errands.recv() {
        match errand {
            Errand::Announce(inbox) => {
                // None: the interpreter has ended, and all loops with it.
                if Python::try_attach(|py| inbox.announce(py)).is_none() {
                    return;
                }
            }
            Errand::End(done) => {
                let _ = done.send(());
                return;
            }
        }
    }
}

/// Ends the messenger before the interpreter ends, for a thread must not go to Python after that. Should another handler
/// of atexit await a call later, there is a new messenger.
#[pyfunction]
fn end_messenger(py: Python<'_>) {
    py.detach(|| {
        let Some(sender) = messenger().errands().take() else { return };
        let (done, ended) = channel();
        if sender.send(Errand::End(done)).is_ok() {
            let _ = ended.recv_timeout(LONGEST_FAREWELL);
        }
    });
}

/// Has Python tell of its end.
pub(crate) fn watch_exit(py: Python<'_>) -> PyResult<()> {
    let handler = wrap_pyfunction!(end_messenger, py)?;
    py.import("atexit")?.call_method1("register", (handler,))?;
    Ok(())
}
