//! What all signed and encrypted documents share: the size cap, `format` and `critical`, the
//! canonical bytes, and names that this version does not know (format, §1).
//!
//! A document's type holds its own fields and, flattened, a map `unread` of top-level names that it
//! does not know. Names unknown deeper down are refused: bytes that are accepted come back the same
//! when they are written again.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::unreadable::{Unreadable, capped};
use crate::words::canonical::{self, NotCanonical};

/// The canonical bytes of a document, with `format` 1 and nothing critical.
pub(in crate::formats) fn write<T: Serialize>(fields: &T) -> Vec<u8> {
    let mut value = serde_json::to_value(fields)
        .expect("our own types have string keys and no failing serializers");
    value["critical"] = Value::Array(Vec::new());
    value["format"] = Value::from(1);
    canonical::document(&value)
}

/// The fields of a document whose bytes are the canonical ones.
pub(in crate::formats) fn read<T: Serialize + DeserializeOwned>(
    bytes: &[u8],
    bytes_max: u64,
) -> Result<T, Unreadable> {
    capped(bytes, bytes_max)?;
    let mut value: Value = canonical::read_document(bytes)?;
    if let Some(map) = value.as_object_mut() {
        map.remove("critical");
        map.remove("format");
    }
    let fields = from_value(value)?;
    if write(&fields) == bytes { Ok(fields) } else { Err(NotCanonical::Bytes.into()) }
}

pub(super) fn from_value<T: DeserializeOwned>(value: Value) -> Result<T, NotCanonical> {
    Ok(serde_json::from_value(value)?)
}

/// Names in a JSON object that this version does not know, with their values.
pub type Unknown = Map<String, Value>;
