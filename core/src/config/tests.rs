//! Unit tests of the settings; their module is declared under `#[cfg(test)]`.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;

use super::*;
use crate::error::{ConfigError, SigningError};
use crate::signing::{Algorithm, Signer};
use crate::transport::{Transport, TransportError, TransportRequest, TransportResponse};

#[derive(Debug)]
struct NoKey;

#[async_trait]
impl Signer for NoKey {
    async fn sign(&self, _: Algorithm, _: &[u8]) -> Result<Vec<u8>, SigningError> {
        Err(SigningError::new("no key"))
    }
}

#[derive(Debug)]
struct NoNetwork;

#[async_trait]
impl Transport for NoNetwork {
    async fn send(&self, _: TransportRequest) -> Result<TransportResponse, TransportError> {
        unreachable!("nothing is sent here")
    }
}

fn complete() -> ClientBuilder {
    ClientBuilder::new().public_key_id("SANDBOX-AB12").signer(Arc::new(NoKey)).region(Region::Eu)
}

fn refusal(builder: ClientBuilder) -> String {
    builder.config().map(|config| panic!("accepted: {config:?}")).unwrap_err().to_string()
}

#[test]
fn regions_are_read_with_their_aliases_in_any_case() {
    for (text, region) in [("na", Region::Na), ("US", Region::Na), ("eu", Region::Eu), ("Uk", Region::Eu)]
        .into_iter()
        .chain([("DE", Region::Eu), (" jp ", Region::Jp)])
    {
        assert_eq!(text.parse(), Ok(region), "{text}");
    }
    assert_eq!(serde_json::to_string(&Region::Jp).unwrap(), "\"jp\"");
    assert_eq!(serde_json::from_str::<Region>("\"uk\"").unwrap(), Region::Eu);
}

#[test]
fn hosts_are_those_of_the_guide() {
    assert_eq!(
        Region::ALL.map(Region::host),
        ["pay-api.amazon.com", "pay-api.amazon.eu", "pay-api.amazon.jp"]
    );
}

#[test]
fn the_prefix_of_the_key_id_takes_the_environment_out_of_the_url() {
    let url = |id: &str, environment: Option<Environment>| {
        let mut builder = complete().public_key_id(id);
        builder.environment = environment;
        let config = builder.config().unwrap();
        (config.base_url().to_string(), config.environment())
    };
    let bare = |environment| ("https://pay-api.amazon.eu/v2".to_owned(), environment);
    assert_eq!(url("SANDBOX-AB12", None), bare(Environment::Sandbox));
    assert_eq!(url("sandbox-AB12", Some(Environment::Sandbox)), bare(Environment::Sandbox));
    assert_eq!(url("Live-AB12", None), bare(Environment::Live));
    for environment in [Environment::Sandbox, Environment::Live] {
        let expected = (format!("https://pay-api.amazon.eu/{environment}/v2"), environment);
        assert_eq!(url("AB12", Some(environment)), expected);
        assert_eq!(url("SANDBOXAB-12", Some(environment)), expected);
    }
}

#[test]
fn a_custom_endpoint_keeps_the_segments_and_its_port() {
    let at = |endpoint: &str| complete().endpoint(endpoint).config().unwrap();
    let config = at("http://127.0.0.1:8417");
    assert_eq!(config.base_url().as_str(), "http://127.0.0.1:8417/v2");
    assert_eq!(config.host_header(), "127.0.0.1:8417");
    assert_eq!(
        config.url_for("charges/S01-1/capture").as_str(),
        "http://127.0.0.1:8417/v2/charges/S01-1/capture"
    );
    assert_eq!(config.url_for("/buyers/a%7Cb").as_str(), "http://127.0.0.1:8417/v2/buyers/a%7Cb");
    assert_eq!(at("http://[::1]:80/").host_header(), "[::1]");
    assert_eq!(at("https://gateway.example:443/pay/").base_url().as_str(), "https://gateway.example/pay/v2");
    assert_eq!(at("https://gateway.example:8443").host_header(), "gateway.example:8443");
    let config = complete()
        .public_key_id("AB12")
        .environment(Environment::Live)
        .api_version(ApiVersion::V1)
        .endpoint("http://localhost:1")
        .config()
        .unwrap();
    assert_eq!(config.base_url().as_str(), "http://localhost:1/live/v1");
}

#[test]
fn plain_http_is_for_this_machine_only() {
    for host in ["127.0.0.1", "127.9.9.9", "localhost", "LOCALHOST:81", "[::1]:8417"] {
        assert!(complete().endpoint(format!("http://{host}")).config().is_ok(), "{host}");
    }
    for host in
        ["128.0.0.1", "localhost.example", "0.0.0.0", "[::2]", "[::ffff:127.0.0.1]", "127.0.0.1.example"]
    {
        let message = refusal(complete().endpoint(format!("http://{host}")));
        assert!(message.contains("is plain http; use https"), "{message}");
    }
}

#[test]
fn defaults_are_those_that_are_documented() {
    let config = complete().config().unwrap();
    assert_eq!(config.timeouts(), Timeouts::default());
    assert_eq!(*config.retry_policy(), RetryPolicy::default());
    assert_eq!(config.max_response_bytes(), 10 * 1024 * 1024);
    assert_eq!((config.algorithm(), config.api_version()), (Algorithm::V2, ApiVersion::V2));
    assert!(config.user_agent().starts_with("amazonpay-rust/0.1.0 ("));
    assert!(config.integrator_headers().is_empty() && config.transport().is_none());
}

#[test]
fn a_lowered_timeout_lowers_the_defaults_below_it() {
    let timeouts = complete().total_timeout(Duration::from_secs(2)).config().unwrap().timeouts();
    assert_eq!(
        timeouts,
        Timeouts { connect: Duration::from_secs(2), attempt: Duration::from_secs(2), total: timeouts.total }
    );
}

#[test]
fn headers_of_the_caller_arrive_as_given() {
    let config = complete()
        .user_agent_suffix("my-shop/2.1 (test)")
        .integrator_id("A1B2")
        .integrator_version("3")
        .platform_version("4")
        .sdk_type("rust")
        .sdk_version("5")
        .language_version("6")
        .config()
        .unwrap();
    assert!(config.user_agent().ends_with(") my-shop/2.1 (test)"));
    let headers: Vec<String> =
        config.integrator_headers().iter().map(|(name, value)| format!("{name}: {value}")).collect();
    assert_eq!(
        headers,
        [
            "x-amz-pay-integrator-id: A1B2",
            "x-amz-pay-integrator-version: 3",
            "x-amz-pay-platform-version: 4",
            "x-amz-pay-sdk-type: rust",
            "x-amz-pay-sdk-version: 5",
            "x-amz-pay-language-version: 6",
        ]
    );
}

#[test]
fn the_credentials_of_a_proxy_are_shown_nowhere() {
    let builder = complete().proxy("http://jane:hunter2@proxy.example:3128");
    let config = builder.clone().config().unwrap();
    assert!(config.proxy().is_some());
    assert!(!format!("{builder:?} {config:?}").contains("hunter2"));
    let transport = crate::transport::HttpTransport::new(&config).unwrap();
    let shown = format!("{transport:?}");
    for secret in ["hunter2", "amFuZTpodW50ZXIy"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    let message = refusal(complete().proxy("socks5://jane:hunter2@proxy.example"));
    assert_eq!(message, "proxy: \"…@proxy.example\" has the scheme \"socks5\"; expected http or https");
}

#[test]
fn what_the_callers_own_transport_ignores_is_refused() {
    let builder = complete().transport(Arc::new(NoNetwork));
    assert!(builder.clone().config().unwrap().transport().is_some());
    let expected = "has no effect with a transport of your own; set it there, and leave it out here";
    assert_eq!(refusal(builder.clone().proxy("http://proxy.example")), format!("proxy: {expected}"));
    assert_eq!(
        refusal(builder.connect_timeout(Duration::from_secs(1))),
        format!("connect_timeout: {expected}")
    );
}

#[test]
fn delays_are_checked_without_retries_too_as_a_call_may_ask_for_some() {
    use crate::config::RetryPolicy;
    assert!(complete().retry(RetryPolicy::none()).config().is_ok());
    let policy = RetryPolicy { max_delay: Duration::MAX, ..RetryPolicy::none() };
    assert!(refusal(complete().retry(policy)).starts_with("retry_max_delay: "));
    let policy = RetryPolicy { base_delay: Duration::ZERO, ..RetryPolicy::none() };
    assert!(refusal(complete().retry(policy)).starts_with("retry_base_delay: "));
}

#[test]
fn a_key_and_a_signer_contradict_each_other() {
    let key = crate::signing::PrivateKey::generate().unwrap();
    assert_eq!(
        refusal(complete().private_key(key)),
        "signer: contradicts the private key given too; give one of the two"
    );
}

#[test]
fn a_plain_http_endpoint_has_no_proxy() {
    let error: ConfigError =
        complete().endpoint("http://127.0.0.1:1").proxy("http://proxy.example").config().unwrap_err();
    assert_eq!(error.field, "proxy");
}

fn lookup<'a>(variables: &'a [(&'a str, &'a str)]) -> impl Fn(&str) -> Option<String> + 'a {
    |name| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
}

#[test]
fn the_environment_variables_make_a_client() {
    use secrecy::ExposeSecret;
    let key = crate::signing::PrivateKey::generate().unwrap();
    let pem = key.to_pkcs8_pem().unwrap().expose_secret().replace('\n', "\\n");
    let variables = [
        ("AMAZON_PAY_PUBLIC_KEY_ID", "AB12\n"),
        ("AMAZON_PAY_PRIVATE_KEY", pem.as_str()),
        ("AMAZON_PAY_PRIVATE_KEY_PASSPHRASE", ""),
        ("AMAZON_PAY_REGION", "uk"),
        ("AMAZON_PAY_ENVIRONMENT", "sandbox"),
        ("AMAZON_PAY_ENDPOINT", "http://127.0.0.1:8417"),
    ];
    let config = ClientBuilder::from_lookup(lookup(&variables)).unwrap().config().unwrap();
    assert_eq!(config.base_url().as_str(), "http://127.0.0.1:8417/sandbox/v2");
    assert_eq!((config.region(), config.public_key_id().as_str()), (Region::Eu, "AB12"));
}

#[test]
fn what_is_wrong_with_a_variable_names_the_variable() {
    let refusal =
        |variables: &[(&str, &str)]| ClientBuilder::from_lookup(lookup(variables)).unwrap_err().to_string();
    let message = refusal(&[("AMAZON_PAY_CA_FILE", "/nowhere/ca.pem")]);
    assert!(message.starts_with("root_certificate: cannot read /nowhere/ca.pem: "), "{message}");
    assert!(message.ends_with("(from AMAZON_PAY_CA_FILE)"), "{message}");
    let message = refusal(&[("AMAZON_PAY_PRIVATE_KEY", "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC")]);
    assert!(message.starts_with("private_key: expected a PEM text") && !message.contains("MII"), "{message}");
    let message = refusal(&[("AMAZON_PAY_PRIVATE_KEY_PASSPHRASE", "hunter2")]);
    assert!(message.contains("without a private_key") && !message.contains("hunter2"), "{message}");
}

#[test]
fn a_setting_that_is_given_is_not_read_from_its_variable() {
    let variables = [
        ("AMAZON_PAY_PUBLIC_KEY_ID", "SANDBOX-OFTHEENVIRONMENT"),
        ("AMAZON_PAY_PRIVATE_KEY", "/nowhere/private.pem"),
        ("AMAZON_PAY_PRIVATE_KEY_PASSPHRASE", "of that key"),
        ("AMAZON_PAY_REGION", "mars"),
        ("AMAZON_PAY_ENVIRONMENT", "live"),
    ];
    use secrecy::ExposeSecret as _;
    let key = crate::signing::PrivateKey::generate().unwrap();
    let pem = key.to_pkcs8_pem().unwrap().expose_secret().to_owned();
    let settings = serde_json::json!({"private_key": pem, "region": "jp", "environment": null});
    let settings = settings.as_object().unwrap();
    let config = ClientBuilder::from_lookup_under(settings, lookup(&variables)).unwrap().config().unwrap();
    assert_eq!(config.public_key_id().as_str(), "SANDBOX-OFTHEENVIRONMENT");
    assert_eq!((config.region(), config.environment()), (Region::Jp, Environment::Sandbox));

    let wrong = serde_json::json!({"region": "venus"});
    let error = ClientBuilder::from_lookup_under(wrong.as_object().unwrap(), lookup(&variables[..1]));
    let message = error.unwrap_err().to_string();
    assert!(message.ends_with("found \"venus\""), "{message}");
}
