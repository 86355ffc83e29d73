//! Sets of packets against brute force: every packet of a small space is asked one by one.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ikelint::model::space::{
    Action, AddressSet, Cell, Extent, Intervals, List, ListEntry, Packet, Packets, Service, Share, remaining,
};
use ikelint::model::{Addresses, TrafficSelector, UnknownReason};
use ikelint::source::{FileId, Span};
use proptest::prelude::*;

/// Both ends of the number line are in the space, since that is where arithmetic goes wrong.
const NUMBERS: [u8; 10] = [0, 1, 2, 3, 4, 5, 6, 253, 254, 255];

fn intervals() -> impl Strategy<Value = Intervals<u8>> {
    let number = || prop::sample::select(NUMBERS.as_slice());
    prop::collection::vec((number(), number()), 0..5).prop_map(Intervals::of)
}

fn span(at: usize) -> Span {
    Span::new(FileId(0), at, at + 1)
}

fn v4(last: u8) -> IpAddr {
    IpAddr::V4(Ipv4Addr::new(10, 0, 0, last))
}

/// The addresses of the small space: ten of IPv4, so that a scattered wildcard has some, and two of IPv6.
fn space() -> Vec<IpAddr> {
    let v6 = |last| IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, last));
    (0..10).map(v4).chain([v6(1), v6(2)]).collect()
}

fn packets() -> Vec<Packet> {
    let mut packets = Vec::new();
    for source in space() {
        for destination in space().into_iter().step_by(3) {
            for (protocol, source_port, destination_port) in
                [(1, 0, 0x0800), (6, 1024, 22), (6, 1024, 23), (17, 500, 500), (17, 0, 0), (50, 0, 0)]
            {
                packets.push(Packet { source, destination, protocol, source_port, destination_port });
            }
        }
    }
    packets
}

fn addresses() -> BoxedStrategy<Addresses> {
    let net = |text: &str| Addresses::Net(text.parse().unwrap());
    let wildcard = |last, mask| Addresses::from_wildcard(Ipv4Addr::new(10, 0, 0, last), Ipv4Addr::new(0, 0, 0, mask));
    prop_oneof![
        Just(Addresses::any()),
        Just(net("10.0.0.0/29")),
        Just(net("10.0.0.4/30")),
        Just(net("2001:db8::/32")),
        Just(net("2001:db8::1/128")),
        (0u8..10, 0u8..10).prop_map(|(a, b)| Addresses::Range(v4(a.min(b)), v4(a.max(b)))),
        (0u8..10).prop_map(|last| Addresses::host(v4(last))),
        (0u8..10, 0u8..16).prop_map(move |(last, mask)| wildcard(last, mask)),
    ]
    .boxed()
}

fn known_or_not() -> BoxedStrategy<Addresses> {
    prop_oneof![6 => addresses(), 1 => Just(Addresses::Unknown(UnknownReason::RunTime))].boxed()
}

fn services() -> impl Strategy<Value = Vec<Service>> {
    let service = prop_oneof![
        3 => Just(Service::any()),
        1 => Just(Service::protocol(6)),
        1 => Just(Service::protocol(50)),
        1 => Just(Service::udp(500)),
        1 => Just(Service { destination_ports: Intervals::between(20, 22), ..Service::protocol(6) }),
    ];
    prop::collection::vec(service, 1..3)
}

fn entries(members: BoxedStrategy<Addresses>) -> impl Strategy<Value = Vec<ListEntry>> {
    let action = prop_oneof![4 => Just(Action::Permit), 4 => Just(Action::Deny), 1 => Just(Action::Unknown)];
    let entry = (action, members.clone(), members, services(), prop::bool::weighted(0.9)).prop_map(
        |(action, source, destination, services, certain)| ListEntry {
            action,
            span: span(0),
            source: Extent::from(&source),
            destination: Extent::from(&destination),
            services,
            certain: certain && action != Action::Unknown,
        },
    );
    prop::collection::vec(entry, 0..8).prop_map(|mut entries| {
        for (at, entry) in entries.iter_mut().enumerate() {
            entry.span = span(at);
        }
        entries
    })
}

/// What a list may do with one packet, by walking it entry by entry: every entry that may match adds its action, and one
/// that matches for certain ends the walk.
fn walk(list: &List, packet: &Packet) -> Vec<Action> {
    let mut actions = Vec::new();
    for entry in &list.entries {
        let serves = entry.services.iter().any(|service| {
            service.protocols.has(packet.protocol)
                && service.source_ports.has(packet.source_port)
                && service.destination_ports.has(packet.destination_port)
        });
        let may = serves && entry.source.most.has(packet.source) && entry.destination.most.has(packet.destination);
        let sure = entry.source.least.has(packet.source) && entry.destination.least.has(packet.destination);
        if may {
            actions.push(entry.action);
            if sure && entry.certain {
                return actions;
            }
        }
    }
    actions.push(list.otherwise);
    actions
}

fn check_against_walk(list: &List, question: &Cell) {
    let outcome = list.decide(question);
    for packet in packets().iter().filter(|packet| question.has(packet)) {
        let actions = walk(list, packet);
        let all = |wanted| actions.iter().all(|action| *action == wanted);
        assert_eq!(outcome.permitted.has(packet), all(Action::Permit), "permitted {packet:?} {list:#?}");
        assert_eq!(outcome.denied.has(packet), all(Action::Deny), "denied {packet:?} {list:#?}");
        let open = !all(Action::Permit) && !all(Action::Deny);
        assert_eq!(outcome.unknown.has(packet), open, "unknown {packet:?} {list:#?}");
    }
    for set in [&outcome.permitted, &outcome.denied, &outcome.unknown] {
        assert_eq!(set.is_empty(), set.example().is_none());
        assert!(set.example().is_none_or(|packet| question.has(&packet) && set.has(&packet)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, rng_seed: prop::test_runner::RngSeed::Fixed(3), ..ProptestConfig::with_cases(600) })]

    #[test]
    fn intervals_are_sets(a in intervals(), b in intervals()) {
        let (union, common, only) = (a.union(&b), a.intersection(&b), a.difference(&b));
        for number in 0..=u8::MAX {
            let (in_a, in_b) = (a.has(number), b.has(number));
            prop_assert_eq!(union.has(number), in_a || in_b);
            prop_assert_eq!(common.has(number), in_a && in_b);
            prop_assert_eq!(only.has(number), in_a && !in_b);
        }
        let held = (0..=u8::MAX).all(|number| a.has(number) || !b.has(number));
        prop_assert_eq!(a.contains(&b), held);
        prop_assert_eq!(a.overlaps(&b), (0..=u8::MAX).any(|number| a.has(number) && b.has(number)));
        // One set has one form.
        prop_assert_eq!(only.union(&common), a);
    }

    #[test]
    fn addresses_are_sets(a in addresses(), b in addresses()) {
        let (first, second) = (Extent::from(&a), Extent::from(&b));
        prop_assert!(first.is_known());
        let only = first.least.difference(&second.least);
        for address in space() {
            prop_assert_eq!(only.has(address), first.least.has(address) && !second.least.has(address));
            prop_assert_eq!(first.complement().least.has(address), !first.least.has(address));
        }
        // The sets agree with what a single address says of the model.
        for address in space() {
            prop_assert_eq!(Some(first.least.has(address)), a.contains(&Addresses::host(address)));
        }
        let common = first.least.intersection(&second.least);
        prop_assert_eq!(first.least.contains(&second.least), common == *second.least);
        prop_assert_eq!(first.least.overlaps(&second.least), !common.is_empty());
        prop_assert_eq!(AddressSet::union_of([&only, &common]), (*first.least).clone());
    }

    #[test]
    fn products_are_sets(a in entries(addresses()), b in entries(addresses())) {
        let cell = |entry: &ListEntry| Cell {
            source: entry.source.least.clone(),
            destination: entry.destination.least.clone(),
            service: entry.services[0].clone(),
        };
        for (a, b) in a.iter().zip(&b) {
            let (a, b) = (cell(a), cell(b));
            let rest = a.difference(&b);
            let mut taken_from = Packets::from(a.clone());
            let taken = taken_from.take(&b);
            for packet in packets() {
                let holders = rest.iter().filter(|cell| cell.has(&packet)).count();
                prop_assert_eq!(holders, usize::from(a.has(&packet) && !b.has(&packet)));
                prop_assert_eq!(taken.has(&packet), a.has(&packet) && b.has(&packet));
                prop_assert_eq!(taken_from.has(&packet), holders == 1);
                let turned = Packet {
                    source: packet.destination,
                    destination: packet.source,
                    source_port: packet.destination_port,
                    destination_port: packet.source_port,
                    ..packet
                };
                prop_assert_eq!(a.has(&packet), a.reversed().has(&turned));
            }
            prop_assert_eq!(a.contains(&b), b.difference(&a).is_empty());
            prop_assert_eq!(a.overlaps(&b), a.intersection(&b).is_some());
        }
    }

    #[test]
    fn a_list_decides_as_its_entries_one_by_one(entries in entries(addresses()), permits in any::<bool>()) {
        let otherwise = if permits { Action::Permit } else { Action::Deny };
        let list = List { name: "L".into(), entries, otherwise, end: span(99) };
        check_against_walk(&list, &Cell::all());
        let source = Extent::from(&Addresses::Net("10.0.0.0/29".parse().unwrap()));
        let narrow = Cell { source: source.least, service: Service::protocol(6), ..Cell::all() };
        check_against_walk(&list, &narrow);
    }

    #[test]
    fn what_is_not_known_comes_out_as_unknown(entries in entries(known_or_not())) {
        check_against_walk(&List { name: "L".into(), entries, otherwise: Action::Deny, end: span(99) }, &Cell::all());
    }

    #[test]
    fn the_line_of_a_packet_is_the_first_that_matches(entries in entries(addresses())) {
        let list = List { name: "L".into(), entries, otherwise: Action::Deny, end: span(99) };
        for packet in packets() {
            let actions = walk(&list, &packet);
            let sure = actions.len() == 1;
            match list.deciding(&packet) {
                Some(entry) => prop_assert!(sure && entry.action == actions[0] && list.line(&packet) == entry.span),
                None => prop_assert_eq!(list.line(&packet), span(99)),
            }
        }
    }

    #[test]
    fn denies_leave_of_a_selector_what_they_do_not_name(
        permit in (addresses(), addresses()),
        denies in prop::collection::vec((addresses(), addresses()), 0..5),
    ) {
        let selector = |(local, remote): &(Addresses, Addresses)| TrafficSelector::between(local.clone(), remote.clone());
        let (own, denied) = (selector(&permit), denies.iter().map(selector).collect::<Vec<_>>());
        let share = remaining(&own, &denied, span(0));
        let holds = |selector: &TrafficSelector, packet: &Packet| selector.packets()[0].has(packet);
        for packet in packets().iter().filter(|packet| holds(&own, packet)) {
            let left = !denied.iter().any(|deny| holds(deny, packet));
            prop_assert!(!(left && share == Share::None), "{own} {denied:?}");
            prop_assert!(left || share != Share::All, "{own} {denied:?}");
        }
    }
}

fn net(text: &str) -> Addresses {
    Addresses::Net(text.parse().unwrap())
}

#[test]
fn denies_take_a_selector_together_that_none_takes_alone() {
    let selector = |local: &str, remote: &str| TrafficSelector::between(net(local), net(remote));
    let own = selector("10.1.0.0/16", "10.2.0.0/16");
    let halves = [selector("10.1.0.0/17", "10.2.0.0/16"), selector("10.1.128.0/17", "10.0.0.0/8")];
    assert_eq!(remaining(&own, &halves, span(0)), Share::None);
    assert_eq!(remaining(&own, &halves[..1], span(0)), Share::Part);
    assert_eq!(remaining(&own, &[selector("10.3.0.0/16", "10.2.0.0/16")], span(0)), Share::All);
    let unknown = TrafficSelector::between(Addresses::Unknown(UnknownReason::RunTime), net("10.2.0.0/16"));
    assert_eq!(remaining(&own, std::slice::from_ref(&unknown), span(0)), Share::Unknown);
    assert_eq!(remaining(&unknown, &halves, span(0)), Share::Unknown);
}

#[test]
fn a_wildcard_is_written_out_or_bounded() {
    let scattered = |wildcard: [u8; 4]| Addresses::from_wildcard(Ipv4Addr::new(10, 0, 0, 1), wildcard.into());
    let hosts = Extent::from(&scattered([0, 255, 255, 0]));
    assert!(hosts.is_known());
    assert_eq!(hosts.least.ranges().count(), 65_536);
    assert!(hosts.least.has("10.77.5.1".parse().unwrap()) && !hosts.least.has("10.77.5.2".parse().unwrap()));
    // Every odd address there is: too scattered, so the answer is open, and not no.
    let odd = Extent::from(&scattered([255, 255, 255, 254]));
    assert!(!odd.is_known() && odd.least.is_empty() && odd.most.has("192.0.2.1".parse().unwrap()));
}

#[test]
fn a_question_of_too_many_pieces_is_open_and_not_guessed() {
    let host = |number: u32| Extent::known(AddressSet::one(IpAddr::V4((0x0a00_0000 + number).into())));
    let pair = |number: u32| ListEntry::between(Action::Deny, span(0), host(3 * number), host(5 * number));
    let entries = (0..5_000).map(pair).collect();
    let list = List { name: "L".into(), entries, otherwise: Action::Permit, end: span(1) };
    let outcome = list.decide(&Cell::all());
    assert!(!outcome.unknown.is_empty() && outcome.permitted.is_empty());
}
