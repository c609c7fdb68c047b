//! Pulls the plug everywhere: every call that changes a drive or the home fails once, is cut off, or is lost. After
//! each the drive must hold the old or the new state, every bundle that the ledger names must verify, no source may
//! be gone without a verified copy, and the next run must go on.

#[path = "../kit/mod.rs"]
mod kit;

mod adding;
mod archiving;
mod behind;
mod clock;
mod copying;
mod destroying;
mod filling;
mod holding;
mod home;
mod reattaching;
mod rebuilding;
mod repairing;
mod resealing;
mod retiring;
mod rewrapping;
mod rig;
mod roomy;
mod sampling;
mod sweeping;
mod verifying;
