//! What the API tells of the buyer.
//!
//! Guide: <https://developer.amazon.com/docs/amazon-pay-api-v2/buyer.html>.

use amazonpay::config::Region;
use amazonpay::model::{Address, Buyer, BuyerInfo, PrimeMembershipType, Scope};

use super::call::{ApiCall, Reply};
use super::cards::Card;
use super::test_buyers::{SUSIE, TestBuyer};
use super::{Engine, failures, simulation};
use crate::api_failure::ApiFailure;

/// The product type with which an order ships to several addresses, as an official SDK names it. The guide does not have it.
pub(super) const MULTI_ADDRESS: &str = "PayAndShipMultiAddress";

/// What a merchant may see of the buyer in a session and its Charge Permission, and how he pays.
#[derive(Debug, Clone)]
pub(super) struct BuyerView {
    pub(super) card: Card,
    /// Who signed in on the hosted pages; `None` stands for Susie, at home in the merchant's region.
    pub(super) person: Option<&'static TestBuyer>,
    /// The address he chose; the test buyer's own when `None`.
    pub(super) address: Option<Box<Address>>,
    /// The addresses beside it, of an order that ships to several; `None` for any other.
    pub(super) further: Option<Vec<Address>>,
    /// What the merchant asked for; everything but the billing address when `None`.
    pub(super) scopes: Option<Box<[Scope]>>,
    /// Whether something is shipped: the product type is PayAndShip.
    pub(super) ships: bool,
    pub(super) region: Region,
}

impl BuyerView {
    fn may_see(&self, scope: &Scope) -> bool {
        self.scopes.as_ref().map_or(*scope != Scope::BillingAddress, |scopes| scopes.contains(scope))
    }

    fn person(&self) -> &'static TestBuyer {
        self.person.unwrap_or(&SUSIE)
    }

    pub(super) fn info(&self) -> BuyerInfo {
        let person = self.person();
        let when = |scope: Scope, value: &str| self.may_see(&scope).then(|| value.to_owned());
        BuyerInfo {
            buyer_id: Some(person.buyer_id.to_owned()),
            name: when(Scope::Name, person.name),
            email: when(Scope::Email, person.email),
            phone_number: when(Scope::PhoneNumber, person.phone),
            prime_membership_types: self
                .scopes
                .as_ref()
                .filter(|scopes| scopes.contains(&Scope::PrimeStatus))
                .map(|_| vec![PrimeMembershipType::None]),
            ..Default::default()
        }
    }

    /// Where the buyer lives.
    pub(super) fn home(&self) -> Address {
        self.person.map_or_else(|| home(self.region), TestBuyer::home)
    }

    pub(super) fn address(&self) -> Address {
        self.address.as_ref().map_or_else(|| self.home(), |address| address.as_ref().clone())
    }

    /// All that is shipped to, each with an id; `None` unless there may be several.
    pub(super) fn shipping_address_list(&self) -> Option<Vec<Address>> {
        let further = self.further.as_ref()?;
        let mut all: Vec<_> = std::iter::once(self.address()).chain(further.iter().cloned()).collect();
        for (place, address) in all.iter_mut().enumerate() {
            // That of an address which the buyer keeps stays when he chooses others.
            let own = self.person().addresses().position(|own| own == *address);
            let id = match own {
                Some(own) => format!("amzn1.address.{}{}", self.person().id, own + 1),
                None => format!("amzn1.address.other{}", place + 1),
            };
            address.address_id.get_or_insert(id);
        }
        Some(all)
    }

    /// None for PayOnly.
    pub(super) fn shipping_address(&self) -> Option<Address> {
        self.ships.then(|| self.address())
    }

    /// "Only available in EU or for PayOnly product type", or where it was asked for.
    pub(super) fn billing_address(&self) -> Option<Address> {
        let told = !self.ships || self.region.code() == "eu" || self.may_see(&Scope::BillingAddress);
        told.then(|| self.home())
    }
}

/// Susie's address in a region.
fn home(region: Region) -> Address {
    let (line, city, state, postal_code, country) = match region.code() {
        "eu" => ("Marcel-Breuer-Str. 12", "München", None, "80807", "DE"),
        "jp" => ("下目黒1-8-1", "目黒区", Some("東京都"), "153-0064", "JP"),
        _ => ("10 Ditka Ave", "Chicago", Some("IL"), "60602", "US"),
    };
    Address {
        name: Some(SUSIE.name.to_owned()),
        address_line1: Some(line.to_owned()),
        city: Some(city.to_owned()),
        state_or_region: state.map(str::to_owned),
        postal_code: Some(postal_code.to_owned()),
        country_code: Some(country.to_owned()),
        phone_number: Some(SUSIE.phone.to_owned()),
        ..Default::default()
    }
}

/// A buyer who signed in with a sign-in button.
#[derive(Debug)]
pub(super) struct SignedIn {
    pub(super) merchant: u32,
    pub(super) view: BuyerView,
    /// Where the merchant takes the token, without it.
    pub(super) return_url: String,
    /// Where the buyer lands who does not sign in.
    pub(super) cancel_url: Option<String>,
}

impl SignedIn {
    /// Where the merchant takes the token.
    pub(super) fn next_url(&self, token: &str) -> String {
        let joint = if self.return_url.contains('?') { '&' } else { '?' };
        format!("{}{joint}buyerToken={token}", self.return_url)
    }

    /// What the merchant will be told.
    pub(super) fn told(&self) -> Vec<Scope> {
        match &self.view.scopes {
            Some(scopes) => scopes.to_vec(),
            None => vec![Scope::Name, Scope::Email, Scope::PhoneNumber, Scope::PostalCode],
        }
    }
}

impl Engine {
    pub(super) fn get_buyer(&mut self, call: &ApiCall<'_>) -> Result<Reply, ApiFailure> {
        simulation::none(call.operation, call.simulation_code)?;
        let token = call.path_parameters.first().map_or("", String::as_str);
        let merchant = self.merchant(call.merchant);
        let found = self.signed_in.get(token).filter(|signed_in| signed_in.merchant == merchant);
        let Some(SignedIn { view, .. }) = found else {
            let message = "The buyer token was not found; take it from the query of signInReturnUrl.";
            return Err(ApiFailure::new(404, "ResourceNotFound", message));
        };
        let info = view.info();
        let home = view.home();
        let asked = |scope: Scope| view.scopes.as_ref().is_some_and(|scopes| scopes.contains(&scope));
        let buyer = Buyer {
            buyer_id: view.person().buyer_id.to_owned(),
            name: info.name,
            email: info.email,
            phone_number: info.phone_number,
            prime_membership_types: info.prime_membership_types,
            postal_code: view.may_see(&Scope::PostalCode).then(|| home.postal_code.clone()).flatten(),
            country_code: view.may_see(&Scope::PostalCode).then(|| home.country_code.clone()).flatten(),
            shipping_address: asked(Scope::ShippingAddress).then(|| home.clone()),
            billing_address: asked(Scope::BillingAddress).then_some(home),
            ..Default::default()
        };
        Ok(Reply::json(200, &buyer))
    }
}

/// Refuses an address that is none of the merchant's delivery area.
///
/// Guide: <https://developer.amazon.com/docs/amazon-pay-checkout/delivery-specifications.html>.
pub(super) fn check_delivery(
    address: &Address,
    specifications: Option<&amazonpay::model::DeliverySpecifications>,
) -> Result<(), ApiFailure> {
    use amazonpay::model::{AddressRestrictionType, SpecialRestriction};
    let Some(specifications) = specifications else { return Ok(()) };
    let lines = [&address.address_line1, &address.address_line2, &address.address_line3];
    let says = |word: &str| lines.into_iter().flatten().any(|line| line.to_lowercase().contains(word));
    let special = |restriction: &SpecialRestriction| match restriction {
        SpecialRestriction::RestrictPoBoxes => says("po box") || says("p.o. box") || says("postfach"),
        SpecialRestriction::RestrictPackstations => says("packstation"),
        _ => false,
    };
    let refused = || failures::invalid_value("address", "the merchant does not deliver there.");
    if specifications.special_restrictions.iter().flatten().any(special) {
        return Err(refused());
    }
    let Some(restrictions) = &specifications.address_restrictions else { return Ok(()) };
    let country = address.country_code.as_deref().unwrap_or_default();
    let countries = restrictions.restrictions.as_ref().map(|countries| &countries.0);
    let named = countries.and_then(|countries| countries.get(country)).is_some_and(|area| {
        let listed = |list: &Option<Vec<String>>, value: &Option<String>| {
            list.as_ref().map(|list| value.as_ref().is_some_and(|value| list.contains(value)))
        };
        let states = listed(&area.states_or_regions, &address.state_or_region);
        let codes = listed(&area.zip_codes, &address.postal_code);
        // A country without further lists is meant as a whole; otherwise one of the lists must name the address.
        (states.is_none() && codes.is_none()) || states == Some(true) || codes == Some(true)
    });
    let allowed = match restrictions.r#type {
        Some(AddressRestrictionType::NotAllowed) => !named,
        _ => named,
    };
    if allowed { Ok(()) } else { Err(refused()) }
}

/// Whether each field that a merchant gives of an address equals the one that Amazon gave.
pub(super) fn same_address(given: &Address, known: &Address) -> bool {
    let pairs = [
        (&given.name, &known.name),
        (&given.address_line1, &known.address_line1),
        (&given.address_line2, &known.address_line2),
        (&given.address_line3, &known.address_line3),
        (&given.city, &known.city),
        (&given.county, &known.county),
        (&given.district, &known.district),
        (&given.state_or_region, &known.state_or_region),
        (&given.postal_code, &known.postal_code),
        (&given.country_code, &known.country_code),
    ];
    let text = |field: &Option<String>| field.clone().unwrap_or_default();
    pairs.into_iter().all(|(given, known)| given.is_none() || text(given) == text(known))
}
