//! The merchant that the vectors are signed for: a key that is public and of no worth.

use std::error::Error;
use std::fs;

use amazonpay::config::{ClientBuilder, Region};
use amazonpay::signing::PublicKey;

use crate::operation_vectors::vectors;
use crate::traces;

/// The id of the key. Its prefix takes the environment's segment out of the URL.
pub const PUBLIC_KEY_ID: &str = "SANDBOX-OPERATIONSVECTORSKEY";

/// The region whose code every request carries.
pub const REGION: Region = Region::Eu;

/// The private key as PEM.
///
/// # Errors
/// When the file can't be read.
pub fn private_key_pem() -> Result<String, Box<dyn Error>> {
    Ok(fs::read_to_string(vectors().join("keys/test-only-rsa-2048.pem"))?)
}

/// The public key that verifies what the private key signs.
///
/// # Errors
/// When the file can't be read.
pub fn public_key() -> Result<PublicKey, Box<dyn Error>> {
    let pem = fs::read_to_string(vectors().join("keys/test-only-rsa-2048.public.pem"))?;
    Ok(PublicKey::from_pem(&pem)?)
}

/// A client's builder for this merchant against `endpoint`.
///
/// # Errors
/// When the key can't be read.
pub fn client(endpoint: &str) -> Result<ClientBuilder, Box<dyn Error>> {
    traces::install();
    let builder = ClientBuilder::new().public_key_id(PUBLIC_KEY_ID).private_key_pem(&private_key_pem()?)?;
    Ok(builder.region(REGION).endpoint(endpoint))
}
