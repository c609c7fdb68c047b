//! The bundles that histories are about: real seals, proven as the program proves them, with the ledger entry that
//! each of them has. Made once: no history changes a seal.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use kluis::formats::entry::{Event, FileFacts, Sealed, Signers, VaultCreated};
use kluis::formats::seal::{Algorithms, Counts, Headers, Payload, Seal};
use kluis::formats::sums::{self, Sums};
use kluis::powers::random::draw;
use kluis::powers::signer::{Namespace, SigningKey};
use kluis::rules::retention::{ClassShown, PinnedRule, ShownRule, end_of};
use kluis::things::bundle::proof::{Against, Verified, prove_bytes};
use kluis::things::destruction::door::RulesNow;
use kluis::things::ledger::Ledger;
use kluis::words::day::{ClockState, Day, Stamp};
use kluis::words::digest::Digest;
use kluis::words::ids::{BundleId, RunId, Tag, VaultId, WriterId};
use kluis::words::limits::MIB;

use crate::chance::Chance;

/// The day on which each history begins.
pub const BEGIN: &str = "2026-01-01T12:00:00Z";
/// The case that some of them belong to.
pub const CASE: Tag = Tag([7; 16]);
const CONFIDENTIAL: Tag = Tag([9; 16]);
const HEADER: &[u8] = b"age-encryption.org/v1\n";

/// So many bundles are sealed by themselves; each of the others stands in the place of one.
pub const ORIGINALS: usize = 7;
/// So many are in the vault; those behind them are in the other one.
pub const HERE: usize = 12;
/// The first person's key and the second person's, two that a thief has made, and what the persons have next.
pub const KEYS: usize = 6;

/// The vault, who signs in it, and its bundles.
pub struct Pool {
    pub vault: VaultId,
    pub created: VaultCreated,
    pub keys: [SigningKey; KEYS],
    pub sealer: SigningKey,
    /// The vault of another client.
    pub other: Other,
    /// Nobody has read the confidential rule.
    pub inside: BTreeMap<BundleId, Vec<PinnedRule>>,
    pub rules: RulesNow,
    pub bundles: Vec<Made>,
    /// Which bundles are made from which one: each from one that comes before it.
    pub resealings: Vec<(usize, Vec<usize>)>,
}

/// Another client's vault, and who signs there.
pub struct Other {
    pub vault: VaultId,
    pub created: VaultCreated,
    pub disposer: SigningKey,
    pub sealer: SigningKey,
}

/// One bundle, and what the reference knows of it.
pub struct Made {
    pub id: BundleId,
    pub sealed: Sealed,
    pub seal: Verified<Seal>,
    /// The classes of its rules, as they show.
    pub classes: Vec<ClassShown>,
    /// Those whose rules have no end yet.
    pub open: Vec<ClassShown>,
    /// The last day that its rules give it.
    pub through: Option<Day>,
    /// The year of each rule's date; none where no date shows.
    pub years: Vec<Option<i32>>,
    /// The bundle that it was made from, as its seal says.
    pub made_from: Option<usize>,
}

impl Made {
    pub fn in_case(&self) -> bool {
        self.sealed.case == Some(CASE)
    }
}

pub static POOL: LazyLock<Pool> = LazyLock::new(make);

pub fn begin() -> Stamp {
    Stamp { clock: ClockState::Ok, time: BEGIN.parse().unwrap() }
}

/// The first line of a vault, and the vault that it makes.
fn begun(
    chance: &mut Chance,
    disposer: &SigningKey,
    sealer: &SigningKey,
) -> (VaultCreated, Ledger) {
    let signers =
        Signers { disposer: disposer.public().to_string(), sealer: sealer.public().to_string() };
    let created = VaultCreated { nonce: draw(chance), recipients: vec![], signers };
    let mut ledger = Ledger::new(WriterId([1; 8]));
    ledger.append(begin(), Event::VaultCreated(created.clone()), None, Some(disposer)).unwrap();
    (created, ledger)
}

fn make() -> Pool {
    let mut chance = Chance::new(1);
    let keys: [SigningKey; KEYS] = std::array::from_fn(|_| SigningKey::generate(&mut chance));
    let sealer = SigningKey::generate(&mut chance);
    let (created, ledger) = begun(&mut chance, &keys[0], &sealer);
    let (disposer, others) = (SigningKey::generate(&mut chance), SigningKey::generate(&mut chance));
    let (made_there, there) = begun(&mut chance, &disposer, &others);
    let vault_of = |ledger: &Ledger| VaultId(ledger.heads()[0].sha256);
    let vault = vault_of(&ledger);
    let other = Other { vault: vault_of(&there), created: made_there, disposer, sealer: others };
    let sealed_rule: ShownRule = serde_json::from_value(serde_json::json!({
        "class": {"tag": CONFIDENTIAL}, "commitment": "5a".repeat(32),
        "delete_from": null, "keep_through": null,
    }))
    .unwrap();
    let kinds: [(Option<Tag>, Vec<Dated>); ORIGINALS] = [
        (None, vec![dated("nl-payroll", 2017, "P7Y", "minimum")]),
        (None, vec![dated("nl-payroll", 2019, "P7Y", "minimum")]),
        (None, vec![dated("nl-oss", 2018, "P10Y", "minimum")]),
        (None, vec![dated("nl-cctv", 2025, "P1Y", "maximum")]),
        (Some(CASE), vec![waiting("nl-contract")]),
        (Some(CASE), vec![dated("nl-payroll", 2018, "P7Y", "minimum"), waiting("nl-contract")]),
        (Some(CASE), vec![(sealed_rule, None)]),
    ];
    // Under a later end, an earlier one, none, and once more.
    let heirs: [(usize, Option<Tag>, Vec<Dated>); 8] = [
        (0, None, vec![dated("nl-payroll", 2017, "P7Y", "minimum")]),
        (0, None, vec![dated("nl-oss", 2017, "P10Y", "minimum")]),
        (1, None, vec![dated("nl-payroll", 2016, "P7Y", "minimum")]),
        (4, Some(CASE), vec![dated("nl-payroll", 2018, "P7Y", "minimum")]),
        (9, None, vec![dated("nl-cctv", 2024, "P1Y", "maximum")]),
        // In the other vault.
        (2, None, vec![dated("nl-payroll", 2018, "P7Y", "minimum")]),
        (3, None, vec![dated("nl-oss", 2025, "P10Y", "minimum")]),
        (5, None, vec![dated("nl-payroll", 2018, "P7Y", "minimum")]),
    ];
    let kinds = kinds.into_iter().map(|(case, rules)| (None, case, rules));
    let heirs = heirs.into_iter().map(|(from, case, rules)| (Some(from), case, rules));
    let mut bundles: Vec<Made> = vec![];
    let mut resealings: Vec<(usize, Vec<usize>)> = vec![];
    for (number, (from, case, rules)) in kinds.chain(heirs).enumerate() {
        let (rules, years): (Vec<_>, Vec<_>) = rules.into_iter().unzip();
        let supersedes = from.map(|from| bundles[from].id);
        let about = About { number: number as u8, case, supersedes, rules, years };
        let (begun, by) = if number < HERE { (&ledger, &sealer) } else { (&there, &other.sealer) };
        bundles.push(Made { made_from: from, ..bundle(about, begun, by) });
        let Some(from) = from.filter(|_| number < HERE) else { continue };
        match resealings.iter_mut().find(|(one, _)| *one == from) {
            Some((_, into)) => into.push(number),
            None => resealings.push((from, vec![number])),
        }
    }
    let rules = RulesNow::shipped();
    let inside = BTreeMap::new();
    Pool { vault, created, keys, sealer, other, inside, rules, bundles, resealings }
}

/// A rule, and the year of its date where one shows.
type Dated = (ShownRule, Option<i32>);

fn dated(class: &str, year: i32, period: &str, nature: &str) -> Dated {
    (rule(class, Some(year), period, nature), Some(year))
}

fn waiting(class: &str) -> Dated {
    (rule(class, None, "P7Y", "minimum"), None)
}

/// A rule as the format has it; its ends follow from its text.
fn rule(class: &str, year: Option<i32>, period: &str, nature: &str) -> ShownRule {
    let rule = serde_json::json!({
        "class": {"id": class}, "clock_start": null, "date": year.map(|year| year.to_string()),
        "delete_from": null, "keep_through": null, "schedule": "2026.1",
        "rule": {"basis": "AWR art. 52(4)", "book_year": null, "confidential": false,
            "event": "booking", "ground": null, "jurisdiction": "NL", "name_en": "records",
            "name_nl": "stukken", "nature": nature, "period": period, "starts": "calendar-year"},
    });
    serde_json::from_value(rule).unwrap()
}

/// What a bundle is made of.
struct About {
    number: u8,
    case: Option<Tag>,
    supersedes: Option<BundleId>,
    rules: Vec<ShownRule>,
    years: Vec<Option<i32>>,
}

fn bundle(about: About, begun: &Ledger, sealer: &SigningKey) -> Made {
    let About { number, case, supersedes, rules, years } = about;
    let vault = begun.vault().unwrap();
    let id: BundleId = format!("20260101-{number:08}").parse().unwrap();
    let end = end_of(&rules);
    let key_file = Digest([number; 32]);
    // The first one's records go into two bundles.
    let records = if number == 0 { 2 } else { 1 };
    let mut seal = seal((id, records), case, &rules, key_file, vault);
    seal.supersedes = supersedes.into_iter().collect();
    let bytes = seal.to_bytes();
    let signature = sealer.sign(Namespace::Seal, &bytes).into_bytes();
    let sealed = Sealed {
        bundle: id,
        bytes: seal.counts.bytes,
        case,
        end,
        key_file,
        records: seal.counts.records,
        rules: rules.clone(),
        run: RunId([number; 8]),
        seal: Digest::of(&bytes),
    };
    let mut ledger = begun.clone();
    ledger.append(begin(), Event::Sealed(sealed.clone()), None, None).unwrap();
    let state = ledger.state();
    let sealers = [sealer.public()];
    let against = Against { vault, sealers: &sealers, known: state.bundles.get(&id) };
    let seal = prove_bytes(bytes, signature, id, &against).unwrap();
    let open = rules.iter().filter(|rule| end_of(std::slice::from_ref(*rule)).open);
    Made {
        id,
        seal,
        classes: rules.iter().map(ShownRule::class).collect(),
        open: open.map(ShownRule::class).collect(),
        through: end.keep_through,
        years,
        made_from: None,
        sealed,
    }
}

fn seal(
    (bundle, records): (BundleId, u64),
    case: Option<Tag>,
    rules: &[ShownRule],
    key_file: Digest,
    vault: VaultId,
) -> Seal {
    let payload = Payload { plain_bytes: 100, tar_bytes: 4096, volume_bytes: MIB, volumes: 1 };
    let digest = Digest::of(bundle.to_string().as_bytes());
    let summed = Sums { volumes: vec![digest], index: digest, commitments: digest };
    let sums = summed.to_bytes();
    let file = |name: &str, bytes: u64, sha256| FileFacts { bytes, name: name.to_owned(), sha256 };
    let mut files = vec![
        file(sums::NAME, sums.len() as u64, Digest::of(&sums)),
        file(sums::INDEX_NAME, 1000, digest),
        file(&sums::volume_name(0), 100 + 16 + HEADER.len() as u64, digest),
        file(sums::COMMITMENTS_NAME, 32 * records, digest),
    ];
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Seal {
        algorithms: Algorithms::default(),
        vault,
        bundle,
        sealed_at: begin(),
        program: "kluis".to_owned(),
        rules: rules.to_vec(),
        end: end_of(rules),
        case,
        newest_mtime: None,
        counts: Counts { bytes: 10, records },
        payload,
        files,
        headers: Headers { index: HEADER.to_vec(), payload: HEADER.to_vec() },
        key_file,
        readme: digest,
        recipient: digest,
        heads: vec![],
        supersedes: vec![],
        unread: Default::default(),
    }
}
