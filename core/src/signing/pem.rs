//! PEM as people paste it: into files, environment variables and settings pages.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const DASHES: &str = "-----";

/// One `-----BEGIN LABEL-----` block.
pub(super) struct PemBlock {
    pub(super) label: String,
    pub(super) content: PemContent,
}

pub(super) enum PemContent {
    Der(Zeroizing<Vec<u8>>),
    /// `Proc-Type: 4,ENCRYPTED`: OpenSSL's old encryption, with headers within the block.
    LegacyEncrypted,
    /// The text ends before the block does.
    Unterminated,
    NotBase64,
}

/// Finds the blocks of `text`, whatever surrounds them.
///
/// RFC 7468 wants lines of 64 characters; here any white space will do, and so will the two characters `\n` for a line
/// feed, which is what remains of a key that went through a `.env` file or a JSON string.
pub(super) fn read_pem(text: &str) -> Vec<PemBlock> {
    let text = Zeroizing::new(text.replace("\\r", "\n").replace("\\n", "\n"));
    let mut blocks = Vec::new();
    let mut rest = text.as_str();
    while let Some((_, after)) = rest.split_once(BEGIN) {
        let Some((label, body)) = after.split_once(DASHES) else { break };
        let end = body.find(END);
        let content = match end {
            None => PemContent::Unterminated,
            Some(end) => read_body(&body[..end]),
        };
        blocks.push(PemBlock { label: label.trim().to_owned(), content });
        rest = &body[end.unwrap_or(0)..];
    }
    blocks
}

fn read_body(body: &str) -> PemContent {
    if body.contains("Proc-Type:") {
        return PemContent::LegacyEncrypted;
    }
    let mut base64 = Zeroizing::new(Vec::with_capacity(body.len()));
    base64.extend(body.bytes().filter(|byte| !byte.is_ascii_whitespace()));
    match STANDARD.decode(base64.as_slice()) {
        Ok(der) if !der.is_empty() => PemContent::Der(Zeroizing::new(der)),
        _ => PemContent::NotBase64,
    }
}

/// Writes one block, with lines of 64 characters (RFC 7468).
pub(super) fn write_pem(label: &str, der: &[u8]) -> String {
    let base64 = Zeroizing::new(STANDARD.encode(der));
    let mut pem = String::with_capacity(base64.len() / 64 * 65 + 2 * label.len() + 40);
    pem.push_str(&format!("{BEGIN}{label}{DASHES}\n"));
    let mut rest = base64.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(64));
        pem.push_str(line);
        pem.push('\n');
        rest = after;
    }
    pem.push_str(&format!("{END}{label}{DASHES}\n"));
    pem
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ders(text: &str) -> Vec<(String, Vec<u8>)> {
        read_pem(text)
            .into_iter()
            .filter_map(|block| match block.content {
                PemContent::Der(der) => Some((block.label, der.to_vec())),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn reads_what_it_writes() {
        let der: Vec<u8> = (0..=255).collect();
        let pem = write_pem("PRIVATE KEY", &der);
        assert!(pem.lines().all(|line| line.len() <= 64));
        assert_eq!(ders(&pem), [("PRIVATE KEY".to_owned(), der)]);
    }

    #[test]
    fn takes_what_became_of_line_feeds() {
        let expected = [("A B".to_owned(), b"sign".to_vec())];
        for pem in [
            "-----BEGIN A B-----\nc2ln\nbg==\n-----END A B-----\n",
            "-----BEGIN A B-----\r\nc2ln\r\nbg==\r\n-----END A B-----\r\n",
            "-----BEGIN A B-----\\nc2ln\\nbg==\\n-----END A B-----\\n",
            "-----BEGIN A B-----\\r\\nc2ln\\r\\nbg==\\r\\n-----END A B-----",
            "-----BEGIN A B----- c2ln bg== -----END A B-----",
            "\u{feff}  \n Bag Attributes\n  x: y\n-----BEGIN A B-----\n  c2ln\n  bg==\n  -----END A B-----  ",
            "\"-----BEGIN A B-----\\nc2lnbg==\\n-----END A B-----\"",
        ] {
            assert_eq!(ders(pem), expected, "{pem:?}");
        }
    }

    #[test]
    fn finds_every_block() {
        let both = write_pem("CERTIFICATE", b"1") + &write_pem("PRIVATE KEY", b"2");
        assert_eq!(
            ders(&both),
            [("CERTIFICATE".to_owned(), b"1".to_vec()), ("PRIVATE KEY".to_owned(), b"2".to_vec())]
        );
    }
}
