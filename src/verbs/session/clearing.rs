//! What this PC keeps of bundles that are destroyed: it goes by the same door as every copy.

use crate::things::destruction::door::ask;
use crate::things::ledger::state::Standing;
use crate::things::outbox;
use crate::verbs::fault::{Fault, at_home};
use crate::words::ids::BundleId;

use super::Session;

impl Session<'_, '_> {
    /// Removes from the outbox what need not wait any more. Of a bundle that is being destroyed the copy that waits
    /// here goes when nobody can take that back, and the door lets it go here and now: what another home ordered, or
    /// signed in somebody's name, is asked for like everything else.
    pub fn clear_outbox(&self) -> Result<(), Fault> {
        let rules = self.rules_now()?;
        let may_go = |bundle: BundleId| {
            let known = self.vault.state.bundles.get(&bundle);
            let ended = known.is_some_and(|known| {
                let destroyed = known.standing() == Standing::Destroyed;
                known.erased || (destroyed && known.intended.is_some())
            });
            let seal = self.any_seal(bundle).filter(|_| ended);
            seal.is_some_and(|seal| ask(self.now(&rules), &seal).is_ok())
        };
        outbox::clear(&self.vault, &may_go).map_err(at_home)
    }
}
