//! Lists that come in pages: as streams of pages and of items.

use futures_core::Stream;
use futures_util::{TryStreamExt as _, stream};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::description::{self, ModelMismatch, OperationDescription};
use super::query::Query;
use super::{Call, Response};
use crate::error::{ConfigError, DecodingError, Error};
use crate::model::{Disbursement, DisbursementPage, Report, ReportPage};

const NEXT_TOKEN: &str = "nextToken";

const TO_ITSELF: &str = "the page's nextToken leads to the same page again";

/// A page of a list, which says how to get the next one.
pub trait Page {
    /// What the list is of.
    type Item;

    /// Whether the token of the next page is to be sent alone, without the query that led to the first page.
    const TOKEN_ALONE: bool;

    /// The token of the next page, as it came.
    fn next_token(&self) -> Option<&str>;

    /// The items of this page.
    fn into_items(self) -> Vec<Self::Item>;
}

impl Page for ReportPage {
    type Item = Report;

    /// The guide: "include this token as the only parameter"
    /// (<https://developer.amazon.com/docs/amazon-pay-api-v2/reports.html#get-reports>).
    const TOKEN_ALONE: bool = true;

    fn next_token(&self) -> Option<&str> {
        self.next_token.as_deref()
    }

    fn into_items(self) -> Vec<Report> {
        self.reports.unwrap_or_default()
    }
}

impl Page for DisbursementPage {
    type Item = Disbursement;

    /// The guide's example sends it along with the range of dates
    /// (<https://developer.amazon.com/docs/amazon-pay-reports/request-disbursement-details.html>).
    const TOKEN_ALONE: bool = false;

    fn next_token(&self) -> Option<&str> {
        self.next_token.as_deref()
    }

    fn into_items(self) -> Vec<Disbursement> {
        self.disbursements.unwrap_or_default()
    }
}

impl<'a, T: Page + DeserializeOwned + 'a> Call<'a, T> {
    /// Streams the list page by page, each with what is known of its exchange. A page is asked for when it is polled for;
    /// dropping the stream ends it. The call's options hold for every page.
    ///
    /// After an error the stream ends; [`items`](Self::items) behaves alike.
    ///
    /// # Errors
    /// As [`send`](Self::send), for each page; and a [`DecodingError`] when a page leads to itself, which would go on for
    /// ever.
    pub fn pages(self) -> impl Stream<Item = Result<Response<T>, Error>> + 'a {
        stream::try_unfold(Some(self), async |next: Option<Self>| {
            let Some(call) = next else { return Ok(None) };
            let operation = call.operation();
            let query = call.query()?.clone();
            let page = call.clone().send().await?;
            let Some(token) = page.next_token().filter(|token| !token.is_empty()) else {
                return Ok(Some((page, None)));
            };
            if query.iter().any(|(name, value)| name == NEXT_TOKEN && value == token) {
                let body = page.meta().raw_body.clone();
                return Err(DecodingError::new(operation.name, page.meta().status, TO_ITSELF, body).into());
            }
            let following = call.with_query(following::<T>(query, token));
            Ok(Some((page, Some(following))))
        })
    }

    /// Streams the list's items over all pages.
    ///
    /// ```
    /// # async fn example(pay: amazonpay::AmazonPay) -> Result<(), amazonpay::Error> {
    /// use amazonpay::model::{ListReports, ReportType};
    /// use futures_util::TryStreamExt as _;
    ///
    /// let wanted = ListReports::new().report_types(vec![ReportType::Settlement]);
    /// let mut reports = std::pin::pin!(pay.reports().list(wanted).items());
    /// while let Some(report) = reports.try_next().await? {
    ///     println!("{} {:?}", report.report_id, report.processing_status);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`pages`](Self::pages).
    pub fn items(self) -> impl Stream<Item = Result<T::Item, Error>> + 'a {
        let items = |page: Response<T>| stream::iter(page.into_inner().into_items().into_iter().map(Ok));
        self.pages().map_ok(items).try_flatten()
    }
}

fn following<T: Page>(mut query: Query, token: &str) -> Query {
    query.retain(|(name, _)| !T::TOKEN_ALONE && name != NEXT_TOKEN);
    query.push((NEXT_TOKEN.to_owned(), token.to_owned()));
    query
}

/// What callers without types need to know of a page's model.
struct PageOf {
    token_alone: bool,
    next_token: fn(&[u8]) -> Result<Option<String>, ModelMismatch>,
}

impl PageOf {
    const fn model<T: Page + DeserializeOwned>() -> Self {
        Self {
            token_alone: T::TOKEN_ALONE,
            next_token: |page| Ok(description::parse::<T>(page)?.next_token().map(str::to_owned)),
        }
    }
}

impl OperationDescription {
    /// Whether the answers are pages of a list.
    ///
    /// ```
    /// let paged = amazonpay::operation::OPERATIONS.iter().filter(|operation| operation.is_paged());
    /// assert_eq!(paged.map(|operation| operation.name).collect::<Vec<_>>(), ["reports.list", "disbursements.list"]);
    /// ```
    pub fn is_paged(&self) -> bool {
        self.page().is_some()
    }

    /// The query, as JSON, that asks for the page after the one that `answer` is and that `query` asked for; `None` after
    /// the last. For callers without types, who send it with [`execute`](crate::AmazonPay::execute); the others have
    /// [`Call::pages`].
    ///
    /// ```
    /// let list = amazonpay::operation::by_name("reports.list").unwrap();
    /// let next = list.next_page(Some(r#"{"pageSize": 2}"#), br#"{"reports": [], "nextToken": "t2"}"#)?;
    /// assert_eq!(next.as_deref(), Some(r#"{"nextToken":"t2"}"#));
    /// # Ok::<(), amazonpay::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Configuration`] when the answers are no pages; [`Error::Decoding`] when `answer` is none of them, or leads
    /// to itself, which would go on for ever.
    pub fn next_page(&self, query: Option<&str>, answer: &[u8]) -> Result<Option<String>, Error> {
        let Some(page) = self.page() else {
            let message = format!("expected one whose answers are pages, found {:?}", self.name);
            return Err(ConfigError::new("operation", message).into());
        };
        let unreadable =
            |message: &str| Error::from(DecodingError::new(self.name, 200, message, answer.to_vec().into()));
        let token = (page.next_token)(answer).map_err(|mismatch| unreadable(&mismatch.to_string()))?;
        let Some(token) = token.filter(|token| !token.is_empty()) else { return Ok(None) };
        let wrong_query = |mismatch: ModelMismatch| ConfigError::new("query", mismatch.to_string());
        let mut query: Map<String, Value> =
            description::parse(query.unwrap_or("{}").as_bytes()).map_err(wrong_query)?;
        if query.get(NEXT_TOKEN).and_then(Value::as_str) == Some(&token) {
            return Err(unreadable(TO_ITSELF));
        }
        if page.token_alone {
            query.clear();
        }
        query.insert(NEXT_TOKEN.to_owned(), token.into());
        Ok(Some(Value::from(query).to_string()))
    }

    fn page(&self) -> Option<PageOf> {
        match self.response {
            "ReportPage" => Some(PageOf::model::<ReportPage>()),
            "DisbursementPage" => Some(PageOf::model::<DisbursementPage>()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::operation::{OPERATIONS, by_name};

    #[test]
    fn every_answer_that_is_a_page_is_known_as_one() {
        for operation in OPERATIONS {
            assert_eq!(operation.is_paged(), operation.response.ends_with("Page"), "{}", operation.name);
        }
    }

    #[test]
    fn the_next_query_is_the_token_alone_or_with_the_rest_as_the_guide_has_it() {
        let next = |operation: &str, query: &str, answer: &str| {
            by_name(operation).unwrap().next_page(Some(query), answer.as_bytes()).unwrap()
        };
        let page = r#"{"nextToken": "t2"}"#;
        assert_eq!(next("reports.list", r#"{"pageSize": 2}"#, page).unwrap(), r#"{"nextToken":"t2"}"#);
        assert_eq!(
            next("disbursements.list", r#"{"startTime": "a", "nextToken": "t1"}"#, page).unwrap(),
            r#"{"nextToken":"t2","startTime":"a"}"#
        );
        for last in [r#"{}"#, r#"{"nextToken": null}"#, r#"{"nextToken": ""}"#] {
            assert_eq!(next("reports.list", "{}", last), None);
        }
    }

    #[test]
    fn a_page_that_leads_to_itself_and_an_operation_without_pages_are_refused() {
        let list = by_name("reports.list").unwrap();
        let refusal =
            |query, answer: &str| list.next_page(Some(query), answer.as_bytes()).unwrap_err().to_string();
        let itself = refusal(r#"{"nextToken": "t2"}"#, r#"{"nextToken": "t2"}"#);
        assert!(itself.ends_with("leads to the same page again"), "{itself}");
        let unreadable = refusal("{}", r#"{"nextToken": 7}"#);
        assert!(unreadable.contains("the answer cannot be read: nextToken: invalid type"), "{unreadable}");
        let charge = by_name("charges.get").unwrap().next_page(None, b"{}").unwrap_err().to_string();
        assert!(charge.starts_with("operation: expected one whose answers are pages"), "{charge}");
    }
}
