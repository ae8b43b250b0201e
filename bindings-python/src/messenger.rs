//! The one thread of a process that goes from the runtime to Python.

use std::convert::Infallible;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use pyo3::prelude::*;

use crate::inbox::Inbox;
use crate::process::PerProcess;

static MESSENGER: PerProcess<Messenger> = PerProcess::empty();

/// Asks event loops to look into their inboxes.
pub(crate) struct Messenger {
    state: Mutex<State>,
}

enum State {
    /// Before the first errand.
    Idle,
    /// Its thread takes these.
    Running(Sender<Errand>),
    /// The interpreter is about to end.
    Over,
}

enum Errand {
    Announce(Arc<Inbox>),
    /// Answer on this and end.
    End(Sender<()>),
}

/// This process's messenger.
pub(crate) fn messenger() -> &'static Messenger {
    let made: Result<_, Infallible> =
        MESSENGER.get_or_make(|| Ok(Messenger { state: Mutex::new(State::Idle) }));
    match made {
        Ok(messenger) => messenger,
        Err(never) => match never {},
    }
}

impl Messenger {
    /// Has the inbox announced to its loop, unless the interpreter is about to end.
    pub(crate) fn announce(&self, inbox: Arc<Inbox>) {
        let mut state = self.state();
        if let State::Idle = *state {
            let (sender, receiver) = channel();
            let started =
                thread::Builder::new().name("amazonpay-messenger".to_owned()).spawn(|| run(receiver));
            if let Err(error) = started {
                tracing::error!(%error, "no thread could be started; awaited calls do not end");
                return;
            }
            *state = State::Running(sender);
        }
        if let State::Running(errands) = &*state {
            let _ = errands.send(Errand::Announce(inbox));
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
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

/// Ends the messenger for good, after what it is doing.
pub(crate) fn end_messenger(longest: Duration) {
    let state = std::mem::replace(&mut *messenger().state(), State::Over);
    let State::Running(errands) = state else { return };
    let (done, ended) = channel();
    if errands.send(Errand::End(done)).is_ok() {
        let _ = ended.recv_timeout(longest);
    }
}
