//! A verb's world, for tests that stand below the command line.

use kluis::powers::asker::Unwatched;
use kluis::powers::clock::FixedClock;
use kluis::powers::random::OsRandom;
use kluis::surface::texts::Shipped;
use kluis::things::vault::keys::Access;
use kluis::verbs::session::World;

use super::Nobody;

/// Gives a verb its world at a time; nobody is at the terminal.
pub fn on<T>(time: &str, run: impl FnOnce(&mut World<'_>) -> T) -> T {
    let clock = FixedClock(time.parse().unwrap());
    let (mut random, mut asker) = (OsRandom, Nobody);
    let mut world = World {
        clock: &clock,
        random: &mut random,
        watcher: &Unwatched,
        access: Access {
            identity: None,
            passphrase_file: None,
            signer: None,
            signer_passphrase_file: None,
            asker: &mut asker,
        },
        users_folder: None,
        homes: &[],
        loosened: vec![],
        settings: vec![],
        lost_here: Default::default(),
        unkept: None,
        notes_unread: Default::default(),
        confirm_date: None,
        texts: &Shipped::default(),
    };
    run(&mut world)
}
