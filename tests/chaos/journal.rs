//! A client's journal: what it is about to do and what came of it, one JSON line each, on the disk before it goes on.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};

use amazonpay::model::Money;
use serde::{Deserialize, Serialize};
use tokio::sync::oneshot;

use crate::Result;
use crate::attempts::Attempts;

/// A line of the journal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "camelCase")]
pub(crate) enum Entry {
    /// A process began to work on this journal.
    Started,
    /// A step is about to be carried out.
    Begun {
        order: usize,
        step: usize,
        operation: String,
        /// The idempotency key under which it is sent, now and ever after.
        #[serde(skip_serializing_if = "Option::is_none")]
        key: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        amount: Option<Money>,
    },
    /// A clock jumped before a step.
    Jumped { order: usize, step: usize, clock: String, seconds: i64 },
    /// A step was carried out, or declined as it was meant to be.
    Ended(Ended),
    /// A step came to nothing although it should have come to something; the order is given up.
    Failed { order: usize, step: usize, operation: String, error: String },
    /// An object's state, learnt apart from the steps.
    Learnt { seen: Seen, by: Means },
    /// A notification was verified for the first time.
    Notified { message: String, object: String },
    /// A notification was acted upon.
    Acted { message: String, attempts: Attempts },
    /// A notification that was noted before came again.
    Repeated { message: String },
    /// A notification was refused.
    Refused { reason: String },
}

/// What a step came to.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(crate) struct Ended {
    pub(crate) order: usize,
    pub(crate) step: usize,
    /// The session's or the permission's id, when that is what the step was about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<String>,
    /// The charge or refund that the answer named and did not show.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) made: Option<String>,
    /// The charge or refund as the answer showed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) seen: Option<Seen>,
    /// The reason of a decline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) declined: Option<String>,
    /// How often the client sent a call again by itself.
    pub(crate) retries: u32,
    /// How often the shop repeated a call that had failed.
    pub(crate) repeats: u32,
    /// How often the shop read the object to find out whether a call without a key had been carried out.
    pub(crate) reads: u32,
    /// What the client saw of all its attempts since the last entry that tells.
    pub(crate) attempts: Attempts,
}

/// A charge or a refund as it was seen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Seen {
    pub(crate) id: String,
    pub(crate) state: String,
    pub(crate) amount: Money,
    /// What is captured of a charge.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) captured: Option<Money>,
}

/// How an object's state was learnt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Means {
    /// A step's answer showed it.
    Answer,
    /// Read because a notification said that it had changed.
    Notification,
    /// Read because nothing had been heard of it.
    Read,
}

impl Seen {
    /// How far the object has come: states only move forward, so the furthest one seen is the latest.
    pub(crate) fn progress(&self) -> u8 {
        match self.state.as_str() {
            "AuthorizationInitiated" | "RefundInitiated" => 0,
            "Authorized" => 1,
            "CaptureInitiated" => 2,
            _ => FINAL,
        }
    }

    /// Whether the state changes no more.
    pub(crate) fn is_final(&self) -> bool {
        self.progress() == FINAL
    }
}

/// The progress of what has come to its end.
const FINAL: u8 = 3;

/// A line and who waits for it to be on the disk.
type Line = (Vec<u8>, oneshot::Sender<()>);

/// An open journal. Lines that come together are synced together.
#[derive(Debug)]
pub(crate) struct Journal {
    lines: Sender<Line>,
}

impl Journal {
    /// Opens a journal or begins one, and tells what it holds. The rest of a line that a killed process left is cut off.
    pub(crate) fn open(path: &Path) -> Result<(Self, Vec<Entry>)> {
        let mut file = OpenOptions::new().create(true).append(true).open(path)?;
        let (entries, whole) = read(path)?;
        file.set_len(whole)?;
        let (lines, incoming) = channel();
        std::thread::spawn(move || write(&mut file, &incoming));
        Ok((Self { lines }, entries))
    }

    /// Appends an entry; returns when it is on the disk.
    pub(crate) async fn append(&self, entry: &Entry) -> Result<()> {
        let mut line = serde_json::to_vec(entry)?;
        line.push(b'\n');
        let (on_disk, waiting) = oneshot::channel();
        let gone = "the journal can't be written any more";
        self.lines.send((line, on_disk)).map_err(|_| gone)?;
        Ok(waiting.await.map_err(|_| gone)?)
    }
}

/// Writes until nobody is left who could append. An error ends it, and with it everybody who waits.
fn write(file: &mut File, incoming: &Receiver<Line>) {
    while let Ok((mut lines, on_disk)) = incoming.recv() {
        let mut waiting = vec![on_disk];
        while let Ok((line, on_disk)) = incoming.try_recv() {
            lines.extend(line);
            waiting.push(on_disk);
        }
        if file.write_all(&lines).and_then(|()| file.sync_data()).is_err() {
            return;
        }
        for on_disk in waiting {
            // Who has stopped waiting needs no word.
            _ = on_disk.send(());
        }
    }
}

/// Reads a journal: its entries, and how many bytes the whole lines are.
pub(crate) fn read(path: &Path) -> Result<(Vec<Entry>, u64)> {
    let bytes = std::fs::read(path)?;
    let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |last| last + 1);
    let mut entries = Vec::new();
    for (index, line) in bytes[..whole].split_inclusive(|byte| *byte == b'\n').enumerate() {
        let entry = serde_json::from_slice(line)
            .map_err(|error| format!("{}, line {}: {error}", path.display(), index + 1))?;
        entries.push(entry);
    }
    Ok((entries, whole as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_line_that_a_killed_process_left_half_written_is_cut_off() {
        let folder = std::env::temp_dir().join(format!("amazonpay-journal-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("journal.jsonl");
        let ended = Entry::Ended(Ended { order: 1, step: 2, retries: 3, ..Ended::default() });
        let (journal, entries) = Journal::open(&path).unwrap();
        assert_eq!(entries, []);
        journal.append(&Entry::Started).await.unwrap();
        journal.append(&ended).await.unwrap();
        drop(journal);
        let mut file = OpenOptions::new().append(true).open(&path).unwrap();
        file.write_all(br#"{"event":"begun","order":1"#).unwrap();

        let (journal, entries) = Journal::open(&path).unwrap();
        assert_eq!(entries, [Entry::Started, ended.clone()]);
        journal.append(&Entry::Started).await.unwrap();
        assert_eq!(read(&path).unwrap().0, [Entry::Started, ended, Entry::Started]);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
