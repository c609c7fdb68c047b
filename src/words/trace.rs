//! What was written, told from any other bytes until it was read back: BLAKE3, at a small part of what SHA-256 costs.
//! It stays in the memory of one run. What is sealed, signed or kept is SHA-256 ([`digest`](super::digest)).

/// A BLAKE3 value of bytes that this run wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trace(blake3::Hash);

/// A running [`Trace`] that also counts. It is fastest with 128 KiB and more at a time.
#[derive(Clone, Default)]
pub struct Tracer(blake3::Hasher);

impl Tracer {
    /// Nothing was taken in yet.
    pub fn new() -> Tracer {
        Tracer::default()
    }

    /// Takes in more bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// How many bytes went in.
    pub fn bytes(&self) -> u64 {
        self.0.count()
    }

    /// The value of all that was taken in.
    pub fn finish(self) -> Trace {
        Trace(self.0.finalize())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_in_pieces_are_the_same_bytes_and_others_are_not() {
        let bytes: Vec<u8> = (0..200_000_u32).map(|n| (n % 251) as u8).collect();
        let trace = |pieces: &[&[u8]]| {
            let mut tracer = Tracer::new();
            pieces.iter().for_each(|piece| tracer.update(piece));
            (tracer.bytes(), tracer.finish())
        };
        let (count, whole) = trace(&[&bytes]);
        assert_eq!(count, 200_000);
        assert_eq!(trace(&[&bytes[..70_001], &bytes[70_001..]]).1, whole);
        let mut changed = bytes.clone();
        changed[150_000] ^= 1;
        assert_ne!(trace(&[&changed]).1, whole);
        assert_ne!(trace(&[&bytes[..199_999]]).1, whole);
    }
}
