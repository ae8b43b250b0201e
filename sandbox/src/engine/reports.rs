//! Reports: list, get and create; and those that settlements and schedules make.
//!
//! Guide: <https://developer.amazon.com/docs/amazon-pay-api-v2/reports.html>. Amazon's own sandbox makes
//! `SANDBOX_SETTLEMENT` reports alone; this one makes every type, so that all can be tried [own].

use std::ops::Range;

use amazonpay::model::{
    CreateReport, CreateReportResponse, ListReports, ReleaseEnvironment, Report, ReportPage,
    ReportProcessingStatus as Status, ReportType,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::call::{ApiCall, Reply};
use super::page_tokens::PageToken;
use super::report_rows::Form;
use super::timers::{self, Event};
use super::{Engine, failures, request_fields, request_queries, request_shapes, simulation};
use crate::api_failure::ApiFailure;

/// Reports a page, unless the query says otherwise.
const PAGE_SIZE: usize = 10;

/// A report.
#[derive(Debug)]
pub(super) struct ReportRecord {
    pub(super) merchant: u32,
    pub(super) report_type: ReportType,
    pub(super) start: Timestamp,
    pub(super) end: Timestamp,
    pub(super) created: Timestamp,
    pub(super) status: Status,
    /// When it was done.
    pub(super) done: Option<Timestamp>,
    /// The journal's places that it covers.
    pub(super) places: Range<u32>,
    /// The settlement that it is of.
    pub(super) settlement: Option<usize>,
}

impl ReportRecord {
    pub(super) fn shown(&self, number: u64) -> Report {
        Report {
            report_id: report_id(number),
            report_type: Some(self.report_type.clone()),
            start_time: Some(self.start.into()),
            end_time: Some(self.end.into()),
            created_time: Some(self.created.into()),
            processing_status: Some(self.status.clone()),
            processing_start_time: Some(self.created.into()),
            processing_end_time: self.done.map(Into::into),
            report_document_id: (self.status == Status::Completed).then(|| document_id(number)),
            ..Default::default()
        }
    }
}

/// What a page token holds: the query, and the last report of the page before.
#[derive(Serialize, Deserialize)]
struct NextPage {
    query: ListReports,
    before: u64,
}

/// Writes a number as an identifier of 21 characters, as long as in the guide's examples.
pub(super) fn report_id(number: u64) -> String {
    format!("A{number:020}")
}

fn document_id(number: u64) -> String {
    format!("D{number:020}")
}

/// Reads the number from an identifier that begins with this letter.
pub(super) fn number_of(letter: char, id: &str) -> Option<u64> {
    let digits = id.strip_prefix(letter)?;
    (digits.len() == 20 && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| digits.parse().ok())?
}

impl Engine {
    /// Begins a report on a range of time. It shows what had happened when it was begun.
    pub(super) fn begin_report(
        &mut self,
        merchant: u32,
        report_type: ReportType,
        (start, end): (Timestamp, Timestamp),
        now: Timestamp,
    ) -> u64 {
        let places = self.journal.between(merchant, start, end);
        self.add_report(
            ReportRecord {
                merchant,
                report_type,
                start,
                end,
                created: now,
                status: Status::InProgress,
                done: None,
                places,
                settlement: None,
            },
            now,
        )
    }

    /// Begins the report on a settlement. "Automatically created with each settlement."
    pub(super) fn begin_settlement_report(&mut self, report_type: ReportType, index: usize, now: Timestamp) {
        let Some(settlement) = self.settlements.closed(index) else { return };
        let record = ReportRecord {
            merchant: settlement.merchant,
            report_type,
            start: settlement.started,
            end: settlement.closed,
            created: now,
            status: Status::InProgress,
            done: None,
            places: settlement.places.clone(),
            settlement: Some(index),
        };
        self.add_report(record, now);
    }

    fn add_report(&mut self, record: ReportRecord, now: Timestamp) -> u64 {
        let number = self.identifiers.next_number();
        self.reports.insert(number, record);
        self.object_count += 1;
        self.timers.set(timers::later(now, timers::REPORT_PENDING), Event::ReportDone(number));
        self.timers.set(timers::later(now, timers::REPORT_KEPT), Event::ReportForgotten(number));
        number
    }

    /// Ends the making of a report: "If there are no transactions … CANCELLED"
    /// (<https://developer.amazon.com/docs/amazon-pay-reports/requesting-sandbox-settlement-reports.html>).
    pub(super) fn finish_report(&mut self, number: u64, now: Timestamp) {
        let Some(record) = self.reports.get(&number) else { return };
        let has_rows = self.rows(record).next().is_some();
        if let Some(record) = self.reports.get_mut(&number) {
            record.status = if has_rows { Status::Completed } else { Status::Cancelled };
            record.done = Some(now);
        }
    }

    pub(super) fn forget_report(&mut self, number: u64) {
        if self.reports.remove(&number).is_some() {
            self.object_count -= 1;
        }
    }

    /// Refuses what can't be asked for: settlement reports come by themselves, and only the sandbox has sandbox ones.
    pub(super) fn check_report_type(
        &self,
        merchant: u32,
        report_type: &ReportType,
    ) -> Result<(), ApiFailure> {
        let live = self.release_environment(merchant) == ReleaseEnvironment::Live;
        match report_type {
            ReportType::Settlement => Err(failures::invalid_value(
                "reportType",
                "settlement reports are made with each settlement and can be listed, not asked for; in the sandbox ask \
                 for _GET_FLAT_FILE_OFFAMAZONPAYMENTS_SANDBOX_SETTLEMENT_DATA_.",
            )),
            ReportType::SandboxSettlement if live => Err(failures::invalid_value(
                "reportType",
                "sandbox settlement reports exist in the sandbox environment only.",
            )),
            _ => Ok(()),
        }
    }

    pub(super) fn create_report(&mut self, call: &ApiCall<'_>, now: Timestamp) -> Result<Reply, ApiFailure> {
        let request: CreateReport =
            request_fields::read(call.body, request_shapes::of_operation(call.operation))?;
        simulation::none(call.operation, call.simulation_code)?;
        let merchant = self.merchant_to_be(call.merchant);
        self.check_report_type(merchant, &request.report_type)?;
        // [own]: the guide does not say what stands for times that are left out.
        let end = request.end_time.map_or(now, |end| end.get());
        let start = match request.start_time {
            Some(start) => start.get(),
            None => end.checked_sub(timers::REPORT_COVERS).unwrap_or(Timestamp::MIN),
        };
        if start > end {
            return Err(failures::invalid_value("startTime", "is after endTime."));
        }
        let number = self.begin_report(merchant, request.report_type, (start, end), now);
        let answer = CreateReportResponse { report_id: report_id(number), ..Default::default() };
        Ok(Reply::json(201, &answer))
    }

    pub(super) fn get_report(&mut self, call: &ApiCall<'_>) -> Result<Reply, ApiFailure> {
        simulation::none(call.operation, call.simulation_code)?;
        let id = call.path_parameters.first().map_or("", String::as_str);
        let merchant = self.merchant(call.merchant);
        let found = number_of('A', id).and_then(|number| Some((number, self.reports.get(&number)?)));
        let found = found.filter(|(_, record)| record.merchant == merchant);
        let (number, record) = found.ok_or_else(|| failures::not_found("Report", id))?;
        Ok(Reply::json(200, &record.shown(number)))
    }

    /// Lists reports, the newest first. The token of the next page holds the query and says where to go on, so that
    /// reports that come meanwhile move nothing.
    pub(super) fn list_reports(&mut self, call: &ApiCall<'_>, now: Timestamp) -> Result<Reply, ApiFailure> {
        let mut query: ListReports = request_queries::read(call)?;
        simulation::none(call.operation, call.simulation_code)?;
        let mut before = u64::MAX;
        if let Some(token) = query.next_token.take() {
            if query != ListReports::default() {
                return Err(failures::bad_combination(
                    "nextToken: it stands for the whole query and goes without any other parameter.",
                ));
            }
            let next: NextPage = PageToken::read(&self.secrets, call, &token)?;
            (query, before) = (next.query, next.before);
        }
        let until = query.created_until.map_or(now, |until| until.get());
        let since = query.created_since.map_or(Timestamp::MIN, |since| since.get());
        if query.created_until.is_some() && since > until {
            return Err(failures::invalid_value("createdSince", "is after createdUntil."));
        }
        query.created_until = Some(until.into());
        let merchant = self.merchant(call.merchant);
        let wanted = |record: &ReportRecord| {
            record.merchant == merchant
                // To the second, as the moments of a query are.
                && record.created >= since
                && record.created.as_second() <= until.as_second()
                && query.report_types.as_ref().is_none_or(|types| types.contains(&record.report_type))
                && query.processing_statuses.as_ref().is_none_or(|statuses| statuses.contains(&record.status))
        };
        let size = query.page_size.map_or(PAGE_SIZE, |size| usize::try_from(size).unwrap_or(PAGE_SIZE));
        let mut found = self.reports.range(..before).rev().filter(|(_, record)| wanted(record));
        let page: Vec<(u64, Report)> =
            found.by_ref().take(size).map(|(number, record)| (*number, record.shown(*number))).collect();
        let last = page.last().filter(|_| found.next().is_some()).map(|(number, _)| *number);
        let next_token = last
            .map(|before| PageToken::write(&self.secrets, call, &NextPage { query: query.clone(), before }));
        let reports = Some(page.into_iter().map(|(_, report)| report).collect());
        Ok(Reply::json(200, &ReportPage { reports, next_token, ..Default::default() }))
    }

    pub(super) fn shown_reports(&self) -> impl Iterator<Item = (u64, Report)> {
        self.reports.iter().map(|(number, record)| (*number, record.shown(*number)))
    }

    /// The rows of a report, as the journal's entries.
    pub(super) fn rows<'a>(
        &'a self,
        record: &'a ReportRecord,
    ) -> impl Iterator<Item = (u32, &'a super::journal::Entry)> {
        let form = Form::of(&record.report_type);
        let places = record.places.clone();
        let entries = self.journal.slice(record.merchant, places.clone());
        places.clone().zip(entries).filter(move |(_, entry)| {
            form.is_some_and(|form| form.takes(self, record, entry)) && entry.is_last_before(places.end)
        })
    }
}
