//! The lines of a file that concern the path of packets, by what they are about. They are no VPN lines, and are read only
//! where the path is lowered.

use std::collections::{BTreeMap, BTreeSet};

use crate::platform::cisco::outline::{Block, Line};
use crate::platform::ios::heads::Kind;
use crate::platform::ios::reader::is_standard_number;
use crate::source::Span;

/// Lines about the path of packets, unread.
#[derive(Debug, Default)]
pub(super) struct PathLines<'a> {
    /// Lines of the whole device: `ip route`, `ip nat`.
    pub(super) top: Vec<Line<'a>>,
    /// The lines of each interface, by its head.
    pub(super) interfaces: BTreeMap<Span, Vec<Line<'a>>>,
    /// The entries of each access list, by its name; whether it is one for IPv6.
    pub(super) lists: BTreeMap<&'a str, (bool, Vec<Line<'a>>)>,
    /// The names of those that name the source alone.
    pub(super) standard: BTreeSet<&'a str>,
    /// Route maps: for each name its heads and their lines.
    pub(super) route_maps: BTreeMap<&'a str, Vec<(Line<'a>, Vec<Line<'a>>)>>,
    /// The lines of each object group of services, by its name.
    pub(super) service_groups: BTreeMap<&'a str, Vec<Line<'a>>>,
    /// The lines of each policy map, by its name.
    policy_maps: BTreeMap<&'a str, Vec<Line<'a>>>,
    /// The policy for what is for the router itself: `service-policy input` below `control-plane`.
    control_plane: Option<Line<'a>>,
    /// The first line by which routes may come that the file does not state.
    pub(super) routing: Option<Span>,
    /// The first routing protocol.
    pub(super) protocol: Option<Span>,
    /// Heads of blocks with reverse route injection.
    pub(super) injecting: Vec<Span>,
    /// Whether a profile puts decrypted packets into another VRF.
    pub(super) inner_vrf: bool,
    /// Whether packets are inspected, so that answers pass access lists.
    pub(super) inspects: bool,
}

impl<'a> PathLines<'a> {
    /// Takes what a block says about the path.
    pub(super) fn add(&mut self, block: &Block<'a, Kind>) {
        let text = block.head.text;
        let words: Vec<&'a str> = text.split_ascii_whitespace().take(4).collect();
        let nth = |at: usize| words.get(at).copied().unwrap_or_default();
        let body = || block.body.iter().copied();
        let body_has =
            |starts: &[&str]| block.body.iter().any(|line| starts.iter().any(|own| line.text.starts_with(own)));
        match block.kind {
            Some(Kind::Interface) => {
                if body_has(&["ipv6 address autoconfig"]) {
                    self.routing = self.routing.or(Some(block.head.span));
                }
                self.inspects |= body_has(&["ip inspect", "zone-member"]);
                self.interfaces.insert(block.head.span, block.body.clone());
            }
            Some(Kind::NamedList) => self.list(nth(3), false).extend(body()),
            Some(Kind::Ipv6List) => self.list(nth(2), true).extend(body()),
            Some(Kind::StandardList) => {
                self.standard.insert(nth(3));
                self.list(nth(3), false).extend(body());
            }
            Some(Kind::NumberedList) => {
                if is_standard_number(nth(1)) {
                    self.standard.insert(nth(1));
                }
                self.list(nth(1), false).push(block.head);
            }
            Some(
                Kind::CryptoMap | Kind::DynamicMap | Kind::IsakmpProfile | Kind::IpsecProfile | Kind::Ikev2Profile,
            ) => {
                if body_has(&["reverse-route", "set reverse-route"]) {
                    self.injecting.push(block.head.span);
                }
                // Authorisation lets the ends of a tunnel tell each other routes (Cisco FlexVPN, `route set`).
                if block.kind == Some(Kind::Ikev2Profile) && body_has(&["aaa authorization "]) {
                    self.injecting.push(block.head.span);
                }
                let profile = matches!(block.kind, Some(Kind::IsakmpProfile | Kind::Ikev2Profile));
                self.inner_vrf |= profile && body_has(&["vrf ", "ivrf "]);
            }
            None if nth(0) == "route-map" => {
                self.route_maps.entry(nth(1)).or_default().push((block.head, block.body.clone()));
            }
            None if text.starts_with("object-group service ") => {
                self.service_groups.entry(nth(2)).or_default().extend(body());
            }
            None if nth(0) == "policy-map" => {
                self.policy_maps.entry(words.last().copied().unwrap_or_default()).or_default().extend(body());
            }
            None if nth(0) == "control-plane" => {
                self.control_plane = body().find(|line| line.text.starts_with("service-policy input "));
            }
            None if ["router ", "ipv6 router ", "ip local policy ", "ip default-", "no ip routing"]
                .iter()
                .any(|own| text.starts_with(own)) =>
            {
                self.routing = self.routing.or(Some(block.head.span));
                let is_protocol = text.starts_with("router ") || text.starts_with("ipv6 router ");
                self.protocol = self.protocol.or(Some(block.head.span).filter(|_| is_protocol));
            }
            None => {
                self.inspects |= text.starts_with("zone-pair ");
                self.top.push(block.head);
            }
            _ => {}
        }
    }

    /// Takes a line of the whole device that changes a list.
    pub(super) fn change(&mut self, name: &'a str, line: Line<'a>) {
        if let Some((_, lines)) = self.lists.get_mut(name) {
            lines.push(line);
        }
    }

    /// The line of a policy for what is for the router itself by which IKE or ESP may be dropped: one with a class that drops
    /// whatever conforms, or one that the file does not show. A class that limits a rate lets a negotiation pass (Cisco IOS,
    /// control plane policing).
    pub(super) fn control_plane_drops(&self) -> Option<Span> {
        let line = self.control_plane?;
        let name = line.text.split_ascii_whitespace().next_back()?;
        let drops = |own: &Line<'_>| own.text.trim() == "drop" || own.text.contains("conform-action drop");
        let passes = self.policy_maps.get(name).is_some_and(|lines| !lines.iter().any(drops));
        (!passes).then_some(line.span)
    }

    fn list(&mut self, name: &'a str, ipv6: bool) -> &mut Vec<Line<'a>> {
        &mut self.lists.entry(name).or_insert((ipv6, Vec::new())).1
    }
}
