//! The path tree that all three surface forms become: `set` words, XML elements and curly blocks are the same paths.
//!
//! A node is a word. `version ikev1` is a node `version` with a child `ikev1`, whether it was written as a `set` line
//! or as `<version>ikev1</version>`; `<entry name="G">` and `<member>` lend their name or text and leave no node.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::platform::panos::schema::{Field, Meaning, ROOT, Shape};
use crate::source::Span;

/// Which node of its tree.
pub(super) type NodeId = u32;

/// A word with its place: a token of a line, the name of an entry, the text of an element.
#[derive(Clone, Debug)]
pub(super) struct Word<'a> {
    /// The word, unquoted and unescaped.
    pub(super) text: Cow<'a, str>,
    /// Where it stands; for an XML element, its start tag.
    pub(super) span: Span,
}

/// A word or a bracketed list of a statement.
#[derive(Clone, Debug)]
pub(super) enum Token<'a> {
    /// A word.
    Word(Word<'a>),
    /// `[ a b ]`, with the place of the whole.
    List(Vec<Word<'a>>, Span),
}

/// A place in the tree where more words may follow.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor {
    node: NodeId,
    shape: Shape,
    meaning: Meaning,
    /// Whether it is a name that the user chose.
    is_entry: bool,
}

/// What became of a word.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    /// It is a word of the table; more may follow at this place.
    Into(Cursor),
    /// It was the value that was due here.
    Value,
    /// It is none of our business, and so is all that follows.
    Skip,
    /// It should have been one of the table's words.
    Unrecognised,
}

#[derive(Debug)]
struct Node<'a> {
    word: Word<'a>,
    parent: NodeId,
    children: Vec<NodeId>,
    /// `None` for values.
    meaning: Option<Meaning>,
    /// Whether it stands in a template and was put into the stack as well.
    is_copy: bool,
}

/// Something that no row of the table takes, below a node whose words are all known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stray {
    /// The node below which it stands.
    pub(super) below: NodeId,
    /// Where it stands.
    pub(super) span: Span,
}

/// Something that is not as the surface form has it.
#[derive(Clone, Debug)]
pub(super) struct TreeFault {
    /// Where it stands.
    pub(super) span: Span,
    /// What should stand there.
    pub(super) expected: String,
}

/// Something that a file says twice.
#[derive(Clone, Copy, Debug)]
pub(super) struct Repeated {
    /// The entry, or the setting whose value is replaced.
    pub(super) node: NodeId,
    /// Where it was said first.
    pub(super) first: Span,
    /// Where it is said again.
    pub(super) again: Span,
}

/// What a file says, as paths.
#[derive(Debug)]
pub(super) struct Tree<'a> {
    nodes: Vec<Node<'a>>,
    /// Finds a child by its word. Only looked up, never walked.
    index: HashMap<(NodeId, Cow<'a, str>), NodeId>,
    /// What was not recognised, in the order of the file.
    pub(super) strays: Vec<Stray>,
    /// What is none of our business, below words that are, in the order of the file.
    pub(super) passed: Vec<Stray>,
    /// What is broken, in the order of the file.
    pub(super) faults: Vec<TreeFault>,
    /// What is said twice with different content, in the order of the file.
    pub(super) repeated: Vec<Repeated>,
    /// The release, where the file states it.
    pub(super) version: Option<String>,
    /// Whether the file is a `config` element that holds `devices`.
    pub(super) has_config_root: bool,
    /// Where the file breaks off, if it does.
    pub(super) truncated: Option<Span>,
}

impl<'a> Tree<'a> {
    /// A tree without content for a file whose first bytes are at `start`.
    pub(super) fn new(start: Span) -> Self {
        let word = Word { text: Cow::Borrowed(""), span: start };
        Self {
            nodes: vec![Node {
                word,
                parent: 0,
                children: Vec::new(),
                meaning: Some(Meaning::Understood),
                is_copy: false,
            }],
            index: HashMap::new(),
            strays: Vec::new(),
            passed: Vec::new(),
            faults: Vec::new(),
            repeated: Vec::new(),
            version: None,
            has_config_root: false,
            truncated: None,
        }
    }

    /// Where the words of a file begin.
    pub(super) fn start(&self) -> Cursor {
        Cursor { node: 0, shape: ROOT, meaning: Meaning::Understood, is_entry: true }
    }

    /// The root as something to read from.
    pub(super) fn root(&self) -> At<'_> {
        At { tree: self, id: 0 }
    }

    /// Takes one word at `at`.
    pub(super) fn step(&mut self, at: Cursor, word: Word<'a>) -> Step {
        match at.shape {
            Shape::Block(fields) => self.field(at, fields, word).unwrap_or(Step::Unrecognised),
            Shape::Open(fields) => {
                let span = word.span;
                self.field(at, fields, word).unwrap_or_else(|| {
                    self.passed.push(Stray { below: at.node, span });
                    Step::Skip
                })
            }
            Shape::ValueOr(fields) => match self.field(at, fields, word.clone()) {
                Some(step) => step,
                None => self.value(at, word),
            },
            Shape::Named(shape) => {
                let meaning = at.meaning;
                Step::Into(self.enter(at, word, Field { word: "", shape: *shape, meaning }, true))
            }
            Shape::Value => {
                if let Some(&old) = self.nodes[at.node as usize].children.last() {
                    let old = &self.nodes[old as usize].word;
                    if old.text != word.text {
                        self.repeated.push(Repeated { node: at.node, first: old.span, again: word.span });
                    }
                }
                self.nodes[at.node as usize].children.clear();
                self.value(at, word)
            }
            Shape::List | Shape::Text => self.value(at, word),
            // `enter` resolves wrappers, so that none is ever a place to stand at.
            Shape::Ignored | Shape::Through(_) => Step::Skip,
        }
    }

    /// Takes the words of a statement, which may chain several settings, and returns the place that it leads to:
    /// `None` where it leads to something that is skipped.
    pub(super) fn walk(&mut self, from: Cursor, tokens: &[Token<'a>]) -> Option<Cursor> {
        let mut path = vec![from];
        for (position, token) in tokens.iter().enumerate() {
            let top = *path.last()?;
            let rest = || tokens[position..].iter().map(Token::span).reduce(Span::join);
            match token {
                Token::Word(word) => {
                    if matches!(top.shape, Shape::Text) {
                        let span = rest().unwrap_or(word.span);
                        self.step(top, Word { text: word.text.clone(), span });
                        return Some(top);
                    }
                    let (deepest, depth) = (top, path.len());
                    loop {
                        let top = *path.last()?;
                        match self.step(top, word.clone()) {
                            Step::Into(next) => path.push(next),
                            Step::Value => {
                                path.pop();
                            }
                            // A setting of what encloses the block may be chained on. What is none there either was meant
                            // for the block.
                            Step::Skip if path.len() < depth && matches!(top.shape, Shape::Open(_)) => {
                                self.passed.pop();
                                self.stray(deepest, rest().unwrap_or(word.span));
                                return None;
                            }
                            Step::Skip => return None,
                            Step::Unrecognised if climb(&mut path) => continue,
                            Step::Unrecognised => {
                                self.stray(top, rest().unwrap_or(word.span));
                                return None;
                            }
                        }
                        break;
                    }
                }
                Token::List(words, _) => {
                    for word in words {
                        if matches!(self.step(top, word.clone()), Step::Unrecognised) {
                            self.stray(top, word.span);
                        }
                    }
                    path.pop();
                }
            }
        }
        path.last().copied()
    }

    /// Records that something below `at` is not recognised.
    pub(super) fn stray(&mut self, at: Cursor, span: Span) {
        self.strays.push(Stray { below: at.node, span });
    }

    /// Writes down that an entry of this name is there already, where one is; for forms that write each entry once.
    pub(super) fn note_entry(&mut self, at: Cursor, name: &str, again: Span) {
        if !matches!(at.shape, Shape::Named(inner) if !matches!(inner, Shape::Through(_))) {
            return;
        }
        if let Some(&node) = self.index.get(&(at.node, Cow::Borrowed(name))) {
            let first = self.nodes[node as usize].word.span;
            self.repeated.push(Repeated { node, first, again });
        }
    }

    /// Takes back what a statement of these words has set, with everything below it.
    pub(super) fn delete(&mut self, from: Cursor, tokens: &[Token<'a>]) {
        let mut at = from;
        let mut last = None;
        for token in tokens {
            let Token::Word(word) = token else { return };
            let Some(next) = self.find(at, &word.text) else { return };
            last = (next.node != at.node).then_some(next.node).or(last);
            at = next;
        }
        if let Some(node) = last.filter(|node| *node == at.node) {
            self.remove(node);
        }
    }

    /// Takes away a node with everything below it.
    pub(super) fn remove(&mut self, node: NodeId) {
        let Node { parent, word, .. } = &self.nodes[node as usize];
        let (parent, key) = (*parent, (*parent, word.text.clone()));
        self.index.remove(&key);
        self.nodes[parent as usize].children.retain(|child| *child != node);
    }

    /// The place behind a word that is there already.
    fn find(&self, at: Cursor, word: &str) -> Option<Cursor> {
        let child = || self.index.get(&(at.node, Cow::Borrowed(word))).copied();
        let (shape, meaning) = match at.shape {
            Shape::Block(fields) | Shape::Open(fields) | Shape::ValueOr(fields) => {
                let field = fields.iter().find(|field| field.word == word)?;
                (field.shape, field.meaning)
            }
            Shape::Named(shape) => (*shape, at.meaning),
            Shape::Value | Shape::List | Shape::Text => (Shape::Block(&[]), at.meaning),
            Shape::Ignored | Shape::Through(_) => return None,
        };
        match shape {
            Shape::Through(inner) => Some(Cursor { node: at.node, shape: *inner, meaning, is_entry: false }),
            _ => Some(Cursor { node: child()?, shape, meaning, is_entry: false }),
        }
    }

    fn field(&mut self, at: Cursor, fields: &[Field], word: Word<'a>) -> Option<Step> {
        let field = fields.iter().find(|field| field.word == word.text)?;
        Some(Step::Into(self.enter(at, word, *field, false)))
    }

    /// The place behind `word`. A wrapper keeps the place of its parent.
    fn enter(&mut self, at: Cursor, word: Word<'a>, field: Field, is_entry: bool) -> Cursor {
        let Field { shape, meaning, .. } = field;
        match shape {
            Shape::Through(inner) => Cursor { node: at.node, shape: *inner, meaning, is_entry: false },
            _ => Cursor { node: self.child(at.node, word, Some(meaning)), shape, meaning, is_entry },
        }
    }

    /// Puts a copy of a node, without what stands below it, below another one.
    pub(super) fn copy(&mut self, node: NodeId, parent: NodeId) -> NodeId {
        let Node { word, meaning, .. } = &self.nodes[node as usize];
        let (word, meaning) = (word.clone(), *meaning);
        let copy = self.child(parent, word, meaning);
        self.nodes[copy as usize].is_copy = true;
        copy
    }

    fn value(&mut self, at: Cursor, word: Word<'a>) -> Step {
        self.child(at.node, word, None);
        Step::Value
    }

    /// The child of `parent` with this word; made where there is none yet.
    fn child(&mut self, parent: NodeId, word: Word<'a>, meaning: Option<Meaning>) -> NodeId {
        let key = (parent, word.text.clone());
        if let Some(&known) = self.index.get(&key) {
            let siblings = &mut self.nodes[parent as usize].children;
            // A value that was replaced and comes back.
            if meaning.is_none() && !siblings.contains(&known) {
                siblings.push(known);
                self.nodes[known as usize].word.span = word.span;
            }
            return known;
        }
        let id = NodeId::try_from(self.nodes.len()).unwrap_or(NodeId::MAX);
        self.nodes.push(Node { word, parent, children: Vec::new(), meaning, is_copy: false });
        self.nodes[parent as usize].children.push(id);
        self.index.insert(key, id);
        id
    }
}

impl Token<'_> {
    fn span(&self) -> Span {
        match self {
            Token::Word(word) => word.span,
            Token::List(_, span) => *span,
        }
    }
}

/// Goes one level up to look for the next word of a chained statement there. An entry is never left, so that a word
/// that it does not know cannot be taken for the name of another entry.
fn climb(path: &mut Vec<Cursor>) -> bool {
    let Some(top) = path.last() else { return false };
    let is_bare_name = matches!(top.shape, Shape::Block([]));
    if path.len() < 2 || (top.is_entry && !is_bare_name) {
        return false;
    }
    path.pop();
    while path.len() > 1 && path.last().is_some_and(|top| matches!(top.shape, Shape::Named(_))) {
        path.pop();
    }
    true
}

/// A name as the command line takes it.
pub(super) fn quoted(name: &str) -> String {
    if name.contains(' ') { format!("\"{name}\"") } else { name.to_owned() }
}

/// A node to read from.
#[derive(Clone, Copy)]
pub(super) struct At<'t> {
    tree: &'t Tree<'t>,
    id: NodeId,
}

impl<'t> At<'t> {
    fn node(self) -> &'t Node<'t> {
        &self.tree.nodes[self.id as usize]
    }

    /// Which node it is.
    pub(super) fn id(self) -> NodeId {
        self.id
    }

    /// Its word.
    pub(super) fn word(self) -> &'t str {
        &self.node().word.text
    }

    /// Where its word stands.
    pub(super) fn span(self) -> Span {
        self.node().word.span
    }

    /// Where it stands together with its value.
    pub(super) fn statement(self) -> Span {
        self.value().map_or(self.span(), |value| self.span().join(value.span()))
    }

    /// The nodes below, in the order of the file.
    pub(super) fn children(self) -> impl DoubleEndedIterator<Item = At<'t>> + use<'t> {
        self.node().children.iter().map(move |&id| At { tree: self.tree, id })
    }

    /// The last node below: its value, or the choice that holds.
    pub(super) fn value(self) -> Option<At<'t>> {
        self.children().next_back()
    }

    /// The node at the end of `path`, whose words are parted by blanks.
    pub(super) fn at(self, path: &str) -> Option<At<'t>> {
        path.split(' ').try_fold(self, At::child)
    }

    /// The child with this word.
    pub(super) fn child(self, word: &str) -> Option<At<'t>> {
        let id = *self.tree.index.get(&(self.id, Cow::Borrowed(word)))?;
        let found = At { tree: self.tree, id };
        // A value that a later one replaced is still in the index.
        let is_live = found.meaning().is_some() || self.node().children.contains(&id);
        is_live.then_some(found)
    }

    /// Whether the value at the end of `path` is `yes`.
    pub(super) fn says_yes(self, path: &str) -> Option<At<'t>> {
        self.at(path).filter(|setting| setting.value().is_some_and(|value| value.word() == "yes"))
    }

    /// What stands between `set` and the path of a node of a template: `template T config `. Empty outside of templates.
    pub(super) fn location(self) -> String {
        let chain: Vec<At<'t>> = self.ancestors().map(|id| self.other(id)).collect();
        let part = chain.iter().zip(chain.iter().skip(1)).find(|(_, parent)| {
            matches!(parent.word(), "template" | "template-stack") && parent.node().parent == 0 && parent.id() != 0
        });
        part.map_or_else(String::new, |(name, kind)| format!("{} {} config ", kind.word(), quoted(name.word())))
    }

    /// The nodes from this one up to the root.
    pub(super) fn ancestors(self) -> impl Iterator<Item = NodeId> + use<'t> {
        let tree = self.tree;
        std::iter::successors(Some(self.id), move |&id| (id != 0).then(|| tree.nodes[id as usize].parent))
    }

    /// A node of the same tree.
    pub(super) fn other(self, id: NodeId) -> At<'t> {
        At { tree: self.tree, id }
    }

    /// Whether it is a name that the user chose, with settings below it.
    pub(super) fn is_entry(self) -> bool {
        self.children().any(|below| below.meaning().is_some()) || self.meaning().is_none()
    }

    /// Whether it stands in a template and was put into the stack as well.
    pub(super) fn is_copy(self) -> bool {
        self.node().is_copy
    }

    /// What the setting means; `None` for a value.
    pub(super) fn meaning(self) -> Option<Meaning> {
        self.node().meaning
    }
}
