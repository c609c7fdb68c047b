//! The Library of Congress's validator reads the extracted bag (RFC 8493).

use std::path::{Path, PathBuf};

use crate::damage::flip;
use crate::shell::{refuses, succeeds, tool};
use crate::sources;
use crate::stage::Stage;

/// A bundle's payload, opened with stock tools; the folder of the bag.
fn extracted(stage: &Stage) -> PathBuf {
    let script = r#"cat "$2"/payload-*.age | age -d -i "$1" | zstd -d | tar -x -C "$3""#;
    let mut sh = tool("sh");
    sh.args(["-c", script, "sh"]).arg(stage.bundle_key());
    succeeds(sh.arg(stage.bundle_file(".")).arg(stage.at(".")));
    stage.at(&stage.bundle)
}

#[test]
fn the_validator_accepts_a_bag_of_hard_names() {
    let stage = Stage::sealed(None, sources::hard);
    let bag = extracted(&stage);
    succeeds(tool("bagit").arg("--validate").arg(&bag));
    succeeds(tool("bagit").args(["--validate", "--completeness-only"]).arg(&bag));
}

#[test]
fn the_validator_refuses_a_bag_with_one_flipped_byte() {
    let large = |folder: &Path| sources::large(folder, 2, 3000);
    for (name, sources) in [
        ("data/records/scan-001.tiff", &large as &dyn Fn(&Path)),
        ("bag-info.txt", &large),
        ("kluis/records.jsonl", &sources::hard),
    ] {
        let stage = Stage::sealed(None, sources);
        let bag = extracted(&stage);
        flip(&bag.join(name), 20);
        refuses(tool("bagit").arg("--validate").arg(&bag));
    }
}

#[test]
fn a_bag_whose_names_are_all_safe_has_no_list_of_names_and_is_valid() {
    let stage = Stage::sealed(None, |folder| sources::large(folder, 2, 3000));
    let bag = extracted(&stage);
    assert!(!bag.join("kluis").exists());
    succeeds(tool("bagit").arg("--validate").arg(&bag));
}
