//! Sets of packets: products of address sets, protocols and ports, and unions of such products.

use std::net::IpAddr;
use std::sync::Arc;

use crate::model::space::{AddressSet, Intervals};
use crate::model::{Ports, TrafficSelector};

/// One packet, as an example of a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Packet {
    /// The address that it comes from.
    pub source: IpAddr,
    /// The address that it goes to.
    pub destination: IpAddr,
    /// Its IP protocol number.
    pub protocol: u8,
    /// Its source port; of no meaning in protocols without ports.
    pub source_port: u16,
    /// Its destination port; of ICMP the type and the code, an octet each.
    pub destination_port: u16,
}

/// Protocols and ports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// IP protocol numbers.
    pub protocols: Intervals<u8>,
    /// Source ports.
    pub source_ports: Intervals<u16>,
    /// Destination ports; of ICMP the type and the code, an octet each.
    pub destination_ports: Intervals<u16>,
}

impl Service {
    /// Every protocol and port.
    pub fn any() -> Self {
        Self { protocols: Intervals::all(), source_ports: Intervals::all(), destination_ports: Intervals::all() }
    }

    /// One protocol with all of its ports.
    pub fn protocol(number: u8) -> Self {
        Self { protocols: Intervals::one(number), ..Self::any() }
    }

    /// UDP to one port, from any.
    pub fn udp(port: u16) -> Self {
        const UDP: u8 = 17;
        Self { destination_ports: Intervals::one(port), ..Self::protocol(UDP) }
    }
}

/// A product: every packet from one of the sources to one of the destinations with one of the services.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Where packets come from.
    pub source: Arc<AddressSet>,
    /// Where they go.
    pub destination: Arc<AddressSet>,
    /// What they carry.
    pub service: Service,
}

impl Cell {
    /// Everything between two sets of addresses.
    pub fn between(source: AddressSet, destination: AddressSet) -> Self {
        Self { source: Arc::new(source), destination: Arc::new(destination), service: Service::any() }
    }

    /// Everything.
    pub fn all() -> Self {
        Self::between(AddressSet::all(), AddressSet::all())
    }

    /// Whether it holds no packet.
    pub fn is_empty(&self) -> bool {
        self.source.is_empty()
            || self.destination.is_empty()
            || self.service.protocols.is_empty()
            || self.service.source_ports.is_empty()
            || self.service.destination_ports.is_empty()
    }

    /// Whether it holds this packet.
    pub fn has(&self, packet: &Packet) -> bool {
        self.source.has(packet.source)
            && self.destination.has(packet.destination)
            && self.service.protocols.has(packet.protocol)
            && self.service.source_ports.has(packet.source_port)
            && self.service.destination_ports.has(packet.destination_port)
    }

    /// Whether it holds every packet of `other`.
    pub fn contains(&self, other: &Cell) -> bool {
        other.is_empty()
            || (self.source.contains(&other.source)
                && self.destination.contains(&other.destination)
                && self.service.protocols.contains(&other.service.protocols)
                && self.service.source_ports.contains(&other.service.source_ports)
                && self.service.destination_ports.contains(&other.service.destination_ports))
    }

    /// Whether the two have a packet in common.
    pub fn overlaps(&self, other: &Cell) -> bool {
        self.source.overlaps(&other.source)
            && self.destination.overlaps(&other.destination)
            && self.service.protocols.overlaps(&other.service.protocols)
            && self.service.source_ports.overlaps(&other.service.source_ports)
            && self.service.destination_ports.overlaps(&other.service.destination_ports)
    }

    /// What the two have in common; `None` where that is nothing.
    pub fn intersection(&self, other: &Cell) -> Option<Cell> {
        if !self.overlaps(other) {
            return None;
        }
        Some(Cell {
            source: Arc::new(self.source.intersection(&other.source)),
            destination: Arc::new(self.destination.intersection(&other.destination)),
            service: Service {
                protocols: self.service.protocols.intersection(&other.service.protocols),
                source_ports: self.service.source_ports.intersection(&other.service.source_ports),
                destination_ports: self.service.destination_ports.intersection(&other.service.destination_ports),
            },
        })
    }

    /// What is in `self` and not in `other`, as at most five products that share nothing.
    pub fn difference(&self, other: &Cell) -> Vec<Cell> {
        let Some(common) = self.intersection(other) else { return vec![self.clone()] };
        // Dimension by dimension: what differs in the first, then what is common in it and differs in the second, and so on.
        let mut rest = Vec::new();
        let mut inner = self.clone();
        let mut keep = |cell: Cell| rest.extend((!cell.is_empty()).then_some(cell));
        keep(Cell { source: Arc::new(inner.source.difference(&common.source)), ..inner.clone() });
        inner.source = Arc::clone(&common.source);
        keep(Cell { destination: Arc::new(inner.destination.difference(&common.destination)), ..inner.clone() });
        inner.destination = Arc::clone(&common.destination);
        let mut with = |service: Service| keep(Cell { service, ..inner.clone() });
        let mut service = inner.service.clone();
        with(Service { protocols: service.protocols.difference(&common.service.protocols), ..service.clone() });
        service.protocols = common.service.protocols;
        with(Service {
            source_ports: service.source_ports.difference(&common.service.source_ports),
            ..service.clone()
        });
        service.source_ports = common.service.source_ports;
        let destination_ports = service.destination_ports.difference(&common.service.destination_ports);
        with(Service { destination_ports, ..service });
        rest
    }

    /// The packets in the other direction.
    pub fn reversed(&self) -> Cell {
        Cell {
            source: Arc::clone(&self.destination),
            destination: Arc::clone(&self.source),
            service: Service {
                protocols: self.service.protocols.clone(),
                source_ports: self.service.destination_ports.clone(),
                destination_ports: self.service.source_ports.clone(),
            },
        }
    }

    /// The packet with the lowest number in each field.
    pub fn example(&self) -> Option<Packet> {
        Some(Packet {
            source: self.source.first()?,
            destination: self.destination.first()?,
            protocol: self.service.protocols.first()?,
            source_port: self.service.source_ports.first()?,
            destination_port: self.service.destination_ports.first()?,
        })
    }
}

/// Any set of packets: a union of products that share nothing.
#[derive(Clone, Debug, Default)]
pub struct Packets {
    cells: Vec<Cell>,
}

impl Packets {
    /// No packet.
    pub fn none() -> Self {
        Self::default()
    }

    /// The products, of which no two share a packet.
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// Whether it holds no packet.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// Whether it holds this packet.
    pub fn has(&self, packet: &Packet) -> bool {
        self.cells.iter().any(|cell| cell.has(packet))
    }

    /// One of its packets.
    pub fn example(&self) -> Option<Packet> {
        self.cells.iter().find_map(Cell::example)
    }

    /// Takes the packets of `cell` out, and returns those that were in.
    pub fn take(&mut self, cell: &Cell) -> Packets {
        // Most entries of a long list touch nothing of a question: nothing is moved then.
        if !self.cells.iter().any(|own| own.overlaps(cell)) {
            return Packets::none();
        }
        let (mut rest, mut taken) = (Vec::with_capacity(self.cells.len()), Vec::new());
        for own in std::mem::take(&mut self.cells) {
            match own.intersection(cell) {
                Some(common) => {
                    rest.extend(own.difference(&common));
                    taken.push(common);
                }
                None => rest.push(own),
            }
        }
        self.cells = rest;
        Packets { cells: taken }
    }

    /// Adds packets that are not in it yet.
    pub(crate) fn add(&mut self, more: Packets) {
        self.cells.extend(more.cells);
    }
}

impl From<Cell> for Packets {
    fn from(cell: Cell) -> Self {
        Self { cells: if cell.is_empty() { Vec::new() } else { vec![cell] } }
    }
}

impl TrafficSelector {
    /// The packets that this end sends by it, as bounds: those that are meant for certain, and those that may be.
    pub fn packets(&self) -> [Cell; 2] {
        let (local, remote) = (super::Extent::from(&self.local), super::Extent::from(&self.remote));
        let ports = |ports: Ports| Intervals::between(ports.low, ports.high);
        let service = Service {
            protocols: if self.has_two_protocols() {
                Intervals::empty()
            } else {
                self.protocol.map_or_else(Intervals::all, Intervals::one)
            },
            source_ports: ports(self.local_ports),
            destination_ports: ports(self.remote_ports),
        };
        [
            Cell { source: local.least, destination: remote.least, service: service.clone() },
            Cell { source: local.most, destination: remote.most, service },
        ]
    }
}
