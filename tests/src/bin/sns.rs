//! Stands in for SNS, over TLS, for runners of the notifications' vectors in other languages, until its input ends.
//!
//! Each line of its input is a question, `{"file": "refused", "case": "a name", "confirmation": false}`: from then on SNS
//! answers as the case says, when it is asked for the certificate or, with `confirmation`, for a subscription. The line that
//! comes back says how to reach it: the `address` at which each host of SNS is, the `trusted` authority (PEM; null where there is
//! none), and how often it was `asked` until now. Asked the same once more, it only counts.

use std::collections::BTreeMap;
use std::error::Error;

use amazonpay_tests::notification_vectors::{NotificationFile, SnsHost, SnsHosts, load};
use serde::Deserialize;
use serde_json::json;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, stdin, stdout};

#[derive(Deserialize)]
struct Question {
    file: String,
    case: String,
    confirmation: bool,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut files = BTreeMap::new();
    for name in ["accepted", "refused"] {
        files.insert(name.to_owned(), load(name)?);
    }
    let hosts = SnsHosts::start().await?;
    let (mut questions, mut answers) = (BufReader::new(stdin()).lines(), stdout());
    while let Some(question) = questions.next_line().await? {
        let host = serve(&hosts, &files, &serde_json::from_str(&question)?)?;
        let answer = json!({ "address": host.address, "trusted": host.trusted, "asked": host.asked() });
        answers.write_all(format!("{answer}\n").as_bytes()).await?;
        answers.flush().await?;
    }
    Ok(())
}

fn serve<'a>(
    hosts: &'a SnsHosts,
    files: &BTreeMap<String, NotificationFile>,
    question: &Question,
) -> Result<&'a SnsHost, Box<dyn Error>> {
    let Question { file, case, confirmation } = question;
    let case = files
        .get(file)
        .and_then(|file| file.cases.iter().find(|found| found.name == *case))
        .ok_or_else(|| format!("expected a case of accepted or refused, found {case:?} of {file:?}"))?;
    if *confirmation { Ok(hosts.serve_confirmation(case)) } else { hosts.serve_certificate(case) }
}
