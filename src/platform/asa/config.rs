//! The statements of a file, gathered by what they are about.
//!
//! Access lists and objects are only indexed by name here: a file may hold a hundred thousand lines of them, and the
//! few that a crypto map refers to are read when it is lowered.

mod pix;

use std::collections::HashMap;
use std::net::IpAddr;

use crate::model::Standing;
use crate::platform::asa::device_commands::OF_DEVICE;
use crate::platform::asa::reader::{Reader, Reading};
use crate::platform::asa::syntax::{Command, HEADS, Kind, Rule, command};
use crate::platform::cisco::known::{TAKEN_BACK, TAKES_BACK_NOTHING};
use crate::platform::cisco::outline::{Block, Commands, Line, outline};
use crate::platform::cisco::statement::Word;
use crate::platform::cisco::trust_point::{certificate_map, trust_point};
use crate::platform::ranges::Range;
use crate::platform::ranges::asa as ranges;
use crate::source::Span;

/// A named thing with the clauses that the file gives it, possibly in several places.
#[derive(Debug)]
pub(super) struct Item<'a> {
    pub(super) name: &'a str,
    /// The sequence number of a crypto map entry, the number of a policy; 0 for things that have none, and
    /// [`NO_NUMBER`] where what stands for it is none.
    pub(super) sequence: u32,
    /// The first line that mentions it.
    pub(super) head: Span,
    pub(super) clauses: Vec<Command<'a>>,
    /// Its lines that are not in the model and may bear on a negotiation.
    pub(super) unread: Vec<Span>,
    /// The first of its lines that nobody recognises: it may set anything that no other line sets.
    pub(super) gap: Option<Span>,
}

/// Stands for the number of what the device refuses for the sake of its number.
const NO_NUMBER: u32 = u32::MAX;

impl<'a> Item<'a> {
    /// Its name and its number.
    pub(super) fn title(&self) -> String {
        let number = if self.sequence == NO_NUMBER { "?".to_owned() } else { self.sequence.to_string() };
        format!("{} {number}", self.name)
    }

    /// The clauses that this rule made, in the order of the file; those that `no` takes back are left out.
    pub(super) fn all(&self, rule: Rule) -> impl Iterator<Item = &Command<'a>> {
        self.clauses.iter().filter(move |command| command.clause.rule == rule && !command.negated)
    }

    /// Takes a clause. One with `no` takes back those that say the same; where it names some of several values, what is
    /// left is not worked out.
    pub(super) fn take(&mut self, command: Command<'a>) {
        if !command.negated {
            return self.clauses.push(command);
        }
        if taken_by(command.clause.rule).iter().any(|rule| self.all(*rule).next().is_some()) {
            self.unread.push(command.span);
        }
    }

    /// Takes a line that nobody recognises.
    pub(super) fn leave_open(&mut self, line: Span) {
        self.unread.push(line);
        self.gap.get_or_insert(line);
    }

    /// The last clause of this kind, which is the one that holds on a device.
    pub(super) fn last(&self, rule: Rule) -> Option<&Command<'a>> {
        self.all(rule).last()
    }

    /// The first word of the last clause of this kind.
    pub(super) fn word(&self, rule: Rule) -> Option<(Word<'a>, Span)> {
        let command = self.last(rule)?;
        command.clause.word().map(|word| (word, command.span))
    }
}

/// The clauses that one with `no` and this rule takes back.
fn taken_by(rule: Rule) -> Vec<Rule> {
    match rule {
        Rule::no_ikev1_key => vec![Rule::ikev1_key],
        Rule::no_trust_point => vec![Rule::ikev1_trust_point],
        Rule::no_ikev2_local => vec![Rule::ikev2_local_key, Rule::ikev2_local_certificate],
        Rule::no_ikev2_remote => vec![Rule::ikev2_remote_key, Rule::ikev2_remote_certificate, Rule::ikev2_eap],
        same => vec![same],
    }
}

/// Items by name and number, in the order of the file.
#[derive(Debug, Default)]
pub(super) struct Table<'a> {
    pub(super) items: Vec<Item<'a>>,
    index: HashMap<(&'a str, u32), usize>,
}

impl<'a> Table<'a> {
    fn open(&mut self, name: &'a str, sequence: u32, head: Span) -> &mut Item<'a> {
        let at = *self.index.entry((name, sequence)).or_insert_with(|| {
            self.items.push(Item { name, sequence, head, clauses: Vec::new(), unread: Vec::new(), gap: None });
            self.items.len() - 1
        });
        &mut self.items[at]
    }

    /// The item of this name, which has no number.
    pub(super) fn get(&self, name: &str) -> Option<&Item<'a>> {
        self.index.get(&(name, 0)).map(|at| &self.items[*at])
    }

    /// The names of all items.
    pub(super) fn names(&self) -> impl Iterator<Item = &'a str> {
        self.items.iter().map(|item| item.name)
    }
}

/// The binding of a crypto map to an interface.
#[derive(Clone, Copy, Debug)]
pub(super) struct Binding<'a> {
    pub(super) map: &'a str,
    pub(super) interface: &'a str,
    /// Which of several IPv6 addresses of the interface the map's tunnels use (Cisco ASA command reference, `crypto map
    /// interface`).
    pub(super) ipv6_local_address: Option<Word<'a>>,
    pub(super) span: Span,
}

/// The lines of an object or object group, unread.
#[derive(Debug)]
pub(super) struct ObjectLines<'a> {
    pub(super) head: Line<'a>,
    pub(super) body: Vec<Line<'a>>,
}

impl<'a> ObjectLines<'a> {
    /// Takes a line of an object, and yields the one whose place it takes. What an object stands for is one thing (Cisco ASA
    /// command reference, object network: another address replaces the one that the object has).
    fn take(&mut self, line: Line<'a>) -> Option<Line<'a>> {
        const CONTENT: [&str; 5] = ["host ", "subnet ", "range ", "fqdn ", "service "];
        let is_content = |line: &Line<'a>| CONTENT.iter().any(|word| line.text.starts_with(word));
        let old = self.body.iter().position(|own| is_content(own) && is_content(&line));
        let old = old.map(|at| self.body.remove(at));
        self.body.push(line);
        old.filter(|old| old.text != line.text)
    }
}

/// What the file defines a second time with different content.
#[derive(Debug)]
pub(super) struct Repeated {
    pub(super) what: &'static str,
    pub(super) name: String,
    pub(super) first: Span,
    pub(super) again: Span,
}

/// Everything that a file states.
#[derive(Debug, Default)]
pub(super) struct Config<'a> {
    /// `ASA`, `PIX` or `NGFW`, and the release.
    pub(super) release: Option<(&'a str, &'a str)>,
    pub(super) hostname: Option<&'a str>,
    pub(super) domain_name: Option<&'a str>,
    pub(super) names: HashMap<&'a str, IpAddr>,
    pub(super) interfaces: Table<'a>,
    /// Global lines about IKE: `enable`, `am-disable`, `identity`, `nat-traversal`, PIX 6 keys.
    pub(super) ike: Vec<Command<'a>>,
    /// Those of them that nobody recognises.
    pub(super) lost_ike: Vec<Line<'a>>,
    pub(super) ikev1_policies: Table<'a>,
    pub(super) ikev2_policies: Table<'a>,
    pub(super) transform_sets: Table<'a>,
    pub(super) ipsec_proposals: Table<'a>,
    pub(super) ipsec_profiles: Table<'a>,
    /// Global lines about IPsec: the lifetime of security associations.
    pub(super) ipsec: Vec<Command<'a>>,
    pub(super) crypto_maps: Table<'a>,
    /// Lines of entries of crypto maps with a sequence number that is none.
    lost_map_lines: Vec<Command<'a>>,
    /// Objects that the file defines twice.
    pub(super) repeated: Vec<Repeated>,
    /// Numbers that heads do not take, and what they do.
    pub(super) refused: Vec<(Word<'a>, Range)>,
    pub(super) dynamic_maps: Table<'a>,
    pub(super) bindings: Vec<Binding<'a>>,
    /// The names of the trust points.
    pub(super) trust_points: Vec<&'a str>,
    /// The names of the certificate maps: `crypto ca certificate map NAME NUMBER`.
    pub(super) certificate_maps: Vec<&'a str>,
    /// The lines that choose a tunnel group by certificate: `tunnel-group-map`.
    pub(super) group_maps: Vec<Line<'a>>,
    pub(super) tunnel_groups: Table<'a>,
    pub(super) group_policies: Table<'a>,
    pub(super) access_lists: HashMap<&'a str, Vec<Line<'a>>>,
    /// The names of access lists in the order of the file.
    pub(super) access_list_names: Vec<&'a str>,
    /// By `object` or `object-group`, and name.
    pub(super) objects: HashMap<(&'a str, &'a str), ObjectLines<'a>>,
    /// Lines about routes, filters and translation.
    pub(super) path: Vec<Command<'a>>,
    /// Those that the grammar does not take, by family: `route`, `nat`, `access-group`.
    pub(super) unread_path: Vec<(&'static str, Span)>,
    /// The heads of routing protocols.
    pub(super) routing: Vec<Span>,
    pub(super) reader: Reader,
}

/// Gathers the statements of a file.
pub(super) fn gather<'a>(commands: &'a Commands<'_>) -> Config<'a> {
    let mut config = Config::default();
    for block in outline(commands, HEADS, &OF_DEVICE) {
        for line in block.taken_back.iter().chain(block.only_takes_back().then_some(&block.head)) {
            config.reader.coverage.count(Standing::Irrelevant, line.span, TAKEN_BACK);
        }
        match block.kind {
            // These say something by themselves: what is on without a line.
            Some(kind) if block.only_takes_back() && !matches!(kind, Kind::Ike | Kind::Ipsec | Kind::Path) => {}
            Some(kind) => config.block(kind, &block),
            None if commands.is_unclear(block.head) => {
                std::iter::once(&block.head).chain(&block.body).for_each(|line| config.reader.unrecognised(*line));
            }
            None => {}
        }
    }
    config.place_lost_map_lines();
    config
}

impl<'a> Config<'a> {
    fn block(&mut self, kind: Kind, block: &Block<'a, Kind>) {
        let words: Vec<&'a str> = block.head.text.split_ascii_whitespace().take(6).collect();
        let word = |at: usize| words.get(at).copied().unwrap_or_default();
        match kind {
            Kind::AccessList if word(0) == "no" => self.index_access_list(word(2), block.head),
            Kind::AccessList => self.index_access_list(word(1), block.head),
            Kind::Object => self.index_object(word(0), word(2), block),
            Kind::Name => self.name(block.head),
            Kind::Hostname => self.hostname(word(0), word(1)),
            Kind::Release => self.release = self.release.or(Some((word(0), word(2)))),
            Kind::Interface => self.interface(block),
            Kind::PixInterface => {}
            Kind::PixAddress => self.pix_address(block.head),
            Kind::PixNameif => self.pix_nameif(word(1), word(2), block.head),
            Kind::Other => {
                self.trust_points.extend(trust_point(block.head.text));
                self.certificate_maps.extend(certificate_map(block.head.text));
                if word(0) == "tunnel-group-map" {
                    self.group_maps.push(block.head);
                }
                self.reader.other(block);
            }
            Kind::Path => self.path_line(block.head),
            Kind::Routing => self.routing.push(block.head.span),
            Kind::Ike => self.ike_lines(block),
            Kind::Ipsec => self.ipsec_lines(block),
            Kind::CryptoMap => self.crypto_map(block),
            Kind::DynamicMap => self.dynamic_map(block),
            Kind::TransformSet => self.transform_set(block),
            Kind::Policy => self.policy(block),
            Kind::IpsecProposal => {
                let item = self.ipsec_proposals.open(word(4), 0, block.head.span);
                let rules = [Rule::ipsec_proposal_head, Rule::ipsec_proposal_line];
                self.reader.read_block(rules, block, item);
            }
            Kind::IpsecProfile => {
                let item = self.ipsec_profiles.open(word(3), 0, block.head.span);
                let rules = [Rule::ipsec_profile_head, Rule::ipsec_profile_line];
                self.reader.read_block(rules, block, item);
            }
            Kind::TunnelGroup => {
                let item = self.tunnel_groups.open(word(1), 0, block.head.span);
                let rules = [Rule::tunnel_group_head, Rule::tunnel_group_line];
                self.reader.read_block(rules, block, item);
            }
            Kind::GroupPolicy => {
                let item = self.group_policies.open(word(1), 0, block.head.span);
                let rules = [Rule::group_policy_head, Rule::group_policy_line];
                self.reader.read_block(rules, block, item);
            }
        }
    }

    fn index_access_list(&mut self, name: &'a str, line: Line<'a>) {
        let lines = self.access_lists.entry(name).or_default();
        if lines.is_empty() {
            self.access_list_names.push(name);
        }
        lines.push(line);
    }

    /// The same object is printed a second time with its NAT line, so bodies add up.
    fn index_object(&mut self, family: &'a str, name: &'a str, block: &Block<'a, Kind>) {
        let object =
            self.objects.entry((family, name)).or_insert_with(|| ObjectLines { head: block.head, body: Vec::new() });
        if family != "object" {
            return object.body.extend(&block.body);
        }
        for line in &block.body {
            if let Some(old) = object.take(*line) {
                self.repeated.push(Repeated {
                    what: "object",
                    name: name.to_owned(),
                    first: old.span,
                    again: line.span,
                });
            }
        }
    }

    fn name(&mut self, line: Line<'a>) {
        let Some(command) = command(Rule::name_line, line) else { return };
        let mut words = command.clause.words();
        if let (Some(address), Some(alias)) = (words.next(), words.next())
            && let Ok(address) = address.text.parse()
        {
            self.names.insert(alias.text, address);
        }
    }

    fn hostname(&mut self, keyword: &str, name: &'a str) {
        let slot = if keyword == "hostname" { &mut self.hostname } else { &mut self.domain_name };
        *slot = slot.or(Some(name));
    }

    /// Interfaces are no VPN blocks: only their tunnel lines count towards coverage.
    fn interface(&mut self, block: &Block<'a, Kind>) {
        let head = block.head.text;
        let name = head["interface".len()..].trim();
        let item = self.interfaces.open(name, 0, block.head.span);
        for line in &block.body {
            if line.text.starts_with("tunnel ") {
                self.reader.read_into(Rule::interface_line, *line, item);
            } else {
                item.clauses.extend(command(Rule::interface_line, *line));
            }
        }
    }

    /// Lines about the path are no VPN lines. One that is not understood keeps its family unknown.
    fn path_line(&mut self, line: Line<'a>) {
        match command(Rule::path_line, line) {
            Some(command) => self.path.push(command),
            None => self.unread_path.extend(family_of_path(line.text).map(|family| (family, line.span))),
        }
    }

    fn ike_lines(&mut self, block: &Block<'a, Kind>) {
        match self.reader.read(Rule::ike_line, block.head) {
            Reading::Command(command) => self.ike.push(command),
            Reading::Unrecognised => self.lost_ike.push(block.head),
            Reading::Unread | Reading::Irrelevant => {}
        }
        block.body.iter().for_each(|line| self.reader.unrecognised(*line));
    }

    fn ipsec_lines(&mut self, block: &Block<'a, Kind>) {
        self.ipsec.extend(self.reader.command(Rule::ipsec_line, block.head));
        block.body.iter().for_each(|line| self.reader.unrecognised(*line));
    }

    /// One policy: a block, or in PIX and ASA 7.0 one line a parameter.
    fn policy(&mut self, block: &Block<'a, Kind>) {
        let mut words = block.head.text.split_ascii_whitespace().skip_while(|word| *word == "crypto");
        let (family, number) = (words.next().unwrap_or_default(), words.nth(1).unwrap_or_default());
        let table = if family == "ikev2" { &mut self.ikev2_policies } else { &mut self.ikev1_policies };
        let priority = number_in(ranges::POLICY, number);
        let mut refused = Table::default();
        let item = match priority {
            Some(priority) => table.open(number, priority, block.head.span),
            None => refused.open(number, NO_NUMBER, block.head.span),
        };
        self.reader.read_block([Rule::policy_head, Rule::policy_line], block, item);
        if priority.is_none() && !block.only_takes_back() {
            self.lost_ike.push(block.head);
            let at = block.head.text.rfind(number).unwrap_or_default();
            let span = block.head.place(at, at + number.len());
            self.refused.push((Word { text: number, span }, ranges::POLICY));
        }
    }

    fn transform_set(&mut self, block: &Block<'a, Kind>) {
        let line = block.head;
        let name = line.text.split_ascii_whitespace().skip_while(|word| *word != "transform-set").nth(1);
        let item = self.transform_sets.open(name.unwrap_or_default(), 0, line.span);
        self.reader.read_bare(Rule::transform_set, block, item);
    }

    fn crypto_map(&mut self, block: &Block<'a, Kind>) {
        let line = block.head;
        let (name, sequence) = map_and_sequence(line.text);
        if let (Some(name), Some(sequence)) = (name, sequence) {
            if line.positive().is_some() && !self.crypto_maps.index.contains_key(&(name, sequence)) {
                return self.reader.coverage.count(Standing::Irrelevant, line.span, TAKES_BACK_NOTHING);
            }
            let item = self.crypto_maps.open(name, sequence, line.span);
            return self.reader.read_bare(Rule::crypto_map, block, item);
        }
        let Some(command) = self.reader.command(Rule::crypto_map, line) else { return };
        if command.clause.rule == Rule::map_interface
            && !command.negated
            && let (Some(map), Some(interface)) = (name, command.clause.word())
        {
            let ipv6_local_address = command.clause.words().nth(1);
            self.bindings.push(Binding { map, interface: interface.text, ipv6_local_address, span: line.span });
        } else if self.refuse_sequence(&command) {
            self.lost_map_lines.push(command);
        }
    }

    /// Notes the number of a line of a map that is none; `false` where the line has none.
    fn refuse_sequence(&mut self, command: &Command<'a>) -> bool {
        let Some(number) = command.labels.get(1).filter(|_| !command.negated) else { return false };
        self.refused.push((number.word, ranges::SEQUENCE));
        true
    }

    /// A line with a number that is none was meant for an entry that lacks what it says. Where none does, its entry is lost.
    fn place_lost_map_lines(&mut self) {
        for command in std::mem::take(&mut self.lost_map_lines) {
            let (name, rule, span) = (command.labels[0].word.text, command.clause.rule, command.span);
            let is_meant =
                |item: &&mut Item<'a>| item.name == name && item.sequence != NO_NUMBER && item.last(rule).is_none();
            let mut meant = self.crypto_maps.items.iter_mut().filter(is_meant).peekable();
            if meant.peek().is_some() {
                meant.for_each(|item| item.leave_open(span));
                continue;
            }
            let item = self.crypto_maps.open(name, NO_NUMBER, span);
            item.take(command);
            item.leave_open(span);
        }
    }

    fn dynamic_map(&mut self, block: &Block<'a, Kind>) {
        let line = block.head;
        match map_and_sequence(line.text) {
            (Some(name), Some(sequence)) => {
                let item = self.dynamic_maps.open(name, sequence, line.span);
                self.reader.read_bare(Rule::dynamic_map, block, item);
            }
            _ => {
                if let Some(command) = self.reader.command(Rule::dynamic_map, line) {
                    self.refuse_sequence(&command);
                }
            }
        }
    }
}

/// The family of a line about the path.
fn family_of_path(text: &str) -> Option<&'static str> {
    let first = text.split_ascii_whitespace().next()?;
    match first {
        "route" | "ipv6" => Some("route"),
        "nat" | "static" | "global" => Some("nat"),
        "access-group" => Some("access-group"),
        _ => None,
    }
}

/// The name and the sequence number of a crypto map line; the number is `None` in lines about the whole map.
fn map_and_sequence(text: &str) -> (Option<&str>, Option<u32>) {
    let mut words = text.split_ascii_whitespace().skip_while(|word| !matches!(*word, "map" | "dynamic-map")).skip(1);
    (words.next(), words.next().and_then(|word| number_in(ranges::SEQUENCE, word)))
}

/// The number that a word is, where a range takes it.
fn number_in(range: Range, word: &str) -> Option<u32> {
    range.read(word).and_then(|number| u32::try_from(number).ok())
}
