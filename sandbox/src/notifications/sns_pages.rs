//! What SNS's hosts serve: the certificate, and the pages that confirm and end a subscription.
//!
//! Guide: <https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html>,
//! <https://docs.aws.amazon.com/sns/latest/api/API_Unsubscribe.html>.

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::Body;
use http::header::{CONTENT_TYPE, HOST};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use uuid::Uuid;

use super::{Notifications, sns};

/// Whether a request is addressed to SNS.
pub(crate) fn is_for_sns<B>(request: &Request<B>) -> bool {
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok());
    host.is_some_and(sns::is_host)
}

/// Answers a request that is addressed to SNS.
pub(crate) async fn answer<B>(notifications: &Arc<Notifications>, request: &Request<B>) -> Response<Body> {
    if request.method() != Method::GET {
        return refusal(StatusCode::BAD_REQUEST, "InvalidAction", "The sandbox's SNS answers GET alone.");
    }
    let uri = request.uri();
    if uri.path().ends_with(".pem") {
        return certificate(notifications, uri.path().to_owned()).await;
    }
    let query: HashMap<_, _> =
        url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).collect();
    let field = |name: &str| query.get(name).map(AsRef::as_ref).unwrap_or_default();
    match field("Action") {
        "ConfirmSubscription" => match notifications.confirm(field("TopicArn"), field("Token")) {
            Some(arn) => success(
                "ConfirmSubscription",
                &format!(
                    "<ConfirmSubscriptionResult><SubscriptionArn>{arn}</SubscriptionArn></ConfirmSubscriptionResult>"
                ),
            ),
            None => refusal(StatusCode::BAD_REQUEST, "InvalidParameter", "Invalid token"),
        },
        "Unsubscribe" if notifications.unsubscribe(field("SubscriptionArn")) => success("Unsubscribe", ""),
        "Unsubscribe" => refusal(StatusCode::NOT_FOUND, "NotFound", "Subscription does not exist"),
        _ => refusal(
            StatusCode::BAD_REQUEST,
            "InvalidAction",
            "The sandbox's SNS knows ConfirmSubscription and Unsubscribe alone.",
        ),
    }
}

async fn certificate(notifications: &Arc<Notifications>, path: String) -> Response<Body> {
    let notifications = Arc::clone(notifications);
    let found = tokio::task::spawn_blocking(move || {
        let identity = &notifications.identity;
        let fits = identity.certificate_path().is_ok_and(|known| known == path);
        fits.then(|| identity.certificate_pem().map(str::to_owned).ok()).flatten()
    });
    match found.await {
        Ok(Some(pem)) => respond(StatusCode::OK, "application/x-pem-file", pem),
        _ => refusal(StatusCode::NOT_FOUND, "NotFound", "There is no such certificate."),
    }
}

const NAMESPACE: &str = "http://sns.amazonaws.com/doc/2010-03-31/";

fn success(action: &str, result: &str) -> Response<Body> {
    let id = Uuid::new_v4();
    let xml = format!(
        "<{action}Response xmlns=\"{NAMESPACE}\">{result}<ResponseMetadata><RequestId>{id}</RequestId>\
         </ResponseMetadata></{action}Response>"
    );
    respond(StatusCode::OK, "text/xml", xml)
}

/// The texts are this file's own, so nothing needs escaping.
fn refusal(status: StatusCode, code: &str, message: &str) -> Response<Body> {
    let id = Uuid::new_v4();
    let xml = format!(
        "<ErrorResponse xmlns=\"{NAMESPACE}\"><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}\
         </Message></Error><RequestId>{id}</RequestId></ErrorResponse>"
    );
    respond(status, "text/xml", xml)
}

fn respond(status: StatusCode, content_type: &'static str, body: String) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}
