//! libreswan's pluto as one end of the lab.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::daemon::{Daemon, Log, end};
use crate::libreswan;
use crate::namespace::run;
use crate::observe::Line;
use crate::pluto_log::Reader;
use crate::site::Site;

/// How long pluto may take to start.
const START: Duration = Duration::from_secs(20);

/// A running pluto.
pub(crate) struct Pluto {
    process: Child,
    folder: PathBuf,
    /// Where libreswan's programs are.
    programs: PathBuf,
    log: Log,
    reader: Reader,
    /// The connections that it has.
    connections: Vec<String>,
}

impl Pluto {
    /// Starts pluto in a namespace, with everything that it writes in `folder`. `programs` is the folder of libreswan's
    /// programs, which need not be the one that they are made for.
    ///
    /// To be called on the main thread: the daemon dies with the thread that started it.
    pub(crate) fn start(namespace: &str, folder: &Path, shim: &Path, programs: &Path) -> io::Result<Self> {
        let keys = folder.join("keys");
        std::fs::create_dir_all(&keys)?;
        std::fs::write(folder.join("ipsec.conf"), "config setup\n    ikev1-policy=accept\n")?;
        std::fs::write(folder.join("ipsec.secrets"), "")?;
        let store = format!("sql:{}", keys.display());
        run(Command::new("certutil").args(["-N", "--empty-password", "-d", &store]))?;
        // pluto runs other programs of libreswan's by their full names.
        let script = "mount -t tmpfs tmpfs /run && mkdir /run/pluto && mount -t tmpfs tmpfs /usr/libexec \
                      && ln -s \"$PROGRAMS\" /usr/libexec/ipsec \
                      && exec setpriv --pdeathsig KILL env LD_PRELOAD=\"$SHIM\" /usr/libexec/ipsec/pluto \"$@\"";
        let output = File::create(folder.join("output"))?;
        let process = Command::new("ip")
            .args(["netns", "exec", namespace, "unshare", "--mount", "sh", "-c", script, "pluto"])
            // Before everything that the file would settle otherwise.
            .arg("--config")
            .arg(folder.join("ipsec.conf"))
            .args(["--nofork", "--no-dnssec", "--log-no-append", "--log-no-audit", "--nhelpers", "0"])
            .args([
                "--debug",
                "base",
                "--impair",
                "revival",
                "--impair",
                "timeout-on-retransmit",
                "--force-unlimited",
                "--nssdir",
                &store,
            ])
            .arg("--secretsfile")
            .arg(folder.join("ipsec.secrets"))
            .arg("--rundir")
            .arg(folder)
            .arg("--dumpdir")
            .arg(folder)
            .arg("--logfile")
            .arg(folder.join("log"))
            .env("SHIM", shim)
            .env("PROGRAMS", programs)
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output)
            .spawn()?;
        Self::connect(process, folder, programs)
    }

    /// Waits until the daemon listens.
    fn connect(mut process: Child, folder: &Path, programs: &Path) -> io::Result<Self> {
        let deadline = Instant::now() + START;
        loop {
            // Read last of what pluto does when it starts.
            let log = std::fs::read_to_string(folder.join("log")).unwrap_or_default();
            if log.contains("loading secrets from") && folder.join("pluto.ctl").exists() {
                return Ok(Self {
                    process,
                    folder: folder.to_owned(),
                    programs: programs.to_owned(),
                    log: Log::open(&folder.join("log"))?,
                    reader: Reader::default(),
                    connections: Vec::new(),
                });
            }
            if Instant::now() > deadline || process.try_wait()?.is_some() {
                end(&mut process);
                let output = std::fs::read_to_string(folder.join("output")).unwrap_or_default();
                let said = log.lines().rev().find(|line| line.contains("FATAL")).unwrap_or_default();
                return Err(io::Error::other(format!("pluto did not start: {output}{said}")));
            }
            sleep(Duration::from_millis(10));
        }
    }

    /// One of libreswan's programs, told where this pluto listens.
    fn program(&self, name: &str) -> Command {
        let mut command = Command::new(self.programs.join(name));
        command.arg("--ctlsocket").arg(self.folder.join("pluto.ctl")).stdin(Stdio::null());
        command
    }

    /// Adds the connections of the file that was written last.
    fn add(&self) -> io::Result<()> {
        let mut command = self.program("addconn");
        command.arg("--config").arg(self.folder.join("connections")).args(&self.connections);
        run(&mut command).map(drop).map_err(|error| {
            // addconn itself says nothing.
            let log = std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
            let said = log.lines().rev().find(|line| !line.contains(": |")).unwrap_or_default();
            io::Error::other(format!("{error}{said}"))
        })
    }
}

impl Daemon for Pluto {
    fn load(&mut self, site: &Site) -> io::Result<()> {
        for name in std::mem::take(&mut self.connections) {
            run(self.program("whack").args(["--delete", "--name", &name]))?;
        }
        std::fs::write(self.folder.join("connections"), libreswan::configuration(site))?;
        std::fs::write(self.folder.join("ipsec.secrets"), libreswan::secrets(site))?;
        run(self.program("whack").arg("--rereadsecrets"))?;
        self.connections = site.child_names();
        self.add()
    }

    fn initiate(&mut self, child: &str) -> io::Result<bool> {
        let status = self.program("whack").args(["--initiate", "--name", child]).output()?.status;
        Ok(status.success())
    }

    fn rekey(&mut self, child: &str) -> io::Result<bool> {
        run(self.program("whack").args(["--rekey-ipsec", "--asynchronous", "--name", child])).map(|_| true)
    }

    fn forget(&mut self) -> io::Result<()> {
        for name in &self.connections {
            // What is up goes, with what is half made and what is under way to the other end.
            let _ = self.program("whack").args(["--terminate", "--name", name]).output()?;
        }
        Ok(())
    }

    fn read_log(&mut self) -> io::Result<Vec<Line>> {
        let reader = &mut self.reader;
        Ok(self.log.read()?.into_iter().filter_map(|text| reader.read(text)).collect())
    }
}

impl Drop for Pluto {
    fn drop(&mut self) {
        end(&mut self.process);
    }
}
