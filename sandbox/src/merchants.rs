//! Merchants and their public keys: who may call, and on whose behalf.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use amazonpay::config::{Environment, Region};
use amazonpay::error::ConfigError;
use amazonpay::signing::{PrivateKey, PublicKey};
use secrecy::ExposeSecret as _;
use thiserror::Error;
use uuid::Uuid;

/// What a client needs to act as one of the sandbox's merchants.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Credentials {
    /// The public key id, such as `SANDBOX-AE4DCLDPJXHFDVMQZ4XNBLPK`.
    pub public_key_id: String,
    /// The private key, PEM (PKCS#8). A secret of this sandbox alone, and left out of `Debug`.
    pub private_key_pem: String,
    /// The merchant account's id.
    pub merchant_id: String,
    /// A store id of the merchant, as `storeId` of a Checkout Session.
    pub store_id: String,
    /// The region that the merchant is at home in. The sandbox answers the merchant in every region.
    pub region: Region,
    /// The token by which another merchant, as a solution provider, acts for this one (`x-amz-pay-authtoken`).
    pub auth_token: String,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("public_key_id", &self.public_key_id)
            .field("merchant_id", &self.merchant_id)
            .field("store_id", &self.store_id)
            .field("region", &self.region)
            .finish_non_exhaustive()
    }
}

/// A merchant to register, or another key of one that is registered already.
///
/// ```
/// use amazonpay::config::Region;
/// use amazonpay_sandbox::Merchant;
///
/// let merchant = Merchant::new("A1SECONDSHOP").public_key_id("SANDBOX-AE9").region(Region::Jp);
/// # _ = merchant;
/// ```
#[derive(Clone)]
pub struct Merchant {
    pub(crate) merchant_id: String,
    pub(crate) store_id: Option<String>,
    pub(crate) public_key_id: Option<String>,
    pub(crate) key: MerchantKey,
    pub(crate) region: Region,
    pub(crate) ipn_urls: Vec<String>,
}

#[derive(Clone)]
pub(crate) enum MerchantKey {
    Generated,
    Private(String),
    Public(String),
}

/// Leaves the key out.
impl fmt::Debug for Merchant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Merchant")
            .field("merchant_id", &self.merchant_id)
            .field("store_id", &self.store_id)
            .field("public_key_id", &self.public_key_id)
            .field("region", &self.region)
            .finish_non_exhaustive()
    }
}

impl Merchant {
    /// A merchant account of this id, with a generated key pair, store id and public key id (prefix `SANDBOX-`), at
    /// home in Europe.
    pub fn new(merchant_id: impl Into<String>) -> Self {
        Self {
            merchant_id: merchant_id.into(),
            store_id: None,
            public_key_id: None,
            key: MerchantKey::Generated,
            region: Region::Eu,
            ipn_urls: Vec::new(),
        }
    }

    /// Sets the store id.
    pub fn store_id(self, store_id: impl Into<String>) -> Self {
        Self { store_id: Some(store_id.into()), ..self }
    }

    /// Sets the public key id. The prefix `SANDBOX-` ties it to that environment; without one the environment is part of
    /// every path. One with the prefix `LIVE-` is refused unless
    /// [`accept_live_keys`](crate::SandboxBuilder::accept_live_keys) says otherwise.
    pub fn public_key_id(self, public_key_id: impl Into<String>) -> Self {
        Self { public_key_id: Some(public_key_id.into()), ..self }
    }

    /// Registers the public half of this private key (PEM) instead of a generated one.
    pub fn private_key_pem(self, pem: impl Into<String>) -> Self {
        Self { key: MerchantKey::Private(pem.into()), ..self }
    }

    /// Registers this public key (PEM). [`Credentials::private_key_pem`] is then empty.
    pub fn public_key_pem(self, pem: impl Into<String>) -> Self {
        Self { key: MerchantKey::Public(pem.into()), ..self }
    }

    /// Sets the region that the merchant is at home in.
    pub fn region(self, region: Region) -> Self {
        Self { region, ..self }
    }

    /// Adds an endpoint for notifications, http or https, as in Seller Central's integration settings. At most 20. With
    /// another key of a merchant that has endpoints, those given here replace them.
    pub fn ipn_url(mut self, url: impl Into<String>) -> Self {
        self.ipn_urls.push(url.into());
        self
    }
}

/// Why a merchant could not be registered: the field and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{field}: {message}")]
pub struct MerchantError {
    /// The field, such as `public_key_id`.
    pub field: &'static str,
    /// What was expected, what was found and what to do.
    pub message: String,
}

impl MerchantError {
    fn new(field: &'static str, message: impl Into<String>) -> Self {
        Self { field, message: message.into() }
    }
}

/// The process's key pair, shared by every sandbox in it that was given none: a 2048-bit key takes 20 to 150 ms to
/// find, which a test suite with a sandbox a test would otherwise pay each time.
static SHARED_KEY_PAIR: OnceLock<Result<KeyPair, String>> = OnceLock::new();

#[derive(Clone)]
struct KeyPair {
    private_pem: String,
    public: PublicKey,
}

impl KeyPair {
    fn generate() -> Result<Self, String> {
        PrivateKey::generate().and_then(|key| Self::of(&key)).map_err(|error| error.message)
    }

    fn of(key: &PrivateKey) -> Result<Self, ConfigError> {
        Ok(Self { private_pem: key.to_pkcs8_pem()?.expose_secret().to_owned(), public: key.public_key() })
    }

    fn shared() -> Result<&'static Self, String> {
        SHARED_KEY_PAIR.get_or_init(Self::generate).as_ref().map_err(String::clone)
    }
}

/// Starts making the process's shared key pair on a thread of its own, so that a server need not wait for it.
pub(crate) fn prepare_shared_key_pair() {
    if SHARED_KEY_PAIR.get().is_none() {
        std::thread::spawn(|| KeyPair::shared().map(|_| ()));
    }
}

/// A registered public key.
pub(crate) struct RegisteredKey {
    pub(crate) merchant_id: Arc<str>,
    /// What the prefix of the key's id says; `None` when the path has to.
    pub(crate) environment: Option<Environment>,
    key: KeySource,
}

enum KeySource {
    Given(PublicKey),
    Shared,
}

impl RegisteredKey {
    /// The key; `None` only when the machine could not generate one.
    pub(crate) fn public_key(&self) -> Option<&PublicKey> {
        match &self.key {
            KeySource::Given(key) => Some(key),
            // Nobody can have signed with it before it is there, so this waits for strangers alone.
            KeySource::Shared => KeyPair::shared().ok().map(|pair| &pair.public),
        }
    }
}

impl fmt::Debug for RegisteredKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RegisteredKey").field("merchant_id", &self.merchant_id).finish_non_exhaustive()
    }
}

/// A merchant as the control API lists it.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub(crate) merchant_id: Arc<str>,
    pub(crate) store_id: String,
    pub(crate) region: Region,
    auth_token: String,
}

/// All merchants and keys.
#[derive(Debug)]
pub(crate) struct Merchants {
    /// Whether keys of the live environment are taken.
    pub(crate) live_keys: bool,
    keys: RwLock<HashMap<String, Arc<RegisteredKey>>>,
    accounts: RwLock<Vec<Account>>,
}

impl Merchants {
    pub(crate) fn new(live_keys: bool) -> Self {
        Self { live_keys, keys: RwLock::default(), accounts: RwLock::default() }
    }

    /// Refuses a key of the live environment, so that a sandbox is never mistaken for it.
    ///
    /// # Errors
    /// A sentence's end, to stand behind the field's name, that says what to do.
    pub(crate) fn check_environment(&self, public_key_id: &str) -> Result<(), String> {
        if self.live_keys || environment_of(public_key_id) != Some(Environment::Live) {
            return Ok(());
        }
        let shown: String = public_key_id.chars().take(64).collect();
        Err(format!(
            "{shown:?} is an id of the live environment, and this is a local sandbox that moves no money; use a key whose id \
             begins with SANDBOX-, or the live key with Amazon's own endpoint"
        ))
    }

    pub(crate) fn key(&self, public_key_id: &str) -> Option<Arc<RegisteredKey>> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner).get(public_key_id).cloned()
    }

    /// All keys with their ids, in the order of the ids.
    pub(crate) fn keys(&self) -> Vec<(String, Arc<RegisteredKey>)> {
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        let mut keys: Vec<_> = keys.iter().map(|(id, key)| (id.clone(), Arc::clone(key))).collect();
        keys.sort_by(|(one, _), (other, _)| one.cmp(other));
        keys
    }

    pub(crate) fn accounts(&self) -> Vec<Account> {
        self.accounts.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The region that a merchant is at home in.
    pub(crate) fn region_of(&self, merchant_id: &str) -> Region {
        let accounts = self.accounts.read().unwrap_or_else(PoisonError::into_inner);
        accounts
            .iter()
            .find(|account| *account.merchant_id == *merchant_id)
            .map_or(Region::Eu, |account| account.region)
    }

    /// The merchant that a solution provider's token stands for.
    pub(crate) fn by_auth_token(&self, token: &str) -> Option<Arc<str>> {
        let accounts = self.accounts.read().unwrap_or_else(PoisonError::into_inner);
        accounts
            .iter()
            .find(|account| account.auth_token == token)
            .map(|account| Arc::clone(&account.merchant_id))
    }

    /// Registers a merchant or another key of one. Blocks while a key pair is made.
    pub(crate) fn add(&self, merchant: Merchant) -> Result<Credentials, MerchantError> {
        check_id("merchant_id", &merchant.merchant_id)?;
        let (key, private_key_pem) = match &merchant.key {
            MerchantKey::Generated => {
                let pair = KeyPair::generate().map_err(|error| MerchantError::new("private_key", error))?;
                (pair.public, pair.private_pem)
            }
            MerchantKey::Private(pem) => {
                let key = PrivateKey::from_pem(pem)
                    .map_err(|error| MerchantError::new("private_key", error.message))?;
                (key.public_key(), pem.clone())
            }
            MerchantKey::Public(pem) => {
                let key = PublicKey::from_pem(pem)
                    .map_err(|error| MerchantError::new("public_key", error.message))?;
                (key, String::new())
            }
        };
        let credentials = self.register(merchant, KeySource::Given(key))?;
        Ok(Credentials { private_key_pem, ..credentials })
    }

    /// Registers a merchant with the process's shared key pair, which may not be there yet.
    pub(crate) fn add_with_shared_key(&self, merchant: Merchant) -> Result<Credentials, MerchantError> {
        self.register(merchant, KeySource::Shared)
    }

    fn register(&self, merchant: Merchant, key: KeySource) -> Result<Credentials, MerchantError> {
        let public_key_id =
            merchant.public_key_id.unwrap_or_else(|| format!("SANDBOX-{}", random_id("AE", 24)));
        check_id("public_key_id", &public_key_id)?;
        self.check_environment(&public_key_id)
            .map_err(|message| MerchantError::new("public_key_id", message))?;
        let store_id = merchant
            .store_id
            .unwrap_or_else(|| format!("amzn1.application-oa2-client.{}", Uuid::new_v4().simple()));
        check_id("store_id", &store_id)?;

        let mut accounts = self.accounts.write().unwrap_or_else(PoisonError::into_inner);
        let mut keys = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        if keys.contains_key(&public_key_id) {
            return Err(MerchantError::new(
                "public_key_id",
                format!("{public_key_id} is registered already; choose another id"),
            ));
        }
        let known = accounts.iter().find(|account| *account.merchant_id == *merchant.merchant_id).cloned();
        let account = known.unwrap_or_else(|| {
            let account = Account {
                merchant_id: merchant.merchant_id.into(),
                store_id,
                region: merchant.region,
                auth_token: format!("amzn.pay.sandbox.{}", Uuid::new_v4().simple()),
            };
            accounts.push(account.clone());
            account
        });
        let registered = RegisteredKey {
            merchant_id: Arc::clone(&account.merchant_id),
            environment: environment_of(&public_key_id),
            key,
        };
        keys.insert(public_key_id.clone(), Arc::new(registered));
        Ok(Credentials {
            public_key_id,
            private_key_pem: String::new(),
            merchant_id: account.merchant_id.to_string(),
            store_id: account.store_id,
            region: account.region,
            auth_token: account.auth_token,
        })
    }
}

/// The private key of the shared pair, for the credentials that were registered with it.
pub(crate) fn shared_private_key_pem() -> Result<&'static str, MerchantError> {
    KeyPair::shared()
        .map(|pair| pair.private_pem.as_str())
        .map_err(|error| MerchantError::new("private_key", error))
}

/// The environment that the prefix of a public key id fixes, in any letter case.
/// Guide: <https://developer.amazon.com/docs/amazon-pay-checkout/get-set-up-for-integration.html>.
pub(crate) fn environment_of(public_key_id: &str) -> Option<Environment> {
    let has_prefix = |prefix: &str| {
        public_key_id.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
    };
    match () {
        () if has_prefix("SANDBOX-") => Some(Environment::Sandbox),
        () if has_prefix("LIVE-") => Some(Environment::Live),
        () => None,
    }
}

/// Ids go into headers and URLs, so only what stands there unescaped is taken.
fn check_id(field: &'static str, id: &str) -> Result<(), MerchantError> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~');
    if id.is_empty() || id.len() > 128 || !id.chars().all(is_plain) {
        return Err(MerchantError::new(
            field,
            format!("expected 1 to 128 characters of A-Z a-z 0-9 - . _ ~, found {:?}", id),
        ));
    }
    Ok(())
}

/// An id of upper-case letters and digits, as Seller Central gives them.
fn random_id(start: &str, length: usize) -> String {
    let random = Uuid::new_v4().simple().to_string().to_ascii_uppercase();
    format!("{start}{random}").chars().take(length).collect()
}
