//! One charon in its namespace: started, given a configuration, read, ended.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::namespace::run;
use crate::vici::Client;

/// Debian's charon.
pub(crate) const CHARON: &str = "/usr/lib/ipsec/charon";

/// How long charon may take to start.
const START: Duration = Duration::from_secs(10);

/// How long charon may take to forget an SA.
const FORGET: Duration = Duration::from_secs(2);

/// One daemon. Ended when dropped.
pub(crate) struct Daemon {
    process: Child,
    folder: PathBuf,
    client: Client,
    log: File,
    /// The beginning of a line that is not finished yet.
    unfinished: String,
}

impl Daemon {
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
                    let log = File::open(folder.join("log"))?;
                    return Ok(Self { process, folder: folder.to_owned(), client, log, unfinished: String::new() });
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

    /// The control connection.
    pub(crate) fn client(&mut self) -> &mut Client {
        &mut self.client
    }

    /// Replaces the configuration by `text`, the content of a `swanctl.conf`, which strongSwan's own tool reads.
    pub(crate) fn load(&self, text: &str) -> io::Result<()> {
        let file = self.folder.join("swanctl.conf");
        std::fs::write(&file, text)?;
        let uri = format!("unix://{}", self.folder.join("vici").display());
        run(Command::new("swanctl")
            .args(["--load-all", "--clear", "--noprompt", "--uri", &uri, "--file"])
            .arg(&file)
            .env("SWANCTL_DIR", &self.folder)
            .env("STRONGSWAN_CONF", self.folder.join("strongswan.conf")))
        .map(drop)
    }

    /// Drops every SA, and waits until they are gone.
    pub(crate) fn forget(&mut self) -> io::Result<()> {
        let deadline = Instant::now() + FORGET;
        while self.client.terminate_all()? > 0 {
            if Instant::now() > deadline {
                return Err(io::Error::other(format!("{}: charon keeps an SA", self.folder.display())));
            }
            sleep(Duration::from_millis(2));
        }
        Ok(())
    }

    /// The lines that the daemon has written since the last call.
    pub(crate) fn read_log(&mut self) -> io::Result<Vec<String>> {
        self.log.read_to_string(&mut self.unfinished)?;
        let end = self.unfinished.rfind('\n').map_or(0, |at| at + 1);
        let lines = self.unfinished[..end].lines().map(str::to_owned).collect();
        self.unfinished.drain(..end);
        Ok(lines)
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        end(&mut self.process);
    }
}

/// Kills a process that the lab has started, by its id. There is nothing that it would have to put in order: all that
/// it has touched is its namespace and its folder.
fn end(process: &mut Child) {
    let _ = process.kill();
    let _ = process.wait();
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
