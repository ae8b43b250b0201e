//! The project's own commands: `cargo xtask generate [--check]`, `cargo xtask kotlin-face`,
//! `cargo xtask swift-face`.

mod control_api;
mod description;
mod documentation;
mod errors;
mod generate;
mod kotlin;
mod python;
mod reachable;
mod readme_test;
mod reference;
mod schema;
mod state_reasons;
mod swift;
mod swift_proof;
mod typescript;
mod uniffi;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "The project's own commands")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write what other languages need from the models and the table of operations
    Generate {
        /// Write nothing; fail when a generated file is not as its source says
        #[arg(long)]
        check: bool,
    },
    /// Make Kotlin's public face of what uniffi-bindgen has written
    KotlinFace {
        /// The folder that uniffi-bindgen has written
        from: PathBuf,
        /// The folder of sources to write
        to: PathBuf,
    },
    /// Print what the Kotlin package's tests need, in Java, to run the shared vectors and scenarios through typed methods
    JavaProof {
        /// The folder that uniffi-bindgen has written
        from: PathBuf,
        /// The folder of sources to write
        to: PathBuf,
    },
    /// Make Swift's public face of what uniffi-bindgen has written
    SwiftFace {
        /// The folder that uniffi-bindgen has written
        from: PathBuf,
        /// The folder of sources to write
        to: PathBuf,
        /// The C module that the sources call
        #[arg(long, default_value = "AmazonPayFFI")]
        ffi: String,
    },
    /// Take out of the models, in Swift, what a checkout does not have
    CheckoutModels {
        /// The file of the checkout
        checkout: PathBuf,
        /// The file of the models, which is written anew
        models: PathBuf,
    },
    /// Make Kotlin's public face of what uniffi-bindgen has written of the apps' library
    KotlinCheckoutFace {
        /// The folder that uniffi-bindgen has written
        from: PathBuf,
        /// The folder of sources to write
        to: PathBuf,
    },
    /// Write a test with the blocks of code that a README shows in its language
    ReadmeTest {
        /// As it stands behind the block's fence: `kotlin`
        language: String,
        /// The README
        readme: PathBuf,
        /// The test, with a line `// README: HEADING` in place of each block
        test: PathBuf,
        /// The file to write
        to: PathBuf,
    },
    /// Print what the Swift package's tests need to run the shared vectors and scenarios through typed methods
    SwiftProof {
        /// The folder of the package's generated sources
        from: PathBuf,
        /// The folder of sources to write
        to: PathBuf,
    },
}

fn main() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let done = match Arguments::parse().command {
        Command::Generate { check: true } => {
            description::of_the_core().and_then(|api| generate::check(&root, &api))
        }
        Command::Generate { check: false } => {
            description::of_the_core().and_then(|api| generate::write(&root, &api))
        }
        Command::KotlinFace { from, to } => {
            description::of_the_core().and_then(|api| kotlin::face(&api, &from, &to))
        }
        Command::JavaProof { from, to } => {
            description::of_the_core().and_then(|api| kotlin::java_proof(&api, &from, &to))
        }
        Command::SwiftFace { from, to, ffi } => {
            description::of_the_core().and_then(|api| swift::face(&api, &from, &to, &ffi))
        }
        Command::CheckoutModels { checkout, models } => reachable::rewrite(&checkout, &models),
        Command::KotlinCheckoutFace { from, to } => {
            description::of_the_core().and_then(|api| kotlin::checkout_face(&api, &from, &to))
        }
        Command::ReadmeTest { language, readme, test, to } => {
            readme_test::write(&language, &readme, &test, &to)
        }
        Command::SwiftProof { from, to } => {
            description::of_the_core().and_then(|api| swift_proof::write(&api, &from, &to))
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}
