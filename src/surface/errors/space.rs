//! Why the free space of a drive was not written over, or not trimmed.

use super::{Exit, Said};
use crate::surface::voice::{Voice, both};
use crate::verbs::fault::SpaceFault;

pub(super) fn space(voice: &Voice, problem: &SpaceFault) -> Said {
    match problem {
        SpaceFault::OwnRoom { label } => Said::new(
            Exit::Medium,
            both!(
                voice,
                "{label} shares its room with this PC: filling it would leave none for the PC's own programs",
                "{label} deelt de ruimte met deze pc: volschrijven liet niets over voor de programma's van de pc"
            ),
            both!(
                voice,
                "leave out --fill and --trim; on a drive of its own they can be used",
                "laat --fill en --trim weg; op een eigen schijf kunnen ze wel"
            ),
        ),
        SpaceFault::ReadsOtherwise { label } => Said::new(
            Exit::Fixity,
            both!(
                voice,
                "{label}: what was written into its free space reads otherwise: do not trust this drive",
                "{label}: wat in de vrije ruimte is geschreven, leest anders terug: vertrouw deze schijf niet"
            ),
            voice.kluis(&["verify", label]),
        ),
        SpaceFault::TrimDenied { label } => Said::new(
            Exit::Io,
            both!(
                voice,
                "{label} was not trimmed: that takes an administrator of this PC",
                "{label}: geen trim gedaan: daarvoor is een beheerder van de pc nodig"
            ),
            match cfg!(target_os = "linux") {
                true => both!(
                    voice,
                    "an administrator does it with fstrim -v, and the folder of {label}",
                    "een beheerder doet het met fstrim -v, en de map van {label}"
                ),
                false => in_place_of_trim(voice),
            },
        ),
        SpaceFault::NoTrim { label } => Said::new(
            Exit::Medium,
            both!(
                voice,
                "{label} was not trimmed: the drive, its file system or this system has no way to do it",
                "{label}: geen trim gedaan: de schijf, het bestandssysteem of dit systeem kan het niet"
            ),
            match cfg!(windows) {
                true => both!(
                    voice,
                    "in a PowerShell as administrator: Optimize-Volume -ReTrim, and the letter of {label}",
                    "in een PowerShell als beheerder: Optimize-Volume -ReTrim, en de letter van {label}"
                ),
                false => in_place_of_trim(voice),
            },
        ),
    }
}

fn in_place_of_trim(voice: &Voice) -> String {
    both!(
        voice,
        "use --fill, which writes over the free space",
        "gebruik --fill, dat de vrije ruimte overschrijft"
    )
}
