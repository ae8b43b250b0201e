package dev.amazonpay.interop;

import static dev.amazonpay.interop.SandboxProcess.SANDBOX;
import static dev.amazonpay.interop.Shop.answered;
import static dev.amazonpay.interop.Shop.json;
import static dev.amazonpay.interop.Shop.key;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.json.JSONObject;

/** Reports and disbursements. */
class ReportsTest {
  private static final String CAPTURES = "_GET_FLAT_FILE_OFFAMAZONPAYMENTS_CAPTURE_DATA_";
  private static final String REFUNDS = "_GET_FLAT_FILE_OFFAMAZONPAYMENTS_REFUND_DATA_";

  private static String time(Instant moment) {
    return DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC).format(moment);
  }

  @BothAlgorithms
  void reportsAreMadeListedFetchedAndScheduled(String algorithm) throws Exception {
    var client = Shop.client(algorithm);
    Shop.capturedCharge(client);
    var now = Instant.parse(SANDBOX.control("GET", "health", null).getString("now"));
    var range = json("reportType", CAPTURES)
        .put("startTime", time(now.minus(Duration.ofHours(1))))
        .put("endTime", time(now.plusSeconds(1)));
    var reportId = answered(201, client.createReport(range, key())).getString("reportId");
    SANDBOX.control("POST", "clock", json("advance", "1m"));
    var report = answered(200, client.getReportById(reportId));
    assertEquals("COMPLETED", report.getString("processingStatus"));

    // The SDK repeats the name for each value of a list.
    var query = Map.of("reportTypes", List.of(CAPTURES, REFUNDS), "processingStatuses", List.of("COMPLETED"));
    var reports = answered(200, client.getReports(query)).getJSONArray("reports");
    assertTrue(StreamSupport.stream(reports.spliterator(), false)
        .anyMatch(listed -> ((JSONObject) listed).getString("reportId").equals(reportId)), reports.toString());
    assertTrue(answered(200, client.getReports()).getJSONArray("reports").length() >= reports.length());

    var document = answered(200, client.getReportDocument(report.getString("reportDocumentId")));
    var contents = HttpRequest.newBuilder(URI.create(document.getString("url"))).build();
    var rows = HttpClient.newHttpClient().send(contents, BodyHandlers.ofByteArray());
    assertEquals(200, rows.statusCode());
    assertTrue(rows.body().length > 0);

    var schedule = json("reportType", CAPTURES)
        .put("scheduleFrequency", "P7D")
        .put("nextReportCreationTime", time(now.plus(Duration.ofDays(1))));
    var scheduleId = answered(201, client.createReportSchedule(schedule, key())).getString("reportScheduleId");
    assertEquals(CAPTURES, answered(200, client.getReportScheduleById(scheduleId)).getString("reportType"));
    var schedules = answered(200, client.getReportSchedules(CAPTURES)).getJSONArray("reportSchedules");
    assertEquals(1, schedules.length());
    answered(200, client.cancelReportSchedule(scheduleId));

    var days = Map.of(
        "startTime", List.of(time(now.minus(Duration.ofDays(1)))), "endTime", List.of(time(now)));
    answered(200, client.getDisbursements(days, Map.of()));
  }
}
