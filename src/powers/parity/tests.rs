//! Whole sets: made, and brought back, by every kernel alike.

use proptest::prelude::*;

use super::create::{Feeder, OtherFile};
use super::*;
use crate::formats::par2::{FileChecks, FileStart, HEAD_BYTES, Layout, Md5};

fn bytes(count: usize, seed: u64) -> Vec<u8> {
    let mut state = seed | 1;
    (0..count)
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695);
            (state >> 56) as u8
        })
        .collect()
}

fn layout_of(files: &[Vec<u8>], slice_bytes: u64) -> Layout {
    let start = |(n, file): (usize, &Vec<u8>)| FileStart {
        name: format!("file-{n}"),
        bytes: file.len() as u64,
        md5_head: Md5::of(&[&file[..file.len().min(HEAD_BYTES as usize)]]),
    };
    Layout::new(slice_bytes, files.iter().enumerate().map(start).collect()).unwrap()
}

fn create(
    layout: &Layout,
    files: &[Vec<u8>],
    first: u32,
    count: usize,
    kernel: Kernel,
) -> (Vec<FileChecks>, Vec<Vec<u8>>) {
    let creation = Creation::new(layout, first, count, kernel);
    let mut feeders = [creation.feeder(0), creation.feeder(1)];
    let checks = files
        .iter()
        .enumerate()
        .map(|(n, file)| {
            let feeder = &mut feeders[n % 2];
            feeder.begin(n);
            file.chunks(77).for_each(|part| feeder.feed(part));
            feeder.end().unwrap()
        })
        .collect();
    feeders.into_iter().for_each(Feeder::finish);
    (checks, (0..count).map(|n| creation.recovery(n)).collect())
}

fn slices(layout: &Layout, files: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let mut all = vec![Vec::new(); layout.slices() as usize];
    for (laid_out, file) in layout.files.iter().zip(files) {
        for (n, slice) in file.chunks(layout.slice_bytes as usize).enumerate() {
            let mut slice = slice.to_vec();
            slice.resize(layout.slice_bytes as usize, 0);
            all[laid_out.first_slice as usize + n] = slice;
        }
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn whatever_is_lost_up_to_the_recovery_slices_comes_back(
        sizes in proptest::collection::vec(1usize..900, 1..6),
        slice in 1u64..6,
        count in 1usize..9,
        first in 0u32..100,
        lost in proptest::collection::vec(any::<proptest::sample::Index>(), 0..9),
        seed: u64,
    ) {
        let files: Vec<Vec<u8>> =
            sizes.iter().enumerate().map(|(n, size)| bytes(*size, seed ^ n as u64)).collect();
        let layout = layout_of(&files, slice * 64);
        let all = slices(&layout, &files);
        let mut lost: Vec<usize> = lost.iter().map(|at| at.index(all.len())).collect();
        lost.sort_unstable();
        lost.dedup();
        lost.truncate(count);
        let (checks, expected) = create(&layout, &files, first, count, Kernel::Portable);
        for (file, laid_out) in checks.iter().zip(&layout.files) {
            for (n, check) in file.slices.iter().enumerate() {
                let slice = &all[laid_out.first_slice as usize + n];
                prop_assert_eq!(check.md5, Md5::of(&[slice]));
                prop_assert_eq!(check.crc, crc32fast::hash(slice));
            }
        }
        for kernel in Kernel::all() {
            let (_, recovery) = create(&layout, &files, first, count, kernel);
            prop_assert!(recovery == expected, "{:?}", kernel);
            let exponents: Vec<u32> = (first..first + count as u32).collect();
            let Some(rebuild) = Rebuild::new(&layout, &lost, &exponents, kernel) else { continue };
            for pass in rebuild.passes() {
                let mut batch = pass.batch();
                for (number, slice) in all.iter().enumerate().filter(|(n, _)| !lost.contains(n)) {
                    pass.present(&mut batch, number, slice, 0);
                }
                for (n, place) in rebuild.chosen().iter().enumerate() {
                    pass.recovery(&mut batch, n, &recovery[*place], 1);
                }
                pass.end(&mut batch, 0);
                for (number, slice) in pass.slices() {
                    prop_assert!(slice == all[number], "slice {} by {:?}", number, kernel);
                }
            }
        }
    }
}

#[test]
fn a_file_that_is_not_the_one_laid_out_is_refused() {
    let files = [bytes(500, 1), bytes(90, 2)];
    let layout = layout_of(&files, 64);
    let creation = Creation::new(&layout, 0, 2, Kernel::fastest());
    let mut feeder = creation.feeder(0);
    let mut other = files[0].clone();
    other[3] ^= 1;
    let longer = [&files[0][..], &[0; 300]].concat();
    for wrong in [&other[..], &files[0][..499], &longer] {
        feeder.begin(0);
        feeder.feed(wrong);
        assert_eq!(feeder.end(), Err(OtherFile));
    }
    feeder.finish();
}
