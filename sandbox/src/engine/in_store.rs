//! Payments in a shop: merchant_scan, charge and refund.
//!
//! Amazon gives the guide of these operations to partners only. What they make are the objects of the other operations:
//! a one-time Charge Permission, charges that are captured at once, refunds. A shop's own reference is good for one
//! request; the same request with it is answered the same, which a till without an idempotency key relies on [own].

use amazonpay::model::{
    ChargePermission, ChargePermissionType, ChargeReasonCode, CreateCharge, CreateRefund, InStoreCharge,
    InStoreChargeResponse, InStoreMetadata, InStoreRefund, InStoreRefundResponse, MerchantMetadata,
    MerchantScan, MerchantScanResponse,
};
use jiff::Timestamp;
use serde::de::DeserializeOwned;

use super::buyer::BuyerView;
use super::call::{ApiCall, Reply};
use super::cards::{Card, CardResult};
use super::charge_permission::Consent;
use super::idempotency;
use super::simulation::ChargeSimulation;
use super::{Engine, failures, limits, request_fields, request_shapes, simulation};
use crate::api_failure::ApiFailure;

/// The end of a code that is no longer good [own]. A code that ends in the digits of one of the test buyer's cards pays
/// with that card, any other with the first: 3434 lets the scan pass and declines the charge.
const EXPIRED: &str = "EXPIRED";

fn read<T: DeserializeOwned>(call: &ApiCall<'_>) -> Result<T, ApiFailure> {
    request_fields::read(call.body, request_shapes::of_operation(call.operation))
}

fn merchant_metadata(metadata: InStoreMetadata) -> MerchantMetadata {
    let context = metadata.communication_context.unwrap_or_default();
    MerchantMetadata {
        merchant_reference_id: context.merchant_order_id,
        merchant_store_name: context.merchant_store_name,
        note_to_buyer: metadata.merchant_note,
        custom_information: metadata.custom_information,
        ..Default::default()
    }
}

impl Engine {
    /// Answers a request by its reference: anew, or as the first time.
    fn once(
        &mut self,
        call: &ApiCall<'_>,
        field: &str,
        reference: &str,
        work: impl FnOnce(&mut Self) -> Result<Reply, ApiFailure>,
    ) -> Result<Reply, ApiFailure> {
        let request = idempotency::referenced(call, reference);
        match self.by_reference.find(&request) {
            Ok(Some(reply)) => return Ok(reply),
            Ok(None) => {}
            Err(_) => {
                let message = "was used before with another request; use a new one.";
                return Err(failures::invalid_value(field, message));
            }
        }
        let result = work(self);
        self.by_reference.save(request, &result);
        result
    }

    pub(super) fn merchant_scan(&mut self, call: &ApiCall<'_>, now: Timestamp) -> Result<Reply, ApiFailure> {
        let request: MerchantScan = read(call)?;
        simulation::none(call.operation, call.simulation_code)?;
        let reference = request.scan_reference_id.clone();
        self.once(call, "scanReferenceId", &reference, |engine| engine.scan(request, call, now))
    }

    fn scan(
        &mut self,
        request: MerchantScan,
        call: &ApiCall<'_>,
        now: Timestamp,
    ) -> Result<Reply, ApiFailure> {
        let (currency, region) = (request.ledger_currency, super::region(call.region));
        if !limits::region_takes(region, &currency) {
            let message = format!("{currency} is not taken in the region {}.", region.code());
            return Err(failures::invalid_value("ledgerCurrency", message));
        }
        if let Some(total) = &request.charge_total
            && *total.currency() != currency
        {
            return Err(failures::currency_mismatch("chargeTotal", total.currency(), currency));
        }
        if request.scan_data.ends_with(EXPIRED) {
            return Err(failures::invalid_value(
                "scanData",
                "the code has expired; let the buyer show another.",
            ));
        }
        let limit = request.charge_total.map_or(limits::most_per_charge(&currency), |total| total.amount());
        let consent = Consent {
            kind: ChargePermissionType::OneTime,
            currency: Some(currency),
            limit,
            buyer: BuyerView {
                card: Card::find(&request.scan_data).unwrap_or_default(),
                person: None,
                address: None,
                further: None,
                scopes: None,
                ships: false,
                region,
            },
            extended: false,
            object: ChargePermission {
                merchant_metadata: request.metadata.map(merchant_metadata),
                ..Default::default()
            },
        };
        let merchant = self.merchant_to_be(call.merchant);
        let key = self.create_permission(consent, merchant, now);
        let permission =
            self.permissions.get(&key).ok_or_else(|| failures::not_found("Charge Permission", ""))?;
        Ok(Reply::json(
            200,
            &MerchantScanResponse {
                charge_permission_id: permission.object.charge_permission_id.clone(),
                ..Default::default()
            },
        ))
    }

    pub(super) fn charge_in_store(
        &mut self,
        call: &ApiCall<'_>,
        now: Timestamp,
    ) -> Result<Reply, ApiFailure> {
        let request: InStoreCharge = read(call)?;
        let mut simulation = simulation::create_charge(call.simulation_code)?;
        let reference = request.charge_reference_id.clone();
        self.once(call, "chargeReferenceId", &reference, |engine| {
            let permission =
                engine.permission_key(engine.merchant(call.merchant), &request.charge_permission_id)?;
            let card = engine.permissions.get(&permission).map(|permission| permission.buyer.card.result());
            if let Some(CardResult::Canceled(_)) = card {
                simulation.get_or_insert(ChargeSimulation::Declined(ChargeReasonCode::HardDeclined));
            }
            let charge = CreateCharge {
                capture_now: Some(true),
                soft_descriptor: request.soft_descriptor,
                merchant_metadata: request.metadata.map(merchant_metadata),
                ..CreateCharge::new(request.charge_permission_id, request.charge_total).build()
            };
            let charged = engine.charge_permission(call.merchant, charge, simulation, now);
            let key = charged.map_err(|failure| failure.of_field("chargeAmount", "chargeTotal"))?;
            let charge = &engine.charge(key)?.object;
            let mut answer =
                InStoreChargeResponse { charge_id: charge.charge_id.clone(), ..Default::default() };
            answer.charge_status.state = charge.status_details.state.clone();
            Ok(Reply::json(200, &answer))
        })
    }

    pub(super) fn refund_in_store(
        &mut self,
        call: &ApiCall<'_>,
        now: Timestamp,
    ) -> Result<Reply, ApiFailure> {
        let request: InStoreRefund = read(call)?;
        let simulation = simulation::create_refund(call.simulation_code)?;
        let reference = request.refund_reference_id.clone();
        self.once(call, "refundReferenceId", &reference, |engine| {
            let refund = CreateRefund {
                soft_descriptor: request.soft_descriptor,
                ..CreateRefund::new(request.charge_id, request.refund_total).build()
            };
            let refunded = engine.refund_charge(call.merchant, refund, simulation, now);
            let refund = refunded.map_err(|failure| failure.of_field("refundAmount", "refundTotal"))?;
            let mut answer = InStoreRefundResponse { refund_id: refund.refund_id, ..Default::default() };
            answer.refund_status.state = refund.status_details.state;
            Ok(Reply::json(200, &answer))
        })
    }
}
