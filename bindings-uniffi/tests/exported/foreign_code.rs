//! The shop's own signer and observer: they sign, they fail, they never answer.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use amazonpay::observe::AttemptOutcome;
use amazonpay::signing::{Algorithm, PrivateKey, Signer as _};
use amazonpay_uniffi::{
    AmazonPay, AmazonPayError, Attempt, AttemptObserver, CallbackError, ClientSettings, Sandbox, Signer,
};

const CHARGE: &str = "S02-9876543-1234567-C123456";

enum KeyService {
    Signs(PrivateKey),
    Throws(CallbackError),
    Answers(Vec<u8>),
    IsSilent,
}

#[async_trait::async_trait]
impl Signer for KeyService {
    async fn sign(&self, algorithm: Algorithm, message: Vec<u8>) -> Result<Vec<u8>, CallbackError> {
        match self {
            Self::Signs(key) => Ok(key.sign(algorithm, &message).await.unwrap()),
            Self::Throws(error) => Err(error.clone()),
            Self::Answers(signature) => Ok(signature.clone()),
            Self::IsSilent => std::future::pending().await,
        }
    }
}

async fn client(sandbox: &Sandbox, service: KeyService) -> Arc<AmazonPay> {
    let settings =
        ClientSettings { total_timeout: Some(Duration::from_millis(200)), ..ClientSettings::default() };
    Arc::new(sandbox.client(Some(settings), Some(Arc::new(service)), None).await.unwrap())
}

async fn refusal(sandbox: &Sandbox, service: KeyService) -> AmazonPayError {
    client(sandbox, service).await.charges().get(CHARGE.to_owned(), None).await.unwrap_err()
}

#[tokio::test]
async fn a_signer_of_the_shops_own_signs_requests_and_buttons() {
    let sandbox = Sandbox::start("{}".to_owned()).await.unwrap();
    let credentials = sandbox.credentials().await.unwrap();
    let key = PrivateKey::from_pem(&credentials.private_key).unwrap();
    let pay = client(&sandbox, KeyService::Signs(key.clone())).await;
    let missing = pay.clone().charges().get(CHARGE.to_owned(), None).await.unwrap_err();
    assert!(matches!(missing, AmazonPayError::NotFound { .. }), "{missing:?}");
    let signature = pay.button_signature("{}".to_owned()).await.unwrap();
    let public_key = key.public_key();
    assert!(amazonpay::signing::verify_button_signature("{}", &signature, Algorithm::V2, &public_key));
}

#[tokio::test]
async fn a_signer_that_fails_is_an_error_of_signing_without_what_it_threw() {
    let sandbox = Sandbox::start("{}".to_owned()).await.unwrap();
    let failed = CallbackError::Failed { reason: "the key service is closed on Sundays".to_owned() };
    let threw =
        CallbackError::from(uniffi::UnexpectedUniFFICallbackError::new("com.example.KmsException: secret"));
    for (service, expected) in [
        (KeyService::Throws(failed), "signing failed: the key service is closed on Sundays"),
        (KeyService::Throws(threw), "signing failed: the signer threw com.example.KmsException; "),
        (KeyService::Answers(b"bm90IGEgc2lnbmF0dXJl".to_vec()), "20 bytes of ASCII; decode the base64 first"),
        (KeyService::Answers(Vec::new()), "the signer returned 0 bytes"),
    ] {
        let error = refusal(&sandbox, service).await;
        assert!(matches!(error, AmazonPayError::Signing { .. }), "{error:?}");
        assert!(error.to_string().contains(expected), "{error}");
        assert!(!error.to_string().contains("secret"), "{error}");
    }
}

#[tokio::test]
async fn a_signer_that_never_answers_is_a_time_out() {
    let sandbox = Sandbox::start("{}".to_owned()).await.unwrap();
    // The machine's clock, for the sandbox's stands where it is put.
    let error = refusal(&sandbox, KeyService::IsSilent).await;
    assert!(matches!(error, AmazonPayError::Timeout { .. }), "{error:?}");
    assert!(error.to_string().contains("the signer has not answered"), "{error}");
    let error = client(&sandbox, KeyService::IsSilent).await.button_signature("{}".to_owned()).await;
    assert!(matches!(error, Err(AmazonPayError::Timeout { .. })), "{error:?}");
}

#[derive(Default)]
struct Log {
    attempts: Mutex<Vec<Attempt>>,
    fails: Option<CallbackError>,
}

impl AttemptObserver for Log {
    fn on_attempt(&self, attempt: Attempt) -> Result<(), CallbackError> {
        self.attempts.lock().unwrap().push(attempt);
        self.fails.clone().map_or(Ok(()), Err)
    }
}

#[tokio::test]
async fn an_observer_hears_of_each_attempt_and_its_failure_is_nobodys() {
    let sandbox = Sandbox::start("{}".to_owned()).await.unwrap();
    let failed = CallbackError::Failed { reason: "full".to_owned() };
    let threw = CallbackError::from(uniffi::UnexpectedUniFFICallbackError::new("IOException: full"));
    for fails in [None, Some(failed), Some(threw)] {
        let log = Arc::new(Log { fails, ..Log::default() });
        let pay = Arc::new(sandbox.client(None, None, Some(log.clone())).await.unwrap());
        let missing = pay.charges().get(CHARGE.to_owned(), None).await.unwrap_err();
        assert!(matches!(missing, AmazonPayError::NotFound { .. }), "{missing:?}");
        let attempts = log.attempts.lock().unwrap();
        let [attempt] = attempts.as_slice() else { panic!("{attempts:?}") };
        assert_eq!(attempt.operation, "charges.get");
        assert_eq!((attempt.outcome, attempt.status), (AttemptOutcome::Refused, Some(404)));
        assert_eq!(attempt.path_template, "charges/{charge_id}");
    }
}
