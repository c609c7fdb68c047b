//! Dutch help of what is about the program and a vault itself, as `cli` and `cli/vault` have it in English.

use super::dutch::{Dutch, arg, command};

pub const TEXTS: &[Dutch] = &[
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
        ".signer",
        "Wie als beheerder tekent, als de kluis er meer heeft: een naam, of een nummer uit `signer list`.",
    ),
    arg(
        ".signer_passphrase_file",
        "Een bestand met op de eerste regel de wachtwoordzin van die ondertekenaar; anders wordt die in het venster \
         gevraagd.",
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
        "init.list",
        "Een kluis voor elke cliënt van een lijst (CSV): een naam per rij, of onder Naam; onder Boekjaareinde de dag als die \
         anders is. Eén wachtwoordzin, één keer gevraagd; --paper is dan een map.",
    ),
    arg(
        "init.no_passphrase",
        "Bewaart de sleutel zonder wachtwoordzin: voor proeven, en voor een pc waar niemand bij zit.",
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
        "Schrijft het herstelblad naar een nieuw bestand in plaats van het te tonen; met --list voor elke kluis een in deze map.",
    ),
    arg("init.no_home_index", "Bewaart op deze pc geen doorzoekbare kopie van de inhoudsopgaven."),
    command("book-year", "Boekjaren, als dat geen kalenderjaren zijn.", ""),
    command(
        "book-year add",
        "Voegt een boekjaar toe; beide dagen horen erbij. Of alle ontbrekende jaren, terug tot een dag, voor \
         oudere stukken.",
        "kluis book-year add 2025-10-01 2026-12-31",
    ),
    arg("book-year add.from", "De eerste dag, zoals 01-10-2025 of 2025-10-01."),
    arg("book-year add.to", "De laatste dag, zoals 31-12-2026 of 2026-12-31."),
    arg(
        "book-year add.back_to",
        "Jaren van twaalf maanden vóór het eerste, tot deze dag erin valt.",
    ),
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
        "rebuild.all",
        "Elke kluis op deze schijven die de sleutel opent. Van elke kluis wordt het nummer op papier gevraagd, of een \
         lijst zegt het.",
    ),
    arg(
        "rebuild.vaults",
        "De lijst van uw kluizen, die `key paper` schreef: die komen terug, en geen andere.",
    ),
    arg(
        "rebuild.vaults_check",
        "Het nummer van die lijst op het kantoorblad; anders wordt het gevraagd.",
    ),
    arg(
        "rebuild.no_passphrase",
        "Bewaart de sleutel zonder wachtwoordzin: voor proeven, en voor een pc waar niemand bij zit.",
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
    command("clock", "De klok, als er aan getwijfeld wordt.", ""),
    command(
        "clock correct",
        "Haalt een onjuiste tijd weg die nog moet komen, zodat er niet meer naar wordt gevraagd. Vraagt de datum van \
         vandaag.",
        "kluis clock correct --confirm-date 2026-11-21",
    ),
    command(
        "clock request",
        "Schrijft een aanvraag voor een tijdstempel van een ander (RFC 3161), te versturen vanaf een andere pc.",
        "kluis clock request --out klok.tsq",
    ),
    arg("clock request.out", "Een nieuw bestand voor de aanvraag."),
    command(
        "clock token",
        "Toetst zonder netwerk het antwoord op die aanvraag, en legt het vast: het beantwoordt wat aan de klok wordt gevraagd.",
        "kluis clock token klok.tsr --ca dienst.pem",
    ),
    arg("clock token.answer", "Het antwoord van de dienst."),
    arg(
        "clock token.ca",
        "Het basiscertificaat van de dienst, in PEM, van een plek die u vertrouwt.",
    ),
    command(
        "demo",
        "Laat de maand, de controle, een stop en de vernietiging zien op een verzonnen administratie.",
        "kluis demo",
    ),
    arg("demo.dir", "Een lege of nieuwe map om in te spelen; anders een tijdelijke."),
    command(
        "completions",
        "Toont de regels waarmee een shell kluis-opdrachten aanvult terwijl u typt.",
        "kluis completions bash > ~/.local/share/bash-completion/completions/kluis",
    ),
    arg("completions.shell", "De shell: bash, elvish, fish, powershell of zsh."),
    command(
        "man",
        "Schrijft de handleidingpagina's (man), een per opdracht; ze zijn in het Engels.",
        "kluis man ~/.local/share/man/man1",
    ),
    arg("man.dir", "Een map die er is."),
];
