//! What stands in the way of a destruction, or of a copy of what is being destroyed.

use super::longer::{longer_book_year, longer_rule, rules_unread, schedule_older};
use super::{Exit, Said, indication, list, seal_field_words, some_drive, word};
use crate::rules::retention::Bar;
use crate::surface::second_person::{self, Approved};
use crate::surface::voice::{Voice, both};
use crate::things::destruction::door::Refused;
use crate::things::ledger::state::UnknownEvent;
use crate::words::ids::{BundleId, WriterId};

pub(super) fn refused(voice: &Voice, problem: &Refused) -> Said {
    let (exit, message, help) = match problem {
        Refused::Unknown(bundle) => (
            Exit::Refused,
            both!(
                voice,
                "the ledger knows no bundle {bundle}",
                "het logboek kent geen bundel {bundle}"
            ),
            voice.kluis(&["list"]),
        ),
        Refused::Barred { bundle, bars } => return barred(voice, *bundle, bars),
        Refused::LongerBookYear { bundle, kept_through } => {
            return longer_book_year(voice, *bundle, *kept_through);
        }
        Refused::RulesUnread { bundle, kept_through } => {
            return rules_unread(voice, *bundle, *kept_through);
        }
        Refused::LongerRule { bundle, newer } => return longer_rule(voice, *bundle, newer),
        Refused::ScheduleOlder { sealed_under } => return schedule_older(voice, sealed_under),
        Refused::PersonsLack { bundle, signed } => return persons_lack(voice, *bundle, *signed),
        Refused::HomesUnheard { bundle, homes } => return homes_unheard(voice, *bundle, homes),
        Refused::UnknownEvents(events) => return unknown_events(voice, events),
        Refused::MediaUnseen(media) => {
            return media_unseen(voice, &media.iter().map(ToString::to_string).collect::<Vec<_>>());
        }
        Refused::ClockInDoubt => (
            Exit::Clock,
            both!(
                voice,
                "the clock is in doubt, and nothing is destroyed by a doubtful clock",
                "de klok is onzeker, en dan wordt er niets vernietigd"
            ),
            super::clock::confirm(voice, &both!(voice, "DATE", "DATUM")),
        ),
        Refused::Needed(bundle) => (
            Exit::Refused,
            both!(
                voice,
                "too few other copies of {bundle} hold now",
                "van {bundle} zijn nu te weinig andere kopieën in orde"
            ),
            both!(
                voice,
                "plug in the other drives that hold it: {show} names them",
                "sluit de andere schijven aan waar die op staat: {show} noemt ze",
                show = show(voice, *bundle)
            ),
        ),
        Refused::UnderDestruction(bundle) => (
            Exit::Refused,
            both!(
                voice,
                "{bundle} is being destroyed, and gets no further copy",
                "{bundle} wordt vernietigd, en krijgt geen kopie meer"
            ),
            show(voice, *bundle),
        ),
        Refused::NotSucceeded(bundle) => (
            Exit::Refused,
            both!(
                voice,
                "not every record of {bundle} is proven to stand elsewhere with copies enough",
                "niet van elk stuk van {bundle} staat vast dat het elders staat, met genoeg kopieën"
            ),
            show(voice, *bundle),
        ),
        Refused::HeirsUnseen { bundle, heirs } => (
            Exit::Refused,
            both!(
                voice,
                "{bundle} stays: its records are in {heirs}, and this PC has not seen enough copies of that itself, one of \
                 them whole on a connected drive",
                "{bundle} blijft: de stukken zitten in {heirs}, en deze pc heeft daarvan zelf niet genoeg kopieën gezien, \
                 waarvan één heel op een aangesloten schijf",
                heirs = list(heirs)
            ),
            both!(
                voice,
                "plug in the drives that hold it, and look: {verify}",
                "sluit de schijven aan waar die op staat, en kijk: {verify}",
                verify = voice.kluis(&["verify"])
            ),
        ),
        Refused::ElsewhereUnseen { bundle, heirs } => (
            Exit::Refused,
            both!(
                voice,
                "{bundle} stays: its records are in {heirs} of another vault, and no home on this PC shows enough copies of \
                 that, one of them whole on a connected drive",
                "{bundle} blijft: de stukken zitten in {heirs} van een andere kluis, en op deze pc is niet te zien dat die \
                 genoeg kopieën heeft, waarvan één heel op een aangesloten schijf",
                heirs = list(heirs)
            ),
            both!(
                voice,
                "plug in that vault's drives and give the same {reseal} --into again",
                "sluit de schijven van die kluis aan en geef dezelfde {reseal} --into opnieuw",
                reseal = voice.kluis(&["reseal", &bundle.to_string()])
            ),
        ),
        Refused::OtherSeal(bundle) => (
            Exit::Seal,
            both!(
                voice,
                "the seal of {bundle} is not the one in the ledger",
                "de verzegeling van {bundle} is een andere dan in het logboek staat"
            ),
            show(voice, *bundle),
        ),
        Refused::PartlyErased(bundle) => (
            Exit::Refused,
            both!(
                voice,
                "something of {bundle} was erased already, and its destruction can only be ended",
                "van {bundle} is al iets overschreven; de vernietiging is alleen nog af te maken"
            ),
            voice.kluis(&[
                "destroy",
                &bundle.to_string(),
                "--by",
                &both!(voice, "NAME", "NAAM"),
                "--role",
                &both!(voice, "ROLE", "FUNCTIE"),
            ]),
        ),
        Refused::Disagrees { bundle, field } => (
            Exit::Seal,
            both!(
                voice,
                "the ledger says of {bundle} what its seal does not ({field}); somebody may have used the sealer's key",
                "het logboek zegt over {bundle} iets anders dan de verzegeling ({field}); misschien heeft iemand de sleutel \
                 van de verzegelaar gebruikt",
                field = seal_field_words(voice, *field)
            ),
            both!(
                voice,
                "unplug the drive that told of it: {show}; {verify}",
                "koppel de schijf los waar dat vandaan komt: {show}; {verify}",
                show = voice.kluis(&["ledger", "show"]),
                verify = voice.kluis(&["verify"])
            ),
        ),
    };
    Said::new(exit, message, help)
}

fn persons_lack(voice: &Voice, bundle: BundleId, signed: usize) -> Said {
    let id = bundle.to_string();
    let message = match signed {
        0 => both!(
            voice,
            "{id}: this vault wants two persons, and nobody has approved its destruction",
            "{id}: deze kluis vraagt twee personen, en niemand heeft de vernietiging goedgekeurd"
        ),
        _ => both!(
            voice,
            "{id}: this vault wants two persons, and one has approved its destruction",
            "{id}: deze kluis vraagt twee personen, en één heeft de vernietiging goedgekeurd"
        ),
    };
    Said::new(
        Exit::Refused,
        message,
        both!(
            voice,
            "let another disposer approve it, on this PC or on another: {approve}; {script}",
            "laat een andere beheerder het goedkeuren, op deze pc of een andere: {approve}; {script}",
            approve = second_person::approve(voice, &Approved::Bundles(&[bundle])),
            script = second_person::approve_unasked(voice)
        ),
    )
}

/// The order is on record; another home may have placed a hold that nobody here has heard of.
fn homes_unheard(voice: &Voice, bundle: BundleId, homes: &[WriterId]) -> Said {
    let (name, role) = (both!(voice, "NAME", "NAAM"), both!(voice, "ROLE", "FUNCTIE"));
    let id = bundle.to_string();
    Said::new(
        Exit::PartlyDone,
        both!(
            voice,
            "the destruction of {id} is ordered, and waits for every PC of this vault: {homes} may not have heard of it",
            "de vernietiging van {id} is besloten, en wacht op elke pc van deze kluis: {homes} weet er misschien niet van",
            homes = list(homes.iter().map(|writer| writer.to_string()[..8].to_owned()))
        ),
        both!(
            voice,
            "on that PC, with a drive from here: {verify}; then here again: {resume}; or another person, who knows that a \
             hold may be missed: {approve}; {script}",
            "op die pc, met een schijf van hier: {verify}; daarna hier weer: {resume}; of een andere persoon, die weet dat \
             er een vernietigingsstop kan zijn: {approve}; {script}",
            verify = voice.kluis(&["verify"]),
            resume = voice.kluis(&["destroy", "--resume", "--by", &name, "--role", &role]),
            approve = second_person::approve(voice, &Approved::Bundles(&[bundle])),
            script = second_person::approve_unasked(voice)
        ),
    )
}

fn show(voice: &Voice, bundle: BundleId) -> String {
    voice.kluis(&["show", &bundle.to_string()])
}

fn unknown_events(voice: &Voice, events: &[UnknownEvent]) -> Said {
    let said = |event: &UnknownEvent| {
        both!(
            voice,
            "{event} (writer {writer}, line {seq})",
            "{event} (schrijver {writer}, regel {seq})",
            writer = event.writer,
            seq = event.seq,
            event = event.event
        )
    };
    let distrust = events.first().map(|first| {
        let (name, text) = (both!(voice, "NAME", "NAAM"), both!(voice, "TEXT", "TEKST"));
        let lines = format!("{}:{}", first.writer, first.seq);
        let words = ["signer", "replace", "--distrust", &lines, "--by", &name, "--reason", &text];
        both!(
            voice,
            "; if nobody on your side wrote that: {replace}",
            "; heeft niemand bij u dat geschreven: {replace}",
            replace = voice.kluis(&words)
        )
    });
    Said::new(
        Exit::Refused,
        both!(
            voice,
            "the ledger has events that this version does not know, and one may be a hold: {events}",
            "in het logboek staan gebeurtenissen die deze versie niet kent, en een kan een vernietigingsstop zijn: \
             {events}",
            events = list(events.iter().map(said))
        ),
        both!(
            voice,
            "use the newest version of kluis{distrust}",
            "gebruik de nieuwste versie van kluis{distrust}",
            distrust = distrust.unwrap_or_default()
        ),
    )
}

/// A home that came back, or that learned of another home's drive, has not read what is known there.
pub(super) fn media_unseen(voice: &Voice, labels: &[String]) -> Said {
    let first = labels.first().map_or_else(|| some_drive(voice), |label| word(label));
    Said::new(
        Exit::Refused,
        both!(
            voice,
            "this home has never seen {drives}, and a hold may stand there alone",
            "deze pc heeft {drives} nog nooit gezien, en een vernietigingsstop kan alleen daar staan",
            drives = list(labels)
        ),
        both!(
            voice,
            "plug it in and run this again; if it is gone for good: --waive {first} --reason TEXT",
            "sluit die aan en geef de opdracht opnieuw; is die voorgoed weg: --waive {first} --reason TEKST"
        ),
    )
}

/// A hold is named first: it binds whatever the date.
fn barred(voice: &Voice, bundle: BundleId, bars: &[Bar]) -> Said {
    let holds = bars.iter().filter(|bar| matches!(bar, Bar::Hold(_)));
    let others = bars.iter().filter(|bar| !matches!(bar, Bar::Hold(_)));
    let reasons: Vec<String> = holds.chain(others).map(|bar| bar_said(voice, bar)).collect();
    let held = bars.iter().find_map(|bar| match bar {
        Bar::Hold(hold) => Some(voice.kluis(&["hold", "show", &hold.name()])),
        Bar::KeepThrough(_) | Bar::OpenEnd => None,
    });
    let message = format!("{bundle} {}", reasons.join(&both!(voice, "; it ", "; deze bundel ")));
    Said::new(Exit::Refused, message, held.unwrap_or_else(|| show(voice, bundle)))
}

/// Behind the bundle's id.
fn bar_said(voice: &Voice, bar: &Bar) -> String {
    match bar {
        Bar::Hold(hold) => both!(
            voice,
            "is held by {reference} since {since}",
            "staat onder vernietigingsstop {reference} sinds {since}",
            reference = hold.name(),
            since = voice.day_by(hold.since, hold.clock)
        ),
        Bar::KeepThrough(day) => match day.succ_opt() {
            Some(due) => both!(
                voice,
                "is kept through {day}, and due from {due} here and in UTC ({indication})",
                "bewaart u tot en met {day}; te vernietigen vanaf {due}, hier en in UTC ({indication})",
                day = voice.day(*day),
                due = voice.day(due),
                indication = indication(voice)
            ),
            None => both!(
                voice,
                "is kept through {day} ({indication})",
                "bewaart u tot en met {day} ({indication})",
                day = voice.day(*day),
                indication = indication(voice)
            ),
        },
        Bar::OpenEnd => both!(
            voice,
            "has no end yet: the event that starts its clock is not recorded",
            "heeft nog geen einde: de gebeurtenis waarmee de termijn begint, is niet vastgelegd"
        ),
    }
}
