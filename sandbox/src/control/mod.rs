//! The control API under `/_sandbox/`: what a test or a developer does to the sandbox from outside the API.

mod buyer;
mod clock;
mod disputes;
mod documents;
mod events;
mod exchange;
mod faults;
pub(crate) mod guard;
mod inspection;
mod merchant_accounts;
mod merchants;
mod notifications;
mod objects;
mod openapi;
mod overview;
mod routes;
pub(crate) mod with_token;

use std::sync::Arc;

use axum::Router;

use crate::state::State;
pub(crate) use events::WithoutConnection;
pub(crate) use guard::AllowedHosts;
use routes::Routes;

/// Every route, with what the description says of it.
fn routes() -> Routes {
    let routes = Routes::default();
    let routes = inspection::routes(routes);
    let routes = overview::routes(routes);
    let routes = objects::routes(routes);
    let routes = events::routes(routes);
    let routes = clock::routes(routes);
    let routes = buyer::routes(routes);
    let routes = disputes::routes(routes);
    let routes = documents::routes(routes);
    let routes = faults::routes(routes);
    let routes = merchant_accounts::routes(routes);
    let routes = merchants::routes(routes);
    notifications::routes(routes)
}

/// The control API's description, OpenAPI 3.1, as `GET /_sandbox/openapi.json` gives it.
///
/// ```
/// let description = amazonpay_sandbox::control_api();
/// assert!(description["paths"]["/_sandbox/clock"]["post"].is_object());
/// ```
pub fn control_api() -> serde_json::Value {
    openapi::description()
}

/// The router of the control API.
pub(crate) fn router() -> Router<Arc<State>> {
    routes().into_router()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_and_the_description_itself_are_described() {
        let description = openapi::description();
        assert_eq!(description["openapi"], "3.1.0");
        let mut described = 0;
        for (path, operations) in description["paths"].as_object().unwrap() {
            for (method, operation) in operations.as_object().unwrap() {
                assert!(
                    operation["summary"].as_str().is_some_and(|text| text.ends_with('.')),
                    "{method} {path}"
                );
                assert!(operation["responses"]["200"].is_object(), "{method} {path}");
                described += 1;
            }
        }
        // The description is served by a route that isn't made with the others.
        assert_eq!(described, routes().described().len() + 1);
    }

    #[test]
    fn every_reference_of_the_description_leads_somewhere() {
        let description = openapi::description();
        let text = description.to_string();
        for reference in text.split("\"$ref\":\"#").skip(1) {
            let pointer = reference.split('"').next().unwrap();
            assert!(description.pointer(pointer).is_some(), "{pointer}");
        }
    }
}
