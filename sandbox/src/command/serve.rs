//! `amazonpay-sandbox serve`: its options, and what it prints.

use std::fmt;
use std::io::Write as _;
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

use amazonpay::config::Region;
use clap::{Args, ValueEnum};

use super::state_folder::StateFolder;
use crate::{Credentials, Merchant, Sandbox, SandboxBuilder, Throttle};

#[derive(Args)]
pub(super) struct Serve {
    /// The port for plain http; 0 takes a free one.
    #[arg(long, default_value_t = 8417)]
    port: u16,
    /// The port for TLS; 0 takes a free one.
    #[arg(long, default_value_t = 8418)]
    tls_port: u16,
    /// The address to listen on.
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    address: IpAddr,
    /// Allows an address that is not loopback. The control API and the dashboard then ask for a token.
    #[arg(long)]
    allow_remote: bool,
    /// The token, 16 characters at least; asked for on loopback too when it is given. By default there is none on loopback,
    /// and beyond it a random one, which is printed. Better given by the variable: other users see a program's arguments.
    #[arg(long, value_name = "TOKEN", env = "AMAZONPAY_SANDBOX_TOKEN", hide_env_values = true)]
    token: Option<String>,
    /// A host name for the TLS certificate, such as pay-api.amazon.eu. May be repeated.
    #[arg(long, value_name = "NAME")]
    host_name: Vec<String>,
    /// The region of the first merchant: na, eu or jp.
    #[arg(long, default_value = "eu")]
    region: Region,
    /// The first merchant's account id.
    #[arg(long, default_value = "A2SANDBOXSHOP1", value_name = "ID")]
    merchant_id: String,
    /// The first merchant's store id.
    #[arg(long, default_value = "amzn1.application-oa2-client.localsandbox", value_name = "ID")]
    store_id: String,
    /// The first merchant's public key id. The prefix SANDBOX- ties it to that environment.
    #[arg(long, default_value = "SANDBOX-AE1LOCALSANDBOXKEY000000", value_name = "ID")]
    public_key_id: String,
    /// The first merchant's public key, a PEM file; the private key then stays where it is.
    #[arg(long, value_name = "FILE")]
    public_key: Option<PathBuf>,
    /// One more merchant, or one more key of one: its id, a public key id and a PEM file. May be repeated.
    #[arg(long, value_name = "MERCHANT,PUBLIC_KEY_ID,FILE")]
    merchant: Vec<String>,
    /// Where the first merchant's notifications go, http or https. May be repeated.
    #[arg(long, value_name = "URL")]
    ipn_url: Vec<String>,
    /// Quotas from the start.
    #[arg(long, value_enum, default_value_t = Quotas::Off)]
    throttle: Quotas,
    /// Accepts signatures dated by the machine's time although the clock was moved, for clients that can't follow it.
    #[arg(long)]
    accept_machine_time: bool,
    /// Names objects as every sandbox with this number does; by default no two have an identifier in common.
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
    /// Where the private key and the CA certificate are kept; by default a folder of the user's own.
    #[arg(long, value_name = "FOLDER", env = "AMAZONPAY_SANDBOX_STATE")]
    state: Option<PathBuf>,
    /// Prints one line of JSON for programs, and writes no file: it has the private key and the CA in it.
    #[arg(long)]
    json: bool,
}

/// Leaves the token out.
impl fmt::Debug for Serve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Serve")
            .field("address", &self.address)
            .field("port", &self.port)
            .finish_non_exhaustive()
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Quotas {
    /// No limits.
    Off,
    /// 10 writes + 1 a second, 20 reads + 2 a second.
    Live,
    /// 2 writes + 1 every two seconds, 5 reads + 1 a second.
    Sandbox,
}

/// Listens until `stop` completes.
pub(super) async fn serve(options: Serve, stop: impl Future<Output = ()>) -> Result<(), String> {
    let folder = if options.json { None } else { Some(StateFolder::open(options.state.clone())?) };
    let known_key =
        folder.as_ref().filter(|_| options.public_key.is_none()).map(StateFolder::private_key).transpose()?;
    let given_public_key = options.public_key.is_some();
    let sandbox =
        configure(options, known_key.flatten())?.start().await.map_err(|error| error.to_string())?;
    // It listens already; a key pair that has to be made comes a moment later, for it takes 20 to 150 ms to find.
    let credentials = tokio::task::block_in_place(|| sandbox.credentials());
    if credentials.private_key_pem.is_empty() && !given_public_key {
        return Err("the machine could not generate a key pair; give one with --public-key".into());
    }
    let text = match folder {
        None => ready_line(&sandbox, &credentials),
        Some(folder) => variables(&sandbox, &credentials, &folder)?,
    };
    print(&text)?;
    stop.await;
    sandbox.shutdown().await;
    Ok(())
}

fn configure(options: Serve, known_key: Option<String>) -> Result<SandboxBuilder, String> {
    let mut first = Merchant::new(options.merchant_id)
        .store_id(options.store_id)
        .public_key_id(options.public_key_id)
        .region(options.region);
    if let Some(path) = &options.public_key {
        first = first.public_key_pem(read(path)?);
    } else if let Some(pem) = known_key {
        first = first.private_key_pem(pem);
    }
    let mut builder = Sandbox::builder()
        .port(options.port)
        .tls_port(options.tls_port)
        .address(options.address)
        .allow_remote(options.allow_remote)
        .accept_machine_time(options.accept_machine_time)
        .merchant(first);
    if let Some(seed) = options.seed {
        builder = builder.seed(seed);
    }
    if let Some(token) = options.token {
        builder = builder.token(token);
    }
    for url in options.ipn_url {
        builder = builder.ipn_url(url);
    }
    for name in options.host_name {
        builder = builder.host_name(name);
    }
    for merchant in options.merchant {
        let mut parts = merchant.splitn(3, ',');
        let (Some(id), Some(key_id), Some(file)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(format!("--merchant: expected MERCHANT,PUBLIC_KEY_ID,FILE, found {merchant:?}"));
        };
        let merchant = Merchant::new(id).public_key_id(key_id).region(options.region);
        builder = builder.add_merchant(merchant.public_key_pem(read(&PathBuf::from(file))?));
    }
    Ok(match options.throttle {
        Quotas::Off => builder,
        Quotas::Live => builder.throttle(Throttle::live()),
        Quotas::Sandbox => builder.throttle(Throttle::sandbox()),
    })
}

fn read(path: &PathBuf) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// What a program that started the sandbox needs, in one line.
fn ready_line(sandbox: &Sandbox, credentials: &Credentials) -> String {
    let line = serde_json::json!({
        "url": sandbox.url(),
        "tls_url": sandbox.tls_url(),
        "ca_pem": sandbox.ca_pem(),
        "public_key_id": credentials.public_key_id,
        "private_key_pem": credentials.private_key_pem,
        "merchant_id": credentials.merchant_id,
        "store_id": credentials.store_id,
        "region": credentials.region.code(),
        "environment": credentials.environment().to_string(),
        "token": sandbox.token(),
    });
    format!("{line}\n")
}

/// What a person needs: variables to paste, with the secrets in files.
fn variables(sandbox: &Sandbox, credentials: &Credentials, folder: &StateFolder) -> Result<String, String> {
    let ca_file = folder.write_ca(sandbox.tls_url(), sandbox.ca_pem())?;
    let mut lines = vec![
        format!("Amazon Pay sandbox at {} and {}", sandbox.url(), sandbox.tls_url()),
        format!("Merchant {}, store {}", credentials.merchant_id, credentials.store_id),
        format!("Script for pages, in place of Amazon's: {}/checkout.js", sandbox.url()),
        format!("Dashboard: {}{}", sandbox.url(), entered("/", sandbox)),
        format!(
            "Control API and its description: {}{}",
            sandbox.url(),
            entered("/_sandbox/openapi.json", sandbox)
        ),
        String::new(),
        format!("export AMAZON_PAY_ENDPOINT={}", sandbox.url()),
        format!("export AMAZON_PAY_PUBLIC_KEY_ID={}", credentials.public_key_id),
    ];
    if credentials.private_key_pem.is_empty() {
        lines.push("export AMAZON_PAY_PRIVATE_KEY=…  # the private half of the given public key".into());
    } else {
        let file = folder.write_private_key(&credentials.private_key_pem)?;
        lines.push(format!("export AMAZON_PAY_PRIVATE_KEY={}", quoted(&file.display().to_string())));
    }
    lines.push(format!("export AMAZON_PAY_REGION={}", credentials.region.code()));
    lines.push(format!("export AMAZON_PAY_ENVIRONMENT={}", credentials.environment()));
    if let Some(token) = sandbox.token() {
        lines.push(format!(
            "export AMAZONPAY_SANDBOX_TOKEN={token}  # Authorization: Bearer, for the control API"
        ));
    }
    lines.push(String::new());
    lines.push("For clients that insist on https, in place of the first line:".into());
    lines.push(format!("export AMAZON_PAY_ENDPOINT={}", sandbox.tls_url()));
    lines.push(format!("export AMAZON_PAY_CA_FILE={}", quoted(&ca_file.display().to_string())));
    Ok(lines.join("\n") + "\n")
}

/// A path as a browser first comes to it: with the token, where there is one.
fn entered(path: &str, sandbox: &Sandbox) -> String {
    sandbox.token().map_or_else(|| path.to_owned(), |token| format!("{path}?token={token}"))
}

/// A path as a shell reads it back.
fn quoted(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/._-+:@%".contains(c);
    if text.chars().all(is_plain) { text.to_owned() } else { format!("'{}'", text.replace('\'', "'\\''")) }
}

fn print(text: &str) -> Result<(), String> {
    let mut output = std::io::stdout().lock();
    output
        .write_all(text.as_bytes())
        .and_then(|()| output.flush())
        .map_err(|error| format!("standard output: {error}"))
}
