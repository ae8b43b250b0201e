//! Stores of a merchant account: create and update, by a solution provider with the merchant's auth token.

use amazonpay::model::{CreateStore, Store, UpdateStore};
use jiff::Timestamp;
use uuid::Uuid;

use super::auth_token::check_provider;
use super::call::{ApiCall, Reply};
use super::{Engine, failures, merge, request_fields, request_shapes, simulation};
use crate::api_failure::ApiFailure;

/// A store and what the API does not show of it.
#[derive(Debug)]
pub(super) struct StoreRecord {
    pub(super) object: Store,
    pub(super) merchant: u32,
    pub(super) number: u64,
    pub(super) created: Timestamp,
}

impl Engine {
    /// Makes a store of a merchant, and gives its id.
    pub(super) fn make_store(&mut self, merchant: &str, store: Store) -> String {
        let merchant = self.merchant_to_be(merchant);
        let number = self.identifiers.next_number();
        let digits = Uuid::from_u128(self.identifiers.session()).simple();
        let id = format!("amzn1.application-oa2-client.{digits}");
        let created = self.latest;
        let object = Store { store_id: Some(id.clone()), ..store };
        self.stores.insert(id.as_str().into(), StoreRecord { object, merchant, number, created });
        self.object_count += 1;
        id
    }

    pub(super) fn create_store(&mut self, call: &ApiCall<'_>) -> Result<Reply, ApiFailure> {
        let request: CreateStore =
            request_fields::read(call.body, request_shapes::of_operation(call.operation))?;
        simulation::none(call.operation, call.simulation_code)?;
        check_provider(call, call.path_parameters.first().map_or("", String::as_str))?;
        let told = serde_json::to_value(&request).unwrap_or_default();
        let id = self.make_store(call.merchant, serde_json::from_value(told).unwrap_or_default());
        self.store_reply(&id, 201)
    }

    pub(super) fn update_store(&mut self, call: &ApiCall<'_>) -> Result<Reply, ApiFailure> {
        let request: UpdateStore =
            request_fields::read(call.body, request_shapes::of_operation(call.operation))?;
        simulation::none(call.operation, call.simulation_code)?;
        let [account, id] = call.path_parameters else { return Err(failures::not_found("Store", "")) };
        check_provider(call, account)?;
        let merchant = self.merchant(call.merchant);
        let found = self.stores.get_mut(id.as_str()).filter(|store| store.merchant == merchant);
        let store = found.ok_or_else(|| failures::not_found("Store", id))?;
        let mut told = serde_json::to_value(&store.object).unwrap_or_default();
        merge::json(&mut told, serde_json::to_value(&request).unwrap_or_default());
        store.object = serde_json::from_value(told).unwrap_or_default();
        self.store_reply(id, 200)
    }

    fn store_reply(&self, id: &str, status: u16) -> Result<Reply, ApiFailure> {
        let store = self.stores.get(id).ok_or_else(|| failures::not_found("Store", id))?;
        Ok(Reply::json(status, &store.object))
    }
}
