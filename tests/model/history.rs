//! One history: what is done, drawn by its seed, and what must hold after each step.
//!
//! `writing` makes and mends copies, `looking` verifies, `fates` says what becomes of drives,
//! `putting_back` sets a PC back to a backup, `thief` is whoever has the sealer's key and what
//! helps against him, `sweeping` lets sources go and asks the reference.

mod fates;
mod looking;
mod putting_back;
mod sweeping;
mod thief;
mod writing;

use std::rc::Rc;

use kluis::formats::entry::{Event, Head, Role, Signer, Signers, VaultCreated, WriterJoined};
use kluis::powers::random::draw;
use kluis::powers::signer::SigningKey;
use kluis::things::ledger::Ledger;
use kluis::words::day::{ClockState, Stamp, Time};
use kluis::words::ids::{BundleId, DriveId, MediumId, VaultId, WriterId};

use crate::chance::Chance;
use crate::events;
use crate::reference::{self, Fact, Replaced, Vouched, Wanted, What};
use crate::world::{Home, Medium, Tick, Whereabouts};

const STEPS: usize = 26;
/// 1 December 2025.
const BEGIN: i64 = 1_764_547_200;
const DAY: i64 = 86_400;

pub struct History {
    chance: Chance,
    now: Tick,
    homes: [Home; 2],
    media: Vec<Medium>,
    facts: Vec<Fact>,
    /// Lines that nobody wrote but who has the sealer's key: none of them is a fact.
    forged: Vec<Head>,
    /// The sealer's key that he has.
    stolen: usize,
    /// Nobody steals anything in some histories: a thief makes homes refuse most drives.
    is_honest: bool,
    /// How many chains he has begun.
    thieves: u8,
    /// The public keys of all sealers there were, by number.
    keys: Vec<String>,
    replaced: Vec<Replaced>,
    vouched: Vec<Vouched>,
    /// The first home's PC was put back from a backup.
    was_put_back: bool,
    /// How many bundles were sealed.
    sealed: u32,
    disposer: SigningKey,
    vault: VaultId,
    copies: usize,
    wanted: Wanted,
    told: Vec<String>,
    pub tally: Tally,
}

/// How often what matters happened.
#[derive(Debug, Default)]
pub struct Tally {
    /// Sources that went, and sources that were asked to go and stayed.
    pub went: u64,
    pub stayed: u64,
    /// Faults that only a deep look saw, and deep looks that took one back.
    pub wrong_inside: u64,
    pub right_again: u64,
    pub mended: u64,
    pub replaced: u64,
    pub vouched: u64,
    /// Lines of a home's own that it got back from a drive where a thief wrote them.
    pub got_back: u64,
    /// Drives that a home refused.
    pub refused: u64,
    /// Branches of a chain that were joined, since the PC was put back.
    pub joined: u64,
}

impl Tally {
    pub fn all(&self) -> [(&'static str, u64); 10] {
        [
            ("went", self.went),
            ("stayed", self.stayed),
            ("wrong inside", self.wrong_inside),
            ("right again", self.right_again),
            ("mended", self.mended),
            ("replaced", self.replaced),
            ("vouched", self.vouched),
            ("got back", self.got_back),
            ("refused", self.refused),
            ("joined", self.joined),
        ]
    }

    pub fn add(&mut self, other: &Tally) {
        self.went += other.went;
        self.stayed += other.stayed;
        self.wrong_inside += other.wrong_inside;
        self.right_again += other.right_again;
        self.mended += other.mended;
        self.replaced += other.replaced;
        self.vouched += other.vouched;
        self.got_back += other.got_back;
        self.refused += other.refused;
        self.joined += other.joined;
    }
}

impl History {
    /// Two homes that know of the same drives and of nothing else.
    pub fn new(mut chance: Chance) -> History {
        let disposer = SigningKey::generate(&mut chance);
        let sealer = SigningKey::generate(&mut chance).public().to_string();
        let writers = [WriterId([1; 8]), WriterId([2; 8])];
        let apart = chance.percent(50);
        let copies = 1 + chance.below(2);
        let mut first = Ledger::new(writers[0]);
        let signers = Signers { disposer: disposer.public().to_string(), sealer: sealer.clone() };
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
        let is_honest = chance.percent(50);
        let nothing = Rc::new(Ledger::new(writers[0]));
        let mut media = Vec::new();
        for (number, roles) in roles.iter().enumerate() {
            let id = MediumId([number as u8 + 1; 16]);
            let drive = DriveId([number as u8 + 1; 16]);
            first.append(stamp, events::added(drive, id, roles.to_vec()), None, None).unwrap();
            media.push(Medium {
                id,
                drive,
                roles: roles.to_vec(),
                device: if shared && number == 1 { 0 } else { number },
                cached: chance.percent(20),
                ledger: nothing.clone(),
                key: 0,
                forged: false,
                spots: Default::default(),
                at: Whereabouts::At(0),
                attached: 0,
            });
        }
        let mut second = Ledger::new(writers[1]);
        second.join(first.clone()).unwrap();
        second.append(stamp, Event::WriterJoined(WriterJoined { vault }), None, None).unwrap();
        let wanted = if chance.percent(25) { Wanted::Reattached } else { Wanted::ReadBack };
        let cached: Vec<bool> = media.iter().map(|medium| medium.cached).collect();
        let told = format!("copies {copies}, {wanted:?}, cached {cached:?}, shared {shared}");
        History {
            chance,
            now: 0,
            homes: [Home::new(writers[0], first), Home::new(writers[1], second)],
            media,
            facts: vec![],
            forged: vec![],
            stolen: 0,
            is_honest,
            thieves: 0,
            keys: vec![sealer],
            replaced: vec![],
            vouched: vec![],
            was_put_back: false,
            sealed: 0,
            disposer,
            vault,
            copies,
            wanted,
            told: vec![told],
            tally: Tally::default(),
        }
    }

    /// Runs it to its end.
    pub fn run(&mut self) {
        self.seal(0);
        for _ in 0..STEPS {
            self.step();
        }
        self.all_that_is_proven_again_goes();
        for home in &self.homes {
            home.ledger().check(self.vault).unwrap_or_else(|problem| panic!("{problem}"));
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
            0..=4 => self.seal(home),
            5..=16 => self.copy(home, medium),
            17..=34 => self.verify(home, medium),
            35..=46 => self.sweep(home),
            47..=49 => self.harm(medium),
            50..=52 => self.harm_inside(medium),
            53..=58 => self.cross(medium),
            59..=65 => self.mend(home, medium),
            66..=77 => self.plug(medium),
            78..=80 => self.lose(home, medium),
            81..=82 => self.lose_crosswise(medium),
            83..=88 => self.find(home, medium),
            89..=91 => self.skew(home),
            92..=95 if self.is_honest => self.put_back(),
            92..=95 => self.thief(medium),
            96 => self.replace_after_a_theft(home),
            97 => self.replace_crosswise(medium),
            98 if self.chance.percent(50) => self.vouch(home),
            98 => self.heal_inside(medium),
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

    /// The drives at this home's PC, each heard and looked at for how it is attached, as at the start of a run. None
    /// where this home's key was replaced, and none of them brings the new one.
    fn contact(&mut self, home: usize) -> Vec<usize> {
        let mut here = Vec::new();
        for at in 0..self.media.len() {
            if self.media[at].at != Whereabouts::At(home) {
                continue;
            }
            let before = self.homes[home].from_seq;
            if !self.believes_label(home, at) || !self.take_in(home, at) {
                self.tally.refused += 1;
                continue;
            }
            self.tally.got_back += u64::from(self.homes[home].from_seq > before);
            here.push(at);
            let (medium, home) = (&self.media[at], &mut self.homes[home]);
            let known = home.attachments.get(&medium.id);
            if known.is_none_or(|(since, _)| *since != medium.attached) {
                let heads = home.ledger().heads();
                home.attachments.insert(medium.id, (medium.attached, heads));
            }
        }
        self.learn_key(home, &here);
        if self.signs(home) { here } else { vec![] }
    }

    /// At the end of a run: now and then a drive is pulled before it heard.
    fn sync(&mut self, home: usize, here: &[usize]) {
        for at in here {
            if self.chance.percent(75) {
                self.tell(home, *at);
            }
        }
    }

    /// A drive gets this home's chains, and a label by its key. This home has all that stands there.
    fn tell(&mut self, home: usize, at: usize) {
        let (home, medium) = (&self.homes[home], &mut self.media[at]);
        (medium.ledger, medium.key, medium.forged) = (home.ledger().clone(), home.key, false);
    }

    /// Puts an event on record, and gives its line.
    fn record(&mut self, home: usize, event: Event) -> Head {
        let stamp = self.stamp(home);
        let disposer = (event.signer() == Signer::Disposer).then_some(&self.disposer);
        let own = &mut self.homes[home];
        own.ledger_mut().append(stamp, event, None, disposer).unwrap();
        head_of(own.ledger())
    }

    fn fact(&mut self, home: usize, line: Head, at: usize, bundle: Option<BundleId>, what: What) {
        let knew = self.replacements_known_to(home);
        let (tick, medium) = (self.now, self.media[at].id);
        self.facts.push(Fact { tick, line, knew, medium, bundle, what });
    }

    /// One bit each.
    fn replacements_known_to(&self, home: usize) -> u64 {
        let ledger = self.homes[home].ledger();
        let known = reference::known_replacements(&self.replaced, &|line| ledger.holds(line));
        known.iter().map(|(bit, _)| bit).sum()
    }
}

/// The last line of a ledger's own chain.
fn head_of(ledger: &Ledger) -> Head {
    let heads = ledger.heads();
    *heads.iter().find(|head| head.writer == ledger.own()).expect("a chain of its own")
}
