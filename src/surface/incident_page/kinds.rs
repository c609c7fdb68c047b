//! Whose data, and of what kind, a class usually holds: a start for the categories that a notification names (AVG art.
//! 33(3)(a)). What really lies in the bundles only a person can say.

use crate::surface::voice::{Voice, both};

/// Whose data usually, and which.
pub(super) fn kinds(voice: &Voice, class: Option<&str>) -> String {
    let Some(class) = class else {
        return both!(
            voice,
            "confidential: kluis list names the class on your PC. Health and Wwft files are among these classes",
            "vertrouwelijk: kluis list noemt de categorie op uw pc. Gezondheid en Wwft-dossiers horen hierbij"
        );
    };
    match class {
        "nl-payroll"
        | "nl-wage-declaration"
        | "de-payroll"
        | "uk-paye"
        | "fr-payroll"
        | "us-employment" => both!(
            voice,
            "employees: name, address, wage, tax or social security number, bank account",
            "werknemers: naam, adres, loon, bsn, bankrekening"
        ),
        "nl-id-copy" | "nl-id-copy-hired" => both!(
            voice,
            "employees or hired workers: copy of an identity document with number and photo",
            "werknemers of ingeleenden: kopie identiteitsbewijs met bsn, nummer en foto"
        ),
        "nl-employment-contract" | "nl-personnel-file" | "nl-working-time" => both!(
            voice,
            "employees: contract, assessment, working hours",
            "werknemers: contract, beoordeling, werktijden"
        ),
        "nl-sick-leave" | "nl-sick-own-risk" | "nl-medical" | "nl-exposure" => both!(
            voice,
            "health of employees or patients: special category (AVG art. 9)",
            "gezondheid van werknemers of patiënten: bijzondere gegevens (AVG art. 9)"
        ),
        "nl-applicant" => {
            both!(voice, "applicants: letter, résumé", "sollicitanten: brief, cv")
        }
        "nl-cctv" => both!(voice, "whoever was filmed", "wie er gefilmd is"),
        "nl-wwft-cdd" | "nl-wwft-report" | "nl-engagement-file" => both!(
            voice,
            "clients and their owners: identity, source of money, findings",
            "cliënten en hun eigenaren: identiteit, herkomst van geld, bevindingen"
        ),
        "nl-privacy-case" | "nl-consent-proof" => both!(
            voice,
            "persons who asked or agreed: name, request, answer",
            "personen die iets vroegen of toestemden: naam, verzoek, antwoord"
        ),
        _ if is_business(class) => both!(
            voice,
            "customers and suppliers: name, address, invoices, bank account",
            "klanten en leveranciers: naam, adres, facturen, bankrekening"
        ),
        _ => both!(voice, "for a person to fill in", "zelf in te vullen"),
    }
}

fn is_business(class: &str) -> bool {
    let business = [
        "nl-admin-basis",
        "nl-admin-other",
        "nl-contract",
        "nl-asset",
        "nl-real-estate",
        "nl-oss",
        "nl-annual-accounts",
        "nl-customs",
        "nl-subsidy",
        "uk-sole-trader",
    ];
    business.contains(&class)
}
