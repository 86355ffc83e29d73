//! The path tree to the model.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;

use ipnet::IpNet;

use crate::model::{
    Blocks, Defect, DefectKind, Device, Entry, EntryKind, EntryNames, IkeVersion, Interface, Kept, Locations,
    PeerAddress, PlatformId, Release, Setting, Sourced, UnknownReason,
};
use crate::platform::panos::choice::{self, Users};
use crate::platform::panos::defaults;
use crate::platform::panos::ipsec_profile::{ChildOffer, child_offer};
use crate::platform::panos::scope::{self, AddressObjects, Resolved, Scope, interfaces};
use crate::platform::panos::tree::{At, NodeId, Tree};
use crate::platform::panos::{
    behaviour, coverage, gateway, malformed, path, post_quantum, profiles, references, selectors, unused,
};
use crate::platform::refusals;
use crate::platform::{ReadOptions, is_placeholder};
use crate::source::{SourceFile, Span};

/// Where gateways stand in a scope.
pub(super) const GATEWAYS: &str = "network ike gateway";
/// Where tunnels stand in a scope.
pub(super) const TUNNELS: &str = "network tunnel ipsec";

/// What lowering one part of a file needs beside the node at hand.
pub(super) struct Context<'t> {
    /// The root of the tree.
    pub(super) root: At<'t>,
    /// The part that the node is in.
    pub(super) scope: Scope<'t>,
    /// Whether a missing line is evidence.
    pub(super) complete: bool,
    /// The release, where the file states it.
    pub(super) release: Option<Release>,
    shared: &'t Shared<'t>,
}

/// What is collected once for a whole file.
struct Shared<'t> {
    addresses: AddressObjects<'t>,
    /// The number of each gateway, which is that of its keyring.
    rings: HashMap<NodeId, u32>,
    /// What was not recognised, by each node above it.
    strays: HashMap<NodeId, Vec<Span>>,
    /// What was not recognised right below `network ike` and `network tunnel`, each with its words: the word may be misspelt that
    /// says what it defines.
    lost: Vec<(&'t str, Span)>,
}

impl<'t> Context<'t> {
    /// What an address field stands for.
    pub(super) fn resolve(&self, text: &str) -> Resolved {
        self.shared.addresses.resolve(text, &self.scope)
    }

    /// A reference to an interface that a complete file does not define.
    pub(super) fn no_interface(&self, what: &'static str, setting: Option<At<'_>>) -> Option<Defect> {
        let value = setting.and_then(At::value).filter(|_| self.complete)?;
        let name = self.scope.interface_word(value);
        if is_placeholder(name) || self.scope.interface(name).is_some() {
            return None;
        }
        let nearest = profiles::nearest(name, &self.scope.interface_names());
        Some(unresolved(what, value, nearest))
    }

    /// A reference to an address object that there is not. Where a manager pushes some, only a name much like one that exists
    /// is taken to be wrong.
    pub(super) fn no_address(&self, value: At<'_>) -> Option<Defect> {
        let name = value.word();
        if !self.complete || is_placeholder(name) || self.is_no_name(name) || self.is_defined(name) {
            return None;
        }
        let nearest = self.shared.addresses.nearest(name);
        let is_whole = path::managing(self.root).is_none() && self.scope.own.id() == self.root.id();
        (nearest.is_some() || is_whole).then(|| unresolved("address object", value, nearest))
    }

    fn is_defined(&self, name: &str) -> bool {
        self.shared.addresses.is_defined(name)
    }

    /// Whether a field that stands for nothing is not even a name that another file could explain.
    pub(super) fn is_no_name(&self, text: &str) -> bool {
        let is_address_like =
            text.contains(['.', ':']) && text.bytes().all(|b| b.is_ascii_hexdigit() || b".:/-".contains(&b));
        is_address_like && !text.starts_with('$')
    }

    /// The keyring of a gateway.
    pub(super) fn ring(&self, gateway: NodeId) -> u32 {
        self.shared.rings.get(&gateway).copied().unwrap_or(u32::MAX)
    }

    /// The addresses of an interface.
    pub(super) fn addresses_of(&self, interface: At<'_>) -> Vec<Setting<IpAddr>> {
        let written = self.prefixes_of(interface).map(|(resolved, span)| match (resolved.address(), resolved) {
            (Some(address), _) => Setting::written(address, span),
            (None, Resolved::Unknown(reason)) => Setting::unknown(reason, span),
            (None, _) => Setting::unknown(UnknownReason::Unreadable, span),
        });
        let leased = ["dhcp-client", "pppoe"].into_iter().filter_map(|word| interface.child(word));
        written.chain(leased.map(|lease| Setting::unknown(UnknownReason::RunTime, lease.span()))).collect()
    }

    /// The address objects of the file.
    pub(super) fn objects(&self) -> &'t AddressObjects<'t> {
        &self.shared.addresses
    }

    /// The addresses of an interface with their masks.
    pub(super) fn prefixes_of<'i>(&'i self, interface: At<'i>) -> impl Iterator<Item = (Resolved, Span)> + 'i {
        let lists = [interface.child("ip"), interface.at("ipv6 address")];
        lists.into_iter().flatten().flat_map(At::children).map(|ip| (self.resolve(ip.word()), ip.span()))
    }

    /// Lines that nobody understands and that may define a gateway, a profile or a tunnel of this name.
    pub(super) fn lost(&self, name: &str) -> impl Iterator<Item = Span> + '_ {
        let lines = self.shared.lost.iter();
        let is_about =
            |text: &str| text.split(|c: char| c.is_whitespace() || "\"'<>".contains(c)).any(|word| word == name);
        lines.filter(move |(text, _)| is_about(text)).map(|(_, span)| *span).collect::<Vec<_>>().into_iter()
    }

    /// Whether a setting that is missing below a node is not there.
    pub(super) fn shows_all(&self, node: NodeId) -> bool {
        self.complete && self.strays_below(node).next().is_none()
    }

    pub(super) fn strays_below(&self, node: NodeId) -> impl Iterator<Item = Span> + '_ {
        self.shared.strays.get(&node).into_iter().flatten().copied()
    }
}

/// Lowers a whole file.
pub(super) fn device(file: &SourceFile, tree: &Tree<'_>, options: ReadOptions<'_>) -> Device {
    let root = tree.root();
    let is_whole = tree.truncated.is_none() && tree.faults.is_empty() && file.breaks_off().is_none();
    let lost = lost(file, tree);
    let complete = options.assume_complete || (is_whole && is_complete(tree) && lost.is_empty());
    let scopes = Scope::all(root, complete);
    let shared = Shared { addresses: AddressObjects::of(root), rings: rings(&scopes), strays: strays(tree), lost };
    let release = options.assumed_release.or_else(|| Release::parse(tree.version.as_deref()?));
    let hostname = root.at("deviceconfig system hostname").and_then(At::value);
    let mut device = Device {
        name: hostname.map_or_else(|| file.stem(), |name| name.word().to_owned()),
        file: file.id(),
        platform: PlatformId("panos"),
        version: tree.version.clone(),
        assumed_release: options.assumed_release,
        complete,
        behaviour: behaviour::behaviour(),
        refused: Vec::new(),
        outside_addresses: Vec::new(),
        interfaces: Vec::new(),
        keys: Vec::new(),
        entries: Vec::new(),
        path: None,
        defects: device_defects(file, tree),
        coverage: coverage::coverage(tree),
    };
    if complete {
        device.defects.extend(unused::defects(&scopes));
        device.defects.extend(references::defects(root, &scopes));
    }
    device.defects.extend(malformed::defects(&scopes));
    let mut paths = Vec::new();
    let users = Users::of(&scopes);
    for scope in scopes {
        let own = scope.own;
        let context = Context { root, scope, complete, release, shared: &shared };
        device.interfaces.extend(interfaces(own).into_iter().map(|port| Interface {
            name: port.name.word().to_owned(),
            span: port.name.span(),
            addresses: context.addresses_of(port.body),
        }));
        let gateways = own.at(GATEWAYS).into_iter().flat_map(At::children);
        device.keys.extend(gateways.flat_map(|gateway| gateway::keys(&context, file, gateway)));
        let tunnels = own.at(TUNNELS).into_iter().flat_map(At::children);
        let mut found: Vec<Entry> = tunnels.flat_map(|tunnel| entries(&context, tunnel)).collect();
        if !found.is_empty() {
            let profiles = choice::profiles(&context, &users);
            found.iter_mut().for_each(|entry| entry.names.profiles = Arc::clone(&profiles));
            let path = path::path(&context, &found);
            path::places(&context, &path, &mut found);
            paths.push(path);
        }
        device.entries.extend(found);
    }
    // Several templates are several devices: which of their interfaces are on one, the file does not say.
    device.path = paths.pop().filter(|_| paths.is_empty());
    // What is broken may have belonged to any of them.
    for entry in &mut device.entries {
        entry.unread.extend(tree.faults.iter().map(|fault| fault.span));
    }
    refusals::apply(&mut device, release, defaults::REFUSALS);
    device
}

/// XML: the `config` of a device. Otherwise: interfaces and zones are there, so the file is no mere excerpt of the VPN.
fn is_complete(tree: &Tree<'_>) -> bool {
    let has_zones = |part: At<'_>| {
        part.child("zone").is_some()
            || part.child("vsys").into_iter().flat_map(At::children).any(|v| v.child("zone").is_some())
    };
    let is_whole = |part: At<'_>| part.at("network interface").is_some() && has_zones(part);
    tree.has_config_root || scope::parts(tree.root()).any(is_whole)
}

fn rings(scopes: &[Scope<'_>]) -> HashMap<NodeId, u32> {
    let gateways = scopes.iter().filter_map(|scope| scope.own.at(GATEWAYS)).flat_map(At::children);
    gateways.map(At::id).zip(0..).collect()
}

fn strays(tree: &Tree<'_>) -> HashMap<NodeId, Vec<Span>> {
    let mut found: HashMap<NodeId, Vec<Span>> = HashMap::new();
    for stray in &tree.strays {
        for node in tree.root().other(stray.below).ancestors() {
            found.entry(node).or_default().push(stray.span);
        }
    }
    found
}

/// What was not recognised where gateways, profiles and tunnels are defined, with its words.
fn lost<'t>(file: &'t SourceFile, tree: &Tree<'_>) -> Vec<(&'t str, Span)> {
    const PLACES: [&str; 3] = ["network ike", "network ike crypto-profiles", "network tunnel"];
    let places = scope::parts(tree.root()).flat_map(|part| PLACES.iter().filter_map(move |place| part.at(place)));
    let places: Vec<NodeId> = places.map(At::id).collect();
    let strays = tree.strays.iter().filter(|stray| places.contains(&stray.below));
    strays.map(|stray| (file.slice(stray.span), stray.span)).collect()
}

fn device_defects(file: &SourceFile, tree: &Tree<'_>) -> Vec<Defect> {
    let unrecognised = tree.strays.iter().map(|stray| (DefectKind::UnrecognisedLine, stray.span));
    let truncated = tree.truncated.map(|span| (DefectKind::Truncated, span));
    let repeated = tree.repeated.iter().filter_map(|repeated| {
        let path: Vec<&str> =
            tree.root().other(repeated.node).ancestors().map(|id| tree.root().other(id).word()).collect();
        let is_vpn = path.iter().any(|word| matches!(*word, "ike" | "tunnel")) && path.contains(&"network");
        let what = if tree.root().other(repeated.node).is_entry() { "entry" } else { "setting" };
        let kind = DefectKind::Duplicate { what, name: path[0].to_owned(), first: repeated.first, kept: Kept::Last };
        is_vpn.then_some((kind, repeated.again))
    });
    let broken = tree.faults.iter().map(|fault| {
        let value = file.slice(fault.span).lines().next().unwrap_or_default().to_owned();
        (DefectKind::InvalidValue { value, expected: fault.expected.clone() }, fault.span)
    });
    unrecognised
        .chain(broken)
        .chain(repeated)
        .chain(truncated)
        .map(|(kind, span)| Defect { kind, span, blocks: Blocks::Nothing })
        .collect()
}

/// The entries of a tunnel: one for each of its gateways. Tunnels with manual keys and GlobalProtect satellites
/// negotiate nothing that the other file could be compared with.
fn entries(context: &Context<'_>, tunnel: At<'_>) -> Vec<Entry> {
    let Some(auto_key) = tunnel.child("auto-key") else {
        let is_other_kind = ["manual-key", "global-protect-satellite"].iter().any(|word| tunnel.child(word).is_some());
        return if is_other_kind || !context.complete { Vec::new() } else { vec![entry(context, tunnel, None)] };
    };
    let gateways: Vec<At<'_>> = auto_key.child("ike-gateway").into_iter().flat_map(At::children).collect();
    if gateways.is_empty() {
        return vec![entry(context, tunnel, None)];
    }
    gateways.into_iter().map(|gateway| entry(context, tunnel, Some(gateway))).collect()
}

/// The entry of a tunnel with one of its gateways, `reference` being the line that names it.
fn entry(context: &Context<'_>, tunnel: At<'_>, reference: Option<At<'_>>) -> Entry {
    let head = tunnel.span();
    let mut defects = Vec::new();
    if let Some(disabled) = tunnel.says_yes("disabled") {
        defects.push(incomplete("enabled tunnel", disabled.statement()));
    }
    let interface = tunnel.child("tunnel-interface");
    defects.extend(context.no_interface("tunnel interface", interface));
    if context.complete && interface.and_then(At::value).is_none() {
        defects.push(Defect { blocks: Blocks::Nothing, ..incomplete("tunnel interface", head) });
    }
    let offer = child_offer(context, tunnel, &mut defects);
    let gateway = reference.and_then(|reference| context.scope.find(GATEWAYS, reference.word()));
    let lost: Vec<Span> = reference.into_iter().flat_map(|reference| context.lost(reference.word())).collect();
    let is_open = !lost.is_empty() || reference.is_some_and(|reference| is_placeholder(reference.word()));
    if gateway.is_none() && context.complete && !is_open {
        defects.push(match reference {
            Some(reference) => dangling_gateway(context, reference),
            None => incomplete("IKE gateway", head),
        });
    }
    let mut used = vec![tunnel.id()];
    used.extend(offer.node);
    let mut entry = Entry {
        name: reference.map_or_else(|| tunnel.word().to_owned(), |gateway| name(tunnel.word(), gateway.word())),
        kind: EntryKind::ProxyId,
        span: head,
        interface: String::new(),
        bound: Setting::written(true, head),
        local_addresses: Vec::new(),
        peers: Vec::new(),
        tunnel_addresses: tunnel_addresses(context, tunnel),
        initiation: Sourced::written(crate::model::Initiation::Both, head),
        ikev1: None,
        ikev2: None,
        version_at: head,
        pfs: offer.pfs,
        child_lifetime: offer.lifetime,
        children: selectors::children(context, tunnel, &mut defects),
        accepts_any_selector: false,
        place: None,
        nat_traversal: Setting::unknown(UnknownReason::NotInExcerpt, head),
        defects: Vec::new(),
        unread: Vec::new(),
        key_gap: None,
        names: EntryNames { locations: locations(context, tunnel, &offer), ..EntryNames::default() },
    };
    match gateway {
        Some(gateway) => with_gateway(context, &mut entry, gateway, &offer, &mut used, &mut defects),
        None => entry.local_addresses.push(Setting::unknown(UnknownReason::NotInExcerpt, head)),
    }
    defects.dedup();
    entry.unread.extend(tunnel.says_yes("enable-gre-encapsulation").map(At::statement));
    entry.defects = defects;
    entry.unread.extend(lost);
    entry.unread.extend(used.into_iter().flat_map(|node| context.strays_below(node)));
    entry
}

/// Adds what the gateway says.
fn with_gateway(
    context: &Context<'_>,
    entry: &mut Entry,
    gateway: At<'_>,
    offer: &ChildOffer,
    used: &mut Vec<NodeId>,
    defects: &mut Vec<Defect>,
) {
    used.push(gateway.id());
    defects.extend(gateway::lacks(context, gateway));
    let peer = gateway::peer(context, gateway);
    let versions = gateway::versions(context, gateway, defects);
    let mut settings = |version, on: Option<Setting<bool>>| {
        on.map(|on| gateway::settings(context, gateway, version, on, offer, used, defects))
    };
    let profile = gateway::profile_node(context, gateway);
    entry.names.locations.ike_profile = profile.map_or_else(|| gateway.location(), At::location);
    entry.ikev1 = settings(IkeVersion::V1, versions.ikev1);
    entry.ikev2 = settings(IkeVersion::V2, versions.ikev2);
    entry.version_at = versions.at;
    entry.initiation = gateway::initiation(gateway, peer.as_ref());
    entry.nat_traversal = gateway::nat_traversal(context, gateway);
    entry.local_addresses = gateway::local_addresses(context, gateway, peer.as_ref());
    let outside = gateway.at("local-address interface").and_then(At::value);
    entry.interface = outside.map_or("", |name| context.scope.interface_word(name)).to_owned();
    entry.unread.extend(post_quantum::unmodelled(gateway));
    entry.unread.extend(gateway::refused_identities(gateway, defects));
    entry.key_gap = context.strays_below(gateway.id()).chain(context.lost(gateway.word())).next();
    // The peer may be what a line says that nobody understands.
    let unread = || Some(Sourced::absent(PeerAddress::Any, gateway.span())).filter(|_| entry.key_gap.is_some());
    entry.peers = peer.or_else(unread).into_iter().collect();
}

/// Where a tunnel and its IPsec crypto profile stand. A predefined profile can be changed where the tunnel is.
fn locations(context: &Context<'_>, tunnel: At<'_>, offer: &ChildOffer) -> Locations {
    let profile = offer.node.map(|node| context.root.other(node));
    Locations {
        entry: tunnel.location(),
        ike_profile: tunnel.location(),
        ipsec_profile: profile.map_or_else(|| tunnel.location(), At::location),
        ..Locations::default()
    }
}

/// The name of an entry; [`gateway_of`] takes it apart again for commands.
fn name(tunnel: &str, gateway: &str) -> String {
    format!("{tunnel} via {gateway}")
}

/// The tunnel and the gateway that an entry's name holds.
pub(super) fn gateway_of(name: &str) -> (&str, Option<&str>) {
    name.rsplit_once(" via ").map_or((name, None), |(tunnel, gateway)| (tunnel, Some(gateway)))
}

fn tunnel_addresses(context: &Context<'_>, tunnel: At<'_>) -> Vec<IpNet> {
    let name = tunnel.child("tunnel-interface").and_then(At::value);
    let Some(interface) = name.and_then(|name| context.scope.interface(context.scope.interface_word(name))) else {
        return Vec::new();
    };
    let net = |(resolved, _)| match resolved {
        Resolved::Net(net) => Some(net),
        _ => None,
    };
    context.prefixes_of(interface).filter_map(net).collect()
}

/// A reference to something that is not defined and without which a tunnel can still be negotiated.
fn unresolved(what: &'static str, value: At<'_>, nearest: Option<String>) -> Defect {
    let kind = DefectKind::DanglingReference { what, name: value.word().to_owned(), nearest };
    Defect { kind, span: value.span(), blocks: Blocks::Nothing }
}

fn incomplete(lacks: &'static str, span: Span) -> Defect {
    Defect { kind: DefectKind::Incomplete { lacks }, span, blocks: Blocks::Everything }
}

fn dangling_gateway(context: &Context<'_>, reference: At<'_>) -> Defect {
    let nearest = profiles::nearest(reference.word(), &context.scope.names(GATEWAYS));
    Defect {
        kind: DefectKind::DanglingReference { what: "IKE gateway", name: reference.word().to_owned(), nearest },
        span: reference.span(),
        blocks: Blocks::Everything,
    }
}
