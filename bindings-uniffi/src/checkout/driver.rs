//! Leads a checkout: asks the back end, and tells the machine what came of it.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::contract::{Asking, Completion, Opening, VERSION, read};
use super::machine::{CheckoutState, Machine};
use super::return_link::{AllowedLinks, Purpose};
use super::{CheckoutBackend, CheckoutError, CheckoutLinks, CheckoutStep, saved};

/// A checkout that an app drives and the merchant's server signs.
///
/// Every step gives the state that it led to. After an error the state is what it was: `Unreachable` may be tried again,
/// `Unauthenticated` once the app's user has signed in; after `Refused` it is `Failed`. One step at a time: a second one
/// meanwhile is refused.
#[derive(uniffi::Object)]
pub struct Checkout {
    backend: Arc<dyn CheckoutBackend>,
    links: AllowedLinks,
    machine: Mutex<Machine>,
    is_busy: AtomicBool,
}

impl fmt::Debug for Checkout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Checkout").finish_non_exhaustive()
    }
}

#[uniffi::export]
impl Checkout {
    /// A new checkout. Nothing is sent.
    #[uniffi::constructor]
    pub fn new(links: CheckoutLinks, backend: Arc<dyn CheckoutBackend>) -> Result<Self, CheckoutError> {
        Self::with(links, backend, Machine::new(Uuid::new_v4().to_string()))
    }

    /// The checkout that `save` wrote down. Nothing is sent: what there was to show comes with the next review.
    #[uniffi::constructor]
    pub fn restore(
        links: CheckoutLinks,
        backend: Arc<dyn CheckoutBackend>,
        saved: String,
    ) -> Result<Self, CheckoutError> {
        Self::with(links, backend, saved::read(&saved)?)
    }

    /// The checkout as text, for an app that may be killed: keep it where only the app can read it, after every step. It
    /// holds ids and nonces, and nothing of the buyer's.
    pub fn save(&self) -> Result<String, CheckoutError> {
        saved::write(&self.locked())
    }

    /// Where the checkout is.
    pub fn state(&self) -> CheckoutState {
        self.locked().state()
    }

    /// Asks the back end to begin. `order` is what is bought, in the shop's own JSON. Again while the buyer is at Amazon, it
    /// gives a new address, and the links of the old one are refused.
    pub async fn start(&self, order: String) -> Result<CheckoutState, CheckoutError> {
        let order: Value = serde_json::from_str(&order).map_err(|error| CheckoutError::Settings {
            field: "order".to_owned(),
            reason: format!("expected JSON text, found something else at column {}", error.column()),
        })?;
        let _busy = self.begin(CheckoutStep::Start)?;
        let state = nonce();
        let opening: Opening = self.ask(CheckoutStep::Start, Some(&state), Some(order)).await?;
        let url = opening.checked(CheckoutStep::Start)?;
        self.apply(CheckoutStep::Start, |machine| machine.started(url, state))
    }

    /// Takes the link that the app was opened with, and does what follows from it: fetches the review, completes the
    /// checkout, or cancels it. A link that is none of this checkout's is an error of the case `Link` and changes nothing.
    pub async fn handle_link(&self, link: String) -> Result<CheckoutState, CheckoutError> {
        let link = self.links.read(&link)?;
        let purpose = link.purpose;
        self.locked().returned(link)?;
        match purpose {
            Purpose::Review => self.review().await,
            Purpose::Result => self.complete().await,
            Purpose::Cancel => Ok(self.state()),
        }
    }

    /// Asks the back end what to show before the buyer confirms.
    pub async fn review(&self) -> Result<CheckoutState, CheckoutError> {
        let _busy = self.begin(CheckoutStep::Review)?;
        let review = self.ask(CheckoutStep::Review, None, None).await?;
        self.apply(CheckoutStep::Review, |machine| machine.reviewed(review))
    }

    /// The buyer has pressed the button that confirms the order. Again while the buyer is at Amazon, it gives a new address.
    pub async fn confirm(&self) -> Result<CheckoutState, CheckoutError> {
        let _busy = self.begin(CheckoutStep::Confirm)?;
        let state = nonce();
        let opening: Opening = self.ask(CheckoutStep::Confirm, Some(&state), None).await?;
        let url = opening.checked(CheckoutStep::Confirm)?;
        self.apply(CheckoutStep::Confirm, |machine| machine.confirmed(url, state))
    }

    /// Asks the back end to complete the checkout. `handleLink` does it; this is for doing it again, after `Unreachable` or
    /// `Unauthenticated`, or after the app was restored.
    pub async fn complete(&self) -> Result<CheckoutState, CheckoutError> {
        let _busy = self.begin(CheckoutStep::Complete)?;
        let completion: Completion = self.ask(CheckoutStep::Complete, None, None).await?;
        self.apply(CheckoutStep::Complete, |machine| machine.completed(completion))
    }

    /// The buyer gives up in the app, or closed the browser. Nothing is sent: without a confirmation no money moves, and
    /// Amazon forgets the session within a day.
    pub fn cancel(&self) -> Result<CheckoutState, CheckoutError> {
        let mut machine = self.locked();
        machine.cancel()?;
        Ok(machine.state())
    }
}

impl Checkout {
    fn with(
        links: CheckoutLinks,
        backend: Arc<dyn CheckoutBackend>,
        machine: Machine,
    ) -> Result<Self, CheckoutError> {
        let links = links.checked()?;
        Ok(Self { backend, links, machine: Mutex::new(machine), is_busy: AtomicBool::new(false) })
    }

    fn locked(&self) -> MutexGuard<'_, Machine> {
        self.machine.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins a step, if it goes with the state and no other is under way.
    fn begin(&self, step: CheckoutStep) -> Result<Busy<'_>, CheckoutError> {
        if self.is_busy.swap(true, Ordering::Acquire) {
            let reason = "another step is under way".to_owned();
            return Err(CheckoutError::WrongState { step: step.name().to_owned(), reason });
        }
        let busy = Busy(&self.is_busy);
        self.locked().may(step)?;
        Ok(busy)
    }

    /// Tells the machine what came of a step, unless the buyer has given up meanwhile.
    fn apply(
        &self,
        step: CheckoutStep,
        change: impl FnOnce(&mut Machine),
    ) -> Result<CheckoutState, CheckoutError> {
        let mut machine = self.locked();
        machine.may(step)?;
        change(&mut machine);
        Ok(machine.state())
    }

    async fn ask<T: for<'a> Deserialize<'a>>(
        &self,
        step: CheckoutStep,
        return_state: Option<&str>,
        order: Option<Value>,
    ) -> Result<T, CheckoutError> {
        let machine = self.locked().clone();
        let asking = Asking {
            version: VERSION,
            checkout_id: &machine.checkout_id,
            checkout_session_id: machine
                .checkout_session_id
                .as_deref()
                .filter(|_| step != CheckoutStep::Start),
            return_state,
            order,
        };
        let unreachable =
            |reason: String| CheckoutError::Unreachable { step: step.name().to_owned(), reason };
        let body = serde_json::to_string(&asking).map_err(|error| unreachable(error.to_string()))?;
        let answer = self.backend.send(step, body).await.map_err(|error| unreachable(error.to_string()))?;
        let read = read(step, &answer);
        if let Err(CheckoutError::Refused { code, .. }) = &read {
            self.apply(step, |machine| machine.refused(code.clone()))?;
        }
        read
    }
}

/// A step under way; it is over when this is dropped, with the call or without.
struct Busy<'a>(&'a AtomicBool);

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

/// What nobody can guess: 122 bits of the operating system's randomness.
fn nonce() -> String {
    Uuid::new_v4().simple().to_string()
}
