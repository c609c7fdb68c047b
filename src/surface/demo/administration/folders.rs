//! Which papers lie in which folder, under which name, and when they were last changed.

use chrono::{Datelike, Days, NaiveDate, NaiveTime};

use super::books::Books;
use super::document::{Document, Names};
use super::months::{month_end, month_start};
use super::people::{EMPLOYEE, FIRM, OWNER, SUPPLIERS};
use super::{audit_file, bank, pages, scan, ubl};

/// Gives a year as it was kept then: few papers, and the books as a whole.
pub fn old_year(books: &Books) -> Vec<Document> {
    let year = books.year;
    let end = month_end(year, 12);
    let (opening, movements) = books.statement(1..=12);
    let mut documents = year_end(books);
    let bank = format!("{year}/Administratie/Bank/Rekening {year}.csv");
    documents.push(document(bank, bank::csv(opening, &movements), end));
    let payroll = format!("{year}/Loon/Loonstroken {year}.pdf");
    documents.push(document(payroll, pages::payslips(year, &books.wages), end));
    for month in 1..=12 {
        documents.extend(papers(books, month, &format!("{year}/Administratie")));
    }
    documents
}

/// Gives last year: papers and payroll, the bank's own statement a quarter, the books as a whole.
pub fn last_year(books: &Books, names: Names) -> Vec<Document> {
    let mut documents = months(books);
    documents.extend((1..=4).map(|quarter| bank_statement(books, quarter)));
    documents.extend(year_end(books));
    documents.extend(peculiar_names(books.year, names));
    documents
}

/// Gives this year: papers and payroll, and the bank's download a month.
pub fn this_year(books: &Books) -> Vec<Document> {
    let mut documents = months(books);
    documents.extend((1..=books.months).map(|month| bank_download(books, month)));
    documents
}

/// Gives the papers of each month, and the payslips of each whole quarter.
fn months(books: &Books) -> Vec<Document> {
    let mut documents = Vec::new();
    for month in 1..=books.months {
        documents.extend(papers(books, month, &month_folder(books.year, month)));
        if month.is_multiple_of(3) {
            documents.push(payslips(books, month / 3));
        }
    }
    documents
}

fn bank_download(books: &Books, month: u32) -> Document {
    let year = books.year;
    let (opening, movements) = books.statement(month..=month);
    let path = format!("{}/Bank/Rekening {year}-{month:02}.csv", month_folder(year, month));
    document(path, bank::csv(opening, &movements), month_end(year, month))
}

fn bank_statement(books: &Books, quarter: u32) -> Document {
    let year = books.year;
    let (first, last) = (3 * quarter - 2, 3 * quarter);
    let (opening, movements) = books.statement(first..=last);
    let days = (month_start(year, first), month_end(year, last));
    let statement = bank::mt940(quarter, days, opening, &movements);
    let path = format!("{}/Bank/Afschrift K{quarter} {year}.sta", month_folder(year, last));
    document(path, statement, days.1)
}

fn payslips(books: &Books, quarter: u32) -> Document {
    let year = books.year;
    let last = 3 * quarter;
    let wages = &books.wages[last as usize - 3..last as usize];
    let path = format!("{year}/Loon/Loonstroken {year} K{quarter} {EMPLOYEE}.pdf");
    document(path, pages::payslips(year, wages), month_end(year, last))
}

fn month_folder(year: i32, month: u32) -> String {
    format!("{year}/Administratie/{year}-{month:02}")
}

/// Gives the month's invoices and receipts.
fn papers(books: &Books, month: u32, folder: &str) -> Vec<Document> {
    let mut documents = Vec::new();
    for sale in books.sales.iter().filter(|sale| sale.date.month() == month) {
        let name = format!("{folder}/Verkoop/Factuur {} {}", sale.number, sale.other.name);
        let page = pages::invoice(sale, &FIRM, &sale.other);
        documents.push(document(format!("{name}.pdf"), page, sale.date));
        // Invoices went out as UBL beside the PDF from the year that the standard came.
        if books.year >= 2018 {
            let data = ubl::invoice(sale, &FIRM, &sale.other);
            documents.push(document(format!("{name}.xml"), data, sale.date));
        }
    }
    for bought in books.purchases.iter().filter(|bought| bought.date.month() == month) {
        let name = format!("{folder}/Inkoop/{} {}.pdf", bought.number, bought.other.name);
        documents.push(document(name, pages::invoice(bought, &bought.other, &FIRM), bought.date));
    }
    for receipt in books.receipts.iter().filter(|receipt| receipt.date.month() == month) {
        let name = format!("{folder}/Bonnen/Scan {} {}.png", receipt.date, receipt.shop);
        let noise = receipt.date.num_days_from_ce().unsigned_abs();
        documents.push(document(name, scan::receipt(receipt, noise.into()), receipt.date));
    }
    documents
}

/// Gives the books of a whole year: the audit file and the accounts.
fn year_end(books: &Books) -> Vec<Document> {
    let year = books.year;
    let file = |name: &str, bytes| {
        document(format!("{year}/Administratie/Jaar/{name}"), bytes, month_end(year, 12))
    };
    vec![
        file(&format!("Auditfile {year}.xaf"), audit_file::audit_file(books)),
        file(&format!("Jaarrekening {year}.pdf"), pages::annual_accounts(books)),
    ]
}

/// Gives names that go wrong elsewhere: another normal form, a colon, a dot at the end.
fn peculiar_names(year: i32, names: Names) -> Vec<Document> {
    let note = |name: &str, text: &str| {
        let path = format!("{year}/Administratie/Notities/{name}");
        document(path, format!("{text}\r\n").into_bytes(), month_end(year, 6))
    };
    let mut notes = vec![note(
        "Afspraak Cafe\u{301} 't Schuine Glas.txt",
        "Onderhoud van vier dienstfietsen, elk kwartaal op afspraak.",
    )];
    if names == Names::AsUnix {
        notes.push(note("Gebeld 14:30 over btw.txt", "Boekhouder belt volgende week terug."));
        notes.push(note("Offerte Groothandel Naaf & Velg B.V.", "Prijzen gelden tot de zomer."));
    }
    notes
}

/// Gives the contracts that still run, as they were signed in the autumn of `year`.
pub fn contracts(year: i32) -> Vec<Document> {
    let signed = month_end(year, 9);
    let start = signed + Days::new(1);
    let landlord = SUPPLIERS[1].name;
    let rent = pages::contract(
        "Huurovereenkomst werkplaats",
        landlord,
        start,
        &[
            "De verhuurder verhuurt de werkplaats aan de Kettingkade voor onbepaalde tijd.",
            "De huur is per maand vooraf verschuldigd en volgt jaarlijks de prijsindex.",
            "Elke partij kan opzeggen met een termijn van zes maanden.",
        ],
    );
    let work = pages::contract(
        "Arbeidsovereenkomst",
        EMPLOYEE,
        start,
        &[
            "De werknemer treedt voor onbepaalde tijd in dienst als rijwielhersteller.",
            "De arbeidsduur is 32 uur per week, het loon volgt uit de loonstrook.",
            "De opzegtermijn is een maand voor de werknemer en twee voor de werkgever.",
        ],
    );
    vec![
        document(format!("Contracten/Huurovereenkomst {landlord}.pdf"), rent, signed),
        document(format!("Contracten/Arbeidsovereenkomst {EMPLOYEE}.pdf"), work, signed),
        document(format!("Contracten/Leesmij {OWNER}.txt"), CONTRACTS_NOTE.into(), signed),
    ]
}

const CONTRACTS_NOTE: &str = "Lopende contracten. De bewaartermijn begint pas als ze eindigen.\r\n";

/// Makes a document that was last changed in the afternoon of `day`.
fn document(path: String, bytes: Vec<u8>, day: NaiveDate) -> Document {
    let afternoon = NaiveTime::from_hms_opt(15, 20, 0).expect("a time that every day has");
    Document { path, bytes, modified_unix: day.and_time(afternoon).and_utc().timestamp() }
}
