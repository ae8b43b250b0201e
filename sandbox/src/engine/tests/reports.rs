//! Reports, their documents and their schedules.

use super::*;

const SETTLEMENT: &str = "_GET_FLAT_FILE_OFFAMAZONPAYMENTS_SANDBOX_SETTLEMENT_DATA_";
const BY_SETTLEMENT: &str = "_GET_FLAT_FILE_OFFAMAZONPAYMENTS_SETTLEMENT_DATA_";
const AUTHORIZATION: &str = "_GET_FLAT_FILE_OFFAMAZONPAYMENTS_AUTHORIZATION_DATA_";
const CAPTURE: &str = "_GET_FLAT_FILE_OFFAMAZONPAYMENTS_CAPTURE_DATA_";
const REFUND: &str = "_GET_FLAT_FILE_OFFAMAZONPAYMENTS_REFUND_DATA_";
const ORDER_REFERENCE: &str = "_GET_FLAT_FILE_OFFAMAZONPAYMENTS_ORDER_REFERENCE_DATA_";
const BILLING_AGREEMENT: &str = "_GET_FLAT_FILE_OFFAMAZONPAYMENTS_BILLING_AGREEMENT_DATA_";

impl World {
    /// Calls an operation with a query.
    pub(super) fn list(&mut self, operation: &str, query: &[(&str, &str)]) -> (u16, Value) {
        self.query = query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let answer = self.call(operation, "", Value::Null);
        self.query.clear();
        answer
    }

    #[track_caller]
    fn report(&mut self, report_type: &str) -> String {
        text(&self.ok("reports.create", "", json!({"reportType": report_type}))["reportId"])
    }

    /// A report, once it is done.
    #[track_caller]
    fn finished(&mut self, id: &str) -> Value {
        self.pass(SignedDuration::from_secs(30));
        self.ok("reports.get", id, Value::Null)
    }

    /// The name of a document, which its address ends in.
    #[track_caller]
    fn document_name(&mut self, report: &Value) -> String {
        let id = text(&report["reportDocumentId"]);
        let document = self.ok("report_documents.get", &id, Value::Null);
        assert_eq!(document["compressionAlgorithm"], "N/A");
        text(&document["url"])
            .strip_prefix("https://pay-api.amazon.com/_sandbox/documents/")
            .unwrap()
            .to_owned()
    }

    fn read(&mut self, name: &str, part: usize) -> String {
        let mut document = self.engine.open_document(name, self.now).unwrap();
        let mut whole = String::new();
        loop {
            let text = self.engine.read_document(&mut document, part);
            if text.is_empty() {
                return whole;
            }
            whole.push_str(std::str::from_utf8(&text).unwrap());
        }
    }

    /// The rows of a report's document, by its columns' names.
    #[track_caller]
    fn rows(&mut self, report: &Value) -> Vec<Value> {
        assert_eq!(report["processingStatus"], "COMPLETED", "{report}");
        let name = self.document_name(report);
        rows(&self.read(&name, usize::MAX))
    }

    /// Makes a report of a type and reads its rows.
    #[track_caller]
    fn rows_of(&mut self, report_type: &str) -> Vec<Value> {
        let id = self.report(report_type);
        let report = self.finished(&id);
        self.rows(&report)
    }

    fn reports(&mut self) -> Vec<Value> {
        self.engine.run_until(self.now);
        self.engine.objects(ObjectKind::Report)
    }
}

fn rows(document: &str) -> Vec<Value> {
    let mut lines = document.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let columns = lines.next().unwrap();
    let row = |values: Vec<&str>| {
        assert_eq!(values.len(), columns.len(), "{values:?}");
        columns.iter().zip(values).map(|(name, value)| ((*name).to_owned(), Value::from(value))).collect()
    };
    lines.map(row).collect()
}

#[track_caller]
fn column<'a>(rows: &'a [Value], name: &str) -> Vec<&'a str> {
    rows.iter().map(|row| row[name].as_str().unwrap()).collect()
}

/// Two captures of 30.00 and 12.50, a refund of 5.00 and an authorization of 7.00.
fn sold() -> (World, String) {
    let mut world = World::new();
    let permission = world.permission("100.00");
    let charge = world.charge(&permission, "30.00", true);
    world.charge(&permission, "12.50", true);
    world.charge(&permission, "7.00", false);
    world.ok("refunds.create", "", refund_body(&charge, "5.00"));
    world.pass(SignedDuration::from_secs(60));
    world.engine.run_until(world.now);
    (world, permission)
}

#[test]
fn a_report_is_in_progress_first_and_completed_on_the_clock() {
    let (mut world, _) = sold();
    let id = world.report(SETTLEMENT);
    let report = world.ok("reports.get", &id, Value::Null);
    assert_eq!(
        report,
        json!({
            "reportId": id,
            "reportType": SETTLEMENT,
            "startTime": "20261025T100100Z",
            "endTime": "20261124T100100Z",
            "createdTime": "20261124T100100Z",
            "processingStatus": "IN_PROGRESS",
            "processingStartTime": "20261124T100100Z",
        })
    );
    world.assert_refused("report_documents.get", &id.replace('A', "D"), Value::Null, 404, "ResourceNotFound");
    let report = world.finished(&id);
    assert_eq!(report["processingStatus"], "COMPLETED");
    assert_eq!(report["processingEndTime"], "20261124T100130Z");
    assert!(report["reportDocumentId"].is_string());
}

#[test]
fn a_settlement_report_has_the_guides_columns_and_adds_up_to_the_cent() {
    let (mut world, permission) = sold();
    let rows = world.rows_of(SETTLEMENT);
    assert_eq!(column(&rows, "TransactionType"), ["Capture", "Capture", "Refund"]);
    assert_eq!(column(&rows, "NetTransactionAmount"), ["30.00", "12.50", "-5.00"]);
    let sum: Decimal =
        column(&rows, "NetTransactionAmount").iter().map(|text| text.parse::<Decimal>().unwrap()).sum();
    assert_eq!(sum.to_string(), "37.50");
    assert_eq!(rows[2]["TransactionPostedDate"], "2026-11-24T10:00:30+0000");
    assert_eq!(rows[0]["AmazonTransactionId"], format!("{permission}-C000001"));
    assert_eq!(rows[2]["AmazonTransactionId"], format!("{permission}-R000001"));
    assert!(rows.iter().all(|row| row["AmazonOrderReferenceId"] == permission.as_str()));
    assert!(rows.iter().all(|row| row["CurrencyCode"] == "EUR" && row["TotalTransactionFee"] == "0.00"));
    assert!(rows.iter().all(|row| row["SettlementId"] == rows[0]["SettlementId"]));
}

#[test]
fn transaction_reports_show_each_object_once_in_its_last_state_of_the_range() {
    let (mut world, permission) = sold();
    let recurring = world.recurring();
    let charges = world.rows_of(AUTHORIZATION);
    assert_eq!(column(&charges, "AuthorizationStatus"), ["Captured", "Captured", "Authorized"]);
    let captures = world.rows_of(CAPTURE);
    assert_eq!(column(&captures, "CaptureAmount"), ["30.00", "12.50"]);
    assert_eq!(captures[0]["BillingAddressCity"], "München");
    let refunds = world.rows_of(REFUND);
    assert_eq!(column(&refunds, "RefundStatus"), ["Refunded"]);
    assert_eq!(refunds[0]["AmazonCaptureId"], format!("{permission}-C000001"));
    let orders = world.rows_of(ORDER_REFERENCE);
    assert_eq!(column(&orders, "AmazonOrderReferenceId"), [&*permission]);
    assert_eq!(column(&orders, "OrderAmount"), ["100.00"]);
    let agreements = world.rows_of(BILLING_AGREEMENT);
    assert_eq!(column(&agreements, "AmazonBillingAgreementId"), [&*recurring]);
}

#[test]
fn a_document_says_the_same_whatever_happens_afterwards() {
    let (mut world, permission) = sold();
    let authorized = format!("{permission}-C000003");
    let ids = [
        world.report(AUTHORIZATION),
        world.report(SETTLEMENT),
        world.report(REFUND),
        world.report(ORDER_REFERENCE),
    ];
    // In the same second, but after the report was asked for.
    world.ok("charges.capture", &authorized, amount_body("captureAmount", "7.00"));
    let read = |world: &mut World| {
        ids.iter()
            .map(|id| {
                let report = world.finished(id);
                let name = world.document_name(&report);
                world.read(&name, usize::MAX)
            })
            .collect::<Vec<_>>()
    };
    let before = read(&mut world);
    assert_eq!(column(&rows(&before[0]), "AuthorizationStatus"), ["Captured", "Captured", "Authorized"]);
    world.ok("refunds.create", "", refund_body(&authorized, "7.00"));
    world.ok("charge_permissions.close", &permission, json!({"closureReason": "done"}));
    world.pass_days(3);
    assert_eq!(read(&mut world), before);
}

#[test]
fn a_document_comes_in_parts_that_make_up_the_whole() {
    let (mut world, _) = sold();
    let id = world.report(AUTHORIZATION);
    let report = world.finished(&id);
    let name = world.document_name(&report);
    let whole = world.read(&name, usize::MAX);
    assert_eq!(whole.lines().count(), 4);
    for part in [1, 100, 1_000] {
        assert_eq!(world.read(&name, part), whole);
    }
}

#[test]
fn values_keep_to_their_column_whatever_they_hold() {
    let mut world = World::new();
    let mut body = session_body("AuthorizeWithCapture", "10.00");
    body["merchantMetadata"] = json!({"merchantReferenceId": "a\tb\nc", "merchantStoreName": "Bücher"});
    let id = world.confirmed(body, "1111");
    world.ok("checkout_sessions.complete", &id, amount_body("chargeAmount", "10.00"));
    let rows = world.rows_of(SETTLEMENT);
    assert_eq!((column(&rows, "SellerOrderId"), column(&rows, "StoreName")), (vec!["a b c"], vec!["Bücher"]));
}

#[test]
fn a_report_without_a_transaction_is_cancelled() {
    let (mut world, _) = sold();
    let body =
        json!({"reportType": SETTLEMENT, "startTime": "20261201T000000Z", "endTime": "20261202T000000Z"});
    let id = text(&world.ok("reports.create", "", body)["reportId"]);
    let report = world.finished(&id);
    assert_eq!(report["processingStatus"], "CANCELLED");
    assert_eq!(report["reportDocumentId"], Value::Null);
}

#[test]
fn an_address_of_a_document_is_good_for_half_a_minute_and_cannot_be_guessed() {
    let (mut world, _) = sold();
    let id = world.report(SETTLEMENT);
    let report = world.finished(&id);
    let name = world.document_name(&report);
    world.pass(SignedDuration::from_millis(29_999));
    world.engine.open_document(&name, world.now).unwrap();
    let other = name.replacen(|c: char| c != 'f', "f", 1);
    let later = name.rsplit_once('-').map(|(before, _)| format!("{before}-99999999999999.txt")).unwrap();
    for wrong in [other.as_str(), &later, &name.replace(".txt", ".gz"), "", "-", "1-2-3.txt"] {
        assert_eq!(world.engine.open_document(wrong, world.now).unwrap_err().status, 403, "{wrong}");
    }
    world.pass(SignedDuration::from_millis(1));
    let refused = world.engine.open_document(&name, world.now).unwrap_err();
    assert_eq!((refused.status, refused.reason_code.as_ref()), (403, "InvalidAuthentication"));
}

#[test]
fn reports_belong_to_their_merchant_and_are_kept_for_90_days() {
    let (mut world, _) = sold();
    let id = world.report(SETTLEMENT);
    let report = world.finished(&id);
    world.merchant = "A2";
    world.assert_refused("reports.get", &id, Value::Null, 404, "ResourceNotFound");
    let document = text(&report["reportDocumentId"]);
    world.assert_refused("report_documents.get", &document, Value::Null, 404, "ResourceNotFound");
    assert_eq!(world.list("reports.list", &[]).1, json!({"reports": []}));
    world.merchant = "A1";
    assert_eq!(world.list("reports.list", &[]).1["reports"], json!([report]));
    world.now += SignedDuration::from_hours(90 * 24) - SignedDuration::from_secs(31);
    world.ok("reports.get", &id, Value::Null);
    world.pass(SignedDuration::from_secs(1));
    world.assert_refused("reports.get", &id, Value::Null, 404, "ResourceNotFound");
}

#[test]
fn what_cannot_be_asked_for_is_refused() {
    let mut world = World::new();
    let refused = |world: &mut World, body: Value, reason: &str| {
        world.assert_refused("reports.create", "", body, 400, reason);
    };
    refused(&mut world, json!({}), "MissingParameterValue");
    refused(&mut world, json!({"reportType": "_GET_NOTHING_"}), "InvalidParameterValue");
    refused(&mut world, json!({"reportType": BY_SETTLEMENT}), "InvalidParameterValue");
    refused(&mut world, json!({"reportType": SETTLEMENT, "startTime": "soon"}), "InvalidParameterValue");
    refused(&mut world, json!({"reportType": SETTLEMENT, "sort": 1}), "UnrecognizedField");
    let reversed =
        json!({"reportType": SETTLEMENT, "startTime": "20261124T000001Z", "endTime": "20261124T000000Z"});
    refused(&mut world, reversed, "InvalidParameterValue");
    let (status, answer) = world.call_with_key("reports.create", "", json!({"reportType": SETTLEMENT}), None);
    assert_eq!((status, &answer["reasonCode"]), (400, &json!("MissingHeader")));
    world.merchant = "A1/live";
    refused(&mut world, json!({"reportType": SETTLEMENT}), "InvalidParameterValue");
    world.report(AUTHORIZATION);
}

#[test]
fn lists_are_filtered_by_type_state_and_time() {
    let (mut world, _) = sold();
    let first = world.report(SETTLEMENT);
    world.pass(SignedDuration::from_secs(60));
    let second = world.report(REFUND);
    let mut ids = |query: &[(&str, &str)]| {
        let (status, answer) = world.list("reports.list", query);
        assert_eq!(status, 200, "{answer}");
        let reports = answer["reports"].as_array().unwrap();
        reports.iter().map(|report| text(&report["reportId"])).collect::<Vec<_>>()
    };
    assert_eq!(ids(&[]), [&*second, &first]);
    assert_eq!(ids(&[("reportTypes", REFUND)]), [&*second]);
    assert_eq!(ids(&[("reportTypes", &format!("{REFUND},{SETTLEMENT}"))]), [&*second, &first]);
    assert_eq!(ids(&[("reportTypes", REFUND), ("reportTypes", SETTLEMENT)]), [&*second, &first]);
    assert_eq!(ids(&[("processingStatuses", "COMPLETED")]), [&*first]);
    assert_eq!(ids(&[("processingStatuses", "COMPLETED,IN_PROGRESS")]), [&*second, &first]);
    assert_eq!(ids(&[("createdSince", "20261124T100101Z")]), [&*second]);
    assert_eq!(ids(&[("createdUntil", "2026-11-24T10:01:00Z")]), [&*first]);
    assert_eq!(ids(&[("createdSince", "20261124T100100Z"), ("createdUntil", "20261124T100200Z")]).len(), 2);
    assert_eq!(ids(&[("processingStatuses", "FAILED"), ("nextToken", "")]), [""; 0]);
}

#[test]
fn pages_go_on_where_the_last_one_ended_while_new_reports_arrive() {
    let mut world = World::new();
    let ids: Vec<String> = (0..25).map(|_| world.report(AUTHORIZATION)).collect();
    let seen_of = |answer: &Value| {
        let reports = answer["reports"].as_array().unwrap();
        reports.iter().map(|report| text(&report["reportId"])).collect::<Vec<_>>()
    };
    let (_, page) = world.list("reports.list", &[]);
    assert_eq!(seen_of(&page).len(), 10);
    let (_, mut page) = world.list("reports.list", &[("pageSize", "7"), ("reportTypes", AUTHORIZATION)]);
    let mut seen = seen_of(&page);
    let mut pages = 1;
    while let Some(token) = page["nextToken"].as_str().map(str::to_owned) {
        world.report(AUTHORIZATION);
        let (status, answer) = world.list("reports.list", &[("nextToken", &token)]);
        assert_eq!(status, 200, "{answer}");
        page = answer;
        seen.extend(seen_of(&page));
        pages += 1;
    }
    assert_eq!(pages, 4);
    assert!(seen.iter().eq(ids.iter().rev()), "{seen:?}");
}

#[test]
fn queries_are_checked_as_bodies_are() {
    let mut world = World::new();
    world.report(AUTHORIZATION);
    world.report(AUTHORIZATION);
    let token = text(&world.list("reports.list", &[("pageSize", "1")]).1["nextToken"]);
    let spoilt = format!("{token}0");
    let cases: &[(&[(&str, &str)], &str)] = &[
        (&[("page", "1")], "UnrecognizedField"),
        (&[("pageSize", "0")], "InvalidParameterValue"),
        (&[("pageSize", "101")], "InvalidParameterValue"),
        (&[("pageSize", "-1")], "InvalidParameterValue"),
        (&[("pageSize", "ten")], "InvalidParameterValue"),
        (&[("pageSize", "1"), ("pageSize", "2")], "InvalidParameterValue"),
        (&[("reportTypes", "_GET_NOTHING_")], "InvalidParameterValue"),
        (&[("processingStatuses", "COMPLETED,DONE")], "InvalidParameterValue"),
        (&[("createdSince", "yesterday")], "InvalidParameterValue"),
        (
            &[("createdSince", "20261125T000000Z"), ("createdUntil", "20261124T000000Z")],
            "InvalidParameterValue",
        ),
        (&[("nextToken", &token), ("pageSize", "1")], "InvalidParameterCombination"),
        (&[("nextToken", &spoilt)], "InvalidParameterValue"),
        (&[("nextToken", "e30.e30")], "InvalidParameterValue"),
    ];
    for (query, reason) in cases {
        let (status, answer) = world.list("reports.list", query);
        assert_eq!((status, answer["reasonCode"].as_str().unwrap()), (400, *reason), "{query:?} {answer}");
        let name = query[0].0;
        assert!(text(&answer["message"]).contains(name), "{answer}");
    }
    world.merchant = "A2";
    assert_eq!(world.list("reports.list", &[("nextToken", &token)]).0, 400);
}

#[test]
fn a_schedule_makes_every_report_once_however_far_the_clock_is_moved() {
    let (mut world, permission) = sold();
    let body = json!({"reportType": SETTLEMENT, "scheduleFrequency": "P7D", "nextReportCreationTime": "20261125T000000Z"});
    let id = text(&world.ok("report_schedules.create", "", body)["reportScheduleId"]);
    let shown = json!({
        "reportScheduleId": id,
        "reportType": SETTLEMENT,
        "scheduleFrequency": "P7D",
        "nextReportCreationTime": "20261125T000000Z",
    });
    assert_eq!(world.ok("report_schedules.get", &id, Value::Null), shown);
    assert_eq!(world.list("report_schedules.list", &[]).1, json!({"reportSchedules": [shown]}));
    assert_eq!(
        world.list("report_schedules.list", &[("reportTypes", REFUND)]).1,
        json!({"reportSchedules": []})
    );
    world.pass_days(15);
    world.charge(&permission, "1.00", true);
    world.pass_days(7);
    let made: Vec<Value> =
        world.reports().into_iter().filter(|report| report["reportType"] == SETTLEMENT).collect();
    let of = |name: &str| made.iter().map(|report| text(&report[name])).collect::<Vec<_>>();
    assert_eq!(
        of("createdTime"),
        ["20261125T000000Z", "20261202T000000Z", "20261209T000000Z", "20261216T000000Z"]
    );
    assert_eq!(
        of("startTime"),
        ["20261118T000000Z", "20261125T000000Z", "20261202T000000Z", "20261209T000000Z"]
    );
    assert_eq!(of("processingStatus"), ["COMPLETED", "CANCELLED", "CANCELLED", "COMPLETED"]);
    assert_eq!(
        world.ok("report_schedules.get", &id, Value::Null)["nextReportCreationTime"],
        "20261223T000000Z"
    );
}

#[test]
fn years_of_a_schedule_leave_the_reports_of_90_days() {
    let mut world = World::new();
    let body = json!({"reportType": AUTHORIZATION, "scheduleFrequency": "PT1H"});
    let id = text(&world.ok("report_schedules.create", "", body)["reportScheduleId"]);
    world.pass_days(2_000 * 365);
    let reports = world.reports();
    assert_eq!(reports.len(), 90 * 24);
    let created: Vec<Timestamp> =
        reports.iter().map(|report| text(&report["createdTime"]).parse().unwrap()).collect();
    assert!(created.windows(2).all(|pair| pair[1].duration_since(pair[0]) == SignedDuration::from_hours(1)));
    assert_eq!(*created.last().unwrap(), world.now);
    let next = text(&world.ok("report_schedules.get", &id, Value::Null)["nextReportCreationTime"]);
    assert_eq!(next.parse::<Timestamp>().unwrap(), world.now + SignedDuration::from_hours(1));
}

#[test]
fn there_is_one_schedule_a_type_unless_it_is_replaced() {
    let mut world = World::new();
    let body = json!({"reportType": REFUND, "scheduleFrequency": "P1D"});
    let first = text(&world.ok("report_schedules.create", "", body.clone())["reportScheduleId"]);
    world.assert_refused("report_schedules.create", "", body.clone(), 400, "InvalidRequest");
    world.ok("report_schedules.create", "", json!({"reportType": CAPTURE, "scheduleFrequency": "P1D"}));
    let mut replacing = body;
    replacing["deleteExistingSchedule"] = json!(true);
    let second = text(&world.ok("report_schedules.create", "", replacing)["reportScheduleId"]);
    assert_ne!(first, second);
    world.assert_refused("report_schedules.get", &first, Value::Null, 404, "ResourceNotFound");
    world.pass_days(2);
    // The one that was replaced makes none.
    let refunds = world.reports().iter().filter(|report| report["reportType"] == REFUND).count();
    assert_eq!(refunds, 2);
    world.merchant = "A2";
    world.assert_refused("report_schedules.get", &second, Value::Null, 404, "ResourceNotFound");
    world.ok("report_schedules.create", "", json!({"reportType": REFUND, "scheduleFrequency": "P1D"}));
}

#[test]
fn a_schedule_ends_with_an_empty_answer_and_is_gone() {
    let mut world = World::new();
    let body = json!({"reportType": REFUND, "scheduleFrequency": "PT5M"});
    let id = text(&world.ok("report_schedules.create", "", body)["reportScheduleId"]);
    world.pass(SignedDuration::from_mins(5));
    let reply = world.send("report_schedules.cancel", &id, b"", None);
    assert_eq!((reply.status, reply.body.len()), (200, 0));
    world.assert_refused("report_schedules.cancel", &id, Value::Null, 404, "ResourceNotFound");
    world.pass_days(1);
    assert_eq!(world.reports().len(), 1, "the report that was made stays, and no other comes");
}

#[test]
fn schedules_that_will_not_do_are_refused() {
    let mut world = World::new();
    for (body, reason) in [
        (json!({"reportType": REFUND}), "MissingParameterValue"),
        (json!({"reportType": REFUND, "scheduleFrequency": "PT1M"}), "InvalidParameterValue"),
        (json!({"reportType": BY_SETTLEMENT, "scheduleFrequency": "P1D"}), "InvalidParameterValue"),
        (
            json!({"reportType": REFUND, "scheduleFrequency": "P1D", "nextReportCreationTime": "20261124T095959Z"}),
            "InvalidParameterValue",
        ),
    ] {
        world.assert_refused("report_schedules.create", "", body, 400, reason);
    }
}

#[test]
fn reset_forgets_reports_schedules_and_what_they_are_made_of() {
    let (mut world, _) = sold();
    world.report(SETTLEMENT);
    world.ok("report_schedules.create", "", json!({"reportType": REFUND, "scheduleFrequency": "P1D"}));
    world.pass_days(1);
    assert!(!world.reports().is_empty());
    world.engine.reset();
    world.pass_days(1);
    world.engine.run_until(world.now);
    for (name, kind) in ObjectKind::ALL {
        assert_eq!(world.engine.objects(*kind), [Value::Null; 0], "{name}");
    }
    assert_eq!(world.engine.object_count(), 0);
}
