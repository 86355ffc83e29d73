//! What an ASA accepts and does at run time. No release is known to differ.

use crate::model::{
    AfterChildFailure, AggressiveModeKeys, AggressiveModeOffer, AggressiveModeWithoutKey, Behaviour,
    DynamicBeforeStatic, GroupChoice, GroupGuess, Ikev1Offer, IncompleteEntry, InitiatorWithoutKey, KeyLookup,
    KeyOfIdentity, ModeNegotiation, NamesInMainMode, NarrowedAnswer, OtherExchangeMode, RekeyGroup, SelectorAcceptance,
    ToStrangers, TwinEntries, UnsetPfs, VersionFallback, WantedResponder,
};

/// The behaviour of an ASA, PIX 7 or FTD. `strength_enforced` says that the file switches the comparison of IKEv2 and ESP
/// ciphers on.
pub(super) fn behaviour(strength_enforced: bool) -> Behaviour {
    Behaviour {
        // Device log: the tunnel group is missed while MM3 is handled; the peer's next MM3 then finds no SA
        // ("Header invalid, missing SA payload! (next payload = 4)", 4 being the KE payload).
        ikev1_key_lookup: KeyLookup::Mm3,
        // "Understanding how ASA Firewall matches Tunnel-Group Names" (INE): the identity first, the address last; debugs in
        // Cisco document 117337: "attempting to find tunnel group for ID", "mapped to tunnel group … using phase 1 ID".
        key_of_identity: KeyOfIdentity::ThenOfAddress,
        // Cisco ASA syslog 713061 and 713259: a peer that no entry names still completes phase 1.
        answers_known_addresses_only: false,
        // Debugs of an ASA: "No crypto map bound to interface... dropping pkt".
        answers_under_any_address: false,
        // Cisco MDS and DCNM guides on mirrored crypto ACLs: a subset is taken, a superset refused; a capture of ASA 9.2
        // refuses 0.0.0.0/0 against a specific entry (713061).
        ikev1_policy_selectors: SelectorAcceptance::EqualOrInside,
        // A VTI asks for any to any; Palo Alto and Cisco guides want the same pair on both ends.
        ikev1_route_selectors: SelectorAcceptance::Exact,
        // Cisco ASA syslog 751022 and 750003 ("There was no IPSEC policy found for received TS"): no narrowing; likewise
        // strongSwan issue 1150.
        ikev2_policy_selectors: SelectorAcceptance::EqualOrInside,
        // A VTI asks for any to any; what becomes of certain networks that a peer asks for is documented for IKEv1 alone.
        ikev2_route_selectors: SelectorAcceptance::EqualElseUndetermined,
        // No source says.
        ikev1_narrowed_answer: NarrowedAnswer::Undetermined,
        // No source says.
        ikev2_narrowed_answer: NarrowedAnswer::Undetermined,
        // Cisco Community, "How to configure PFS with IPsec VPN": an end without PFS takes what is offered.
        ikev1_unset_pfs: UnsetPfs::AcceptsLikely,
        // No source tells of another group than that of the policy.
        ikev2_rekey_group: RekeyGroup::OfTheChild,
        // No source says; an ASA orders the groups of a policy by strength (ASA VPN CLI guide, IKE policies), and how it ranks them
        // is not said.
        ikev2_group_guess: GroupGuess::Undocumented,
        // No source says.
        ikev2_group_choice: GroupChoice::Undocumented,
        // Cisco ASA syslog 713259 after a failed phase 2; capture of ASA 9.2 against AWS.
        ikev1_after_child_failure: AfterChildFailure::DeletesIkeSa,
        // Field experience only, no document: the SA goes with its first child, as on IOS-XE. States are shown as likely.
        ikev2_after_child_failure: AfterChildFailure::DeletesIkeSa,
        // Cisco ASA syslog 752015 and 752002 ff.: an entry with both versions tries IKEv2 first.
        version_fallback: VersionFallback::WhenPeerHasNoIkev2,
        // Syslog 713257 names mismatched encapsulation modes; when it is refused is not documented.
        mode_negotiation: ModeNegotiation::Undetermined,
        // Cisco ASA syslog 713073 to 713076: the shorter lifetime is taken, both ways.
        ikev1_longer_lifetime_risky: false,
        // No log or capture of an ASA shows an answer to a version that is switched off.
        to_strangers: ToStrangers::Silence,
        // No source shows an ASA that begins without a key.
        initiator_without_key: InitiatorWithoutKey::SendsNothing,
        // No log or capture of an ASA with `am-disable` shows an answer.
        other_exchange_mode: OtherExchangeMode::Silence,
        // No capture shows an ASA that sends IDr.
        wanted_responder: WantedResponder::InitiatorChecks,
        // A policy has one algorithm of each kind.
        ikev1_offer: Ikev1Offer::Everything,
        // RFC 2409, section 5.4: AM1 carries the key exchange of one group.
        aggressive_mode_offer: AggressiveModeOffer::OneGroup,
        // Cisco ASA command reference, `crypto ikev1 am-disable`: aggressive mode is answered, whatever authenticates.
        aggressive_mode_keys: AggressiveModeKeys::Allowed,
        // Cisco ASA syslog 713255 and 713256: a forged AM2 answers an unknown group.
        aggressive_mode_without_key: AggressiveModeWithoutKey::FeignsAnswer,
        // The key is that of the address, and no identity is compared (Cisco document 117337).
        names_in_main_mode: NamesInMainMode::Taken,
        // Cisco, document 220638 (backup peers): the next peer is tried once the first is declared dead.
        calls_further_peers: true,
        // Cisco ASA VPN CLI guide, defining crypto maps: several entries may have one peer.
        twin_entries: TwinEntries::BySelectors,
        // The interface by which it reaches the peer gives the address.
        begins_from_first_address: false,
        // Cisco community, knowledge base 3130674: a peer with a static entry that begins "hits the dynamic map first", and
        // the tunnel fails (QM FSM error).
        dynamic_before_static: DynamicBeforeStatic::Fails,
        // The VPN CLI guide says that it drops what no earlier, complete entry has matched; debugs of the responder say
        // "Static Crypto Map Check by-passed: Crypto map entry incomplete!".
        incomplete_entry: IncompleteEntry::MayDrop,
        // Cisco ASA syslog 713187: the peer is not the one that the networks are bound to.
        selectors_may_belong_to_one_peer: true,
        // Documented for PAN-OS only.
        equal_lifetimes_collide: false,
        // Cisco ASA syslog 750011: the tunnel is rejected when the IKEv2 cipher is weaker than the child SA's, which is
        // compared only with `crypto ipsec ikev2 sa-strength-enforcement` (a line that configurations show where it is on).
        refuses_esp_stronger_than_ike: strength_enforced,
    }
}
