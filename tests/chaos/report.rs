//! The table: what was done, what went wrong on the way, and what it came to.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::time::Duration;

use serde::Serialize;

use crate::Result;
use crate::arguments::Arguments;
use crate::attempts::Attempts;
use crate::books::Books;
use crate::fault_mix::{FORGED, Met, Tally};
use crate::journal::Means;
use crate::plan::Plan;
use crate::reconciliation::{Reconciliation, Totals};

/// More differences than these are the same difference.
const MOST_SHOWN: usize = 40;

/// How a run went, apart from the books.
#[derive(Debug)]
pub(crate) struct Course {
    pub(crate) duration: Duration,
    pub(crate) kills: usize,
    pub(crate) requests: Tally,
    pub(crate) notifications: Tally,
}

impl Course {
    /// What did not happen although it should have, and what happened to notifications although it should not.
    fn differences(&self, books: &Books) -> Vec<String> {
        let mut found: Vec<String> =
            self.requests.too_gentle().chain(self.notifications.too_gentle()).collect();
        let (sent, known) = (self.notifications.seen, books.notified.len());
        if sent != known as u64 {
            found.push(format!("notifications: {sent} sent, {known} known to the journals"));
        }
        // One may come and be refused twice: a killed process has not answered.
        let (forged, refused) = (self.notifications.count(FORGED), books.refused.values().sum::<usize>());
        if (refused as u64) < forged {
            found.push(format!("notifications: {forged} forged, {refused} refused"));
        }
        for message in books.notified.keys() {
            let times = books.acted.get(message).copied().unwrap_or_default();
            if times != 1 {
                found.push(format!("notification {message}: acted upon {times} times"));
            }
        }
        found
    }
}

/// Everything that is printed and stored.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Report {
    pub(crate) ok: bool,
    seed: u64,
    concurrency: usize,
    seconds: f64,
    operations: BTreeMap<&'static str, usize>,
    operations_in_all: usize,
    orders: usize,
    charges: usize,
    refunds: usize,
    /// Requests that the sandbox authenticated.
    requests: u64,
    /// Requests that met a fault, by its kind.
    faults: BTreeMap<&'static str, u64>,
    fault_percent: f64,
    /// Sent again by the client itself.
    retries: u64,
    /// Sent again by the shop, with the same key, after the client had given up.
    repeats: u64,
    /// Objects read to find out whether a call without a key had been carried out.
    reads_for_certainty: u64,
    declines: usize,
    kills: usize,
    client_clock_jumps: usize,
    sandbox_clock_jumps: usize,
    /// What the clients saw of their attempts; what a killed process saw last is not among it.
    attempts: Attempts,
    notifications: u64,
    notification_faults: BTreeMap<&'static str, u64>,
    notification_fault_percent: f64,
    notifications_acted_upon: usize,
    notifications_repeated: usize,
    /// By the reason; all of them were tampered with.
    notifications_refused: BTreeMap<String, usize>,
    /// How the final states of charges and refunds became known: from a step's own answer, by a notification, by reading
    /// what nothing had been heard of.
    settled_by_answer: usize,
    settled_by_notification: usize,
    settled_by_reading: usize,
    totals: BTreeMap<String, Totals>,
    differences: Vec<String>,
}

impl Report {
    pub(crate) fn new(
        arguments: &Arguments,
        plan: &Plan,
        books: &Books,
        reconciliation: Reconciliation,
        course: Course,
    ) -> Self {
        let mut operations = BTreeMap::new();
        for order in &plan.orders {
            for (step, kind) in order.steps.iter().enumerate() {
                if let Some(name) =
                    kind.operation().filter(|_| books.ended.contains_key(&(order.number, step)))
                {
                    *operations.entry(name).or_default() += 1;
                }
            }
        }
        let mut differences = reconciliation.differences;
        differences.extend(course.differences(books));
        let sum =
            |of: fn(&crate::journal::Ended) -> u32| books.ended.values().map(|e| u64::from(of(e))).sum();
        let settled = |means| books.settled_by.values().filter(|by| **by == means).count();
        Self {
            ok: differences.is_empty(),
            seed: arguments.seed,
            concurrency: arguments.clients * arguments.tasks,
            seconds: (course.duration.as_secs_f64() * 10.0).round() / 10.0,
            operations_in_all: operations.values().sum(),
            operations,
            orders: plan.orders.len(),
            charges: reconciliation.charges,
            refunds: reconciliation.refunds,
            requests: course.requests.seen,
            faults: by_name(&course.requests.met),
            fault_percent: course.requests.percent(),
            retries: sum(|ended| ended.retries),
            repeats: sum(|ended| ended.repeats),
            reads_for_certainty: sum(|ended| ended.reads),
            declines: books.ended.values().filter(|ended| ended.declined.is_some()).count(),
            kills: course.kills,
            client_clock_jumps: books.client_jumps,
            sandbox_clock_jumps: books.sandbox_jumps,
            attempts: books.attempts,
            notifications: course.notifications.seen,
            notification_faults: by_name(&course.notifications.met),
            notification_fault_percent: course.notifications.percent(),
            notifications_acted_upon: books.acted.len(),
            notifications_repeated: books.repeated,
            notifications_refused: books.refused.clone(),
            settled_by_answer: settled(Means::Answer),
            settled_by_notification: settled(Means::Notification),
            settled_by_reading: settled(Means::Read),
            totals: reconciliation.totals,
            differences,
        }
    }

    /// Stores the table, as text and as JSON.
    pub(crate) fn store(&self, folder: &Path) -> Result<()> {
        std::fs::write(folder.join("summary.txt"), self.to_string())?;
        std::fs::write(folder.join("summary.json"), serde_json::to_string_pretty(self)? + "\n")?;
        Ok(())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut row = |name: &str, value: &dyn fmt::Display| writeln!(f, "{name:<48} {value:>12}");
        row("seed", &self.seed)?;
        row("operations carried out", &self.operations_in_all)?;
        for (name, count) in &self.operations {
            row(&format!("  {name}"), count)?;
        }
        row("at a concurrency of", &self.concurrency)?;
        row("orders", &self.orders)?;
        row("charges in the ledger", &self.charges)?;
        row("refunds in the ledger", &self.refunds)?;
        row("requests received", &self.requests)?;
        row("of these met a fault, percent", &self.fault_percent)?;
        for (name, met) in &self.faults {
            row(&format!("  {name}"), met)?;
        }
        row("attempts as the clients saw them", &self.attempts.sent)?;
        row("  succeeded", &self.attempts.succeeded)?;
        row("  refused for the date", &self.attempts.wrong_date)?;
        row("  refused otherwise", &self.attempts.refused)?;
        row("  not answered in time", &self.attempts.timed_out)?;
        row("  broken off", &self.attempts.broken)?;
        row("retries by the client", &self.retries)?;
        row("repeats by the shop under the same key", &self.repeats)?;
        row("reads to find out what became of a call", &self.reads_for_certainty)?;
        row("declines, as asked for", &self.declines)?;
        row("client processes killed and started again", &self.kills)?;
        row("jumps of a client's clock", &self.client_clock_jumps)?;
        row("jumps of the sandbox's clock", &self.sandbox_clock_jumps)?;
        row("notifications sent", &self.notifications)?;
        row("of these met a fault, percent", &self.notification_fault_percent)?;
        for (name, met) in &self.notification_faults {
            row(&format!("  {name}"), met)?;
        }
        row("notifications verified and acted upon", &self.notifications_acted_upon)?;
        row("came again and were recognised", &self.notifications_repeated)?;
        row("forged and refused", &self.notifications_refused.values().sum::<usize>())?;
        for (reason, count) in &self.notifications_refused {
            row(&format!("  {reason}"), count)?;
        }
        row("final states learnt from an answer", &self.settled_by_answer)?;
        row("final states learnt by a notification", &self.settled_by_notification)?;
        row("final states learnt by reading in the end", &self.settled_by_reading)?;
        row("duration, seconds", &self.seconds)?;
        writeln!(f, "\n{:<10} {:>18} {:>18} {:>18}", "money", "charged", "captured", "refunded")?;
        for (currency, totals) in &self.totals {
            for (witness, sums) in
                [("plan", &totals.plan), ("journals", &totals.journals), ("ledger", &totals.ledger)]
            {
                let [charged, captured, refunded] =
                    [&sums.charged, &sums.captured, &sums.refunded].map(ToString::to_string);
                writeln!(f, "{witness:<10} {charged:>18} {captured:>18} {refunded:>18}")?;
            }
            debug_assert_eq!(totals.plan.charged.currency().as_str(), currency);
        }
        if self.ok {
            return writeln!(f, "\nPlan, journals and ledger agree to the cent: no charge twice, none lost.");
        }
        writeln!(f, "\n{} differences:", self.differences.len())?;
        for difference in self.differences.iter().take(MOST_SHOWN) {
            writeln!(f, "  {difference}")?;
        }
        Ok(())
    }
}

fn by_name(met: &[Met]) -> BTreeMap<&'static str, u64> {
    let mut counts = BTreeMap::new();
    for met in met {
        *counts.entry(met.name).or_default() += met.count;
    }
    counts
}
