//! Which drives of a vault lie on one device: folders of one disk, say. What takes the device takes them all, so
//! that their copies count for one.

use std::collections::BTreeMap;

use super::medium::Contact;

/// The names of the drives that share a device with another: a list a device, each sorted.
pub fn shared(contacts: &[Contact]) -> Vec<Vec<String>> {
    named_together(
        contacts.iter().map(|contact| (contact.storage.describe().device, contact.name.as_str())),
    )
}

/// A drive whose device is not known shares it with none.
fn named_together<'n>(drives: impl Iterator<Item = (Option<u64>, &'n str)>) -> Vec<Vec<String>> {
    let mut devices: BTreeMap<u64, Vec<String>> = BTreeMap::new();
    for (device, name) in drives {
        if let Some(device) = device {
            devices.entry(device).or_default().push(name.to_owned());
        }
    }
    let mut shared: Vec<Vec<String>> =
        devices.into_values().filter(|names| names.len() > 1).collect();
    shared.iter_mut().for_each(|names| names.sort());
    shared.sort();
    shared
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drives_of_one_device_are_named_together_and_others_not_at_all() {
        let drives = [(Some(7), "C"), (Some(1), "D"), (None, "X"), (Some(7), "A"), (None, "Y")];
        assert_eq!(named_together(drives.into_iter()), [["A", "C"]]);
        assert!(named_together(drives[1..4].iter().copied()).is_empty());
    }
}
