//! Values that know where they come from, and values that cannot be known.

use std::borrow::Cow;

use crate::model::{Algorithm, Transform};
use crate::source::Span;

/// Where a value comes from. Every variant can be shown as a line of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The file says it here.
    Written(Span),
    /// The file does not say it; the platform's default for this release holds.
    Default {
        /// The document that states the default.
        source: &'static str,
        /// The line that the default applies to: the head of the block that lacks the setting.
        at: Span,
    },
    /// A complete file lacks the line, which itself means something (IKE not enabled, no key).
    Absent(Span),
    /// Written elsewhere and inherited: a group policy, a profile, a map-wide setting.
    Inherited(Span),
}

impl Origin {
    /// The line to show for this value.
    pub fn span(self) -> Span {
        match self {
            Origin::Written(span) | Origin::Absent(span) | Origin::Inherited(span) => span,
            Origin::Default { at, .. } => at,
        }
    }

    /// Whether the file itself states the value.
    pub fn is_written(self) -> bool {
        matches!(self, Origin::Written(_) | Origin::Inherited(_))
    }
}

/// A value together with its origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Where it comes from.
    pub origin: Origin,
}

impl<T> Sourced<T> {
    /// A value that is written at `span`.
    pub fn written(value: T, span: Span) -> Self {
        Self { value, origin: Origin::Written(span) }
    }

    /// A value that `source` names as the default, for the block that starts at `at`.
    pub fn default(value: T, source: &'static str, at: Span) -> Self {
        Self { value, origin: Origin::Default { source, at } }
    }

    /// A value that follows from the lack of a line in a complete file.
    pub fn absent(value: T, at: Span) -> Self {
        Self { value, origin: Origin::Absent(at) }
    }

    /// The line to show for this value.
    pub fn span(&self) -> Span {
        self.origin.span()
    }
}

/// Why a value cannot be known from the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum UnknownReason {
    /// The line is missing and the file is an excerpt, so it may exist.
    NotInExcerpt,
    /// The default differs between releases and the file does not say its release. What each of them assumes, for
    /// people: `group 2 before 9.13, group 14 from 9.13`.
    ReleaseUnknown(&'static str),
    /// The release refuses the line that states it, and no source says what it takes in its place; none of these.
    Refused(&'static [Algorithm]),
    /// What states it is named, and is not in the file.
    Undefined,
    /// No source states the default of this release.
    DefaultUndocumented,
    /// The line is there, but the value in it is not one that can be read.
    Unreadable,
    /// The value is settled at run time: DHCP, PPPoE, a name that the DNS resolves.
    RunTime,
    /// Several devices get the line, and what stands in it is not the same on all of them.
    DiffersByDevice,
    /// A line of the same block is known but not modelled, or not recognised.
    LineNotUnderstood,
    /// The file is complete, and what would settle the value is not understood, or is defined nowhere in it.
    NotShown,
}

impl UnknownReason {
    /// Whether the value is certain not to be this one: the release refuses it.
    pub(crate) fn rules_out(self, value: &impl Transform) -> bool {
        matches!(self, Self::Refused(refused) if value.algorithm().is_some_and(|own| refused.contains(&own)))
    }

    /// The reason as it is told of a file: what a complete one does not show stands in no other either.
    pub(crate) fn in_file(self, complete: bool) -> Self {
        match self {
            Self::NotInExcerpt if complete => Self::NotShown,
            other => other,
        }
    }

    /// A short phrase for people, without a full stop.
    pub fn phrase(self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::NotInExcerpt => "not in this excerpt",
            Self::ReleaseUnknown(by_release) => return Cow::Owned(format!("the release is not stated: {by_release}")),
            Self::Refused(_) => "the release refuses this line, and no source says what it takes in its place",
            Self::Undefined => "what is named for it is not defined here",
            Self::DefaultUndocumented => "no source states the default of this release",
            Self::Unreadable => "the value cannot be read",
            Self::RunTime => "settled at run time",
            Self::DiffersByDevice => {
                "the devices that get this line have different values for it; FILE#SERIAL is one of them"
            }
            Self::LineNotUnderstood => "a line of this block is not understood",
            Self::NotShown => "no line of the file that is understood settles it",
        })
    }
}

/// A value that cannot be known, and the line that would have to settle it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// Why.
    pub reason: UnknownReason,
    /// The line to show: the unreadable value, or the head of the block that lacks it.
    pub at: Span,
}

/// A setting that the file states, or that follows from a default, or that cannot be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting<T> {
    /// The value is known.
    Known(Sourced<T>),
    /// It is not, so whatever hangs on it is undetermined.
    Unknown(Unknown),
}

impl<T> Setting<T> {
    /// A setting that is written at `span`.
    pub fn written(value: T, span: Span) -> Self {
        Self::Known(Sourced::written(value, span))
    }

    /// A setting at the default that `source` states, for the block at `at`.
    pub fn default(value: T, source: &'static str, at: Span) -> Self {
        Self::Known(Sourced::default(value, source, at))
    }

    /// A setting that cannot be known.
    pub fn unknown(reason: UnknownReason, at: Span) -> Self {
        Self::Unknown(Unknown { reason, at })
    }

    /// What the lack of a line means: `value` in a complete file, unknown in an excerpt.
    pub fn absent(value: T, at: Span, file_is_complete: bool) -> Self {
        if file_is_complete {
            Self::Known(Sourced::absent(value, at))
        } else {
            Self::unknown(UnknownReason::NotInExcerpt, at)
        }
    }

    /// The value, where it is known.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(sourced) => Some(&sourced.value),
            Self::Unknown(_) => None,
        }
    }

    /// The line to show for this setting.
    pub fn span(&self) -> Span {
        match self {
            Self::Known(sourced) => sourced.span(),
            Self::Unknown(unknown) => unknown.at,
        }
    }
}
