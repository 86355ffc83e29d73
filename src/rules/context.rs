//! What a rule gets to see of a tunnel, and the helpers that all rules share.

use crate::advice::Change;
use crate::check::Tunnel;
use crate::model::{ChildProposal, DefectKind, Device, Entry, IkeProposal, IkeVersion, Origin, Setting};
use crate::negotiation::{Attempt, Attribute, End, Fault, Nat, NearMiss, SaState, Side, Stop};
use crate::platform;
use crate::rules::{Certainty, Finding, Fix, Label, Rule, Severity};
use crate::source::Span;
use crate::traffic::unwrapped_against_gre;

/// A tunnel with everything that the rules judge it by.
pub struct TunnelContext<'a> {
    /// All devices of the check.
    pub devices: &'a [Device],
    /// The tunnel.
    pub tunnel: &'a Tunnel,
    /// Its place in the check.
    pub index: usize,
}

/// A fault with every direction that it stops.
pub struct Occurrence<'a> {
    /// The stop, of the first direction that meets it.
    pub stop: &'a Stop,
    /// The try that it belongs to.
    pub attempt: &'a Attempt,
    /// The ends that meet it when they begin.
    pub directions: Vec<End>,
    /// How many other faults one of them meets before it.
    pub order: usize,
}

impl<'a> TunnelContext<'a> {
    /// One end.
    pub fn side(&self, end: End) -> Side<'a> {
        let own = &self.tunnel.pair.ends[end.index()];
        let device = &self.devices[own.device];
        Side { device, entry: own.entry.map(|entry| &device.entries[entry]), rank: own.rank }
    }

    /// The entry of an end.
    pub fn entry(&self, end: End) -> Option<&'a Entry> {
        self.side(end).entry
    }

    /// Whether, and how surely, an end is behind NAT as seen from the other.
    pub fn nat(&self, end: End) -> Option<Nat> {
        self.side(end).nat(&self.side(end.other()))
    }

    /// The name of an end's device.
    pub fn name(&self, end: End) -> &'a str {
        &self.side(end).device.name
    }

    /// The version that the tunnel uses, or tries last; `None` where the two directions differ in it.
    pub fn version(&self) -> Option<IkeVersion> {
        let mut versions = self.tunnel.directions.iter().filter_map(|direction| direction.deciding()?.version);
        let first = versions.next()?;
        versions.all(|other| other == first).then_some(first)
    }

    /// Every fault in the tries that decide, in the order of the exchange, each once.
    pub fn faults(&self) -> Vec<Occurrence<'a>> {
        let mut found: Vec<Occurrence<'a>> = Vec::new();
        for direction in &self.tunnel.directions {
            let Some(attempt) = direction.deciding() else { continue };
            for (order, stop) in attempt.all_stops().enumerate() {
                match found.iter_mut().find(|own| own.stop.fault == stop.fault) {
                    Some(own) if own.directions.contains(&direction.initiator) => {}
                    Some(own) => {
                        own.directions.push(direction.initiator);
                        own.order = own.order.min(order);
                    }
                    None => found.push(Occurrence { stop, attempt, directions: vec![direction.initiator], order }),
                }
            }
        }
        found
    }

    /// A finding for a fault that stops something: always an error.
    pub(super) fn error(
        &self,
        rule: &'static Rule,
        fault: &Occurrence<'_>,
        message: impl Into<String>,
        primary: Label,
    ) -> Finding {
        let mut finding = Finding::new(rule, Severity::Error, message, primary);
        finding.phase = Some(fault.stop.phase);
        (finding.step, finding.order) = (fault.stop.place(), fault.order);
        if !fault.stop.certain {
            finding.certainty = Certainty::Likely;
        }
        finding.direction = match fault.directions.as_slice() {
            [only] if self.both_begin() => Some(*only),
            _ => None,
        };
        finding
    }

    /// Whether both ends begin, so that it says something that only one of them meets a fault.
    pub(super) fn both_begin(&self) -> bool {
        self.tunnel.directions.iter().all(|direction| !direction.attempts.is_empty())
    }

    /// A change on an end's device in its own words.
    pub(super) fn fix(&self, end: End, change: &Change<'_>) -> Fix {
        let device = self.tunnel.pair.ends[end.index()].device;
        let platform = platform::by_id(self.devices[device].platform);
        Fix { device, commands: platform.map(|platform| platform.commands(change)).unwrap_or_default() }
    }

    /// The word that an end's platform has for a state.
    pub fn state_word(&self, end: End, state: SaState, initiator: End, version: IkeVersion) -> Option<String> {
        use crate::negotiation::Role;
        let role = if end == initiator { Role::Initiator } else { Role::Responder };
        platform::by_id(self.side(end).device.platform)?.state(state, role, version)
    }

    /// The IKE proposal of an end whose head stands at `span`.
    pub(super) fn ike_proposal(&self, end: End, span: Span) -> Option<(IkeVersion, &'a IkeProposal)> {
        self.find_in_settings(end, |settings| settings.proposals.iter().find(|proposal| proposal.span == span))
    }

    /// The child proposal of an end whose head stands at `span`.
    pub(super) fn child_proposal(&self, end: End, span: Span) -> Option<(IkeVersion, &'a ChildProposal)> {
        self.find_in_settings(end, |settings| settings.child_proposals.iter().find(|proposal| proposal.span == span))
    }

    fn find_in_settings<T>(
        &self,
        end: End,
        find: impl Fn(&'a crate::model::IkeSettings) -> Option<&'a T>,
    ) -> Option<(IkeVersion, &'a T)> {
        let entry = self.entry(end)?;
        let first = self.version().unwrap_or(IkeVersion::V1);
        let other = if first == IkeVersion::V1 { IkeVersion::V2 } else { IkeVersion::V1 };
        [first, other].into_iter().find_map(|version| Some((version, find(entry.settings(version)?)?)))
    }
}

/// Says in what two proposals differ: `encryption (hq: AES-CBC-256, branch: 3DES-CBC) and hash (…)`.
pub(super) fn difference_words(cx: &TunnelContext<'_>, near: &NearMiss) -> String {
    let [a, b] = End::BOTH.map(|end| cx.name(end));
    let each = near.differences.iter().map(|difference| {
        let [own, other] = &difference.values;
        format!("{} ({a}: {own}, {b}: {other})", attribute_word(difference.attribute))
    });
    each.collect::<Vec<_>>().join(" and ")
}

/// The word for an attribute.
pub(super) fn attribute_word(attribute: Attribute) -> &'static str {
    match attribute {
        Attribute::Encryption => "encryption",
        Attribute::Integrity => "hash",
        Attribute::Prf => "PRF",
        Attribute::DhGroup => "Diffie-Hellman group",
        Attribute::Authentication => "authentication method",
        Attribute::AuthenticationHeader => "AH",
        Attribute::SequenceNumbers => "sequence numbers",
        Attribute::Compression => "compression",
    }
}

/// A label.
pub(super) fn label(span: Span, message: impl Into<String>) -> Label {
    Label { span, message: message.into() }
}

/// The name of the rule that explains a defect.
pub(super) fn rule_of_defect(kind: &DefectKind) -> &'static str {
    match kind {
        DefectKind::DanglingReference { .. } => "dangling-reference",
        DefectKind::Incomplete { .. } => "incomplete-entry",
        DefectKind::InvalidValue { .. } => "invalid-value",
        DefectKind::Unknown { .. } | DefectKind::UnrecognisedLine => "unrecognised-line",
        DefectKind::OtherDialect { .. } => "other-dialect",
        DefectKind::Unused { .. } => "unused-object",
        DefectKind::Duplicate { .. } => "duplicate-definition",
        DefectKind::OtherVrf { .. } => "vrf-mismatch",
        DefectKind::UnsupportedInRelease { .. } => "unsupported-in-release",
        DefectKind::Truncated => "truncated-file",
    }
}

impl TunnelContext<'_> {
    /// The name of the rule that explains a fault.
    pub fn rule_name(&self, fault: &Fault) -> &'static str {
        match fault {
            Fault::Defect { end, defect } => {
                let kind = self.entry(*end).and_then(|entry| entry.defects.get(*defect)).map(|defect| &defect.kind);
                kind.map_or("incomplete-entry", rule_of_defect)
            }
            Fault::Selector { .. } if self.is_gre_against_vti() => "gre-mismatch",
            Fault::Selector { end, .. } if self.other_way_fits(*end) => "selector-one-way",
            _ => fault.kind().rules().first().copied().unwrap_or_default(),
        }
    }

    /// Whether one end protects GRE and the other is a tunnel interface without it, so that no selector can ever fit.
    pub(super) fn is_gre_against_vti(&self) -> bool {
        self.unwrapped_against_gre().is_some()
    }

    /// The end that sends packets as they are, where the other protects GRE.
    pub(super) fn unwrapped_against_gre(&self) -> Option<End> {
        unwrapped_against_gre(End::BOTH.map(|end| self.side(end)))
    }

    /// Whether every selector that `end` asks for, when it begins, is taken by the other end.
    pub(super) fn other_way_fits(&self, end: End) -> bool {
        let direction = &self.tunnel.directions[end.index()];
        direction.deciding().is_some_and(|attempt| {
            let refused = |stop: &Stop| matches!(stop.fault, Fault::Selector { .. } | Fault::NeverMatches { .. });
            !attempt.children.is_empty() && !attempt.children.iter().flat_map(|child| &child.stops).any(refused)
        })
    }
}

/// " by default" for a value that no line states, so that the reader does not look for it on the line that is shown.
pub(super) fn default_note<T>(setting: &Setting<T>) -> &'static str {
    match setting {
        Setting::Known(known) if matches!(known.origin, Origin::Default { .. }) => " by default",
        _ => "",
    }
}
