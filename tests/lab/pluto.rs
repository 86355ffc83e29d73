//! One pluto, libreswan's daemon, in its namespace: the second implementation, which does not narrow selectors.
//!
//! Its Debian package cannot be installed beside strongSwan's, so it is unpacked into a folder of its own.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::daemon::{Daemon, Log, end};
use crate::namespace::run;
use crate::observe::{Event, Exchange, Line, Way};
use crate::site::{CONNECTION, Proposal, Site, Version};

/// How long pluto may take to start.
const START: Duration = Duration::from_secs(10);

/// How long a child may take to come up; pluto sends again for one second.
const INITIATE: Duration = Duration::from_millis(2500);

/// Where the unpacked packages hold the programs and the libraries.
const PROGRAMS: &str = "usr/libexec/ipsec";
const LIBRARIES: &str = "usr/lib/x86_64-linux-gnu";

/// A pluto. Ended when dropped.
pub(crate) struct Pluto {
    process: Child,
    folder: PathBuf,
    /// The folder of the unpacked packages.
    packages: PathBuf,
    namespace: String,
    peer: &'static str,
    log: Log,
    reader: Reader,
    /// Lines that were read while waiting.
    waiting: Vec<Line>,
}

impl Pluto {
    /// Starts pluto in a namespace, with everything that it writes in `folder`.
    ///
    /// To be called on the main thread: the daemon dies with the thread that started it.
    pub(crate) fn start(namespace: &str, folder: &Path, shim: &Path, packages: &Path) -> io::Result<Self> {
        std::fs::create_dir_all(folder.join("keys"))?;
        std::fs::create_dir_all(folder.join("run"))?;
        std::fs::write(folder.join("ipsec.conf"), "config setup\n  dnssec-enable=no\n  ikev1-policy=accept\n")?;
        std::fs::write(folder.join("ipsec.secrets"), "")?;
        run(Command::new(packages.join("usr/bin/certutil"))
            .args(["-N", "--empty-password", "-d"])
            .arg(format!("sql:{}", folder.join("keys").display()))
            .env("LD_LIBRARY_PATH", packages.join(LIBRARIES)))?;
        // pluto looks for its helpers under the path of the installed package; only this daemon is to see them there.
        let script = "mount -t tmpfs tmpfs /run && mkdir /run/pluto && mount -t tmpfs tmpfs /usr/libexec && \
                      mkdir /usr/libexec/ipsec && mount --bind \"$PROGRAMS\" /usr/libexec/ipsec && \
                      exec setpriv --pdeathsig KILL env LD_PRELOAD=\"$SHIM\" LD_LIBRARY_PATH=\"$LIBRARIES\" \
                      \"$PROGRAMS/pluto\" --nofork --config \"$FOLDER/ipsec.conf\" \
                      --secretsfile \"$FOLDER/ipsec.secrets\" --nssdir \"sql:$FOLDER/keys\" --rundir \"$FOLDER/run\" \
                      --logfile \"$FOLDER/log\" --log-no-append";
        let output = File::create(folder.join("output"))?;
        let process = Command::new("ip")
            .args(["netns", "exec", namespace, "unshare", "--mount", "sh", "-c", script])
            .env("PROGRAMS", packages.join(PROGRAMS))
            .env("LIBRARIES", packages.join(LIBRARIES))
            .env("SHIM", shim)
            .env("FOLDER", folder)
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output)
            .spawn()?;
        Self::connect(process, namespace, folder, packages)
    }

    /// Waits until the daemon listens.
    fn connect(mut process: Child, namespace: &str, folder: &Path, packages: &Path) -> io::Result<Self> {
        let deadline = Instant::now() + START;
        let log = folder.join("log");
        while !std::fs::read_to_string(&log).is_ok_and(|text| text.contains("loading secrets from")) {
            if Instant::now() > deadline || process.try_wait()?.is_some() {
                end(&mut process);
                let output = std::fs::read_to_string(folder.join("output")).unwrap_or_default();
                return Err(io::Error::other(format!("pluto did not start: {output}")));
            }
            sleep(Duration::from_millis(10));
        }
        Ok(Self {
            process,
            folder: folder.to_owned(),
            packages: packages.to_owned(),
            namespace: namespace.to_owned(),
            peer: "",
            log: Log::open(&log)?,
            reader: Reader::default(),
            waiting: Vec::new(),
        })
    }

    /// Runs one of pluto's helpers.
    fn call(&self, program: &str, arguments: &[&str]) -> io::Result<String> {
        run(Command::new("ip")
            .args(["netns", "exec", &self.namespace])
            .arg(self.packages.join(PROGRAMS).join(program))
            .arg("--ctlsocket")
            .arg(self.folder.join("run/pluto.ctl"))
            .args(arguments)
            .env("LD_LIBRARY_PATH", self.packages.join(LIBRARIES)))
    }
}

impl Daemon for Pluto {
    fn load(&mut self, site: &Site) -> io::Result<()> {
        let file = self.folder.join("site.conf");
        std::fs::write(&file, configuration(site))?;
        std::fs::write(self.folder.join("ipsec.secrets"), secrets(site))?;
        self.peer = site.peer;
        // There is nothing to delete the first time.
        let _ = self.call("whack", &["--delete", "--name", CONNECTION]);
        self.call("whack", &["--rereadsecrets"])?;
        self.call("addconn", &["--config", &file.display().to_string(), CONNECTION]).map(drop)
    }

    fn initiate(&mut self, _child: &str) -> io::Result<bool> {
        // Its answer says nothing that the log does not say.
        let _ = self.call("whack", &["--asynchronous", "--name", CONNECTION, "--initiate"]);
        let deadline = Instant::now() + INITIATE;
        while Instant::now() < deadline {
            let lines = self.read_log()?;
            let is_up = lines.iter().any(|line| line.events.contains(&Event::ChildUp));
            let is_over = lines.iter().any(|line| line.text.contains("deleting state"));
            self.waiting.extend(lines);
            if is_up || is_over {
                return Ok(is_up);
            }
            sleep(Duration::from_millis(5));
        }
        Ok(false)
    }

    fn rekey(&mut self, _child: &str) -> io::Result<()> {
        self.call("whack", &["--name", CONNECTION, "--rekey-ipsec", "--asynchronous"]).map(drop)
    }

    fn forget(&mut self) -> io::Result<()> {
        // It complains where there is nothing to forget.
        let _ = self.call("whack", &["--crash", self.peer]);
        Ok(())
    }

    fn read_log(&mut self) -> io::Result<Vec<Line>> {
        let mut lines = std::mem::take(&mut self.waiting);
        for text in self.log.read()? {
            let events = self.reader.events(&text);
            lines.push(Line { text, events });
        }
        Ok(lines)
    }
}

impl Drop for Pluto {
    fn drop(&mut self) {
        end(&mut self.process);
    }
}

/// Reads pluto's log, which has to be remembered: the same line means one thing to an initiator and another to a
/// responder.
#[derive(Default)]
struct Reader {
    responds: bool,
    is_aggressive: bool,
}

/// What a phrase of the log says about a message that pluto makes: the exchange, whether it is a response, and the
/// payload that says whether a request was granted.
const MADE: &[(&str, Exchange, bool, &str)] = &[
    ("sent Main Mode request", Exchange::MainMode, false, ""),
    ("sent Main Mode R", Exchange::MainMode, true, ""),
    ("sent Main Mode I", Exchange::MainMode, false, ""),
    ("sent Aggressive Mode request", Exchange::AggressiveMode, false, ""),
    ("sent Aggressive Mode response", Exchange::AggressiveMode, true, ""),
    ("sent Quick Mode request", Exchange::QuickMode, false, ""),
    ("sent Quick Mode reply", Exchange::QuickMode, true, ""),
    ("sent IKE_SA_INIT request", Exchange::SaInit, false, ""),
    ("sent IKE_SA_INIT reply", Exchange::SaInit, true, "SA"),
    ("responding to IKE_SA_INIT message", Exchange::SaInit, true, "N"),
    ("sent IKE_AUTH request", Exchange::Auth, false, ""),
    ("responder established IKE SA", Exchange::Auth, true, "AUTH"),
    ("responder established Child SA", Exchange::Auth, true, "SA"),
    ("responding to IKE_AUTH message", Exchange::Auth, true, "N"),
    ("sent CREATE_CHILD_SA request", Exchange::CreateChild, false, ""),
];

impl Reader {
    /// What a line tells.
    fn events(&mut self, line: &str) -> Vec<Event> {
        let mut events = Vec::new();
        if line.contains("responding to") {
            self.responds = true;
            self.is_aggressive = line.contains("Aggressive Mode");
            events.push(Event::Packet);
        } else if line.contains("initiating IKEv") {
            self.responds = false;
            self.is_aggressive = line.contains("Aggressive Mode");
        }
        let made = MADE.iter().filter(|(phrase, ..)| line.contains(phrase));
        events.extend(made.map(|(_, exchange, is_response, payload)| message(*exchange, *is_response, payload)));
        if line.contains(" established IKE SA") {
            events.push(Event::IkeUp);
        }
        if line.contains("IKE SA established {") {
            events.push(Event::IkeUp);
            match (self.responds, self.is_aggressive) {
                (true, false) => events.push(message(Exchange::MainMode, true, "")),
                (false, true) => events.push(message(Exchange::AggressiveMode, false, "")),
                _ => {}
            }
        }
        if line.contains("IPsec SA established") || line.contains(" established Child SA") {
            events.push(Event::ChildUp);
        }
        events
    }
}

fn message(exchange: Exchange, is_response: bool, payload: &str) -> Event {
    Event::Message { way: Way::Generated, exchange, is_response, payloads: vec![payload.to_owned()] }
}

/// The words of strongSwan that libreswan has others for.
const WORDS: &[(&str, &str)] = &[
    ("sha256", "sha2_256"),
    ("sha384", "sha2_384"),
    ("prfsha256", "sha2_256"),
    ("prfsha384", "sha2_384"),
    ("prfsha1", "sha1"),
    ("ecp256", "dh19"),
    ("curve25519", "dh31"),
    ("aes128gcm16", "aes_gcm128"),
    ("aes256gcm16", "aes_gcm256"),
];

/// Whether libreswan has words for everything that this end is configured with.
pub(crate) fn speaks(site: &Site) -> bool {
    let proposals = || site.proposals.iter().chain(site.children.iter().flat_map(|child| &child.esp));
    let odd = |id: &Option<String>| id.as_ref().is_some_and(|id| id.contains([':', '@', '%']));
    let lists = |child: &crate::site::Child| [&child.local, &child.remote].iter().any(|ts| ts.contains([',', '[']));
    site.version != Version::Any
        && site.children.len() == 1
        && !site.children.iter().any(lists)
        && !odd(&site.local_id)
        && !odd(&site.remote_id)
        // libreswan is built without MODP-1024, and takes HMAC-SHA384 with a length that strongSwan lacks.
        && !proposals().any(|proposal| proposal.groups.contains(&"modp1024"))
        && !site.children.iter().any(|child| child.pfs == Some("modp1024"))
        && !proposals().any(|proposal| proposal.to_string().contains("md5"))
        // It has elliptic curves for IKEv1 in phase 1 alone.
        && (site.version == Version::V2 || !site.text().contains("curve25519"))
        && (site.version == Version::V2 || site.children.iter().all(|child| child.pfs != Some("ecp256")))
        && !site.proposals.iter().any(|proposal| !proposal.prf.is_empty() && !proposal.integrity.is_empty())
}

fn configuration(site: &Site) -> String {
    let address = crate::namespace::ADDRESSES[site.end];
    let own = site.local_id.as_deref().map_or(address.to_owned(), identity);
    let peer = site.remote_id.as_deref().map_or("%any".to_owned(), identity);
    let child = &site.children[0];
    let yes = |is: bool| if is { "yes" } else { "no" };
    format!(
        "conn {CONNECTION}
  left={address}
  leftid={own}
  leftsubnet={}
  right={}
  rightid={peer}
  rightsubnet={}
  authby=secret
  ikev2={}
  aggressive={}
  ike={}
  esp={}
  pfs={}
  ikelifetime={}s
  salifetime={}s
  rekey=no
  keyingtries=1
  leftupdown=%disabled
  retransmit-interval=60
  retransmit-timeout=1s
  auto=ignore
",
        child.local,
        site.peer,
        child.remote,
        yes(site.version == Version::V2),
        yes(site.version == Version::AggressiveMode),
        list(&site.proposals),
        list(&child.esp_with_pfs()),
        yes(child.pfs.is_some()),
        site.rekey_time,
        child.rekey_time,
    )
}

fn secrets(site: &Site) -> String {
    let Some(key) = &site.key else { return String::new() };
    let owners: Vec<String> = key.owners.iter().map(|owner| identity(owner)).collect();
    format!("{}: PSK \"{}\"\n", owners.iter().map(|owner| format!("{owner} ")).collect::<String>(), key.text)
}

/// An identity in libreswan's words: a name has an at sign before it.
fn identity(id: &str) -> String {
    let is_address = id.chars().all(|letter| letter.is_ascii_digit() || letter == '.');
    if is_address { id.to_owned() } else { format!("@{id}") }
}

fn list(proposals: &[Proposal]) -> String {
    let words = |of: &[&str]| of.iter().map(|name| word(name)).collect::<Vec<_>>().join("+");
    let one = |proposal: &Proposal| {
        // With a combined cipher the place of the integrity is that of the pseudorandom function.
        let middle = if proposal.integrity.is_empty() { &proposal.prf } else { &proposal.integrity };
        let lists = [words(&proposal.encryption), words(middle)];
        let algorithms = lists.into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join("-");
        match proposal.groups.is_empty() {
            true => algorithms,
            false => format!("{algorithms};{}", words(&proposal.groups)),
        }
    };
    proposals.iter().map(one).collect::<Vec<_>>().join(",")
}

fn word(name: &str) -> &str {
    WORDS.iter().find(|(own, _)| *own == name).map_or(name, |(_, other)| other)
}
