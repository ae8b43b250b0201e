//! From shares to rates: faults that are tried one after the other each meet only what those before let pass.

/// The rate at which each has to meet what reaches it, so that of the whole it meets its share.
pub(crate) fn rates(shares: impl IntoIterator<Item = f64>) -> Vec<f64> {
    let mut left = 1.0;
    let rate = |share| {
        let rate = share / left;
        left -= share;
        rate
    };
    shares.into_iter().map(rate).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_meets_its_share_of_the_whole() {
        let shares = [0.1, 0.2, 0.05];
        let mut left = 1.0;
        for (share, rate) in shares.into_iter().zip(rates(shares)) {
            assert!((left * rate - share).abs() < 1e-9, "{share}: {rate}");
            left -= left * rate;
        }
    }
}
