//! What `key` is asked.

use crate::surface::cli::KeyVerb;
use crate::verbs::key::{AddRequest, Given, RemoveRequest, Request};

/// What `key` is asked of one vault; none of a sheet, which may be for several.
pub fn key(verb: &KeyVerb) -> Option<Request> {
    Some(match verb {
        KeyVerb::Paper { .. } => return None,
        KeyVerb::List => Request::List,
        KeyVerb::Wrap => Request::Wrap,
        KeyVerb::Drill { all } => Request::Drill { all: *all },
        KeyVerb::Remove { name, yes } => {
            Request::Remove(RemoveRequest { name: name.clone(), yes: *yes })
        }
        KeyVerb::Add { name, recipient, recipient_file } => {
            let text = || Given::Text(recipient.clone().unwrap_or_default());
            let recipient = recipient_file.clone().map_or_else(text, Given::File);
            Request::Add(AddRequest { name: name.clone(), recipient })
        }
    })
}
