//! Searches the traces that a run of the tests left in a folder for every secret that the tests use.
//!
//! `search-traces FOLDER [--whole-suite]`: fails when it finds one, and when it could not have found one.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use amazonpay_tests::secrets::Secrets;
use amazonpay_tests::trace_search::TraceSearch;
use amazonpay_tests::traces::SECRETS_PREFIX;
use clap::Parser;

/// Who must have traced something when the whole suite has run: ourselves, and every dependency that sees secrets.
const WITNESSES: &[&str] = &["amazonpay::", "amazonpay_sandbox::", "hyper_util::", "reqwest::", "rustls::"];

#[derive(Parser)]
#[command(about = "Searches the traces of a run of the tests for secrets")]
struct Arguments {
    /// The folder that AMAZONPAY_TEST_TRACES named
    folder: PathBuf,
    /// Fail when a library that should have been heard was not
    #[arg(long)]
    whole_suite: bool,
}

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments = Arguments::parse();
    let mut out = std::io::stdout().lock();
    let mut secrets = Secrets::of_the_tests().await?;
    let noted = secrets.add_noted(&arguments.folder)?;
    let search = TraceSearch::new(&secrets)?;

    // A search that finds nothing proves nothing unless it would have found each of them.
    for (secret, origin) in secrets.iter() {
        if search.find(&format!("TRACE hyper::proto: header=\"{secret}\"")).is_empty() {
            return Err(format!("the search misses {origin}").into());
        }
    }

    let (mut lines, mut files) = (0_u64, 0);
    let mut heard: BTreeSet<&str> = BTreeSet::new();
    let mut leaks: BTreeMap<(String, String), (u64, String)> = BTreeMap::new();
    for entry in fs::read_dir(&arguments.folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with(SECRETS_PREFIX) {
            continue;
        }
        files += 1;
        for line in BufReader::new(File::open(&path)?).split(b'\n') {
            let line = line?;
            let line = String::from_utf8_lossy(&line);
            lines += 1;
            heard.extend(WITNESSES.iter().filter(|witness| line.contains(**witness)));
            for origin in search.find(&line) {
                let first = (0, format!("line {lines}"));
                leaks.entry((origin, name.clone())).or_insert(first).0 += 1;
            }
        }
    }
    let places: Vec<&str> = secrets.origins().into_iter().collect();
    writeln!(
        out,
        "{lines} lines of {files} processes searched for {} secrets, {noted} of them noted while the tests ran \
         ({}), for signatures and for e-mail addresses",
        secrets.iter().count(),
        places.join(", ")
    )?;
    for ((origin, file), (count, first)) in &leaks {
        writeln!(out, "LEAKED {origin}: {count} times in {file}, first at {first} of all")?;
    }
    let silent: Vec<&str> = WITNESSES.iter().filter(|witness| !heard.contains(*witness)).copied().collect();
    if arguments.whole_suite && (!silent.is_empty() || noted == 0) {
        writeln!(out, "nothing was traced by {}; {noted} secrets were noted", silent.join(", "))?;
        return Ok(ExitCode::FAILURE);
    }
    Ok(if leaks.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
