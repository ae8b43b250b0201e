//! The sandbox's dashboard in a real browser.

use std::env;
use std::process::Command;

use crate::Result;
use crate::sandbox_process::SandboxProcess;
use crate::summary::{Summary, Target, median, print};

/// Names the browser; scripts/bench.sh finds it and installs what drives it.
const VARIABLE: &str = "TEST_CHROMIUM";

pub(crate) fn measure(summary: &mut Summary) -> Result<()> {
    if env::var_os(VARIABLE).is_none() {
        print("skipped: the dashboard, which scripts/bench.sh prepares where Node and Chromium are");
        return Ok(());
    }
    let (_sandbox, shop) = SandboxProcess::start()?;
    let program = concat!(env!("CARGO_MANIFEST_DIR"), "/browser/first_paint.mjs");
    let output =
        Command::new("node").arg(program).arg(format!("http://{}/", shop.url.authority())).output()?;
    if !output.status.success() {
        return Err(format!("{program}: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    let paints: Vec<f64> = serde_json::from_slice(&output.stdout)?;
    summary.judge("dashboard_first_paint_ms", median(paints), Target::AtMost(300.0));
    Ok(())
}
