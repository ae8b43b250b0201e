//! Every word that the pages say, once a language. A language that lacks one does not compile.

mod english;
mod japanese;

pub(super) use english::ENGLISH;
pub(super) use japanese::JAPANESE;

use amazonpay::model::Scope;

use crate::engine::CardEffect;

/// The words of a language.
pub(super) struct Texts {
    /// The language's tag.
    pub(super) lang: &'static str,
    /// The tag of the other language, and how it calls itself.
    pub(super) other: (&'static str, &'static str),
    pub(super) checkout: &'static str,
    /// That nothing is real.
    pub(super) banner: &'static str,
    pub(super) sign_in: &'static str,
    pub(super) sign_in_hint: &'static str,
    /// What a sign-in tells the shop.
    pub(super) told: &'static str,
    pub(super) name: &'static str,
    pub(super) email: &'static str,
    pub(super) phone: &'static str,
    pub(super) postal_code: &'static str,
    pub(super) shipping_address: &'static str,
    pub(super) billing_address: &'static str,
    pub(super) prime: &'static str,
    pub(super) order: &'static str,
    pub(super) shop: &'static str,
    pub(super) a_shop: &'static str,
    pub(super) reference: &'static str,
    pub(super) total: &'static str,
    pub(super) total_later: &'static str,
    pub(super) recurring: &'static str,
    pub(super) on_file: &'static str,
    pub(super) signed_in_as: &'static str,
    pub(super) ship_to: &'static str,
    pub(super) pay_with: &'static str,
    pub(super) card: &'static str,
    pub(super) change_address: &'static str,
    pub(super) change_card: &'static str,
    pub(super) choose_address: &'static str,
    /// That an order may ship to several addresses.
    pub(super) choose_several: &'static str,
    pub(super) choose_card: &'static str,
    pub(super) use_address: &'static str,
    pub(super) use_card: &'static str,
    pub(super) not_reached: &'static str,
    pub(super) nowhere_reached: &'static str,
    pub(super) not_usable: &'static str,
    pub(super) review: &'static str,
    pub(super) review_hint: &'static str,
    pub(super) confirm: &'static str,
    pub(super) confirm_hint: &'static str,
    pub(super) go_on: &'static str,
    pub(super) pay: &'static str,
    /// The button that pays nothing now.
    pub(super) keep_card: &'static str,
    pub(super) cancel: &'static str,
    pub(super) back: &'static str,
    pub(super) back_to_shop: &'static str,
    pub(super) ask_challenge: &'static str,
    pub(super) challenge: &'static str,
    pub(super) challenge_hint: &'static str,
    pub(super) challenge_pass: &'static str,
    pub(super) challenge_fail: &'static str,
    /// A Charge Permission, to its buyer.
    pub(super) agreement: &'static str,
    pub(super) agreement_closed: &'static str,
    pub(super) card_changed: &'static str,
    pub(super) problem: &'static str,
    pub(super) done: &'static str,
    pub(super) expired: &'static str,
    pub(super) canceled: &'static str,
    pub(super) succeeds: &'static str,
    pub(super) canceled_by_buyer: &'static str,
    pub(super) declined: &'static str,
    pub(super) pending_then_authorized: &'static str,
    pub(super) pending_then_declined: &'static str,
}

impl Texts {
    /// What a merchant asks for, by the API's own name where there is no other.
    pub(super) fn scope<'a>(&self, scope: &'a Scope) -> &'a str {
        match scope {
            Scope::Name => self.name,
            Scope::Email => self.email,
            Scope::PhoneNumber => self.phone,
            Scope::PostalCode => self.postal_code,
            Scope::ShippingAddress => self.shipping_address,
            Scope::BillingAddress => self.billing_address,
            Scope::PrimeStatus => self.prime,
            other => other.as_str(),
        }
    }

    /// What a card will do.
    pub(super) fn effect(&self, effect: &CardEffect) -> &'static str {
        match effect {
            CardEffect::Succeeds => self.succeeds,
            CardEffect::CanceledByBuyer => self.canceled_by_buyer,
            CardEffect::Declined => self.declined,
            CardEffect::PendingThenAuthorized => self.pending_then_authorized,
            CardEffect::PendingThenDeclined => self.pending_then_declined,
        }
    }
}
