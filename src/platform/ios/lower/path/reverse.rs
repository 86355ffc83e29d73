//! The check of the sources of packets against the routes back to them (unicast reverse path forwarding).

use std::sync::Arc;

use crate::model::path::{Filter, Leads, Link, Path, Place, REVERSE_PATH, Step};
use crate::model::space::{Action, AddressSet, Extent, List, ListEntry};
use crate::platform::cisco::outline::Line;
use crate::source::Span;

/// What a line about the check asks for.
struct Asked {
    at: Span,
    /// Whether a default route will do.
    by_default: bool,
    /// Whether it is certain that what fails is dropped.
    certain: bool,
}

/// The check of an interface as a filter on what arrives for the router itself, where one of its lines asks for it: the route
/// back to the source has to lead out by the same interface, and a default route does not count without `allow-default`
/// (Cisco IOS IP Switching Command Reference, ip verify unicast source reachable-via; cisco-nsp, January 2010).
pub(super) fn check(path: &Path, link: &Link, lines: &[Line<'_>]) -> Option<Filter> {
    let asked = lines.iter().rev().find_map(|line| asked(*line))?;
    let all = || Extent::known(AddressSet::all_v4());
    let entry = |step: Step| {
        let at = step.at.unwrap_or(asked.at);
        ListEntry::between(action(path, link, &asked, &step), at, Extent::known(step.part), all())
    };
    let mut entries: Vec<ListEntry> =
        path.routes_to(link.vrf.as_deref(), &AddressSet::all_v4()).into_iter().map(entry).collect();
    let v6 = || Extent::known(AddressSet::all_v6());
    entries.push(ListEntry::between(Action::Permit, asked.at, v6(), v6()));
    let list = List { name: REVERSE_PATH.to_owned(), entries, otherwise: Action::Unknown, end: asked.at };
    Some(Filter { certain: asked.certain, ..Filter::new(Place::Arrives, Arc::new(list), asked.at) })
}

/// What the check does with sources to which a route leads back so.
fn action(path: &Path, link: &Link, asked: &Asked, step: &Step) -> Action {
    let of_default = |at: Span| path.routes.iter().any(|route| route.span == at && route.net.prefix_len() == 0);
    let is_default = step.at.is_some_and(of_default);
    match &step.leads {
        Leads::Unknown => Action::Unknown,
        Leads::To(name) if *name == link.name && (!is_default || asked.by_default) => Action::Permit,
        // A route that the file does not state may be longer than the default one.
        Leads::To(_) | Leads::Nowhere | Leads::Missing
            if (is_default || step.at.is_none()) && path.other_routes.is_some() =>
        {
            Action::Unknown
        }
        Leads::To(_) | Leads::Nowhere | Leads::Missing => Action::Deny,
    }
}

/// What a line asks for; `None` where it is not about a strict check. Of the old form (`reverse-path`) the sources differ on
/// whether a default route will do: the router FAQ of Cisco denies it, the command reference shows it toward a provider.
fn asked(line: Line<'_>) -> Option<Asked> {
    let words: Vec<&str> = line.text.split_ascii_whitespace().collect();
    let (options, is_old) = match words.as_slice() {
        ["ip", "verify", "unicast", "source", "reachable-via", "rx", options @ ..] => (options, false),
        ["ip", "verify", "unicast", "reverse-path", options @ ..] => (options, true),
        _ => return None,
    };
    // A number is a list of what passes all the same.
    let has_exceptions = options.iter().any(|word| word.parse::<u32>().is_ok());
    let by_default = options.contains(&"allow-default");
    Some(Asked { at: line.span, by_default, certain: !is_old && !has_exceptions })
}
