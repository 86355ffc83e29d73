//! Text to a tree of sections.

use std::borrow::Cow;

use pest::Parser as _;
use pest::iterators::Pair;

use crate::platform::swanctl::open_ended::NOT_SHOWN;
use crate::platform::swanctl::shell;
use crate::secret::unescape;
use crate::source::{SourceFile, Span};

/// The grammar of one line.
mod grammar {
    #[derive(pest_derive::Parser)]
    #[grammar = "../grammar/swanctl.pest"]
    pub(super) struct SwanctlParser;
}

use grammar::{Rule, SwanctlParser};

/// How deep sections may lie in each other; no real file comes near.
const MAX_DEPTH: usize = 32;

/// How many references of one connection are followed; no real file comes near.
const MAX_REFERENCES: usize = 64;

/// `name = value`.
#[derive(Clone, Debug)]
pub(super) struct Assignment<'a> {
    /// The name.
    pub(super) key: &'a str,
    /// The value, without quotes and escapes; secrets are masked.
    pub(super) value: Cow<'a, str>,
    /// The whole assignment.
    pub(super) span: Span,
    /// The value alone, without its quotes where it has any.
    pub(super) at: Span,
    /// Whether it stands in quotes.
    pub(super) is_quoted: bool,
}

/// A section with what it holds. Sections of one name in one place are one section.
#[derive(Clone, Debug)]
pub(super) struct Section<'a> {
    /// Its name; empty for the file itself.
    pub(super) name: &'a str,
    /// The name where the section begins first.
    pub(super) head: Span,
    /// Its settings in the order of the file. Of several with one name the last one holds.
    pub(super) settings: Vec<Assignment<'a>>,
    /// Its sections in the order of the file.
    pub(super) sections: Vec<Section<'a>>,
    /// The sections that it refers to for what it does not say itself.
    pub(super) bases: Vec<(&'a str, Span)>,
    /// Its `include` lines.
    pub(super) includes: Vec<Span>,
    /// What no rule of the grammar takes.
    pub(super) strays: Vec<Span>,
    /// Where the file breaks off in it, if it does.
    pub(super) cut_off: Option<Span>,
}

impl<'a> Section<'a> {
    pub(super) fn new(name: &'a str, head: Span) -> Self {
        Self {
            name,
            head,
            settings: Vec::new(),
            sections: Vec::new(),
            bases: Vec::new(),
            includes: Vec::new(),
            strays: Vec::new(),
            cut_off: None,
        }
    }

    /// The setting of this name that holds; `None` where there is none, or an empty one takes it back.
    pub(super) fn setting(&self, key: &str) -> Option<&Assignment<'a>> {
        self.settings.iter().rev().find(|setting| setting.key == key).filter(|setting| !setting.value.is_empty())
    }

    /// The section of this name.
    pub(super) fn section(&self, name: &str) -> Option<&Section<'a>> {
        self.sections.iter().find(|section| section.name == name)
    }

    /// Adds a section, which becomes part of the one of the same name where there is one.
    fn add(&mut self, section: Section<'a>) {
        let Some(own) = self.sections.iter_mut().find(|own| own.name == section.name) else {
            self.sections.push(section);
            return;
        };
        own.settings.extend(section.settings);
        own.bases.extend(section.bases);
        own.includes.extend(section.includes);
        own.strays.extend(section.strays);
        own.cut_off = own.cut_off.or(section.cut_off);
        for inner in section.sections {
            own.add(inner);
        }
    }

    /// Adds what `base` says and this section does not.
    fn inherit(&mut self, base: Section<'a>) {
        let settings: Vec<_> =
            base.settings.into_iter().filter(|other| self.settings.iter().all(|own| own.key != other.key)).collect();
        self.settings.splice(0..0, settings);
        self.includes.extend(base.includes);
        self.strays.extend(base.strays);
        for inner in base.sections {
            match self.sections.iter_mut().find(|own| own.name == inner.name) {
                Some(own) => own.inherit(inner),
                None => self.sections.push(inner),
            }
        }
    }

    /// The section at a dotted path below this one.
    fn at(&self, path: &str) -> Option<&Section<'a>> {
        path.split('.').try_fold(self, |section, name| section.section(name))
    }

    /// The dotted paths of all sections below this one: what a reference may name.
    pub(super) fn paths(&self) -> Vec<String> {
        let of = |own: &Section<'a>| {
            let below = own.paths().into_iter().map(|path| format!("{}.{path}", own.name));
            std::iter::once(own.name.to_owned()).chain(below).collect::<Vec<_>>()
        };
        self.sections.iter().flat_map(of).collect()
    }

    /// This section with all references followed; those that lead nowhere are added to `dangling`.
    pub(super) fn resolved(&self, root: &Section<'a>, dangling: &mut Vec<(&'a str, Span)>) -> Section<'a> {
        Resolver { root, dangling, left: MAX_REFERENCES }.resolve(self, &[])
    }
}

/// Follows references.
struct Resolver<'r, 'a> {
    root: &'r Section<'a>,
    dangling: &'r mut Vec<(&'a str, Span)>,
    /// How many may still be followed.
    left: usize,
}

impl<'a> Resolver<'_, 'a> {
    /// A section with what its references say; `followed` are those that led to it.
    fn resolve(&mut self, section: &Section<'a>, followed: &[&'a str]) -> Section<'a> {
        let mut own = section.clone();
        own.sections = section.sections.iter().map(|inner| self.resolve(inner, followed)).collect();
        for (path, span) in &section.bases {
            match self.root.at(path).filter(|_| self.left > 0 && !followed.contains(path)) {
                Some(base) => {
                    self.left -= 1;
                    let inherited = self.resolve(base, &[followed, &[path]].concat());
                    own.inherit(inherited);
                }
                None => self.dangling.push((path, *span)),
            }
        }
        own
    }
}

/// A file as a tree.
#[derive(Debug)]
pub(super) struct Tree<'a> {
    /// The file itself.
    pub(super) root: Section<'a>,
    /// Where the file breaks off, if it does.
    pub(super) truncated: Option<Span>,
}

/// Reads a file.
pub(super) fn read(file: &SourceFile) -> Tree<'_> {
    let root = Section::new("", Span::new(file.id(), 0, 0));
    let mut reader = Reader { file, open: vec![root], pending: None, skipped: 0 };
    let text = file.text();
    let mut start = 0;
    while start < text.len() {
        let end = line_end(text, start);
        reader.line(start, &text[start..end]);
        start = end + 1;
    }
    reader.finish(text.len())
}

struct Reader<'a> {
    file: &'a SourceFile,
    /// The open sections, the file itself first.
    open: Vec<Section<'a>>,
    /// A name whose brace is still to come.
    pending: Option<Section<'a>>,
    /// How many sections are open that lie too deep to be read.
    skipped: usize,
}

impl<'a> Reader<'a> {
    fn line(&mut self, offset: usize, line: &'a str) {
        if self.open.len() == 1 && self.skipped == 0 && self.pending.is_none() && shell::is_of_shell(line) {
            return;
        }
        let Ok(mut parsed) = SwanctlParser::parse(Rule::line, line) else {
            self.stray(Span::new(self.file.id(), offset, offset + line.len()));
            return;
        };
        for pair in parsed.next().into_iter().flat_map(Pair::into_inner) {
            self.item(offset, pair);
        }
    }

    fn item(&mut self, offset: usize, pair: Pair<'a, Rule>) {
        let span = self.span(offset, &pair);
        let rule = pair.as_rule();
        if matches!(rule, Rule::comment | Rule::EOI) {
            return;
        }
        if rule != Rule::brace {
            self.drop_pending();
        }
        match rule {
            Rule::open => {
                let section = self.section(offset, pair);
                self.enter(section);
            }
            Rule::head => self.pending = self.section(offset, pair),
            Rule::brace => {
                let pending = self.pending.take();
                if pending.is_none() {
                    self.stray(span);
                }
                self.enter(pending);
            }
            Rule::close => self.leave(span),
            Rule::include if self.skipped == 0 => self.top(|section| section.includes.push(span)),
            Rule::assignment if self.skipped == 0 => {
                if let Some(setting) = self.assignment(offset, pair) {
                    self.top(|section| section.settings.push(setting));
                }
            }
            _ => self.stray(span),
        }
    }

    fn section(&self, offset: usize, pair: Pair<'a, Rule>) -> Option<Section<'a>> {
        let mut words = pair.into_inner();
        let name = words.next()?;
        let mut section = Section::new(name.as_str(), self.span(offset, &name));
        section.bases = words.map(|base| (base.as_str(), self.span(offset, &base))).collect();
        Some(section)
    }

    fn assignment(&self, offset: usize, pair: Pair<'a, Rule>) -> Option<Assignment<'a>> {
        let span = self.span(offset, &pair);
        let mut inner = pair.into_inner();
        let key = inner.next()?.as_str();
        let value = inner.next()?;
        let whole = self.span(offset, &value);
        let parts: Vec<(Cow<'a, str>, Span, bool)> = value.into_inner().map(|part| self.part(offset, part)).collect();
        let (value, at, is_quoted) = match parts.as_slice() {
            [(text, at, is_quoted)] => (text.clone(), *at, *is_quoted),
            _ => {
                let texts: Vec<&str> = parts.iter().map(|(text, _, _)| text.as_ref()).collect();
                (Cow::Owned(texts.join(" ")), whole, false)
            }
        };
        Some(Assignment { key, value, span, at, is_quoted })
    }

    /// A part of a value: its text, its place without quotes, and whether it has any.
    fn part(&self, offset: usize, part: Pair<'a, Rule>) -> (Cow<'a, str>, Span, bool) {
        if part.as_rule() != Rule::quoted {
            return (Cow::Borrowed(part.as_str()), self.span(offset, &part), false);
        }
        let whole = self.span(offset, &part);
        match part.into_inner().next() {
            Some(text) => (unescaped(text.as_str()), self.span(offset, &text), true),
            None => (Cow::Borrowed(""), whole, true),
        }
    }

    /// Begins a section; `None` is one without a name.
    fn enter(&mut self, section: Option<Section<'a>>) {
        match section {
            Some(section) if self.skipped == 0 && self.open.len() <= MAX_DEPTH => self.open.push(section),
            Some(section) => {
                self.stray(section.head);
                self.skipped += 1;
            }
            None => self.skipped += 1,
        }
    }

    fn leave(&mut self, span: Span) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        if self.open.len() == 1 {
            self.stray(span);
            return;
        }
        if let Some(section) = self.open.pop() {
            self.top(|outer| outer.add(section));
        }
    }

    /// A name that no brace follows.
    fn drop_pending(&mut self) {
        if let Some(pending) = self.pending.take() {
            self.stray(pending.head);
        }
    }

    fn stray(&mut self, span: Span) {
        self.top(|section| section.strays.push(span));
    }

    fn top(&mut self, act: impl FnOnce(&mut Section<'a>)) {
        if let Some(section) = self.open.last_mut() {
            act(section);
        }
    }

    fn span(&self, offset: usize, pair: &Pair<'_, Rule>) -> Span {
        let own = pair.as_span();
        Span::new(self.file.id(), offset + own.start(), offset + own.end())
    }

    /// A file that breaks off in the middle of a line may show half of a value.
    fn forget_half_value(&mut self, length: usize) {
        self.top(|section| {
            if let Some(half) = section.settings.last_mut().filter(|own| own.span.end as usize == length) {
                half.value = Cow::Borrowed(NOT_SHOWN);
            }
        });
    }

    fn finish(mut self, length: usize) -> Tree<'a> {
        self.drop_pending();
        let text = self.file.text().trim_end();
        let last = text.char_indices().next_back().map_or(0, |(at, _)| at);
        let is_cut_off = self.open.len() > 1 || self.skipped > 0;
        let truncated = is_cut_off.then(|| Span::new(self.file.id(), last.min(length), text.len()));
        if is_cut_off && text.len() == length {
            self.forget_half_value(length);
        }
        while self.open.len() > 1 {
            if let Some(section) = self.open.pop() {
                self.top(|outer| outer.add(Section { cut_off: truncated, ..section }));
            }
        }
        let root = self.open.pop().unwrap_or_else(|| Section::new("", Span::new(self.file.id(), 0, 0)));
        Tree { root, truncated }
    }
}

/// The end of the line at `start`; of the line that closes it, where a quoted value is left open in it.
fn line_end(text: &str, start: usize) -> usize {
    let end = |from: usize| memchr::memchr(b'\n', &text.as_bytes()[from..]).map_or(text.len(), |at| from + at);
    let first = end(start);
    let line = &text[start..first];
    let code =
        line.find('#').map_or(line, |comment| if line[..comment].contains('"') { line } else { &line[..comment] });
    let marks = memchr::memchr_iter(b'"', code.as_bytes()).filter(|at| *at == 0 || code.as_bytes()[at - 1] != b'\\');
    if marks.count() % 2 == 0 {
        return first;
    }
    memchr::memchr(b'"', &text.as_bytes()[first..]).map_or(first, |at| end(first + at))
}

/// The text of a quoted value, its escapes resolved.
fn unescaped(text: &str) -> Cow<'_, str> {
    if text.contains('\\') { Cow::Owned(unescape(text)) } else { Cow::Borrowed(text) }
}

/// The rules of the grammar that take a part of one of these lines.
#[cfg(test)]
pub(in crate::platform) fn rules_reached(lines: &[&'static str]) -> std::collections::BTreeSet<String> {
    crate::platform::tests::grammar_rules::reached::<Rule, SwanctlParser>(&[Rule::line, Rule::placeholder], lines)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    fn with_tree(text: &str, look: impl FnOnce(&Tree<'_>)) {
        let file = SourceFile::from_bytes(FileId(0), "swanctl.conf", text.as_bytes()).unwrap();
        look(&read(&file));
    }

    #[test]
    fn sections_settings_and_comments() {
        let text =
            "# head\nconnections {\n  gw {  # comment\n    version = 2 # two\n    local_addrs=192.0.2.1\n  }\n}\n";
        with_tree(text, |tree| {
            let gw = tree.root.section("connections").unwrap().section("gw").unwrap();
            assert_eq!(gw.setting("version").unwrap().value, "2");
            assert_eq!(gw.setting("local_addrs").unwrap().value, "192.0.2.1");
            assert!(tree.truncated.is_none() && tree.root.strays.is_empty());
        });
    }

    #[test]
    fn one_line_is_as_good_as_many_and_a_brace_may_follow_later() {
        with_tree("secrets { ike-x { id = a.example }\n}\nconnections\n{\n gw {version = 1}}\n", |tree| {
            let ike = tree.root.section("secrets").unwrap().section("ike-x").unwrap();
            assert_eq!(ike.setting("id").unwrap().value, "a.example");
            let gw = tree.root.section("connections").unwrap().section("gw").unwrap();
            assert_eq!(gw.setting("version").unwrap().value, "1");
            assert!(tree.truncated.is_none());
        });
    }

    #[test]
    fn duplicate_sections_are_one_and_the_last_setting_holds() {
        with_tree("a { x = 1\n y = 2\n}\na { x = 3\n b { z = 1 }\n}\na { b { w = 2 }\n y =\n}\n", |tree| {
            let a = tree.root.section("a").unwrap();
            assert_eq!(tree.root.sections.len(), 1);
            assert_eq!(a.setting("x").unwrap().value, "3");
            assert!(a.setting("y").is_none(), "an empty setting takes it back");
            assert_eq!(a.section("b").unwrap().settings.len(), 2);
        });
    }

    #[test]
    fn quotes_escapes_and_lines_that_run_on() {
        with_tree("a { x = \"1 # {2}\" \n y = \"p\\\"q\\\n  r\"\n z = one two }\n", |tree| {
            let a = tree.root.section("a").unwrap();
            assert_eq!(a.setting("x").unwrap().value, "1 # {2}");
            assert_eq!(a.setting("y").unwrap().value, "p\"q  r");
            assert_eq!(a.setting("z").unwrap().value, "one two");
        });
    }

    #[test]
    fn references_fill_what_is_missing() {
        let text = "base { v = 2\n w = 1\n in { q = 1 } }\nx { a : base {\n w = 3\n in { r = 2 } } }\n";
        with_tree(text, |tree| {
            let mut dangling = Vec::new();
            let a = tree.root.section("x").unwrap().section("a").unwrap().resolved(&tree.root, &mut dangling);
            assert_eq!(a.setting("v").unwrap().value, "2");
            assert_eq!(a.setting("w").unwrap().value, "3");
            assert_eq!(a.section("in").unwrap().settings.len(), 2);
            assert!(dangling.is_empty());
        });
    }

    #[test]
    fn a_reference_to_itself_ends() {
        with_tree("a : a { x = 1 }\n", |tree| {
            let mut dangling = Vec::new();
            tree.root.section("a").unwrap().resolved(&tree.root, &mut dangling);
            assert_eq!(dangling.len(), 1);
        });
    }

    #[test]
    fn includes_odd_ends_and_files_that_break_off() {
        with_tree("include conf.d/*.conf\na { \"x\" \n}\n}\nb { c {", |tree| {
            assert_eq!(tree.root.includes.len(), 1);
            assert_eq!(tree.root.section("a").unwrap().strays.len(), 1);
            assert_eq!(tree.root.strays.len(), 1, "a brace too many");
            assert!(tree.truncated.is_some() && tree.root.section("b").unwrap().section("c").is_some());
        });
    }
}
