//! The operations that the API has and the sandbox does not yet: they answer 501 with their name, not 404.

use crate::api_failure::ApiFailure;

/// An operation to come: its name, method and path, in which `{}` is any one segment.
pub(crate) type PlannedOperation = (&'static str, &'static str, &'static str);

/// In the order of the guide. The rows that the table of operations has already are not here.
pub(crate) const PLANNED_OPERATIONS: &[PlannedOperation] = &[
    ("delivery_trackers.create", "POST", "deliveryTrackers"),
    ("reports.list", "GET", "reports"),
    ("reports.get", "GET", "reports/{}"),
    ("reports.create", "POST", "reports"),
    ("report_documents.get", "GET", "report-documents/{}"),
    ("report_schedules.list", "GET", "report-schedules"),
    ("report_schedules.get", "GET", "report-schedules/{}"),
    ("report_schedules.create", "POST", "report-schedules"),
    ("report_schedules.cancel", "DELETE", "report-schedules/{}"),
    ("disbursements.list", "GET", "disbursements"),
    ("in_store.merchant_scan", "POST", "in-store/merchantScan"),
    ("in_store.charge", "POST", "in-store/charge"),
    ("in_store.refund", "POST", "in-store/refund"),
    ("merchant_accounts.register", "POST", "merchantAccounts"),
    ("merchant_accounts.update", "PATCH", "merchantAccounts/{}"),
    ("merchant_accounts.delete", "DELETE", "merchantAccounts/{}"),
    ("merchant_accounts.create", "POST", "merchantAccounts"),
    ("merchant_accounts.update_merchant", "PATCH", "merchantAccounts/{}"),
    ("merchant_accounts.claim", "POST", "merchantAccounts/{}/claim"),
    ("stores.create", "POST", "merchantAccounts/{}/stores"),
    ("stores.update", "PATCH", "merchantAccounts/{}/stores/{}"),
    ("disputes.create", "POST", "disputes"),
    ("disputes.get", "GET", "disputes/{}"),
    ("disputes.update", "PATCH", "disputes/{}"),
    ("disputes.contest", "POST", "disputes/{}/contest"),
    ("files.upload", "POST", "files"),
    ("authorization_tokens.get", "GET", "authorizationTokens/{}"),
];

/// What a path that is not in the table of operations answers.
pub(crate) fn refusal(method: &str, path: &str) -> ApiFailure {
    let at_path = || PLANNED_OPERATIONS.iter().filter(|(_, _, template)| matches(template, path));
    let names: Vec<&str> = at_path().filter(|(_, verb, _)| *verb == method).map(|(name, ..)| *name).collect();
    if !names.is_empty() {
        let message = format!("amazonpay-sandbox does not have {} yet.", names.join(" or "));
        return ApiFailure::new(501, "UnsupportedOperation", message);
    }
    let known = amazonpay::operation::OPERATIONS.iter();
    let mut methods: Vec<&str> = known
        .filter(|operation| amazonpay::operation::find(operation.method, path).is_some())
        .map(|operation| operation.method)
        .chain(at_path().map(|(_, verb, _)| *verb))
        .collect();
    methods.sort_unstable();
    methods.dedup();
    if methods.is_empty() {
        let message = "No operation has this path; see https://developer.amazon.com/docs/amazon-pay-api-v2/.";
        return ApiFailure::new(404, "ResourceNotFound", message);
    }
    let message = format!("{method} is not possible here; possible is {}.", methods.join(", "));
    ApiFailure::new(405, "RequestNotSupported", message)
}

fn matches(template: &str, path: &str) -> bool {
    let mut given = path.split('/').filter(|segment| !segment.is_empty());
    template
        .split('/')
        .all(|expected| given.next().is_some_and(|segment| expected == "{}" || expected == segment))
        && given.next().is_none()
}

#[cfg(test)]
mod tests {
    use amazonpay::operation::OPERATIONS;

    use super::*;

    #[test]
    fn with_the_table_of_operations_they_are_the_43_of_the_api() {
        assert_eq!(PLANNED_OPERATIONS.len() + OPERATIONS.len(), 43);
        let mut names: Vec<&str> = PLANNED_OPERATIONS.iter().map(|(name, ..)| *name).collect();
        names.extend(OPERATIONS.iter().map(|operation| operation.name));
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), 43, "every operation once");
    }

    #[test]
    fn each_answers_501_with_its_name() {
        for (name, method, template) in PLANNED_OPERATIONS {
            let failure = refusal(method, &template.replace("{}", "x-1"));
            assert_eq!(failure.status, 501, "{name}");
            assert!(failure.message.contains(name), "{name}: {}", failure.message);
        }
    }

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
