//! A drive whose blocks this process itself gives to the kernel (nbd), so that what a driver in the
//! kernel writes can be recorded, cut off or lost, as `blocks.c` does it for a FUSE driver.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::fd::AsRawFd;
use std::os::unix::fs::FileExt;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use rustix::io::Errno;
use rustix::ioctl::{IntegerSetter, NoArg, Opcode, ioctl, opcode};

use super::image::Blocks;

const SECTOR_BYTES: u64 = 512;
/// So many devices come with the driver.
const DEVICES: u32 = 16;

/// Those that this process has taken: the driver would give a second socket to one of them.
static TAKEN: AtomicU32 = AtomicU32::new(0);

fn leave(number: u32) {
    TAKEN.fetch_and(!(1 << number), Ordering::SeqCst);
}

// linux/nbd.h
const SET_SOCKET: Opcode = opcode::none(0xab, 0);
const SET_BLOCK_BYTES: Opcode = opcode::none(0xab, 1);
const DO_IT: Opcode = opcode::none(0xab, 3);
const SET_BLOCKS: Opcode = opcode::none(0xab, 7);
const DISCONNECT: Opcode = opcode::none(0xab, 8);
const SET_FLAGS: Opcode = opcode::none(0xab, 10);
/// There are flags, and flushes are wanted.
const FLAGS: usize = 1 | 1 << 2;
const REQUEST_MAGIC: u32 = 0x2560_9513;
const REPLY_MAGIC: u32 = 0x6744_6698;

/// A block device that is there as long as this is.
pub struct Served {
    pub path: PathBuf,
    number: u32,
    device: File,
    threads: Vec<JoinHandle<()>>,
}

impl Served {
    pub fn of(image: &Path, blocks: &Blocks) -> Served {
        let image = File::options().read(true).write(true).open(image).unwrap();
        let bytes = image.metadata().unwrap().len();
        let (ours, the_kernels) = UnixStream::pair().unwrap();
        let (number, path, mut device) = (0..DEVICES)
            .filter(|number| TAKEN.fetch_or(1 << number, Ordering::SeqCst) & 1 << number == 0)
            .find_map(|number| {
                let path = PathBuf::from(format!("/dev/nbd{number}"));
                let device = File::options().read(true).write(true).open(&path).unwrap();
                match set::<SET_SOCKET>(&device, the_kernels.as_raw_fd() as usize) {
                    Ok(()) => Some((number, path, device)),
                    Err(Errno::BUSY) => {
                        leave(number);
                        None
                    }
                    Err(error) => panic!("{}: {error}", path.display()),
                }
            })
            .expect("a device that nobody uses");
        set::<SET_BLOCK_BYTES>(&device, SECTOR_BYTES as usize).unwrap();
        set::<SET_BLOCKS>(&device, (bytes / SECTOR_BYTES) as usize).unwrap();
        set::<SET_FLAGS>(&device, FLAGS).unwrap();
        let mut drive = Drive::of(image, blocks);
        let serving = std::thread::spawn(move || drive.serve(ours).unwrap());
        let lent = device.try_clone().unwrap();
        let lending = std::thread::spawn(move || {
            // It returns when the device is given back, and may call that an error.
            let _ = just::<DO_IT>(&lent);
            drop(the_kernels);
        });
        while device.seek(SeekFrom::End(0)).unwrap() != bytes {
            std::thread::sleep(Duration::from_millis(5));
        }
        Served { path, number, device, threads: vec![serving, lending] }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        just::<DISCONNECT>(&self.device).unwrap();
        for thread in self.threads.drain(..) {
            thread.join().unwrap();
        }
        leave(self.number);
    }
}

fn just<const WHAT: Opcode>(device: &File) -> Result<(), Errno> {
    // SAFETY: these take no argument and touch no memory of this process.
    unsafe { ioctl(device, NoArg::<WHAT>::new()) }
}

fn set<const WHAT: Opcode>(device: &File, value: usize) -> Result<(), Errno> {
    // SAFETY: these take a number and touch no memory of this process.
    unsafe { ioctl(device, IntegerSetter::<WHAT>::new_usize(value)) }
}

/// The drive behind the device, which does to its blocks what it was told.
struct Drive {
    image: File,
    log: Option<File>,
    blocks: Blocks,
    writes: u64,
}

impl Drive {
    fn of(image: File, blocks: &Blocks) -> Drive {
        let log = blocks.log.as_ref().map(|path| File::create(path).unwrap());
        Drive { image, log, blocks: blocks.clone(), writes: 0 }
    }

    /// Answers until the kernel has no more to ask.
    fn serve(&mut self, mut kernel: UnixStream) -> io::Result<()> {
        loop {
            let mut head = [0; 28];
            kernel.read_exact(&mut head)?;
            let word = |at: usize| u32::from_be_bytes(head[at..at + 4].try_into().unwrap());
            let at = u64::from(word(16)) << 32 | u64::from(word(20));
            assert_eq!(word(0), REQUEST_MAGIC);
            let mut bytes = vec![0; word(24) as usize];
            let done = match word(4) {
                0 => self.read(&mut bytes, at),
                1 => {
                    kernel.read_exact(&mut bytes)?;
                    let done = self.write(&bytes, at);
                    bytes.clear();
                    done
                }
                2 => return Ok(()),
                3 => self.flush(),
                other => panic!("the kernel asks for {other}, which it was not offered"),
            };
            let error = done.as_ref().err().map_or(0, |error| error.raw_os_error().unwrap());
            kernel.write_all(&REPLY_MAGIC.to_be_bytes())?;
            kernel.write_all(&(error as u32).to_be_bytes())?;
            kernel.write_all(&head[8..16])?;
            kernel.write_all(if done.is_ok() { &bytes } else { &[] })?;
        }
    }

    /// Where this lies on a drive that claims more than it has; nowhere if it is lost.
    fn place(&self, at: u64, bytes: usize) -> Option<u64> {
        match self.blocks.real {
            Some(real) if at + bytes as u64 > real => {
                self.blocks.wraps.then(|| at % (real - bytes as u64))
            }
            _ => Some(at),
        }
    }

    fn read(&self, bytes: &mut [u8], at: u64) -> io::Result<()> {
        match self.place(at, bytes.len()) {
            Some(at) => self.image.read_exact_at(bytes, at),
            None => {
                bytes.fill(0xff);
                Ok(())
            }
        }
    }

    fn write(&mut self, bytes: &[u8], at: u64) -> io::Result<()> {
        self.is_there()?;
        self.writes += 1;
        if let Some(log) = &mut self.log {
            log.write_all(b"W")?;
            log.write_all(&at.to_ne_bytes())?;
            log.write_all(&(bytes.len() as u64).to_ne_bytes())?;
            log.write_all(bytes)?;
        }
        self.place(at, bytes.len()).map_or(Ok(()), |at| self.image.write_all_at(bytes, at))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.is_there()?;
        self.log.as_mut().map_or(Ok(()), |log| log.write_all(b"F"))
    }

    fn is_there(&self) -> io::Result<()> {
        match self.blocks.cut {
            Some(cut) if self.writes >= cut => Err(Errno::IO.into()),
            _ => Ok(()),
        }
    }
}
