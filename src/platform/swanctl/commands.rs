//! Changes as sections of swanctl.conf, which may stand behind those that are there: sections of one name are one
//! section, and the last value of a setting holds (strongswan.conf(5)). `swanctl --load-all` loads them.

use crate::advice::Change;
use crate::model::{Child, ChildProposal, DhGroup, Entry, ExchangeMode, IkeVersion, TrafficSelector};
use crate::platform::logs::without_kind;
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
            let peer = without_kind(peer);
            Some(vec![format!("secrets.ike-{name}.id = {peer}"), format!("secrets.ike-{name}.secret = <key>")])
        }
        Change::SetPostQuantumKey { entry, identity } => {
            let (name, identity) = (connection_of(&entry.name), words::quoted(identity.unwrap_or("<identity>")));
            Some(vec![
                connection(entry, &format!("ppk_id = {identity}")),
                format!("secrets.ppk-{name}.id = {identity}"),
                format!("secrets.ppk-{name}.secret = <post-quantum key>"),
            ])
        }
        Change::SetPfs { entry, group } => set_pfs(entry, group),
        Change::SetSelector { entry, selector, replaces } => set_selector(entry, selector, replaces),
        Change::UseVersion { entry, version, .. } | Change::EnableIke { entry, version } => {
            Some(vec![connection(entry, &format!("version = {}", version.number()))])
        }
        Change::MoveTo { entry, address, .. } => Some(vec![connection(entry, &format!("local_addrs = {address}"))]),
        Change::UseIkeProfile { .. }
        | Change::UseChildProfile { .. }
        | Change::ApplyMap { .. }
        | Change::AllowVersion { .. }
        | Change::SendOn { .. }
        | Change::SearchLast { .. }
        | Change::ExemptFromTranslation { .. }
        | Change::PermitIke { .. }
        | Change::PermitBetween { .. }
        | Change::JoinZone { .. }
        | Change::JoinRouter { .. }
        | Change::BringUp { .. }
        | Change::CarryUnwrapped { .. }
        | Change::AddRoute { .. } => None,
        Change::SetPeer { entry, to, .. } => Some(vec![connection(entry, &format!("remote_addrs = {to}"))]),
        Change::SetExchangeMode { entry, mode } => {
            let word = if mode == ExchangeMode::Aggressive { "yes" } else { "no" };
            Some(vec![connection(entry, &format!("aggressive = {word}"))])
        }
        Change::AcceptIdentity { entry, identity, .. } => {
            Some(vec![connection(entry, &format!("remote.id = {}", words::quoted(&words::identity(identity))))])
        }
    };
    let mut lines = in_sections(&settings.unwrap_or_default());
    if !lines.is_empty() {
        lines.push("swanctl --load-all".to_owned());
    }
    lines
}

/// Settings with their dotted paths as sections in braces: the file takes no path.
fn in_sections(settings: &[String]) -> Vec<String> {
    let indented = |depth: usize, text: &str| format!("{}{text}", "  ".repeat(depth));
    let mut lines = Vec::new();
    let mut open: Vec<&str> = Vec::new();
    for setting in settings {
        let (path, value) = setting.split_once(" = ").unwrap_or((setting, ""));
        let mut sections: Vec<&str> = path.split('.').collect();
        let key = sections.pop().unwrap_or_default();
        let shared = open.iter().zip(&sections).take_while(|(own, other)| own == other).count();
        close(&mut lines, &mut open, shared);
        for section in &sections[shared..] {
            lines.push(indented(open.len(), &format!("{section} {{")));
            open.push(section);
        }
        lines.push(indented(open.len(), &format!("{key} = {value}")));
    }
    close(&mut lines, &mut open, 0);
    lines
}

/// Closes the innermost sections, down to `depth`.
fn close(lines: &mut Vec<String>, open: &mut Vec<&str>, depth: usize) {
    while open.len() > depth {
        open.pop();
        lines.push(format!("{}}}", "  ".repeat(open.len())));
    }
}

/// A setting of the connection of an entry.
fn connection(entry: &Entry, setting: &str) -> String {
    format!("connections.{}.{setting}", connection_of(&entry.name))
}

/// A setting of the child section that a child comes from.
fn of_child(entry: &Entry, child: &Child, setting: &str) -> String {
    connection(entry, &format!("children.{}.{setting}", section_of(child)))
}

/// A setting of every child section of an entry: they have the same proposals, which belong together.
fn of_all_children(entry: &Entry, setting: &str) -> Vec<String> {
    let mut names: Vec<&str> = entry.children.iter().map(section_of).collect();
    names.dedup();
    if names.is_empty() {
        names.push(NO_SECTION);
    }
    names.into_iter().map(|name| connection(entry, &format!("children.{name}.{setting}"))).collect()
}

/// Stands for a child section whose name is not known.
const NO_SECTION: &str = "<child>";

/// The name of the child section that a child comes from.
fn section_of(child: &Child) -> &str {
    let name = child.name.split_once('/').map(|(_, name)| name);
    name.map_or(NO_SECTION, |name| name.split_once(' ').map_or(name, |(name, _)| name))
}

fn add_child_proposal(entry: &Entry, version: IkeVersion, wanted: &ChildProposal) -> Option<Vec<String>> {
    let pfs = entry.pfs.known().copied().flatten();
    let own = entry.settings(version).map(|own| &own.child_proposals[..]).unwrap_or_default();
    let key = if wanted.authentication_header.is_empty() { "esp_proposals" } else { "ah_proposals" };
    let same = |own: &&ChildProposal| own.authentication_header.is_empty() == wanted.authentication_header.is_empty();
    let mut list: Vec<String> = own.iter().filter(same).filter_map(|own| words::child_proposal(own, pfs)).collect();
    // The groups of the other end are a matter of PFS.
    list.push(words::child_proposal(&ChildProposal { pfs: None, ..wanted.clone() }, pfs)?);
    Some(of_all_children(entry, &format!("{key} = {}", list.join(","))))
}

fn set_pfs(entry: &Entry, group: Option<DhGroup>) -> Option<Vec<String>> {
    let settings = entry.ikev2.as_ref().or(entry.ikev1.as_ref())?;
    let list: Option<Vec<String>> = settings
        .child_proposals
        .iter()
        .filter(|own| own.authentication_header.is_empty())
        .map(|own| words::child_proposal(&ChildProposal { pfs: None, ..own.clone() }, group))
        .collect();
    Some(of_all_children(entry, &format!("esp_proposals = {}", list?.join(","))))
}

fn set_selector(entry: &Entry, selector: &TrafficSelector, replaces: Option<&Child>) -> Option<Vec<String>> {
    let [local, remote] = words::selector(selector)?;
    let set = |key: &str, value: &str| match replaces {
        Some(child) => of_child(entry, child, &format!("{key} = {value}")),
        None => connection(entry, &format!("children.<child>.{key} = {value}")),
    };
    Some(vec![set("local_ts", &local), set("remote_ts", &remote)])
}
