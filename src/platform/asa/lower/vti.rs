//! Tunnel interfaces in IPsec mode.

use ipnet::{IpNet, Ipv4Net};

use crate::model::{
    Blocks, Child, Defect, DefectKind, Entry, EntryKind, Initiation, PeerAddress, Setting, Sourced, TrafficSelector,
    UnknownReason,
};
use crate::platform::asa::config::Item;
use crate::platform::asa::lower::Context;
use crate::platform::asa::lower::access_list::AccessLists;
use crate::platform::asa::lower::crypto_map::{Draft, finish, note_shutdown, unknown_addresses};
use crate::platform::asa::syntax::{Command, Rule};
use crate::platform::cisco::notes::Notes;

const EITHER_BEGINS: &str =
    "Cisco ASA 9.7 VPN guide, virtual tunnel interfaces: either end begins unless `responder-only` is set";

/// The document for the first release with tunnel interfaces.
const FIRST_RELEASE: &str = "Cisco ASA 9.7 release notes: virtual tunnel interfaces";

/// The template from which a hub makes a tunnel interface for each peer that calls (Cisco ASA 9.19 VPN guide, dynamic
/// VTI).
const TEMPLATE: &str = "virtual-template";

/// The entries of all tunnel interfaces, in the order of the file.
pub(super) fn entries<'a>(context: &Context<'_, 'a>, access_lists: &mut AccessLists<'_, '_, 'a>) -> Vec<Entry> {
    let tunnels = context.config.interfaces.items.iter().filter(|item| {
        item.last(Rule::tunnel_profile).is_some() || (item.last(Rule::tunnel_mode).is_some() && is_ipsec(item))
    });
    tunnels.map(|item| entry(context, item, access_lists)).collect()
}

fn is_ipsec(item: &Item<'_>) -> bool {
    item.word(Rule::tunnel_mode).is_some_and(|(word, _)| word.text == "ipsec")
}

fn entry<'a>(context: &Context<'_, 'a>, item: &Item<'a>, access_lists: &mut AccessLists<'_, '_, 'a>) -> Entry {
    // `interface Virtual-Template1 type tunnel`
    let name = item.name.split_ascii_whitespace().next().unwrap_or_default().to_owned();
    let is_template = name.to_ascii_lowercase().starts_with(TEMPLATE);
    let mut notes = Notes::new(context.complete);
    notes.unread.extend(&item.unread);
    let profile = profile(context, item, &mut notes);
    let source = item.last(Rule::tunnel_source);
    let interfaces: Vec<&'a str> =
        source.iter().flat_map(|command| command.clause.words()).map(|word| word.text).collect();
    let local_addresses = match (source, interfaces.first()) {
        (Some(command), Some(interface)) => context.interfaces.addresses(interface, command.span),
        _ => unknown_addresses(item.head),
    };
    note_shutdown(context, &interfaces, &mut notes);
    note_release(context, item, &mut notes);
    // The guides say that a VTI is always up, since its SAs are renewed without traffic; of one that is shut down they say
    // nothing.
    if let Some(line) = item.last(Rule::shutdown) {
        notes.may_be_down(line.span);
    }
    let mut peers: Vec<Sourced<PeerAddress>> = item
        .last(Rule::tunnel_destination)
        .and_then(|command| command.clause.word())
        .map(|word| Sourced::written(peer(context, word.text), word.span))
        .into_iter()
        .collect();
    if is_template {
        peers = vec![Sourced::written(PeerAddress::Any, item.head)];
    } else if peers.is_empty() {
        notes.lacking("peer", item.head, Blocks::Everything, item.gap);
        peers.push(Sourced::absent(PeerAddress::Any, item.head));
    }
    let children = match item.word(Rule::tunnel_policy) {
        Some((list, line)) => access_lists.children(&name, list, line, &mut notes),
        None => vec![any_to_any(&name, item)],
    };
    let lines = profile.unwrap_or(item);
    let initiation = match lines.last(Rule::responder_only) {
        Some(command) => Sourced::written(Initiation::RespondOnly, command.span),
        None if is_template => Sourced::written(Initiation::RespondOnly, item.head),
        None => Sourced::default(Initiation::Both, EITHER_BEGINS, item.head),
    };
    let needs_ike = source.map_or(item.head, |command| command.span);
    let draft = Draft {
        name,
        kind: EntryKind::Vti,
        span: item.head,
        item: lines,
        is_defined: profile.is_some(),
        interfaces,
        bound: Setting::written(true, item.head),
        needs_ike,
        local_addresses,
        peers,
        initiation,
        children,
        place: None,
        notes,
    };
    let undefined = item.word(Rule::tunnel_profile).filter(|_| profile.is_none());
    let entry = Entry { tunnel_addresses: tunnel_addresses(item), ..finish(context, draft, false) };
    match undefined {
        Some((word, _)) => Entry { pfs: Setting::unknown(UnknownReason::Undefined, word.span), ..entry },
        None => entry,
    }
}

/// A release before the first that has tunnel interfaces.
fn note_release(context: &Context<'_, '_>, item: &Item<'_>, notes: &mut Notes) {
    let Some(release) = context.release.filter(|own| own.is_before(9, 7)) else { return };
    let kind = DefectKind::UnsupportedInRelease {
        what: "tunnel interfaces in IPsec mode".to_owned(),
        release: release.to_string(),
        when: format!("before 9.7 ({FIRST_RELEASE})"),
    };
    notes.defects.push(Defect { kind, span: item.head, blocks: Blocks::Perhaps });
}

/// The IPsec profile of a tunnel interface; a defect or an open question where there is none.
fn profile<'c, 'a>(context: &Context<'c, 'a>, item: &Item<'a>, notes: &mut Notes) -> Option<&'c Item<'a>> {
    let Some((word, _)) = item.word(Rule::tunnel_profile) else {
        notes.lacking("IPsec profile", item.head, Blocks::Everything, item.gap);
        return None;
    };
    let found = context.config.ipsec_profiles.get(word.text);
    if found.is_none() {
        notes.dangling("IPsec profile", word, context.config.ipsec_profiles.names(), Blocks::Everything);
    }
    found
}

fn peer(context: &Context<'_, '_>, text: &str) -> PeerAddress {
    context.address(text).map_or_else(|| PeerAddress::Name(text.to_owned()), PeerAddress::Address)
}

fn any_to_any(name: &str, item: &Item<'_>) -> Child {
    Child {
        name: format!("{name} entry 1"),
        span: item.head,
        selector: if carries_ipv6(item) { TrafficSelector::any_ipv6() } else { TrafficSelector::any() },
        never_matches: None,
        shares: None,
    }
}

/// Whether the tunnel is `tunnel mode ipsec ipv6`.
fn carries_ipv6(item: &Item<'_>) -> bool {
    let mode = item.last(Rule::tunnel_mode);
    mode.and_then(|command| command.clause.words().nth(1)).is_some_and(|word| word.text == "ipv6")
}

fn tunnel_addresses(item: &Item<'_>) -> Vec<IpNet> {
    let net = |command: &Command<'_>| {
        let mut words = command.clause.words();
        let (address, mask) = (words.next()?.text.parse().ok()?, words.next()?.text.parse().ok()?);
        Ipv4Net::with_netmask(address, mask).ok().map(IpNet::V4)
    };
    let v6 = item.all(Rule::ipv6_address).filter_map(|command| command.clause.word()?.text.parse().ok());
    item.all(Rule::ip_address).filter_map(net).chain(v6).collect()
}
