//! Dutch help of what is about the drives of a vault: medium, verify, repair.

use super::dutch::{Dutch, arg, command};

pub const TEXTS: &[Dutch] = &[
    command("medium", "De schijven van deze kluis.", ""),
    command(
        "medium add",
        "Neemt een schijf in deze kluis op.",
        "kluis medium add /media/anna/USB --label \"Schijf A\"",
    ),
    arg("medium add.path", "De map van de schijf."),
    arg("medium add.label", "Hoe u de schijf noemt; op de schijf versleuteld."),
    arg("medium add.role", "Wat erop mag: data (bundels), keys (bundelsleutels), of beide."),
    arg(
        "medium add.no_parity",
        "Schrijft er geen herstelgegevens op: iets meer ruimte, en niets om schade mee te herstellen.",
    ),
    arg(
        "medium add.same_disk",
        "Het is een map op de schijf van deze pc of van een andere schijf, en dat is de bedoeling: voor proeven. Gaat \
         die schijf verloren, dan elke kopie erop.",
    ),
    command(
        "medium lost",
        "Legt vast dat een schijf vermist is: de kopieën daarop tellen niet meer.",
        "kluis medium lost \"Schijf B\" --since 2026-11-02 --reason \"in de trein laten liggen\" --by \"A. Jansen\"",
    ),
    arg("medium lost.medium", "De schijf, bij naam; met --each in elke kluis die erop staat."),
    arg(
        "medium lost.since",
        "De dag waarop de schijf voor het eerst werd gemist, of werd vernietigd.",
    ),
    arg("medium lost.reason", "Wat er gebeurd is; versleuteld."),
    arg(
        "medium lost.by",
        "Wie dat zegt; versleuteld. Een verklaring van vernietiging noemt die naam.",
    ),
    arg(
        "medium lost.destroyed",
        "De schijf is niet vermist, maar zelf vernietigd, en wel zo: shredded (versnipperd), pulverised (vermalen), \
         melted (gesmolten), incinerated (verbrand), crushed (geplet) of drilled (doorboord).",
    ),
    command(
        "medium found",
        "Legt vast dat een vermiste schijf terug is; de kopieën tellen zodra ze gecontroleerd zijn.",
        "kluis medium found \"Schijf B\"",
    ),
    arg("medium found.medium", "De schijf, bij naam of pad."),
    command(
        "medium retire",
        "Neemt een schijf uit gebruik, als er nu genoeg andere goede kopieën zijn van alles wat erop staat.",
        "kluis medium retire \"Schijf A\" --erase",
    ),
    arg("medium retire.medium", "De schijf, bij naam of pad."),
    arg("medium retire.erase", "Vernietigt ook de kopieën erop."),
    command(
        "medium list",
        "De schijven, waar ze het laatst zijn gezien en wat erop staat.",
        "kluis medium list",
    ),
    arg(
        "medium list.wide",
        "Alles wat van elke schijf bekend is, in regels breder dan 80 tekens: map, inhoud, grootte, tijden.",
    ),
    command(
        "verify",
        "Controleert of op een schijf staat wat verzegeld is. Zonder sleutel, behalve met --deep.",
        "kluis verify \"Schijf A\" --deep",
    ),
    arg(
        "verify.media",
        "Schijven, bij naam of pad; alle die zijn aangesloten als u er geen noemt.",
    ),
    arg(
        "verify.deep",
        "Opent elke bundel, controleert elk stuk, en noemt wat door schade is geraakt.",
    ),
    command(
        "repair",
        "Herstelt schade op een schijf, van een andere schijf of met herstelgegevens. Zonder sleutel.",
        "kluis repair \"Schijf A\"",
    ),
    arg(
        "repair.medium",
        "De schijf, bij naam of pad; andere aangesloten schijven lenen wat ontbreekt. Zonder: wat beschadigd is in de \
         map van de kluis op deze pc.",
    ),
    arg(
        "repair.not_ours",
        "Bundels daar die een vervangen sleutel verzegelde en die geen regel hier noemt, zijn van niemand bij u: de \
         schijf kent ze daarna niet meer.",
    ),
    arg("repair.by", "Wie dat zegt; versleuteld."),
    arg("repair.reason", "Waarom; versleuteld."),
    arg(
        "repair.accept_settings",
        "De instellingen in kluis.toml zijn zo bedoeld, ook als een bron nu bij minder kopieën weg mag dan eerst.",
    ),
];
