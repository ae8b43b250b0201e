//! Delivery trackers: which parcels belong to an order.
//!
//! Guide: <https://developer.amazon.com/docs/amazon-pay-checkout/setup-delivery-notifications.html>.

use amazonpay::model::{CreateDeliveryTracker, DeliveryTracker};
use jiff::Timestamp;

use super::call::{ApiCall, Reply};
use super::{Engine, failures, request_fields, request_shapes, simulation};
use crate::api_failure::ApiFailure;

/// A delivery tracker and what the API does not show of it.
#[derive(Debug)]
pub(super) struct TrackerRecord {
    pub(super) object: DeliveryTracker,
    pub(super) merchant: u32,
    pub(super) number: u64,
    pub(super) created: Timestamp,
}

impl Engine {
    /// Takes the parcels of a Charge Permission, or of an order of the older API, which the sandbox does not have and so
    /// takes as it is.
    pub(super) fn create_delivery_tracker(&mut self, call: &ApiCall<'_>) -> Result<Reply, ApiFailure> {
        let request: CreateDeliveryTracker =
            request_fields::read(call.body, request_shapes::of_operation(call.operation))?;
        simulation::none(call.operation, call.simulation_code)?;
        match (&request.charge_permission_id, &request.amazon_order_reference_id) {
            (Some(id), None) => _ = self.permission_key(self.merchant(call.merchant), id)?,
            (None, Some(_)) => {}
            (None, None) => return Err(failures::missing("chargePermissionId")),
            (Some(_), Some(_)) => {
                return Err(failures::bad_combination(
                    "chargePermissionId: not together with amazonOrderReferenceId; send the one that names the order.",
                ));
            }
        }
        if request.delivery_details.is_empty() {
            return Err(failures::missing("deliveryDetails"));
        }
        let object = DeliveryTracker {
            amazon_order_reference_id: request.amazon_order_reference_id,
            charge_permission_id: request.charge_permission_id,
            delivery_details: Some(request.delivery_details),
            ..Default::default()
        };
        let reply = Reply::json(200, &object);
        let merchant = self.merchant_to_be(call.merchant);
        let number = self.identifiers.next_number();
        let created = self.latest;
        self.delivery_trackers.push(TrackerRecord { object, merchant, number, created });
        self.object_count += 1;
        Ok(reply)
    }
}
