//! Changes as PAN-OS configuration commands (`configure`, then `commit`).

mod path;
mod profiles;

use std::net::IpAddr;

use crate::advice::Change;
use crate::model::{Addresses, Child, Entry, ExchangeMode, Identity, IkeVersion, Ports, TrafficSelector};
use crate::platform::panos::lower::gateway_of;
use crate::platform::panos::tree::quoted;

/// The name of a proxy ID that a change adds.
const NEW_PROXY_ID: &str = "FOR-PEER";

/// What a command names the tunnel of an entry by, with the verb before it.
fn tunnel(verb: &str, entry: &Entry) -> String {
    let name = quoted(gateway_of(&entry.name).0);
    format!("{verb} {}network tunnel ipsec {name}", entry.names.locations.entry)
}

/// The commands for a change, with the `commit` that puts it into effect; empty where PAN-OS has no words for it.
pub(super) fn commands(change: &Change<'_>) -> Vec<String> {
    let mut commands = edits(change);
    if !commands.is_empty() {
        commands.push("commit".to_owned());
    }
    commands
}

/// The changes to the candidate configuration.
fn edits(change: &Change<'_>) -> Vec<String> {
    match *change {
        Change::AddIkeProposal { entry, version, proposal } => {
            profiles::add_ike_proposal(entry, version, proposal).unwrap_or_default()
        }
        Change::AddChildProposal { entry, version, proposal } => {
            profiles::add_child_proposal(entry, version, proposal).unwrap_or_default()
        }
        Change::UseIkeProfile { entry, version, profile } => vec![profiles::use_ike(entry, version, &quoted(profile))],
        Change::UseChildProfile { entry, profile } => vec![profiles::use_child(entry, &quoted(profile))],
        Change::SetPsk { entry, .. } => vec![gateway(entry, "authentication pre-shared-key key <key>")],
        Change::SetPostQuantumKey { entry, .. } => vec![gateway(entry, "protocol ikev2 pq-ppk enabled yes")],
        Change::SetPfs { entry, group } => profiles::set_pfs(entry, group).unwrap_or_default(),
        Change::SetSelector { entry, selector, replaces } => {
            set_selector(entry, selector, replaces).unwrap_or_default()
        }
        Change::EnableIke { entry, version } | Change::UseVersion { entry, version, .. } => use_version(entry, version),
        Change::ApplyMap { .. }
        | Change::AllowVersion { .. }
        | Change::SendOn { .. }
        | Change::SearchLast { .. }
        | Change::BringUp { .. }
        | Change::CarryUnwrapped { .. } => Vec::new(),
        Change::ExemptFromTranslation { entry, selectors, zones, .. } => {
            selectors.iter().zip(1..).flat_map(|(selector, at)| path::exempt(entry, selector, at, zones)).collect()
        }
        Change::PermitIke { entry, zones, peer, own, .. } => path::permit_ike(entry, zones, peer, own),
        Change::PermitBetween { entry, zones, selector } => path::permit(entry, zones, selector),
        Change::JoinZone { entry, link, zone } => path::join_zone(entry, link, zone),
        Change::JoinRouter { entry, link } => path::join_router(entry, link),
        Change::MoveTo { entry, to, address, prefix, .. } => {
            // The address has to be written as the interface has it.
            let mask = prefix.map_or_else(|| "<mask>".to_owned(), |length| length.to_string());
            let interface = (entry.interface != to).then(|| format!("interface {}", quoted(to)));
            let words = interface.into_iter().chain([format!("ip {address}/{mask}")]);
            words.map(|words| gateway(entry, &format!("local-address {words}"))).collect()
        }
        Change::AddRoute { entry, network, leaving, hop, instead_of, .. } => {
            path::add_route(entry, network, leaving, hop, instead_of)
        }
        Change::SetPeer { entry, to, .. } => vec![gateway(entry, &format!("peer-address ip {to}"))],
        Change::SetExchangeMode { entry, mode } => {
            let word = match mode {
                ExchangeMode::Main => "main",
                ExchangeMode::Aggressive => "aggressive",
            };
            vec![gateway(entry, &format!("protocol ikev1 exchange-mode {word}"))]
        }
        Change::AcceptIdentity { entry, identity, .. } => accept_identity(entry, identity),
    }
}

/// A command on the gateway of an entry.
fn gateway(entry: &Entry, rest: &str) -> String {
    let name = gateway_of(&entry.name).1.map_or_else(|| "<gateway>".to_owned(), quoted);
    format!("set {}network ike gateway {name} {rest}", entry.names.locations.entry)
}

fn version_word(version: IkeVersion) -> &'static str {
    match version {
        IkeVersion::V1 => "ikev1",
        IkeVersion::V2 => "ikev2",
    }
}

/// Sets a proxy ID; no proxy ID is how PAN-OS writes any-to-any.
fn set_selector(entry: &Entry, selector: &TrafficSelector, replaces: Option<&Child>) -> Option<Vec<String>> {
    let own = replaces.and_then(|child| child.name.rsplit_once(" proxy-id ")).map(|(_, name)| quoted(name));
    let list = if is_ipv6(selector) { "proxy-id-v6" } else { "proxy-id" };
    if *selector == TrafficSelector::any() {
        return own.map(|own| vec![format!("{} auto-key {list} {own}", tunnel("delete", entry))]);
    }
    let has_name = own.is_some();
    let name = own.unwrap_or_else(|| NEW_PROXY_ID.to_owned());
    let head = format!("{} auto-key {list} {name}", tunnel("set", entry));
    let mut commands = proxy_id_lines(&head, selector)?;
    let old =
        replaces.filter(|_| has_name).and_then(|child| proxy_id_lines(&head, &child.selector)).unwrap_or_default();
    commands.retain(|line| !old.contains(line));
    Some(commands)
}

fn proxy_id_lines(head: &str, selector: &TrafficSelector) -> Option<Vec<String>> {
    let mut lines = vec![
        format!("{head} local {}", address_word(&selector.local)?),
        format!("{head} remote {}", address_word(&selector.remote)?),
    ];
    lines.extend(protocol_words(selector)?.into_iter().map(|words| format!("{head} protocol {words}")));
    Some(lines)
}

fn is_ipv6(selector: &TrafficSelector) -> bool {
    let is_v6 = |addresses: &Addresses| match addresses {
        Addresses::Net(net) => net.addr().is_ipv6(),
        Addresses::Range(low, _) => low.is_ipv6(),
        _ => false,
    };
    is_v6(&selector.local) || is_v6(&selector.remote)
}

fn address_word(addresses: &Addresses) -> Option<String> {
    match addresses {
        Addresses::Net(net) => Some(net.to_string()),
        _ => None,
    }
}

fn protocol_words(selector: &TrafficSelector) -> Option<Vec<String>> {
    let port = |ports: Ports| match ports {
        Ports::ANY => Some(0),
        Ports { low, high } => (low == high).then_some(low),
    };
    if selector.has_two_protocols() {
        return None;
    }
    let name = match selector.protocol {
        None => return Some(vec!["any".to_owned()]),
        Some(6) => "tcp",
        Some(17) => "udp",
        Some(number) => return Some(vec![format!("number {number}")]),
    };
    let (local, remote) = (port(selector.local_ports)?, port(selector.remote_ports)?);
    Some(vec![format!("{name} local-port {local}"), format!("{name} remote-port {remote}")])
}

/// Switches to a version, with the crypto profile that the gateway uses now: without one it would be `default`.
fn use_version(entry: &Entry, version: IkeVersion) -> Vec<String> {
    let word = version_word(version);
    let mut commands = vec![gateway(entry, &format!("protocol version {word}"))];
    let other = entry.ikev1.as_ref().or(entry.ikev2.as_ref()).and_then(|settings| settings.proposals.first());
    if let (None, Some(profile)) = (entry.settings(version), other) {
        commands.push(gateway(entry, &format!("protocol {word} ike-crypto-profile {}", quoted(&profile.name))));
    }
    commands
}

fn accept_identity(entry: &Entry, identity: &Identity) -> Vec<String> {
    let (kind, id) = match identity {
        Identity::Address(address) => ("ipaddr", plain(*address)),
        Identity::Fqdn(name) => ("fqdn", quoted(name)),
        Identity::Email(name) => ("ufqdn", quoted(name)),
        Identity::KeyId(bytes) => ("keyid", bytes.iter().map(|byte| format!("{byte:02x}")).collect()),
        Identity::DistinguishedName(name) => ("dn", quoted(name)),
    };
    vec![gateway(entry, &format!("peer-id type {kind}")), gateway(entry, &format!("peer-id id {id}"))]
}

fn plain(address: IpAddr) -> String {
    address.to_string()
}
