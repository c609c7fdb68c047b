//! From a command to its verb, and from a report to what is printed: one arm a verb.

mod done;
mod giving;
mod key;
mod month;
mod rest;
mod run;
mod typed_once;
mod waiting;
mod watching;

use crate::formats::entry::Role;
use crate::verbs::medium::fate::What;
use crate::verbs::select::Selection;
use crate::verbs::terms::{event, extend, shorten};
use crate::verbs::{
    archive, book_year, class, clock, copy, destroy, due, hold, ledger, list, medium, passphrase,
    repair, reseal, restore, show, signer, statement, status, sweep, verify,
};

use super::cli::{
    ClassVerb, Cli, ClockVerb, Command, DateAsked, EventVerb, HoldVerb, LedgerVerb, MediumVerb,
    PhysicalArg, Restore, RestoreVerb, RoleArg, SignerVerb, StatementVerb,
};
use super::language::country_of_user;
use super::outside::{Outside, RunLine, Speaks};
use super::{requests, shells, text};

pub use done::{Done, table};
use done::{acted, asked, in_a_row, listed};
pub use rest::{Form, Rest};
use run::Run;
pub use watching::watch;

/// Runs the command; over several vaults where `--each` asks for that.
pub fn perform(
    cli: &Cli,
    speaks: Speaks,
    outside: &mut Outside<'_>,
    run_line: RunLine,
) -> Vec<Done> {
    let mut run = Run::new(&cli.global, speaks, outside, run_line);
    match &cli.command {
        Command::Init(args) => run.init(args),
        Command::BookYear(verb) => {
            let request = requests::book_year(verb);
            run.on_vaults(|world, home| {
                asked(book_year::run(world, home, &request)?, text::book_year)
            })
        }
        Command::Class(verb) => {
            let request = match verb {
                ClassVerb::List { country } => class::Request::List {
                    country: country.clone(),
                    own: country_of_user(run.outside.variable, run.outside.locale.as_deref()),
                },
                ClassVerb::Show { id } => class::Request::Show(id.clone()),
            };
            run.with_or_without_vault(|world, home| {
                asked(class::run(world, home, &request)?, text::class)
            })
        }
        Command::Medium(MediumVerb::List { wide }) => {
            let words = if *wide { text::medium_wide } else { text::medium };
            run.on_vaults(|world, home| {
                asked(medium::run(world, home, &medium::Request::List)?, words)
            })
        }
        Command::Medium(MediumVerb::Lost { medium, since, reason, by, destroyed }) => {
            let (since, reason, by) = (*since, reason.clone(), by.clone());
            let destroyed = destroyed.map(PhysicalArg::physical);
            run.on_drive(medium, What::Lost { since, reason, by, destroyed })
        }
        Command::Medium(MediumVerb::Found { medium }) => run.on_drive(medium, What::Found),
        Command::Medium(MediumVerb::Retire { medium, erase }) => {
            run.on_drive(medium, What::Retire { erase: *erase })
        }
        Command::Medium(MediumVerb::Add { path, label, role, no_parity, same_disk }) => {
            let roles = role.iter().map(|role| role_of(*role)).collect();
            let request = medium::AddRequest {
                path: path.clone(),
                label: label.clone(),
                roles,
                no_parity: *no_parity,
                same_disk: *same_disk,
            };
            let request = medium::Request::Add(request);
            let each = cli.global.each;
            run.on_vaults(|world, home| {
                let report = medium::run(world, home, &request)?;
                match each {
                    true => in_a_row(report, &text::ADDED, text::added_row, text::added_more),
                    false => acted(report, text::medium),
                }
            })
        }
        Command::List { select, destroyed, wide } => {
            let selection = Selection { destroyed: *destroyed, ..requests::selection(select) };
            let request = list::Request { selection };
            let words = if *wide { text::list_wide } else { text::list };
            run.on_vaults(|world, home| asked(list::run(world, home, &request)?, words))
        }
        Command::Find(args) => run.find(args),
        Command::Show { bundle, records: true, matching } => {
            let (bundle, matching) = (bundle.clone(), matching.clone());
            let request = show::RecordsRequest { bundle, matching };
            run.on_vaults(|world, home| {
                listed(show::run_records(world, home, &request)?, text::show_records, text::record)
            })
        }
        Command::Show { bundle, .. } => {
            let request = show::Request { bundle: bundle.clone() };
            run.on_vaults(|world, home| asked(show::run(world, home, &request)?, text::show))
        }
        Command::Ledger(verb) => {
            let request = match verb {
                LedgerVerb::Show { notes } => ledger::Request::Show { notes: *notes },
                LedgerVerb::Verify => ledger::Request::Verify,
                LedgerVerb::Join { medium, vouch, by, reason } => {
                    ledger::Request::Join(ledger::JoinRequest {
                        medium: medium.clone(),
                        by: by.clone(),
                        reason: reason.clone(),
                        vouch: *vouch,
                    })
                }
            };
            run.on_vaults(|world, home| asked(ledger::run(world, home, &request)?, text::ledger))
        }
        Command::Signer(verb) => {
            let request = match verb {
                SignerVerb::List => signer::Request::List,
                SignerVerb::Add { name, replaces, new_passphrase_file } => {
                    signer::Request::Add(signer::AddRequest {
                        name: name.clone(),
                        replaces: replaces.clone(),
                        new_passphrase_file: new_passphrase_file.clone(),
                    })
                }
                SignerVerb::Retire { disposer, by, reason, one_left } => {
                    signer::Request::Retire(signer::RetireRequest {
                        signer: disposer.clone(),
                        by: by.clone(),
                        reason: reason.clone(),
                        one_left: *one_left,
                    })
                }
                SignerVerb::Replace { distrust, by, reason } => {
                    signer::Request::Replace(signer::ReplaceRequest {
                        distrust: distrust.clone(),
                        by: by.clone(),
                        reason: reason.clone(),
                    })
                }
            };
            run.on_vaults(|world, home| asked(signer::run(world, home, &request)?, text::signer))
        }
        Command::Key(verb) => run.key(verb),
        Command::Passphrase { new_passphrase_file } => {
            let new_passphrase_file = new_passphrase_file.clone();
            let request = passphrase::Request { new_passphrase_file };
            run.on_vaults(|world, home| {
                acted(passphrase::run(world, home, &request)?, text::passphrase)
            })
        }
        Command::Clock(ClockVerb::Request { out }) => run.on_vaults(|world, home| {
            acted(clock::request::run(world, home, out)?, text::clock_request)
        }),
        Command::Clock(ClockVerb::Token { answer, ca }) => {
            let (answer, authority) = (answer.clone(), ca.clone());
            let request = clock::token::Request { answer, authority };
            run.on_vaults(|world, home| {
                acted(clock::token::run(world, home, &request)?, text::clock_token)
            })
        }
        Command::Clock(ClockVerb::Correct) => {
            run.on_vaults(|world, home| acted(clock::run(world, home)?, text::clock))
        }
        Command::Archive(args) => match requests::archive(args) {
            Err(fault) => run.failed(fault),
            Ok(request) if args.list => run.on_vaults(|world, home| {
                let listing = archive::Listing::of(archive::run(world, home, &request)?);
                listed(listing, text::archive_listing, text::item)
            }),
            Ok(request) if args.date == Some(DateAsked::FromDocument) => {
                run.on_vaults(|world, home| {
                    let report = archive::by_document::run(world, home, &request)?;
                    acted(report, text::archive_by_document)
                })
            }
            Ok(request) => run.on_vaults(|world, home| {
                acted(archive::run(world, home, &request)?, text::archive_then_unplug)
            }),
        },
        Command::Month(args) => {
            let request = requests::month(args, cli.global.each);
            if cli.global.each { run.months(&request) } else { run.month(&request) }
        }
        Command::Copy { select, to } => {
            let request = copy::Request { selection: requests::selection(select), to: to.clone() };
            let words = if cli.global.each { text::copy } else { text::copy_then_unplug };
            run.on_vaults(|world, home| acted(copy::run(world, home, &request)?, words))
        }
        Command::Sweep { paths, dry_run } => {
            let request = sweep::Request { paths: paths.clone(), dry_run: *dry_run };
            let words = if cli.global.each { text::sweep } else { text::sweep_then_unplug };
            run.on_vaults(|world, home| acted(sweep::run(world, home, &request)?, words))
        }
        Command::Verify { media, deep } => {
            let request = verify::Request { media: media.clone(), deep: *deep };
            run.on_vaults(|world, home| asked(verify::run(world, home, &request)?, text::verify))
        }
        Command::Repair { medium: None, accept_settings, .. } => {
            run.to_mend = true;
            run.on_vaults(|world, home| {
                acted(repair::home::run(world, home, *accept_settings)?, text::repair_home)
            })
        }
        Command::Repair { medium: Some(medium), by, reason, .. } => {
            let words = by.clone().zip(reason.clone());
            let request = repair::Request {
                medium: medium.clone(),
                not_ours: words.map(|(by, reason)| repair::Disowning { by, reason }),
                homes: run.vaults.all().iter().map(|home| home.path.clone()).collect(),
            };
            run.to_mend = true;
            run.on_vaults(|world, home| acted(repair::run(world, home, &request)?, text::repair))
        }
        Command::Restore(Restore { verb: Some(RestoreVerb::Close(args)), .. }) => {
            let request = requests::close(args);
            run.on_vaults(|world, home| acted(restore::close(world, home, &request)?, text::close))
        }
        Command::Restore(Restore { verb: Some(RestoreVerb::List), .. }) => {
            run.on_vaults(|world, home| asked(restore::list(world, home)?, text::disclosures))
        }
        Command::Restore(args) => match requests::restore(args) {
            Err(usage) => run.failed(usage.into()),
            Ok(request) => run.give_back(&request),
        },
        Command::Audit(args) => match requests::audit(args) {
            Err(usage) => run.failed(usage.into()),
            Ok(request) => run.audit(request),
        },
        Command::Due { within, list, ics } => {
            match requests::due(within.as_deref(), run.page_to(list.as_deref()), ics.clone()) {
                Err(fault) => run.failed(fault),
                Ok(request) if cli.global.each => run.due_of_all(request),
                Ok(request) => {
                    run.on_vaults(|world, home| asked(due::run(world, home, &request)?, text::due))
                }
            }
        }
        Command::Status if cli.global.each => {
            let office = run.office_keys("kluis status");
            run.on_vaults(|world, home| {
                let report = status::run_among(world, home, &office)?;
                in_a_row(report, &text::STATUS, text::status_row, text::status_next)
            })
        }
        Command::Status => {
            run.on_vaults(|world, home| asked(status::run(world, home)?, text::status))
        }
        // It prints as it goes: `surface` hands it to `watch`.
        Command::WatchDrives { .. } => unreachable!("a run that waits is no single answer"),
        Command::Incident(args) => run.incident(args),
        Command::Report { to } => run.report(to.as_deref()),
        Command::Destroy(args) => match (requests::scan(args), requests::space(args)) {
            (Some(request), _) => run.on_vaults(|world, home| {
                asked(destroy::scan::run(world, home, &request)?, text::scan)
            }),
            (None, Some(Err(usage))) => run.failed(usage.into()),
            (None, Some(Ok(request))) => run.on_vaults(|world, home| {
                acted(destroy::space::run(world, home, &request)?, text::space)
            }),
            (None, None) => {
                let request = requests::destroy(args);
                run.on_vaults(|world, home| {
                    acted(destroy::run(world, home, &request)?, text::destroy)
                })
            }
        },
        Command::Hold(verb) => match requests::hold(verb) {
            Err(usage) => run.failed(usage.into()),
            Ok(request) => {
                // A list is asked for; an act is done.
                let answer = match verb {
                    HoldVerb::List { .. } | HoldVerb::Show { .. } => asked,
                    HoldVerb::Place(_) | HoldVerb::Review { .. } | HoldVerb::Release { .. } => {
                        acted
                    }
                };
                run.on_vaults(|world, home| answer(hold::run(world, home, &request)?, text::hold))
            }
        },
        Command::Event(EventVerb::Record(args)) => {
            let request = requests::event(args);
            run.on_vaults(|world, home| acted(event::run(world, home, &request)?, text::event))
        }
        Command::Erase(args) => {
            let request = requests::erase(args);
            run.on_vaults(|world, home| acted(reseal::run(world, home, &request)?, text::reseal))
        }
        Command::Reseal(args) => match requests::reseal(args, &run.vaults) {
            Err(fault) => run.failed(fault),
            Ok(request) => run
                .on_vaults(|world, home| acted(reseal::run(world, home, &request)?, text::reseal)),
        },
        Command::Extend(args) => {
            let request = requests::extend(args);
            run.on_vaults(|world, home| acted(extend::run(world, home, &request)?, text::extend))
        }
        Command::Shorten(verb) => {
            let request = requests::shorten(verb);
            run.on_vaults(|world, home| acted(shorten::run(world, home, &request)?, text::shorten))
        }
        Command::Statement(verb) => {
            let request = requests::statement(verb);
            // Showing one may make it.
            let answer = match verb {
                StatementVerb::Show { .. } => acted,
                StatementVerb::List | StatementVerb::Verify { .. } => asked,
            };
            run.on_vaults(|world, home| {
                answer(statement::run(world, home, &request)?, text::statement)
            })
        }
        Command::Rebuild(args) => run.rebuild(args),
        Command::Demo { dir } => run.demo(dir.as_deref()),
        Command::Completions { shell } => run.of_the_grammar(|_, lang| {
            Ok((shells::completions(*shell, lang), shells::completions_text))
        }),
        Command::Man { dir } => {
            run.of_the_grammar(|voice, _| Ok((shells::pages(voice, dir)?, shells::pages_text)))
        }
    }
}

fn role_of(role: RoleArg) -> Role {
    match role {
        RoleArg::Data => Role::Data,
        RoleArg::Keys => Role::Keys,
    }
}
