//! The door, with names and neighbours that mean no good.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

use super::*;
use crate::words::digest::Digest;
use crate::words::names::{SafePath, TrueName};

fn text(name: &str) -> Option<TargetPath> {
    TargetPath::of_true(&TrueName::Text(name.into()))
}

fn draft(target: &mut Target, bytes: &[u8]) -> Draft {
    let mut draft = target.begin().unwrap();
    draft.write_all(bytes).unwrap();
    draft
}

fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_file_has_its_name_time_and_sum_once_it_is_kept() {
    let dir = tempfile::tempdir().unwrap();
    let mut target = Target::open(&dir.path().join("new/folder"), false).unwrap();
    let draft = draft(&mut target, b"an invoice");
    assert_eq!(draft.sum(), (10, Digest::of(b"an invoice")));
    let at = UNIX_EPOCH + Duration::from_secs(1_500_000_000);
    let names = [text("2025/11/factuur é.pdf").unwrap()];
    let kept = target.keep(draft, Some(at), &names).unwrap();
    assert_eq!(kept, Some(Kept { name: names[0].clone(), timed: true }));
    target.put(&TargetPath::ours("SHA256SUMS"), b"sums").unwrap();
    let root = target.path().to_path_buf();
    target.sync().unwrap();
    let file = root.join("2025/11/factuur é.pdf");
    assert_eq!(fs::read(&file).unwrap(), b"an invoice");
    assert_eq!(fs::metadata(&file).unwrap().modified().unwrap(), at);
    assert_eq!(names_in(&root), ["2025", "SHA256SUMS"]);
}

#[test]
fn a_draft_that_is_not_kept_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let mut target = Target::open(dir.path(), false).unwrap();
    drop(draft(&mut target, b"half a rec"));
    assert_eq!(names_in(dir.path()), Vec::<String>::new());
    target.put(&TargetPath::ours("a"), b"1").unwrap();
    let second = draft(&mut target, b"2");
    let taken = [TargetPath::ours("a"), TargetPath::ours("a/b")];
    assert_eq!(target.keep(second, None, &taken).unwrap(), None);
    assert_eq!(names_in(dir.path()), ["a"]);
    assert_eq!(fs::read(dir.path().join("a")).unwrap(), b"1");
}

#[test]
fn a_folder_that_holds_something_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join(".hidden"), b"").unwrap();
    assert!(matches!(Target::open(dir.path(), false), Err(TargetProblem::NotEmpty(_))));
    let file = dir.path().join(".hidden");
    assert!(matches!(Target::open(&file, false), Err(TargetProblem::NotAFolder(_))));
    assert!(matches!(look_free(dir.path()), Err(TargetProblem::NotEmpty(_))));
    look_free(&dir.path().join("not/there")).unwrap();
}

#[test]
fn no_hostile_name_becomes_a_path() {
    for name in ["", "/etc/passwd", "../up", "a/../../b", "a//b", ".", "a/.", "a/", "nul\0"] {
        assert_eq!(text(name), None, "{name:?}");
    }
    // Escaped, each has a place of its own, beneath the root.
    let safe = SafePath::parse("~2E~2E/etc").unwrap();
    assert_eq!(TargetPath::of_safe(&safe, 0).as_path(), Path::new("~2E~2E/etc"));
}

#[test]
fn a_name_that_was_cut_gets_its_extension_back_and_no_other_one_does() {
    let long = format!("map/{}.pdf", "é".repeat(200));
    let cut = TargetPath::ours("map/é~0123456789abcdef");
    for (given, path, mended) in [
        (&*long, &cut, Some("map/é~0123456789abcdef.pdf")),
        ("a/b:c.pdf", &TargetPath::ours("a/b~3Ac.pdf"), None),
        ("a/b:c", &TargetPath::ours("a/b~3Ac"), None),
        ("no.extension at all", &cut, None),
        (".pdf", &cut, None),
        ("a.pdf/..", &cut, None),
    ] {
        let name = path.with_extension_of(&TrueName::Text(given.into()));
        assert_eq!(name.as_ref().map(TargetPath::as_path), mended.map(Path::new), "{given}");
    }
}

#[test]
fn a_mark_stands_before_the_extension() {
    for (name, marked) in [
        ("a/b.pdf", "a/b (x).pdf"),
        ("b", "b (x)"),
        (".hidden", ".hidden (x)"),
        ("a.b/c.tar.gz", "a.b/c.tar (x).gz"),
    ] {
        assert_eq!(TargetPath::ours(name).marked("x").as_path(), Path::new(marked));
    }
}

#[test]
fn many_files_in_many_folders_are_kept_beyond_what_is_held_open() {
    let dir = tempfile::tempdir().unwrap();
    let mut target = Target::open(dir.path(), false).unwrap();
    for number in 0..40 {
        let name = TargetPath::ours(&format!("f{}/g/n{number}", number % 3));
        target.put(&name, number.to_string().as_bytes()).unwrap();
    }
    target.sync().unwrap();
    assert_eq!(fs::read(dir.path().join("f1/g/n37")).unwrap(), b"37");
    assert_eq!(names_in(dir.path()), ["f0", "f1", "f2"]);
}

#[cfg(unix)]
mod on_unix {
    use super::*;
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::{PermissionsExt, symlink};

    #[test]
    fn links_planted_in_the_target_are_not_followed() {
        let outside = tempfile::tempdir().unwrap();
        let victim = outside.path().join("victim");
        fs::write(&victim, b"theirs").unwrap();
        let dir = tempfile::tempdir().unwrap();
        let mut target = Target::open(dir.path(), false).unwrap();
        symlink(outside.path(), dir.path().join("records")).unwrap();
        symlink(&victim, dir.path().join("file")).unwrap();
        symlink(&victim, dir.path().join(".kluis-unfinished-2")).unwrap();
        let first = draft(&mut target, b"ours");
        let names = [TargetPath::ours("records/victim"), TargetPath::ours("file")];
        assert_eq!(target.keep(first, None, &names).unwrap(), None);
        assert!(target.begin().is_err(), "a temporary name that is taken is an error");
        assert_eq!(fs::read(&victim).unwrap(), b"theirs");
        assert_eq!(names_in(outside.path()), ["victim"]);
    }

    #[test]
    fn a_folder_that_turned_into_a_link_on_the_way_is_not_entered() {
        let outside = tempfile::tempdir().unwrap();
        let dir = tempfile::tempdir().unwrap();
        let mut target = Target::open(dir.path(), false).unwrap();
        target.put(&TargetPath::ours("records/a"), b"1").unwrap();
        target.put(&TargetPath::ours("seals/a"), b"1").unwrap();
        fs::rename(dir.path().join("records"), dir.path().join("moved")).unwrap();
        symlink(outside.path(), dir.path().join("records")).unwrap();
        assert!(target.put(&TargetPath::ours("records/b"), b"2").is_err());
        assert_eq!(names_in(outside.path()), Vec::<String>::new());
    }

    #[test]
    fn a_name_too_long_for_the_system_gives_way_to_the_next() {
        let dir = tempfile::tempdir().unwrap();
        let mut target = Target::open(dir.path(), false).unwrap();
        let long = draft(&mut target, b"x");
        let names = [text(&format!("{}.pdf", "é".repeat(200))).unwrap(), TargetPath::ours("short")];
        let kept = target.keep(long, None, &names).unwrap().unwrap();
        assert_eq!(kept.name, names[1]);
        assert_eq!(names_in(dir.path()), ["short"]);
    }

    #[test]
    fn a_twin_that_differs_in_case_gets_the_next_name_where_case_does_not_count() {
        // What a case-insensitive system does at the second name, this one does at the same name.
        let dir = tempfile::tempdir().unwrap();
        let mut target = Target::open(dir.path(), false).unwrap();
        target.put(&TargetPath::ours("Bank/a.txt"), b"1").unwrap();
        let twin = draft(&mut target, b"2");
        let names = [TargetPath::ours("Bank/a.txt"), TargetPath::ours("Bank/a~2.txt")];
        let kept = target.keep(twin, None, &names).unwrap().unwrap();
        assert_eq!(kept.name, names[1]);
        // A folder under a name that the system takes for one that is there is not ours.
        fs::create_dir(dir.path().join("bank")).unwrap();
        let beneath = draft(&mut target, b"3");
        let names = [TargetPath::ours("bank/b.txt"), TargetPath::ours("bank~2/b.txt")];
        let kept = target.keep(beneath, None, &names).unwrap().unwrap();
        assert_eq!(kept.name, names[1]);
    }

    #[test]
    fn bytes_that_are_no_text_are_a_name_where_the_system_takes_them() {
        let dir = tempfile::tempdir().unwrap();
        let mut target = Target::open(dir.path(), false).unwrap();
        let name = TrueName::from_bytes(b"caf\xe9:\n.txt".to_vec());
        let path = TargetPath::of_true(&name).unwrap();
        let odd = draft(&mut target, b"x");
        let safe = TargetPath::ours("caf~E9~3A~0A.txt");
        let names = [path.clone(), safe];
        let kept = &target.keep(odd, None, &names).unwrap().unwrap().name;
        if cfg!(target_os = "linux") {
            assert_eq!(kept, &path);
            assert!(dir.path().join(OsStr::from_bytes(b"caf\xe9:\n.txt")).exists());
        }
        assert_eq!(kept.to_name().bytes().is_ascii(), *kept != path);
    }

    #[test]
    fn a_target_that_was_made_is_its_owners_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("audit");
        Target::open(&path, false).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o077, 0);
    }
}

#[cfg(windows)]
mod on_windows {
    use super::*;
    use crate::powers::private;

    #[test]
    fn long_names_on_a_long_path_are_restored_whole() {
        let dir = tempfile::tempdir().unwrap();
        let mut target = Target::open(&dir.path().join("audit"), false).unwrap();
        // As long as Wine's disk takes, too, which counts bytes.
        let (folder, file) =
            (format!("{}.map", "x".repeat(251)), format!("{}.pdf", "é".repeat(120)));
        let name = text(&format!("{folder}/{file}")).unwrap();
        let whole = draft(&mut target, b"x");
        let kept = target.keep(whole, None, std::slice::from_ref(&name)).unwrap().unwrap();
        assert_eq!(kept.name, name);
        assert_eq!(names_in(&target.path().join(folder)), [file]);
    }

    #[test]
    fn what_is_restored_is_its_owners_alone_unless_it_is_shared() {
        let dir = tempfile::tempdir().unwrap();
        for (shared, closed) in [(false, true), (true, false)] {
            // A folder that somebody else made, in the hands of all.
            let path = dir.path().join(shared.to_string());
            fs::create_dir(&path).unwrap();
            let mut target = Target::open(&path, shared).unwrap();
            let name = TargetPath::ours("folder/a");
            target.put(&name, b"1").unwrap();
            assert_eq!(target.is_private(&name), closed, "{shared}");
            assert_eq!(private::is_closed(&path.join("folder")), closed, "{shared}");
            let own = target.begin_as(true).unwrap();
            let name = TargetPath::ours("own");
            target.keep(own, None, std::slice::from_ref(&name)).unwrap().unwrap();
            assert!(target.is_private(&name));
        }
    }
}

#[test]
fn files_written_on_other_threads_have_time_bytes_and_the_names_that_are_given_here() {
    let dir = tempfile::tempdir().unwrap();
    let mut target = Target::open(dir.path(), false).unwrap();
    let (drafts, at) = (target.drafts(), UNIX_EPOCH + Duration::from_secs(1_500_000_000));
    let write = |n: usize| {
        let drafts = drafts.clone();
        std::thread::spawn(move || drafts.write(&[n as u8; 9], false, Some(at)).unwrap())
    };
    // More than are held open.
    let ready: Vec<_> = (0..HELD_MAX + 4).map(write).map(|it| it.join().unwrap()).collect();
    for (n, ready) in ready.into_iter().enumerate() {
        let name = text(&format!("a/{n}")).unwrap();
        let kept = target.place(ready, Some(at), std::slice::from_ref(&name)).unwrap();
        assert_eq!(kept, Some(Kept { name, timed: true }));
    }
    drop(drafts.write(b"nobody's", false, None).unwrap());
    target.sync().unwrap();
    assert_eq!(names_in(dir.path()), ["a"]);
    assert_eq!(names_in(&dir.path().join("a")).len(), HELD_MAX + 4);
    assert_eq!(fs::read(dir.path().join("a/7")).unwrap(), [7; 9]);
}

#[test]
fn small_writes_of_a_draft_come_whole_and_in_order() {
    let dir = tempfile::tempdir().unwrap();
    let mut target = Target::open(dir.path(), false).unwrap();
    let mut draft = target.begin().unwrap();
    let mut expected = Vec::new();
    for n in 0..400_usize {
        let piece = vec![n as u8; if n % 50 == 0 { 100_000 } else { n * 3 }];
        draft.write_all(&piece).unwrap();
        expected.extend(piece);
    }
    assert_eq!(draft.sum(), (expected.len() as u64, Digest::of(&expected)));
    target.keep_over(draft, "list").unwrap();
    assert!(fs::read(dir.path().join("list")).unwrap() == expected);
}
