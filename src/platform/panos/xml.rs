//! XML to the path tree, by streaming: what does not matter is passed over and leaves no nodes, and nesting costs no
//! stack. XML that is broken is read on as well as it goes, and said to be broken.

use std::borrow::Cow;

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::platform::panos::profiles::nearest;
use crate::platform::panos::tree::{Cursor, Step, Tree, TreeFault, Word};
use crate::source::{FileId, SourceFile, Span};

/// Where the XML of a file begins. An API answer or a banner may stand before it; an excerpt may begin deeper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Begin {
    /// The offset of the first tag.
    offset: usize,
    /// The words that lead to the first element.
    path: &'static [&'static str],
    /// Whether it is the `config` element of a whole file.
    is_config: bool,
}

/// Elements that an excerpt may begin with, and the words that lead to each.
const FRAGMENTS: &[(&str, &[&str])] = &[
    ("<devices", &[]),
    ("<network", &[]),
    ("<template", &[]),
    ("<template-stack", &[]),
    ("<ike", &["network"]),
    ("<crypto-profiles", &["network", "ike"]),
    ("<ike-crypto-profiles", &["network", "ike", "crypto-profiles"]),
    ("<ipsec-crypto-profiles", &["network", "ike", "crypto-profiles"]),
    ("<gateway", &["network", "ike"]),
    ("<ipsec", &["network", "tunnel"]),
];

/// Where the XML of a text begins; `None` where it holds none that could be a configuration.
pub(super) fn find(text: &str) -> Option<Begin> {
    let mut fragment = None;
    for offset in memchr::memchr_iter(b'<', text.as_bytes()) {
        let tag = &text[offset..];
        let is_whole = |rest: &str| rest.starts_with([' ', '>', '\n', '\r', '\t']);
        if tag.strip_prefix("<config").is_some_and(is_whole) {
            return Some(Begin { offset, path: &[], is_config: true });
        }
        if fragment.is_none() {
            let row = FRAGMENTS.iter().find(|(name, _)| tag.strip_prefix(name).is_some_and(is_whole));
            fragment = row.map(|&(_, path)| Begin { offset, path, is_config: false });
        }
    }
    fragment
}

/// Reads a file from `begin` on. Elements that are not closed, or closed twice, are written down as faults.
pub(super) fn read(file: &SourceFile, begin: Begin) -> Tree<'_> {
    let mut tree = Tree::new(Span::new(file.id(), begin.offset, begin.offset));
    let mut start = tree.start();
    for word in begin.path {
        let word = Word { text: Cow::Borrowed(*word), span: Span::new(file.id(), begin.offset, begin.offset) };
        if let Step::Into(next) = tree.step(start, word) {
            start = next;
        }
    }
    let text = &file.text()[begin.offset..];
    let state = State {
        id: file.id(),
        base: begin.offset,
        text,
        tree,
        frames: vec![Frame::at(start)],
        names: Vec::new(),
        skipped: 0,
    };
    state.run(begin)
}

/// An open element.
struct Frame<'a> {
    cursor: Cursor,
    /// Its text so far, where it has any.
    text: Option<Word<'a>>,
}

impl Frame<'_> {
    fn at(cursor: Cursor) -> Self {
        Self { cursor, text: None }
    }
}

/// The start tag of an element.
#[derive(Clone, Copy)]
struct OpenTag<'a> {
    name: &'a str,
    span: Span,
}

/// How far above an end tag the element is looked for that it may close; bounds the search in what is no XML.
const REACH: usize = 64;

struct State<'a> {
    id: FileId,
    base: usize,
    text: &'a str,
    tree: Tree<'a>,
    frames: Vec<Frame<'a>>,
    /// The start tags of all open elements, those that are skipped included.
    names: Vec<OpenTag<'a>>,
    /// How many elements are open within one that is skipped.
    skipped: usize,
}

impl<'a> State<'a> {
    fn run(mut self, begin: Begin) -> Tree<'a> {
        let mut reader = Reader::from_str(self.text);
        // The elements that are open are kept here, so that one wrong tag does not end the reading.
        reader.config_mut().check_end_names = false;
        reader.config_mut().allow_unmatched_ends = true;
        loop {
            let from = offset(&reader);
            let Ok(event) = reader.read_event() else {
                return self.truncated(from);
            };
            let span = Span::new(self.id, self.base + from, self.base + offset(&reader));
            match event {
                Event::Start(tag) => {
                    self.names.push(OpenTag { name: self.name_at(from + 1), span });
                    self.open(&tag, span);
                }
                Event::Empty(tag) => {
                    self.open(&tag, span);
                    self.close();
                }
                Event::End(_) => self.end(self.name_at(from + 2), span),
                Event::Text(content) => self.text(content.into_inner(), span),
                Event::CData(content) => self.text(content.into_inner(), span),
                Event::GeneralRef(reference) => {
                    let resolved = reference.resolve_char_ref().ok().flatten().map(String::from);
                    let named = || resolve_predefined_entity(&reference).map(str::to_owned);
                    let meant = resolved.or_else(named);
                    if meant.is_none() && self.skipped == 0 {
                        self.fault(span, "&amp;, &lt;, &gt;, &quot;, &apos; or the number of a character");
                    }
                    self.text(Cow::Owned(meant.unwrap_or_default()), span);
                }
                Event::Eof => {
                    // An excerpt may lack the tags that close what stands around it, but not those within.
                    let is_open = self.frames.len() > 1 || self.skipped > 0;
                    return if is_open { self.truncated(from) } else { self.tree };
                }
                _ => {}
            }
            let is_closed = self.frames.len() == 1 && self.skipped == 0;
            if begin.is_config && is_closed && span.end > span.start && from > 0 {
                return self.tree;
            }
        }
    }

    /// The name that begins at `from`, in the text.
    fn name_at(&self, from: usize) -> &'a str {
        let tail = self.text.get(from..).unwrap_or_default();
        &tail[..tail.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).unwrap_or(tail.len())]
    }

    /// Writes down that something is not as XML has it.
    fn fault(&mut self, span: Span, expected: &str) {
        self.tree.faults.push(TreeFault { span, expected: expected.to_owned() });
    }

    /// An end tag. Where it closes an element further out, those within were left open; where it closes none, it is one
    /// too many.
    fn end(&mut self, name: &str, span: Span) {
        let open = self.names.iter().rev().take(REACH).position(|tag| tag.name == name);
        let Some(above) = open else {
            // Behind an excerpt stand the ends of what was around it.
            if let Some(inner) = self.names.last().copied() {
                let expected = format!("</{}>", inner.name);
                self.fault(span, &expected);
                // A misspelt end is an end.
                if nearest(name, &[inner.name]).is_some() {
                    self.names.pop();
                    self.close();
                }
            }
            return;
        };
        for _ in 0..above {
            let Some(tag) = self.names.pop() else { break };
            let expected = format!("closed by </{}>", tag.name);
            self.fault(tag.span, &expected);
            self.close();
        }
        self.names.pop();
        self.close();
    }

    fn truncated(mut self, at: usize) -> Tree<'a> {
        let text = self.text;
        let end = at.min(text.trim_end().len());
        let last = text.get(..end).and_then(|head| head.char_indices().next_back()).map_or(end, |(last, _)| last);
        self.tree.truncated = Some(Span::new(self.id, self.base + last, self.base + end));
        self.tree
    }

    fn open(&mut self, tag: &BytesStart<'a>, span: Span) {
        if self.skipped > 0 {
            self.skipped += 1;
            return;
        }
        let Some(parent) = self.frames.last().map(|frame| frame.cursor) else { return };
        let name = tag.name().into_inner();
        if name == "member" {
            // Its text is a value of the list.
            self.frames.push(Frame::at(parent));
            return;
        }
        if name == "config" && self.frames.len() == 1 {
            self.tree.version = attribute(tag, "version").map(Cow::into_owned);
        }
        if name == "devices" && self.frames.len() == 2 {
            self.tree.has_config_root = true;
        }
        let text = if name == "entry" { attribute(tag, "name") } else { Some(Cow::Owned(name.to_owned())) };
        let Some(text) = text else {
            self.fault(span, "an entry with a name");
            self.skipped = 1;
            return;
        };
        self.tree.note_entry(parent, &text, span);
        match self.tree.step(parent, Word { text, span }) {
            Step::Into(cursor) => self.frames.push(Frame::at(cursor)),
            Step::Value => self.frames.push(Frame::at(parent)),
            Step::Skip => self.skipped = 1,
            Step::Unrecognised => {
                self.tree.stray(parent, span);
                self.skipped = 1;
            }
        }
    }

    fn close(&mut self) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        if self.frames.len() < 2 {
            return;
        }
        let Some(frame) = self.frames.pop() else { return };
        let Some(text) = frame.text.and_then(trimmed) else { return };
        let span = text.span;
        if matches!(self.tree.step(frame.cursor, text), Step::Unrecognised) {
            self.tree.stray(frame.cursor, span);
        }
    }

    fn text(&mut self, content: Cow<'a, str>, span: Span) {
        if self.skipped > 0 {
            return;
        }
        let Some(frame) = self.frames.last_mut() else { return };
        match &mut frame.text {
            None => frame.text = Some(Word { text: content, span }),
            Some(text) => {
                text.text.to_mut().push_str(&content);
                text.span = text.span.join(span);
            }
        }
    }
}

fn offset(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

/// An attribute by name, unescaped; empty where it holds an entity that XML does not know.
fn attribute<'a>(tag: &BytesStart<'a>, name: &str) -> Option<Cow<'a, str>> {
    let attribute = tag.try_get_attribute(name).ok().flatten()?;
    Some(Cow::Owned(
        attribute.normalized_value(XmlVersion::Explicit1_0).map_or_else(|_| String::new(), Cow::into_owned),
    ))
}

/// Text without the blanks around it, which are layout; `None` where nothing is left.
fn trimmed(word: Word<'_>) -> Option<Word<'_>> {
    let (length, front) = (word.text.len(), word.text.len() - word.text.trim_start().len());
    let back = length - word.text.trim_end().len();
    if front == length {
        return None;
    }
    let start = word.span.start as usize + front;
    let end = word.span.end as usize - back;
    let text = match word.text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    };
    Some(Word { text, span: Span::new(word.span.file, start, end) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_tree<T>(text: &str, check: impl FnOnce(&SourceFile, &Tree<'_>) -> T) -> T {
        let file = SourceFile::from_bytes(FileId(0), "pa.xml", text.as_bytes()).unwrap();
        let begin = find(file.text()).unwrap();
        check(&file, &read(&file, begin))
    }

    const GATEWAY: &str = "<network><ike><gateway><entry name=\"A&amp;B\"><protocol><version>\n ikev1 \
                           </version></protocol><peer-address><dynamic/></peer-address></entry></gateway></ike></network>";

    #[test]
    fn elements_entries_and_members_are_paths() {
        let text = format!(
            "admin> show config\n<?xml version=\"1.0\"?>\n<config version=\"10.1.0\" ptpl=\"T\"><mgt-config><devices/>\
             </mgt-config><devices><entry name=\"localhost.localdomain\">{GATEWAY}</entry></devices></config>\nadmin>"
        );
        with_tree(&text, |file, tree| {
            assert_eq!(tree.version.as_deref(), Some("10.1.0"));
            assert!(tree.has_config_root && tree.truncated.is_none() && tree.strays.is_empty());
            let gateway = tree.root().at("network ike gateway").unwrap().child("A&B").unwrap();
            let version = gateway.at("protocol version").unwrap();
            assert_eq!(file.slice(version.value().unwrap().span()), "ikev1");
            assert!(gateway.at("peer-address dynamic").is_some());
        });
    }

    #[test]
    fn an_excerpt_may_begin_deeper() {
        let inner = GATEWAY.replace("<network>", "").replace("</network>", "");
        with_tree(&inner, |_, tree| {
            assert!(tree.root().at("network ike gateway").unwrap().child("A&B").is_some());
            assert!(!tree.has_config_root);
        });
    }

    #[test]
    fn what_breaks_off_says_so_and_what_was_read_is_kept() {
        with_tree(&GATEWAY[..GATEWAY.len() - 60], |_, tree| {
            assert!(tree.truncated.is_some());
            assert!(tree.root().at("network ike gateway").unwrap().child("A&B").is_some());
        });
    }

    #[test]
    fn broken_xml_is_read_on_and_said_to_be_broken() {
        for (good, bad, place, expected) in [
            ("</protocol>", "</protocool>", "</protocool>", "</protocol>"),
            ("</protocol>", "", "<protocol>", "closed by </protocol>"),
            ("</protocol>", "</protocol></protocol>", "</protocol>", "</entry>"),
            ("ikev1", "ike&vee;v1", "&vee;", "&amp;, &lt;, &gt;, &quot;, &apos; or the number of a character"),
            ("<peer-address>", "<other><entry/></other><peer-address>", "", ""),
            ("<ike>", "<ike><gateway><entry/></gateway>", "<entry/>", "an entry with a name"),
            ("<ike>", "<ike><gateway><entry nom=\"a\"/></gateway>", "<entry nom=\"a\"/>", "an entry with a name"),
        ] {
            with_tree(&GATEWAY.replacen(good, bad, 1), |file, tree| {
                let faults: Vec<_> =
                    tree.faults.iter().map(|fault| (file.slice(fault.span), fault.expected.as_str())).collect();
                let is_told = faults.contains(&(place, expected)) || (place.is_empty() && !tree.strays.is_empty());
                assert!(is_told, "{bad}: {faults:?}");
                let gateway = tree.root().at("network ike gateway").unwrap().child("A&B").unwrap();
                // What stands in an element that was never closed cannot be told from what follows it.
                assert_eq!(gateway.at("peer-address dynamic").is_none(), bad.is_empty(), "{bad}");
            });
        }
    }

    #[test]
    fn deep_nesting_is_harmless() {
        let deep = format!("<config>{}{}", "<a>".repeat(200_000), "<ike>".repeat(1000));
        with_tree(&deep, |_, tree| assert!(tree.truncated.is_some()));
    }
}
