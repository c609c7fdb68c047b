//! What a file has beside its bytes, and a move would lose: extended attributes, and on Windows alternate streams.

use std::path::Path;

/// What Windows lays beside each file that came from the internet, to warn before it is opened: of this PC's
/// protection, and no part of the record.
const FROM_THE_INTERNET: &str = "Zone.Identifier";

/// The names of what lies beside a file's bytes. What can't be asked for is not named.
#[cfg(unix)]
pub(super) fn beside(path: &Path) -> Vec<String> {
    let names = xattr::list(path).into_iter().flatten();
    let names = names.map(|name| name.to_string_lossy().into_owned());
    names.filter(|name| !is_of_system(name)).collect()
}

/// What the system itself keeps there belongs to this PC, not to the record.
#[cfg(unix)]
fn is_of_system(name: &str) -> bool {
    name.starts_with("security.")
        || name.starts_with("system.")
        || name.strip_prefix("user.") == Some(FROM_THE_INTERNET)
}

/// The names of what lies beside a file's bytes. What can't be asked for is not named.
#[cfg(windows)]
pub(super) fn beside(path: &Path) -> Vec<String> {
    use std::os::windows::ffi::OsStrExt;

    use windows_sys::Win32::Foundation::INVALID_HANDLE_VALUE;
    use windows_sys::Win32::Storage::FileSystem::{
        FindClose, FindFirstStreamW, FindNextStreamW, FindStreamInfoStandard,
        WIN32_FIND_STREAM_DATA,
    };

    let wide: Vec<u16> = path.as_os_str().encode_wide().chain([0]).collect();
    let mut found = WIN32_FIND_STREAM_DATA { StreamSize: 0, cStreamName: [0; 296] };
    let data = (&raw mut found).cast();
    let mut names = Vec::new();
    // SAFETY: the path ends in a zero, and `found` is what the call fills; the handle is closed once.
    unsafe {
        let handle = FindFirstStreamW(wide.as_ptr(), FindStreamInfoStandard, data, 0);
        if handle == INVALID_HANDLE_VALUE {
            return names;
        }
        loop {
            names.extend(stream_name(&found.cStreamName));
            if FindNextStreamW(handle, data) == 0 {
                break;
            }
        }
        FindClose(handle);
    }
    names
}

/// `:Zone.Identifier:$DATA` as `Zone.Identifier`; none for the file's own bytes, `::$DATA`.
#[cfg(windows)]
fn stream_name(units: &[u16]) -> Option<String> {
    let end = units.iter().position(|unit| *unit == 0).unwrap_or(units.len());
    let name = String::from_utf16_lossy(&units[..end]);
    let name = name.strip_prefix(':')?.split(':').next()?.to_owned();
    (!name.is_empty() && name != FROM_THE_INTERNET).then_some(name)
}

#[cfg(test)]
mod tests {
    #[cfg(unix)]
    #[test]
    fn what_the_system_keeps_beside_a_file_is_not_named() {
        for name in ["security.selinux", "system.posix_acl_access", "user.Zone.Identifier"] {
            assert!(super::is_of_system(name), "{name}");
        }
        for name in ["user.case", "com.apple.metadata:kMDItemWhereFroms", "user.Zone.Identifier2"] {
            assert!(!super::is_of_system(name), "{name}");
        }
    }

    #[cfg(windows)]
    #[test]
    fn a_stream_of_a_program_is_named_and_that_of_a_download_is_not() {
        let name = |text: &str| super::stream_name(&text.encode_utf16().collect::<Vec<u16>>());
        assert_eq!(name(":case:$DATA\0").as_deref(), Some("case"));
        assert_eq!(name("::$DATA\0"), None);
        assert_eq!(name(":Zone.Identifier:$DATA\0"), None);
    }
}
