//! A finding: what a rule has to say about a tunnel or a file.

use crate::negotiation::End;
use crate::rules::Rule;
use crate::source::Span;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Every permitted direction works today, but a documented condition will break it.
    Warning,
    /// A direction that may begin stalls, a child SA cannot come up or be rekeyed, or traffic is blocked.
    Error,
}

impl Severity {
    /// The word of the JSON report.
    pub fn word(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// How sure a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certainty {
    /// It rests on an observation, a standard, or a vendor's own words.
    Certain,
    /// It rests on a deduction or on a source that nobody has confirmed.
    Likely,
}

impl Certainty {
    /// The word of the JSON report.
    pub fn word(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::Likely => "likely",
        }
    }
}

/// A line of a file with what to say about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What stands there, in a few words without a full stop.
    pub message: String,
}

/// What to do about a finding, on one device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// The device, as an index into the devices of the check.
    pub device: usize,
    /// The commands, in the device's own words.
    pub commands: Vec<String>,
}

/// What a rule has to say.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// How bad it is.
    pub severity: Severity,
    /// How sure it is.
    pub certainty: Certainty,
    /// 1 for the IKE SA, 2 for a child SA, `None` for neither.
    pub phase: Option<u8>,
    /// The end that begins, where the finding holds for that direction alone.
    pub direction: Option<End>,
    /// The tunnel, as an index into the tunnels of the check; `None` for a finding about a file.
    pub tunnel: Option<usize>,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// What to do, in one or two sentences.
    pub help: String,
    /// The line that a reader should look at first.
    pub primary: Label,
    /// Further lines, in both files.
    pub secondary: Vec<Label>,
    /// What to change, one alternative after the other.
    pub fixes: Vec<Fix>,
    /// The normalised values that make this finding what it is, for its fingerprint: never lines, never secrets.
    pub values: Vec<String>,
    /// Its place in the order of the exchange: that of its stop, or behind its phase.
    pub step: u32,
    /// Its place among what the same message meets.
    pub order: usize,
}

impl Finding {
    /// A finding about a tunnel or a file, with the line to look at first.
    pub(super) fn new(rule: &'static Rule, severity: Severity, message: impl Into<String>, primary: Label) -> Self {
        Self {
            rule,
            severity,
            certainty: Certainty::Certain,
            phase: None,
            direction: None,
            tunnel: None,
            message: message.into(),
            help: String::new(),
            primary,
            secondary: Vec::new(),
            fixes: Vec::new(),
            values: Vec::new(),
            step: behind_phase(3),
            order: usize::MAX,
        }
    }

    /// Puts the finding into a phase (1 the IKE SA, 2 the child SA).
    pub(super) fn in_phase(mut self, phase: u8) -> Self {
        self.phase = Some(phase);
        self.step = behind_phase(phase);
        self
    }

    /// Says what to do.
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// Adds a line.
    pub(super) fn label(mut self, span: Span, message: impl Into<String>) -> Self {
        let label = Label { span, message: message.into() };
        if label.span != self.primary.span && !self.secondary.contains(&label) {
            self.secondary.push(label);
        }
        self
    }

    /// Adds changes, one alternative after the other.
    pub(super) fn fixes(mut self, fixes: impl IntoIterator<Item = Fix>) -> Self {
        self.fixes.extend(fixes.into_iter().filter(|fix| !fix.commands.is_empty()));
        self
    }

    /// Adds values for the fingerprint.
    pub(super) fn values(mut self, values: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.values.extend(values.into_iter().map(Into::into));
        self
    }

    /// Makes it a warning.
    pub(super) fn warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }

    /// Says that it rests on a deduction.
    pub(super) fn likely(mut self) -> Self {
        self.certainty = Certainty::Likely;
        self
    }

    /// All labels, the primary one first.
    pub fn labels(&self) -> impl Iterator<Item = &Label> {
        std::iter::once(&self.primary).chain(&self.secondary)
    }
}

/// The place in the order of the exchange of what belongs to no message: behind its phase, 1, 2, or 3 for what is outside
/// of both.
pub(super) fn behind_phase(phase: u8) -> u32 {
    u32::from(phase) * 100 + 99
}
