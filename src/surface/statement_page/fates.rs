//! What became of each copy, in no more words than the evidence has.

use super::sheet::SET_IN;
use super::words::{given, letter, letter_of, letters, said};
use crate::formats::entry::InPlace;
use crate::formats::statement::{
    CopyFate, Custody, FateWord, NeighboursWord, NotCovered, Remains, Statement,
};
use crate::surface::voice::{Noun, Voice, both};

pub(super) fn copies(voice: &Voice, of: &Statement) -> Vec<String> {
    of.copies.iter().enumerate().flat_map(|(at, copy)| copy_lines(voice, at, copy)).collect()
}

fn copy_lines(voice: &Voice, at: usize, copy: &CopyFate) -> Vec<String> {
    let drive = drive_words(voice, copy);
    let mut lines =
        vec![format!("{}  {drive} (id {}…)", letter(at), &copy.medium.to_string()[..8])];
    let day = copy.at.map_or_else(String::new, |at| voice.day(at.day()));
    match copy.fate {
        FateWord::Destroyed => {
            lines.push(both!(
                voice,
                "{day}, {by}, {place}: {files}, {bytes}: overwritten, {read}, removed, looked for again",
                "{day}, {by}, {place}: {files}, {bytes}: overschreven, {read}, verwijderd, opnieuw gezocht",
                by = given(voice, &copy.by),
                place = match &copy.place {
                    Some(place) => said(place),
                    None => both!(voice, "place not given", "plaats niet opgegeven"),
                },
                files = voice.count(copy.files, Noun::File),
                bytes = voice.size(copy.bytes),
                read = voice.read_back(copy.read_back)
            ));
            lines.push(claim(voice, copy));
        }
        FateWord::FoundGone => lines.push(both!(
            voice,
            "{day}: nothing of it was there any more; not overwritten by this run",
            "{day}: er stond niets meer van; niet door deze opdracht overschreven"
        )),
        FateWord::Lost => lines.push(both!(
            voice,
            "lost since {since}, as {by} said: not overwritten",
            "vermist sinds {since}, volgens {by}: niet overschreven",
            since = copy.since.map_or_else(String::new, |day| voice.day(day)),
            by = given(voice, &copy.by)
        )),
        FateWord::MediumDestroyed => lines.push(both!(
            voice,
            "drive physically destroyed on {since} ({how}), as {by} said; not seen by this program",
            "schijf zelf vernietigd op {since} ({how}), volgens {by}; niet door dit programma gezien",
            since = copy.since.map_or_else(String::new, |day| voice.day(day)),
            how = copy.physical.map_or_else(String::new, |how| voice.physical(how)),
            by = given(voice, &copy.by)
        )),
        FateWord::Present => {
            lines.push(both!(voice, "not destroyed yet", "nog niet vernietigd"));
        }
    }
    lines.extend(copy.free_space.iter().map(|done| voice.free_space(done)));
    lines.extend(copy.neighbours.map(|word| neighbours(voice, word)));
    lines.iter_mut().skip(1).for_each(|line| line.insert(0, SET_IN));
    lines
}

/// What the drive says of itself, quoted: these are its own words.
fn drive_words(voice: &Voice, copy: &CopyFate) -> String {
    let quoted = |text: &String| format!("“{}”", said(text).replace(['“', '”'], "'"));
    let own: Vec<String> =
        [&copy.make, &copy.model, &copy.serial].into_iter().flatten().map(quoted).collect();
    match own.is_empty() {
        true => both!(voice, "maker and number unknown", "maker en nummer onbekend"),
        false => own.join(" "),
    }
}

fn claim(voice: &Voice, copy: &CopyFate) -> String {
    let system = copy.file_system.as_deref().map(said).unwrap_or_default();
    let place = match copy.in_place {
        Some(InPlace::Yes) => both!(voice, "in place", "ter plaatse"),
        Some(
            InPlace::CopyOnWrite
            | InPlace::LogStructured
            | InPlace::DataJournal
            | InPlace::Compressed
            | InPlace::Inline
            | InPlace::Snapshot,
        ) => {
            both!(voice, "not in place", "niet ter plaatse")
        }
        Some(InPlace::Unknown) | None => {
            both!(voice, "in place or not: unknown", "ter plaatse of niet: onbekend")
        }
    };
    match copy.nist {
        Some(_) => both!(
            voice,
            "{system}, {place}. NIST SP 800-88r2: as Clear, of these files only; IEEE 2883: overwrite. Purge, Destroy: not \
             established",
            "{system}, {place}. NIST SP 800-88r2: als Clear, alleen deze bestanden; IEEE 2883: overwrite. Purge, Destroy: \
             niet vastgesteld"
        ),
        None => both!(
            voice,
            "{system}, {place}. IEEE 2883: overwrite. NIST SP 800-88r2 Clear, Purge, Destroy: not established",
            "{system}, {place}. IEEE 2883: overwrite. NIST SP 800-88r2 Clear, Purge, Destroy: niet vastgesteld"
        ),
    }
}

fn neighbours(voice: &Voice, word: NeighboursWord) -> String {
    match word {
        NeighboursWord::Intact => both!(
            voice,
            "The other bundles there were looked at: no difference",
            "De andere bundels daar zijn nagekeken: geen verschil"
        ),
        NeighboursWord::FaultsAsBefore => both!(
            voice,
            "Of the other bundles there some did not hold, as before",
            "Van de andere bundels daar klopten er al enkele niet"
        ),
        NeighboursWord::Harmed => both!(
            voice,
            "Of the other bundles there some do not hold any more",
            "Van de andere bundels daar kloppen er enkele niet meer"
        ),
    }
}

/// Was it done, and did it work.
pub(super) fn checks(voice: &Voice, of: &Statement) -> Vec<String> {
    let mut lines: Vec<String> = of
        .verification
        .iter()
        .map(|done| {
            let from = voice.read_back(done.result);
            let by = given(voice, &done.by);
            both!(
                voice,
                "Verification of {drive}: zeros {from}, {day}, {by}",
                "Verificatie van {drive}: nullen {from}, {day}, {by}",
                drive = letter_of(of, done.medium),
                day = voice.day(done.at.day())
            )
        })
        .collect();
    lines.extend(of.validation.iter().map(|done| {
        let unread = match done.unread {
            0 => String::new(),
            bytes => both!(
                voice,
                "; {size} could not be read",
                "; {size} was niet te lezen",
                size = voice.size(bytes)
            ),
        };
        both!(
            voice,
            "Validation of {drive}: {size} of the bare drive searched, {found} of {searched} sectors found{unread}; {day}, {by}",
            "Validatie van {drive}: {size} van de kale schijf doorzocht, {found} van {searched} sectoren gevonden{unread}; \
             {day}, {by}",
            size = voice.size(done.bytes),
            drive = letter_of(of, done.medium),
            found = voice.number(done.found),
            searched = voice.number(done.searched),
            day = voice.day(done.at.day()),
            by = given(voice, &done.by)
        )
    }));
    if of.validation.is_empty() {
        lines.push(both!(
            voice,
            "Validation (a search of the bare drive): none",
            "Validatie (de kale schijf doorzocht): geen"
        ));
    }
    lines
}

pub(super) fn keys(voice: &Voice, of: &Statement) -> Vec<String> {
    let lay = match of.keys.custody {
        Custody::WithBundle => both!(voice, "with the bundle", "bij de bundel"),
        Custody::Apart => both!(voice, "apart", "apart"),
    };
    vec![both!(
        voice,
        "Kept {lay}. Overwritten: {erased}. Gone with the drive: {gone}. Elsewhere still: {elsewhere}",
        "Bewaard {lay}. Overschreven: {erased}. Met de schijf vernietigd: {gone}. Elders nog: {elsewhere}",
        gone = letters(voice, of, &of.keys.gone_with),
        erased = letters(voice, of, &of.keys.erased),
        elsewhere = letters(voice, of, &of.keys.elsewhere)
    )]
}

pub(super) fn remains(voice: &Voice, of: &Statement) -> Vec<String> {
    let mut lines = Vec::new();
    for what in Remains::ALL {
        let on = of.copies.iter().filter(|copy| copy.remains.contains(&what));
        let on: Vec<_> = on.map(|copy| copy.medium).collect();
        if !on.is_empty() {
            lines.push(format!("{}: {}", letters(voice, of, &on), remains_words(voice, what)));
        }
    }
    let not = of.not_covered.iter().map(|what| not_covered_words(voice, *what));
    lines.push(both!(
        voice,
        "Not covered: {all}",
        "Niet gedekt: {all}",
        all = not.collect::<Vec<_>>().join("; ")
    ));
    lines
}

fn remains_words(voice: &Voice, what: Remains) -> String {
    match what {
        Remains::Readable => both!(
            voice,
            "readable to whoever has the drive and a key",
            "leesbaar voor wie de schijf en een sleutel heeft"
        ),
        Remains::NotInPlace => both!(
            voice,
            "old bytes, since the file system may write elsewhere",
            "oude bytes, want het bestandssysteem kan elders schrijven"
        ),
        Remains::OldBlocks => both!(
            voice,
            "old blocks that a flash drive has put aside, or that a snapshot of the disk keeps (LVM's alone were looked for)",
            "oude blokken die een flashschijf opzij heeft gezet, of die een momentopname van de schijf bewaart (alleen \
             naar die van LVM is gekeken)"
        ),
        Remains::BeyondSealed => both!(
            voice,
            "bytes behind what was sealed, not overwritten",
            "bytes achter wat verzegeld was, niet overschreven"
        ),
        Remains::NamesLeft => both!(
            voice,
            "files that are not of this program stay in the folder",
            "bestanden die niet van dit programma zijn, staan nog in de map"
        ),
        Remains::NotEvidenced => both!(
            voice,
            "what an earlier run overwrote is not on record",
            "wat een eerdere opdracht overschreef, is niet vastgelegd"
        ),
        Remains::WordAlone => both!(
            voice,
            "all of it, if the drive was not destroyed as was said",
            "alles, als de schijf niet is vernietigd zoals is gezegd"
        ),
    }
}

fn not_covered_words(voice: &Voice, what: NotCovered) -> String {
    match what {
        NotCovered::Memory => {
            both!(voice, "memory and swap of the PC", "geheugen en wisselbestand van de pc")
        }
        NotCovered::Backups => both!(
            voice,
            "images and backups of the drives or the PC",
            "images en reservekopieën van de schijven of de pc"
        ),
        NotCovered::Restored => both!(voice, "records that were restored", "teruggehaalde stukken"),
        NotCovered::Waiting => both!(
            voice,
            "copies that wait on another PC of this vault",
            "kopieën in de wachtrij op een andere pc van deze kluis"
        ),
        NotCovered::Mail => both!(voice, "mail", "e-mail"),
        NotCovered::Cloud => both!(voice, "cloud", "cloud"),
        NotCovered::Paper => both!(voice, "paper", "papier"),
        NotCovered::OldBlocks => {
            both!(voice, "old blocks of flash drives", "oude blokken van flashschijven")
        }
    }
}
