//! What IOS logs, or prints in its debugs. The lines carry their sources.

mod lines;

use crate::negotiation::FaultKind::{
    AuthenticationMethod, ChildProposal, Defect, EncapsulationMode, EspStrongerThanIke, ExchangeMode, Identity,
    IkeNotEnabled, IkeProposal, IkeVersion, KeyMismatch, KeyMissing, MapNotApplied, NatTraversal, NeverMatches,
    NoChildProposal, NoIkeProposal, NoInitiator, NoRouteToPeer, OneSided, OriginateOnly, PeerAddress, Pfs,
    Port500Blocked, Port4500Blocked, PostQuantumKey, Prohibited, RecursiveRoute, Selector, Shadowed,
};
use crate::negotiation::Message::{
    Am1, Am2, Am3, AuthRequest, AuthResponse, CreateChildRequest, Mm1, Mm2, Mm3, Mm4, Mm5, Mm6, Qm1, Qm2,
    SaInitRequest, SaInitResponse,
};
use crate::platform::logs::{
    DropRow, LogBook, LogLine, LogRow, NO_SOURCE, NOT_HERE, NOTHING_ARRIVES, NOTHING_BEGINS, NoteRow, UNAWARE, drops,
    lines, none, note, nothing, stop,
};
use crate::traffic::HindranceKind;
use lines::*;

/// The table.
pub(super) static BOOK: LogBook = LogBook { stops: STOPS, drops: DROPS, notes: NOTES, others: OTHERS };

const POLICY: &[&LogLine] = &[&CIPHER, &KEY_LENGTH, &HASH, &GROUP, &METHOD, &ATTRIBUTES, &NO_OFFERS, &NO_POLICY];
const NO_POLICIES: &[&LogLine] = &[&NO_OFFERS, &NO_POLICY];
const TRANSFORMS: &[&LogLine] =
    &[&TRANSFORM, &ERROR_256, &PHASE_2_POLICY, &SENDS_NOT_CHOSEN, &QM_REJECTED, &MODE_FAILURE];
const SELECTORS: &[&LogLine] =
    &[&NO_MATCHING_MAP, &PROXIES, &ERROR_32, &PHASE_2_POLICY, &SENDS_NOT_CHOSEN, &QM_REJECTED, &MODE_FAILURE];
const QUICK_MODE_REFUSED: &[&LogLine] = &[&NOT_CHOSEN, &DELETE_LARVAL];
const NO_KEY_HERE: &[&LogLine] = &[&NO_KEY, &NO_CERTIFICATE_OR_KEY, &CANNOT_START, &NOT_INITIALIZED];
const NO_PROPOSAL_V2: &[&LogLine] = &[&RECEIVED_POLICIES, &EXPECTED_POLICIES, &NO_MATCHING_POLICY];
const AUTHENTICATION: &[&LogLine] = &[&VERIFICATION, &NOT_AUTHENTICATED, &AUTH_FAILED];

static STOPS: &[LogRow] = &[
    // Nothing leaves.
    nothing(&[KeyMissing], lines(NO_KEY_HERE)).v1().initiator(),
    nothing(&[MapNotApplied], none("without its crypto map the packets leave in the clear, and nothing is begun"))
        .initiator(),
    nothing(&[Shadowed], none("the packets go to the tunnel of the earlier entry, and nothing is begun for this one"))
        .initiator(),
    nothing(&[NeverMatches, NoInitiator, OneSided], none(NOTHING_BEGINS)).initiator(),
    nothing(&[EncapsulationMode], none(NOT_HERE)).initiator(),
    nothing(&[Defect, IkeNotEnabled, KeyMissing, PeerAddress, NoChildProposal], none(NO_SOURCE)).initiator(),
    // Only the protected end can notice that the other sends GRE in the clear.
    nothing(&[OneSided], lines(&[&NOT_PROTECTED, &CLEAR_GRE])).responder(),
    nothing(&[], none(NOTHING_ARRIVES)).responder(),
    // The way. A list drops what comes in, so it is the responder's where a message of the initiator is lost.
    stop(&[Port500Blocked], lines(&[&DENIED_IKE])).responder().at(&[Mm1, Am1, SaInitRequest]),
    stop(&[Port4500Blocked], lines(&[&DENIED_IKE, &REPEATS_MM5])).responder().at(&[Mm5]),
    stop(&[Port4500Blocked], lines(&[&DENIED_IKE])).responder().at(&[Am3, AuthRequest]),
    stop(&[Port500Blocked], lines(&[&DENIED_IKE, &REPEATS_MM1])).initiator().at(&[Mm2]),
    stop(&[Port500Blocked], lines(&[&DENIED_IKE, &REPEATS_AM1])).initiator().at(&[Am2]),
    stop(&[Port4500Blocked], lines(&[&DENIED_IKE, &REPEATS_MM5])).initiator().at(&[Mm6]),
    stop(&[Port4500Blocked], lines(&[&DENIED_IKE])).initiator().at(&[Qm2]),
    stop(&[Port500Blocked, Port4500Blocked], lines(&[&DENIED_IKE, &RETRANSMITTING]))
        .initiator()
        .at(&[SaInitResponse, AuthResponse]),
    stop(&[Port4500Blocked], none(UNAWARE)).responder().at(&[Mm6, AuthResponse]),
    stop(&[Port4500Blocked], none(NO_SOURCE)).responder().at(&[Qm2]),
    stop(&[Port4500Blocked], none(UNAWARE)).initiator().at(&[Am3]),
    stop(&[NoRouteToPeer, RecursiveRoute, Port500Blocked], lines(&[&DUPLICATE, &REPEATS_MM3])).responder().at(&[Mm2]),
    stop(&[NoRouteToPeer, RecursiveRoute, Port500Blocked], lines(&[&DUPLICATE])).responder().at(&[Am2]),
    stop(&[NoRouteToPeer, RecursiveRoute, Port500Blocked], none(NO_SOURCE)).responder().at(&[SaInitResponse]),
    stop(&[NoRouteToPeer, RecursiveRoute], none(NOTHING_ARRIVES)).responder(),
    // Nobody answers.
    stop(&[MapNotApplied], lines(&[&LOCAL_ADDRESS])).responder(),
    stop(&[ExchangeMode], lines(&[&AGGRESSIVE_OFF])).responder().at(&[Am1]),
    stop(&[IkeNotEnabled], none("with ISAKMP off it does not listen, and no source tells a line")).responder(),
    stop(&[IkeVersion, PeerAddress, OneSided, Defect, ExchangeMode], none(NO_SOURCE)).responder().silence(),
    stop(&[OneSided], lines(&[&REPEATS_MM1, &NOT_PROTECTED, &CLEAR_GRE])).initiator().silence().at(&[Mm1]),
    stop(&[], lines(&[&REPEATS_MM1])).initiator().silence().at(&[Mm1, Mm2]),
    stop(&[], lines(&[&REPEATS_AM1])).initiator().silence().at(&[Am1, Am2]),
    stop(&[], lines(&[&REPEATS_MM5])).initiator().silence().at(&[Mm5, Mm6]),
    stop(&[], lines(&[&RETRANSMITTING])).v2().initiator().silence(),
    // IKEv1, phase 1.
    stop(&[IkeProposal, AuthenticationMethod], lines(POLICY)).v1().refuses(),
    stop(&[NoIkeProposal], lines(NO_POLICIES)).v1().refuses(),
    stop(&[KeyMissing], lines(&[&NO_KEY, &NO_KEY_FOR_OFFER, &NO_OFFERS, &NO_POLICY])).refuses().at(&[Mm1, Am1]),
    stop(&[KeyMissing], lines(&[&NO_KEY])).v1().refuses(),
    stop(&[KeyMismatch], lines(&[&BAD_MESSAGE, &REPEATS_MM5])).refuses().at(&[Mm5]),
    stop(&[KeyMismatch, KeyMissing], none("it refuses the hash of AM2, and no source tells the line"))
        .refuses()
        .at(&[Am2]),
    stop(&[KeyMismatch, KeyMissing], none(NO_SOURCE)).refused().at(&[Am2]),
    stop(&[PeerAddress, Identity, ExchangeMode, OneSided, Defect, Shadowed, IkeVersion, Prohibited], none(NO_SOURCE))
        .v1()
        .refuses()
        .at(&[Mm1, Am1, Am2, Mm3, Mm4, Mm5, Mm6]),
    stop(&[], lines(&[&REPEATS_MM1])).initiator().refused().at(&[Mm1]),
    stop(&[], lines(&[&REPEATS_AM1])).initiator().refused().at(&[Am1]),
    stop(&[], lines(&[&REPEATS_MM3])).initiator().refused().at(&[Mm3]),
    stop(&[], lines(&[&REPEATS_MM5])).initiator().refused().at(&[Mm5]),
    stop(&[Identity, Prohibited, PeerAddress, Defect, KeyMissing], none(NO_SOURCE)).v1().responder().refused(),
    // IKEv1, phase 2.
    stop(&[PeerAddress], lines(&[&LOCAL_ADDRESS])).refuses().at(&[Qm1]),
    stop(&[Selector], lines(SELECTORS)).refuses().at(&[Qm1]),
    stop(&[ChildProposal, NoChildProposal, Pfs, EncapsulationMode], lines(TRANSFORMS)).refuses().at(&[Qm1]),
    stop(&[NatTraversal], lines(&[&ERROR_256, &PHASE_2_POLICY])).refuses().at(&[Qm1]),
    stop(&[Defect, Shadowed], none(NO_SOURCE)).refuses().at(&[Qm1]),
    stop(&[OriginateOnly], none(NOT_HERE)).refuses(),
    stop(
        &[Selector, ChildProposal, NoChildProposal, Pfs, EncapsulationMode, PeerAddress, NatTraversal],
        lines(QUICK_MODE_REFUSED),
    )
    .refused()
    .at(&[Qm1]),
    stop(&[Defect, Shadowed, OriginateOnly], none(NO_SOURCE)).refused().at(&[Qm1]),
    // IKEv2.
    stop(&[IkeProposal, NoIkeProposal], lines(NO_PROPOSAL_V2)).v2().refuses(),
    stop(
        &[IkeProposal, NoIkeProposal, PeerAddress, OneSided, Defect, Shadowed, IkeVersion],
        lines(&[&NO_PROPOSAL_CHOSEN, &INITIAL_FAILED]),
    )
    .refused()
    .at(&[SaInitRequest]),
    stop(&[KeyMismatch], lines(AUTHENTICATION)).v2().refuses(),
    stop(&[AuthenticationMethod], lines(AUTHENTICATION)).v2().refuses(),
    stop(&[Identity], lines(&[&NO_PROFILE, &NOT_LOCATED, &AUTH_FAILED])).refuses().at(&[AuthRequest]),
    stop(&[Identity], lines(&[&NOT_LOCATED, &AUTH_FAILED, &INVALID_SPI])).refuses().at(&[AuthResponse]),
    // What a device says of a key that is missing is not documented; this is what it says of every failure here.
    stop(&[PostQuantumKey], lines(&[&POST_QUANTUM_DIFFERS, &AUTH_FAILED])).refuses().at(&[AuthRequest, AuthResponse]),
    stop(&[KeyMissing], lines(&[&AUTH_FAILED])).refuses().at(&[AuthRequest, AuthResponse]),
    stop(&[KeyMissing, PostQuantumKey, Defect], none(NO_SOURCE)).at(&[SaInitResponse]),
    // The same notification whatever the reason.
    stop(
        &[KeyMismatch, AuthenticationMethod, Identity, KeyMissing, PostQuantumKey, Prohibited],
        lines(&[&NOT_AUTHENTICATED, &AUTH_FAILED]),
    )
    .v2()
    .refused(),
    stop(&[Selector], lines(&[&SELECTORS_REFUSED])).v2(),
    stop(&[ChildProposal, NoChildProposal], lines(&[&CHILD_REFUSED_IN_AUTH, &ESP_PROPOSAL]))
        .refuses()
        .at(&[AuthRequest]),
    stop(&[ChildProposal, NoChildProposal, EspStrongerThanIke], lines(&[&CHILD_REFUSED_IN_AUTH]))
        .refused()
        .at(&[AuthRequest]),
    stop(&[Pfs, ChildProposal], lines(&[&CHILD_REFUSED])).at(&[CreateChildRequest]),
    stop(&[PeerAddress], none(NO_SOURCE)).v2().refuses(),
    stop(&[EncapsulationMode], lines(&[&SELECTORS_REFUSED])).v2().refused(),
    stop(&[Prohibited, EspStrongerThanIke], none(NOT_HERE)).v2().refuses(),
    stop(&[Defect, OneSided, IkeVersion, Shadowed, EncapsulationMode], none(NO_SOURCE)).v2().refuses(),
    stop(&[PeerAddress, Defect, Shadowed, OriginateOnly], none(NO_SOURCE)).v2().refused(),
];

static DROPS: &[DropRow] = &[
    drops(&[HindranceKind::Filtered], lines(&[&DENIED, &DENIED_ICMP])),
    drops(&[HindranceKind::EspFiltered], lines(&[&DENIED_ESP])),
    drops(
        &[HindranceKind::FilteredByEnd, HindranceKind::EspFilteredByEnd],
        none("the implicit end of a list logs nothing"),
    ),
    drops(&[HindranceKind::IntoItself], lines(&[&RECURSION])),
    drops(&[HindranceKind::LinkDown], lines(&[&SHUT_DOWN])),
    drops(
        &[HindranceKind::NoRoute, HindranceKind::RoutedElsewhere, HindranceKind::Diverted],
        none("nothing; `show ip cef` tells where the packets go"),
    ),
    drops(&[HindranceKind::Translated], none("nothing; `show ip nat translations` tells")),
    drops(
        &[HindranceKind::OtherWrapping, HindranceKind::OtherEnds, HindranceKind::OtherKey, HindranceKind::NoAddress],
        none(NO_SOURCE),
    ),
    drops(&[HindranceKind::SameNetwork], none("the packets never come to it")),
    drops(&[HindranceKind::NoZone, HindranceKind::NoRouter], none(NOT_HERE)),
];

static NOTES: &[NoteRow] = &[
    note(&["unsupported-in-release"], lines(&[&NOT_COMPLIANT])),
    note(&["ike-lifetime-differs"], lines(&[&LIFETIME])),
];

static OTHERS: &[&LogLine] =
    &[&CHILD_EXCHANGE_FAILED, &MALFORMED, &NO_SUCH_SA, &ANY_MODE_FAILURE, &SELECTORS_NOTIFY, &CHILD_FAULTS];
