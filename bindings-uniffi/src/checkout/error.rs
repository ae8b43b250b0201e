//! What can go wrong with a checkout in an app.

/// Why a step of a checkout was not done. The checkout is in the state in which it was before, unless it says otherwise.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum CheckoutError {
    /// The settings are wrong: a programmer's mistake.
    #[error("{field}: {reason}")]
    Settings {
        /// Which setting.
        field: String,
        /// What is wrong with it and what was expected.
        reason: String,
    },
    /// The step does not go with the checkout's state, or another step is under way.
    #[error("{step} does not go with the state: {reason}")]
    WrongState {
        /// What was asked for.
        step: String,
        /// Why it does not go now.
        reason: String,
    },
    /// The link that the app was opened with is none of this checkout's. Anybody can send an app links: ignore it.
    #[error("the link is none of this checkout's: {reason}")]
    Link {
        /// What is wrong with it, without the link's text.
        reason: String,
    },
    /// The back end could not be reached, or failed in a way that may pass: do the step again.
    #[error("the back end could not be asked to {step}: {reason}")]
    Unreachable {
        /// The step.
        step: String,
        /// What happened.
        reason: String,
    },
    /// The back end does not know the app's user, whose session may have run out: let them sign in again and do the step
    /// again, which `state` tells. A link that has been taken is not needed once more.
    #[error("the back end does not know who asks it to {step}: {reason}")]
    Unauthenticated {
        /// The step.
        step: String,
        /// The back end's words.
        reason: String,
    },
    /// The back end refused; the checkout has failed.
    #[error("the back end refused to {step}: {reason}")]
    Refused {
        /// The step.
        step: String,
        /// The back end's code, for the app to branch on.
        code: String,
        /// The back end's words.
        reason: String,
    },
    /// The back end's answer is not as the contract says.
    #[error("the back end's answer to {step} is not as the contract says: {reason}")]
    Contract {
        /// The step.
        step: String,
        /// What was expected.
        reason: String,
    },
    /// What was saved cannot be read: begin a new checkout.
    #[error("what was saved cannot be read: {reason}")]
    Saved {
        /// What is wrong with it.
        reason: String,
    },
}
