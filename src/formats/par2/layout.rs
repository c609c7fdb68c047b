//! Which slices a set has, and which number each of them bears: by the files' ids, not by their names.

use super::{FILES_MAX, Md5, Md5Sum, SLICE_BYTES_MAX, SLICE_BYTES_STEP, SLICES_MAX};

/// What must be known of a file before its set can be laid out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileStart {
    pub name: String,
    pub bytes: u64,
    /// MD5 of its first [`HEAD_BYTES`](super::HEAD_BYTES), or of all of it.
    pub md5_head: Md5Sum,
}

/// A slice's checksums, as if zeros filled it up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SliceCheck {
    pub md5: Md5Sum,
    pub crc: u32,
}

/// A file's checksums, known once all of it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileChecks {
    pub md5: Md5Sum,
    pub slices: Vec<SliceCheck>,
}

/// A file's place in its set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaidOut {
    pub start: FileStart,
    pub id: Md5Sum,
    /// The number of its first slice among all of the set's.
    pub first_slice: u64,
    pub slices: u64,
}

/// A set, before any parity of it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    pub slice_bytes: u64,
    /// In the order in which they were given.
    pub files: Vec<LaidOut>,
    /// The MD5 of the Main packet's body.
    pub set: Md5Sum,
}

/// Why files make no set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{self:?}")]
pub enum NoLayout {
    SliceBytes(u64),
    Files(usize),
    Slices(u64),
    SameFile,
}

/// A file's id: MD5 of the MD5 of its head, its length and its name.
pub(super) fn file_id(start: &FileStart) -> Md5Sum {
    Md5::of(&[&start.md5_head, &start.bytes.to_le_bytes(), start.name.as_bytes()])
}

/// Ids are compared as numbers, their last byte weighing most.
pub(super) fn weight(id: &Md5Sum) -> u128 {
    u128::from_le_bytes(*id)
}

pub(super) fn main_body(slice_bytes: u64, ids: &[Md5Sum]) -> Vec<u8> {
    let mut body = slice_bytes.to_le_bytes().to_vec();
    body.extend((ids.len() as u32).to_le_bytes());
    body.extend(ids.iter().flatten());
    body
}

impl Layout {
    /// Lays out files, given in any order, in slices of this size.
    pub fn new(slice_bytes: u64, files: Vec<FileStart>) -> Result<Layout, NoLayout> {
        if slice_bytes == 0
            || slice_bytes > SLICE_BYTES_MAX
            || !slice_bytes.is_multiple_of(SLICE_BYTES_STEP)
        {
            return Err(NoLayout::SliceBytes(slice_bytes));
        }
        if files.is_empty() || files.len() > FILES_MAX {
            return Err(NoLayout::Files(files.len()));
        }
        let mut files: Vec<LaidOut> = files
            .into_iter()
            .map(|start| LaidOut {
                id: file_id(&start),
                first_slice: 0,
                slices: start.bytes.div_ceil(slice_bytes),
                start,
            })
            .collect();
        let mut order: Vec<usize> = (0..files.len()).collect();
        order.sort_by_key(|at| weight(&files[*at].id));
        let ids: Vec<Md5Sum> = order.iter().map(|at| files[*at].id).collect();
        if ids.windows(2).any(|pair| pair[0] == pair[1]) || files.iter().any(|f| f.slices == 0) {
            return Err(NoLayout::SameFile);
        }
        let mut next = 0u64;
        for at in order {
            files[at].first_slice = next;
            next = next.saturating_add(files[at].slices);
        }
        if next > SLICES_MAX {
            return Err(NoLayout::Slices(next));
        }
        let set = Md5::of(&[&main_body(slice_bytes, &ids)]);
        Ok(Layout { slice_bytes, files, set })
    }

    /// How many slices all files have.
    pub fn slices(&self) -> u64 {
        self.files.iter().map(|file| file.slices).sum()
    }

    /// The ids in the order that numbers the slices.
    pub(super) fn ids(&self) -> Vec<Md5Sum> {
        let mut ids: Vec<Md5Sum> = self.files.iter().map(|file| file.id).collect();
        ids.sort_by_key(weight);
        ids
    }
}
