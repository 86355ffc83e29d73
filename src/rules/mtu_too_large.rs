//! `mtu-too-large`.

use crate::model::path::{Leads, Link};
use crate::model::packet_size::IP_HEADER;
use crate::model::space::AddressSet;
use crate::model::{Entry, EntryKind, IkeVersion, PeerAddress};
use crate::negotiation::{End, Nat, Side};
use crate::rules::context::label;
use crate::rules::{Finding, Severity, TunnelContext};
use crate::source::Span;

rule! {
    /// Packets that the tunnel interface takes do not fit the outer interface once they are wrapped.
    ///
    /// ## What it checks
    ///
    /// The largest packet that the tunnel interface takes (`ip mtu`), or the largest TCP segment that it lets hosts agree on
    /// (`ip tcp adjust-mss`, and 40 octets of headers), with GRE (24 octets: an IP header and four) and ESP around it, against
    /// the MTU of the outer interface. ESP is reckoned with those of the configured algorithms that add the least, so that
    /// what is told does not fit with any of them. Without a line, GRE under a crypto map takes packets as large as fit the
    /// outer interface with GRE alone, and ESP comes on top; that is told as an info.
    ///
    /// Segments that make larger packets than `ip mtu` takes are a warning as well: each is cut, or refused, before it enters.
    ///
    /// An ASA derives the MTU of its tunnel interfaces itself; PAN-OS lowers the segments of its tunnel interfaces itself.
    /// Neither is checked. The path between the ends may be narrower than the outer interface; no file shows that.
    ///
    /// ## Why it matters
    ///
    /// The tunnel comes up and small packets pass. A large one is cut into fragments after it was encrypted, which the other
    /// end has to put together before it can decrypt, or is dropped where it must not be fragmented. Where a firewall on the
    /// path drops fragments, or the ICMP messages that say so, pings pass and file transfers hang.
    ///
    /// ## What each device shows
    ///
    /// IOS: `show ip traffic` counts fragments created and reassembled; `ping PEER-LAN size 1400 df-bit` fails where the
    /// default size passes. `show crypto ipsec sa` shows `path mtu` and `ip mtu`.
    ///
    /// ## What to do
    ///
    /// `ip mtu 1400` and `ip tcp adjust-mss 1360` on the tunnel interface leave room for GRE and ESP with an outer MTU of
    /// 1500 and a check value of up to 16 octets.
    RULE = "NET312" "mtu-too-large",
    "Packets for the tunnel do not fit once they are wrapped",
    [
        "Cisco, document 25885: IPv4 fragmentation, MTU, MSS and PMTUD issues with GRE and IPsec",
        "RFC 4303 section 2; RFC 2784 section 2; RFC 3602, RFC 2451, RFC 4106, RFC 4868",
        "Cisco ASA VPN guide, virtual tunnel interfaces: the MTU is set according to the physical interface",
    ],
    Tunnel(check)
}

/// A GRE header without options (RFC 2784, section 2.1).
const GRE_HEADER: u32 = 4;
/// The headers of IPv4 and TCP without options, which a maximum segment size leaves out (RFC 6691).
const TCP_AND_IP: u32 = 40;

/// What is around a packet of a tunnel interface on its way out.
struct Wrapping<'a> {
    entry: &'a Entry,
    carrier: &'a Link,
    outer: &'a Link,
    outer_mtu: u32,
    /// The octets before the packet that ESP protects with it, its IP header first; 0 and 0 where there are none.
    headers: (u32, u32),
    in_udp: bool,
}

fn check(cx: &TunnelContext<'_>, out: &mut Vec<Finding>) {
    for end in End::BOTH {
        let Some(wrapping) = Wrapping::of(cx.side(end), cx.side(end.other())) else { continue };
        out.extend(wrapping.finding(cx.name(end)));
    }
}

impl<'a> Wrapping<'a> {
    fn of(side: Side<'a>, other: Side<'_>) -> Option<Self> {
        let (path, entry) = (side.device.path.as_ref()?, side.entry?);
        let tunnel = path.tunnel(entry.span)?;
        let carrier = path.link(tunnel.carrier()?)?;
        let headers = match entry.kind {
            EntryKind::Vti => (0, 0),
            EntryKind::TunnelProtection => (IP_HEADER, GRE_HEADER),
            _ if tunnel.wraps.is_some() => (IP_HEADER, GRE_HEADER),
            _ => return None,
        };
        // IP in IP adds a header without one of GRE.
        let is_gre = entry.children.iter().all(|child| child.selector.protocol.is_none_or(|protocol| protocol == 47));
        let PeerAddress::Address(peer) = &entry.peers.get(side.rank)?.value else { return None };
        let steps = path.routes_to(tunnel.outside_vrf.as_deref(), &AddressSet::one(*peer));
        let [step] = steps.as_slice() else { return None };
        let Leads::To(name) = &step.leads else { return None };
        let outer = path.link(name).filter(|outer| is_gre && peer.is_ipv4() && outer.name != carrier.name)?;
        let outer_mtu = outer.mtu.map(|(mtu, _)| mtu).or(outer.default_mtu)?;
        let in_udp = side.nat(&other).is_some_and(Nat::is_certain);
        Some(Self { entry, carrier, outer, outer_mtu, headers, in_udp })
    }

    /// The size on the outer interface of a packet for the tunnel, with the proposal that adds the least.
    fn size(&self, packet: u32) -> Option<u32> {
        let settings = [IkeVersion::V1, IkeVersion::V2].into_iter().filter_map(|version| self.entry.settings(version));
        let (header, more) = self.headers;
        let sizes: Option<Vec<u32>> = settings
            .flat_map(|settings| &settings.child_proposals)
            .map(|proposal| proposal.wrapped_size(header, more + packet, self.in_udp))
            .collect();
        sizes?.into_iter().min()
    }

    /// The size on the outer interface, where that does not take it.
    fn too_large(&self, packet: u32) -> Option<u32> {
        self.size(packet).filter(|size| *size > self.outer_mtu)
    }

    fn finding(&self, name: &str) -> Option<Finding> {
        let carrier = &self.carrier.name;
        let segment = self.carrier.mss.map(|(mss, at)| (mss + TCP_AND_IP, at));
        let large_segment = segment.and_then(|(packet, at)| Some((packet, at, self.too_large(packet)?)));
        let beyond = segment.zip(self.carrier.mtu).filter(|((packet, _), (mtu, _))| packet > mtu);
        if let Some(((packet, at), (mtu, mtu_at))) = beyond.filter(|(_, (mtu, _))| self.too_large(*mtu).is_none()) {
            let message =
                format!("{carrier} of {name} lets TCP segments make packets of {packet} octets, and takes {mtu} itself");
            let finding = Finding::new(&RULE, Severity::Warning, message, label(at, format!("makes packets of {packet} octets")));
            let least = mtu.saturating_sub(TCP_AND_IP);
            return Some(
                finding
                    .label(mtu_at, format!("takes packets of {mtu} octets"))
                    .help(format!("Set `ip tcp adjust-mss {least}`, so that no segment has to be cut or refused."))
                    .values([carrier.clone(), packet.to_string()]),
            );
        }
        if let Some((mtu, at)) = self.carrier.mtu {
            let size = self.too_large(mtu)?;
            // TCP is most of what is large, and may have been taken care of.
            let severity = if segment.is_some() && large_segment.is_none() { Severity::Info } else { Severity::Warning };
            let message = format!("{carrier} of {name} takes packets of {mtu} octets, which have {size} once they are wrapped");
            return Some(self.tell(severity, message, at, format!("lets packets of {mtu} octets into the tunnel")));
        }
        if let Some((packet, at, size)) = large_segment {
            let message = format!(
                "{carrier} of {name} lets TCP segments make packets of {packet} octets, which have {size} once they are wrapped"
            );
            return Some(self.tell(Severity::Warning, message, at, format!("makes packets of {packet} octets")));
        }
        // Only of GRE under a crypto map it is documented that ESP is not reckoned with.
        let is_unprotected = self.carrier.mss.is_none() && self.entry.kind == EntryKind::CryptoMap;
        let mtu = self.outer_mtu.checked_sub(self.headers.0 + self.headers.1).filter(|_| is_unprotected)?;
        let size = self.too_large(mtu)?;
        let message =
            format!("{carrier} of {name} takes packets of {mtu} octets by default, which have {size} once they are wrapped");
        Some(self.tell(Severity::Info, message, self.carrier.span, "states no MTU".to_owned()))
    }

    fn tell(&self, severity: Severity, message: String, at: Span, note: String) -> Finding {
        let outer = self.outer.mtu.map_or(self.outer.span, |(_, at)| at);
        Finding::new(&RULE, severity, message, label(at, note))
            .label(outer, format!("{} takes packets of {} octets", self.outer.name, self.outer_mtu))
            .help("Set `ip mtu 1400` and `ip tcp adjust-mss 1360` on the tunnel interface, or less where the path is narrower.")
            .values([self.carrier.name.clone(), self.outer_mtu.to_string()])
    }
}
