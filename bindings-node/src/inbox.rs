//! The way from the runtime's threads to an environment of JavaScript: the main thread's, or a worker's.
//!
//! Threads put messages in and ring; JavaScript comes and takes all that is there. Many answers cost one ring.

use std::collections::HashMap;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::FutureExt as _;
use napi::bindgen_prelude::Unknown;
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi::{Env, Status};
use tokio::task::AbortHandle;

use crate::asking::Asked;
use crate::failure::Failure;
use crate::message::{Message, Outcome};
use crate::runtime::runtime;

/// Calls JavaScript without arguments; weak, so that it keeps no process alive unless calls are under way.
pub(crate) type Bell = ThreadsafeFunction<(), Unknown<'static>, (), Status, false, true>;

tokio::task_local! {
    static CALL: u32;
}

/// What waits for an environment, and what it waits for.
pub(crate) struct Inbox {
    bell: Mutex<Bell>,
    messages: Mutex<Vec<Message>>,
    /// Whether JavaScript has been asked to come, and hasn't yet.
    rung: AtomicBool,
    /// The calls under way, by their numbers.
    calls: Mutex<HashMap<u32, AbortHandle>>,
    /// How many calls JavaScript waits for. They keep the process alive, and nothing else does.
    awaited: AtomicU32,
    /// Whether JavaScript wants to hear of every attempt, also of clients without a hook.
    watched: AtomicBool,
    pub(crate) asked: Asked,
}

impl Inbox {
    pub(crate) fn new(bell: Bell) -> Arc<Self> {
        Arc::new(Self {
            bell: Mutex::new(bell),
            messages: Mutex::default(),
            rung: AtomicBool::new(false),
            calls: Mutex::default(),
            awaited: AtomicU32::new(0),
            watched: AtomicBool::new(false),
            asked: Asked::default(),
        })
    }

    /// Puts a message in; JavaScript comes for it soon. From any thread.
    pub(crate) fn post(&self, message: Message) {
        locked(&self.messages).push(message);
        if !self.rung.swap(true, Ordering::AcqRel) {
            // When the environment is about to end nobody waits for the message any more.
            locked(&self.bell).call((), ThreadsafeFunctionCallMode::NonBlocking);
        }
    }

    /// All that is there.
    pub(crate) fn take(&self) -> Vec<Message> {
        // Before looking, so that what comes from now on is rung for anew.
        self.rung.store(false, Ordering::Release);
        std::mem::take(&mut *locked(&self.messages))
    }

    /// Begins a call: its outcome goes into the inbox. On the environment's own thread, as all that takes an `Env`.
    pub(crate) fn begin<F>(self: &Arc<Self>, env: &Env, call: u32, work: F) -> napi::Result<()>
    where
        F: Future<Output = Result<Outcome, Failure>> + Send + 'static,
    {
        let runtime = runtime().map_err(|error| {
            napi::Error::from_reason(format!("no threads could be started to send with: {error}"))
        })?;
        if self.awaited.fetch_add(1, Ordering::Relaxed) == 0 {
            self.keep_alive(env, true)?;
        }
        let last = LastMessage { inbox: Arc::clone(self), call, outcome: None };
        // Held until it is noted, or a fast call would be forgotten before that.
        let mut calls = locked(&self.calls);
        let task = runtime.spawn(async move {
            let outcome = AssertUnwindSafe(CALL.scope(call, work)).catch_unwind().await;
            locked(&last.inbox.calls).remove(&call);
            last.says(outcome.unwrap_or_else(|_| Err(Failure::bug())));
        });
        calls.insert(call, task.abort_handle());
        Ok(())
    }

    /// Drops a call, and with it the request in flight. Its last message comes once that has happened.
    pub(crate) fn cancel(&self, call: u32) {
        let task = locked(&self.calls).remove(&call);
        if let Some(task) = task {
            task.abort();
        }
    }

    /// Drops all calls: the environment ends.
    pub(crate) fn cancel_all(&self) {
        for (_, task) in locked(&self.calls).drain() {
            task.abort();
        }
    }

    /// Whether JavaScript wants to hear of every attempt.
    pub(crate) fn is_watched(&self) -> bool {
        self.watched.load(Ordering::Relaxed)
    }

    pub(crate) fn watch(&self, watched: bool) {
        self.watched.store(watched, Ordering::Relaxed);
    }

    /// JavaScript waits for so many calls less.
    pub(crate) fn release(&self, env: &Env, calls: u32) -> napi::Result<()> {
        if calls > 0 && self.awaited.fetch_sub(calls, Ordering::Relaxed) == calls {
            self.keep_alive(env, false)?;
        }
        Ok(())
    }

    fn keep_alive(&self, env: &Env, alive: bool) -> napi::Result<()> {
        let mut bell = locked(&self.bell);
        #[expect(deprecated, reason = "there is no other way for a function that is weak at times")]
        if alive { bell.refer(env) } else { bell.unref(env) }
    }
}

/// Tells what a call came to when it is dropped: after all else that is told of it, also when it was canceled.
struct LastMessage {
    inbox: Arc<Inbox>,
    call: u32,
    /// None for a call that was canceled.
    outcome: Option<Result<Outcome, Failure>>,
}

impl LastMessage {
    fn says(mut self, outcome: Result<Outcome, Failure>) {
        self.outcome = Some(outcome);
    }
}

impl Drop for LastMessage {
    fn drop(&mut self) {
        let outcome = self.outcome.take().unwrap_or(Ok(Outcome::Nothing));
        self.inbox.post(Message::outcome(self.call, outcome));
    }
}

/// The number of the call that is being polled.
pub(crate) fn current_call() -> Option<u32> {
    CALL.try_with(|call| *call).ok()
}

/// A panic of one call is no reason for others to fail.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
