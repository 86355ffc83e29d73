//! Whether two lists of proposals have one in common, and if not, which two come nearest.

use std::borrow::Cow;
use std::fmt::Display;

use crate::model::{
    AuthenticationMethod, ChildProposal, DhGroup, Encryption, Hash, IkeProposal, IkeVersion, Ikev1Offer, Origin,
    SequenceNumbers, Setting, Transform, Unknown, UnknownReason, known_transforms,
};
use crate::negotiation::{Attribute, Difference, NearMiss};
use crate::source::Span;

/// What came of matching two lists of proposals.
#[derive(Clone, Debug)]
pub(super) enum ProposalMatch {
    /// These two match: the indices of end A's and end B's proposal.
    Yes([usize; 2]),
    /// None match for certain, but these two would if an unknown value were right.
    Maybe([usize; 2], Unknown),
    /// None match; these two come nearest: their indices, and in what they differ.
    No([usize; 2], NearMiss),
    /// One of the lists is empty.
    Nothing,
}

impl ProposalMatch {
    /// The two proposals that are used, where there are any.
    pub(super) fn chosen(&self) -> Option<[usize; 2]> {
        match self {
            Self::Yes(chosen) | Self::Maybe(chosen, _) => Some(*chosen),
            Self::No(..) | Self::Nothing => None,
        }
    }

    /// The two proposals that are used, or would be if they were made to match.
    pub(super) fn nearest(&self) -> Option<[usize; 2]> {
        match self {
            Self::Yes(pair) | Self::Maybe(pair, _) | Self::No(pair, _) => Some(*pair),
            Self::Nothing => None,
        }
    }
}

/// Matches IKE proposals of end A and end B. The order of preference picks among several that match, not whether one
/// does, so the roles do not matter.
pub(super) fn match_ike(a: &[IkeProposal], b: &[IkeProposal]) -> ProposalMatch {
    best_of(a, b, |p| (&p.name, p.span), compare_ike)
}

/// Matches child proposals of end A and end B.
pub(super) fn match_child(a: &[ChildProposal], b: &[ChildProposal]) -> ProposalMatch {
    best_of(a, b, |p| (&p.name, p.span), compare_child)
}

/// Whether two lists of IKE proposals have one in common for certain.
pub(crate) fn ike_fits(own: &[IkeProposal], other: &[IkeProposal]) -> bool {
    matches!(match_ike(own, other), ProposalMatch::Yes(_))
}

/// Whether two lists of child proposals have one in common for certain.
pub(crate) fn child_fits(own: &[ChildProposal], other: &[ChildProposal]) -> bool {
    matches!(match_child(own, other), ProposalMatch::Yes(_))
}

/// What an initiator sends of its IKE proposals.
pub(super) fn offered_ike(own: &[IkeProposal], offer: Ikev1Offer, version: IkeVersion) -> Cow<'_, [IkeProposal]> {
    if version == IkeVersion::V2 || offer == Ikev1Offer::Everything {
        return Cow::Borrowed(own);
    }
    let first = |proposal: &IkeProposal| {
        let mut proposal = proposal.clone();
        proposal.encryption.truncate(1);
        proposal.integrity.truncate(1);
        proposal.dh_groups.truncate(1);
        proposal
    };
    own.iter().map(first).collect()
}

/// What an initiator sends of its child proposals.
pub(super) fn offered_child(own: &[ChildProposal], offer: Ikev1Offer, version: IkeVersion) -> Cow<'_, [ChildProposal]> {
    if version == IkeVersion::V2 || offer == Ikev1Offer::Everything {
        return Cow::Borrowed(own);
    }
    let first = |proposal: &ChildProposal| {
        let mut proposal = proposal.clone();
        proposal.encryption.truncate(1);
        proposal.integrity.truncate(1);
        proposal.authentication_header.truncate(1);
        proposal.sequence_numbers = one_attribute(&proposal.sequence_numbers);
        proposal.pfs = proposal.pfs.map(|groups| groups.into_iter().take(1).collect());
        proposal
    };
    own.iter().map(first).collect()
}

/// What IKEv1 says of sequence numbers: an attribute asks for extended ones, and 32 bits are meant where it is missing
/// (RFC 4304, section 2). A list with both asks for extended ones, in whatever order (two charon daemons, 5.9.8).
fn one_attribute(own: &[Setting<SequenceNumbers>]) -> Vec<Setting<SequenceNumbers>> {
    let extended = own.iter().find(|own| own.known() == Some(&SequenceNumbers::Extended));
    extended.or(own.first()).copied().into_iter().collect()
}

/// What two proposals are to each other: in what they differ for certain, and what keeps a match from being certain.
#[derive(Default)]
struct Comparison {
    differences: Vec<Difference>,
    unknown: Option<Unknown>,
}

/// How far two proposals are from each other: the number of differences, and of as many the one that keeps the cipher.
fn distance(differences: &[Difference]) -> (usize, usize) {
    let ciphers = differences.iter().filter(|difference| difference.attribute == Attribute::Encryption).count();
    (differences.len(), ciphers)
}

fn best_of<P>(
    a: &[P],
    b: &[P],
    title: impl Fn(&P) -> (&String, Span),
    compare: impl Fn(&P, &P) -> Comparison,
) -> ProposalMatch {
    let mut maybe: Option<([usize; 2], Unknown)> = None;
    let mut nearest: Option<([usize; 2], Vec<Difference>)> = None;
    let is_nearer = |new: &[Difference], best: &[Difference]| distance(new) < distance(best);
    for (i, own) in a.iter().enumerate() {
        for (j, other) in b.iter().enumerate() {
            let Comparison { differences, unknown } = compare(own, other);
            match unknown {
                None if differences.is_empty() => return ProposalMatch::Yes([i, j]),
                Some(unknown) if differences.is_empty() && maybe.is_none() => maybe = Some(([i, j], unknown)),
                _ => {}
            }
            if nearest.as_ref().is_none_or(|(_, best)| is_nearer(&differences, best)) {
                nearest = Some(([i, j], differences));
            }
        }
    }
    if let Some((pair, unknown)) = maybe {
        return ProposalMatch::Maybe(pair, unknown);
    }
    let Some(([i, j], differences)) = nearest else {
        return ProposalMatch::Nothing;
    };
    let ((name_a, span_a), (name_b, span_b)) = (title(&a[i]), title(&b[j]));
    let near = NearMiss { names: [name_a.clone(), name_b.clone()], spans: [span_a, span_b], differences };
    ProposalMatch::No([i, j], near)
}

fn compare_ike(a: &IkeProposal, b: &IkeProposal) -> Comparison {
    let mut result = Comparison::default();
    let heads = [a.span, b.span];
    let ciphers = result.list(Attribute::Encryption, [&a.encryption, &b.encryption], heads);
    // A combined-mode cipher brings its own integrity (RFC 7296, section 3.3).
    if needs_integrity(&ciphers, [&a.encryption, &b.encryption]) {
        result.list(Attribute::Integrity, [&a.integrity, &b.integrity], heads);
    }
    if !a.prf.is_empty() || !b.prf.is_empty() {
        result.list::<Hash>(Attribute::Prf, [&a.prf, &b.prf], heads);
    }
    result.list::<DhGroup>(Attribute::DhGroup, [&a.dh_groups, &b.dh_groups], heads);
    if let (Some(own), Some(other)) = (a.authentication, b.authentication) {
        result.list::<AuthenticationMethod>(Attribute::Authentication, [&[own], &[other]], heads);
    }
    result
}

fn compare_child(a: &ChildProposal, b: &ChildProposal) -> Comparison {
    let mut result = Comparison::default();
    let heads = [a.span, b.span];
    let ciphers = result.list(Attribute::Encryption, [&a.encryption, &b.encryption], heads);
    if needs_integrity(&ciphers, [&a.encryption, &b.encryption]) {
        result.list(Attribute::Integrity, [&a.integrity, &b.integrity], heads);
    }
    if !a.authentication_header.is_empty() || !b.authentication_header.is_empty() {
        let lists = [&a.authentication_header[..], &b.authentication_header[..]];
        result.list(Attribute::AuthenticationHeader, lists, heads);
    }
    result.list(Attribute::SequenceNumbers, [&a.sequence_numbers, &b.sequence_numbers], heads);
    if a.compression != b.compression {
        let word = |on: bool| if on { "IP compression" } else { "no IP compression" }.to_owned();
        result.differences.push(Difference {
            attribute: Attribute::Compression,
            values: [word(a.compression), word(b.compression)],
            spans: heads,
        });
    }
    result
}

/// Whether integrity has to match as well: not where a cipher in common is a combined mode, which goes without. Where no
/// cipher is in common, one end's combined mode is difference enough.
fn needs_integrity(common: &[Encryption], lists: [&[Setting<Encryption>]; 2]) -> bool {
    if !common.is_empty() {
        return !common.iter().any(|cipher| cipher.is_combined_mode());
    }
    !lists.into_iter().flatten().filter_map(Setting::known).any(|cipher| cipher.is_combined_mode())
}

impl Comparison {
    /// Compares two lists of transforms and returns what they have in common for certain.
    fn list<T: Transform + Display>(
        &mut self,
        attribute: Attribute,
        lists: [&[Setting<T>]; 2],
        heads: [Span; 2],
    ) -> Vec<T> {
        let known = lists.map(|list| known_transforms(list).collect::<Vec<T>>());
        let common: Vec<T> = known[0].iter().filter(|value| known[1].contains(value)).copied().collect();
        let is_empty = |end: usize| lists[end].iter().all(|value| value.known().is_some_and(|value| value.is_none()));
        if !common.is_empty() || (is_empty(0) && is_empty(1)) {
            return common;
        }
        let unknown = [0, 1].into_iter().find_map(|end| {
            lists[end].iter().find_map(|value| match value {
                Setting::Unknown(unknown) if may_be_in(unknown.reason, lists[1 - end]) => Some(*unknown),
                _ => None,
            })
        });
        match unknown {
            Some(unknown) => self.unknown = self.unknown.or(Some(unknown)),
            None => self.differences.push(Difference {
                attribute,
                values: [0, 1].map(|end| in_words(lists[end])),
                spans: [0, 1].map(|end| lists[end].first().map_or(heads[end], Setting::span)),
            }),
        }
        common
    }
}

/// Whether a value that is not known may be one of the other end's. What a release refuses it is not.
fn may_be_in<T: Transform>(reason: UnknownReason, others: &[Setting<T>]) -> bool {
    let is_certain = matches!(reason, UnknownReason::Refused(_));
    !is_certain || others.iter().any(|other| other.known().is_none_or(|value| !reason.rules_out(value)))
}

fn in_words<T: Display>(list: &[Setting<T>]) -> String {
    let in_word = |setting: &Setting<T>| match setting {
        Setting::Known(known) if matches!(known.origin, Origin::Default { .. }) => {
            Some(format!("{} by default", known.value))
        }
        Setting::Known(known) => Some(known.value.to_string()),
        Setting::Unknown(Unknown { reason: UnknownReason::Refused(_), .. }) => {
            Some("none that its release takes".to_owned())
        }
        Setting::Unknown(_) => None,
    };
    let words: Vec<String> = list.iter().filter_map(in_word).collect();
    if words.is_empty() { "none".to_owned() } else { words.join(", ") }
}
