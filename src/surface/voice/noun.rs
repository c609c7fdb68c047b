//! The things that texts count, in one and in many.

use crate::words::lang::Lang;

macro_rules! nouns {
    ($($noun:ident = $en:literal, $en_many:literal; $nl:literal, $nl_many:literal;)*) => {
        /// A thing that is counted.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Noun {
            $($noun,)*
        }

        impl Noun {
            pub(super) fn spelled(self, lang: Lang, one: bool) -> &'static str {
                match (self, lang, one) {
                    $(
                        (Noun::$noun, Lang::En, true) => $en,
                        (Noun::$noun, Lang::En, false) => $en_many,
                        (Noun::$noun, Lang::Nl, true) => $nl,
                        (Noun::$noun, Lang::Nl, false) => $nl_many,
                    )*
                }
            }
        }
    };
}

nouns! {
    Bundle = "bundle", "bundles"; "bundel", "bundels";
    Byte = "byte", "bytes"; "byte", "bytes";
    Chain = "chain", "chains"; "keten", "ketens";
    Class = "class", "classes"; "bewaarcategorie", "bewaarcategorieën";
    Copy = "copy", "copies"; "kopie", "kopieën";
    Day = "day", "days"; "dag", "dagen";
    Disclosure = "disclosure", "disclosures"; "verstrekking", "verstrekkingen";
    Drive = "drive", "drives"; "schijf", "schijven";
    Entry = "entry", "entries"; "regel", "regels";
    File = "file", "files"; "bestand", "bestanden";
    FileSet = "set of files", "sets of files"; "set bestanden", "sets bestanden";
    Finding = "finding", "findings"; "bevinding", "bevindingen";
    Client = "client", "clients"; "cliënt", "cliënten";
    Hold = "hold", "holds"; "stop", "stops";
    Month = "month", "months"; "maand", "maanden";
    Name = "name", "names"; "naam", "namen";
    Note = "note", "notes"; "notitie", "notities";
    ParitySet = "set of parity", "sets of parity"; "set herstelgegevens", "sets herstelgegevens";
    Piece = "piece", "pieces"; "deel", "delen";
    Recipient = "recipient", "recipients"; "sleutelhouder", "sleutelhouders";
    Record = "record", "records"; "stuk", "stukken";
    Slice = "slice", "slices"; "blok", "blokken";
    Source = "source", "sources"; "bestand", "bestanden";
    Vault = "vault", "vaults"; "kluis", "kluizen";
    Week = "week", "weeks"; "week", "weken";
    Year = "year", "years"; "jaar", "jaar";
}
