//! One configuration without that of the other end.
//!
//! Each of its entries is played against a far end that fits it in everything: whatever stops then is this end's own. What
//! only two configurations can show, and what lies between the ends, is never found so.

use crate::check::{Check, InputStatus, RawInput, Settings, Tunnel, play, with_those_of_files};
use crate::model::{
    Child, Coverage, Device, Entry, IdentityCheck, IkeSettings, IkeVersion, Initiation, Interface, KeyScope,
    PeerAddress, PreSharedKey, Setting, Sourced, TrafficSelector, UnknownReason,
};
use crate::negotiation::{Assumptions, Outcome};
use crate::pairing::{MatchedBy, Pair, TunnelEnd};
use crate::rules::{self, Finding, TunnelContext};
use crate::secret::Psk;
use crate::source::Span;

/// How the far end is called in what is said of a tunnel.
const FAR_END: &str = "the far end";

/// Rules whose words set two ends against each other. They tell nothing without the other end.
const COMPARE: [&str; 15] = [
    "ike-proposal-mismatch",
    "ike-version-mismatch",
    "exchange-mode-mismatch",
    "auth-method-mismatch",
    "psk-mismatch",
    "identity-mismatch",
    "nat-traversal-mismatch",
    "ppk-mismatch",
    "ipsec-proposal-mismatch",
    "pfs-mismatch",
    "selector-mismatch",
    "selector-one-way",
    "encapsulation-mode-mismatch",
    "gre-mismatch",
    "peer-address-mismatch",
];

/// Reads one file and judges what can be judged of it alone. Behind the device stands one far end for each peer, which no
/// input has ([`Check::given`]).
///
/// Never fails: what cannot be read or used is told in [`Check::inputs`].
pub fn alone(file: RawInput, settings: &Settings) -> Check {
    let (name, bytes) = file.clone();
    let mut check = super::read(vec![file], settings);
    if check.inputs.iter().all(|input| input.status == InputStatus::Device) {
        // Read twice, so that the lines that the far end is made of are never taken for those of this end.
        check.add(name, bytes, settings);
        check.inputs.truncate(1);
        check.sources.truncate(1);
        let twin = check.devices.split_off(1);
        check.judge_alone(&twin);
    }
    check
}

impl Check {
    /// The devices of the inputs.
    pub fn given(&self) -> &[Device] {
        &self.devices[..self.inputs.len().min(self.devices.len())]
    }

    /// Whether the far ends are only assumed.
    pub fn is_alone(&self) -> bool {
        self.given().len() == 1
    }

    /// The line by which the only device that is given begins none of its tunnels.
    pub fn only_answers(&self) -> Option<Span> {
        let first = self.given().first().filter(|_| self.is_alone())?.entries.first()?;
        let begins = |tunnel: &Tunnel| tunnel.directions[0].outcome != Outcome::DoesNotStart;
        (!self.tunnels.is_empty() && !self.tunnels.iter().any(begins)).then(|| first.initiation.span())
    }

    fn judge_alone(&mut self, twin: &[Device]) {
        let ([own], [twin]) = (self.devices.as_slice(), twin) else { return };
        let legs = legs(own);
        let far_ends: Vec<Device> = legs.iter().map(|(entry, rank)| far_end(own, twin, *entry, *rank)).collect();
        self.devices.extend(far_ends);
        let assumptions = Assumptions { psk_same: Some(true) };
        let pairs = legs.into_iter().enumerate().map(|(at, leg)| pair(at, leg));
        self.tunnels = pairs.map(|pair| play(&self.devices, pair, assumptions)).collect();
        let found: Vec<Finding> = (0..self.tunnels.len()).flat_map(|index| self.own_findings(index)).collect();
        self.findings = with_those_of_files(found, &self.devices[..1]);
    }

    /// What the rules find at the given end of a tunnel.
    fn own_findings(&self, index: usize) -> Vec<Finding> {
        let file = self.devices[0].file;
        let cx = TunnelContext { devices: &self.devices, tunnel: &self.tunnels[index], index };
        let mut found = rules::check_tunnel(&cx);
        let is_own = |finding: &Finding| finding.primary.span.file == file && !COMPARE.contains(&finding.rule.name);
        found.retain(is_own);
        found
    }
}

/// The peers of a device, by entry and rank. An entry that lacks its peer has one that is not known.
fn legs(device: &Device) -> Vec<(usize, usize)> {
    let entries = device.entries.iter().enumerate();
    entries.flat_map(|(at, entry)| (0..entry.peers.len().max(1)).map(move |rank| (at, rank))).collect()
}

fn pair(at: usize, (entry, rank): (usize, usize)) -> Pair {
    let own = TunnelEnd { device: 0, entry: Some(entry), rank };
    let far = TunnelEnd { device: at + 1, entry: Some(0), rank: 0 };
    Pair { ends: [own, far], matched_by: MatchedBy::BothAddresses, shared: None }
}

/// A device that has nothing but the other end of an entry, and fits it.
fn far_end(own: &Device, twin: &Device, entry: usize, rank: usize) -> Device {
    let entry = mirrored(&twin.entries[entry], &own.entries[entry], rank);
    let interface = Interface { name: String::new(), span: entry.span, addresses: entry.local_addresses.clone() };
    let keys = [IkeVersion::V1, IkeVersion::V2].map(|version| key(version, entry.span));
    Device {
        name: FAR_END.to_owned(),
        file: twin.file,
        platform: twin.platform,
        version: twin.version.clone(),
        assumed_release: twin.assumed_release,
        complete: false,
        behaviour: twin.behaviour.clone(),
        refused: twin.refused.clone(),
        outside_addresses: Vec::new(),
        interfaces: vec![interface],
        keys: keys.into(),
        entries: vec![entry],
        path: None,
        defects: Vec::new(),
        coverage: Coverage::default(),
    }
}

/// A key for whoever comes. It cannot be read, so that it is the same as any other.
fn key(version: IkeVersion, at: Span) -> PreSharedKey {
    let half = || Some((Psk::encrypted(), at));
    PreSharedKey { version, scope: KeyScope::ItsEntry, ring: 0, local: half(), remote: half() }
}

/// The entry that faces `own`, made of the same lines of the second file.
fn mirrored(twin: &Entry, own: &Entry, rank: usize) -> Entry {
    let mut entry = twin.clone();
    let address = match own.peers.get(rank).map(|peer| &peer.value) {
        Some(PeerAddress::Address(address)) => Setting::written(*address, entry.span),
        _ => Setting::unknown(UnknownReason::RunTime, entry.span),
    };
    let caller = own.local_addresses.iter().find_map(Setting::known).copied();
    let peer = caller.map_or_else(|| PeerAddress::Name(own.name.clone()), PeerAddress::Address);
    entry.bound = Setting::written(true, entry.span);
    entry.local_addresses = vec![address];
    entry.peers = vec![Sourced::written(peer, entry.span)];
    entry.initiation = Sourced::written(Initiation::Both, entry.span);
    entry.place = None;
    (entry.defects, entry.unread, entry.key_gap) = (Vec::new(), Vec::new(), None);
    for child in &mut entry.children {
        child.selector = child.selector.mirrored();
        child.never_matches = None;
    }
    if entry.children.is_empty() {
        // It asks for something all the same, so that what refuses it is met.
        let (name, selector) = (entry.name.clone(), TrafficSelector::any());
        entry.children.push(Child { name, span: entry.span, selector, never_matches: None, shares: None });
    }
    for settings in entry.ikev1.iter_mut().chain(&mut entry.ikev2) {
        answer(settings, entry.span);
    }
    entry
}

/// Makes settings answer, and take whoever comes.
fn answer(settings: &mut IkeSettings, at: Span) {
    settings.enabled = Setting::written(true, at);
    settings.initiates = true;
    settings.prohibited = None;
    (settings.initiator_rings, settings.responder_rings) = (None, None);
    std::mem::swap(&mut settings.local_authentication, &mut settings.remote_authentication);
    settings.local_identity = Setting::unknown(UnknownReason::RunTime, at);
    settings.remote_identity = IdentityCheck::NotCompared;
    if let Some(modes) = &mut settings.exchange_modes {
        modes.accepts_main = Sourced::written(true, at);
        modes.accepts_aggressive = Sourced::written(true, at);
    }
}
