//! Draws a till receipt as a flatbed scanner saw it: grey paper, noise, and letters of ink.

use super::chance::Chance;
use super::glyphs;
use super::money::Cents;
use super::papers::Receipt;
use super::png::{self, Picture};

const COLUMNS: usize = 30;
const DOT: usize = 2;
const MARGIN: usize = 24;
const LINE_HEIGHT: usize = (glyphs::HEIGHT + 3) * DOT;
const LETTER_WIDTH: usize = (glyphs::WIDTH + 1) * DOT;

/// Draws the receipt as a PNG; `seed` decides the paper's noise.
pub fn receipt(receipt: &Receipt, seed: u64) -> Vec<u8> {
    let lines = words(receipt);
    let width = COLUMNS * LETTER_WIDTH + 2 * MARGIN;
    let height = lines.len() * LINE_HEIGHT + 2 * MARGIN;
    let mut chance = Chance::new(seed, 0x5CA4);
    let paper = |_| (222 + chance.between(0, 24)) as u8;
    let mut picture = Picture { width, pixels: (0..width * height).map(paper).collect() };
    for (n, line) in lines.iter().enumerate() {
        for (column, letter) in line.chars().enumerate().take(COLUMNS) {
            let left = MARGIN + column * LETTER_WIDTH;
            ink(&mut picture, letter, left, MARGIN + n * LINE_HEIGHT, &mut chance);
        }
    }
    png::encode(&picture)
}

fn ink(picture: &mut Picture, letter: char, left: usize, top: usize, chance: &mut Chance) {
    let Some(rows) = glyphs::rows(letter) else {
        return;
    };
    for (row, bits) in rows.into_iter().enumerate() {
        for column in (0..glyphs::WIDTH).filter(|c| bits >> (glyphs::WIDTH - 1 - c) & 1 == 1) {
            for (dx, dy) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
                let at = (top + row * DOT + dy) * picture.width + left + column * DOT + dx;
                picture.pixels[at] = (28 + chance.between(0, 50)) as u8;
            }
        }
    }
}

/// Gives the receipt's lines, each of at most `COLUMNS` letters.
fn words(receipt: &Receipt) -> Vec<String> {
    let total = receipt.total();
    let vat = Cents((total.0 * 21 + 60) / 121);
    let rule = "-".repeat(COLUMNS);
    let mut lines = vec![
        format!("{:^COLUMNS$}", receipt.shop),
        format!("{:^COLUMNS$}", "OUD-ZILVERDAM"),
        String::new(),
        receipt.date.format("DATUM %d-%m-%Y").to_string(),
        rule.clone(),
    ];
    lines.extend(receipt.lines.iter().map(|(text, amount)| pair(text, *amount)));
    lines.extend([
        rule,
        pair("TOTAAL EUR", total),
        pair("WAARVAN BTW 21%", vat),
        String::new(),
        "BETAALD MET PIN".to_owned(),
        String::new(),
        format!("{:^COLUMNS$}", "VOORBEELD BIJ KLUIS"),
        format!("{:^COLUMNS$}", "ALLES IS VERZONNEN"),
    ]);
    lines
}

fn pair(text: &str, amount: Cents) -> String {
    format!("{text:<18}{:>12}", amount.dutch())
}

#[cfg(test)]
mod tests {
    use super::super::books::Books;
    use super::*;

    #[test]
    fn a_receipts_lines_fit_and_use_letters_that_the_printer_has() {
        for year in 2015..2027 {
            let books = Books::keep(2, year, 12, &[2, 4, 6, 8, 10, 12], Cents(0));
            assert_eq!(books.receipts.len(), 6);
            for line in books.receipts.iter().flat_map(words) {
                assert!(line.chars().count() <= COLUMNS, "{line}");
                let missing = line.chars().find(|c| *c != ' ' && glyphs::rows(*c).is_none());
                assert_eq!(missing, None, "{line}");
            }
        }
    }
}
