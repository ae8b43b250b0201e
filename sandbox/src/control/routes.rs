//! A route and its description in one call, so that neither can be without the other.

use std::sync::Arc;

use axum::Router;
use axum::handler::Handler;
use axum::routing::{MethodFilter, get, on};
use schemars::{JsonSchema, Schema, SchemaGenerator};

use super::{exchange, guard, openapi, with_token};
use crate::api_failure::ApiFailure;
use crate::state::State;

/// What the description says of a route.
pub(super) struct Described {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    pub(super) summary: &'static str,
    /// What may stand behind the question mark.
    pub(super) query: Option<fn(&mut SchemaGenerator) -> Schema>,
    pub(super) request: Option<fn(&mut SchemaGenerator) -> Schema>,
    pub(super) response: fn(&mut SchemaGenerator) -> Schema,
    /// Of the answer.
    pub(super) content_type: &'static str,
}

const JSON: &str = "application/json";

/// Routes, with their descriptions.
#[derive(Default)]
pub(super) struct Routes {
    router: Router<Arc<State>>,
    described: Vec<Described>,
}

impl Routes {
    /// Adds `GET path`, which answers with an `Answer`.
    pub(super) fn get<Answer: JsonSchema, T: 'static>(
        self,
        path: &'static str,
        summary: &'static str,
        handler: impl Handler<T, Arc<State>>,
    ) -> Self {
        self.add(
            "GET",
            MethodFilter::GET,
            path,
            summary,
            None,
            SchemaGenerator::subschema_for::<Answer>,
            handler,
        )
    }

    /// Adds `GET path?…`, which answers with an `Answer`; the fields of `Filter` may stand behind the question mark.
    pub(super) fn find<Filter: JsonSchema, Answer: JsonSchema, T: 'static>(
        mut self,
        path: &'static str,
        summary: &'static str,
        handler: impl Handler<T, Arc<State>>,
    ) -> Self {
        self = self.get::<Answer, T>(path, summary, handler);
        if let Some(described) = self.described.last_mut() {
            described.query = Some(Filter::json_schema);
        }
        self
    }

    /// Adds `GET path`, which answers with a text of this content type.
    pub(super) fn text<T: 'static>(
        mut self,
        path: &'static str,
        summary: &'static str,
        content_type: &'static str,
        handler: impl Handler<T, Arc<State>>,
    ) -> Self {
        let response = SchemaGenerator::subschema_for::<String>;
        self = self.add("GET", MethodFilter::GET, path, summary, None, response, handler);
        if let Some(described) = self.described.last_mut() {
            described.content_type = content_type;
        }
        self
    }

    /// Adds `POST path` with an `Input` as its body, which answers with an `Answer`.
    pub(super) fn post<Input: JsonSchema, Answer: JsonSchema, T: 'static>(
        self,
        path: &'static str,
        summary: &'static str,
        handler: impl Handler<T, Arc<State>>,
    ) -> Self {
        let input: fn(&mut SchemaGenerator) -> Schema = SchemaGenerator::subschema_for::<Input>;
        self.add(
            "POST",
            MethodFilter::POST,
            path,
            summary,
            Some(input),
            SchemaGenerator::subschema_for::<Answer>,
            handler,
        )
    }

    /// Adds `POST path` without a body.
    pub(super) fn press<Answer: JsonSchema, T: 'static>(
        self,
        path: &'static str,
        summary: &'static str,
        handler: impl Handler<T, Arc<State>>,
    ) -> Self {
        self.add(
            "POST",
            MethodFilter::POST,
            path,
            summary,
            None,
            SchemaGenerator::subschema_for::<Answer>,
            handler,
        )
    }

    /// Adds `DELETE path`.
    pub(super) fn delete<Answer: JsonSchema, T: 'static>(
        self,
        path: &'static str,
        summary: &'static str,
        handler: impl Handler<T, Arc<State>>,
    ) -> Self {
        let answer = SchemaGenerator::subschema_for::<Answer>;
        self.add("DELETE", MethodFilter::DELETE, path, summary, None, answer, handler)
    }

    #[expect(clippy::too_many_arguments, reason = "the four methods above name them")]
    fn add<T: 'static>(
        mut self,
        method: &'static str,
        filter: MethodFilter,
        path: &'static str,
        summary: &'static str,
        request: Option<fn(&mut SchemaGenerator) -> Schema>,
        response: fn(&mut SchemaGenerator) -> Schema,
        handler: impl Handler<T, Arc<State>>,
    ) -> Self {
        self.router = self.router.route(path, on(filter, handler));
        self.described.push(Described {
            method,
            path,
            summary,
            query: None,
            request,
            response,
            content_type: JSON,
        });
        self
    }

    pub(super) fn described(&self) -> &[Described] {
        &self.described
    }

    /// The router, guarded, with the description beside the routes.
    pub(super) fn into_router(self) -> Router<Arc<State>> {
        self.router
            .route(openapi::PATH, get(async || exchange::Json(openapi::description())))
            .fallback(async || {
                let message =
                    "The control API has no such route; GET /_sandbox/openapi.json describes those it has.";
                exchange::Refusal(ApiFailure::new(404, "ResourceNotFound", message))
            })
            .method_not_allowed_fallback(async || {
                let message = "This route has other methods; GET /_sandbox/openapi.json describes them.";
                exchange::Refusal(ApiFailure::new(405, "RequestNotSupported", message))
            })
            .layer(axum::middleware::from_fn(with_token::with_token))
            .layer(axum::middleware::from_fn(guard::local_only))
    }
}
