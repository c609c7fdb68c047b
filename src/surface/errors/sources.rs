//! A `[[source]]` in `kluis.toml` that can't be meant.

use super::settings::backslash_help;
use super::{Exit, Said, path_text};
use crate::surface::voice::{Voice, both};
use crate::things::vault::source_setting::SourceProblem;
use crate::words::lang::Lang;

pub(super) fn source_problem(voice: &Voice, problem: &SourceProblem) -> Said {
    let (message, help) = match problem {
        SourceProblem::NoFolder => (
            both!(
                voice,
                "a [[source]] has no folder of its own",
                "een [[source]] heeft geen eigen map"
            ),
            both!(
                voice,
                "name a folder below your own, or from the root: folder = \"…\"",
                "noem een map in uw eigen map, of vanaf de wortel: folder = \"…\""
            ),
        ),
        SourceProblem::Escaped(folder) => (
            both!(
                voice,
                "[[source]] {folder}: a \\ in double quotes made another sign of the letter behind it",
                "[[source]] {folder}: een \\ tussen dubbele aanhalingstekens maakt van de letter erachter iets anders",
                folder = path_text(folder)
            ),
            backslash_help(voice),
        ),
        SourceProblem::Twice(folder) => (
            both!(
                voice,
                "two [[source]] name the folder {folder}",
                "twee [[source]] noemen de map {folder}",
                folder = path_text(folder)
            ),
            both!(
                voice,
                "make them one; its [[source.rule]] give files other classes",
                "maak er één van; met [[source.rule]] krijgen bestanden een andere categorie"
            ),
        ),
        SourceProblem::Ignored(folder) => (
            both!(
                voice,
                "ignore has all of the source folder {folder}",
                "ignore omvat de hele bronmap {folder}",
                folder = path_text(folder)
            ),
            both!(
                voice,
                "take the source out, or name in ignore only folders below it",
                "haal de bron weg, of noem bij ignore alleen mappen daaronder"
            ),
        ),
        SourceProblem::NoClass(folder) => (
            both!(
                voice,
                "[[source]] {folder}: it has no class, and no [[source.rule]]",
                "[[source]] {folder}: er is geen class, en geen [[source.rule]]",
                folder = path_text(folder)
            ),
            both!(
                voice,
                "write class = \"nl-admin-basis\", say; {classes} shows them",
                "schrijf bijvoorbeeld class = \"nl-admin-basis\"; {classes} toont ze",
                classes = voice.kluis(&["class", "list"])
            ),
        ),
        SourceProblem::UnknownClass { folder, class } => (
            both!(
                voice,
                "[[source]] {folder}: there is no class {class}",
                "[[source]] {folder}: een bewaarcategorie {class} bestaat niet",
                folder = path_text(folder)
            ),
            both!(
                voice,
                "{classes} shows the classes",
                "{classes} toont de categorieën",
                classes = voice.kluis(&["class", "list"])
            ),
        ),
        SourceProblem::NotByDocument { folder, class, event, event_nl } => {
            let event = match voice.lang {
                Lang::En => event,
                Lang::Nl => event_nl,
            };
            (
                both!(
                    voice,
                    "[[source]] {folder}: the term of {class} starts by its event ({event}), which no document gives",
                    "[[source]] {folder}: de termijn van {class} begint bij een gebeurtenis ({event}), en die staat in \
                     geen document",
                    folder = path_text(folder)
                ),
                both!(
                    voice,
                    "write date = \"folder\" or date = \"file\" there, or another class",
                    "schrijf daar date = \"folder\" of date = \"file\", of een andere class"
                ),
            )
        }
    };
    Said::new(Exit::Usage, message, help)
}
