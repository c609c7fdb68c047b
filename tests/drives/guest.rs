//! A kernel of our own, for a test whose file system or block device this machine's kernel lacks:
//! User Mode Linux, of the distribution's packages, runs as an ordinary process and needs no rights.
//! Its root is this machine's, so that the same test binary runs in it; its drives, and all that the
//! test makes, lie in its memory.

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::kit::files::folder_on_disk;
use crate::kit::not_tried;

use super::image::{PATH, kernel_has, library};

/// Set in a guest, where there is no further one.
const INSIDE: &str = "KLUIS_INSIDE_GUEST";
/// The file system, its tables of letters, and block devices of three kinds.
const MODULES: &str = "vfat nls_cp437 nls_iso8859-1 nls_ascii loop nbd zram";
/// What the guest says when it has all of them.
const BEGUN: &str = "begun\n";
/// What a guest may take that hangs, seen from outside and from within.
const SECONDS_MAX: u64 = 600;
const LOOK_AGAIN_AFTER: Duration = Duration::from_millis(50);

/// Runs the body of the test that is called so, where the kernel has all of this: here, or else in
/// a guest. Where neither has, that is named.
pub fn where_kernel_has(what: &[&str], test: &str, body: impl FnOnce()) {
    let lacking = what.iter().find(|name| !kernel_has(name));
    match lacking {
        None => body(),
        Some(lacking) if std::env::var_os(INSIDE).is_some() => panic!("no {lacking} in the guest"),
        Some(lacking) => match in_guest(test) {
            Ok(said) => println!("in a guest, since this kernel has no {lacking}:\n{said}"),
            Err(why) => not_tried(&format!("{test}: no {lacking} in this kernel, and {why}")),
        },
    }
}

/// Runs the test in a guest, and demands that it ends well. Gives what it printed, or why there is
/// no guest.
fn in_guest(test: &str) -> Result<String, String> {
    let folder = folder_on_disk();
    let mut guest = Guest::start(folder.path(), test)?;
    let ended = guest.wait();
    let read = |name| fs::read_to_string(folder.path().join(name)).unwrap_or_default();
    let said = read("said");
    if !said.contains(BEGUN) {
        let last = format!("{}\n{said}", read("console"));
        let last = last.lines().rev().find(|line| !line.trim().is_empty());
        return Err(format!("linux.uml does not come up: {}", last.unwrap_or("it says nothing")));
    }
    // A name that no test has would be a run of none, which ends well.
    let well = said.contains("test result: ok. 1 passed") && said.ends_with("exit 0\n");
    assert!(well, "in the guest, which {ended}: {said}{}", read("console"));
    Ok(said)
}

struct Guest(Child);

impl Guest {
    fn start(folder: &Path, test: &str) -> Result<Guest, String> {
        let init = folder.join("init");
        fs::write(&init, script(folder, test)).unwrap();
        fs::set_permissions(&init, fs::Permissions::from_mode(0o755)).unwrap();
        let console = File::create(folder.join("console")).unwrap();
        let mut kernel = Command::new("linux.uml");
        kernel.args(["mem=1G", "rootfstype=hostfs", "rootflags=/", "rw", "quiet"]);
        kernel.args(["con=null", "con0=null,fd:1", "con1=null"]);
        kernel.arg(format!("init={}", init.display()));
        // Its memory is a file without a name below the first, and it notes itself down in the second.
        kernel.env("PATH", PATH).env("TMPDIR", folder).env("HOME", folder);
        kernel.env("LD_PRELOAD", library(folder, "uml.c"));
        kernel.stdin(Stdio::null()).stderr(console.try_clone().unwrap()).stdout(console);
        match kernel.spawn() {
            Ok(child) => Ok(Guest(child)),
            Err(error) => Err(format!("linux.uml does not start: {error}")),
        }
    }

    /// Says how it ended.
    fn wait(&mut self) -> String {
        let begun = Instant::now();
        while begun.elapsed().as_secs() < SECONDS_MAX {
            if let Some(status) = self.0.try_wait().unwrap() {
                return match status.signal() {
                    Some(signal) => format!("died by signal {signal}"),
                    None => "ended".to_owned(),
                };
            }
            std::thread::sleep(LOOK_AGAIN_AFTER);
        }
        "hung".to_owned()
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        // It leads a session of its own, with its threads and a process for each of the guest's.
        let group = rustix::process::Pid::from_child(&self.0);
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What the guest's first process does: the file systems that a system has, the modules, a memory
/// in the place where tests put their files, the test.
fn script(folder: &Path, test: &str) -> String {
    let seed =
        std::env::var("KLUIS_SEED").map_or(String::new(), |seed| format!("KLUIS_SEED={seed}"));
    format!(
        "#!/bin/sh
export PATH={PATH} LC_ALL=C.UTF-8 {INSIDE}=1 {seed}
off() {{ sync; echo o >/proc/sysrq-trigger; sleep 10; }}
exec >'{folder}/said' 2>&1
mount -t proc proc /proc && mount -t sysfs sysfs /sys && mount -t tmpfs tmpfs /run || off
mkdir /run/lib && ln -s /usr/lib/uml/modules /run/lib && modprobe -d /run -a {MODULES} || off
echo {begun}
(sleep {SECONDS_MAX}; off) &
cd '{root}' && mount -t tmpfs tmpfs '{memory}'
'{itself}' --exact '{test}' --nocapture
echo \"exit $?\"
off
",
        begun = BEGUN.trim_end(),
        root = env!("CARGO_MANIFEST_DIR"),
        folder = folder.display(),
        memory = env!("CARGO_TARGET_TMPDIR"),
        itself = std::env::current_exe().unwrap().display(),
    )
}
