//! Destruction: asked at the door, ordered, carried out copy by copy, and cut off anywhere.

use std::collections::BTreeSet;

use kluis::formats::entry::{
    BundleDestroyed, CopyDestroyed, DestructionIntended, Event, FileFacts, FilesFound, Hardware,
    InPlace, Method, Neighbours, ReadBack, Release,
};
use kluis::rules::clock::Today;
use kluis::rules::retention::Bar;
use kluis::things::destruction::door::{Now, Refused, RulesNow, StandsThere, ask};
use kluis::things::ledger::state::{Standing, State, Witness};
use kluis::words::day::{ClockState, Day, Stamp, Time};
use kluis::words::ids::{BundleId, WriterId};

use super::resealing::PoolSeals;
use super::{DAY, History};
use crate::made::{HERE, POOL, begin};
use crate::reference::{View, What};
use crate::world::Whereabouts;

/// What became of one run, as far as it got.
pub enum Run {
    Ended,
    CutOff,
}

impl History {
    /// Destroys what may go, of a few bundles, on the drives that are here.
    pub fn destroy(&mut self, home: usize) {
        if self.two && self.chance.percent(60) {
            self.approve(home);
        }
        let mut here = self.contact(home);
        let stamp = self.stamp(home);
        for _ in 0..3 {
            let sealed: Vec<usize> = (0..HERE).filter(|one| self.is_sealed(*one)).collect();
            let bundle = sealed[self.chance.below(sealed.len())];
            if let Run::CutOff = self.destroy_one(home, bundle, stamp, &mut here) {
                return;
            }
        }
        self.tell(home, &here);
    }

    pub fn destroy_one(
        &mut self,
        home: usize,
        bundle: usize,
        stamp: Stamp,
        here: &mut Vec<usize>,
    ) -> Run {
        let made = &POOL.bundles[bundle];
        let state = self.state(home);
        let Some(known) = state.bundles.get(&made.id) else { return Run::Ended };
        let writer = self.homes[home].writer;
        let there = self.ask_there(home, bundle);
        let ordered = match asked((&state, writer, &there), bundle, stamp, self.today(home)) {
            Ok(ordered) => ordered,
            Err(refused) => {
                self.was_refused(home, (&state, &there), bundle, stamp, &refused);
                return Run::Ended;
            }
        };
        let lies_on = |at: &&usize| self.media[**at].content.bundles.contains(&bundle);
        let media: Vec<usize> = here.iter().filter(lies_on).copied().collect();
        if media.is_empty() && known.intended.is_none() {
            return Run::Ended;
        }
        if known.intended.is_none() {
            let on = media.iter().map(|at| self.media[*at].id).collect();
            let intent = DestructionIntended { media: on, ..ordered };
            let through = intent.keep_through;
            self.tally.ordered_anew += u64::from(known.voided);
            self.say(format!("{home} orders the destruction of {bundle} on {media:?}"));
            let event = Event::DestructionIntended(intent);
            self.record(home, stamp, event, What::Ordered { bundle, through });
            if self.chance.percent(15) {
                return Run::CutOff;
            }
        }
        self.tell(home, here);
        for medium in media {
            // A drive that comes in between may bring what forbids the next copy.
            if self.chance.percent(30) {
                self.another_comes(home);
                *here = self.contact(home);
            }
            let state = self.state(home);
            let there = self.ask_there(home, bundle);
            let release = match asked((&state, writer, &there), bundle, stamp, self.today(home)) {
                Ok(DestructionIntended { release, .. }) => release,
                Err(refused) => {
                    self.tally.stopped += 1;
                    self.was_refused(home, (&state, &there), bundle, stamp, &refused);
                    return Run::Ended;
                }
            };
            // An order that a block voided is asked for anew, by a person.
            if state.bundles[&made.id].intended.is_none() {
                return Run::Ended;
            }
            self.might_go(home, bundle, stamp, (release, !there.is_empty()));
            self.tally.gone_to_the_other_vault +=
                u64::from(release == Release::Succeeded && !there.is_empty());
            self.tally.gone_as_succeeded += u64::from(release == Release::Succeeded);
            let id = self.media[medium].id;
            self.tally.came_back +=
                u64::from(state.bundles[&made.id].destroyed_on.contains_key(&id));
            self.tally.copies_gone += 1;
            self.media[medium].content.bundles.remove(&bundle);
            self.say(format!("{home} erases {bundle} on {medium}"));
            if self.chance.percent(10) {
                return Run::CutOff;
            }
            let event = Event::CopyDestroyed(gone(bundle, self.media[medium].id));
            self.record(home, stamp, event, What::CopyDestroyed { bundle, medium });
        }
        self.end_if_all_is_gone(home, bundle, stamp);
        Run::Ended
    }

    /// A program from before the schedule that something was sealed under may lack a class that is longer by now.
    pub fn an_older_schedule_is_refused(&mut self) {
        let sealed = Event::Sealed(POOL.bundles[0].sealed.clone());
        self.record(0, begin(), sealed, What::Sealed { bundle: 0 });
        let (state, today) =
            (self.state(0), Today::new(Day::MAX, Time::from_unix(4e9 as i64).unwrap()));
        let ask = |rules: &RulesNow| {
            asked_by((&*state, self.homes[0].writer, &[]), 0, begin(), today, rules).map(drop)
        };
        assert!(ask(&POOL.rules).is_ok());
        let mut older = RulesNow::shipped();
        older.schedule.version = "2025.12".into();
        let refused = ask(&older);
        assert!(matches!(refused, Err(Refused::ScheduleOlder { .. })), "{refused:?}");
    }

    /// A drive comes in the middle of a run, from a home that has just put something on record.
    fn another_comes(&mut self, home: usize) {
        let other = self.chance.below(self.media.len());
        if self.media[other].at == Whereabouts::At(home) {
            return;
        }
        self.media[other].at = Whereabouts::At(1 - home);
        match self.chance.below(4) {
            0 => self.extend(1 - home),
            1 => self.record_event(1 - home),
            _ => self.place_hold(1 - home),
        }
        self.say(format!("{other} comes in between"));
        self.media[other].at = Whereabouts::At(home);
    }

    fn end_if_all_is_gone(&mut self, home: usize, bundle: usize, stamp: Stamp) {
        let id = POOL.bundles[bundle].id;
        let state = self.state(home);
        let known = &state.bundles[&id];
        let left = known.standing_copies().count() + known.standing_keys().count();
        if left == 0 && known.destroyed.is_none() {
            let media = known.copies.keys().copied().collect();
            self.say(format!("{home} has destroyed {bundle}"));
            self.tally.destroyed += 1;
            let event = Event::BundleDestroyed(BundleDestroyed { bundle: id, media });
            self.record(home, stamp, event, What::Destroyed { bundle });
        }
    }

    /// Counts why, and that an earlier day would be refused as well.
    fn was_refused(
        &mut self,
        home: usize,
        (state, there): (&State, &[StandsThere]),
        bundle: usize,
        stamp: Stamp,
        refused: &Refused,
    ) {
        match refused {
            // The line by which it was sealed counts no more.
            Refused::Unknown(_) => {}
            Refused::ElsewhereUnseen { .. } => self.tally.refused_with_elsewhere_unseen += 1,
            Refused::HeirsUnseen { .. } => self.tally.refused_with_heirs_unseen += 1,
            Refused::ClockInDoubt => self.tally.refused_for_the_clock += 1,
            Refused::MediaUnseen(_) => self.tally.refused_unseen += 1,
            Refused::PersonsLack { .. } => self.tally.refused_to_one_person += 1,
            Refused::HomesUnheard { .. } => self.tally.refused_to_homes_unheard += 1,
            Refused::Barred { bars, .. } => {
                let held = bars.iter().any(|bar| matches!(bar, Bar::Hold(_)));
                let by_descent = self.view(home).is_held_by_descent_alone(bundle);
                self.tally.held_by_descent += u64::from(held && by_descent);
                let resealed = !held && self.view(home).is_succeeded(bundle);
                self.tally.refused_though_resealed += u64::from(resealed);
                self.tally.refused_for_a_hold += u64::from(held);
                self.tally.refused_for_its_end += u64::from(!held);
            }
            Refused::LongerBookYear { .. } | Refused::RulesUnread { .. } => {
                self.tally.refused_for_its_end += 1;
            }
            other => self.fails(&format!("{home}, {bundle}: {other:?}")),
        }
        if matches!(refused, Refused::Barred { .. }) {
            let back = self.chance.below(2000) as i64;
            let earlier = Time::from_unix(self.time(home).unix() - back * DAY).unwrap();
            let today = Today::new(earlier.day(), earlier);
            let home = self.homes[home].writer;
            if asked((state, home, there), bundle, stamp, today).is_ok() {
                self.fails(&format!("{bundle} is refused, and on {} it is not", earlier.day()));
            }
        }
    }

    /// What the reference says at the moment at which a copy goes.
    fn might_go(
        &mut self,
        home: usize,
        bundle: usize,
        stamp: Stamp,
        (release, asked_there): (Release, bool),
    ) {
        let view = View::new(&self.facts, &self.homes[home].knows);
        if view.wants_two() {
            let writer = self.homes[home].writer;
            if view.persons_for(bundle) < 2 {
                self.fails(&format!("{home} destroys {bundle} by the word of one person"));
            }
            let answered = view.is_answered(bundle, writer);
            let waived = view.is_waived(bundle);
            if !answered && !waived && !view.is_begun(bundle) {
                self.fails(&format!("{home} destroys {bundle} before each home has answered"));
            }
            self.tally.gone_by_two += 1;
            self.tally.gone_by_a_waiver += u64::from(!answered && waived);
        }
        let view = self.view(home);
        let holds = view.holds_on(bundle);
        if !holds.is_empty() {
            self.fails(&format!("{home} destroys {bundle} under {holds:?}"));
        }
        let today = self.time(home).day();
        match view.kept_through(bundle) {
            _ if release == Release::Succeeded => {
                let witness = self.there.homes[home].writer;
                let there = self.there.view(home);
                let there = asked_there.then_some((&there, witness));
                if !view.stands_elsewhere(bundle, self.homes[home].writer, there) {
                    self.fails(&format!("{home} destroys {bundle}, and its records stand nowhere"));
                }
            }
            Some(last) if last.is_none_or(|last| today > last) => {}
            last => self.fails(&format!("{home} destroys {bundle} on {today}: {last:?}")),
        }
        let by_an_earlier_end = release == Release::Ended && view.is_shortened(bundle);
        if !view.is_ordered(bundle) {
            self.fails(&format!("{home} destroys {bundle} by an order that had not seen all"));
        }
        if stamp.clock == ClockState::Doubtful {
            self.fails(&format!("{home} destroys {bundle} by a clock that is in doubt"));
        }
        self.tally.gone_by_an_earlier_end += u64::from(by_an_earlier_end);
    }

    /// Whether the program says of a bundle that it is destroyed on every copy.
    pub fn says_destroyed(state: &State, bundle: usize) -> bool {
        let known = state.bundles.get(&POOL.bundles[bundle].id);
        known.is_some_and(|known| known.standing() == Standing::Destroyed)
    }
}

/// What the door says; where it lets through, the order that goes on record, for no medium yet.
fn asked(
    by: (&State, WriterId, &[StandsThere]),
    bundle: usize,
    stamp: Stamp,
    today: Today,
) -> Result<DestructionIntended, Refused> {
    asked_by(by, bundle, stamp, today, &POOL.rules)
}

fn asked_by(
    (state, home, elsewhere): (&State, WriterId, &[StandsThere]),
    bundle: usize,
    stamp: Stamp,
    today: Today,
    rules: &RulesNow,
) -> Result<DestructionIntended, Refused> {
    let (inside, copies, seals) = (&POOL.inside, 2, &PoolSeals);
    // No home of a history gets its own lines back from a drive: one that is lost is made again as another.
    let witness = Witness { writer: home, from_seq: 0 };
    let two_persons = state.persons.two_wanted();
    // Which drives are connected is no part of a history: each bundle can be read.
    let whole = &POOL.bundles.iter().map(|one| one.id).collect::<BTreeSet<BundleId>>();
    let now = Now {
        state,
        inside,
        rules,
        copies,
        stamp,
        today,
        seals,
        elsewhere,
        whole,
        witness,
        two_persons,
    };
    Ok(ask(now, &POOL.bundles[bundle].seal)?.intent(vec![], true))
}

fn gone(bundle: usize, medium: kluis::words::ids::MediumId) -> CopyDestroyed {
    let sha256 = POOL.bundles[bundle].sealed.seal;
    let file = FileFacts { bytes: 1, name: "seal.json".into(), sha256 };
    CopyDestroyed {
        beyond: 0,
        bundle: POOL.bundles[bundle].id,
        file_system: "exfat".into(),
        hardware: Hardware::default(),
        in_place: InPlace::Yes,
        left: 0,
        files: FilesFound::of(&[file]).0,
        medium,
        method: Method::OverwrittenAndUnlinked,
        neighbours: Neighbours::Intact,
        neighbours_more: 0,
        read_back: Some(ReadBack::PastCache),
    }
}
