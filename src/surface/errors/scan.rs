//! Why a drive, or an image of one, was not searched.

use super::{Exit, Said, path_text, word};
use crate::surface::voice::{Voice, both};
use crate::verbs::fault::ScanFault;

pub(super) fn scan(voice: &Voice, problem: &ScanFault) -> Said {
    match problem {
        ScanFault::Absent { path, label } => Said::new(
            Exit::Medium,
            both!(voice, "{path} is not there", "{path} is er niet", path = path_text(path)),
            both!(
                voice,
                "connect {label}, and look how this PC names it: {list}",
                "sluit {label} aan, en kijk hoe deze pc die noemt: {list}",
                list = names_of_drives()
            ),
        ),
        ScanFault::Denied(path) => Said::new(
            Exit::Io,
            both!(
                voice,
                "you may not read {path} byte by byte: that takes an administrator",
                "u mag {path} niet byte voor byte lezen: daarvoor is een beheerder van de pc nodig",
                path = path_text(path)
            ),
            let_read(voice, &word(&path_text(path))),
        ),
        ScanFault::NoDriveOrImage(path) => Said::new(
            Exit::Usage,
            both!(
                voice,
                "{path} is neither a drive nor an image of one",
                "{path} is geen schijf, en ook geen kopie van een hele schijf",
                path = path_text(path)
            ),
            both!(
                voice,
                "name the drive itself, not a folder on it: {list}",
                "noem de schijf zelf, niet een map daarop: {list}",
                list = names_of_drives()
            ),
        ),
        ScanFault::OtherDrive { path, label } => Said::new(
            Exit::Medium,
            both!(
                voice,
                "{path} does not look like {label}: nothing was found, which proves nothing, and nothing is on record",
                "{path} ziet er niet uit als {label}: er is niets gevonden, dat bewijst niets, en er is niets vastgelegd",
                path = path_text(path)
            ),
            both!(
                voice,
                "look whether it is that drive; one that is encrypted as a whole must be opened first, and named as it \
                 is then: {list}",
                "kijk of het die schijf is; is die als geheel versleuteld, open hem dan eerst en noem wat er dan is: {list}",
                list = names_of_drives()
            ),
        ),
        ScanFault::NotDestroyedThere { bundle, label } => Said::new(
            Exit::Usage,
            both!(
                voice,
                "{bundle} was not destroyed on {label}: its bytes may well be there",
                "{bundle} is niet vernietigd op {label}: de bytes kunnen er gewoon staan"
            ),
            voice.kluis(&["show", &bundle.to_string()]),
        ),
        ScanFault::NothingNoted { label } => Said::new(
            Exit::Finding,
            both!(
                voice,
                "this PC has noted no sectors of what was destroyed on {label}, so there is nothing to look for",
                "deze pc heeft geen sectoren genoteerd van wat op {label} is vernietigd, dus er valt niets te zoeken"
            ),
            both!(
                voice,
                "run it on the PC that destroyed it; if that noted none either, no search can be made",
                "doe het op de pc die het vernietigde; heeft ook die niets genoteerd, dan kan er niet worden gezocht"
            ),
        ),
    }
}

/// The command that shows which drives there are, as the system names them.
fn names_of_drives() -> &'static str {
    if cfg!(windows) {
        "Get-Volume"
    } else if cfg!(target_os = "macos") {
        "diskutil list"
    } else {
        "lsblk -o NAME,SIZE,LABEL,MOUNTPOINT -p"
    }
}

/// How a user comes to read a drive: for as long as it stays connected, where the system has rights for drives.
fn let_read(voice: &Voice, path: &str) -> String {
    match cfg!(windows) {
        true => both!(
            voice,
            "open the terminal as administrator, and give the same command",
            "open de terminal als administrator, en geef dezelfde opdracht"
        ),
        false => both!(
            voice,
            "sudo chmod o+r {path}; from then on everyone on this PC may read it, until you take it out",
            "sudo chmod o+r {path}; dan mag iedereen op deze pc die lezen, tot u de schijf eruit haalt"
        ),
    }
}
