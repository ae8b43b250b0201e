//! Whose turn it is: what a fault skips, its share and its count, the same in every run.

/// Counts what a fault was held against, and draws from the sequence of random numbers that its seed fixes.
#[derive(Debug)]
pub(crate) struct Turns {
    seen: u64,
    met: u64,
    random: u64,
}

impl Turns {
    pub(crate) fn new(seed: u64) -> Self {
        Self { seen: 0, met: 0, random: seed }
    }

    /// How many it was held against so far.
    pub(crate) fn seen(&self) -> u64 {
        self.seen
    }

    /// How many it met so far.
    pub(crate) fn met(&self) -> u64 {
        self.met
    }

    /// Whether the next one is met: not among the first `skip`, by the share `rate`, and at most `count` in all.
    pub(crate) fn take(&mut self, skip: u64, rate: Option<f64>, count: Option<u64>) -> bool {
        if count.is_some_and(|count| self.met >= count) {
            return false;
        }
        self.seen += 1;
        if self.seen <= skip {
            return false;
        }
        if let Some(rate) = rate
            && next_share(&mut self.random) >= rate
        {
            return false;
        }
        self.met += 1;
        true
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014): a few instructions, any seed, the same sequence on every machine.
fn next_share(state: &mut u64) -> f64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^= mixed >> 31;
    // The upper 53 bits fill a double exactly.
    (mixed >> 11) as f64 / (1_u64 << 53) as f64
}
