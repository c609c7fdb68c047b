//! What a person answers, and what kluis can't know (AVG art. 33, 34; EDPB Guidelines 01/2021, cases 10 and 11).

use crate::surface::paper::Paper;
use crate::surface::voice::{Voice, both};
use crate::verbs::incident::Incident;

fn yes_no(voice: &Voice) -> [String; 3] {
    [both!(voice, "yes", "ja"), both!(voice, "no", "nee"), both!(voice, "not known", "niet bekend")]
}

/// How the guidelines look at such a loss.
pub(super) fn frame(paper: &mut Paper, voice: &Voice, known: &Incident) {
    paper.text(both!(
        voice,
        "A lost drive that is encrypted, whose key is safe, and of which another copy is at hand: document it inside, \
         no notification as a rule (EDPB Guidelines 01/2021, case 10). Where one of these three is not so: notify the \
         supervisor within 72 hours, unless a risk for persons is unlikely (case 11; AVG art. 33(1)).",
        "Een vermiste schijf die versleuteld is, waarvan de sleutel veilig is en waarvan een andere kopie beschikbaar is: \
         intern vastleggen, in de regel geen melding (EDPB-richtsnoeren 01/2021, geval 10). Is een van die drie niet \
         zo: melden bij de toezichthouder binnen 72 uur, tenzij een risico voor personen onwaarschijnlijk is (geval \
         11; AVG art. 33 lid 1)."
    ));
    if !known.sole.is_empty() {
        paper.text(both!(
            voice,
            "Of {bundles} no other copy counts: that is a loss of availability, and a breach of its own.",
            "Van {bundles} telt geen andere kopie: dat is verlies van beschikbaarheid, en op zichzelf een inbreuk.",
            bundles = voice.all_of(&known.sole)
        ));
    }
}

/// What only a person can answer.
pub(super) fn questions(paper: &mut Paper, voice: &Voice) {
    let answers = yes_no(voice);
    for question in safe_key(voice) {
        paper.ask(question, &answers);
    }
    for question in to_write(voice) {
        paper.write(question);
    }
    let decided = [both!(voice, "yes, on", "ja, op"), both!(voice, "no, since", "nee, want")];
    for question in to_decide(voice) {
        paper.ask(question, &decided);
        paper.line();
    }
    paper.write(both!(
        voice,
        "Decided by: name, role, date, signature",
        "Besloten door: naam, functie, datum, handtekening"
    ));
    paper.text(both!(
        voice,
        "Document each breach, notified or not, with its effects and what was done (AVG art. 33(5)).",
        "Leg elke inbreuk vast, gemeld of niet, met de gevolgen en wat er gedaan is (AVG art. 33 lid 5)."
    ));
}

fn safe_key(voice: &Voice) -> [String; 4] {
    [
        both!(
            voice,
            "Was the recovery sheet, a passphrase on paper, or the PC with the drive?",
            "Lag het herstelblad, een wachtwoordzin op papier of de pc bij de schijf?"
        ),
        both!(
            voice,
            "May somebody else know the passphrase, or have the identity or the recovery sheet?",
            "Kan een ander de wachtwoordzin weten, of de sleutel of het herstelblad hebben?"
        ),
        both!(
            voice,
            "Were other files on the drive, outside of kluis, that are not encrypted?",
            "Stonden er buiten kluis andere bestanden op de schijf, die niet versleuteld zijn?"
        ),
        both!(voice, "Was it stolen?", "Is de schijf gestolen?"),
    ]
}

fn to_write(voice: &Voice) -> [String; 5] {
    [
        both!(
            voice,
            "What happened, where, when; when did who know of it (day and hour)?",
            "Wat is er gebeurd, waar, wanneer; wie wist het wanneer (dag en uur)?"
        ),
        both!(
            voice,
            "About how many persons, of which groups; about how many records (art. 33(3)(a))?",
            "Om ongeveer hoeveel personen gaat het, uit welke groepen; hoeveel gegevens (art. 33 lid 3 onder a)?"
        ),
        both!(
            voice,
            "Whom can the supervisor ask: name and contact (art. 33(3)(b))?",
            "Wie kan de toezichthouder vragen: naam en bereikbaarheid (art. 33 lid 3 onder b)?"
        ),
        both!(
            voice,
            "What are the likely consequences for these persons (art. 33(3)(c))?",
            "Wat zijn de waarschijnlijke gevolgen voor deze personen (art. 33 lid 3 onder c)?"
        ),
        both!(
            voice,
            "What was done, and what will be (art. 33(3)(d))?",
            "Wat is er gedaan, en wat gaat u doen (art. 33 lid 3 onder d)?"
        ),
    ]
}

fn to_decide(voice: &Voice) -> [String; 3] {
    [
        both!(
            voice,
            "Do you keep these records for somebody else (a bookkeeper for a client)? Tell them without delay (art. \
             33(2)). Told?",
            "Bewaart u dit voor een ander (een boekhouder voor een cliënt)? Informeer die zonder vertraging (art. 33 lid \
             2). Gedaan?"
        ),
        both!(
            voice,
            "Notify the supervisor (art. 33(1))? What is not known yet may follow (art. 33(4)).",
            "Melden bij de Autoriteit Persoonsgegevens (art. 33 lid 1)? Wat nog niet bekend is, mag volgen (art. 33 lid 4)."
        ),
        both!(
            voice,
            "Tell the persons? Needed where the risk for them is high, not where nobody can read the data (art. 34(1), \
             34(3)(a)).",
            "De personen informeren? Dat moet bij een hoog risico voor hen, niet als niemand de gegevens kan lezen (art. \
             34 lid 1, 34 lid 3 onder a)."
        ),
    ]
}

/// What kluis can't know.
pub(super) fn not_known(paper: &mut Paper, voice: &Voice) {
    let lines = [
        both!(
            voice,
            "Who has the drive, and whether somebody copied it before.",
            "Wie de schijf heeft, en of iemand die eerder heeft gekopieerd."
        ),
        both!(
            voice,
            "Whose data is in the records, and how many persons that are: kluis counts records.",
            "Van wie gegevens in de stukken staan, en om hoeveel personen het gaat: kluis telt stukken."
        ),
        both!(
            voice,
            "What else was on the drive, what lies in mail, cloud and backups, and what another PC did there that this \
             one has not heard of.",
            "Wat er verder op de schijf stond, wat er in e-mail, cloud en reservekopieën staat, en wat een andere pc daar \
             deed waar deze niets van weet."
        ),
        both!(
            voice,
            "Whether an identity, a passphrase or the recovery sheet is known to somebody else.",
            "Of een ander een sleutel, een wachtwoordzin of het herstelblad kent."
        ),
    ];
    lines.iter().for_each(|line| paper.text(line));
}
