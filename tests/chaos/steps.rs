//! The steps as calls of the client: what is sent, and what the answer has to say.

use amazonpay::error::Error;
use amazonpay::model::{
    CancelCharge, CaptureCharge, Charge, ChargePermissionState, ChargePermissionType, ChargeState,
    CloseChargePermission, CompleteCheckoutSession, CreateCharge, CreateCheckoutSession, CreateRefund,
    Frequency, FrequencyUnit, MerchantMetadata, Money, PaymentDetails, PaymentIntent, RecurringMetadata,
    Refund, UpdateChargePermission, UpdateCheckoutSession, WebCheckoutDetails,
};

use crate::Result;
use crate::journal::{Ended, Seen};
use crate::plan::{ChargeFate, OrderKind, RefundFate, Step};
use crate::repetition::Repetition;
use crate::shop::{Attempt, Shop};

const REVIEW_URL: &str = "https://shop.example/review";
const RESULT_URL: &str = "https://shop.example/result";

impl Shop {
    /// Carries out one step and tells what it came to.
    pub(crate) async fn perform(&self, attempt: &Attempt<'_>) -> Result<Ended> {
        let Attempt { order, step, .. } = *attempt;
        match &order.steps[step] {
            Step::CreateSession => self.create_session(attempt).await,
            Step::BuyerReviews => {
                self.control.buyer_reviews(&self.session_id(attempt)?).await?;
                Ok(attempt.ended(&Repetition::default()))
            }
            Step::BuyerPays => {
                self.control.buyer_pays(&self.session_id(attempt)?, attempt.again).await?;
                Ok(attempt.ended(&Repetition::default()))
            }
            Step::GetSession => {
                let id = self.session_id(attempt)?;
                let mut took = Repetition::default();
                let session = took.send(|| self.pay.checkout_sessions().get(&id)).await?;
                ensure("the session's buyer", session.buyer.is_some(), true)?;
                Ok(attempt.ended(&took))
            }
            Step::UpdateSession => self.update_session(attempt).await,
            Step::CompleteSession => self.complete_session(attempt).await,
            Step::Scan => self.scan(attempt).await,
            Step::ChargeInStore { amount, declined } => {
                self.charge_in_store(attempt, *amount, *declined).await
            }
            Step::RefundInStore { of, amount } => self.refund_in_store(attempt, *of, *amount).await,
            Step::CreateCharge { amount, fate } => self.create_charge(attempt, *amount, *fate).await,
            Step::Capture { of, amount, declined } => self.capture(attempt, *of, *amount, *declined).await,
            Step::Cancel { of } => self.cancel(attempt, *of).await,
            Step::CreateRefund { of, amount, fate } => self.create_refund(attempt, *of, *amount, *fate).await,
            Step::GetCharge { of } => {
                let id = self.id_made(attempt, *of)?;
                let mut took = Repetition::default();
                let charge = took.send(|| self.pay.charges().get(&id)).await?;
                Ok(Ended { seen: Some(seen_charge(&charge)?), ..attempt.ended(&took) })
            }
            Step::GetRefund { of } => {
                let id = self.id_made(attempt, *of)?;
                let mut took = Repetition::default();
                let refund = took.send(|| self.pay.refunds().get(&id)).await?;
                Ok(Ended { seen: Some(seen_refund(&refund)?), ..attempt.ended(&took) })
            }
            Step::GetPermission => {
                let id = self.permission_id(attempt)?;
                let mut took = Repetition::default();
                let permission = took.send(|| self.pay.charge_permissions().get(&id)).await?;
                Ok(Ended { id: Some(permission.charge_permission_id), ..attempt.ended(&took) })
            }
            Step::UpdatePermission => self.update_permission(attempt).await,
            Step::ClosePermission { cancel_pending } => self.close_permission(attempt, *cancel_pending).await,
        }
    }

    async fn create_session(&self, attempt: &Attempt<'_>) -> Result<Ended> {
        let order = attempt.order;
        let recurring = order.kind == OrderKind::Recurring;
        let kind = if recurring { ChargePermissionType::Recurring } else { ChargePermissionType::OneTime };
        let monthly = recurring
            .then(|| RecurringMetadata::new().frequency(Frequency::new(FrequencyUnit::Month, "1")).build());
        let web = WebCheckoutDetails::new().checkout_review_return_url(REVIEW_URL);
        let request = CreateCheckoutSession::new(web.build(), &self.settings.store_id)
            .charge_permission_type(kind)
            .maybe_recurring_metadata(monthly)
            .merchant_metadata(metadata(attempt, order.consent()))
            .build();
        let mut took = Repetition::default();
        let sessions = || self.pay.checkout_sessions();
        let session = took.send(|| sessions().create(request.clone()).idempotency_key(&attempt.key)).await?;
        Ok(Ended { id: Some(session.checkout_session_id), ..attempt.ended(&took) })
    }

    async fn update_session(&self, attempt: &Attempt<'_>) -> Result<Ended> {
        let (id, order) = (self.session_id(attempt)?, attempt.order);
        let first = order.money(order.first)?;
        // Of a charge that is made at once, the total says how much more there may be.
        let several = order.intent != PaymentIntent::Confirm && order.kind == OrderKind::OneTime;
        let total = several.then(|| order.money(order.total)).transpose()?;
        let payment = PaymentDetails::new()
            .payment_intent(order.intent.clone())
            .can_handle_pending_authorization(false)
            .charge_amount(first.clone())
            .maybe_total_order_amount(total);
        let request = UpdateCheckoutSession::new()
            .web_checkout_details(WebCheckoutDetails::new().checkout_result_return_url(RESULT_URL))
            .payment_details(payment)
            .build();
        let mut took = Repetition::default();
        let sessions = || self.pay.checkout_sessions();
        let session = took
            .send_unless_shown(
                attempt.again,
                || sessions().update(&id, request.clone()),
                || sessions().get(&id),
                |session| {
                    session.payment_details.as_ref().and_then(|p| p.charge_amount.as_ref()) == Some(&first)
                },
            )
            .await?;
        let web = session.web_checkout_details.unwrap_or_default();
        ensure("a page to pay on", web.amazon_pay_redirect_url.is_some(), true)?;
        Ok(attempt.ended(&took))
    }

    async fn complete_session(&self, attempt: &Attempt<'_>) -> Result<Ended> {
        let (id, order) = (self.session_id(attempt)?, attempt.order);
        let request: CompleteCheckoutSession =
            CompleteCheckoutSession::new(order.money(order.first)?).build();
        let mut took = Repetition::default();
        let sessions = || self.pay.checkout_sessions();
        let session =
            took.send(|| sessions().complete(&id, request.clone()).idempotency_key(&attempt.key)).await?;
        ensure("a charge at once", session.charge_id.is_some(), order.intent != PaymentIntent::Confirm)?;
        let permission =
            session.charge_permission_id.ok_or("a completed session has no charge permission")?;
        Ok(Ended { id: Some(permission), made: session.charge_id, ..attempt.ended(&took) })
    }

    async fn create_charge(&self, attempt: &Attempt<'_>, amount: u64, fate: ChargeFate) -> Result<Ended> {
        let permission = self.permission_id(attempt)?;
        let (state, code) = match fate {
            ChargeFate::Authorized => (ChargeState::Authorized, None),
            ChargeFate::Captured => (ChargeState::Captured, None),
            ChargeFate::CaptureInitiated => (ChargeState::CaptureInitiated, Some("CaptureInitiated")),
            ChargeFate::AuthorizationInitiated => (ChargeState::AuthorizationInitiated, None),
            ChargeFate::Declined(reason) => (ChargeState::Declined, Some(reason)),
        };
        let capture_now = matches!(fate, ChargeFate::Captured | ChargeFate::CaptureInitiated);
        let request = CreateCharge::new(permission, attempt.order.money(amount)?)
            .capture_now(capture_now)
            .can_handle_pending_authorization(fate == ChargeFate::AuthorizationInitiated)
            .merchant_metadata(metadata(attempt, attempt.step))
            .build();
        let mut took = Repetition::default();
        let call = || {
            let call = self.pay.charges().create(request.clone()).idempotency_key(&attempt.key);
            if let Some(code) = code { call.simulation_code(code) } else { call }
        };
        let charge = took.send(call).await;
        let declined = if let ChargeFate::Declined(reason) = fate { Some(reason) } else { None };
        let Some(charge) = unless_declined(charge, declined)? else {
            return Ok(Ended { declined: declined.map(str::to_owned), ..attempt.ended(&took) });
        };
        ensure("the charge's state", &charge.status_details.state, &state)?;
        Ok(Ended { seen: Some(seen_charge(&charge)?), ..attempt.ended(&took) })
    }

    async fn capture(
        &self,
        attempt: &Attempt<'_>,
        of: usize,
        amount: u64,
        declined: Option<&'static str>,
    ) -> Result<Ended> {
        let id = self.id_made(attempt, of)?;
        let request: CaptureCharge = CaptureCharge::new(attempt.order.money(amount)?).build();
        let mut took = Repetition::default();
        let call = || {
            let call = self.pay.charges().capture(&id, request.clone()).idempotency_key(&attempt.key);
            if let Some(code) = declined { call.simulation_code(code) } else { call }
        };
        let charge = took.send(call).await;
        let Some(charge) = unless_declined(charge, declined)? else {
            return Ok(Ended { declined: declined.map(str::to_owned), ..attempt.ended(&took) });
        };
        ensure("the charge's state", &charge.status_details.state, &ChargeState::Captured)?;
        Ok(Ended { seen: Some(seen_charge(&charge)?), ..attempt.ended(&took) })
    }

    async fn cancel(&self, attempt: &Attempt<'_>, of: usize) -> Result<Ended> {
        let id = self.id_made(attempt, of)?;
        let mut took = Repetition::default();
        let charge = took
            .send_unless_shown(
                attempt.again,
                || self.pay.charges().cancel(&id, CancelCharge::new("out of stock")),
                || self.pay.charges().get(&id),
                |charge: &Charge| charge.status_details.state == ChargeState::Canceled,
            )
            .await?;
        Ok(Ended { seen: Some(seen_charge(&charge)?), ..attempt.ended(&took) })
    }

    async fn create_refund(
        &self,
        attempt: &Attempt<'_>,
        of: usize,
        amount: u64,
        fate: RefundFate,
    ) -> Result<Ended> {
        let request = CreateRefund::new(self.id_made(attempt, of)?, attempt.order.money(amount)?)
            .soft_descriptor(attempt.order.reference(attempt.step))
            .build();
        let (code, declined) = match fate {
            RefundFate::Refunded => (None, None),
            RefundFate::DeclinedLater => (Some("PendingProcessingFailure"), None),
            RefundFate::Declined(reason) => (Some(reason), Some(reason)),
        };
        let mut took = Repetition::default();
        let call = || {
            let call = self.pay.refunds().create(request.clone()).idempotency_key(&attempt.key);
            if let Some(code) = code { call.simulation_code(code) } else { call }
        };
        let refund = took.send(call).await;
        let Some(refund) = unless_declined(refund, declined)? else {
            return Ok(Ended { declined: declined.map(str::to_owned), ..attempt.ended(&took) });
        };
        Ok(Ended { seen: Some(seen_refund(&refund)?), ..attempt.ended(&took) })
    }

    async fn update_permission(&self, attempt: &Attempt<'_>) -> Result<Ended> {
        let (id, note) = (self.permission_id(attempt)?, attempt.order.note());
        let metadata = MerchantMetadata::new().note_to_buyer(note.clone()).build();
        let request = UpdateChargePermission::new().merchant_metadata(metadata).build();
        let mut took = Repetition::default();
        let permissions = || self.pay.charge_permissions();
        let permission = took
            .send_unless_shown(
                attempt.again,
                || permissions().update(&id, request.clone()),
                || permissions().get(&id),
                |permission| {
                    permission.merchant_metadata.as_ref().and_then(|m| m.note_to_buyer.as_ref())
                        == Some(&note)
                },
            )
            .await?;
        Ok(Ended { id: Some(permission.charge_permission_id), ..attempt.ended(&took) })
    }

    async fn close_permission(&self, attempt: &Attempt<'_>, cancel_pending: bool) -> Result<Ended> {
        let id = self.permission_id(attempt)?;
        let request = CloseChargePermission::new("the order is complete")
            .cancel_pending_charges(cancel_pending)
            .build();
        let mut took = Repetition::default();
        let permissions = || self.pay.charge_permissions();
        let permission = took
            .send_unless_shown(
                attempt.again,
                || permissions().close(&id, request.clone()),
                || permissions().get(&id),
                |permission| permission.status_details.state == ChargePermissionState::Closed,
            )
            .await?;
        ensure("the permission", &permission.status_details.state, &ChargePermissionState::Closed)?;
        Ok(Ended { id: Some(permission.charge_permission_id), ..attempt.ended(&took) })
    }

    fn session_id(&self, attempt: &Attempt<'_>) -> Result<String> {
        self.id_of(attempt, 0)
    }

    pub(crate) fn permission_id(&self, attempt: &Attempt<'_>) -> Result<String> {
        self.id_of(attempt, attempt.order.consent())
    }

    fn id_of(&self, attempt: &Attempt<'_>, step: usize) -> Result<String> {
        let books = self.books();
        let ended = books.ended.get(&(attempt.order.number, step));
        Ok(ended.and_then(|ended| ended.id.clone()).ok_or("the journal lacks the id of an earlier step")?)
    }

    /// The id of the charge or refund that a step made.
    pub(crate) fn id_made(&self, attempt: &Attempt<'_>, of: usize) -> Result<String> {
        let books = self.books();
        let id = books.made_by((attempt.order.number, of)).map(str::to_owned);
        Ok(id.ok_or("the journal lacks the id of an earlier charge or refund")?)
    }
}

fn metadata(attempt: &Attempt<'_>, step: usize) -> MerchantMetadata {
    MerchantMetadata::new().merchant_reference_id(attempt.order.reference(step)).build()
}

/// The answer; `None` when the call was declined for the reason that was asked for.
pub(crate) fn unless_declined<T>(answer: Result<T, Error>, reason: Option<&str>) -> Result<Option<T>> {
    match (answer, reason) {
        (Err(Error::Declined(error)), Some(reason)) if error.reason_code == reason => Ok(None),
        (Ok(_), Some(reason)) => Err(format!("expected the decline {reason}, found success").into()),
        (answer, _) => Ok(Some(answer?)),
    }
}

pub(crate) fn seen_charge(charge: &Charge) -> Result<Seen> {
    let captured = match charge.status_details.state {
        ChargeState::Captured => charge.capture_amount.clone(),
        _ => None,
    };
    let amount = charge.charge_amount.clone();
    seen(&charge.charge_id, charge.status_details.state.as_str(), amount, captured)
}

pub(crate) fn seen_refund(refund: &Refund) -> Result<Seen> {
    seen(&refund.refund_id, refund.status_details.state.as_str(), refund.refund_amount.clone(), None)
}

fn seen(id: &str, state: &str, amount: Option<Money>, captured: Option<Money>) -> Result<Seen> {
    let amount = amount.ok_or_else(|| format!("{id} has no amount"))?;
    Ok(Seen { id: id.to_owned(), state: state.to_owned(), amount, captured })
}

pub(crate) fn ensure<T: PartialEq + std::fmt::Debug>(what: &str, found: T, expected: T) -> Result<()> {
    if found == expected {
        Ok(())
    } else {
        Err(format!("{what}: expected {expected:?}, found {found:?}").into())
    }
}
