//! Requests that no operation of the table is for: an unknown path, or a method that the path does not have.

use amazonpay::operation::{self, OPERATIONS};

use crate::api_failure::ApiFailure;

/// What a method and path that are not in the table of operations get.
pub(crate) fn refusal(method: &str, path: &str) -> ApiFailure {
    let here = |verb: &str| operation::find(verb, path).is_some();
    let mut methods: Vec<&str> = OPERATIONS.iter().map(|row| row.method).filter(|verb| here(verb)).collect();
    methods.sort_unstable();
    methods.dedup();
    if methods.is_empty() {
        let message = "No operation has this path; see https://developer.amazon.com/docs/amazon-pay-api-v2/.";
        return ApiFailure::new(404, "ResourceNotFound", message);
    }
    let message = format!("{method} is not possible here; possible is {}.", methods.join(", "));
    ApiFailure::new(405, "RequestNotSupported", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_path_is_404_and_a_wrong_method_405() {
        assert_eq!(refusal("GET", "nothing").status, 404);
        assert_eq!(refusal("GET", "reports/1/2").status, 404);
        let failure = refusal("PUT", "disputes/1");
        assert_eq!(failure.status, 405);
        assert_eq!(failure.message, "PUT is not possible here; possible is GET, PATCH.");
        assert_eq!(refusal("DELETE", "charges").status, 405);
    }
}
