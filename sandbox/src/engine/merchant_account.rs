//! Merchant accounts: register, update, delete, create, update_merchant and claim.
//!
//! Guide:
//! <https://developer.amazon.com/docs/amazon-pay-registration/jp-merchant-onboarding-and-account-management-APIs.html>.
//! Solution providers register accounts without a sign-in; partners create accounts that their merchant can claim. Both
//! use one path: a creation is known by the fields that only it has, a partner's update by the merchant's token.

use amazonpay::model::{
    ClaimMerchantAccount, ClaimMerchantAccountResponse, CreateMerchantAccount, CreateMerchantAccountResponse,
    MerchantStore, RegisterAmazonPayAccount, RegisterAmazonPayAccountResponse, Store, UpdateAmazonPayAccount,
    UpdateMerchantAccount,
};
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::auth_token::check_provider;
use super::call::{ApiCall, Reply};
use super::{Engine, LIVE_SUFFIX, failures, merge, request_fields, request_shapes, simulation};
use crate::api_failure::ApiFailure;

/// Where a merchant takes an account over [own]: the guide says no more than that there is a redirect.
const CLAIM_PAGE: &str = "https://payments.amazon.co.jp/merchant/claim";

/// What says who a business is in law: a partner may not change it.
const LEGAL: [&str; 3] = ["businessType", "businessLegalName", "countryOfEstablishment"];

/// An account that was made by the API.
#[derive(Debug)]
pub(super) struct AccountRecord {
    /// What was said of it, as it was said.
    told: Value,
    /// Who made it.
    pub(super) owner: u32,
    pub(super) number: u64,
    pub(super) created: Timestamp,
    /// Whether its merchant can sign in: a partner created it.
    has_sign_in: bool,
    is_claimed: bool,
    pub(super) is_deleted: bool,
}

impl AccountRecord {
    /// The account with its id; `None` when it is deleted.
    pub(super) fn shown(&self, id: &str) -> Option<Value> {
        let mut shown = self.told.clone();
        shown["merchantAccountId"] = id.into();
        shown["claimed"] = self.is_claimed.into();
        (!self.is_deleted).then_some(shown)
    }
}

/// Whether the body of a POST to `merchantAccounts` is a partner's: it has a field that only a partner's request has, or
/// the address with which the merchant will sign in.
pub(crate) fn is_partners(body: &[u8]) -> bool {
    let fields = |operation| request_shapes::of_operation(operation).iter().map(|field| &field.name);
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let mut partners = fields("merchant_accounts.create")
        .filter(|name| !fields("merchant_accounts.register").any(|other| other == *name));
    partners.any(|name| !body[&**name].is_null()) || !body["businessInfo"]["email"].is_null()
}

fn read<T: DeserializeOwned + Serialize>(call: &ApiCall<'_>) -> Result<(T, Value), ApiFailure> {
    let request: T = request_fields::read(call.body, request_shapes::of_operation(call.operation))?;
    simulation::none(call.operation, call.simulation_code)?;
    let told = serde_json::to_value(&request).unwrap_or_default();
    Ok((request, told))
}

impl Engine {
    /// The endpoints for notifications that an account was last said to have; none once it is deleted.
    pub(crate) fn ipn_endpoints(&self, account: &str) -> Vec<String> {
        let account = self.accounts.get(account).filter(|account| !account.is_deleted);
        let urls = account.and_then(|account| account.told["integrationInfo"]["ipnEndpointUrls"].as_array());
        urls.into_iter().flatten().filter_map(|url| url.as_str().map(str::to_owned)).collect()
    }

    pub(super) fn register_account(&mut self, call: &ApiCall<'_>) -> Result<Reply, ApiFailure> {
        let (request, told): (RegisterAmazonPayAccount, _) = read(call)?;
        let merchant_account_id = self.make_account(call, told, false)?;
        Ok(Reply::json(
            201,
            &RegisterAmazonPayAccountResponse {
                unique_reference_id: Some(request.unique_reference_id),
                merchant_account_id,
                ..Default::default()
            },
        ))
    }

    pub(super) fn create_account(&mut self, call: &ApiCall<'_>) -> Result<Reply, ApiFailure> {
        let (request, told): (CreateMerchantAccount, _) = read(call)?;
        let merchant_account_id = self.make_account(call, told, true)?;
        for store in request.stores.unwrap_or_default() {
            self.make_store_of_partner(&merchant_account_id, call, store);
        }
        Ok(Reply::json(
            201,
            &CreateMerchantAccountResponse {
                unique_reference_id: Some(request.unique_reference_id),
                merchant_account_id,
                ..Default::default()
            },
        ))
    }

    fn make_store_of_partner(&mut self, account: &str, call: &ApiCall<'_>, store: MerchantStore) {
        let suffix = if call.merchant.ends_with(LIVE_SUFFIX) { LIVE_SUFFIX } else { "" };
        self.make_store(
            &format!("{account}{suffix}"),
            Store {
                store_name: store.store_name,
                allowed_origin_domains: store
                    .domain_urls
                    .map(|urls| urls.into_iter().map(Into::into).collect()),
                privacy_policy_url: store.privacy_policy_url,
                ..Default::default()
            },
        );
    }

    fn make_account(
        &mut self,
        call: &ApiCall<'_>,
        told: Value,
        has_sign_in: bool,
    ) -> Result<String, ApiFailure> {
        let owner = self.merchant_to_be(call.provider.unwrap_or(call.merchant));
        let reference = &told["uniqueReferenceId"];
        let same = |account: &AccountRecord| {
            account.owner == owner && !account.is_deleted && account.told["uniqueReferenceId"] == *reference
        };
        if self.accounts.values().any(same) {
            let message = "another merchant account has it; each has one of its own.";
            return Err(failures::invalid_value("uniqueReferenceId", message));
        }
        let (id, number) = (self.identifiers.account(), self.identifiers.next_number());
        let record = AccountRecord {
            told,
            owner,
            number,
            created: self.latest,
            has_sign_in,
            is_claimed: false,
            is_deleted: false,
        };
        self.accounts.insert(id.as_str().into(), record);
        self.object_count += 1;
        Ok(id)
    }

    /// The account of the path, when the caller made it. One of somebody else's is not found.
    fn own_account(&mut self, call: &ApiCall<'_>) -> Result<&mut AccountRecord, ApiFailure> {
        let id = call.path_parameters.first().map_or("", String::as_str);
        if call.provider.is_some() {
            check_provider(call, id)?;
        }
        let owner = self.merchant(call.provider.unwrap_or(call.merchant));
        let found = self.accounts.get_mut(id).filter(|account| account.owner == owner && !account.is_deleted);
        found.ok_or_else(|| failures::not_found("Merchant account", id))
    }

    /// Update of a registered account. One that a partner created is updated with its merchant's token.
    pub(super) fn update_account(&mut self, call: &ApiCall<'_>) -> Result<Reply, ApiFailure> {
        let (_, told): (UpdateAmazonPayAccount, _) = read(call)?;
        let account = self.own_account(call)?;
        if account.has_sign_in {
            let message = "x-amz-pay-authtoken: the header is required and is missing; an account with a sign-in is \
                           updated with the merchant's auth token.";
            return Err(ApiFailure::new(400, "MissingHeader", message));
        }
        merge::json(&mut account.told, told);
        Ok(Reply::new(200, ""))
    }

    /// Update by a partner: "fields which do not change the legal business entity itself and till the account is claimed".
    pub(super) fn update_merchant_account(&mut self, call: &ApiCall<'_>) -> Result<Reply, ApiFailure> {
        let (_, told): (UpdateMerchantAccount, _) = read(call)?;
        check_provider(call, call.path_parameters.first().map_or("", String::as_str))?;
        let account = self.own_account(call)?;
        if account.is_claimed {
            let message = "The merchant has claimed the account: from then on only the merchant changes it.";
            return Err(ApiFailure::new(403, "InvalidAccountStatus", message));
        }
        let (current, new) = (&account.told["businessInfo"], &told["businessInfo"]);
        if let Some(field) =
            LEGAL.iter().find(|field| !new[**field].is_null() && new[**field] != current[**field])
        {
            let field = format!("businessInfo.{field}");
            return Err(failures::invalid_value(&field, "who a business is in law can't be changed."));
        }
        merge::json(&mut account.told, told);
        Ok(Reply::new(200, ""))
    }

    pub(super) fn delete_account(&mut self, call: &ApiCall<'_>) -> Result<Reply, ApiFailure> {
        simulation::none(call.operation, call.simulation_code)?;
        self.own_account(call)?.is_deleted = true;
        self.object_count -= 1;
        Ok(Reply::new(200, ""))
    }

    /// Claim: leads the merchant to the page where the account is taken over. An account that has been is answered with
    /// 200 and no address [own].
    pub(super) fn claim_account(&mut self, call: &ApiCall<'_>) -> Result<Reply, ApiFailure> {
        let (request, _): (ClaimMerchantAccount, _) = read(call)?;
        let id = call.path_parameters.first().map_or("", String::as_str);
        let token = self.secrets.token("claim", id);
        let account = self.own_account(call)?;
        if account.told["uniqueReferenceId"] != *request.unique_reference_id {
            return Err(failures::invalid_value(
                "uniqueReferenceId",
                "is not that of this merchant account.",
            ));
        }
        if !account.has_sign_in {
            let message = "The account was registered without a sign-in: there is nothing to claim.";
            return Err(ApiFailure::new(403, "InvalidAccountStatus", message));
        }
        if account.is_claimed {
            return Ok(Reply::json(200, &ClaimMerchantAccountResponse::default()));
        }
        let location = format!("{CLAIM_PAGE}?merchantAccountId={id}&token={token}");
        Ok(Reply { location: Some(location.into()), ..Reply::new(303, "") })
    }

    /// The merchant takes an account over, on the page that a claim leads to.
    ///
    /// # Errors
    /// An [`ApiFailure`] when there is no such account, or it has no sign-in.
    pub fn take_over_account(&mut self, merchant_account_id: &str) -> Result<(), ApiFailure> {
        let account = self.accounts.get_mut(merchant_account_id).filter(|account| !account.is_deleted);
        let account = account.ok_or_else(|| failures::not_found("Merchant account", merchant_account_id))?;
        if !account.has_sign_in {
            let message = "The account was registered without a sign-in: there is nothing to claim.";
            return Err(ApiFailure::new(403, "InvalidAccountStatus", message));
        }
        account.is_claimed = true;
        Ok(())
    }

    /// Whether there is an account of this id that was made by the API.
    pub fn has_merchant_account(&self, merchant_account_id: &str) -> bool {
        self.accounts.get(merchant_account_id).is_some_and(|account| !account.is_deleted)
    }

    pub(super) fn is_deleted(&self, merchant_account_id: &str) -> bool {
        self.accounts.get(merchant_account_id).is_some_and(|account| account.is_deleted)
    }
}
