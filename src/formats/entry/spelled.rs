//! How byte strings are spelled inside documents: 64 hex digits, or base64 with padding (format,
//! §1).
//!
//! Each value has one spelling; a reader refuses all others.

/// 32 bytes as 64 lower-case hex digits, for `#[serde(with)]`.
pub(in crate::formats) mod hex32 {
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::words::digest::{hex, unhex};

    pub fn serialize<S: Serializer>(bytes: &[u8; 32], s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&hex(bytes))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<[u8; 32], D::Error> {
        unhex(&String::deserialize(d)?)
            .ok()
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or_else(|| serde::de::Error::custom("not 64 hex digits"))
    }
}

/// Bytes as base64 (RFC 4648 §4, padded), for `#[serde(with)]`.
pub(in crate::formats) mod base64_text {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(bytes: &[u8], s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&encode(bytes))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Vec<u8>, D::Error> {
        decode(&String::deserialize(d)?).ok_or_else(|| serde::de::Error::custom("not base64"))
    }

    pub fn encode(bytes: &[u8]) -> String {
        STANDARD.encode(bytes)
    }

    /// The bytes behind `text`, or nothing when it is not the one spelling of them.
    pub fn decode(text: &str) -> Option<Vec<u8>> {
        STANDARD.decode(text).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::base64_text::{decode, encode};

    #[test]
    fn base64_has_one_spelling() {
        // RFC 4648, section 10.
        assert_eq!(encode(b"fooba"), "Zm9vYmE=");
        assert_eq!(decode("Zm9vYmE="), Some(b"fooba".to_vec()));
        for wrong in ["Zm9vYmE", "Zm9vYmF=", "Zm9v YmE=", "Zm9vYmE=\n", "Zm9v-mE="] {
            assert_eq!(decode(wrong), None, "{wrong:?}");
        }
    }
}
