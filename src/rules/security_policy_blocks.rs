//! `security-policy-blocks`.

use crate::advice::Change;
use crate::model::path::{Lack, Leads, Path, Step, Zones};
use crate::rules::obstacles::{Met, met, suspected};
use crate::rules::{Finding, Fix, TunnelContext};
use crate::traffic::Hindrance;

rule! {
    /// A filter drops everything that one network sends to the other through the tunnel.
    ///
    /// ## Why no traffic passes
    ///
    /// An access list on the way in, a filter of the tunnel's group policy, or the security rules between the zones drop
    /// the packets before they are encrypted, or after they are decrypted. An ASA passes decrypted packets by the access
    /// list of the interface, unless `no sysopt connection permit-vpn` is set. IOS holds what it decrypts and what it is to
    /// encrypt against the lists of `set ip access-group` of the crypto map entry. A list ends with an implicit deny.
    ///
    /// PAN-OS lets answers pass without a rule, so that a rule for one direction alone is a warning, which says what the other
    /// end cannot begin. Where neither end lets in, or out, what would open the sessions of the same
    /// packets, nothing can ever begin.
    ///
    /// A PAN-OS interface that is in no zone passes nothing: no rule can name it.
    ///
    /// It speaks only where nothing of what the tunnel protects passes. A filter that lets a part pass is taken to be
    /// meant so, and leaves the traffic unknown.
    ///
    /// ## What each device shows
    ///
    /// The SAs are up, and the counters of one direction stand still.
    ///
    /// ## What to do
    ///
    /// Permit the packets before the line that drops them.
    RULE = "NET309" "security-policy-blocks",
    "A filter drops everything that the tunnel should carry",
    [
        "Cisco ASA CLI configuration guide, access rules: implicit deny; vpn-filter",
        "Cisco, document 221457: sysopt connection permit-vpn",
        "Cisco IOS, Crypto Access Check on Clear-Text Packets (Security for VPNs with IPsec configuration guide, 15M&T)",
        "Cisco ASA syslog messages, 106023 and 106100; Cisco IOS System Message Guide, SEC-6-IPACCESSLOGP",
        "Palo Alto Networks, PAN-OS 11.0 administrator's guide, Security Policy: intrazone and interzone default rules",
        "Palo Alto Networks, PAN-OS 10.1 web interface help, Security Zone Overview: an interface processes traffic once it is in a zone",
    ],
    Tunnel(check)
}

fn check(cx: &TunnelContext<'_>, out: &mut Vec<Finding>) {
    for met in met(cx) {
        if let Hindrance::Lacks { link, lack: Lack::Zone } = &met.obstacle.hindrance {
            outside_of_zones(cx, &met, link, out);
        }
        out.extend(dropped(cx, &met, "sends"));
    }
    // Answers to what the other end begins pass all the same.
    let begun = suspected(cx);
    out.extend(begun.iter().filter_map(|met| dropped(cx, met, "begins")).map(Finding::warning));
}

/// What a list drops of what the sender `does`.
fn dropped(cx: &TunnelContext<'_>, met: &Met<'_>, does: &str) -> Option<Finding> {
        let Hindrance::Filtered { list, by_end, bound_at, zones } = &met.obstacle.hindrance else { return None };
        let (name, selector) = (cx.name(met.obstacle.end), met.selector());
        let message = format!("{name} drops what {} {does} from {} to {}: {list}", cx.name(met.sender), selector.local, selector.remote);
        let what = match (by_end, zones) {
            (false, _) => "drops these packets",
            (true, None) => "the list ends here, and what it does not name is dropped",
            (true, Some(_)) => "the rules end here without one for these packets, and between zones the default denies",
        };
        Some(
            met.error(cx, &RULE, message, format!("{what}{}", met.example()))
                .label(*bound_at, "puts the list here")
                .help("Permit the packets of the tunnel before the line that drops them.")
                .fixes(zones.as_ref().and_then(|zones| permit(cx, met, zones)))
                .values([list.clone()]),
        )
}

fn permit(cx: &TunnelContext<'_>, met: &Met<'_>, zones: &[String; 2]) -> Option<Fix> {
    let entry = cx.entry(met.obstacle.end)?;
    Some(cx.fix(met.obstacle.end, &Change::PermitBetween { entry, zones, selector: met.selector() }))
}

/// An interface that is in no zone: told once, whichever end sends.
fn outside_of_zones(cx: &TunnelContext<'_>, met: &Met<'_>, link: &str, out: &mut Vec<Finding>) {
    if out.iter().any(|finding| finding.rule.name == RULE.name && finding.primary.span == met.obstacle.at) {
        return;
    }
    let end = met.obstacle.end;
    let message = format!("{link} of {} is in no zone, so that nothing passes through it", cx.name(end));
    let (entry, path) = (cx.entry(end), cx.side(end).device.path.as_ref());
    let zone = path.and_then(|path| free_zone(path, link).or_else(|| inner_zone(path, link, met)));
    let fix = entry.map(|entry| cx.fix(end, &Change::JoinZone { entry, link, zone: zone.as_deref() }));
    out.push(
        met.error(cx, &RULE, message, "is in no zone")
            .help("Put the interface into a zone, and let security rules permit what has to pass between that and others.")
            .fixes(fix)
            .values([link.to_owned()]),
    );
}

/// The only zone of other tunnel interfaces, or the only one that rules name and no interface is in.
fn free_zone(path: &Path, link: &str) -> Option<String> {
    let carries = |name: &str| path.tunnels.iter().any(|tunnel| tunnel.carrier() == Some(name));
    let of_tunnels = path.links.iter().filter(|own| own.name != link && carries(&own.name));
    let only = |mut names: Vec<&String>| {
        names.sort();
        names.dedup();
        <[&String; 1]>::try_from(names).ok().map(|[only]| only.clone())
    };
    let rules = path.zones.iter().flat_map(|zones| &zones.rules);
    let named = rules.flat_map(|rule| [&rule.from, &rule.to]).flat_map(|zones| match zones {
        Zones::Any => &[],
        Zones::Of(names) => names.as_slice(),
    });
    let is_empty = |name: &&String| path.links.iter().all(|link| link.zone.as_ref() != Some(*name));
    only(of_tunnels.filter_map(|link| link.zone.as_ref()).collect()).or_else(|| only(named.filter(is_empty).collect()))
}

/// The zone of the network that the tunnel is for on this device: within one zone packets pass without a rule.
fn inner_zone(path: &Path, link: &str, met: &Met<'_>) -> Option<String> {
    let selector = met.selector();
    let [least, _] = selector.packets();
    let own = if met.sender == met.obstacle.end { least.source } else { least.destination };
    let vrf = path.link(link).and_then(|link| link.vrf.as_deref());
    match path.routes_to(vrf, &own).as_slice() {
        [Step { leads: Leads::To(name), .. }] => path.link(name)?.zone.clone(),
        _ => None,
    }
}
