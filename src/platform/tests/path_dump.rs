//! What packets meet on a device as text that can be read and compared.

use std::fmt::Write as _;

use crate::model::Device;
use crate::model::path::{Effect, Filter, Links, Path};
use crate::model::space::{Cell, List, Packets};
use crate::source::{SourceFile, Span};

/// Routes, interfaces with their filters, and translations, one fact a line, each followed by the line of the file.
pub(super) fn dump(file: &SourceFile, device: &Device) -> String {
    let mut out = String::new();
    let line = |span: Span| file.line_column(span.start).0;
    let Some(Path { links, routes, other_routes, translations, tunnels, .. }) = &device.path else { return out };
    for link in links {
        let networks: Vec<String> = link.networks.iter().map(|(net, _)| net.to_string()).collect();
        let mtu = link.mtu.map_or(String::new(), |(mtu, at)| format!(" mtu {mtu}@{}", line(at)));
        let _ = writeln!(
            out,
            "link {}@{} up {} vrf {:?} zone {:?} {}{mtu}",
            link.name,
            line(link.span),
            link.up,
            link.vrf,
            link.zone,
            networks.join(",")
        );
        for filter in &link.filters {
            let _ = writeln!(out, "  {}", filter_line(filter, line(filter.at)));
        }
    }
    for route in routes {
        let doubt = if route.conditional { " conditional" } else { "" };
        let _ = writeln!(
            out,
            "route {}@{} {:?} vrf {:?} distance {}{doubt}",
            route.net,
            line(route.span),
            route.hop,
            route.vrf,
            route.distance
        );
    }
    if let Some(at) = other_routes {
        let _ = writeln!(out, "other routes may be there@{}", line(*at));
    }
    for rule in translations {
        let effect = match &rule.effect {
            Effect::Keeps => "keeps".to_owned(),
            Effect::KeepsForAnswers => "keeps for answers".to_owned(),
            Effect::Unknown => "?".to_owned(),
            Effect::Destination => "destination".to_owned(),
            Effect::Source(extent) => format!("source {}", addresses(&extent.most)),
        };
        let _ = writeln!(
            out,
            "nat@{} {} to {} {effect}: {}",
            line(rule.span),
            names(&rule.from),
            names(&rule.to),
            taken(&rule.takes)
        );
    }
    for tunnel in tunnels {
        let filters = tunnel.filter.iter().chain(&tunnel.checks);
        let filter: String = filters.map(|own| format!(" {}", filter_line(own, line(own.at)))).collect();
        let _ = writeln!(
            out,
            "tunnel@{} inside {:?} outside {:?} makes routes {}{filter}",
            line(tunnel.entry),
            tunnel.inside,
            tunnel.outside,
            tunnel.makes_routes
        );
    }
    out
}

fn filter_line(filter: &Filter, line: usize) -> String {
    let doubt = if filter.certain { "" } else { " uncertain" };
    format!("{:?}@{line}{doubt}: {}", filter.place, taken(&filter.list))
}

fn names(links: &Links) -> String {
    match links {
        Links::Any => "any".to_owned(),
        Links::Of(names) => names.join(","),
    }
}

/// What a list permits, and what it may permit.
fn taken(list: &List) -> String {
    let outcome = list.decide(&Cell::all());
    let unknown = if outcome.unknown.is_empty() { String::new() } else { format!(" ?{}", cells(&outcome.unknown)) };
    format!("{}{unknown}", cells(&outcome.permitted))
}

fn cells(packets: &Packets) -> String {
    let cell = |cell: &Cell| {
        let service = match cell.service.protocols.is_all() {
            true => String::new(),
            false => format!(" {:?}", cell.service.protocols.parts()),
        };
        let ports = match cell.service.destination_ports.is_all() {
            true => String::new(),
            false => format!(" ports {:?}", cell.service.destination_ports.parts()),
        };
        format!("{} -> {}{service}{ports}", addresses(&cell.source), addresses(&cell.destination))
    };
    packets.cells().iter().map(cell).collect::<Vec<_>>().join("; ")
}

fn addresses(set: &crate::model::space::AddressSet) -> String {
    let range = |(low, high): (std::net::IpAddr, std::net::IpAddr)| match low == high {
        true => low.to_string(),
        false => format!("{low}-{high}"),
    };
    set.ranges().map(range).collect::<Vec<_>>().join(",")
}
