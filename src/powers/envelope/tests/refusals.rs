//! What is refused, on opening and on writing, and by which name.

use std::io::{self, Cursor, Write};

use super::*;

#[test]
fn another_bundle_s_identity_opens_nothing() {
    let (_, header, file) = sealed(10);
    let stranger = [Identity::generate()];
    let refused = decrypting(&stranger, &header, Cursor::new(file.clone()), 10);
    assert!(matches!(refused, Err(Unopened::NoIdentity)));
    assert!(matches!(decrypt_small(&stranger, &file, 10), Err(Unopened::NoIdentity)));
    assert!(matches!(decrypt_small(&[], &file, 10), Err(Unopened::NoIdentity)));
}

#[test]
fn a_header_that_is_not_exactly_one_is_refused() {
    let (identity, header, file) = sealed(10);
    let identities = [identity];
    let open = |header: &[u8]| decrypting(&identities, header, Cursor::new(file.clone()), 10).err();
    assert!(matches!(open(&header[..header.len() - 1]), Some(Unopened::NotAge)));
    assert!(matches!(open(&[&header[..], b"x"].concat()), Some(Unopened::NotAge)));
    assert!(matches!(open(b"age-encryption.org/v2\n--- x\n"), Some(Unopened::UnknownVersion)));
    let long = format!("age-encryption.org/v1\n{}", "-> X a\nAAAA\n".repeat(2_000));
    assert!(matches!(open(long.as_bytes()), Some(Unopened::HeaderTooLarge { bytes_max: 16_384 })));
    // A bit of the grease or of the MAC: what opens is proven to be the header as written.
    let mac = header.len() - 16 - 10;
    let mut altered = header.clone();
    altered[mac] = if altered[mac] == b'A' { b'B' } else { b'A' };
    assert!(matches!(open(&altered), Some(Unopened::HeaderAltered)));
}

#[test]
fn a_file_under_a_passphrase_is_not_one_to_recipients() {
    let mut recipient = age::scrypt::Recipient::new("x".to_owned().into());
    recipient.set_work_factor(2);
    let file = age::encrypt(&recipient, b"hello").unwrap();
    let identities = [Identity::generate()];
    let refused = decrypt_small(&identities, &file, 100);
    assert!(matches!(refused, Err(Unopened::UnderPassphrase)));
    let header = file[..header_len(&file).unwrap()].to_vec();
    let refused = decrypting(&identities, &header, Cursor::new(file), 5);
    assert!(matches!(refused, Err(Unopened::UnderPassphrase)));
}

#[test]
fn a_small_file_opens_up_to_its_bound_and_not_when_changed() {
    let identity = Identity::generate();
    for len in [0, 1, CHUNK, CHUNK + 1] {
        let file = encrypt_small(&[identity.recipient()], &plain(len)).unwrap();
        let identities = [Identity::generate(), identity.clone()];
        let open = |file: &[u8], bytes_max| decrypt_small(&identities, file, bytes_max);
        assert!(*open(&file, len as u64).unwrap() == plain(len));
        if len > 0 {
            let refused = open(&file, len as u64 - 1);
            assert!(matches!(refused, Err(Unopened::TooLarge { .. })));
        }
        let mut altered = file.clone();
        *altered.last_mut().unwrap() ^= 1;
        assert!(matches!(open(&altered, 1 << 20), Err(Unopened::Damaged)));
        assert!(matches!(open(&file[..file.len() - 1], 1 << 20), Err(Unopened::Damaged)));
        assert!(matches!(open(&[&file[..], b"x"].concat(), 1 << 20), Err(Unopened::Damaged)));
    }
    assert!(matches!(encrypt_small(&[], b""), Err(Unsealed::NoRecipients)));
}

#[test]
fn after_a_failed_write_nothing_more_is_accepted() {
    struct Full(usize);
    impl Write for Full {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let count = bytes.len().min(self.0);
            self.0 -= count;
            // age may write an empty piece of its header.
            let full = count == 0 && !bytes.is_empty();
            if full { Err(io::ErrorKind::StorageFull.into()) } else { Ok(count) }
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let recipients = [Identity::generate().recipient()];
    assert!(matches!(encrypting(&recipients, Full(50)), Err(Unsealed::Io(_))));
    let mut writer = encrypting(&recipients, Full(100_000)).unwrap();
    let error = writer.write_all(&plain(3 * CHUNK)).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::StorageFull);
    assert!(writer.write_all(b"x").is_err());
    assert!(writer.finish().is_err());
}
