//! What somebody can put on a drive to keep a run busy for ever, or to cost it the PC's memory: each is bounded, and a
//! run that is asked to stop does.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use super::image::{Image, Kind, PATH};
use super::place::{Place, bundle_folder, noise, vault_folder};

const GIB: u64 = 1 << 30;
/// Far more than any of these runs needs, and far less than what was put there would take.
const PATIENCE: Duration = Duration::from_secs(120);

/// A drive with one bundle that is due.
fn due() -> (Place, String) {
    let place = Place::new();
    fs::create_dir(place.path("drive")).unwrap();
    place.run("medium add drive --same-disk --label Drive").exits(0);
    place.put("due/scan.bin", &noise(100_000, 2));
    let (bundle, _) = place.archive("due --class nl-admin-basis --date 2015 --to ./drive", &[0]);
    (place, bundle)
}

/// A file of so many bytes, none of which takes room.
fn holes(path: &Path, bytes: u64) {
    let file = File::options().create(true).truncate(false).write(true).open(path).unwrap();
    file.set_len(bytes).unwrap();
}

fn start(place: &Place, line: &str) -> Child {
    let mut words: Vec<&str> = line.split_whitespace().collect();
    words.extend(["--vault", "./home"]);
    place.command(&words).spawn().unwrap()
}

/// The exit code of a run that must end in time.
#[track_caller]
fn ends(mut run: Child, within: Duration) -> Option<i32> {
    let since = Instant::now();
    while since.elapsed() < within {
        if let Some(status) = run.try_wait().unwrap() {
            return status.code();
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    run.kill().unwrap();
    run.wait().unwrap();
    panic!("it does not end within {within:?}");
}

#[test]
fn a_volume_of_4_tib_that_takes_no_room_keeps_no_destruction_busy() {
    let (place, bundle) = due();
    let folder = bundle_folder(&place.path("drive"), &bundle);
    holes(&folder.join("payload-00000.age"), 4 << 40);
    holes(&folder.join("more.par2"), 4 << 40);
    let line = format!("destroy {bundle} --by Jansen --role owner --no-open-matters");
    let ran = place.run(&line).exits(3);
    assert!(ran.out.contains("--damaged"), "{}", ran);
    let again = format!("{line} --damaged --json");
    assert_eq!(ends(start(&place, &again), PATIENCE), Some(0));
    assert!(!folder.exists());
    place.run("verify ./drive").exits(0);
}

#[test]
fn a_destruction_that_has_much_to_read_stops_when_it_is_asked_and_the_next_one_ends_it() {
    let (place, bundle) = due();
    let folder = bundle_folder(&place.path("drive"), &bundle);
    for number in 0..24 {
        holes(&folder.join(format!("more-{number}.par2")), GIB);
    }
    let line = format!("destroy {bundle} --by Jansen --role owner --no-open-matters");
    let run = start(&place, &line);
    // It has told the drive, and reads.
    std::thread::sleep(Duration::from_secs(3));
    let pid = run.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    assert_eq!(ends(run, Duration::from_secs(15)), Some(130));
    assert!(folder.join("key.age").exists());
    for number in 0..24 {
        fs::remove_file(folder.join(format!("more-{number}.par2"))).unwrap();
    }
    place.run(&line).exits(0);
    assert!(!folder.exists());
}

#[test]
fn a_chain_that_was_made_a_gib_long_costs_no_memory() {
    let (place, _) = due();
    let ledger = vault_folder(&place.path("drive")).join("ledger");
    let chain = fs::read_dir(ledger).unwrap().next().unwrap().unwrap().path();
    holes(&chain, GIB);
    // KiB of addresses: the run has half of what the chain would take twice.
    let limited = "ulimit -v 1200000; exec \"$0\" \"$@\"";
    let ran = place.run_under(&["sh", "-c", limited], "verify ./drive --json").exits(0);
    assert_eq!(ran.json()["set_aside"], 1, "{}", ran);
    place.run("ledger verify").exits(0);
    assert!(fs::metadata(&chain).unwrap().len() < 1 << 20, "it is cut when the drive is told");
}

#[test]
fn no_core_of_a_run_is_ever_written() {
    let place = Place::empty();
    let words = ["-c", "ulimit -c 1000; exec \"$0\" demo demo", env!("CARGO_BIN_EXE_kluis")];
    let mut run = place.other("sh", &words).stdout(std::process::Stdio::null()).spawn().unwrap();
    let limits = format!("/proc/{}/limits", run.id());
    let mut last = String::new();
    let is_none = |line: &str| line.split_whitespace().nth(4) == Some("0");
    while run.try_wait().unwrap().is_none() && !is_none(&last) {
        let text = fs::read_to_string(&limits).unwrap_or_default();
        last = text.lines().find(|line| line.starts_with("Max core")).unwrap_or_default().into();
    }
    run.kill().unwrap();
    run.wait().unwrap();
    assert!(is_none(&last), "{last}");
}

/// A drive whose driver hangs, in a name space of its own, so that nobody but this test meets it.
#[test]
fn a_drive_that_hangs_elsewhere_keeps_no_run_waiting() {
    let (place, _) = due();
    let _image = Image::new(place.root(), "hung", Kind::Ntfs, 16);
    fs::create_dir(place.path("elsewhere")).unwrap();
    place.put("more/scan.bin", &noise(1000, 9));
    // Whatever becomes of the runs, the driver goes on at the end and the mount goes.
    let script = r#"
        ntfs-3g -o no_detach hung.img elsewhere & driver=$!
        while ! grep -q " $PWD/elsewhere " /proc/self/mountinfo; do sleep 0.1; done
        trap 'kill -CONT $driver; umount elsewhere; wait $driver' EXIT
        kill -STOP $driver
        timeout -k 1 100 "$0" verify ./drive --vault ./home
        echo "verify ended with $?"
        timeout -k 1 100 "$0" archive more --class nl-admin-basis --date 2026 --to ./drive \
            --accept-newer --vault ./home
        echo "archive ended with $?"
        timeout -k 1 100 "$0" verify ./elsewhere --vault ./home
        echo "verify of it ended with $?"
    "#;
    let words = ["-m", "sh", "-c", script, env!("CARGO_BIN_EXE_kluis")];
    let output = place.other("unshare", &words).env("PATH", PATH).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let told = format!("{said}{}", String::from_utf8_lossy(&output.stderr));
    for end in ["verify ended with 0", "archive ended with 0", "verify of it ended with 10"] {
        assert!(said.lines().any(|line| line == end), "{end}: {told}");
    }
    assert!(told.contains("elsewhere does not answer"), "{told}");
}

/// Runs a script in a name space of its own, in which `drive` is an NTFS file system whose driver can be stopped, and
/// gives all that was said. Whatever becomes of the runs, the driver goes on at the end and the mount goes.
fn with_a_driver(place: &Place, script: &str) -> String {
    let _image = Image::new(place.root(), "hung", Kind::Ntfs, 64);
    fs::create_dir(place.path("drive")).unwrap();
    let mounted = r#"
        loop=$(losetup -f --show hung.img)
        ntfs-3g -o no_detach $loop drive & driver=$!
        trap 'kill -CONT $driver; umount drive; wait $driver; losetup -d $loop' EXIT
        while ! grep -q " $PWD/drive " /proc/self/mountinfo; do sleep 0.1; done
        run() { timeout -k 1 100 "$kluis" "$@" --vault ./home; echo "$1 ended with $?"; }
    "#;
    let script = format!("kluis=$0\n{mounted}\n{script}");
    let words = ["-m", "sh", "-c", &script, env!("CARGO_BIN_EXE_kluis")];
    let output = place.other("unshare", &words).env("PATH", PATH).output().unwrap();
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

#[test]
fn a_drive_that_hung_for_a_while_was_not_taken_out() {
    let place = Place::new();
    place.put("kept/scan.bin", &noise(1000, 9));
    let told = with_a_driver(
        &place,
        r#"
        run medium add ./drive --same-disk --label Drive
        run archive kept --class nl-admin-basis --date 2026 --accept-newer
        kill -STOP $driver
        run verify
        run verify Drive
        run medium list
        kill -CONT $driver
        run verify
        run show $(ls drive/kluis-*/bundles) --json
    "#,
    );
    // By its label it hangs as well; and it is on no list as one that is elsewhere.
    let ends: Vec<&str> = told.lines().filter(|line| line.contains(" ended with ")).collect();
    assert_eq!(
        ends,
        [
            "medium ended with 0",
            "archive ended with 0",
            "verify ended with 10",
            "verify ended with 10",
            "medium ended with 1",
            "verify ended with 0",
            "show ended with 0"
        ],
        "{told}"
    );
    assert!(told.matches("drive does not answer").count() >= 2, "{told}");
    assert!(told.contains(r#""proven": "read-back""#), "{told}");
}

#[test]
fn a_source_that_hangs_keeps_no_run_about_another_drive_waiting() {
    let place = Place::new();
    for other in ["other", "third"] {
        fs::create_dir(place.path(other)).unwrap();
    }
    place.put("new/scan.bin", &noise(1000, 9));
    let told = with_a_driver(
        &place,
        r#"
        mkdir drive/month && echo 12,50 > drive/month/invoice.txt
        run medium add ./other --same-disk --label Other
        run archive drive/month --class nl-admin-basis --date 2026 --accept-newer
        kill -STOP $driver
        run verify ./other
        run medium add ./third --same-disk --label Third
        run archive new --class nl-admin-basis --date 2026 --accept-newer --to Third
    "#,
    );
    let ends: Vec<&str> = told.lines().filter(|line| line.contains(" ended with ")).collect();
    let all = ["medium", "archive", "verify", "medium", "archive"];
    assert_eq!(ends, all.map(|verb| format!("{verb} ended with 0")), "{told}");
}
