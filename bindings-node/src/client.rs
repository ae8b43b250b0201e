//! The client, as the typed face `AmazonPay` uses it.

use std::sync::{Arc, OnceLock};

use amazonpay::AmazonPay;
use amazonpay::config::ClientBuilder;
use amazonpay::error::ConfigError;
use amazonpay::operation::by_name;
use napi::Env;
use napi::bindgen_prelude::{Buffer, ClassInstance};
use napi_derive::napi;
use serde_json::{Map, Value};

use crate::calls::{self, Execute, Patience, RawCall};
use crate::failure::Failure;
use crate::inbox::Inbox;
use crate::message::Outcome;
use crate::observer::AttemptHook;
use crate::port::Port;
use crate::sandbox::Sandbox;
use crate::signer::JavaScriptSigner;
use crate::transfer;

/// What a client is made with, besides its settings.
#[napi(object, object_to_js = false)]
pub struct Making {
    /// The number by which JavaScript knows its signer and its hook.
    pub client: u32,
    /// JavaScript signs.
    pub has_signer: bool,
    /// JavaScript hears of attempts.
    pub has_observer: bool,
    /// Settings that are not given are taken from the environment.
    pub from_env: bool,
}

/// Signs and sends, for one merchant's key in one region.
#[napi]
pub struct Client {
    inbox: Arc<Inbox>,
    core: AmazonPay,
}

#[napi]
impl Client {
    /// With settings by name, a JSON object.
    #[napi(constructor, catch_unwind)]
    pub fn new(
        env: &Env,
        port: &Port,
        settings: String,
        making: Making,
        sandbox: Option<ClassInstance<'_, Sandbox>>,
    ) -> napi::Result<Self> {
        let core = build(port, &settings, &making, sandbox.as_deref());
        Ok(Self { core: core.map_err(|failure| failure.thrown(env))?, inbox: port.inbox() })
    }

    #[napi(getter, catch_unwind)]
    pub fn public_key_id(&self) -> String {
        self.core.config().public_key_id().as_str().to_owned()
    }

    #[napi(getter, catch_unwind)]
    pub fn region(&self) -> String {
        self.core.config().region().to_string()
    }

    #[napi(getter, catch_unwind)]
    pub fn environment(&self) -> String {
        self.core.config().environment().to_string()
    }

    #[napi(getter, catch_unwind)]
    pub fn algorithm(&self) -> String {
        self.core.config().algorithm().to_string()
    }

    #[napi(getter, catch_unwind)]
    pub fn endpoint(&self) -> String {
        self.core.config().base_url().to_string()
    }

    /// Calls an operation by its name, with JSON texts in and out.
    #[napi(catch_unwind)]
    pub fn execute(
        &self,
        env: &Env,
        call: u32,
        operation: String,
        path_parameters: Vec<String>,
        query: Option<String>,
        body: Option<String>,
        options: Option<String>,
    ) -> napi::Result<()> {
        let execute = Execute { operation, path_parameters, query, body, options };
        let sent = execute.send(self.core.clone());
        self.inbox.begin(env, call, async move { Ok(Outcome::Answer(sent.await?)) })
    }

    /// Calls any method and path.
    #[napi(catch_unwind)]
    pub fn call(
        &self,
        env: &Env,
        call: u32,
        method: String,
        path: String,
        query: Option<String>,
        body: Option<String>,
        options: Option<String>,
    ) -> napi::Result<()> {
        let sent = RawCall { method, path, query, body, options }.send(self.core.clone());
        self.inbox.begin(env, call, async move { Ok(Outcome::Answer(sent.await?)) })
    }

    /// The query of the page after this answer; none after the last.
    #[napi(catch_unwind)]
    pub fn next_page(
        &self,
        env: &Env,
        operation: String,
        query: Option<String>,
        answer: String,
    ) -> napi::Result<Option<String>> {
        let Some(description) = by_name(&operation) else {
            let message = format!("expected a name from the table of operations, found {operation:?}");
            return Err(Failure::from(ConfigError::new("operation", message)).thrown(env));
        };
        description
            .next_page(query.as_deref(), answer.as_bytes())
            .map_err(|error| Failure::from(error).thrown(env))
    }

    /// Waits until a charge or a refund is decided.
    #[napi(catch_unwind)]
    pub fn wait_for(
        &self,
        env: &Env,
        call: u32,
        resource: String,
        id: String,
        patience: Option<Patience>,
    ) -> napi::Result<()> {
        let waited = calls::wait_for(self.core.clone(), resource, id, patience.unwrap_or_default());
        self.inbox.begin(env, call, async move { Ok(Outcome::Answer(waited.await?)) })
    }

    /// Fetches a report's document and hands it to JavaScript piece by piece.
    #[napi(catch_unwind)]
    pub fn download(
        &self,
        env: &Env,
        call: u32,
        report_document_id: String,
        tells_progress: bool,
    ) -> napi::Result<()> {
        let downloaded = transfer::download(
            self.core.clone(),
            Arc::clone(&self.inbox),
            call,
            report_document_id,
            tells_progress,
        );
        self.inbox.begin(env, call, async move { Ok(Outcome::Answer(downloaded.await?)) })
    }

    /// Sends the contents of a file to the address that `files.upload` gave.
    #[napi(catch_unwind)]
    pub fn send_contents(
        &self,
        env: &Env,
        call: u32,
        file: String,
        contents: Buffer,
        content_type: Option<String>,
    ) -> napi::Result<()> {
        // A copy: JavaScript may go on writing into its own.
        let sent = calls::send_contents(self.core.clone(), file, contents.to_vec(), content_type);
        self.inbox.begin(env, call, async move {
            sent.await?;
            Ok(Outcome::Nothing)
        })
    }

    /// Signs the payload of a button.
    #[napi(catch_unwind)]
    pub fn button_signature(&self, env: &Env, call: u32, payload: String) -> napi::Result<()> {
        let client = self.core.clone();
        let signed = async move { Ok(Outcome::Text(client.button_signature(&payload).await?)) };
        self.inbox.begin(env, call, signed)
    }

    /// Configures a button: JSON in and out.
    #[napi(catch_unwind)]
    pub fn button_config(&self, env: &Env, call: u32, request: String) -> napi::Result<()> {
        let made = calls::button(self.core.clone(), request);
        self.inbox.begin(env, call, async move { Ok(Outcome::Text(made.await?)) })
    }
}

fn build(
    port: &Port,
    settings: &str,
    making: &Making,
    sandbox: Option<&Sandbox>,
) -> Result<AmazonPay, Failure> {
    let client = making.client;
    let mut builder = builder(settings, making)?;
    if making.has_signer {
        builder = builder.signer(Arc::new(JavaScriptSigner { inbox: port.inbox(), client }));
    }
    let hook = Arc::new(AttemptHook {
        inbox: port.inbox(),
        client,
        has_own: making.has_observer,
        base_path: OnceLock::new(),
    });
    builder = builder.observer(hook.clone());
    if let Some(sandbox) = sandbox {
        builder = builder.clock(Arc::new(sandbox.running()?.clock().clone()));
    }
    let core = builder.build()?;
    hook.base_path.get_or_init(|| core.config().base_url().path().trim_end_matches('/').to_owned());
    Ok(core)
}

fn builder(settings: &str, making: &Making) -> Result<ClientBuilder, ConfigError> {
    let mut settings: Map<String, Value> = serde_json::from_str(settings)
        .map_err(|error| ConfigError::new("settings", format!("expected a JSON object: {error}")))?;
    if !making.from_env {
        return ClientBuilder::from_settings(&settings);
    }
    if making.has_signer {
        // It signs in place of the environment's key.
        settings.entry("private_key").or_insert(Value::Null);
    }
    ClientBuilder::from_env_under(&settings)
}
