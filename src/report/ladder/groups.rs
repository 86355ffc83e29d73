//! Diffie-Hellman groups: the one that a request guesses, and those of new keys.

use crate::model::{ChildProposal, DhGroup, Entry, GroupChoice, GroupGuess, IkeSettings, IkeVersion, Setting};
use crate::negotiation::{ChildResult, Role};
use crate::report::ladder::play::Play;
use crate::report::ladder::proposals::{choose_child, group_words};

/// A request that is computed for a group which the responder does not take. The responder names the one that it takes,
/// and the initiator asks again: one round trip more, and no failure (RFC 7296, section 1.2).
pub(super) struct WrongGuess {
    /// The group of the first request.
    pub(super) guessed: DhGroup,
    /// The groups that the responder may name; one, unless no source says which of several it takes.
    pub(super) wanted: Vec<DhGroup>,
    /// Whether a source says which group the initiator guesses.
    pub(super) documented: bool,
}

/// The wrong guess of an IKE_SA_INIT request, where there is one.
pub(super) fn wrong_guess(play: &Play<'_>) -> Option<WrongGuess> {
    let guessed = first_group(play).filter(|_| play.version == IkeVersion::V2)?;
    let wanted = taken_groups(play);
    let documented = play.side(Role::Initiator).device.behaviour.ikev2_group_guess != GroupGuess::Undocumented;
    (!wanted.is_empty() && !wanted.contains(&guessed)).then_some(WrongGuess { guessed, wanted, documented })
}

/// The groups of the IKE SA that the responder may take.
pub(super) fn taken_groups(play: &Play<'_>) -> Vec<DhGroup> {
    let Some(choice) = play.chosen_ike() else { return Vec::new() };
    let mut common = choice.common.groups;
    let takes = play.side(Role::Responder).device.behaviour.ikev2_group_choice;
    if play.version == IkeVersion::V2 && takes == GroupChoice::FirstOfItsOwn {
        let own = play.settings(Role::Responder).and_then(|settings| settings.proposals.get(choice.at));
        let own = own.map(|proposal| proposal.dh_groups.as_slice()).unwrap_or_default();
        let first = own.iter().filter_map(Setting::known).find(|group| common.contains(group)).copied();
        common = first.map(|group| vec![group]).unwrap_or(common);
    }
    common
}

/// The first group of the initiator's first proposal.
pub(super) fn first_group(play: &Play<'_>) -> Option<DhGroup> {
    play.settings(Role::Initiator)?.proposals.first()?.dh_groups.iter().find_map(Setting::known).copied()
}

/// The PFS of a child in a message from `sender`, in words; `None` where the child has none, or none is known.
///
/// In IKEv2 both ends name the group that they have in common. In IKEv1 the initiator's is the one that counts.
pub(super) fn pfs_words(play: &Play<'_>, sender: Role, child: Option<&ChildResult>) -> Option<String> {
    let common = if play.version == IkeVersion::V2 { common_pfs(play, child) } else { Vec::new() };
    let groups: Vec<DhGroup> = common.into_iter().flatten().collect();
    if !groups.is_empty() {
        return Some(group_words(&groups));
    }
    let (entry, settings) = (play.entry(sender)?, play.settings(sender)?);
    match of_proposal(settings.child_proposals.first(), entry).first()? {
        Setting::Known(known) => known.value.map(|group| group_words(&[group])),
        Setting::Unknown(unknown) => Some(format!("unknown ({})", unknown.reason.phrase())),
    }
}

/// The groups of new keys that both ends have in the proposal that is used, `None` for none.
fn common_pfs(play: &Play<'_>, child: Option<&ChildResult>) -> Vec<Option<DhGroup>> {
    let Some((accepting, _)) = child.and_then(|result| play.accepting(result)) else { return Vec::new() };
    let judge: Option<&IkeSettings> = accepting.settings(play.version).or_else(|| play.settings(Role::Responder));
    let (Some(initiator), Some(offers), Some(judge)) =
        (play.entry(Role::Initiator), play.settings(Role::Initiator), judge)
    else {
        return Vec::new();
    };
    let Some(choice) = choose_child(&offers.child_proposals, &judge.child_proposals) else { return Vec::new() };
    let offered = of_proposal(offers.child_proposals.get(choice.offer), initiator);
    let wanted = of_proposal(judge.child_proposals.get(choice.at), accepting);
    let is_wanted = |group: &Option<DhGroup>| wanted.iter().any(|own| own.known() == Some(group));
    offered.iter().filter_map(Setting::known).copied().filter(is_wanted).collect()
}

/// The groups that go with a proposal: its own, or that of the entry.
fn of_proposal(proposal: Option<&ChildProposal>, entry: &Entry) -> Vec<Setting<Option<DhGroup>>> {
    proposal.and_then(|own| own.pfs.clone()).unwrap_or_else(|| vec![entry.pfs])
}
