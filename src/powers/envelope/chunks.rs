//! The arithmetic of an age payload (`docs/format.md`, §5): chunks of 64 KiB, 16 bytes more each
//! when encrypted, the last one shorter, and never empty unless it is the only one.

/// A chunk's plain bytes.
pub const CHUNK_BYTES: u64 = 64 * 1024;
/// What encryption adds to each chunk.
pub(super) const TAG_BYTES: u64 = 16;
/// A full chunk as it stands in the file.
pub(super) const CIPHER_CHUNK_BYTES: u64 = CHUNK_BYTES + TAG_BYTES;

/// The number of chunks that `plain` bytes take; one for none.
pub(super) fn chunk_count(plain: u64) -> u64 {
    plain.div_ceil(CHUNK_BYTES).max(1)
}

/// The plain bytes in the chunk `index` of a file of `plain` bytes; 0 past its end.
pub(super) fn chunk_len(plain: u64, index: u64) -> usize {
    let before = index.saturating_mul(CHUNK_BYTES);
    plain.saturating_sub(before).min(CHUNK_BYTES) as usize
}

/// What `plain` bytes take behind header and nonce; `None` where the number would not fit in 64
/// bits.
pub fn cipher_bytes(plain: u64) -> Option<u64> {
    plain.checked_add(chunk_count(plain) * TAG_BYTES)
}

/// The plain bytes in `cipher` bytes behind header and nonce; `None` for a length that no age file
/// has.
pub fn plain_bytes(cipher: u64) -> Option<u64> {
    let chunks = cipher.div_ceil(CIPHER_CHUNK_BYTES);
    let plain = cipher.checked_sub(chunks.checked_mul(TAG_BYTES)?)?;
    (cipher_bytes(plain) == Some(cipher)).then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lengths_at_the_edges() {
        for (plain, cipher) in [
            (0, 16),
            (1, 17),
            (65_535, 65_551),
            (65_536, 65_552),
            (65_537, 65_569),
            (131_072, 131_104),
            (131_073, 131_121),
        ] {
            assert_eq!(cipher_bytes(plain), Some(cipher));
            assert_eq!(plain_bytes(cipher), Some(plain));
        }
        for none in [0, 1, 15, 65_553, 65_568, 131_105, 131_120] {
            assert_eq!(plain_bytes(none), None, "{none}");
        }
        assert_eq!(cipher_bytes(u64::MAX), None);
        assert!(plain_bytes(u64::MAX).is_none_or(|plain| cipher_bytes(plain) == Some(u64::MAX)));
    }

    #[test]
    fn a_chunk_s_length_ends_with_the_file() {
        assert_eq!(chunk_len(65_537, 0), 65_536);
        assert_eq!(chunk_len(65_537, 1), 1);
        assert_eq!(chunk_len(65_537, 2), 0);
        assert_eq!(chunk_len(65_536, 1), 0);
        assert_eq!(chunk_len(5, u64::MAX), 0);
    }
}
