//! Why a file is not the table that a verb was to read.

/// What is wrong with a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TableProblem {
    /// It has more bytes than are read.
    TooLarge {
        /// So many are.
        bytes_max: u64,
    },
    /// It asks for more than is looked for in one run.
    TooManyRows {
        /// So much is.
        rows_max: usize,
    },
    /// It is neither UTF-8 nor Windows-1252.
    Encoding,
    /// A quote on this line is never closed.
    OpenQuote(u64),
    /// The row on this line has more cells than are read.
    TooWide {
        /// The line.
        line: u64,
        /// So many are.
        cells_max: usize,
    },
    /// On this line something stands beyond the columns of the first row.
    Beyond(u64),
    /// It is a pipe or a device.
    NoFile,
    /// This line names no bundle and no hash.
    Line(u64),
    /// It is nothing that `find` has written.
    NotOfFind,
    /// It asks for nothing.
    Nothing,
    /// No column has names of files.
    NoNames,
    /// Two columns have this head.
    TwiceInHead(String),
    /// The row on this line has no name, or a value without a key.
    NoTag(u64),
    /// With this line, all that rows may give a record is too long.
    TagsTooLong(u64),
    /// Nothing says which column has the clients' names.
    NoClients,
    /// The row on this line names no client.
    NoClient(u64),
    /// On this line a key or a value has a control character.
    ControlInTag(u64),
    /// What stands in these columns may say which document is meant, and is not understood: their heads, or numbers.
    ColumnsUnread(Vec<String>),
}
