//! What lies outside of configurations that predict success: the way between the ends, what filters it, and what really
//! runs on them. Each with the command that tells it apart, on each device.

use std::net::IpAddr;

use crate::check::Check;
use crate::diagnose::{Candidate, Diagnosis, Standing};
use crate::model::{Addresses, Device, Entry, IkeVersion, Interface, PeerAddress};
use crate::negotiation::Outcome;
use crate::pairing::TunnelEnd;
use crate::platform::{self, NOTHING_ASKS, Probe, Site};

/// A cause that no configuration shows.
#[derive(Clone, Debug)]
pub struct Outside {
    /// The cause, in one sentence without a full stop.
    pub what: &'static str,
    /// The rule that would find it, were it in one of the configurations; `None` where none could.
    pub rule: Option<&'static str>,
    /// What to run, by device.
    pub runs: Vec<Run>,
    /// What the output tells.
    pub tells: &'static str,
}

/// A command on a device.
#[derive(Clone, Debug)]
pub struct Run {
    /// The device, as an index into the devices of the check.
    pub device: usize,
    /// The command, with the addresses that the configurations have.
    pub command: String,
}

/// A kind of cause, by the rule that finds it inside of a configuration, or by the cause of a state that no rule finds.
struct Kind {
    rule: &'static str,
    cause: &'static str,
    what: &'static str,
    probe: Probe,
    tells: &'static str,
}

/// The kinds, in the order in which packets meet them.
const KINDS: [Kind; 6] = [
    Kind {
        rule: "",
        cause: NOTHING_ASKS.what,
        what: "no packet has asked for the tunnel yet: it comes up with the first one that its selectors take, or when it is told \
               to",
        probe: Probe::Begin,
        tells: "If it comes up now, nothing was wrong. If not, what is shown and logged while it is tried tells more.",
    },
    Kind {
        rule: "no-route-to-peer",
        cause: "",
        what: "the other end is down, or the way there or back is broken outside of the two devices",
        probe: Probe::Reach,
        tells: "An answer rules it out. Silence proves nothing by itself, since many devices drop pings.",
    },
    Kind {
        rule: "udp-500-blocked",
        cause: "",
        what: "something between the ends drops UDP 500, in one direction or in both",
        probe: Probe::Ike,
        tells: "What leaves one end and does not arrive at the other is dropped in between. If nothing leaves, no packet \
                asks for the tunnel.",
    },
    Kind {
        rule: "udp-4500-blocked",
        cause: "",
        what: "a NAT between the ends that the configurations do not show, and UDP 4500 dropped on the way",
        probe: Probe::Ike,
        tells: "From MM5, AM3 or IKE_AUTH on the packets leave on UDP 4500, and do not arrive at the other end.",
    },
    Kind {
        rule: "esp-blocked",
        cause: "",
        what: "something between the ends drops ESP: IP protocol 50, or UDP 4500 behind a NAT",
        probe: Probe::Esp,
        tells: "ESP leaves one end and does not arrive at the other, while IKE goes through.",
    },
    Kind {
        rule: "no-route-to-remote-network",
        cause: "",
        what: "behind one of the ends: a host or a router there does not send the other end's networks to this device, or a host \
               does not answer",
        probe: Probe::Esp,
        tells: "Ping a host on the other side from a host behind each end. Where nothing leaves an end, its packets never \
                came to it; where ESP arrives and nothing goes back, the far side does not answer.",
    },
];

/// Always possible, and the last to be thought of.
const RUNNING: Kind = Kind {
    rule: "",
    cause: "",
    what: "the devices do not run these configurations: changed since, not committed, not loaded",
    probe: Probe::Running,
    tells: "Hold it against the files; after a change, clear the SAs of this peer once, since what is up stays as it was made.",
};

/// What an SA that these configurations cannot make comes of.
const OTHERS_RUN: Kind = Kind {
    rule: "",
    cause: "",
    what: "the devices do not run these configurations, or what is seen is another SA: with these no IKE SA comes up",
    probe: Probe::Running,
    tells: "Hold it against the files, and the peer's address against the one that is listed. An SA from before a change stays \
            until it is cleared or its lifetime ends.",
};

/// What can cause it outside of two configurations that have no fault that shows so; empty where a fault explains it.
pub(super) fn outside(check: &Check, diagnosis: &Diagnosis) -> Vec<Outside> {
    if diagnosis.is_contradicted {
        return vec![cause(check, &OTHERS_RUN)];
    }
    let is_sound = check.given().len() == 2 && check.tunnels.iter().any(|tunnel| !stalls(tunnel));
    if !is_sound || !diagnosis.explained.is_empty() || diagnosis.of_these_tunnels().next().is_none() {
        return Vec::new();
    }
    let is_meant = |kind: &&Kind| {
        let rest = diagnosis.candidates.iter().chain(&diagnosis.excluded);
        rest.filter(|candidate| candidate.standing == Standing::Outside)
            .any(|own| own.rules.contains(&kind.rule) || own.what == kind.cause)
    };
    KINDS.iter().filter(is_meant).chain([&RUNNING]).map(|kind| cause(check, kind)).collect()
}

fn stalls(tunnel: &crate::check::Tunnel) -> bool {
    tunnel.directions.iter().all(|direction| !matches!(direction.outcome, Outcome::Establishes | Outcome::Undetermined))
}

/// Whether the causes outside of the configurations say the same, and more exactly: every rule of the candidate that could
/// have found it did not, but for those about the way.
pub(super) fn is_replaced(candidate: &Candidate, is_excluded: impl Fn(&str) -> bool) -> bool {
    let is_kind = |rule: &str| KINDS.iter().any(|kind| kind.rule == rule) || rule == "recursive-route";
    let is_known = KINDS.iter().any(|kind| kind.cause == candidate.what);
    candidate.standing == Standing::Outside
        && (is_known || candidate.rules.iter().any(|rule| is_kind(rule)))
        && candidate.rules.iter().all(|rule| is_kind(rule) || is_excluded(rule))
}

fn cause(check: &Check, kind: &Kind) -> Outside {
    let runs = (0..check.given().len()).filter_map(|device| run(check, kind.probe, device));
    let rule = Some(kind.rule).filter(|rule| !rule.is_empty());
    Outside { what: kind.what, rule, runs: runs.collect(), tells: kind.tells }
}

fn run(check: &Check, probe: Probe, device: usize) -> Option<Run> {
    let platform = platform::by_id(check.devices[device].platform)?;
    let command = platform.probe(probe, version(check));
    Some(Run { device, command: site(check, device).fill(command) })
}

/// The version that the first tunnel speaks.
fn version(check: &Check) -> IkeVersion {
    let attempts = check.tunnels.iter().flat_map(|tunnel| &tunnel.directions).filter_map(|own| own.deciding());
    attempts.filter_map(|attempt| attempt.version).next().unwrap_or(IkeVersion::V1)
}

/// What the configurations tell of a device's end of the first tunnel, or of its only entry.
pub(super) fn site(check: &Check, device: usize) -> Site<'_> {
    // Of several tunnels of one configuration none is the one that is meant.
    let tunnels = if check.is_alone() && check.tunnels.len() > 1 { &[] } else { &check.tunnels[..] };
    let end = tunnels.iter().flat_map(|tunnel| &tunnel.pair.ends).find(|end| end.device == device);
    let (entry, rank) = match end {
        Some(TunnelEnd { entry: Some(entry), rank, .. }) => (check.devices[device].entries.get(*entry), *rank),
        Some(_) => (None, 0),
        None => (only(&check.devices[device].entries), 0),
    };
    let Some(entry) = entry else { return Site::default() };
    let peer = match entry.peers.get(rank).map(|peer| &peer.value) {
        Some(PeerAddress::Address(peer)) => Some(*peer),
        _ => None,
    };
    let own = &check.devices[device];
    let selector = entry.children.first().map(|child| &child.selector);
    let (local, remote) = (selector.map(|own| &own.local), selector.map(|own| &own.remote));
    let far = check.given().iter().enumerate().find(|(at, _)| *at != device).map(|(_, other)| other);
    let far_own = far.and_then(|far| inside(far, remote?)).map(|(address, _)| address);
    Site {
        own: entry.local_addresses.iter().find_map(|own| own.known().copied()),
        peer,
        interface: Some(entry.interface.as_str()).filter(|interface| !interface.is_empty()),
        tunnel: platform::by_id(own.platform).map(|platform| platform.tunnel_name(entry)),
        host: local.and_then(|local| host(local, own)),
        inside: local.and_then(|local| inside(own, local)),
        far_host: far_own.or_else(|| host(remote?, own)),
    }
}

/// The device's own address in a network, with its interface.
fn inside<'a>(device: &'a Device, network: &Addresses) -> Option<(IpAddr, &'a str)> {
    let addresses = |interface: &'a Interface| {
        interface.addresses.iter().filter_map(|own| own.known()).map(|own| (*own, interface.name.as_str()))
    };
    let is_inside = |(own, _): &(IpAddr, &str)| network.contains(&Addresses::host(*own)) == Some(true);
    device.interfaces.iter().flat_map(addresses).find(is_inside)
}

/// An address in a network that is not the device's; `None` for a network that is all addresses.
fn host(network: &Addresses, device: &Device) -> Option<IpAddr> {
    match network {
        Addresses::Net(net) if net.prefix_len() > 0 => net.hosts().find(|host| !device.owns(*host)),
        _ => None,
    }
}

fn only(entries: &[Entry]) -> Option<&Entry> {
    let [entry] = entries else { return None };
    Some(entry)
}
