//! What the hosted pages show of a session, and where they may lead from it.

use amazonpay::model::{
    Address, ChargePermissionType, CheckoutSessionReasonCode as Reason, CheckoutSessionState as State, Money,
    PaymentIntent, RecurringMetadata, Url,
};

use super::buyer::check_delivery;
use super::cards::{Card, CardEffect};
use super::checkout_session::{Progress, SessionRecord, with_session_id};
use super::{Engine, failures, identifiers, session_constraints};
use crate::api_failure::ApiFailure;

/// What the buyer does next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Signs in.
    SignIn,
    /// Chooses address and card, and goes on to the merchant's review page.
    Choose,
    /// Pays.
    Pay,
    /// Nothing: paid, left, or came too late.
    Done,
}

/// How far the buyer is, as the page is told that opened a window for him.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub(crate) enum CheckoutProgress {
    /// Has not signed in.
    Away,
    /// Is choosing.
    SignedIn,
    /// Has pressed the last button.
    Confirmed,
    /// The session is canceled, by the buyer or not.
    Canceled,
}

/// An address that the buyer keeps.
#[derive(Debug)]
pub(crate) struct OfferedAddress {
    pub(crate) address: Address,
    pub(crate) chosen: bool,
    /// Whether the merchant delivers there.
    pub(crate) reached: bool,
}

/// A card that the buyer has.
#[derive(Debug)]
pub(crate) struct OfferedCard {
    pub(crate) digits: String,
    pub(crate) effect: CardEffect,
    pub(crate) chosen: bool,
    /// Whether the session can be paid with it, as far as is known.
    pub(crate) usable: bool,
}

/// A session as the buyer sees it.
#[derive(Debug)]
pub(crate) struct CheckoutView {
    pub(crate) checkout_session_id: String,
    pub(crate) stage: Stage,
    pub(crate) state: State,
    pub(crate) reason: Option<Reason>,
    pub(crate) buyer_name: Option<String>,
    /// None for PayOnly.
    pub(crate) address: Option<OfferedAddress>,
    /// Those to choose from; none when the address is the merchant's to say or nothing is shipped.
    pub(crate) addresses: Vec<OfferedAddress>,
    /// Those that the order ships to besides `address`.
    pub(crate) further: Vec<Address>,
    /// Whether there may be several.
    pub(crate) several: bool,
    /// Whether nothing is paid now: the card is kept.
    pub(crate) keeps_card_only: bool,
    pub(crate) card: OfferedCard,
    pub(crate) cards: Vec<OfferedCard>,
    pub(crate) store_name: Option<String>,
    pub(crate) reference: Option<String>,
    pub(crate) amount: Option<Money>,
    pub(crate) kind: ChargePermissionType,
    pub(crate) recurring: Option<RecurringMetadata>,
    /// Where the merchant reviews the order, with the session's id.
    pub(crate) review_url: Option<String>,
    /// Where the merchant takes the result, with the session's id.
    pub(crate) result_url: Option<String>,
    /// Where the buyer lands who leaves, with the session's id.
    pub(crate) cancel_url: Option<String>,
    /// Whether the buyer has a window of his own, from which nothing leads back to the merchant.
    pub(crate) in_window: bool,
}

impl CheckoutView {
    pub(crate) fn progress(&self) -> CheckoutProgress {
        match (self.stage, &self.state) {
            (_, State::Canceled) => CheckoutProgress::Canceled,
            (Stage::SignIn, _) => CheckoutProgress::Away,
            (Stage::Done, _) => CheckoutProgress::Confirmed,
            _ => CheckoutProgress::SignedIn,
        }
    }

    /// Whether the merchant may charge again.
    pub(crate) fn is_recurring(&self) -> bool {
        self.kind == ChargePermissionType::Recurring
    }

    /// Whether the merchant may keep the card.
    pub(crate) fn is_on_file(&self) -> bool {
        self.kind == ChargePermissionType::PaymentMethodOnFile
    }

    /// How much each time.
    pub(crate) fn recurring_amount(&self) -> Option<&Money> {
        self.recurring.as_ref()?.amount.as_ref()
    }

    /// How often, such as `1 Month`.
    pub(crate) fn frequency(&self) -> Option<String> {
        let frequency = self.recurring.as_ref()?.frequency.as_ref()?;
        Some(format!("{} {}", frequency.value, frequency.unit))
    }

    /// Where a buyer belongs who comes to a page of a session that is done.
    pub(crate) fn back_url(&self) -> Option<&str> {
        if self.in_window {
            return None;
        }
        let left = self.reason == Some(Reason::BuyerCanceled) && self.stage == Stage::Done;
        let [first, second] =
            if left { [&self.cancel_url, &self.result_url] } else { [&self.result_url, &self.cancel_url] };
        first.as_deref().or(second.as_deref()).or(self.review_url.as_deref())
    }
}

/// A Charge Permission as the buyer sees it in the list of agreements.
#[derive(Debug)]
pub(crate) struct AgreementView {
    pub(crate) charge_permission_id: String,
    pub(crate) closed: bool,
    pub(crate) kind: ChargePermissionType,
    pub(crate) store_name: Option<String>,
    pub(crate) cards: Vec<OfferedCard>,
}

impl Engine {
    /// Tells what the buyer's own page shows of a Charge Permission.
    ///
    /// # Errors
    /// 404 when there is no such permission.
    pub(crate) fn agreement_view(&self, charge_permission_id: &str) -> Result<AgreementView, ApiFailure> {
        let record = identifiers::permission_key(charge_permission_id)
            .and_then(|key| self.permissions.get(&key))
            .filter(|record| record.object.charge_permission_id == charge_permission_id)
            .ok_or_else(|| failures::not_found("Charge Permission", charge_permission_id))?;
        let object = &record.object;
        let metadata = object.merchant_metadata.as_ref();
        Ok(AgreementView {
            charge_permission_id: charge_permission_id.to_owned(),
            closed: record.is_closed(),
            kind: object.charge_permission_type.clone().unwrap_or(ChargePermissionType::OneTime),
            store_name: metadata.and_then(|metadata| metadata.merchant_store_name.clone()),
            cards: Card::all().map(|card| offered_card(card, record.buyer.card, true)).collect(),
        })
    }

    /// Keeps the buyer on the hosted pages: the merchant's page waits beside them.
    ///
    /// # Errors
    /// 404 when there is no such session.
    pub(crate) fn keep_in_window(&mut self, checkout_session_id: &str) -> Result<(), ApiFailure> {
        self.any_session(checkout_session_id)?.1.in_window = true;
        Ok(())
    }

    /// Tells what the hosted pages show of a session.
    ///
    /// # Errors
    /// 404 when there is no such session.
    pub(crate) fn checkout_view(&mut self, checkout_session_id: &str) -> Result<CheckoutView, ApiFailure> {
        let (_, record) = self.any_session(checkout_session_id)?;
        Ok(view(record))
    }
}

fn stage(record: &SessionRecord) -> Stage {
    // Who has a window of his own approves there once; the merchant's page reviews or finalizes without him.
    let last = if record.in_window { Progress::Reviewing } else { Progress::Confirmed };
    if record.state() != &State::Open || record.progress >= last {
        return Stage::Done;
    }
    if record.progress < Progress::Reviewing && record.buyer.person.is_none() {
        return Stage::SignIn;
    }
    let web = record.object.web_checkout_details.as_ref();
    let reviewed = record.is_process_order()
        || record.progress >= Progress::Reviewing
        || web.is_none_or(|web| web.checkout_review_return_url.is_none());
    if reviewed && session_constraints::constraints(record).is_empty() { Stage::Pay } else { Stage::Choose }
}

fn view(record: &SessionRecord) -> CheckoutView {
    let session = &record.object;
    let id = &session.checkout_session_id;
    let web = session.web_checkout_details.clone().unwrap_or_default();
    let specifications = session.delivery_specifications.as_ref();
    let chosen_address = record.buyer.address();
    let further = record.buyer.further.as_deref().unwrap_or_default();
    let offer = |address: Address| {
        let reached = check_delivery(&address, specifications).is_ok();
        OfferedAddress { chosen: address == chosen_address || further.contains(&address), reached, address }
    };
    let keeps_address = record.is_process_order() || !record.buyer.ships;
    let addresses = match record.buyer.person {
        Some(person) if !keeps_address => person.addresses().map(offer).collect(),
        _ => Vec::new(),
    };
    let payment = session.payment_details.clone().unwrap_or_default();
    let waits = payment.payment_intent.is_none()
        || payment.payment_intent == Some(PaymentIntent::Authorize)
            && payment.can_handle_pending_authorization == Some(true);
    let offer_card = |card: Card| offered_card(card, record.buyer.card, waits);
    let with_id = |url: Option<Url>| url.map(|url| with_session_id(&url, id));
    let metadata = session.merchant_metadata.as_ref();
    CheckoutView {
        checkout_session_id: id.clone(),
        stage: stage(record),
        state: record.state().clone(),
        reason: session.status_details.reason_code.clone(),
        buyer_name: record.buyer.person.map(|person| person.name.to_owned()),
        address: record.buyer.ships.then(|| offer(record.buyer.address())),
        addresses,
        further: further.to_vec(),
        several: record.buyer.further.is_some(),
        keeps_card_only: session_constraints::is_set_up_only(session),
        card: offer_card(record.buyer.card),
        cards: Card::all().map(offer_card).collect(),
        store_name: metadata.and_then(|metadata| metadata.merchant_store_name.clone()),
        reference: metadata.and_then(|metadata| metadata.merchant_reference_id.clone()),
        amount: payment.charge_amount,
        kind: session.charge_permission_type.clone().unwrap_or(ChargePermissionType::OneTime),
        recurring: session.recurring_metadata.clone(),
        review_url: with_id(web.checkout_review_return_url),
        result_url: with_id(web.checkout_result_return_url),
        cancel_url: with_id(web.checkout_cancel_url),
        in_window: record.in_window,
    }
}

/// A card as it is offered, beside the one that is chosen. `waits` tells whether an authorization may be pending.
fn offered_card(card: Card, chosen: Card, waits: bool) -> OfferedCard {
    let effect = card.effect();
    let pending = matches!(effect, CardEffect::PendingThenAuthorized | CardEffect::PendingThenDeclined);
    OfferedCard { digits: card.digits(), effect, chosen: card == chosen, usable: waits || !pending }
}
