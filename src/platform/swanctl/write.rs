//! An entry of the model as a swanctl.conf.

use std::fmt::Write as _;

use crate::model::{
    AuthenticationMethod, Child, ChildProposal, EncapsulationMode, Entry, ExchangeMode, IdentityCheck, IkeSettings,
    Initiation, LocalIdentity, PeerAddress, Setting,
};
use crate::platform::swanctl::words;

/// A whole file with this entry as its only connection, and with `key` as its pre-shared key; without one the file has no
/// key. `None` where the entry holds something that is not known, or that strongSwan has no words for.
pub(super) fn write(entry: &Entry, key: Option<&str>) -> Option<String> {
    let settings = entry.ikev2.as_ref().or(entry.ikev1.as_ref())?;
    let mut page = Page::default();
    page.open("connections");
    page.open(&section_name(connection_of(&entry.name)));
    page.connection(entry, settings)?;
    page.rounds(settings)?;
    page.open("children");
    page.children(entry, settings)?;
    page.close();
    page.close();
    page.close();
    page.open("secrets");
    if let Some(key) = key {
        page.open("ike-1");
        if let IdentityCheck::OneOf(patterns) = &settings.remote_identity
            && let Some((pattern, _)) = patterns.first()
        {
            page.set("id", &words::pattern(pattern)?);
        }
        page.line(&format!("secret = {}", secret(key)));
        page.close();
    }
    page.close();
    Some(page.text)
}

/// The name of the connection in an entry's name, which may hold that of a child section as well.
pub(super) fn connection_of(name: &str) -> &str {
    name.split_once('/').map_or(name, |(connection, _)| connection)
}

/// A name as that of a section: what cannot stand in one becomes a dash.
fn section_name(name: &str) -> String {
    let name: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || "-_".contains(c) { c } else { '-' }).collect();
    if name.is_empty() { "connection".to_owned() } else { name }
}

/// A key, in quotes; one that would be read as hexadecimal or base64 is written in hexadecimal digits.
fn secret(key: &str) -> String {
    if key.starts_with("0x") || key.starts_with("0s") || !key.chars().all(|c| c == ' ' || c.is_ascii_graphic()) {
        return format!("0x{}", words::hexadecimal(key.as_bytes()));
    }
    format!("\"{}\"", key.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Lines with their indentation.
#[derive(Default)]
struct Page {
    text: String,
    depth: usize,
}

impl Page {
    fn line(&mut self, line: &str) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "{:width$}{line}", "", width = self.depth * 4);
    }

    fn open(&mut self, name: &str) {
        self.line(&format!("{name} {{"));
        self.depth += 1;
    }

    fn close(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        self.line("}");
    }

    fn set(&mut self, key: &str, value: &str) {
        self.line(&format!("{key} = {}", words::quoted(value)));
    }

    fn connection(&mut self, entry: &Entry, settings: &IkeSettings) -> Option<()> {
        let version = match (&entry.ikev1, &entry.ikev2) {
            (Some(_), Some(_)) => "0",
            (Some(_), None) => "1",
            (None, _) => "2",
        };
        self.set("version", version);
        let local: Option<Vec<String>> =
            entry.local_addresses.iter().map(|own| Some(own.known()?.to_string())).collect();
        self.set("local_addrs", &local?.join(","));
        let peers = entry.peers.iter().map(|peer| match &peer.value {
            PeerAddress::Any => "%any".to_owned(),
            peer => peer.to_string(),
        });
        self.set("remote_addrs", &peers.collect::<Vec<_>>().join(","));
        let proposals: Option<Vec<String>> = settings.proposals.iter().map(words::ike_proposal).collect();
        self.set("proposals", &proposals?.join(","));
        let modes = entry.ikev1.as_ref().and_then(|own| own.exchange_modes);
        let aggressive = modes.is_some_and(|modes| modes.initiates.value == ExchangeMode::Aggressive);
        self.set("aggressive", if aggressive { "yes" } else { "no" });
        let lifetime = settings.proposals.first().map_or(Some(None), |first| first.lifetime.known().copied())?;
        self.set("rekey_time", &format!("{}s", lifetime.unwrap_or(0)));
        self.set("over_time", "0s");
        Some(())
    }

    fn rounds(&mut self, settings: &IkeSettings) -> Option<()> {
        let of_proposal = settings.proposals.first().and_then(|first| first.authentication);
        let method = |own: Option<Setting<AuthenticationMethod>>| own.or(of_proposal)?.known().copied();
        self.open("local");
        self.set("auth", words::method(method(settings.local_authentication)?)?);
        match settings.local_identity.known()? {
            LocalIdentity::OwnAddress => {}
            LocalIdentity::Explicit(identity) => self.set("id", &words::identity(identity)),
            LocalIdentity::Certificate => return None,
        }
        self.close();
        self.open("remote");
        self.set("auth", words::method(method(settings.remote_authentication)?)?);
        match &settings.remote_identity {
            IdentityCheck::NotCompared => {}
            IdentityCheck::OneOf(patterns) => match patterns.as_slice() {
                [(pattern, _)] => self.set("id", &words::pattern(pattern)?),
                _ => return None,
            },
            // strongSwan compares with nothing but what `id` says.
            IdentityCheck::ConfiguredPeerAddress => return None,
        }
        self.close();
        Some(())
    }

    fn children(&mut self, entry: &Entry, settings: &IkeSettings) -> Option<()> {
        let mut written: Vec<u32> = Vec::new();
        for (index, child) in entry.children.iter().enumerate() {
            match child.shares {
                Some(number) if written.contains(&number) => continue,
                Some(number) => written.push(number),
                None => {}
            }
            let shares = |other: &&Child| {
                std::ptr::eq(*other, child) || (child.shares.is_some() && other.shares == child.shares)
            };
            let group: Vec<&Child> = entry.children.iter().filter(shares).collect();
            let name = child.name.split_once('/').map_or_else(
                || format!("child-{}", index + 1),
                |(_, name)| section_name(name.split_once(' ').map_or(name, |(name, _)| name)),
            );
            self.open(&name);
            self.selectors(&group)?;
            self.child_proposals(entry, &settings.child_proposals)?;
            // Without it the daemon begins nothing by itself.
            if entry.initiation.value == Initiation::Both {
                self.set("start_action", "trap");
            }
            self.close();
        }
        Some(())
    }

    /// The selectors of children that share a child SA: every pair of two lists, or they cannot be written.
    fn selectors(&mut self, group: &[&Child]) -> Option<()> {
        let pairs: Vec<[String; 2]> =
            group.iter().map(|child| words::selector(&child.selector)).collect::<Option<_>>()?;
        let mut lists: [Vec<&str>; 2] = [Vec::new(), Vec::new()];
        for (side, list) in lists.iter_mut().enumerate() {
            for pair in &pairs {
                if !list.contains(&pair[side].as_str()) {
                    list.push(&pair[side]);
                }
            }
        }
        if lists[0].len() * lists[1].len() != pairs.len() {
            return None;
        }
        self.set("local_ts", &lists[0].join(","));
        self.set("remote_ts", &lists[1].join(","));
        Some(())
    }

    fn child_proposals(&mut self, entry: &Entry, proposals: &[ChildProposal]) -> Option<()> {
        let pfs = *entry.pfs.known()?;
        let (esp, ah): (Vec<&ChildProposal>, Vec<&ChildProposal>) =
            proposals.iter().partition(|own| own.authentication_header.is_empty());
        for (key, list) in [("ah_proposals", ah), ("esp_proposals", esp)] {
            let words: Vec<String> =
                list.into_iter().map(|own| words::child_proposal(own, pfs)).collect::<Option<_>>()?;
            if !words.is_empty() {
                self.set(key, &words.join(","));
            }
        }
        let mode = proposals.first().map_or(Some(EncapsulationMode::Tunnel), |own| own.mode.known().copied())?;
        self.set("mode", if mode.is_transport() { "transport" } else { "tunnel" });
        self.set("life_time", &format!("{}s", entry.child_lifetime.seconds.known()?.unwrap_or(0)));
        let kilobytes = entry.child_lifetime.kilobytes.known()?.unwrap_or(0);
        self.set("life_bytes", &kilobytes.checked_mul(1024)?.to_string());
        Some(())
    }
}

#[cfg(test)]
mod tests;
