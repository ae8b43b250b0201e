//! The program: `amazonpay-sandbox serve`.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(amazonpay_sandbox::command::run(std::env::args_os()))
}
