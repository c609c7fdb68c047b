//! Why the ledger, a chain of it or one line can't be believed.

use crate::formats::chain::{ChainProblem, Contradiction};
use crate::formats::entry::{Fault, Unreadable};
use crate::surface::voice::{Noun, Voice, both};
use crate::things::ledger::{LedgerProblem, state};
use crate::words::canonical::{NotCanonical, Shape};

use super::io::file_words;

/// Behind the drive's name, or none for the home's own.
pub fn ledger_words(voice: &Voice, problem: &LedgerProblem) -> String {
    match problem {
        LedgerProblem::Chain { writer, problem } => both!(
            voice,
            "chain {writer}: {why}",
            "keten {writer}: {why}",
            why = chain_words(voice, problem)
        ),
        LedgerProblem::Missing { writer } => {
            both!(voice, "chain {writer} is missing", "keten {writer} ontbreekt")
        }
        LedgerProblem::Contradiction(problem) => contradiction_words(voice, *problem),
        LedgerProblem::OtherVault => both!(
            voice,
            "its first line is not the one that the vault's id stands for",
            "de eerste regel is niet die waar het kluisnummer voor staat"
        ),
        LedgerProblem::Unsigned { writer, seq } => both!(
            voice,
            "chain {writer}, line {seq}: the disposer's signature does not hold",
            "keten {writer}, regel {seq}: de handtekening van de beheerder klopt niet"
        ),
        LedgerProblem::Entries(problem) => both!(
            voice,
            "entries contradict each other: {why}",
            "regels spreken elkaar tegen: {why}",
            why = entries_words(voice, problem)
        ),
        LedgerProblem::NoRoom { bytes, bytes_max } => both!(
            voice,
            "the entries of this would take {bytes}, and {left} are left",
            "de regels hiervoor vragen {bytes}, en er passen er nog {left}",
            bytes = voice.count(*bytes, Noun::Byte),
            left = voice.number(*bytes_max)
        ),
        LedgerProblem::TooManyHomes => both!(
            voice,
            "this vault has as many homes as it can have",
            "deze kluis staat al op zoveel pc's als mogelijk is"
        ),
        LedgerProblem::Crowded { files } => both!(
            voice,
            "a label is missing there, and {more} files more than are read are named like chains",
            "een label ontbreekt daar, en {more} bestanden meer dan er gelezen worden heten als ketens",
            more = voice.number(*files)
        ),
        LedgerProblem::File(problem) => file_words(voice, problem),
    }
}

/// Why bytes are no chain, or a line can't join one.
fn chain_words(voice: &Voice, problem: &ChainProblem) -> String {
    match problem {
        ChainProblem::TooLarge { bytes, bytes_max } => both!(
            voice,
            "the chain has {bytes}, and at most {most} are read",
            "de keten heeft {bytes}, en er worden er hoogstens {most} gelezen",
            bytes = voice.count(*bytes, Noun::Byte),
            most = voice.number(*bytes_max)
        ),
        ChainProblem::LineRefused { seq, why } => both!(
            voice,
            "line {seq} is refused: {why}",
            "regel {seq} is geweigerd: {why}",
            why = unreadable_words(voice, why)
        ),
        ChainProblem::OutOfOrder { expected, found } => both!(
            voice,
            "line {expected} has number {found}",
            "regel {expected} heeft nummer {found}"
        ),
        ChainProblem::BrokenPrev { seq } => both!(
            voice,
            "line {seq} follows another line than the one before it",
            "regel {seq} volgt op een andere regel dan die ervoor staat"
        ),
        ChainProblem::OtherWriter { seq, writer, found } => both!(
            voice,
            "line {seq} was written by {found}, and the chain is {writer}'s",
            "regel {seq} is geschreven door {found}, en de keten is van {writer}"
        ),
        ChainProblem::NotAnOpening { event } => both!(
            voice,
            "the chain starts with {event}, which opens no chain",
            "de keten begint met {event}, en dat opent geen keten"
        ),
        ChainProblem::SecondOpening { seq } => both!(
            voice,
            "line {seq} opens a chain a second time",
            "regel {seq} opent een keten voor de tweede keer"
        ),
        ChainProblem::EndsBeforeHead { head, bytes } => both!(
            voice,
            "the chain ends at byte {bytes}, before the head at byte {head}",
            "de keten eindigt bij byte {bytes}, vóór de kop bij byte {head}",
            bytes = voice.number(*bytes),
            head = voice.number(head.bytes)
        ),
        ChainProblem::HeadDiffers { head } => both!(
            voice,
            "line {seq} is not the one that the head names",
            "regel {seq} is niet die de kop noemt",
            seq = head.count
        ),
    }
}

/// Chains and heads that can't all be true.
fn contradiction_words(voice: &Voice, problem: Contradiction) -> String {
    match problem {
        Contradiction::TwoLines { writer, seq } => both!(
            voice,
            "two lines of writer {writer} have number {seq}",
            "twee regels van schrijver {writer} hebben nummer {seq}"
        ),
        Contradiction::OtherVault { writer, vault } => both!(
            voice,
            "writer {writer}'s chain belongs to vault {vault}",
            "de keten van schrijver {writer} hoort bij kluis {vault}"
        ),
        Contradiction::HeadMissing { head } => both!(
            voice,
            "no chain has line {seq} of writer {writer}, which a head names",
            "geen keten heeft regel {seq} van schrijver {writer}, en een kop noemt die",
            seq = head.count,
            writer = head.writer
        ),
        Contradiction::HeadDiffers { head } => both!(
            voice,
            "line {seq} of writer {writer} is not the one that a head names",
            "regel {seq} van schrijver {writer} is niet die een kop noemt",
            seq = head.count,
            writer = head.writer
        ),
    }
}

/// Two entries that can't both be true.
fn entries_words(voice: &Voice, problem: &state::Contradiction) -> String {
    match problem {
        state::Contradiction::TwoSeals(bundle) => both!(
            voice,
            "bundle {bundle} was sealed twice",
            "bundel {bundle} is twee keer verzegeld"
        ),
        state::Contradiction::TwoAccounts(bundle) => both!(
            voice,
            "two entries about bundle {bundle} do not say the same",
            "twee regels over bundel {bundle} zeggen niet hetzelfde"
        ),
        state::Contradiction::TwoMedia(medium) => both!(
            voice,
            "two entries about drive {medium} do not say the same",
            "twee regels over schijf {medium} zeggen niet hetzelfde"
        ),
        state::Contradiction::NoSuchBundle { bundle, event } => both!(
            voice,
            "{event} speaks of bundle {bundle}, which was never sealed",
            "{event} gaat over bundel {bundle}, en die is nooit verzegeld"
        ),
        state::Contradiction::TwoNotes(note) => both!(
            voice,
            "note {note} was put on record twice",
            "notitie {note} staat twee keer in het logboek"
        ),
        state::Contradiction::TwoHolds(hold) => both!(
            voice,
            "two entries about hold {hold} do not say the same",
            "twee regels over vernietigingsstop {hold} zeggen niet hetzelfde"
        ),
        state::Contradiction::TwoKeyFiles { bundle, generation } => both!(
            voice,
            "bundle {bundle} has two key files of generation {generation}",
            "bundel {bundle} heeft twee bundelsleutels van generatie {generation}"
        ),
    }
}

/// Why a line or a signed document is refused.
pub fn unreadable_words(voice: &Voice, why: &Unreadable) -> String {
    match why {
        Unreadable::TooLarge { bytes, bytes_max } => both!(
            voice,
            "it has {bytes}, and at most {most} are read",
            "er zijn {bytes}, en er worden er hoogstens {most} gelezen",
            bytes = voice.count(*bytes, Noun::Byte),
            most = voice.number(*bytes_max)
        ),
        Unreadable::NotCanonical(problem) => not_canonical_words(voice, problem),
        Unreadable::Unfit { field, fault } => both!(
            voice,
            "its \"{field}\" {fault}",
            "het veld \"{field}\" {fault}",
            fault = fault_words(voice, *fault)
        ),
    }
}

fn fault_words(voice: &Voice, fault: Fault) -> String {
    match fault {
        Fault::Missing => both!(voice, "is missing", "ontbreekt"),
        Fault::Unexpected => both!(voice, "does not belong there", "hoort daar niet"),
        Fault::Grammar => both!(voice, "does not fit its grammar", "heeft niet de juiste vorm"),
        Fault::OutOfRange => both!(voice, "is out of range", "valt buiten de grenzen"),
        Fault::Unsorted => both!(
            voice,
            "is not sorted, or repeats something",
            "is niet gesorteerd, of noemt iets twee keer"
        ),
        Fault::Disagrees => {
            both!(voice, "disagrees with another field", "past niet bij een ander veld")
        }
    }
}

/// Why bytes are not a canonical document or line.
pub fn not_canonical_words(voice: &Voice, problem: &NotCanonical) -> String {
    match problem {
        NotCanonical::Shape(shape) => both!(
            voice,
            "it is no JSON of the expected shape: {why}",
            "dit is geen JSON van de verwachte vorm: {why}",
            why = shape_words(voice, *shape)
        ),
        NotCanonical::Bytes => both!(
            voice,
            "its bytes are not the canonical ones",
            "de bytes staan niet in de voorgeschreven vorm"
        ),
        NotCanonical::Format(None) => {
            both!(voice, "it names no format", "het noemt geen formaat")
        }
        NotCanonical::Format(Some(format)) => both!(
            voice,
            "it has format {format}, and this version knows format 1",
            "dit heeft formaat {format}, en deze versie kent formaat 1"
        ),
        NotCanonical::Critical(what) => both!(
            voice,
            "it needs {what}, which this version does not know",
            "hiervoor is {what} nodig, en dat kent deze versie niet"
        ),
    }
}

fn shape_words(voice: &Voice, shape: Shape) -> String {
    match shape {
        Shape::Syntax { line, column } => both!(
            voice,
            "line {line}, column {column}, can't be read",
            "regel {line}, teken {column}, is niet te lezen"
        ),
        Shape::CutShort => both!(voice, "it ends too early", "het houdt te vroeg op"),
        Shape::Fields => both!(
            voice,
            "a field is missing, unknown, or of another kind",
            "een veld ontbreekt, is onbekend of is van een andere soort"
        ),
        Shape::Number => both!(
            voice,
            "a number is no integer within 2^53",
            "een getal is niet geheel of ligt buiten 2^53"
        ),
        Shape::Depth => both!(voice, "it is nested too deeply", "het is te diep genest"),
        Shape::NoCritical => both!(voice, "\"critical\" is missing", "\"critical\" ontbreekt"),
    }
}
