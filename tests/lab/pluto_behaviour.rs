//! What libreswan's daemon does at run time, as data.
//!
//! libreswan is no platform that ikelint reads. Its behaviour stands here, so that the negotiation is held against a
//! second implementation, which is strict where strongSwan is lenient. Everything was seen: two daemons of release 4.10
//! that negotiate with each other.

use ikelint::model::{
    AfterChildFailure, AggressiveModeKeys, AggressiveModeOffer, AggressiveModeWithoutKey, Behaviour,
    DynamicBeforeStatic, GroupChoice, GroupGuess, Ikev1Offer, IncompleteEntry, InitiatorWithoutKey, KeyLookup,
    KeyOfIdentity, ModeNegotiation, NamesInMainMode, NarrowedAnswer, OtherExchangeMode, RekeyGroup, SelectorAcceptance,
    ToStrangers, TwinEntries, UnsetPfs, VersionFallback, WantedResponder,
};

/// libreswan, without `narrowing=yes`.
pub(crate) fn libreswan() -> Behaviour {
    Behaviour {
        // It sees when it chooses a proposal that it has no key for it.
        ikev1_key_lookup: KeyLookup::Mm1,
        key_of_identity: KeyOfIdentity::Unused,
        answers_known_addresses_only: true,
        answers_under_any_address: false,
        ikev1_policy_selectors: SelectorAcceptance::Equal,
        ikev1_route_selectors: SelectorAcceptance::Equal,
        ikev2_policy_selectors: SelectorAcceptance::Equal,
        ikev2_route_selectors: SelectorAcceptance::Equal,
        // A responder that wants the same never narrows.
        ikev1_narrowed_answer: NarrowedAnswer::Undetermined,
        ikev2_narrowed_answer: NarrowedAnswer::Undetermined,
        ikev1_unset_pfs: UnsetPfs::AcceptsEveryGroup,
        ikev2_rekey_group: RekeyGroup::OfTheIkeSa,
        ikev2_group_guess: GroupGuess::FirstOfFirstProposal,
        ikev2_group_choice: GroupChoice::FirstOfItsOwn,
        ikev1_after_child_failure: AfterChildFailure::KeepsIkeSa,
        ikev2_after_child_failure: AfterChildFailure::KeepsIkeSa,
        version_fallback: VersionFallback::Never,
        // The lab has tunnel mode alone.
        mode_negotiation: ModeNegotiation::Undetermined,
        ikev1_longer_lifetime_risky: false,
        to_strangers: ToStrangers::SilenceInIkev1,
        initiator_without_key: InitiatorWithoutKey::GivesUpAtFirstAnswer,
        other_exchange_mode: OtherExchangeMode::Silence,
        wanted_responder: WantedResponder::InitiatorChecks,
        ikev1_offer: Ikev1Offer::Everything,
        aggressive_mode_offer: AggressiveModeOffer::OneGroup,
        aggressive_mode_keys: AggressiveModeKeys::Allowed,
        aggressive_mode_without_key: AggressiveModeWithoutKey::Refuses,
        names_in_main_mode: NamesInMainMode::Taken,
        // There are no maps.
        dynamic_before_static: DynamicBeforeStatic::TakesIt,
        incomplete_entry: IncompleteEntry::IsSkipped,
        selectors_may_belong_to_one_peer: false,
        equal_lifetimes_collide: false,
        refuses_esp_stronger_than_ike: false,
        calls_further_peers: false,
        begins_from_first_address: true,
        twin_entries: TwinEntries::Undetermined,
    }
}
