//! Writes a grey picture as PNG (RFC 2083), its pixels stored rather than compressed.

/// A grey picture; pixels in rows from the top, 0 is black.
#[derive(Clone, Debug)]
pub struct Picture {
    pub width: usize,
    pub pixels: Vec<u8>,
}

/// The longest block that deflate stores (RFC 1951, 3.2.4).
const STORED_BYTES_MAX: usize = 65_535;

/// Dots a metre at 150 dots an inch, as scanners say it.
const DOTS_PER_METRE: u32 = 5_906;

/// Writes the picture.
pub fn encode(picture: &Picture) -> Vec<u8> {
    let height = picture.pixels.len() / picture.width;
    let mut head = Vec::new();
    head.extend((picture.width as u32).to_be_bytes());
    head.extend((height as u32).to_be_bytes());
    head.extend([8, 0, 0, 0, 0]);
    let mut density = Vec::new();
    density.extend(DOTS_PER_METRE.to_be_bytes());
    density.extend(DOTS_PER_METRE.to_be_bytes());
    density.push(1);
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut out, b"IHDR", &head);
    chunk(&mut out, b"pHYs", &density);
    // Each row begins with its filter: 0, none.
    let rows: Vec<u8> = picture
        .pixels
        .chunks(picture.width)
        .flat_map(|row| std::iter::once(0).chain(row.iter().copied()))
        .collect();
    chunk(&mut out, b"IDAT", &stored(&rows));
    chunk(&mut out, b"IEND", &[]);
    out
}

fn chunk(out: &mut Vec<u8>, kind: &[u8; 4], inside: &[u8]) {
    out.extend((inside.len() as u32).to_be_bytes());
    let summed = out.len();
    out.extend(kind);
    out.extend(inside);
    let sum = crc32(&out[summed..]);
    out.extend(sum.to_be_bytes());
}

/// Wraps bytes as a zlib stream (RFC 1950) of stored blocks.
fn stored(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![0x78, 0x01];
    let mut blocks = bytes.chunks(STORED_BYTES_MAX).peekable();
    while let Some(block) = blocks.next() {
        let len = block.len() as u16;
        out.push(u8::from(blocks.peek().is_none()));
        out.extend(len.to_le_bytes());
        out.extend((!len).to_le_bytes());
        out.extend(block);
    }
    out.extend(adler32(bytes).to_be_bytes());
    out
}

fn adler32(bytes: &[u8]) -> u32 {
    let (mut a, mut b) = (1_u32, 0_u32);
    for byte in bytes {
        a = (a + u32::from(*byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    b << 16 | a
}

fn crc32(bytes: &[u8]) -> u32 {
    const TABLE: [u32; 256] = crc_table();
    let step = |sum: u32, byte: &u8| TABLE[usize::from(sum as u8 ^ byte)] ^ (sum >> 8);
    !bytes.iter().fold(u32::MAX, step)
}

const fn crc_table() -> [u32; 256] {
    let mut table = [0; 256];
    let mut n = 0;
    while n < 256 {
        let mut value = n as u32;
        let mut bit = 0;
        while bit < 8 {
            value = if value & 1 == 1 { 0xEDB8_8320 ^ (value >> 1) } else { value >> 1 };
            bit += 1;
        }
        table[n] = value;
        n += 1;
    }
    table
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// Checks the signature, each chunk's sum, and the order of chunks.
    pub fn assert_chunks_hold(png: &[u8]) {
        let mut rest = png.strip_prefix(b"\x89PNG\r\n\x1a\n").expect("a PNG says that it is one");
        let mut kinds = Vec::new();
        while !rest.is_empty() {
            let len = u32::from_be_bytes(rest[..4].try_into().unwrap()) as usize;
            let (kind, inside) = (&rest[4..8], &rest[8..8 + len]);
            let sum = u32::from_be_bytes(rest[8 + len..12 + len].try_into().unwrap());
            assert_eq!(crc32(&[kind, inside].concat()), sum);
            kinds.push(String::from_utf8_lossy(kind).into_owned());
            rest = &rest[12 + len..];
        }
        assert_eq!(kinds, ["IHDR", "pHYs", "IDAT", "IEND"]);
    }

    #[test]
    fn sums_are_the_published_ones() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        assert_eq!(adler32(b"Wikipedia"), 0x11E6_0398);
    }

    #[test]
    fn a_picture_over_one_stored_block_holds() {
        let picture = Picture { width: 300, pixels: vec![7; 300 * 300] };
        let png = encode(&picture);
        assert_chunks_hold(&png);
        let flipped = png.iter().position(|byte| *byte == 7).unwrap();
        let mut damaged = png;
        damaged[flipped] = 8;
        let caught = std::panic::catch_unwind(|| assert_chunks_hold(&damaged));
        assert!(caught.is_err(), "a changed pixel is noticed");
    }

    #[test]
    fn stored_blocks_end_with_one_marked_last() {
        let out = stored(&vec![1; STORED_BYTES_MAX + 1]);
        assert_eq!(out[2], 0);
        assert_eq!(out[7 + STORED_BYTES_MAX], 1);
        assert_eq!(out[8 + STORED_BYTES_MAX..10 + STORED_BYTES_MAX], [1, 0]);
    }
}
