//! A process in another language that works on command: an order in a line of JSON, an answer in another.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::Result;

/// The process; it ends with this value.
pub(crate) struct Worker {
    process: Child,
    orders: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Worker {
    /// Starts it and waits for its first line, which says what it runs on.
    pub(crate) fn start(command: &mut Command) -> Result<Self> {
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let orders = process.stdin.take().ok_or("the worker has no standard input")?;
        let answers = process.stdout.take().ok_or("the worker has no standard output")?;
        let mut worker = Self { process, orders, answers: BufReader::new(answers) };
        worker.line()?;
        Ok(worker)
    }

    pub(crate) fn order<T: DeserializeOwned>(&mut self, order: &Value) -> Result<T> {
        writeln!(self.orders, "{order}")?;
        let line = self.line()?;
        Ok(serde_json::from_str(&line).map_err(|error| format!("{line:?}: {error}"))?)
    }

    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        if self.answers.read_line(&mut line)? == 0 {
            return Err(format!("the worker ended with {}", self.process.wait()?).into());
        }
        Ok(line)
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // Both fail only when it has ended already.
        _ = self.process.kill();
        _ = self.process.wait();
    }
}
