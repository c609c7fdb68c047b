//! Dutch help of answering an audit.

use super::dutch::{Dutch, arg, command};

pub const TEXTS: &[Dutch] = &[
    command(
        "audit",
        "Beantwoordt een verzoek: geeft wat gevraagd is, met bewijs en lijst, en zegt wat niet gevonden is.",
        "kluis audit --years 2027..2028 --request vraag.csv --for Belastingdienst --ref BO-1 --to controle",
    ),
    arg(
        "audit.years",
        "In bundels waarvan de opgegeven datum in dit jaar of deze jaren ligt: 2022, of 2019..2022.",
    ),
    arg("audit.class", "In bundels van deze bewaarcategorie."),
    arg("audit.case", "In bundels van dit dossier."),
    arg(
        "audit.relation",
        "Wat van of aan iemand is met deze woorden in de naam, of met dit btw- of KvK-nummer of deze rekening. Bij \
         meer dan één wordt elk gezocht.",
    ),
    arg(
        "audit.number",
        "Documenten met dit nummer; hoofdletters maken niet uit. Bij meer dan één wordt elk gezocht.",
    ),
    arg(
        "audit.matching",
        "Alleen deze: de naam van een bestand of map, of een patroon (*, ?, **); hoofdletters maken niet uit.",
    ),
    arg(
        "audit.request",
        "Een lijst van nummers en namen, één per rij, zoals een rekenblad die opslaat (CSV).",
    ),
    arg(
        "audit.subject",
        "Het is een inzageverzoek van deze persoon (AVG art. 15): stukken met deze woorden in hun naam, hun trefwoorden \
         of wat ervan gelezen is, worden verstrekt; kijk ze eerst door. Bij meer dan één is elk een andere naam of een \
         nummer van die persoon.",
    ),
    arg(
        "audit.whom",
        "Voor wie; versleuteld. Bij een inzageverzoek: wie het namens die persoon vraagt.",
    ),
    arg("audit.reference", "Uw kenmerk voor deze verstrekking."),
    arg("audit.to", "Een lege of nieuwe map."),
    arg(
        "audit.shared",
        "Andere gebruikers van deze pc mogen het lezen, zoals nieuwe bestanden van u.",
    ),
    arg("audit.reason", "Waarom, als het kenmerk dat niet zegt; gaat versleuteld in het logboek."),
    arg("audit.officer", "De functie van wie het vraagt."),
    arg("audit.power", "Grond, belasting en jaren: \"AWR art. 47, btw 2027\"."),
    arg("audit.asked_on", "De dag van het verzoek."),
    arg(
        "audit.answer_by",
        "De dag waarop het antwoord er uiterlijk moet zijn; bij een inzageverzoek een maand erna.",
    ),
    arg(
        "audit.withheld",
        "Wat niet wordt verstrekt, en waarom: 'brieven/**=brieven van onze adviseur'.",
    ),
    arg(
        "audit.pack",
        "Hetzelfde ook als één versleuteld bestand, met de SHA-256 ernaast: een tar die age opent. Zegt geen optie met welke \
         sleutel of wachtwoordzin, dan wordt om een wachtwoordzin gevraagd.",
    ),
    arg(
        "audit.recipient",
        "Wiens sleutel dat bestand opent: age1…, of de regel van een publieke sleutel: 'ssh-ed25519 AAAA…'. Bij meer dan één opent \
         elk ervan het.",
    ),
    arg(
        "audit.pack_passphrase_file",
        "Een bestand met op de eerste regel de wachtwoordzin die het opent.",
    ),
    arg(
        "audit.hold",
        "Plaatst ook een vernietigingsstop met dat kenmerk: op dezelfde jaren, bewaarcategorie en dossier, of anders waar \
         iets gevonden is.",
    ),
    arg(
        "audit.kind",
        "Op welke grond; zonder deze optie audit, of access-request bij een inzageverzoek.",
    ),
    arg("audit.review", "Wanneer iemand die stop herbeoordeelt."),
    arg(
        "audit.ends",
        "De dag waarop die grond volgens de wet eindigt, bij aml-extension. Dat heft niets op.",
    ),
];
