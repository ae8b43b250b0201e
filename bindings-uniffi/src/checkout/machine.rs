//! What may happen when: the states of a checkout, without input or output.

use amazonpay::model::Url;
use serde::{Deserialize, Serialize};

use super::contract::{Completion, Outcome};
use super::return_link::{Purpose, ReturnLink};
use super::{CheckoutError, CheckoutReview, CheckoutStep, OrderOutcome};

/// Where a checkout is. The app's screen follows from it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum CheckoutState {
    /// Nothing has happened yet, or the back end is being asked to begin.
    Starting,
    /// The buyer signs in and chooses address and payment: open this address in the system's secure browser.
    BuyerAtAmazon {
        /// The address to open.
        url: Url,
    },
    /// The buyer is back: show the order and a button that confirms it.
    Reviewing {
        /// What to show; none until the back end has told, and after the app was restored: ask for the review again.
        review: Option<CheckoutReview>,
    },
    /// The buyer has confirmed, and Amazon decides: open the address, if there is one, in the system's secure browser.
    Confirming {
        /// The address to open; none once the buyer is back: complete the checkout then.
        url: Option<Url>,
    },
    /// The order is placed.
    Done {
        /// How it stands.
        outcome: OrderOutcome,
        /// The shop's own id of the order, if the back end gave one.
        order_id: Option<String>,
    },
    /// The buyer changed their mind. No money moved.
    Cancelled,
    /// It ended without an order.
    Failed {
        /// Why: Amazon's reason code of a decline, or the back end's code of a refusal; may be empty.
        code: String,
    },
}

/// A checkout, all of it. Nothing in it but `review` is the buyer's, and that is never written down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Machine {
    /// The same in all calls to the back end: what makes a repeated step the same step.
    pub(super) checkout_id: String,
    pub(super) phase: Phase,
    pub(super) checkout_session_id: Option<String>,
    /// The nonce that the next link must bring.
    pub(super) awaited: Option<String>,
    /// Those that were brought already.
    pub(super) used: Vec<String>,
    #[serde(skip)]
    pub(super) review: Option<CheckoutReview>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "name", deny_unknown_fields)]
pub(super) enum Phase {
    Starting,
    BuyerAtAmazon { url: Url },
    Reviewing,
    Confirming { url: Option<Url> },
    Done { outcome: OrderOutcome, order_id: Option<String> },
    Cancelled,
    Failed { code: String },
}

impl Machine {
    pub(super) fn new(checkout_id: String) -> Self {
        Self {
            checkout_id,
            phase: Phase::Starting,
            checkout_session_id: None,
            awaited: None,
            used: Vec::new(),
            review: None,
        }
    }

    pub(super) fn state(&self) -> CheckoutState {
        match self.phase.clone() {
            Phase::Starting => CheckoutState::Starting,
            Phase::BuyerAtAmazon { url } => CheckoutState::BuyerAtAmazon { url },
            Phase::Reviewing => CheckoutState::Reviewing { review: self.review.clone() },
            Phase::Confirming { url } => CheckoutState::Confirming { url },
            Phase::Done { outcome, order_id } => CheckoutState::Done { outcome, order_id },
            Phase::Cancelled => CheckoutState::Cancelled,
            Phase::Failed { code } => CheckoutState::Failed { code },
        }
    }

    /// Whether a step may be asked of the back end now. An address that was opened in vain may be asked for again.
    pub(super) fn may(&self, step: CheckoutStep) -> Result<(), CheckoutError> {
        let may = match step {
            CheckoutStep::Start => matches!(self.phase, Phase::Starting | Phase::BuyerAtAmazon { .. }),
            CheckoutStep::Review => matches!(self.phase, Phase::Reviewing),
            CheckoutStep::Confirm => {
                matches!(self.phase, Phase::Reviewing | Phase::Confirming { url: Some(_) })
            }
            CheckoutStep::Complete => matches!(self.phase, Phase::Confirming { url: None }),
        };
        if may { Ok(()) } else { Err(self.wrong_state(step.name())) }
    }

    fn wrong_state(&self, step: &str) -> CheckoutError {
        let reason = match self.phase {
            Phase::Starting => "the checkout has not begun",
            Phase::BuyerAtAmazon { .. } => "the buyer is at Amazon",
            Phase::Reviewing => "the buyer is reviewing the order",
            Phase::Confirming { url: Some(_) } => "the buyer is at Amazon to confirm",
            Phase::Confirming { url: None } => "the buyer has confirmed",
            Phase::Done { .. } => "the order is placed",
            Phase::Cancelled => "the checkout is cancelled",
            Phase::Failed { .. } => "the checkout has failed",
        };
        CheckoutError::WrongState { step: step.to_owned(), reason: reason.to_owned() }
    }

    /// The back end has signed: the buyer goes to `url` and comes back with `state`.
    pub(super) fn started(&mut self, url: Url, state: String) {
        self.phase = Phase::BuyerAtAmazon { url };
        self.awaited = Some(state);
    }

    pub(super) fn reviewed(&mut self, review: CheckoutReview) {
        self.review = Some(review);
    }

    pub(super) fn confirmed(&mut self, url: Url, state: String) {
        self.phase = Phase::Confirming { url: Some(url) };
        self.awaited = Some(state);
    }

    pub(super) fn completed(&mut self, completion: Completion) {
        let Completion { outcome, order_id, reason_code } = completion;
        self.review = None;
        self.phase = match outcome {
            Outcome::Paid => Phase::Done { outcome: OrderOutcome::Paid, order_id },
            Outcome::Pending => Phase::Done { outcome: OrderOutcome::Pending, order_id },
            Outcome::Declined => Phase::Failed { code: reason_code.unwrap_or_default() },
            Outcome::Cancelled => Phase::Cancelled,
        };
    }

    pub(super) fn refused(&mut self, code: String) {
        self.review = None;
        self.awaited = None;
        self.phase = Phase::Failed { code };
    }

    /// The buyer gives up, in the app.
    pub(super) fn cancel(&mut self) -> Result<(), CheckoutError> {
        match self.phase {
            Phase::Done { .. } | Phase::Failed { .. } | Phase::Confirming { url: None } => {
                Err(self.wrong_state("cancel"))
            }
            _ => {
                self.review = None;
                self.awaited = None;
                self.phase = Phase::Cancelled;
                Ok(())
            }
        }
    }

    /// A link has come. It is accepted once, with the nonce of the address that was opened last; what else comes changes
    /// nothing.
    pub(super) fn returned(&mut self, link: ReturnLink) -> Result<(), CheckoutError> {
        let none_of_ours = |reason: &str| CheckoutError::Link { reason: reason.to_owned() };
        if self.used.contains(&link.state) {
            return Err(none_of_ours("it was used already"));
        }
        if self.awaited.as_ref() != Some(&link.state) {
            return Err(none_of_ours("its state is not the one that is awaited"));
        }
        let known = self.checkout_session_id.as_ref();
        if let (Some(known), Some(brought)) = (known, &link.checkout_session_id)
            && !known.eq_ignore_ascii_case(brought)
        {
            return Err(none_of_ours("its session is another one"));
        }
        let next = match (&self.phase, link.purpose) {
            (Phase::BuyerAtAmazon { .. }, Purpose::Review) => Phase::Reviewing,
            (Phase::Confirming { url: Some(_) }, Purpose::Result) => Phase::Confirming { url: None },
            (Phase::BuyerAtAmazon { .. } | Phase::Confirming { url: Some(_) }, Purpose::Cancel) => {
                Phase::Cancelled
            }
            _ => return Err(none_of_ours("it does not go with where the checkout is")),
        };
        self.phase = next;
        self.used.extend(self.awaited.take());
        if link.checkout_session_id.is_some() {
            self.checkout_session_id = link.checkout_session_id;
        }
        Ok(())
    }
}
