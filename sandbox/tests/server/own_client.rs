//! The client that a sandbox hands out.

use amazonpay::config::Environment;
use amazonpay_sandbox::{Merchant, Sandbox};

#[tokio::test]
async fn the_client_that_a_sandbox_hands_out_is_let_in_whatever_its_key_id_is() {
    crate::traces::install();
    for (id, environment) in [
        ("SANDBOX-AE1", Environment::Sandbox),
        ("LIVE-AE1", Environment::Live),
        ("AE1WITHOUTPREFIX", Environment::Sandbox),
    ] {
        let sandbox = Sandbox::builder().public_key_id(id).accept_live_keys(true).start().await.unwrap();
        sandbox.clock().advance(jiff::SignedDuration::from_hours(24));
        let pay = sandbox.client().unwrap().build().unwrap();
        assert_eq!(pay.config().environment(), environment, "{id}");
        let missing = pay.charges().get("S02-1234567-1234567-C000000").send().await.unwrap_err();
        assert_eq!((missing.reason_code(), missing.retries()), (Some("ResourceNotFound"), 0), "{id}");
    }
}

#[tokio::test]
async fn without_the_private_key_there_is_no_client() {
    let public = amazonpay::signing::PrivateKey::generate().unwrap().public_key().to_pem();
    let sandbox =
        Sandbox::builder().merchant(Merchant::new("A1").public_key_pem(public)).start().await.unwrap();
    assert_eq!(sandbox.client().unwrap_err().field, "private_key");
}
