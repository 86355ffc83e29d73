//! Long access lists and large object groups: both have to stay linear.
//!
//! `cargo bench --bench lists`

use std::net::{IpAddr, Ipv4Addr};

use ikelint::model::space::{Action, AddressSet, Cell, Extent, List, ListEntry, Service, Share};
use ikelint::source::{FileId, Span};

fn main() {
    divan::main();
}

fn host(number: usize) -> IpAddr {
    IpAddr::V4(Ipv4Addr::from(0x0a00_0000 + u32::try_from(number).unwrap_or(u32::MAX)))
}

fn one(number: usize) -> Extent {
    Extent::known(AddressSet::one(host(number)))
}

/// Everything that ten-slash-eight sends to ten-slash-eight.
fn question() -> Cell {
    let net = || AddressSet::range(host(0), host(0x00ff_ffff));
    Cell { service: Service::protocol(6), ..Cell::between(net(), net()) }
}

/// A list of this many lines, each from another host to one server; all of them touch the question.
#[divan::bench(args = [1_000, 10_000, 100_000])]
fn access_list(bencher: divan::Bencher<'_, '_>, lines: usize) {
    let span = Span::new(FileId(0), 0, 1);
    let line = |number: usize| ListEntry::between(Action::Permit, span, one(2 * number), one(7));
    let list = List { name: "L".into(), entries: (0..lines).map(line).collect(), otherwise: Action::Deny, end: span };
    assert_eq!(list.decide(&question()).passes(), Share::Part);
    bencher.bench(|| list.decide(divan::black_box(&question())));
}

/// A list of this many lines between hosts elsewhere, and the question at its end.
#[divan::bench(args = [1_000, 10_000, 100_000])]
fn unrelated_lines(bencher: divan::Bencher<'_, '_>, lines: usize) {
    let span = Span::new(FileId(0), 0, 1);
    let line = |number: usize| {
        ListEntry::between(Action::Deny, span, one(0x0100_0000 + number * 3), one(0x0200_0000 + number * 5))
    };
    let list = List { name: "L".into(), entries: (0..lines).map(line).collect(), otherwise: Action::Permit, end: span };
    assert_eq!(list.decide(&question()).passes(), Share::All);
    bencher.bench(|| list.decide(divan::black_box(&question())));
}

/// One line between two groups of this many members.
#[divan::bench(args = [100, 1_000, 10_000])]
fn object_group(bencher: divan::Bencher<'_, '_>, members: usize) {
    let span = Span::new(FileId(0), 0, 1);
    let group = |step: usize| {
        let members: Vec<Extent> = (0..members).map(|number| one(number * step)).collect();
        Extent::union_of(&members)
    };
    bencher.bench(|| {
        let line = ListEntry::between(Action::Permit, span, group(2), group(3));
        let list = List { name: "L".into(), entries: vec![line], otherwise: Action::Deny, end: span };
        list.decide(divan::black_box(&question()))
    });
}
