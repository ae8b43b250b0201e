//! Where SNS is and what its names look like.
//!
//! Guide: <https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html>.

use amazonpay::config::Region;

/// The hosts of SNS that Amazon Pay's regions publish from, which the sandbox's TLS certificate is good for.
pub(crate) const HOSTS: [&str; 3] =
    ["sns.us-east-1.amazonaws.com", "sns.eu-west-1.amazonaws.com", "sns.us-west-2.amazonaws.com"];

/// The name in the certificate that SNS signs with.
pub(super) const SIGNER: &str = "sns.amazonaws.com";

/// No account of AWS's has this number [own], so a topic of the sandbox is never taken for one of Amazon's.
const ACCOUNT: &str = "000000000000";

/// The host of SNS that a region of Amazon Pay publishes from, as seen in messages of merchants in Europe, North America
/// and Japan.
pub(super) fn host(region: Region) -> &'static str {
    let [na, eu, jp] = HOSTS;
    match region {
        Region::Eu => eu,
        Region::Jp => jp,
        _ => na,
    }
}

/// The topic of a merchant.
pub(super) fn topic_arn(region: Region, merchant_id: &str) -> String {
    let host = host(region);
    let aws_region = host.strip_prefix("sns.").and_then(|rest| rest.split('.').next()).unwrap_or_default();
    format!("arn:aws:sns:{aws_region}:{ACCOUNT}:{merchant_id}")
}

/// Whether a `Host` header names SNS.
pub(super) fn is_host(host: &str) -> bool {
    let name = host.split(':').next().unwrap_or_default();
    HOSTS.iter().any(|known| known.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_region_has_its_host_and_its_topics() {
        for (region, host, topic) in [
            (Region::Na, "sns.us-east-1.amazonaws.com", "arn:aws:sns:us-east-1:000000000000:A1"),
            (Region::Eu, "sns.eu-west-1.amazonaws.com", "arn:aws:sns:eu-west-1:000000000000:A1"),
            (Region::Jp, "sns.us-west-2.amazonaws.com", "arn:aws:sns:us-west-2:000000000000:A1"),
        ] {
            assert_eq!((super::host(region), topic_arn(region, "A1").as_str()), (host, topic));
            assert!(is_host(host) && is_host(&format!("{host}:8418")));
        }
        assert!(!is_host("sns.eu-west-1.amazonaws.com.evil.example") && !is_host("localhost"));
    }
}
