//! The page that says what went wrong, in the buyer's words and in the developer's.

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};

use super::language::Language;
use super::page::Page;
use super::templates::ProblemPage;
use super::texts::Texts;
use crate::api_failure::ApiFailure;

/// Something that keeps a buyer from going on.
pub(super) struct Problem {
    status: StatusCode,
    texts: &'static Texts,
    message: String,
    detail: String,
    back: Option<String>,
    back_text: &'static str,
}

impl Problem {
    /// A refusal of the engine's.
    pub(super) fn of(failure: &ApiFailure, headers: &HeaderMap) -> Self {
        let texts = Language::of(None, headers).texts();
        Self {
            status: StatusCode::from_u16(failure.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            texts,
            message: failure.message.clone(),
            detail: failure.reason_code.to_string(),
            back: None,
            back_text: texts.back,
        }
    }

    /// There is nothing to do any more; `back` leads to the merchant.
    pub(super) fn over(message: &str, back: Option<&str>, headers: &HeaderMap) -> Self {
        let texts = Language::of(None, headers).texts();
        Self {
            status: StatusCode::CONFLICT,
            texts,
            message: message.to_owned(),
            detail: String::new(),
            back: back.map(str::to_owned),
            back_text: texts.back_to_shop,
        }
    }

    /// Leads back there.
    pub(super) fn back_to(self, back: String) -> Self {
        Self { back: Some(back), ..self }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let Self { texts, message, detail, back, back_text, status } = self;
        let page =
            ProblemPage { texts, message: &message, detail: &detail, back: back.as_deref(), back_text };
        Page::new(&page).status(status).into_response()
    }
}

pub(super) async fn no_such_page(headers: HeaderMap) -> Problem {
    let message = "The sandbox has no such page, or it has it for another method.";
    Problem::of(&ApiFailure::new(404, "ResourceNotFound", message), &headers)
}
