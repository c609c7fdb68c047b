//! Which known word somebody may have meant by a mistyped one. Refuses to guess between words that are far.

/// The known word that takes the fewest letters to mend, at most a third of those typed; of several the first.
pub fn nearest<'k>(typed: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let most = (typed.chars().count() / 3).max(1);
    let known = known.into_iter().map(|word| (letters_between(typed, word), word));
    let (letters, word) = known.min_by_key(|(letters, _)| *letters)?;
    (letters <= most).then_some(word)
}

/// How many letters are put in, left out or changed between two words (Levenshtein).
fn letters_between(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (at, letter) in from.chars().enumerate() {
        let mut before = row[0];
        row[0] = at + 1;
        for (column, other) in to.iter().enumerate() {
            let changed = before + usize::from(letter != *other);
            before = row[column + 1];
            row[column + 1] = changed.min(before + 1).min(row[column] + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_is_nearly_right_is_known_and_any_other_is_not() {
        let known = ["folder", "class", "date", "move", "match"];
        for (typed, meant) in [
            ("clas", Some("class")),
            ("Folder", Some("folder")),
            ("moves", Some("move")),
            ("matches", Some("match")),
            ("map", None),
            ("", None),
        ] {
            assert_eq!(nearest(typed, known), meant, "{typed}");
        }
        assert_eq!(letters_between("kitten", "sitting"), 3);
        assert_eq!((letters_between("", "ab"), letters_between("ab", "")), (2, 2));
    }
}
