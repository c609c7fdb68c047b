//! Dutch help of kluis ledger and kluis signer: what is on record, and who signs it.

use super::dutch::{Dutch, arg, command};

pub const TEXTS: &[Dutch] = &[
    command("ledger", "Het logboek van alles wat gedaan is.", ""),
    command("ledger show", "Toont de regels, de oudste eerst.", "kluis ledger show --notes"),
    arg(
        "ledger show.notes",
        "Opent met uw sleutel ook wat erbij is geschreven: waarom, voor wie, door wie.",
    ),
    command(
        "ledger verify",
        "Controleert elke keten, hier en op de aangesloten schijven.",
        "kluis ledger verify",
    ),
    command(
        "ledger join",
        "Neemt over wat een schijf weet en deze pc niet: uit een tijd die deze pc kwijt is, na terugzetten uit een \
         reservekopie; of van een sleutel die vervangen is voordat deze pc die schijf zag.",
        "kluis ledger join \"Schijf A\" --by \"A. Jansen\" --reason \"de pc is teruggezet\"",
    ),
    arg("ledger join.medium", "De schijf: de naam of de map."),
    arg(
        "ledger join.vouch",
        "Staat zonder vraag in voor wat een vervangen sleutel daar schreef: u weet dat het van u is.",
    ),
    arg("ledger join.by", "Wie het doet; versleuteld."),
    arg("ledger join.reason", "Waarom; versleuteld."),
    command(
        "signer",
        "Wie voor deze kluis tekent: de verzegelaar, wiens sleutel open op de pc ligt, en de beheerder.",
        "",
    ),
    command(
        "signer replace",
        "Vervangt de sleutel van de verzegelaar: wie de oude stal, kan niets meer toevoegen dat telt.",
        "kluis signer replace --by \"A. Jansen\" --reason \"de laptop is gestolen\"",
    ),
    arg(
        "signer replace.distrust",
        "Regels van het logboek die niet meer gelden: 1f2e3d4c:17, 1f2e3d4c:17..20 of 1f2e3d4c:17.. tot het einde. \
         Zonder deze optie telt alles wat deze pc nu weet.",
    ),
    arg("signer replace.by", "Wie het doet; versleuteld."),
    arg("signer replace.reason", "Waarom; versleuteld."),
    command(
        "signer add",
        "Voegt iemand toe die als beheerder tekent, met een sleutel onder een eigen wachtwoordzin.",
        "kluis signer add --name \"P. de Vries\"",
    ),
    arg("signer add.name", "Hoe die persoon heet; versleuteld."),
    arg(
        "signer add.replaces",
        "De sleutel van dezelfde persoon die de nieuwe vervangt: een naam, of een nummer uit `signer list`.",
    ),
    arg(
        "signer add.new_passphrase_file",
        "Een bestand met op de eerste regel de wachtwoordzin van de nieuwe persoon; anders wordt die gevraagd.",
    ),
    command(
        "signer retire",
        "Stelt een beheerder buiten gebruik: wat die sleutel hierna tekent, telt alleen als het iets tegenhoudt.",
        "kluis signer retire \"P. de Vries\" --by \"A. Jansen\" --reason \"uit dienst\"",
    ),
    arg("signer retire.disposer", "Een naam, of een nummer uit `signer list`."),
    arg("signer retire.by", "Wie het doet; versleuteld."),
    arg("signer retire.reason", "Waarom; versleuteld."),
    arg("signer retire.one_left", "Ook als de kluis twee personen vraagt en er één overblijft."),
    command(
        "signer list",
        "Toont wie tekent, en welke sleutel wanneer is vervangen.",
        "kluis signer list",
    ),
];
