//! The search of traces for secrets: those that are known, and what looks like one.

use aho_corasick::{AhoCorasick, BuildError};

use crate::secrets::Secrets;

/// A signature has 344 characters of base64, and no identifier or digest has a third of that.
const LONGEST_HARMLESS: usize = 110;

/// Finds secrets in lines of text.
#[derive(Debug)]
pub struct TraceSearch {
    known: AhoCorasick,
    /// Where each pattern of `known` comes from.
    origins: Vec<String>,
}

impl TraceSearch {
    /// A search for `secrets`, as they are, escaped as `Debug` and JSON do it, percent-encoded, or as a list of bytes.
    ///
    /// # Errors
    /// When there are more of them than fit into memory.
    pub fn new(secrets: &Secrets) -> Result<Self, BuildError> {
        let mut patterns = Vec::new();
        let mut origins = Vec::new();
        for (secret, origin) in secrets.iter() {
            for (form, how) in forms(secret) {
                patterns.push(form);
                origins.push(format!("{origin}{how}"));
            }
        }
        Ok(Self { known: AhoCorasick::new(patterns)?, origins })
    }

    /// What a line holds that no log may: where it comes from, never itself.
    pub fn find(&self, line: &str) -> Vec<String> {
        let mut found: Vec<String> =
            self.known.find_iter(line).map(|hit| self.origins[hit.pattern().as_usize()].clone()).collect();
        if line.contains("PRIVATE KEY-----") {
            found.push("a PEM private key".to_owned());
        }
        if line.contains("X-Amz-Signature=") {
            found.push("a signed URL".to_owned());
        }
        if has_signature(line) {
            found.push("something as long as a signature".to_owned());
        }
        if has_email(line) {
            found.push("an e-mail address".to_owned());
        }
        found.sort();
        found.dedup();
        found
    }
}

fn forms(secret: &str) -> Vec<(String, &'static str)> {
    let mut forms = vec![(secret.to_owned(), "")];
    let mut also = |form: String, how| {
        if form != secret {
            forms.push((form, how));
        }
    };
    also(secret.escape_debug().to_string(), ", escaped");
    also(secret.escape_default().to_string(), ", in ASCII");
    also(url::form_urlencoded::byte_serialize(secret.as_bytes()).collect(), ", percent-encoded");
    // A list of its first bytes is what `Debug` makes of a Vec<u8>.
    let bytes: Vec<String> = secret.bytes().take(12).map(|byte| byte.to_string()).collect();
    also(bytes.join(", "), ", as bytes");
    forms
}

/// Whether there is a run of base64 longer than anything harmless. Hexadecimal digits alone are a dump of rustls's.
fn has_signature(line: &str) -> bool {
    line.split(|character: char| !(character.is_ascii_alphanumeric() || matches!(character, '+' | '/'))).any(
        |run| {
            run.len() > LONGEST_HARMLESS && !run.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'x')
        },
    )
}

fn has_email(line: &str) -> bool {
    line.match_indices('@').any(|(at, _)| {
        let local = line[..at].chars().next_back();
        let domain: &str = line[at + 1..]
            .split(|character: char| !(character.is_alphanumeric() || matches!(character, '.' | '-')))
            .next()
            .unwrap_or_default();
        let top = domain.rsplit('.').next().unwrap_or_default();
        local.is_some_and(char::is_alphanumeric)
            && domain.contains('.')
            && top.len() >= 2
            && top.chars().all(char::is_alphabetic)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_secret_is_found_and_what_is_harmless_is_not() {
        let search = TraceSearch::new(&Secrets::default()).unwrap();
        let signature = "Ab+/".repeat(86);
        for line in [
            format!(
                "authorization: AMZN-PAY-RSASSA-PSS-V2 PublicKeyId=K, SignedHeaders=a, Signature={signature}"
            ),
            "-----BEGIN PRIVATE KEY-----".to_owned(),
            "buyer=\"ann@mail.example\"".to_owned(),
            "GET https://reports.example/a.tsv?X-Amz-Signature=0a".to_owned(),
        ] {
            assert_eq!(search.find(&line).len(), 1, "{line}");
        }
        for line in [
            format!("sha256={}", "0a".repeat(32)),
            format!("CertificateDer(0x{})", "3082".repeat(200)),
            "PrivateKey(<redacted>), 3 @ 10 ms, a@b".to_owned(),
            "c0ffee00-0000-4000-8000-000000000090 POST /v2/charges/{charge_id}/capture".to_owned(),
        ] {
            assert_eq!(search.find(&line), [""; 0], "{line}");
        }
    }
}
