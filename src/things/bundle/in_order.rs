//! Work on several threads whose results come in the order in which it was given out: frames of a payload are
//! independent, and what is said of them is not to depend on which core was faster.
//!
//! One thread feeds, a few work, the caller takes. What is on its way is bounded.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// More threads than this would wait for the one that reads and the one that takes.
const WORKERS_MAX: usize = 8;
/// Pieces that wait for a worker or for being taken, beyond the one that each worker has.
const WAITING: usize = 2;

/// How many threads work.
pub fn workers() -> usize {
    thread::available_parallelism().map_or(2, usize::from).min(WORKERS_MAX)
}

/// Runs `feed` on a thread of its own, with a function that gives a job out and is false once nobody wants any more;
/// `work` on each job, with a state that each worker makes itself; and `take` on each result here, in order. The first
/// error of `take` ends all of it; else what `feed` returned is given.
pub fn in_order<Job, Done, State, Fed, E>(
    feed: impl FnOnce(&mut dyn FnMut(Job) -> bool) -> Fed + Send,
    begin: impl Fn() -> State + Sync,
    work: impl Fn(&mut State, Job) -> Done + Sync,
    mut take: impl FnMut(Done) -> Result<(), E>,
) -> Result<Fed, E>
where
    Job: Send,
    Done: Send,
    Fed: Send,
{
    let workers = workers();
    let (jobs_in, jobs) = sync_channel::<(Job, SyncSender<Done>)>(WAITING);
    let (results_in, results) = sync_channel::<Receiver<Done>>(workers + WAITING);
    let jobs = Mutex::new(jobs);
    thread::scope(|scope| {
        // They are dropped with this closure, so that who waits for them sees that all is over.
        let results = results;
        let feeder = scope.spawn(move || {
            feed(&mut |job| {
                let (done, result) = sync_channel(1);
                results_in.send(result).is_ok() && jobs_in.send((job, done)).is_ok()
            })
        });
        for _ in 0..workers {
            scope.spawn(|| {
                let mut state = begin();
                loop {
                    let next = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok((job, done)) = next else { return };
                    // Nobody takes it once the run has ended.
                    let _ = done.send(work(&mut state, job));
                }
            });
        }
        for result in &results {
            take(result.recv().expect("a worker gives a result for each job"))?;
        }
        Ok(feeder.join().expect("the feeding thread returns its problems"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn slowly(job: usize) -> usize {
        thread::sleep(std::time::Duration::from_micros((job % 3) as u64 * 300));
        job * 2
    }

    #[test]
    fn results_come_in_the_order_of_the_jobs() {
        let mut taken = Vec::new();
        let fed = in_order(
            |give| (0..200).filter(|job| give(*job)).count(),
            || (),
            |(), job| slowly(job),
            |done| {
                taken.push(done);
                Ok::<(), ()>(())
            },
        );
        assert_eq!(fed, Ok(200));
        assert!(taken.into_iter().eq((0..200).map(|job| job * 2)));
    }

    #[test]
    fn an_error_of_the_taker_stops_the_feeder_soon() {
        let given = AtomicUsize::new(0);
        let ended = in_order(
            |give| {
                while give(given.fetch_add(1, Ordering::Relaxed)) {}
            },
            || (),
            |(), job| slowly(job),
            |done| if done == 20 { Err("enough") } else { Ok(()) },
        );
        assert_eq!(ended, Err("enough"));
        assert!(given.into_inner() < 20 + 2 * (WORKERS_MAX + WAITING));
    }
}
