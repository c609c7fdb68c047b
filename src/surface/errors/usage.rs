//! Words that can't be meant, and questions without an answer: all of them exit 2, but for the one to which the
//! answer was that the records are still needed.

use super::rules::{book_year_problem, class_problem, date_problem};
use super::{Exit, INDICATION, Said, list, path_word, say_name, say_path, word};
use crate::surface::voice::Voice;
use crate::verbs::fault::Usage;

pub(super) fn usage(voice: &Voice, usage: &Usage) -> Said {
    let (message, help): (String, String) = match usage {
        Usage::NoVault => (
            "there is no vault here, and none is named".into(),
            "kluis init --name \"YOUR CLIENT\"; if the PC that had it is gone: kluis rebuild; or name a vault's \
             folder with --vault DIR"
                .into(),
        ),
        Usage::WhichVault(names) => (
            format!("there are {} vaults, and none is named: {}", names.len(), list(names)),
            format!("add --vault {}", names.first().map_or("NAME".into(), |name| word(name))),
        ),
        Usage::NoSuchVault(name) => (
            format!("no vault is called {}, and none lies in such a folder", say_name(name)),
            "kluis list --each names all vaults".into(),
        ),
        Usage::VaultExists(name) => (
            format!("where the vault of {} would go there is something already", say_name(name)),
            "choose another --name, or another folder with --vault DIR".into(),
        ),
        Usage::BadText(option) => (
            format!("{option} is empty, too long, or has characters that can't be shown"),
            format!("give {option} as one short line of text"),
        ),
        Usage::BadYearEnd(text) => (
            format!("{} is no day of a year", say_name(text)),
            "--book-year-end MM-DD, as in --book-year-end 06-30".into(),
        ),
        Usage::BookYear(problem) => return book_year_problem(voice, problem),
        Usage::NoSuchClass(class) => {
            (format!("no retention class is called {}", say_name(class)), "kluis class list".into())
        }
        Usage::Class(problem) => return class_problem(voice, problem),
        Usage::Date(problem) => return date_problem(voice, problem),
        Usage::SourceIsOurs(path) => (
            format!("{} holds a vault or a drive, or lies in one", say_path(path)),
            "name the folder with your own files".into(),
        ),
        Usage::SourceOfOther { path, place, vault } => (
            match path == place {
                true => format!("{} is a source of {}", say_path(path), say_name(vault)),
                false => format!(
                    "{} meets {}, which is a source of {}",
                    say_path(path),
                    say_path(place),
                    say_name(vault)
                ),
            },
            format!(
                "--vault {} if that client is meant; if these files are this vault's as well, add --shared-source",
                word(vault)
            ),
        ),
        Usage::Source { path, source } => (
            format!("{} can't be read: {source}", say_path(path)),
            format!("check that {} is there and that you may read it", path_word(path)),
        ),
        Usage::NotAFolder(path) => (
            format!("{} is no folder", say_path(path)),
            "name a folder; a drive is named by the one where it is mounted".into(),
        ),
        Usage::LostInTheFuture(day) => (
            format!("--since {day} lies in the future"),
            "give the day on which it was first missed".into(),
        ),
        Usage::FileExists(path) => (
            format!("{} is there already, and nothing is written over it", say_path(path)),
            "name a new file with --paper FILE".into(),
        ),
        Usage::ShortPassphrase { chars_min } => (
            format!("the passphrase has fewer than {chars_min} characters; no vault was made"),
            "choose a longer one: four words that nobody would put together, say".into(),
        ),
        Usage::SettingsUnaccepted(settings) => (
            format!(
                "only the sealer's key vouches for the settings on the drive, and nobody accepted them: {}",
                settings
                    .iter()
                    .map(|setting| format!("{} = {}", say_name(&setting.name), say_name(&setting.value)))
                    .collect::<Vec<_>>()
                    .join("; ")
            ),
            "if they are this vault's, add --accept-settings".into(),
        ),
        Usage::SettingsRefused => (
            "the settings on the drive were not accepted; no home was made".into(),
            "name another drive with --from; or accept them, and correct kluis.toml afterwards".into(),
        ),
        Usage::IdentityUnnamed => (
            "an identity is needed: the owner's, or the paper one".into(),
            "add --identity FILE: the recovery sheet's line, typed into a file, will do".into(),
        ),
        Usage::BadLines(text) => (
            format!("{} names no lines of a chain that is known here", say_name(text)),
            "--distrust WRITER:LINE, WRITER:FROM..TO or WRITER:FROM..; kluis ledger verify shows the chains".into(),
        ),
        Usage::NotWaitedFor(label) => (
            format!("{} is no drive that this home waits for", say_name(label)),
            "leave out --waive; kluis medium list shows the drives".into(),
        ),
        Usage::SheetNotConfirmed => (
            "what was typed is not on the recovery sheet; no vault was made".into(),
            "run kluis init again, and copy the sheet before you go on; or add --paper FILE".into(),
        ),
        Usage::SheetNowhere => (
            "there is no terminal to show the recovery sheet on; no vault was made".into(),
            "add --paper FILE, print that file and remove it".into(),
        ),
        Usage::DeletionIsDue { delete_from } => (
            format!("these would have to be deleted from {delete_from} on ({INDICATION})"),
            "check --class and --date; if they are right, add --accept-end".into(),
        ),
        Usage::DriveInDrive { path, other } => (
            format!("{} lies in or around the drive {}", say_path(path), say_path(other)),
            "name the top folder of another drive: two copies on one drive are lost together"
                .into(),
        ),
        Usage::AlreadyDestroyed(bundle) => {
            (format!("{bundle} was destroyed before"), format!("kluis show {bundle}"))
        }
        Usage::NotIntended(bundle) => {
            (format!("{bundle} is not being destroyed"), format!("kluis show {bundle}"))
        }
        Usage::NotYet(what) => (format!("{what} is not built yet"), "kluis --help".into()),
        Usage::OpenMattersStand => {
            let message = "an assessment, objection or claim about these records is open";
            let help = "keep them until it is closed, then run kluis destroy again";
            return Said::new(Exit::Refused, message, help);
        }
        Usage::BadAlso(text) => (
            format!("{} is no class and date", say_name(text)),
            "--also CLASS@DATE, as in --also nl-asset@2030-06-30".into(),
        ),
        Usage::BadPeriod(text) => (
            format!("{} is no period", say_name(text)),
            "--period P5Y for five years; also P6M, P4W and P10D".into(),
        ),
        Usage::BadSpan(text) => (
            format!("{} is no time span", say_name(text)),
            "--inactive-for 90d; also 12w, 6m and 2y".into(),
        ),
        Usage::BadTag(text) => (
            format!("{} is no tag", say_name(text)),
            "--tag NAME=VALUE, as in --tag invoice=2025-001".into(),
        ),
        Usage::NothingToSeal => (
            "no file to seal was found there".into(),
            "name a folder that holds files; what --move took away is in kluis list".into(),
        ),
        Usage::EndIsNear { keep_through } => (
            format!(
                "these would be kept through {keep_through} ({INDICATION}), which is past or within \
                 twelve months"
            ),
            "check --date; if it is right, add --accept-end".into(),
        ),
        Usage::NewerThanDate { path, modified, date } => (
            format!(
                "{} was last changed on {modified}, after the date given, {date}",
                say_path(path)
            ),
            "check --date; if it is right, add --accept-end".into(),
        ),
        Usage::Conflict { keep_through, delete_from } => (
            format!(
                "one rule keeps these through {keep_through}, and another wants them deleted from \
                 {delete_from} ({INDICATION})"
            ),
            "seal the records apart, each under its own --class".into(),
        ),
        Usage::NoSelection => (
            "no bundle is selected".into(),
            "name bundles, or add --class ID, --year YEAR, --case CODE or --all".into(),
        ),
        Usage::NoSuchBundle(start) => {
            (format!("no bundle's id starts with {}", say_name(start)), "kluis list".into())
        }
        Usage::AmbiguousBundle(start, found) => (
            format!("{} is the start of {}: {}", say_name(start), found.len(), list(found)),
            found.first().map_or("kluis list".into(), |id| format!("type more of it: {id}")),
        ),
        Usage::BadYears(text) => (
            format!("{} is no year and no range of years", say_name(text)),
            "--year 2022, or --year 2019..2022".into(),
        ),
        Usage::BadGlob { pattern, why } => (
            format!("the pattern {} can't be used: {}", say_name(pattern), say_name(why)),
            "--match \"*.pdf\", or --match \"2022/**\"".into(),
        ),
        Usage::TargetNotEmpty(path) => {
            (format!("{} is not empty", say_path(path)), "name a new or empty folder".into())
        }
        Usage::TargetIsOurs(path) => (
            format!("{} lies in a vault's home or on a drive of one, or holds it", say_path(path)),
            "choose a place apart from the vault's home and its drives".into(),
        ),
        Usage::TooLargeForTarget { to, name, bytes, most } => (
            format!(
                "{} has {bytes} bytes, and a file in {} can have {most}; nothing was written",
                say_name(name),
                say_path(to)
            ),
            "name a folder on exFAT, NTFS, APFS or ext4; or name other records with --match".into(),
        ),
        Usage::NoSuchMedium(label) => (
            format!("no drive is called {}", say_name(label)),
            format!(
                "kluis medium list; a drive's folder is written with a separator: {}",
                word(&format!("./{label}"))
            ),
        ),
        Usage::LabelLikeAPath(label) => (
            format!("{} could be taken for a path", say_name(label)),
            "choose a --label without / and \\, and without a colon behind its first letter".into(),
        ),
        Usage::LabelTaken(label) => (
            format!("another drive of this vault is called {} already", say_name(label)),
            "choose another --label; kluis medium list shows those in use".into(),
        ),
        Usage::Roles => (
            "the roles don't fit the vault's custody".into(),
            "leave out --role; with custody apart give one: --role data, or --role keys".into(),
        ),
        Usage::OpenMatters => (
            "nobody has said whether an assessment, objection or claim about these is open".into(),
            "add --no-open-matters if none is".into(),
        ),
        Usage::NotTyped => (
            "the bundle's id was not typed, so nothing was destroyed".into(),
            "run kluis destroy again on a terminal, and type the id that it shows".into(),
        ),
        Usage::NotUtf8(text) => (
            format!("{} is not valid UTF-8, and is no folder", say_name(text)),
            "type a drive's label or an existing folder; kluis medium list shows both".into(),
        ),
    };
    Said::new(Exit::Usage, message, help)
}
