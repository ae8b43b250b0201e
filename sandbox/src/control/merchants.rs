//! Merchants and keys.

use std::str::FromStr;
use std::sync::Arc;

use amazonpay::config::Region;
use axum::extract::{Path, State as Shared};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::exchange::{Input, Json, Refusal};
use super::routes::Routes;
use crate::merchants::Merchant;
use crate::state::State;

/// A merchant to register, or another key of one.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewMerchant {
    /// The merchant account's id; an id that is known gets another key.
    merchant_id: String,
    /// Made up when absent.
    store_id: Option<String>,
    /// Made up, with the prefix `SANDBOX-`, when absent.
    public_key_id: Option<String>,
    /// The public key, PEM; a key pair is made when absent.
    public_key_pem: Option<String>,
    /// `na`, `eu` or `jp`; `eu` when absent.
    region: Option<String>,
    /// Where notifications go, http or https. With another key of a merchant they replace those that it had, if any are
    /// given.
    #[serde(default)]
    ipn_urls: Vec<String>,
}

/// What a client needs to act as the merchant.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct NewCredentials {
    merchant_id: String,
    store_id: String,
    public_key_id: String,
    /// The private key that was made, PEM; null when a public key was given.
    private_key_pem: Option<String>,
    region: String,
    /// The token by which another merchant acts for this one, as x-amz-pay-authtoken.
    auth_token: String,
}

/// The merchants, without secrets.
#[derive(Debug, Serialize, JsonSchema)]
struct MerchantList {
    merchants: Vec<ListedMerchant>,
}

/// Where a merchant's notifications go, in place of the endpoints that it had.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Endpoints {
    /// http or https; none ends the notifications.
    ipn_urls: Vec<String>,
}

/// A merchant and its keys.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct ListedMerchant {
    merchant_id: String,
    store_id: String,
    region: String,
    public_key_ids: Vec<String>,
    /// Where notifications go.
    ipn_urls: Vec<String>,
}

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get::<MerchantList, _>("/_sandbox/merchants", "Lists merchants and the ids of their keys.", list)
        .post::<Endpoints, MerchantList, _>(
            "/_sandbox/merchants/{id}/ipnUrls",
            "Sets where a merchant's notifications go, in place of the endpoints that it had.",
            set_ipn_urls,
        )
        .post::<NewMerchant, NewCredentials, _>(
            "/_sandbox/merchants",
            "Registers a merchant or another key of one.",
            add,
        )
}

async fn list(Shared(state): Shared<Arc<State>>) -> Json<MerchantList> {
    Json(listed(&state))
}

async fn set_ipn_urls(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
    Input(endpoints): Input<Endpoints>,
) -> Result<Json<MerchantList>, Refusal> {
    state.set_ipn_urls(&id, &endpoints.ipn_urls)?;
    Ok(Json(listed(&state)))
}

fn listed(state: &State) -> MerchantList {
    let subscriptions = state.notifications.list_subscriptions();
    let keys = state.merchants.keys();
    let show = |account: crate::merchants::Account| {
        let own = keys.iter().filter(|(_, key)| key.merchant_id == account.merchant_id);
        ListedMerchant {
            merchant_id: account.merchant_id.to_string(),
            store_id: account.store_id,
            region: account.region.code().into(),
            public_key_ids: own.map(|(id, _)| id.clone()).collect(),
            ipn_urls: subscriptions
                .iter()
                .filter(|subscription| *subscription.merchant_id == *account.merchant_id)
                .map(|subscription| subscription.url.clone())
                .collect(),
        }
    };
    MerchantList { merchants: state.merchants.accounts().into_iter().map(show).collect() }
}

async fn add(
    Shared(state): Shared<Arc<State>>,
    Input(new): Input<NewMerchant>,
) -> Result<Json<NewCredentials>, Refusal> {
    let mut merchant = Merchant::new(new.merchant_id);
    if let Some(region) = new.region {
        let region = Region::from_str(&region)
            .map_err(|_| Refusal::invalid(format!("region: expected na, eu or jp, found {region:?}.")))?;
        merchant = merchant.region(region);
    }
    if let Some(store_id) = new.store_id {
        merchant = merchant.store_id(store_id);
    }
    if let Some(public_key_id) = new.public_key_id {
        merchant = merchant.public_key_id(public_key_id);
    }
    if let Some(pem) = new.public_key_pem {
        merchant = merchant.public_key_pem(pem);
    }
    for url in new.ipn_urls {
        merchant = merchant.ipn_url(url);
    }
    // A key pair takes 20 to 150 ms to find, for which no connection should wait.
    let credentials = tokio::task::spawn_blocking(move || state.add_merchant(merchant))
        .await
        .map_err(|_| Refusal::invalid("The merchant could not be registered."))?
        .map_err(|error| Refusal::invalid(format!("{error}.")))?;
    Ok(Json(NewCredentials {
        merchant_id: credentials.merchant_id,
        store_id: credentials.store_id,
        public_key_id: credentials.public_key_id,
        private_key_pem: Some(credentials.private_key_pem).filter(|pem| !pem.is_empty()),
        region: credentials.region.code().into(),
        auth_token: credentials.auth_token,
    }))
}
