//! A time stamp by somebody else (RFC 3161), made by stock `openssl ts` on what would be another PC, is evidence of the
//! clock. `openssl` gets its day from `faketime`, which Windows has not.
#![cfg(unix)]

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::harness::{BY, Vault};

/// A time stamping service with an authority of its own, in a folder beside the vault.
struct Service {
    folder: PathBuf,
}

const SETTINGS: &str = "
[req]
distinguished_name = name
prompt = no
[name]
CN = Test
[authority]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign
[stamping]
basicConstraints = CA:false
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[both]
basicConstraints = CA:false
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping,clientAuth
[certifying]
basicConstraints = CA:false
keyUsage = critical,keyCertSign
extendedKeyUsage = critical,timeStamping
[tsa]
default_tsa = one
[one]
serial = serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
other_policies = 1.2.3.4.2
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
";

impl Service {
    fn new(vault: &Vault, name: &str) -> Service {
        let folder = vault.path(name);
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("settings"), SETTINGS).unwrap();
        fs::write(folder.join("serial"), "01\n").unwrap();
        let service = Service { folder };
        for who in ["authority", "stamping"] {
            service.does(
                "2020-01-01",
                &format!("ecparam -name prime256v1 -genkey -noout -out {who}.key"),
            );
        }
        service.does(
            "2020-01-01",
            &format!(
                "req -x509 -new -key authority.key -subj /CN={name} -days 20000 -config settings \
                 -extensions authority -out authority.pem"
            ),
        );
        service.does(
            "2020-01-01",
            "req -new -key stamping.key -subj /CN=Stamping -config settings -out stamping.csr",
        );
        service.does(
            "2020-01-01",
            "x509 -req -in stamping.csr -CA authority.pem -CAkey authority.key -set_serial 2 \
             -days 20000 -extfile settings -extensions stamping -out stamping.pem",
        );
        vault.name(&format!("{name}-ca"), service.folder.join("authority.pem"));
        service
    }

    /// Runs `openssl` in the service's folder on that day.
    fn does(&self, day: &str, line: &str) {
        let mut command = Command::new("faketime");
        command.env("TZ", "UTC").arg(format!("{day} 11:59:00")).arg("openssl");
        command.args(line.split_whitespace()).current_dir(&self.folder);
        let done = command.output().unwrap_or_else(|error| panic!("faketime: {error}"));
        assert!(done.status.success(), "{line}: {}", String::from_utf8_lossy(&done.stderr));
    }

    /// The answer to the vault's request, of that day.
    fn answers(&self, vault: &Vault, request: &str, answer: &str, day: &str) {
        let (request, to) = (vault.path(request), vault.path(answer));
        self.does(
            day,
            &format!(
                "ts -reply -queryfile {} -signer stamping.pem -inkey stamping.key -config settings \
                 -out {}",
                request.display(),
                to.display()
            ),
        );
        vault.name(answer, to);
    }
}

fn asks(vault: &Vault, day: &str, request: &str) {
    vault.name(request, vault.path(request));
    let said = vault.unanswered_on(day).run(&format!("clock request --out {{{request}}}")).exits(0);
    said.says("--data-binary").says("kluis clock token");
}

const TOKEN: &str = "clock token {a.tsr} --ca {service-ca}";

#[test]
fn a_time_stamp_answers_the_clocks_question_where_years_have_passed() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2020-12");
    let service = Service::new(&vault, "service");
    vault.unanswered_on("2034-01-02").refuses("verify", 17);
    asks(&vault, "2034-01-02", "a.tsq");
    service.answers(&vault, "a.tsq", "a.tsr", "2034-01-02");
    let proven = vault.unanswered_on("2034-01-02").run(&format!("{TOKEN} --json")).exits(0).json();
    let fields: Vec<&str> = proven.as_object().unwrap().keys().map(String::as_str).collect();
    let promised = "at authority bad_drives changed exit removed told vault_name waiting";
    assert_eq!(fields, promised.split(' ').collect::<Vec<_>>(), "as docs/commands.md has them");
    // The service is accurate to a second.
    assert!(proven["at"].as_str().unwrap().starts_with("2034-01-02T11:5"), "{proven}");
    assert!(proven["removed"].is_null());
    vault.unanswered_on("2034-01-02").run("verify").exits(0);
    let shown = vault.unanswered_on("2034-01-02").run("ledger show").exits(0);
    shown.says("a time stamp by somebody else shows that at least");
    // The statement names it.
    vault.unanswered_on("2034-01-02").run(&format!("destroy {{payroll}} {BY}")).exits(0);
    let stated = vault.unanswered_on("2034-01-02").run("statement show {payroll} --json");
    let bytes = fs::read(vault.path("a.tsr")).unwrap();
    let hash = kluis::words::digest::Digest::of(&bytes).to_string();
    assert_eq!(stated.exits(0).json()["statement"]["clock"]["token"], hash.as_str());
    vault.unanswered_on("2034-01-02").run("ledger verify").exits(0);
    // It answers once.
    let again = vault.unanswered_on("2034-01-02").refuses(TOKEN, 2);
    again.says("no request of this vault waits");
}

#[test]
fn a_time_stamp_shows_that_a_time_ahead_was_false() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2020-12");
    let service = Service::new(&vault, "service");
    vault.unanswered_on("2026-12-31").run("verify").exits(0);
    vault.unanswered_on("2025-12-02").refuses("verify", 17);
    asks(&vault, "2025-12-02", "a.tsq");
    service.answers(&vault, "a.tsq", "a.tsr", "2025-12-02");
    let said = vault.unanswered_on("2025-12-02").run(&format!("--lang nl {TOKEN}")).exits(0);
    said.says("was onjuist").says("minstens");
    vault.unanswered_on("2025-12-02").run("verify").exits(0);
    // Of the end of the records it proves nothing, and no statement calls it evidence of that.
    vault.on("2034-01-02").run(&format!("destroy {{payroll}} {BY}")).exits(0);
    let stated = vault.on("2034-01-02").run("statement show {payroll} --json").exits(0).json();
    assert!(stated["statement"]["clock"]["token"].is_null());
}

#[test]
fn what_is_no_evidence_is_refused_and_answers_nothing() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2020-12");
    let (service, other) = (Service::new(&vault, "service"), Service::new(&vault, "other"));
    let day = "2034-01-02";
    let refuses = |line: &str, exit| vault.unanswered_on(day).refuses(line, exit);
    refuses("clock token {service-ca} --ca {service-ca}", 2).says("no request of this vault");
    asks(&vault, day, "old.tsq");
    asks(&vault, day, "a.tsq");
    refuses("clock request --out {a.tsq}", 2);
    service.answers(&vault, "old.tsq", "old.tsr", day);
    service.answers(&vault, "a.tsq", "a.tsr", day);
    other.answers(&vault, "a.tsq", "other.tsr", day);
    refuses("clock token {old.tsr} --ca {service-ca}", 12).says("it answers another request");
    refuses("clock token {other.tsr} --ca {service-ca}", 12).says("no chain");
    refuses("clock token {a.tsr} --ca {other-ca}", 12).says("no chain");
    refuses("clock token {service-ca} --ca {service-ca}", 12).says("no time stamp");
    refuses("clock token {a.tsr} --ca {a.tsr}", 2).says("not one certificate");
    refuses("clock token nowhere.tsr --ca {service-ca}", 2).says("is not there");
    // Its signature stands at its end.
    let mut bytes = fs::read(vault.path("a.tsr")).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    vault.name("bent", vault.file("bent.tsr", &bytes));
    refuses("clock token {bent} --ca {service-ca}", 12).says("signature does not hold");
    // The same authority, as it was certified for nine days of 2020.
    service.does(
        "2020-01-01",
        "req -x509 -new -key authority.key -subj /CN=service -days 9 -config settings \
         -extensions authority -out ended.pem",
    );
    vault.name("ended-ca", service.folder.join("ended.pem"));
    refuses("clock token {a.tsr} --ca {ended-ca}", 12).says("no chain that was valid then");
    // The same statement, signed with a certificate of that authority which is for something else too.
    for kind in ["both", "certifying"] {
        for line in [
            "x509 -req -in stamping.csr -CA authority.pem -CAkey authority.key -set_serial 3 \
             -days 9 -extfile settings -extensions KIND -out KIND.pem",
            "ts -reply -in ../a.tsr -token_out -out a.token",
            "cms -verify -noverify -inform DER -in a.token -out statement",
            "cms -sign -binary -nodetach -cades -econtent_type 1.2.840.113549.1.9.16.1.4 \
             -in statement -signer KIND.pem -inkey stamping.key -outform DER -out KIND.token",
            "ts -reply -in KIND.token -token_in -out ../KIND.tsr",
        ] {
            service.does(day, &line.replace("KIND", kind));
        }
        vault.name("other.tsr", vault.path(&format!("{kind}.tsr")));
        let said = refuses("clock token {other.tsr} --ca {service-ca}", 12);
        said.says("not one for time stamps alone");
    }
    // One that is of another time.
    service.answers(&vault, "a.tsq", "late.tsr", "2036-01-01");
    let said = refuses("clock token {late.tsr} --ca {service-ca}", 17);
    said.says("the clock says 2034-01-02").says("the time stamp 2036-01-01");
    service.answers(&vault, "a.tsq", "early.tsr", "2031-01-01");
    refuses("clock token {early.tsr} --ca {service-ca}", 17).says("2031-01-01");
    refuses("verify", 17);
    vault.unanswered_on(day).run(TOKEN).exits(0);
}

#[test]
fn a_time_stamp_is_worth_a_typed_date_and_makes_no_day_later_than_it_proves() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2020-12");
    let service = Service::new(&vault, "service");
    asks(&vault, "2034-01-02", "a.tsq");
    service.answers(&vault, "a.tsq", "a.tsr", "2034-01-02");
    // Whoever types the command chose the authority.
    vault.unanswered_on("2034-06-01").run(TOKEN).exits(0);
    let shown = vault.unanswered_on("2034-01-03").run("ledger show --json").exits(0).json();
    let entries = shown["entries"].as_array().unwrap();
    let proven = entries.iter().find(|entry| entry["event"] == "clock-proven").unwrap();
    assert_eq!((&proven["clock"], &proven["signed"]), (&"typed".into(), &true.into()));
    // It proves January, and June is the word of that PC's clock alone.
    vault.unanswered_on("2034-01-03").run("verify").exits(0);
}

#[test]
fn a_time_stamp_says_nothing_of_what_came_onto_record_later() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2020-12");
    let service = Service::new(&vault, "service");
    asks(&vault, "2025-12-02", "a.tsq");
    service.answers(&vault, "a.tsq", "a.tsr", "2025-12-02");
    vault.unanswered_on("2026-12-31").run("verify").exits(0);
    let refused = vault.unanswered_on("2025-12-02").refuses(TOKEN, 17);
    refused.says("after the request was made").says("kluis clock request");
}
