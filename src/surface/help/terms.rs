//! Dutch help of what moves an end: kluis event and kluis extend.

use super::dutch::{Dutch, arg, command};
use super::records::{ALL, BUNDLES, CASE, CLASS, YEAR};

const PROPOSAL: &str = "Hoe het voorstel heet, zoals kluis due het toont.";

pub const TEXTS: &[Dutch] = &[
    command(
        "event",
        "Waar stukken met een open einde op wachten: het einde van een contract, dienstverband of gebruik.",
        "",
    ),
    command(
        "event record",
        "Legt vast dat gebeurd is waar stukken met een open einde op wachten: daaruit volgt hun einde.",
        "kluis event record --case C-2019-04 --date 2026-09-30",
    ),
    arg(
        "event record.bundles",
        "Nummers van bundels, of een begin dat maar bij één past: alleen deze.",
    ),
    arg("event record.case", "Alle bundels van dit dossier, ook wat u er later in verzegelt."),
    arg(
        "event record.date",
        "Wanneer het gebeurd is: 30-09-2026, 09-2026 of 2026; gaat versleuteld in het logboek.",
    ),
    arg("event record.reopen", "Het is toch niet gebeurd: het einde is weer open."),
    arg(
        "event record.accept_end",
        "Aanvaardt zonder vraag een einde dat voorbij is of binnen twaalf maanden ligt.",
    ),
    arg("event record.by", "Wie dat zegt; versleuteld."),
    arg("event record.reason", "Waarom; versleuteld."),
    command(
        "shorten",
        "Een eerder einde dat iemand met event record of reseal voorstelde: bevestigen of intrekken.",
        "",
    ),
    command(
        "shorten confirm",
        "Laat een eerder einde gelden dat 30 dagen geleden is voorgesteld: door iemand anders, als die er is.",
        "kluis shorten confirm 3f2a1b4c",
    ),
    arg("shorten confirm.proposal", PROPOSAL),
    arg("shorten confirm.by", "Wie dat zegt; versleuteld."),
    arg("shorten confirm.reason", "Waarom; versleuteld."),
    command(
        "shorten withdraw",
        "Trekt een voorstel voor een eerder einde in: het latere blijft staan.",
        "kluis shorten withdraw 3f2a1b4c",
    ),
    arg("shorten withdraw.proposal", PROPOSAL),
    arg("shorten withdraw.by", "Wie dat zegt; versleuteld."),
    arg("shorten withdraw.reason", "Waarom; versleuteld."),
    command(
        "extend",
        "Bewaart bundels langer dan hun regels zeggen. Niets verkort dat.",
        "kluis extend --class nl-contract --through 2040-12-31 --reason \"pensioenaanspraken\"",
    ),
    arg("extend.bundles", BUNDLES),
    arg("extend.class", CLASS),
    arg("extend.year", YEAR),
    arg("extend.case", CASE),
    arg("extend.all", ALL),
    arg("extend.through", "De laatste dag waarop u ze bewaart; nooit eerder dan u ze al bewaart."),
    arg(
        "extend.schedule",
        "Zo lang als hun categorie nu zegt, waar dat langer is dan bij het verzegelen: zie kluis due.",
    ),
    arg("extend.reason", "Waarom; gaat versleuteld in het logboek."),
    arg("extend.by", "Wie dat zegt; versleuteld."),
];
