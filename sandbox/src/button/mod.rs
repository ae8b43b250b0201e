//! A button as the merchant's page hands it to the script, and the check of its signature that comes before all else.
//!
//! Guide: <https://developer.amazon.com/docs/amazon-pay-checkout/add-the-amazon-pay-button.html>.

mod signature_mismatch;

use amazonpay::config::{Environment, Region};
use amazonpay::signing::{Algorithm, verify_button_signature};
use schemars::JsonSchema;
use serde::Deserialize;

pub(crate) use self::signature_mismatch::SignatureMismatch;
use crate::api_failure::ApiFailure;
use crate::engine::{BuyerAction, LIVE_SUFFIX};
use crate::state::State;

/// What the merchant's page hands to Amazon's script, as `createCheckoutSessionConfig` or `signInConfig`.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Button {
    /// The public key id whose private key signed the payload.
    pub(crate) public_key_id: String,
    /// The payload, byte for byte as it was signed.
    #[serde(rename = "payloadJSON")]
    pub(crate) payload_json: String,
    /// The signature, base64.
    pub(crate) signature: String,
    /// `AMZN-PAY-RSASSA-PSS-V2` or `AMZN-PAY-RSASSA-PSS`; either is tried when absent.
    pub(crate) algorithm: Option<String>,
    /// `PayAndShip`, `PayOnly` or `SignIn`.
    pub(crate) product_type: Option<String>,
    /// Whether the page is one of the sandbox environment; needed only when the public key id has no prefix.
    pub(crate) sandbox: Option<bool>,
    /// The region of the script; the merchant's own when absent.
    pub(crate) region: Option<String>,
}

/// Leaves the payload and its signature out.
impl std::fmt::Debug for Button {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Button").field("public_key_id", &self.public_key_id).finish_non_exhaustive()
    }
}

/// Why a button does not open.
#[derive(Debug)]
pub(crate) enum ButtonProblem {
    /// Something it says can't be.
    Refused(ApiFailure),
    /// The signature is not that of the payload.
    Signature(Box<SignatureMismatch>),
}

impl From<ApiFailure> for ButtonProblem {
    fn from(failure: ApiFailure) -> Self {
        Self::Refused(failure)
    }
}

impl From<ButtonProblem> for ApiFailure {
    fn from(problem: ButtonProblem) -> Self {
        match problem {
            ButtonProblem::Refused(failure) => failure,
            ButtonProblem::Signature(mismatch) => mismatch.failure(),
        }
    }
}

impl Button {
    /// Checks the signature as Amazon does when the button is clicked, and tells what the click does.
    pub(crate) fn check(self, state: &State) -> Result<BuyerAction, ButtonProblem> {
        let invalid =
            |message: String| ButtonProblem::from(ApiFailure::new(400, "InvalidParameterValue", message));
        state.merchants.check_environment(&self.public_key_id).map_err(|message| {
            ApiFailure::new(403, "InvalidAccountStatus", format!("publicKeyId: {message}."))
        })?;
        let Some(key) = state.merchants.key(&self.public_key_id) else {
            let message =
                format!("publicKeyId: {:?} is not registered with this sandbox.", self.public_key_id);
            return Err(ApiFailure::new(403, "InvalidAuthentication", message).into());
        };
        let algorithms: Vec<Algorithm> = match &self.algorithm {
            Some(name) => vec![name.parse().map_err(|error| invalid(format!("{error}.")))?],
            None => Algorithm::ALL.to_vec(),
        };
        let fits = |payload: &str, algorithm: Algorithm| {
            key.public_key()
                .is_some_and(|key| verify_button_signature(payload, &self.signature, algorithm, key))
        };
        if !algorithms.iter().any(|algorithm| fits(&self.payload_json, *algorithm)) {
            let mismatch = SignatureMismatch::explain(&self.payload_json, &algorithms, fits);
            return Err(ButtonProblem::Signature(Box::new(mismatch)));
        }
        let live = match key.environment {
            Some(environment) => environment == Environment::Live,
            None => !self.sandbox.unwrap_or(true),
        };
        let region = match self.region {
            Some(region) => region
                .parse::<Region>()
                .map_err(|_| invalid(format!("region: expected na, eu or jp, found {region:?}.")))?
                .code()
                .to_owned(),
            None => state.merchants.region_of(&key.merchant_id).code().to_owned(),
        };
        Ok(BuyerAction::OpenButton {
            merchant: format!("{}{}", key.merchant_id, if live { LIVE_SUFFIX } else { "" }),
            payload: self.payload_json,
            region,
            product_type: self.product_type,
        })
    }
}
