//! Where JavaScript and Rust meet: one port an environment, with its inbox.

use std::sync::Arc;

use napi::Env;
use napi::bindgen_prelude::{Buffer, Function, Unknown};
use napi_derive::napi;

use crate::inbox::Inbox;
use crate::message::Message;

/// The calls of one environment.
#[napi]
pub struct Port {
    inbox: Arc<Inbox>,
}

#[napi]
impl Port {
    /// `wake` is called when there is something to take.
    #[napi(constructor, catch_unwind)]
    pub fn new(wake: Function<'_, (), Unknown<'static>>) -> napi::Result<Self> {
        let bell = wake.build_threadsafe_function::<()>().callee_handled::<false>().weak::<true>().build()?;
        Ok(Self { inbox: Inbox::new(bell) })
    }

    /// All messages that are there.
    #[napi(catch_unwind)]
    pub fn take(&self) -> Vec<Message> {
        self.inbox.take()
    }

    /// Says whether to tell of every attempt, or only of those of clients with a hook.
    #[napi(catch_unwind)]
    pub fn watch(&self, watched: bool) {
        self.inbox.watch(watched);
    }

    /// Tells that JavaScript has heard the last of so many calls.
    #[napi(catch_unwind)]
    pub fn settled(&self, env: &Env, calls: u32) -> napi::Result<()> {
        self.inbox.release(env, calls)
    }

    /// Drops a call under way, and with it the request in flight. Its last message is yet to come.
    #[napi(catch_unwind)]
    pub fn cancel(&self, call: u32) {
        self.inbox.cancel(call);
    }

    /// Answers a question.
    #[napi(catch_unwind)]
    pub fn reply(&self, ask: u32, bytes: Option<Buffer>) {
        self.inbox.asked.answer(ask, Ok(bytes.map(|bytes| bytes.to_vec()).unwrap_or_default()));
    }

    /// Answers a question by what is wrong.
    #[napi(catch_unwind)]
    pub fn refuse(&self, ask: u32, reason: String) {
        self.inbox.asked.answer(ask, Err(reason));
    }
}

impl Port {
    pub(crate) fn inbox(&self) -> Arc<Inbox> {
        Arc::clone(&self.inbox)
    }
}

impl Drop for Port {
    /// The environment ends, or the port was never used.
    fn drop(&mut self) {
        self.inbox.cancel_all();
    }
}
