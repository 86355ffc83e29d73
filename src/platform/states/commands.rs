//! Commands that tell the causes of a state apart, by platform.
//!
//! Words in capitals stand for what differs from device to device: `OWN` and `PEER` (also `ADDRESS`) for the addresses of the
//! tunnel, `INTERFACE` for the one that it leaves by, `TUNNEL` for its name; `HOST` and `INSIDE` for an address behind this
//! end and the interface that leads there, `SOURCE` for the device's own address there, `FARHOST` for one behind the other end.

use std::net::IpAddr;

use crate::model::PlatformId;
use crate::platform::by_id;
use crate::platform::states::Command;

/// A command in the words of platforms.
#[derive(Debug)]
pub struct Run {
    /// The platforms that take it.
    pub on: &'static [PlatformId],
    /// The command.
    pub command: &'static str,
}

pub(in crate::platform) const ASA: &[PlatformId] = &[PlatformId("asa")];
pub(in crate::platform) const IOS: &[PlatformId] = &[PlatformId("ios")];
pub(in crate::platform) const CISCO: &[PlatformId] = &[PlatformId("asa"), PlatformId("ios")];
pub(in crate::platform) const PANOS: &[PlatformId] = &[PlatformId("panos")];
pub(in crate::platform) const SWANCTL: &[PlatformId] = &[PlatformId("swanctl")];

/// A command of these platforms.
pub(in crate::platform) const fn on(on: &'static [PlatformId], command: &'static str) -> Run {
    Run { on, command }
}

/// What a configuration tells of the place where a command is run.
#[derive(Clone, Copy, Debug, Default)]
pub struct Site<'a> {
    /// The device's own address of the tunnel.
    pub own: Option<IpAddr>,
    /// The address of the other end, as this device calls it.
    pub peer: Option<IpAddr>,
    /// The interface that the tunnel leaves by, in the device's words.
    pub interface: Option<&'a str>,
    /// The name of the tunnel, in the device's words.
    pub tunnel: Option<&'a str>,
    /// An address behind this end that is not the device's.
    pub host: Option<IpAddr>,
    /// The device's own address in the network behind it, with the interface.
    pub inside: Option<(IpAddr, &'a str)>,
    /// An address behind the other end.
    pub far_host: Option<IpAddr>,
}

impl Site<'_> {
    /// Puts what is known in the place of the words in capitals.
    pub fn fill(&self, command: &str) -> String {
        let known = |word: &str| match word {
            "OWN" => self.own.map(|own| own.to_string()),
            "PEER" | "ADDRESS" => self.peer.map(|peer| peer.to_string()),
            "INTERFACE" => self.interface.map(str::to_owned),
            "TUNNEL" => self.tunnel.map(str::to_owned),
            "HOST" => self.host.map(|host| host.to_string()),
            "INSIDE" => self.inside.map(|(_, interface)| interface.to_owned()),
            "SOURCE" => self.inside.map(|(own, _)| own.to_string()),
            "FARHOST" => self.far_host.map(|host| host.to_string()),
            _ => None,
        };
        let mut filled = String::new();
        for word in command.split_inclusive(|c: char| !c.is_ascii_uppercase()) {
            let bare = word.trim_end_matches(|c: char| !c.is_ascii_uppercase());
            filled.push_str(&known(bare).unwrap_or_else(|| bare.to_owned()));
            filled.push_str(&word[bare.len()..]);
        }
        filled
    }
}

impl Command {
    /// The command for every platform that has it: `ASA and IOS: show …; PAN-OS: show …`.
    pub fn everywhere(&self) -> String {
        let one = |run: &Run| format!("{}: {}", called(run.on), run.command);
        self.run.iter().map(one).collect::<Vec<_>>().join("; ")
    }

    /// The command as a platform takes it; `None` where it has none.
    pub fn on(&self, platform: PlatformId) -> Option<&'static str> {
        self.run.iter().find(|run| run.on.contains(&platform)).map(|run| run.command)
    }
}

/// Platforms by their shortest names, without the vendor's.
fn called(platforms: &[PlatformId]) -> String {
    let name = |id: &PlatformId| by_id(*id).and_then(|own| own.title().split(' ').next_back()).unwrap_or(id.0);
    platforms.iter().map(name).collect::<Vec<_>>().join(" and ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_capitals_are_filled_where_they_are_known() {
        let site = Site { own: "192.0.2.1".parse().ok(), interface: Some("outside"), ..Site::default() };
        assert_eq!(
            site.fill("capture ike interface INTERFACE match udp host OWN host PEER"),
            "capture ike interface outside match udp host 192.0.2.1 host PEER"
        );
        assert_eq!(site.fill("show OWNER"), "show OWNER");
    }
}
