//! Dutch help of what is about records: archive, copy, sweep, list, show, restore, destroy.

use super::dutch::{Dutch, arg, command};

pub const TEXTS: &[Dutch] = &[
    command(
        "archive",
        "Verzegelt bestanden op schijven, onder een bewaarcategorie en een datum.",
        "kluis archive Administratie/2025/11 --class nl-admin-basis --date 2025-11 --move",
    ),
    arg("archive.paths", "Bestanden en mappen."),
    arg("archive.class", "De bewaarcategorie; zie kluis class list."),
    arg(
        "archive.date",
        "De datum van de gebeurtenis of boeking: 2025, 11-2025 of 15-11-2025; ook 2025-11 en 2025-11-15. Met from-document geldt per bestand de datum die het zelf noemt.",
    ),
    arg("archive.open_ended", "De gebeurtenis moet nog komen; vraagt om --case."),
    arg(
        "archive.case",
        "De persoon, de overeenkomst of het bedrijfsmiddel waar de stukken bij horen.",
    ),
    arg("archive.also", "Een tweede regel voor dezelfde stukken; het laatste einde geldt."),
    arg(
        "archive.to",
        "De schijven, bij naam of pad; alle die zijn aangesloten als u er geen noemt.",
    ),
    arg("archive.moving", "Verwijdert elke bron zodra die op genoeg schijven gecontroleerd is."),
    arg(
        "archive.inactive_for",
        "Alleen bestanden die zo lang niet zijn gebruikt: 90d, 12w, 6m of 2y.",
    ),
    arg("archive.tag", "Woorden om de stukken op te vinden; versleuteld."),
    arg(
        "archive.tags_from",
        "Trefwoorden voor sommige stukken: een tabel met de kolom pad (een naam of patroon), en een kolom per soort trefwoord.",
    ),
    arg("archive.period", "Een andere termijn dan die van de categorie, als die dat toelaat: P5Y."),
    arg(
        "archive.ground",
        "De grond waar de categorie om vraagt: het kenmerk van de overeenkomst, of waarom dit blijvend is.",
    ),
    arg("archive.accept_end", "Aanvaardt een einde dat voorbij is of binnen twaalf maanden ligt."),
    arg("archive.accept_newer", "Aanvaardt stukken die nieuwer zijn dan de datum die u geeft."),
    arg(
        "archive.shared_source",
        "Verzegelt ook uit mappen waaruit een andere kluis op deze pc heeft verzegeld.",
    ),
    arg("archive.dry_run", "Toont wat er verzegeld zou worden, en verandert niets."),
    arg("archive.list", "Noemt elk bestand dat verzegeld zou worden, en onder welke naam."),
    command(
        "copy",
        "Kopieert verzegelde bundels naar nog een schijf.",
        "kluis copy --all --to \"Schijf B\"",
    ),
    arg("copy.bundles", BUNDLES),
    arg("copy.class", CLASS),
    arg("copy.year", YEAR),
    arg("copy.case", CASE),
    arg("copy.all", ALL),
    arg("copy.to", "De schijf die ze krijgt, bij naam of pad."),
    command(
        "sweep",
        "Verwijdert bronnen van deze pc waarvan de bundels genoeg gecontroleerde kopieën hebben.",
        "kluis sweep --dry-run",
    ),
    arg(
        "sweep.paths",
        "Wat verzegeld is en hier staat, gaat; zonder pad dat waar --move om vroeg.",
    ),
    arg("sweep.dry_run", "Toont wat er verwijderd zou worden, en verandert niets."),
    command(
        "list",
        "De bundels van deze kluis, met hun einddatum en kopieën.",
        "kluis list --class nl-payroll --year 2019..2021",
    ),
    arg("list.bundles", BUNDLES),
    arg("list.class", CLASS),
    arg("list.year", YEAR),
    arg("list.case", CASE),
    arg("list.all", ALL),
    arg("list.destroyed", "Ook bundels die vernietigd zijn."),
    arg(
        "list.wide",
        "Alles wat van elke bundel bekend is, in regels breder dan 80 tekens: schijven, grootte, vernietigen vanaf.",
    ),
    command(
        "show",
        "Eén bundel: de regels, de verzegeling, de kopieën.",
        "kluis show 20261031-7f3c",
    ),
    arg("show.bundle", "Het nummer van een bundel, of een begin dat maar bij één past."),
    arg(
        "show.records",
        "De namen die erin staan, met bewaarcategorie en einde; vraagt de wachtwoordzin, en in de regel geen schijf.",
    ),
    arg(
        "show.matching",
        "Alleen deze: de naam van een bestand of map, of een patroon (*, ?, **); hoofdletters maken niet uit.",
    ),
    command(
        "restore",
        "Haalt stukken terug, byte voor byte, in een lege of nieuwe map.",
        "kluis restore --year 2022 --match '**/*.xml' --to controle --reason \"belastingcontrole\" --ref BO-1",
    ),
    arg("restore.bundles", BUNDLES),
    arg("restore.class", CLASS),
    arg("restore.year", YEAR),
    arg("restore.case", CASE),
    arg("restore.all", ALL),
    arg(
        "restore.matching",
        "Alleen deze: de naam van een bestand of map, of een patroon (*, ?, **); hoofdletters maken niet uit.",
    ),
    arg(
        "restore.found",
        "Alleen wat kluis find eerder vond: het bestand dat --csv of --json gaf, geheel of voor een deel.",
    ),
    arg("restore.to", "Een lege of nieuwe map."),
    arg(
        "restore.shared",
        "Andere gebruikers van deze pc mogen het lezen, zoals nieuwe bestanden van u.",
    ),
    arg("restore.reason", "Waarom; gaat versleuteld in het logboek."),
    arg(
        "restore.whom",
        "Voor wie; ook versleuteld. Hiermee, of met --ref, is het een verstrekking.",
    ),
    arg("restore.reference", "Uw kenmerk voor deze verstrekking."),
    arg("restore.own_use", "Voor uzelf: geen verstrekking. Zonder --for en --ref is het dat ook."),
    arg("restore.officer", "De functie van wie het vraagt."),
    arg("restore.power", "Grond, belasting en jaren: \"AWR art. 47, btw 2027\"."),
    arg("restore.asked_on", "De dag van het verzoek."),
    arg("restore.answer_by", "De dag waarop het antwoord er uiterlijk moet zijn."),
    arg(
        "restore.withheld",
        "Wat niet wordt verstrekt, en waarom: 'brieven/**=brieven van onze adviseur'.",
    ),
    arg("restore.hold", "Plaatst ook een vernietigingsstop met dat kenmerk, op dezelfde bundels."),
    arg("restore.kind", "Op welke grond; zonder deze optie audit."),
    arg("restore.review", "Wanneer iemand die stop herbeoordeelt."),
    arg(
        "restore.ends",
        "De dag waarop die grond volgens de wet eindigt, bij aml-extension. Dat heft niets op.",
    ),
    command(
        "restore close",
        "Sluit een verstrekking af: verwijdert wat ervoor is geschreven, zolang het nog de bytes heeft die u gaf.",
        "kluis restore close BO-1",
    ),
    arg(
        "restore close.disclosure",
        "Het kenmerk van de verstrekking, of het begin van het nummer.",
    ),
    arg("restore close.gone", "Verwijdert niets: de stukken zijn weg, zegt u."),
    arg("restore close.returned", "Verwijdert niets: de stukken zijn terug, zegt u."),
    arg("restore close.reason", "Waarom; versleuteld."),
    arg("restore close.by", "Wie dat zegt; versleuteld."),
    command(
        "restore list",
        "Wat aan een ander is verstrekt: aan wie, wanneer, hoeveel stukken, en of het is afgesloten.",
        "kluis restore list",
    ),
    command(
        "due",
        "Wat op u wacht: bundels waarvan de tijd voorbij is, stops om te herbeoordelen, kopieën die ontbreken.",
        "kluis due --within 90d",
    ),
    arg("due.within", "Ook wat binnen die tijd eindigt: 90d, 12w, 6m of 2y."),
    arg(
        "due.list",
        "Schrijft de vernietigingslijst naar dit nieuwe bestand, met een pagina om af te drukken en te tekenen; met --each één \
         lijst per cliënt, in deze map.",
    ),
    arg(
        "due.ics",
        "Schrijft naar dit nieuwe bestand wanneer bundels eindigen en stops herbeoordeeld worden, voor een agenda \
         (iCalendar).",
    ),
    command(
        "destroy",
        "Vernietigt bundels waarvan de tijd voorbij is, op elke aangesloten schijf.",
        "kluis destroy 20180105-9a2b --by \"A. Jansen\" --role eigenaar --no-open-matters",
    ),
    arg("destroy.bundles", BUNDLES),
    arg(
        "destroy.list",
        "Wat iemand op deze vernietigingslijst liet staan, voor zover het nog mag: zie kluis due --list.",
    ),
    arg("destroy.keep", "Bundels op de lijst die blijven."),
    arg("destroy.resume", "Gaat verder met elke vernietiging die begonnen en niet af is."),
    arg("destroy.by", "Wie het doet."),
    arg("destroy.role", "In welke functie."),
    arg(
        "destroy.approved_by",
        "Wie het heeft goedgekeurd; vraagt de kluis twee personen, dan iemand die hier en nu tekent.",
    ),
    arg(
        "destroy.approver_passphrase_file",
        "Een bestand met de wachtwoordzin van wie goedkeurt; anders wordt die in het venster gevraagd.",
    ),
    arg(
        "destroy.approve",
        "Tekent als tweede persoon dat deze vernietigd worden, en vernietigt niets.",
    ),
    arg("destroy.place", "Waar het wordt besloten en gedaan; het staat in de verklaring."),
    arg("destroy.witness", "Wie er als getuige bij was; staat in de verklaring."),
    arg(
        "destroy.statement_to",
        "Schrijft de verklaringen van wat tot het einde is vernietigd ook in deze map.",
    ),
    arg(
        "destroy.no_open_matters",
        "Verklaart dat er over deze stukken geen aanslag, bezwaar of vordering loopt.",
    ),
    arg(
        "destroy.older_rule",
        "Waarom de langere termijn die een categorie nu heeft, hiervoor niet geldt; versleuteld vastgelegd.",
    ),
    arg("destroy.damaged", "Overschrijft ook bestanden die niet meer zijn wat verzegeld is."),
    arg(
        "destroy.waive",
        "Wacht niet langer op een schijf die deze pc nooit zag, al kan alleen daar een stop staan.",
    ),
    arg(
        "destroy.withdraw",
        "Trekt een vernietiging in die niet door kon gaan, zolang er niets is overschreven; of de goedkeuring van een lijst.",
    ),
    arg(
        "destroy.reason",
        "Waarom niet op die schijf wordt gewacht, of waarom u het intrekt; gaat versleuteld in het logboek.",
    ),
    arg(
        "destroy.scan",
        "Vernietigt nu niets: doorzoekt een hele schijf, of een kopie daarvan, naar wat daarop is vernietigd.",
    ),
    arg(
        "destroy.fill",
        "Overschrijft de vrije ruimte van elke schijf, als de kopieën daar weg zijn; met --medium vernietigt het nu niets.",
    ),
    arg(
        "destroy.trim",
        "Zegt de schijf dat de vrije ruimte leeg is, waar schijf en systeem dat kunnen; met --medium vernietigt het nu niets.",
    ),
    arg(
        "destroy.medium",
        "Bij --scan: welke schijf dat is, met de naam ervan. Bij --fill en --trim: de schijf, als er nu niets wordt vernietigd.",
    ),
];

pub(super) const BUNDLES: &str = "Nummers van bundels, of een begin dat maar bij één past.";
pub(super) const CLASS: &str = "Bundels onder deze bewaarcategorie.";
pub(super) const YEAR: &str =
    "Bundels waarvan de datum in dit jaar of deze jaren valt: 2022, of 2019..2022.";
pub(super) const CASE: &str = "Bundels van dit dossier.";
pub(super) const ALL: &str = "Alle bundels.";
