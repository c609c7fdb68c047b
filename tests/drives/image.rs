//! Images of real file systems, mounted by the kernel's own driver or by FUSE, and taken down again
//! whatever becomes of the test. Where this machine may not mount, the test that asks for it fails
//! and says so.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::served::Served;

/// A file system that a drive may come with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Ext4,
    Fat32,
    Exfat,
    Ntfs,
}

/// What stands between the driver and the image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Through {
    /// A block device, as a drive is.
    Device,
    /// The image's own file: a FUSE driver then has no device that could be flushed.
    File,
}

/// What is done to the blocks on their way between a file system's driver and its drive.
#[derive(Debug, Clone, Default)]
pub struct Blocks {
    /// Each write and each flush is written down here.
    pub log: Option<PathBuf>,
    /// After so many writes none comes through any more: the drive was pulled.
    pub cut: Option<u64>,
    /// So many bytes the drive has, whatever it claims.
    pub real: Option<u64>,
    /// What is written behind them lands at the start again; else it is lost.
    pub wraps: bool,
}

impl Blocks {
    /// The same as the variables of `blocks.c`.
    fn variables(&self) -> impl Iterator<Item = (&'static str, String)> {
        let log = self.log.as_ref().map(|log| ("KLUIS_BLOCKS_LOG", log.display().to_string()));
        let cut = self.cut.map(|cut| ("KLUIS_BLOCKS_CUT", cut.to_string()));
        let real = self.real.map(|real| ("KLUIS_BLOCKS_REAL", real.to_string()));
        let wraps = self.wraps.then(|| ("KLUIS_BLOCKS_WRAPS", "1".to_owned()));
        [log, cut, real, wraps].into_iter().flatten()
    }
}

/// An image of a drive, in a file of its own.
pub struct Image {
    pub kind: Kind,
    pub path: PathBuf,
}

pub const PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
/// Where a block device in memory is asked for.
pub const ZRAM: &str = "/sys/class/zram-control";
/// How often a mount point is looked at that is to come or to go, and how long between.
const LOOKS_MAX: u32 = 400;
const LOOK_AGAIN_AFTER: Duration = Duration::from_millis(25);

impl Image {
    /// A new, empty one of so many MiB.
    pub fn new(folder: &Path, name: &str, kind: Kind, mib: u64) -> Image {
        let path = folder.join(format!("{name}.img"));
        File::create(&path).unwrap().set_len(mib << 20).unwrap();
        Image::over(path, kind)
    }

    /// A new, empty one on all of a file or a block device.
    pub fn over(path: PathBuf, kind: Kind) -> Image {
        let image = Image { kind, path };
        let words: &[&str] = match kind {
            Kind::Ext4 => &["mkfs.ext4", "-q", "-F", "-m", "0"],
            Kind::Fat32 => &["mkfs.vfat", "-F", "32"],
            Kind::Exfat => &["mkfs.exfat"],
            Kind::Ntfs => &["mkfs.ntfs", "-Q", "-F"],
        };
        well(Command::new(words[0]).args(&words[1..]).arg(&image.path));
        image
    }

    /// The same bytes under another name.
    pub fn copy(&self, folder: &Path, name: &str) -> Image {
        let path = folder.join(format!("{name}.img"));
        fs::copy(&self.path, &path).unwrap();
        Image { kind: self.kind, path }
    }

    pub fn mount(&self, at: &Path) -> Mounted {
        self.mount_as(at, Through::Device, false, None)
    }

    /// Mounts it. With blocks to look after a FUSE driver reaches its drive through `blocks.c`, and
    /// the kernel's own through a device that this process serves.
    pub fn mount_as(
        &self,
        at: &Path,
        through: Through,
        read_only: bool,
        blocks: Option<&Blocks>,
    ) -> Mounted {
        fs::create_dir_all(at).unwrap();
        let access = if read_only { "ro" } else { "rw" };
        let device = match (through, blocks) {
            (Through::File, _) => None,
            (Through::Device, Some(blocks)) if self.kind.is_the_kernels() => {
                Some(Device::Served(Served::of(&self.path, blocks)))
            }
            (Through::Device, _) => Some(Device::Loop(LoopDevice::of(&self.path))),
        };
        let source = device.as_ref().map_or(self.path.as_path(), Device::path);
        let mut driver = match self.kind {
            Kind::Ext4 | Kind::Fat32 => {
                let name = if self.kind == Kind::Ext4 { "ext4" } else { "vfat" };
                let mut mount = Command::new("mount");
                well(mount.args(["-t", name, "-o", access]).arg(source).arg(at));
                None
            }
            Kind::Exfat => {
                let mut fuse = Command::new("mount.exfat-fuse");
                fuse.args(["-n", "-o", access]).arg(source).arg(at);
                Some(fuse)
            }
            Kind::Ntfs => {
                let mut fuse = Command::new("ntfs-3g");
                fuse.args(["-o", &format!("no_detach,{access}")]).arg(source).arg(at);
                Some(fuse)
            }
        };
        let log = self.path.with_extension("driver");
        let driver = driver.as_mut().map(|fuse| {
            fuse.env("PATH", PATH).stdin(Stdio::null());
            fuse.stdout(File::create(&log).unwrap()).stderr(File::create(&log).unwrap());
            if let Some(blocks) = blocks {
                fuse.env("LD_PRELOAD", library(self.path.parent().unwrap(), "blocks.c"));
                fuse.env("KLUIS_BLOCKS_DRIVE", source).envs(blocks.variables());
            }
            fuse.spawn().unwrap_or_else(|error| {
                panic!("{fuse:?} does not start ({error}): bash tests/tools installs it")
            })
        });
        let mut mounted = Mounted { at: at.to_path_buf(), driver, device };
        for _ in 0..LOOKS_MAX {
            if is_mounted(at) {
                return mounted;
            }
            let ended = mounted.driver.as_mut().and_then(|driver| driver.try_wait().unwrap());
            let said = || fs::read_to_string(&log).unwrap_or_default();
            assert!(ended.is_none(), "may this machine mount? {ended:?}: {}", said());
            std::thread::sleep(LOOK_AGAIN_AFTER);
        }
        panic!("{} was not mounted at {}", self.path.display(), at.display());
    }

    /// Demands that the file system's own checker has nothing to say.
    pub fn is_sound(&self, at: &str) {
        let words: &[&str] = match self.kind {
            Kind::Ext4 => &["e2fsck", "-f", "-n"],
            Kind::Fat32 => &["fsck.vfat", "-n"],
            Kind::Exfat => &["fsck.exfat", "-n"],
            Kind::Ntfs => &["ntfsfix", "-n"],
        };
        let mut check = Command::new(words[0]);
        let output = check.args(&words[1..]).arg(&self.path).env("PATH", PATH).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{at}: {words:?}: {said}");
    }

    /// Puts the file system right as far as its own tool can; what that says is not the question.
    pub fn mend(&self) {
        let words: &[&str] = match self.kind {
            Kind::Ext4 => &["e2fsck", "-f", "-y"],
            Kind::Fat32 => &["fsck.vfat", "-a", "-w"],
            Kind::Exfat => &["fsck.exfat", "-y"],
            Kind::Ntfs => &["ntfsfix"],
        };
        let mut mend = Command::new(words[0]);
        mend.args(&words[1..]).arg(&self.path).env("PATH", PATH).stdin(Stdio::null());
        mend.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
    }
}

impl Kind {
    /// Whether the kernel's own driver mounts it here, not one by FUSE.
    fn is_the_kernels(self) -> bool {
        matches!(self, Kind::Ext4 | Kind::Fat32)
    }
}

enum Device {
    Loop(LoopDevice),
    Served(Served),
}

impl Device {
    fn path(&self) -> &Path {
        match self {
            Device::Loop(device) => &device.0,
            Device::Served(device) => &device.path,
        }
    }
}

/// A loop device over a file or another device.
struct LoopDevice(PathBuf);

impl LoopDevice {
    fn of(file: &Path) -> LoopDevice {
        let found = well(Command::new("losetup").args(["-f", "--show"]).arg(file));
        LoopDevice(PathBuf::from(found.trim()))
    }
}

impl Drop for LoopDevice {
    fn drop(&mut self) {
        let detached = Command::new("losetup").arg("-d").arg(&self.0).env("PATH", PATH).status();
        assert!(detached.is_ok_and(|status| status.success()), "{} stays", self.0.display());
    }
}

/// A mounted image; taken down when this goes.
pub struct Mounted {
    pub at: PathBuf,
    driver: Option<Child>,
    device: Option<Device>,
}

impl Mounted {
    pub fn unmount(self) {}

    /// The block device that it lies on; none where a FUSE driver has the image itself.
    pub fn device(&self) -> Option<&Path> {
        self.device.as_ref().map(Device::path)
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        let umount = |how: &[&str]| {
            let mut umount = Command::new("umount");
            umount.args(how).arg(&self.at).env("PATH", PATH).stderr(Stdio::null());
            umount.status().is_ok_and(|status| status.success())
        };
        // Somebody who looks through all mounts, as kluis does, may be looking at this one.
        let went = (0..LOOKS_MAX).any(|_| {
            let gone = !is_mounted(&self.at) || umount(&[]);
            if !gone {
                std::thread::sleep(LOOK_AGAIN_AFTER);
            }
            gone
        });
        if !went {
            umount(&["-l"]);
        }
        if let Some(driver) = &mut self.driver {
            if !went {
                let _ = driver.kill();
            }
            // It writes what it still holds before it ends.
            let _ = driver.wait();
        }
        drop(self.device.take());
        assert!(went || std::thread::panicking(), "{} would not unmount", self.at.display());
    }
}

/// The library to be preloaded that is made from a source in this folder.
pub fn library(folder: &Path, source: &str) -> PathBuf {
    let library = folder.join(source).with_extension("so");
    if !library.exists() {
        let source = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/drives")).join(source);
        let mut compiler = Command::new("cc");
        compiler.args(["-O2", "-shared", "-fPIC", "-o"]).arg(&library).arg(source);
        well(compiler.args(["-ldl", "-lpthread"]));
    }
    library
}

/// Whether the kernel has a file system, or one of the block devices `nbd` and `zram`.
pub fn kernel_has(name: &str) -> bool {
    // A module that is not loaded yet is not in the list.
    let _ = Command::new("modprobe").args(["-q", name]).env("PATH", PATH).status();
    let text = fs::read_to_string("/proc/filesystems").unwrap();
    text.lines().any(|line| line.trim() == name)
        || name == "nbd" && Path::new("/dev/nbd0").exists()
        || name == "zram" && Path::new(ZRAM).is_dir()
}

fn is_mounted(at: &Path) -> bool {
    let text = fs::read_to_string("/proc/self/mountinfo").unwrap();
    text.lines().any(|line| line.split(' ').nth(4).is_some_and(|point| Path::new(point) == at))
}

/// Runs a tool that must end well; gives what it printed.
fn well(command: &mut Command) -> String {
    let output = command.env("PATH", PATH).stdin(Stdio::null()).output().unwrap_or_else(|error| {
        panic!("{command:?} does not start ({error}): bash tests/tools installs it")
    });
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?} failed, may this machine mount? {said}");
    String::from_utf8(output.stdout).unwrap()
}
