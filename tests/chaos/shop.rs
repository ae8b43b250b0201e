//! A shop that carries out orders: every step is in the journal before it is sent and after it was answered.

use std::io::Write as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use amazonpay::AmazonPay;
use uuid::Uuid;

use crate::Result;
use crate::attempts::AttemptCounter;
use crate::books::Books;
use crate::control::Control;
use crate::journal::{Ended, Entry, Journal, Seen};
use crate::jumping_clock::JumpingClock;
use crate::plan::{Jump, Order};
use crate::repetition::Repetition;
use crate::settings::Settings;
use crate::steps::{seen_charge, seen_refund};

/// One client process's merchant.
#[derive(Debug)]
pub(crate) struct Shop {
    pub(crate) settings: Settings,
    pub(crate) pay: AmazonPay,
    pub(crate) control: Control,
    pub(crate) clock: Arc<JumpingClock>,
    pub(crate) attempts: Arc<AttemptCounter>,
    pub(crate) journal: Journal,
    pub(crate) books: Mutex<Books>,
}

/// A step that is about to be sent.
#[derive(Debug)]
pub(crate) struct Attempt<'a> {
    pub(crate) order: &'a Order,
    pub(crate) step: usize,
    /// The idempotency key; empty for what takes none.
    pub(crate) key: String,
    /// Whether a process that was killed may have sent it.
    pub(crate) again: bool,
}

/// Tells the process that watches over this one.
pub(crate) fn tell(word: &str) {
    // A watcher that is gone closes the standard input too, which ends this process.
    _ = writeln!(std::io::stdout(), "{word}");
}

impl Shop {
    pub(crate) fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes an entry to the journal and remembers it.
    pub(crate) async fn enter(&self, entry: Entry) -> Result<()> {
        self.journal.append(&entry).await?;
        self.books().enter(entry);
        Ok(())
    }

    /// Carries out what is left of an order. A step that fails ends the order, and is in the journal.
    pub(crate) async fn carry_out(&self, order: &Order) -> Result<()> {
        for step in 0..order.steps.len() {
            let position = (order.number, step);
            if self.books().failed.contains_key(&position) {
                return Ok(());
            }
            let ended = self.books().ended.contains_key(&position);
            if !ended && !self.carry_out_step(order, step).await? {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Whether the step was carried out.
    async fn carry_out_step(&self, order: &Order, step: usize) -> Result<bool> {
        let kind = &order.steps[step];
        let operation = kind.operation().unwrap_or("buyer").to_owned();
        let begun = self.books().begun.get(&(order.number, step)).cloned();
        let remembered = begun.clone().filter(|_| !self.settings.forget_keys);
        let again = remembered.is_some();
        let key = match remembered.flatten() {
            Some(key) => key,
            None if kind.takes_key() => Uuid::new_v4().simple().to_string(),
            None => String::new(),
        };
        if !again && !kind.reads() {
            let amount = kind.amount().map(|amount| order.money(amount)).transpose()?;
            let key = kind.takes_key().then(|| key.clone());
            self.enter(Entry::Begun { order: order.number, step, operation: operation.clone(), key, amount })
                .await?;
            tell("begun");
        }
        if begun.is_none()
            && let Some(jump) = order.jumps[step]
        {
            self.jump(order.number, step, jump).await?;
        }
        match self.perform(&Attempt { order, step, key, again }).await {
            Ok(ended) => {
                let attempts = self.attempts.take();
                self.enter(Entry::Ended(Ended { attempts, ..ended })).await?;
                tell("ended");
                Ok(true)
            }
            Err(error) => {
                let error = error.to_string();
                self.enter(Entry::Failed { order: order.number, step, operation, error }).await?;
                Ok(false)
            }
        }
    }

    async fn jump(&self, order: usize, step: usize, jump: Jump) -> Result<()> {
        let (clock, seconds) = match jump {
            Jump::Client(seconds) => {
                self.clock.jump(seconds);
                ("client", seconds)
            }
            Jump::Sandbox(seconds) => {
                self.control.advance(seconds).await?;
                ("sandbox", seconds)
            }
        };
        self.enter(Entry::Jumped { order, step, clock: clock.to_owned(), seconds }).await
    }

    /// Reads a charge or a refund.
    pub(crate) async fn look_at(&self, id: &str) -> Result<Seen> {
        let mut repetition = Repetition::default();
        if id.contains("-R") {
            seen_refund(&repetition.send(|| self.pay.refunds().get(id)).await?)
        } else {
            seen_charge(&repetition.send(|| self.pay.charges().get(id)).await?)
        }
    }
}

impl Attempt<'_> {
    /// What a step came to, with nothing known but where it belongs and what it took.
    pub(crate) fn ended(&self, took: &Repetition) -> Ended {
        Ended {
            order: self.order.number,
            step: self.step,
            retries: took.retries,
            repeats: took.repeats,
            reads: took.reads,
            ..Ended::default()
        }
    }
}
