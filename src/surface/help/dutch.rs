//! What the Dutch help says of one command or argument.

/// Of a command by its words (the program's own is empty), or of an argument by its command's words and its name: the
/// sentence, and of a command the example.
pub struct Dutch {
    pub of: &'static str,
    pub says: &'static str,
    pub example: &'static str,
}

pub const fn command(of: &'static str, says: &'static str, example: &'static str) -> Dutch {
    Dutch { of, says, example }
}

pub const fn arg(of: &'static str, says: &'static str) -> Dutch {
    Dutch { of, says, example: "" }
}
