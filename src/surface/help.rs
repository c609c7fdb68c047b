//! `--help` in Dutch. The English stands beside the grammar in `cli`, where clap reads it; here stands the same for
//! each command and argument, and a test asks that none is missing and none is left over.

use clap::{Arg, Command, CommandFactory};

use super::cli::Cli;
use crate::words::lang::Lang;

/// Of a command by its words (the program's own is empty), or of an argument by its command's words and its name: the
/// sentence, and of a command the example.
struct Dutch {
    of: &'static str,
    says: &'static str,
    example: &'static str,
}

const fn command(of: &'static str, says: &'static str, example: &'static str) -> Dutch {
    Dutch { of, says, example }
}

const fn arg(of: &'static str, says: &'static str) -> Dutch {
    Dutch { of, says, example: "" }
}

const EXIT_CODES: &str = "\
Exitcodes: 0 klaar, 1 er is iets te doen, achter of niet gevonden, 2 niet begrepen of niet beantwoord, 3 deels gedaan, \
10 schijf niet aangesloten, verkeerd, vol of alleen-lezen, 11 bytes zijn niet wat verzegeld is, 12 een handtekening of \
zegel klopt niet, 13 geen sleutel past, 14 geweigerd, 15 logboek stuk, 16 kluis in gebruik, 17 klok in \
twijfel, 20 andere \
fout bij lezen of schrijven, 130 onderbroken.";

/// The words of clap's own that stand in a help text.
const EVERYWHERE: &str = "Overal";
const TEMPLATE: &str = "{about-with-newline}\nGebruik: {usage}\n\n{all-args}{after-help}";

/// The grammar with its help in this language.
pub fn command_line(lang: Lang) -> Command {
    match lang {
        Lang::En => Cli::command(),
        Lang::Nl => dutch(Cli::command().disable_help_flag(true).disable_version_flag(true), ""),
    }
}

/// The one word of clap's own that no setting changes.
pub fn said_in(lang: Lang, text: String) -> String {
    match lang {
        Lang::En => text,
        Lang::Nl => text.replace("[OPTIONS]", "[OPTIES]"),
    }
}

fn dutch(command: Command, path: &str) -> Command {
    let (says, example) = said(path).map_or(("", ""), |said| (said.says, said.example));
    let after = match (path, example) {
        ("", _) => EXIT_CODES.to_owned(),
        (_, "") => String::new(),
        (_, example) => format!("Voorbeeld:\n  {example}"),
    };
    let mut command = command
        .about(says)
        .help_template(TEMPLATE)
        .subcommand_help_heading("Opdrachten")
        .subcommand_value_name("OPDRACHT")
        .arg(
            Arg::new("help")
                .short('h')
                .long("help")
                .action(clap::ArgAction::Help)
                .help("Toont deze hulp")
                .help_heading("Opties"),
        )
        .disable_help_flag(true);
    if path.is_empty() {
        command = command.arg(
            Arg::new("version")
                .short('V')
                .long("version")
                .action(clap::ArgAction::Version)
                .help("Toont de versie")
                .help_heading("Opties"),
        );
    }
    if !after.is_empty() {
        command = command.after_help(after);
    }
    let names: Vec<(String, bool, bool)> = command
        .get_arguments()
        .map(|arg| (arg.get_id().to_string(), arg.is_positional(), arg.is_global_set()))
        .filter(|(name, ..)| name != "help" && name != "version")
        .collect();
    for (name, positional, global) in names {
        let says = said(&key(path, &name)).map_or("", |said| said.says);
        let heading = match (global, positional) {
            (true, _) => EVERYWHERE,
            (false, true) => "Argumenten",
            (false, false) => "Opties",
        };
        command = command.mut_arg(name, |arg| {
            let names = arg.get_value_names().map(|names| names[0].to_string());
            let name = value_name(names.as_deref().unwrap_or(arg.get_id().as_str()));
            let takes = arg.get_action().takes_values();
            let arg = arg.help(says).help_heading(heading);
            if !takes {
                return arg;
            }
            let arg = arg.hide_default_value(true).hide_possible_values(true);
            match name {
                Some(name) => arg.value_name(name),
                None => arg,
            }
        });
    }
    let below: Vec<String> =
        command.get_subcommands().map(|below| below.get_name().to_owned()).collect();
    for name in below {
        let path = if path.is_empty() { name.clone() } else { format!("{path} {name}") };
        command = command.mut_subcommand(name, |below| dutch(below, &path));
    }
    command
}

/// What an argument is called by: the words of its command, a dot, its name.
fn key(path: &str, name: &str) -> String {
    format!("{path}.{name}")
}

fn said(of: &str) -> Option<&'static Dutch> {
    DUTCH.iter().find(|dutch| dutch.of == of)
}

/// What stands for a value, where it is an English word.
fn value_name(name: &str) -> Option<&'static str> {
    Some(match name.to_ascii_uppercase().as_str() {
        "NAME" => "NAAM",
        "NAME|DIR" => "NAAM|MAP",
        "FILE" => "BESTAND",
        "DATE" | "FROM" | "TO" => "DATUM",
        "MEDIUM" => "SCHIJF",
        "BUNDLE" => "BUNDEL",
        "PATH" | "PATHS" => "PAD",
        "DIR" => "MAP",
        "TEXT" => "TEKST",
        "ROLE" => "FUNCTIE",
        "WHOM" => "WIE",
        "REF" => "KENMERK",
        "TIME" => "TIJD",
        "PERIOD" => "TERMIJN",
        "CLASS" => "CATEGORIE",
        "CLASS@DATE" => "CATEGORIE@DATUM",
        "WRITER:LINES" => "SCHRIJVER:REGELS",
        "LABEL" => "SCHIJFNAAM",
        "COPIES" => "AANTAL",
        "CUSTODY" => "WAAR",
        "LANG" => "TAAL",
        _ => return None,
    })
}

const DUTCH: &[Dutch] = &[
    command(
        "",
        "Bewaart stukken die u volgens de wet moet bewaren, verzegeld op losse schijven, geeft ze terug, en vernietigt \
         ze als hun tijd voorbij is.",
        "",
    ),
    arg(".vault", "De kluis, bij naam of map; ook $KLUIS_VAULT. Nodig als er twee of meer zijn."),
    arg(".each", "Geeft de opdracht aan alle kluizen, de een na de ander."),
    arg(".json", "Geeft één JSON-document op de standaarduitvoer, en verder niets."),
    arg(
        ".lang",
        "De taal van de teksten: nl of en. Zonder deze optie die van KLUIS_LANG of uw systeem.",
    ),
    arg(
        ".identity",
        "De sleutel die de bundels opent, in plaats van die van de kluis: het bestand van het herstelblad, bijvoorbeeld.",
    ),
    arg(
        ".passphrase_file",
        "Een bestand met op de eerste regel de wachtwoordzin; anders wordt die in het venster gevraagd.",
    ),
    arg(
        ".confirm_date",
        "Antwoordt op de vraag of de klok klopt: de datum van vandaag, zoals deze pc die heeft.",
    ),
    arg(".quiet", "Toont alleen fouten en waar u om vroeg."),
    command(
        "init",
        "Maakt een kluis: de sleutels, het logboek en het herstelblad.",
        "kluis init --name \"Bakkerij Jansen\" --paper blad.txt",
    ),
    arg("init.name", "De naam van de cliënt; alleen op deze pc te zien, elders versleuteld."),
    arg(
        "init.no_passphrase",
        "Bewaart de sleutel zonder wachtwoordzin: voor proeven en onbewaakte machines.",
    ),
    arg(
        "init.copies",
        "Hoeveel gecontroleerde kopieën een stuk moet hebben voordat de bron weg mag [anders: 2]",
    ),
    arg(
        "init.book_year_end",
        "De laatste dag van de boekjaren, als dat geen kalenderjaren zijn: voor tien jaar terug en tien vooruit.",
    ),
    arg(
        "init.custody",
        "Of bundelsleutels bij de bundels liggen (with-bundle) of op eigen schijven (apart) [anders: with-bundle]",
    ),
    arg(
        "init.paper",
        "Schrijft het herstelblad naar een nieuw bestand in plaats van het te tonen.",
    ),
    arg("init.no_home_index", "Bewaart op deze pc geen doorzoekbare kopie van de inhoudsopgaven."),
    command("book-year", "Boekjaren, als dat geen kalenderjaren zijn.", ""),
    command(
        "book-year add",
        "Voegt een boekjaar toe; beide dagen horen erbij.",
        "kluis book-year add 2025-10-01 2026-12-31",
    ),
    arg("book-year add.from", "De eerste dag, zoals 01-10-2025 of 2025-10-01."),
    arg("book-year add.to", "De laatste dag, zoals 31-12-2026 of 2026-12-31."),
    command("book-year list", "Toont de boekjaren.", "kluis book-year list"),
    command("class", "Bewaarcategorieën: hoe lang u wat bewaart, en waarom.", ""),
    command("class list", "Toont de bewaarcategorieën, per land.", "kluis class list --country nl"),
    arg(
        "class list.country",
        "Alleen de bewaarcategorieën van dit land: nl, be, de, fr, uk of us.",
    ),
    command(
        "class show",
        "Eén bewaarcategorie: de termijn, de begindatum en de grondslag in de wet.",
        "kluis class show nl-payroll",
    ),
    arg("class show.id", ""),
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
    arg("medium lost.since", "De dag waarop de schijf voor het eerst werd gemist."),
    arg("medium lost.reason", "Wat er gebeurd is; versleuteld."),
    arg("medium lost.by", "Wie dat zegt; versleuteld."),
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
        "archive",
        "Verzegelt bestanden op schijven, onder een bewaarcategorie en een datum.",
        "kluis archive Administratie/2025/11 --class nl-admin-basis --date 2025-11 --move",
    ),
    arg("archive.paths", "Bestanden en mappen."),
    arg("archive.class", "De bewaarcategorie; zie kluis class list."),
    arg(
        "archive.date",
        "De datum van de gebeurtenis of boeking: 2025, 11-2025 of 15-11-2025; ook 2025-11 en 2025-11-15.",
    ),
    arg("archive.open_ended", "De gebeurtenis moet nog komen; vraagt om --case."),
    arg("archive.case", "De persoon, het contract of het bezit waar de stukken bij horen."),
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
    arg("archive.period", "Een andere termijn dan die van de categorie, als die dat toelaat: P5Y."),
    arg(
        "archive.ground",
        "De grond waar de categorie om vraagt: het kenmerk van de afspraak, of waarom dit altijd bewaard blijft.",
    ),
    arg(
        "archive.accept_end",
        "Aanvaardt een einde dat voorbij of dichtbij is, of stukken die nieuwer zijn dan de datum.",
    ),
    arg(
        "archive.shared_source",
        "Verzegelt ook uit mappen waaruit een andere kluis op deze pc heeft verzegeld.",
    ),
    arg("archive.dry_run", "Toont wat er verzegeld zou worden, en verandert niets."),
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
    command("show", "Eén bundel: de regels, het zegel, de kopieën.", "kluis show 20261031-7f3c"),
    arg("show.bundle", "Het nummer van een bundel, of een begin dat maar bij één past."),
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
        "Alleen stukken waarvan de naam past: ** gaat door mappen heen. Zonder / telt alleen het laatste deel.",
    ),
    arg("restore.to", "Een lege of nieuwe map."),
    arg("restore.reason", "Waarom; gaat versleuteld in het logboek."),
    arg("restore.whom", "Voor wie; ook versleuteld."),
    arg("restore.reference", "Uw kenmerk voor deze verstrekking."),
    command(
        "destroy",
        "Vernietigt bundels waarvan de tijd voorbij is, op elke aangesloten schijf.",
        "kluis destroy 20180105-9a2b --by \"A. Jansen\" --role eigenaar --no-open-matters",
    ),
    arg("destroy.bundles", BUNDLES),
    arg("destroy.by", "Wie het doet."),
    arg("destroy.role", "In welke functie."),
    arg("destroy.approved_by", "Wie het heeft goedgekeurd."),
    arg(
        "destroy.no_open_matters",
        "Verklaart dat er over deze stukken geen aanslag, bezwaar of vordering loopt.",
    ),
    arg("destroy.damaged", "Overschrijft ook bestanden die niet meer zijn wat verzegeld is."),
    arg(
        "destroy.waive",
        "Wacht niet langer op een schijf die deze pc nooit zag, al kan alleen daar een stop staan.",
    ),
    arg(
        "destroy.withdraw",
        "Trekt een vernietiging in die niet door kon gaan, zolang er niets is overschreven.",
    ),
    arg(
        "destroy.reason",
        "Waarom niet op die schijf wordt gewacht, of waarom u het intrekt; gaat versleuteld in het logboek.",
    ),
    command(
        "rebuild",
        "Maakt de kluis op deze pc opnieuw van een schijf, als de oude pc weg is.",
        "kluis rebuild --from /media/anna/USB --vault-id 4f1c… --identity blad.txt",
    ),
    arg(
        "rebuild.from",
        "De map van een schijf. Liggen sleutels apart, dan twee keer: een schijf met bundels en een met sleutels.",
    ),
    arg(
        "rebuild.vault_id",
        "Het kluisnummer op het herstelblad: daaraan is uw schijf van een valse te onderscheiden.",
    ),
    arg(
        "rebuild.no_passphrase",
        "Bewaart de sleutel zonder wachtwoordzin: voor proeven en onbewaakte machines.",
    ),
    arg(
        "rebuild.no_home_index",
        "Bewaart op deze pc geen doorzoekbare kopie van de inhoudsopgaven.",
    ),
    arg(
        "rebuild.accept_settings",
        "Neemt de instellingen op de schijf zonder vraag over: kopieën, bewaarwijze, boekjaren, eigen categorieën.",
    ),
    arg(
        "rebuild.distrust",
        "Regels van het logboek die niet gelden, zoals bij `signer replace`; de sleutel van de verzegelaar wordt meteen \
         vervangen.",
    ),
    command(
        "passphrase",
        "Stelt een andere wachtwoordzin in, met de oude of met het herstelblad.",
        "kluis passphrase",
    ),
    arg(
        "passphrase.new_passphrase_file",
        "Een bestand met op de eerste regel de nieuwe wachtwoordzin; anders wordt die gevraagd. De oude staat in dat \
         van --passphrase-file.",
    ),
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
        "Neemt over wat een schijf weet uit een tijd die deze pc kwijt is: hij is teruggezet uit een reservekopie en \
         heeft daarna al geschreven.",
        "kluis ledger join \"Schijf A\" --by \"A. Jansen\" --reason \"de pc is teruggezet\"",
    ),
    arg("ledger join.medium", "De schijf: de naam of de map."),
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
        "signer list",
        "Toont wie tekent, en welke sleutel wanneer is vervangen.",
        "kluis signer list",
    ),
    command("clock", "De klok, als er een tijd is vastgelegd die nog moet komen.", ""),
    command(
        "clock correct",
        "Haalt een onjuiste tijd weg die nog moet komen, zodat er niet meer naar wordt gevraagd. Vraagt de datum van \
         vandaag.",
        "kluis clock correct --confirm-date 2026-11-21",
    ),
    command(
        "demo",
        "Laat de maand, de controle en de vernietiging zien op een verzonnen administratie.",
        "kluis demo",
    ),
    arg("demo.dir", "Een lege of nieuwe map om in te spelen; anders een tijdelijke."),
];

const BUNDLES: &str = "Nummers van bundels, of een begin dat maar bij één past.";
const CLASS: &str = "Bundels onder deze bewaarcategorie.";
const YEAR: &str = "Bundels waarvan de datum in dit jaar of deze jaren valt: 2022, of 2019..2022.";
const CASE: &str = "Bundels van dit dossier.";
const ALL: &str = "Alle bundels.";

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn keys(command: &Command, path: &str, all: &mut BTreeSet<String>) {
        all.insert(path.to_owned());
        for arg in command.get_arguments() {
            let own = !arg.is_global_set() || path.is_empty();
            let name = arg.get_id().to_string();
            if own && name != "help" && name != "version" {
                all.insert(key(path, &name));
            }
        }
        for below in command.get_subcommands() {
            let path = format!("{path} {}", below.get_name());
            keys(below, path.trim(), all);
        }
    }

    #[test]
    fn every_command_and_argument_has_its_dutch_and_nothing_else_has() {
        let mut all = BTreeSet::new();
        keys(&Cli::command(), "", &mut all);
        let said: BTreeSet<String> = DUTCH.iter().map(|dutch| dutch.of.to_owned()).collect();
        assert_eq!(said.len(), DUTCH.len(), "nothing is said twice");
        assert_eq!(said, all);
    }

    #[test]
    fn an_example_stands_wherever_english_has_one() {
        fn look(command: &Command, path: &str) {
            let has = command.get_after_help().is_some() && !path.is_empty();
            let says = said(path).is_some_and(|dutch| !dutch.example.is_empty());
            assert_eq!(has, says, "{path}");
            for below in command.get_subcommands() {
                look(below, format!("{path} {}", below.get_name()).trim());
            }
        }
        look(&Cli::command(), "");
    }

    #[test]
    fn dutch_help_has_no_english_heading() {
        let mut command = command_line(Lang::Nl);
        command.build();
        let text = command
            .find_subcommand_mut("archive")
            .expect("it is there")
            .render_long_help()
            .to_string();
        for word in ["Usage", "Options", "Arguments", "Print", "Example", "Everywhere", "default"] {
            assert!(!text.contains(word), "{word}: {text}");
        }
        assert!(text.contains("Gebruik: kluis archive"), "{text}");
    }
}
