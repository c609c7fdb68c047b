//! `docs/faults.md` against the tests that it names.

use std::fs;
use std::path::Path;

#[test]
fn every_fault_in_the_table_names_a_test_that_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("docs/faults.md")).unwrap();
    let rows = text.lines().filter(|line| line.starts_with("| "));
    let rows = rows.filter(|line| !line.starts_with("| ---") && !line.starts_with("| fault |"));
    let mut count = 0;
    for row in rows {
        let named = row.trim_end_matches(" |").rsplit(" | ").next().unwrap();
        let named = named.strip_prefix('`').and_then(|named| named.strip_suffix('`'));
        let (file, name) = named.and_then(|named| named.split_once(": ")).unwrap_or_else(|| {
            panic!("this row names no test: {row}");
        });
        let source = fs::read_to_string(root.join(format!("tests/{file}.rs")));
        let source = source.unwrap_or_else(|_| panic!("tests/{file}.rs is not there: {row}"));
        let test = format!("#[test]\nfn {name}() {{");
        assert!(source.contains(&test), "{file} has no test {name}");
        count += 1;
    }
    assert!(count > 40, "{count} rows");
}
