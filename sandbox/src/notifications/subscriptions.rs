//! Where a merchant's notifications go, and whether the endpoint has confirmed that it wants them.

use std::sync::Arc;

use amazonpay::config::Region;
use schemars::JsonSchema;
use serde::Serialize;
use url::Url;
use uuid::Uuid;

use super::sns;

/// More than any merchant has; a mistake in a loop is found by it.
const MOST_PER_MERCHANT: usize = 20;

/// The longest URL that is taken.
const LONGEST_URL: usize = 2_048;

/// One endpoint of one merchant.
#[derive(Debug, Clone)]
pub(super) struct Subscription {
    pub(super) merchant_id: Arc<str>,
    pub(super) url: Arc<str>,
    pub(super) topic_arn: Arc<str>,
    pub(super) host: &'static str,
    /// The last part of its ARN.
    pub(super) id: Uuid,
    /// What confirms it; `None` once it is confirmed.
    pub(super) token: Option<String>,
}

/// An endpoint of a merchant, as the control API lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct IpnSubscription {
    /// The merchant.
    pub merchant_id: String,
    /// The endpoint.
    pub url: String,
    /// The merchant's topic.
    pub topic_arn: String,
    /// The subscription's ARN.
    pub subscription_arn: String,
    /// Whether notifications are sent there: so unless a confirmation was asked for that has not come.
    pub confirmed: bool,
}

impl Subscription {
    pub(super) fn new(merchant_id: &str, region: Region, url: &str) -> Self {
        Self {
            merchant_id: merchant_id.into(),
            url: url.into(),
            topic_arn: sns::topic_arn(region, merchant_id).into(),
            host: sns::host(region),
            id: Uuid::new_v4(),
            token: None,
        }
    }

    pub(super) fn arn(&self) -> String {
        format!("{}:{}", self.topic_arn, self.id)
    }

    pub(super) fn unsubscribe_url(&self) -> String {
        format!("https://{}/?Action=Unsubscribe&SubscriptionArn={}", self.host, self.arn())
    }

    pub(super) fn subscribe_url(&self, token: &str) -> String {
        format!("https://{}/?Action=ConfirmSubscription&TopicArn={}&Token={token}", self.host, self.topic_arn)
    }

    pub(super) fn shown(&self) -> IpnSubscription {
        IpnSubscription {
            merchant_id: self.merchant_id.to_string(),
            url: self.url.to_string(),
            topic_arn: self.topic_arn.to_string(),
            subscription_arn: self.arn(),
            confirmed: self.token.is_none(),
        }
    }

    /// Waits for a confirmation from now on, with a token as long as those of SNS.
    pub(super) fn ask_for_confirmation(&mut self) -> String {
        let token: String = (0..4).map(|_| Uuid::new_v4().simple().to_string()).collect();
        self.token = Some(token.clone());
        token
    }
}

/// All merchants' endpoints, each merchant's in the order in which they were registered.
#[derive(Debug, Default)]
pub(super) struct Subscriptions(Vec<Subscription>);

impl Subscriptions {
    /// Whether there is any, confirmed or not.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Subscription> {
        self.0.iter()
    }

    /// Those of a merchant to which notifications are sent.
    pub(super) fn confirmed(&self, merchant_id: &str) -> impl Iterator<Item = &Subscription> {
        self.0.iter().filter(move |one| *one.merchant_id == *merchant_id && one.token.is_none())
    }

    /// Sets a merchant's endpoints; those that stay keep their subscription.
    pub(super) fn set(&mut self, merchant_id: &str, region: Region, urls: &[String]) {
        self.0.retain(|one| *one.merchant_id != *merchant_id || urls.iter().any(|url| **url == *one.url));
        for url in urls {
            self.find_or_add(merchant_id, region, url);
        }
    }

    /// The merchant's subscription of this endpoint, made when there is none.
    pub(super) fn find_or_add(&mut self, merchant_id: &str, region: Region, url: &str) -> &mut Subscription {
        let is_it = |one: &Subscription| *one.merchant_id == *merchant_id && *one.url == *url;
        let at = self.0.iter().position(is_it).unwrap_or_else(|| {
            self.0.push(Subscription::new(merchant_id, region, url));
            self.0.len() - 1
        });
        &mut self.0[at]
    }

    /// Takes the token of a topic's subscription and confirms it.
    pub(super) fn confirm(&mut self, topic_arn: &str, token: &str) -> Option<&Subscription> {
        let is_it =
            |one: &&mut Subscription| *one.topic_arn == *topic_arn && one.token.as_deref() == Some(token);
        let found = self.0.iter_mut().find(is_it)?;
        found.token = None;
        Some(found)
    }

    pub(super) fn find_by_arn(&mut self, arn: &str) -> Option<&mut Subscription> {
        self.0.iter_mut().find(|one| one.arn() == arn)
    }
}

/// Checks the endpoints of one merchant.
///
/// # Errors
/// What was expected, what was found, and what to do.
pub(crate) fn check_urls(urls: &[String]) -> Result<(), String> {
    if urls.len() > MOST_PER_MERCHANT {
        return Err(format!("expected at most {MOST_PER_MERCHANT} URLs, found {}", urls.len()));
    }
    urls.iter().try_for_each(|url| check_url(url))
}

/// Checks an endpoint: http or https, a host, no user name and no fragment.
pub(crate) fn check_url(text: &str) -> Result<(), String> {
    const EXPECTED: &str = "expected a URL such as http://127.0.0.1:3000/ipn or https://shop.example/ipn";
    if text.len() > LONGEST_URL {
        return Err(format!("{EXPECTED}, found one of more than {LONGEST_URL} bytes"));
    }
    // Without the text: it may hold a password.
    let url =
        Url::parse(text).map_err(|error| format!("{EXPECTED}, found one that can't be read: {error}"))?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return Err(format!("{EXPECTED}, found the scheme {:?}", url.scheme()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(format!("{EXPECTED}, found one with a user name or a password; leave them out"));
    }
    if url.fragment().is_some() {
        return Err(format!("{EXPECTED}, found one with a fragment; leave out what follows the #"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_that_nothing_can_be_posted_to_are_refused_without_their_secrets() {
        for good in ["http://127.0.0.1:3000/ipn", "https://shop.example/ipn?a=b", "http://[::1]:80/"] {
            assert_eq!(check_url(good), Ok(()), "{good}");
        }
        for (bad, part) in [
            ("/ipn", "found one that can't be read"),
            ("ftp://shop.example/", "found the scheme \"ftp\""),
            ("mailto:shop@shop.example", "found the scheme \"mailto\""),
            ("https://shop:secret@shop.example/", "found one with a user name"),
            ("https://shop.example/#ipn", "found one with a fragment"),
        ] {
            let error = check_url(bad).unwrap_err();
            assert!(error.contains(part) && !error.contains("secret"), "{error}");
        }
        assert!(check_url(&format!("https://shop.example/{}", "a".repeat(2_048))).is_err());
        assert!(check_urls(&vec!["http://localhost/".to_owned(); 21]).is_err());
    }

    #[test]
    fn setting_endpoints_keeps_those_that_stay_and_a_token_confirms_its_own_topic_once() {
        let mut all = Subscriptions::default();
        let urls = |urls: &[&str]| urls.iter().map(|url| (*url).to_owned()).collect::<Vec<_>>();
        all.set("A1", Region::Eu, &urls(&["http://a/", "http://b/"]));
        all.set("A2", Region::Na, &urls(&["http://a/"]));
        let kept = all.iter().nth(1).map(Subscription::arn);
        all.set("A1", Region::Eu, &urls(&["http://b/", "http://c/", "http://c/"]));
        let of = |all: &Subscriptions, merchant| {
            all.confirmed(merchant).map(|one| one.url.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(of(&all, "A1"), ["http://b/", "http://c/"]);
        assert_eq!(all.confirmed("A1").next().map(Subscription::arn), kept);

        let token = all.find_or_add("A1", Region::Eu, "http://b/").ask_for_confirmation();
        assert_eq!(of(&all, "A1"), ["http://c/"]);
        let topic = sns::topic_arn(Region::Eu, "A1");
        assert!(all.confirm(&sns::topic_arn(Region::Na, "A2"), &token).is_none());
        assert!(all.confirm(&topic, &token).is_some());
        assert!(all.confirm(&topic, &token).is_none());
        assert_eq!(of(&all, "A1"), ["http://b/", "http://c/"]);
        all.set("A1", Region::Eu, &[]);
        all.set("A2", Region::Na, &[]);
        assert!(all.is_empty());
    }
}
