//! How names stand in JSON (format, §4.7): a string, or `{"bytes": hex}`, or `{"utf16": hex,
//! big-endian}`.

use std::fmt;

use serde::de::{Error, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{SafePath, TrueName};
use crate::words::digest::{hex, unhex};
use crate::words::limits::PATH_BYTES_MAX;

impl Serialize for TrueName {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let (form, text) = match self {
            TrueName::Text(text) => return s.serialize_str(text),
            TrueName::Bytes(bytes) => ("bytes", hex(bytes)),
            TrueName::Utf16(units) => {
                let bytes: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
                ("utf16", hex(&bytes))
            }
        };
        let mut map = s.serialize_map(Some(1))?;
        map.serialize_entry(form, &text)?;
        map.end()
    }
}

impl<'de> Deserialize<'de> for TrueName {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let name = d.deserialize_any(Spelled)?;
        if name.bytes().len() > PATH_BYTES_MAX {
            return Err(Error::custom("a name that is too long"));
        }
        Ok(name)
    }
}

struct Spelled;

impl<'de> Visitor<'de> for Spelled {
    type Value = TrueName;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name: a string, or an object with \"bytes\" or \"utf16\"")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<TrueName, E> {
        Ok(TrueName::Text(text.into()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<TrueName, A::Error> {
        let Some((form, text)) = map.next_entry::<String, String>()? else {
            return Err(Error::custom("an empty name"));
        };
        if map.next_key::<String>()?.is_some() {
            return Err(Error::custom("a name with two spellings"));
        }
        let bytes = unhex(&text).map_err(|_| Error::custom("a name that is no hex"))?;
        let name = match form.as_str() {
            "bytes" => TrueName::from_bytes(bytes),
            "utf16" if bytes.len().is_multiple_of(2) => {
                let unit = |pair: &[u8]| u16::from_be_bytes([pair[0], pair[1]]);
                TrueName::from_utf16(bytes.chunks(2).map(unit).collect())
            }
            _ => return Err(Error::custom("a name in an unknown form")),
        };
        // One value, one spelling: text is written as text.
        match name {
            TrueName::Text(_) => Err(Error::custom("a name that is text, spelled as hex")),
            odd => Ok(odd),
        }
    }
}

impl Serialize for SafePath {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for SafePath {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct Checked;
        impl Visitor<'_> for Checked {
            type Value = SafePath;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a safe path")
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<SafePath, E> {
                SafePath::parse(text).map_err(Error::custom)
            }
        }
        d.deserialize_str(Checked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_kind_of_name_has_its_spelling() {
        for (name, json) in [
            (TrueName::Text("a\u{7}é".into()), "\"a\\u0007é\""),
            (TrueName::Bytes((*b"a/\xff").into()), "{\"bytes\":\"612fff\"}"),
            (TrueName::Utf16([0x61, 0xd800].into()), "{\"utf16\":\"0061d800\"}"),
        ] {
            assert_eq!(serde_json::to_string(&name).unwrap(), json);
            assert_eq!(serde_json::from_str::<TrueName>(json).unwrap(), name);
        }
    }

    #[test]
    fn another_spelling_is_refused() {
        let long = format!("\"{}\"", "a".repeat(PATH_BYTES_MAX + 1));
        for json in [
            "{\"bytes\":\"61\"}",
            "{\"utf16\":\"0061\"}",
            "{\"utf16\":\"d8\"}",
            "{\"bytes\":\"FF\"}",
            "{\"bytes\":\"ff\",\"utf16\":\"d800\"}",
            "{\"other\":\"ff\"}",
            "{}",
            "1",
            &long,
        ] {
            assert!(serde_json::from_str::<TrueName>(json).is_err(), "{json}");
        }
        assert!(serde_json::from_str::<SafePath>("\"../a\"").is_err());
    }

    proptest! {
        #[test]
        fn names_come_back_from_json(bytes in any::<Vec<u8>>(), units in any::<Vec<u16>>()) {
            for name in [TrueName::from_bytes(bytes.clone()), TrueName::from_utf16(units.clone())] {
                let json = serde_json::to_string(&name).unwrap();
                prop_assert_eq!(serde_json::from_str::<TrueName>(&json).unwrap(), name);
            }
        }
    }
}
