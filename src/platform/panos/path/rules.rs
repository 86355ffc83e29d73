//! Security rules, in their order: those that a manager pushes in front, those of the firewall, those pushed behind, and
//! the two defaults.

use crate::model::path::{Gap, Reach, ZoneRule, ZoneRules};
use crate::model::space::{Action, AddressSet, Extent, List, ListEntry, Service};
use crate::platform::panos::path::objects::{Objects, Services};
use crate::platform::panos::path::zones::Domain;
use crate::platform::panos::tree::At;
use crate::source::Span;

/// Lists that hold `any` where a rule is for everybody. What they name otherwise is settled at run time.
const CONDITIONS: &[&str] = &[
    "source-user",
    "category",
    "hip-profiles",
    "source-hip",
    "destination-hip",
    "source-device",
    "destination-device",
];

/// The defaults that a rulebase may override (PAN-OS administrator's guide, "Security Policy": traffic within a zone
/// passes, traffic between zones does not).
const DEFAULTS: [(&str, Reach); 2] = [("intrazone-default", Reach::Within), ("interzone-default", Reach::Between)];

/// One security rule.
struct Rule {
    /// What it does with packets that pass through.
    through: ZoneRule,
    /// What it does with IKE, ESP and AH for the firewall itself.
    arriving: Vec<ListEntry>,
}

/// The security rules of a file.
pub(super) struct Rules {
    rules: Vec<Rule>,
    /// What comes behind all of them.
    last: Vec<ZoneRule>,
    gap: Option<Gap>,
    are_shown: bool,
    end: Span,
}

impl Rules {
    /// Reads the rules of every virtual system.
    pub(super) fn of<'t>(objects: &mut Objects<'t>, root: At<'t>, domains: &[Domain<'t>]) -> Self {
        let zones = domains.iter().flat_map(|domain| &domain.nodes).find_map(|node| node.child("zone"));
        let at = zones.unwrap_or(root).span();
        let mut all = Self { rules: Vec::new(), last: Vec::new(), gap: elsewhere(root), are_shown: false, end: at };
        for domain in domains {
            all.add(objects, root, domain);
        }
        if !all.are_shown {
            all.gap = Some(Gap::NotShown(at));
        }
        all.last.extend(across(domains, at));
        all
    }

    fn add<'t>(&mut self, objects: &mut Objects<'t>, root: At<'t>, domain: &Domain<'t>) {
        let books = rulebases(root, domain);
        for security in books.iter().filter_map(|book| book.child("security")) {
            self.are_shown = true;
            self.end = security.span();
            for node in security.child("rules").into_iter().flat_map(At::children) {
                self.end = node.span();
                self.rules.extend(rule(objects, domain, node));
            }
        }
        for (name, reach) in DEFAULTS {
            let stated =
                |book: &At<'t>| book.child("default-security-rules")?.child("rules")?.child(name)?.child("action");
            let Some(setting) = books.iter().find_map(stated) else { continue };
            let any = Extent::known(AddressSet::all());
            let entry = ListEntry::between(action(Some(setting)), setting.span(), any.clone(), any);
            self.last.push(ZoneRule { from: domain.every_zone(), to: domain.every_zone(), reach, entry });
        }
    }

    /// Whether the file shows every rule that the firewall runs.
    pub(super) fn are_all(&self) -> bool {
        self.gap.is_none()
    }

    /// What packets between zones meet.
    pub(super) fn between_zones(&self) -> ZoneRules {
        ZoneRules {
            rules: self.rules.iter().map(|rule| &rule.through).chain(&self.last).cloned().collect(),
            within: Action::Permit,
            between: Action::Deny,
            end: self.end,
            gap: self.gap,
        }
    }

    /// What IKE, ESP and AH for the firewall itself meet on their way from one zone to another; `None` where the file
    /// shows no rules.
    pub(super) fn arriving(&self, from: &str, to: &str) -> Option<List> {
        let rules = self.rules.iter().filter(|rule| rule.through.is_for(from, to));
        let last = self.last.iter().filter(|rule| rule.is_for(from, to)).map(|rule| rule.entry.clone());
        self.are_shown.then(|| List {
            name: format!("the security rules from {from} to {to}"),
            entries: rules.flat_map(|rule| rule.arriving.iter().cloned()).chain(last).collect(),
            otherwise: if from == to { Action::Permit } else { Action::Deny },
            end: self.end,
        })
    }
}

/// The rulebases that traffic of a virtual system meets, in their order. Merged files of managed firewalls show what is
/// pushed below `panorama`, the files of a manager below its device groups (PAN-OS administrator's guide, "Panorama:
/// Manage the Rule Hierarchy").
pub(super) fn rulebases<'t>(root: At<'t>, domain: &Domain<'t>) -> Vec<At<'t>> {
    let groups = root.child("device-group").into_iter().flat_map(At::children);
    let pushed = root.child("panorama").and_then(|part| part.child("vsys")?.child(domain.name));
    let managers: Vec<At<'t>> = root.child("shared").into_iter().chain(groups).chain(pushed).collect();
    let pre = managers.iter().filter_map(|part| part.child("pre-rulebase"));
    let own = domain.nodes.iter().filter_map(|part| part.child("rulebase"));
    let post = managers.iter().rev().filter_map(|part| part.child("post-rulebase"));
    pre.chain(own).chain(post).collect()
}

/// The line that shows that rules come from elsewhere: a manager's file lacks those of the firewall, and the file of a
/// managed firewall lacks those that are pushed, unless it is a merged one.
pub(super) fn elsewhere(root: At<'_>) -> Option<Gap> {
    let group = root.child("device-group").and_then(|groups| groups.children().next());
    group.or_else(|| managing(root)).map(|node| Gap::Elsewhere(node.statement()))
}

/// The setting by which something is pushed that the file does not show: the address of a manager, in a file that is not
/// merged with what comes from there.
pub(in crate::platform::panos) fn managing<'t>(root: At<'t>) -> Option<At<'t>> {
    let system = root.at("deviceconfig system").filter(|_| root.at("panorama vsys").is_none())?;
    system.child("panorama-server").or_else(|| system.at("panorama local-panorama panorama-server"))
}

/// Traffic from one virtual system to another is decided by the rules of both and by external zones, which are not
/// followed.
fn across(domains: &[Domain<'_>], at: Span) -> Vec<ZoneRule> {
    let mut rules = Vec::new();
    for from in domains {
        for to in domains.iter().filter(|to| to.name != from.name) {
            let (from, to) = (from.every_zone(), to.every_zone());
            rules.push(ZoneRule { from, to, reach: Reach::All, entry: ListEntry::unread(at) });
        }
    }
    rules
}

/// Reads a rule; `None` where it is switched off.
fn rule<'t>(objects: &mut Objects<'t>, domain: &Domain<'t>, node: At<'t>) -> Option<Rule> {
    if node.says_yes("disabled").is_some() {
        return None;
    }
    let reach = match node.child("rule-type").and_then(At::value).map_or("universal", At::word) {
        "intrazone" => Reach::Within,
        "interzone" => Reach::Between,
        _ => Reach::All,
    };
    let from = domain.named(node.child("from"));
    // A rule within zones need not say where packets go.
    let to = match node.child("to") {
        None if reach == Reach::Within => from.clone(),
        to => domain.named(to),
    };
    let [source, destination] = objects.both_ends(node);
    let is_for_all = |word: &&str| node.child(word).is_none_or(|list| list.children().all(|own| own.word() == "any"));
    let states_all = source.is_some() && destination.is_some();
    let unconditional =
        CONDITIONS.iter().all(is_for_all) && node.child("schedule").is_none() && node.child("target").is_none();
    let (source, destination) = (source.unwrap_or_else(Extent::unknown), destination.unwrap_or_else(Extent::unknown));
    let base = ListEntry {
        certain: states_all && unconditional,
        ..ListEntry::between(action(node.child("action")), node.span(), source, destination)
    };
    let services = objects.services(node.child("service"));
    let arriving = arriving(objects, node, &base, &services);
    let applies = is_for_all(&"application") && node.child("application").is_some();
    let entry = ListEntry { certain: base.certain && applies && services.certain, services: services.services, ..base };
    Some(Rule { through: ZoneRule { from, to, reach, entry }, arriving })
}

/// What a rule does with IKE, ESP and AH for the firewall itself.
///
/// What a denying rule names only at run time (a country, an external list of bad addresses, tags) is taken not to be the
/// peer.
fn arriving<'t>(objects: &Objects<'t>, node: At<'t>, base: &ListEntry, services: &Services) -> Vec<ListEntry> {
    if base.action == Action::Deny && (base.source.least.is_empty() || !base.certain) {
        return Vec::new();
    }
    let applications: Vec<&str> = node.child("application").into_iter().flat_map(At::children).map(At::word).collect();
    if applications.contains(&"any") {
        let certain = base.certain && services.certain;
        return vec![ListEntry { certain, services: services.services.clone(), ..base.clone() }];
    }
    let [mut sure, mut perhaps] = [Vec::new(), Vec::new()];
    for name in applications {
        let [own, doubtful] = objects.tunnel_services(name, 0);
        sure.extend(own);
        perhaps.extend(doubtful);
    }
    let within = |own: Vec<Service>| -> Vec<Service> {
        own.iter().flat_map(|own| services.services.iter().filter_map(|other| common(own, other))).collect()
    };
    let [sure, perhaps] = [sure, perhaps].map(within);
    // `application-default` is where these applications are by definition.
    let entries = [(sure, base.certain), (perhaps, false)];
    let entry = |(services, certain): (Vec<Service>, bool)| ListEntry { services, certain, ..base.clone() };
    entries.into_iter().filter(|(services, _)| !services.is_empty()).map(entry).collect()
}

fn common(one: &Service, other: &Service) -> Option<Service> {
    let both = Service {
        protocols: one.protocols.intersection(&other.protocols),
        source_ports: one.source_ports.intersection(&other.source_ports),
        destination_ports: one.destination_ports.intersection(&other.destination_ports),
    };
    let is_empty = both.protocols.is_empty() || both.source_ports.is_empty() || both.destination_ports.is_empty();
    (!is_empty).then_some(both)
}

/// What a rule does with what it matches (pan-os-codegen, specs/policies/security-policy-rule.yaml).
fn action(setting: Option<At<'_>>) -> Action {
    match setting.and_then(At::value).map_or("", At::word) {
        "allow" => Action::Permit,
        "deny" | "drop" | "reset-client" | "reset-server" | "reset-both" => Action::Deny,
        _ => Action::Unknown,
    }
}
