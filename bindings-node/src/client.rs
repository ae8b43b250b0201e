//! The client, as the typed face `AmazonPay` uses it.

use std::sync::{Arc, OnceLock};

use amazonpay::AmazonPay;
use amazonpay::dynamic::{self, FileContents, OperationCall, RawCall};
use napi::Env;
use napi::bindgen_prelude::{Buffer, ClassInstance};
use napi_derive::napi;

use crate::failure::Failure;
use crate::inbox::Inbox;
use crate::message::Outcome;
use crate::observer::AttemptHook;
use crate::patience::Patience;
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

    #[napi(getter, catch_unwind)]
    pub fn checkout_script_url(&self) -> String {
        self.core.checkout_script_url().to_string()
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
        let operation = OperationCall { operation, path_parameters, query, body, options };
        let sent = operation.send(self.core.clone());
        self.inbox.begin(env, call, async move { Ok(Outcome::Answer(sent.await?.into())) })
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
        self.inbox.begin(env, call, async move { Ok(Outcome::Answer(sent.await?.into())) })
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
        dynamic::next_page(&operation, query.as_deref(), answer.as_bytes())
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
        let waiting = patience.unwrap_or_default().waiting(resource, id);
        let client = self.core.clone();
        self.inbox.begin(env, call, async move { Ok(Outcome::Answer(waiting?.wait(client).await?.into())) })
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
        self.inbox.begin(env, call, async move { Ok(Outcome::Answer(downloaded.await?.into())) })
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
        let contents = FileContents { file, contents: contents.to_vec().into(), content_type };
        let sent = contents.send(self.core.clone());
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
        let client = self.core.clone();
        self.inbox.begin(env, call, async move {
            Ok(Outcome::Text(client.button_from_json(&request).await?.into_text()))
        })
    }
}

fn build(
    port: &Port,
    settings: &str,
    making: &Making,
    sandbox: Option<&Sandbox>,
) -> Result<AmazonPay, Failure> {
    let client = making.client;
    let mut builder = match making.from_env {
        true => dynamic::client_builder_over_env(settings, making.has_signer)?,
        false => dynamic::client_builder(settings)?,
    };
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
