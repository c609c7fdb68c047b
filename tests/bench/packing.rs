//! Packing alone, as an archive does it before it reads anything back: each record read and hashed, the tar's frames
//! compressed, encrypted, and written as volumes that are synced.
//!
//! ```text
//! cargo bench --bench packing -- SOURCE TARGET
//! ```
//!
//! Packs every file below SOURCE into the new folder TARGET, under a key that is thrown away.

use std::path::PathBuf;

use kluis::formats::index::Tags;
use kluis::powers::asker::Unwatched;
use kluis::powers::identity::Identity;
use kluis::powers::medium::{MediumPath, Storage, open_native};
use kluis::things::bundle::pack::{Input, Packing, items_below, pack};
use kluis::things::bundle::volumes::volume_bytes_for;
use kluis::words::digest::Digest;
use kluis::words::ids::{BundleId, VaultId};

fn main() {
    let words: Vec<PathBuf> = std::env::args_os()
        .skip(1)
        .map(PathBuf::from)
        .filter(|word| word.as_os_str() != "--bench")
        .collect();
    let [source, target] = &words[..] else {
        eprintln!("usage: packing SOURCE TARGET");
        std::process::exit(2);
    };
    let items = items_below(source).expect("the source can be read");
    let bytes = items.iter().map(|item| item.bytes).sum();
    std::fs::create_dir(target).expect("the target is new");
    let storage = open_native(target).expect("it was just made");
    let folder = MediumPath::parse("bundle").expect("a name of the format");
    storage.make_folder(&folder).expect("the target is empty");
    let packed = pack(
        Input::Files { items: &items, own_days: None, texts: false },
        &Packing {
            storage: &storage,
            folder: &folder,
            beside: &[],
            recipient: &Identity::generate().recipient(),
            volume_bytes: volume_bytes_for(bytes),
            bundle: "20260101-00000000".parse::<BundleId>().expect("an id"),
            vault: VaultId(Digest::ZERO),
            sealed_at: "2026-01-01T00:00:00Z".parse().expect("a time"),
            rules: &[],
            tags: &Tags::default(),
            watcher: &Unwatched,
        },
    );
    let packed = packed.expect("everything can be read, and there is room");
    assert!(packed.left.is_empty(), "files changed: {:?}", packed.left);
    println!("{} records, {} volumes", packed.records.len(), packed.volumes.len());
}
