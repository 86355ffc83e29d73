//! Changes as settings of swanctl.conf, in the dotted form of its manual; `swanctl --load-all` loads them.

use crate::advice::Change;
use crate::model::{Child, ChildProposal, DhGroup, Entry, ExchangeMode, IkeVersion, TrafficSelector};
use crate::platform::swanctl::words;
use crate::platform::swanctl::write::connection_of;

/// The settings for a change; empty where strongSwan has no words for it.
pub(super) fn commands(change: &Change<'_>) -> Vec<String> {
    let settings = match *change {
        Change::AddIkeProposal { entry, proposal, .. } => {
            let own = entry.ikev2.as_ref().or(entry.ikev1.as_ref()).map(|own| &own.proposals[..]).unwrap_or_default();
            let mut list: Vec<String> = own.iter().filter_map(words::ike_proposal).collect();
            words::ike_proposal(proposal).map(|wanted| {
                list.push(wanted);
                vec![connection(entry, &format!("proposals = {}", list.join(",")))]
            })
        }
        Change::AddChildProposal { entry, version, proposal } => add_child_proposal(entry, version, proposal),
        Change::SetPsk { entry, peer, .. } => {
            let name = connection_of(&entry.name);
            let peer = owner(peer);
            Some(vec![format!("secrets.ike-{name}.id = {peer}"), format!("secrets.ike-{name}.secret = <key>")])
        }
        Change::SetPfs { entry, group } => set_pfs(entry, group),
        Change::SetSelector { entry, selector, replaces } => set_selector(entry, selector, replaces),
        Change::UseVersion { entry, version } | Change::EnableIke { entry, version } => {
            Some(vec![connection(entry, &format!("version = {}", version.number()))])
        }
        Change::ApplyMap { .. } | Change::AllowVersion { .. } => None,
        Change::SetPeer { entry, to, .. } => Some(vec![connection(entry, &format!("remote_addrs = {to}"))]),
        Change::SetExchangeMode { entry, mode } => {
            let word = if mode == ExchangeMode::Aggressive { "yes" } else { "no" };
            Some(vec![connection(entry, &format!("aggressive = {word}"))])
        }
        Change::AcceptIdentity { entry, identity, .. } => {
            Some(vec![connection(entry, &format!("remote.id = {}", words::quoted(&words::identity(identity))))])
        }
    };
    let mut settings = settings.unwrap_or_default();
    if !settings.is_empty() {
        settings.push("swanctl --load-all".to_owned());
    }
    settings
}

/// A setting of the connection of an entry.
fn connection(entry: &Entry, setting: &str) -> String {
    format!("connections.{}.{setting}", connection_of(&entry.name))
}

/// A setting of a child section of an entry: the one that `child` comes from, or the first.
fn of_child(entry: &Entry, child: Option<&Child>, setting: &str) -> String {
    let name = child.or(entry.children.first()).and_then(|child| child.name.split_once('/')).map(|(_, name)| name);
    let name = name.map_or("<child>", |name| name.split_once(' ').map_or(name, |(name, _)| name));
    connection(entry, &format!("children.{name}.{setting}"))
}

fn add_child_proposal(entry: &Entry, version: IkeVersion, wanted: &ChildProposal) -> Option<Vec<String>> {
    let pfs = entry.pfs.known().copied().flatten();
    let own = entry.settings(version).map(|own| &own.child_proposals[..]).unwrap_or_default();
    let key = if wanted.authentication_header.is_empty() { "esp_proposals" } else { "ah_proposals" };
    let same = |own: &&ChildProposal| own.authentication_header.is_empty() == wanted.authentication_header.is_empty();
    let mut list: Vec<String> = own.iter().filter(same).filter_map(|own| words::child_proposal(own, pfs)).collect();
    // The groups of the other end are a matter of PFS.
    list.push(words::child_proposal(&ChildProposal { pfs: None, ..wanted.clone() }, pfs)?);
    Some(vec![of_child(entry, None, &format!("{key} = {}", list.join(",")))])
}

fn set_pfs(entry: &Entry, group: Option<DhGroup>) -> Option<Vec<String>> {
    let settings = entry.ikev2.as_ref().or(entry.ikev1.as_ref())?;
    let list: Option<Vec<String>> = settings
        .child_proposals
        .iter()
        .filter(|own| own.authentication_header.is_empty())
        .map(|own| words::child_proposal(&ChildProposal { pfs: None, ..own.clone() }, group))
        .collect();
    Some(vec![of_child(entry, None, &format!("esp_proposals = {}", list?.join(",")))])
}

fn set_selector(entry: &Entry, selector: &TrafficSelector, replaces: Option<&Child>) -> Option<Vec<String>> {
    let [local, remote] = words::selector(selector)?;
    let set = |key: &str, value: &str| match replaces {
        Some(child) => of_child(entry, Some(child), &format!("{key} = {value}")),
        None => connection(entry, &format!("children.<child>.{key} = {value}")),
    };
    Some(vec![set("local_ts", &local), set("remote_ts", &remote)])
}

/// The peer that a key is for, as swanctl.conf writes it: an identity without the word that reports put before it.
fn owner(peer: &str) -> &str {
    const KINDS: [&str; 5] = ["address ", "FQDN ", "e-mail ", "DN ", "key ID "];
    KINDS.iter().find_map(|kind| peer.strip_prefix(kind)).unwrap_or(peer)
}
