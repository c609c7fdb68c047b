//! Words that can't be meant, and questions without an answer: all of them exit 2, but for the one to which the
//! answer was that the records are still needed.

mod dates;
mod disclosures;
mod documents;
mod earlier;
mod ends;
mod holds;
mod keys;
mod lists;
mod month;
mod packs;
mod persons;
mod places;
mod reseal;
mod said_no;
mod tables;
mod typed;
mod vault;
mod vaults;

pub(super) use places::source as unreadable;

pub use typed::glob_words;

use super::rules::{book_year_problem, class_problem, date_problem};
use super::{Exit, Said, medium_list};
use crate::surface::voice::{Voice, both};
use crate::verbs::fault::Usage;

pub(super) fn usage(voice: &Voice, usage: &Usage) -> Said {
    let (message, help) = match usage {
        Usage::NoVault => vault::none_named(voice),
        Usage::WhichVault(names) => vault::which(voice, names),
        Usage::NoSuchVault(name) => vault::unknown(voice, name),
        Usage::VaultExists(name) => vault::exists(voice, name),
        Usage::SheetUnwritten { sheet, home } => vault::sheet_unwritten(voice, sheet, home),
        Usage::OneHomeForTwo { name, other } => vault::one_home_for_two(voice, name, other),
        Usage::ShortPassphrase { chars_min } => vault::short_passphrase(voice, *chars_min),
        Usage::NoNewPassphrase => vault::no_new_passphrase(voice),
        Usage::SettingsUnaccepted(settings) => vault::settings_unaccepted(voice, settings),
        Usage::SettingsRefused => vault::settings_refused(voice),
        Usage::Unvouched(incoming) => vault::unvouched(voice, incoming),
        Usage::VouchRefused(incoming) => vault::vouch_refused(voice, incoming),
        Usage::IdentityUnnamed => vault::identity_unnamed(voice),
        Usage::SheetNotConfirmed => vault::sheet_not_confirmed(voice),
        Usage::SheetNowhere => vault::sheet_nowhere(voice),

        Usage::BadText(option) => typed::text(voice, option),
        Usage::SpaceOfBundles => lists::space_of_bundles(voice),
        Usage::BadYearEnd(text) => typed::year_end(voice, text),
        Usage::NoSuchClass(class) => typed::class(voice, class),
        Usage::NoSuchCountry { country, known } => typed::country(voice, country, known),
        Usage::BadAlso(text) => typed::also(voice, text),
        Usage::BadPeriod(text) => typed::period(voice, text),
        Usage::BadSpan(text) => typed::span(voice, text),
        Usage::BadTag(text) => typed::tag(voice, text),
        Usage::TagsTooLong => typed::tags_too_long(voice),
        Usage::BadYears(text) => typed::years(voice, text),
        Usage::BadGlob { pattern, why } => typed::glob(voice, pattern, *why),
        Usage::BadLines(text) => typed::lines(voice, text),
        Usage::NotUtf8(text) => typed::not_utf8(voice, text),
        Usage::NoSelection => typed::no_selection(voice),
        Usage::NoSuchBundle(start) => typed::no_bundle(voice, start),
        Usage::AmbiguousBundle(start, found) => typed::ambiguous(voice, start, found),
        Usage::NotTyped => typed::not_typed(voice),
        Usage::SaidNo(what) => said_no::said_no(voice, what),

        Usage::BookYear(problem) => return book_year_problem(voice, problem),
        Usage::Class(problem) => return class_problem(voice, problem),
        Usage::Date(problem) => return date_problem(voice, problem),
        Usage::AlsoDate { class, problem } => {
            dates::also(voice, class, problem, date_problem(voice, problem))
        }
        Usage::EndIsNear { keep_through, past } => dates::end_is_near(voice, *keep_through, *past),
        Usage::EndAndNewer { end, newer } => {
            dates::end_and_newer(voice, [end, newer].map(|usage| self::usage(voice, usage).message))
        }
        Usage::DeletionIsDue { delete_from } => dates::deletion_is_due(voice, *delete_from),
        Usage::NewerThanDate { some, count, of, limit, date } => {
            dates::newer(voice, some, (*count, *of), *limit, *date)
        }
        Usage::Conflict { keep_through, delete_from } => {
            dates::conflict(voice, *keep_through, *delete_from)
        }
        Usage::LostInTheFuture(day) => dates::lost_in_the_future(voice, *day),
        Usage::KnownInTheFuture(day) => dates::known_in_the_future(voice, *day),
        Usage::Person(problem) => return persons::person_problem(voice, problem),
        Usage::Key(fault) => return keys::key_fault(voice, fault),
        Usage::End(problem) => return ends::end_problem(voice, problem),
        Usage::Vaults(fault) => return vaults::vaults_fault(voice, fault),
        Usage::Reseal(problem) => return reseal::reseal_problem(voice, problem),

        Usage::BadTold(text) => holds::told(voice, text),
        Usage::ToldInTheFuture(day) => holds::told_in_the_future(voice, *day),
        Usage::ReviewInThePast(day) => holds::review_in_the_past(voice, *day),
        Usage::NoLegalEnd(kind) => holds::no_legal_end(voice, *kind),
        Usage::LegalEndUnknown(kind) => holds::legal_end_unknown(voice, *kind),
        Usage::LegalEndTooFar { ends, last } => holds::legal_end_too_far(voice, *ends, *last),
        Usage::NoSuchHold(name) => holds::unknown(voice, name),
        Usage::HoldWithoutReference => disclosures::hold_without_reference(voice),
        Usage::NoSuchDisclosure(name, open) => disclosures::unknown(voice, name, open),
        Usage::ShortSubject(text) => disclosures::short_subject(voice, text),
        Usage::BadWithheld(text) => disclosures::withheld(voice, text),
        Usage::AmbiguousHold(start, found) => holds::ambiguous(voice, start, found),
        Usage::SeveralHolds(name, found) => holds::several(voice, name, found),
        Usage::HoldReleased(name) => holds::released(voice, name),
        Usage::NobodyTold { hold, kind } => holds::nobody_told(voice, hold, *kind),

        Usage::SourceIsOurs(path) => places::source_is_ours(voice, path),
        Usage::SourceOfOther { path, place, vault } => {
            places::source_of_other(voice, path, place, vault)
        }
        Usage::Source { path, source } => places::source(voice, path, source),
        Usage::NothingToSeal => places::nothing_to_seal(voice),
        Usage::NoSources(path) => month::no_sources(voice, path),
        Usage::SourcePattern { folder, pattern, why } => {
            month::source_pattern(voice, folder, pattern, *why)
        }
        Usage::MonthNotOver { month, last } => month::not_over(voice, *month, *last),
        Usage::OfMonth { month, doubt } => {
            month::doubt(voice, *month, doubt, &|part| self::usage(voice, part).message)
        }
        Usage::OfDocuments { date, some, count, doubt } => {
            documents::doubt(voice, *date, (some, *count), self::usage(voice, doubt))
        }
        Usage::NotByDocument { class, event, event_nl } => {
            documents::not_by_document(voice, class, event, event_nl)
        }
        Usage::TooManyEnds { ends, ends_max } => documents::too_many_ends(voice, *ends, *ends_max),
        Usage::ListByDocument => documents::list(voice),
        Usage::MonthNotConfirmed => month::not_confirmed(voice),
        Usage::NotAFolder(path) => places::not_a_folder(voice, path),
        Usage::FileExists { path, option } => places::file_exists(voice, path, option),
        Usage::ListIsAPage(path) => places::list_is_a_page(voice, path),
        Usage::NoSuchList(path) => lists::no_such_list(voice, path),
        Usage::NotAList { path, why } => lists::not_a_list(voice, path, why),
        Usage::Table { path, why } => tables::table(voice, path, why),
        Usage::BadRecipient { text, why } => tables::recipient(voice, text, *why),
        Usage::TooManyRecipients(given) => tables::recipients(voice, *given),
        Usage::PackUnderOwnPassphrase { file, other } => {
            packs::own_passphrase(voice, file.as_deref(), other.as_deref())
        }
        Usage::PackOpenedByNobody => packs::opened_by_nobody(voice),
        Usage::PackOfEach => packs::of_each(voice),
        Usage::PackInFolder { file, folder } => packs::in_folder(voice, file, folder),
        Usage::NothingAsked => tables::nothing_asked(voice),
        Usage::NotAProof(path) => lists::not_a_proof(voice, path),
        Usage::ListOfAnotherVault(path) => lists::of_another_vault(voice, path),
        Usage::ListedUnknown(bundle) => lists::unknown(voice, *bundle),
        Usage::NotOnTheList(bundle) => lists::not_on_it(voice, *bundle),
        Usage::TargetNotEmpty(path) => places::target_not_empty(voice, path),
        Usage::TargetHolds(path) => places::target_holds(voice, path),
        Usage::TargetIsOurs(path) => places::target_is_ours(voice, path),
        Usage::TooLargeForTarget { to, name, bytes, most } => {
            places::too_large(voice, to, name, *bytes, *most)
        }
        Usage::NoSuchMedium(label) => places::no_drive(voice, label),
        Usage::LabelLikeAPath(label) => places::label_like_a_path(voice, label),
        Usage::LabelTaken(label) => places::label_taken(voice, label),
        Usage::DriveInDrive { path, other } => places::drive_in_drive(voice, path, other),

        Usage::NotWaitedFor(label) => (
            both!(
                voice,
                "{label} is no drive that this home waits for",
                "op {label} wacht deze pc niet"
            ),
            both!(
                voice,
                "leave out --waive; {list} shows the drives",
                "laat --waive weg; {list} toont de schijven",
                list = medium_list(voice)
            ),
        ),
        Usage::Roles => (
            both!(
                voice,
                "--role does not fit where this vault keeps its keys",
                "--role past niet bij waar deze kluis de bundelsleutels bewaart"
            ),
            both!(
                voice,
                "leave out --role; with custody apart give one: --role data, or --role keys",
                "laat --role weg; bij custody apart geeft u er één: --role data, of --role keys"
            ),
        ),
        Usage::OpenMatters => (
            both!(
                voice,
                "nobody has said whether an assessment, objection or claim about these is open",
                "niemand heeft gezegd of er over deze stukken een aanslag, bezwaar, beroep, vordering of verzoek loopt"
            ),
            both!(
                voice,
                "add --no-open-matters if none is",
                "loopt er niets, dan --no-open-matters erbij"
            ),
        ),
        Usage::OpenMattersStand => return open_matters_stand(voice),
        Usage::AlreadyDestroyed(bundle) => (
            both!(voice, "{bundle} was destroyed before", "{bundle} is al eerder vernietigd"),
            voice.kluis(&["show", &bundle.to_string()]),
        ),
        Usage::NotIntended(bundle) => (
            both!(voice, "{bundle} is not being destroyed", "{bundle} wordt niet vernietigd"),
            voice.kluis(&["show", &bundle.to_string()]),
        ),
    };
    Said::new(Exit::Usage, message, help)
}

fn open_matters_stand(voice: &Voice) -> Said {
    Said::new(
        Exit::Refused,
        both!(
            voice,
            "an assessment, objection or claim about these records is open",
            "over deze stukken loopt een aanslag, bezwaar, beroep, vordering of verzoek"
        ),
        both!(
            voice,
            "keep them until it is closed, then run kluis destroy again",
            "bewaar ze tot dat is afgerond, en geef dan kluis destroy opnieuw"
        ),
    )
}
