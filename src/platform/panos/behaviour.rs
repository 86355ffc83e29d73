//! What PAN-OS does at run time, as data.

use crate::model::{
    AfterChildFailure, AggressiveModeKeys, AggressiveModeOffer, AggressiveModeWithoutKey, Behaviour,
    DynamicBeforeStatic, GroupChoice, GroupGuess, Ikev1Offer, IncompleteEntry, InitiatorWithoutKey, KeyLookup,
    KeyOfIdentity, ModeNegotiation, NamesInMainMode, NarrowedAnswer, OtherExchangeMode, RekeyGroup, SelectorAcceptance,
    ToStrangers, TwinEntries, UnsetPfs, VersionFallback, WantedResponder,
};

/// PAN-OS of any release: no source tells releases apart in these points.
pub(super) fn behaviour() -> Behaviour {
    Behaviour {
        // The key belongs to the gateway, and the gateway is found by the address of MM1: "Couldn't find configuration
        // for IKE phase-1 request for peer IP" (PAN-OS documentation, "Test VPN Connectivity", table of errors).
        ikev1_key_lookup: KeyLookup::Mm1,
        // The key belongs to the gateway (as above).
        key_of_identity: KeyOfIdentity::Unused,
        // As above.
        answers_known_addresses_only: true,
        // A gateway is bound to its local address.
        answers_under_any_address: false,
        // "the setting on both peers must be identical" (PAN-OS documentation, "Proxy ID for IPSec VPN"; PAN
        // knowledge base, "Proxy ID").
        ikev1_policy_selectors: SelectorAcceptance::Exact,
        // Without proxy IDs 0.0.0.0/0 is compared in the same way (as above).
        ikev1_route_selectors: SelectorAcceptance::Exact,
        // "otherwise one side narrows its address range" (PAN-OS documentation, "Traffic Selectors"); of a narrower
        // offer it does not speak.
        ikev2_policy_selectors: SelectorAcceptance::NarrowsWider,
        // As above, with 0.0.0.0/0 as the selector.
        ikev2_route_selectors: SelectorAcceptance::NarrowsWider,
        // "the setting on both peers must be identical" (as above); whether an initiator compares the answer is not said.
        ikev1_narrowed_answer: NarrowedAnswer::Undetermined,
        // "otherwise one side narrows its address range" to reach agreement (as above).
        ikev2_narrowed_answer: NarrowedAnswer::Taken,
        // PAN-OS documentation, "IKE Phase 2": both ends must use the same; what a responder with no-pfs does is not
        // said.
        ikev1_unset_pfs: UnsetPfs::Undetermined,
        // No source tells of another group than that of the policy.
        ikev2_rekey_group: RekeyGroup::OfTheChild,
        // PAN-OS web interface help, "IKE Crypto Profiles": the order of a list is the order of preference, and the first entry
        // is tried first.
        ikev2_group_guess: GroupGuess::FirstOfFirstProposal,
        // PAN-OS help does not say how a responder weighs the two orders.
        ikev2_group_choice: GroupChoice::Undocumented,
        // RFC 2409, section 5.5: a failed quick mode leaves the IKE SA alone.
        ikev1_after_child_failure: AfterChildFailure::KeepsIkeSa,
        // RFC 7296, section 1.2: the IKE SA is made though the child SA is not.
        ikev2_after_child_failure: AfterChildFailure::KeepsIkeSa,
        // "IKEv2 preferred mode: falls back to IKEv1 if the peer does not support IKEv2" (PAN-OS web interface help,
        // "IKE Gateway General Tab").
        version_fallback: VersionFallback::WhenPeerHasNoIkev2,
        // PAN-OS documentation, `ipsec-mode` (11.0.2 and later): both ends need the same; what a responder does is not said.
        mode_negotiation: ModeNegotiation::Undetermined,
        // No vendor text says that a longer offer is refused, and none that it is taken.
        ikev1_longer_lifetime_risky: true,
        // "unknown ikev2 peer" is logged; no answer is documented.
        to_strangers: ToStrangers::Silence,
        // A gateway cannot be committed without a key or a certificate.
        initiator_without_key: InitiatorWithoutKey::SendsNothing,
        // "not acceptable Identity Protection mode" is logged; no answer is documented.
        other_exchange_mode: OtherExchangeMode::Silence,
        // No source says that IDr is sent.
        wanted_responder: WantedResponder::InitiatorChecks,
        // The product of the lists of a profile is offered (PAN-OS documentation, "Define IKE Crypto Profiles").
        ikev1_offer: Ikev1Offer::Everything,
        // RFC 2409, section 5.4: AM1 carries the key exchange of one group.
        aggressive_mode_offer: AggressiveModeOffer::OneGroup,
        // PAN-OS web interface help, "IKE Gateway Advanced Options Tab": no mode is tied to a way to authenticate.
        aggressive_mode_keys: AggressiveModeKeys::Allowed,
        // The key belongs to the gateway (above).
        aggressive_mode_without_key: AggressiveModeWithoutKey::Refuses,
        // A cloud provider's table of errors for such peers has "Expecting IP address type in main mode, but FQDN"; no text of
        // the vendor says so.
        names_in_main_mode: NamesInMainMode::Undetermined,
        // A gateway has one peer.
        calls_further_peers: false,
        // Two gateways between the same addresses: nothing is documented.
        twin_entries: TwinEntries::Undetermined,
        // A gateway states one address.
        begins_from_first_address: false,
        // There are no maps.
        dynamic_before_static: DynamicBeforeStatic::TakesIt,
        // There are no maps.
        incomplete_entry: IncompleteEntry::IsSkipped,
        // There are no maps.
        selectors_may_belong_to_one_peer: false,
        // PAN knowledge base kA1Ki000000TNW8KAO: equal lifetimes on both peers make their rekeys race.
        equal_lifetimes_collide: true,
        // Syslog 750011 is of the ASA alone.
        refuses_esp_stronger_than_ike: false,
    }
}
