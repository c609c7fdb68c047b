//! Dutch help of looking for records.

use super::dutch::{Dutch, arg, command};

pub const TEXTS: &[Dutch] = &[
    command(
        "find",
        "Welke stukken waar liggen, op deze pc alleen: er is geen schijf voor nodig. Vraagt de wachtwoordzin.",
        "kluis find HR-0418 --year 2027",
    ),
    arg(
        "find.matching",
        "Een woord dat in de naam van een bestand of map staat, een pad, of een patroon (*, ?, **); hoofdletters maken \
         niet uit. Bij meer woorden wordt elk gezocht.",
    ),
    arg("find.class", "In bundels van deze bewaarcategorie."),
    arg(
        "find.year",
        "In bundels waarvan de opgegeven datum in dit jaar of deze jaren ligt: 2022, of 2019..2022.",
    ),
    arg("find.case", "In bundels van dit dossier."),
    arg(
        "find.changed",
        "Bestanden die het laatst op deze dagen gewijzigd zijn: 2025, 2025-11, 2025-11-15 of 2025-11..2026-01.",
    ),
    arg(
        "find.size",
        "Bestanden van deze grootte: 100kB..2MB, ..500 of 1GB.. (bytes, kB, MB, GB; een kB is 1.000 bytes).",
    ),
    arg("find.file", "Bestanden met precies de bytes van dit bestand, onder welke naam ook."),
    arg("find.tag", "Bestanden met dit trefwoord."),
    arg(
        "find.number",
        "Facturen en bankafschriften met dit nummer, en pdf's waarin het staat; hoofdletters maken niet uit. Bij meer nummers \
         wordt elk gezocht.",
    ),
    arg(
        "find.relation",
        "Facturen en e-mails van of aan wie deze woorden in de naam heeft, of dit btw- of KvK-nummer, of dit adres; afschriften van deze rekening; pdf's waarin dit staat.",
    ),
    arg(
        "find.words",
        "E-mails met al deze woorden in het onderwerp, of in de namen van de bijlagen; pdf's waarin ze alle staan (met \
         pdf_text = true in kluis.toml, vanaf dan).",
    ),
    arg(
        "find.issued",
        "Facturen, bankafschriften en e-mails met een van deze dagen als datum: 2025, 2025-11, 2025-11-15 of 2025-11..2026-01.",
    ),
    arg("find.amount", "Facturen met dit totaal, inclusief btw: 121, 121,00 of 100..200."),
    arg("find.csv", "Een regel per bestand, voor een rekenblad, in plaats van de tekst."),
    arg(
        "find.restore",
        "Haalt precies deze terug, zoals kluis restore, in een lege of nieuwe map; daar is een schijf voor nodig.",
    ),
    arg("find.reason", "Waarom ze worden teruggehaald; gaat versleuteld in het logboek."),
    arg("find.whom", "Voor wie; ook versleuteld. Hiermee, of met --ref, is het een verstrekking."),
    arg("find.reference", "Uw kenmerk voor deze verstrekking."),
];
