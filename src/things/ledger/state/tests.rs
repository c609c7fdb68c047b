//! What several homes wrote comes to the same, in whatever order their chains are read, and whatever their clocks said.

mod approvals;
mod clock;
mod counting;
mod heirs;
mod holds;
mod looks;
mod orders;
mod quarantine;
mod recipients;
mod shortenings;
mod terms;

use super::*;
use crate::formats::entry::{
    BundleDestroyed, Copied, CopyDestroyed, CopyState, Depth, DestructionIntended,
    DestructionWithdrawn, Entry, Event, FaultWord, FilesFound, Finding, Hardware, Head, InPlace,
    KeysWrapped, MediumAdded, MediumFound, MediumLost, Method, Neighbours, ReadBack, Release,
    Repaired, Sealed, UnfinishedErased, Unread, Verified,
};
use crate::rules::retention::End;
use crate::words::day::ClockState;
use crate::words::ids::{DriveId, RunId};

/// 21 November 2026, as it begins.
const FIRST_HOUR: i64 = 1_795_219_200;

pub(super) const A: MediumId = MediumId([0xa; 16]);
pub(super) const B: MediumId = MediumId([0xb; 16]);
pub(super) const K: MediumId = MediumId([0xc; 16]);
pub(super) const L: MediumId = MediumId([0xd; 16]);

pub(super) const DAMAGE: FaultWord = FaultWord::Bytes;

pub(super) fn old() -> BundleId {
    "20150101-00000001".parse().unwrap()
}

/// The hour by the home's clock, how many lines of which home's chain it follows, and what it says.
type Line = (u32, Vec<(usize, u64)>, Event);

/// Two homes that write by clocks of their own, and know of each other what they synced.
#[derive(Clone, Default)]
pub(super) struct Homes {
    chains: [Vec<Line>; 2],
    /// How many lines of the other's chain each has heard of.
    seen: [u64; 2],
    hours: [u32; 2],
}

impl Homes {
    /// The first home took in two drives, sealed a bundle, copied it onto the first, and the second heard of that.
    pub(super) fn with_a_copy(read_back: ReadBack) -> Homes {
        let mut homes = Homes::default();
        homes.all(0, [added(A), added(B), sealed(), copied(A, read_back)]);
        homes.sync(1);
        homes
    }

    /// How many lines a home has written.
    pub(super) fn lines(&self, home: usize) -> u64 {
        self.chains[home].len() as u64
    }

    /// What a home's clock says from here on.
    pub(super) fn clock(&mut self, home: usize, hour: u32) {
        self.hours[home] = hour;
    }

    pub(super) fn write(&mut self, home: usize, event: Event) {
        let other = (1 - home, self.seen[home]);
        let follows = if other.1 > 0 { vec![other] } else { vec![] };
        self.chains[home].push((self.hours[home], follows, event));
    }

    pub(super) fn all(&mut self, home: usize, events: impl IntoIterator<Item = Event>) {
        events.into_iter().for_each(|event| self.write(home, event));
    }

    /// This home hears what the other has written.
    pub(super) fn sync(&mut self, home: usize) {
        self.seen[home] = self.chains[1 - home].len() as u64;
    }

    /// The heads that a home knows now, under these names of the two.
    fn heads(&self, home: usize, writers: [u8; 2]) -> Vec<Head> {
        let own = (home, self.chains[home].len() as u64);
        let mut heads: Vec<Head> =
            [own, (1 - home, self.seen[home])].map(|known| head(known, writers)).into();
        heads.retain(|head| head.count > 0);
        heads.sort_by_key(|head| head.writer);
        heads
    }

    fn entries(&self, writers: [u8; 2]) -> Vec<Entry> {
        let mut entries = Vec::new();
        for (home, chain) in self.chains.iter().enumerate() {
            for (seq, (hour, follows, event)) in chain.iter().enumerate() {
                entries.push(Entry {
                    seq: seq as u64,
                    writer: WriterId([writers[home]; 8]),
                    prev: Digest::ZERO,
                    time: Time::from_unix(FIRST_HOUR + i64::from(*hour) * 3_600).unwrap(),
                    clock: ClockState::Ok,
                    event: event.clone(),
                    follows: follows.iter().map(|known| head(*known, writers)).collect(),
                    note: None,
                    signature: None,
                    unread: Unread::default(),
                });
            }
        }
        entries
    }

    /// What all of it says: the same whichever home has the lower id, and in whatever order it is read.
    pub(super) fn state(&self) -> State {
        let states = [[1, 2], [2, 1]].map(|writers| {
            let mut entries = self.entries(writers);
            let state = State::of(entries.iter());
            entries.reverse();
            let reversed = State::of(entries.iter());
            assert_eq!(format!("{state:?}"), format!("{reversed:?}"), "the order matters");
            state
        });
        let said = [0, 1].map(|turn: u8| {
            let mut bundles = states[usize::from(turn)].bundles.clone();
            // What each home saw or answered stands under its id, which the second time is the other's.
            let home = |id: WriterId| if turn == 0 { id } else { WriterId([3 - id.0[0]; 8]) };
            for bundle in bundles.values_mut() {
                bundle.unheard = bundle.unheard.iter().copied().map(home).collect();
                for looks in bundle.looks.values_mut() {
                    let named = std::mem::take(looks).into_iter();
                    *looks = named.map(|(id, look)| (home(id), look)).collect();
                }
            }
            format!("{bundles:?}")
        });
        assert_eq!(said[0], said[1], "the homes' ids matter");
        let [state, _] = states;
        state
    }

    pub(super) fn proven(&self, medium: MediumId) -> Proven {
        let state = self.state();
        assert!(state.contradictions.is_empty(), "{:?}", state.contradictions);
        state.bundles[&old()].copies[&medium].proven()
    }

    /// A clean or faulty look, on a drive attached anew when the home knew what it knows now.
    pub(super) fn look_attached(&mut self, home: usize, medium: MediumId) {
        let heads = self.heads(home, [1, 2]);
        self.write(home, look(medium, Some(heads), None));
    }
}

fn head((home, count): (usize, u64), writers: [u8; 2]) -> Head {
    let writer = WriterId([writers[home]; 8]);
    Head { bytes: count * 100, count, sha256: Digest([count as u8; 32]), writer }
}

pub(super) fn added(medium: MediumId) -> Event {
    let drive = DriveId(medium.0);
    let roles = match medium {
        K | L => vec![Role::Keys],
        _ => vec![Role::Data, Role::Keys],
    };
    Event::MediumAdded(MediumAdded { drive, medium, roles, same_disk: false })
}

pub(super) fn seal_of(bundle: BundleId) -> Sealed {
    Sealed {
        bundle,
        bytes: 1,
        case: None,
        end: End { keep_through: None, open: false, delete_from: None },
        key_file: Digest([5; 32]),
        records: 1,
        rules: vec![],
        run: RunId([3; 8]),
        seal: Digest([4; 32]),
    }
}

pub(super) fn sealed() -> Event {
    Event::Sealed(seal_of(old()))
}

pub(super) fn copied(medium: MediumId, read_back: ReadBack) -> Event {
    let (bundle, state) = (old(), CopyState::ReadBack);
    Event::Copied(Copied { bundle, medium, read_back, state })
}

pub(super) fn wrapped(media: &[MediumId], read_back: ReadBack) -> Event {
    let digest = Digest([6; 32]);
    Event::KeysWrapped(KeysWrapped {
        bundle: old(),
        generation: 1,
        key: digest,
        key_copy: digest,
        media: media.to_vec(),
        read_back,
        recipients: vec![],
    })
}

fn look(medium: MediumId, attached: Option<Vec<Head>>, fault: Option<FaultWord>) -> Event {
    let finding = |fault| Finding { as_before: false, bundle: old(), fault };
    Event::Verified(Verified {
        beyond: 0,
        attached,
        bundles: vec![old()],
        depth: Depth::Fixity,
        findings: fault.map(finding).into_iter().collect(),
        medium,
        read_back: ReadBack::PastCache,
    })
}

/// A clean look that a cache may have answered.
pub(super) fn look_cached(medium: MediumId) -> Event {
    let mut event = look(medium, None, None);
    if let Event::Verified(verified) = &mut event {
        verified.read_back = ReadBack::Cached;
    }
    event
}

pub(super) fn verified(medium: MediumId, fault: Option<FaultWord>) -> Event {
    look(medium, None, fault)
}

pub(super) fn lost(medium: MediumId) -> Event {
    let since = "2026-11-20".parse().unwrap();
    Event::MediumLost(MediumLost { destroyed: None, drive: DriveId(medium.0), medium, since })
}

pub(super) fn found(medium: MediumId) -> Event {
    Event::MediumFound(MediumFound { drive: DriveId(medium.0), medium })
}

pub(super) fn repaired(medium: MediumId) -> Event {
    Event::Repaired(Repaired { bundle: old(), files: 1, medium, parity: 0 })
}

pub(super) fn destroyed(medium: MediumId) -> [Event; 3] {
    let bundle = old();
    [
        Event::DestructionIntended(DestructionIntended {
            bundle,
            holds_checked: true,
            keep_through: None,
            media: vec![medium],
            no_open_matters: true,
            release: Release::Ended,
            seal: Digest([4; 32]),
        }),
        Event::CopyDestroyed(CopyDestroyed {
            bundle,
            files: FilesFound::of(&[]).0,
            medium,
            method: Method::FoundGone,
            neighbours: Neighbours::Intact,
            neighbours_more: 0,
            beyond: 0,
            file_system: "exfat".into(),
            hardware: Hardware::default(),
            in_place: InPlace::Yes,
            left: 0,
            read_back: None,
        }),
        Event::BundleDestroyed(BundleDestroyed { bundle, media: vec![medium] }),
    ]
}

#[test]
fn a_copy_that_another_home_made_meanwhile_undoes_that_a_bundle_is_destroyed() {
    let mut homes = Homes::with_a_copy(ReadBack::PastCache);
    homes.all(0, destroyed(A));
    assert_eq!(homes.state().bundles[&old()].standing(), Standing::Destroyed);
    homes.write(1, copied(B, ReadBack::PastCache));
    let state = homes.state();
    assert_eq!(state.bundles[&old()].standing(), Standing::PartlyDestroyed);
    assert_eq!((state.undestroyed_on(A), state.undestroyed_on(B)), (vec![], vec![old()]));
    // It ends as any other does, and is never undone.
    homes.sync(1);
    homes.all(1, destroyed(B));
    let state = homes.state();
    assert_eq!(state.bundles[&old()].standing(), Standing::Destroyed);
    assert!(state.undestroyed_on(B).is_empty());
}

#[test]
fn two_entries_about_one_bundle_that_do_not_say_the_same_contradict() {
    let mut homes = Homes::default();
    homes.all(0, [added(A), sealed()]);
    // A second home took the same seal in, in a run of its own.
    homes.write(1, Event::Sealed(Sealed { run: RunId([9; 8]), ..seal_of(old()) }));
    assert!(homes.state().contradictions.is_empty());
    let day = |text: &str| Some(text.parse().unwrap());
    let shorter = End { keep_through: day("2020-01-01"), open: false, delete_from: None };
    let tag = Some(Tag([1; 16]));
    let forged = [
        Sealed { end: shorter, ..seal_of(old()) },
        Sealed { case: tag, ..seal_of(old()) },
        Sealed { bytes: 2, ..seal_of(old()) },
        Sealed { records: 2, ..seal_of(old()) },
    ];
    for forged in forged {
        let mut homes = homes.clone();
        homes.write(1, Event::Sealed(forged.clone()));
        let expected = [Contradiction::TwoAccounts(old())];
        assert_eq!(homes.state().contradictions, expected, "{forged:?}");
    }
    homes.write(1, Event::Sealed(Sealed { seal: Digest([5; 32]), ..seal_of(old()) }));
    assert_eq!(homes.state().contradictions, [Contradiction::TwoSeals(old())]);
}

pub(super) fn withdrawn() -> Event {
    Event::DestructionWithdrawn(DestructionWithdrawn { bundle: old() })
}

#[test]
fn an_intent_is_lifted_by_a_withdrawal_that_has_seen_it() {
    let [intended, erased, _] = destroyed(A);
    let mut homes = Homes::with_a_copy(ReadBack::PastCache);
    homes.write(0, intended.clone());
    homes.write(0, withdrawn());
    let bundle = &homes.state().bundles[&old()];
    assert_eq!((bundle.intended, bundle.erased, bundle.standing()), (None, false, Standing::Kept));
    assert_eq!(bundle.copies[&A].proven(), Proven::DriveBack, "it was not looked at since");
    homes.write(0, verified(A, None));
    assert_eq!(homes.state().bundles[&old()].copies[&A].proven(), Proven::ReadBack);
    // What is intended later stands, and what is erased for that.
    homes.all(0, [intended, erased]);
    let bundle = &homes.state().bundles[&old()];
    assert!(bundle.intended.is_some() && bundle.erased);
}

#[test]
fn a_withdrawal_is_void_where_another_home_has_erased_meanwhile() {
    let [intended, erased, _] = destroyed(A);
    let mut homes = Homes::with_a_copy(ReadBack::PastCache);
    homes.write(0, intended);
    homes.sync(1);
    homes.write(1, erased);
    homes.write(0, withdrawn());
    let bundle = &homes.state().bundles[&old()];
    assert!(bundle.intended.is_some() && bundle.erased);
    // And one that has not seen the intent lifts nothing.
    let [intended, ..] = destroyed(A);
    let mut homes = Homes::with_a_copy(ReadBack::PastCache);
    homes.write(0, intended);
    homes.write(1, withdrawn());
    assert!(homes.state().bundles[&old()].intended.is_some());
}
