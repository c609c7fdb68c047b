//! Every bound on foreign bytes and on our own memory, in one place (format, §1). Units stand last in the names.

/// 1,024 bytes.
pub const KIB: u64 = 1024;
/// 1,024 KiB.
pub const MIB: u64 = 1024 * KIB;
/// 1,024 MiB.
pub const GIB: u64 = 1024 * MIB;

/// `kluis-drive.json`, in bytes.
pub const DRIVE_BYTES_MAX: u64 = 4 * KIB;
/// An armoured OpenSSH signature, in bytes.
pub const SIGNATURE_BYTES_MAX: u64 = 4 * KIB;
/// A medium's label, in bytes.
pub const LABEL_BYTES_MAX: u64 = MIB;
/// A seal, in bytes: enough for 60,000 volumes.
pub const SEAL_BYTES_MAX: u64 = 8 * MIB;
/// A ledger line, in bytes.
pub const LEDGER_LINE_BYTES_MAX: u64 = MIB;
/// Chains in one vault, and so heads in one list: every line names the other chains' heads.
pub const WRITERS_MAX: usize = 1_000;
/// Bundles that one ledger line names; a longer list is split over several lines.
pub const LINE_BUNDLES_MAX: usize = 2_000;
/// Findings in one ledger line, one a bundle; beyond that they are counted.
pub const LINE_FINDINGS_MAX: usize = 1_000;
/// A ledger chain, in bytes.
pub const CHAIN_BYTES_MAX: u64 = GIB;
/// How much behind a chain's head is read, in bytes: enough to say what it is.
pub const ASIDE_BYTES_MAX: u64 = MIB;
/// Files of one kind that a home keeps of what was set aside.
pub const ASIDE_FILES_MAX: usize = 16;
/// A note or a vault document, encrypted or not, in bytes.
pub const DOCUMENT_BYTES_MAX: u64 = 16 * MIB;
/// `key.age` and `key-copy.age` have exactly this size, so that they never live inside an inode or an MFT record.
pub const KEY_FILE_BYTES: u64 = 16 * KIB;
/// An age file's header and nonce, in bytes.
pub const AGE_HEADER_BYTES_MAX: u64 = 16 * KIB;
/// JSON nesting, in levels.
pub const JSON_DEPTH_MAX: usize = 64;
/// A payload frame, decompressed, in bytes.
pub const FRAME_BYTES_MAX: u64 = 4 * MIB;
/// An index frame of records as written, decompressed, in bytes.
pub const INDEX_FRAME_BYTES_MAX: u64 = 256 * KIB;
/// Any index frame as read (the directory is one frame), decompressed, in bytes.
pub const INDEX_FRAME_READ_BYTES_MAX: u64 = 16 * MIB;
/// Records in one bundle, as read.
pub const RECORDS_MAX: u64 = 1_000_000;
/// How many records this program seals into one bundle: whoever opens it later, on whatever PC, holds what its
/// index says of each at once.
pub const RECORDS_SEALED_MAX: usize = 65_536;
/// The same where what PDFs show is kept of each: at most [`SHOWN_BYTES_MAX`] more a record.
pub const RECORDS_WITH_TEXT_SEALED_MAX: usize = 8_192;
/// What is kept of the text that a document shows, in bytes of UTF-8.
pub const SHOWN_BYTES_MAX: usize = 4_096;
/// Volumes in one bundle.
pub const VOLUMES_MAX: u64 = 99_999;
/// The smallest volume that a payload is cut into, in bytes.
pub const VOLUME_BYTES_MIN: u64 = MIB;
/// The largest one.
pub const VOLUME_BYTES_MAX: u64 = 64 * MIB;
/// `reserve.bin`, in bytes.
pub const RESERVE_BYTES: u64 = 4 * MIB;
/// The home's `reserve.bin`, in bytes: notes, chains and memory grow by a few blocks a run.
pub const HOME_RESERVE_BYTES: u64 = MIB;
/// How much of a file is overwritten with zeros before it is cut or removed: no file of ours is larger, and holes in
/// somebody else's could keep a run busy for days.
pub const ZEROED_BYTES_MAX: u64 = GIB;
/// The text for people in a bundle's folder.
pub const README_BYTES_MAX: u64 = MIB;
/// A component of a safe path, in bytes.
pub const SAFE_COMPONENT_BYTES_MAX: usize = 200;
/// A true path as accepted from an index, in bytes.
pub const PATH_BYTES_MAX: usize = 32 * 1024;
/// Entries of one folder on a medium that we are ready to read.
pub const FOLDER_ENTRIES_MAX: usize = 2_000_000;
/// Words that a person types (labels, reasons, names), in bytes.
pub const TYPED_BYTES_MAX: usize = 4 * 1024;

/// All that is written beside one record, in bytes as a line of its index spells it: a run holds them of each.
pub const TAGS_BYTES_MAX: usize = 4 * 1024;

/// A list of what `find` has found, in bytes: a quarter of a million records.
pub const FOUND_BYTES_MAX: u64 = 64 * MIB;
/// A list of what is asked for in an audit, in bytes.
pub const REQUEST_BYTES_MAX: u64 = 4 * MIB;
/// What such a list asks for, in rows.
pub const REQUEST_ROWS_MAX: usize = 10_000;
/// Cells in one row of a table; a row with more of them is no row of a table that a person keeps.
pub const TABLE_CELLS_MAX: usize = 1_000;

/// How old the progress of an interrupted verification may be for the next one to go on from it: a day, so that a
/// copy that is said to be verified on a day was read by then.
pub const VERIFY_RESUME_SECONDS_MAX: i64 = 24 * 3600;
/// How much a verification reads before it saves its progress in the home.
pub const VERIFY_SAVE_BYTES: u64 = 64 * MIB;
/// How much is restored and compared after each sealing, unless one record alone is larger.
pub const SAMPLE_BYTES_MAX: u64 = 64 * MIB;
/// How many records of a fresh copy are restored and compared.
pub const SAMPLE_RECORDS_MAX: usize = 8;

/// How many moved lines one entry names: so many fit a ledger line.
pub const LINES_MOVED_MAX: usize = 10_000;

/// How many bundles a home remembers as left out because a person confirmed it.
pub const DECLINED_MAX: usize = 10_000;
