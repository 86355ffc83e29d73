//! `nat-exemption-missing`.

use std::collections::BTreeSet;

use crate::advice::{Change, Exemption, StandardList};
use crate::model::path::{Leads, Links, Path, Translation};
use crate::model::space::{Action, AddressSet, Cell, ListEntry, Packets};
use crate::model::{Addresses, TrafficSelector};
use crate::rules::obstacles::{Met, met, suspected};
use crate::rules::{Finding, TunnelContext};
use crate::traffic::Hindrance;

rule! {
    /// Packets for the tunnel are translated before they reach it, so that they no longer match what it protects.
    ///
    /// ## Why no traffic passes
    ///
    /// A device translates addresses before it looks for a tunnel. A rule that hides the inner network behind the outer
    /// address takes the packets for the other end's network as well, unless an earlier rule exempts them. The crypto
    /// access list then sees the outer address, matches nothing, and the packets leave unencrypted. If this end should
    /// begin, it never does; if the other end begins, the tunnel comes up and packets pass one way only.
    ///
    /// It is an error where the rule takes all of the packets, and what they become lies outside of everything that the
    /// tunnel protects. Where it takes a part of them, from a network that is there to one that the other end has, it is a
    /// warning that names that part. Between two tunnel interfaces, and for what routes lead into one, it is a
    /// warning, and the traffic unknown: no source says that one drops what its selectors do not match. Answers to the new
    /// address do not find the way back through the tunnel by a route to the inner network either.
    ///
    /// ## What each device shows
    ///
    /// `show crypto ipsec sa` counts packets decapsulated and none encapsulated, or there is no SA at all. On an ASA
    /// `packet-tracer input inside icmp 10.1.0.5 8 0 10.2.0.5` names the rule in its NAT phase; what the other end sends it may
    /// drop, since the answers would be translated. On IOS `show ip nat translations` lists the inner host with the other end's
    /// address as the outside address. On PAN-OS `test nat-policy-match` names the rule.
    ///
    /// ## What to do
    ///
    /// ASA from 8.3 on: an identity translation (`source static` and `destination static` with the same object twice)
    /// before the rule. Up to 8.2: a line in the list of `nat (inside) 0 access-list`. IOS: a deny before the permit in
    /// the list of `ip nat inside source`. PAN-OS: a rule without translation before it.
    RULE = "NET307" "nat-exemption-missing",
    "A translation changes packets before they reach the tunnel",
    [
        "Cisco ASA CLI configuration guide, NAT for VPN; how NAT rules are ordered",
        "Cisco IOS, NAT order of operation (document 6209): inside to outside, routing and NAT come before the crypto map",
        "Cisco ASA syslog messages, 305011 and 305013",
        "NetworkLessons.com, Cisco ASA NAT exemption",
    ],
    Tunnel(check)
}

/// The interface that the packets enter by: the one that the rule names, or the one that their addresses lie behind.
fn entering(path: &Path, rule: &Translation, leaving: &str, selector: &TrafficSelector) -> Option<String> {
    if let Links::Of(names) = &rule.from
        && let [only] = names.as_slice()
    {
        return Some(only.clone());
    }
    let [least, _] = selector.packets();
    let vrf = path.link(leaving).and_then(|link| link.vrf.as_deref());
    match path.routes_to(vrf, &least.source).as_slice() {
        [step] => match &step.leads {
            Leads::To(name) if name != leaving => Some(name.clone()),
            _ => None,
        },
        _ => None,
    }
}

/// What the entries of a list permit and deny, by their sources; `None` where that is not known, or no prefix each.
fn sources(rule: &Translation) -> Option<Vec<(bool, Addresses)>> {
    let of = |entry: &ListEntry| {
        let permits = match entry.action {
            Action::Permit => true,
            Action::Deny => false,
            Action::Unknown => return None,
        };
        let from = Packets::from(Cell::between((*entry.source.least).clone(), AddressSet::all_v4()));
        let selectors = from.selectors(1).filter(|_| entry.certain && entry.source.is_known())?;
        Some((permits, selectors.into_iter().next()?.local))
    };
    rule.takes.entries.iter().map(of).collect()
}

/// Where packets go, for people.
fn words(selector: &TrafficSelector) -> String {
    format!("from {} to {}", selector.local, selector.remote)
}

const STANDARD_LIST: &str = "Put an extended access list in the place of the standard one, which names the source alone: first \
                             deny the packets for the other end's network, then permit what the standard one permits.";

fn check(cx: &TunnelContext<'_>, out: &mut Vec<Finding>) {
    let is_translated = |met: &&Met<'_>| met.obstacle.hindrance == Hindrance::Translated;
    out.extend(met(cx).iter().filter(is_translated).map(|met| told(cx, met)));
    out.extend(suspected(cx).iter().filter(is_translated).map(|met| told(cx, met).warning().likely()));
    let is_part = |met: &&Met<'_>| met.obstacle.hindrance == Hindrance::PartTranslated;
    out.extend(suspected(cx).iter().filter(is_part).map(|met| told(cx, met).warning()));
}

fn told(cx: &TunnelContext<'_>, met: &Met<'_>) -> Finding {
    let name = cx.name(met.sender);
    let packets = match met.obstacle.hindrance {
        Hindrance::PartTranslated => {
            let parts: Vec<String> = met.selectors().iter().map(words).collect();
            format!("a part of what it sends, {},", parts.join(" and "))
        }
        _ => format!("what it sends {},", words(met.selector())),
    };
    let effect = match met.obstacle.asked.routed {
        true => "that the other end gets it from elsewhere",
        false => "that the tunnel does not match it",
    };
    let message = format!("{name} translates {packets} so {effect}");
    let side = cx.side(met.sender);
    let path = side.device.path.as_ref();
    let rule = path.and_then(|path| path.translations.iter().find(|rule| rule.span == met.obstacle.at));
    let list = rule.and_then(|rule| rule.takes.name.strip_prefix("access list "));
    let mut finding = met.error(cx, &RULE, message, format!("takes these packets{}", met.example()));
    if let (Some(rule), Some(packet)) = (rule, met.obstacle.example) {
        finding = finding.label(rule.takes.line(&packet), "chooses them for translation");
    }
    // No line of such a list names where packets go.
    let is_standard = rule.is_some_and(|rule| rule.takes.name.starts_with("standard "));
    let sources = rule.filter(|_| is_standard).and_then(sources);
    let standard = rule.zip(sources.as_ref()).and_then(|(rule, entries)| {
        let name = rule.takes.name.strip_prefix("standard access list ")?;
        Some(StandardList { name, entries, command: rule.command.as_deref()? })
    });
    if let Some(entry) = side.entry.filter(|_| !is_standard || standard.is_some()) {
        let leaving = path.and_then(|path| path.tunnel(entry.span)?.inside.as_deref()).unwrap_or("<outside>");
        let selector = met.selector();
        let entering = path.zip(rule).and_then(|(path, rule)| entering(path, rule, leaving, selector));
        let zone = |link: Option<&str>| path?.link(link?)?.zone.as_deref();
        let zones = zone(entering.as_deref()).zip(zone(Some(leaving))).map(|(from, to)| [from, to]);
        let none = BTreeSet::new();
        let lists = path.and_then(|path| path.exempting_lists.as_ref());
        let bound = lists.map(|lists| entering.as_ref().and_then(|entering| lists.get(entering)));
        let exemption = match bound {
            None => Exemption::Rule,
            Some(None) => Exemption::NewList,
            Some(Some(list)) => Exemption::List(list),
        };
        let change = Change::ExemptFromTranslation {
            entry,
            exemption,
            standard,
            selectors: &met.selectors(),
            entering: entering.as_deref(),
            leaving,
            list,
            list_begins: list.and_then(|list| path?.list_begins.get(list).copied()),
            taken: path.map_or(&none, |path| &path.object_names),
            zones,
        };
        finding = finding.fixes([cx.fix(met.sender, &change)]);
    }
    finding.help(match is_standard {
        true => STANDARD_LIST,
        false => "Exempt the packets for the other end's network from translation, before this rule.",
    })
}
