//! The list of what an earlier `find` found, in the form that it has with `--csv`, also as a spreadsheet saved it
//! again, or with `--json`.

use std::path::Path;

use serde::Deserialize;

use crate::things::search::listed::Listed;
use crate::verbs::fault::{TableProblem, Usage};
use crate::verbs::tables::{Table, read_bounded};
use crate::words::digest::Digest;
use crate::words::ids::BundleId;
use crate::words::limits::FOUND_BYTES_MAX;
use crate::words::names::TrueName;
use crate::words::table::Row;

/// The document of `find --json`, as far as it says which records.
#[derive(Deserialize)]
struct Document {
    listed: Vec<Hit>,
}

#[derive(Deserialize)]
struct Hit {
    bundle: BundleId,
    name: TrueName,
    sha256: Digest,
}

/// Reads such a list.
pub fn read(path: &Path) -> Result<Listed, Usage> {
    let bytes = read_bounded(path, FOUND_BYTES_MAX)?;
    let listed = match bytes.trim_ascii_start().first() {
        Some(b'{') => of_json(&bytes),
        _ => of_table(&bytes),
    };
    let listed = listed.and_then(|listed| match listed.is_empty() {
        false => Ok(listed.ended()),
        true => Err(TableProblem::Nothing),
    });
    listed.map_err(|why| Usage::Table { path: path.to_path_buf(), why })
}

fn of_json(bytes: &[u8]) -> Result<Listed, TableProblem> {
    let document: Document = serde_json::from_slice(bytes).map_err(|_| TableProblem::NotOfFind)?;
    let mut listed = Listed::default();
    for Hit { bundle, name, sha256 } in document.listed {
        listed.add_true(bundle, sha256, &name);
    }
    Ok(listed)
}

fn of_table(bytes: &[u8]) -> Result<Listed, TableProblem> {
    let table = Table::read(bytes)?;
    let mut rows = table.rows();
    let head = rows.next().transpose()?.ok_or(TableProblem::NotOfFind)?;
    // In either language, as `find` prints it.
    let column = |names: &[&str]| {
        let is = |cell: &String| names.iter().any(|name| cell.eq_ignore_ascii_case(name));
        head.cells.iter().position(is).ok_or(TableProblem::NotOfFind)
    };
    let bundle = column(&["bundle", "bundel"])?;
    let (path, sha256) = (column(&["path", "pad"])?, column(&["sha256"])?);
    let mut listed = Listed::default();
    for row in rows {
        let Row { line, cells } = row?;
        let cell = |at: usize| cells.get(at).map(String::as_str).unwrap_or_default();
        match (cell(bundle).parse(), cell(sha256).parse()) {
            (Ok(bundle), Ok(sha256)) => listed.add(bundle, sha256, cell(path)),
            _ => return Err(TableProblem::Line(line)),
        }
    }
    Ok(listed)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUNDLE: &str = "20261031-7f3ca2b1";

    #[test]
    fn a_list_that_a_spreadsheet_has_saved_again_names_the_same() {
        let sha256 = Digest::of(b"x");
        for text in [
            format!("bundle,path,bytes,sha256\r\n{BUNDLE},\"a,b\",5,{sha256}\r\n"),
            format!("cliënt;bundel;pad;sha256\r\nx;{BUNDLE};\"a,b\";{sha256}\r\n"),
            format!("Path;SHA256;Bundle;more\n\"a,b\";{sha256};{BUNDLE}\n\n"),
            format!(
                "{{\"exit\":0,\"listed\":[{{\"bundle\":\"{BUNDLE}\",\"name\":\"a,b\",\"sha256\":\"{sha256}\"}}]}}"
            ),
        ] {
            let bytes = text.as_bytes();
            let read = if text.starts_with('{') { of_json(bytes) } else { of_table(bytes) };
            let listed = read.unwrap();
            let mut same = Listed::default();
            same.add(BUNDLE.parse().unwrap(), sha256, "a,b");
            assert_eq!(format!("{listed:?}"), format!("{same:?}"), "{text}");
        }
    }

    #[test]
    fn what_is_no_such_list_is_said_with_the_line() {
        for (text, why) in [
            ("", TableProblem::NotOfFind),
            ("number,name\n1,2\n", TableProblem::NotOfFind),
            ("bundle,path,sha256\nx,y,z\n", TableProblem::Line(2)),
            ("bundle,path,sha256\n\"x", TableProblem::OpenQuote(2)),
        ] {
            assert_eq!(of_table(text.as_bytes()).unwrap_err(), why, "{text}");
        }
        assert_eq!(of_json(b"{\"vaults\":[]}").unwrap_err(), TableProblem::NotOfFind);
    }
}
