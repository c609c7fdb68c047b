//! One history: what is done, drawn by its seed, and what must hold after each step.

use std::collections::BTreeSet;

use kluis::formats::entry::{
    Copied, CopyState, Depth, Event, FaultWord, Finding, Head, KeysWrapped, MediumAdded,
    MediumFound, MediumLost, ReadBack, Repaired, Role, Sealed, Signers, VaultCreated, Verified,
    WriterJoined,
};
use kluis::powers::random::draw;
use kluis::powers::signer::SigningKey;
use kluis::rules::retention::{End, PinnedRule};
use kluis::things::ledger::Ledger;
use kluis::things::ledger::state::{Fate, Proven, State, Witness};
use kluis::words::day::{ClockState, Stamp, Time};
use kluis::words::digest::Digest;
use kluis::words::ids::{BundleId, DriveId, MediumId, RunId, VaultId, WriterId};

use crate::chance::Chance;
use crate::reference::{self, Fact, Wanted, What};
use crate::world::{Home, Medium, Spot, Tick, Whereabouts};

const STEPS: usize = 32;
/// 1 December 2025.
const BEGIN: i64 = 1_764_547_200;
const DAY: i64 = 86_400;
/// What the key files of every bundle hash to.
const KEYS: Digest = Digest([1; 32]);

pub struct History {
    chance: Chance,
    now: Tick,
    homes: [Home; 2],
    media: Vec<Medium>,
    facts: Vec<Fact>,
    /// What somebody has put on record who has the sealer's key: none of it is a fact.
    thief: Ledger,
    robbed: bool,
    /// How many bundles were sealed.
    sealed: u32,
    disposer: SigningKey,
    vault: VaultId,
    copies: usize,
    wanted: Wanted,
    told: Vec<String>,
    /// Sources that went, and sources that were asked to go and stayed.
    pub went: u64,
    pub stayed: u64,
}

impl History {
    /// Two homes that know of the same drives and of nothing else.
    pub fn new(mut chance: Chance) -> History {
        let disposer = SigningKey::generate(&mut chance);
        let sealer = SigningKey::generate(&mut chance);
        let writers = [WriterId([1; 8]), WriterId([2; 8])];
        let apart = chance.percent(50);
        let copies = 1 + chance.below(2);
        let mut first = Ledger::new(writers[0]);
        let signers = Signers {
            disposer: disposer.public().to_string(),
            sealer: sealer.public().to_string(),
        };
        let created = VaultCreated { nonce: draw(&mut chance), recipients: vec![], signers };
        let stamp = Stamp { clock: ClockState::Ok, time: Time::from_unix(BEGIN).unwrap() };
        let disposed = Some(&disposer);
        first.append(stamp, Event::VaultCreated(created), None, disposed).unwrap();
        let vault = VaultId(first.heads()[0].sha256);
        let roles: &[&[Role]] = match apart {
            true => &[&[Role::Data], &[Role::Data], &[Role::Keys], &[Role::Keys][..]],
            false => &[&[Role::Data, Role::Keys][..]; 3],
        };
        let shared = chance.percent(25);
        let mut media = Vec::new();
        for (number, roles) in roles.iter().enumerate() {
            let id = MediumId([number as u8 + 1; 16]);
            let drive = DriveId([number as u8 + 1; 16]);
            let added = added(drive, id, roles.to_vec());
            first.append(stamp, added, None, None).unwrap();
            media.push(Medium {
                id,
                drive,
                roles: roles.to_vec(),
                device: if shared && number == 1 { 0 } else { number },
                cached: chance.percent(20),
                ledger: Ledger::new(writers[0]),
                spots: Default::default(),
                at: Whereabouts::At(0),
                attached: 0,
            });
        }
        let mut second = Ledger::new(writers[1]);
        second.join(first.clone()).unwrap();
        second.append(stamp, Event::WriterJoined(WriterJoined { vault }), None, None).unwrap();
        let home = |writer, ledger, skew| Home {
            writer,
            ledger,
            skew,
            attachments: Default::default(),
            sources: vec![],
        };
        let mut thief = Ledger::new(WriterId([3; 8]));
        thief.join(first.clone()).unwrap();
        thief.append(stamp, Event::WriterJoined(WriterJoined { vault }), None, None).unwrap();
        let homes = [home(writers[0], first, 0), home(writers[1], second, 0)];
        let wanted = if chance.percent(25) { Wanted::Reattached } else { Wanted::ReadBack };
        History {
            chance,
            now: 0,
            homes,
            media,
            facts: vec![],
            thief,
            robbed: false,
            sealed: 0,
            disposer,
            vault,
            copies,
            wanted,
            told: vec![],
            went: 0,
            stayed: 0,
        }
    }

    /// Runs it to its end.
    pub fn run(&mut self) {
        for _ in 0..STEPS {
            self.step();
        }
        self.all_that_is_proven_again_goes();
        for home in &self.homes {
            home.ledger.check(self.vault).unwrap_or_else(|problem| panic!("{problem}"));
        }
    }

    fn step(&mut self) {
        self.now += 1;
        let medium = self.chance.below(self.media.len());
        // Mostly who has the drive does something with it.
        let home = match self.media[medium].at {
            Whereabouts::At(home) if self.chance.percent(75) => home,
            _ => self.chance.below(2),
        };
        match self.chance.below(100) {
            0..=6 => self.seal(home),
            7..=16 => self.copy(home, medium),
            17..=36 => self.verify(home, medium),
            37..=52 => self.sweep(home),
            53..=56 => self.harm(medium),
            57..=60 => self.cross(medium),
            61..=66 => self.mend(home, medium),
            67..=80 => self.plug(medium),
            81..=86 => self.lose(home, medium),
            87..=93 => self.find(home, medium),
            94..=96 => self.skew(home),
            97..=98 => self.thief(medium),
            _ => self.burn(medium),
        }
    }

    fn say(&mut self, what: String) {
        self.told.push(format!("{}: {what}", self.now));
    }

    /// By this home's clock, which may be wrong in either direction.
    fn stamp(&self, home: usize) -> Stamp {
        let time = BEGIN + self.now as i64 * DAY + self.homes[home].skew;
        Stamp { clock: ClockState::Ok, time: Time::from_unix(time.max(0)).unwrap() }
    }

    /// The drives at this home's PC, each heard and looked at for how it is attached, as at the start of a run.
    fn contact(&mut self, home: usize) -> Vec<usize> {
        let here: Vec<usize> = (0..self.media.len())
            .filter(|at| self.media[*at].at == Whereabouts::At(home))
            .collect();
        for at in &here {
            let (medium, home) = (&self.media[*at], &mut self.homes[home]);
            home.ledger.join(medium.ledger.clone()).unwrap();
            let known = home.attachments.get(&medium.id);
            if known.is_none_or(|(since, _)| *since != medium.attached) {
                let heads = home.ledger.heads();
                home.attachments.insert(medium.id, (medium.attached, heads));
            }
        }
        here
    }

    /// At the end of a run: now and then a drive is pulled before it heard.
    fn sync(&mut self, home: usize, here: &[usize]) {
        for at in here {
            if self.chance.percent(75) {
                self.media[*at].ledger.join(self.homes[home].ledger.clone()).unwrap();
            }
        }
    }

    fn record(&mut self, home: usize, event: Event) -> u64 {
        let stamp = self.stamp(home);
        let disposer = matches!(event, Event::MediumLost(_) | Event::MediumFound(_));
        let disposer = disposer.then_some(&self.disposer);
        let own = &mut self.homes[home];
        own.ledger.append(stamp, event, None, disposer).unwrap();
        let heads = own.ledger.heads();
        heads.iter().find(|head| head.writer == own.writer).unwrap().count - 1
    }

    fn fact(&mut self, home: usize, seq: u64, at: usize, bundle: Option<BundleId>, what: What) {
        let (tick, writer, medium) = (self.now, self.homes[home].writer, self.media[at].id);
        self.facts.push(Fact { tick, writer, seq, medium, bundle, what });
    }

    fn seal(&mut self, home: usize) {
        let here = self.contact(home);
        let holds = |history: &History, role| {
            here.iter().copied().filter(|at| history.media[*at].holds(role)).collect::<Vec<_>>()
        };
        let (data, keys) = (holds(self, Role::Data), holds(self, Role::Keys));
        let Some(first) = data.first().copied() else { return };
        if keys.is_empty() {
            return;
        }
        self.sealed += 1;
        let bundle: BundleId = format!("20251201-{:08x}", self.sealed).parse().unwrap();
        self.say(format!("home {home} seals {bundle} onto {data:?} and {keys:?}"));
        self.record(home, sealed(bundle));
        for at in keys {
            if at == first || !self.media[at].holds(Role::Data) {
                self.write(home, at, bundle, Role::Keys);
            }
        }
        self.write(home, first, bundle, Role::Data);
        self.homes[home].sources.push(bundle);
        self.sync(home, &here);
    }

    /// Writes a bundle's data or keys onto a drive, read back and recorded. Behind a cache the read-back tells nothing.
    fn write(&mut self, home: usize, at: usize, bundle: BundleId, role: Role) {
        self.now += 1;
        let (now, medium) = (self.now, &mut self.media[at]);
        let (id, cached) = (medium.id, medium.cached);
        let lost_behind_the_cache = cached && self.chance.percent(30);
        let harmed = lost_behind_the_cache.then_some(now);
        let spot = medium.spots.entry(bundle).or_insert(Spot { written: now, harmed: None });
        spot.written = now;
        spot.harmed = spot.harmed.or(harmed);
        let read_back = if cached { ReadBack::Cached } else { ReadBack::PastCache };
        let event = made(bundle, id, role, read_back);
        let seq = self.record(home, event);
        self.fact(home, seq, at, Some(bundle), What::Wrote { role });
    }

    fn known_bundles(&self, home: usize) -> Vec<BundleId> {
        self.homes[home].ledger.state().bundles.into_keys().collect()
    }

    fn copy(&mut self, home: usize, to: usize) {
        let here = self.contact(home);
        if !here.contains(&to) {
            return;
        }
        for bundle in self.known_bundles(home) {
            let whole = |at: &usize, role| {
                let medium = &self.media[*at];
                *at != to && medium.holds(role) && medium.looks_whole(bundle) == Some(true)
            };
            let data = here.iter().any(|at| whole(at, Role::Data));
            let keys = here.iter().any(|at| whole(at, Role::Keys));
            let wants = |role| self.media[to].holds(role);
            let can = (!wants(Role::Data) || data) && (!wants(Role::Keys) || keys);
            if self.media[to].spots.contains_key(&bundle) || !can {
                continue;
            }
            self.say(format!("home {home} copies {bundle} onto {to}"));
            for role in self.media[to].roles.clone().into_iter().rev() {
                self.write(home, to, bundle, role);
            }
        }
        self.sync(home, &here);
    }

    /// What lies there according to this home, each looked at.
    fn verify(&mut self, home: usize, at: usize) {
        let here = self.contact(home);
        if here.contains(&at) {
            self.look(home, at, true);
            self.sync(home, &here);
        }
    }

    /// A home looks at a drive, which is pulled before it hears of that; it rots, the other home finds that, and then
    /// the first hears of it, whose own look is neither before nor after the finding.
    fn cross(&mut self, at: usize) {
        let Whereabouts::At(home) = self.media[at].at else { return };
        self.contact(home);
        self.look(home, at, true);
        self.now += 1;
        self.harm(at);
        for to in [1 - home, home] {
            self.now += 1;
            (self.media[at].at, self.media[at].attached) = (Whereabouts::At(to), self.now);
            self.say(format!("{at} goes to home {to}"));
            if to != home {
                self.verify(to, at);
            }
        }
        self.sweep(home);
    }

    fn look(&mut self, home: usize, at: usize, attached: bool) {
        let (medium, known) = (&self.media[at], self.homes[home].ledger.state());
        let placed: Vec<BundleId> = known.placed_on(medium.id).map(|(id, _)| id).collect();
        let whole = |bundle: &BundleId| medium.looks_whole(*bundle).unwrap_or(false);
        let faulty = placed.iter().filter(|bundle| !whole(bundle));
        let findings: Vec<Finding> = faulty.map(fault).collect();
        let attachment = self.homes[home].attachments.get(&medium.id).filter(|_| attached);
        let (since, heads): (Option<Tick>, Option<Vec<Head>>) = attachment.cloned().unzip();
        let event = Event::Verified(Verified {
            attached: heads,
            beyond: 0,
            bundles: placed.clone(),
            depth: Depth::Fixity,
            findings: findings.clone(),
            medium: medium.id,
            read_back: if medium.cached { ReadBack::Cached } else { ReadBack::PastCache },
        });
        let seq = self.record(home, event);
        self.say(format!(
            "home {home} verifies {at}: {} faulty of {}",
            findings.len(),
            placed.len()
        ));
        for bundle in placed {
            let whole = !findings.iter().any(|finding| finding.bundle == bundle);
            self.fact(home, seq, at, Some(bundle), What::Looked { whole, attached: since });
        }
    }

    /// A drive rots, or somebody changed it; nobody knows.
    fn harm(&mut self, at: usize) {
        let now = self.now;
        let number = self.chance.below(4);
        if let Some((bundle, spot)) = self.media[at].spots.iter_mut().nth(number) {
            spot.harmed = spot.harmed.or(Some(now));
            let bundle = *bundle;
            self.say(format!("{bundle} on {at} is harmed"));
        }
    }

    /// Mends what is harmed from another drive; like `repair` it reads everything then, and says so.
    fn mend(&mut self, home: usize, at: usize) {
        let here = self.contact(home);
        if !here.contains(&at) {
            return;
        }
        for bundle in self.known_bundles(home) {
            let roles = self.media[at].roles.clone();
            let source = |other: &&usize| {
                let medium = &self.media[**other];
                **other != at
                    && roles.iter().all(|role| medium.holds(*role))
                    && medium.looks_whole(bundle) == Some(true)
            };
            let harmed = self.media[at].looks_whole(bundle) == Some(false);
            if !harmed || here.iter().find(source).is_none() {
                continue;
            }
            let now = self.now;
            let medium = &mut self.media[at];
            let spot = medium.spots.get_mut(&bundle).unwrap();
            (spot.written, spot.harmed) = (now, None);
            let event = Repaired { bundle, files: 1, medium: medium.id, parity: 0 };
            let seq = self.record(home, Event::Repaired(event));
            self.fact(home, seq, at, Some(bundle), What::Mended);
            self.say(format!("home {home} mends {bundle} on {at}"));
        }
        self.now += 1;
        self.look(home, at, false);
        self.sync(home, &here);
    }

    fn plug(&mut self, at: usize) {
        let medium = &mut self.media[at];
        if matches!(medium.at, Whereabouts::Gone { .. }) {
            return;
        }
        medium.at = match self.chance.below(5) {
            0 | 1 => Whereabouts::At(0),
            2 | 3 => Whereabouts::At(1),
            _ => Whereabouts::InTheSafe,
        };
        medium.attached = self.now;
        let place = medium.at;
        self.say(format!("{at} goes to {place:?}"));
    }

    fn burn(&mut self, at: usize) {
        self.media[at].at = Whereabouts::Gone { since: self.now };
        self.say(format!("{at} burns"));
    }

    fn lose(&mut self, home: usize, at: usize) {
        let here = self.contact(home);
        let (medium, drive) = (self.media[at].id, self.media[at].drive);
        let since = self.stamp(home).time.day();
        let seq = self.record(home, Event::MediumLost(MediumLost { drive, medium, since }));
        self.fact(home, seq, at, None, What::Lost);
        self.say(format!("home {home} says that {at} is lost"));
        self.sync(home, &here);
    }

    fn find(&mut self, home: usize, at: usize) {
        let here = self.contact(home);
        let (medium, drive) = (self.media[at].id, self.media[at].drive);
        let fate = self.homes[home].ledger.state().media[&medium].fate;
        if matches!(fate, Some((_, Fate::Lost))) {
            let seq = self.record(home, Event::MediumFound(MediumFound { drive, medium }));
            self.fact(home, seq, at, None, What::Found);
            self.say(format!("home {home} says that {at} is found"));
            self.sync(home, &here);
        }
    }

    /// Somebody who has the sealer's key and this drive for a night: copies that nobody made, and looks that nobody took.
    fn thief(&mut self, at: usize) {
        self.robbed = true;
        let stamp = self.stamp(0);
        self.thief.join(self.media[at].ledger.clone()).unwrap();
        let bundles: Vec<BundleId> = self.thief.state().bundles.into_keys().collect();
        for medium in &self.media {
            let id = medium.id;
            for bundle in bundles.iter().copied() {
                for role in &medium.roles {
                    let made = made(bundle, id, *role, ReadBack::PastCache);
                    self.thief.append(stamp, made, None, None).unwrap();
                }
            }
            let findings = match self.chance.percent(80) {
                true => vec![],
                false => bundles.iter().map(fault).collect(),
            };
            let (attached, depth) = (None, Depth::Deep);
            let (bundles, beyond, read_back) = (bundles.clone(), 0, ReadBack::PastCache);
            let looked =
                Verified { attached, beyond, bundles, depth, findings, medium: id, read_back };
            self.thief.append(stamp, Event::Verified(looked), None, None).unwrap();
        }
        self.media[at].ledger.join(self.thief.clone()).unwrap();
        self.say(format!("a thief has {at}"));
    }

    fn skew(&mut self, home: usize) {
        let days = [-300, -1, 0, 0, 1, 200][self.chance.below(6)];
        self.homes[home].skew = days * DAY + self.chance.below(1200) as i64 - 600;
    }

    /// The facts that a home has heard of.
    fn known_to(&self, home: usize) -> Vec<Fact> {
        let heads = self.homes[home].ledger.heads();
        let heard = |fact: &&Fact| {
            heads.iter().any(|head| head.writer == fact.writer && head.count > fact.seq)
        };
        self.facts.iter().filter(heard).copied().collect()
    }

    fn keeps(&self, home: usize, state: &State, bundle: BundleId, here: &[usize]) -> bool {
        let least = match self.wanted {
            Wanted::ReadBack => Proven::ReadBack,
            Wanted::Reattached => Proven::Reattached,
        };
        let connected: BTreeSet<MediumId> = here.iter().map(|at| self.media[*at].id).collect();
        let witness = Witness { writer: self.homes[home].writer, from_seq: 0 };
        state.keeps_sources(bundle, least, self.copies, &connected, witness).is_some()
    }

    /// What a home knows, with the devices that its drives lie on.
    fn state(&self, home: usize) -> State {
        let mut state = self.homes[home].ledger.state();
        let on = |device| self.media.iter().filter(move |medium| medium.device == device);
        let together = (0..self.media.len()).map(|device| on(device).map(|m| m.id).collect());
        state.together = together.filter(|media: &BTreeSet<MediumId>| media.len() > 1).collect();
        state
    }

    fn devices(&self, media: &BTreeSet<MediumId>) -> usize {
        reference::devices(self.media.iter().filter(|medium| media.contains(&medium.id)))
    }

    fn sweep(&mut self, home: usize) {
        let here = self.contact(home);
        let state = self.state(home);
        let facts = self.known_to(home);
        for bundle in std::mem::take(&mut self.homes[home].sources) {
            if self.keeps(home, &state, bundle, &here) {
                self.homes[home].sources.push(bundle);
                self.stayed += 1;
                continue;
            }
            self.went += 1;
            let (copies, told) = (self.copies, self.told.join("\n"));
            let counts = reference::counts(&facts, &self.media, bundle, self.wanted, copies);
            assert!(
                self.devices(&counts) >= copies
                    && here.iter().any(|at| counts.contains(&self.media[*at].id)),
                "the source of {bundle} went, and {counts:?} count of {copies}:\n{told}"
            );
            let truly = reference::truly_opens(&facts, &self.media, bundle, copies);
            assert!(truly >= copies, "the source of {bundle} went, and {truly} open:\n{told}");
        }
        self.sync(home, &here);
    }

    /// All drives that are left come to the first home, which says that it found them, and looks.
    fn all_that_is_proven_again_goes(&mut self) {
        self.now += 1;
        for at in 0..self.media.len() {
            let medium = &mut self.media[at];
            if !matches!(medium.at, Whereabouts::Gone { .. }) {
                (medium.at, medium.attached) = (Whereabouts::At(0), self.now);
            }
        }
        let here = self.contact(0);
        for at in &here {
            self.find(0, *at);
        }
        self.now += 1;
        for at in &here {
            self.look(0, *at, true);
        }
        let state = self.state(0);
        let facts = self.known_to(0);
        for bundle in self.homes[0].sources.clone() {
            let counts = reference::counts(&facts, &self.media, bundle, self.wanted, self.copies);
            let connected = here.iter().any(|at| counts.contains(&self.media[*at].id));
            // Who has the sealer's key can keep sources from going; no more than that.
            if self.devices(&counts) >= self.copies && connected && !self.robbed {
                assert!(
                    !self.keeps(0, &state, bundle, &here),
                    "{bundle} stays, though {counts:?} count:\n{}",
                    self.told.join("\n")
                );
            }
        }
        self.sweep(0);
    }
}

fn fault(bundle: &BundleId) -> Finding {
    Finding { as_before: false, bundle: *bundle, fault: FaultWord::Bytes }
}

/// That a bundle's data or keys were written on a medium.
fn made(bundle: BundleId, medium: MediumId, role: Role, read_back: ReadBack) -> Event {
    match role {
        Role::Keys => Event::KeysWrapped(KeysWrapped {
            bundle,
            generation: 1,
            key: KEYS,
            key_copy: KEYS,
            media: vec![medium],
            read_back,
            recipients: vec![],
        }),
        Role::Data => {
            let state = CopyState::ReadBack;
            Event::Copied(Copied { bundle, medium, read_back, state })
        }
    }
}

fn added(drive: DriveId, medium: MediumId, roles: Vec<Role>) -> Event {
    Event::MediumAdded(MediumAdded { drive, medium, roles, same_disk: false })
}

fn sealed(bundle: BundleId) -> Event {
    Event::Sealed(Sealed {
        bundle,
        bytes: 1,
        case: None,
        key_file: KEYS,
        end: End { delete_from: None, keep_through: None, open: true },
        records: 1,
        rules: vec![rule()],
        run: RunId([1; 8]),
        seal: Digest([2; 32]),
    })
}

fn rule() -> PinnedRule {
    let rule = serde_json::json!({
        "class": {"id": "nl-contract"}, "clock_start": null, "date": null, "delete_from": null,
        "keep_through": null, "schedule": "2026.1",
        "rule": {"basis": "AWR art. 52(4)", "book_year": null, "confidential": false,
            "event": "contract end", "ground": null, "jurisdiction": "NL",
            "name_en": "contracts", "name_nl": "Contracten", "nature": "minimum", "period": "P7Y",
            "starts": "book-year"},
    });
    serde_json::from_value(rule).expect("a rule as the format has it")
}
