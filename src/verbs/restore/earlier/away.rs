//! Bundles of which no drive is here, in a folder that an earlier run began. What that run put there from their
//! drives is proven by the commitments that it left, which the seal at home covers: so one drive after the other will
//! do.

use std::io::{ErrorKind, Read};
use std::path::Path;

use crate::formats::commitments::{COMMITMENT_BYTES, commitment};
use crate::formats::seal::Seal;
use crate::powers::identity::Identity;
use crate::things::bundle::proof::Verified;
use crate::things::bundle::{COMMITMENTS, SEAL, SEAL_SIGNATURE};
use crate::things::search::asked::Asked;
use crate::things::search::scan::scan;
use crate::things::vault::indexes;
use crate::verbs::fault::Fault;
use crate::verbs::restore::below::Below;
use crate::verbs::restore::given_file::GivenFile;
use crate::verbs::restore::media::Media;
use crate::verbs::restore::stood::{Away, Earlier, Stood};
use crate::verbs::restore::target_fault::at;
use crate::words::digest::Digest;
use crate::words::ids::BundleId;

use super::Folder;

impl Folder<'_> {
    /// Takes what stands there of one of them. What nothing proves stays as it is, and is still to come.
    pub(super) fn take_away(
        &mut self,
        media: &Media<'_, '_, '_>,
        (bundle, identities): (BundleId, &[Identity]),
        (asked, below): (&Asked, &Below),
        earlier: &mut Earlier,
    ) -> Result<(), Fault> {
        let vault = &media.session.vault;
        let seal = vault.seal_at_home(bundle);
        let commitments = match &seal {
            Some(seal) => self.commitments(seal)?,
            None => None,
        };
        let folder = format!("seals/{bundle}");
        let mut papers = vec![SEAL, SEAL_SIGNATURE];
        if commitments.is_some() {
            self.left.remove(Path::new(&format!("{folder}/{COMMITMENTS}")));
        } else {
            papers.push(COMMITMENTS);
        }
        let papers = papers.into_iter().map(|name| Path::new(&folder).join(name));
        earlier.anew.extend(papers.filter(|paper| self.left.remove(paper)));
        self.ways.extend([folder.clone().into(), "seals".into()]);
        let opened = indexes::open(vault, bundle, identities);
        let Some((mut index, meta)) =
            opened.and_then(|mut index| index.meta().ok().map(|meta| (index, meta)))
        else {
            return Ok(());
        };
        let watcher = media.session.world.watcher;
        let (mut whole, mut result) = (true, Ok(()));
        let scanned = scan(&mut index, &asked.within(bundle), &mut |record| {
            let left_out = below.left_out(bundle, &record.true_name());
            let found = self.find(bundle, None, &record, left_out, &|| watcher.interrupted());
            let salt = meta.commitment_secret.salt(record.n);
            let line = commitments.as_ref().and_then(|bytes| line_of(bytes, record.n));
            let is_proven = line == Some(&commitment(&salt, &record.sha256).0);
            match found {
                Ok(Some(path)) if is_proven => {
                    earlier.take(Stood { bundle, record, salt, path });
                }
                Ok(_) => whole = false,
                Err(fault) => result = Err(fault),
            }
            result.is_ok()
        });
        result?;
        if whole && scanned.is_ok() {
            earlier.whole.push(bundle);
        }
        if let (Some(seal), Some(bytes)) = (seal, commitments) {
            let name = format!("{folder}/{COMMITMENTS}");
            let commitments = GivenFile::ours(&name, bytes.len() as u64, Digest::of(&bytes));
            earlier.away.push(Away { seal, commitments });
        }
        Ok(())
    }

    /// The commitments that the earlier run left, if they are what was sealed.
    fn commitments(&self, seal: &Verified<Seal>) -> Result<Option<Vec<u8>>, Fault> {
        let path = Path::new("seals").join(seal.bundle.to_string()).join(COMMITMENTS);
        let Some(facts) = seal.file(COMMITMENTS) else { return Ok(None) };
        let mut bytes = Vec::new();
        let read = self.standing.open(&path);
        match read.and_then(|file| file.take(facts.bytes + 1).read_to_end(&mut bytes)) {
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(at(&self.to.join(path), source)),
        }
        let as_sealed = bytes.len() as u64 == facts.bytes && Digest::of(&bytes) == facts.sha256;
        Ok(as_sealed.then_some(bytes))
    }
}

/// The commitment to record n.
fn line_of(commitments: &[u8], n: u64) -> Option<&[u8; COMMITMENT_BYTES as usize]> {
    let (lines, _) = commitments.as_chunks();
    lines.get(usize::try_from(n).ok()?)
}
