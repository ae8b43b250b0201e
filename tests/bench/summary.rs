//! The figures: printed with their targets as they come, and written as one flat object.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde_json::{Map, Value};

use crate::Result;

/// What a figure has to be.
#[derive(Clone, Copy)]
pub(crate) enum Target {
    AtMost(f64),
    AtLeast(f64),
}

/// The figures so far.
#[derive(Default)]
pub(crate) struct Summary {
    figures: Map<String, Value>,
    missed: Vec<String>,
}

impl Summary {
    /// Adds a figure that has a target.
    pub(crate) fn judge(&mut self, key: &str, value: f64, target: Target) {
        let (met, wanted) = match target {
            Target::AtMost(most) => (value <= most, format!("at most {}", grouped(most))),
            Target::AtLeast(least) => (value >= least, format!("at least {}", grouped(least))),
        };
        self.add(key, value, &format!("{wanted:<18} {}", if met { "pass" } else { "MISSED" }));
        if !met {
            self.missed.push(key.to_owned());
        }
    }

    /// Adds a figure that only helps to read the others.
    pub(crate) fn note(&mut self, key: &str, value: f64) {
        self.add(key, value, "");
    }

    fn add(&mut self, key: &str, value: f64, verdict: &str) {
        // Three decimals: more would be noise.
        let value = (value * 1000.0).round() / 1000.0;
        print(&format!("{key:<44} {:>12}  {verdict}", grouped(value)));
        self.figures.insert(key.to_owned(), value.into());
    }

    /// Writes `target/bench/summary.json`.
    pub(crate) fn write(&self) -> Result<()> {
        let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../target/bench"));
        fs::create_dir_all(&folder)?;
        let file = folder.canonicalize()?.join("summary.json");
        fs::write(&file, serde_json::to_string_pretty(&self.figures)? + "\n")?;
        print(&format!("written to {}", relative(&file).display()));
        Ok(())
    }

    /// Says how it went. A missed target fails the run only with `BENCH_STRICT=1`, for a busy machine misses some too.
    pub(crate) fn conclude(&self) -> ExitCode {
        if self.missed.is_empty() {
            print("every target is met");
            return ExitCode::SUCCESS;
        }
        print(&format!("missed: {}", self.missed.join(", ")));
        match std::env::var("BENCH_STRICT").as_deref() {
            Ok("1") => ExitCode::FAILURE,
            _ => ExitCode::SUCCESS,
        }
    }
}

fn relative(file: &Path) -> &Path {
    std::env::current_dir().ok().and_then(|folder| file.strip_prefix(folder).ok()).unwrap_or(file)
}

/// Three decimals below a hundred, whole numbers with commas above.
fn grouped(value: f64) -> String {
    if value.abs() < 100.0 {
        return format!("{value:.3}").trim_end_matches('0').trim_end_matches('.').to_owned();
    }
    let digits = format!("{:.0}", value.abs());
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if value < 0.0 { format!("-{text}") } else { text }
}

pub(crate) fn print(line: &str) {
    // When nobody listens, there is still the file.
    _ = writeln!(std::io::stdout(), "{line}");
}

/// The middle of some values, which a busy neighbour disturbs least.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
