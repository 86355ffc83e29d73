//! Interfaces and their addresses.

use std::collections::HashMap;
use std::net::IpAddr;

use crate::model::{Interface, Setting, UnknownReason};
use crate::platform::asa::config::{Config, Item};
use crate::platform::asa::syntax::{Command, Rule};
use crate::platform::cisco::notes::Notes;
use crate::platform::cisco::values::unreadable;
use crate::source::Span;

/// The interfaces that have a name, by that name.
pub(super) struct Interfaces<'c, 'a> {
    named: Vec<(&'c Item<'a>, Interface)>,
    index: HashMap<&'a str, usize>,
    /// Names of several interfaces, with the head of one.
    doubtful: HashMap<&'a str, Span>,
    /// The lines that shut interfaces down, by the name of the hardware.
    shut: HashMap<&'a str, Span>,
    complete: bool,
}

impl<'c, 'a> Interfaces<'c, 'a> {
    pub(super) fn of(config: &'c Config<'a>, complete: bool, notes: &mut Notes) -> Self {
        let (index, doubtful) = (HashMap::new(), HashMap::new());
        let mut all = Self { named: Vec::new(), index, doubtful, shut: shut(config), complete };
        for item in &config.interfaces.items {
            let Some((name, _)) = item.word(Rule::nameif) else { continue };
            // Of several IPv4 addresses the last holds.
            let lines = item.last(Rule::ip_address).into_iter().chain(item.all(Rule::ipv6_address));
            let addresses = lines.filter_map(|command| address(config, command, notes)).collect();
            if let Some(at) = all.index.insert(name.text, all.named.len()) {
                all.doubtful.insert(name.text, all.named[at].0.head);
            }
            all.named.push((item, Interface { name: name.text.to_owned(), span: item.head, addresses }));
        }
        all
    }

    /// Every named interface, in the order of the file.
    pub(super) fn all(&self) -> Vec<Interface> {
        self.named.iter().map(|(_, interface)| interface.clone()).collect()
    }

    /// The addresses of the interface of this name; where the file does not show any, one that is unknown.
    pub(super) fn addresses(&self, name: &str, at: Span) -> Vec<Setting<IpAddr>> {
        if let Some(head) = self.doubtful.get(name) {
            return vec![Setting::unknown(UnknownReason::Unreadable, *head)];
        }
        let own = self.index.get(name).map(|at| &self.named[*at].1.addresses);
        match own {
            Some(addresses) if !addresses.is_empty() => addresses.clone(),
            Some(_) if self.complete => Vec::new(),
            _ => vec![Setting::unknown(UnknownReason::NotInExcerpt, at)],
        }
    }

    /// Whether there is an interface of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.index.contains_key(name)
    }

    /// The line that shuts the interface of this name down, or the one that it is a part of: nothing passes a subinterface
    /// while the interface is down (Cisco ASA command reference, shutdown).
    pub(super) fn shutdown(&self, name: &str) -> Option<Span> {
        let (item, _) = &self.named[*self.index.get(name)?];
        let hardware = item.name;
        let above = || self.shut.get(hardware.split_once('.')?.0);
        self.shut.get(hardware).or_else(above).copied()
    }
}

fn shut<'a>(config: &Config<'a>) -> HashMap<&'a str, Span> {
    let lines = config.interfaces.items.iter().filter_map(|item| Some((item.name, item.last(Rule::shutdown)?.span)));
    lines.collect()
}

/// One address line. `standby` addresses belong to the other unit of a failover pair and are never a peer's.
fn address(config: &Config<'_>, command: &Command<'_>, notes: &mut Notes) -> Option<Setting<IpAddr>> {
    let word = command.clause.word()?;
    match word.text {
        "dhcp" | "pppoe" | "autoconfig" => return Some(Setting::unknown(UnknownReason::RunTime, command.span)),
        // `ipv6 address fe80::1 link-local`, `ipv6 address prefix-name ...`.
        _ if command.clause.words().any(|word| word.text == "link-local") => return None,
        _ => {}
    }
    let is_v4 = command.clause.rule == Rule::ip_address;
    if is_v4 && word.text.contains('/') {
        return Some(unreadable(word, "an address, with its netmask behind a blank", command.span, notes));
    }
    let host = word.text.split('/').next().unwrap_or_default();
    let known = host.parse().ok().or_else(|| config.names.get(host).copied());
    Some(match known {
        Some(own) => Setting::written(own, command.span),
        None => unreadable(word, "an address", command.span, notes),
    })
}
