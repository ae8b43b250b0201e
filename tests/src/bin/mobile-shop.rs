//! A merchant's back end for apps, for runners in other languages: prints its URL and serves until its input ends.

use std::error::Error;
use std::io::Write as _;

use tokio::io::AsyncReadExt as _;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut told = Ok(());
    let serving = amazonpay_tests::mobile_shop::serve(|url| told = writeln!(std::io::stdout(), "{url}"));
    // The runner holds the other end of the pipe, so that the server never outlives it.
    let (mut input, mut read) = (tokio::io::stdin(), Vec::new());
    tokio::select! {
        ended = serving => ended?,
        ended = input.read_to_end(&mut read) => { ended?; }
    }
    told?;
    Ok(())
}
