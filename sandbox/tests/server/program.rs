use std::process::Stdio;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};
use tokio::process::{Child, Command};

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_amazonpay-sandbox"));
    command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command
}

async fn ready(child: &mut Child) -> Value {
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).await.unwrap();
    serde_json::from_str(&line).unwrap()
}

async fn interrupt(child: &mut Child) -> std::process::ExitStatus {
    let id = child.id().unwrap().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().await.unwrap().success());
    child.wait().await.unwrap()
}

const FREE_PORTS: [&str; 5] = ["serve", "--port", "0", "--tls-port", "0"];

#[tokio::test]
async fn the_json_line_has_what_a_program_needs_and_sigterm_ends_it_well() {
    let mut child = program(&[&FREE_PORTS[..], &["--json", "--region", "jp"]].concat()).spawn().unwrap();
    let ready = ready(&mut child).await;
    for field in ["url", "tls_url", "ca_pem", "public_key_id", "private_key_pem", "merchant_id", "store_id"] {
        assert!(ready[field].as_str().is_some_and(|text| !text.is_empty()), "{field}: {ready}");
    }
    assert_eq!((ready["region"].as_str(), ready["environment"].as_str()), (Some("jp"), Some("sandbox")));
    let health = format!("{}/_sandbox/health", ready["url"].as_str().unwrap());
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let health: Value =
        serde_json::from_str(&client.get(health).send().await.unwrap().text().await.unwrap()).unwrap();
    assert_eq!(health["status"], "ok");
    assert!(interrupt(&mut child).await.success());
}

#[tokio::test]
async fn the_variables_point_to_files_that_only_the_user_reads_and_the_key_stays() {
    let folder = std::env::temp_dir().join(format!("amazonpay-sandbox-{}", uuid::Uuid::new_v4()));
    let mut keys = Vec::new();
    for _ in 0..2 {
        let mut child = program(&FREE_PORTS).arg("--state").arg(&folder).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.as_mut().unwrap()).lines();
        let mut variables = std::collections::HashMap::new();
        while let Some(line) = lines.next_line().await.unwrap() {
            if let Some((name, value)) = line.strip_prefix("export ").and_then(|line| line.split_once('=')) {
                let is_last = name == "AMAZON_PAY_CA_FILE";
                variables.entry(name.to_owned()).or_insert(value.to_owned());
                if is_last {
                    break;
                }
            }
        }
        assert!(variables["AMAZON_PAY_ENDPOINT"].starts_with("http://127.0.0.1:"));
        assert_eq!(
            (variables["AMAZON_PAY_REGION"].as_str(), variables["AMAZON_PAY_ENVIRONMENT"].as_str()),
            ("eu", "sandbox")
        );
        for (name, start) in [
            ("AMAZON_PAY_PRIVATE_KEY", "-----BEGIN PRIVATE KEY"),
            ("AMAZON_PAY_CA_FILE", "-----BEGIN CERTIFICATE"),
        ] {
            let file = &variables[name];
            assert!(std::fs::read_to_string(file).unwrap().starts_with(start));
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt as _;
                assert_eq!(std::fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600, "{file}");
            }
        }
        keys.push(std::fs::read_to_string(&variables["AMAZON_PAY_PRIVATE_KEY"]).unwrap());
        assert!(interrupt(&mut child).await.success());
    }
    assert_eq!(keys[0], keys[1], "variables set once stay right");
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn what_cannot_be_served_is_explained_and_ends_with_failure() {
    let mut first = program(&[&FREE_PORTS[..], &["--json"]].concat()).spawn().unwrap();
    let port = ready(&mut first).await["url"].as_str().unwrap().rsplit(':').next().unwrap().to_owned();
    for (arguments, message) in [
        (vec!["serve", "--json", "--tls-port", "0", "--port", &port], "another program has this port"),
        (vec!["serve", "--json", "--address", "0.0.0.0"], "0.0.0.0 is not a loopback address"),
        (
            vec!["serve", "--json", "--merchant", "A,B"],
            "--merchant: expected MERCHANT,PUBLIC_KEY_ID,FILE, found \"A,B\"",
        ),
        (vec!["serve", "--json", "--public-key", "/nowhere.pem"], "/nowhere.pem: "),
        (vec!["serve", "--region", "mars"], "mars"),
    ] {
        let mut child = program(&arguments).spawn().unwrap();
        let mut text = String::new();
        child.stderr.as_mut().unwrap().read_to_string(&mut text).await.unwrap();
        assert!(!child.wait().await.unwrap().success(), "{arguments:?}");
        assert!(text.contains(message), "{arguments:?}: {text}");
    }
}

#[tokio::test]
async fn beyond_loopback_the_token_is_printed_in_an_address_that_a_browser_can_open() {
    let folder = std::env::temp_dir().join(format!("amazonpay-sandbox-{}", uuid::Uuid::new_v4()));
    let remote = [&FREE_PORTS[..], &["--address", "0.0.0.0", "--allow-remote"]].concat();
    let mut child = program(&remote).arg("--state").arg(&folder).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.as_mut().unwrap()).lines();
    let (mut address, mut token) = (String::new(), String::new());
    while token.is_empty() {
        let line = lines.next_line().await.unwrap().unwrap();
        if let Some(url) = line.strip_prefix("Control API and its description: ") {
            address = url.replace("0.0.0.0", "127.0.0.1");
        }
        if let Some(rest) = line.strip_prefix("export AMAZONPAY_SANDBOX_TOKEN=") {
            token = rest.split(' ').next().unwrap().to_owned();
        }
    }
    assert!(address.ends_with(&format!("/_sandbox/openapi.json?token={token}")), "{address}");
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let bare = address.split('?').next().unwrap();
    assert_eq!(client.get(bare).send().await.unwrap().status(), 401);
    assert_eq!(client.get(bare).bearer_auth(&token).send().await.unwrap().status(), 200);
    assert!(interrupt(&mut child).await.success());
    std::fs::remove_dir_all(folder).unwrap();

    let mut child = program(&[&remote[..], &["--json"]].concat());
    let mut child = child.env("AMAZONPAY_SANDBOX_TOKEN", "a-token-of-the-environment").spawn().unwrap();
    assert_eq!(ready(&mut child).await["token"], "a-token-of-the-environment");
    assert!(interrupt(&mut child).await.success());

    let refused =
        program(&[&FREE_PORTS[..], &["--json", "--public-key-id", "LIVE-AE1"]].concat()).output().await;
    let refused = refused.unwrap();
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(!refused.status.success() && said.contains("use a key whose id begins with SANDBOX-"), "{said}");
}
