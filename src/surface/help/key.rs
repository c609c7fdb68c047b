//! Dutch help of kluis key: whom a vault is sealed to.

use super::dutch::{Dutch, arg, command};

pub const TEXTS: &[Dutch] = &[
    command("key", "De sleutelhouders: wie opent wat in deze kluis verzegeld is.", ""),
    command(
        "key add",
        "Laat nog een sleutel openen wat verzegeld is: vanaf nu, en wat op de aangesloten schijven staat.",
        "kluis key add Kantoor --recipient-file kantoor.pub --each",
    ),
    arg("key add.name", "Hoe de sleutelhouder heet; versleuteld."),
    arg("key add.recipient", "De openbare sleutel, die met age1 begint."),
    arg(
        "key add.recipient_file",
        "Een bestand met de openbare sleutel: wat `age-keygen -y` schreef, of een herstelblad.",
    ),
    command(
        "key remove",
        "Verzegelt niet meer voor een sleutel, en haalt die uit de bundelsleutels op aangesloten schijven. Vraagt om de \
         naam.",
        "kluis key remove Kantoor",
    ),
    arg("key remove.name", "Een naam, of het begin van een vingerafdruk, uit `key list`."),
    arg("key remove.yes", "Haalt de sleutel weg zonder vraag."),
    command(
        "key wrap",
        "Gaat verder met schijven die er niet waren toen een sleutel erbij kwam of wegging, en met de kopieën op deze \
         pc.",
        "kluis key wrap",
    ),
    command(
        "key drill",
        "Toont op aangesloten schijven dat een sleutel ze opent: van elke bewaarcategorie de nieuwste bundel. Met \
         --identity, of de eigen sleutel van de kluis.",
        "kluis key drill --identity herstelblad.txt",
    ),
    arg("key drill.all", "Elke bundel."),
    command(
        "key paper",
        "Schrijft een sleutel als blad om af te drukken: een code om te scannen, letters om te typen, en de kluizen die \
         opengaan. Met --each één blad voor alle, met --identity.",
        "kluis key paper --each --identity kantoor.key --to blad.html --vaults kluizen.txt",
    ),
    arg("key paper.to", "Een nieuw bestand voor het blad, om af te drukken en te verwijderen."),
    arg(
        "key paper.vaults",
        "Schrijft ook de lijst van deze kluizen, in dit nieuwe bestand: rebuild --all leest die.",
    ),
    command(
        "key list",
        "Toont de sleutelhouders, en de schijven die op een wijziging wachten.",
        "kluis key list",
    ),
];
