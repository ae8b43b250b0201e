//! The test buyer's cards.
//!
//! Guide: <https://developer.amazon.com/docs/amazon-pay-checkout/sandbox-simulations.html>.

use amazonpay::model::{ChargeReasonCode, CheckoutSessionReasonCode};

use super::failures;
use super::timers::Outcome;
use crate::api_failure::ApiFailure;

/// What paying with a card comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum CardResult {
    /// The payment goes through.
    Success,
    /// The session is canceled when the buyer comes back.
    Canceled(CheckoutSessionReasonCode),
    /// The authorization is pending first, and then this.
    Pending(Outcome),
}

/// What a card does, for those who choose one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CardEffect {
    /// The payment goes through.
    Succeeds,
    /// The session is canceled as if the buyer had left.
    CanceledByBuyer,
    /// The session is canceled since the payment was declined.
    Declined,
    /// The authorization is pending, and goes through.
    PendingThenAuthorized,
    /// The authorization is pending, and is declined.
    PendingThenDeclined,
}

/// One of the test buyer's cards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Card {
    /// The last four digits.
    digits: [u8; 4],
}

/// The cards by their last four digits.
const CARDS: [&[u8; 4]; 9] =
    [b"1111", b"0005", b"4444", b"9424", b"0000", b"3064", b"3434", b"0701", b"4354"];

impl Default for Card {
    /// The card that a buyer who chooses none pays with.
    fn default() -> Self {
        Self { digits: *CARDS[0] }
    }
}

impl Card {
    /// Finds a card by its last four digits.
    ///
    /// # Errors
    /// When the test buyer has no such card.
    pub(super) fn find(number: &str) -> Result<Self, ApiFailure> {
        let found = CARDS.iter().find(|digits| number.as_bytes().ends_with(digits.as_slice()));
        found.map(|digits| Self { digits: **digits }).ok_or_else(|| {
            let cards: Vec<_> =
                CARDS.iter().map(|digits| String::from_utf8_lossy(digits.as_slice())).collect();
            failures::invalid_value(
                "card",
                format!("the test buyer has no such card; choose one that ends in {}.", cards.join(", ")),
            )
        })
    }

    /// What paying with the card comes to.
    pub(super) fn result(self) -> CardResult {
        match &self.digits {
            b"3064" => CardResult::Canceled(CheckoutSessionReasonCode::BuyerCanceled),
            b"3434" => CardResult::Canceled(CheckoutSessionReasonCode::Declined),
            b"0701" => CardResult::Pending(Outcome::Success),
            b"4354" => CardResult::Pending(Outcome::Declined(ChargeReasonCode::HardDeclined)),
            _ => CardResult::Success,
        }
    }

    /// All cards, in the guide's order.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        CARDS.iter().map(|digits| Self { digits: **digits })
    }

    /// The last four digits.
    pub(super) fn digits(self) -> String {
        String::from_utf8_lossy(&self.digits).into_owned()
    }

    pub(super) fn effect(self) -> CardEffect {
        match self.result() {
            CardResult::Success => CardEffect::Succeeds,
            CardResult::Canceled(CheckoutSessionReasonCode::BuyerCanceled) => CardEffect::CanceledByBuyer,
            CardResult::Canceled(_) => CardEffect::Declined,
            CardResult::Pending(Outcome::Success) => CardEffect::PendingThenAuthorized,
            CardResult::Pending(_) => CardEffect::PendingThenDeclined,
        }
    }

    /// How the API describes the card.
    pub(super) fn descriptor(self) -> String {
        format!("Visa ****{} (Amazon Pay)", self.digits())
    }
}
