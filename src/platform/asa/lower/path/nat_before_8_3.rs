//! Translation up to 8.2, in the order in which the device applies it: exemptions, static rules in the order of the file,
//! dynamic rules with an access list, dynamic rules by the longest prefix (Cisco ASA 8.2 CLI configuration guide, order of
//! NAT rules used to match real addresses).

use std::collections::BTreeMap;

use ipnet::IpNet;

use crate::model::path::{Effect, Links, Translation};
use crate::model::space::{AddressSet, Extent, Intervals, Service};
use crate::platform::asa::lower::Context;
use crate::platform::asa::lower::path::lists::Lists;
use crate::platform::asa::lower::path::nat::{link, own_addresses, takes, unread};
use crate::platform::asa::syntax::{Command, Node, Rule};
use crate::platform::cisco::lists::network;
use crate::platform::cisco::names;
use crate::platform::cisco::statement::Word;

/// The identity of rules that leave addresses as they are.
const IDENTITY: &str = "0";

pub(super) fn translations<'a>(context: &Context<'_, 'a>, lists: &mut Lists<'_, '_, 'a>) -> Vec<Translation> {
    let lines = |rule: Rule| context.config.path.iter().filter(move |line| line.clause.rule == rule && !line.negated);
    let mut all = Vec::new();
    for line in lines(Rule::exemption) {
        let (Some(from), Some(name)) = (single(&line.clause), line.clause.word()) else { continue };
        let takes = (*lists.list(name.text, line.span)).clone();
        all.push(Translation {
            span: line.span,
            from: link(from),
            to: Links::Any,
            takes,
            effect: Effect::Keeps,
            command: None,
        });
    }
    for line in lines(Rule::old_static) {
        all.push(of_static(context, lists, line).unwrap_or_else(|| unread(line.span)));
    }
    let (mut by_list, mut by_net): (Vec<&Command<'a>>, Vec<&Command<'a>>) =
        lines(Rule::old_nat).partition(|line| line.clause.child(Rule::by_list).is_some());
    by_list.sort_by_key(|line| line.span);
    by_net.sort_by_key(|line| std::cmp::Reverse(net(context, line).map(|net| net.prefix_len())));
    for line in by_list.into_iter().chain(by_net) {
        all.extend(dynamic(context, lists, line));
    }
    // Packets that nothing translates are dropped, except where no line makes translation a must.
    all.extend(lines(Rule::nat_control).next().map(|line| unread(line.span)));
    all
}

/// The access lists that exempt what enters by an interface (`nat (inside) 0 access-list NAME`), where the file translates
/// as releases up to 8.2 do. An interface has one of them: a second command takes the place of the first (Cisco ASA 8.2
/// Command Reference, nat).
pub(super) fn exempting_lists(context: &Context<'_, '_>) -> Option<BTreeMap<String, String>> {
    let lines = || context.config.path.iter().filter(|line| !line.negated);
    let is_of_old = |rule: Rule| matches!(rule, Rule::exemption | Rule::old_static | Rule::old_nat | Rule::old_global);
    if !lines().any(|line| is_of_old(line.clause.rule)) {
        return None;
    }
    let exemptions = lines().filter(|line| line.clause.rule == Rule::exemption);
    let bound =
        exemptions.filter_map(|line| Some((single(&line.clause)?.to_owned(), line.clause.word()?.text.to_owned())));
    Some(bound.collect())
}

fn single<'a>(clause: &Node<'a>) -> Option<&'a str> {
    Some(clause.child(Rule::single_link)?.children.first()?.word.text)
}

fn net(context: &Context<'_, '_>, line: &Command<'_>) -> Option<IpNet> {
    let mut words = line.clause.words();
    let (address, mask) = (words.next()?, words.next());
    match mask {
        None if address.text == "0" => network("0", "0"),
        None => Some(IpNet::from(context.address(address.text)?)),
        Some(mask) if address.text == "0" => network("0", mask.text),
        Some(mask) => network(&context.address(address.text)?.to_string(), mask.text),
    }
}

/// `static (real,mapped) MAPPED REAL netmask M`, with ports, or with an access list in the place of the real address.
fn of_static<'a>(context: &Context<'_, 'a>, lists: &mut Lists<'_, '_, 'a>, line: &Command<'a>) -> Option<Translation> {
    let clause = &line.clause;
    let names: Vec<&str> = clause.child(Rule::link_pair)?.children.iter().map(|name| name.word.text).collect();
    let [from, to] = names.as_slice() else { return None };
    let mask = clause.child(Rule::old_mask).and_then(Node::word).map_or("255.255.255.255", |word| word.text);
    let spread = |word: Word<'_>| {
        let address = if word.text == "0" { "0".to_owned() } else { context.address(word.text)?.to_string() };
        Some(Extent::known(AddressSet::net(network(&address, mask)?)))
    };
    let mapped_node = clause.child(Rule::mapped)?;
    let mapped = match mapped_node.word() {
        Some(word) => spread(word).unwrap_or_else(Extent::unknown),
        None => own_addresses(context, to, line.span),
    };
    let (from, to) = (link(from), link(to));
    if let Some(list) = clause.child(Rule::by_list).and_then(Node::word) {
        let takes = (*lists.list(list.text, line.span)).clone();
        return Some(Translation { span: line.span, from, to, takes, effect: Effect::Source(mapped), command: None });
    }
    let words: Vec<Word<'a>> = clause.words().collect();
    let real = spread(*words.last()?)?;
    let effect = if real == mapped { Effect::Keeps } else { Effect::Source(mapped) };
    let service = match (clause.child(Rule::transport), clause.child(Rule::real_port).and_then(Node::word)) {
        (Some(transport), Some(port)) => Service {
            source_ports: Intervals::one(names::port(port.text)?),
            ..Service::protocol(names::protocol(transport.word.text)??)
        },
        _ => Service::any(),
    };
    let takes = takes(line.span, real, Extent::known(AddressSet::all()), vec![service], true);
    Some(Translation { span: line.span, from, to, takes, effect, command: None })
}

/// `nat (inside) N …` with the interfaces that have a `global` of this number. By any other interface no source says
/// for certain what becomes of the packet.
fn dynamic<'a>(context: &Context<'_, 'a>, lists: &mut Lists<'_, '_, 'a>, line: &Command<'a>) -> Vec<Translation> {
    let clause = &line.clause;
    let (Some(from), Some(id)) = (single(clause), clause.child(Rule::nat_id)) else { return vec![unread(line.span)] };
    let id = id.word.text.trim();
    let list = match clause.child(Rule::by_list).and_then(Node::word) {
        Some(list) => (*lists.list(list.text, line.span)).clone(),
        None => match net(context, line) {
            Some(net) => takes(
                line.span,
                Extent::known(AddressSet::net(net)),
                Extent::known(AddressSet::all()),
                vec![Service::any()],
                true,
            ),
            None => return vec![unread(line.span)],
        },
    };
    let rule = |to: Links, effect: Effect| Translation {
        span: line.span,
        from: link(from),
        to,
        takes: list.clone(),
        effect,
        command: None,
    };
    // Without an access list the outside cannot begin anything (Cisco ASA configuration guide, NAT up to 8.2: bypassing NAT,
    // identity NAT).
    if id == IDENTITY {
        return vec![rule(Links::Any, Effect::KeepsForAnswers)];
    }
    let mut rules: Vec<Translation> = Vec::new();
    for pool in context.config.path.iter().filter(|pool| pool.clause.rule == Rule::old_global && !pool.negated) {
        let same = pool.clause.child(Rule::nat_id).is_some_and(|own| own.word.text.trim() == id);
        if let Some(to) = single(&pool.clause).filter(|_| same) {
            let by_interface = pool.clause.word.text.ends_with(" interface");
            let mapped = if by_interface { own_addresses(context, to, pool.span) } else { pool_of(pool) };
            rules.push(rule(link(to), Effect::Source(mapped)));
        }
    }
    rules.push(rule(Links::Any, Effect::Unknown));
    rules
}

/// The addresses of `global (outside) 1 192.0.2.10-192.0.2.20 netmask …`.
fn pool_of(line: &Command<'_>) -> Extent {
    let word = line.clause.word.text.split_ascii_whitespace().nth(3).unwrap_or_default();
    let (low, high) = word.split_once('-').unwrap_or((word, word));
    match (low.parse(), high.parse()) {
        (Ok(low), Ok(high)) => Extent::known(AddressSet::range(low, high)),
        _ => Extent::unknown(),
    }
}
