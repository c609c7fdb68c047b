//! What stands on the firm's paper: invoices, payslips, annual accounts and contracts.

use chrono::{Days, NaiveDate};

use super::books::Books;
use super::money::Cents;
use super::papers::{Cause, Invoice, Wage};
use super::pdf::{self, Page};
use super::people::{EMPLOYEE, FIRM, OWNER, Party};

const LEFT: i64 = 60;
const TOP: i64 = 770;
const NOTE: &str = "Voorbeeld bij kluis: alle namen, nummers en bedragen zijn verzonnen.";

/// Draws an invoice from `seller` to `buyer`.
pub fn invoice(invoice: &Invoice, seller: &Party, buyer: &Party) -> Vec<u8> {
    let mut page = letter(seller, &format!("Factuur {}", invoice.number));
    for (n, line) in ["Aan:", buyer.name, buyer.street, buyer.place].iter().enumerate() {
        page.say(LEFT, 640 - 14 * n as i64, *line);
    }
    let due = invoice.date + Days::new(30);
    page.say(LEFT, 560, format!("Factuurdatum: {}", dutch_day(invoice.date)));
    page.say(LEFT, 546, format!("Te betalen voor: {}", dutch_day(due)));
    page.say(300, 560, format!("Btw-nummer: {}", seller.vat_number()));
    page.say(300, 546, format!("KvK-nummer: {}", seller.trade_number()));
    let mut y = 510;
    row(&mut page, y, ["Omschrijving", "Aantal", "Prijs", "Btw", "Bedrag"]);
    for line in &invoice.lines {
        y -= 16;
        let percent = format!("{}%", line.vat_percent);
        let (quantity, price) = (line.quantity.to_string(), line.price.dutch());
        row(&mut page, y, [line.text, &quantity, &price, &percent, &line.net().dutch()]);
    }
    y -= 26;
    sum(&mut page, y, "Totaal exclusief btw", invoice.net());
    for share in invoice.vat_shares() {
        y -= 16;
        let what = format!("Btw {}% over {}", share.percent, share.net.dutch());
        sum(&mut page, y, &what, share.vat);
    }
    y -= 20;
    sum(&mut page, y, "Te betalen in euro", invoice.gross());
    let ask = format!("Gelieve te betalen op {} o.v.v. {}.", seller.iban(), invoice.number);
    page.say(LEFT, y - 40, ask);
    pdf::document(&format!("Factuur {}", invoice.number), &[page])
}

/// Draws a payslip a page for each of `wages`.
pub fn payslips(year: i32, wages: &[Wage]) -> Vec<u8> {
    let slip = |wage: &Wage| {
        let period = format!("{:02}-{year}", wage.month);
        let mut page = letter(&FIRM, &format!("Loonstrook {period}"));
        page.say(LEFT, 640, format!("Werknemer: {EMPLOYEE}"));
        page.say(LEFT, 626, "Personeelsnummer: 0001");
        page.say(LEFT, 612, "Functie: rijwielhersteller");
        sum(&mut page, 570, "Brutoloon", wage.gross);
        sum(&mut page, 554, "Ingehouden loonheffing", -wage.tax);
        sum(&mut page, 534, "Uit te betalen", wage.net());
        page
    };
    let pages: Vec<Page> = wages.iter().map(slip).collect();
    pdf::document(&format!("Loonstroken {year}"), &pages)
}

/// Draws the year's accounts, in a page.
pub fn annual_accounts(books: &Books) -> Vec<u8> {
    let mut takings = Cents(0);
    for movement in &books.movements {
        if let Cause::Takings { low, high } = &movement.cause {
            takings = takings + low.net + high.net;
        }
    }
    let sold: Cents = books.sales.iter().map(Invoice::net).sum();
    let bought: Cents = books.purchases.iter().map(Invoice::net).sum();
    let tills: Cents = books.receipts.iter().map(|receipt| receipt.total()).sum();
    let wages: Cents = books.wages.iter().map(|wage| wage.gross).sum();
    let mut page = letter(&FIRM, &format!("Jaarrekening {}", books.year));
    page.head(LEFT, 640, 12, "Winst- en verliesrekening");
    sum(&mut page, 615, "Omzet winkel", takings);
    sum(&mut page, 599, "Omzet op rekening", sold);
    sum(&mut page, 583, "Inkoop en huisvesting", -bought);
    sum(&mut page, 567, "Kleine uitgaven", -tills);
    sum(&mut page, 551, "Lonen", -wages);
    sum(&mut page, 527, "Resultaat voor belasting", takings + sold - bought - tills - wages);
    page.head(LEFT, 480, 12, "Bank");
    sum(&mut page, 455, "Saldo per 1 januari", books.opening);
    sum(&mut page, 439, "Saldo per 31 december", books.closing());
    page.say(LEFT, 380, format!("Vastgesteld door {OWNER}, directeur."));
    pdf::document(&format!("Jaarrekening {}", books.year), &[page])
}

/// Draws a contract: a title, the other party, the day it starts, and its articles.
pub fn contract(title: &str, other: &str, start: NaiveDate, articles: &[&str]) -> Vec<u8> {
    let mut page = letter(&FIRM, title);
    page.say(LEFT, 640, format!("Tussen {} en {other},", FIRM.name));
    page.say(LEFT, 626, format!("ingaande op {}.", dutch_day(start)));
    for (n, article) in articles.iter().enumerate() {
        let y = 590 - 36 * n as i64;
        page.head(LEFT, y, 10, format!("Artikel {}", n + 1));
        page.say(LEFT, y - 14, *article);
    }
    page.say(LEFT, 200, format!("Getekend: {OWNER} en {other}"));
    pdf::document(title, &[page])
}

/// Starts a page with the sender's head; only the firm's own paper carries its mark.
fn letter(sender: &Party, title: &str) -> Page {
    let mut page = Page { marked: sender.number == FIRM.number, ..Page::default() };
    page.head(LEFT, TOP, 14, sender.name);
    page.say(LEFT, TOP - 18, sender.street);
    page.say(LEFT, TOP - 32, sender.place);
    page.head(LEFT, TOP - 80, 18, title);
    page.say(LEFT, 40, NOTE);
    page
}

fn row(page: &mut Page, y: i64, cells: [&str; 5]) {
    for (x, cell) in [LEFT, 300, 350, 415, 470].into_iter().zip(cells) {
        page.say(x, y, cell);
    }
}

fn sum(page: &mut Page, y: i64, what: &str, amount: Cents) {
    page.say(LEFT, y, what);
    page.say(470, y, amount.dutch());
}

fn dutch_day(day: NaiveDate) -> String {
    day.format("%d-%m-%Y").to_string()
}
