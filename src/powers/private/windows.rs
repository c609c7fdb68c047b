//! Windows: a list of who may do what, which each new file and folder is made with. It takes nothing over from the
//! folder around it, and names this user, the system and the administrators of the PC, who may do everything anyhow.
//!
//! FAT and exFAT keep no such list: what is made there can be read by whoever holds the drive.

use std::ffi::c_void;
use std::fs::{File, OpenOptions};
use std::io;
use std::os::windows::ffi::OsStrExt;
use std::os::windows::fs::OpenOptionsExt;
use std::os::windows::io::{AsRawHandle, FromRawHandle, OwnedHandle};
use std::path::Path;
use std::ptr;
use std::sync::OnceLock;

use windows_sys::Win32::Foundation::{
    CloseHandle, ERROR_SUCCESS, GENERIC_WRITE, INVALID_HANDLE_VALUE, LocalFree,
};
use windows_sys::Win32::Security::Authorization::{
    ConvertSecurityDescriptorToStringSecurityDescriptorW, ConvertSidToStringSidW,
    ConvertStringSecurityDescriptorToSecurityDescriptorW, GetNamedSecurityInfoW, SDDL_REVISION_1,
    SE_FILE_OBJECT, SetNamedSecurityInfoW,
};
use windows_sys::Win32::Security::{
    ACL, DACL_SECURITY_INFORMATION, GetSecurityDescriptorDacl, GetTokenInformation,
    PROTECTED_DACL_SECURITY_INFORMATION, PSECURITY_DESCRIPTOR, SECURITY_ATTRIBUTES,
    SetKernelObjectSecurity, TOKEN_QUERY, TOKEN_USER, TokenUser,
};
use windows_sys::Win32::Storage::FileSystem::{
    CREATE_NEW, CreateDirectoryW, CreateFileW, FILE_ATTRIBUTE_NORMAL, FILE_FLAG_BACKUP_SEMANTICS,
    FILE_READ_ATTRIBUTES, FILE_SHARE_DELETE, FILE_SHARE_READ, FILE_SHARE_WRITE,
    GetVolumeInformationByHandleW, WRITE_DAC,
};
use windows_sys::Win32::System::Threading::{GetCurrentProcess, OpenProcessToken};

use super::sddl::lets_others;
use crate::powers::real_path;

/// Makes a new file with that list.
pub fn new_file(path: &Path) -> io::Result<File> {
    let path = wide(path)?;
    let list = List::new("")?;
    let with = list.attributes();
    // SAFETY: the path ends in a zero, and the attributes and what they point to live until after the call.
    let handle = unsafe {
        CreateFileW(
            path.as_ptr(),
            GENERIC_WRITE,
            FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
            &with,
            CREATE_NEW,
            FILE_ATTRIBUTE_NORMAL,
            ptr::null_mut(),
        )
    };
    if handle == INVALID_HANDLE_VALUE {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the handle is open, and nobody else has it.
    Ok(File::from(unsafe { OwnedHandle::from_raw_handle(handle) }))
}

/// Makes a new folder with that list, which all in it takes over.
pub fn new_folder(path: &Path) -> io::Result<()> {
    let path = wide(path)?;
    let list = List::new(INHERITED)?;
    let with = list.attributes();
    // SAFETY: the path ends in a zero, and the attributes and what they point to live until after the call.
    match unsafe { CreateDirectoryW(path.as_ptr(), &with) } {
        0 => Err(io::Error::last_os_error()),
        _ => Ok(()),
    }
}

pub fn make_folders(path: &Path) -> io::Result<()> {
    if path.as_os_str().is_empty() || path.is_dir() {
        return Ok(());
    }
    if let Some(above) = path.parent() {
        make_folders(above)?;
    }
    match new_folder(path) {
        // Another run was quicker.
        Err(_) if path.is_dir() => Ok(()),
        made => made,
    }
}

/// Gives a folder that list, and all in it that has none of its own. One that lets nobody else in already stays as it
/// is, and so does one on a file system without lists.
pub fn close(folder: &Path) -> io::Result<()> {
    match list_of(folder) {
        Ok(text) if lets_others(&text, own_name()?) && keeps_lists(folder) => give(folder),
        _ => Ok(()),
    }
}

/// Whether the file system of a folder says that it keeps such lists.
fn keeps_lists(folder: &Path) -> bool {
    /// FILE_PERSISTENT_ACLS, winnt.h.
    const KEEPS_LISTS: u32 = 8;
    let mut options = OpenOptions::new();
    options.access_mode(FILE_READ_ATTRIBUTES).custom_flags(FILE_FLAG_BACKUP_SEMANTICS);
    let Ok(folder) = options.open(folder) else { return false };
    let (mut flags, none) = (0, ptr::null_mut());
    // SAFETY: the handle is open, and all results but one may be left out.
    let done = unsafe {
        let (handle, number) = (folder.as_raw_handle(), ptr::null_mut());
        GetVolumeInformationByHandleW(handle, none, 0, number, ptr::null_mut(), &mut flags, none, 0)
    };
    done != 0 && flags & KEEPS_LISTS != 0
}

pub fn close_all(root: &Path) {
    // What can't be closed stays as it is: it belongs to somebody else.
    let _ = close(root);
}

/// Whether the list of a file or folder is known to let nobody else in.
pub fn is_closed(path: &Path) -> bool {
    let of = || Ok(!lets_others(&list_of(path)?, own_name()?));
    of().unwrap_or_else(|_: io::Error| false)
}

/// For folders: each file and folder in it gets the same line.
const INHERITED: &str = "OICI";

/// A list in the system's own form, which it gave and takes back.
struct List(PSECURITY_DESCRIPTOR);

impl List {
    fn new(inherited: &str) -> io::Result<List> {
        let user = user()?;
        let line = |who: &str| format!("(A;{inherited};FA;;;{who})");
        let text = format!("D:P{}{}{}", line("SY"), line("BA"), line(user));
        let text: Vec<u16> = text.encode_utf16().chain([0]).collect();
        let mut list = List(ptr::null_mut());
        // SAFETY: the text ends in a zero, and the result is ours to free.
        let done = unsafe {
            ConvertStringSecurityDescriptorToSecurityDescriptorW(
                text.as_ptr(),
                SDDL_REVISION_1,
                &mut list.0,
                ptr::null_mut(),
            )
        };
        if done == 0 { Err(io::Error::last_os_error()) } else { Ok(list) }
    }

    /// Lives no longer than the list.
    fn attributes(&self) -> SECURITY_ATTRIBUTES {
        SECURITY_ATTRIBUTES {
            nLength: size_of::<SECURITY_ATTRIBUTES>() as u32,
            lpSecurityDescriptor: self.0,
            bInheritHandle: 0,
        }
    }

    /// As text (SDDL).
    fn text(&self) -> io::Result<String> {
        let mut text = ptr::null_mut();
        // SAFETY: the list is whole, the length may be left out, and the result is ours to free.
        let done = unsafe {
            ConvertSecurityDescriptorToStringSecurityDescriptorW(
                self.0,
                SDDL_REVISION_1,
                DACL_SECURITY_INFORMATION,
                &mut text,
                ptr::null_mut(),
            )
        };
        if done == 0 { Err(io::Error::last_os_error()) } else { Ok(taken(text)) }
    }
}

impl Drop for List {
    fn drop(&mut self) {
        // SAFETY: the system gave it to be freed so, and nobody else has it.
        unsafe { LocalFree(self.0) };
    }
}

fn list_of(path: &Path) -> io::Result<String> {
    let path = wide(path)?;
    let mut list = List(ptr::null_mut());
    // SAFETY: the path ends in a zero, the other results may be left out, and this one is ours to free.
    let code = unsafe {
        GetNamedSecurityInfoW(
            path.as_ptr(),
            SE_FILE_OBJECT,
            DACL_SECURITY_INFORMATION,
            ptr::null_mut(),
            ptr::null_mut(),
            ptr::null_mut(),
            ptr::null_mut(),
            &mut list.0,
        )
    };
    said(code)?;
    list.text()
}

fn give(folder: &Path) -> io::Result<()> {
    let path = wide(folder)?;
    let list = List::new(INHERITED)?;
    let (mut there, mut by_default) = (0, 0);
    let mut lines: *mut ACL = ptr::null_mut();
    const WHAT: u32 = DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION;
    // SAFETY: the list is whole, and lives until after both calls; the path ends in a zero.
    unsafe {
        if GetSecurityDescriptorDacl(list.0, &mut there, &mut lines, &mut by_default) == 0 {
            return Err(io::Error::last_os_error());
        }
        let nobody = ptr::null_mut();
        let path = path.as_ptr();
        said(SetNamedSecurityInfoW(
            path,
            SE_FILE_OBJECT,
            WHAT,
            nobody,
            nobody,
            lines,
            ptr::null(),
        ))?;
    }
    // That call goes through all in the folder, and some systems let it take over lines from the folder around it.
    let folder = OpenOptions::new()
        .access_mode(WRITE_DAC)
        .custom_flags(FILE_FLAG_BACKUP_SEMANTICS)
        .open(real_path::exact(&std::path::absolute(folder)?))?;
    // SAFETY: the handle is open, and the list is whole.
    match unsafe { SetKernelObjectSecurity(folder.as_raw_handle(), WHAT, list.0) } {
        0 => Err(io::Error::last_os_error()),
        _ => Ok(()),
    }
}

fn said(code: u32) -> io::Result<()> {
    match code {
        ERROR_SUCCESS => Ok(()),
        code => Err(io::Error::from_raw_os_error(code as i32)),
    }
}

/// The number of this user, as text.
fn user() -> io::Result<&'static str> {
    static USER: OnceLock<String> = OnceLock::new();
    if let Some(user) = USER.get() {
        return Ok(user);
    }
    let asked = ask_user()?;
    Ok(USER.get_or_init(|| asked))
}

fn ask_user() -> io::Result<String> {
    /// A user's number has at most 68 bytes; the whole of it is a few more.
    const WORDS: usize = 32;
    let mut answer = [0_u64; WORDS];
    let mut text = ptr::null_mut();
    // SAFETY: the handle that was opened is closed once; the buffer is aligned for the structure, which the system
    // fills with a pointer into the same buffer; the text is ours to free.
    unsafe {
        let mut token = ptr::null_mut();
        if OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &mut token) == 0 {
            return Err(io::Error::last_os_error());
        }
        let into: *mut c_void = answer.as_mut_ptr().cast();
        let mut bytes = size_of_val(&answer) as u32;
        let done = GetTokenInformation(token, TokenUser, into, bytes, &mut bytes);
        let error = io::Error::last_os_error();
        CloseHandle(token);
        if done == 0 {
            return Err(error);
        }
        let user = &*into.cast::<TOKEN_USER>();
        if ConvertSidToStringSidW(user.User.Sid, &mut text) == 0 {
            return Err(io::Error::last_os_error());
        }
    }
    Ok(taken(text))
}

/// This user as the system writes it in a list: some have a short name there.
fn own_name() -> io::Result<&'static str> {
    static NAME: OnceLock<String> = OnceLock::new();
    if let Some(name) = NAME.get() {
        return Ok(name);
    }
    let text = List::new("")?.text()?;
    let last = text.trim_end_matches(')').rsplit(';').next().unwrap_or_default().to_owned();
    Ok(NAME.get_or_init(|| last))
}

/// A text that the system gave, which is freed.
fn taken(text: *mut u16) -> String {
    // SAFETY: the text ends in a zero, and nobody else has it.
    unsafe {
        let units = (0..).take_while(|at| *text.add(*at) != 0).count();
        let owned = String::from_utf16_lossy(std::slice::from_raw_parts(text, units));
        LocalFree(text.cast());
        owned
    }
}

fn wide(path: &Path) -> io::Result<Vec<u16>> {
    let path = real_path::exact(&std::path::absolute(path)?);
    Ok(path.as_os_str().encode_wide().chain([0]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_is_this_user_s_alone_and_never_replaces() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new").join("home");
        make_folders(&path).unwrap();
        make_folders(&path).unwrap();
        assert!(is_closed(&path));
        assert!(is_closed(path.parent().unwrap()));
        let mut sheet = new_file(&folder.path().join("sheet.txt")).unwrap();
        io::Write::write_all(&mut sheet, b"AGE-SECRET-KEY-1").unwrap();
        drop(sheet);
        assert!(is_closed(&folder.path().join("sheet.txt")));
        assert_eq!(std::fs::read(folder.path().join("sheet.txt")).unwrap().len(), 16);
        let again = new_file(&folder.path().join("sheet.txt")).unwrap_err();
        assert_eq!(again.kind(), io::ErrorKind::AlreadyExists);
    }

    #[test]
    fn a_folder_that_stands_open_is_closed() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a"), b"x").unwrap();
        close(folder.path()).unwrap();
        assert!(is_closed(folder.path()));
        assert_eq!(std::fs::read(folder.path().join("a")).unwrap(), b"x");
        assert!(!is_closed(&folder.path().join("not-there")));
    }
}
