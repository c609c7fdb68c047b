//! This process's own memory, where passphrases and keys lie while a run lasts: kept out of core dumps, and out of the
//! sight of this user's other programs where the system can do that; and how much the allocator holds of it.
//!
//! Owns what each system is asked for. Refuses to know what is secret.

/// Asks the system to keep it so, once, before any secret is read. The run goes on where the system refuses: nothing
/// that a run says rests on this.
pub fn keep_to_itself() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let none = Rlimit { current: Some(0), maximum: Some(0) };
        let _ = setrlimit(Resource::Core, none);
    }
    // Neither a dump through a pipe, which the limit does not stop, nor another program of this user that would
    // trace this one (PR_SET_DUMPABLE, prctl(2)).
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    }
}

/// Has all threads share a few heaps, before there is a second thread. Else glibc gives each thread one of its own, up
/// to eight for each core, and what one has let go of waits there for the same thread's next need: of an archive of
/// 15 GiB that was a third of all memory, and it took no less time.
pub fn share_heaps() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        /// What is needed in bulk is made by few threads, and used again.
        const HEAPS_MAX: libc::c_int = 2;
        // SAFETY: it sets a number of the allocator's, and no other thread runs yet. Where it refuses, nothing changes.
        unsafe { libc::mallopt(libc::M_ARENA_MAX, HEAPS_MAX) };
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use rustix::process::{DumpableBehavior, dumpable_behavior};

    #[test]
    fn no_other_program_of_this_user_may_look_into_it() {
        super::keep_to_itself();
        assert!(matches!(dumpable_behavior(), Ok(DumpableBehavior::NotDumpable)));
    }
}
