//! What a platform does at run time as nodes: a word for each value, and what it means.

use crate::model::{
    AfterChildFailure, AggressiveModeKeys, AggressiveModeOffer, AggressiveModeWithoutKey, Behaviour,
    DynamicBeforeStatic, GroupChoice, GroupGuess, Ikev1Offer, IncompleteEntry, InitiatorWithoutKey, KeyLookup,
    KeyOfIdentity, ModeNegotiation, NamesInMainMode, NarrowedAnswer, OtherExchangeMode, RekeyGroup, SelectorAcceptance,
    ToStrangers, TwinEntries, UnsetPfs, VersionFallback, WantedResponder,
};
use crate::report::show::node::Node;

/// Every value of it; the pattern names each, so that none is forgotten.
pub(super) fn node(own: &Behaviour) -> Node {
    let Behaviour {
        ikev1_key_lookup,
        key_of_identity,
        answers_known_addresses_only,
        answers_under_any_address,
        ikev1_policy_selectors,
        ikev1_route_selectors,
        ikev2_policy_selectors,
        ikev2_route_selectors,
        ikev1_narrowed_answer,
        ikev2_narrowed_answer,
        ikev1_unset_pfs,
        ikev2_rekey_group,
        ikev2_group_guess,
        ikev2_group_choice,
        ikev1_after_child_failure,
        ikev2_after_child_failure,
        version_fallback,
        mode_negotiation,
        ikev1_longer_lifetime_risky,
        to_strangers,
        initiator_without_key,
        other_exchange_mode,
        wanted_responder,
        ikev1_offer,
        aggressive_mode_offer,
        aggressive_mode_keys,
        aggressive_mode_without_key,
        names_in_main_mode,
        calls_further_peers,
        begins_from_first_address,
        twin_entries,
        equal_lifetimes_collide,
        refuses_esp_stronger_than_ike,
        dynamic_before_static,
        incomplete_entry,
        selectors_may_belong_to_one_peer,
    } = *own;
    let says = |(word, meaning): (&'static str, &'static str)| Node::meaning(word, meaning);
    let flag = |on: bool, yes: &'static str, no: &'static str| Node::meaning(on, if on { yes } else { no });
    Node::Map(vec![
        ("ikev1_key_lookup", says(key_lookup(ikev1_key_lookup))),
        ("key_of_identity", says(identity_key(key_of_identity))),
        (
            "answers_known_addresses_only",
            flag(answers_known_addresses_only, "a first message needs an entry for its address", "anybody may begin"),
        ),
        (
            "answers_under_any_address",
            flag(
                answers_under_any_address,
                "IKE is answered under every own address, and the child refused where the map is elsewhere",
                "IKE is answered where a map or tunnel is",
            ),
        ),
        ("ikev1_policy_based_selectors", says(selectors(ikev1_policy_selectors))),
        ("ikev1_route_based_selectors", says(selectors(ikev1_route_selectors))),
        ("ikev2_policy_based_selectors", says(selectors(ikev2_policy_selectors))),
        ("ikev2_route_based_selectors", says(selectors(ikev2_route_selectors))),
        ("ikev1_narrowed_answer", says(narrowed_answer(ikev1_narrowed_answer))),
        ("ikev2_narrowed_answer", says(narrowed_answer(ikev2_narrowed_answer))),
        ("ikev1_offer_of_unset_perfect_forward_secrecy", says(unset_pfs(ikev1_unset_pfs))),
        ("ikev2_rekey_group", says(rekey_group(ikev2_rekey_group))),
        ("ikev2_group_guess", says(group_guess(ikev2_group_guess))),
        ("ikev2_group_choice", says(group_choice(ikev2_group_choice))),
        ("ikev1_after_child_failure", says(after_failure(ikev1_after_child_failure))),
        ("ikev2_after_child_failure", says(after_failure(ikev2_after_child_failure))),
        ("ike_version_fallback", says(fallback(version_fallback))),
        ("encapsulation_mode_negotiation", says(modes(mode_negotiation))),
        (
            "ikev1_longer_lifetime_risky",
            flag(ikev1_longer_lifetime_risky, "a longer IKE lifetime may be refused", "a longer IKE lifetime is taken"),
        ),
        (
            "calls_further_peers",
            flag(
                calls_further_peers,
                "an initiator goes on to the next peer of its entry where one fails",
                "an initiator calls the first peer of its entry alone",
            ),
        ),
        (
            "begins_from_first_address",
            flag(
                begins_from_first_address,
                "an initiator sends from the first address of its entry",
                "an initiator sends from the address of its way out",
            ),
        ),
        ("twin_entries", says(twins(twin_entries))),
        ("answer_to_strangers", says(strangers(to_strangers))),
        ("initiator_without_key", says(without_key(initiator_without_key))),
        ("other_exchange_mode", says(other_mode(other_exchange_mode))),
        ("wanted_responder", says(wanted(wanted_responder))),
        ("ikev1_offer", says(offer(ikev1_offer))),
        ("aggressive_mode_offer", says(aggressive_offer(aggressive_mode_offer))),
        ("aggressive_mode_keys", says(aggressive_keys(aggressive_mode_keys))),
        ("aggressive_mode_without_key", says(without_aggressive_key(aggressive_mode_without_key))),
        ("names_in_main_mode", says(names(names_in_main_mode))),
        (
            "equal_lifetimes_collide",
            flag(
                equal_lifetimes_collide,
                "equal lifetimes at both ends collide at the rekey in IKEv2",
                "equal lifetimes do no harm",
            ),
        ),
        (
            "refuses_esp_stronger_than_ike",
            flag(
                refuses_esp_stronger_than_ike,
                "an ESP cipher stronger than that of IKE is refused in IKEv2",
                "the strengths of ESP and IKE are not compared",
            ),
        ),
        ("dynamic_entry_before_static_one", says(dynamic_first(dynamic_before_static))),
        ("incomplete_map_entry", says(incomplete(incomplete_entry))),
        (
            "selectors_may_belong_to_one_peer",
            flag(
                selectors_may_belong_to_one_peer,
                "an offer that an earlier map entry with another peer protects may be refused in IKEv1",
                "an earlier map entry with another peer does not matter to an offer",
            ),
        ),
    ])
}

fn identity_key(own: KeyOfIdentity) -> (&'static str, &'static str) {
    match own {
        KeyOfIdentity::ThenOfAddress => (
            "then-of-address",
            "IKEv2 and aggressive mode: the identity finds the key, and if it finds none the address",
        ),
        KeyOfIdentity::OrAddress => (
            "or-address",
            "IKEv2 and aggressive mode: the identity finds the key, or the address; where they find two, no source says which",
        ),
        KeyOfIdentity::Unused => ("unused", "no key stands under the name of a peer"),
    }
}

fn key_lookup(own: KeyLookup) -> (&'static str, &'static str) {
    match own {
        KeyLookup::Mm1 => ("MM1", "a responder without a key for the address does not answer MM1"),
        KeyLookup::Mm3 => ("MM3", "a responder answers MM1, and looks the key up at MM3"),
    }
}

fn narrowed_answer(own: NarrowedAnswer) -> (&'static str, &'static str) {
    match own {
        NarrowedAnswer::Taken => ("taken", "an initiator takes narrower selectors than it asked for"),
        NarrowedAnswer::Undetermined => {
            ("undetermined", "whether an initiator takes narrower selectors than it asked for is not known")
        }
    }
}

fn selectors(own: SelectorAcceptance) -> (&'static str, &'static str) {
    match own {
        SelectorAcceptance::Exact => ("exact", "a responder takes the same selector alone"),
        SelectorAcceptance::Equal => ("equal", "a responder takes the same selector, and refuses all else for certain"),
        SelectorAcceptance::EqualOrInside => {
            ("equal-or-inside", "a responder takes the same selector or one that lies inside")
        }
        SelectorAcceptance::NarrowsWider => {
            ("narrows-wider", "a responder narrows a wider selector; one that lies inside may be refused")
        }
        SelectorAcceptance::OverlapUndetermined => {
            ("overlap-undetermined", "a responder takes the same selector or one that lies inside; a wider one is open")
        }
        SelectorAcceptance::EqualElseUndetermined => {
            ("equal-else-undetermined", "a responder takes the same selector; what overlaps otherwise is not known")
        }
        SelectorAcceptance::Narrows => ("narrows", "a responder narrows to what both have in common"),
    }
}

fn group_guess(own: GroupGuess) -> (&'static str, &'static str) {
    match own {
        GroupGuess::FirstOfFirstProposal => (
            "first-of-first-proposal",
            "an initiator computes its key exchange for the first group of its first proposal",
        ),
        GroupGuess::Undocumented => {
            ("undocumented", "for which of several groups an initiator computes its key exchange is not documented")
        }
    }
}

fn group_choice(own: GroupChoice) -> (&'static str, &'static str) {
    match own {
        GroupChoice::FirstOfItsOwn => {
            ("first-of-its-own", "a responder takes that of several common groups which it names first")
        }
        GroupChoice::Undocumented => {
            ("undocumented", "which of several common groups a responder takes is not documented")
        }
    }
}

fn unset_pfs(own: UnsetPfs) -> (&'static str, &'static str) {
    match own {
        UnsetPfs::AcceptsLikely => ("accepts-likely", "a responder without PFS takes a group, as documents say"),
        UnsetPfs::AcceptsEveryGroup => ("accepts-every-group", "a responder takes any group, with PFS or without"),
        UnsetPfs::Refuses => ("refuses", "a responder without PFS refuses a group"),
        UnsetPfs::Undetermined => ("undetermined", "no source says what a responder without PFS does with a group"),
    }
}

fn rekey_group(own: RekeyGroup) -> (&'static str, &'static str) {
    match own {
        RekeyGroup::OfTheChild => ("of-the-child", "a child of IKEv2 is rekeyed by the group of its own policy"),
        RekeyGroup::OfTheIkeSa => ("of-the-ike-sa", "a child of IKEv2 with PFS is rekeyed by the group of the IKE SA"),
    }
}

fn after_failure(own: AfterChildFailure) -> (&'static str, &'static str) {
    match own {
        AfterChildFailure::DeletesIkeSa => ("deletes-ike-sa", "the IKE SA is deleted when a child SA fails"),
        AfterChildFailure::KeepsIkeSa => ("keeps-ike-sa", "the IKE SA stays when a child SA fails"),
    }
}

fn fallback(own: VersionFallback) -> (&'static str, &'static str) {
    match own {
        VersionFallback::WhenPeerHasNoIkev2 => {
            ("when-peer-has-no-ikev2", "an entry with both versions begins IKEv1 when the peer has no IKEv2")
        }
        VersionFallback::Never => ("never", "an entry keeps to the version that it begins with"),
    }
}

fn modes(own: ModeNegotiation) -> (&'static str, &'static str) {
    match own {
        ModeNegotiation::Ikev2FallsBackToTunnel => {
            ("ikev2-falls-back-to-tunnel", "modes that differ are refused in IKEv1, and become tunnel mode in IKEv2")
        }
        ModeNegotiation::TakesOffer => {
            ("takes-offer", "a responder takes what is offered between the peers themselves, else tunnel mode")
        }
        ModeNegotiation::Undetermined => ("undetermined", "no source says what becomes of modes that differ"),
    }
}

fn strangers(own: ToStrangers) -> (&'static str, &'static str) {
    match own {
        ToStrangers::Silence => ("silence", "a first message that no entry fits is not answered"),
        ToStrangers::SilenceInIkev1 => {
            ("silence-in-ikev1", "a first message that no entry fits is not answered in IKEv1, and refused in IKEv2")
        }
        ToStrangers::NoProposalChosen => {
            ("no-proposal-chosen", "a first message that no entry fits is refused with NO_PROPOSAL_CHOSEN")
        }
    }
}

fn without_key(own: InitiatorWithoutKey) -> (&'static str, &'static str) {
    match own {
        InitiatorWithoutKey::SendsNothing => ("sends-nothing", "without a key for the peer nothing is begun"),
        InitiatorWithoutKey::GivesUpAtFirstAnswer => {
            ("gives-up-at-first-answer", "without a key for the peer it begins, and gives up behind the first answer")
        }
        InitiatorWithoutKey::GivesUpWhenNeeded => {
            ("gives-up-when-needed", "without a key for the peer it begins, and gives up when the key is needed")
        }
    }
}

fn other_mode(own: OtherExchangeMode) -> (&'static str, &'static str) {
    match own {
        OtherExchangeMode::Silence => ("silence", "an exchange mode that the entry does not use is not answered"),
        OtherExchangeMode::RefusesAtIdentity => (
            "refuses-at-identity",
            "an exchange mode that the entry does not use is refused once the identity is known",
        ),
    }
}

fn wanted(own: WantedResponder) -> (&'static str, &'static str) {
    match own {
        WantedResponder::InitiatorChecks => {
            ("initiator-checks", "the initiator judges the responder's identity in the IKE_AUTH response")
        }
        WantedResponder::ResponderRefuses => {
            ("responder-refuses", "the initiator names whom it wants, and a responder that is not refuses")
        }
    }
}

fn offer(own: Ikev1Offer) -> (&'static str, &'static str) {
    match own {
        Ikev1Offer::Everything => ("everything", "an IKEv1 initiator offers every combination of a proposal"),
        Ikev1Offer::FirstOfEachKind => {
            ("first-of-each-kind", "an IKEv1 initiator offers the first algorithm of each kind alone")
        }
    }
}

fn aggressive_offer(own: AggressiveModeOffer) -> (&'static str, &'static str) {
    match own {
        AggressiveModeOffer::OneGroup => ("one-group", "in aggressive mode, proposals with another group are left out"),
        AggressiveModeOffer::EveryGroup => {
            ("every-group", "in aggressive mode, proposals with another group are offered all the same")
        }
    }
}

fn dynamic_first(own: DynamicBeforeStatic) -> (&'static str, &'static str) {
    match own {
        DynamicBeforeStatic::Fails => ("fails", "a peer that an earlier dynamic map entry takes gets no child SA"),
        DynamicBeforeStatic::TakesIt => ("takes-it", "an earlier dynamic map entry takes a peer in its turn"),
    }
}

fn incomplete(own: IncompleteEntry) -> (&'static str, &'static str) {
    match own {
        IncompleteEntry::MayDrop => ("may-drop", "a map entry without access list or peer may drop what comes to it"),
        IncompleteEntry::IsSkipped => ("is-skipped", "a map entry without access list or peer is passed over"),
    }
}

fn without_aggressive_key(own: AggressiveModeWithoutKey) -> (&'static str, &'static str) {
    match own {
        AggressiveModeWithoutKey::Refuses => ("refuses", "a responder without a key refuses AM1"),
        AggressiveModeWithoutKey::FeignsAnswer => {
            ("feigns-answer", "a responder without a key sends an AM2 that cannot fit")
        }
    }
}

fn names(own: NamesInMainMode) -> (&'static str, &'static str) {
    match own {
        NamesInMainMode::Taken => ("taken", "a responder with keys takes other identities than addresses in main mode"),
        NamesInMainMode::Undetermined => {
            ("undetermined", "no source says whether a responder with keys takes a name as an identity in main mode")
        }
    }
}

fn aggressive_keys(own: AggressiveModeKeys) -> (&'static str, &'static str) {
    match own {
        AggressiveModeKeys::Allowed => ("allowed", "keys may be used wherever aggressive mode is answered"),
        AggressiveModeKeys::SetElsewhere => {
            ("set-elsewhere", "whether keys may be used in aggressive mode stands in another file")
        }
    }
}

fn twins(own: TwinEntries) -> (&'static str, &'static str) {
    match own {
        TwinEntries::BySelectors => {
            ("by-selectors", "of entries that a peer cannot tell apart, the one whose selectors fit")
        }
        TwinEntries::FirstIsTaken => {
            ("first-is-taken", "of entries that a peer cannot tell apart, the first in the file")
        }
        TwinEntries::Undetermined => {
            ("undetermined", "which entry answers a peer that cannot tell them apart, no source says")
        }
    }
}
