//! `clock request`: a request for a time stamp, over a fresh nonce that nobody can have known before, bound to what the
//! ledger has now. It goes to a service from another machine; the answer is `clock token`'s.
//!
//! The home keeps it until it is answered, with the latest time that was believed then: an answer shows of no later
//! one that it is false.

use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::powers::medium::{MediumPath, StorageProblem};
use crate::powers::private;
use crate::powers::random::draw;
use crate::powers::timestamp;
use crate::things::files::{self, FileProblem};
use crate::things::vault::Vault;
use crate::verbs::fault::{Fault, Usage, at_home};
use crate::verbs::outcome::{Outcome, Reported};
use crate::verbs::session::World;
use crate::words::day::Time;
use crate::words::digest::Digest;
use crate::words::limits::KIB;

/// The file in the home.
const REQUEST: &str = "clock-request";

/// A request that waits for its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Waiting {
    /// What the answer must be about.
    pub imprint: Digest,
    /// The latest time that was believed when it was made.
    pub last: Option<Time>,
    /// Drawn for this request alone.
    pub nonce: [u8; 16],
}

/// What was written.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The file that goes to the service.
    pub request: PathBuf,
}

impl Reported for Report {
    fn outcome(&self) -> Outcome {
        Outcome::Done
    }
}

/// Writes a request to a new file. It asks neither a person nor the clock, and puts nothing on record.
pub fn run(world: &mut World<'_>, home: &Path, out: &Path) -> Result<Report, Fault> {
    let vault = Vault::open(home, "kluis clock request")?;
    let nonce = timestamp::nonce(draw(world.random));
    let mut bound = format!("kluis-clock {}\n", vault.id).into_bytes();
    for head in vault.ledger.heads() {
        bound.extend(format!("{} {} {}\n", head.writer, head.count, head.sha256).as_bytes());
    }
    bound.extend(nonce);
    let waiting = Waiting { imprint: Digest::of(&bound), last: vault.state.last_believed, nonce };
    let mut file = private::new_file(out).map_err(|source| match source.kind() {
        std::io::ErrorKind::AlreadyExists => {
            Usage::FileExists { path: out.to_path_buf(), option: "--out" }.into()
        }
        _ => Fault::Io { path: out.to_path_buf(), source },
    })?;
    let text = serde_json::to_vec(&waiting).expect("our own type has names that are texts");
    files::write_over(&*vault.home, &path().map_err(at_home)?, &text).map_err(at_home)?;
    let bytes = timestamp::request(waiting.imprint.0, nonce);
    let written = file.write_all(&bytes).and_then(|()| file.sync_all());
    written.map_err(|source| Fault::Io { path: out.to_path_buf(), source })?;
    Ok(Report { request: out.to_path_buf() })
}

fn path() -> Result<MediumPath, StorageProblem> {
    Ok(MediumPath::parse(REQUEST)?)
}

/// The request that waits; none where there is none, or it can't be read.
pub(super) fn waiting(vault: &Vault) -> Result<Option<Waiting>, Fault> {
    let bytes = match files::read_bounded(&*vault.home, &path().map_err(at_home)?, KIB) {
        Err(FileProblem::TooLarge { .. }) => None,
        bytes => bytes.map_err(at_home)?,
    };
    Ok(bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
}

/// Removes it, once it was answered.
pub(super) fn forget(vault: &Vault) -> Result<(), StorageProblem> {
    vault.home.remove_file(&path()?)?;
    vault.home.sync_folder(&MediumPath::root())
}
