//! The firm, the people and the businesses of the demonstration. All of them are invented, and
//! their numbers can't be anyone's: the bank's code, the places and the leading zeros don't exist.

/// A business or person that the firm deals with.
#[derive(Clone, Copy, Debug)]
pub struct Party {
    /// A number of the firm's own, as in its audit file.
    pub number: u32,
    pub name: &'static str,
    pub street: &'static str,
    pub place: &'static str,
    /// ISO 3166-1 alpha-2.
    pub country: &'static str,
}

/// The firm whose administration this is.
pub const FIRM: Party = Party {
    number: 1,
    name: "Rijwielatelier De Scheve Spaak B.V.",
    street: "Kettingkade 12",
    place: "0010 KS Oud-Zilverdam",
    country: "NL",
};

/// The one who decides: owner and director.
pub const OWNER: &str = "Zoë van Dunvelt";

/// The one on the payroll.
pub const EMPLOYEE: &str = "Łucja Hálsbrék";

/// The employee's number, as a party's.
pub const EMPLOYEE_NUMBER: u32 = 2;

/// Businesses that the firm sends invoices to.
pub const CUSTOMERS: [Party; 8] = [
    party(10, "Bakkerij Özgülay & Zn.", "Meelstraat 3", "0011 BM Oud-Zilverdam", "NL"),
    party(11, "Café 't Schuine Glas", "Kroeglaan 88", "0012 CG Nieuw-Pekela aan Zee", "NL"),
    party(12, "Müßiggang & Töchter GmbH", "Pfützenweg 7", "00013 Niederklee", "DE"),
    party(13, "Stichting Wijkwerkplaats De Ooievaar", "Nestplein 1", "0014 WO Waterdunen", "NL"),
    party(14, "L'Épeire Verte SARL", "12 rue du Pédalier", "00015 Saint-Rayon", "FR"),
    party(15, "Jørgensøn Ladcykler ApS", "Kædevej 4", "0016 Nørreham", "DK"),
    party(16, "Bezorgdienst Vliegensvlug V.O.F.", "Tandwiel 20", "0017 VV Waterdunen", "NL"),
    party(17, "Gemeente Oud-Zilverdam", "Raadhuisplein 1", "0010 AA Oud-Zilverdam", "NL"),
];

/// Businesses that send invoices to the firm.
pub const SUPPLIERS: [Party; 5] = [
    party(50, "Groothandel Naaf & Velg B.V.", "Asweg 40", "0021 NV Waterdunen", "NL"),
    party(51, "Verhuur De Loods C.V.", "Kettingkade 2", "0010 KS Oud-Zilverdam", "NL"),
    party(52, "Stroomcoöperatie Zonnehoek U.A.", "Paneelpad 9", "0022 ZH Waterdunen", "NL"),
    party(53, "Ibáñez Señal Componentes S.L.", "Calle Piñón 5", "00023 Valderrueda", "ES"),
    party(54, "Telefonie Drieklank B.V.", "Draadlaan 61", "0024 TD Oud-Zilverdam", "NL"),
];

/// Shops that hand out till receipts; without accents, as tills print.
pub const SHOPS: [&str; 5] =
    ["DE GOUDEN MOER", "KANTOORHAL WATERDUNEN", "BROODJES BIJ BEP", "POMP & CO", "VERFHUIS TINT"];

const fn party(
    number: u32,
    name: &'static str,
    street: &'static str,
    place: &'static str,
    country: &'static str,
) -> Party {
    Party { number, name, street, place, country }
}

impl Party {
    /// Gives a VAT number that looks like one and belongs to nobody.
    pub fn vat_number(&self) -> String {
        match self.country {
            "NL" => format!("NL0000{:05}B01", self.number),
            country => format!("{country}0000{:05}", self.number),
        }
    }

    /// Gives a chamber of commerce number that belongs to nobody.
    pub fn trade_number(&self) -> String {
        format!("000{:05}", self.number)
    }

    /// Gives the party's account number.
    pub fn iban(&self) -> String {
        account_number(self.number)
    }
}

/// Gives an account number with right check digits (ISO 7064 MOD 97-10) at a bank that does not
/// exist.
pub fn account_number(number: u32) -> String {
    let account = format!("KLUI{:010}", 4_000_000 + number);
    format!("NL{:02}{account}", 98 - rest_of_97(&format!("{account}NL00")))
}

fn rest_of_97(letters: &str) -> u32 {
    let digits: String = letters.chars().map(letter_to_digits).collect();
    digits.bytes().fold(0, |rest, digit| (rest * 10 + u32::from(digit - b'0')) % 97)
}

/// Gives a letter's number as ISO 7064 counts them (A is 10), and a digit as it is.
fn letter_to_digits(letter: char) -> String {
    letter.to_digit(36).map_or_else(String::new, |number| number.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_account_number_passes_the_check_that_banks_do() {
        for party in CUSTOMERS.iter().chain(&SUPPLIERS).chain([&FIRM]) {
            let iban = party.iban();
            assert_eq!(iban.len(), 18, "{iban}");
            let turned = format!("{}{}", &iban[4..], &iban[..4]);
            assert_eq!(rest_of_97(&turned), 1, "{iban}");
        }
    }

    #[test]
    fn no_two_parties_share_a_number() {
        let all = CUSTOMERS.iter().chain(&SUPPLIERS).chain([&FIRM]);
        let mut numbers: Vec<u32> = all.map(|party| party.number).collect();
        let count = numbers.len();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), count);
    }
}
