//! The end of the story: a month that is too young to go, an old year under a hold, its destruction, and the
//! statement that outlives it.

use super::{DONE, Story};
use crate::surface::demo::stage::DemoProblem;
use crate::surface::voice::both;
use crate::words::ids::BundleId;

use chrono::Datelike;

const REFUSED: i32 = 14;
/// How far back the oldest year lies; its seven years are over.
const LONG_PAST_YEARS: i32 = 11;
/// The folder for the statement.
const STATEMENT: &str = "statement";

impl Story<'_> {
    pub(super) fn destruction(&mut self, month: BundleId) -> Result<(), DemoProblem> {
        self.destroying(
            month,
            &both!(
                self.voice,
                "Nothing goes before its time, whoever asks. This is refused: the month must be kept for seven years.",
                "Niets gaat voor zijn tijd, wie het ook vraagt. Dit wordt geweigerd: de maand moet zeven jaar bewaard \
                 blijven."
            ),
            REFUSED,
        )?;
        let old = self.old_year()?;
        self.hold(old)?;
        self.destroying(
            old,
            &both!(
                self.voice,
                "Now they may be destroyed: on both drives the keys are overwritten first, then the rest, and the \
                 other bundles are checked afterwards.",
                "Nu mogen ze worden vernietigd: op beide schijven eerst de sleutels, dan de rest, en daarna worden de \
                 andere bundels nagekeken."
            ),
            DONE,
        )?;
        self.statement(old)?;
        self.step(
            &both!(
                self.voice,
                "Everything so far is in the ledger, here and on both drives, each line chained to the one before.",
                "Alles tot nu toe staat in het logboek, hier en op beide schijven, elke regel vast aan de vorige."
            ),
            &["ledger", "verify"],
            DONE,
        )
    }

    /// Seals the books of a year that is past its end.
    fn old_year(&mut self) -> Result<BundleId, DemoProblem> {
        let year = (self.today.year() - LONG_PAST_YEARS).to_string();
        let folder = self.place.typed(&format!("Administratie/{year}/Administratie"))?;
        self.sealing(
            &both!(
                self.voice,
                "The books of {year} are past their seven years. Sealing something that is due already is most often a \
                 mistyped year, so it must be said: --accept-end.",
                "De boeken van {year} zijn hun zeven jaar voorbij. Wie zoiets verzegelt, heeft meestal een verkeerd \
                 jaar getypt; daarom moet het erbij staan: --accept-end."
            ),
            &["archive", &folder, "--class", "nl-admin-basis", "--date", &year, "--accept-end"],
        )
    }

    /// Places a hold on that year, meets it, and releases it.
    fn hold(&mut self, old: BundleId) -> Result<(), DemoProblem> {
        let year = (self.today.year() - LONG_PAST_YEARS).to_string();
        let reference = both!(self.voice, "OBJECTION-{year}", "BEZWAAR-{year}");
        self.step(
            &both!(
                self.voice,
                "An objection to the assessment of {year} is still open. A hold stops the destruction, of what is \
                 sealed later for that year too. Both drives hear of it.",
                "Het bezwaar tegen de aanslag over {year} loopt nog. Een vernietigingsstop houdt de vernietiging tegen, \
                 ook van wat u later voor dat jaar verzegelt. Beide schijven weten ervan."
            ),
            &[
                "hold",
                "place",
                "--year",
                &year,
                "--ref",
                &reference,
                "--kind",
                "objection",
                "--reason",
                &both!(self.voice, "objection to the assessment", "bezwaar tegen de aanslag"),
            ],
            DONE,
        )?;
        self.destroying(
            old,
            &both!(
                self.voice,
                "The seven years are over, and still it is refused: the hold stands.",
                "De zeven jaar zijn voorbij, en toch wordt het geweigerd: de stop geldt."
            ),
            REFUSED,
        )?;
        self.step(
            &both!(
                self.voice,
                "The objection is decided. Releasing the hold takes a reason, and destroys nothing.",
                "Op het bezwaar is beslist. Een stop opheffen vraagt een reden, en vernietigt niets."
            ),
            &[
                "hold",
                "release",
                &reference,
                "--reason",
                &both!(self.voice, "decision of last week", "uitspraak van vorige week"),
            ],
            DONE,
        )
    }

    fn destroying(
        &mut self,
        bundle: BundleId,
        why: &str,
        expected: i32,
    ) -> Result<(), DemoProblem> {
        let role = both!(self.voice, "owner", "eigenaar");
        let by = ["--by", "A. de Fietser", "--role", &role, "--no-open-matters"];
        self.step(why, &[&["destroy", &bundle.to_string()][..], &by].concat(), expected)
    }

    fn statement(&mut self, old: BundleId) -> Result<(), DemoProblem> {
        let to = self.place.typed(STATEMENT)?;
        self.step(
            &both!(
                self.voice,
                "What is left is a signed statement: what was destroyed, why it might go, who decided, and what was \
                 done to each copy. It lies on both drives, and here in a folder, with a page (PDF/A) to hand over.",
                "Wat blijft, is een ondertekende verklaring: wat er vernietigd is, waarom dat mocht, wie het besloot, en \
                 wat er met elke kopie is gedaan. Ze staat op beide schijven, en hier in een map, met een pagina (PDF/A) om af te geven."
            ),
            &["statement", "show", &old.to_string(), "--to", &to],
            DONE,
        )
    }
}
