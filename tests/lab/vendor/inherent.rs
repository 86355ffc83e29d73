//! Which differences between two ends have the same end whoever makes the daemons, and which are the vendor's.

use crate::site::{ADDRESSES, Child, Site, Version};
use crate::vendor::relation::{Relation, relation};

/// A way in which two ends differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Difference {
    IkeProposals,
    Version,
    Key,
    InitiatorIdentity,
    ResponderIdentityIkev1,
    EspProposals,
    PfsIkev2,
    DisjointSelectors,
    Lifetimes,
    // What follows is the vendor's.
    PeerAddress,
    EitherVersion,
    ExchangeMode,
    AggressiveGroups,
    SeveralAlgorithmsIkev1,
    NoKey,
    KeyOwners,
    ResponderIdentityIkev2,
    PfsIkev1,
    OverlappingSelectors,
    Mode,
}

/// What is known of a difference.
struct Known {
    difference: Difference,
    name: &'static str,
    standing: Standing,
    /// Why: a standard, with which two daemons of different makers (strongSwan's charon and libreswan's pluto) agreed in
    /// every pairing; or why it is the vendor's, and which table of `Behaviour` says what each does.
    #[expect(dead_code, reason = "it is for those who read the list")]
    reason: &'static str,
}

/// Whether the protocol settles what comes of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// The outcome, the message, and who refuses it.
    Inherent,
    /// The outcome and the message; who is asked may also keep silent.
    InherentMessage,
    /// It does not.
    OfVendor,
}

const KNOWN: &[Known] = &[
    Known {
        difference: Difference::IkeProposals,
        name: "IKE proposals",
        standing: Standing::Inherent,
        reason: "RFC 2408 5.4 and RFC 7296 2.7: the responder takes one of the proposals, whole, or refuses message 1.",
    },
    Known {
        difference: Difference::Version,
        name: "IKE version",
        standing: Standing::InherentMessage,
        reason: "RFC 7296 2.5: nobody answers message 1 of a version that it does not speak; some say so, some do not.",
    },
    Known {
        difference: Difference::Key,
        name: "pre-shared key",
        standing: Standing::Inherent,
        reason: "RFC 2409 5.4: MM5 is encrypted under the key, AM2 carries the first hash made with it. RFC 7296 2.15: \
                 the IKE_AUTH request carries the first AUTH.",
    },
    Known {
        difference: Difference::InitiatorIdentity,
        name: "identity of the initiator",
        standing: Standing::Inherent,
        reason: "RFC 2409 5.4 and RFC 7296 1.2: MM5, AM1 and the IKE_AUTH request carry the initiator's identity.",
    },
    Known {
        difference: Difference::ResponderIdentityIkev1,
        name: "identity of the responder, IKEv1",
        standing: Standing::Inherent,
        reason: "RFC 2409 5.4: MM6 and AM2 carry the responder's identity, which nobody has asked for by name.",
    },
    Known {
        difference: Difference::EspProposals,
        name: "ESP proposals",
        standing: Standing::Inherent,
        reason: "RFC 2409 5.5 and RFC 7296 1.2: QM1, the IKE_AUTH request and CREATE_CHILD_SA carry the offer.",
    },
    Known {
        difference: Difference::PfsIkev2,
        name: "PFS, IKEv2",
        standing: Standing::Inherent,
        reason: "RFC 7296 1.2: the first child has no key exchange; CREATE_CHILD_SA has, and its group has to be common.",
    },
    Known {
        difference: Difference::DisjointSelectors,
        name: "disjoint selectors",
        standing: Standing::Inherent,
        reason: "RFC 2409 5.5 and RFC 7296 2.9: what has nothing in common cannot be narrowed to anything.",
    },
    Known {
        difference: Difference::Lifetimes,
        name: "lifetimes",
        standing: Standing::Inherent,
        reason: "RFC 2407 4.5.4 and RFC 7296 2.8: each end has its own, or takes the shorter one.",
    },
    Known {
        difference: Difference::PeerAddress,
        name: "another peer",
        standing: Standing::OfVendor,
        reason: "answers_known_addresses_only, ikev1_key_lookup and to_strangers: tests/verdicts.rs",
    },
    Known {
        difference: Difference::EitherVersion,
        name: "both IKE versions at one end",
        standing: Standing::OfVendor,
        reason: "version_fallback",
    },
    Known {
        difference: Difference::ExchangeMode,
        name: "main against aggressive mode",
        standing: Standing::OfVendor,
        reason: "other_exchange_mode: charon answers up to the identity, pluto never.",
    },
    Known {
        difference: Difference::AggressiveGroups,
        name: "aggressive mode with several groups",
        standing: Standing::OfVendor,
        reason: "aggressive_mode_offer: RFC 2409 5.4 lets AM1 have one group; what becomes of the others is open.",
    },
    Known {
        difference: Difference::SeveralAlgorithmsIkev1,
        name: "several algorithms of a type in one IKEv1 proposal",
        standing: Standing::OfVendor,
        reason: "ikev1_offer: charon offers the first of each alone.",
    },
    Known {
        difference: Difference::NoKey,
        name: "no key",
        standing: Standing::OfVendor,
        reason: "ikev1_key_lookup and initiator_without_key: charon misses it at MM3, pluto at MM1.",
    },
    Known {
        difference: Difference::KeyOwners,
        name: "a key for others",
        standing: Standing::OfVendor,
        reason: "Other vendors keep a key with the peer's address, and have no owners.",
    },
    Known {
        difference: Difference::ResponderIdentityIkev2,
        name: "identity of the responder, IKEv2",
        standing: Standing::OfVendor,
        reason: "wanted_responder: an initiator may name whom it wants (RFC 7296 1.2), and few do.",
    },
    Known {
        difference: Difference::PfsIkev1,
        name: "PFS, IKEv1",
        standing: Standing::OfVendor,
        reason: "ikev1_unset_pfs: charon refuses what it does not have, pluto takes it.",
    },
    Known {
        difference: Difference::OverlappingSelectors,
        name: "overlapping selectors",
        standing: Standing::OfVendor,
        reason: "ikev1_policy_selectors and its like: charon narrows, pluto wants the same.",
    },
    Known {
        difference: Difference::Mode,
        name: "tunnel against transport mode",
        standing: Standing::OfVendor,
        reason: "mode_negotiation: charon falls back to tunnel mode in IKEv2 alone, pluto in IKEv1 alone.",
    },
];

/// What the protocol settles of a negotiation.
#[derive(Clone, Debug)]
pub(crate) struct Asserts {
    /// In what the ends differ.
    pub(crate) differences: Vec<&'static str>,
    /// Whether it is settled who refuses.
    pub(crate) refuser: bool,
}

/// What is settled when this end begins, or the difference that is the vendor's.
pub(crate) fn asserted(sites: &[Site; 2], initiator: usize) -> Result<Asserts, &'static str> {
    let mut asserts = Asserts { differences: Vec::new(), refuser: true };
    for difference in differences(&sites[initiator], &sites[1 - initiator]) {
        let Some(known) = KNOWN.iter().find(|known| known.difference == difference) else {
            return Err("a difference that is not on the list");
        };
        match known.standing {
            Standing::Inherent => {}
            Standing::InherentMessage => asserts.refuser = false,
            Standing::OfVendor => return Err(known.name),
        }
        asserts.differences.push(known.name);
    }
    Ok(asserts)
}

/// In what two ends differ.
fn differences(begins: &Site, answers: &Site) -> Vec<Difference> {
    let ends = [begins, answers];
    let mut found = Vec::new();
    let mut note = |difference: Difference, is_there: bool| found.extend(is_there.then_some(difference));
    note(Difference::PeerAddress, ends.iter().any(|site| site.peer != ADDRESSES[1 - site.end]));
    note(Difference::EitherVersion, ends.iter().any(|site| site.version == Version::Any));
    let (v1, v2) = (begins.version != Version::V2, begins.version == Version::V2);
    note(Difference::Version, v2 != (answers.version == Version::V2));
    note(Difference::ExchangeMode, v1 && answers.version != Version::V2 && begins.version != answers.version);
    note(Difference::AggressiveGroups, ends.iter().any(|site| has_several_groups(site)));
    note(Difference::SeveralAlgorithmsIkev1, ends.iter().any(|site| has_several_algorithms(site)));
    note(Difference::IkeProposals, begins.proposals != answers.proposals);
    keys(ends, &mut note);
    note(Difference::InitiatorIdentity, !expects(answers, begins));
    let responder = if v1 { Difference::ResponderIdentityIkev1 } else { Difference::ResponderIdentityIkev2 };
    note(responder, !expects(begins, answers));
    let of_children = |of: fn(&Child) -> _| begins.children.first().map(of) != answers.children.first().map(of);
    note(Difference::EspProposals, of_children(|child| (child.esp.clone(), None)));
    note(if v1 { Difference::PfsIkev1 } else { Difference::PfsIkev2 }, of_children(|child| (Vec::new(), child.pfs)));
    selectors(ends, &mut note);
    let modes = |site: &Site| site.children.iter().map(|child| child.transport).collect::<Vec<_>>();
    note(Difference::Mode, modes(begins) != modes(answers));
    let lifetimes = |site: &Site| (site.rekey_time, site.children.first().map(|child| child.rekey_time));
    note(Difference::Lifetimes, lifetimes(begins) != lifetimes(answers));
    found
}

fn keys([begins, answers]: [&Site; 2], note: &mut impl FnMut(Difference, bool)) {
    let (Some(own), Some(other)) = (&begins.key, &answers.key) else { return note(Difference::NoKey, true) };
    note(Difference::Key, own.text != other.text);
    let ids = [begins, answers].map(sent_identity);
    let are_both = |owners: &[String]| owners.is_empty() || ids.iter().all(|id| owners.iter().any(|own| own == id));
    note(Difference::KeyOwners, !are_both(&own.owners) || !are_both(&other.owners));
}

fn selectors([begins, answers]: [&Site; 2], note: &mut impl FnMut(Difference, bool)) {
    let relations: Vec<Vec<Relation>> =
        begins.children.iter().map(|own| answers.children.iter().map(|other| relation(own, other)).collect()).collect();
    note(Difference::OverlappingSelectors, relations.iter().flatten().any(|relation| *relation == Relation::Overlap));
    let is_lost = |own: &Vec<Relation>| own.iter().all(|relation| *relation == Relation::Disjoint);
    note(Difference::DisjointSelectors, relations.iter().any(is_lost));
}

fn has_several_groups(site: &Site) -> bool {
    let mut groups = site.proposals.iter().flat_map(|proposal| &proposal.groups);
    let first = groups.next();
    site.version == Version::AggressiveMode && groups.any(|group| Some(group) != first)
}

fn has_several_algorithms(site: &Site) -> bool {
    let proposals = site.proposals.iter().chain(site.children.iter().flat_map(|child| &child.esp));
    let lists = proposals.flat_map(|own| [&own.encryption, &own.integrity, &own.prf, &own.groups]);
    site.version != Version::V2 && lists.into_iter().any(|list| list.len() > 1)
}

/// The identity that an end sends: its address, where it is not told another.
pub(crate) fn sent_identity(site: &Site) -> &str {
    site.local_id.as_deref().unwrap_or(ADDRESSES[site.end])
}

/// Whether an end expects the identity that the other one sends.
fn expects(site: &Site, other: &Site) -> bool {
    site.remote_id.as_deref().is_none_or(|id| id == "%any" || id == sent_identity(other))
}
