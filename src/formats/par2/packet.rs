//! Packets to bytes.

use super::layout::main_body;
use super::{FileChecks, HEADER_BYTES, Layout, Md5, Md5Sum, RECOVERY_HEADER_BYTES};

pub(super) const MAGIC: &[u8; 8] = b"PAR2\0PKT";
pub(super) const MAIN: &[u8; 16] = b"PAR 2.0\0Main\0\0\0\0";
pub(super) const DESCRIPTION: &[u8; 16] = b"PAR 2.0\0FileDesc";
pub(super) const CHECKS: &[u8; 16] = b"PAR 2.0\0IFSC\0\0\0\0";
pub(super) const RECOVERY: &[u8; 16] = b"PAR 2.0\0RecvSlic";
const CREATOR: &[u8; 16] = b"PAR 2.0\0Creator\0";

/// Fills bytes up to a multiple of four, as every packet's length is.
fn padded(mut body: Vec<u8>) -> Vec<u8> {
    body.resize(body.len().next_multiple_of(4), 0);
    body
}

fn header(set: &Md5Sum, kind: &[u8; 16], body: &[&[u8]]) -> [u8; HEADER_BYTES] {
    let length = HEADER_BYTES + body.iter().map(|part| part.len()).sum::<usize>();
    let mut md5 = Md5::default();
    md5.update(set);
    md5.update(kind);
    body.iter().for_each(|part| md5.update(part));
    let mut header = [0; HEADER_BYTES];
    header[..8].copy_from_slice(MAGIC);
    header[8..16].copy_from_slice(&(length as u64).to_le_bytes());
    header[16..32].copy_from_slice(&md5.finish());
    header[32..48].copy_from_slice(set);
    header[48..].copy_from_slice(kind);
    header
}

fn packet(set: &Md5Sum, kind: &[u8; 16], body: Vec<u8>) -> Vec<u8> {
    let body = padded(body);
    let mut packet = header(set, kind, &[&body]).to_vec();
    packet.extend(body);
    packet
}

/// All packets of a set but the recovery slices, without which those are worth nothing: they stand at both ends of
/// a file. `checks` are in the order of the layout's files.
pub fn critical_packets(layout: &Layout, checks: &[FileChecks], creator: &str) -> Vec<u8> {
    let set = &layout.set;
    let mut out = packet(set, MAIN, main_body(layout.slice_bytes, &layout.ids()));
    for (file, checks) in layout.files.iter().zip(checks) {
        let mut body = file.id.to_vec();
        body.extend(checks.md5);
        body.extend(file.start.md5_head);
        body.extend(file.start.bytes.to_le_bytes());
        body.extend(file.start.name.as_bytes());
        out.extend(packet(set, DESCRIPTION, body));
        let mut body = file.id.to_vec();
        for slice in &checks.slices {
            body.extend(slice.md5);
            body.extend(slice.crc.to_le_bytes());
        }
        out.extend(packet(set, CHECKS, body));
    }
    out.extend(packet(set, CREATOR, creator.as_bytes().to_vec()));
    out
}

/// What stands before the data of a recovery slice.
pub fn recovery_header(set: &Md5Sum, exponent: u32, data: &[u8]) -> [u8; RECOVERY_HEADER_BYTES] {
    let exponent = exponent.to_le_bytes();
    let mut out = [0; RECOVERY_HEADER_BYTES];
    out[..HEADER_BYTES].copy_from_slice(&header(set, RECOVERY, &[&exponent, data]));
    out[HEADER_BYTES..].copy_from_slice(&exponent);
    out
}
