//! What the strongSwan daemon does at run time, as data.
//!
//! Most of it was seen: two daemons of release 5.9.8 that negotiate with each other, 300 recorded negotiations of which
//! `tests/recorded` holds those that a configuration can express.

use crate::model::{
    AfterChildFailure, AggressiveModeKeys, AggressiveModeOffer, AggressiveModeWithoutKey, Behaviour,
    DynamicBeforeStatic, GroupChoice, GroupGuess, Ikev1Offer, IncompleteEntry, InitiatorWithoutKey, KeyLookup,
    KeyOfIdentity, ModeNegotiation, NamesInMainMode, NarrowedAnswer, OtherExchangeMode, RekeyGroup, SelectorAcceptance,
    ToStrangers, TwinEntries, UnsetPfs, VersionFallback, WantedResponder,
};

/// strongSwan of any release: no source tells releases apart in these points.
pub(super) fn behaviour() -> Behaviour {
    Behaviour {
        // Recorded (psk-missing): MM3 is answered with INVALID_KEY_INFORMATION.
        ikev1_key_lookup: KeyLookup::Mm3,
        // Keys have owners, and are looked up by those (`KeyScope::Owners`).
        key_of_identity: KeyOfIdentity::Unused,
        // Recorded (peer-address-not-configured): MM1, AM1 and IKE_SA_INIT are refused.
        answers_known_addresses_only: true,
        // swanctl.conf(5), local_addrs: a connection is taken for these addresses alone.
        answers_under_any_address: false,
        // Recorded (ts-…): narrowed to what is common, in IKEv1 as well; swanctl.conf(5), local_ts.
        ikev1_policy_selectors: SelectorAcceptance::Narrows,
        // As above.
        ikev1_route_selectors: SelectorAcceptance::Narrows,
        // As above.
        ikev2_policy_selectors: SelectorAcceptance::Narrows,
        // As above.
        ikev2_route_selectors: SelectorAcceptance::Narrows,
        // Recorded (ts-…): the initiator installs what it is given, in IKEv1 as well.
        ikev1_narrowed_answer: NarrowedAnswer::Taken,
        // As above.
        ikev2_narrowed_answer: NarrowedAnswer::Taken,
        // Recorded (pfs-none-vs-some): QM1 is refused with NO_PROPOSAL_CHOSEN, whichever end has PFS.
        ikev1_unset_pfs: UnsetPfs::Refuses,
        // Recorded (pfs-different-groups+rekey-by-a): CREATE_CHILD_SA is refused with NO_PROPOSAL_CHOSEN.
        ikev2_rekey_group: RekeyGroup::OfTheChild,
        // The lab: INVALID_KE_PAYLOAD comes back wherever the first group of the first proposal is not the one that stands
        // first at the responder.
        ikev2_group_guess: GroupGuess::FirstOfFirstProposal,
        // The lab: the group that stands first in the own proposal is asked for, whatever the request was for.
        ikev2_group_choice: GroupChoice::FirstOfItsOwn,
        // Recorded (esp-enc): the IKE SA stays up at both ends.
        ikev1_after_child_failure: AfterChildFailure::KeepsIkeSa,
        // As above.
        ikev2_after_child_failure: AfterChildFailure::KeepsIkeSa,
        // swanctl.conf(5), version: 0 begins with IKEv2, and never with IKEv1.
        version_fallback: VersionFallback::Never,
        // Recorded (encap-mode): INVALID_ID_INFORMATION at QM1 in IKEv1; tunnel mode in IKEv2.
        mode_negotiation: ModeNegotiation::Ikev2FallsBackToTunnel,
        // Recorded (life-ike): a longer lifetime is taken.
        ikev1_longer_lifetime_risky: false,
        // Recorded (version-1-vs-2, peer-address-not-configured): NO_PROPOSAL_CHOSEN.
        to_strangers: ToStrangers::NoProposalChosen,
        // Recorded (psk-missing): gives up behind MM4, AM2 and the IKE_SA_INIT response.
        initiator_without_key: InitiatorWithoutKey::GivesUpWhenNeeded,
        // Recorded (mode-main-vs-aggressive): AUTHENTICATION_FAILED at MM5, and at AM1 the other way.
        other_exchange_mode: OtherExchangeMode::RefusesAtIdentity,
        // Recorded (id-fqdn-differs): the responder refuses the IKE_AUTH request in both directions.
        wanted_responder: WantedResponder::ResponderRefuses,
        // swanctl.conf(5), proposals: more than one algorithm of a kind is stripped in IKEv1. The responder takes any of
        // them (strongSwan, proposal_substructure.c strips what is sent alone).
        ikev1_offer: Ikev1Offer::FirstOfEachKind,
        // Recorded (generated.json): what differs in the group alone from the first proposal is offered, and refused.
        aggressive_mode_offer: AggressiveModeOffer::EveryGroup,
        // strongswan.conf(5): i_dont_care_about_security_and_use_aggressive_mode_psk, off by default.
        aggressive_mode_keys: AggressiveModeKeys::SetElsewhere,
        // Recorded (psk-missing): AM1 is refused.
        aggressive_mode_without_key: AggressiveModeWithoutKey::Refuses,
        // Recorded: names are taken, and keys found by the addresses.
        names_in_main_mode: NamesInMainMode::Taken,
        // swanctl.conf(5), remote_addrs: an initiator calls the first that is an address or a name.
        calls_further_peers: false,
        // Two daemons of 5.9.8: "candidate" lines for both, "selected peer config" the first, TS_UNACCEPTABLE for the
        // children of the second; in IKEv2 passed over where its proposals do not fit.
        twin_entries: TwinEntries::FirstIsTaken,
        // swanctl.conf(5), local_addrs: an initiator sends from the first that is an address or a name.
        begins_from_first_address: true,
        // There are no maps.
        dynamic_before_static: DynamicBeforeStatic::TakesIt,
        // There are no maps.
        incomplete_entry: IncompleteEntry::IsSkipped,
        // There are no maps.
        selectors_may_belong_to_one_peer: false,
        // swanctl.conf(5), rand_time: a random time is subtracted, so that equal lifetimes do not meet.
        equal_lifetimes_collide: false,
        // Recorded (generated.json): a child SA with a stronger cipher comes up.
        refuses_esp_stronger_than_ike: false,
    }
}
