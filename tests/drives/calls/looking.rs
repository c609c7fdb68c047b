//! Commands that only look: nothing of a vault but its lock is opened to be written.

use super::{bundle_of, two_drives};

#[test]
fn what_only_looks_writes_nothing_but_the_lock() {
    let place = two_drives();
    let show = format!("show {}", bundle_of(&place, "2026"));
    for line in [
        "list",
        &show,
        "class list",
        "class show nl-payroll",
        "book-year list",
        "medium list",
        "ledger show",
        "ledger verify",
        "archive new --class nl-admin-basis --date 2026 --dry-run --accept-newer",
        "sweep --dry-run",
    ] {
        let drives = ["a", "b", "home"].map(|folder| place.records(folder));
        place.run(line).exits(0);
        let after = ["a", "b", "home"].map(|folder| place.records(folder));
        for (before, mut after) in drives.into_iter().zip(after) {
            for (name, record) in &before {
                let now = after.remove(name);
                let lock = name.as_os_str() == "lock";
                assert!(lock || now.as_ref() == Some(record), "{line}: {name:?} changed");
            }
            assert!(after.is_empty(), "{line}: {after:?}");
        }
    }
}
