//! Proxy IDs: the traffic selectors of a tunnel.

use ipnet::IpNet;

use crate::model::{Addresses, Child, Defect, Ports, TrafficSelector, UnknownReason};
use crate::platform::panos::lower::Context;
use crate::platform::panos::profiles::invalid;
use crate::platform::panos::scope::Resolved;
use crate::platform::panos::tree::At;

/// The children of a tunnel: one for each proxy ID, or else one for any traffic (PAN-OS documentation, "Proxy ID for
/// IPSec VPN": without proxy IDs the firewall offers 0.0.0.0/0 both ways).
pub(super) fn children(context: &Context<'_>, tunnel: At<'_>, defects: &mut Vec<Defect>) -> Vec<Child> {
    let lists = ["auto-key proxy-id", "auto-key proxy-id-v6"];
    let proxy_ids = lists.iter().filter_map(|path| tunnel.at(path)).flat_map(At::children);
    let children: Vec<Child> = proxy_ids.map(|proxy_id| child(context, tunnel, proxy_id, defects)).collect();
    if !children.is_empty() {
        return children;
    }
    vec![Child {
        name: tunnel.word().to_owned(),
        span: tunnel.span(),
        selector: TrafficSelector::any(),
        never_matches: None,
        shares: None,
    }]
}

fn child(context: &Context<'_>, tunnel: At<'_>, proxy_id: At<'_>, defects: &mut Vec<Defect>) -> Child {
    let (protocol, local_ports, remote_ports) = protocol(proxy_id, defects);
    Child {
        name: format!("{} proxy-id {}", tunnel.word(), proxy_id.word()),
        span: proxy_id.span(),
        selector: TrafficSelector {
            local: addresses(context, proxy_id.child("local"), defects),
            remote: addresses(context, proxy_id.child("remote"), defects),
            protocol,
            side_protocols: None,
            local_ports,
            remote_ports,
        },
        never_matches: None,
        shares: None,
    }
}

/// The addresses of one side; all of them where it is not set.
fn addresses(context: &Context<'_>, setting: Option<At<'_>>, defects: &mut Vec<Defect>) -> Addresses {
    let Some(value) = setting.and_then(At::value) else { return Addresses::any() };
    match context.resolve(value.word()) {
        Resolved::Net(net) => Addresses::Net(net.trunc()),
        Resolved::Range(low, high) if low == high => Addresses::Net(IpNet::from(low)),
        Resolved::Range(low, high) => Addresses::Range(low, high),
        Resolved::Name(_) => Addresses::Unknown(UnknownReason::RunTime),
        Resolved::Unknown(reason) => {
            if context.is_no_name(value.word()) {
                defects.extend(invalid(value, "an address, a prefix or an address object"));
            }
            defects.extend(context.no_address(value));
            Addresses::Unknown(reason)
        }
    }
}

/// The protocol with its local and remote ports; port 0 is any (pan-os-codegen, specs/network/tunnels/ipsec.yaml).
fn protocol(proxy_id: At<'_>, defects: &mut Vec<Defect>) -> (Option<u8>, Ports, Ports) {
    const TCP: u8 = 6;
    const UDP: u8 = 17;
    let any = (None, Ports::ANY, Ports::ANY);
    let Some(choice) = proxy_id.child("protocol").and_then(At::value) else { return any };
    let number = match choice.word() {
        "tcp" => TCP,
        "udp" => UDP,
        "number" => {
            let Some(value) = choice.value() else { return any };
            match value.word().parse() {
                Ok(number) => return (Some(number), Ports::ANY, Ports::ANY),
                Err(_) => {
                    defects.extend(invalid(value, "a protocol number"));
                    return any;
                }
            }
        }
        _ => return any,
    };
    let mut ports = |word| {
        let Some(value) = choice.child(word).and_then(At::value) else { return Ports::ANY };
        match value.word().parse() {
            Ok(0) => Ports::ANY,
            Ok(port) => Ports::one(port),
            Err(_) => {
                defects.extend(invalid(value, "a port"));
                Ports::ANY
            }
        }
    };
    (Some(number), ports("local-port"), ports("remote-port"))
}
