//! The public test vectors of the age format (C2SP CCTV, `age`, version 0.2.0, 0BSD), those to X25519 recipients and
//! without armour, through both ways in which an age file is opened here. `age-vectors.jsonl` has each with what must
//! come of it; the files in it are compressed with zstd.

use std::io::Cursor;

use base64::Engine;
use kluis::powers::envelope::{decrypt_small, decrypting, plain_bytes, read_header};
use kluis::powers::identity::Identity;
use kluis::words::digest::Digest;

/// Vectors that were left out can't fail.
const VECTORS: usize = 67;

struct Vector {
    name: String,
    expect: String,
    /// SHA-256 of what comes out: all of it, or as far as it goes.
    payload: Option<Digest>,
    identities: Vec<Identity>,
    file: Vec<u8>,
}

fn vectors() -> Vec<Vector> {
    let read = |line: &str| {
        let vector: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = |name: &str| vector[name].as_str().map(str::to_owned);
        let packed = base64::engine::general_purpose::STANDARD.decode(text("file").unwrap());
        let identities = vector["identities"].as_array().unwrap().iter();
        Vector {
            name: text("name").unwrap(),
            expect: text("expect").unwrap(),
            payload: text("payload").map(|hash| hash.parse().unwrap()),
            identities: identities
                .map(|one| Identity::parse(one.as_str().unwrap()).unwrap())
                .collect(),
            file: zstd::decode_all(&packed.unwrap()[..]).unwrap(),
        }
    };
    include_str!("age-vectors.jsonl").lines().map(read).collect()
}

/// What a way of opening makes of a file: the plain bytes, or none.
type Opens = fn(&Vector) -> Option<Vec<u8>>;

fn whole(vector: &Vector) -> Option<Vec<u8>> {
    let opened = decrypt_small(&vector.identities, &vector.file, u64::MAX / 2);
    opened.ok().map(|plain| plain.to_vec())
}

fn at_any_place(vector: &Vector) -> Option<Vec<u8>> {
    let header = read_header(&mut Cursor::new(&vector.file)).ok()?;
    let bytes = plain_bytes((vector.file.len() - header.len()) as u64)?;
    let body = Cursor::new(&vector.file);
    let mut reader = decrypting(&vector.identities, &header, body, bytes).ok()?;
    let mut plain = Vec::new();
    // The last chunk first, as one record of a bundle may be read.
    reader.chunk(reader.chunk_count() - 1).ok()?;
    for chunk in 0..reader.chunk_count() {
        plain.extend_from_slice(reader.chunk(chunk).ok()?);
    }
    Some(plain)
}

#[test]
fn the_public_vectors_of_age_come_out_as_they_must_in_both_ways() {
    let vectors = vectors();
    assert_eq!(vectors.len(), VECTORS);
    let ways: [(&str, Opens); 2] = [("whole", whole), ("at any place", at_any_place)];
    let mut wrong = Vec::new();
    for (way, opens) in ways {
        for vector in &vectors {
            let due = vector.payload.filter(|_| vector.expect == "success");
            let found = opens(vector).map(|plain| Digest::of(&plain));
            if found != due {
                wrong.push(format!("{way}: {} ({}): {found:?}", vector.name, vector.expect));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
