//! What the members of a rule stand for: addresses, groups of them, services, groups of those, applications.

use std::collections::HashMap;
use std::net::IpAddr;

use crate::model::space::{AddressSet, Extent, Intervals, Service};
use crate::platform::panos::scope::{AddressObjects, Resolved, Scope, definitions};
use crate::platform::panos::tree::At;

const TCP: u8 = 6;
const UDP: u8 = 17;
const ESP: u8 = 50;
const AH: u8 = 51;
const IKE: u16 = 500;
const NAT_TRAVERSAL: u16 = 4500;
/// Groups within groups are followed so far.
const DEEPEST_GROUP: usize = 16;

/// The service objects that PAN-OS brings along (PAN-OS web interface help, "Objects > Services").
const PREDEFINED: &[(&str, &[u16])] = &[("service-http", &[80, 8080]), ("service-https", &[443])];

/// What members of a list are, and whether the file settles all of it.
#[derive(Clone, Debug)]
pub(super) struct Services {
    /// One of these.
    pub(super) services: Vec<Service>,
    /// Whether there is nothing else, and each is meant for certain.
    pub(super) certain: bool,
}

impl Services {
    fn any() -> Self {
        Self { services: vec![Service::any()], certain: true }
    }

    fn unknown() -> Self {
        Self { certain: false, ..Self::any() }
    }
}

/// The objects of a file, and what was made of them so far.
pub(super) struct Objects<'t> {
    addresses: &'t AddressObjects<'t>,
    scope: &'t Scope<'t>,
    address_groups: HashMap<&'t str, Vec<At<'t>>>,
    services: HashMap<&'t str, Vec<At<'t>>>,
    service_groups: HashMap<&'t str, Vec<At<'t>>>,
    application_groups: HashMap<&'t str, Vec<At<'t>>>,
    /// Applications and filters that the file defines: what they match is not followed.
    own_applications: HashMap<&'t str, Vec<At<'t>>>,
    known: HashMap<&'t str, Extent>,
}

impl<'t> Objects<'t> {
    /// Collects the objects of a file, wherever they are defined.
    pub(super) fn of(root: At<'t>, addresses: &'t AddressObjects<'t>, scope: &'t Scope<'t>) -> Self {
        let mut own_applications = definitions(root, "application");
        own_applications.extend(definitions(root, "application-filter"));
        Self {
            addresses,
            scope,
            address_groups: definitions(root, "address-group"),
            services: definitions(root, "service"),
            service_groups: definitions(root, "service-group"),
            application_groups: definitions(root, "application-group"),
            own_applications,
            known: HashMap::new(),
        }
    }

    /// The addresses that a list of members names; `None` where there is no list.
    pub(super) fn addresses(&mut self, list: Option<At<'t>>) -> Option<Extent> {
        let members: Vec<Extent> = list?.children().map(|member| self.address(member.word(), 0)).collect();
        match members.as_slice() {
            [] => None,
            [only] => Some(only.clone()),
            _ => Some(Extent::union_of(&members)),
        }
    }

    /// The addresses that a rule names as source and as destination, or all but those where it says so; `None` where it has no
    /// list.
    pub(super) fn both_ends(&mut self, rule: At<'t>) -> [Option<Extent>; 2] {
        [("source", "negate-source"), ("destination", "negate-destination")].map(|(word, not)| {
            let named = self.addresses(rule.child(word));
            match rule.says_yes(not) {
                Some(_) => named.map(|own| own.complement()),
                None => named,
            }
        })
    }

    /// The addresses that one member stands for. What the file does not define (a country, an external list) and what
    /// hangs on the DNS or on tags is unknown.
    fn address(&mut self, name: &'t str, depth: usize) -> Extent {
        if let Some(known) = self.known.get(name) {
            return known.clone();
        }
        let extent = match self.addresses.resolve(name, self.scope) {
            _ if name == "any" => Extent::known(AddressSet::all()),
            Resolved::Net(net) => Extent::known(AddressSet::net(net.trunc())),
            Resolved::Range(low, high) => Extent::known(AddressSet::range(low, high)),
            Resolved::Name(_) => Extent::unknown(),
            Resolved::Unknown(_) => self.group(name, depth),
        };
        self.known.insert(name, extent.clone());
        extent
    }

    fn group(&mut self, name: &'t str, depth: usize) -> Extent {
        let Some([group]) = self.address_groups.get(name).map(Vec::as_slice) else { return Extent::unknown() };
        let Some(members) = group.child("static").filter(|_| depth < DEEPEST_GROUP) else { return Extent::unknown() };
        // A group that holds itself is not known.
        self.known.insert(name, Extent::unknown());
        let members: Vec<Extent> = members.children().map(|member| self.address(member.word(), depth + 1)).collect();
        Extent::union_of(&members)
    }

    /// The single address that a member stands for.
    pub(super) fn one(&self, name: &str) -> Option<IpAddr> {
        self.addresses.resolve(name, self.scope).address()
    }

    /// The services that a list of members names; everything where there is no list.
    pub(super) fn services(&self, list: Option<At<'t>>) -> Services {
        let mut all = Services { services: Vec::new(), certain: true };
        for member in list.into_iter().flat_map(At::children) {
            let own = self.service(member.word(), 0);
            all.services.extend(own.services);
            all.certain &= own.certain;
        }
        if all.services.is_empty() { Services::unknown() } else { all }
    }

    fn service(&self, name: &str, depth: usize) -> Services {
        if name == "any" {
            return Services::any();
        }
        if let Some([object]) = self.services.get(name).map(Vec::as_slice) {
            return object_services(*object).unwrap_or_else(Services::unknown);
        }
        if let Some([group]) = self.service_groups.get(name).map(Vec::as_slice)
            && depth < DEEPEST_GROUP
        {
            let members = group.child("members").into_iter().flat_map(At::children);
            let each: Vec<Services> = members.map(|member| self.service(member.word(), depth + 1)).collect();
            let certain = each.iter().all(|own| own.certain) && !each.is_empty();
            return Services { services: each.into_iter().flat_map(|own| own.services).collect(), certain };
        }
        let predefined = PREDEFINED.iter().find(|(own, _)| *own == name && !self.services.contains_key(name));
        match predefined {
            Some((_, ports)) => {
                let parts = ports.iter().map(|port| (*port, *port)).collect();
                let service = Service { destination_ports: Intervals::of(parts), ..Service::protocol(TCP) };
                Services { services: vec![service], certain: true }
            }
            // `application-default`, and what is not defined here.
            None => Services::unknown(),
        }
    }

    /// What an application carries of IKE, ESP and AH: for certain, and perhaps. PAN-OS knows other protocols by other
    /// applications, so that those which it brings along carry none of these.
    ///
    /// Source: Palo Alto Networks, Applipedia: `ike` (UDP 500), `ipsec-esp-udp` (UDP 4500), `ipsec-esp`, `ipsec-ah`, and
    /// `ipsec`, which holds them all. Whether IKE on UDP 4500 counts as `ike` no source says.
    pub(super) fn tunnel_services(&self, name: &str, depth: usize) -> [Vec<Service>; 2] {
        let [ike, moved] = [IKE, NAT_TRAVERSAL].map(Service::udp);
        let [esp, ah] = [ESP, AH].map(Service::protocol);
        match name {
            "ike" => [vec![ike], vec![moved]],
            "ipsec-esp-udp" => [vec![moved], Vec::new()],
            "ipsec-esp" => [vec![esp], Vec::new()],
            "ipsec-ah" => [vec![ah], Vec::new()],
            "ipsec" => [vec![ike, moved, esp, ah], Vec::new()],
            _ if self.own_applications.contains_key(name) => [Vec::new(), vec![Service::any()]],
            _ => match self.application_groups.get(name).map(Vec::as_slice) {
                Some([group]) if depth < DEEPEST_GROUP => {
                    let mut all = [Vec::new(), Vec::new()];
                    for member in group.child("members").into_iter().flat_map(At::children) {
                        let [sure, perhaps] = self.tunnel_services(member.word(), depth + 1);
                        all[0].extend(sure);
                        all[1].extend(perhaps);
                    }
                    all
                }
                Some(_) => [Vec::new(), vec![Service::any()]],
                None => [Vec::new(), Vec::new()],
            },
        }
    }
}

/// The services of one object: a protocol with its ports (PAN-OS web interface help, "Objects > Services": single ports
/// and ranges, parted by commas; without source ports, any).
fn object_services(object: At<'_>) -> Option<Services> {
    let protocol = object.child("protocol")?;
    let mut services = Vec::new();
    for (word, number) in [("tcp", TCP), ("udp", UDP)] {
        let Some(own) = protocol.child(word) else { continue };
        let source_ports = match own.child("source-port").and_then(At::value) {
            Some(list) => ports(list.word())?,
            None => Intervals::all(),
        };
        let destination_ports = ports(own.child("port").and_then(At::value)?.word())?;
        services.push(Service { source_ports, destination_ports, ..Service::protocol(number) });
    }
    (!services.is_empty()).then_some(Services { services, certain: true })
}

fn ports(list: &str) -> Option<Intervals<u16>> {
    let part = |text: &str| {
        let (low, high) = text.split_once('-').unwrap_or((text, text));
        Some((low.trim().parse().ok()?, high.trim().parse().ok()?))
    };
    list.split(',').map(|text| part(text.trim())).collect::<Option<Vec<_>>>().map(Intervals::of)
}
