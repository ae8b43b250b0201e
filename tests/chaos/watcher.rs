//! The watcher: starts the client processes, kills them at random moments, and starts them again on their journals.

use std::collections::{BTreeSet, VecDeque};
use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use fastrand::Rng;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::{Child, ChildStdout, Command};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::Result;
use crate::client::{IDLE, SWEEP};

/// How long nothing at all may happen. The longest thing that does is a call with all its time, ten seconds.
const PATIENCE: Duration = Duration::from_secs(60);

/// The client processes of a run.
#[derive(Debug)]
pub(crate) struct Watcher {
    folder: PathBuf,
    clients: Vec<Client>,
    events: UnboundedReceiver<Event>,
    sender: UnboundedSender<Event>,
    random: Rng,
    /// At which of the steps begun, counted over all clients, the client that begins it is killed.
    deadly_steps: VecDeque<usize>,
    begun: usize,
    /// Kills that are about to happen.
    pending: usize,
    pub(crate) kills: usize,
}

#[derive(Debug)]
struct Client {
    process: Child,
    /// Which of its lives it is in: what an earlier one said comes too late.
    life: usize,
    is_idle: bool,
    is_done: bool,
}

#[derive(Debug)]
struct Event {
    client: usize,
    life: usize,
    what: What,
}

#[derive(Debug)]
enum What {
    Begun,
    Ended,
    Idle,
    /// Its time has come.
    Kill,
    /// It has closed its standard output.
    Gone,
}

impl Watcher {
    /// Starts the clients. `kills` of the `steps` to be begun are deadly, in the first nine tenths of the run.
    pub(crate) fn start(
        folder: &Path,
        clients: usize,
        steps: usize,
        kills: usize,
        seed: u64,
    ) -> Result<Self> {
        let (sender, events) = unbounded_channel();
        let mut random = Rng::with_seed(seed);
        let last = (steps * 9 / 10).max(1);
        let mut deadly_steps = BTreeSet::new();
        while deadly_steps.len() < kills.min(last) {
            deadly_steps.insert(random.usize(1..=last));
        }
        let mut watcher = Self {
            folder: folder.to_owned(),
            clients: Vec::new(),
            events,
            sender,
            random,
            deadly_steps: deadly_steps.into_iter().collect(),
            begun: 0,
            pending: 0,
            kills: 0,
        };
        for client in 0..clients {
            let process = watcher.spawn(client, 0)?;
            watcher.clients.push(Client { process, life: 0, is_idle: false, is_done: false });
        }
        Ok(watcher)
    }

    /// Waits until all orders are carried out and nobody is to be killed any more.
    pub(crate) async fn until_idle(&mut self) -> Result<()> {
        while self.pending > 0 || !self.clients.iter().all(|client| client.is_idle) {
            self.next().await?;
        }
        Ok(())
    }

    /// Lets the clients read what they have not heard of, and waits until they have ended.
    pub(crate) async fn finish(&mut self) -> Result<()> {
        for client in &mut self.clients {
            let input = client.process.stdin.as_mut().ok_or("a client has no standard input")?;
            input.write_all(format!("{SWEEP}\n").as_bytes()).await?;
        }
        while !self.clients.iter().all(|client| client.is_done) {
            self.next().await?;
        }
        Ok(())
    }

    fn spawn(&self, client: usize, life: usize) -> Result<Child> {
        let log = OpenOptions::new().create(true).append(true).open(log(&self.folder, client))?;
        let mut process = Command::new(std::env::current_exe()?)
            .arg("client")
            .arg(settings(&self.folder, client))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()?;
        let output = process.stdout.take().ok_or("a client has no standard output")?;
        tokio::spawn(listen(output, client, life, self.sender.clone()));
        Ok(process)
    }

    async fn next(&mut self) -> Result<()> {
        let event = tokio::time::timeout(PATIENCE, self.events.recv());
        let event = event.await.map_err(|_| self.stuck())?.ok_or("nobody is left to say anything")?;
        let Event { client: number, life, what } = event;
        if matches!(what, What::Kill) {
            self.pending -= 1;
        }
        let client = self.clients.get_mut(number).ok_or("an event of a client that there is not")?;
        // A step that an earlier life began has been begun, and death comes to whichever life the client is in.
        if client.life != life && !matches!(what, What::Begun | What::Kill) {
            return Ok(());
        }
        match what {
            What::Begun => self.begin(number),
            What::Ended => {}
            What::Idle => client.is_idle = true,
            What::Kill => {
                let life = client.life + 1;
                client.process.kill().await?;
                self.kills += 1;
                let process = self.spawn(number, life)?;
                self.clients[number] = Client { process, life, is_idle: false, is_done: false };
            }
            What::Gone => {
                let status = client.process.wait().await?;
                if !status.success() {
                    let log = log(&self.folder, number);
                    return Err(format!("client {number} ended with {status}; see {}", log.display()).into());
                }
                client.is_done = true;
            }
        }
        Ok(())
    }

    /// Counts a step, and sends death after it when it is a deadly one: within some milliseconds, so that it comes
    /// before the request, while it is under way, or after its answer.
    fn begin(&mut self, client: usize) {
        self.begun += 1;
        if self.deadly_steps.front().is_none_or(|step| *step > self.begun) {
            return;
        }
        self.deadly_steps.pop_front();
        self.pending += 1;
        let wait = Duration::from_micros(self.random.u64(0..30_000));
        let sender = self.sender.clone();
        tokio::spawn(async move {
            tokio::time::sleep(wait).await;
            // The watcher may have ended with an error.
            _ = sender.send(Event { client, life: 0, what: What::Kill });
        });
    }

    fn stuck(&self) -> String {
        let busy: Vec<String> = (0..self.clients.len())
            .filter(|number| !self.clients[*number].is_idle && !self.clients[*number].is_done)
            .map(|number| number.to_string())
            .collect();
        let patience = PATIENCE.as_secs();
        let folder = self.folder.display();
        format!("nothing has happened for {patience} s; clients at work: [{}]; see {folder}", busy.join(", "))
    }
}

/// Passes on what a client says.
async fn listen(output: ChildStdout, client: usize, life: usize, sender: UnboundedSender<Event>) {
    let mut lines = BufReader::new(output).lines();
    // A killed client's last line may be anything; what counts is in its journal.
    while let Ok(Some(line)) = lines.next_line().await {
        let what = match line.as_str() {
            "begun" => What::Begun,
            "ended" => What::Ended,
            IDLE => What::Idle,
            _ => continue,
        };
        _ = sender.send(Event { client, life, what });
    }
    _ = sender.send(Event { client, life, what: What::Gone });
}

/// Where a client finds its settings.
pub(crate) fn settings(folder: &Path, client: usize) -> PathBuf {
    folder.join(format!("client-{client}.json"))
}

/// Where a client keeps its journal.
pub(crate) fn journal(folder: &Path, client: usize) -> PathBuf {
    folder.join(format!("client-{client}.journal.jsonl"))
}

fn log(folder: &Path, client: usize) -> PathBuf {
    folder.join(format!("client-{client}.log"))
}
