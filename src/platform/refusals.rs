//! Algorithms that a release refuses: it has given them up, or does not have them yet.
//!
//! The line that names one is rejected when the device boots, and what it runs with in its place is not documented
//! (a hosting company that updated its customers to ASA 9.16 saw both: the default in its place, and the line gone). So
//! the value is unknown, but for one thing: it is none of those that are refused.

use crate::model::{
    Algorithm, Blocks, ChildProposal, Defect, DefectKind, Device, DhGroup, IkeProposal, IkeSettings, Origin,
    RefusedAlgorithms, Release, Setting, Sourced, Transform, Unknown, UnknownReason,
};
use crate::source::Span;

/// The releases that refuse.
#[derive(Clone, Copy, Debug)]
pub(super) enum When {
    /// This one and all later ones.
    From(u16, u16),
    /// All before this one.
    Before(u16, u16),
}

/// In which proposals they are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In those for IKE SAs alone.
    Ike,
    /// In all.
    Everywhere,
}

/// Algorithms that some releases refuse.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) when: When,
    pub(super) place: Place,
    pub(super) algorithms: &'static [Algorithm],
    /// The document that says so.
    pub(super) document: &'static str,
}

impl Refusal {
    fn holds_in(&self, release: Release) -> bool {
        match self.when {
            When::From(major, minor) => release.is_at_least(major, minor),
            When::Before(major, minor) => release.is_before(major, minor),
        }
    }

    /// `from 9.15 on (document)`
    fn words(&self) -> String {
        match self.when {
            When::From(major, minor) => format!("from {major}.{minor} on ({})", self.document),
            When::Before(major, minor) => format!("before {major}.{minor} ({})", self.document),
        }
    }
}

/// Puts what the release refuses out of force, and writes a defect for each line. Nothing where the release is not known.
pub(super) fn apply(device: &mut Device, release: Option<Release>, table: &'static [Refusal]) {
    let Some(release) = release else { return };
    let stated = device.defects.len();
    for refusal in table.iter().filter(|refusal| refusal.holds_in(release)) {
        let in_ike_alone = refusal.place == Place::Ike;
        device.refused.push(RefusedAlgorithms { in_ike_alone, algorithms: refusal.algorithms });
        let mut found = Found { refusal, release, defects: Vec::new() };
        for entry in &mut device.entries {
            for settings in entry.ikev1.iter_mut().chain(&mut entry.ikev2) {
                found.settings(settings);
            }
            if refusal.place == Place::Everywhere {
                found.group_of_pfs(&mut entry.pfs);
            }
        }
        device.defects.append(&mut found.defects);
    }
    if device.defects.len() > stated {
        device.defects.sort_by_key(|defect| defect.span.start);
    }
}

/// What one refusal has met.
struct Found {
    refusal: &'static Refusal,
    release: Release,
    defects: Vec<Defect>,
}

impl Found {
    fn settings(&mut self, settings: &mut IkeSettings) {
        for IkeProposal { encryption, integrity, prf, dh_groups, .. } in &mut settings.proposals {
            self.list(encryption);
            self.list(integrity);
            self.list(prf);
            self.list(dh_groups);
        }
        if self.refusal.place == Place::Ike {
            return;
        }
        for ChildProposal { encryption, integrity, authentication_header, pfs, .. } in &mut settings.child_proposals {
            self.list(encryption);
            self.list(integrity);
            self.list(authentication_header);
            pfs.iter_mut().flatten().for_each(|group| self.group_of_pfs(group));
        }
    }

    /// Takes refused members out of a list, or puts one unknown in their place where nothing else is left.
    fn list<T: Transform + ToString>(&mut self, list: &mut Vec<Setting<T>>) {
        let mut refused = None;
        list.retain(|setting| match setting {
            Setting::Known(known) if self.refuses(known.value.algorithm(), known.origin) => {
                refused = Some(known.span());
                self.note(known.value.to_string(), known.span());
                false
            }
            _ => true,
        });
        if let Some(at) = refused.filter(|_| list.is_empty()) {
            list.push(self.unknown(at));
        }
    }

    fn group_of_pfs(&mut self, group: &mut Setting<Option<DhGroup>>) {
        if let Setting::Known(Sourced { value: Some(value), origin }) = *group
            && self.refuses(value.algorithm(), origin)
        {
            self.note(value.to_string(), origin.span());
            *group = self.unknown(origin.span());
        }
    }

    /// Whether a line of the file names what is refused; defaults are those of the release already.
    fn refuses(&self, algorithm: Option<Algorithm>, origin: Origin) -> bool {
        origin.is_written() && algorithm.is_some_and(|own| self.refusal.algorithms.contains(&own))
    }

    fn unknown<T>(&self, at: Span) -> Setting<T> {
        Setting::Unknown(Unknown { reason: UnknownReason::Refused(self.refusal.algorithms), at })
    }

    fn note(&mut self, what: String, span: Span) {
        let kind =
            DefectKind::UnsupportedInRelease { what, release: self.release.to_string(), when: self.refusal.words() };
        let defect = Defect { kind, span, blocks: Blocks::Nothing };
        // One line may serve several entries.
        if !self.defects.contains(&defect) {
            self.defects.push(defect);
        }
    }
}
