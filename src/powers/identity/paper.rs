//! An identity as a person typed it from paper: in groups or not, with their numbers or not, in capitals or not. Where
//! it does not fit, says which group to compare (BIP 173 has the checksum; C2SP age.md the spelling).

use zeroize::Zeroizing;

use super::Identity;

/// Before the data of an identity; capitals on paper.
const START: &str = "age-secret-key-1";
/// The checksum covers this too: the same without the separator.
const PREFIX: &[u8] = b"age-secret-key-";
const ALPHABET: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
/// 32 bytes in 5 bits each, and the checksum's 6.
const LETTERS: usize = 58;
/// As the sheet prints them; the last is short.
const GROUP_LETTERS: usize = 4;
const GENERATORS: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];

/// Why what was typed is no identity. Groups are counted from 1, as on the sheet.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{self:?}")]
pub enum Mistyped {
    /// A group has a letter that stands in no identity, or is too short or too long.
    Group { group: usize, typed: String },
    /// The checksum does not fit, and no other letters in one group alone make it fit.
    Checksum,
    /// Typed without groups, and letters are missing or too many.
    Length { letters: usize, wanted: usize },
}

/// The identity in `text`; none where nothing in it looks like one.
pub fn read(text: &str) -> Option<Result<Identity, Mistyped>> {
    let data = behind_start(text)?;
    Some(letters_of(data).and_then(|letters| of_letters(&letters)))
}

/// The identity in a text of groups alone, with their numbers or without; none where it looks like anything else. All
/// letters in one is no sheet: it is what damage left of an identity file.
pub fn read_groups(text: &str) -> Option<Result<Identity, Mistyped>> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let plain =
        |word: &&str| word.trim_end_matches(['.', ':', ')']).chars().all(char::is_alphanumeric);
    let whole = |word: &&&str| word.chars().count() == GROUP_LETTERS;
    // One group may be mistyped, left out or doubled: that is said then.
    let groups = words.iter().filter(whole).count();
    let of_groups = (LETTERS / GROUP_LETTERS - 2..=LETTERS / GROUP_LETTERS + 1).contains(&groups)
        && words.len() <= 2 * LETTERS.div_ceil(GROUP_LETTERS);
    (words.iter().all(plain) && of_groups)
        .then(|| letters_of(text).and_then(|letters| of_letters(&letters)))
}

/// What stands behind the first `AGE-SECRET-KEY-1`, however that was typed.
fn behind_start(text: &str) -> Option<&str> {
    text.char_indices().find_map(|(at, _)| {
        let mut wanted = START.chars();
        let mut next = wanted.next();
        for (offset, c) in text[at..].char_indices() {
            let Some(due) = next else { return Some(&text[at + offset..]) };
            // The first letter is the start: spaces before it belong to nothing.
            if c.is_whitespace() && offset > 0 {
                continue;
            }
            let fits = match c.to_ascii_lowercase() {
                'l' | 'i' => due == '1',
                '–' | '—' | '\u{2010}' | '\u{2011}' => due == '-',
                c => due == c,
            };
            if !fits {
                return None;
            }
            next = wanted.next();
        }
        next.is_none().then_some("")
    })
}

/// The letters, as numbers of five bits.
fn letters_of(data: &str) -> Result<Zeroizing<Vec<u8>>, Mistyped> {
    let first = data.split_whitespace().next().unwrap_or_default();
    // On one line without a space: nothing tells where a group began.
    if first.chars().count() > GROUP_LETTERS {
        let letters = first.chars().count();
        return match letters == LETTERS {
            true => values(&grouped(first)),
            false => Err(Mistyped::Length { letters, wanted: LETTERS }),
        };
    }
    let mut groups: Vec<String> = Vec::new();
    let count = LETTERS.div_ceil(GROUP_LETTERS);
    for word in data.split_whitespace().map(|word| word.trim_end_matches(['.', ':', ')'])) {
        // The number that the sheet prints before a group is none: `1` stands in no identity, and no group is short.
        if groups.len() == count || word.parse::<usize>() == Ok(groups.len() + 1) {
            continue;
        }
        groups.push(word.to_owned());
    }
    values(&groups)
}

fn grouped(letters: &str) -> Vec<String> {
    let letters: Vec<char> = letters.chars().collect();
    letters.chunks(GROUP_LETTERS).map(|group| group.iter().collect()).collect()
}

fn values(groups: &[String]) -> Result<Zeroizing<Vec<u8>>, Mistyped> {
    let mut letters = Zeroizing::new(Vec::with_capacity(LETTERS));
    for at in 0..LETTERS.div_ceil(GROUP_LETTERS) {
        let typed = groups.get(at).cloned().unwrap_or_default();
        let wanted = GROUP_LETTERS.min(LETTERS - at * GROUP_LETTERS);
        let group: Option<Vec<u8>> = typed.chars().map(value).collect();
        match group {
            Some(group) if group.len() == wanted => letters.extend(group),
            _ => return Err(Mistyped::Group { group: at + 1, typed }),
        }
    }
    Ok(letters)
}

/// The value of a letter. `O` is read as `0`, and `1` and `I` as `L`: the alphabet has none of them.
fn value(letter: char) -> Option<u8> {
    let letter = match letter.to_ascii_lowercase() {
        'o' => '0',
        'i' | '1' => 'l',
        other => other,
    };
    ALPHABET.iter().position(|one| char::from(*one) == letter).map(|at| at as u8)
}

fn of_letters(letters: &[u8]) -> Result<Identity, Mistyped> {
    let rest = checksum(letters);
    if rest != 0 {
        return Err(wrong_group(letters, rest));
    }
    let text: Zeroizing<String> = Zeroizing::new(
        START
            .bytes()
            .chain(letters.iter().map(|at| ALPHABET[usize::from(*at)]))
            .map(char::from)
            .map(|c| c.to_ascii_uppercase())
            .collect(),
    );
    Identity::parse(&text).map_err(|_| Mistyped::Checksum)
}

/// Zero where the checksum fits. Else it depends on the errors alone, since the checksum is linear.
fn checksum(letters: &[u8]) -> u32 {
    let high = PREFIX.iter().map(|byte| byte >> 5);
    let low = PREFIX.iter().map(|byte| byte & 31);
    polymod(high.chain([0]).chain(low).chain(letters.iter().copied())) ^ 1
}

fn polymod(values: impl Iterator<Item = u8>) -> u32 {
    values.fold(1, |sum, value| {
        let top = sum >> 25;
        let next = (sum & 0x01ff_ffff) << 5 ^ u32::from(value);
        let taps = GENERATORS.iter().enumerate().filter(|(bit, _)| top >> bit & 1 == 1);
        taps.fold(next, |sum, (_, generator)| sum ^ generator)
    })
}

/// The one group in which other letters would make the checksum fit. In about one of seventy cases a second group would
/// do as well, by chance; then none is named.
fn wrong_group(letters: &[u8], rest: u32) -> Mistyped {
    let groups: Vec<usize> = (0..LETTERS.div_ceil(GROUP_LETTERS))
        .filter(|group| {
            let first = group * GROUP_LETTERS;
            spans(letters, first..LETTERS.min(first + GROUP_LETTERS), rest)
        })
        .collect();
    let [group] = groups[..] else { return Mistyped::Checksum };
    let first = group * GROUP_LETTERS;
    let typed = letters[first..LETTERS.min(first + GROUP_LETTERS)].iter();
    let typed = typed.map(|at| char::from(ALPHABET[usize::from(*at)]).to_ascii_uppercase());
    Mistyped::Group { group: group + 1, typed: typed.collect() }
}

/// Whether changes at these places alone can leave `rest`: whether it is a sum of what their single bits leave.
fn spans(letters: &[u8], places: std::ops::Range<usize>, rest: u32) -> bool {
    let whole = checksum(letters);
    let mut basis: Vec<u32> = Vec::new();
    let reduced = |basis: &[u32], one: u32| basis.iter().fold(one, |one, by| one.min(one ^ by));
    for place in places {
        for bit in 0..5 {
            let mut changed = Zeroizing::new(letters.to_vec());
            changed[place] ^= 1 << bit;
            let left = reduced(&basis, checksum(&changed) ^ whole);
            if left != 0 {
                basis.push(left);
                // Largest first, so that each takes its own top bit away.
                basis.sort_unstable_by(|one, two| two.cmp(one));
            }
        }
    }
    reduced(&basis, rest) == 0
}

#[cfg(test)]
mod tests {
    use age::secrecy::ExposeSecret;

    use super::*;

    fn identity() -> (Identity, String) {
        let identity = Identity::generate();
        let text = identity.to_secret_string().expose_secret().to_owned();
        (identity, text)
    }

    fn sheet(text: &str, change: impl Fn(usize, String) -> String) -> String {
        let groups = grouped(&text[START.len()..]);
        let groups = groups.into_iter().enumerate().map(|(at, group)| change(at, group));
        format!("{} {}", &text[..START.len()], groups.collect::<Vec<_>>().join(" "))
    }

    fn numbered(at: usize, group: String) -> String {
        format!("{:>2} {group}{}", at + 1, if at % 5 == 4 { "\n" } else { "" })
    }

    #[test]
    fn an_identity_is_read_however_it_was_copied_from_the_sheet() {
        let (identity, text) = identity();
        let small = text.to_lowercase();
        let as_o = format!("{}{}", &text[..START.len()], text[START.len()..].replace('0', "O"));
        let as_i = format!("{}{}", &text[..START.len()], text[START.len()..].replace('L', "1"));
        for typed in [
            text.clone(),
            small.clone(),
            as_o,
            as_i,
            format!("my key:\r\n  {text}\r\n"),
            sheet(&text, |_, group| group),
            sheet(&small, |_, group| group),
            sheet(&text, numbered),
            text.replace('-', "–").replacen("KEY–1", "KEY – l", 1),
        ] {
            let read = read(&typed)
                .expect("it looks like one")
                .unwrap_or_else(|why| panic!("{why:?}: {typed}"));
            assert_eq!(read.recipient(), identity.recipient(), "{typed}");
        }
        assert!(read("AGE-SECRET is on paper").is_none());
    }

    #[test]
    fn groups_are_read_without_what_stands_before_them_on_paper() {
        let (identity, text) = identity();
        let groups =
            |change: fn(usize, String) -> String| sheet(&text, change)[START.len()..].to_owned();
        for typed in [groups(|_, group| group), groups(numbered).to_lowercase()] {
            assert!(read(&typed).is_none());
            let read = read_groups(&typed).expect("it looks like one").unwrap();
            assert_eq!(read.recipient(), identity.recipient(), "{typed}");
        }
        let wrong = groups(|at, group| if at == 6 { "qq7q".into() } else { group });
        assert!(read_groups(&wrong).unwrap().is_err());
        for other in [
            "deze week gaan onze twee zoons naar oma toe voor hun feest, dan volgt meer nieuws",
            "",
            "1 2 3",
            &text[START.len()..],
        ] {
            assert!(read_groups(other).is_none(), "{other}");
        }
    }

    #[test]
    fn any_wrong_group_is_named_and_nothing_is_guessed() {
        let (_, text) = identity();
        let mut named = 0;
        for wrong in 0..14 {
            for letter in ["Q", "7"] {
                let typed = sheet(&text, |at, group| match at == wrong {
                    // Two letters of one group, at once.
                    true => format!("{letter}{}{letter}", &group[1..3]),
                    false => numbered(at, group),
                });
                if sheet(&text, numbered) == typed || read(&typed).unwrap().is_ok() {
                    continue;
                }
                match read(&typed).unwrap().unwrap_err() {
                    Mistyped::Group { group, .. } => {
                        assert_eq!(group, wrong + 1, "{typed}");
                        named += 1;
                    }
                    // Another group would do as well, by chance.
                    Mistyped::Checksum => {}
                    other => panic!("{other:?}: {typed}"),
                }
            }
        }
        assert!(named > 20, "{named} of 28");
    }

    #[test]
    fn a_group_that_no_sheet_has_is_named_before_any_checksum() {
        let (_, text) = identity();
        for (typed, group) in [("B", 3), ("QQQ", 3), ("QQQQQ", 3), ("QQQ?", 3)] {
            let typed = sheet(&text, |at, whole| if at == 2 { typed.into() } else { whole });
            let Mistyped::Group { group: named, .. } = read(&typed).unwrap().unwrap_err() else {
                panic!("{typed}")
            };
            assert_eq!(named, group);
        }
        let short = &text[..text.len() - 1];
        assert_eq!(read(short).unwrap().unwrap_err(), Mistyped::Length { letters: 57, wanted: 58 });
    }

    #[test]
    fn two_wrong_groups_are_told_as_a_checksum_that_does_not_fit() {
        let (_, text) = identity();
        let change =
            |group: &str| if &group[..1] == "Q" { "P" } else { "Q" }.to_owned() + &group[1..];
        let typed =
            sheet(&text, |at, group| if [2, 9].contains(&at) { change(&group) } else { group });
        // One of some seventy such errors looks like an error in a third group.
        let why = read(&typed).unwrap().unwrap_err();
        assert!(matches!(why, Mistyped::Checksum | Mistyped::Group { .. }), "{why:?}");
    }
}
