//! One run of the program: which vaults are meant, and what the world gives to a verb.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use secrecy::SecretString;

use super::done::{Answer, Done, Told, acted, asked};
use super::typed_once::TypedOnce;
use crate::powers::asker::Quiet;
use crate::powers::asker::Watcher;
use crate::rules::clock::ClockDoubt;
use crate::surface::cli::{Global, IncidentArgs, Init, Rebuild};
use crate::surface::errors::{Said, say};
use crate::surface::outside::{Outside, RunLine, Speaks};
use crate::surface::printed::Printed;
use crate::surface::texts::Shipped;
use crate::surface::vaults::{Home, Said as SaidVault, VARIABLE, Vaults};
use crate::surface::voice::Voice;
use crate::surface::{incident_page, play, report_page, requests, text};
use crate::things::settings::OtherSettings;
use crate::things::vault::keys::Access;
use crate::things::vault::mending::mend;
use crate::verbs::fault::{Fault, Usage};
use crate::verbs::medium::fate::{self, FateRequest, What, Which};
use crate::verbs::office_keys::OfficeKeys;
use crate::verbs::outcome::Reported;
use crate::verbs::page_file::To;
use crate::verbs::session::World;
use crate::verbs::{incident, init, init_all, medium, rebuild, report};
use crate::words::lang::Lang;

/// One run of the program: which vaults are meant, and what the world gives.
pub(super) struct Run<'r, 'o> {
    global: &'r Global,
    speaks: Speaks,
    pub(super) outside: &'r mut Outside<'o>,
    run_line: RunLine,
    pub(super) vaults: Vaults,
    pub(super) voice: Voice,
    /// What the last verb met on the way.
    told: Told,
    /// The passphrase that was typed last: with `--each` it is tried before the next is asked for.
    typed: Option<SecretString>,
    /// The command mends what is damaged.
    pub(super) to_mend: bool,
}

impl<'r, 'o> Run<'r, 'o> {
    pub(super) fn new(
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
        let (typed, to_mend) = (None, false);
        Run { global, speaks, outside, run_line, vaults, voice, told, typed, to_mend }
    }

    pub(super) fn failed(&self, fault: Fault) -> Vec<Done> {
        self.without_vault(Err(say(&self.voice, &fault)))
    }

    /// What came of a command that is about no vault that is there.
    pub(super) fn without_vault(&self, result: Result<Answer, Said>) -> Vec<Done> {
        let voice = self.voice.clone();
        vec![Done { client: None, several: false, voice, result, told: Told::default() }]
    }

    /// Whether the answer is one document for a program.
    pub(super) fn is_document(&self) -> bool {
        self.global.json
    }

    /// Whether it is about all vaults.
    pub(super) fn is_each(&self) -> bool {
        self.global.each
    }

    /// Hands the world to a verb.
    pub(super) fn with_world(
        &mut self,
        voice: &Voice,
        client: Option<&str>,
        verb: impl FnOnce(&mut World<'_>) -> Result<Answer, Fault>,
    ) -> Result<Answer, Said> {
        self.outside.asker.speak(voice.lang, client);
        let typed = self.global.each.then_some(&mut self.typed);
        let mut asker = TypedOnce::new(&mut *self.outside.asker, typed);
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
                signer: self.global.signer.clone(),
                signer_passphrase_file: self.global.signer_passphrase_file.clone(),
                asker: &mut asker,
            },
            users_folder: self.outside.users_folder.clone(),
            homes: &homes,
            loosened: vec![],
            settings: vec![],
            lost_here: BTreeMap::new(),
            unkept: None,
            notes_unread: BTreeMap::new(),
            confirm_date: self.global.confirm_date,
            texts: &Shipped { lang: voice.lang },
        };
        let result = verb(&mut world).map_err(|fault| say(voice, &fault));
        let told = |other: &OtherSettings| !other.differing.is_empty();
        let settings = world.settings.into_iter().filter(told).collect();
        let World { lost_here, unkept, loosened, notes_unread, .. } = world;
        let told = Told { loosened, settings, lost_here, unkept, notes_unread, ..Told::default() };
        self.told = told;
        result
    }

    /// Runs a verb on the vault that is meant, or on each.
    pub(super) fn on_vaults(
        &mut self,
        verb: impl Fn(&mut World<'_>, &Path) -> Result<Answer, Fault>,
    ) -> Vec<Done> {
        self.in_its_voice(|_, world, home| verb(world, home))
    }

    /// The same for a verb that words a page meanwhile, in the voice of each vault.
    fn in_its_voice(
        &mut self,
        verb: impl Fn(&Voice, &mut World<'_>, &Path) -> Result<Answer, Fault>,
    ) -> Vec<Done> {
        match self.meant() {
            Ok(homes) => self.over(homes, verb),
            Err(usage) => self.failed(usage.into()),
        }
    }

    /// The vaults that are meant.
    pub(super) fn meant(&self) -> Result<Vec<Home>, Usage> {
        match (self.global.each, self.vaults.all()) {
            (true, []) => Err(Usage::NoVault),
            (true, all) => Ok(all.to_vec()),
            (false, _) => self.vaults.one().map(|home| vec![home]),
        }
    }

    /// The keys that open several of the vaults.
    pub(super) fn office_keys(&self, holder: &str) -> OfficeKeys {
        OfficeKeys::of(self.vaults.all().iter().map(|home| home.path.as_path()), holder)
    }

    /// Runs a verb on these vaults.
    pub(super) fn over(
        &mut self,
        homes: Vec<Home>,
        verb: impl Fn(&Voice, &mut World<'_>, &Path) -> Result<Answer, Fault>,
    ) -> Vec<Done> {
        let mut done = Vec::new();
        for home in homes {
            let spelled = self.vaults.spelled(&home);
            let Home { path, name, lang } = home;
            if self.outside.watcher.interrupted() {
                done.extend(self.failed(Fault::Interrupted));
                break;
            }
            let several = self.global.each || self.vaults.several(&path);
            let own = lang.filter(|_| !self.speaks.chosen);
            let voice = Voice::new(own.unwrap_or(self.speaks.lang)).within(self.voice.columns);
            let voice = spelled.map_or(voice.clone(), |spelled| voice.of_vault(&spelled));
            let (mut mended, to_mend) = (None, self.to_mend);
            let result =
                self.with_world(&voice, Some(&name), |world| match verb(&voice, world, &path) {
                    // What a drive has whole is no reason to stop.
                    Err(Fault::Vault(problem))
                        if problem.is_damage() || (to_mend && problem.is_settings()) =>
                    {
                        let fault = Fault::Vault(problem);
                        mended = mend(&path, "kluis repair", to_mend).map_err(Fault::from)?;
                        if mended.is_some() { verb(&voice, world, &path) } else { Err(fault) }
                    }
                    result => result,
                });
            let told = Told { mended, to_mend: self.to_mend, ..std::mem::take(&mut self.told) };
            done.push(Done { client: Some(name), several, voice, result, told });
        }
        done
    }

    /// The drive that is meant: with `--each` the same in every vault that is on it, whatever it is called there.
    fn which(&self, name: &OsStr) -> Result<Which, Fault> {
        if !self.global.each {
            return Ok(Which::Named(name.to_owned()));
        }
        let called = |home: &Home| fate::drive_called(&home.path, name).transpose();
        let drive = self.vaults.all().iter().find_map(called);
        drive.unwrap_or_else(|| Err(fate::unknown(name))).map(Which::Drive)
    }

    /// What becomes of a drive.
    pub(super) fn on_drive(&mut self, name: &OsStr, what: What) -> Vec<Done> {
        let which = match self.which(name) {
            Ok(which) => which,
            Err(fault) => return self.failed(fault),
        };
        let request = medium::Request::Fate(FateRequest { which, what });
        self.on_vaults(|world, home| acted(medium::run(world, home, &request)?, text::medium))
    }

    /// What is known of a drive that is lost or stolen.
    pub(super) fn incident(&mut self, args: &IncidentArgs) -> Vec<Done> {
        let which = match self.which(&args.medium) {
            Ok(which) => which,
            Err(fault) => return self.failed(fault),
        };
        let to = self.page_to(args.to.as_deref());
        let request = incident::Request { which, known_since: args.known_since, to };
        self.in_its_voice(|voice, world, home| {
            let page = |known: &_| incident_page::page(voice, known);
            asked(incident::run(world, home, &request, &page)?, text::incident)
        })
    }

    /// How a vault stands.
    pub(super) fn report(&mut self, to: Option<&Path>) -> Vec<Done> {
        let request = report::Request { to: self.page_to(to) };
        self.in_its_voice(|voice, world, home| {
            let page = |known: &_| report_page::page(voice, known);
            asked(report::run(world, home, &request, &page)?, text::report)
        })
    }

    /// Where a page or a list about a vault goes; with `--each` one a client, in a folder.
    pub(super) fn page_to(&self, to: Option<&Path>) -> Option<To> {
        to.map(|path| match self.global.each {
            true => To::Folder(path.to_path_buf()),
            false => To::File(path.to_path_buf()),
        })
    }

    /// Runs a verb that has an answer without any vault too.
    pub(super) fn with_or_without_vault(
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

    pub(super) fn demo(&mut self, dir: Option<&Path>) -> Vec<Done> {
        let silent = self.global.quiet || self.global.json;
        let played = play::play(&self.voice, dir, silent, self.outside, self.run_line);
        let result =
            played.and_then(|report| acted(report, play::text).map_err(|f| say(&self.voice, &f)));
        self.without_vault(result)
    }

    /// What is about the command line itself, and about no vault.
    pub(super) fn of_the_grammar<R: Reported + 'static>(
        &self,
        make: impl FnOnce(&Voice, Lang) -> Result<(R, fn(&Voice, &R) -> Printed), Said>,
    ) -> Vec<Done> {
        let made = make(&self.voice, self.speaks.lang);
        let result = made.and_then(|(report, words)| {
            asked(report, words).map_err(|fault| say(&self.voice, &fault))
        });
        self.without_vault(result)
    }

    pub(super) fn rebuild(&mut self, args: &Rebuild) -> Vec<Done> {
        let Some(request) = requests::rebuild(args) else { return self.rebuild_all(args) };
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

    /// Every vault on the drives: one answer about all of them.
    fn rebuild_all(&mut self, args: &Rebuild) -> Vec<Done> {
        let request = requests::rebuild_all(args);
        let vaults = self.vaults.clone();
        let place = |name: &str| vaults.home_among(name);
        let voice = self.voice.clone();
        let result = self.with_world(&voice, None, |world| {
            acted(rebuild::run_all(world, &place, &request)?, text::rebuild_all)
        });
        let told = std::mem::take(&mut self.told);
        vec![Done { client: None, several: false, voice, result, told }]
    }

    pub(super) fn init(&mut self, args: &Init) -> Vec<Done> {
        if let Some(request) = requests::init_all(args) {
            return self.init_all(&request);
        }
        let name = args.name.clone().unwrap_or_default();
        let sheet = match &args.paper {
            Some(path) => init::Sheet::File(path.clone()),
            None if self.outside.terminal => init::Sheet::Shown,
            None => return self.failed(Usage::SheetNowhere.into()),
        };
        let home: PathBuf = match self.vaults.new_home(&name) {
            Ok(home) => home,
            Err(usage) => return self.failed(usage.into()),
        };
        let request = requests::init(args, name, sheet);
        let spelled = self.vaults.spelled_new(&home, &request.name);
        let mut voice = self.voice.clone();
        let result = self.with_world(&voice, Some(&request.name), |world| {
            acted(init::run(world, &home, &request)?, text::init)
        });
        let client = result.is_ok().then(|| request.name.clone());
        // What fails may not have made the vault that it would name.
        if let Some(spelled) = spelled.filter(|_| result.is_ok()) {
            voice = voice.of_vault(&spelled);
        }
        vec![Done { client, several: false, voice, result, told: Told::default() }]
    }

    /// A vault for each client of a list: one answer about all of them.
    fn init_all(&mut self, request: &init_all::Request) -> Vec<Done> {
        let vaults = self.vaults.clone();
        let place = |name: &str| vaults.home_among(name);
        let voice = self.voice.clone();
        let result = self.with_world(&voice, None, |world| {
            acted(init_all::run(world, &place, request)?, text::init_all)
        });
        self.without_vault(result)
    }
}
