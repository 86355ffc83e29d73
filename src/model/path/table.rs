//! Where all destinations are led, found once for a device: every tunnel asks where some of them are.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::model::path::{Hop, Leads, Path, Route, Step};
use crate::model::space::AddressSet;

/// What was found of one VRF or virtual router.
#[derive(Clone, Debug)]
pub struct Table {
    vrf: Option<String>,
    /// Where every IPv4 destination is led.
    steps: Vec<Step>,
    /// The intervals of the steps in ascending order, each with the number of its step. They cover all addresses once.
    intervals: Vec<(u32, usize)>,
    /// Where each of its routes leads by itself, in the order of the routes.
    alone: Vec<Leads>,
    /// Whether a route leads the same way whatever part of its destinations is asked for.
    is_plain: bool,
}

impl Path {
    /// Finds where everything is led, to be kept until the routes change.
    pub(crate) fn find_tables(&mut self) {
        self.tables.clear();
        let of_links = self.links.iter().map(|link| link.vrf.as_deref());
        let of_routes = self.routes.iter().map(|route| route.vrf.as_deref());
        let names: BTreeSet<Option<&str>> = of_links.chain(of_routes).collect();
        self.tables = names.into_iter().map(|vrf| Table::of(self, vrf)).collect();
    }

    /// Where every IPv4 destination is led.
    pub fn all_routes(&self, vrf: Option<&str>) -> Cow<'_, [Step]> {
        match self.table(vrf) {
            Some(table) => Cow::Borrowed(&table.steps),
            None => Cow::Owned(self.routes_to(vrf, &AddressSet::all_v4())),
        }
    }

    /// The routes that lead to an interface by themselves, whether they are used or not.
    pub fn routes_into<'p>(&'p self, vrf: Option<&'p str>, link: &'p str) -> Vec<&'p Route> {
        let routes = self.routes.iter().filter(move |route| route.vrf.as_deref() == vrf);
        let is_to = |leads: &Leads| matches!(leads, Leads::To(name) if name == link);
        match self.table(vrf) {
            Some(table) => {
                let into = routes.zip(&table.alone).filter(|(_, leads)| is_to(leads));
                into.map(|(route, _)| route).collect()
            }
            None => routes.filter(|route| is_to(&self.way_of(route))).collect(),
        }
    }

    /// Where a set of destinations is led, from what was found; `None` where nothing was, or where it does not tell.
    pub(super) fn looked_up(&self, vrf: Option<&str>, destinations: &AddressSet) -> Option<Vec<Step>> {
        let table = self.table(vrf).filter(|table| table.is_plain && destinations.is_v4())?;
        let numbers = table.steps_of(destinations);
        let steps = numbers.into_iter().map(|number| &table.steps[number]);
        Some(steps.map(|step| Step { part: destinations.intersection(&step.part), ..step.clone() }).collect())
    }

    fn table(&self, vrf: Option<&str>) -> Option<&Table> {
        self.tables.iter().find(|table| table.vrf.as_deref() == vrf)
    }
}

impl Table {
    fn of(path: &Path, vrf: Option<&str>) -> Self {
        let steps = path.routes_to(vrf, &AddressSet::all_v4());
        let numbered = steps.iter().enumerate();
        let mut intervals: Vec<(u32, usize)> = numbered
            .flat_map(|(number, step)| step.part.parts_v4().iter().map(move |(begin, _)| (*begin, number)))
            .collect();
        intervals.sort_unstable();
        let mut own = path.routes.iter().filter(|route| route.vrf.as_deref() == vrf);
        let is_plain = !own.any(|route| matches!(route.hop, Hop::Vrf(_)));
        Self { vrf: vrf.map(str::to_owned), steps, intervals, alone: path.ways_alone(vrf), is_plain }
    }

    /// The steps that take some of these destinations, in their order.
    fn steps_of(&self, destinations: &AddressSet) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        for (low, high) in destinations.parts_v4() {
            let first = self.intervals.partition_point(|(begin, _)| begin <= low).saturating_sub(1);
            let touched = self.intervals[first..].iter().take_while(|(begin, _)| begin <= high);
            found.extend(touched.map(|(_, number)| *number));
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::path::Link;
    use crate::source::{FileId, Span};

    fn at(line: usize) -> Span {
        Span::new(FileId(0), line, line + 1)
    }

    fn link(name: &str, net: &str, line: usize) -> Link {
        Link { networks: vec![(net.parse().unwrap(), at(line))], ..Link::new(name, at(line)) }
    }

    fn route(net: &str, hop: Hop, line: usize) -> Route {
        let (net, span, words) = (net.parse().unwrap(), at(line), String::new());
        Route { net, hop, gateway: None, vrf: None, distance: 1, conditional: false, span, words }
    }

    fn path() -> Path {
        let to = |address: &str| Hop::Address(address.parse().unwrap());
        Path {
            links: vec![link("out", "192.0.2.0/24", 1), link("lan", "10.1.0.0/16", 2), link("tun", "10.9.0.0/30", 3)],
            routes: vec![
                route("0.0.0.0/0", to("192.0.2.1"), 4),
                route("10.0.0.0/8", Hop::Discard, 5),
                route("10.2.0.0/16", to("10.9.0.2"), 6),
                route("10.2.7.0/24", Hop::Link("lan".to_owned()), 7),
                route("10.2.7.0/24", to("203.0.113.1"), 8),
            ],
            ..Path::default()
        }
    }

    #[test]
    fn what_is_looked_up_is_what_is_found_by_walking_the_routes() {
        let walked = path();
        let mut kept = path();
        kept.find_tables();
        let nets =
            ["0.0.0.0/0", "10.0.0.0/8", "10.2.0.0/15", "10.2.7.9/32", "10.2.7.0/25", "198.51.100.0/24", "192.0.2.0/23"];
        let sets = nets.map(|net| AddressSet::net(net.parse().unwrap()));
        let pairs = sets.iter().flat_map(|own| sets.iter().map(move |other| AddressSet::union_of([own, other])));
        for set in pairs.chain([AddressSet::empty(), AddressSet::all_v4()]) {
            let looked_up = kept.looked_up(None, &set).expect("it was found");
            assert_eq!(format!("{looked_up:?}"), format!("{:?}", walked.routes_to(None, &set)), "{set:?}");
        }
        assert!(kept.looked_up(None, &AddressSet::all()).is_none(), "it holds IPv4 alone");
        let lines = |path: &Path| path.routes_into(None, "tun").iter().map(|route| route.span).collect::<Vec<_>>();
        assert_eq!((lines(&kept), lines(&walked)), (vec![at(6)], vec![at(6)]));
    }
}
