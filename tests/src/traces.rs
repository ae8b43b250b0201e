//! The whole suite's logs at the level TRACE, in files, for scripts/test.sh to have searched for secrets.
//!
//! What every test starts from (a shop, a server, a client of the test key) calls [`install`]. It does nothing unless
//! `AMAZONPAY_TEST_TRACES` names a folder; then everything that this process traces or logs goes into a file there, that
//! of the dependencies included.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::format::FmtSpan;

/// Names the folder.
pub const FOLDER: &str = "AMAZONPAY_TEST_TRACES";

/// How the names of files begin that hold secrets which were used, a line each.
pub const SECRETS_PREFIX: &str = "secrets-";

static SECRETS: OnceLock<Option<File>> = OnceLock::new();
static INSTALLED: OnceLock<()> = OnceLock::new();

/// Writes this process's traces into the folder, from now on.
pub fn install() {
    INSTALLED.get_or_init(|| {
        let Some(file) = file("") else { return };
        // Unbuffered, for nothing flushes when a process of tests ends.
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(LevelFilter::TRACE)
            .with_span_events(FmtSpan::NEW | FmtSpan::CLOSE)
            .with_ansi(false)
            .with_writer(Arc::new(file));
        if let Err(error) = subscriber.try_init() {
            note(&format!("{error}; these tests are not traced"));
        }
    });
}

/// Notes the signature of an `authorization` header that was sent, so that it is searched for.
pub fn sent(authorization: &str) {
    let Some((_, signature)) = authorization.split_once("Signature=") else { return };
    if let Some(mut file) = SECRETS.get_or_init(|| file(SECRETS_PREFIX)).as_ref() {
        note_failure(writeln!(file, "{signature}"));
    }
}

fn file(prefix: &str) -> Option<File> {
    let folder = PathBuf::from(std::env::var_os(FOLDER).filter(|folder| !folder.is_empty())?);
    let program = std::env::current_exe().ok()?;
    let name = format!("{prefix}{}-{}.log", program.file_stem()?.to_string_lossy(), std::process::id());
    let path = folder.join(name);
    OpenOptions::new()
        .create(true)
        .append(true)
        .open(&path)
        .map_err(|error| {
            note(&format!("{}: {error}; these tests are not traced", path.display()));
        })
        .ok()
}

fn note_failure(written: std::io::Result<()>) {
    if let Err(error) = written {
        note(&format!("a secret could not be noted: {error}"));
    }
}

/// The search fails when a file is missing, so it is enough to say why.
fn note(message: &str) {
    let _closed = writeln!(std::io::stderr(), "{message}");
}
