//! The benchmark of docs/performance.md, at a size that takes seconds: that its one command still measures all and
//! writes the page. What it measures at that size says nothing.

use std::fs;
use std::path::Path;
use std::process::Command;

const PAGE: &str = "docs/performance.md";
const COMMAND: &str = "bash tests/bench/figures.sh";

#[test]
fn the_one_command_measures_every_job_and_writes_the_page() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(project.join(PAGE)).unwrap();
    assert!(page.lines().any(|line| line == COMMAND), "{PAGE} names another command");
    let folder = tempfile::tempdir().unwrap();
    fs::copy(project.join(PAGE), folder.path().join("performance.md")).unwrap();

    let output = Command::new("bash")
        .arg("tests/bench/figures.sh")
        .current_dir(project)
        .env("KLUIS", env!("CARGO_BIN_EXE_kluis"))
        .env("SCRATCH", folder.path().join("scratch"))
        .env("RESULTS", folder.path().join("figures.tsv"))
        .env("DOCS", folder.path())
        .env("RUNS", "1")
        .env("SECTIONS", "small record search growth memory")
        .envs([("SMALL", "30"), ("RECORD_MIB", "1 2"), ("FILE_MIB", "5")])
        .envs([("SEARCH_RECORDS", "20"), ("SEARCH_BUNDLES", "2"), ("MANY", "3")])
        .envs([("CLIENTS", "2")])
        .envs([("GROWTH_MIB", "1 2"), ("GROWTH_FILES", "10 20")])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));

    let written = fs::read_to_string(folder.path().join("performance.md")).unwrap();
    for part in [
        "| small files: archive (kluis) | restic |",
        "| small files: restore all (kluis) | pipe |",
        "| one record of 2 MiB | kluis | 3 |",
        "| find in 20 records | kluis | 1 |",
        "| due of 3 bundles | kluis | 1 |",
        "| status of 3 bundles | kluis | 1 |",
        "| status of 2 vaults | kluis | 1 |",
        "| one large file: deep verify | kluis | 1 |",
        "| peak memory, the most of all",
        "### As the number of records grows",
        "The machine's noise",
    ] {
        assert!(written.contains(part), "{part}\n{written}");
    }
    // What people wrote on the page stays.
    assert!(written.starts_with(page.split("<!-- figures: begin -->").next().unwrap()));
    for plot in ["performance-mib.svg", "performance-records.svg"] {
        let drawn = fs::read_to_string(folder.path().join(plot)).unwrap();
        assert!(drawn.contains("<polyline") && drawn.contains("restore all"), "{drawn}");
    }
    let left = fs::read_dir(folder.path().join("scratch")).unwrap().count();
    assert_eq!(left, 0, "something stays in the scratch folder");
}
