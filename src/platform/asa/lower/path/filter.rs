//! Access groups, `sysopt connection permit-vpn`, and filters of group policies.

use std::net::IpAddr;
use std::sync::Arc;

use crate::model::Entry;
use crate::model::path::{Filter, Link, Meets, Place};
use crate::model::space::{Action, List};
use crate::platform::asa::lower::Context;
use crate::platform::asa::lower::path::lists::Lists;
use crate::platform::asa::lower::path::named_interfaces;
use crate::platform::asa::syntax::{Command, Rule};
use crate::source::Span;

/// Puts every filter on the interface that it is for.
pub(super) fn bind<'a>(
    context: &Context<'_, 'a>,
    lists: &mut Lists<'_, '_, 'a>,
    links: &mut [Link],
    entries: &[Entry],
) {
    let groups = context.config.path.iter().filter(|line| line.clause.rule == Rule::access_group && !line.negated);
    let everywhere = groups.clone().any(|line| line.clause.child(Rule::global_group).is_some());
    // Decrypted packets meet the access list of the interface only where the line says so; it is on by default and then
    // not in the file (Cisco document 221457).
    let meets_list = context.config.path.iter().rfind(|line| line.clause.rule == Rule::permit_vpn);
    let meets_list = meets_list.filter(|line| line.negated).map(|line| line.span);
    for group in groups.clone() {
        let words: Vec<&str> = group.clause.words().map(|word| word.text).collect();
        let Some(list) = group.clause.word().map(|name| lists.list(name.text, group.span)) else { continue };
        for link in links.iter_mut().filter(|link| words.get(1).is_none_or(|name| *name == link.name)) {
            let has_own = groups.clone().any(|line| is_own(line, &link.name));
            let filters = places(group, meets_list.is_some()).into_iter().map(|(place, certain)| Filter {
                // Where a global list comes after that of the interface, neither has the last word.
                certain: certain && !(everywhere && has_own),
                meets: if place == Place::Arrives { Meets::Every } else { Meets::Openings },
                ..Filter::new(place, of_place(place, &list), group.span)
            });
            link.filters.extend(filters);
        }
    }
    for span in context.config.unread_path.iter().filter(|(family, _)| *family == "access-group").map(|own| own.1) {
        links.iter_mut().for_each(|link| link.filters.push(open(Place::Enters, span)));
    }
    by_level(context, links, entries, meets_list);
}

/// Whether an access group is for what enters by this interface alone.
fn is_own(group: &Command<'_>, link: &str) -> bool {
    let is_in = group.clause.child(Rule::way).is_some_and(|way| way.word.text == "in");
    let of_traffic = group.clause.child(Rule::control_plane).is_none();
    is_in && of_traffic && group.clause.words().nth(1).is_some_and(|name| name.text == link)
}

/// Where an access group meets packets, and whether that is certain.
fn places(group: &Command<'_>, meets_decrypted: bool) -> Vec<(Place, bool)> {
    let way = group.clause.child(Rule::way).map_or("in", |way| way.word.text);
    if group.clause.child(Rule::control_plane).is_some() {
        return vec![(Place::Arrives, true)];
    }
    match way {
        // No source says whether it is asked before a packet is encrypted.
        "out" => vec![(Place::Leaves, false)],
        _ if meets_decrypted => vec![(Place::Enters, true), (Place::Decrypted, true)],
        _ => vec![(Place::Enters, true)],
    }
}

/// What no line of a control-plane list names is decided by the general rules, and not by an implicit deny.
fn of_place(place: Place, list: &Arc<List>) -> Arc<List> {
    match place {
        Place::Arrives => Arc::new(List { otherwise: Action::Unknown, ..(**list).clone() }),
        _ => Arc::clone(list),
    }
}

/// A filter of which nothing is known.
fn open(place: Place, at: Span) -> Filter {
    let list = List::always(Action::Unknown, "the access groups", at);
    Filter { certain: false, ..Filter::new(place, Arc::new(list), at) }
}

/// A filter that drops whatever begins there, since no access list lets it pass and the levels do not.
fn shut(place: Place, meets: Meets, at: Span) -> Filter {
    let list = List::always(Action::Deny, "the security levels", at);
    Filter { meets, ..Filter::new(place, Arc::new(list), at) }
}

/// Without an access list the security levels decide: from a higher to a lower one everything passes, and nothing begins from a
/// lower to a higher one. Between equal ones nothing passes without `same-security-traffic permit inter-interface` (Cisco ASA
/// CLI configuration guide, security levels; allowing same security level communication). Everything else hangs on lines and
/// defaults that are not followed.
fn by_level(context: &Context<'_, '_>, links: &mut [Link], entries: &[Entry], meets_list: Option<Span>) {
    let level = |name: &str| {
        let (_, item) = named_interfaces(context).find(|(own, _)| *own == name)?;
        item.word(Rule::security_level)?.0.text.parse::<u32>().ok()
    };
    // A tunnel interface has the level 0 unless a line says otherwise (Cisco ASA VPN guide, guidelines for virtual tunnel
    // interfaces).
    let toward = |entry: &Entry| match named_interfaces(context).find(|(_, item)| item.head == entry.span) {
        Some((name, _)) => level(name).or(Some(0)),
        None => level(&entry.interface),
    };
    let outside = entries.iter().filter(|entry| !entry.interface.is_empty()).map(toward).max();
    let says_same = |line: &&Command<'_>| line.clause.rule == Rule::same_security && !line.negated;
    let mut same = context.config.path.iter().filter(says_same);
    let joins_equals = same.any(|line| line.clause.words().any(|word| word.text == "inter-interface"));
    let is_lowest = |own: &str| {
        let mut others = named_interfaces(context).filter(|(name, _)| *name != own);
        level(own).is_some_and(|own| others.all(|(other, _)| level(other).is_some_and(|other| other > own)))
    };
    for link in links.iter_mut().filter(|link| link.at(Place::Enters).next().is_none()) {
        let is_outer = entries.iter().any(|entry| entry.interface == link.name);
        match level(&link.name).zip(outside.flatten()) {
            Some((own, outside)) if own > outside || own == outside && joins_equals => {}
            Some((own, outside)) if own == outside && !is_outer => {
                link.filters.push(shut(Place::Enters, Meets::Every, link.span));
                // No source says whether packets out of a tunnel are spared that, as they are the access lists.
                link.filters.push(open(Place::Leaves, link.span));
            }
            _ => link.filters.push(open(Place::Enters, link.span)),
        }
        match meets_list {
            Some(line) if is_lowest(&link.name) => link.filters.push(shut(Place::Decrypted, Meets::Openings, line)),
            Some(line) => link.filters.push(open(Place::Decrypted, line)),
            None => {}
        }
    }
}

/// The `vpn-filter` of the group policy that the peer's tunnel group names, or of the default one. Its list is written
/// as for packets that arrive, and holds for both directions.
pub(super) fn of_group<'a>(context: &Context<'_, 'a>, lists: &mut Lists<'_, '_, 'a>, peer: IpAddr) -> Option<Filter> {
    let group = context.groups_by_address.get(&peer)?;
    let own = group.word(Rule::default_group_policy).map(|(word, _)| word.text);
    let line = own.into_iter().chain(["DfltGrpPolicy"]).find_map(|name| {
        let policy = context.config.group_policies.get(name)?;
        policy.clauses.iter().rfind(|line| line.clause.rule == Rule::vpn_filter)
    })?;
    // `vpn-filter none` keeps a policy from inheriting one.
    let name = line.clause.word().filter(|_| !line.negated)?;
    let list = lists.list(name.text, line.span);
    Some(Filter::new(Place::Decrypted, list, line.span))
}
