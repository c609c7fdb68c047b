//! Stock tools accept what was sealed, and refuse what was not.

use std::fs::{self, File};
use std::process::Command;

use crate::damage::{flip, length};
use crate::shell::{refuses, runs, said, succeeds, tool};
use crate::sources;
use crate::stage::Stage;

fn small() -> Stage {
    Stage::sealed(None, |folder| sources::large(folder, 3, 5000))
}

/// `ssh-keygen -Y verify` over the seal, with the list of signers that lies on the drive.
fn verify_seal(stage: &Stage, signer: &str, namespace: &str) -> Command {
    let mut command = tool("ssh-keygen");
    command.args(["-Y", "verify", "-I", signer, "-n", namespace]);
    command.arg("-f").arg(stage.vault().join("allowed_signers"));
    command.arg("-s").arg(stage.bundle_file("seal.json.sig"));
    command.stdin(File::open(stage.bundle_file("seal.json")).expect("the seal is there"));
    command
}

#[test]
fn the_seal_is_signed_by_the_sealer_as_a_seal_and_as_nothing_else() {
    let stage = small();
    succeeds(&mut verify_seal(&stage, "sealer", "kluis-seal"));
    let others = ["kluis-ledger", "kluis-medium", "kluis-statement", "file", "git"];
    for namespace in others {
        refuses(&mut verify_seal(&stage, "sealer", namespace));
    }
    refuses(&mut verify_seal(&stage, "disposer", "kluis-seal"));
}

#[test]
fn a_seal_with_any_flipped_byte_is_refused() {
    let stage = small();
    let seal = stage.bundle_file("seal.json");
    for at in (0..length(&seal)).step_by(97) {
        flip(&seal, at);
        refuses(&mut verify_seal(&stage, "sealer", "kluis-seal"));
        flip(&seal, at);
    }
    succeeds(&mut verify_seal(&stage, "sealer", "kluis-seal"));
}

#[test]
fn the_label_is_signed_by_the_sealer_as_a_medium() {
    let stage = small();
    let mut held = 0;
    for slot in ["label.a.json", "label.b.json"] {
        for (namespace, holds) in [("kluis-medium", true), ("kluis-seal", false)] {
            let mut command = tool("ssh-keygen");
            command.args(["-Y", "verify", "-I", "sealer", "-n", namespace]);
            command.arg("-f").arg(stage.vault().join("allowed_signers"));
            command.arg("-s").arg(stage.vault().join(format!("{slot}.sig")));
            command.stdin(File::open(stage.vault().join(slot)).expect("the slot is there"));
            let output = runs(&mut command);
            assert_eq!(output.status.success(), holds, "{slot} {namespace}: {}", said(&output));
            held += u32::from(output.status.success());
        }
    }
    assert_eq!(held, 2);
}

#[test]
fn sums_hold_until_a_byte_of_any_summed_file_flips() {
    let stage = small();
    let sums = || {
        let mut command = tool("sha256sum");
        command.args(["-c", "--strict", "SHA256SUMS"]).current_dir(stage.bundle_file("."));
        command
    };
    succeeds(&mut sums());
    for name in ["payload-00000.age", "index.age", "records.commit"] {
        let file = stage.bundle_file(name);
        flip(&file, length(&file) / 2);
        let refusal = refuses(&mut sums());
        assert!(refusal.contains(&format!("{name}: FAILED")), "{refusal}");
        assert_eq!(refusal.matches(": OK").count(), 2, "{refusal}");
        flip(&file, length(&file) / 2);
    }
    succeeds(&mut sums());
}

#[test]
fn a_foreign_identity_opens_neither_key_nor_index_nor_payload() {
    let stage = small();
    let foreign = stage.at("foreign.txt");
    succeeds(tool("age-keygen").arg("-o").arg(&foreign));
    let (own, paper) = (stage.identity(), stage.at("typed.txt"));
    fs::write(&paper, stage.paper_identity()).expect("the folder is there");
    let open = |identity: &std::path::Path, name| {
        let mut age = tool("age");
        age.arg("-d").arg("-i").arg(identity).arg("-o").arg(stage.at("opened"));
        age.arg(stage.bundle_file(name));
        age
    };
    for name in ["key.age", "key-copy.age", "index.age", "payload-00000.age"] {
        let refusal = refuses(&mut open(&foreign, name));
        assert!(refusal.contains("no identity matched"), "{refusal}");
    }
    for name in ["key.age", "key-copy.age"] {
        succeeds(&mut open(&own, name));
        succeeds(&mut open(&paper, name));
    }
    for name in ["index.age", "payload-00000.age"] {
        refuses(&mut open(&own, name));
        succeeds(&mut open(&stage.bundle_key(), name));
    }
}

#[test]
fn the_keys_are_twins_of_a_fixed_size_that_hold_one_identity() {
    let stage = small();
    let [key, copy] = ["key.age", "key-copy.age"].map(|name| stage.bundle_file(name));
    let bytes = fs::read(&key).expect("the key is there");
    assert_eq!(bytes.len(), 16_384);
    assert!(bytes == fs::read(copy).expect("the copy is there"));
    let recipient = succeeds(tool("age-keygen").arg("-y").arg(stage.bundle_key())).stdout;
    let recipient = String::from_utf8(recipient).expect("a recipient is ASCII");
    let drive = sources::files_below(&stage.at("drive"));
    let shows = |content: &sources::Content| {
        content
            .bytes
            .windows(recipient.trim().len())
            .any(|part| part == recipient.trim().as_bytes())
    };
    assert!(!drive.values().any(shows), "a recipient never lies on a drive in the clear");
}

#[test]
fn zstd_reads_every_frame_and_the_seek_table() {
    let stage = Stage::sealed(None, |folder| sources::large(folder, 20, 500_000));
    let packed = stage.at("payload.tar.zst");
    let script = r#"cat "$2"/payload-*.age | age -d -i "$1" -o "$3""#;
    let mut sh = tool("sh");
    sh.args(["-c", script, "sh"]).arg(stage.bundle_key()).arg(stage.bundle_file("."));
    succeeds(sh.arg(&packed));
    succeeds(tool("zstd").args(["-q", "--test"]).arg(&packed));

    let listed = succeeds(tool("zstd").arg("-lv").arg(&packed)).stdout;
    let listed = String::from_utf8_lossy(&listed).into_owned();
    let (_, meta) = stage.index();
    let frames = meta["frames"].as_array().expect("a list").len();
    let field = |name: &str| {
        let line = listed.lines().find_map(|line| line.strip_prefix(name));
        line.unwrap_or_else(|| panic!("no {name} in {listed}")).trim_matches([':', ' ']).to_owned()
    };
    assert!(frames >= 3, "there are several frames");
    assert_eq!(field("# Zstandard Frames"), frames.to_string());
    assert_eq!(field("# Skippable Frames"), "1");
    assert!(field("Check").starts_with("XXH64"), "{listed}");
    let whole = format!("({} B)", stage.seal()["payload"]["tar_bytes"]);
    assert!(field("Decompressed Size").ends_with(&whole), "{listed}");

    flip(&packed, length(&packed) / 2);
    refuses(tool("zstd").args(["-q", "--test"]).arg(&packed));
}

#[test]
fn tar_lists_regular_files_of_nobody_alone() {
    let stage = Stage::sealed(None, sources::hard);
    let script = r#"cat "$2"/payload-*.age | age -d -i "$1" | zstd -d | tar -tv"#;
    let mut sh = tool("sh");
    sh.args(["-c", script, "sh"]).arg(stage.bundle_key()).arg(stage.bundle_file("."));
    let listed = String::from_utf8_lossy(&succeeds(&mut sh).stdout).into_owned();
    let count = sources::sources(&stage.home()).len();
    assert_eq!(listed.lines().count(), count + 5, "the records, and five of the bag's own");
    for line in listed.lines() {
        assert!(line.starts_with("-rw-r--r-- 0/0 "), "{line}");
    }
}
