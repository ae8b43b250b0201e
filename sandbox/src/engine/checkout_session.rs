//! Checkout Sessions: create, get and update.
//!
//! Guide: <https://developer.amazon.com/docs/amazon-pay-api-v2/checkout-session.html>.

use amazonpay::config::Region;
use amazonpay::model::{
    Address, AddressDetails, ChargePermissionType, CheckoutMode, CheckoutSession,
    CheckoutSessionReasonCode as Reason, CheckoutSessionState as State, CreateCheckoutSession,
    PaymentPreference, ProductType, UpdateCheckoutSession,
};
use jiff::Timestamp;
use serde_json::json;

use super::buyer::{BuyerView, MULTI_ADDRESS};
use super::call::{ApiCall, Reply};
use super::cards::Card;
use super::identifiers::{self, PermissionKey, SessionKey};
use super::timers::{self, Event};
use super::{Engine, failures, merge, request_fields, request_shapes, session_constraints, simulation};
use crate::api_failure::ApiFailure;

/// How far the buyer has come on Amazon's pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Progress {
    /// He has not signed in.
    Away,
    /// He signed in and is choosing.
    Choosing,
    /// He went on to the merchant's review page.
    Reviewing,
    /// He confirmed, and was sent to the merchant's result page.
    Confirmed,
}

/// A session and what the API does not show of it.
#[derive(Debug)]
pub(super) struct SessionRecord {
    /// As the API shows it, without the buyer's details, constraints and redirect address.
    pub(super) object: CheckoutSession,
    pub(super) merchant: u32,
    pub(super) number: u64,
    pub(super) progress: Progress,
    pub(super) buyer: BuyerView,
    /// The permission whose payment method the session renews.
    pub(super) renews: Option<PermissionKey>,
    /// Whether the buyer has a window of his own, beside the merchant's page.
    pub(super) in_window: bool,
}

impl SessionRecord {
    pub(super) fn state(&self) -> &State {
        &self.object.status_details.state
    }

    pub(super) fn is_process_order(&self) -> bool {
        let details = self.object.web_checkout_details.as_ref();
        details.is_some_and(|details| details.checkout_mode == Some(CheckoutMode::ProcessOrder))
    }

    pub(super) fn set_state(&mut self, state: State, reason: Option<Reason>, now: Timestamp) {
        let status = &mut self.object.status_details;
        status.state = state;
        status.reason_code = reason;
        status.last_updated_timestamp = Some(now.into());
    }

    /// The session as the API shows it. `page` is where buyers confirm.
    pub(super) fn shown(&self, page: &str) -> CheckoutSession {
        let mut object = self.object.clone();
        if self.progress > Progress::Away {
            object.buyer = Some(self.buyer.info());
            object.shipping_address_list = self.buyer.shipping_address_list();
            object.shipping_address =
                self.buyer.shipping_address().filter(|_| object.shipping_address_list.is_none());
            object.billing_address = self.buyer.billing_address();
            object.payment_preferences = Some(vec![PaymentPreference {
                payment_descriptor: Some(self.buyer.card.descriptor()),
                ..Default::default()
            }]);
        }
        if self.state() == &State::Open {
            let constraints = session_constraints::constraints(self);
            if constraints.is_empty() {
                object.web_checkout_details.get_or_insert_default().amazon_pay_redirect_url =
                    Some(with_session_id(page, &object.checkout_session_id).into());
            } else {
                object.constraints = Some(constraints);
            }
        }
        object
    }
}

/// Adds a session's id to the query of an address.
pub(super) fn with_session_id(address: &str, id: &str) -> String {
    let joint = if address.contains('?') { '&' } else { '?' };
    format!("{address}{joint}amazonCheckoutSessionId={id}")
}

fn address_of(details: AddressDetails) -> Address {
    Address {
        name: details.name,
        address_line1: details.address_line1,
        address_line2: details.address_line2,
        address_line3: details.address_line3,
        city: details.city,
        district: details.district_or_county,
        state_or_region: details.state_or_region,
        postal_code: details.postal_code,
        country_code: details.country_code,
        phone_number: details.phone_number,
        ..Default::default()
    }
}

impl Engine {
    /// Makes a session of a request or a button's payload.
    pub(super) fn new_session(
        &mut self,
        request: CreateCheckoutSession,
        merchant: u32,
        region: Region,
        product: Option<ProductType>,
        now: Timestamp,
    ) -> Result<SessionKey, ApiFailure> {
        let renews = match &request.charge_permission_id {
            Some(id) => Some(self.permission_key(merchant, id)?),
            None => None,
        };
        // The button tells the product type; for a session made by the API it shows by the address [own].
        let process_order = request.web_checkout_details.checkout_mode == Some(CheckoutMode::ProcessOrder);
        let product = product.unwrap_or(if process_order && request.address_details.is_none() {
            ProductType::PayOnly
        } else {
            ProductType::PayAndShip
        });
        let mut object = CheckoutSession {
            product_type: Some(product.clone()),
            merchant_metadata: request.merchant_metadata,
            supplementary_data: request.supplementary_data,
            store_id: Some(request.store_id),
            platform_id: request.platform_id,
            provider_metadata: request.provider_metadata,
            delivery_specifications: request.delivery_specifications,
            creation_timestamp: Some(now.into()),
            expiration_timestamp: Some(timers::later(now, timers::SESSION_OPEN).into()),
            charge_permission_type: Some(
                request.charge_permission_type.unwrap_or(ChargePermissionType::OneTime),
            ),
            recurring_metadata: request.recurring_metadata,
            payment_method_on_file_metadata: request.payment_method_on_file_metadata,
            multi_addresses_checkout_metadata: request.multi_addresses_checkout_metadata,
            release_environment: Some(self.release_environment(merchant)),
            payment_details: request.payment_details,
            ..Default::default()
        };
        merge::web_checkout_details(&mut object.web_checkout_details, Some(request.web_checkout_details));
        session_constraints::check(&object, region)?;
        if process_order && product == ProductType::PayAndShip && request.address_details.is_none() {
            return Err(failures::missing("addressDetails"));
        }
        let key = self.identifiers.session();
        object.checkout_session_id = identifiers::session_id(key);
        let mut record = SessionRecord {
            object,
            merchant,
            number: self.identifiers.next_number(),
            progress: Progress::Away,
            buyer: BuyerView {
                card: Card::default(),
                person: None,
                address: request.address_details.map(|details| Box::new(address_of(details))),
                further: (product.as_str() == MULTI_ADDRESS).then(Vec::new),
                scopes: request.scopes.map(Vec::into_boxed_slice),
                ships: product != ProductType::PayOnly,
                region,
            },
            renews,
            in_window: false,
        };
        record.set_state(State::Open, None, now);
        self.sessions.insert(key, Box::new(record));
        self.timers.set(timers::later(now, timers::SESSION_OPEN), Event::SessionExpires(key));
        self.timers.set(timers::later(now, timers::SESSION_KEPT), Event::SessionForgotten(key));
        self.object_count += 1;
        Ok(key)
    }

    pub(super) fn create_session(&mut self, call: &ApiCall<'_>, now: Timestamp) -> Result<Reply, ApiFailure> {
        let request = request_fields::read(call.body, request_shapes::of_operation(call.operation))?;
        simulation::none(call.operation, call.simulation_code)?;
        let merchant = self.merchant_to_be(call.merchant);
        let key = self.new_session(request, merchant, super::region(call.region), None, now)?;
        self.session_reply(key, 201)
    }

    pub(super) fn session_reply(&self, key: SessionKey, status: u16) -> Result<Reply, ApiFailure> {
        let record = self.sessions.get(&key).ok_or_else(|| failures::not_found("Checkout Session", ""))?;
        let shown = record.shown(&self.checkout_page);
        let Some(list) = &shown.shipping_address_list else { return Ok(Reply::json(status, &shown)) };
        // On the wire each is the text of an object.
        let texts: Vec<_> = list.iter().map(|address| json!(address).to_string()).collect();
        let mut object = json!(shown);
        object["shippingAddressList"] = json!(texts);
        Ok(Reply::json(status, &object))
    }

    /// Finds the session of a call by its identifier.
    pub(super) fn called_session(
        &mut self,
        call: &ApiCall<'_>,
    ) -> Result<(SessionKey, &mut SessionRecord), ApiFailure> {
        let id = call.path_parameters.first().map_or("", String::as_str);
        let merchant = self.merchant(call.merchant);
        let (key, record) = self.any_session(id)?;
        if record.merchant == merchant {
            Ok((key, record))
        } else {
            Err(failures::not_found("Checkout Session", id))
        }
    }

    /// Finds a session of whatever merchant by its identifier.
    pub(super) fn any_session(&mut self, id: &str) -> Result<(SessionKey, &mut SessionRecord), ApiFailure> {
        let not_found = || failures::not_found("Checkout Session", id);
        let key = identifiers::session_key(id).ok_or_else(not_found)?;
        let record = self.sessions.get_mut(&key).ok_or_else(not_found)?;
        Ok((key, record.as_mut()))
    }

    pub(super) fn get_session(&mut self, call: &ApiCall<'_>) -> Result<Reply, ApiFailure> {
        simulation::none(call.operation, call.simulation_code)?;
        let (key, _) = self.called_session(call)?;
        self.session_reply(key, 200)
    }

    pub(super) fn update_session(&mut self, call: &ApiCall<'_>) -> Result<Reply, ApiFailure> {
        let request: UpdateCheckoutSession =
            request_fields::read(call.body, request_shapes::of_operation(call.operation))?;
        simulation::none(call.operation, call.simulation_code)?;
        let (key, record) = self.called_session(call)?;
        let state = record.state();
        if state != &State::Open {
            return Err(failures::session_status(format!(
                "The Checkout Session is {state}: it cannot be updated."
            )));
        }
        if record.progress == Progress::Confirmed {
            return Err(failures::session_status(
                "The buyer has confirmed the Checkout Session: complete it, it cannot be updated any more.",
            ));
        }
        let before = record.object.payment_details.clone().unwrap_or_default();
        let mut changed = record.object.clone();
        merge::web_checkout_details(&mut changed.web_checkout_details, request.web_checkout_details);
        merge::payment_details(&mut changed.payment_details, request.payment_details);
        merge::merchant_metadata(&mut changed.merchant_metadata, request.merchant_metadata);
        merge::replace(&mut changed.supplementary_data, request.supplementary_data);
        merge::replace(&mut changed.platform_id, request.platform_id);
        merge::replace(&mut changed.provider_metadata, request.provider_metadata);
        merge::replace(&mut changed.charge_permission_type, request.charge_permission_type);
        merge::replace(&mut changed.recurring_metadata, request.recurring_metadata);
        let shares = request.multi_addresses_checkout_metadata;
        merge::replace(&mut changed.multi_addresses_checkout_metadata, shares);
        let after = changed.payment_details.clone().unwrap_or_default();
        for (field, before, after) in [
            ("paymentDetails.allowOvercharge", before.allow_overcharge, after.allow_overcharge),
            ("paymentDetails.extendExpiration", before.extend_expiration, after.extend_expiration),
        ] {
            if before.unwrap_or_default() != after.unwrap_or_default() {
                return Err(failures::invalid_value(
                    field,
                    "can only be set when the Checkout Session is created.",
                ));
            }
        }
        session_constraints::check(&changed, record.buyer.region)?;
        let known = record.buyer.shipping_address_list().unwrap_or_default();
        for share in changed.multi_addresses_checkout_metadata.iter().flatten() {
            if !known.iter().any(|address| address.address_id == share.address_id) {
                let message = "is none of the Checkout Session's shippingAddressList.";
                return Err(failures::invalid_value("multiAddressesCheckoutMetadata.addressId", message));
            }
        }
        record.object = changed;
        self.session_reply(key, 200)
    }

    /// Cancels a session that was open too long.
    pub(super) fn expire_session(&mut self, key: SessionKey, now: Timestamp) {
        if let Some(record) = self.sessions.get_mut(&key)
            && record.state() == &State::Open
        {
            record.set_state(State::Canceled, Some(Reason::Expired), now);
        }
    }

    /// Forgets a session and all that it told.
    pub(super) fn forget_session(&mut self, key: SessionKey) {
        self.changes.forget_session(key);
        if self.sessions.remove(&key).is_some() {
            self.object_count -= 1;
        }
    }
}
