//! What a platform does at run time, as data.
//!
//! `platform/*/behaviour.rs` builds one for a release, each value with its source; the negotiation matches on it and
//! never asks which platform it is.

/// At which message an IKEv1 responder looks up the pre-shared key for the initiator's address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyLookup {
    /// While it handles MM1, before it answers.
    Mm1,
    /// While it handles MM3.
    Mm3,
}

/// How a responder finds the pre-shared key for an initiator that has told its identity before the key is needed: in
/// IKEv2 and in aggressive mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyOfIdentity {
    /// Under the name that the identity gives, then under the address that it comes from.
    ThenOfAddress,
    /// Under what the identity is, or under the address that it comes from: which goes before, no source says.
    OrAddress,
    /// No key stands under a name; the address, or the owners of the keys, decide.
    Unused,
}

/// Which offered selectors a responder takes, against one configured selector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SelectorAcceptance {
    /// Only the same selector. Disjoint is refused for certain; anything between is refused in all likelihood.
    Exact,
    /// Only the same selector; everything else is refused for certain.
    Equal,
    /// The same or one that lies inside; wider and straddling offers are refused.
    EqualOrInside,
    /// The same; a wider offer is narrowed in all likelihood; one that lies inside may be refused or not; disjoint is
    /// refused.
    NarrowsWider,
    /// The same or one that lies inside; of a wider or straddling offer nothing is known; disjoint is refused.
    OverlapUndetermined,
    /// The same; of everything else that overlaps nothing is known; disjoint is refused.
    EqualElseUndetermined,
    /// Narrows to whatever the two have in common (RFC 7296, section 2.9); disjoint is refused.
    Narrows,
}

/// What an initiator does with an answer whose selectors are narrower than those that it asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NarrowedAnswer {
    /// It takes what it is given.
    Taken,
    /// No source says; it may as well delete the child SA (RFC 7296, section 2.9).
    Undetermined,
}

/// What an IKEv1 responder does with an offer of PFS that its entry does not ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnsetPfs {
    /// Without PFS it takes whatever group is offered; documented, not captured. With PFS it takes its own group alone.
    AcceptsLikely,
    /// It takes whatever group is offered, with PFS or without.
    AcceptsEveryGroup,
    /// It refuses.
    Refuses,
    /// No source says.
    Undetermined,
}

/// Which group a child of IKEv2 with PFS gets its new keys by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RekeyGroup {
    /// That of the child's policy.
    OfTheChild,
    /// That of the IKE SA, whichever group the policy names. Holds where both ends do so.
    OfTheIkeSa,
}

/// For which of its groups an IKEv2 initiator computes the key exchange of its first request, before it knows which one the
/// responder takes (RFC 7296, section 1.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupGuess {
    /// The first group of its first proposal.
    FirstOfFirstProposal,
    /// No source says. The first group that is written is the likeliest.
    Undocumented,
}

/// Which of several groups that both ends have an IKEv2 responder takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupChoice {
    /// The one that comes first in its own proposal, whichever one the request was computed for.
    FirstOfItsOwn,
    /// No source says; the one that the request was computed for saves a round trip.
    Undocumented,
}

/// What becomes of the IKE SA when a child SA cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterChildFailure {
    /// The IKE SA is deleted.
    DeletesIkeSa,
    /// The IKE SA stays up without a child.
    KeepsIkeSa,
}

/// When an initiator that may use two IKE versions falls back from IKEv2 to IKEv1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VersionFallback {
    /// When the peer has no IKEv2 (silence, or no such version).
    WhenPeerHasNoIkev2,
    /// Never; the entry says which version it uses.
    Never,
}

/// How a responder answers a first message that none of its entries fits, by address or by version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToStrangers {
    /// Not at all.
    Silence,
    /// It refuses with NO_PROPOSAL_CHOSEN.
    NoProposalChosen,
    /// Not at all in IKEv1, where it also looks for an entry by the identity in AM1; in IKEv2 it refuses with
    /// NO_PROPOSAL_CHOSEN.
    SilenceInIkev1,
}

/// What an initiator without a pre-shared key for its peer does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InitiatorWithoutKey {
    /// It never begins.
    SendsNothing,
    /// It begins, and gives up when it needs the key: behind MM4, AM2 or the IKE_SA_INIT response.
    GivesUpWhenNeeded,
    /// It begins, and gives up behind the first answer: MM2, AM2 or the IKE_SA_INIT response.
    GivesUpAtFirstAnswer,
}

/// What an IKEv1 responder does with an exchange mode that its entry does not use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtherExchangeMode {
    /// It does not answer.
    Silence,
    /// It answers until it knows the identity by which it chooses an entry (MM5, AM1), and then finds none.
    RefusesAtIdentity,
}

/// Who finds that an IKEv2 responder is not who the initiator wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WantedResponder {
    /// The initiator, by the identity in the IKE_AUTH response.
    InitiatorChecks,
    /// The initiator asks for an identity in the IKE_AUTH request (IDr), and a responder that has no such identity
    /// refuses (RFC 7296, section 1.2). Holds where both ends do so.
    ResponderRefuses,
}

/// What an IKEv1 initiator sends of a proposal with several algorithms of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ikev1Offer {
    /// Every combination.
    Everything,
    /// The first algorithm of each kind.
    FirstOfEachKind,
}

/// What an IKEv1 initiator offers in aggressive mode of proposals with other groups than that of the key exchange in
/// AM1, which cannot be negotiated (RFC 2409, section 5.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AggressiveModeOffer {
    /// It leaves them out.
    OneGroup,
    /// It offers them all the same; a responder that prefers one of them refuses AM1.
    EveryGroup,
}

/// Whether an IKEv1 responder lets pre-shared keys be used in aggressive mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AggressiveModeKeys {
    /// Wherever the entry answers aggressive mode.
    Allowed,
    /// Only if a setting that is not in this file allows it.
    SetElsewhere,
}

/// What an IKEv1 responder without a key for the initiator does in aggressive mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AggressiveModeWithoutKey {
    /// It refuses AM1.
    Refuses,
    /// It answers as if it had one, so that the initiator finds a hash that does not fit.
    FeignsAnswer,
}

/// Whether an IKEv1 responder takes an identity that is no address in main mode with keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamesInMainMode {
    /// As any other.
    Taken,
    /// No source settles it.
    Undetermined,
}

/// What a responder does when encapsulation modes differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModeNegotiation {
    /// In IKEv1 the responder refuses; in IKEv2 tunnel mode is used where the two do not both want transport mode.
    Ikev2FallsBackToTunnel,
    /// The responder takes what is offered where the selectors are the two peers themselves, and tunnel mode elsewhere.
    TakesOffer,
    /// No source says.
    Undetermined,
}

/// What becomes of a peer whose static map entry comes after a dynamic entry that takes it as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DynamicBeforeStatic {
    /// The dynamic entry is met first, and the child SA fails.
    Fails,
    /// The dynamic entry takes it in its turn.
    TakesIt,
}

/// What an entry of a map does that lacks its access list or its peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IncompleteEntry {
    /// It drops what no earlier entry has matched, or is passed over: the sources differ.
    MayDrop,
    /// It is passed over.
    IsSkipped,
}

/// Which entry a responder takes for a peer, where several have the same addresses and identities.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TwinEntries {
    /// The one whose selectors fit.
    BySelectors,
    /// The first in the file; in IKEv2 the first whose IKE proposals fit. The selectors of the others are refused.
    FirstIsTaken,
    /// No source says.
    Undetermined,
}

/// What a platform does at run time.
#[derive(Clone, Debug)]
pub struct Behaviour {
    /// At which message an IKEv1 responder looks up the key.
    pub ikev1_key_lookup: KeyLookup,
    /// Whether a responder looks its keys up by the identity of the initiator, where that is told before.
    pub key_of_identity: KeyOfIdentity,
    /// Whether a responder needs an entry whose peer is the initiator's address before it answers MM1 or IKE_SA_INIT.
    pub answers_known_addresses_only: bool,
    /// Whether it answers IKE under every address of its own, also under those of interfaces that no map or tunnel is bound
    /// to; the child SA is refused then.
    pub answers_under_any_address: bool,
    /// Selectors that a policy-based IKEv1 responder takes (crypto map, proxy ID).
    pub ikev1_policy_selectors: SelectorAcceptance,
    /// Selectors that a route-based IKEv1 responder takes (VTI, no proxy ID).
    pub ikev1_route_selectors: SelectorAcceptance,
    /// Selectors that a policy-based IKEv2 responder takes.
    pub ikev2_policy_selectors: SelectorAcceptance,
    /// Selectors that a route-based IKEv2 responder takes.
    pub ikev2_route_selectors: SelectorAcceptance,
    /// Narrower selectors that come back to an IKEv1 initiator.
    pub ikev1_narrowed_answer: NarrowedAnswer,
    /// Narrower selectors that come back to an IKEv2 initiator.
    pub ikev2_narrowed_answer: NarrowedAnswer,
    /// An IKEv1 responder that is offered PFS which its entry does not ask for.
    pub ikev1_unset_pfs: UnsetPfs,
    /// The group of new keys for a child with PFS in IKEv2.
    pub ikev2_rekey_group: RekeyGroup,
    /// The group that an IKEv2 initiator guesses.
    pub ikev2_group_guess: GroupGuess,
    /// The group that an IKEv2 responder takes.
    pub ikev2_group_choice: GroupChoice,
    /// The IKEv1 SA after a child failed.
    pub ikev1_after_child_failure: AfterChildFailure,
    /// The IKEv2 SA after a child failed.
    pub ikev2_after_child_failure: AfterChildFailure,
    /// Whether an entry with both IKE versions falls back.
    pub version_fallback: VersionFallback,
    /// Encapsulation modes that differ.
    pub mode_negotiation: ModeNegotiation,
    /// Whether an IKEv1 responder may refuse an IKE lifetime longer than its own.
    pub ikev1_longer_lifetime_risky: bool,
    /// A first message that none of the responder's entries fits.
    pub to_strangers: ToStrangers,
    /// An initiator that has no key for its peer.
    pub initiator_without_key: InitiatorWithoutKey,
    /// An exchange mode that the responder's entry does not use.
    pub other_exchange_mode: OtherExchangeMode,
    /// An IKEv2 responder that is not who the initiator wants.
    pub wanted_responder: WantedResponder,
    /// What an IKEv1 initiator sends of its proposals.
    pub ikev1_offer: Ikev1Offer,
    /// Proposals with other groups in aggressive mode.
    pub aggressive_mode_offer: AggressiveModeOffer,
    /// Pre-shared keys in aggressive mode.
    pub aggressive_mode_keys: AggressiveModeKeys,
    /// A responder without a key in aggressive mode.
    pub aggressive_mode_without_key: AggressiveModeWithoutKey,
    /// Identities that are no addresses, in main mode with keys.
    pub names_in_main_mode: NamesInMainMode,
    /// Whether an initiator goes on to the next peer of its entry where one fails; else it calls the first alone.
    pub calls_further_peers: bool,
    /// Entries that a peer cannot tell apart.
    pub twin_entries: TwinEntries,
    /// Whether an initiator sends from the first address of its entry alone; else any of them may be its source.
    pub begins_from_first_address: bool,
    /// A dynamic map entry that comes before a static one.
    pub dynamic_before_static: DynamicBeforeStatic,
    /// A map entry that lacks its access list or its peer.
    pub incomplete_entry: IncompleteEntry,
    /// Whether a responder may refuse an offer that an earlier map entry with another peer protects.
    pub selectors_may_belong_to_one_peer: bool,
    /// Whether equal lifetimes on both ends are documented to collide at rekey with IKEv2.
    pub equal_lifetimes_collide: bool,
    /// Whether an IKEv2 child is refused whose ESP cipher is stronger than the IKE cipher (ASA 750011, where switched on).
    pub refuses_esp_stronger_than_ike: bool,
}
