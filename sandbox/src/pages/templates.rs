//! What each template is given. The files are in `templates/`; the engine escapes every value for HTML.

use amazonpay::model::Scope;
use askama::Template;

use super::address_lines::address_lines;
use super::texts::Texts;
use crate::engine::{AgreementView, CheckoutView, OfferedAddress, OfferedCard, TestBuyer};

/// Chooses who buys.
#[derive(Template)]
#[template(path = "sign_in.html")]
pub(super) struct SignInPage<'a> {
    pub(super) texts: &'static Texts,
    pub(super) view: &'a CheckoutView,
    pub(super) buyers: &'static [TestBuyer],
}

/// Chooses who signs in at the merchant's.
#[derive(Template)]
#[template(path = "share_details.html")]
pub(super) struct ShareDetailsPage<'a> {
    pub(super) texts: &'static Texts,
    pub(super) buyer_token: &'a str,
    pub(super) told: &'a [Scope],
    pub(super) buyers: &'static [TestBuyer],
}

/// Shows what was chosen, and lets the buyer go on or leave.
#[derive(Template)]
#[template(path = "checkout.html")]
pub(super) struct CheckoutPage<'a> {
    pub(super) texts: &'static Texts,
    pub(super) view: &'a CheckoutView,
    /// Whether the button pays; otherwise it leads to the merchant's review page.
    pub(super) pays: bool,
}

impl CheckoutPage<'_> {
    fn may_go_on(&self) -> bool {
        self.view.address.as_ref().is_none_or(|address| address.reached)
    }
}

/// Lets the buyer pass the bank's challenge, or fail.
#[derive(Template)]
#[template(path = "challenge.html")]
pub(super) struct ChallengePage<'a> {
    pub(super) texts: &'static Texts,
    pub(super) view: &'a CheckoutView,
}

/// Chooses an address.
#[derive(Template)]
#[template(path = "address.html")]
pub(super) struct AddressPage<'a> {
    pub(super) texts: &'static Texts,
    pub(super) view: &'a CheckoutView,
    pub(super) offered: &'a [OfferedAddress],
    /// Whether the merchant's review page sent the buyer, who then goes back there.
    pub(super) from_review: bool,
    /// Where "back" leads.
    pub(super) back: String,
}

/// Chooses a card.
#[derive(Template)]
#[template(path = "card.html")]
pub(super) struct CardPage<'a> {
    pub(super) texts: &'static Texts,
    pub(super) view: &'a CheckoutView,
    pub(super) offered: &'a [OfferedCard],
    pub(super) from_review: bool,
    pub(super) back: String,
}

/// Shows a Charge Permission, and chooses a card for it.
#[derive(Template)]
#[template(path = "agreement.html")]
pub(super) struct AgreementPage<'a> {
    pub(super) texts: &'static Texts,
    pub(super) view: &'a AgreementView,
    pub(super) offered: &'a [OfferedCard],
    /// Whether a card was chosen just now.
    pub(super) changed: bool,
}

/// Says what went wrong, and where to go from there.
#[derive(Template)]
#[template(path = "problem.html")]
pub(super) struct ProblemPage<'a> {
    pub(super) texts: &'static Texts,
    pub(super) message: &'a str,
    /// What a developer wants to know of it.
    pub(super) detail: &'a str,
    pub(super) back: Option<&'a str>,
    /// What the way back is called.
    pub(super) back_text: &'static str,
}
