//! From a command to its verb, and from a report to what is printed: one arm a verb.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::formats::entry::Role;
use crate::powers::asker::Watcher;
use crate::powers::medium::StorageProblem;
use crate::rules::clock::ClockDoubt;
use crate::things::settings::OtherSettings;
use crate::things::vault::config::Custody;
use crate::things::vault::keys::Access;
use crate::things::vault::mending::{MendedHome, mend};
use crate::verbs::fault::{Fault, Usage};
use crate::verbs::medium::fate::{self, FateRequest, What, Which};
use crate::verbs::outcome::Reported;
use crate::verbs::select::Selection;
use crate::verbs::session::World;
use crate::verbs::{
    archive, book_year, class, clock, copy, destroy, init, ledger, list, medium, passphrase,
    rebuild, repair, restore, show, signer, sweep, verify,
};
use crate::words::text::shown;

use super::cli::{
    BookYearVerb, ClassVerb, Cli, ClockVerb, Command, CustodyArg, Global, Init, LedgerVerb,
    MediumVerb, Rebuild, RoleArg, SignerVerb,
};
use super::errors::{Said, say};
use super::exit::Exit;
use super::language::country_of_user;
use super::outside::{Outside, RunLine, Speaks};
use super::progress::Quiet;
use super::texts::Shipped;
use super::vaults::{Home, Said as SaidVault, VARIABLE, Vaults};
use super::voice::Voice;
use super::{json, play, requests, text};

/// What came of a command on one vault.
pub struct Done {
    /// The client's name.
    client: Option<String>,
    /// There are several vaults, so that the output has to say whose this is.
    several: bool,
    pub voice: Voice,
    pub result: Result<Answer, Said>,
    told: Told,
}

/// What a run met on the way, whatever it was asked for.
#[derive(Default)]
struct Told {
    /// What was learned of other homes' settings.
    settings: Vec<OtherSettings>,
    /// Drives that are plugged in and lost on record.
    lost_here: BTreeSet<String>,
    /// Why what the drives told is not at home.
    unkept: Option<StorageProblem>,
    /// What was damaged in the home, and came back from drives.
    mended: Option<MendedHome>,
    /// That is what the run was for.
    to_mend: bool,
}

/// A report, ready to print.
pub struct Answer {
    exit: Exit,
    text: Box<dyn Fn(&Voice) -> String>,
    /// The report's own document, without the client.
    document: Value,
    /// The text is what was asked for, so that `--quiet` keeps it.
    asked_for: bool,
}

impl Done {
    pub fn exit(&self) -> Exit {
        let differs = self.told.settings.iter().any(|joined| !joined.differing.is_empty());
        let told = match &self.told.unkept {
            _ if self.told.mended.is_some() && !self.told.to_mend => Exit::Fixity,
            Some(_) => Exit::PartlyDone,
            None if differs => Exit::Finding,
            None => Exit::Done,
        };
        match &self.result {
            Ok(answer) => answer.exit.max(told),
            Err(said) => said.exit,
        }
    }

    pub fn json(&self) -> Value {
        let mut document = match &self.result {
            Ok(answer) => answer.document.clone(),
            Err(said) => json::error(said),
        };
        let Some(fields) = document.as_object_mut() else { return document };
        if let Some(client) = &self.client {
            fields.insert("vault_name".into(), client.as_str().into());
        }
        if !self.told.settings.is_empty() {
            fields.insert("exit".into(), self.exit().code().into());
            fields.insert("settings".into(), json::value(&self.told.settings));
        }
        if let Some(mended) = &self.told.mended {
            fields.insert("exit".into(), self.exit().code().into());
            fields.insert("home_mended".into(), json::value(mended));
        }
        if !self.told.lost_here.is_empty() {
            fields.insert("lost_here".into(), json::value(&self.told.lost_here));
        }
        if let Some(problem) = &self.told.unkept {
            fields.insert("exit".into(), self.exit().code().into());
            fields.insert("unkept".into(), problem.word().into());
        }
        document
    }

    /// What goes to standard output: the client first, where there are several.
    pub fn text(&self, quiet: bool) -> String {
        let client = self.client.as_ref().filter(|_| self.several);
        let client = client.map(|name| format!("{}\n", shown(name)));
        let client = client.unwrap_or_default();
        let lost = text::lost_here(&self.voice, &self.told.lost_here);
        let unkept = self.told.unkept.as_ref();
        let unkept = unkept.map(|problem| text::unkept(&self.voice, problem)).unwrap_or_default();
        let mended = self.told.mended.as_ref();
        let mended =
            mended.map(|mended| text::home_mended(&self.voice, mended)).unwrap_or_default();
        let settings = text::settings(&self.voice, &self.told.settings);
        let told = format!("{mended}{lost}{settings}{unkept}");
        match &self.result {
            Ok(answer) if answer.asked_for || !quiet => {
                format!("{client}{}{told}", (answer.text)(&self.voice))
            }
            Ok(_) if told.is_empty() => String::new(),
            Ok(_) | Err(_) => format!("{client}{told}"),
        }
    }
}

/// The answer to a question: it is printed in any case.
fn asked<R: Reported + 'static>(
    report: R,
    words: fn(&Voice, &R) -> String,
) -> Result<Answer, Fault> {
    Ok(Answer { asked_for: true, ..acted(report, words)? })
}

/// What was done: `--quiet` leaves it out.
fn acted<R: Reported + 'static>(
    report: R,
    words: fn(&Voice, &R) -> String,
) -> Result<Answer, Fault> {
    let faults = report.faults().into_iter().map(|fault| say(&Voice::default(), fault).exit);
    let exit = faults.fold(Exit::from(report.outcome()), Exit::max);
    let document = json::report(&report, exit);
    let text = Box::new(move |voice: &Voice| words(voice, &report));
    Ok(Answer { exit, text, document, asked_for: false })
}

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
            let request = match verb {
                BookYearVerb::Add { from, to } => book_year::Request::Add { from: *from, to: *to },
                BookYearVerb::List => book_year::Request::List,
            };
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
        Command::Medium(MediumVerb::Lost { medium, since, reason, by }) => {
            let (since, reason, by) = (*since, reason.clone(), by.clone());
            run.on_drive(medium, What::Lost { since, reason, by })
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
            run.on_vaults(|world, home| acted(medium::run(world, home, &request)?, text::medium))
        }
        Command::List { select, destroyed, wide } => {
            let selection = Selection { destroyed: *destroyed, ..requests::selection(select) };
            let request = list::Request { selection };
            let words = if *wide { text::list_wide } else { text::list };
            run.on_vaults(|world, home| asked(list::run(world, home, &request)?, words))
        }
        Command::Show { bundle } => {
            let request = show::Request { bundle: bundle.clone() };
            run.on_vaults(|world, home| asked(show::run(world, home, &request)?, text::show))
        }
        Command::Ledger(verb) => {
            let request = match verb {
                LedgerVerb::Show { notes } => ledger::Request::Show { notes: *notes },
                LedgerVerb::Verify => ledger::Request::Verify,
                LedgerVerb::Join { medium, by, reason } => {
                    ledger::Request::Join(ledger::JoinRequest {
                        medium: medium.clone(),
                        by: by.clone(),
                        reason: reason.clone(),
                    })
                }
            };
            run.on_vaults(|world, home| asked(ledger::run(world, home, &request)?, text::ledger))
        }
        Command::Signer(verb) => {
            let request = match verb {
                SignerVerb::List => signer::Request::List,
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
        Command::Passphrase { new_passphrase_file } => {
            let new_passphrase_file = new_passphrase_file.clone();
            let request = passphrase::Request { new_passphrase_file };
            run.on_vaults(|world, home| {
                acted(passphrase::run(world, home, &request)?, text::passphrase)
            })
        }
        Command::Clock(ClockVerb::Correct) => {
            run.on_vaults(|world, home| acted(clock::run(world, home)?, text::clock))
        }
        Command::Archive(args) => match requests::archive(args) {
            Err(fault) => run.failed(fault),
            Ok(request) => run.on_vaults(|world, home| {
                acted(archive::run(world, home, &request)?, text::archive)
            }),
        },
        Command::Copy { select, to } => {
            let request = copy::Request { selection: requests::selection(select), to: to.clone() };
            run.on_vaults(|world, home| acted(copy::run(world, home, &request)?, text::copy))
        }
        Command::Sweep { paths, dry_run } => {
            let request = sweep::Request { paths: paths.clone(), dry_run: *dry_run };
            run.on_vaults(|world, home| acted(sweep::run(world, home, &request)?, text::sweep))
        }
        Command::Verify { media, deep } => {
            let request = verify::Request { media: media.clone(), deep: *deep };
            run.on_vaults(|world, home| asked(verify::run(world, home, &request)?, text::verify))
        }
        Command::Repair { medium: None } => {
            run.to_mend = true;
            run.on_vaults(|world, home| acted(repair::home::run(world, home)?, text::repair_home))
        }
        Command::Repair { medium: Some(medium) } => {
            let request = repair::Request {
                medium: medium.clone(),
                homes: run.vaults.all().iter().map(|home| home.path.clone()).collect(),
            };
            run.to_mend = true;
            run.on_vaults(|world, home| acted(repair::run(world, home, &request)?, text::repair))
        }
        Command::Restore(args) => {
            let request = requests::restore(args);
            run.on_vaults(|world, home| acted(restore::run(world, home, &request)?, text::restore))
        }
        Command::Destroy(args) => {
            let request = requests::destroy(args);
            run.on_vaults(|world, home| acted(destroy::run(world, home, &request)?, text::destroy))
        }
        Command::Rebuild(args) => run.rebuild(args),
        Command::Demo { dir } => run.demo(dir.as_deref()),
    }
}

fn role_of(role: RoleArg) -> Role {
    match role {
        RoleArg::Data => Role::Data,
        RoleArg::Keys => Role::Keys,
    }
}

/// One run of the program: which vaults are meant, and what the world gives.
struct Run<'r, 'o> {
    global: &'r Global,
    speaks: Speaks,
    outside: &'r mut Outside<'o>,
    run_line: RunLine,
    vaults: Vaults,
    voice: Voice,
    /// What the last verb met on the way.
    told: Told,
    /// The command mends what is damaged.
    to_mend: bool,
}

impl<'r, 'o> Run<'r, 'o> {
    fn new(
        global: &'r Global,
        speaks: Speaks,
        outside: &'r mut Outside<'o>,
        run_line: RunLine,
    ) -> Run<'r, 'o> {
        let variable = || (outside.variable)(VARIABLE).filter(|text| !text.is_empty());
        let said = match &global.vault {
            Some(said) => SaidVault::Option(said.clone()),
            None => variable().map_or(SaidVault::Nothing, SaidVault::Variable),
        };
        let vaults = Vaults::find(outside.data_folder.as_deref(), said);
        let voice = Voice::new(speaks.lang).within(outside.columns.out);
        let told = Told::default();
        Run { global, speaks, outside, run_line, vaults, voice, told, to_mend: false }
    }

    fn failed(&self, fault: Fault) -> Vec<Done> {
        self.without_vault(Err(say(&self.voice, &fault)))
    }

    /// What came of a command that is about no vault that is there.
    fn without_vault(&self, result: Result<Answer, Said>) -> Vec<Done> {
        let voice = self.voice.clone();
        vec![Done { client: None, several: false, voice, result, told: Told::default() }]
    }

    /// Hands the world to a verb.
    fn with_world(
        &mut self,
        voice: &Voice,
        client: Option<&str>,
        verb: impl FnOnce(&mut World<'_>) -> Result<Answer, Fault>,
    ) -> Result<Answer, Said> {
        self.outside.asker.speak(voice.lang, client);
        self.outside.watcher.speak(voice.lang);
        let today = self.outside.clock.today();
        // Asked here too, since a verb that only reads never asks whether the clock is right.
        if let Some(confirmed) = self.global.confirm_date.filter(|confirmed| *confirmed != today) {
            return Err(say(voice, &Fault::Clock(ClockDoubt::OtherDate { today, confirmed })));
        }
        let watcher = self.outside.watcher;
        let quiet = Quiet(watcher);
        let silent = self.global.quiet || self.global.json;
        let homes: Vec<PathBuf> = self.vaults.all().iter().map(|home| home.path.clone()).collect();
        let watcher: &dyn Watcher = if silent { &quiet } else { watcher };
        let mut world = World {
            clock: self.outside.clock,
            random: &mut *self.outside.random,
            watcher,
            access: Access {
                identity: self.global.identity.clone(),
                passphrase_file: self.global.passphrase_file.clone(),
                asker: &mut *self.outside.asker,
            },
            users_folder: self.outside.users_folder.clone(),
            homes: &homes,
            settings: vec![],
            lost_here: BTreeSet::new(),
            unkept: None,
            confirm_date: self.global.confirm_date,
            texts: &Shipped,
        };
        let result = verb(&mut world).map_err(|fault| say(voice, &fault));
        let told = |other: &OtherSettings| !other.differing.is_empty();
        let settings = world.settings.into_iter().filter(told).collect();
        let (lost_here, unkept) = (world.lost_here, world.unkept);
        self.told = Told { settings, lost_here, unkept, ..Told::default() };
        result
    }

    /// Runs a verb on the vault that is meant, or on each.
    fn on_vaults(
        &mut self,
        verb: impl Fn(&mut World<'_>, &Path) -> Result<Answer, Fault>,
    ) -> Vec<Done> {
        let homes = match (self.global.each, self.vaults.all()) {
            (true, []) => Err(Usage::NoVault),
            (true, all) => Ok(all.to_vec()),
            (false, _) => self.vaults.one().map(|home| vec![home]),
        };
        let homes = match homes {
            Ok(homes) => homes,
            Err(usage) => return self.failed(usage.into()),
        };
        let mut done = Vec::new();
        for Home { path, name, lang } in homes {
            if self.outside.watcher.interrupted() {
                done.extend(self.failed(Fault::Interrupted));
                break;
            }
            let several = self.global.each || self.vaults.several(&path);
            let own = lang.filter(|_| !self.speaks.chosen);
            let voice = Voice::new(own.unwrap_or(self.speaks.lang)).within(self.voice.columns);
            let voice = if several { voice.of_vault(&name) } else { voice };
            let (mut mended, to_mend) = (None, self.to_mend);
            let result = self.with_world(&voice, Some(&name), |world| match verb(world, &path) {
                // What a drive has whole is no reason to stop.
                Err(Fault::Vault(problem))
                    if problem.is_damage() || (to_mend && problem.is_settings()) =>
                {
                    let fault = Fault::Vault(problem);
                    mended = mend(&path, "kluis repair", to_mend).map_err(Fault::from)?;
                    if mended.is_some() { verb(world, &path) } else { Err(fault) }
                }
                result => result,
            });
            let told = Told { mended, to_mend: self.to_mend, ..std::mem::take(&mut self.told) };
            done.push(Done { client: Some(name), several, voice, result, told });
        }
        done
    }

    /// What becomes of a drive: with `--each` in every vault that is on it, whatever it is called there.
    fn on_drive(&mut self, name: &OsStr, what: What) -> Vec<Done> {
        let mut which = Which::Named(name.to_owned());
        if self.global.each {
            let homes = self.vaults.all().to_vec();
            let called = |home: &Home| fate::drive_called(&home.path, name).transpose();
            match homes.iter().find_map(called) {
                Some(Ok(drive)) => which = Which::Drive(drive),
                Some(Err(fault)) => return self.failed(fault),
                None => return self.failed(fate::unknown(name)),
            }
        }
        let request = medium::Request::Fate(FateRequest { which, what });
        self.on_vaults(|world, home| acted(medium::run(world, home, &request)?, text::medium))
    }

    /// Runs a verb that has an answer without any vault too.
    fn with_or_without_vault(
        &mut self,
        verb: impl Fn(&mut World<'_>, Option<&Path>) -> Result<Answer, Fault>,
    ) -> Vec<Done> {
        if !self.global.each && matches!(self.vaults.one(), Err(Usage::NoVault)) {
            let voice = self.voice.clone();
            let result = self.with_world(&voice, None, |world| verb(world, None));
            return self.without_vault(result);
        }
        self.on_vaults(|world, home| verb(world, Some(home)))
    }

    fn demo(&mut self, dir: Option<&Path>) -> Vec<Done> {
        let silent = self.global.quiet || self.global.json;
        let played = play::play(&self.voice, dir, silent, self.outside, self.run_line);
        let result =
            played.and_then(|report| acted(report, play::text).map_err(|f| say(&self.voice, &f)));
        self.without_vault(result)
    }

    fn rebuild(&mut self, args: &Rebuild) -> Vec<Done> {
        let request = requests::rebuild(args);
        let vaults = self.vaults.clone();
        let place = |name: &str| vaults.new_home(name);
        let mut client = None;
        let voice = self.voice.clone();
        let result = self.with_world(&voice, None, |world| {
            let report = rebuild::run(world, &place, &request)?;
            client = Some(report.name.clone());
            acted(report, text::rebuild)
        });
        let told = std::mem::take(&mut self.told);
        vec![Done { client, several: false, voice, result, told }]
    }

    fn init(&mut self, args: &Init) -> Vec<Done> {
        let sheet = match &args.paper {
            Some(path) => init::Sheet::File(path.clone()),
            None if self.outside.terminal => init::Sheet::Shown,
            None => return self.failed(Usage::SheetNowhere.into()),
        };
        let home: PathBuf = match self.vaults.new_home(&args.name) {
            Ok(home) => home,
            Err(usage) => return self.failed(usage.into()),
        };
        let request = init::Request {
            name: args.name.clone(),
            passphrase: !args.no_passphrase,
            copies: args.copies,
            book_year_end: args.book_year_end.clone(),
            custody: match args.custody {
                CustodyArg::WithBundle => Custody::WithBundle,
                CustodyArg::Apart => Custody::Apart,
            },
            sheet,
            home_index: !args.no_home_index,
        };
        let voice = self.voice.clone();
        let result = self.with_world(&voice, Some(&args.name), |world| {
            acted(init::run(world, &home, &request)?, text::init)
        });
        let client = result.is_ok().then(|| request.name.clone());
        vec![Done { client, several: false, voice, result, told: Told::default() }]
    }
}
