//! The people who can sign in on the hosted pages, with the addresses that they keep.
//!
//! Names and addresses are made up or those of public buildings. They are as hard as real ones: long names, accents,
//! other scripts, lines in the order of their country, a Packstation and a post-office box for delivery restrictions.

use amazonpay::model::Address;

use super::failures;
use crate::api_failure::ApiFailure;

/// Someone who can sign in.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TestBuyer {
    /// Names the buyer in forms and to tests.
    pub(crate) id: &'static str,
    pub(crate) buyer_id: &'static str,
    pub(crate) name: &'static str,
    pub(crate) email: &'static str,
    pub(crate) phone: &'static str,
    /// The first one is home, and where bills go.
    pub(super) addresses: &'static [TestAddress],
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct TestAddress {
    /// One to three.
    lines: &'static [&'static str],
    city: &'static str,
    state: Option<&'static str>,
    postal_code: &'static str,
    country: &'static str,
}

const fn at(
    lines: &'static [&'static str],
    city: &'static str,
    state: Option<&'static str>,
    postal_code: &'static str,
    country: &'static str,
) -> TestAddress {
    TestAddress { lines, city, state, postal_code, country }
}

/// Who buys when nobody is named: at home in whatever region the merchant is.
pub(super) const SUSIE: TestBuyer = TestBuyer {
    id: "us",
    buyer_id: "amzn1.account.AHTESTBUYEROFTHESANDBOX1",
    name: "Susie Smith",
    email: "susie.smith@example.com",
    phone: "800-000-0000",
    addresses: &[
        at(&["10 Ditka Ave", "Suite 2500"], "Chicago", Some("IL"), "60602", "US"),
        at(&["PO Box 1234"], "Seattle", Some("WA"), "98111", "US"),
    ],
};

const BUYERS: [TestBuyer; 8] = [
    SUSIE,
    TestBuyer {
        id: "gb",
        buyer_id: "amzn1.account.AHTESTBUYEROFTHESANDBOX2",
        name: "Siân O’Shaughnessy-Llewellyn",
        email: "sian@example.co.uk",
        phone: "+44 20 7946 0000",
        addresses: &[
            at(&["Flat 3", "221B Baker Street"], "London", None, "NW1 6XE", "GB"),
            at(&["Ελευθερίου Βενιζέλου 13"], "Αθήνα", None, "106 71", "GR"),
        ],
    },
    TestBuyer {
        id: "de",
        buyer_id: "amzn1.account.AHTESTBUYEROFTHESANDBOX3",
        name: "Jürgen Großschädl",
        email: "juergen@example.de",
        phone: "+49 89 0000000",
        addresses: &[
            at(&["Marcel-Breuer-Str. 12"], "München", None, "80807", "DE"),
            at(&["Packstation 145", "1234567"], "Köln", None, "50667", "DE"),
            at(&["Mariahilfer Straße 1", "Stiege 2, Tür 14"], "Wien", None, "1060", "AT"),
        ],
    },
    TestBuyer {
        id: "fr",
        buyer_id: "amzn1.account.AHTESTBUYEROFTHESANDBOX4",
        name: "Élodie Lefèvre d’Aubigné",
        email: "elodie@example.fr",
        phone: "+33 1 00 00 00 00",
        addresses: &[
            at(&["Bâtiment C, 3e étage", "14 rue de l’Abbé-de-l’Épée"], "Paris", None, "75005", "FR"),
            at(&["2 chemin du Piton"], "Saint-Denis", Some("La Réunion"), "97400", "RE"),
        ],
    },
    TestBuyer {
        id: "it",
        buyer_id: "amzn1.account.AHTESTBUYEROFTHESANDBOX5",
        name: "Niccolò Dell’Acqua",
        email: "niccolo@example.it",
        phone: "+39 02 0000 0000",
        addresses: &[
            at(&["Via Monte Rosa 91", "Scala B, interno 7"], "Milano", Some("MI"), "20149", "IT"),
            at(&["Calle del Forno 3021/A"], "Venezia", Some("VE"), "30123", "IT"),
        ],
    },
    TestBuyer {
        id: "es",
        buyer_id: "amzn1.account.AHTESTBUYEROFTHESANDBOX6",
        name: "María del Carmen Núñez Ibáñez",
        email: "maria@example.es",
        phone: "+34 910 00 00 00",
        addresses: &[
            at(&["C/ Ramírez de Prado, 5, 4.º izda."], "Madrid", Some("Madrid"), "28045", "ES"),
            at(&["Carrer d’Astúries, 88"], "l’Hospitalet de Llobregat", Some("Barcelona"), "08902", "ES"),
        ],
    },
    TestBuyer {
        id: "jp",
        buyer_id: "amzn1.account.AHTESTBUYEROFTHESANDBOX7",
        name: "山田 花子",
        email: "hanako@example.jp",
        phone: "03-0000-0000",
        addresses: &[
            at(&["下目黒1-8-1", "アルコタワー 19階"], "目黒区", Some("東京都"), "153-0064", "JP"),
            at(&["美々987番地22"], "千歳市", Some("北海道"), "066-0012", "JP"),
        ],
    },
    TestBuyer {
        id: "long",
        buyer_id: "amzn1.account.AHTESTBUYEROFTHESANDBOX8",
        name: "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh Cholmondeley-Warner",
        email: "a.very.long.address.that.does.not.fit.into.narrow.columns@subdomain.example.com",
        phone: "+1 555 0100",
        addresses: &[at(
            &[
                "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch",
                "Holyhead Road",
                "c/o “R&D” <East>",
            ],
            "Taumatawhakatangihangakoauauotamateaturipukakapikimaungahoronukupokaiwhenuakitanatahu",
            Some("IL"),
            "60602",
            "US",
        )],
    },
];

impl TestBuyer {
    /// Everyone who can sign in.
    pub(crate) fn all() -> &'static [Self] {
        &BUYERS
    }

    pub(super) fn find(id: &str) -> Result<&'static Self, ApiFailure> {
        BUYERS.iter().find(|buyer| buyer.id == id).ok_or_else(|| {
            let ids: Vec<_> = BUYERS.iter().map(|buyer| buyer.id).collect();
            failures::invalid_value("buyer", format!("expected one of {}.", ids.join(", ")))
        })
    }

    /// The addresses as the API writes them, home first.
    pub(super) fn addresses(&self) -> impl Iterator<Item = Address> {
        self.addresses.iter().map(|address| address.written(self))
    }

    pub(super) fn home(&self) -> Address {
        self.addresses().next().unwrap_or_default()
    }

    /// The country of the home address.
    pub(crate) fn country(&self) -> &'static str {
        self.addresses.first().map_or("", |address| address.country)
    }
}

impl TestAddress {
    fn written(&self, buyer: &TestBuyer) -> Address {
        let line = |number: usize| self.lines.get(number).map(|line| (*line).to_owned());
        Address {
            name: Some(buyer.name.to_owned()),
            address_line1: line(0),
            address_line2: line(1),
            address_line3: line(2),
            city: Some(self.city.to_owned()),
            state_or_region: self.state.map(str::to_owned),
            postal_code: Some(self.postal_code.to_owned()),
            country_code: Some(self.country.to_owned()),
            phone_number: Some(buyer.phone.to_owned()),
            ..Default::default()
        }
    }
}
