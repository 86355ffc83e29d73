//! What to change. Neutral changes; `platform/*/wording.rs` puts them into each vendor's commands.

use std::collections::BTreeSet;
use std::net::IpAddr;

use crate::model::path::Route;
use crate::model::{
    Addresses, Child, ChildProposal, DhGroup, Entry, ExchangeMode, Identity, IkeProposal, IkeVersion, KeyHalf,
    TrafficSelector,
};

/// What an end needs to speak an IKE version with the other end.
#[derive(Clone, Copy, Debug)]
pub struct ForVersion<'a> {
    /// A proposal for the IKE SA.
    pub ike: &'a IkeProposal,
    /// A proposal for child SAs.
    pub child: &'a ChildProposal,
    /// The peer that the pre-shared key is for.
    pub peer: &'a str,
}

/// How a device is told what it is not to translate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exemption<'a> {
    /// By a rule, or by a line of the list that chooses what is translated.
    Rule,
    /// By an access list, and there is none for the interface yet.
    NewList,
    /// By this access list.
    List(&'a str),
}

/// A list that names sources alone, and the translation that it chooses packets for.
#[derive(Clone, Copy, Debug)]
pub struct StandardList<'a> {
    /// Its name or number.
    pub name: &'a str,
    /// Whether each entry permits, and which sources.
    pub entries: &'a [(bool, Addresses)],
    /// The command of the translation.
    pub command: &'a str,
}

/// One change on one device. Values come from the far end, so that the two would meet.
#[derive(Clone, Copy, Debug)]
pub enum Change<'a> {
    /// Offer and accept this IKE proposal as well.
    AddIkeProposal {
        /// The entry whose gateway or map it is for.
        entry: &'a Entry,
        /// The IKE version.
        version: IkeVersion,
        /// The far end's proposal.
        proposal: &'a IkeProposal,
    },
    /// Offer and accept this child proposal as well.
    AddChildProposal {
        /// The entry.
        entry: &'a Entry,
        /// The IKE version.
        version: IkeVersion,
        /// The far end's proposal.
        proposal: &'a ChildProposal,
    },
    /// Use another profile for the IKE SA, which the device has.
    UseIkeProfile {
        /// The entry.
        entry: &'a Entry,
        /// The IKE version.
        version: IkeVersion,
        /// The name of the profile.
        profile: &'a str,
    },
    /// Use another profile for child SAs, which the device has.
    UseChildProfile {
        /// The entry.
        entry: &'a Entry,
        /// The name of the profile.
        profile: &'a str,
    },
    /// Set the pre-shared key for this peer; the commands show a placeholder in the place of the key.
    SetPsk {
        /// The entry.
        entry: &'a Entry,
        /// The IKE version.
        version: IkeVersion,
        /// The address (or name) of the peer that the key is for.
        peer: &'a str,
        /// The half of an IKEv2 key that is to be set; the whole key where there is none.
        half: Option<KeyHalf>,
    },
    /// Use a post-quantum pre-shared key; the commands show a placeholder in the place of the key.
    SetPostQuantumKey {
        /// The entry.
        entry: &'a Entry,
        /// The identity of the key, where the far end names one.
        identity: Option<&'a str>,
    },
    /// Set PFS to this group, or switch it off.
    SetPfs {
        /// The entry.
        entry: &'a Entry,
        /// The group; `None` is no PFS.
        group: Option<DhGroup>,
    },
    /// Protect this selector: in the place of a child, or in addition.
    SetSelector {
        /// The entry.
        entry: &'a Entry,
        /// The selector, seen from this device.
        selector: &'a TrafficSelector,
        /// The child whose selector it replaces.
        replaces: Option<&'a Child>,
    },
    /// Let these packets go on to the next entry of the map.
    SendOn {
        /// The entry that takes them now.
        entry: &'a Entry,
        /// The packets, seen from this device.
        selectors: &'a [TrafficSelector],
    },
    /// Search this dynamic entry of a map last.
    SearchLast {
        /// The entry.
        entry: &'a Entry,
    },
    /// Switch an IKE version on for the interface of the entry.
    EnableIke {
        /// The entry.
        entry: &'a Entry,
        /// The version.
        version: IkeVersion,
    },
    /// Let the policy of the peer's sessions allow an IKE version.
    AllowVersion {
        /// The entry.
        entry: &'a Entry,
        /// The version.
        version: IkeVersion,
    },
    /// Bind the crypto map of the entry to an interface.
    ApplyMap {
        /// The entry.
        entry: &'a Entry,
        /// The interface that the peer is faced by, in the device's words, where the files tell it.
        interface: Option<&'a str>,
    },
    /// Let the tunnel of the entry use another interface of its device.
    MoveTo {
        /// The entry.
        entry: &'a Entry,
        /// The interface whose address it uses now.
        from: &'a str,
        /// The interface whose address it should use.
        to: &'a str,
        /// That address.
        address: IpAddr,
        /// The prefix length of the network that the address is in, where the file states it.
        prefix: Option<u8>,
    },
    /// Point the entry at this peer.
    SetPeer {
        /// The entry.
        entry: &'a Entry,
        /// The address that is configured now.
        from: &'a str,
        /// The address that it should be.
        to: &'a str,
    },
    /// Speak this IKE version.
    UseVersion {
        /// The entry.
        entry: &'a Entry,
        /// The version.
        version: IkeVersion,
        /// What the other end has for it, where that can be taken; a device that has nothing for the version needs it.
        wanted: Option<ForVersion<'a>>,
    },
    /// Begin with, or answer, this exchange mode.
    SetExchangeMode {
        /// The entry.
        entry: &'a Entry,
        /// The mode.
        mode: ExchangeMode,
    },
    /// Leave the addresses of what the entry protects as they are.
    ExemptFromTranslation {
        /// The entry.
        entry: &'a Entry,
        /// What it protects and is translated, seen from this device.
        selectors: &'a [TrafficSelector],
        /// The interface that the packets enter by, in the device's words, where it is one.
        entering: Option<&'a str>,
        /// The interface that the packets leave by, in the device's words.
        leaving: &'a str,
        /// What the translation rule that takes them is called: an access list, on the platforms that have one.
        list: Option<&'a str>,
        /// The number of the first entry of that list, on a device that numbers them.
        list_begins: Option<u32>,
        /// How the device is told what not to translate.
        exemption: Exemption<'a>,
        /// The list that chooses what is translated, where it cannot name where packets go and another has to take its place.
        standard: Option<StandardList<'a>>,
        /// The names that objects and lists of the device have already.
        taken: &'a BTreeSet<String>,
        /// The zones that they come from and go to, on the platforms that have zones.
        zones: Option<[&'a str; 2]>,
    },
    /// Route a network to the interface of the tunnel.
    AddRoute {
        /// The entry.
        entry: &'a Entry,
        /// The other end's network.
        network: &'a Addresses,
        /// The interface that it has to leave by, in the device's words.
        leaving: &'a str,
        /// The VRF or router that looks it up; `None` is the global one.
        vrf: Option<&'a str>,
        /// The next hop, where the files tell it.
        hop: Option<IpAddr>,
        /// The route to this very network that leads elsewhere.
        instead_of: Option<&'a Route>,
    },
    /// Let IKE or ESP from the peer in, before everything else in an access list.
    PermitIke {
        /// The entry.
        entry: &'a Entry,
        /// The name or number of the access list.
        list: &'a str,
        /// The number of its first entry, on a device that numbers them.
        list_begins: Option<u32>,
        /// The zones that IKE comes from and goes to, where rules between zones drop it.
        zones: Option<&'a [String; 2]>,
        /// The peer's address.
        peer: IpAddr,
        /// The address of the device itself, where it is known.
        own: Option<IpAddr>,
        /// The UDP port of IKE; `None` is ESP.
        port: Option<u16>,
    },
    /// Let what the tunnel carries pass from one zone to another, before every other rule.
    PermitBetween {
        /// The entry.
        entry: &'a Entry,
        /// The zones that it comes from and goes to.
        zones: &'a [String; 2],
        /// The packets, from their sender to their receiver.
        selector: &'a TrafficSelector,
    },
    /// Put an interface into a zone.
    JoinZone {
        /// The entry.
        entry: &'a Entry,
        /// The interface.
        link: &'a str,
        /// The zone, where the file tells which.
        zone: Option<&'a str>,
    },
    /// Put an interface into the router of the tunnel's outer interface.
    JoinRouter {
        /// The entry.
        entry: &'a Entry,
        /// The interface.
        link: &'a str,
    },
    /// Bring the interface up that is shut down.
    BringUp {
        /// The entry.
        entry: &'a Entry,
        /// The interface, by the name of its block.
        link: &'a str,
    },
    /// Carry packets through the tunnel interface as they are, without a header of GRE.
    CarryUnwrapped {
        /// The entry.
        entry: &'a Entry,
        /// The interface, by the name that routes use.
        link: &'a str,
    },
    /// Accept this identity of the peer.
    AcceptIdentity {
        /// The entry.
        entry: &'a Entry,
        /// The IKE version.
        version: IkeVersion,
        /// The identity.
        identity: &'a Identity,
    },
}
