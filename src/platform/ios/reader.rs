//! Lines to statements: by the grammar, else by the list of lines that are known and not in the model.

use crate::model::Standing;
use crate::platform::cisco::known::{KnownLines, TAKES_BACK, TAKES_BACK_NOTHING};
use crate::platform::cisco::outline::{Block, Line};
use crate::platform::cisco::pattern::Patterns;
use crate::platform::cisco::statement;
use crate::platform::ios::heads::{HEADS, Kind};
use crate::platform::ios::known::{KNOWN, OTHER};
use crate::platform::ios::syntax::{Rule, Section, Statement};

/// Reads lines.
#[derive(Debug)]
pub(super) struct Reader {
    known: KnownLines<Rule>,
    other: KnownLines<()>,
    heads: Patterns,
}

/// The commands of an interface that have a bearing; the others are many, and are not looked into.
const FAMILIES: [&str; 11] = [
    "ip address",
    "ip unnumbered",
    "ip nhrp",
    "ip vrf",
    "ipv6 address",
    "ipv6 crypto map",
    "vrf forwarding",
    "crypto map",
    "tunnel ",
    "standby ",
    "shutdown",
];

/// Why the other commands of an interface do not count.
const INTERFACE_ITSELF: &str = "about the interface itself";

/// What the model lacks for a standard list.
const STANDARD_LIST: &str = "a standard list in a crypto map, which takes extended ones";

/// Why new numbers for the entries of a list do not count.
const ORDER_ALONE: &str = "numbers the entries of a list anew, in the same order";

/// Whether a numbered list is a standard one (IOS Security Command Reference, access-list (IP standard)).
pub(super) fn is_standard_number(name: &str) -> bool {
    name.parse::<u16>().is_ok_and(|number| matches!(number, 1..=99 | 1300..=1999))
}

impl Reader {
    /// A reader with the lists of this dialect.
    pub(super) fn new() -> Self {
        let heads = Patterns::new(HEADS.iter().map(|row| row.head));
        Self { known: KnownLines::new(KNOWN), other: KnownLines::new(OTHER), heads }
    }

    /// What is known of a line that takes back a block of the whole device, and has found none in this file. Keys are
    /// masked, so that it is not certain which one is meant; the device brings blocks of the name `default` along.
    fn removal(&self, line: Line<'_>) -> Option<(Standing, &'static str)> {
        let positive = line.positive()?.text;
        match HEADS.get(self.heads.first(positive)?)?.kind {
            Kind::Global | Kind::Elsewhere | Kind::MapSetting => None,
            Kind::IsakmpKey => Some((Standing::Unmodelled, TAKES_BACK)),
            _ if positive.ends_with(" default") => Some((Standing::Unmodelled, TAKES_BACK)),
            _ => Some((Standing::Irrelevant, TAKES_BACK_NOTHING)),
        }
    }

    /// Whether a block that takes back others says something by itself: what is on without a line.
    pub(super) fn is_setting(&self, block: &Block<'_, Kind>) -> bool {
        block.kind == Some(Kind::Global) && statement::parse(Rule::crypto_global_head, block.head).is_some()
    }

    /// Reads a block of a kind.
    pub(super) fn block<'a>(&self, kind: Kind, block: &Block<'a, Kind>) -> Section<'a> {
        let (head_rule, line_rule) = kind.rules();
        let (standing, reason) = match kind {
            Kind::StandardList => (Standing::Unmodelled, STANDARD_LIST),
            _ => self.other.standing((), block.head.text),
        };
        let read = |line: &Line<'a>, rule: Option<Rule>| match rule {
            Some(rule) => self.statement(line, rule),
            // Nothing stands below a one-line command.
            None if head_rule.is_some() => Statement::unread(Standing::Unrecognised, "", line.span),
            None => Statement::unread(standing, reason, line.span),
        };
        let mut head = read(&block.head, head_rule);
        if head.standing == Standing::Unrecognised
            && let Some((standing, reason)) = self.removal(block.head)
        {
            head = Statement::unread(standing, reason, block.head.span);
        }
        let body = block.body.iter().map(|line| match kind {
            Kind::Interface => self.interface_line(line),
            _ => read(line, line_rule),
        });
        let again = block.again.iter().map(|line| read(line, head_rule));
        Section { kind, head, body: body.chain(again).collect() }
    }

    /// The lines of a block of an access list, its head included, each with its text. What is no such block changes a list.
    pub(super) fn list<'a>(&self, name: &str, block: &Block<'a, Kind>) -> Vec<(&'a str, Statement<'a>)> {
        let Some(kind) = block.kind else {
            return vec![(block.head.text, Statement::unread(Standing::Irrelevant, ORDER_ALONE, block.head.span))];
        };
        let kind = if is_standard_number(name) { Kind::StandardList } else { kind };
        let section = self.block(kind, block);
        let texts = std::iter::once(&block.head).chain(&block.body).map(|line| line.text);
        texts.zip(std::iter::once(section.head).chain(section.body)).collect()
    }

    fn interface_line<'a>(&self, line: &Line<'a>) -> Statement<'a> {
        let applies_no_map = line.text.starts_with("no crypto map");
        if applies_no_map || FAMILIES.iter().any(|family| line.text.starts_with(family)) {
            self.statement(line, Rule::interface_line)
        } else {
            Statement::unread(Standing::Irrelevant, INTERFACE_ITSELF, line.span)
        }
    }

    /// Reads one line with an entry rule.
    fn statement<'a>(&self, line: &Line<'a>, rule: Rule) -> Statement<'a> {
        match statement::parse(rule, *line).and_then(|pairs| pairs.into_iter().next()) {
            Some(clause) => Statement::read(clause, line.span),
            None => {
                let takes_back = || line.positive().is_some_and(|line| statement::parse(rule, line).is_some());
                let (standing, reason) = match self.known.standing(rule, line.text) {
                    (Standing::Unrecognised, _) if takes_back() => (Standing::Unmodelled, TAKES_BACK),
                    known => known,
                };
                Statement::unread(standing, reason, line.span)
            }
        }
    }
}
