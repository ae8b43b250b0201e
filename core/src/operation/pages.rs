//! Lists that come in pages: as streams of pages and of items.

use futures_core::Stream;
use futures_util::{TryStreamExt as _, stream};
use serde::de::DeserializeOwned;

use super::query::Query;
use super::{Call, Response};
use crate::error::{DecodingError, Error};
use crate::model::{Disbursement, DisbursementPage, Report, ReportPage};

const NEXT_TOKEN: &str = "nextToken";

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
                let message = "the page's nextToken leads to the same page again";
                let body = page.meta().raw_body.clone();
                return Err(DecodingError::new(operation.name, page.meta().status, message, body).into());
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
