//! The one way to write a small mutable file: two slots, each with a generation and a signature. The newest
//! that holds is true, so that a writer who is cut off anywhere leaves the old value or the new.

pub use crate::formats::label::Slot;
use crate::powers::medium::{MediumPath, Storage, StorageProblem};
use crate::words::limits::SIGNATURE_BYTES_MAX;

use super::files::{self, FileProblem};

/// A value that lives in two slots.
pub trait Slotted: Sized {
    /// The slots are `STEM.a.json` and `STEM.b.json`.
    const STEM: &'static str;
    /// The largest document that is read, in bytes.
    const BYTES_MAX: u64;
    /// Whether it is written over what stood there. On a drive it is not: of a driver for FAT it was seen that it takes
    /// bytes that are written over others, and drops them.
    const OVERWRITES: bool;
    /// Rises by one at each writing.
    fn generation(&self) -> u64;
    /// The canonical bytes, which the signature is over.
    fn to_bytes(&self) -> Vec<u8>;
    /// Reads bytes whose signature held; none where they are no such document.
    fn read(bytes: &[u8]) -> Option<Self>;
}

/// What the two slots hold.
#[derive(Debug)]
pub struct Slots<T> {
    /// The newest value whose signature holds, and where it stands.
    pub in_force: Option<(Slot, T)>,
    /// The generation in the other slot, where one stands there that holds.
    pub other: Option<u64>,
    /// Slots that are there and don't hold: one of them may be a write that was cut off.
    pub broken: Vec<Slot>,
    /// Two values hold, differ and have one generation: a forgery or a clone.
    pub twins: bool,
    /// The names of files of slots in whose place stands what is no file: nothing can be written there.
    pub in_the_way: Vec<String>,
}

impl<T: Slotted> Slots<T> {
    /// The generation in this slot, where a value stands there that holds.
    pub fn generation_in(&self, slot: Slot) -> Option<u64> {
        match &self.in_force {
            Some((there, value)) if *there == slot => Some(value.generation()),
            Some(_) => self.other,
            None => None,
        }
    }
}

/// Reads both slots; `holds` judges a document by its signature before it is parsed.
pub fn read<T: Slotted>(
    storage: &dyn Storage,
    folder: &MediumPath,
    holds: &dyn Fn(&[u8], &[u8]) -> bool,
) -> Result<Slots<T>, FileProblem> {
    let mut slots: Slots<T> = Slots {
        in_force: None,
        other: None,
        broken: Vec::new(),
        twins: false,
        in_the_way: Vec::new(),
    };
    for slot in [Slot::A, Slot::B] {
        match read_slot::<T>(storage, folder, slot, holds)? {
            Found::Nothing => {}
            Found::Broken => slots.broken.push(slot),
            Found::InTheWay(path) => {
                slots.broken.push(slot);
                slots.in_the_way.extend(path.file_name().map(str::to_owned));
            }
            Found::Value(value) => {
                // Two values of one generation can't both be true, and nothing says which is.
                let twin = slots.in_force.as_ref().is_some_and(|(_, other)| {
                    value.generation() == other.generation() && value.to_bytes() != other.to_bytes()
                });
                if twin {
                    slots.twins = true;
                    slots.in_force = None;
                    slots.other = None;
                    slots.broken = vec![Slot::A, Slot::B];
                    return Ok(slots);
                }
                let newer = slots
                    .in_force
                    .as_ref()
                    .is_none_or(|(_, other)| value.generation() > other.generation());
                let before = slots.in_force.as_ref().map(|(_, other)| other.generation());
                if newer {
                    slots.other = before;
                    slots.in_force = Some((slot, value));
                } else {
                    slots.other = Some(value.generation());
                }
            }
        }
    }
    Ok(slots)
}

enum Found<T> {
    Nothing,
    Broken,
    InTheWay(MediumPath),
    Value(T),
}

fn read_slot<T: Slotted>(
    storage: &dyn Storage,
    folder: &MediumPath,
    slot: Slot,
    holds: &dyn Fn(&[u8], &[u8]) -> bool,
) -> Result<Found<T>, FileProblem> {
    let (document, signed) = paths::<T>(folder, slot)?;
    let bytes = match files::read_bounded(storage, &document, T::BYTES_MAX) {
        Ok(bytes) => bytes,
        Err(problem) if problem.is_no_file() => return Ok(Found::InTheWay(document)),
        Err(problem) if problem.is_about_the_file() => return Ok(Found::Broken),
        Err(problem) => return Err(problem),
    };
    let signature = match files::read_bounded(storage, &signed, SIGNATURE_BYTES_MAX) {
        Ok(signature) => signature,
        Err(problem) if problem.is_no_file() => return Ok(Found::InTheWay(signed)),
        Err(problem) if problem.is_about_the_file() => return Ok(Found::Broken),
        Err(problem) => return Err(problem),
    };
    let (bytes, signature) = match (bytes, signature) {
        (Some(bytes), Some(signature)) => (bytes, signature),
        (None, _) => return Ok(Found::Nothing),
        (Some(_), None) => return Ok(Found::Broken),
    };
    if !holds(&bytes, &signature) {
        return Ok(Found::Broken);
    }
    Ok(T::read(&bytes).map_or(Found::Broken, Found::Value))
}

/// Writes the value into the slot that is not in force, synced; says which.
pub fn write<T: Slotted>(
    storage: &dyn Storage,
    folder: &MediumPath,
    value: &T,
    sign: &dyn Fn(&[u8]) -> Vec<u8>,
    in_force: Option<Slot>,
) -> Result<Slot, StorageProblem> {
    let slot = in_force.map_or(Slot::A, Slot::other);
    let (document, signature) = paths::<T>(folder, slot)?;
    let bytes = value.to_bytes();
    let signed = sign(&bytes);
    if T::OVERWRITES {
        // Neither counts without the other, so that both are written before the first is waited for. Cutting off what
        // stood there would have the file system give back its blocks and find others.
        let document = files::begin_in_place(storage, &document, &bytes)?;
        let signature = files::begin_in_place(storage, &signature, &signed)?;
        document.finish()?;
        signature.finish()?;
    } else {
        files::write_over(storage, &document, &bytes)?;
        files::write_over(storage, &signature, &signed)?;
    }
    storage.sync_folder(folder)?;
    Ok(slot)
}

fn paths<T: Slotted>(
    folder: &MediumPath,
    slot: Slot,
) -> Result<(MediumPath, MediumPath), StorageProblem> {
    let name = name_of::<T>(slot);
    Ok((folder.join(&name)?, folder.join(&format!("{name}.sig"))?))
}

/// The name of a slot's document; its signature is called the same with `.sig`.
pub fn name_of<T: Slotted>(slot: Slot) -> String {
    format!("{}.{}.json", T::STEM, letter(slot))
}

fn letter(slot: Slot) -> char {
    match slot {
        Slot::A => 'a',
        Slot::B => 'b',
    }
}
