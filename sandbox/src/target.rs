//! What a path asks for before the operation: environment and version.

use amazonpay::config::{ApiVersion, Environment};

use crate::api_failure::ApiFailure;

/// The parts of `/[environment/]version/path`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Target<'a> {
    /// `None` when the path leaves it to the public key id.
    pub(crate) environment: Option<Environment>,
    pub(crate) version: ApiVersion,
    /// What follows the version, without the slash.
    pub(crate) path: &'a str,
}

impl<'a> Target<'a> {
    pub(crate) fn parse(path: &'a str) -> Result<Self, ApiFailure> {
        let (first, rest) = next_segment(path);
        let (environment, version, rest) = match first {
            "sandbox" => (Some(Environment::Sandbox), next_segment(rest).0, next_segment(rest).1),
            "live" => (Some(Environment::Live), next_segment(rest).0, next_segment(rest).1),
            _ => (None, first, rest),
        };
        let version = match version {
            "v1" => ApiVersion::V1,
            "v2" => ApiVersion::V2,
            // Guide: https://developer.amazon.com/docs/amazon-pay-api-v2/error-handling.html
            other if is_version(other) => {
                let message = format!("The API version {other} is not supported; use v1 or v2.");
                return Err(ApiFailure::new(400, "InvalidAPIVersion", message));
            }
            _ => {
                let message = "No such resource. Paths of the API are /[sandbox/|live/]v2/…, such as \
                               /v2/checkoutSessions; the sandbox's own are under /_sandbox/.";
                return Err(ApiFailure::new(404, "ResourceNotFound", message));
            }
        };
        Ok(Self { environment, version, path: rest })
    }
}

/// The first segment and what follows it; repeated slashes count as one, as in the canonical request.
fn next_segment(path: &str) -> (&str, &str) {
    let path = path.trim_start_matches('/');
    path.split_once('/').map_or((path, ""), |(first, rest)| (first, rest.trim_start_matches('/')))
}

fn is_version(segment: &str) -> bool {
    segment.strip_prefix('v').is_some_and(|number| {
        !number.is_empty() && number.len() <= 8 && number.chars().all(|c| c.is_ascii_digit() || c == '.')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn environment_and_version_are_taken_off_the_path() {
        let parse =
            |path| Target::parse(path).map(|target| (target.environment, target.version, target.path));
        assert_eq!(parse("/v2/charges"), Ok((None, ApiVersion::V2, "charges")));
        assert_eq!(parse("/live/v1/charges/1"), Ok((Some(Environment::Live), ApiVersion::V1, "charges/1")));
        assert_eq!(
            parse("//sandbox//v2//charges"),
            Ok((Some(Environment::Sandbox), ApiVersion::V2, "charges"))
        );
        assert_eq!(parse("/v2"), Ok((None, ApiVersion::V2, "")));
    }

    #[test]
    fn other_versions_and_other_paths_are_told_apart() {
        let reason = |path| Target::parse(path).unwrap_err().reason_code;
        assert_eq!(reason("/v3/charges"), "InvalidAPIVersion");
        assert_eq!(reason("/sandbox/v2.1/charges"), "InvalidAPIVersion");
        for path in
            ["/", "", "/favicon.ico", "/sandbox", "/sandbox/charges", "/version/charges", "/v/charges"]
        {
            assert_eq!(reason(path), "ResourceNotFound", "{path}");
        }
    }
}
