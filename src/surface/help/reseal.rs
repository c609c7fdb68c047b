//! Dutch help of corrections: kluis reseal and kluis erase.

use super::dutch::{Dutch, arg, command};

pub const TEXTS: &[Dutch] = &[
    command(
        "erase",
        "Vernietigt één stuk op een wettelijke grond: de andere stukken van de bundel worden opnieuw verzegeld, en de \
         oude bundel wordt vernietigd.",
        "kluis erase 20261105-2453 --record Personeel/jansen.pdf --ground \"AVG art. 17 lid 1 onder d\"",
    ),
    arg("erase.bundle", "Het nummer van de bundel, of een begin dat maar bij één past."),
    arg("erase.record", "Het hele pad van het stuk, zoals kluis show BUNDEL --records het toont."),
    arg(
        "erase.ground",
        "De wettelijke grond, eerst het artikel. Dat staat leesbaar in de verklaring; de rest is versleuteld.",
    ),
    arg("erase.received", "Wanneer degene van wie het stuk is erom vroeg; voor de verklaring."),
    arg("erase.answered", "Wanneer dat is beantwoord; voor de verklaring."),
    arg(
        "erase.recipients_told",
        "Wie het stuk kreeg, is ingelicht (AVG art. 19); voor de verklaring.",
    ),
    arg("erase.by", "Wie dat zegt; versleuteld."),
    arg(
        "erase.approved_by",
        "Wie het heeft goedgekeurd; vraagt de kluis twee personen, dan iemand die hier en nu tekent.",
    ),
    arg(
        "erase.approver_passphrase_file",
        "Een bestand met de wachtwoordzin van wie goedkeurt; anders wordt die in het venster gevraagd.",
    ),
    command(
        "reseal",
        "Verzegelt stukken opnieuw met de juiste regels, en vernietigt daarna de oude bundel.",
        "kluis reseal 20261105-2453 --match Loon --class nl-payroll --date 2026-10 --reason \"verkeerde map\"",
    ),
    arg("reseal.bundle", "Het nummer van de bundel, of een begin dat maar bij één past."),
    arg(
        "reseal.matching",
        "Alleen deze stukken; de rest wordt opnieuw verzegeld met de eigen regels. Een naam, een map of een patroon \
         (*, ?, **).",
    ),
    arg("reseal.class", "De juiste bewaarcategorie; zie kluis class list."),
    arg(
        "reseal.date",
        "De juiste datum van de gebeurtenis of boeking: 2025, 11-2025 of 15-11-2025.",
    ),
    arg("reseal.open_ended", "De gebeurtenis is er nog niet geweest."),
    arg(
        "reseal.case",
        "De juiste persoon of overeenkomst, of het juiste bedrijfsmiddel; anders die van de bundel zelf.",
    ),
    arg("reseal.also", "Een tweede regel voor dezelfde stukken; het laatste einde geldt."),
    arg("reseal.period", "Een andere termijn dan die van de categorie, waar die dat toelaat: P5Y."),
    arg(
        "reseal.ground",
        "De grond waar de categorie om vraagt: het kenmerk van de overeenkomst, of waarom dit blijvend is.",
    ),
    arg(
        "reseal.into",
        "De kluis van de klant bij wie de stukken horen: de naam of de map. Daar worden ze verzegeld.",
    ),
    arg(
        "reseal.into_identity",
        "Een sleutelbestand voor die kluis, in plaats van dat van de kluis zelf.",
    ),
    arg(
        "reseal.into_passphrase_file",
        "Een bestand met op de eerste regel de wachtwoordzin van die kluis.",
    ),
    arg(
        "reseal.into_signer_passphrase_file",
        "Een bestand met de wachtwoordzin van de sleutel van --signer in die kluis, als die anders is dan hier.",
    ),
    arg("reseal.accept_end", "Aanvaardt een einde dat voorbij is of binnen twaalf maanden ligt."),
    arg("reseal.reason", "Waarom; gaat versleuteld in het logboek."),
    arg("reseal.by", "Wie dat zegt; versleuteld."),
];
