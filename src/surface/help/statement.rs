//! Dutch help of kluis statement: what was destroyed, on paper.

use super::dutch::{Dutch, arg, command};

pub const TEXTS: &[Dutch] = &[
    command("statement", "Verklaringen van vernietiging: wat is vernietigd, hoe, en door wie.", ""),
    command(
        "statement list",
        "Bundels die zijn of worden vernietigd, en wat over elk is verklaard.",
        "kluis statement list",
    ),
    command(
        "statement show",
        "Wat de nieuwste verklaring over een bundel zegt. Zegt geen verklaring wat nu bekend is, dan wordt die eerst \
         gemaakt.",
        "kluis statement show 20261031-7f3c --to verklaringen",
    ),
    arg("statement show.bundle", "Een bundelnummer, of het begin daarvan."),
    arg(
        "statement show.to",
        "Schrijft de bestanden ook in deze map: de verklaring, de handtekening, en wie mag ondertekenen.",
    ),
    command(
        "statement verify",
        "Controleert of een verklaring is ondertekend en vastgelegd; met --file of dat bestand in de bundel zat.",
        "kluis statement verify 20261031-7f3c --file factuur.pdf --proof controle/proof.json",
    ),
    arg(
        "statement verify.what",
        "Een bundelnummer, het bestand van een verklaring met de handtekening ernaast, of de pagina (PDF).",
    ),
    arg("statement verify.file", "Is precies dit bestand vernietigd?"),
    arg(
        "statement verify.proof",
        "De proof.json die bij het bestand lag toen het werd teruggehaald, voor de vernietiging.",
    ),
];
