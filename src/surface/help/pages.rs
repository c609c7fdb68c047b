//! Dutch help of what is looked at: pages about a vault.

use super::dutch::{Dutch, arg, command};

pub const TEXTS: &[Dutch] = &[
    command(
        "report",
        "Hoe een kluis ervoor staat, als pagina om te bekijken of af te drukken: wat wanneer eindigt, kopieën, schijven, \
         stops, groei, termijnen per categorie.",
        "kluis report --to rapport.html",
    ),
    arg(
        "report.to",
        "Schrijft het rapport naar dit nieuwe bestand; met --each één pagina per cliënt, in deze map.",
    ),
    command(
        "incident",
        "Wat bekend is van een schijf die vermist of gestolen is: wat erop stond, wie het kan openen, wat er nog is, wat \
         u moet beslissen.",
        "kluis incident \"Schijf B\" --to incident.html",
    ),
    arg(
        "incident.medium",
        "De schijf, bij naam; met --each in elke kluis die erop staat. De schijf hoeft er niet te zijn.",
    ),
    arg(
        "incident.to",
        "Schrijft de pagina naar dit nieuwe bestand; met --each één pagina per cliënt, in deze map.",
    ),
    arg(
        "incident.known_since",
        "De dag waarop iemand bij u er voor het eerst van wist: daar begint de termijn van 72 uur. Zonder: vandaag.",
    ),
];
