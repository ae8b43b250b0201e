//! The order's story, step by step, each with what it has to come to.

use std::error::Error;
use std::fmt::Debug;
use std::time::Instant;

use amazonpay::AmazonPay;
use amazonpay::error::Advice;
use amazonpay::model::{
    CaptureCharge, ChargePermissionState, ChargeState, CheckoutSessionState, CloseChargePermission,
    CompleteCheckoutSession, CreateCharge, CreateCheckoutSession, CreateRefund, InvalidMoney,
    MerchantMetadata, Money, PaymentDetails, PaymentIntent, RefundState, UpdateCheckoutSession,
    WebCheckoutDetails,
};
use serde_json::json;

use crate::control::Control;
use crate::report::Report;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// What the merchant believes in the end; the sandbox's objects have to agree.
#[derive(Debug)]
pub(crate) struct Story {
    pub(crate) charge_permission_id: String,
    pub(crate) order: Money,
    /// Charge ids and captured amounts.
    pub(crate) captured: Vec<(String, Money)>,
    pub(crate) refunded: Money,
}

const SHOP: &str = "https://shop.example";

pub(crate) async fn tell(
    pay: &AmazonPay,
    control: &Control,
    store_id: &str,
    report: &mut Report,
) -> Outcome<Story> {
    let order = Money::eur("100.00")?;
    let permission = checkout(pay, control, store_id, &order, report).await?;
    let mut story = Story {
        charge_permission_id: permission,
        order,
        captured: Vec::new(),
        refunded: Money::eur("20.00")?,
    };
    late_capture_and_refund(pay, control, &mut story, report).await?;
    soft_decline(pay, &story, report).await?;
    failures_survived(pay, control, &mut story, report).await?;
    close(pay, &story, report).await?;
    Ok(story)
}

/// From the created session to the charge permission.
async fn checkout(
    pay: &AmazonPay,
    control: &Control,
    store_id: &str,
    order: &Money,
    report: &mut Report,
) -> Outcome<String> {
    let review = WebCheckoutDetails::new().checkout_review_return_url(format!("{SHOP}/review"));
    let session =
        pay.checkout_sessions().create(CreateCheckoutSession::new(review.build(), store_id)).send().await?;
    let id = session.checkout_session_id.clone();
    let left = session.constraints.as_ref().map_or(0, Vec::len);
    report.answered(
        "checkout_sessions.create",
        &session,
        &id,
        &session.status_details.state,
        format!("{left} constraints left"),
    );

    let visit = control.buyer_approves(&id).await?;
    report.happened(
        "buyer",
        &id,
        text(&visit["state"]),
        "signs in, chooses a card, continues to the shop's review page",
    );

    let session = pay.checkout_sessions().get(&id).send().await?;
    ensure("a buyer on the session", session.buyer.is_some(), true)?;
    let note = "the shop shows the buyer's address and card";
    report.answered("checkout_sessions.get", &session, &id, &session.status_details.state, note);

    let payment = PaymentDetails::new()
        .payment_intent(PaymentIntent::Confirm)
        .can_handle_pending_authorization(false)
        .charge_amount(order.clone());
    let update = UpdateCheckoutSession::new()
        .web_checkout_details(WebCheckoutDetails::new().checkout_result_return_url(format!("{SHOP}/result")))
        .payment_details(payment)
        .merchant_metadata(MerchantMetadata::new().merchant_reference_id("order-1001"));
    let session = pay.checkout_sessions().update(&id, update).send().await?;
    let redirect = session.web_checkout_details.as_ref().and_then(|d| d.amazon_pay_redirect_url.as_deref());
    ensure("a redirect URL once no constraint is left", redirect.is_some(), true)?;
    let note = format!("{order}, no constraint left");
    report.answered("checkout_sessions.update", &session, &id, &session.status_details.state, note);

    let visit = control.buyer_pays(&id).await?;
    report.happened("buyer", &id, text(&visit["state"]), "pays on Amazon's page and comes back to the shop");

    let complete = CompleteCheckoutSession::new(order.clone());
    let session = pay.checkout_sessions().complete(&id, complete).send().await?;
    ensure("the session", &session.status_details.state, &CheckoutSessionState::Completed)?;
    let permission =
        session.charge_permission_id.clone().ok_or("a completed session has a charge permission")?;
    let note = format!("gives {permission}");
    report.answered("checkout_sessions.complete", &session, &id, &session.status_details.state, note);
    Ok(permission)
}

/// Authorize, wait eight days, capture, refund a part.
async fn late_capture_and_refund(
    pay: &AmazonPay,
    control: &Control,
    story: &mut Story,
    report: &mut Report,
) -> Outcome<()> {
    let amount = Money::eur("60.00")?;
    let charge =
        pay.charges().create(CreateCharge::new(&story.charge_permission_id, amount.clone())).send().await?;
    ensure("the charge", &charge.status_details.state, &ChargeState::Authorized)?;
    let id = charge.charge_id.clone();
    report.answered(
        "charges.create",
        &charge,
        &id,
        &charge.status_details.state,
        format!("{amount} authorized"),
    );

    control.advance("8d").await?;
    report.happened(
        "clock",
        "",
        "+8 days",
        "a capture more than 7 days after its authorization takes a while",
    );

    let charge = pay
        .charges()
        .capture(&id, CaptureCharge::new(amount.clone()).soft_descriptor("order 1001"))
        .idempotency_key("capture-1001")
        .send()
        .await?;
    ensure("the charge", &charge.status_details.state, &ChargeState::CaptureInitiated)?;
    ensure("retries, the one with the learnt clock", charge.meta().retries, 1)?;
    let note = "signed again with the server's time, learnt from the first answer";
    report.answered("charges.capture", &charge, &id, &charge.status_details.state, note);

    control.advance("2h").await?;
    let charge = pay.charges().get(&id).send().await?;
    ensure("the charge", &charge.status_details.state, &ChargeState::Captured)?;
    report.answered("charges.get", &charge, &id, &charge.status_details.state, "two hours later");
    story.captured.push((id.clone(), amount));

    let refund = pay.refunds().create(CreateRefund::new(&id, story.refunded.clone())).send().await?;
    ensure("the refund", &refund.status_details.state, &RefundState::RefundInitiated)?;
    let refund_id = refund.refund_id.clone();
    let note = format!("{} of 60.00 back to the buyer", story.refunded);
    report.answered("refunds.create", &refund, &refund_id, &refund.status_details.state, note);

    control.advance("2h").await?;
    let refund = pay.refunds().get(&refund_id).send().await?;
    ensure("the refund", &refund.status_details.state, &RefundState::Refunded)?;
    report.answered("refunds.get", &refund, &refund_id, &refund.status_details.state, "two hours later");
    Ok(())
}

async fn soft_decline(pay: &AmazonPay, story: &Story, report: &mut Report) -> Outcome<()> {
    let id = &story.charge_permission_id;
    let request = CreateCharge::new(id, Money::eur("10.00")?).capture_now(true);
    let started = Instant::now();
    let error = match pay.charges().create(request).simulation_code("SoftDeclined").send().await {
        Ok(charge) => {
            return Err(format!("expected a decline, found {:?}", charge.status_details.state).into());
        }
        Err(error) => error,
    };
    report.refused("charges.create", id, &error, started.elapsed());
    ensure("the decline's advice", error.advice(), Some(Advice::RetryLater))?;
    let permission = pay.charge_permissions().get(id).send().await?;
    let state = &permission.status_details.state;
    ensure("the charge permission", state, &ChargePermissionState::Chargeable)?;
    report.answered(
        "charge_permissions.get",
        &permission,
        id,
        state,
        "still chargeable, so another try is in order",
    );
    Ok(())
}

/// A throttled and a cut request: each charges once.
async fn failures_survived(
    pay: &AmazonPay,
    control: &Control,
    story: &mut Story,
    report: &mut Report,
) -> Outcome<()> {
    let faults = [
        (json!({ "operation": "charges.create", "status": 429, "count": 1 }), "429 to the first attempt"),
        (
            json!({ "operation": "charges.create", "cut": "connection", "afterWork": true, "count": 1 }),
            "the connection is cut after the charge, before its answer",
        ),
    ];
    for (fault, note) in faults {
        control.arm(&fault).await?;
        report.happened("fault", "", "armed", note);
        let amount = Money::eur("15.00")?;
        let request = CreateCharge::new(&story.charge_permission_id, amount.clone()).capture_now(true);
        let charge = pay.charges().create(request).send().await?;
        ensure("the charge", &charge.status_details.state, &ChargeState::Captured)?;
        ensure("retries", charge.meta().retries, 1)?;
        let id = charge.charge_id.clone();
        let note = format!("{amount}, repeated under the same idempotency key");
        report.answered("charges.create", &charge, &id, &charge.status_details.state, note);
        story.captured.push((id, amount));
    }
    Ok(())
}

async fn close(pay: &AmazonPay, story: &Story, report: &mut Report) -> Outcome<()> {
    let id = &story.charge_permission_id;
    let permission = pay
        .charge_permissions()
        .close(id, CloseChargePermission::new("The order is complete"))
        .send()
        .await?;
    let state = &permission.status_details.state;
    ensure("the charge permission", state, &ChargePermissionState::Closed)?;
    let balance = permission.limits.as_ref().and_then(|limits| limits.amount_balance.clone());
    ensure("the balance left", balance, Some(story.left()?))?;
    report.answered(
        "charge_permissions.close",
        &permission,
        id,
        state,
        format!("{} were never charged", story.left()?),
    );
    Ok(())
}

impl Story {
    pub(crate) fn total_captured(&self) -> Result<Money, InvalidMoney> {
        let zero = Money::zero(self.order.currency().clone());
        self.captured.iter().try_fold(zero, |sum, (_, amount)| sum.checked_add(amount))
    }

    /// What may still be charged.
    pub(crate) fn left(&self) -> Result<Money, InvalidMoney> {
        self.order.checked_sub(&self.total_captured()?)
    }
}

/// Compares and names what is off.
pub(crate) fn ensure<T: PartialEq + Debug>(what: &str, found: T, expected: T) -> Result<(), String> {
    if found == expected { Ok(()) } else { Err(format!("{what}: expected {expected:?}, found {found:?}")) }
}

fn text(value: &serde_json::Value) -> &str {
    value.as_str().unwrap_or_default()
}
