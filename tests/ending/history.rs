//! One history: what is done, drawn by its seed, and what must hold after each step.
//!
//! `recording` says what people put on record, `earlier` proposes and confirms earlier ends, `ending` destroys and asks
//! the reference, `fates` says what becomes of drives and homes, `resealing` puts bundles in the place of others and
//! `moving` such of another vault, `persons` are the second one and the thief, `keys` are replaced and retired,
//! `agreeing` holds the program's state against the reference.

mod agreeing;
mod earlier;
mod ending;
mod fates;
mod keys;
mod moving;
mod persons;
mod recording;
mod resealing;
mod tally;

use std::rc::Rc;

use kluis::formats::entry::{Event, MediumAdded, Role, Signer};
use kluis::rules::clock::{Today, judge};
use kluis::things::ledger::Ledger;
use kluis::things::ledger::state::State;
use kluis::words::day::{ClockState, Stamp, Time};
use kluis::words::digest::Digest;
use kluis::words::ids::{DriveId, MediumId, WriterId};

use crate::chance::Chance;
use crate::made::{POOL, begin};
use crate::reference::{Fact, Id, Known, View, What};
use crate::world::{Content, Home, Medium, There, Whereabouts};

use persons::List;
pub use tally::Tally;

const STEPS: usize = 32;
const MEDIA: usize = 3;
pub const DAY: i64 = 86_400;

pub struct History {
    chance: Chance,
    /// The true time, in seconds since 1970.
    now: i64,
    homes: Vec<Home>,
    media: Vec<Medium>,
    facts: Vec<Fact>,
    /// How many homes there ever were.
    writers: u8,
    told: Vec<String>,
    /// Somebody else signs as well, and the vault wants two persons, or will.
    two: bool,
    /// Whose key the thief has.
    stolen: usize,
    /// The key that signs now.
    hand: usize,
    lists: Vec<List>,
    /// The earlier ends that anybody proposed.
    proposals: Vec<Digest>,
    /// The vault of another client.
    there: There,
    pub tally: Tally,
}

impl History {
    /// Two homes that know of the same drives and of nothing else; in some vaults two persons are wanted.
    pub fn new(mut chance: Chance) -> History {
        let two = chance.percent(25);
        let mut history = History::with_one_person(chance);
        if two {
            history.add_a_person();
        }
        history
    }

    pub fn with_one_person(mut chance: Chance) -> History {
        let writers = [WriterId([1; 8]), WriterId([2; 8])];
        let mut first = Ledger::new(writers[0]);
        let created = Event::VaultCreated(POOL.created.clone());
        first.append(begin(), created, None, Some(&POOL.keys[0])).unwrap();
        let nothing = Rc::new(Ledger::new(writers[0]));
        let media: Vec<Medium> = (0..MEDIA as u8)
            .map(|number| Medium {
                id: MediumId([number + 1; 16]),
                drive: DriveId([number + 1; 16]),
                content: Content {
                    ledger: nothing.clone(),
                    knows: Known::new(),
                    bundles: Default::default(),
                },
                image: None,
                at: Whereabouts::At(usize::from(number) % 2),
            })
            .collect();
        for medium in &media {
            let added = Event::MediumAdded(MediumAdded {
                drive: medium.drive,
                medium: medium.id,
                roles: vec![Role::Data, Role::Keys],
                same_disk: false,
            });
            first.append(begin(), added, None, None).unwrap();
        }
        let mut second = Ledger::new(writers[1]);
        second.join(first.clone()).unwrap();
        let joined = kluis::formats::entry::WriterJoined { vault: POOL.vault };
        second.append(begin(), Event::WriterJoined(joined), None, None).unwrap();
        let mut homes = vec![Home::new(writers[0], first), Home::new(writers[1], second)];
        // That there are these two homes.
        let facts = [Known::new(), Known::from([0])].into_iter().zip(writers);
        let (stamp, key) = (begin(), None);
        let facts =
            facts.map(|(seen, writer)| Fact { seen, writer, stamp, key, what: What::Other });
        homes[0].knows = Known::from([0]);
        homes[1].knows = Known::from([0, 1]);
        for home in &mut homes {
            home.heard = (0..MEDIA).collect();
        }
        let stolen = chance.below(2);
        History {
            chance,
            now: begin().time.unix(),
            homes,
            media,
            facts: facts.collect(),
            writers: 2,
            told: vec![],
            two: false,
            stolen,
            hand: 0,
            lists: vec![],
            proposals: vec![],
            there: There::new(),
            tally: Tally::default(),
        }
    }

    /// Runs it to its end.
    pub fn run(&mut self) {
        for home in [0, 1] {
            self.seal(home);
        }
        for medium in 0..MEDIA {
            self.keep_image(medium);
        }
        for _ in 0..STEPS {
            self.step();
        }
        self.any_order_of_joining_says_the_same();
        self.each_drive_alone_says_what_it_heard();
    }

    fn step(&mut self) {
        self.now += self.chance.below(90) as i64 * DAY;
        let medium = self.chance.below(MEDIA);
        let home = self.chance.below(2);
        self.somebody_signs(home);
        if self.two && self.chance.percent(25) {
            self.second_person(home);
            return self.both_agree();
        }
        match self.chance.below(134) {
            0..=10 => self.seal(home),
            11..=18 => self.copy(home),
            19..=23 => self.reseal(home),
            24 => match self.chance.percent(50) {
                true => self.lie_about_heirs(home),
                false => self.forge_copies(home),
            },
            25..=30 => self.place_hold(home),
            31..=38 => self.release_hold(home),
            39..=45 => self.record_event(home),
            46..=47 => self.reopen(home),
            48..=50 => self.extend(home),
            51..=73 => self.destroy(home),
            74..=84 => self.plug(medium),
            85..=86 => self.lose(home, medium),
            87..=88 => self.find(home, medium),
            89..=90 => self.keep_image(medium),
            91..=94 => self.put_image_back(medium),
            95..=96 => self.lose_home(home),
            97 => self.forge(home),
            98..=99 => self.skew(home),
            100..=102 => self.propose(home),
            103..=106 => self.confirm(home),
            107 => self.take_proposal_back(home),
            108..=113 => self.shorten(home),
            114 => self.correct_clock(home),
            115..=118 => self.move_into(home),
            119..=124 => self.go_on_there(home),
            125..=128 => self.replace_key(home),
            129 => self.retire_key(home),
            130..=131 => self.replace_sealer(home),
            _ => self.sign_with_an_old_key(home),
        }
        self.both_agree();
    }

    fn both_agree(&mut self) {
        for home in [0, 1] {
            self.agrees(home);
            self.agrees_there(home);
        }
    }

    fn say(&mut self, what: String) {
        let day = Time::from_unix(self.now).unwrap().day();
        self.told.push(format!("{day}: {what}"));
    }

    /// The drives at this home's PC, each heard, as at the start of a run.
    fn contact(&mut self, home: usize) -> Vec<usize> {
        let here: Vec<usize> =
            (0..MEDIA).filter(|at| self.media[*at].at == Whereabouts::At(home)).collect();
        for at in &here {
            self.homes[home].hear(*at, &self.media[*at].content);
        }
        here
    }

    /// At the end of a run: now and then a drive is pulled before it heard.
    fn tell(&mut self, home: usize, here: &[usize]) {
        for at in here {
            if self.chance.percent(80) {
                let content = &mut self.media[*at].content;
                content.ledger = self.homes[home].ledger.clone();
                content.knows = self.homes[home].knows.clone();
            }
        }
    }

    fn state(&self, home: usize) -> Rc<State> {
        self.homes[home].state(&self.media)
    }

    fn view(&self, home: usize) -> View<'_> {
        View::new(&self.facts, &self.homes[home].knows)
    }

    /// The time by this home's clock.
    fn time(&self, home: usize) -> Time {
        Time::from_unix(self.now + self.homes[home].skew).unwrap()
    }

    fn today(&self, home: usize) -> Today {
        let now = self.time(home);
        Today::new(now.day(), now)
    }

    /// How a line is stamped; where the clock is doubted a person now and then says that it is right.
    fn stamp(&mut self, home: usize) -> Stamp {
        let now = self.time(home);
        let confirmed = self.chance.percent(30).then(|| now.day());
        let last = self.homes[home].ledger.state().last_believed;
        let clock = judge(now, now.day(), last, confirmed).unwrap_or(ClockState::Doubtful);
        Stamp { clock, time: now }
    }

    /// Puts an event on record, and gives the fact's number.
    fn record(&mut self, home: usize, stamp: Stamp, event: Event, what: What) -> Id {
        let hand = self.key_at(home, self.hand);
        let key = (event.signer() == Signer::Disposer).then_some(hand);
        let disposer = key.map(|key| &POOL.keys[key]);
        let own = &mut self.homes[home];
        Rc::make_mut(&mut own.ledger).append(stamp, event, None, disposer).unwrap();
        let id = self.facts.len();
        let (seen, writer) = (own.knows.clone(), own.writer);
        self.facts.push(Fact { seen, writer, stamp, key, what });
        own.knows.insert(id);
        id
    }

    /// Fails with all that was done.
    fn fails(&self, why: &str) -> ! {
        panic!("{why}\n{}", self.told.join("\n"));
    }
}
