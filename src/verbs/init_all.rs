//! `init --list`: the vaults of an office, one for each client of a list, under one passphrase. Each has keys and a
//! recovery sheet of its own.
//!
//! Nothing is made before the whole list is understood. A vault that is there already stays as it is, so that the same
//! command goes on after whatever ended it, and with a longer list later.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::powers::private;
use crate::things::vault::config::Config;
use crate::things::vault::{is_home, settings_text};
use crate::words::limits::{REQUEST_BYTES_MAX, REQUEST_ROWS_MAX};
use crate::words::table::Row;
use crate::words::typed::{folded, normal};

use super::fault::{Fault, TableProblem, Usage};
use super::init::{self, Sheet, check_name, check_written, make, new_passphrase};
use super::medium::here::said;
use super::outcome::{Outcome, Reported};
use super::session::World;
use super::tables::{Table, head, read_bounded};

/// What stands above the column of names, by its letters alone.
const NAMES: [&str; 10] = [
    "naam",
    "cliënt",
    "client",
    "cliëntnaam",
    "clientnaam",
    "klant",
    "klantnaam",
    "name",
    "clientname",
    "customer",
];
/// What stands above the column of the days on which book years end.
const YEAR_ENDS: [&str; 4] = ["boekjaareinde", "eindeboekjaar", "bookyearend", "endofbookyear"];
/// What recovery sheets' names end with.
const SHEET: &str = "txt";

/// What the user asks for.
#[derive(Debug, Clone)]
pub struct Request {
    /// The clients, one a row.
    pub list: PathBuf,
    /// The folder for the recovery sheets.
    pub sheets: PathBuf,
    /// What is asked of each, but for its name and its sheet.
    pub each: init::Request,
}

/// The vaults that were made.
#[derive(Debug, Serialize)]
pub struct Report {
    pub vaults: Vec<init::Report>,
    /// Clients that have a vault on this PC already.
    pub already_here: Vec<String>,
    /// Where the recovery sheets of the new ones are.
    pub sheets: String,
    /// What ended the run before all were made.
    pub stopped: Option<Fault>,
}

impl Reported for Report {
    fn outcome(&self) -> Outcome {
        if self.stopped.is_some() { Outcome::PartlyDone } else { Outcome::Done }
    }

    fn faults(&self) -> Vec<&Fault> {
        self.stopped.iter().collect()
    }
}

/// A client of the list.
#[derive(Debug, PartialEq, Eq)]
struct Client {
    name: String,
    /// As it stands there; none where the column, or the cell, is empty.
    year_end: Option<String>,
}

/// Makes them. `place` says where a vault of a name lives.
pub fn run(
    world: &mut World<'_>,
    place: &dyn Fn(&str) -> Result<PathBuf, Usage>,
    request: &Request,
) -> Result<Report, Fault> {
    let bytes = read_bounded(&request.list, REQUEST_BYTES_MAX)?;
    let wrong = |why| Usage::Table { path: request.list.clone(), why };
    let clients = clients(&bytes).map_err(wrong)?;
    let sheets = said(&request.sheets);
    let mut report = Report { vaults: vec![], already_here: vec![], sheets, stopped: None };
    let here: Vec<(String, PathBuf)> = world.homes.iter().filter_map(|home| named(home)).collect();
    let (mut homes, mut wanted) = (BTreeMap::new(), Vec::new());
    for client in clients {
        let home = place(&client.name)?;
        if let Some(other) = homes.insert(home.clone(), client.name.clone()) {
            return Err(Usage::OneHomeForTwo { name: client.name, other }.into());
        }
        // Another folder may be called after a client who has another name by now.
        let there = here.iter().find(|(name, _)| folded(name) == folded(&client.name));
        match (there, here.iter().find(|(_, path)| *path == home)) {
            (Some((name, home)), _) => {
                check_written(&sheet_of(request, home), home)?;
                report.already_here.push(name.clone());
            }
            (None, Some((other, _))) => {
                let (name, other) = (client.name, other.clone());
                return Err(Usage::OneHomeForTwo { name, other }.into());
            }
            (None, None) => wanted.push((one(request, client, &home), home)),
        }
    }
    if wanted.is_empty() {
        return Ok(report);
    }
    for (one, home) in &wanted {
        one.check(home)?;
    }
    // Once for all of them.
    let passphrase = match request.each.passphrase {
        true => Some(new_passphrase(world)?),
        false => None,
    };
    let unmade = |source| Fault::Io { path: request.sheets.clone(), source };
    private::make_folders(&request.sheets).map_err(unmade)?;
    for (one, home) in wanted {
        let made = match world.watcher.interrupted() {
            true => Err(Fault::Interrupted),
            false => make(world, &home, &one, passphrase.clone()),
        };
        match made {
            Ok(made) => report.vaults.push(made),
            Err(fault) if report.vaults.is_empty() => return Err(fault),
            Err(fault) => {
                report.stopped = Some(fault);
                break;
            }
        }
    }
    Ok(report)
}

/// A vault's home that is here, behind its client's name.
fn named(home: &Path) -> Option<(String, PathBuf)> {
    let config = Config::read(&settings_text(home).ok()?).ok()?;
    is_home(home).then(|| (config.name, home.to_path_buf()))
}

/// Where the sheet of a vault goes: it is called as its home is.
fn sheet_of(request: &Request, home: &Path) -> PathBuf {
    let name = home.file_name().unwrap_or(OsStr::new("vault"));
    request.sheets.join(name).with_extension(SHEET)
}

/// What is asked for one client.
fn one(request: &Request, client: Client, home: &Path) -> init::Request {
    let sheet = Sheet::File(sheet_of(request, home));
    let Client { name, year_end } = client;
    let book_year_end = year_end.or_else(|| request.each.book_year_end.clone());
    init::Request { name, book_year_end, sheet, ..request.each.clone() }
}

/// The clients of a list, in its order.
fn clients(bytes: &[u8]) -> Result<Vec<Client>, TableProblem> {
    let table = Table::read(bytes)?;
    let mut rows = table.rows().peekable();
    let (mut name, mut year_end) = (0, None);
    let mut has_head = false;
    if let Some(Ok(Row { cells, .. })) = rows.peek() {
        let column = |words: &[&str]| cells.iter().position(|cell| words.contains(&&*head(cell)));
        if let Some(at) = column(&NAMES) {
            (name, year_end, has_head) = (at, column(&YEAR_ENDS), true);
            rows.next();
        }
    }
    let mut clients = Vec::new();
    for row in rows {
        let Row { line, cells } = row?;
        let cell = |at: usize| cells.get(at).map(|cell| normal(cell.trim())).unwrap_or_default();
        // Without a head nobody says which of several columns has the names.
        let others = cells.iter().skip(1).any(|cell| !cell.is_empty());
        if !has_head && others {
            return Err(TableProblem::NoClients);
        }
        let client =
            Client { name: cell(name), year_end: year_end.map(cell).filter(|end| !end.is_empty()) };
        if client.name.is_empty() && client.year_end.is_none() {
            continue;
        }
        if check_name(&client.name).is_err() {
            return Err(TableProblem::NoClient(line));
        }
        if clients.len() == REQUEST_ROWS_MAX {
            return Err(TableProblem::TooManyRows { rows_max: REQUEST_ROWS_MAX });
        }
        clients.push(client);
    }
    if clients.is_empty() { Err(TableProblem::Nothing) } else { Ok(clients) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<(String, Option<String>)>, TableProblem> {
        let clients = clients(text.as_bytes())?;
        Ok(clients.into_iter().map(|client| (client.name, client.year_end)).collect())
    }

    #[test]
    fn a_list_is_a_name_a_line_or_a_table_with_a_head() {
        let plain = |names: &[&str]| names.iter().map(|name| ((*name).into(), None)).collect();
        assert_eq!(read("Jansen\n\n  De Wit B.V. \n"), Ok(plain(&["Jansen", "De Wit B.V."])));
        assert_eq!(
            read("Nr;Cliënt;Plaats\n1;Jansen;Aalst\n2;De Wit;Zeist\n"),
            Ok(plain(&["Jansen", "De Wit"]))
        );
        let ends = "Naam,Boekjaar-einde\nJansen,06-30\nDe Wit,\n";
        assert_eq!(
            read(ends),
            Ok(vec![("Jansen".into(), Some("06-30".into())), ("De Wit".into(), None)])
        );
    }

    #[test]
    fn a_list_that_is_not_understood_makes_nothing() {
        assert_eq!(read("1;Jansen\n"), Err(TableProblem::NoClients));
        assert_eq!(read("Naam;Plaats\n;Zeist\nJansen;Aalst\n"), read("Naam\nJansen\n"));
        assert_eq!(read("Naam;Boekjaareinde\nJansen;\n;06-30\n"), Err(TableProblem::NoClient(3)));
        assert_eq!(read("Naam\n\n"), Err(TableProblem::Nothing));
        assert_eq!(read("Naam\nBakker\nDe Wit, P.\n"), Err(TableProblem::Beyond(3)));
    }
}
