//! Words that several parts of the page take: texts of others, drives by their letters, days, hashes.

use unicode_normalization::UnicodeNormalization;

use crate::formats::statement::Statement;
use crate::surface::voice::{Voice, both};
use crate::words::day::{ClockState, Day};
use crate::words::digest::Digest;
use crate::words::ids::MediumId;
use crate::words::text::shown;

/// The start and the end of a hash.
pub(super) fn short(digest: Digest) -> String {
    let text = digest.to_string();
    format!("{}…{}", &text[..8], &text[56..])
}

/// Text of others as the page may have it.
pub(super) fn said(text: &str) -> String {
    shown(&text.nfc().collect::<String>())
}

/// A text that a person may have given.
pub(super) fn given(voice: &Voice, text: &Option<String>) -> String {
    match text {
        Some(text) => said(text),
        None => both!(voice, "not given", "niet opgegeven"),
    }
}

/// Each day once.
pub(super) fn days(voice: &Voice, days: impl Iterator<Item = Day>) -> String {
    let mut days: Vec<String> = days.map(|day| voice.day(day)).collect();
    days.dedup();
    voice.all_of(days)
}

pub(super) fn clock_word(voice: &Voice, state: ClockState) -> String {
    match state {
        ClockState::Ok => both!(voice, "of the PC", "van de pc"),
        ClockState::Typed => both!(voice, "confirmed by a person", "door iemand bevestigd"),
        ClockState::Doubtful => both!(voice, "in doubt", "in twijfel"),
    }
}

/// What a drive is called on this page: A, B, … in the statement's order.
pub(super) fn letter(at: usize) -> String {
    match u8::try_from(at).ok().filter(|at| *at < 26) {
        Some(at) => char::from(b'A' + at).to_string(),
        None => format!("{}", at + 1),
    }
}

pub(super) fn letter_of(of: &Statement, medium: MediumId) -> String {
    match of.copies.iter().position(|copy| copy.medium == medium) {
        Some(at) => letter(at),
        None => format!("{}…", &medium.to_string()[..8]),
    }
}

/// The letters of media, or that there are none.
pub(super) fn letters(voice: &Voice, of: &Statement, media: &[MediumId]) -> String {
    match media.is_empty() {
        true => both!(voice, "none", "geen"),
        false => voice.all_of(media.iter().map(|medium| letter_of(of, *medium))),
    }
}
