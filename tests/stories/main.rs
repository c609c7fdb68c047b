//! Stories, told as a user would tell them: whole command lines, run in process, on a day that the story sets.

mod bundles;
mod desk;
mod drives;
mod vaults;
mod words;
