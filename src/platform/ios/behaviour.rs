//! What Cisco IOS does at run time, as data.

use crate::model::{
    AfterChildFailure, AggressiveModeKeys, AggressiveModeOffer, AggressiveModeWithoutKey, Behaviour,
    DynamicBeforeStatic, GroupChoice, GroupGuess, Ikev1Offer, IncompleteEntry, InitiatorWithoutKey, KeyLookup,
    KeyOfIdentity, ModeNegotiation, NamesInMainMode, NarrowedAnswer, OtherExchangeMode, RekeyGroup, SelectorAcceptance,
    ToStrangers, TwinEntries, UnsetPfs, VersionFallback, WantedResponder,
};

/// The behaviour of a device. `old` says that the release is known to lie before 12.3.
pub(super) fn behaviour(old: bool) -> Behaviour {
    Behaviour {
        // Cisco, "IPsec debugs per fault" (CiscoWorks VPN configuration guide, appendix B): "found peer pre-shared key
        // matching" is printed before the transforms are checked, and without a key no offer is accepted.
        ikev1_key_lookup: KeyLookup::Mm1,
        // Integrate IT, "IOS-XE VPN PSK authentication using IKE ID": a responder of IKEv2 finds a key by the address or by the
        // identity of its peer, an initiator never by an identity. Cisco IOS Security Command Reference, crypto isakmp key:
        // `hostname` is for a peer whose identity is its host name, which comes in time in aggressive mode (RFC 2409, section
        // 5.4).
        key_of_identity: KeyOfIdentity::OrAddress,
        // A router answers whoever has a key; the crypto map is looked at in quick mode only (the same appendix).
        answers_known_addresses_only: false,
        // Cisco, document 5409, "Invalid Local Address": the proposal is refused where the map is on the wrong interface, after
        // the IKE SA.
        answers_under_any_address: true,
        // Cisco MDS 9000 IPsec guide, "About crypto map entries": a router takes an offer inside one of its mirrored
        // permits and refuses a wider one.
        ikev1_policy_selectors: SelectorAcceptance::EqualOrInside,
        // Cisco IOS IPsec Virtual Tunnel Interface guide: any to any, and nothing else.
        ikev1_route_selectors: SelectorAcceptance::Exact,
        // IKEv2 narrowing by an IOS XE responder is documented nowhere, so a wider offer is left open.
        ikev2_policy_selectors: SelectorAcceptance::OverlapUndetermined,
        // Cisco IOS XE 17 guide on virtual tunnel interfaces: the selector is always "IP any any"; Cisco, document 214728: without
        // an access list of its own it does not work with a crypto map. Which message fails is said nowhere.
        ikev2_route_selectors: SelectorAcceptance::EqualElseUndetermined,
        // No source says.
        ikev1_narrowed_answer: NarrowedAnswer::Undetermined,
        // Cisco, document 214728, speaks of both directions, and of no message.
        ikev2_narrowed_answer: NarrowedAnswer::Undetermined,
        // Cisco IOS Security Command Reference, set pfs: without it any offer of the peer is accepted.
        ikev1_unset_pfs: UnsetPfs::AcceptsLikely,
        // No source tells of another group than that of the policy.
        ikev2_rekey_group: RekeyGroup::OfTheChild,
        // No source says.
        ikev2_group_guess: GroupGuess::Undocumented,
        // No source says.
        ikev2_group_choice: GroupChoice::Undocumented,
        // Debugs of IOS XE routers: the quick mode node is deleted, the IKE SA stays in QM_IDLE on both ends.
        ikev1_after_child_failure: AfterChildFailure::KeepsIkeSa,
        // Debug crypto ikev2 on IOS XE 16.7.1: the initiator sends DELETE and drops the IKE SA, then begins again.
        ikev2_after_child_failure: AfterChildFailure::DeletesIkeSa,
        // An entry speaks IKEv2 only where it names an IKEv2 profile, and then nothing else.
        version_fallback: VersionFallback::Never,
        // INE, "When transport mode becomes tunnel mode free of charge".
        mode_negotiation: ModeNegotiation::TakesOffer,
        // Cisco IOS 12.1 Security Configuration Guide: the responder's lifetime must not be longer than the offer's.
        // Debugs of later releases show the shorter one being returned.
        ikev1_longer_lifetime_risky: old,
        // No debug of a router shows an answer to a version that is switched off.
        to_strangers: ToStrangers::Silence,
        // Cisco document 5409: "No Cert or pre-shared address key.", "Can not start Main mode".
        initiator_without_key: InitiatorWithoutKey::SendsNothing,
        // No debug of a router with `crypto isakmp aggressive-mode disable` shows an answer.
        other_exchange_mode: OtherExchangeMode::Silence,
        // No debug shows a router that sends IDr.
        wanted_responder: WantedResponder::InitiatorChecks,
        // A policy has one algorithm of each kind.
        ikev1_offer: Ikev1Offer::Everything,
        // RFC 2409, section 5.4: AM1 carries the key exchange of one group.
        aggressive_mode_offer: AggressiveModeOffer::OneGroup,
        // Cisco IOS Security Configuration Guide, "IKE: Initiate Aggressive Mode": with pre-shared keys.
        aggressive_mode_keys: AggressiveModeKeys::Allowed,
        // The key is looked up while AM1 is handled, as in main mode (appendix B, above).
        aggressive_mode_without_key: AggressiveModeWithoutKey::Refuses,
        // Cisco IOS Security Command Reference, `crypto isakmp identity hostname`; `match identity host` of ISAKMP profiles.
        names_in_main_mode: NamesInMainMode::Taken,
        // Cisco IOS, IPsec Preferred Peer: the peers of a crypto map are tried in turn.
        calls_further_peers: true,
        // Cisco IOS, crypto maps: the entries are searched by their access lists.
        twin_entries: TwinEntries::BySelectors,
        // The interface by which it reaches the peer gives the address.
        begins_from_first_address: false,
        // No source says that it fails; entries are searched in their order.
        dynamic_before_static: DynamicBeforeStatic::TakesIt,
        // Cisco IOS, crypto map (global IPsec): "will remain disabled until a peer and a valid access list have been
        // configured".
        incomplete_entry: IncompleteEntry::IsSkipped,
        // Syslog 713187 is of the ASA alone.
        selectors_may_belong_to_one_peer: false,
        // Documented for PAN-OS only.
        equal_lifetimes_collide: false,
        // Syslog 750011 is of the ASA alone.
        refuses_esp_stronger_than_ike: false,
    }
}
