//! Writes a bundle's index and its commitments, and the home's copy of the index.

use std::io::Write;

use super::writing::{WriteProblem, Writing};
use crate::formats::commitments::CommitmentSecret;
use crate::formats::index::{IndexWriter, Meta, Record, Unwritable};
use crate::powers::envelope;
use crate::powers::identity::Recipient;
use crate::rules::retention::{ClassShown, PinnedRule};
use crate::things::bundle::fixity::Written;
use crate::things::bundle::pack::Packed;
use crate::things::bundle::volumes::{TracedWriter, storage_problem, unsealed_problem};
use crate::things::bundle::{COMMITMENTS, INDEX};

/// Index frames go to the medium under the bundle's own recipient and to the home under the vault's.
struct Both<A: Write, B: Write>(A, Option<B>);

impl<A: Write, B: Write> Write for Both<A, B> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.write_all(bytes)?;
        if let Some(second) = &mut self.1 {
            second.write_all(bytes)?;
        }
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

pub(super) fn write_index(
    packed: &Packed,
    writing: &Writing<'_>,
    recipient: &Recipient,
    secret: &CommitmentSecret,
) -> Result<(Written, Vec<u8>), WriteProblem> {
    let trouble = |error| storage_problem(error, writing.folder);
    let unsealed = |problem| unsealed_problem(problem, writing.folder);
    let file = TracedWriter::create(writing.storage, writing.folder, INDEX.into())?;
    let on_medium =
        envelope::encrypting(std::slice::from_ref(recipient), file).map_err(unsealed)?;
    let header = on_medium.header().to_vec();
    let at_home = match writing.home_index {
        None => None,
        Some((home, folder)) => {
            let name = format!("{}.age", writing.bundle);
            let file = TracedWriter::create(home, folder, name)?;
            Some(envelope::encrypting(writing.recipients, file).map_err(unsealed)?)
        }
    };
    let unwritable = |problem: Unwritable| match problem {
        Unwritable::Io(error) => trouble(error),
        other => trouble(std::io::Error::other(other)),
    };
    let mut index = IndexWriter::new(Both(on_medium, at_home)).map_err(trouble)?;
    for record in &packed.records {
        index.push(record).map_err(unwritable)?;
    }
    let meta = Meta {
        bundle: writing.bundle,
        vault: writing.vault,
        case: writing.case.as_ref().map(|(_, code)| code.clone()),
        classes: writing.rules_whole.iter().map(class_word).collect(),
        commitment_secret: secret.clone(),
        frames: packed.frames.clone(),
        report: writing.report.clone(),
        rules: writing.rules_whole.iter().map(rule_value).collect(),
    };
    let (Both(on_medium, at_home), _) = index.finish(&meta).map_err(unwritable)?;
    if let Some(at_home) = at_home {
        at_home.finish().map_err(trouble)?.finish()?;
        if let Some((home, folder)) = writing.home_index {
            home.sync_folder(folder)?;
        }
    }
    let file = on_medium.finish().map_err(trouble)?.finish()?;
    Ok((file, header))
}

pub(super) fn write_commitments(
    records: &[Record],
    writing: &Writing<'_>,
    secret: &CommitmentSecret,
) -> Result<Written, WriteProblem> {
    let trouble = |error| storage_problem(error, writing.folder);
    let file = TracedWriter::create(writing.storage, writing.folder, COMMITMENTS.into())?;
    let mut out = std::io::BufWriter::with_capacity(1 << 20, file);
    secret.write(records.iter().map(|record| &record.sha256), &mut out).map_err(trouble)?;
    let file = out.into_inner().map_err(|error| trouble(error.into_error()))?;
    Ok(file.finish()?)
}

/// A class as it is called inside, where confidential ones are whole too.
fn class_word(rule: &PinnedRule) -> String {
    match &rule.class {
        ClassShown::Id(id) => id.to_string(),
        ClassShown::Tag(tag) => tag.to_string(),
    }
}

fn rule_value(rule: &PinnedRule) -> serde_json::Value {
    serde_json::to_value(rule).expect("a rule has string keys and no failing serializers")
}
