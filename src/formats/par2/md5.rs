//! MD5 (RFC 1321), which PAR2 names its packets, files and slices by. It is a checksum there: what kluis believes
//! is SHA-256 under a signature, always.
//!
//! One MD5 waits for itself at every step, so two over the same bytes cost hardly more than one: [`Pair`] takes a
//! file and its current slice together.

/// An MD5 value.
pub type Md5Sum = [u8; 16];

const BLOCK: usize = 64;
const START: [u32; 4] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476];

/// RFC 1321, section 3.4: floor(2^32 × |sin(n + 1)|).
const SINES: [u32; 64] = [
    0xd76a_a478,
    0xe8c7_b756,
    0x2420_70db,
    0xc1bd_ceee,
    0xf57c_0faf,
    0x4787_c62a,
    0xa830_4613,
    0xfd46_9501,
    0x6980_98d8,
    0x8b44_f7af,
    0xffff_5bb1,
    0x895c_d7be,
    0x6b90_1122,
    0xfd98_7193,
    0xa679_438e,
    0x49b4_0821,
    0xf61e_2562,
    0xc040_b340,
    0x265e_5a51,
    0xe9b6_c7aa,
    0xd62f_105d,
    0x0244_1453,
    0xd8a1_e681,
    0xe7d3_fbc8,
    0x21e1_cde6,
    0xc337_07d6,
    0xf4d5_0d87,
    0x455a_14ed,
    0xa9e3_e905,
    0xfcef_a3f8,
    0x676f_02d9,
    0x8d2a_4c8a,
    0xfffa_3942,
    0x8771_f681,
    0x6d9d_6122,
    0xfde5_380c,
    0xa4be_ea44,
    0x4bde_cfa9,
    0xf6bb_4b60,
    0xbebf_bc70,
    0x289b_7ec6,
    0xeaa1_27fa,
    0xd4ef_3085,
    0x0488_1d05,
    0xd9d4_d039,
    0xe6db_99e5,
    0x1fa2_7cf8,
    0xc4ac_5665,
    0xf429_2244,
    0x432a_ff97,
    0xab94_23a7,
    0xfc93_a039,
    0x655b_59c3,
    0x8f0c_cc92,
    0xffef_f47d,
    0x8584_5dd1,
    0x6fa8_7e4f,
    0xfe2c_e6e0,
    0xa301_4314,
    0x4e08_11a1,
    0xf753_7e82,
    0xbd3a_f235,
    0x2ad7_d2bb,
    0xeb86_d391,
];
const TURNS: [[u32; 4]; 4] = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]];

/// Takes whole blocks into `N` states at once; all see the same bytes.
fn compress<const N: usize>(states: &mut [[u32; 4]; N], blocks: &[u8]) {
    let mut lanes = *states;
    for block in blocks.chunks_exact(BLOCK) {
        let mut words = [0u32; 16];
        for (word, bytes) in words.iter_mut().zip(block.chunks_exact(4)) {
            *word = u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
        }
        let before = lanes;
        macro_rules! step {
            ($round:expr, $n:expr, $mix:expr) => {
                let at = match $round {
                    0 => $n,
                    1 => (5 * $n + 1) % 16,
                    2 => (3 * $n + 5) % 16,
                    _ => (7 * $n) % 16,
                };
                let add = words[at].wrapping_add(SINES[16 * $round + $n]);
                for lane in &mut lanes {
                    let [a, b, c, d] = *lane;
                    let mixed: u32 = $mix(b, c, d);
                    let sum = a.wrapping_add(mixed).wrapping_add(add);
                    *lane = [d, b.wrapping_add(sum.rotate_left(TURNS[$round][$n % 4])), b, c];
                }
            };
        }
        macro_rules! round {
            ($round:expr, $mix:expr) => {
                step!($round, 0, $mix);
                step!($round, 1, $mix);
                step!($round, 2, $mix);
                step!($round, 3, $mix);
                step!($round, 4, $mix);
                step!($round, 5, $mix);
                step!($round, 6, $mix);
                step!($round, 7, $mix);
                step!($round, 8, $mix);
                step!($round, 9, $mix);
                step!($round, 10, $mix);
                step!($round, 11, $mix);
                step!($round, 12, $mix);
                step!($round, 13, $mix);
                step!($round, 14, $mix);
                step!($round, 15, $mix);
            };
        }
        round!(0, |b: u32, c: u32, d: u32| d ^ (b & (c ^ d)));
        // A sum where others write an or: no bit is in both, and it waits for less.
        round!(1, |b: u32, c: u32, d: u32| (d & b).wrapping_add(!d & c));
        round!(2, |b: u32, c: u32, d: u32| b ^ c ^ d);
        round!(3, |b: u32, c: u32, d: u32| c ^ (b | !d));
        for (lane, was) in lanes.iter_mut().zip(before) {
            for (word, was) in lane.iter_mut().zip(was) {
                *word = word.wrapping_add(was);
            }
        }
    }
    *states = lanes;
}

/// Bytes that do not fill a block yet, and how many there were in all.
#[derive(Clone)]
struct Tail {
    block: [u8; BLOCK],
    bytes: u64,
}

impl Tail {
    fn new() -> Tail {
        Tail { block: [0; BLOCK], bytes: 0 }
    }

    fn held(&self) -> usize {
        (self.bytes % BLOCK as u64) as usize
    }
}

fn finish(mut state: [u32; 4], tail: &Tail) -> Md5Sum {
    let held = tail.held();
    let mut last = [0u8; 2 * BLOCK];
    last[..held].copy_from_slice(&tail.block[..held]);
    last[held] = 0x80;
    let end = if held < BLOCK - 8 { BLOCK } else { 2 * BLOCK };
    last[end - 8..end].copy_from_slice(&tail.bytes.wrapping_mul(8).to_le_bytes());
    let mut states = [state];
    compress(&mut states, &last[..end]);
    state = states[0];
    let mut sum = [0; 16];
    for (out, word) in sum.chunks_exact_mut(4).zip(state) {
        out.copy_from_slice(&word.to_le_bytes());
    }
    sum
}

/// A running MD5.
#[derive(Clone)]
pub struct Md5 {
    state: [u32; 4],
    tail: Tail,
}

impl Default for Md5 {
    fn default() -> Self {
        Md5 { state: START, tail: Tail::new() }
    }
}

impl Md5 {
    /// The MD5 of these parts, one behind the other.
    pub fn of(parts: &[&[u8]]) -> Md5Sum {
        let mut md5 = Md5::default();
        for part in parts {
            md5.update(part);
        }
        md5.finish()
    }

    /// Takes in more bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        let mut states = [self.state];
        take(&mut states, &mut self.tail, bytes);
        self.state = states[0];
    }

    /// The sum of all that was taken in.
    pub fn finish(self) -> Md5Sum {
        finish(self.state, &self.tail)
    }
}

fn take<const N: usize>(states: &mut [[u32; 4]; N], tail: &mut Tail, bytes: &[u8]) {
    let mut rest = bytes;
    let held = tail.held();
    tail.bytes += bytes.len() as u64;
    if held > 0 {
        let now = rest.len().min(BLOCK - held);
        tail.block[held..held + now].copy_from_slice(&rest[..now]);
        rest = &rest[now..];
        if held + now < BLOCK {
            return;
        }
        compress(states, &tail.block);
    }
    let whole = rest.len() - rest.len() % BLOCK;
    compress(states, &rest[..whole]);
    tail.block[..rest.len() - whole].copy_from_slice(&rest[whole..]);
}

/// A file's MD5 and that of the slice it is in, taken together: slices start at block borders, so that both always
/// hold the same unfinished block.
#[derive(Clone)]
pub struct Pair {
    states: [[u32; 4]; 2],
    tail: Tail,
    slice_from: u64,
}

impl Default for Pair {
    fn default() -> Self {
        Pair { states: [START; 2], tail: Tail::new(), slice_from: 0 }
    }
}

impl Pair {
    /// Takes bytes into both sums.
    pub fn update(&mut self, bytes: &[u8]) {
        take(&mut self.states, &mut self.tail, bytes);
    }

    /// Ends a slice, which `zeros` bytes would fill up, and begins the next. Only the last slice of a file may be
    /// filled up, and only it may end within a block.
    pub fn end_slice(&mut self, zeros: usize) -> Md5Sum {
        let tail = Tail { bytes: self.tail.bytes - self.slice_from, ..self.tail.clone() };
        let mut slice = Md5 { state: self.states[1], tail };
        let blank = [0; 1024];
        let mut left = zeros;
        while left > 0 {
            let now = left.min(blank.len());
            slice.update(&blank[..now]);
            left -= now;
        }
        self.states[1] = START;
        self.slice_from = self.tail.bytes;
        slice.finish()
    }

    /// The MD5 of the whole file.
    pub fn finish(self) -> Md5Sum {
        finish(self.states[0], &self.tail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn hex(sum: Md5Sum) -> String {
        sum.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn the_values_of_rfc_1321() {
        for (text, sum) in [
            ("", "d41d8cd98f00b204e9800998ecf8427e"),
            ("a", "0cc175b9c0f1b6a831c399e269772661"),
            ("abc", "900150983cd24fb0d6963f7d28e17f72"),
            ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
            ("abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"),
            (
                "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
                "57edf4a22be3c955ac49da2e2107b67a",
            ),
        ] {
            assert_eq!(hex(Md5::of(&[text.as_bytes()])), sum, "{text}");
        }
    }

    proptest! {
        #[test]
        fn pieces_and_pairs_change_nothing(
            bytes in proptest::collection::vec(any::<u8>(), 0..700), cut in 0usize..700,
        ) {
            let whole = Md5::of(&[&bytes]);
            let (first, second) = bytes.split_at(cut.min(bytes.len()));
            prop_assert_eq!(Md5::of(&[first, second]), whole);

            let mut pair = Pair::default();
            for slice in bytes.chunks(128) {
                let (first, second) = slice.split_at(cut.min(slice.len()));
                pair.update(first);
                pair.update(second);
                let mut filled = slice.to_vec();
                filled.resize(128, 0);
                prop_assert_eq!(pair.end_slice(128 - slice.len()), Md5::of(&[&filled]));
            }
            prop_assert_eq!(pair.finish(), whole);
        }
    }
}
