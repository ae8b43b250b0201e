//! The names of objects: unique, in Amazon's forms, and with the same seed the same in every run, so that a failing test can
//! be repeated. Without a seed, who knows some sessions' identifiers can't tell others: they open the buyer's pages.

use uuid::{Builder, Uuid};

use super::secrets::Secrets;

/// Fourteen digits, as in `S01-1234567-1234567`.
const PERMISSION_NUMBERS: u128 = 100_000_000_000_000;

/// Shares no factor with [`PERMISSION_NUMBERS`], so that each count has its own number.
const PERMISSION_STRIDE: u128 = 61_803_398_874_989;

/// Counts what was made and turns counts into identifiers.
#[derive(Debug, Default)]
pub(super) struct Identifiers {
    /// What the counts are added to in identifiers.
    start: u64,
    count: u64,
    /// What the identifiers of sessions come from, in place of the count alone.
    secrets: Option<Secrets>,
}

/// The key of a Charge Permission: the fourteen digits of its identifier.
pub(super) type PermissionKey = u64;

/// The key of a session: the bits of its UUID.
pub(super) type SessionKey = u128;

/// Where a charge is kept: its permission and its place among the permission's charges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct ChargeKey {
    pub(super) permission: PermissionKey,
    pub(super) index: usize,
}

/// Where a refund is kept: its permission and its place among the permission's refunds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct RefundKey {
    pub(super) permission: PermissionKey,
    pub(super) index: usize,
}

/// Where a dispute is kept: its permission and its place among the permission's disputes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct DisputeKey {
    pub(super) permission: PermissionKey,
    pub(super) index: usize,
}

impl Identifiers {
    /// Names objects as every count with this seed does. Neighbouring seeds start far from each other.
    pub(super) fn seeded(seed: u64) -> Self {
        // Halved, so that no count makes the sum overflow.
        Self { start: scatter(seed) >> 1, count: 0, secrets: None }
    }

    /// Names objects as nobody can tell who does not know the secret.
    pub(super) fn secret(secret: [u8; 32]) -> Self {
        let secrets = Secrets::new(secret);
        let start = u64::from_str_radix(&secrets.token("identifiers", "start")[..16], 16).unwrap_or_default();
        Self { start: start >> 1, count: 0, secrets: Some(secrets) }
    }

    /// The next number in order of creation.
    pub(super) fn next_number(&mut self) -> u64 {
        self.count += 1;
        self.count
    }

    /// The next number, which other seeds do not come by in any likely time.
    fn next_name(&mut self) -> u64 {
        self.start + self.next_number()
    }

    /// A new session's key, a version 4 UUID.
    pub(super) fn session(&mut self) -> SessionKey {
        let number = self.next_name();
        // The scattered number could be gathered again, and counted on from there.
        let secret = self.secrets.as_ref().map(|secrets| secrets.token("session", &number.to_string()));
        let bits = secret.and_then(|digits| u128::from_str_radix(&digits, 16).ok());
        let bits = bits.unwrap_or((u128::from(scatter(number)) << 64) | u128::from(scatter(!number)));
        Builder::from_random_bytes(bits.to_be_bytes()).into_uuid().as_u128()
    }

    /// A new Charge Permission's key.
    pub(super) fn permission(&mut self) -> PermissionKey {
        let number = self.next_name();
        // The remainder is below 10^14 and fits.
        u64::try_from(u128::from(number) * PERMISSION_STRIDE % PERMISSION_NUMBERS).unwrap_or(number)
    }

    /// A new merchant account's identifier, such as `A3URCZVLDMDI45`.
    pub(super) fn account(&mut self) -> String {
        const LETTERS: &[u8; 36] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
        let mut bits = scatter(self.next_name());
        let mut id = String::from("A");
        for _ in 0..13 {
            let letter = usize::try_from(bits % 36).unwrap_or_default();
            id.push(char::from(LETTERS[letter]));
            bits /= 36;
        }
        id
    }

    /// A new buyer token.
    pub(super) fn buyer_token(&mut self) -> String {
        format!("sandbox-buyer-{}", Uuid::from_u128(self.session()).simple())
    }
}

/// SplitMix64's finishing step: a bijection that makes neighbours look unrelated.
fn scatter(number: u64) -> u64 {
    let mut bits = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

/// Writes a session's key as its identifier.
pub(super) fn session_id(key: SessionKey) -> String {
    Uuid::from_u128(key).hyphenated().to_string()
}

/// Reads a session's identifier; `None` when it has not the form of one.
pub(super) fn session_key(id: &str) -> Option<SessionKey> {
    Uuid::parse_str(id).ok().map(|uuid| uuid.as_u128()).filter(|key| session_id(*key) == id)
}

/// Writes a permission's key as its identifier; `letter` is S for one-time (P in live), B for what is
/// charged again.
pub(super) fn permission_id(letter: char, key: PermissionKey) -> String {
    format!("{letter}01-{:07}-{:07}", key / 10_000_000, key % 10_000_000)
}

/// Reads the digits of a Charge Permission's identifier. The caller compares the whole with what is kept there.
pub(super) fn permission_key(id: &str) -> Option<PermissionKey> {
    let digits = id.get(4..)?;
    let (high, low) = digits.split_once('-')?;
    let number = |text: &str| (text.len() == 7).then(|| digits_of(text)).flatten();
    Some(number(high)? * 10_000_000 + number(low)?)
}

/// Writes the identifier of a permission's charge (`kind` C), refund (`kind` R) or dispute (`kind` B) at a place.
pub(super) fn transaction_id(permission_id: &str, kind: char, index: usize) -> String {
    format!("{permission_id}-{kind}{:06}", index + 1)
}

/// Reads the permission and the place from a charge's (`kind` C), refund's (`kind` R) or dispute's (`kind` B)
/// identifier.
pub(super) fn transaction_key(id: &str, kind: char) -> Option<(PermissionKey, usize)> {
    let (permission, transaction) = id.rsplit_once('-')?;
    let number = digits_of(transaction.strip_prefix(kind)?)?;
    let index = usize::try_from(number).ok()?.checked_sub(1)?;
    Some((permission_key(permission)?, index))
}

fn digits_of(text: &str) -> Option<u64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_have_amazons_forms_and_read_back() {
        let mut identifiers = Identifiers::default();
        let session = identifiers.session();
        assert_eq!(session_key(&session_id(session)), Some(session));
        assert_eq!(session_id(session).len(), 36);
        let permission = identifiers.permission();
        let id = permission_id('S', permission);
        assert_eq!((id.len(), permission_key(&id)), (19, Some(permission)));
        assert_eq!(transaction_id(&id, 'C', 0), format!("{id}-C000001"));
        assert_eq!(transaction_key(&format!("{id}-C000001"), 'C'), Some((permission, 0)));
        assert_eq!(transaction_key(&format!("{id}-R000012"), 'R'), Some((permission, 11)));
    }

    #[test]
    fn identifiers_do_not_repeat() {
        let mut identifiers = Identifiers::default();
        let mut seen = std::collections::HashSet::new();
        for _ in 0..20_000 {
            assert!(seen.insert(u128::from(identifiers.permission())));
            assert!(seen.insert(identifiers.session()));
        }
    }

    #[test]
    fn a_seed_names_objects_alike_in_each_run_and_unlike_every_other_seed() {
        let named = |seed| {
            let mut identifiers = Identifiers::seeded(seed);
            let mut names = || {
                format!("{:x} {} {}", identifiers.session(), identifiers.permission(), identifiers.account())
            };
            (0..1_000).map(|_| names()).collect::<Vec<_>>()
        };
        assert_eq!(named(7), named(7));
        let mut seen = std::collections::HashSet::new();
        for names in [0, 1, 2, 3, 1 << 63, u64::MAX - 1, u64::MAX].map(named) {
            for name in names.iter().flat_map(|names| names.split(' ')) {
                assert!(seen.insert(name.to_owned()), "{name}");
            }
        }
    }

    #[test]
    fn without_the_secret_a_session_s_identifier_does_not_tell_its_number() {
        let mut identifiers = Identifiers::secret([7; 32]);
        let plain = |number| {
            let bits = (u128::from(scatter(number)) << 64) | u128::from(scatter(!number));
            Builder::from_random_bytes(bits.to_be_bytes()).into_uuid().as_u128()
        };
        let mut seen = std::collections::HashSet::new();
        for _ in 0..100 {
            let session = identifiers.session();
            assert!(seen.insert(session));
            assert_ne!(session, plain(identifiers.start + identifiers.count));
        }
        assert!(!seen.contains(&Identifiers::secret([8; 32]).session()));
    }

    #[test]
    fn other_texts_are_no_identifiers() {
        for text in
            ["", "S01", "S01-1", "S01-12345é7-1234567", "S01-1234567-12345678", "é01-1234567-1234567-C"]
        {
            assert_eq!(transaction_key(text, 'C'), None, "{text}");
        }
        assert_eq!(transaction_key("S01-1234567-1234567-C000000", 'C'), None);
        assert_eq!(session_key("BD504926-F659-4AD7-A1A9-9A747AAF5275"), None);
    }
}
