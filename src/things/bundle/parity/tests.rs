//! Damage of every kind, up to the promised limit and beyond it.

use std::io::{Read, Seek, SeekFrom, Write};

use super::check::{Standing, check};
use super::mend::{How, mend};
use super::write::protect;
use super::{NotMended, SetPlan};
use crate::formats::entry::FileFacts;
use crate::powers::asker::Unwatched;
use crate::powers::medium::{MediumPath, Memory, Storage};
use crate::things::bundle::Place;
use crate::things::bundle::file_of;
use crate::things::bundle::fixity::read_back;
use crate::things::files;

const SLICE: u64 = 512;
const RECOVERY: u64 = 12;

/// Pseudo-random numbers that a seed repeats.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
        self.0 >> 33
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }
}

struct Case {
    storage: Memory,
    folder: MediumPath,
    plan: SetPlan,
}

impl Case {
    /// Three files of 5, 11 and 3 slices, the last of each not full, with parity.
    fn new() -> Case {
        let storage = Memory::strict();
        let folder = MediumPath::parse("bundle").unwrap();
        storage.make_folders(&folder).unwrap();
        let mut chance = Chance(7);
        let mut plan = SetPlan {
            name: "set.par2".into(),
            files: vec![],
            slice_bytes: SLICE,
            recovery: RECOVERY,
        };
        for (name, bytes) in [("a.age", 5 * 512 - 7), ("b.age", 11 * 512 - 500), ("c", 3 * 512)] {
            let bytes: Vec<u8> = (0..bytes).map(|_| chance.next() as u8).collect();
            files::write_new(&storage, &folder.join(name).unwrap(), &bytes).unwrap();
            plan.files.push(file_of(name, &bytes));
        }
        protect(&storage, &folder, &plan, &Unwatched).unwrap();
        let case = Case { storage, folder, plan };
        assert_eq!(case.standing(), Standing::Whole { recovery: RECOVERY });
        case
    }

    fn place(&self) -> Place<'_> {
        Place { storage: &self.storage, folder: &self.folder }
    }

    fn path(&self, name: &str) -> MediumPath {
        self.folder.join(name).unwrap()
    }

    fn standing(&self) -> Standing {
        check(&self.storage, &self.folder, &self.plan).unwrap().0
    }

    /// The numbers of the files that do not hold.
    fn faulty(&self) -> Vec<usize> {
        let found = read_back(&self.storage, &self.folder, &self.plan.files, &Unwatched);
        let number = |(name, _): &(String, _)| {
            self.plan.files.iter().position(|file| file.name == *name).unwrap()
        };
        found.faults.iter().map(number).collect()
    }

    fn mend(&self, others: &[&Case]) -> Vec<Result<How, NotMended>> {
        let places: Vec<Place<'_>> =
            std::iter::once(self).chain(others.iter().copied()).map(Case::place).collect();
        let done = mend(&self.plan, &self.faulty(), &places, &Unwatched, &mut |_, _, _| {});
        done.into_iter().map(|(_, how)| how).collect()
    }

    fn change(&self, name: &str, at: u64, bytes: u64) {
        let mut file = self.storage.open_for_overwrite(&self.path(name)).unwrap();
        let mut there = vec![0; bytes as usize];
        file.seek(SeekFrom::Start(at)).unwrap();
        file.read_exact(&mut there).unwrap();
        there.iter_mut().for_each(|byte| *byte ^= 0x5a);
        file.seek(SeekFrom::Start(at)).unwrap();
        file.write_all(&there).unwrap();
        file.sync().unwrap();
    }

    fn cut(&self, name: &str, at: u64) {
        self.storage.append(&self.path(name), at).unwrap().sync().unwrap();
    }

    fn file(&self, number: usize) -> &FileFacts {
        &self.plan.files[number]
    }
}

#[test]
fn random_damage_up_to_the_last_recovery_slice_is_mended() {
    for seed in 0..40 {
        let case = Case::new();
        let mut chance = Chance(seed);
        let mut hit = std::collections::BTreeSet::new();
        while (hit.len() as u64) < RECOVERY {
            let file = chance.below(3) as usize;
            let at = chance.below(case.file(file).bytes);
            if hit.insert((file, at / SLICE)) {
                case.change(&case.file(file).name, at, 1);
            }
        }
        for how in case.mend(&[]) {
            assert!(matches!(how, Ok(How::Parity { .. })), "seed {seed}: {how:?}");
        }
        assert_eq!(case.faulty(), [0usize; 0], "seed {seed}");
    }
}

#[test]
fn one_slice_more_is_refused_and_changes_nothing() {
    let case = Case::new();
    case.change("b.age", 0, 11 * 512 - 500);
    case.change("a.age", 3, 1);
    case.change("c", 600, 1);
    let before: Vec<_> = read_back(&case.storage, &case.folder, &case.plan.files, &Unwatched)
        .faults
        .iter()
        .map(|fault| format!("{fault:?}"))
        .collect();
    for how in case.mend(&[]) {
        assert!(
            matches!(how, Err(NotMended::BeyondCapacity { lost: 13, recovery: 12 })),
            "{how:?}"
        );
    }
    let after = read_back(&case.storage, &case.folder, &case.plan.files, &Unwatched).faults;
    assert_eq!(after.iter().map(|fault| format!("{fault:?}")).collect::<Vec<_>>(), before);
}

#[test]
fn lost_cut_and_grown_files_are_mended() {
    let case = Case::new();
    case.storage.remove_file(&case.path("a.age")).unwrap();
    case.cut("b.age", 5 * 512 + 100);
    let mut longer = case.storage.append(&case.path("c"), 3 * 512).unwrap();
    longer.write_all(b"more").unwrap();
    longer.sync().unwrap();
    drop(longer);
    assert_eq!(case.faulty().len(), 3);
    assert!(case.mend(&[]).iter().all(Result::is_ok));
    assert_eq!(case.faulty(), [0usize; 0]);
}

#[test]
fn an_empty_file_comes_back_whole() {
    let case = Case::new();
    case.cut("b.age", 0);
    assert!(matches!(case.mend(&[])[..], [Ok(How::Parity { slices: 11 })]));
}

#[test]
fn parity_with_its_start_and_end_gone_still_mends() {
    let case = Case::new();
    let bytes = case.storage.facts(&case.path("set.par2")).unwrap().unwrap().bytes;
    for (at, count) in [(0, 300), (bytes - 300, 300)] {
        let case = Case::new();
        case.change("set.par2", at, count);
        assert_eq!(case.standing(), Standing::Damaged { recovery: RECOVERY });
        case.cut("b.age", 17);
        assert!(case.mend(&[]).iter().all(Result::is_ok));
        assert_eq!(case.faulty(), [0usize; 0]);
    }
    case.cut("set.par2", bytes / 2);
    let Standing::Damaged { recovery } = case.standing() else { panic!("half of it is gone") };
    assert!((4..RECOVERY).contains(&recovery), "{recovery}");
    case.cut("set.par2", 100);
    assert_eq!(case.standing(), Standing::Damaged { recovery: 0 });
    case.storage.remove_file(&case.path("set.par2")).unwrap();
    assert_eq!(case.standing(), Standing::Absent);
}

#[test]
fn a_whole_copy_elsewhere_is_taken_and_a_damaged_one_lends_its_slices() {
    let (case, other) = (Case::new(), Case::new());
    case.change("b.age", 0, 11 * 512 - 500);
    assert!(matches!(case.mend(&[&other])[..], [Ok(How::Copy { place: 1 })]));
    assert_eq!(case.faulty(), [0usize; 0]);

    // Neither copy, nor either parity by itself, is enough.
    for storage in [&case, &other] {
        storage.change("set.par2", 0, 6000);
    }
    case.change("a.age", 0, 5 * 512 - 7);
    case.change("b.age", 0, 6 * 512);
    other.change("a.age", 0, 1);
    other.change("b.age", 6 * 512, 3 * 512);
    for how in case.mend(&[&other]) {
        assert!(matches!(how, Ok(How::Parity { .. })), "{how:?}");
    }
    assert_eq!(case.faulty(), [0usize; 0]);
    assert_eq!(other.faulty().len(), 2, "the other medium is only read");
}

#[test]
fn parity_of_other_bytes_mends_nothing() {
    let case = Case::new();
    let liar = Case::new();
    // Parity that was made over changed bytes, under the same names and sizes.
    liar.change("b.age", 600, 1);
    let mut plan = liar.plan.clone();
    let mut changed = Vec::new();
    liar.storage.open(&liar.path("b.age")).unwrap().read_to_end(&mut changed).unwrap();
    plan.files[1] = file_of("b.age", &changed);
    protect(&liar.storage, &liar.folder, &plan, &Unwatched).unwrap();
    let mut parity = Vec::new();
    liar.storage.open(&liar.path("set.par2")).unwrap().read_to_end(&mut parity).unwrap();
    files::write_over(&case.storage, &case.path("set.par2"), &parity).unwrap();
    case.change("b.age", 5, 1);
    assert!(matches!(case.mend(&[])[..], [Err(NotMended::OtherBytes)]));
    assert!(matches!(case.mend(&[&Case::new()])[..], [Ok(How::Copy { place: 1 })]));
}
