//! Report schedules: list, get, create and cancel; and the reports that they make.
//!
//! Guide: <https://developer.amazon.com/docs/amazon-pay-reports/managing-report-schedules.html>.

use amazonpay::model::{
    CreateReportSchedule, CreateReportScheduleResponse, ListReportSchedules, ReportSchedule,
    ReportScheduleList, ReportType, ScheduleFrequency,
};
use jiff::{SignedDuration, Timestamp};

use super::call::{ApiCall, Reply};
use super::reports::number_of;
use super::timers::{self, Event};
use super::{Engine, failures, request_fields, request_queries, request_shapes, simulation};
use crate::api_failure::ApiFailure;

/// A schedule.
#[derive(Debug)]
pub(super) struct ScheduleRecord {
    pub(super) merchant: u32,
    report_type: ReportType,
    frequency: ScheduleFrequency,
    pub(super) next: Timestamp,
    pub(super) created: Timestamp,
}

impl ScheduleRecord {
    pub(super) fn shown(&self, number: u64) -> ReportSchedule {
        ReportSchedule {
            report_schedule_id: schedule_id(number),
            report_type: Some(self.report_type.clone()),
            schedule_frequency: Some(self.frequency.clone()),
            next_report_creation_time: Some(self.next.into()),
            ..Default::default()
        }
    }
}

pub(super) fn schedule_id(number: u64) -> String {
    format!("S{number:020}")
}

/// How long it is from one report to the next: all frequencies are so many minutes.
fn period(frequency: &ScheduleFrequency) -> SignedDuration {
    let minutes = match frequency {
        ScheduleFrequency::Pt5M => 5,
        ScheduleFrequency::Pt15M => 15,
        ScheduleFrequency::Pt30M => 30,
        ScheduleFrequency::Pt1H => 60,
        ScheduleFrequency::Pt2H => 2 * 60,
        ScheduleFrequency::Pt4H => 4 * 60,
        ScheduleFrequency::Pt8H => 8 * 60,
        ScheduleFrequency::Pt12H => 12 * 60,
        ScheduleFrequency::Pt84H => 84 * 60,
        ScheduleFrequency::P2D => 2 * 24 * 60,
        ScheduleFrequency::P3D => 3 * 24 * 60,
        ScheduleFrequency::P7D => 7 * 24 * 60,
        ScheduleFrequency::P14D => 14 * 24 * 60,
        ScheduleFrequency::P15D => 15 * 24 * 60,
        ScheduleFrequency::P18D => 18 * 24 * 60,
        ScheduleFrequency::P30D => 30 * 24 * 60,
        // PT24H and P1D; no other is let in.
        _ => 24 * 60,
    };
    SignedDuration::from_mins(minutes)
}

impl Engine {
    pub(super) fn create_schedule(
        &mut self,
        call: &ApiCall<'_>,
        now: Timestamp,
    ) -> Result<Reply, ApiFailure> {
        let request: CreateReportSchedule =
            request_fields::read(call.body, request_shapes::of_operation(call.operation))?;
        simulation::none(call.operation, call.simulation_code)?;
        let merchant = self.merchant_to_be(call.merchant);
        self.check_report_type(merchant, &request.report_type)?;
        // To the second, as the API writes moments.
        let now = Timestamp::from_second(now.as_second()).unwrap_or(now);
        let next = match request.next_report_creation_time {
            Some(next) => next.get(),
            // [own]: the guide does not say what stands for a time that is left out.
            None => timers::later(now, period(&request.schedule_frequency)),
        };
        if next < now {
            return Err(failures::invalid_value("nextReportCreationTime", "is in the past."));
        }
        let earlier = self
            .schedules
            .iter()
            .find(|(_, record)| record.merchant == merchant && record.report_type == request.report_type);
        if let Some(number) = earlier.map(|(number, _)| *number) {
            if request.delete_existing_schedule != Some(true) {
                // [own]: the guide names no reason code for it.
                return Err(ApiFailure::new(
                    400,
                    "InvalidRequest",
                    "reportType: there is a schedule for this type already; cancel it, or send deleteExistingSchedule \
                     true to replace it.",
                ));
            }
            self.schedules.remove(&number);
            self.object_count -= 1;
        }
        let number = self.identifiers.next_number();
        self.schedules.insert(
            number,
            ScheduleRecord {
                merchant,
                report_type: request.report_type,
                frequency: request.schedule_frequency,
                next,
                created: now,
            },
        );
        self.object_count += 1;
        self.timers.set(next, Event::ReportScheduled(number));
        let answer =
            CreateReportScheduleResponse { report_schedule_id: schedule_id(number), ..Default::default() };
        Ok(Reply::json(201, &answer))
    }

    fn called_schedule(&self, call: &ApiCall<'_>) -> Result<(u64, &ScheduleRecord), ApiFailure> {
        let id = call.path_parameters.first().map_or("", String::as_str);
        let merchant = self.merchant(call.merchant);
        let found = number_of('S', id).and_then(|number| Some((number, self.schedules.get(&number)?)));
        let found = found.filter(|(_, record)| record.merchant == merchant);
        found.ok_or_else(|| failures::not_found("Report Schedule", id))
    }

    pub(super) fn get_schedule(&mut self, call: &ApiCall<'_>) -> Result<Reply, ApiFailure> {
        simulation::none(call.operation, call.simulation_code)?;
        let (number, record) = self.called_schedule(call)?;
        Ok(Reply::json(200, &record.shown(number)))
    }

    pub(super) fn list_schedules(&mut self, call: &ApiCall<'_>) -> Result<Reply, ApiFailure> {
        let query: ListReportSchedules = request_queries::read(call)?;
        simulation::none(call.operation, call.simulation_code)?;
        let merchant = self.merchant(call.merchant);
        let found = self.schedules.iter().filter(|(_, record)| {
            record.merchant == merchant
                && query.report_types.as_ref().is_none_or(|types| types.contains(&record.report_type))
        });
        let schedules = Some(found.map(|(number, record)| record.shown(*number)).collect());
        Ok(Reply::json(200, &ReportScheduleList { report_schedules: schedules, ..Default::default() }))
    }

    /// Cancels a schedule: "200 … empty response body".
    pub(super) fn cancel_schedule(&mut self, call: &ApiCall<'_>) -> Result<Reply, ApiFailure> {
        simulation::none(call.operation, call.simulation_code)?;
        let (number, _) = self.called_schedule(call)?;
        self.schedules.remove(&number);
        self.object_count -= 1;
        Ok(Reply::new(200, ""))
    }

    /// Makes the report that is due, on the time since the one before [own], and waits for the next.
    ///
    /// When the clock was moved by more than reports are kept, those that would be forgotten already are not made.
    pub(super) fn make_scheduled_report(&mut self, number: u64, due: Timestamp) {
        let Some(record) = self.schedules.get_mut(&number) else { return };
        let period = period(&record.frequency);
        let kept_since = self.latest.checked_sub(timers::REPORT_KEPT).unwrap_or(Timestamp::MIN);
        if due < kept_since {
            let missed = kept_since.duration_since(due).as_secs() / period.as_secs();
            let skipped =
                SignedDuration::from_secs(missed.saturating_mul(period.as_secs()).max(period.as_secs()));
            record.next = timers::later(due, skipped);
        } else {
            record.next = timers::later(due, period);
        }
        let next = record.next;
        let (merchant, report_type) = (record.merchant, record.report_type.clone());
        if due >= kept_since {
            let start = due.checked_sub(period).unwrap_or(Timestamp::MIN);
            self.begin_report(merchant, report_type, (start, due), due);
        }
        if next > due {
            self.timers.set(next, Event::ReportScheduled(number));
        }
    }

    pub(super) fn shown_schedules(&self) -> impl Iterator<Item = (u64, ReportSchedule)> {
        self.schedules.iter().map(|(number, record)| (*number, record.shown(*number)))
    }
}
