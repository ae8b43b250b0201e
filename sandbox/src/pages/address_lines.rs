//! An address as it is written on a parcel.

use amazonpay::model::Address;

/// The lines of an address, the name first but in Japan, where it stands last.
pub(super) fn address_lines(address: &Address) -> Vec<String> {
    let join = |parts: &[&Option<String>]| {
        let parts: Vec<_> =
            parts.iter().filter_map(|part| part.as_deref()).filter(|part| !part.is_empty()).collect();
        parts.join(" ")
    };
    let a = address;
    let country = a.country_code.as_deref().unwrap_or_default();
    let lines = match country {
        "JP" => vec![
            join(&[&a.postal_code]),
            join(&[&a.state_or_region, &a.city, &a.district]),
            join(&[&a.address_line1, &a.address_line2, &a.address_line3]),
            join(&[&a.name]),
        ],
        "US" | "GB" => vec![
            join(&[&a.name]),
            join(&[&a.address_line1]),
            join(&[&a.address_line2]),
            join(&[&a.address_line3]),
            join(&[&a.city, &a.district, &a.county, &a.state_or_region, &a.postal_code]),
        ],
        _ => vec![
            join(&[&a.name]),
            join(&[&a.address_line1]),
            join(&[&a.address_line2]),
            join(&[&a.address_line3]),
            join(&[&a.postal_code, &a.city, &a.district, &a.county, &a.state_or_region]),
        ],
    };
    lines.into_iter().chain([country.to_owned()]).filter(|line| !line.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_country_has_its_order() {
        let address = |country: &str| Address {
            name: Some("N".into()),
            address_line1: Some("L1".into()),
            address_line2: Some(String::new()),
            city: Some("C".into()),
            state_or_region: Some("S".into()),
            postal_code: Some("P".into()),
            country_code: Some(country.into()),
            ..Default::default()
        };
        assert_eq!(address_lines(&address("US")), ["N", "L1", "C S P", "US"]);
        assert_eq!(address_lines(&address("FR")), ["N", "L1", "P C S", "FR"]);
        assert_eq!(address_lines(&address("JP")), ["P", "S C", "L1", "N", "JP"]);
        assert!(address_lines(&Address::default()).is_empty());
    }
}
