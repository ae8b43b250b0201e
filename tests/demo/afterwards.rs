//! What comes after the order: the buyer's bank asks money back, Amazon tells of it, the merchant answers with evidence,
//! and the settlement report adds up to what the ledger says.

use std::error::Error;
use std::time::Duration;

use amazonpay::AmazonPay;
use amazonpay::model::{
    ContestDispute, CreateReport, DisputeResolution, DisputeState, EvidenceType, FilePurpose, FileType,
    MerchantEvidence, Money, ReportProcessingStatus, ReportType, UploadFile,
};
use amazonpay::notification::{Notification, NotificationVerifier, ObjectType};
use amazonpay_tests::raw_server::{RawAnswer, RawServer, http_answer};
use tokio::sync::mpsc;

use crate::control::Control;
use crate::report::Report;
use crate::story::{Story, ensure};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Longer than a delivery on this machine ever takes.
const DELIVERED: Duration = Duration::from_secs(20);

pub(crate) async fn tell(
    pay: &AmazonPay,
    control: &Control,
    verifier: &NotificationVerifier,
    merchant_id: &str,
    story: &Story,
    report: &mut Report,
) -> Outcome<()> {
    let mut endpoint = Endpoint::open().await?;
    control.notify(merchant_id, endpoint.server.url()).await?;
    let dispute_id = chargeback(control, verifier, &mut endpoint, story, report).await?;
    contest(pay, control, &dispute_id, report).await?;
    settlement(pay, control, story, report).await
}

/// The shop's endpoint for notifications.
struct Endpoint {
    server: RawServer,
    bodies: mpsc::UnboundedReceiver<String>,
}

impl Endpoint {
    async fn open() -> Outcome<Self> {
        let (sender, bodies) = mpsc::unbounded_channel();
        let server = RawServer::answering(move |request| {
            let body = request.split_once("\r\n\r\n").map_or("", |(_, body)| body);
            // Only a demo that is over hears no more.
            let _over = sender.send(body.to_owned());
            RawAnswer::KeepAlive(http_answer(200, &[], ""))
        })
        .await?;
        Ok(Self { server, bodies })
    }

    async fn next(&mut self) -> Outcome<String> {
        let body = tokio::time::timeout(DELIVERED, self.bodies.recv()).await;
        body.ok().flatten().ok_or_else(|| format!("no notification within {DELIVERED:?}").into())
    }
}

/// The buyer's bank asks for the money of the last charge; the notification says so, once it is verified.
async fn chargeback(
    control: &Control,
    verifier: &NotificationVerifier,
    endpoint: &mut Endpoint,
    story: &Story,
    report: &mut Report,
) -> Outcome<String> {
    let (charge_id, amount) = story.captured.last().ok_or("there is no captured charge")?;
    let filed = control.chargeback(charge_id).await?;
    let dispute_id = filed["disputeId"].as_str().ok_or("a chargeback opens a dispute")?.to_owned();
    let state = filed["state"].as_str().unwrap_or_default();
    report.happened("buyer", charge_id, state, format!("asks the bank for {amount} back"));

    let body = endpoint.next().await?;
    let Notification::Ipn(ipn) = verifier.verify(body.as_bytes()).await? else {
        return Err("expected a notification of a change, found another envelope".into());
    };
    ensure("the notification's object", &ipn.message.object_id, &dispute_id)?;
    ensure("the notification's kind of object", &ipn.message.object_type, &ObjectType::Chargeback)?;
    let forged = body.replace(&dispute_id, charge_id);
    ensure("a forged copy is refused", verifier.verify(forged.as_bytes()).await.is_err(), true)?;
    let note = "signed by SNS's certificate; a copy with another id is refused";
    report.happened("notification", &dispute_id, "verified", note);
    Ok(dispute_id)
}

/// Evidence, the answer, and what the review comes to.
async fn contest(pay: &AmazonPay, control: &Control, dispute_id: &str, report: &mut Report) -> Outcome<()> {
    let dispute = pay.disputes().get(dispute_id).send().await?;
    ensure("the dispute", &dispute.status_details.state, &DisputeState::ActionRequired)?;
    let deadline = dispute.merchant_response_deadline.ok_or("a dispute has a deadline")?;
    let note = format!("the merchant can answer until {deadline}");
    report.answered("disputes.get", &dispute, dispute_id, &dispute.status_details.state, note);

    let announced = UploadFile::new(FileType::Pdf, FilePurpose::DisputeEvidence);
    let file = pay.files().upload(announced).send().await?;
    pay.files()
        .send_contents(&file, &b"%PDF-1.7\n% The parcel's receipt, signed by the buyer.\n"[..])
        .send()
        .await?;
    report.answered("files.upload", &file, &file.id, &"uploaded", "the parcel's receipt, as evidence");

    let evidence = [
        MerchantEvidence::new(EvidenceType::Receipt).file_id(&file.id).build(),
        MerchantEvidence::new(EvidenceType::TrackingNumber).evidence_text("1Z999AA10123456784").build(),
    ];
    let dispute = pay.disputes().contest(dispute_id, ContestDispute::new(evidence)).send().await?;
    ensure("the dispute", &dispute.status_details.state, &DisputeState::UnderReview)?;
    let note = "a receipt and a tracking number";
    report.answered("disputes.contest", &dispute, dispute_id, &dispute.status_details.state, note);

    control.advance("15d").await?;
    let dispute = pay.disputes().get(dispute_id).send().await?;
    ensure("the dispute", &dispute.status_details.state, &DisputeState::Resolved)?;
    let resolution = dispute.status_details.resolution.as_ref();
    ensure("the resolution", resolution, Some(&DisputeResolution::MerchantWon))?;
    let note = "MerchantWon, 15 days later";
    report.answered("disputes.get", &dispute, dispute_id, &dispute.status_details.state, note);
    Ok(())
}

/// The report is made, downloaded, and added up.
async fn settlement(pay: &AmazonPay, control: &Control, story: &Story, report: &mut Report) -> Outcome<()> {
    let created = pay.reports().create(CreateReport::new(ReportType::SandboxSettlement)).send().await?;
    let id = created.report_id.clone();
    report.answered("reports.create", &created, &id, &"", "the settlement report of the last 30 days");
    control.advance("1h").await?;
    let made = pay.reports().get(&id).send().await?;
    ensure("the report", made.processing_status.as_ref(), Some(&ReportProcessingStatus::Completed))?;
    let document = made.report_document_id.clone().ok_or("a completed report has a document")?;
    report.answered("reports.get", &made, &id, &ReportProcessingStatus::Completed, "an hour later");

    let mut rows = Vec::new();
    let downloaded = pay.report_documents().download(&document).write_to(&mut rows).await?;
    let sum = sum_of_column(std::str::from_utf8(&rows)?, "TransactionAmount")?;
    let kept = story.total_captured()?.checked_sub(&story.refunded)?;
    ensure("the report's sum", &sum, &kept)?;
    let note = format!("{} bytes, whose transactions add up to {sum}", downloaded.written);
    report.happened("report_documents.download", &document, "downloaded", note);
    Ok(())
}

/// Adds up a column of amounts in euros.
fn sum_of_column(rows: &str, column: &str) -> Outcome<Money> {
    let mut rows = rows.lines().map(|row| row.split('\t').collect::<Vec<_>>());
    let names = rows.next().ok_or("the report is empty")?;
    let place = names.iter().position(|name| *name == column);
    let place = place.ok_or_else(|| format!("the report has no column {column}"))?;
    let mut sum = Money::eur("0.00")?;
    for row in rows {
        let amount = row.get(place).copied().unwrap_or_default();
        sum = match amount.strip_prefix('-') {
            Some(amount) => sum.checked_sub(&Money::eur(amount)?)?,
            None => sum.checked_add(&Money::eur(amount)?)?,
        };
    }
    Ok(sum)
}
