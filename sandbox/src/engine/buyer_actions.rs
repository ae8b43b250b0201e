//! What the buyer does on Amazon's pages: opens a button, signs in, chooses, approves or walks away.

use std::sync::LazyLock;

use amazonpay::config::Region;
use amazonpay::model::{
    Address, CheckoutSessionReasonCode, CheckoutSessionState, DisputeFilingReason, Money, PaymentIntent,
    ProductType, Scope, Url,
};
use jiff::Timestamp;

use super::buyer::{BuyerView, MULTI_ADDRESS, SignedIn, check_delivery};
use super::cards::{Card, CardResult};
use super::checkout_session::{Progress, SessionRecord, with_session_id};
use super::identifiers::{self, SessionKey};
use super::request_fields::Field;
use super::test_buyers::TestBuyer;
use super::{Engine, failures, request_fields, request_shapes, session_constraints};
use crate::api_failure::ApiFailure;

/// The payload of a sign-in button
/// (<https://developer.amazon.com/docs/amazon-pay-checkout/amazon-sign-in.html>).
#[derive(serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
struct SignIn {
    #[schemars(url, length(max = 512))]
    sign_in_return_url: String,
    #[expect(dead_code, reason = "only checked")]
    store_id: String,
    #[schemars(url, length(max = 512))]
    sign_in_cancel_url: Option<String>,
    sign_in_scopes: Option<Vec<Scope>>,
}

static SIGN_IN: LazyLock<Box<[Field]>> = LazyLock::new(request_shapes::of_model::<SignIn>);
static ADDRESS: LazyLock<Box<[Field]>> = LazyLock::new(request_shapes::of_model::<Address>);

/// One thing that a buyer does on Amazon's pages.
///
/// Guide: <https://developer.amazon.com/docs/amazon-pay-checkout/add-the-amazon-pay-button.html>.
#[derive(Debug, Clone, PartialEq)]
pub enum BuyerAction {
    /// Clicks the button and signs in. The payload is the button's `payloadJSON`, the body of a Create Checkout Session
    /// or of a sign-in button (`signInReturnUrl`, which answers with a buyer token). The signature is not checked here.
    OpenButton {
        /// The merchant whose button it is.
        merchant: String,
        /// The payload, as JSON text.
        payload: String,
        /// The region of the button's script: `na`, `eu` or `jp`.
        region: String,
        /// The button's `productType`; `None` takes PayAndShip.
        product_type: Option<String>,
    },
    /// Opens a session that the merchant created by the API, and signs in.
    OpenSession {
        /// The session's id.
        checkout_session_id: String,
    },
    /// Signs in on the hosted page as one of the test buyers, with the first of their addresses that the merchant
    /// delivers to. Whoever signs in nowhere is Susie Smith, at home in the merchant's region.
    SignIn {
        /// The session's id.
        checkout_session_id: String,
        /// One of `us`, `gb`, `de`, `fr`, `it`, `es`, `jp`, `long`.
        buyer: String,
    },
    /// Goes on with a sign-in button on the hosted page, as one of the test buyers.
    ShareDetails {
        /// What the button's click told.
        buyer_token: String,
        /// One of `us`, `gb`, `de`, `fr`, `it`, `es`, `jp`, `long`.
        buyer: String,
    },
    /// Leaves the hosted page of a sign-in button: the token is good for nothing any more.
    KeepDetails {
        /// What the button's click told.
        buyer_token: String,
    },
    /// Chooses a card by its last four digits, one of the guide's table.
    ChooseCard {
        /// The session's id.
        checkout_session_id: String,
        /// Four digits, such as `1111`; a longer number is cut to its last four.
        card: String,
    },
    /// Chooses a shipping address.
    ChooseAddress {
        /// The session's id.
        checkout_session_id: String,
        /// An Address as the API writes it.
        address: serde_json::Value,
    },
    /// Chooses the shipping addresses of an order that ships to several: its product type is `PayAndShipMultiAddress`.
    ChooseAddresses {
        /// The session's id.
        checkout_session_id: String,
        /// Addresses as the API writes them, one at least.
        addresses: Vec<serde_json::Value>,
    },
    /// Presses the page's button: on the first visit "continue" (to the review page), on `amazonPayRedirectUrl`
    /// "pay". With ProcessOrder both are one press.
    Approve {
        /// The session's id.
        checkout_session_id: String,
    },
    /// Does not pass the bank's challenge on the way to pay.
    FailChallenge {
        /// The session's id.
        checkout_session_id: String,
    },
    /// Leaves by "cancel".
    Cancel {
        /// The session's id.
        checkout_session_id: String,
    },
    /// Chooses another card for a Charge Permission, on the page to which a declined recurring buyer is sent.
    ChangePaymentMethod {
        /// The Charge Permission's id.
        charge_permission_id: String,
        /// Four digits, such as `1111`; a longer number is cut to its last four.
        card: String,
    },
    /// Asks the bank for the money of a captured charge: opens a dispute.
    FileChargeback {
        /// The charge's id.
        charge_id: String,
        /// How much; all that is captured and not in dispute already when `None`.
        amount: Option<Money>,
        /// Why.
        filing_reason: DisputeFilingReason,
    },
    /// Takes a chargeback back: the merchant keeps the money.
    WithdrawChargeback {
        /// The dispute's id.
        dispute_id: String,
    },
}

/// Where a buyer's action led.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BuyerOutcome {
    /// The session; `None` after a sign-in button.
    pub checkout_session_id: Option<String>,
    /// The session's state now, such as `Open`.
    pub state: Option<String>,
    /// Where Amazon sends the browser next; `None` while the buyer is still on Amazon's page.
    pub next_url: Option<String>,
    /// The token of a sign-in button, to be read with `buyers.get`.
    pub buyer_token: Option<String>,
    /// The dispute that the buyer opened or took back.
    pub dispute_id: Option<String>,
}

impl Engine {
    /// Does what a buyer would do on Amazon's page, at the given time.
    ///
    /// # Errors
    /// An [`ApiFailure`] when the session does not exist, is not open, or the payload, card or address is not valid.
    ///
    /// ```
    /// use amazonpay_sandbox::engine::{BuyerAction, Engine};
    ///
    /// let mut engine = Engine::new();
    /// let payload = r#"{"storeId": "amzn1.store", "webCheckoutDetails": {
    ///     "checkoutReviewReturnUrl": "https://shop.example/review"}}"#;
    /// let now = jiff::Timestamp::UNIX_EPOCH;
    /// let button = BuyerAction::OpenButton {
    ///     merchant: "A1".to_owned(), payload: payload.to_owned(), region: "eu".to_owned(), product_type: None,
    /// };
    /// let opened = engine.buyer(button, now)?;
    /// let checkout_session_id = opened.checkout_session_id.unwrap_or_default();
    /// let approved = engine.buyer(BuyerAction::Approve { checkout_session_id }, now)?;
    /// assert!(approved.next_url.is_some_and(|url| url.starts_with("https://shop.example/review?")));
    /// # Ok::<(), amazonpay_sandbox::api_failure::ApiFailure>(())
    /// ```
    pub fn buyer(&mut self, action: BuyerAction, now: Timestamp) -> Result<BuyerOutcome, ApiFailure> {
        let now = self.advance(now);
        let outcome = self.act(action, now);
        self.note_changes(now);
        outcome
    }

    fn act(&mut self, action: BuyerAction, now: Timestamp) -> Result<BuyerOutcome, ApiFailure> {
        match action {
            BuyerAction::OpenButton { merchant, payload, region, product_type } => {
                self.open_button(&merchant, &payload, &region, product_type, now)
            }
            BuyerAction::OpenSession { checkout_session_id } => {
                let (key, record) = self.open_session(&checkout_session_id)?;
                record.progress = record.progress.max(Progress::Choosing);
                self.outcome(key, None)
            }
            BuyerAction::SignIn { checkout_session_id, buyer } => {
                self.sign_in_as(&checkout_session_id, &buyer)
            }
            BuyerAction::ShareDetails { buyer_token, buyer } => self.share_details(buyer_token, &buyer),
            BuyerAction::KeepDetails { buyer_token } => self.keep_details(&buyer_token),
            BuyerAction::ChooseCard { checkout_session_id, card } => {
                let card = Card::find(&card)?;
                let (key, record) = self.open_session(&checkout_session_id)?;
                record.progress = record.progress.max(Progress::Choosing);
                record.buyer.card = card;
                self.outcome(key, None)
            }
            BuyerAction::ChooseAddress { checkout_session_id, address } => {
                let address = request_fields::read(address.to_string().as_bytes(), &ADDRESS)?;
                let (key, record) = self.open_session(&checkout_session_id)?;
                if !record.buyer.ships {
                    return Err(failures::invalid_value("address", "the session's product type is PayOnly."));
                }
                check_delivery(&address, record.object.delivery_specifications.as_ref())?;
                record.progress = record.progress.max(Progress::Choosing);
                record.buyer.address = Some(Box::new(address));
                self.outcome(key, None)
            }
            BuyerAction::ChooseAddresses { checkout_session_id, addresses } => {
                self.choose_addresses(&checkout_session_id, &addresses)
            }
            BuyerAction::Approve { checkout_session_id } => self.approve(&checkout_session_id, now),
            BuyerAction::FailChallenge { checkout_session_id } => {
                let (key, record) = self.open_session(&checkout_session_id)?;
                // [own] The guide names no reason of its own for a session.
                let declined = CheckoutSessionReasonCode::Declined;
                record.set_state(CheckoutSessionState::Canceled, Some(declined), now);
                let web = record.object.web_checkout_details.clone().unwrap_or_default();
                self.outcome(key, web.checkout_result_return_url.or(web.checkout_review_return_url))
            }
            BuyerAction::Cancel { checkout_session_id } => {
                let (key, record) = self.open_session(&checkout_session_id)?;
                record.set_state(
                    CheckoutSessionState::Canceled,
                    Some(CheckoutSessionReasonCode::BuyerCanceled),
                    now,
                );
                let web = record.object.web_checkout_details.clone().unwrap_or_default();
                let confirming = record.progress >= Progress::Reviewing;
                let next = web
                    .checkout_cancel_url
                    .or(if confirming { web.checkout_result_return_url } else { None })
                    .or(web.checkout_review_return_url);
                self.outcome(key, next)
            }
            BuyerAction::ChangePaymentMethod { charge_permission_id, card } => {
                let card = Card::find(&card)?;
                let record = identifiers::permission_key(&charge_permission_id)
                    .and_then(|key| self.permissions.get_mut(&key))
                    .filter(|record| record.object.charge_permission_id == charge_permission_id)
                    .ok_or_else(|| failures::not_found("Charge Permission", &charge_permission_id))?;
                if record.is_closed() {
                    return Err(failures::permission_status("The Charge Permission is Closed."));
                }
                record.buyer.card = card;
                record.problem = None;
                record.refresh(now);
                let state = Some(record.object.status_details.state.to_string());
                Ok(BuyerOutcome { state, ..Default::default() })
            }
            BuyerAction::FileChargeback { charge_id, amount, filing_reason } => {
                self.file_chargeback(&charge_id, amount, filing_reason, now)
            }
            BuyerAction::WithdrawChargeback { dispute_id } => self.withdraw_chargeback(&dispute_id, now),
        }
    }

    fn open_button(
        &mut self,
        merchant: &str,
        payload: &str,
        region: &str,
        product_type: Option<String>,
        now: Timestamp,
    ) -> Result<BuyerOutcome, ApiFailure> {
        let region = super::region(region);
        let signs_in = product_type.as_deref() == Some("SignIn") || payload.contains("\"signInReturnUrl\"");
        if signs_in {
            return self.sign_in(merchant, payload, region);
        }
        let product = product_type.map(ProductType::from);
        let is_none = |product: &ProductType| product.is_unknown() && product.as_str() != MULTI_ADDRESS;
        if product.as_ref().is_some_and(is_none) {
            let message = "is not one of PayAndShip, PayOnly, SignIn, PayAndShipMultiAddress.";
            return Err(failures::invalid_value("productType", message));
        }
        let request = request_fields::read(
            payload.as_bytes(),
            request_shapes::of_operation("checkout_sessions.create"),
        )?;
        let merchant = self.merchant_to_be(merchant);
        let key = self.new_session(request, merchant, region, product, now)?;
        if let Some(record) = self.sessions.get_mut(&key) {
            record.progress = Progress::Choosing;
        }
        self.outcome(key, None)
    }

    fn sign_in(&mut self, merchant: &str, payload: &str, region: Region) -> Result<BuyerOutcome, ApiFailure> {
        let request: SignIn = request_fields::read(payload.as_bytes(), &SIGN_IN)?;
        let merchant = self.merchant_to_be(merchant);
        let token = self.identifiers.buyer_token();
        let scopes = request.sign_in_scopes.map(Vec::into_boxed_slice);
        let card = Card::default();
        let view =
            BuyerView { card, person: None, address: None, further: None, scopes, ships: false, region };
        let (return_url, cancel_url) = (request.sign_in_return_url, request.sign_in_cancel_url);
        let signed_in = SignedIn { merchant, view, return_url, cancel_url };
        let next_url = Some(signed_in.next_url(&token));
        self.signed_in.insert(token.clone().into_boxed_str(), signed_in);
        Ok(BuyerOutcome { next_url, buyer_token: Some(token), ..Default::default() })
    }

    fn sign_in_as(&mut self, id: &str, buyer: &str) -> Result<BuyerOutcome, ApiFailure> {
        let person = TestBuyer::find(buyer)?;
        let (key, record) = self.open_session(id)?;
        record.progress = record.progress.max(Progress::Choosing);
        record.buyer.person = Some(person);
        // The address of an additional payment button is the merchant's to say.
        if !record.is_process_order() {
            let specifications = record.object.delivery_specifications.as_ref();
            let reached = person.addresses().find(|address| check_delivery(address, specifications).is_ok());
            record.buyer.address = reached.map(Box::new);
            record.buyer.further = record.buyer.further.take().map(|_| Vec::new());
        }
        self.outcome(key, None)
    }

    fn choose_addresses(
        &mut self,
        id: &str,
        addresses: &[serde_json::Value],
    ) -> Result<BuyerOutcome, ApiFailure> {
        let (key, record) = self.open_session(id)?;
        if record.buyer.further.is_none() {
            let message = "several are for the product type PayAndShipMultiAddress alone.";
            return Err(failures::invalid_value("addresses", message));
        }
        let mut chosen = Vec::new();
        for address in addresses {
            let address: Address = request_fields::read(address.to_string().as_bytes(), &ADDRESS)?;
            check_delivery(&address, record.object.delivery_specifications.as_ref())?;
            chosen.push(address);
        }
        if chosen.is_empty() {
            return Err(failures::invalid_value("addresses", "expected one at least."));
        }
        record.progress = record.progress.max(Progress::Choosing);
        record.buyer.address = Some(Box::new(chosen.remove(0)));
        record.buyer.further = Some(chosen);
        self.outcome(key, None)
    }

    fn open_session(&mut self, id: &str) -> Result<(SessionKey, &mut SessionRecord), ApiFailure> {
        let (key, record) = self.any_session(id)?;
        let state = record.state();
        if state != &CheckoutSessionState::Open {
            return Err(failures::session_status(format!("The Checkout Session is {state}, not Open.")));
        }
        if record.progress == Progress::Confirmed {
            return Err(failures::session_status("The buyer has confirmed the Checkout Session already."));
        }
        Ok((key, record))
    }

    /// Presses the page's button: goes on to review while something is missing or nothing was reviewed, and pays
    /// otherwise.
    fn approve(&mut self, id: &str, now: Timestamp) -> Result<BuyerOutcome, ApiFailure> {
        let (key, record) = self.open_session(id)?;
        // The address of an additional payment button is the merchant's to say, and so is whether he delivers there.
        if record.buyer.ships && !record.is_process_order() {
            let specifications = record.object.delivery_specifications.as_ref();
            check_delivery(&record.buyer.address(), specifications)?;
        }
        record.progress = record.progress.max(Progress::Choosing);
        let web = record.object.web_checkout_details.clone().unwrap_or_default();
        let reviewed = record.is_process_order()
            || record.progress >= Progress::Reviewing
            || web.checkout_review_return_url.is_none();
        if !reviewed || !session_constraints::constraints(record).is_empty() {
            record.progress = Progress::Reviewing;
            return self.outcome(key, web.checkout_review_return_url);
        }
        let result = record.buyer.card.result();
        let payment = record.object.payment_details.clone().unwrap_or_default();
        let waits = payment.payment_intent == Some(PaymentIntent::Authorize)
            && payment.can_handle_pending_authorization == Some(true);
        match result {
            CardResult::Canceled(reason) => {
                record.set_state(CheckoutSessionState::Canceled, Some(reason), now);
            }
            CardResult::Pending(_) if !waits => {
                return Err(failures::card_cannot_wait());
            }
            _ => record.progress = Progress::Confirmed,
        }
        self.outcome(key, web.checkout_result_return_url)
    }

    fn outcome(&self, key: SessionKey, next: Option<Url>) -> Result<BuyerOutcome, ApiFailure> {
        let record = self.sessions.get(&key).ok_or_else(|| failures::not_found("Checkout Session", ""))?;
        let id = record.object.checkout_session_id.clone();
        let next_url = next.map(|address| with_session_id(&address, &id));
        let state = Some(record.state().to_string());
        Ok(BuyerOutcome { checkout_session_id: Some(id), state, next_url, ..Default::default() })
    }
}
