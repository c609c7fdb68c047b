//! Dutch help of kluis hold: what stops a destruction whatever the date.

use super::dutch::{Dutch, arg, command};
use super::records::{ALL, BUNDLES, CASE, CLASS, YEAR};

pub const TEXTS: &[Dutch] = &[
    command(
        "hold",
        "Vernietigingsstops: ze houden vernietigen tegen, wat de datum ook is, tot iemand ze opheft.",
        "",
    ),
    command(
        "hold place",
        "Houdt vernietigen van deze bundels tegen, ook van wat later wordt verzegeld en past, tot de stop is opgeheven.",
        "kluis hold place --year 2022..2023 --ref CONTROLE-2026 --kind audit --reason \"brief van 12 maart\"",
    ),
    arg("hold place.bundles", BUNDLES),
    arg("hold place.class", CLASS),
    arg("hold place.year", YEAR),
    arg("hold place.case", CASE),
    arg("hold place.all", ALL),
    arg(
        "hold place.reference",
        "Uw kenmerk ervoor; twee stops mogen hetzelfde hebben. Op schijven versleuteld.",
    ),
    arg(
        "hold place.kind",
        "De grond: audit (controle), information-request (informatieverzoek), objection (bezwaar of beroep), claim \
         (vordering), criminal-order (strafvorderlijk bevel), seizure (bewijsbeslag), supervisor (toezichthouder), \
         insolvency (insolventie), restriction (beperking, AVG art. 18), access-request (inzageverzoek), aml-extension \
         (verlenging door de witwasautoriteit), own (eigen besluit; dat is het zonder --kind).",
    ),
    arg(
        "hold place.review",
        "Wanneer iemand de stop opnieuw bekijkt; anders over zes maanden. Die dag heft niets op.",
    ),
    arg(
        "hold place.ends",
        "De dag waarop de grond volgens de wet eindigt, bij aml-extension. Die dag heft niets op.",
    ),
    arg("hold place.reason", "Waarom; versleuteld."),
    arg("hold place.by", "Wie het doet; versleuteld."),
    arg("hold place.told", "Wie is ingelicht, en wanneer: \"J. de Wit@2026-03-12\"; versleuteld."),
    command(
        "hold review",
        "Legt vast dat een stop nog nodig is, en wanneer iemand die opnieuw bekijkt.",
        "kluis hold review CONTROLE-2026 --review 2027-03-01 --reason \"het rapport is er nog niet\"",
    ),
    arg("hold review.hold", "Het kenmerk van de stop, of het begin van het nummer."),
    arg("hold review.review", "Wanneer iemand de stop opnieuw bekijkt."),
    arg("hold review.reason", "Waarom; versleuteld."),
    arg("hold review.by", "Wie het doet; versleuteld."),
    arg("hold review.told", "Wie is ingelicht, en wanneer: \"J. de Wit@2026-03-12\"; versleuteld."),
    command(
        "hold release",
        "Heft een stop op. Er wordt niets vernietigd; wat dan weg mag, vernietigt u met een eigen opdracht.",
        "kluis hold release CONTROLE-2026 --reason \"rapport van 14 november\"",
    ),
    arg("hold release.hold", "Het kenmerk van de stop, of het begin van het nummer."),
    arg("hold release.reason", "Waarom; versleuteld."),
    arg("hold release.by", "Wie het doet; versleuteld."),
    arg(
        "hold release.told",
        "Wie is ingelicht, en wanneer: \"J. de Wit@2026-03-12\"; versleuteld.",
    ),
    command(
        "hold list",
        "De stops die gelden, wat eronder valt, en welke iemand opnieuw moet bekijken.",
        "kluis hold list",
    ),
    arg("hold list.released", "Ook stops die zijn opgeheven."),
    command(
        "hold show",
        "Eén stop: de reden, wat eronder valt, welke schijven ervan weten, wie is ingelicht.",
        "kluis hold show CONTROLE-2026",
    ),
    arg("hold show.hold", "Het kenmerk van de stop, of het begin van het nummer."),
];
