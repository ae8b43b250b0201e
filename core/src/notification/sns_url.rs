//! Which URLs are SNS's: the rule that decides whom an envelope's signature is believed from.

use url::{Host, Url};

use super::error::quoted;
use super::{NotificationError, NotificationErrorKind as Kind};

/// A URL of SNS's, with the region and domain that its host names.
#[derive(Clone)]
pub(super) struct SnsUrl {
    pub(super) url: Url,
    region: String,
    domain: &'static str,
}

/// `sns.REGION.amazonaws.com` everywhere but in China.
const DOMAINS: [&str; 2] = ["amazonaws.com", "amazonaws.com.cn"];

impl SnsUrl {
    /// Where the certificate is: `https://sns.REGION.amazonaws.com/….pem`, or `.amazonaws.com.cn`, and nothing more.
    pub(super) fn of_certificate(text: &str) -> Result<Self, NotificationError> {
        const FIELD: Field = Field {
            name: "SigningCertURL",
            expected: "expected https://sns.REGION.amazonaws.com/NAME.pem",
            malformed: Kind::CertificateUrlMalformed,
            scheme: Kind::CertificateUrlScheme,
            credentials: Kind::CertificateUrlCredentials,
            host: Kind::CertificateUrlHost,
            port: Kind::CertificateUrlPort,
        };
        let sns = FIELD.check(text)?;
        let url = &sns.url;
        if !url.path().ends_with(".pem") || url.query().is_some() || url.fragment().is_some() {
            let found = if url.path().ends_with(".pem") { "a query or a fragment" } else { "another path" };
            return Err(FIELD.error(Kind::CertificateUrlPath, found));
        }
        // What a URL parser mends (`\` for `/`, tabs, `..`, capital letters) SNS does not write.
        if url.as_str() != text {
            return Err(FIELD.error(Kind::CertificateUrlMalformed, "it written in another way"));
        }
        Ok(sns)
    }

    /// Where a subscription is confirmed: `https://sns.REGION.amazonaws.com/?Action=ConfirmSubscription` with the
    /// very topic and token that were signed.
    pub(super) fn of_subscription(
        text: &str,
        topic_arn: &str,
        token: &str,
    ) -> Result<Self, NotificationError> {
        const FIELD: Field = Field {
            name: "SubscribeURL",
            expected: "expected https://sns.REGION.amazonaws.com/?Action=ConfirmSubscription with the envelope's \
                       TopicArn and Token",
            malformed: Kind::SubscribeUrlMalformed,
            scheme: Kind::SubscribeUrlScheme,
            credentials: Kind::SubscribeUrlCredentials,
            host: Kind::SubscribeUrlHost,
            port: Kind::SubscribeUrlPort,
        };
        let sns = FIELD.check(text)?;
        let wrong = |found: &str| Err(FIELD.error(Kind::SubscribeUrlAction, found));
        if sns.url.path() != "/" {
            return wrong("another path");
        }
        for (name, expected) in [("Action", "ConfirmSubscription"), ("TopicArn", topic_arn), ("Token", token)]
        {
            let mut values = sns.url.query_pairs().filter(|(found, _)| found == name);
            match (values.next(), values.next()) {
                (Some((_, value)), None) if value == expected => {}
                (Some(_), None) => return wrong(&format!("another {name}")),
                (None, _) => return wrong(&format!("no {name}")),
                (Some(_), Some(_)) => return wrong(&format!("{name} twice")),
            }
        }
        Ok(sns)
    }

    /// The names of which the certificate must have one, for a certificate of this URL.
    ///
    /// SNS signs with certificates for `sns.amazonaws.com` in most regions, for `sns-signing.REGION.amazonaws.com` in
    /// those opened since 2019, for `sns-REGION.amazonaws.com.cn` in China, as Amazon's SDK for Java knows them too.
    /// A region's own names are good for certificates from that region's host alone.
    pub(super) fn certificate_names(&self) -> [String; 4] {
        let Self { region, domain, .. } = self;
        [
            format!("sns.{domain}"),
            format!("sns.{region}.{domain}"),
            format!("sns-signing.{region}.{domain}"),
            format!("sns-{region}.{domain}"),
        ]
    }
}

/// The region and domain of `sns.REGION.DOMAIN`.
fn region_and_domain(host: &str) -> Option<(&str, &'static str)> {
    let rest = host.strip_prefix("sns.")?;
    DOMAINS.iter().find_map(|domain| {
        let region = rest.strip_suffix(domain)?.strip_suffix('.')?;
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        (!region.is_empty() && region.bytes().all(plain)).then_some((region, *domain))
    })
}

/// A field that holds a URL of SNS's, and what is said when it doesn't.
struct Field {
    name: &'static str,
    expected: &'static str,
    malformed: Kind,
    scheme: Kind,
    credentials: Kind,
    host: Kind,
    port: Kind,
}

impl Field {
    /// What both URLs must be. Nothing of a URL but scheme, host and port goes into an error: SubscribeURL has a token.
    fn check(&self, text: &str) -> Result<SnsUrl, NotificationError> {
        let url = Url::parse(text).map_err(|_| self.error(self.malformed, "something that is no URL"))?;
        if url.scheme() != "https" {
            return Err(self.error(self.scheme, &format!("the scheme {}", quoted(url.scheme()))));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(self.error(self.credentials, "a user name or a password"));
        }
        let host = match url.host() {
            Some(Host::Domain(host)) => host.to_owned(),
            Some(address) => address.to_string(),
            None => String::new(),
        };
        let Some((region, domain)) = region_and_domain(&host) else {
            return Err(self.error(self.host, &format!("the host {}", quoted(&host))));
        };
        if let Some(port) = url.port() {
            return Err(self.error(self.port, &format!("the port {port}")));
        }
        Ok(SnsUrl { region: region.to_owned(), domain, url })
    }

    fn error(&self, kind: Kind, found: &str) -> NotificationError {
        NotificationError::new(kind, format!("{}: {}, found {found}", self.name, self.expected))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts() {
        for (host, expected) in [
            ("sns.eu-west-1.amazonaws.com", Some(("eu-west-1", "amazonaws.com"))),
            ("sns.cn-north-1.amazonaws.com.cn", Some(("cn-north-1", "amazonaws.com.cn"))),
            ("sns.amazonaws.com", None),
            ("sns..amazonaws.com", None),
            ("sns.eu-west-1.amazonaws.com.", None),
            ("sns.eu.west.amazonaws.com", None),
            ("sns.eu_west.amazonaws.com", None),
            ("sns.EU-WEST-1.amazonaws.com", None),
            ("evil-sns.eu-west-1.amazonaws.com", None),
            ("sns.eu-west-1.amazonaws.com.evil.example", None),
            ("sns.eu-west-1.amazonaws.com.uk", None),
            ("sns.eu-west-1.evilamazonaws.com", None),
            ("sns.evil.exampleamazonaws.com", None),
            ("127.0.0.1", None),
            ("", None),
        ] {
            assert_eq!(region_and_domain(host), expected, "{host}");
        }
    }
}
