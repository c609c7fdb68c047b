//! Files that a run left where they are, each with why.

use crate::surface::page::Page;
use crate::surface::voice::{Voice, both, tied};
use crate::verbs::archive::{LeftReport, WhyLeft};

/// How many lines a list of files has before the rest is only counted; `--json` has them all.
pub(super) const LINES_MAX: usize = 20;

/// How many of the files that stay for one reason are named.
pub(super) const OF_A_REASON_MOST: usize = 3;

/// One line a reason; where it is that of several files, the first of them and how many there are.
pub fn left_lines(page: &mut Page<'_>, title: &str, left: &[LeftReport]) {
    let voice = page.voice;
    let mut reasons: Vec<(WhyLeft, Vec<String>)> = Vec::new();
    for LeftReport { path, why, detail } in left {
        let detail = detail.as_ref().map(|said| format!(" ({said})")).unwrap_or_default();
        let named = format!("{}{detail}", tied(path));
        match reasons.iter_mut().find(|(reason, _)| reason == why) {
            Some((_, paths)) => paths.push(named),
            None => reasons.push((*why, vec![named])),
        }
    }
    for (why, paths) in reasons {
        let why = why_left(voice, why);
        if let [path] = &paths[..] {
            page.line(format!("{title}: {path}: {why}"));
            continue;
        }
        let number = voice.number(paths.len() as u64);
        page.line(format!("{title}: {number}: {why}"));
        paths.iter().take(OF_A_REASON_MOST).for_each(|path| page.under(path));
        page.and_more(paths.len().saturating_sub(OF_A_REASON_MOST));
    }
}

fn why_left(voice: &Voice, why: WhyLeft) -> String {
    match why {
        WhyLeft::Link => both!(
            voice,
            "a link, and links are not followed",
            "een koppeling, en die worden niet gevolgd"
        ),
        WhyLeft::Special => both!(voice, "no regular file", "geen gewoon bestand"),
        WhyLeft::InTheCloud => both!(
            voice,
            "in the cloud alone: let the cloud service keep it on this PC, and run it again",
            "alleen in de cloud: laat de clouddienst het op deze pc bewaren, en geef de opdracht opnieuw"
        ),
        WhyLeft::Litter => both!(
            voice,
            "left behind by a program, no record",
            "achtergelaten door een programma, geen stuk"
        ),
        WhyLeft::EmptyFolder => both!(voice, "a folder without files", "een map zonder bestanden"),
        WhyLeft::StillActive => both!(voice, "used too recently", "te kort geleden gebruikt"),
        WhyLeft::Unreadable => both!(voice, "it can't be read", "niet te lezen"),
        WhyLeft::InUse => both!(
            voice,
            "in use by another program: close it, and run it again",
            "in gebruik door een ander programma: sluit dat, en geef de opdracht opnieuw"
        ),
        WhyLeft::PathTooLong => both!(voice, "its path is too long", "het pad is te lang"),
        WhyLeft::Ours => both!(
            voice,
            "a drive, a vault or a bundle of kluis",
            "een schijf, een kluis of een bundel van kluis"
        ),
        WhyLeft::Undated => both!(
            voice,
            "it gives no date of its own that has come",
            "zegt zelf geen datum, of een die nog moet komen"
        ),
        WhyLeft::BySender => both!(
            voice,
            "an e-mail, and its date is the word of whoever sent it",
            "een e-mail, en die datum is het woord van wie hem stuurde"
        ),
        WhyLeft::FarEarlier => both!(
            voice,
            "its own date lies two calendar years or more before its last change",
            "de eigen datum ligt twee kalenderjaren of meer voor de laatste wijziging"
        ),
        WhyLeft::OutsideBookYears => both!(
            voice,
            "its own date is in no book year of kluis.toml",
            "de eigen datum valt in geen boekjaar van kluis.toml"
        ),
        WhyLeft::Changing => {
            both!(voice, "it kept changing while it was read", "bleef tijdens het lezen veranderen")
        }
        WhyLeft::TooFewCopies => {
            both!(voice, "too few verified copies yet", "nog te weinig gecontroleerde kopieën")
        }
        WhyLeft::NotSeenHere => both!(
            voice,
            "its copies were verified on another PC alone: plug the drives in here, then {command}",
            "de kopieën zijn alleen op een andere pc gecontroleerd: sluit de schijven hier aan, dan {command}",
            command = voice.kluis(&["verify"])
        ),
        WhyLeft::NotOpenedHere => both!(
            voice,
            "a deep look found a record wrong in a copy: plug the drives in here, then {command}",
            "een diepe controle vond een stuk in een kopie beschadigd: sluit de schijven hier aan, dan {command}",
            command = voice.kluis(&["verify", "--deep"])
        ),
        WhyLeft::NoCopyHere => both!(
            voice,
            "no drive that holds it is connected: plug one in, then {command}",
            "er is geen schijf aangesloten waar het op staat: sluit er een aan, dan {command}",
            command = voice.kluis(&["sweep"])
        ),
        WhyLeft::ChangedSince => {
            both!(voice, "it is not what was sealed any more", "is niet meer wat verzegeld is")
        }
        WhyLeft::NotRemovable => both!(voice, "it can't be removed", "niet te verwijderen"),
    }
}
