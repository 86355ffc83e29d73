//! The networks that a peer asks for, as an ASA and a router log them.
//!
//! Sources: Cisco Secure Firewall ASA Series Syslog Messages, 713061 (`remote proxy ADDRESS/MASK/PROTOCOL/PORT local proxy …`);
//! Cisco document 5409 (`local_proxy= ADDRESS/MASK/PROTOCOL/PORT (type=4)`).

use std::net::Ipv4Addr;

use ipnet::{IpNet, Ipv4Net};

use crate::model::{Addresses, Ports, TrafficSelector};

/// The selector on a line, seen from the device that logs it.
pub(in crate::platform) fn asked(line: &str) -> Option<TrafficSelector> {
    let [local, remote] =
        [["local proxy ", "local_proxy= "], ["remote proxy ", "remote_proxy= "]].map(|heads| side(line, &heads));
    let ((local, protocol, local_ports), (remote, _, remote_ports)) = (local?, remote?);
    let mut selector = TrafficSelector::between(local, remote);
    (selector.protocol, selector.local_ports, selector.remote_ports) = (protocol, local_ports, remote_ports);
    Some(selector)
}

/// `10.1.0.0/255.255.255.0/0/0` behind one of the headings: addresses, protocol, port; 0 is any.
fn side(line: &str, heads: &[&str]) -> Option<(Addresses, Option<u8>, Ports)> {
    let behind = heads.iter().find_map(|head| line.split_once(head))?.1;
    let word = behind.split([' ', ',']).find(|word| !word.is_empty())?;
    let parts: Vec<&str> = word.split('/').collect();
    let [address, mask, protocol, port] = parts.as_slice() else { return None };
    let (address, mask): (Ipv4Addr, Ipv4Addr) = (address.parse().ok()?, mask.parse().ok()?);
    let net = Ipv4Net::with_netmask(address, mask).ok()?.trunc();
    let protocol: u8 = protocol.parse().ok()?;
    let port: u16 = port.parse().ok()?;
    let ports = if port == 0 { Ports::ANY } else { Ports::one(port) };
    Some((Addresses::Net(IpNet::V4(net)), Some(protocol).filter(|protocol| *protocol != 0), ports))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_peer_asks_for_is_read() {
        let of = |line| asked(line).map(|selector| selector.to_string());
        let asa = "no matching crypto map entry for remote proxy 10.9.0.0/255.255.0.0/0/0 local proxy \
                   10.1.0.0/255.255.255.0/6/443 on interface outside";
        assert_eq!(of(asa).as_deref(), Some("10.1.0.0/24 to 10.9.0.0/16, tcp, local port 443"));
        let ios =
            "local_proxy= 10.1.0.0/255.255.255.0/0/0 (type=4), remote_proxy= 10.2.0.0/255.255.255.0/0/0 (type=4),";
        assert_eq!(of(ios).as_deref(), Some("10.1.0.0/24 to 10.2.0.0/24"));
        assert_eq!(of("remote proxy 10.9.0.0/16 local proxy x"), None);
    }
}
