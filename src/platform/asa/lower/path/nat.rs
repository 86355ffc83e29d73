//! Translation from 8.3 on, in the order in which the device applies it: manual rules, rules of objects, and manual rules
//! behind those (Cisco ASA CLI configuration guide, NAT rule order).

use std::sync::Arc;

use crate::model::path::{Effect, Links, Translation};
use crate::model::space::{Action, AddressSet, Extent, List, ListEntry, Service};
use crate::model::{Addresses, Setting};
use crate::platform::asa::lower::Context;
use crate::platform::asa::lower::path::lists::Lists;
use crate::platform::asa::lower::path::{named_interfaces, nat_before_8_3};
use crate::platform::asa::syntax::{Command, Node, Rule, command};
use crate::platform::cisco::statement::Word;
use crate::source::Span;

/// Every translation, in the order in which the device tries them.
pub(super) fn translations<'a>(context: &Context<'_, 'a>, lists: &mut Lists<'_, '_, 'a>) -> Vec<Translation> {
    let (mut first, mut last, mut of_objects) = (Vec::new(), Vec::new(), Vec::new());
    let mut place = |line: &Command<'a>, lists: &mut Lists<'_, '_, 'a>| {
        let rule = manual(context, lists, line);
        let section = if line.clause.child(Rule::after_auto).is_some() { &mut last } else { &mut first };
        section.extend(rule);
    };
    for line in context.config.path.iter().filter(|line| line.clause.rule == Rule::manual_nat && !line.negated) {
        place(line, lists);
    }
    let mut objects: Vec<_> = context.config.objects.iter().filter(|(key, _)| key.0 == "object").collect();
    objects.sort_by_key(|(_, object)| object.head.span);
    for ((_, name), object) in objects {
        for line in object.body.iter().filter(|line| line.text.starts_with("nat ")) {
            match command(Rule::object_nat_line, *line) {
                // In a file without indentation a manual rule may look like a line of the object before it.
                Some(line) if line.clause.rule == Rule::manual_nat => place(&line, lists),
                Some(line) => of_objects.extend(of_object(context, lists, name, &line)),
                None => of_objects.push((Rank::default(), unread(line.span))),
            }
        }
    }
    of_objects.sort_by(|a, b| a.0.cmp(&b.0));
    let unread_lines = context.config.unread_path.iter().filter(|(family, _)| *family == "nat");
    let before = nat_before_8_3::translations(context, lists);
    let mut all: Vec<Translation> = unread_lines.map(|(_, span)| unread(*span)).collect();
    all.extend(before.into_iter().chain(first).chain(of_objects.into_iter().map(|(_, rule)| rule)).chain(last));
    all
}

/// A rule that is not understood: it may take anything and do anything with it.
pub(super) fn unread(span: Span) -> Translation {
    let takes =
        List { name: String::new(), entries: vec![ListEntry::unread(span)], otherwise: Action::Deny, end: span };
    Translation { span, from: Links::Any, to: Links::Any, takes, effect: Effect::Unknown, command: None }
}

/// A list that takes everything between two sets.
pub(super) fn takes(span: Span, source: Extent, destination: Extent, services: Vec<Service>, certain: bool) -> List {
    let entry = ListEntry { action: Action::Permit, span, source, destination, services, certain };
    List { name: String::new(), entries: vec![entry], otherwise: Action::Deny, end: span }
}

/// One interface of a pair, as its name; `any` is any.
pub(super) fn link(name: &str) -> Links {
    if name == "any" { Links::Any } else { Links::Of(vec![name.to_owned()]) }
}

fn pair<'a>(clause: &Node<'a>) -> (&'a str, &'a str) {
    let names: Vec<&'a str> =
        clause.child(Rule::link_pair).into_iter().flat_map(|pair| &pair.children).map(|name| name.word.text).collect();
    match names.as_slice() {
        [real, mapped] => (real, mapped),
        _ => ("any", "any"),
    }
}

/// The addresses of an interface. One that is settled at run time is at least none of another interface's network.
pub(super) fn own_addresses(context: &Context<'_, '_>, name: &str, at: Span) -> Extent {
    let elsewhere = || {
        let others = named_interfaces(context).filter(|(other, _)| *other != name);
        let nets: Vec<AddressSet> = others
            .flat_map(|(other, item)| super::link(context, other, item).networks)
            .map(|(net, _)| AddressSet::net(net))
            .collect();
        Extent { least: Arc::new(AddressSet::empty()), most: Arc::new(AddressSet::union_of(&nets).complement()) }
    };
    let host = |setting: &Setting<_>| match setting.known() {
        Some(address) => Extent::from(&Addresses::host(*address)),
        None => elsewhere(),
    };
    let all: Vec<Extent> = context.interfaces.addresses(name, at).iter().map(host).collect();
    if name == "any" || all.is_empty() { Extent::unknown() } else { Extent::union_of(&all) }
}

/// What the source becomes: the interface, a pool, an object, or several of them.
fn mapped<'a>(context: &Context<'_, 'a>, lists: &mut Lists<'_, '_, 'a>, node: &Node<'a>, to: &str) -> Extent {
    let mut parts = Vec::new();
    if node.child(Rule::own_address).is_some() {
        parts.push(own_addresses(context, to, node.word.span));
    }
    let pool = node.child(Rule::pool).and_then(Node::word);
    parts.extend(pool.into_iter().chain(node.word()).map(|name| lists.named(name)));
    Extent::union_of(&parts)
}

/// The addresses, objects and groups that a rule for twice NAT names.
pub(in crate::platform::asa::lower) fn objects<'a>(clause: &Node<'a>) -> Vec<Word<'a>> {
    let word = |rule| clause.child(rule).and_then(Node::word);
    let mapped = clause.child(Rule::mapped);
    let becomes = mapped.map(|node| [node.child(Rule::pool).and_then(Node::word), node.word()]);
    let named = [word(Rule::real), word(Rule::seen_as), word(Rule::real_destination)];
    becomes.into_iter().flatten().chain(named).flatten().collect()
}

/// `nat (real,mapped) source …`; `None` where it is switched off.
fn manual<'a>(context: &Context<'_, 'a>, lists: &mut Lists<'_, '_, 'a>, line: &Command<'a>) -> Option<Translation> {
    let clause = &line.clause;
    if clause.child(Rule::nat_inactive).is_some() {
        return None;
    }
    let (from, to) = pair(clause);
    let word = |rule| clause.child(rule).and_then(Node::word);
    let real = word(Rule::real)?;
    let source = lists.named(real);
    let seen = clause.child(Rule::seen_as);
    let destination = match seen.map(|node| (node, node.word())) {
        Some((_, Some(name))) => lists.named(name),
        Some((node, None)) => own_addresses(context, from, node.word.span),
        None => Extent::known(AddressSet::all()),
    };
    let same_destination =
        seen.is_none() || seen.and_then(Node::word).map(text) == word(Rule::real_destination).map(text);
    let to_node = clause.child(Rule::mapped)?;
    let is_static = clause.child(Rule::method)?.word.text == "static";
    let is_same = to_node.word.text == real.text;
    let effect = match (is_static && is_same, same_destination) {
        (_, false) => Effect::Unknown,
        (true, true) => Effect::Keeps,
        (false, true) => Effect::Source(mapped(context, lists, to_node, to)),
    };
    let certain = clause.child(Rule::nat_service).is_none();
    let takes = takes(line.span, source, destination, vec![Service::any()], certain);
    Some(Translation { span: line.span, from: link(from), to: link(to), takes, effect, command: None })
}

fn text(word: Word<'_>) -> &str {
    word.text
}

/// The place of an object's rule: static before dynamic, fewer addresses first, then the lowest address, then the name.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    dynamic: bool,
    size: u128,
    lowest: Option<std::net::IpAddr>,
    name: String,
}

fn of_object<'a>(
    context: &Context<'_, 'a>,
    lists: &mut Lists<'_, '_, 'a>,
    name: &'a str,
    line: &Command<'a>,
) -> Option<(Rank, Translation)> {
    let clause = &line.clause;
    let (from, to) = pair(clause);
    let source = lists.named(Word { text: name, span: line.span });
    let node = clause.child(Rule::mapped)?;
    let dynamic = clause.child(Rule::method)?.word.text == "dynamic";
    let becomes = mapped(context, lists, node, to);
    let effect =
        if !dynamic && becomes.is_known() && becomes == source { Effect::Keeps } else { Effect::Source(becomes) };
    let rank = Rank { dynamic, size: size(&source), lowest: source.least.first(), name: name.to_owned() };
    let certain = clause.child(Rule::nat_service).is_none();
    let takes = takes(line.span, source, Extent::known(AddressSet::all()), vec![Service::any()], certain);
    Some((rank, Translation { span: line.span, from: link(from), to: link(to), takes, effect, command: None }))
}

/// How many addresses an object has.
fn size(extent: &Extent) -> u128 {
    let number = |address: std::net::IpAddr| match address {
        std::net::IpAddr::V4(address) => u128::from(u32::from(address)),
        std::net::IpAddr::V6(address) => u128::from(address),
    };
    let set = Arc::clone(&extent.most);
    set.ranges().map(|(low, high)| (number(high) - number(low)).saturating_add(1)).fold(0, u128::saturating_add)
}
