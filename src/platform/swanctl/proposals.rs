//! Proposals: keywords with dashes between them, proposals with commas between them.

use crate::model::{
    AuthenticationMethod, Blocks, ChildProposal, Defect, DefectKind, DhGroup, EncapsulationMode, Encryption, Hash,
    IkeProposal, IkeVersion, Release, SequenceNumbers, Setting, UnknownReason,
};
use crate::platform::is_placeholder;
use crate::platform::swanctl::defaults::{self, Transform};
use crate::platform::swanctl::syntax::Assignment;
use crate::platform::swanctl::values::{Word, items};
use crate::source::Span;

/// Which security association a proposal is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Protocol {
    /// An IKE SA.
    Ike,
    /// ESP.
    Esp,
    /// AH.
    Ah,
}

/// The transforms of one proposal, with the pseudorandom functions that follow from the integrity algorithms.
#[derive(Clone, Debug, Default)]
pub(super) struct Transforms {
    name: String,
    span: Option<Span>,
    encryption: Vec<Setting<Encryption>>,
    integrity: Vec<Setting<Hash>>,
    prf: Vec<Setting<Hash>>,
    groups: Vec<Setting<Option<DhGroup>>>,
    sequence_numbers: Vec<Setting<SequenceNumbers>>,
    is_default: bool,
}

/// What a setting with proposals says.
#[derive(Clone, Debug, Default)]
pub(super) struct Proposals {
    /// The proposals in order of preference.
    pub(super) list: Vec<Transforms>,
    /// What is wrong with them; strongSwan does not load a connection with such a proposal.
    pub(super) defects: Vec<Defect>,
    /// Keywords that a verdict may hang on, and that are not modelled.
    pub(super) unread: Vec<Span>,
}

/// Reads a setting with proposals, or takes the default ones of the release where it is not set; `at` is the head of the
/// section.
pub(super) fn read(
    setting: Option<&Assignment<'_>>,
    protocol: Protocol,
    release: Option<Release>,
    at: Span,
) -> Proposals {
    let mut found = Proposals::default();
    let Some(setting) = setting else {
        found.list = default_proposals(protocol, release, at);
        return found;
    };
    for item in items(setting) {
        if item.text == "default" {
            found.list.extend(default_proposals(protocol, release, item.at));
        } else if is_placeholder(&item.text) {
            found.list.push(Transforms::placeholder(&item));
        } else {
            found.read_one(&item, protocol);
        }
    }
    found
}

/// The kinds of transform that a proposal was seen to have.
#[derive(Default)]
struct Seen {
    combined: bool,
    classic: bool,
    prf: bool,
}

impl Proposals {
    fn read_one(&mut self, item: &Word<'_>, protocol: Protocol) {
        let mut own = Transforms { name: item.text.to_string(), span: Some(item.at), ..Transforms::default() };
        let mut seen = Seen::default();
        for word in item.split('-') {
            match defaults::transform(&word.text) {
                Some(Transform::SequenceNumbers(value)) if protocol != Protocol::Ike => {
                    own.sequence_numbers.push(Setting::written(value, word.at));
                }
                Some(transform) => self.add(&mut own, &mut seen, transform, word.at),
                None => {
                    self.invalid(&word, "an algorithm that strongSwan knows");
                    return;
                }
            }
        }
        if protocol == Protocol::Ah {
            own.encryption.clear();
            seen.combined = false;
        }
        self.complain(&own, &seen, item, protocol);
        if seen.combined {
            own.integrity.clear();
        }
        if !seen.prf {
            own.prf = own.integrity.clone();
        }
        self.list.push(own);
    }

    fn add(&mut self, own: &mut Transforms, seen: &mut Seen, transform: Transform, at: Span) {
        match transform {
            Transform::Encryption(value) => {
                let combined = value.is_some_and(Encryption::is_combined_mode);
                seen.combined |= combined;
                seen.classic |= !combined;
                own.encryption.push(modelled(value, at));
            }
            Transform::OtherCombined => {
                seen.combined = true;
                own.encryption.push(modelled(None, at));
            }
            Transform::Integrity(value) => own.integrity.push(modelled(value, at)),
            Transform::Prf(value) => {
                seen.prf = true;
                own.prf.push(modelled(value, at));
            }
            Transform::Group(value) => own.groups.push(Setting::written(value, at)),
            Transform::OtherKeyExchange => self.unread.push(at),
            // Those of ESP and AH are read above, and an IKE SA has none.
            Transform::SequenceNumbers(_) => {}
        }
    }

    /// What strongSwan does not load (proposal.c, `check_proposal`).
    fn complain(&mut self, own: &Transforms, seen: &Seen, item: &Word<'_>, protocol: Protocol) {
        let lacks_hash = own.integrity.is_empty();
        let expected = match protocol {
            Protocol::Ah if lacks_hash => "an integrity algorithm",
            Protocol::Ah => return,
            _ if own.encryption.is_empty() => "an encryption algorithm",
            _ if seen.combined && seen.classic => "either classic or combined-mode encryption in one proposal",
            Protocol::Ike if lacks_hash && !seen.combined => "an integrity algorithm",
            Protocol::Ike if seen.combined && !seen.prf && lacks_hash => "a pseudorandom function such as prfsha256",
            Protocol::Ike if own.groups.iter().all(|group| group.known() == Some(&None)) && self.unread.is_empty() => {
                "a Diffie-Hellman group"
            }
            _ => return,
        };
        self.invalid(item, expected);
    }

    fn invalid(&mut self, word: &Word<'_>, expected: &str) {
        self.defects.push(Defect {
            kind: DefectKind::InvalidValue { value: word.text.to_string(), expected: expected.to_owned() },
            span: word.at,
            blocks: Blocks::Everything,
        });
    }
}

/// A transform as a setting; one that the model has no word for is not known.
fn modelled<T>(value: Option<T>, at: Span) -> Setting<T> {
    value.map_or_else(|| Setting::unknown(UnknownReason::LineNotUnderstood, at), |value| Setting::written(value, at))
}

fn default_list<T: Copy>(values: &[T], at: Span) -> Vec<Setting<T>> {
    values.iter().map(|value| Setting::default(*value, defaults::PROPOSALS, at)).collect()
}

/// What hangs on the release where it is not known, and is not documented in full where it is.
fn open<T>(release: Option<Release>, by_release: &'static str, at: Span) -> Setting<T> {
    let reason = match release {
        None => UnknownReason::ReleaseUnknown(by_release),
        Some(_) => UnknownReason::DefaultUndocumented,
    };
    Setting::unknown(reason, at)
}

/// The default proposals: one with classic ciphers, one with combined-mode ciphers, which AH has not.
fn default_proposals(protocol: Protocol, release: Option<Release>, at: Span) -> Vec<Transforms> {
    let mut encryption = default_list(defaults::ENCRYPTION, at);
    let mut hashes = default_list(defaults::HASHES, at);
    if protocol == Protocol::Ike {
        encryption.push(open(release, defaults::PROPOSALS_BY_RELEASE, at));
    }
    if defaults::has_weak_algorithms(release) != Some(false) {
        encryption.push(open(release, defaults::WEAK_BY_RELEASE, at));
        hashes.push(open(release, defaults::WEAK_BY_RELEASE, at));
    }
    let groups = match protocol {
        Protocol::Ike => every_group(defaults::PROPOSALS, at).collect(),
        Protocol::Esp | Protocol::Ah => default_pfs(release, at),
    };
    let classic = Transforms {
        name: "default".to_owned(),
        span: Some(at),
        encryption: if protocol == Protocol::Ah { Vec::new() } else { encryption },
        integrity: hashes.clone(),
        prf: hashes,
        groups: groups.clone(),
        sequence_numbers: Vec::new(),
        is_default: true,
    };
    let combined = Transforms {
        name: "default (combined mode)".to_owned(),
        encryption: match protocol {
            // Newer releases have AES-GCM here, older ones no such proposal; the file does not say its release.
            Protocol::Esp => vec![open(release, defaults::PROPOSALS_BY_RELEASE, at)],
            _ => default_list(defaults::COMBINED, at),
        },
        integrity: Vec::new(),
        groups,
        ..classic.clone()
    };
    if protocol == Protocol::Ah { vec![classic] } else { vec![classic, combined] }
}

/// All groups. Which of them comes first depends on the plugins, and is what IKEv1 offers.
fn every_group(document: &'static str, at: Span) -> impl Iterator<Item = Setting<Option<DhGroup>>> {
    let known = defaults::GROUPS.iter().map(move |group| Setting::default(Some(*group), document, at));
    std::iter::once(Setting::unknown(UnknownReason::DefaultUndocumented, at)).chain(known)
}

/// The groups of default proposals for child SAs.
fn default_pfs(release: Option<Release>, at: Span) -> Vec<Setting<Option<DhGroup>>> {
    let none = |document| Setting::default(None, document, at);
    match defaults::has_optional_pfs(release) {
        Some(false) => vec![none(defaults::PFS)],
        Some(true) => every_group(defaults::OPTIONAL_PFS, at).chain([none(defaults::OPTIONAL_PFS)]).collect(),
        None => {
            let reason = UnknownReason::ReleaseUnknown(defaults::PFS_BY_RELEASE);
            vec![Setting::unknown(reason, at), none(defaults::PFS)]
        }
    }
}

impl Transforms {
    /// A proposal that is still to be filled in.
    fn placeholder(item: &Word<'_>) -> Self {
        fn open<T>(at: Span) -> Vec<Setting<T>> {
            vec![Setting::unknown(UnknownReason::Unreadable, at)]
        }
        Self {
            name: item.text.to_string(),
            span: Some(item.at),
            encryption: open(item.at),
            integrity: open(item.at),
            prf: open(item.at),
            groups: open(item.at),
            sequence_numbers: open(item.at),
            is_default: false,
        }
    }

    fn span(&self, at: Span) -> Span {
        self.span.unwrap_or(at)
    }

    /// As a proposal for an IKE SA.
    pub(super) fn ike(
        &self,
        version: IkeVersion,
        authentication: Setting<AuthenticationMethod>,
        lifetime: Setting<Option<u64>>,
        at: Span,
    ) -> IkeProposal {
        let group = |group: &Setting<Option<DhGroup>>| match group {
            Setting::Known(known) => {
                known.value.map(|value| Setting::Known(crate::model::Sourced { value, origin: known.origin }))
            }
            Setting::Unknown(unknown) => Some(Setting::Unknown(*unknown)),
        };
        IkeProposal {
            name: self.name.clone(),
            span: self.span(at),
            encryption: self.encryption.clone(),
            integrity: self.integrity.clone(),
            prf: if version == IkeVersion::V2 { self.prf.clone() } else { Vec::new() },
            dh_groups: self.groups.iter().filter_map(group).collect(),
            authentication: (version == IkeVersion::V1).then_some(authentication),
            lifetime,
        }
    }

    /// Whether IKEv1 can carry it as a proposal for an IKE SA: combined-mode ciphers have no number there.
    pub(super) fn fits_ikev1(&self) -> bool {
        !self.is_default || !self.integrity.is_empty()
    }

    /// Those that are named, or short ones. Whether default proposals have extended ones too is the release's.
    fn sequence_numbers(&self, at: Span) -> Vec<Setting<SequenceNumbers>> {
        if !self.sequence_numbers.is_empty() {
            return self.sequence_numbers.clone();
        }
        let mut list = vec![Setting::default(SequenceNumbers::Short, defaults::SEQUENCE_NUMBERS, self.span(at))];
        list.extend(self.is_default.then(|| Setting::unknown(UnknownReason::DefaultUndocumented, self.span(at))));
        list
    }

    /// As a proposal for a child SA.
    pub(super) fn child(&self, protocol: Protocol, mode: Setting<EncapsulationMode>, at: Span) -> ChildProposal {
        let (integrity, authentication_header) = match protocol {
            Protocol::Ah => (Vec::new(), self.integrity.clone()),
            _ => (self.integrity.clone(), Vec::new()),
        };
        let none = || vec![Setting::default(None, defaults::PFS, self.span(at))];
        ChildProposal {
            name: self.name.clone(),
            span: self.span(at),
            encryption: self.encryption.clone(),
            integrity,
            authentication_header,
            sequence_numbers: self.sequence_numbers(at),
            compression: false,
            mode,
            pfs: Some(if self.groups.is_empty() { none() } else { self.groups.clone() }),
        }
    }
}
