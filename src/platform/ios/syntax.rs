//! Text to statements: the outline finds the blocks, pest reads the lines of those that matter.

use std::collections::BTreeMap;

use crate::model::{Coverage, Standing};
use crate::platform::cisco::abbreviation::Keywords;
use crate::platform::cisco::known::{TAKEN_BACK, TAKES_BACK};
use crate::platform::cisco::outline::{BannerStyle, Block, Commands, outline};
use crate::platform::cisco::statement::{Dialect, Node, Word};
use crate::platform::cisco::trust_point::{certificate_map, trust_point};
use crate::platform::ios::device_commands::OF_DEVICE;
use crate::platform::ios::heads::{HEADS, Kind};
use crate::platform::ios::keywords::KEYWORDS;
use crate::platform::ios::path::PathLines;
use crate::platform::ios::reader::Reader;
use crate::platform::ios::sequence::{Fate, ListCommand, in_order, list_command};
use crate::platform::ranges::Range;
use crate::source::{SourceFile, Span};

/// The parser that pest derives from the grammar.
mod parser {
    #[derive(pest_derive::Parser)]
    #[grammar = "../grammar/cisco.pest"]
    #[grammar = "../grammar/ios.pest"]
    #[grammar = "../grammar/ios_path.pest"]
    pub(crate) struct IosGrammar;
}

use parser::IosGrammar;
pub(super) use parser::Rule;

impl Dialect for Rule {
    type Grammar = IosGrammar;

    const WORD: Self = Self::word;

    #[cfg(test)]
    fn every() -> &'static [Self] {
        Self::all_rules()
    }
}

/// A line with the words in it.
#[derive(Clone, Debug)]
pub(super) struct Statement<'a> {
    /// How far it is understood.
    pub(super) standing: Standing,
    /// Why it is not in the model, where the list of known lines says so.
    reason: &'static str,
    /// The line as its rule took it; `None` where no rule looked at it, or none takes it.
    clause: Option<Node<'a, Rule>>,
    pub(super) span: Span,
}

impl<'a> Statement<'a> {
    /// A line that the grammar takes.
    pub(super) fn read(clause: Node<'a, Rule>, span: Span) -> Self {
        Self { standing: Standing::Understood, reason: "", clause: Some(clause), span }
    }

    /// A line that it does not take.
    pub(super) fn unread(standing: Standing, reason: &'static str, span: Span) -> Self {
        Self { standing, reason, clause: None, span }
    }

    /// The line as a part of its access list.
    fn with(self, fate: Fate) -> Self {
        match fate {
            Fate::Gone(reason) => Self::unread(Standing::Irrelevant, reason, self.span),
            Fate::Open => Self::unread(Standing::Unmodelled, TAKES_BACK, self.span),
            Fate::Entry(_) | Fate::Beside => self,
        }
    }

    /// Whether this rule took the line.
    pub(super) fn is(&self, rule: Rule) -> bool {
        self.clause.as_ref().is_some_and(|clause| clause.rule == rule)
    }

    /// Whether a verdict may hang on what the line says, and nobody understood it.
    pub(super) fn is_unread(&self) -> bool {
        self.standing.is_unread()
    }

    /// Whether nobody recognises it, so that it may set anything that no other line of its block sets.
    pub(super) fn is_gap(&self) -> bool {
        self.standing == Standing::Unrecognised
    }

    /// The parts of the line, words and groups of words.
    pub(super) fn parts(&self) -> &[Node<'a, Rule>] {
        self.clause.as_ref().map_or(&[], |clause| &clause.children)
    }

    /// The part that this rule took, directly below the line.
    pub(super) fn part(&self, rule: Rule) -> Option<&Node<'a, Rule>> {
        self.parts().iter().find(|part| part.rule == rule)
    }

    /// The first word that this rule took, at any depth.
    pub(super) fn word(&self, rule: Rule) -> Option<Word<'a>> {
        self.parts().iter().find_map(|part| part.find(rule))
    }

    /// All words that this rule took, at any depth, in the order of the line.
    pub(super) fn all(&self, rule: Rule) -> impl Iterator<Item = Word<'a>> + use<'a> {
        let mut found = Vec::new();
        self.parts().iter().for_each(|part| part.collect(rule, &mut found));
        found.into_iter()
    }

    /// Whether this rule took a word.
    pub(super) fn has(&self, rule: Rule) -> bool {
        self.word(rule).is_some()
    }
}

/// A block that was read.
#[derive(Clone, Debug)]
pub(super) struct Section<'a> {
    pub(super) kind: Kind,
    pub(super) head: Statement<'a>,
    /// The lines below it, and the heads by which it is entered again.
    pub(super) body: Vec<Statement<'a>>,
}

impl<'a> Section<'a> {
    /// The name in the head; empty where the head has none.
    pub(super) fn name(&self) -> &'a str {
        self.head.word(Rule::name).map_or("", |word| word.text)
    }

    /// The number in the head, a priority or a sequence; the highest there is where none stands there.
    pub(super) fn number(&self) -> u32 {
        self.head.word(Rule::number).and_then(|word| word.text.parse().ok()).unwrap_or(u32::MAX)
    }

    /// What stands for the number in the head.
    pub(super) fn number_word(&self) -> Option<Word<'a>> {
        self.head.word(Rule::number).or_else(|| self.head.word(Rule::word))
    }

    /// What stands for the number in the head and is none of those that the command takes.
    pub(super) fn refused_number(&self, range: Range) -> Option<Word<'a>> {
        self.number_word().filter(|word| range.read(word.text).is_none())
    }

    /// The last line that this rule took: the device keeps the last of a setting that has one value.
    pub(super) fn last(&self, rule: Rule) -> Option<&Statement<'a>> {
        self.body.iter().rev().find(|statement| statement.is(rule))
    }

    /// All lines that this rule took.
    pub(super) fn all(&self, rule: Rule) -> impl Iterator<Item = &Statement<'a>> {
        self.body.iter().filter(move |statement| statement.is(rule))
    }

    /// The spans of the lines that nobody understood.
    pub(super) fn unread(&self) -> impl Iterator<Item = Span> + '_ {
        std::iter::once(&self.head).chain(&self.body).filter(|line| line.is_unread()).map(|line| line.span)
    }

    /// The first line that nobody recognises.
    pub(super) fn gap(&self) -> Option<Span> {
        std::iter::once(&self.head).chain(&self.body).find(|line| line.is_gap()).map(|line| line.span)
    }

    /// Whether an interface takes part in a VPN: it carries a crypto map, or it is a tunnel.
    fn is_vpn(&self) -> bool {
        const OF_VPN: [Rule; 5] = [
            Rule::apply_map,
            Rule::apply_ipv6_map,
            Rule::tunnel_source,
            Rule::tunnel_destination,
            Rule::tunnel_protection,
        ];
        self.kind != Kind::Interface || self.body.iter().any(|line| OF_VPN.iter().any(|rule| line.is(*rule)))
    }
}

/// What a file says, as statements.
#[derive(Debug, Default)]
pub(super) struct Configuration<'a> {
    /// The blocks that matter, in the order of the file; access lists and object groups aside.
    pub(super) sections: Vec<Section<'a>>,
    /// The places in `sections` of each kind.
    by_kind: BTreeMap<Kind, Vec<usize>>,
    /// Where each named section stands in `sections`; the last of its kind and name.
    index: BTreeMap<(Kind, &'a str), usize>,
    /// The access lists that a VPN construct refers to: for each name its heads and entries.
    pub(super) access_lists: BTreeMap<&'a str, Vec<Statement<'a>>>,
    /// The number of the first entry of each of these lists.
    pub(super) list_begins: BTreeMap<&'a str, u32>,
    /// The network object groups that those access lists refer to.
    pub(super) object_groups: BTreeMap<&'a str, Section<'a>>,
    /// The other network object groups, which lists about the path may name. They are no part of a VPN.
    other_groups: BTreeMap<&'a str, Section<'a>>,
    /// The names of all access lists, for suggestions.
    pub(super) list_names: Vec<&'a str>,
    /// The names of the trust points.
    pub(super) trust_points: Vec<&'a str>,
    /// The names of the certificate maps.
    pub(super) certificate_maps: Vec<&'a str>,
    /// The names of the VRFs.
    pub(super) vrfs: Vec<&'a str>,
    /// The names of all network object groups, for suggestions.
    pub(super) group_names: Vec<&'a str>,
    /// `hostname NAME`.
    pub(super) hostname: Option<&'a str>,
    /// `ip domain name NAME`.
    pub(super) domain: Option<&'a str>,
    /// The release of the `version` line.
    pub(super) version: Option<&'a str>,
    /// Whether the closing `end` is there.
    pub(super) has_end: bool,
    /// Whether a section is there that a running configuration has near its end.
    pub(super) has_last_section: bool,
    /// `ip host NAME ADDRESS`.
    pub(super) hosts: BTreeMap<&'a str, &'a str>,
    /// Lines about the path of packets.
    pub(super) path: PathLines<'a>,
    /// How much was understood.
    pub(super) coverage: Coverage,
    /// Lines under VPN block heads that no rule took.
    pub(super) unrecognised: Vec<Span>,
    /// Lines of such blocks that stand in none.
    pub(super) strays: Vec<Word<'a>>,
}

/// The lines of a file, abbreviated keywords written out.
pub(super) fn commands(file: &SourceFile, banner: BannerStyle) -> Commands<'_> {
    let heads = |word: &str| HEADS.iter().any(|row| row.head.split(' ').next() == Some(word));
    Commands::of(file, banner, &Keywords::new(KEYWORDS), heads)
}

/// Reads a file. Every line under a VPN block head is counted as understood, irrelevant, unmodelled or unrecognised.
pub(super) fn read<'a>(commands: &'a Commands<'_>) -> Configuration<'a> {
    let blocks = outline(commands, HEADS, &OF_DEVICE);
    let reader = Reader::new();
    let mut configuration = Configuration::default();
    let mut lists: BTreeMap<&str, Vec<&Block<'_, Kind>>> = BTreeMap::new();
    let mut groups: BTreeMap<&str, &Block<'_, Kind>> = BTreeMap::new();
    for block in &blocks {
        for line in block.taken_back.iter().chain(block.only_takes_back().then_some(&block.head)) {
            configuration.coverage.count(Standing::Irrelevant, line.span, TAKEN_BACK);
        }
        match list_command(block.head.text) {
            Some(ListCommand::Removes(name)) => {
                lists.remove(name);
                configuration.path.lists.remove(name);
            }
            Some(ListCommand::Changes(name)) if lists.contains_key(name) => {
                lists.entry(name).or_default().push(block);
                configuration.path.change(name, block.head);
            }
            _ => {}
        }
        if block.only_takes_back() && !reader.is_setting(block) {
            continue;
        }
        configuration.path.add(block);
        match block.kind {
            None if is_stray(block.head.text) => {
                configuration.coverage.count(Standing::Unmodelled, block.head.span, STRAY);
                configuration.strays.push(Word { text: block.head.text, span: block.head.span });
            }
            None => configuration.note_setting(block.head.text),
            Some(Kind::NamedList | Kind::StandardList) => lists.entry(nth(block, 3)).or_default().push(block),
            Some(Kind::Ipv6List) => lists.entry(nth(block, 2)).or_default().push(block),
            Some(Kind::NumberedList) => lists.entry(nth(block, 1)).or_default().push(block),
            Some(Kind::ObjectGroup) => {
                groups.entry(nth(block, 2)).or_insert(block);
            }
            Some(kind) => {
                configuration.trust_points.extend(trust_point(block.head.text));
                configuration.certificate_maps.extend(certificate_map(block.head.text));
                configuration.push(reader.block(kind, block));
            }
        }
    }
    configuration.read_referenced_lists(&reader, &lists);
    configuration.read_referenced_groups(&reader, &groups);
    configuration.list_names = lists.into_keys().collect();
    configuration.group_names = groups.into_keys().collect();
    configuration.count_coverage();
    configuration
}

impl<'a> Configuration<'a> {
    /// The sections of one kind, in the order of the file.
    pub(super) fn of(&self, kind: Kind) -> impl Iterator<Item = &Section<'a>> {
        self.by_kind.get(&kind).into_iter().flatten().filter_map(|at| self.sections.get(*at))
    }

    /// The section of this kind and name; the last where there are several.
    pub(super) fn named(&self, kind: Kind, name: &str) -> Option<&Section<'a>> {
        self.index.get(&(kind, name)).and_then(|at| self.sections.get(*at))
    }

    /// The line of the whole device that this rule took; the last where there are several.
    pub(super) fn global(&self, rule: Rule) -> Option<&Statement<'a>> {
        self.of(Kind::Global).map(|section| &section.head).filter(|head| head.is(rule)).last()
    }

    fn push(&mut self, section: Section<'a>) {
        self.by_kind.entry(section.kind).or_default().push(self.sections.len());
        self.index.insert((section.kind, section.name()), self.sections.len());
        self.sections.push(section);
    }

    /// Takes the one-line settings that are no part of a VPN but say something about the device or the file.
    fn note_setting(&mut self, line: &'a str) {
        let mut words = line.split_ascii_whitespace();
        match (words.next(), words.next(), words.next(), words.next()) {
            (Some("version"), Some(version), None, _) if version.contains('.') => {
                self.version.get_or_insert(version);
            }
            (Some("hostname"), Some(name), None, _) => self.hostname = Some(name),
            (Some("vrf"), Some("definition"), Some(name), None) | (Some("ip"), Some("vrf"), Some(name), None) => {
                self.vrfs.push(name);
            }
            (Some("end"), None, ..) => self.has_end = true,
            (Some("line"), Some("con" | "vty" | "console"), ..) => self.has_last_section = true,
            (Some("ip"), Some("host"), Some(name), Some(address)) => {
                self.hosts.insert(name, address);
            }
            (Some("ip"), Some("domain"), Some("name"), Some(name))
            | (Some("ip"), Some("domain-name"), Some(name), _) => {
                self.domain = Some(name);
            }
            _ => {}
        }
    }

    fn read_referenced_lists(&mut self, reader: &Reader, lists: &BTreeMap<&'a str, Vec<&Block<'a, Kind>>>) {
        let referring = self.sections.iter().flat_map(|section| &section.body);
        let names: Vec<&str> = referring
            .filter(|line| line.is(Rule::match_address) || line.is(Rule::tunnel_policy))
            .filter_map(|line| line.word(Rule::word))
            .map(|word| word.text)
            .collect();
        for name in names {
            if let Some(blocks) = lists.get(name)
                && !self.access_lists.contains_key(name)
            {
                let lines = blocks.iter().flat_map(|block| reader.list(name, block)).collect();
                let lines = in_order(lines);
                let begins = lines.iter().find_map(|(fate, _)| fate.number());
                self.list_begins.extend(begins.map(|number| (name, number)));
                self.access_lists.insert(name, lines.into_iter().map(|(fate, line)| line.with(fate)).collect());
            }
        }
    }

    /// Reads the object groups that the access lists name, and the groups that those name in turn.
    fn read_referenced_groups(&mut self, reader: &Reader, groups: &BTreeMap<&'a str, &Block<'a, Kind>>) {
        let entries = self.access_lists.values().flatten();
        let mut wanted: Vec<&str> =
            entries.flat_map(|entry| entry.all(Rule::object_group)).map(|word| word.text).collect();
        while let Some(name) = wanted.pop() {
            let Some(block) = groups.get(name) else { continue };
            if self.object_groups.contains_key(name) {
                continue;
            }
            let section = reader.block(Kind::ObjectGroup, block);
            wanted
                .extend(section.all(Rule::group_nested).filter_map(|line| line.word(Rule::name)).map(|word| word.text));
            self.object_groups.insert(name, section);
        }
        for (name, block) in groups.iter().filter(|(name, _)| !self.object_groups.contains_key(*name)) {
            self.other_groups.insert(name, reader.block(Kind::ObjectGroup, block));
        }
    }

    /// The network object group of this name.
    pub(super) fn object_group(&self, name: &str) -> Option<&Section<'a>> {
        self.object_groups.get(name).or_else(|| self.other_groups.get(name))
    }

    fn count_coverage(&mut self) {
        let sections = self.sections.iter().filter(|section| section.is_vpn()).chain(self.object_groups.values());
        let lines = sections.flat_map(|section| std::iter::once(&section.head).chain(&section.body));
        let entries = self.access_lists.values().flatten();
        for line in lines.chain(entries) {
            self.coverage.count(line.standing, line.span, line.reason);
            if line.standing == Standing::Unrecognised {
                self.unrecognised.push(line.span);
            }
        }
        self.unrecognised.sort_unstable();
    }
}

/// What the model lacks for such a line.
const STRAY: &str = "stands in no block, since the command before it has left the block";

/// Whether a line that stands in no block is one of a block of a VPN: the command before it has left that block.
fn is_stray(line: &str) -> bool {
    const OF_BLOCKS: &[&str] = &[
        "tunnel source ",
        "tunnel destination ",
        "tunnel protection ",
        "tunnel mode ",
        "set peer ",
        "set transform-set ",
        "set ikev2-profile ",
        "set pfs ",
        "match address ",
        "pre-shared-key ",
    ];
    OF_BLOCKS.iter().any(|start| line.starts_with(start))
}

/// The word at this place of a block's head; empty where there is none.
fn nth<'a>(block: &Block<'a, Kind>, index: usize) -> &'a str {
    block.head.text.split_ascii_whitespace().nth(index).unwrap_or_default()
}
