//! Two network namespaces with a cable between them, gone when the lab is.

use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Stdio};

pub(crate) use crate::site::ADDRESSES;
use crate::site::{self, INSIDE};

/// What the names of all namespaces of the lab begin with; the lab's process id follows.
const PREFIX: &str = "ikelint-lab-";

/// Two namespaces, each with one end of a cable. Removed when dropped.
pub(crate) struct Namespaces {
    /// Their names, indexed by end.
    pub(crate) names: [String; 2],
    /// What lies before each end.
    paths: [site::Path; 2],
}

impl Namespaces {
    /// Makes the two namespaces of a pair, and lays the cable.
    pub(crate) fn new(pair: usize) -> io::Result<Self> {
        let own = std::process::id();
        let made =
            Self { names: ["a", "b"].map(|end| format!("{PREFIX}{own}-{pair}{end}")), paths: Default::default() };
        for name in &made.names {
            ip(&["netns", "add", name])?;
        }
        let [a, b] = &made.names;
        ip(&["link", "add", "wire", "netns", a, "type", "veth", "peer", "name", "wire", "netns", b])?;
        for ((name, address), inside) in made.names.iter().zip(ADDRESSES).zip(INSIDE) {
            ip(&["-n", name, "link", "set", "lo", "up"])?;
            ip(&["-n", name, "address", "add", &format!("{address}/24"), "dev", "wire"])?;
            ip(&["-n", name, "address", "add", &format!("{inside}/32"), "dev", "wire"])?;
            ip(&["-n", name, "link", "set", "wire", "up"])?;
        }
        Ok(made)
    }

    /// Puts a NAT and a filter before each end, or takes them away.
    pub(crate) fn lay(&mut self, paths: [site::Path; 2]) -> io::Result<()> {
        for (end, path) in paths.into_iter().enumerate() {
            if self.paths[end] != path {
                nft(&self.names[end], &rules(end, path))?;
                self.paths[end] = path;
            }
        }
        Ok(())
    }
}

impl Drop for Namespaces {
    fn drop(&mut self) {
        for name in &self.names {
            remove(name);
        }
    }
}

/// The rules that make a path, in place of all that were there. The NAT keeps no connections in mind, so that nothing of
/// one negotiation bears on the next.
fn rules(end: usize, path: site::Path) -> String {
    let (inside, outside) = (INSIDE[end], ADDRESSES[end]);
    let mut rules = "flush ruleset\ntable ip lab {\n".to_owned();
    if path.nat {
        rules += &format!(
            "chain from_outside {{ type filter hook prerouting priority -300; \
             ip daddr {outside} udp dport {{ 500, 4500 }} ip daddr set {inside}; }}\n\
             chain to_outside {{ type filter hook postrouting priority 300; \
             ip saddr {inside} ip saddr set {outside}; }}\n"
        );
    }
    if path.closed {
        rules += "chain filter { type filter hook input priority 0; udp dport 4500 drop; }\n";
    }
    rules + "}\n"
}

fn nft(namespace: &str, rules: &str) -> io::Result<()> {
    let mut process = Command::new("ip")
        .args(["netns", "exec", namespace, "nft", "-f", "-"])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    if let Some(mut input) = process.stdin.take() {
        input.write_all(rules.as_bytes())?;
    }
    let output = process.wait_with_output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    if output.status.success() { Ok(()) } else { Err(io::Error::other(format!("nft: {}\n{rules}", said.trim()))) }
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
