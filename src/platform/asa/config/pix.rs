//! Interfaces of PIX 6, whose names and addresses stand on lines of their own.

use crate::platform::asa::config::{Config, Item};
use crate::platform::asa::syntax::{Command, Node, Rule, command};
use crate::platform::cisco::outline::Line;
use crate::platform::cisco::statement::Word;

/// The names that the first two interfaces have where no line names them (Cisco PIX 6.1 command reference, nameif; Cisco PIX
/// Device Manager 1.1 online help, glossary, "Interface Name").
const PIX_NAMES: [(&str, &str); 2] = [("outside", "ethernet0"), ("inside", "ethernet1")];

impl<'a> Config<'a> {
    /// PIX 6: `nameif ethernet0 outside security0`, `ip address outside 192.0.2.1 255.255.255.0`.
    pub(super) fn pix_nameif(&mut self, hardware: &'a str, name: &'a str, line: Line<'a>) {
        let item = self.interfaces.open(hardware, 0, line.span);
        let from = line.text.find(name).unwrap_or(0);
        let text = line.place(from, from + name.len());
        let word = Word { text: name, span: text };
        let children = vec![Node { rule: Rule::word, word, children: Vec::new() }];
        let clause = Node { rule: Rule::nameif, word, children };
        item.clauses.push(Command { negated: false, labels: Vec::new(), clause, span: line.span });
    }

    pub(super) fn pix_address(&mut self, line: Line<'a>) {
        let Some(mut command) = command(Rule::pix_address, line) else { return };
        if command.clause.children.is_empty() {
            return;
        }
        let name = command.clause.children.remove(0).word.text;
        command.clause.rule = Rule::ip_address;
        self.name_by_default(name, line);
        let owner =
            self.interfaces.items.iter_mut().find(|item| item.word(Rule::nameif).is_some_and(|w| w.0.text == name));
        if let Some(item) = owner {
            item.clauses.push(command);
        }
    }

    /// Names one of the first two interfaces as it is named by default, unless a line names it, or gives the name to another.
    fn name_by_default(&mut self, name: &'a str, line: Line<'a>) {
        let Some((_, hardware)) = PIX_NAMES.into_iter().find(|(own, _)| *own == name) else { return };
        let is_named = |item: &Item<'a>| item.word(Rule::nameif).is_some_and(|word| word.0.text == name);
        let is_renamed = |item: &Item<'a>| item.name == hardware && item.word(Rule::nameif).is_some();
        if !self.interfaces.items.iter().any(|item| is_named(item) || is_renamed(item)) {
            self.pix_nameif(hardware, name, line);
        }
    }
}
