//! Report documents: where they can be fetched, for half a minute, and their rows, which are written when they are.

use std::ops::Range;

use amazonpay::model::{CompressionAlgorithm, ReportDocument, ReportProcessingStatus};
use jiff::Timestamp;

use super::call::{ApiCall, Reply};
use super::report_rows::Form;
use super::reports::number_of;
use super::settlements::settlement_id;
use super::{Engine, failures, simulation, timers};
use crate::api_failure::ApiFailure;

/// Where documents are, below the sandbox's address.
pub(crate) const DOCUMENT_PATH: &str = "/_sandbox/documents/";

/// What the secret is for.
const PURPOSE: &str = "report document";

/// A document that is being read.
#[derive(Debug)]
pub struct Document {
    /// Whether it is to be compressed with gzip.
    pub gzip: bool,
    report: u64,
    form: Form,
    settlement_id: String,
    places: Range<u32>,
    is_begun: bool,
}

impl Engine {
    /// Lets the documents of reports be compressed with gzip, or not, which is how Amazon sends them: "At this time
    /// always N/A". It outlives a [`reset`](Self::reset).
    pub fn compress_documents(&mut self, wanted: bool) {
        self.compresses_documents = wanted;
    }

    pub(super) fn get_report_document(
        &mut self,
        call: &ApiCall<'_>,
        now: Timestamp,
    ) -> Result<Reply, ApiFailure> {
        simulation::none(call.operation, call.simulation_code)?;
        let id = call.path_parameters.first().map_or("", String::as_str);
        let merchant = self.merchant(call.merchant);
        let number = number_of('D', id).filter(|number| {
            let record = self.reports.get(number);
            record.is_some_and(|record| {
                record.merchant == merchant && record.status == ReportProcessingStatus::Completed
            })
        });
        let number = number.ok_or_else(|| failures::not_found("Report Document", id))?;
        let until = timers::later(now, timers::DOCUMENT_URL_LIVES).as_millisecond();
        let kind = if self.compresses_documents { "gz" } else { "txt" };
        let subject = format!("{number}-{until}.{kind}");
        let proof = self.secrets.token(PURPOSE, &subject);
        let algorithm =
            if self.compresses_documents { CompressionAlgorithm::Gzip } else { CompressionAlgorithm::None };
        let document = ReportDocument {
            report_document_id: id.to_owned(),
            url: Some(format!("{}{DOCUMENT_PATH}{proof}-{subject}", self.address).into()),
            compression_algorithm: Some(algorithm),
            ..Default::default()
        };
        Ok(Reply::json(200, &document))
    }

    /// Opens the document whose address ends in this name, as Get Report Document gave it.
    ///
    /// # Errors
    /// 403 when the name was not given, or is older than half a minute.
    pub fn open_document(&mut self, name: &str, now: Timestamp) -> Result<Document, ApiFailure> {
        let now = self.advance(now);
        let refused = || {
            let message = "The address of the report document is not valid, or no longer: it is good for 30 seconds. Read \
                           the report document again for another.";
            ApiFailure::new(403, "InvalidAuthentication", message)
        };
        let read = || {
            let (proof, subject) = name.split_once('-')?;
            let (number, rest) = subject.split_once('-')?;
            let (until, kind) = rest.split_once('.')?;
            let until = Timestamp::from_millisecond(until.parse().ok()?).ok()?;
            let is_valid = self.secrets.token(PURPOSE, subject) == proof && now < until;
            is_valid.then_some((number.parse::<u64>().ok()?, kind == "gz"))
        };
        let (report, gzip) = read().ok_or_else(refused)?;
        let record = self.reports.get(&report).ok_or_else(refused)?;
        let form = Form::of(&record.report_type).ok_or_else(refused)?;
        // A sandbox settlement report is a settlement of its own [own].
        let settlement = record.settlement.and_then(|index| self.settlements.closed(index));
        let settlement_id = settlement.map_or_else(|| settlement_id(report), |settlement| settlement.id());
        Ok(Document { gzip, report, form, settlement_id, places: record.places.clone(), is_begun: false })
    }

    /// Writes the next part of a document, some `most` bytes of whole rows; nothing when it has come to its end.
    pub fn read_document(&self, document: &mut Document, most: usize) -> Vec<u8> {
        let mut text = Vec::new();
        if !document.is_begun {
            document.is_begun = true;
            write_row(&mut text, document.form.columns());
        }
        let Some(record) = self.reports.get(&document.report) else { return text };
        let entries = self.journal.slice(record.merchant, document.places.clone());
        let mut done = document.places.end;
        for (place, entry) in document.places.clone().zip(entries) {
            if text.len() >= most {
                done = place;
                break;
            }
            if entry.is_last_before(record.places.end)
                && document.form.takes(self, record, entry)
                && let Some(values) = self.row(document.form, &document.settlement_id, entry)
            {
                write_row(&mut text, values);
            }
        }
        document.places.start = done;
        text
    }
}

/// Writes values with tabs between them. A tab or a line's end within one becomes a space.
fn write_row<T: AsRef<str>>(text: &mut Vec<u8>, values: Vec<T>) {
    for (index, value) in values.iter().enumerate() {
        if index > 0 {
            text.push(b'\t');
        }
        text.extend(value.as_ref().bytes().map(|byte| if byte.is_ascii_control() { b' ' } else { byte }));
    }
    text.push(b'\n');
}
