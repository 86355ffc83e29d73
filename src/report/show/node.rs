//! The tree between the model and its forms: values with their origins, lists, and maps with the names of the vocabulary.

use serde::ser::{Serialize, SerializeMap as _, Serializer};

use crate::model::{Origin, Setting, Sourced, UnknownReason};
use crate::source::{SourceFile, Span};

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Scalar {
    /// It cannot be known.
    Null,
    Bool(bool),
    Number(u64),
    Text(String),
}

impl From<bool> for Scalar {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<u64> for Scalar {
    fn from(value: u64) -> Self {
        Self::Number(value)
    }
}

impl From<&str> for Scalar {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for Scalar {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

/// Where a value comes from, lines counted from 1.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Note {
    /// The file states it.
    Written { line: usize },
    /// The default of a release.
    Default { document: &'static str, device: String, line: usize },
    /// The file lacks the line; only of a complete one does that say that the device does.
    Absent { line: usize, complete: bool },
    /// Written elsewhere, for more than this.
    Inherited { line: usize },
    /// It cannot be known.
    Unknown { reason: UnknownReason, line: usize },
    /// What a word of the vocabulary means.
    Meaning(&'static str),
    /// It follows from other values.
    Derived(&'static str),
}

/// A part of the tree.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    Value(Scalar, Option<Note>),
    /// A list without members, and why.
    Empty(&'static str),
    List(Vec<Node>),
    Map(Vec<(&'static str, Node)>),
}

impl Node {
    /// A value that needs no origin, or whose line stands beside it.
    pub(super) fn plain(value: impl Into<Scalar>) -> Self {
        Self::Value(value.into(), None)
    }

    /// A text of that kind.
    pub(super) fn text(value: impl ToString) -> Self {
        Self::Value(Scalar::Text(value.to_string()), None)
    }

    /// A word and what it means.
    pub(super) fn meaning(word: impl Into<Scalar>, meaning: &'static str) -> Self {
        Self::Value(word.into(), Some(Note::Meaning(meaning)))
    }

    /// A value that follows from others.
    pub(super) fn derived(value: impl Into<Scalar>, from: &'static str) -> Self {
        Self::Value(value.into(), Some(Note::Derived(from)))
    }

    /// A list, or why there is nothing in it.
    pub(super) fn list_or(items: Vec<Node>, why_empty: &'static str) -> Self {
        if items.is_empty() { Self::Empty(why_empty) } else { Self::List(items) }
    }

    /// A list of texts of that kind.
    pub(super) fn texts<T: ToString>(values: impl IntoIterator<Item = T>) -> Self {
        Self::List(values.into_iter().map(Self::text).collect())
    }
}

/// Makes nodes of the values of one device.
#[derive(Clone, Copy)]
pub(super) struct Maker<'a> {
    /// The file, for lines.
    pub(super) source: &'a SourceFile,
    /// The platform and the release whose defaults hold: `asa 9.12`, or the platform alone.
    pub(super) device: &'a str,
    /// Whether the file is complete.
    pub(super) complete: bool,
}

impl Maker<'_> {
    /// The line of a span, counted from 1.
    pub(super) fn line(self, span: Span) -> usize {
        self.source.line_column(span.start).0
    }

    /// A value that is written at `span`.
    pub(super) fn at(self, value: impl Into<Scalar>, span: Span) -> Node {
        Node::Value(value.into(), Some(Note::Written { line: self.line(span) }))
    }

    /// A value with its origin.
    pub(super) fn sourced<T>(self, value: &Sourced<T>, show: impl Fn(&T) -> Scalar) -> Node {
        Node::Value(show(&value.value), Some(self.origin(value.origin)))
    }

    /// A setting with its origin, or why it is not known.
    pub(super) fn setting<T>(self, setting: &Setting<T>, show: impl Fn(&T) -> Scalar) -> Node {
        match setting {
            Setting::Known(known) => self.sourced(known, show),
            Setting::Unknown(unknown) => {
                let reason = unknown.reason.in_file(self.complete);
                let note = Note::Unknown { reason, line: self.line(unknown.at) };
                Node::Value(Scalar::Null, Some(note))
            }
        }
    }

    /// A list of settings.
    pub(super) fn list<T>(self, settings: &[Setting<T>], show: impl Fn(&T) -> Scalar + Copy) -> Node {
        Node::List(settings.iter().map(|setting| self.setting(setting, show)).collect())
    }

    fn origin(self, origin: Origin) -> Note {
        let line = self.line(origin.span());
        match origin {
            Origin::Written(_) => Note::Written { line },
            Origin::Default { source, .. } => Note::Default { document: source, device: self.device.to_owned(), line },
            Origin::Absent(_) => Note::Absent { line, complete: self.complete },
            Origin::Inherited(_) => Note::Inherited { line },
        }
    }
}

impl Serialize for Scalar {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_none(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Number(value) => serializer.serialize_u64(*value),
            Self::Text(value) => serializer.serialize_str(value),
        }
    }
}

impl Serialize for Node {
    /// A value with an origin becomes a map of `value`, `origin` and what belongs to that origin.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Value(value, None) => value.serialize(serializer),
            Self::Value(value, Some(note)) => {
                let mut map = serializer.serialize_map(None)?;
                map.serialize_entry("value", value)?;
                let line = match note {
                    Note::Written { line } | Note::Absent { line, .. } | Note::Inherited { line } => Some(line),
                    Note::Default { line, .. } | Note::Unknown { line, .. } => Some(line),
                    Note::Meaning(_) | Note::Derived(_) => None,
                };
                map.serialize_entry("origin", note.word())?;
                if let Some(line) = line {
                    map.serialize_entry("line", line)?;
                }
                match note {
                    Note::Default { document, device, .. } => {
                        map.serialize_entry("default_of", device)?;
                        map.serialize_entry("source", document)?;
                    }
                    Note::Unknown { reason, .. } => map.serialize_entry("reason", &reason.phrase())?,
                    Note::Derived(from) => map.serialize_entry("from", from)?,
                    Note::Meaning(meaning) => map.serialize_entry("meaning", meaning)?,
                    _ => {}
                }
                map.end()
            }
            Self::Empty(_) => serializer.collect_seq(std::iter::empty::<&Node>()),
            Self::List(items) => serializer.collect_seq(items),
            Self::Map(fields) => serializer.collect_map(fields.iter().map(|(name, node)| (name, node))),
        }
    }
}

impl Note {
    /// The word of the JSON form.
    fn word(&self) -> &'static str {
        match self {
            Self::Written { .. } => "written",
            Self::Default { .. } => "default",
            Self::Absent { .. } => "absent",
            Self::Inherited { .. } => "inherited",
            Self::Unknown { .. } => "unknown",
            Self::Meaning(_) => "platform",
            Self::Derived(_) => "derived",
        }
    }

    /// The comment of the YAML form.
    pub(super) fn comment(&self) -> String {
        match self {
            Self::Written { line } => format!("line {line}"),
            Self::Default { document, device, .. } => format!("default of {device}: {document}"),
            Self::Absent { line, complete: true } => {
                format!("no line in this complete file says otherwise; needed by line {line}")
            }
            Self::Absent { line, complete: false } => {
                format!("no line of this excerpt says otherwise; needed by line {line}")
            }
            Self::Inherited { line } => format!("inherited from line {line}"),
            Self::Unknown { reason, line } => format!("unknown: {}; needed by line {line}", reason.phrase()),
            Self::Meaning(text) | Self::Derived(text) => (*text).to_owned(),
        }
    }
}
