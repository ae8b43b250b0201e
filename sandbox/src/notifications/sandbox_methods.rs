//! What a test does with the notifications of a [`Sandbox`].

use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use amazonpay::error::ConfigError;
use amazonpay::notification::{
    HttpsCertificateSource, NotificationVerifier, NotificationVerifierBuilder, SignatureVersion,
};

use super::{
    ArmedNotificationFault, IpnSubscription, NotificationFault, NotificationProblem, SentNotification, sns,
};
use crate::api_failure::ApiFailure;
use crate::sandbox::Sandbox;

impl Sandbox {
    /// Sets where the first merchant's notifications go, in place of all endpoints it had. From now on each change of a
    /// Charge Permission, a charge, a refund or a dispute is posted there, and what happens by itself happens as the
    /// clock passes it, without a request coming in.
    ///
    /// ```
    /// # #[tokio::main] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = amazonpay_sandbox::Sandbox::builder().start().await?;
    /// sandbox.set_ipn_url("http://127.0.0.1:3000/ipn")?;
    /// assert!(sandbox.set_ipn_url("shop.example/ipn").unwrap_err().starts_with("ipnUrls: expected a URL such as"));
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// A sentence that says what was expected, when nothing can be posted to the URL: it has to be http or https,
    /// without user name, password and fragment.
    pub fn set_ipn_url(&self, url: impl Into<String>) -> Result<(), String> {
        self.set_ipn_urls(&self.credentials().merchant_id, &[url.into()])
    }

    /// Sets where a merchant's notifications go, in place of all endpoints it had; none ends them. At most 20.
    ///
    /// # Errors
    /// A sentence, as [`set_ipn_url`](Self::set_ipn_url) gives it, or that the merchant is not registered.
    pub fn set_ipn_urls(&self, merchant_id: &str, urls: &[String]) -> Result<(), String> {
        self.state.set_ipn_urls(merchant_id, urls).map_err(sentence)
    }

    /// Sets where notifications of what a session becomes go besides the merchant's endpoints: its Charge Permission,
    /// and that one's charges, refunds and disputes. Amazon's API has no such field; this is the sandbox's own.
    ///
    /// # Errors
    /// An [`ApiFailure`] when there is no such session, or nothing can be posted to the URL.
    pub fn set_session_ipn_url(&self, checkout_session_id: &str, url: &str) -> Result<(), ApiFailure> {
        self.state.set_session_ipn_url(checkout_session_id, url)
    }

    /// The endpoints of all merchants, and whether they are confirmed.
    pub fn ipn_subscriptions(&self) -> Vec<IpnSubscription> {
        self.state.notifications.list_subscriptions()
    }

    /// The latest notifications, newest first, with each attempt to deliver them.
    pub fn notifications(&self) -> Vec<SentNotification> {
        self.state.notifications.latest().collect()
    }

    /// Waits until everything has happened that falls due by the clock's present moment, and each notification of it has
    /// been delivered or is waiting for a later moment. A test moves the clock, waits for this and looks.
    pub async fn notifications_settled(&self) {
        self.state.engine().run_until(self.clock().now());
        self.state.notifications.settled().await;
    }

    /// Delivers a notification once more, with the same MessageId, to each endpoint it went to.
    ///
    /// # Errors
    /// A sentence, when the log does not have it, or has it delivered a hundred times already.
    pub fn replay_notification(&self, id: u64) -> Result<SentNotification, String> {
        self.state.notifications.replay(id).map_err(sentence)
    }

    /// Sends a SubscriptionConfirmation to an endpoint, which gets no notifications until it has confirmed by a GET on
    /// the envelope's SubscribeURL. It is registered if the merchant hadn't it.
    ///
    /// # Errors
    /// A sentence, as [`set_ipn_urls`](Self::set_ipn_urls) gives it.
    pub fn ask_for_confirmation(&self, merchant_id: &str, url: &str) -> Result<SentNotification, String> {
        self.state.ask_for_confirmation(merchant_id, url).map_err(sentence)
    }

    /// Arms a fault that notifications meet.
    ///
    /// # Errors
    /// A sentence that names the field, as [`NotificationFault::check`] gives it.
    pub fn add_notification_fault(&self, fault: NotificationFault) -> Result<ArmedNotificationFault, String> {
        fault.check()?;
        let armed = self.state.notifications.faults.add(fault);
        self.state.stir.stir();
        Ok(armed)
    }

    /// Removes the notification fault of this number; false when there is none.
    pub fn remove_notification_fault(&self, id: u64) -> bool {
        let is_removed = self.state.notifications.faults.remove(id);
        self.state.stir.stir();
        is_removed
    }

    /// Removes all notification faults.
    pub fn clear_notification_faults(&self) {
        self.state.notifications.faults.clear();
        self.state.stir.stir();
    }

    /// The armed notification faults with how often each met a notification, in the order in which they were added.
    pub fn notification_faults(&self) -> Vec<ArmedNotificationFault> {
        self.state.notifications.faults.list()
    }

    /// Sets how notifications are signed from now on, those that are repeated included.
    pub fn set_signature_version(&self, version: SignatureVersion) {
        self.state.notifications.change_settings(|settings| settings.signature_version = version);
    }

    /// The certificate that notifications are signed with, PEM, for a verifier that takes a given one. The first call in
    /// a process may wait up to some 300 ms for the keys.
    ///
    /// # Errors
    /// A sentence, when the machine can make no key.
    pub fn notification_certificate_pem(&self) -> Result<String, String> {
        self.state.notifications.certificate_pem().map(str::to_owned)
    }

    /// A verifier's builder that accepts this sandbox's notifications and no others: it trusts the sandbox's CA, finds
    /// SNS's hosts at [`tls_url`](Self::tls_url) and goes by the sandbox's clock.
    ///
    /// ```
    /// # #[tokio::main] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = amazonpay_sandbox::Sandbox::builder().start().await?;
    /// let verifier = sandbox.notification_verifier()?.build()?;
    /// assert!(verifier.verify(b"not an envelope").await.is_err());
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// [`ConfigError`] when TLS can't be set up.
    pub fn notification_verifier(&self) -> Result<NotificationVerifierBuilder, ConfigError> {
        let mut address = self.tls_address;
        if address.ip().is_unspecified() {
            address.set_ip(if address.is_ipv4() {
                Ipv4Addr::LOCALHOST.into()
            } else {
                Ipv6Addr::LOCALHOST.into()
            });
        }
        let mut https = HttpsCertificateSource::builder().add_root_certificate_pem(self.ca_pem())?;
        for host in sns::HOSTS {
            https = https.resolve(host, address);
        }
        NotificationVerifier::builder()
            .clock(Arc::new(self.clock().clone()))
            .https(https.build()?)
            .root_certificates_pem(self.ca_pem())
    }
}

fn sentence(problem: NotificationProblem) -> String {
    match problem {
        NotificationProblem::NotFound(message) | NotificationProblem::Invalid(message) => message,
    }
}
