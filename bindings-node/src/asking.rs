//! What JavaScript has been asked and has not answered yet.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use tokio::sync::oneshot;

use crate::inbox::{Inbox, locked};
use crate::message::Message;

/// An answer of JavaScript's. What it threw stays there; here is what to say of it.
pub(crate) type Reply = Result<Vec<u8>, String>;

/// The questions of one environment.
#[derive(Default)]
pub(crate) struct Asked {
    next: AtomicU32,
    waiting: Mutex<HashMap<u32, oneshot::Sender<Reply>>>,
}

impl Asked {
    /// Gives a question its answer; of no use when nobody waits for it any more.
    pub(crate) fn answer(&self, ask: u32, reply: Reply) {
        if let Some(waiting) = locked(&self.waiting).remove(&ask) {
            let _ = waiting.send(reply);
        }
    }
}

/// Asks JavaScript, and waits for the answer. Dropped, nobody waits any more.
pub(crate) async fn ask(inbox: &Inbox, message: Message) -> Reply {
    let (answered, reply) = oneshot::channel();
    let number = inbox.asked.next.fetch_add(1, Ordering::Relaxed);
    locked(&inbox.asked.waiting).insert(number, answered);
    let _forgotten = ForgetWhenDropped { inbox, number };
    inbox.post(Message { ask: Some(number), ..message });
    reply.await.unwrap_or_else(|_| Err("the environment of JavaScript ended before it answered".to_owned()))
}

struct ForgetWhenDropped<'a> {
    inbox: &'a Inbox,
    number: u32,
}

impl Drop for ForgetWhenDropped<'_> {
    fn drop(&mut self) {
        locked(&self.inbox.asked.waiting).remove(&self.number);
    }
}
