//! Why a signature does not fit: both sides' canonical request, and the first line in which they differ.
//!
//! A client's canonical request is not on the wire, and an RSA-PSS signature does not give away what was hashed. But
//! a guess can be checked: the report tries the mistakes that clients are known to make, one and two at a time, and
//! when the signature fits one of them, that is what the client signed.

mod canonical_parts;
mod mistakes;

use amazonpay::signing::{Algorithm, AuthorizationHeader, PublicKey, RequestToSign, string_to_sign};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use schemars::JsonSchema;
use serde::Serialize;

use crate::merchants::Merchants;
use crate::redaction;
use canonical_parts::CanonicalParts;

/// The header in which a client may send its own canonical request, base64, to have it compared. It has no influence
/// on the verification.
const OWN_CANONICAL_REQUEST: &str = "x-amz-pay-sandbox-canonical-request";

/// A request whose signature did not fit.
pub(crate) struct Suspect<'a> {
    pub(crate) request: RequestToSign<'a>,
    pub(crate) authorization: &'a AuthorizationHeader,
    pub(crate) key: &'a PublicKey,
    /// The server's canonical request.
    pub(crate) canonical_request: &'a str,
}

/// What is known about a signature that did not fit. Tokens in it are replaced.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SignatureReport {
    /// What went wrong, in a sentence.
    conclusion: String,
    /// The public key id that the client named.
    public_key_id: String,
    /// The algorithm that the client named.
    algorithm: String,
    /// The canonical request as the server rebuilt it.
    server_canonical_request: String,
    /// The canonical request that the client signed, or says it signed; null when it is not known.
    client_canonical_request: Option<String>,
    /// Whether the signature fits the client's canonical request, so that it is certain.
    client_canonical_request_is_certain: bool,
    /// The first line in which they differ.
    first_difference: Option<Difference>,
    /// The first characters of the signature, to recognise it by.
    signature_start: String,
}

/// A line of the canonical request that the two sides write differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Difference {
    /// The line's number, from 1.
    line: usize,
    /// What the line is: method, path, query, a header, the signed headers or the body's hash.
    part: String,
    /// The line as the server has it; null when it has no such line.
    server: Option<String>,
    /// The line as the client has it; null when it has no such line.
    client: Option<String>,
}

impl SignatureReport {
    pub(crate) fn conclusion(&self) -> &str {
        &self.conclusion
    }

    /// The message in Amazon's words, as integrators quote it
    /// (<https://github.com/amzn/amazon-pay-api-sdk-dotnet/issues/4>), the signature cut short since messages end in
    /// logs, and where to read on.
    pub(crate) fn message_to_client(&self, string_to_sign: &str, request_id: &str) -> String {
        format!(
            "Unable to verify signature, signing String [{string_to_sign}] , signature [{}...]. Sandbox: {} \
             GET /_sandbox/requests/{request_id} shows both canonical requests.",
            self.signature_start, self.conclusion
        )
    }
}

/// What the client did, as far as it can be found out.
struct Finding {
    conclusion: String,
    client: Option<String>,
    certain: bool,
}

pub(crate) fn investigate(suspect: &Suspect<'_>, merchants: &Merchants) -> SignatureReport {
    let finding = find(suspect, merchants);
    let first_difference =
        finding.client.as_deref().and_then(|client| difference(suspect.canonical_request, client));
    let conclusion = match &first_difference {
        Some(difference) => {
            format!("{} Line {} ({}) differs.", finding.conclusion, difference.line, difference.part)
        }
        None => finding.conclusion,
    };
    SignatureReport {
        conclusion,
        public_key_id: suspect.authorization.public_key_id.clone(),
        algorithm: suspect.authorization.algorithm.to_string(),
        server_canonical_request: redaction::canonical_request(suspect.canonical_request),
        client_canonical_request: finding.client.as_deref().map(redaction::canonical_request),
        client_canonical_request_is_certain: finding.certain,
        first_difference,
        signature_start: STANDARD.encode(&suspect.authorization.signature).chars().take(4).collect(),
    }
}

fn find(suspect: &Suspect<'_>, merchants: &Merchants) -> Finding {
    let own = own_canonical_request(suspect);
    if let Some(own) = &own
        && own != suspect.canonical_request
        && suspect.fits(own)
    {
        return Finding {
            conclusion:
                "The client signed the canonical request that it sent along, which is not the server's."
                    .into(),
            client: Some(own.clone()),
            certain: true,
        };
    }
    if let Some(conclusion) = other_string_to_sign(suspect).or_else(|| other_key(suspect, merchants)) {
        return Finding { conclusion, client: Some(suspect.canonical_request.to_owned()), certain: true };
    }
    if let Some((what, canonical_request)) = guess(suspect) {
        return Finding {
            conclusion: format!("The client signed {what}."),
            client: Some(canonical_request),
            certain: true,
        };
    }
    let conclusion = match &own {
        Some(own) if own == suspect.canonical_request => {
            "The canonical request that the client sent along is the server's, so the private key is not that of \
             the public key id."
        }
        Some(_) => {
            "The signature fits neither the server's canonical request nor the one that the client sent along, so \
             most likely the private key is not that of the public key id, and the canonical request differs as well."
        }
        None => {
            "None of the usual mistakes explains it, so most likely the private key is not that of the public key \
             id; or send your canonical request, base64, as x-amz-pay-sandbox-canonical-request to have it compared."
        }
    };
    Finding { conclusion: conclusion.into(), client: own, certain: false }
}

impl Suspect<'_> {
    /// Whether the signature is that of this canonical request.
    fn fits(&self, canonical_request: &str) -> bool {
        let algorithm = self.authorization.algorithm;
        self.signed(self.key, algorithm, &string_to_sign(algorithm, canonical_request))
    }

    fn signed(&self, key: &PublicKey, salt_of: Algorithm, message: &str) -> bool {
        key.verify(salt_of, message.as_bytes(), &self.authorization.signature)
    }
}

fn own_canonical_request(suspect: &Suspect<'_>) -> Option<String> {
    let (_, encoded) = suspect.request.headers.iter().find(|(name, _)| *name == OWN_CANONICAL_REQUEST)?;
    String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()
}

/// Mistakes after the canonical request: the salt, the algorithm's name, the hash.
fn other_string_to_sign(suspect: &Suspect<'_>) -> Option<String> {
    let claimed = suspect.authorization.algorithm;
    for named in Algorithm::ALL {
        for salt_of in Algorithm::ALL {
            let message = string_to_sign(named, suspect.canonical_request);
            if suspect.signed(suspect.key, salt_of, &message) {
                return Some(format!(
                    "The canonical requests agree, but the string to sign begins with {named} and the signature has a \
                     salt of {} bytes, while the authorization header says {claimed} (salt of {} bytes).",
                    salt_of.salt_length(),
                    claimed.salt_length()
                ));
            }
        }
    }
    let text = string_to_sign(claimed, suspect.canonical_request);
    let hash = text.rsplit('\n').next().unwrap_or_default();
    let shortcuts = [
        (suspect.canonical_request, "the canonical request itself was signed instead of the string to sign"),
        (hash, "the hash alone was signed, without the algorithm's name before it"),
    ];
    let (_, what) = shortcuts.iter().find(|(message, _)| suspect.signed(suspect.key, claimed, message))?;
    Some(format!("The canonical requests agree, but {what}."))
}

/// Whether the signature is that of another registered key.
fn other_key(suspect: &Suspect<'_>, merchants: &Merchants) -> Option<String> {
    let message = string_to_sign(suspect.authorization.algorithm, suspect.canonical_request);
    let (id, _) = merchants.keys().into_iter().find(|(_, key)| {
        key.public_key().is_some_and(|key| suspect.signed(key, suspect.authorization.algorithm, &message))
    })?;
    Some(format!(
        "The canonical requests agree, but the private key is that of the public key id {id}, not of {}.",
        suspect.authorization.public_key_id
    ))
}

/// The mistake, or two mistakes in different parts, with which the signature fits.
fn guess(suspect: &Suspect<'_>) -> Option<(String, String)> {
    let parts = CanonicalParts::of(suspect.canonical_request)?;
    let mistakes = mistakes::of(suspect, &parts);
    for mistake in &mistakes {
        let text = parts.with(&[mistake]);
        if suspect.fits(&text) {
            return Some((mistake.what.to_owned(), text));
        }
    }
    for (index, first) in mistakes.iter().enumerate() {
        for second in mistakes[index + 1..].iter().filter(|second| second.part != first.part) {
            let text = parts.with(&[first, second]);
            if suspect.fits(&text) {
                return Some((format!("{} and {}", first.what, second.what), text));
            }
        }
    }
    None
}

fn difference(server: &str, client: &str) -> Option<Difference> {
    let (mut server_lines, mut client_lines) = (server.split('\n'), client.split('\n'));
    // Redaction keeps lines where they are, so the number found in the raw texts holds for the shown ones.
    let (shown_server, shown_client) =
        (redaction::canonical_request(server), redaction::canonical_request(client));
    let last = server.split('\n').count();
    for index in 0.. {
        let (server_line, client_line) = (server_lines.next(), client_lines.next());
        if server_line.is_none() && client_line.is_none() {
            return None;
        }
        if server_line != client_line {
            let line = |text: &str| text.split('\n').nth(index).map(str::to_owned);
            return Some(Difference {
                line: index + 1,
                part: part_of(index, last, server_line.or(client_line).unwrap_or_default()),
                server: line(&shown_server),
                client: line(&shown_client),
            });
        }
    }
    None
}

fn part_of(index: usize, lines: usize, line: &str) -> String {
    match (index, line.split_once(':')) {
        (0, _) => "method".into(),
        (1, _) => "path".into(),
        (2, _) => "query".into(),
        _ if index + 1 == lines => "hash of the body".into(),
        _ if index + 2 == lines => "signed headers".into(),
        (_, Some((name, _))) => format!("header {name}"),
        _ => "end of the headers".into(),
    }
}

#[cfg(test)]
mod tests;
