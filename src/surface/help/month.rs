//! Dutch help of the month, of the status, and of what runs by itself.

use super::dutch::{Dutch, arg, command};

pub const TEXTS: &[Dutch] = &[
    command(
        "month",
        "Verzegelt een maand uit de bronnen in kluis.toml, en verwijdert van deze pc wat weg mag. Vraagt één keer.",
        "kluis month 2026-10",
    ),
    arg(
        "month.month",
        "De maand: 2026-10, of 10-2026; de laatste die voorbij is als u er geen noemt.",
    ),
    arg("month.yes", "Vraagt niets: verzegelt wat de bronnen in kluis.toml van die maand hebben."),
    arg("month.accept_end", "Aanvaardt een einde dat voorbij is of binnen twaalf maanden ligt."),
    arg("month.accept_newer", "Aanvaardt stukken die nieuwer zijn dan de maand."),
    arg(
        "month.shared_source",
        "Verzegelt ook uit mappen waaruit een andere kluis op deze pc heeft verzegeld.",
    ),
    arg("month.dry_run", "Toont wat er verzegeld zou worden, en verandert niets."),
    command(
        "status",
        "Hoe een kluis ervoor staat: de laatste maand, kopieën, stops, wat er te doen is. Met --each één regel per \
         cliënt; zonder wachtwoordzin.",
        "kluis status --each",
    ),
    command(
        "watch-drives",
        "Wacht op de schijven van de kluis, en doet op elke schijf wat erop wacht: kopieën, een controle waarvan het tijd \
         is, bronnen die van de pc mogen. Vraagt niets, en vernietigt niets.",
        "kluis watch-drives --each",
    ),
    arg(
        "watch-drives.once",
        "Houdt op na de eerste schijf, of na de schijven die samen zijn aangesloten; anders stopt u het met Ctrl-C.",
    ),
];
