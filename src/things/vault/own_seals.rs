//! The seals that the home keeps of its bundles, each proven like any other.

use super::{SEALS, Vault};
use crate::formats::seal::Seal;
use crate::powers::medium::MediumPath;
use crate::things::bundle::proof::{Against, Verified, prove_bytes};
use crate::things::files;
use crate::words::ids::BundleId;
use crate::words::limits::{SEAL_BYTES_MAX, SIGNATURE_BYTES_MAX};

impl Vault {
    /// A bundle's seal as the home keeps it; none where it has none, or one that does not hold.
    pub fn seal_at_home(&self, bundle: BundleId) -> Option<Verified<Seal>> {
        let sealers = self.sealers();
        let known = self.state.bundles.get(&bundle);
        let against = Against { vault: self.id, sealers: &sealers, known };
        let read = |name: String, bytes_max| {
            let path = MediumPath::parse(&name).ok()?;
            files::read_bounded(&*self.home, &path, bytes_max).ok().flatten()
        };
        let bytes = read(format!("{SEALS}/{bundle}.json"), SEAL_BYTES_MAX)?;
        let signature = read(format!("{SEALS}/{bundle}.json.sig"), SIGNATURE_BYTES_MAX)?;
        prove_bytes(bytes, signature, bundle, &against).ok()
    }
}
