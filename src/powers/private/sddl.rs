//! What a list of Windows (SDDL, the text form of a security descriptor) says of who may do something.

/// Whether a list lets anybody do something beside this user, the system, the administrators of the PC and the owner.
/// What can't be read does.
pub(super) fn lets_others(list: &str, user: &str) -> bool {
    let Some((_, lines)) = list.split_once("D:") else { return true };
    let lines = lines.split("S:(").next().unwrap_or(lines);
    let Some((flags, lines)) = lines.split_once('(') else {
        // An empty list lets nobody in, no list everybody.
        return lines.contains("NO_ACCESS_CONTROL");
    };
    flags.contains("NO_ACCESS_CONTROL") || lines.split('(').any(|line| lets_another(line, user))
}

/// One line: `type;flags;rights;object;inherited object;who)`.
fn lets_another(line: &str, user: &str) -> bool {
    /// The system, the administrators, and the owner of each file.
    const ANYHOW: [&str; 4] = ["SY", "BA", "CO", "OW"];
    let line = line.split(')').next().unwrap_or_default();
    let parts: Vec<&str> = line.split(';').collect();
    let [kind, _, _, _, _, who, ..] = parts[..] else { return true };
    let denies = ["D", "OD", "XD"].contains(&kind);
    !denies && who != user && !ANYHOW.contains(&who)
}

#[cfg(test)]
mod tests {
    use super::*;

    const USER: &str = "S-1-5-21-1-2-3-1001";

    #[test]
    fn a_list_that_names_nobody_else_is_closed() {
        for closed in [
            "D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FA;;;S-1-5-21-1-2-3-1001)",
            "O:BAG:BAD:AI(A;ID;FA;;;SY)(A;OICIIOID;GA;;;CO)(A;ID;FA;;;S-1-5-21-1-2-3-1001)",
            "D:(D;;FA;;;WD)(A;;FA;;;S-1-5-21-1-2-3-1001)",
            "D:P",
            "D:(A;;FA;;;OW)S:(AU;SAFA;FA;;;WD)",
        ] {
            assert!(!lets_others(closed, USER), "{closed}");
        }
    }

    #[test]
    fn a_list_that_names_somebody_else_or_can_not_be_read_is_open() {
        for open in [
            "D:P(A;OICI;FA;;;SY)(A;OICI;0x1200a9;;;BU)",
            "D:AI(A;ID;FA;;;S-1-5-21-1-2-3-1001)(A;ID;FA;;;AU)",
            "D:(A;;FR;;;S-1-5-21-1-2-3-1002)",
            "D:(XA;;FR;;;WD;(x == 1))",
            "D:NO_ACCESS_CONTROL",
            "O:BAG:BA",
            "D:(odd)",
            "",
        ] {
            assert!(lets_others(open, USER), "{open}");
        }
    }
}
