//! One end in each vendor's words, with the topic of each line.

mod asa;
mod ios;
mod panos;
mod swanctl;

use ipnet::Ipv4Net;

use crate::generated::settings::{Settings, Topic, Vendor};

/// A written configuration.
#[derive(Clone, Debug, Default)]
pub(crate) struct Written {
    /// Each line with its topic.
    pub(crate) lines: Vec<(String, Topic)>,
}

impl Written {
    fn line(&mut self, topic: Topic, text: impl Into<String>) {
        self.lines.push((text.into(), topic));
    }

    fn lines(&mut self, text: &str) {
        text.lines().for_each(|line| self.line(Topic::Other, line));
    }

    pub(crate) fn text(&self) -> String {
        self.lines.iter().map(|(line, _)| format!("{line}\n")).collect()
    }
}

/// Writes an end; the name of the file says its form.
pub(crate) fn write(end: &Settings) -> (String, Written) {
    match end.vendor {
        Vendor::Asa => (format!("{}-asa.cfg", end.name), asa::write(end)),
        Vendor::Ios => (format!("{}-ios.cfg", end.name), ios::write(end)),
        Vendor::PanOs => (format!("{}-panos.set", end.name), panos::write(end)),
        Vendor::StrongSwan => (format!("{}-swanctl.conf", end.name), swanctl::write(end)),
    }
}

/// The address of an end inside its first network.
fn inside(end: &Settings) -> String {
    let network = end.traffic[0].own;
    network.hosts().next().unwrap_or(network.addr()).to_string()
}

/// The addresses of the tunnel interfaces of an end and of the other.
fn tunnel_addresses(end: &Settings) -> [&'static str; 2] {
    if end.name == "alpha" { ["172.16.0.1", "172.16.0.2"] } else { ["172.16.0.2", "172.16.0.1"] }
}

/// A router on the inside of an end.
fn inner_hop(end: &Settings) -> String {
    let inside = inside(end);
    let (network, _) = inside.rsplit_once('.').unwrap();
    format!("{network}.254")
}

/// The router that an end reaches everything by.
pub(crate) fn next_hop(end: &Settings) -> String {
    let (network, _) = end.address.rsplit_once('.').unwrap();
    format!("{network}.1")
}

/// A network with something behind a blank, a netmask or a wildcard.
fn with_mask(network: Ipv4Net, mask: impl std::fmt::Display) -> String {
    format!("{} {mask}", network.network())
}

/// The words of a list, in a vendor's spelling, with blanks between them.
fn spelt<T: Copy>(list: &[T], word: impl Fn(T) -> String) -> String {
    list.iter().map(|own| word(*own)).collect::<Vec<_>>().join(" ")
}
