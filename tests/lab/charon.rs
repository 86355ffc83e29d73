//! One charon in its namespace: started, given a configuration, asked, ended.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::daemon::{Daemon, Log, end};
use crate::namespace::run;
use crate::observe::{Event, Exchange, Line, Way};
use crate::site::Site;
use crate::vici::Client;

/// Debian's charon.
pub(crate) const CHARON: &str = "/usr/lib/ipsec/charon";

/// How long charon may take to start.
const START: Duration = Duration::from_secs(10);

/// How long a child may take to come up.
const INITIATE: Duration = Duration::from_millis(2500);

/// How long charon may take to forget an SA.
const FORGET: Duration = Duration::from_secs(2);

/// A charon. Ended when dropped.
pub(crate) struct Charon {
    process: Child,
    folder: PathBuf,
    client: Client,
    log: Log,
}

impl Charon {
    /// Starts charon in a namespace, with everything that it writes in `folder`.
    ///
    /// To be called on the main thread: the daemon dies with the thread that started it.
    pub(crate) fn start(namespace: &str, folder: &Path, shim: &Path) -> io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        std::fs::write(folder.join("strongswan.conf"), settings(folder))?;
        // Each charon wants /run for itself, for its process id.
        let script = "mount -t tmpfs tmpfs /run && exec setpriv --pdeathsig KILL env LD_PRELOAD=\"$SHIM\" \"$CHARON\"";
        let output = File::create(folder.join("output"))?;
        let process = Command::new("ip")
            .args(["netns", "exec", namespace, "unshare", "--mount", "sh", "-c", script])
            .env("STRONGSWAN_CONF", folder.join("strongswan.conf"))
            .env("SHIM", shim)
            .env("CHARON", CHARON)
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output)
            .spawn()?;
        Self::connect(process, folder)
    }

    /// Waits until the daemon listens.
    fn connect(mut process: Child, folder: &Path) -> io::Result<Self> {
        let deadline = Instant::now() + START;
        loop {
            match Client::connect(&folder.join("vici")) {
                Ok(client) => {
                    let log = Log::open(&folder.join("log"))?;
                    return Ok(Self { process, folder: folder.to_owned(), client, log });
                }
                Err(error) if Instant::now() > deadline || process.try_wait()?.is_some() => {
                    end(&mut process);
                    let output = std::fs::read_to_string(folder.join("output")).unwrap_or_default();
                    return Err(io::Error::other(format!("charon did not start: {error}; {output}")));
                }
                Err(_) => sleep(Duration::from_millis(10)),
            }
        }
    }
}

impl Daemon for Charon {
    /// Replaces the configuration by strongSwan's own means, from the text that ikelint reads as well.
    fn load(&mut self, site: &Site) -> io::Result<()> {
        let file = self.folder.join("swanctl.conf");
        std::fs::write(&file, site.text())?;
        let uri = format!("unix://{}", self.folder.join("vici").display());
        run(Command::new("swanctl")
            .args(["--load-all", "--clear", "--noprompt", "--uri", &uri, "--file"])
            .arg(&file)
            .env("SWANCTL_DIR", &self.folder)
            .env("STRONGSWAN_CONF", self.folder.join("strongswan.conf")))
        .map(drop)
    }

    fn initiate(&mut self, child: &str) -> io::Result<bool> {
        self.client.initiate(child, INITIATE)
    }

    fn rekey(&mut self, child: &str) -> io::Result<bool> {
        self.client.rekey(child)
    }

    fn forget(&mut self) -> io::Result<()> {
        let deadline = Instant::now() + FORGET;
        while self.client.terminate_all()? > 0 {
            if Instant::now() > deadline {
                return Err(io::Error::other(format!("{}: charon keeps an SA", self.folder.display())));
            }
            sleep(Duration::from_millis(2));
        }
        Ok(())
    }

    fn read_log(&mut self) -> io::Result<Vec<Line>> {
        let lines = self.log.read()?.into_iter();
        Ok(lines.map(|text| Line { events: event(&text).into_iter().collect(), text }).collect())
    }
}

impl Drop for Charon {
    fn drop(&mut self) {
        end(&mut self.process);
    }
}

/// The `strongswan.conf` of a daemon.
///
/// What nobody answers is given up within 180 ms; half-open SAs of earlier negotiations do not make charon cautious
/// (`block_threshold`, `cookie_threshold`); a responder takes aggressive mode with keys, as other vendors do.
fn settings(folder: &Path) -> String {
    let folder = folder.display();
    format!(
        "charon {{
  load_modular = no
  load = random nonce openssl aes des sha1 sha2 md5 hmac kdf gmp curve25519 gcm ccm xcbc cmac ctr chapoly drbg pem pkcs1 pubkey x509 kernel-netlink socket-default vici
  threads = 16
  retransmit_timeout = 0.06
  retransmit_tries = 2
  retransmit_base = 1
  half_open_timeout = 5
  block_threshold = 0
  cookie_threshold = 0
  dos_protection = no
  i_dont_care_about_security_and_use_aggressive_mode_psk = yes
  install_routes = no
  install_virtual_ip = no
  process_route = no
  delete_rekeyed = yes
  delete_rekeyed_delay = 0
  plugins {{
    vici {{
      socket = unix://{folder}/vici
    }}
  }}
  filelog {{
    log {{
      path = {folder}/log
      flush_line = yes
      default = -1
      cfg = 1
      enc = 1
      ike = 1
      net = 1
    }}
  }}
}}
"
    )
}

/// The names of the exchanges in charon's log.
const EXCHANGES: &[(&str, Exchange)] = &[
    ("ID_PROT", Exchange::MainMode),
    ("AGGRESSIVE", Exchange::AggressiveMode),
    ("QUICK_MODE", Exchange::QuickMode),
    ("IKE_SA_INIT", Exchange::SaInit),
    ("IKE_AUTH", Exchange::Auth),
    ("CREATE_CHILD_SA", Exchange::CreateChild),
];

/// What a line of the log tells, if anything.
///
/// charon writes every message that it makes or understands, with the payloads, also the encrypted ones:
/// `13[ENC] <site|4> generating ID_PROT request 0 [ SA V V V ]`.
fn event(line: &str) -> Option<Event> {
    let (_, rest) = line.split_once('[')?;
    let (group, text) = rest.split_once(']')?;
    let text = text.trim_start();
    // `<site|4>` names the IKE SA, once there is one.
    let text = match text.strip_prefix('<') {
        Some(rest) => rest.split_once("> ")?.1,
        None => text,
    };
    match group {
        "NET" => packet(text),
        "ENC" => message(text),
        "IKE" if text.starts_with("IKE_SA ") && text.contains(" established between") => Some(Event::IkeUp),
        "IKE" if text.contains(" due to existing duplicate ") => Some(Event::Duplicate),
        "IKE" if text.contains("CHILD_SA ") && text.contains(" established with SPIs") => Some(Event::ChildUp),
        _ => None,
    }
}

/// Reads `sending packet: from 192.0.2.1[4500] to 192.0.2.2[4500] (240 bytes)`.
fn packet(text: &str) -> Option<Event> {
    let has_moved = text.split_whitespace().nth(3)?.ends_with("[4500]");
    match text.split_once(' ')?.0 {
        "received" if has_moved => Some(Event::MovedPacket(Way::Parsed)),
        "received" => Some(Event::Packet),
        "sending" => has_moved.then_some(Event::MovedPacket(Way::Generated)),
        _ => None,
    }
}

/// Reads `generating IKE_AUTH response 1 [ IDr AUTH N(NO_PROP) ]`.
fn message(text: &str) -> Option<Event> {
    let mut words = text.split_whitespace();
    let way = match words.next()? {
        "generating" => Way::Generated,
        "parsed" => Way::Parsed,
        _ => return None,
    };
    let name = words.next()?;
    let (_, exchange) = EXCHANGES.iter().find(|(own, _)| *own == name)?;
    let is_response = words.next()? == "response";
    let payloads = words.skip(2).filter(|word| *word != "]").map(str::to_owned).collect();
    Some(Event::Message { way, exchange: *exchange, is_response, payloads })
}
