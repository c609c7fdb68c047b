//! Writes bank statements: a bank's CSV download, and SWIFT MT940.

use chrono::NaiveDate;

use super::money::Cents;
use super::papers::Movement;
use super::people::FIRM;

const CSV_HEAD: &str = "\"Datum\";\"Naam / Omschrijving\";\"Rekening\";\"Tegenrekening\";\"Code\";\
    \"Af Bij\";\"Bedrag (EUR)\";\"Mutatiesoort\";\"Mededelingen\";\"Saldo na mutatie\";\"Tag\"\r\n";

/// Writes a CSV as Dutch banks offer it, the newest movement first.
pub fn csv(opening: Cents, movements: &[&Movement]) -> Vec<u8> {
    let mut balance = opening;
    let mut rows = Vec::new();
    for movement in movements {
        balance = balance + movement.amount;
        let way = if movement.amount < Cents(0) { "Af" } else { "Bij" };
        let (code, kind) = if movement.other_account.is_empty() {
            ("BA", "Betaalautomaat")
        } else {
            ("OV", "Overschrijving")
        };
        let cells = [
            movement.date.format("%Y%m%d").to_string(),
            movement.name.clone(),
            FIRM.iban(),
            movement.other_account.clone(),
            code.to_owned(),
            way.to_owned(),
            Cents(movement.amount.0.abs()).comma(),
            kind.to_owned(),
            movement.text.clone(),
            balance.comma(),
            String::new(),
        ];
        let quoted = cells.map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")));
        rows.push(format!("{}\r\n", quoted.join(";")));
    }
    rows.reverse();
    format!("{CSV_HEAD}{}", rows.concat()).into_bytes()
}

/// Writes an MT940 statement from the first through the last of `days`; `number` is its place in
/// the year.
pub fn mt940(
    number: u32,
    days: (NaiveDate, NaiveDate),
    opening: Cents,
    movements: &[&Movement],
) -> Vec<u8> {
    let mut lines = vec![
        format!(":20:STATEMENT{number:05}"),
        format!(":25:{}EUR", FIRM.iban()),
        format!(":28C:{number}/1"),
        balance("60F", days.0, opening),
    ];
    for movement in movements {
        lines.push(format!(
            ":61:{}{}{}{}NTRFNONREF",
            movement.date.format("%y%m%d"),
            movement.date.format("%m%d"),
            mark(movement.amount),
            Cents(movement.amount.0.abs()).comma(),
        ));
        let name = swift_text(&movement.name);
        let text = swift_text(&movement.text);
        lines.push(format!(":86:/IBAN/{}/NAME/{name}", movement.other_account));
        lines.push(format!("/REMI/{text}"));
    }
    let closing = opening + movements.iter().map(|movement| movement.amount).sum();
    lines.push(balance("62F", days.1, closing));
    lines.push("-".to_owned());
    lines.iter().map(|line| format!("{line}\r\n")).collect::<String>().into_bytes()
}

fn balance(tag: &str, day: NaiveDate, amount: Cents) -> String {
    let date = day.format("%y%m%d");
    format!(":{tag}:{}{date}EUR{}", mark(amount), Cents(amount.0.abs()).comma())
}

fn mark(amount: Cents) -> char {
    if amount < Cents(0) { 'D' } else { 'C' }
}

/// Writes words in the letters that SWIFT has (character set x): accents go, `&` becomes `+`.
fn swift_text(words: &str) -> String {
    let letter = |letter: char| match letter {
        'á' | 'å' => "a".to_owned(),
        'é' | 'ë' => "e".to_owned(),
        'í' => "i".to_owned(),
        'ñ' => "n".to_owned(),
        'ö' | 'ø' | 'ó' => "o".to_owned(),
        'ü' => "u".to_owned(),
        'Ö' => "O".to_owned(),
        'É' => "E".to_owned(),
        'Ł' => "L".to_owned(),
        'ß' => "ss".to_owned(),
        '&' => "+".to_owned(),
        kept if kept.is_ascii_alphanumeric() || " /-?:().,'+".contains(kept) => kept.to_string(),
        _ => ".".to_owned(),
    };
    words.chars().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::super::books::Books;
    use super::*;

    fn books() -> Books {
        Books::keep(4, 2025, 12, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], Cents(250_000))
    }

    #[test]
    fn a_csvs_last_balance_is_the_next_ones_first() {
        let books = books();
        let (opening, january) = books.statement(1..=1);
        let text = String::from_utf8(csv(opening, &january)).unwrap();
        let newest = text.lines().nth(1).unwrap();
        let balance = newest.split(';').nth(9).unwrap().trim_matches('"').to_owned();
        assert_eq!(balance, books.statement(2..=2).0.comma());
    }

    #[test]
    fn an_mt940_balances_and_uses_swifts_letters_only() {
        let books = books();
        let (opening, movements) = books.statement(1..=12);
        let day = |month, day| NaiveDate::from_ymd_opt(2025, month, day).unwrap();
        let bytes = mt940(1, (day(1, 1), day(12, 31)), opening, &movements);
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.is_ascii() && !text.contains(['&', '"', '_']), "{text}");
        let signed = |line: &str, at: usize| {
            let number: i64 = line[at + 1..].replace(',', "").parse().unwrap();
            if &line[at..=at] == "D" { -number } else { number }
        };
        let mut balance = None;
        for line in text.lines() {
            if let Some(rest) = line.strip_prefix(":60F:") {
                balance = Some(signed(&rest.replacen(&rest[1..10], "", 1), 0));
            } else if let Some(rest) = line.strip_prefix(":61:") {
                let amount = signed(rest.trim_end_matches("NTRFNONREF"), 10);
                balance = balance.map(|balance| balance + amount);
            } else if let Some(rest) = line.strip_prefix(":62F:") {
                assert_eq!(balance, Some(signed(&rest.replacen(&rest[1..10], "", 1), 0)));
                balance = None;
            }
        }
        assert_eq!(balance, None, "a closing balance ends the statement");
    }

    #[test]
    fn every_name_keeps_its_letters_in_swift() {
        use super::super::people::{CUSTOMERS, EMPLOYEE, SUPPLIERS};
        for name in CUSTOMERS.iter().chain(&SUPPLIERS).map(|party| party.name).chain([EMPLOYEE]) {
            let dots = |text: &str| text.matches('.').count();
            assert_eq!(dots(&swift_text(name)), dots(name), "{name}");
        }
    }
}
