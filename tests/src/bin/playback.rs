//! Plays the operations' vectors for runners in other languages: prints its URL and serves until its input ends.

use std::error::Error;
use std::io::Write as _;

use amazonpay_tests::operation_vectors::operation_files;
use amazonpay_tests::playback::Playback;
use tokio::io::AsyncReadExt as _;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let playback = Playback::start(operation_files()?).await?;
    writeln!(std::io::stdout(), "{}", playback.url())?;
    // The runner holds the other end of the pipe, so that the server never outlives it.
    let mut input = Vec::new();
    tokio::io::stdin().read_to_end(&mut input).await?;
    Ok(())
}
