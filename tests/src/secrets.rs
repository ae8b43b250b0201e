//! Every secret that the tests use, taken from the data they use: keys, tokens, buyers.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::path::Path;

use amazonpay::config::Region;
use amazonpay::model::{CreateCheckoutSession, WebCheckoutDetails};
use amazonpay_sandbox::Sandbox;
use amazonpay_sandbox::engine::BuyerAction;
use serde_json::Value;

use crate::operation_vectors::{operation_files, vectors};
use crate::traces::SECRETS_PREFIX;

/// Fields of the API whose values must not be logged. Towns and postal codes are too short to search for.
const PRIVATE_FIELDS: &[&str] = &[
    "addressLine1",
    "addressLine2",
    "addressLine3",
    "authToken",
    "authorizationToken",
    "buyerId",
    "buyerToken",
    "email",
    "name",
    "phoneNumber",
    "signature",
    // Where a document or a file is: whoever has the address needs no signature.
    "url",
];

/// A shorter text would be found everywhere.
const SHORTEST: usize = 4;

/// The secrets, each with where it comes from.
#[derive(Default)]
pub struct Secrets(BTreeMap<String, String>);

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Secrets({})", self.0.len())
    }
}

impl Secrets {
    /// The secrets of the vectors and of the sandbox's buyers.
    ///
    /// # Errors
    /// When a vector can't be read or the sandbox doesn't start.
    pub async fn of_the_tests() -> Result<Self, Box<dyn Error>> {
        let mut secrets = Self::default();
        secrets.add_keys(&vectors().join("keys"))?;
        secrets.add_operations()?;
        secrets.add_hidden()?;
        for region in [Region::Na, Region::Eu, Region::Jp] {
            secrets.add_buyers(region).await?;
        }
        Ok(secrets)
    }

    /// Adds what the tests noted while they ran: signatures above all.
    ///
    /// # Errors
    /// When a file can't be read.
    pub fn add_noted(&mut self, folder: &Path) -> Result<usize, Box<dyn Error>> {
        let before = self.0.len();
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if name.starts_with(SECRETS_PREFIX) {
                for line in fs::read_to_string(&path)?.lines() {
                    self.add(line, "sent by a test");
                }
            }
        }
        Ok(self.0.len() - before)
    }

    /// Each secret with where it comes from.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(secret, origin)| (secret.as_str(), origin.as_str()))
    }

    /// Where the secrets come from, each place once.
    pub fn origins(&self) -> BTreeSet<&str> {
        self.0.values().map(String::as_str).collect()
    }

    /// Adds a secret, and where it comes from.
    pub fn add(&mut self, secret: &str, origin: &str) {
        if secret.chars().count() >= SHORTEST {
            self.0.entry(secret.to_owned()).or_insert_with(|| origin.to_owned());
        }
    }

    /// The lines of every private key, accepted or not.
    fn add_keys(&mut self, folder: &Path) -> Result<(), Box<dyn Error>> {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                self.add_keys(&path)?;
                continue;
            }
            let Ok(text) = fs::read_to_string(&path) else { continue };
            let mut private = false;
            for line in text.lines() {
                if line.starts_with("-----") {
                    private = line.contains("BEGIN") && line.contains("PRIVATE KEY");
                } else if private && line.len() >= 32 {
                    self.add(line, "a private key");
                }
            }
        }
        Ok(())
    }

    fn add_operations(&mut self) -> Result<(), Box<dyn Error>> {
        for file in operation_files()?.into_values() {
            for case in file.cases {
                // The parameters of these are tokens, not ids.
                if ["buyers.get", "authorization_tokens.get"].contains(&file.operation.as_str()) {
                    case.call.path_parameters.iter().for_each(|token| self.add(token, "a token in a path"));
                }
                self.walk(&Value::Object(case.call.options), "a vector's option");
                let bodies = case.exchanges.into_iter().flat_map(|exchange| {
                    let raw = exchange.answer.raw_body.and_then(|raw| serde_json::from_str(&raw).ok());
                    [exchange.request.body, exchange.answer.body, raw]
                });
                for body in bodies.chain([case.call.body, case.expected.object]).flatten() {
                    self.walk(&body, "a vector's body");
                }
            }
        }
        Ok(())
    }

    /// The words that the vectors of bad input say no message may hold.
    fn add_hidden(&mut self) -> Result<(), Box<dyn Error>> {
        for entry in fs::read_dir(vectors().join("bad-input"))? {
            let file: Value = serde_json::from_str(&fs::read_to_string(entry?.path())?)?;
            for word in file["hidden"].as_array().into_iter().flatten().filter_map(Value::as_str) {
                self.add(word, "hidden in bad input");
            }
        }
        Ok(())
    }

    /// What a checkout in the sandbox tells of its buyer.
    async fn add_buyers(&mut self, region: Region) -> Result<(), Box<dyn Error>> {
        let sandbox = Sandbox::builder().region(region).start().await?;
        let pay = sandbox.client()?.build()?;
        let urls = WebCheckoutDetails::new()
            .checkout_review_return_url("https://shop.example/review")
            .checkout_result_return_url("https://shop.example/result");
        let create = CreateCheckoutSession::new(urls.build(), sandbox.credentials().store_id);
        let id = pay.checkout_sessions().create(create).send().await?.into_inner().checkout_session_id;
        for action in [
            BuyerAction::OpenSession { checkout_session_id: id.clone() },
            BuyerAction::Approve { checkout_session_id: id.clone() },
        ] {
            sandbox.buyer(action).map_err(|failure| failure.message.to_string())?;
        }
        let session = pay.checkout_sessions().get(&id).send().await?;
        let before = self.0.len();
        self.walk(&serde_json::from_slice(&session.meta().raw_body)?, "the sandbox's buyer");
        if self.0.len() == before && region == Region::Na {
            return Err("the sandbox's session tells nothing of its buyer".into());
        }
        Ok(())
    }

    fn walk(&mut self, value: &Value, origin: &str) {
        match value {
            Value::Object(fields) => {
                for (name, value) in fields {
                    match value {
                        Value::String(secret) if PRIVATE_FIELDS.contains(&name.as_str()) => {
                            self.add(secret, origin);
                        }
                        _ => self.walk(value, origin),
                    }
                }
            }
            Value::Array(values) => values.iter().for_each(|value| self.walk(value, origin)),
            // Addresses in a shippingAddressList are JSON in a text.
            Value::String(text) if text.starts_with('{') => {
                if let Ok(inner) = serde_json::from_str(text) {
                    self.walk(&inner, origin);
                }
            }
            _ => {}
        }
    }
}
