//! Changes in the commands of an ASA: the spelling of 8.4 and later, or of 8.3 and earlier where the entry's own
//! policies are spelled so.

mod path;

use crate::advice::{Change, ForVersion};
use crate::model::{
    Addresses, AuthenticationMethod, Child, ChildProposal, Entry, EntryKind, ExchangeMode, Hash, IkeProposal,
    IkeVersion, KeyHalf, PeerAddress, Ports, Setting, TrafficSelector,
};
use crate::platform::asa::lower::words::{CIPHERS, ESP_CIPHERS, ESP_HASHES, HASHES, IKEV1_HASHES, METHODS};
use crate::platform::cisco::values::word_of;

/// What stands in the place of a key.
const KEY: &str = "<key>";

/// The commands of a change; empty where an ASA has none, for example SHA-2 with IKEv1.
pub(super) fn commands(change: &Change<'_>) -> Vec<String> {
    match change {
        Change::AddIkeProposal { entry, version, proposal } => add_ike_proposal(entry, *version, proposal),
        Change::AddChildProposal { entry, version, proposal } => add_child_proposal(entry, *version, proposal),
        // Under which of its names the key of a dynamic peer stands, the entry does not say.
        Change::SetPsk { peer: PeerAddress::ANY, .. } => Vec::new(),
        Change::SetPsk { entry, version, peer, half } => set_psk(entry, *version, peer, *half),
        Change::SetPfs { entry, group: Some(group) } => clause(entry, &format!("set pfs group{}", group.0)),
        Change::SetPfs { entry, group: None } => without_clause(entry, "set pfs"),
        Change::SetSelector { entry, selector, replaces } => set_selector(entry, selector, *replaces),
        Change::SendOn { entry, selectors } => {
            selectors.iter().flat_map(|selector| entry_of_list(entry, " line 1", "deny", selector)).collect()
        }
        Change::SearchLast { entry } => search_last(entry),
        Change::EnableIke { entry, version } => {
            vec![format!("crypto {} enable {}", family(entry, *version), interface(entry))]
        }
        Change::AllowVersion { entry, version } => allow_version(entry, *version),
        Change::ApplyMap { entry, interface } => match map_name(entry) {
            Some(map) => vec![format!("crypto map {map} interface {}", interface.unwrap_or(self::interface(entry)))],
            None => Vec::new(),
        },
        Change::MoveTo { entry, from, to, .. } => move_to(entry, from, to),
        Change::SetPeer { entry, from, to } => set_peer(entry, from, to),
        Change::UseVersion { entry, version, wanted } => use_version(entry, *version, *wanted),
        Change::SetExchangeMode { entry, mode } => set_exchange_mode(entry, *mode),
        Change::ExemptFromTranslation { exemption, selectors, entering, leaving, taken, .. } => {
            path::exempt(*exemption, selectors, [entering.unwrap_or("<inside>"), leaving], taken)
        }
        Change::AddRoute { network, leaving, hop, instead_of, .. } => {
            path::add_route(network, leaving, *hop, *instead_of)
        }
        Change::PermitIke { list, peer, port, .. } => path::permit_ike(list, *peer, *port),
        Change::BringUp { link, .. } => vec![format!("interface {link}"), " no shutdown".into()],
        Change::CarryUnwrapped { .. }
        | Change::UseIkeProfile { .. }
        | Change::UseChildProfile { .. }
        | Change::PermitBetween { .. }
        | Change::JoinZone { .. }
        | Change::JoinRouter { .. } => Vec::new(),
        // With keys an ASA compares no identity, and with certificates the certificate decides.
        Change::AcceptIdentity { .. } | Change::SetPostQuantumKey { .. } => Vec::new(),
    }
}

/// The map of an entry leaves one interface for another, where IKE has to be on as well; a tunnel interface gets another
/// source.
fn move_to(entry: &Entry, from: &str, to: &str) -> Vec<String> {
    let mut lines = match map_name(entry) {
        Some(map) => vec![format!("no crypto map {map} interface {from}"), format!("crypto map {map} interface {to}")],
        None => vec![format!("interface {}", entry.name), format!(" tunnel source interface {to}")],
    };
    let spoken = [IkeVersion::V1, IkeVersion::V2].into_iter().filter(|version| entry.settings(*version).is_some());
    let off = spoken.filter(|version| !entry.names.ike_interfaces.contains(&(*version, to.to_owned())));
    lines.extend(off.map(|version| format!("crypto {} enable {to}", family(entry, version))));
    lines
}

/// Whether the device spells IKEv1 as 8.3 and earlier do.
fn is_old(entry: &Entry) -> bool {
    let proposals = entry.ikev1.iter().flat_map(|settings| &settings.proposals);
    proposals.into_iter().any(|proposal| proposal.name.starts_with("isakmp"))
}

fn family(entry: &Entry, version: IkeVersion) -> &'static str {
    match version {
        IkeVersion::V1 if is_old(entry) => "isakmp",
        IkeVersion::V1 => "ikev1",
        IkeVersion::V2 => "ikev2",
    }
}

/// `ikev1 ` where 8.4 and later want it.
fn ikev1_word(entry: &Entry) -> &'static str {
    if is_old(entry) { "" } else { "ikev1 " }
}

/// A clause of an entry as commands: a line of its crypto map or dynamic map, or a line in its IPsec profile.
fn clause(entry: &Entry, text: &str) -> Vec<String> {
    match (entry.kind, entry.name.split_once(" dynamic ")) {
        (EntryKind::Vti, _) => vec![format!("crypto ipsec profile {}", profile(entry)), format!(" {text}")],
        (EntryKind::DynamicMap, Some((_, dynamic))) => vec![format!("crypto dynamic-map {dynamic} {text}")],
        _ => vec![format!("crypto map {} {text}", entry.name)],
    }
}

/// The name of the IPsec profile of a tunnel interface, or a placeholder where the file does not define it.
fn profile(entry: &Entry) -> String {
    entry.names.ipsec_profile.clone().unwrap_or_else(|| format!("<profile of {}>", entry.name))
}

/// The same with `no`.
fn without_clause(entry: &Entry, text: &str) -> Vec<String> {
    let mut lines = clause(entry, text);
    if let Some(last) = lines.last_mut() {
        *last = match last.strip_prefix(' ') {
            Some(inner) => format!(" no {inner}"),
            None => format!("no {last}"),
        };
    }
    lines
}

fn map_name(entry: &Entry) -> Option<&str> {
    (entry.kind != EntryKind::Vti).then(|| entry.name.split(' ').next()).flatten()
}

fn interface(entry: &Entry) -> &str {
    if entry.interface.is_empty() { "<interface>" } else { &entry.interface }
}

/// The words of all members of a list that are known and have one.
fn words<T: PartialEq>(table: &[(&'static str, T)], list: &[Setting<T>]) -> Option<Vec<&'static str>> {
    list.iter().map(|setting| word_of(table, setting.known()?)).collect()
}

fn groups(proposal: &IkeProposal) -> Option<Vec<String>> {
    proposal.dh_groups.iter().map(|group| Some(group.known()?.0.to_string())).collect()
}

fn add_ike_proposal(entry: &Entry, version: IkeVersion, proposal: &IkeProposal) -> Vec<String> {
    let body = match version {
        IkeVersion::V1 => ikev1_policy(proposal),
        IkeVersion::V2 => ikev2_policy(proposal),
    };
    let head = format!("crypto {} policy {}", family(entry, version), free_number(entry, version));
    body.map_or_else(Vec::new, |body| std::iter::once(head).chain(body).collect())
}

/// A policy number behind those in use.
fn free_number(entry: &Entry, version: IkeVersion) -> u32 {
    entry.names.last_policies.get(&version).map_or(10, |highest| highest.saturating_add(10).min(65_535))
}

/// The lifetime that the far end's file states. A default of its platform is nothing to copy: lifetimes need not be the same, and the
/// own default serves as well.
fn stated_lifetime(proposal: &IkeProposal) -> Option<u64> {
    match &proposal.lifetime {
        Setting::Known(known) if known.origin.is_written() => known.value,
        _ => None,
    }
}

/// An IKEv1 policy holds one value of each kind, so the first of each is taken.
fn ikev1_policy(proposal: &IkeProposal) -> Option<Vec<String>> {
    let method = match &proposal.authentication {
        Some(setting) => word_of(METHODS, setting.known()?)?,
        None => word_of(METHODS, &AuthenticationMethod::PreSharedKey)?,
    };
    let cipher = word_of(CIPHERS, proposal.encryption.first()?.known()?).filter(|word| !word.contains("gcm"))?;
    let hash = word_of(IKEV1_HASHES, proposal.integrity.first()?.known()?)?;
    let group = proposal.dh_groups.first()?.known()?.0;
    let mut lines = vec![
        format!(" authentication {method}"),
        format!(" encryption {cipher}"),
        format!(" hash {hash}"),
        format!(" group {group}"),
    ];
    lines.extend(stated_lifetime(proposal).map(|seconds| format!(" lifetime {seconds}")));
    Some(lines)
}

fn ikev2_policy(proposal: &IkeProposal) -> Option<Vec<String>> {
    let integrity = words(HASHES, &proposal.integrity)?;
    let prf = words(HASHES, &proposal.prf)?;
    let prf = if prf.is_empty() { integrity.clone() } else { prf };
    let integrity = if integrity.is_empty() { vec!["null"] } else { integrity };
    let mut lines = vec![
        format!(" encryption {}", words(CIPHERS, &proposal.encryption)?.join(" ")),
        format!(" integrity {}", integrity.join(" ")),
        format!(" group {}", groups(proposal)?.join(" ")),
    ];
    if !prf.is_empty() {
        lines.push(format!(" prf {}", prf.join(" ")));
    }
    lines.extend(stated_lifetime(proposal).map(|seconds| format!(" lifetime seconds {seconds}")));
    Some(lines)
}

fn add_child_proposal(entry: &Entry, version: IkeVersion, proposal: &ChildProposal) -> Vec<String> {
    if !proposal.authentication_header.is_empty() || proposal.demands_extended_sequence_numbers() {
        return Vec::new();
    }
    let made = match version {
        IkeVersion::V1 => transform_set(entry, proposal),
        IkeVersion::V2 => ipsec_proposal(proposal),
    };
    let Some((name, mut lines)) = made else { return Vec::new() };
    let own = entry.settings(version).into_iter().flat_map(|settings| &settings.child_proposals);
    let names: Vec<&str> = own.map(|own| own.name.as_str()).chain([name.as_str()]).collect();
    let keyword = match version {
        IkeVersion::V1 => format!("{}transform-set", ikev1_word(entry)),
        IkeVersion::V2 => "ikev2 ipsec-proposal".to_owned(),
    };
    lines.extend(clause(entry, &format!("set {keyword} {}", names.join(" "))));
    lines
}

fn transform_set(entry: &Entry, proposal: &ChildProposal) -> Option<(String, Vec<String>)> {
    let cipher = word_of(ESP_CIPHERS, proposal.encryption.first()?.known()?)?;
    let hash = match proposal.integrity.first() {
        Some(setting) => word_of(ESP_HASHES, setting.known()?)?,
        None => word_of(ESP_HASHES, &Hash::None)?,
    };
    let hash_alone = hash.trim_start_matches("esp-").trim_end_matches("-hmac");
    let name = format!("{cipher}-{hash_alone}").to_ascii_uppercase();
    let head = format!("crypto ipsec {}transform-set {name}", ikev1_word(entry));
    let mut lines = vec![format!("{head} {cipher} {hash}")];
    if proposal.mode.known().is_some_and(|mode| mode.is_transport()) {
        lines.push(format!("{head} mode transport"));
    }
    Some((name, lines))
}

fn ipsec_proposal(proposal: &ChildProposal) -> Option<(String, Vec<String>)> {
    let ciphers = words(CIPHERS, &proposal.encryption)?;
    let hashes = proposal_hashes(&proposal.integrity)?;
    let name = format!("{}-{}", ciphers.first()?, hashes.first()?).to_ascii_uppercase();
    let lines = vec![
        format!("crypto ipsec ikev2 ipsec-proposal {name}"),
        format!(" protocol esp encryption {}", ciphers.join(" ")),
        format!(" protocol esp integrity {}", hashes.join(" ")),
    ];
    Some((name, lines))
}

/// IPsec proposals spell hashes with a hyphen: `sha-256`, where policies have `sha256`.
fn proposal_hashes(list: &[Setting<Hash>]) -> Option<Vec<&'static str>> {
    if list.is_empty() {
        return Some(vec!["null"]);
    }
    let word = |setting: &Setting<Hash>| {
        let wanted = setting.known()?;
        HASHES.iter().rev().find(|(_, hash)| hash == wanted).map(|(word, _)| *word)
    };
    list.iter().map(word).collect()
}

fn set_psk(entry: &Entry, version: IkeVersion, peer: &str, half: Option<KeyHalf>) -> Vec<String> {
    let has_type = peer.parse().is_ok_and(|peer| entry.names.typed_peers.contains(&peer));
    let mut lines: Vec<String> = Vec::new();
    lines.extend((!has_type).then(|| format!("tunnel-group {peer} type ipsec-l2l")));
    lines.push(format!("tunnel-group {peer} ipsec-attributes"));
    match version {
        IkeVersion::V1 => lines.push(format!(" {}pre-shared-key {KEY}", ikev1_word(entry))),
        IkeVersion::V2 => {
            let halves =
                [KeyHalf::Remote, KeyHalf::Local].into_iter().filter(|own| half.is_none_or(|half| half == *own));
            lines.extend(halves.map(|half| format!(" ikev2 {}-authentication pre-shared-key {KEY}", half.word())));
        }
    }
    lines
}

/// The protocols that the group policy of the peer allows, with one more; the command replaces the whole list.
fn allow_version(entry: &Entry, version: IkeVersion) -> Vec<String> {
    let Some((policy, protocols)) = &entry.names.group_policy else { return Vec::new() };
    let word = match version {
        // Up to 8.3.
        IkeVersion::V1 if is_old(entry) => "IPSec",
        IkeVersion::V1 => "ikev1",
        IkeVersion::V2 => "ikev2",
    };
    vec![format!("group-policy {policy} attributes"), format!(" vpn-tunnel-protocol {protocols} {word}")]
}

/// A line for the access list of the entry, and the removal of the one that it replaces, behind it: without that the old
/// selector is still asked for. Where the old line is written with objects a device refuses the removal and keeps it.
fn set_selector(entry: &Entry, selector: &TrafficSelector, replaces: Option<&Child>) -> Vec<String> {
    let mut lines = entry_of_list(entry, "", "permit", selector);
    let old = replaces.filter(|child| is_a_line(entry, child));
    let old = old.map(|child| entry_of_list(entry, "", "permit", &child.selector)).unwrap_or_default();
    let gone: Vec<String> = old.iter().filter(|line| !lines.contains(line)).map(|line| format!("no {line}")).collect();
    lines.extend(gone);
    lines
}

/// Whether a line of the access list stands for one child alone, and names neither everything nor a group: a device takes a
/// line away only as it is written.
fn is_a_line(entry: &Entry, child: &Child) -> bool {
    let is_all = |addresses: &Addresses| matches!(addresses, Addresses::Net(net) if net.prefix_len() == 0);
    let is_shared = entry.children.iter().filter(|other| other.span == child.span).count() > 1;
    !is_shared && !is_all(&child.selector.local) && !is_all(&child.selector.remote)
}

/// A dynamic map at the highest number of its crypto map. The name of its entry is `MAP NUMBER dynamic NAME NUMBER`.
fn search_last(entry: &Entry) -> Vec<String> {
    let words: Vec<&str> = entry.name.split(' ').collect();
    let [map, number, "dynamic", name, ..] = words.as_slice() else { return Vec::new() };
    vec![
        format!("no crypto map {map} {number} ipsec-isakmp dynamic {name}"),
        format!("crypto map {map} 65535 ipsec-isakmp dynamic {name}"),
    ]
}

/// A line of the access list of an entry, at a place in it (empty: at its end).
fn entry_of_list(entry: &Entry, place: &str, action: &str, selector: &TrafficSelector) -> Vec<String> {
    let (Some(local), Some(remote)) = (operand(&selector.local), operand(&selector.remote)) else { return Vec::new() };
    if selector.has_two_protocols() {
        return Vec::new();
    }
    let protocol = match selector.protocol {
        None => "ip".to_owned(),
        Some(_) => selector.protocol_name(),
    };
    let list = entry.names.access_list.clone().unwrap_or_else(|| format!("<access list of {}>", entry.name));
    vec![format!(
        "access-list {list}{place} extended {action} {protocol} {local}{} {remote}{}",
        ports(selector.local_ports),
        ports(selector.remote_ports)
    )]
}

fn operand(addresses: &Addresses) -> Option<String> {
    match addresses {
        Addresses::Net(net) if net.prefix_len() == 0 => {
            Some(if net.addr().is_ipv4() { "any4" } else { "any6" }.to_owned())
        }
        Addresses::Net(net) if net.prefix_len() == net.max_prefix_len() => Some(format!("host {}", net.addr())),
        Addresses::Net(ipnet::IpNet::V4(net)) => Some(format!("{} {}", net.network(), net.netmask())),
        Addresses::Net(net) => Some(net.to_string()),
        Addresses::Range(..) | Addresses::Wildcard { .. } | Addresses::Unknown(_) => None,
    }
}

fn ports(ports: Ports) -> String {
    match (ports == Ports::ANY, ports.low == ports.high) {
        (true, _) => String::new(),
        (false, true) => format!(" eq {}", ports.low),
        (false, false) => format!(" range {} {}", ports.low, ports.high),
    }
}

fn set_peer(entry: &Entry, from: &str, to: &str) -> Vec<String> {
    match entry.kind {
        EntryKind::Vti => vec![format!("interface {}", entry.name), format!(" tunnel destination {to}")],
        _ => [without_clause(entry, &format!("set peer {from}")), clause(entry, &format!("set peer {to}"))].concat(),
    }
}

/// Everything that a version needs: it is switched on, gets a policy, a proposal for child SAs and a key.
fn use_version(entry: &Entry, version: IkeVersion, wanted: Option<ForVersion<'_>>) -> Vec<String> {
    if let Some(ForVersion { ike, child, peer }) = wanted {
        let policy = add_ike_proposal(entry, version, ike);
        let proposal = add_child_proposal(entry, version, child);
        if policy.is_empty() || proposal.is_empty() {
            return Vec::new();
        }
        let is_on = entry.names.ike_interfaces.contains(&(version, interface(entry).to_owned()));
        let enable = (!is_on).then(|| format!("crypto {} enable {}", family(entry, version), interface(entry)));
        let parts = [enable.into_iter().collect(), policy, proposal, set_psk(entry, version, peer, None)];
        return parts.concat();
    }
    let keyword = match version {
        IkeVersion::V1 => format!("{}transform-set <transform set>", ikev1_word(entry)),
        IkeVersion::V2 => "ikev2 ipsec-proposal <IPsec proposal>".to_owned(),
    };
    let mut lines = vec![format!("crypto {} enable {}", family(entry, version), interface(entry))];
    lines.extend(clause(entry, &format!("set {keyword}")));
    lines
}

fn set_exchange_mode(entry: &Entry, mode: ExchangeMode) -> Vec<String> {
    let modes = entry.ikev1.as_ref().and_then(|settings| settings.exchange_modes);
    let refuses_aggressive = modes.is_some_and(|modes| !modes.accepts_aggressive.value);
    match mode {
        ExchangeMode::Aggressive if refuses_aggressive => {
            vec![format!("no crypto {} am-disable", family(entry, IkeVersion::V1))]
        }
        ExchangeMode::Aggressive => clause(entry, &format!("set {}phase1-mode aggressive", ikev1_word(entry))),
        ExchangeMode::Main => clause(entry, &format!("set {}phase1-mode main", ikev1_word(entry))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Device, DhGroup};
    use crate::platform::{Platform as _, ReadOptions, asa::Asa};
    use crate::source::{FileId, SourceFile};

    fn read(bytes: &[u8]) -> Device {
        Asa.read(&SourceFile::from_bytes(FileId(0), "a.cfg", bytes).unwrap(), ReadOptions::default())
    }

    fn old() -> Device {
        read(include_bytes!("../../../tests/platform/asa/pix.cfg"))
    }

    fn new() -> Device {
        read(include_bytes!("../../../tests/platform/asa/objects.cfg"))
    }

    #[test]
    fn a_proposal_is_added_behind_those_that_exist_and_in_the_spelling_of_the_release() {
        let (old, new) = (old(), new());
        let proposal = &new.entries[0].ikev1.as_ref().unwrap().proposals[0];
        let proposal = IkeProposal {
            dh_groups: old.entries[0].ikev1.as_ref().unwrap().proposals[0].dh_groups.clone(),
            ..proposal.clone()
        };
        let change = |entry| commands(&Change::AddIkeProposal { entry, version: IkeVersion::V1, proposal: &proposal });
        let body = [" authentication pre-share", " encryption aes-256", " hash sha", " group 1", " lifetime 86400"];
        assert_eq!(change(&old.entries[0])[0], "crypto isakmp policy 20");
        assert_eq!(change(&new.entries[0])[0], "crypto ikev1 policy 30");
        assert_eq!(change(&new.entries[0])[1..], body);
    }

    #[test]
    fn a_lifetime_is_copied_where_the_far_end_states_it() {
        let new = new();
        let entry = &new.entries[0];
        let own = &entry.ikev2.as_ref().unwrap().proposals[0];
        let lines = |lifetime| {
            let proposal = IkeProposal { lifetime, ..own.clone() };
            commands(&Change::AddIkeProposal { entry, version: IkeVersion::V2, proposal: &proposal })
        };
        let is_told = |lines: Vec<String>| lines.iter().any(|line| line == " lifetime seconds 28800");
        assert!(is_told(lines(Setting::written(Some(28_800), own.span))));
        let by_default = lines(Setting::default(Some(15_840), "its platform's default", own.span));
        assert!(by_default.len() > 3 && by_default.iter().all(|line| !line.contains("lifetime")), "{by_default:?}");
    }

    #[test]
    fn an_asa_has_no_words_for_what_it_cannot_do() {
        let new = new();
        let entry = &new.entries[0];
        let sha2 = &entry.ikev2.as_ref().unwrap().proposals[0];
        assert!(commands(&Change::AddIkeProposal { entry, version: IkeVersion::V1, proposal: sha2 }).is_empty());
    }

    #[test]
    fn child_proposals_join_those_of_the_entry() {
        let (old, new) = (old(), new());
        let proposal = &new.entries[0].ikev2.as_ref().unwrap().child_proposals[0];
        let entry = &new.entries[0];
        assert_eq!(
            commands(&Change::AddChildProposal { entry, version: IkeVersion::V2, proposal }),
            [
                "crypto ipsec ikev2 ipsec-proposal AES-GCM-256-SHA-256",
                " protocol esp encryption aes-gcm-256 aes-256",
                " protocol esp integrity sha-256 sha-1",
                "crypto map outside_map 10 set ikev2 ipsec-proposal GCM AES-GCM-256-SHA-256",
            ]
        );
        let proposal = &new.entries[0].ikev1.as_ref().unwrap().child_proposals[0];
        let entry = &old.entries[0];
        assert_eq!(
            commands(&Change::AddChildProposal { entry, version: IkeVersion::V1, proposal }),
            [
                "crypto ipsec transform-set ESP-AES-256-SHA esp-aes-256 esp-sha-hmac",
                "crypto map M 10 set transform-set TS ESP-AES-256-SHA",
            ]
        );
    }

    #[test]
    fn lines_go_where_the_entry_has_its_lines() {
        let map = new();
        let vti = read(include_bytes!("../../../tests/platform/asa/vti.cfg"));
        let dynamic = read(include_bytes!("../../../tests/platform/asa/dynamic.cfg"));
        let pfs = |entry| commands(&Change::SetPfs { entry, group: Some(DhGroup(14)) });
        assert_eq!(pfs(&map.entries[0]), ["crypto map outside_map 10 set pfs group14"]);
        assert_eq!(pfs(&dynamic.entries[0]), ["crypto dynamic-map DYN 10 set pfs group14"]);
        assert_eq!(pfs(&vti.entries[0]), ["crypto ipsec profile HUB", " set pfs group14"]);
        let change = Change::SetPfs { entry: &vti.entries[0], group: None };
        assert_eq!(commands(&change)[1], " no set pfs");
    }

    #[test]
    fn keys_are_placeholders() {
        let new = new();
        let change =
            Change::SetPsk { entry: &new.entries[0], version: IkeVersion::V1, peer: "203.0.113.20", half: None };
        assert_eq!(commands(&change).last().map(String::as_str), Some(" ikev1 pre-shared-key <key>"));
        let of_anybody =
            Change::SetPsk { entry: &new.entries[0], version: IkeVersion::V1, peer: PeerAddress::ANY, half: None };
        assert_eq!(commands(&of_anybody), Vec::<String>::new());
    }
}
