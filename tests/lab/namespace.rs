//! Two network namespaces with a cable between them, gone when the lab is.

use std::io;
use std::path::Path;
use std::process::Command;

pub(crate) use crate::site::ADDRESSES;

/// What the names of all namespaces of the lab begin with; the lab's process id follows.
const PREFIX: &str = "ikelint-lab-";

/// Two namespaces, each with one end of a cable. Removed when dropped.
pub(crate) struct Namespaces {
    /// Their names, indexed by end.
    pub(crate) names: [String; 2],
}

impl Namespaces {
    /// Makes the two namespaces of a pair, and lays the cable.
    pub(crate) fn new(pair: usize) -> io::Result<Self> {
        let own = std::process::id();
        let made = Self { names: ["a", "b"].map(|end| format!("{PREFIX}{own}-{pair}{end}")) };
        for name in &made.names {
            ip(&["netns", "add", name])?;
        }
        let [a, b] = &made.names;
        ip(&["link", "add", "wire", "netns", a, "type", "veth", "peer", "name", "wire", "netns", b])?;
        for (name, address) in made.names.iter().zip(ADDRESSES) {
            ip(&["-n", name, "link", "set", "lo", "up"])?;
            ip(&["-n", name, "address", "add", &format!("{address}/24"), "dev", "wire"])?;
            ip(&["-n", name, "link", "set", "wire", "up"])?;
        }
        Ok(made)
    }
}

impl Drop for Namespaces {
    fn drop(&mut self) {
        for name in &self.names {
            remove(name);
        }
    }
}

/// Removes what labs have left that were killed: the namespaces of processes that are no more.
pub(crate) fn sweep() -> io::Result<()> {
    for name in ip(&["netns", "list"])?.lines().filter_map(|line| line.split_whitespace().next()) {
        let owner = name.strip_prefix(PREFIX).and_then(|rest| rest.split('-').next());
        if owner.is_some_and(|process| !Path::new("/proc").join(process).exists()) {
            remove(name);
        }
    }
    Ok(())
}

/// Removes a namespace, which may be missing where making it failed half-way. The cable goes with it.
fn remove(name: &str) {
    let _ = ip(&["netns", "delete", name]);
}

fn ip(arguments: &[&str]) -> io::Result<String> {
    run(Command::new("ip").args(arguments))
}

/// Runs a command to its end and returns what it printed.
pub(crate) fn run(command: &mut Command) -> io::Result<String> {
    let output = command.output().map_err(|error| io::Error::other(format!("{command:?}: {error}")))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(io::Error::other(format!(
        "{command:?}: {}",
        String::from_utf8_lossy(&[output.stderr, output.stdout].concat()).trim()
    )))
}
