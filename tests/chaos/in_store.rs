//! The steps of a payment in a shop.

use amazonpay::model::{
    ChargeState, CommunicationContext, InStoreCharge, InStoreMetadata, InStoreRefund, MerchantScan,
};

use crate::Result;
use crate::journal::Ended;
use crate::repetition::Repetition;
use crate::shop::{Attempt, Shop};
use crate::steps::{ensure, unless_declined};

/// What the buyer shows: a code that ends in a card's digits pays with that card.
const CODE: &str = "amzn-pay-code-1111";

impl Shop {
    pub(crate) async fn scan(&self, attempt: &Attempt<'_>) -> Result<Ended> {
        let (order, reference) = (attempt.order, attempt.order.reference(attempt.step));
        let request = MerchantScan::new(CODE, reference, "DE", order.currency.clone())
            .charge_total(order.money(order.total)?)
            .build();
        let mut took = Repetition::default();
        let shop = || self.pay.in_store();
        let scan = took.send(|| shop().merchant_scan(request.clone()).idempotency_key(&attempt.key)).await?;
        Ok(Ended { id: Some(scan.charge_permission_id), ..attempt.ended(&took) })
    }

    pub(crate) async fn charge_in_store(
        &self,
        attempt: &Attempt<'_>,
        amount: u64,
        declined: Option<&'static str>,
    ) -> Result<Ended> {
        let reference = attempt.order.reference(attempt.step);
        let context = CommunicationContext::new().merchant_order_id(reference.clone());
        let request =
            InStoreCharge::new(self.permission_id(attempt)?, reference, attempt.order.money(amount)?)
                .metadata(InStoreMetadata::new().communication_context(context))
                .build();
        let mut took = Repetition::default();
        let call = || {
            let call = self.pay.in_store().charge(request.clone()).idempotency_key(&attempt.key);
            if let Some(code) = declined { call.simulation_code(code) } else { call }
        };
        let charge = took.send(call).await;
        let Some(charge) = unless_declined(charge, declined)? else {
            return Ok(Ended { declined: declined.map(str::to_owned), ..attempt.ended(&took) });
        };
        ensure("the charge's state", &charge.charge_status.state, &ChargeState::Captured)?;
        Ok(Ended { made: Some(charge.charge_id), ..attempt.ended(&took) })
    }

    pub(crate) async fn refund_in_store(
        &self,
        attempt: &Attempt<'_>,
        of: usize,
        amount: u64,
    ) -> Result<Ended> {
        let reference = attempt.order.reference(attempt.step);
        let amount = attempt.order.money(amount)?;
        let request = InStoreRefund::new(self.id_made(attempt, of)?, reference.clone(), amount)
            .soft_descriptor(reference)
            .build();
        let mut took = Repetition::default();
        let shop = || self.pay.in_store();
        let refund = took.send(|| shop().refund(request.clone()).idempotency_key(&attempt.key)).await?;
        Ok(Ended { made: Some(refund.refund_id), ..attempt.ended(&took) })
    }
}
