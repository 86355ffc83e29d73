//! Which proposal of the other end an end is told to take, and which end is told first.

use crate::model::{
    Algorithm, AuthenticationMethod, ChildProfile, ChildProposal, DhGroup, Hash, IkeProfile, IkeProposal, IkeVersion,
    ProfileUse, Setting,
};
use crate::negotiation::{End, NearMiss, child_fits, ike_fits};
use crate::rules::weak_algorithm::{
    Status, Weak, esp_cipher_status, group_status, hash_status, ike_cipher_status, weak_in_child, weak_in_ike,
};
use crate::rules::{Fix, TunnelContext};

/// How weak is what a change adds to an end: the worst of it, and how much there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Weakness(Option<Status>, usize);

impl Weakness {
    /// Of a Diffie-Hellman group that becomes that of PFS. None at all is worse than a weak one.
    pub(super) fn of_pfs(group: Option<DhGroup>) -> Self {
        match group {
            Some(group) => Self(group_status(group), 1),
            None => Self(Some(Status::ShouldNot), 2),
        }
    }

    /// Of what a proposal adds to one that the end has.
    fn added(wanted: &[Weak], own: &[Weak]) -> Self {
        let new = wanted.iter().filter(|weak| own.iter().all(|own| own.name != weak.name));
        Self(new.clone().map(|weak| weak.status).max(), new.count())
    }

    fn is_forbidden(self) -> bool {
        self.0 == Some(Status::MustNot)
    }
}

/// Of the ways to mend a difference, one at either end, the one that adds nothing weak first. One that adds what the standards
/// forbid (RFC 8247, RFC 8221) is left out where the other does not.
pub(super) fn strongest_first(ways: impl IntoIterator<Item = (Weakness, Fix)>) -> Vec<Fix> {
    let mut ways: Vec<(Weakness, Fix)> = ways.into_iter().filter(|(_, fix)| !fix.commands.is_empty()).collect();
    ways.sort_by_key(|(weakness, _)| *weakness);
    let has_allowed = ways.first().is_some_and(|(weakness, _)| !weakness.is_forbidden());
    ways.into_iter().filter(|(weakness, _)| !has_allowed || !weakness.is_forbidden()).map(|(_, fix)| fix).collect()
}

/// The proposal of the other end that `end` takes: the nearest, or another one where the nearest adds what is forbidden. Without
/// what the release of `end` refuses, and without what is forbidden where there is something else.
pub(super) fn ike(cx: &TunnelContext<'_>, end: End, near: &NearMiss) -> Option<(Weakness, IkeProposal)> {
    let (version, nearest) = cx.ike_proposal(end.other(), near.spans[end.other().index()])?;
    let own = cx.ike_proposal(end, near.spans[end.index()]).map(|(_, own)| weak_in_ike(own)).unwrap_or_default();
    let all = &cx.entry(end.other())?.settings(version)?.proposals;
    let usable = |proposal: &IkeProposal| {
        let proposal = usable_ike(cx, end, proposal)?;
        Some((Weakness::added(&weak_in_ike(&proposal), &own), proposal))
    };
    chosen(all.iter().map(|proposal| (proposal.span == nearest.span, usable(proposal))))
}

/// The same for child proposals.
pub(super) fn child(cx: &TunnelContext<'_>, end: End, near: &NearMiss) -> Option<(Weakness, ChildProposal)> {
    let (version, nearest) = cx.child_proposal(end.other(), near.spans[end.other().index()])?;
    let own = cx.child_proposal(end, near.spans[end.index()]).map(|(_, own)| weak_in_child(own)).unwrap_or_default();
    let all = &cx.entry(end.other())?.settings(version)?.child_proposals;
    let usable = |proposal: &ChildProposal| {
        let proposal = usable_child(cx, end, proposal)?;
        Some((Weakness::added(&weak_in_child(&proposal), &own), proposal))
    };
    chosen(all.iter().map(|proposal| (proposal.span == nearest.span, usable(proposal))))
}

/// The nearest that can be used; where it adds what is forbidden, one that does not.
fn chosen<P>(all: impl Iterator<Item = (bool, Option<(Weakness, P)>)>) -> Option<(Weakness, P)> {
    let usable = all.filter_map(|(is_nearest, usable)| usable.map(|usable| (is_nearest, usable)));
    usable
        .min_by_key(|(is_nearest, (weakness, _))| (weakness.is_forbidden(), !is_nearest, *weakness))
        .map(|(_, own)| own)
}

/// What an end can use of a proposal for the IKE SA.
fn usable_ike(cx: &TunnelContext<'_>, end: End, proposal: &IkeProposal) -> Option<IkeProposal> {
    let hashes = |list: &[Setting<Hash>]| usable_of(cx, end, list, Algorithm::Hash, hash_status, true);
    Some(IkeProposal {
        encryption: usable_of(cx, end, &proposal.encryption, Algorithm::Encryption, ike_cipher_status, true)?,
        integrity: hashes(&proposal.integrity)?,
        prf: hashes(&proposal.prf)?,
        dh_groups: usable_of(cx, end, &proposal.dh_groups, Algorithm::Group, group_status, true)?,
        ..proposal.clone()
    })
}

/// What an end can use of a proposal for child SAs.
fn usable_child(cx: &TunnelContext<'_>, end: End, proposal: &ChildProposal) -> Option<ChildProposal> {
    let hashes = |list: &[Setting<Hash>]| usable_of(cx, end, list, Algorithm::Hash, hash_status, false);
    Some(ChildProposal {
        encryption: usable_of(cx, end, &proposal.encryption, Algorithm::Encryption, esp_cipher_status, false)?,
        integrity: hashes(&proposal.integrity)?,
        authentication_header: hashes(&proposal.authentication_header)?,
        ..proposal.clone()
    })
}

/// What an end can use of a list; `None` where its release refuses all of it.
fn usable_of<T: Copy>(
    cx: &TunnelContext<'_>,
    end: End,
    list: &[Setting<T>],
    algorithm: fn(T) -> Algorithm,
    status: fn(T) -> Option<Status>,
    in_ike: bool,
) -> Option<Vec<Setting<T>>> {
    let device = cx.side(end).device;
    let is_taken = |own: &&Setting<T>| own.known().is_none_or(|own| !device.refuses(algorithm(*own), in_ike));
    let taken: Vec<Setting<T>> = list.iter().filter(is_taken).copied().collect();
    let is_allowed = |own: &&Setting<T>| own.known().is_some_and(|own| status(*own) != Some(Status::MustNot));
    let allowed: Vec<Setting<T>> = taken.iter().filter(is_allowed).copied().collect();
    let usable = if allowed.is_empty() { taken } else { allowed };
    (usable.is_empty() == list.is_empty()).then_some(usable)
}

/// What the other end has for an IKE version that `end` does not speak, where both can go by pre-shared keys.
pub(super) fn for_version(
    cx: &TunnelContext<'_>,
    end: End,
    version: IkeVersion,
) -> Option<(IkeProposal, ChildProposal)> {
    let other = cx.entry(end.other())?.settings(version)?;
    let is_key = |method: &Setting<AuthenticationMethod>| method.known() == Some(&AuthenticationMethod::PreSharedKey);
    let by_key =
        |own: &&IkeProposal| own.authentication.iter().all(is_key) && other.local_authentication.iter().all(is_key);
    let ike = other.proposals.iter().filter(by_key).filter_map(|own| usable_ike(cx, end, own));
    let child = other.child_proposals.iter().filter_map(|own| usable_child(cx, end, own));
    Some((
        ike.min_by_key(|own| Weakness::added(&weak_in_ike(own), &[]))?,
        child.min_by_key(|own| Weakness::added(&weak_in_child(own), &[]))?,
    ))
}

/// The IKE profile that `end` names instead of its own, if there is one: it fits the other end.
pub(super) fn ike_profile<'a>(cx: &TunnelContext<'a>, end: End, near: &NearMiss) -> Option<&'a str> {
    let (version, own) = cx.ike_proposal(end, near.spans[end.index()])?;
    let other = &cx.entry(end.other())?.settings(version)?.proposals;
    let profiles = &cx.entry(end)?.names.profiles;
    let fits = |profile: &&IkeProfile| {
        let usable = profile.proposals(version).iter().filter_map(|proposal| usable_ike(cx, end, proposal));
        ike_fits(&usable.collect::<Vec<_>>(), other)
    };
    let fitting = profiles.ike.iter().filter(fits).map(|profile| &profile.own);
    better(&profiles.ike_named(&own.name)?.own, fitting)
}

/// The profile for child SAs that `end` names instead of its own: it fits the proposals of the other end, with this PFS.
pub(super) fn child_profile<'a>(
    cx: &TunnelContext<'a>,
    end: End,
    version: IkeVersion,
    pfs: &[Option<DhGroup>],
) -> Option<&'a str> {
    let entry = cx.entry(end)?;
    let own = entry.settings(version)?.child_proposals.first()?;
    let other = &cx.entry(end.other())?.settings(version)?.child_proposals;
    let profiles = &entry.names.profiles;
    let fits = |profile: &&ChildProfile| {
        let usable = profile.proposals.iter().filter_map(|proposal| usable_child(cx, end, proposal));
        profile.pfs.known().is_some_and(|own| pfs.contains(own)) && child_fits(&usable.collect::<Vec<_>>(), other)
    };
    let fitting = profiles.child.iter().filter(fits).map(|profile| &profile.own);
    better(&profiles.child_named(&own.name)?.own, fitting)
}

/// The profile to name instead of one's own: one that nobody uses yet, which was made for this; where others have the own
/// one too, any.
fn better<'a>(own: &ProfileUse, fitting: impl Iterator<Item = &'a ProfileUse>) -> Option<&'a str> {
    let fitting: Vec<&ProfileUse> = fitting.filter(|other| other.name != own.name).collect();
    let spare = fitting.iter().find(|other| other.is_spare());
    let any = || fitting.iter().min_by_key(|other| other.is_shipped).filter(|_| own.is_shared());
    spare.or_else(any).map(|other| other.name.as_str())
}
