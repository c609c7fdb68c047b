//! The article of law that a typed ground begins with: what of it may stand in the clear. Whatever else a person typed
//! is free text, and stays encrypted.

/// Words that may stand between the numbers of a citation, in either language.
const BETWEEN: [&str; 7] = ["lid", "onder", "sub", "en", "and", "par.", "paragraph"];
/// The longest number of a citation, as in `17(1)(d)`.
const NUMBER_CHARS_MAX: usize = 16;
/// The longest abbreviation of a law.
const LAW_CHARS_MAX: usize = 8;

/// Whether a ground begins with a citation.
pub fn cites_the_law(ground: &str) -> bool {
    article(ground).is_some()
}

/// The citation at the start of a ground, up to its first comma; none where it does not begin with one.
pub(super) fn article(ground: &str) -> Option<String> {
    let first = ground.split([',', ';', '\n']).next()?;
    let words: Vec<&str> = first.split_whitespace().collect();
    let [law, art, number, more @ ..] = &words[..] else { return None };
    let cites = is_law(law)
        && ["art", "art.", "article", "artikel"].contains(art)
        && is_number(number)
        && more.iter().all(|word| BETWEEN.contains(word) || is_number(word) || is_letter(word));
    cites.then(|| words.join(" "))
}

fn is_law(word: &str) -> bool {
    (2..=LAW_CHARS_MAX).contains(&word.len())
        && word.bytes().all(|b| b.is_ascii_alphabetic())
        && word.starts_with(|c: char| c.is_ascii_uppercase())
}

/// A letter stands alone: two of them may be part of a name.
fn is_number(word: &str) -> bool {
    let bytes = word.as_bytes();
    let letters = bytes.windows(2).any(|two| two.iter().all(u8::is_ascii_alphabetic));
    word.len() <= NUMBER_CHARS_MAX
        && word.starts_with(|c: char| c.is_ascii_digit())
        && bytes.iter().all(|b| b.is_ascii_alphanumeric() || b"():.".contains(b))
        && !letters
}

fn is_letter(word: &str) -> bool {
    word.len() == 1 && word.bytes().all(|b| b.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_article_is_shown_and_nothing_that_may_be_a_person() {
        for (ground, shown) in [
            ("AVG art. 17(1)(d), request of J. de Wit", Some("AVG art. 17(1)(d)")),
            ("AVG art. 17 lid 1 onder d; verzoek", Some("AVG art. 17 lid 1 onder d")),
            ("BW artikel 7:455", Some("BW artikel 7:455")),
            ("AVG  art.  17", Some("AVG art. 17")),
            ("AVG art. 17 for Jansen", None),
            ("AVG art. 17Jansen", None),
            ("request of Jansen, AVG art. 17", None),
            ("Jansenius art. x", None),
            ("AVG", None),
            ("", None),
        ] {
            assert_eq!(article(ground).as_deref(), shown, "{ground}");
        }
    }
}
