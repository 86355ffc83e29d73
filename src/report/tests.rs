mod json;

use std::ops::Range;

use super::*;
use crate::check::{Input, InputStatus, Traffic, Tunnel};
use crate::model::{
    AfterChildFailure, AggressiveModeKeys, AggressiveModeOffer, AggressiveModeWithoutKey, Behaviour, Coverage, Device,
    DynamicBeforeStatic, GroupChoice, GroupGuess, IkeVersion, Ikev1Offer, IncompleteEntry, InitiatorWithoutKey,
    KeyLookup, KeyOfIdentity, ModeNegotiation, NamesInMainMode, NarrowedAnswer, OtherExchangeMode, PlatformId,
    RekeyGroup, SelectorAcceptance, ToStrangers, TwinEntries, UnknownReason, UnsetPfs, VersionFallback,
    WantedResponder,
};
use crate::negotiation::{
    Attempt, Direction, End, Fault, Message, Missing, Outcome, Question, QuestionReason, Role, SaState, Stop, Subject,
    Verdict,
};
use crate::pairing::{MatchedBy, Pair, TunnelEnd};
use crate::rules::{self, Certainty, Finding, Fix, Label, Severity};
use crate::secret::Unreadable;
use crate::source::{FileId, SourceFile, Span};

const HQ: &str =
    "hostname hq\n! café\ntunnel-group 198.51.100.2 ipsec-attributes\n ikev1 pre-shared-key longer-than-eight\n";
const BRANCH: &str = "hostname br\r\ncrypto isakmp key short address 203.0.113.1\r\nend\r\n";

/// The span of `part` in a text.
fn span(file: u32, text: &str, part: &str) -> Span {
    let Range { start, end } = text.find(part).map(|at| at..at + part.len()).unwrap();
    Span::new(FileId(file), start, end)
}

fn source(file: u32, name: &str, text: &str) -> SourceFile {
    SourceFile::from_bytes(FileId(file), name, text.as_bytes()).unwrap()
}

fn device(file: u32, name: &str, platform: &'static str) -> Device {
    Device {
        assumed_release: None,
        name: name.into(),
        file: FileId(file),
        platform: PlatformId(platform),
        version: None,
        complete: file == 0,
        behaviour: Behaviour {
            ikev1_key_lookup: KeyLookup::Mm3,
            key_of_identity: KeyOfIdentity::Unused,
            answers_known_addresses_only: false,
            answers_under_any_address: false,
            ikev1_policy_selectors: SelectorAcceptance::Exact,
            ikev1_route_selectors: SelectorAcceptance::Exact,
            ikev2_policy_selectors: SelectorAcceptance::Exact,
            ikev2_route_selectors: SelectorAcceptance::Exact,
            ikev1_narrowed_answer: NarrowedAnswer::Undetermined,
            ikev2_narrowed_answer: NarrowedAnswer::Undetermined,
            ikev1_unset_pfs: UnsetPfs::Refuses,
            ikev2_rekey_group: RekeyGroup::OfTheChild,
            ikev2_group_guess: GroupGuess::FirstOfFirstProposal,
            ikev2_group_choice: GroupChoice::Undocumented,
            ikev1_after_child_failure: AfterChildFailure::KeepsIkeSa,
            ikev2_after_child_failure: AfterChildFailure::KeepsIkeSa,
            version_fallback: VersionFallback::Never,
            mode_negotiation: ModeNegotiation::Undetermined,
            to_strangers: ToStrangers::Silence,
            initiator_without_key: InitiatorWithoutKey::SendsNothing,
            other_exchange_mode: OtherExchangeMode::Silence,
            wanted_responder: WantedResponder::InitiatorChecks,
            ikev1_offer: Ikev1Offer::Everything,
            aggressive_mode_offer: AggressiveModeOffer::OneGroup,
            aggressive_mode_keys: AggressiveModeKeys::Allowed,
            aggressive_mode_without_key: AggressiveModeWithoutKey::Refuses,
            names_in_main_mode: NamesInMainMode::Taken,
            ikev1_longer_lifetime_risky: false,
            calls_further_peers: true,
            begins_from_first_address: false,
            twin_entries: TwinEntries::BySelectors,
            dynamic_before_static: DynamicBeforeStatic::TakesIt,
            incomplete_entry: IncompleteEntry::IsSkipped,
            selectors_may_belong_to_one_peer: false,
            equal_lifetimes_collide: false,
            refuses_esp_stronger_than_ike: false,
        },
        refused: Vec::new(),
        outside_addresses: Vec::new(),
        interfaces: Vec::new(),
        keys: Vec::new(),
        entries: Vec::new(),
        path: None,
        defects: Vec::new(),
        coverage: Coverage { vpn_lines: 4, understood: 3, unrecognised: 1, ..Coverage::default() },
    }
}

fn finding(message: &str, labels: &[(Span, &str)]) -> Finding {
    let mut labels = labels.iter().map(|(span, message)| Label { span: *span, message: (*message).into() });
    Finding {
        rule: rules::find("psk-mismatch").unwrap(),
        severity: Severity::Error,
        certainty: Certainty::Certain,
        phase: Some(1),
        direction: None,
        tunnel: Some(0),
        message: message.into(),
        help: "Set the same key on both ends.".into(),
        primary: labels.next().unwrap(),
        secondary: labels.collect(),
        fixes: vec![Fix { device: 0, commands: vec!["tunnel-group 198.51.100.2 ipsec-attributes".into()] }],
        values: Vec::new(),
        step: 0,
        order: usize::MAX,
    }
}

fn keys() -> [Span; 2] {
    [span(0, HQ, "ikev1 pre-shared-key longer-than-eight"), span(1, BRANCH, "key short")]
}

fn direction(initiator: End, outcome: Outcome, stops: Vec<Stop>) -> Direction {
    let (states, states_after) = match stops.first() {
        Some(stop) => (stop.states, stop.states_after),
        None => ([SaState::Established { aggressive: false }; 2], [SaState::Established { aggressive: false }; 2]),
    };
    let attempt = Attempt { version: Some(IkeVersion::V1), aggressive: false, stops, children: Vec::new(), outcome };
    Direction {
        initiator,
        outcome,
        favourable: outcome,
        attempts: vec![attempt],
        missing: Vec::new(),
        states,
        states_after,
    }
}

fn tunnel(verdict: Verdict, directions: [Direction; 2]) -> Tunnel {
    let ends = [0, 1].map(|device| TunnelEnd { device, entry: None, rank: 0 });
    let pair = Pair { ends, matched_by: MatchedBy::OneAddress, shared: None };
    let journeys = Default::default();
    Tunnel { pair, verdict, traffic: [Traffic::Unknown; 2], journeys, directions, stand_in: None }
}

fn check_of(tunnel: Tunnel, findings: Vec<Finding>) -> Check {
    let input = |file: &str| Input { file: file.into(), status: InputStatus::Device };
    Check {
        inputs: vec![input("hq.cfg"), input("br.cfg")],
        sources: vec![source(0, "hq.cfg", HQ), source(1, "br.cfg", BRANCH)],
        devices: vec![device(0, "hq", "none"), device(1, "br", "none")],
        tunnels: vec![tunnel],
        findings,
        ..Check::default()
    }
}

/// Keys that differ, in both directions.
fn different_keys() -> Check {
    let directions = End::BOTH.map(|initiator| {
        let stop = Stop {
            fault: Fault::KeyMismatch { spans: keys(), proves: None },
            message: Some(Message::Mm5),
            phase: 1,
            refused_by: Some(Role::Responder),
            notify: None,
            states: [SaState::Awaiting(Message::Mm6), SaState::Awaiting(Message::Mm5)],
            states_after: [SaState::NoSa; 2],
            certain: true,
        };
        direction(initiator, Outcome::Stalls, vec![stop])
    });
    let [hq, br] = keys();
    let finding = finding("the pre-shared keys differ", &[(hq, "the key of hq"), (br, "the key of br")]);
    check_of(tunnel(Verdict::Stalls, directions), vec![finding])
}

fn full(check: &Check) -> String {
    render(check, Format::Full, Look::default()).unwrap()
}

#[test]
fn a_stall_reads_from_verdict_to_commands() {
    insta::assert_snapshot!(full(&different_keys()), @r#"
    hq <> br: STALLS at MM5 - the pre-shared keys differ (psk-mismatch)

                 outcome
      hq starts  stalls at MM5, refused by br
      br starts  stalls at MM5, refused by hq

      hq has no state names.
      br has no state names.

    error: psk-mismatch (IKE105)

      x the pre-shared keys differ
       ,-[hq.cfg:4:2]
     3 | tunnel-group 198.51.100.2 ipsec-attributes
     4 |  ikev1 pre-shared-key ********
       :  ^^^^^^^^^^^^^^|^^^^^^^^^^^^^^
       :                `-- the key of hq
       `----
       ,-[br.cfg:2:15]
     1 | hostname br
     2 | crypto isakmp key ******** address 203.0.113.1
       :               ^^^^^^|^^^^^
       :                     `-- the key of br
     3 | end
       `----
      help: Set the same key on both ends.

    What to do
      psk-mismatch: on hq
          tunnel-group 198.51.100.2 ipsec-attributes

    Run "ikelint explain psk-mismatch" for more on a finding.

    Read
      hq.cfg
          hq, none, complete; 4 VPN lines, 3 understood, 1 not recognised
      br.cfg
          br, none, an excerpt; 4 VPN lines, 3 understood, 1 not recognised

    1 tunnel: 1 stalls. 1 error, 0 warnings, 0 infos.
    "#);
}

#[test]
fn concise_is_a_line_a_verdict_and_a_line_a_finding() {
    let text = render(&different_keys(), Format::Concise, Look::default()).unwrap();
    insta::assert_snapshot!(text, @r#"
    hq:? <> br:?: stalls at MM5 - the pre-shared keys differ (psk-mismatch)
    hq.cfg:4:2: error[psk-mismatch] the pre-shared keys differ
    "#);
}

#[test]
fn concise_colours_the_verdict_and_the_severity_alone() {
    let look = Look { colour: true, ..Look::default() };
    let text = render(&different_keys(), Format::Concise, look).unwrap();
    assert!(text.starts_with("hq:? <> br:?: \x1b[1;31mstalls\x1b[0m at MM5 - "), "{text:?}");
    assert!(text.contains("\nhq.cfg:4:2: \x1b[1;31merror\x1b[0m[psk-mismatch] the pre"), "{text:?}");
    assert_eq!(text.matches('\x1b').count(), 4, "{text:?}");
}

#[test]
fn a_line_that_is_not_understood_is_quoted_without_its_secret() {
    let reason = QuestionReason::Value(UnknownReason::LineNotUnderstood);
    let question = Question { subject: Subject::UnreadLine, end: End::A, at: keys()[0], reason };
    let directions = End::BOTH.map(|initiator| {
        let mut direction = direction(initiator, Outcome::Undetermined, Vec::new());
        let question = question.clone();
        direction.missing = vec![Missing { question, if_ok: Outcome::Establishes, if_bad: Outcome::Stalls }];
        direction
    });
    let mut check = check_of(tunnel(Verdict::Undetermined, directions), Vec::new());
    assert!(full(&check).contains("\"ikev1 pre-shared-key ********\""), "{}", full(&check));
    let long = HQ.replace(" ikev1", &format!(" {} ikev1", "word ".repeat(20)));
    check.sources[0] = source(0, "hq.cfg", &long);
    let text = full(&check).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("word word word...\")") && !text.contains("ikev1"), "{text}");
}

#[test]
fn each_verdict_says_where_and_when() {
    let stalled = |initiator| {
        let mut direction = different_keys().tunnels.remove(0).directions[0].clone();
        direction.initiator = initiator;
        direction
    };
    let line = |verdict, a, b| {
        let check = check_of(tunnel(verdict, [a, b]), different_keys().findings);
        render(&check, Format::Concise, Look::default()).unwrap().lines().next().unwrap_or_default().to_owned()
    };
    let of = |initiator, outcome| direction(initiator, outcome, Vec::new());
    let lines = [
        line(Verdict::Establishes, of(End::A, Outcome::Establishes), of(End::B, Outcome::Establishes)),
        line(Verdict::Establishes, of(End::A, Outcome::DoesNotStart), of(End::B, Outcome::Establishes)),
        line(Verdict::OneWay, of(End::A, Outcome::Establishes), stalled(End::B)),
        line(Verdict::Stalls, of(End::A, Outcome::DoesNotStart), of(End::B, Outcome::DoesNotStart)),
        line(Verdict::Undetermined, of(End::A, Outcome::Undetermined), of(End::B, Outcome::Establishes)),
    ];
    insta::assert_snapshot!(lines.join("\n"), @r#"
    hq:? <> br:?: establishes
    hq:? <> br:?: establishes when br starts; hq never does, by design
    hq:? <> br:?: one-way: comes up only when hq starts; when br starts it stalls at MM5 - the pre-shared keys differ (psk-mismatch)
    hq:? <> br:?: stalls because neither end ever starts (no-initiator)
    hq:? <> br:?: undetermined
    "#);
}

#[test]
fn no_format_tells_a_key_or_its_length() {
    for format in [Format::Full, Format::Concise, Format::Json] {
        let text =
            render(&different_keys(), format, Look { unicode: true, colour: true, utf8: true, width: 80 }).unwrap();
        for secret in ["longer-than-eight", "short", "*********"] {
            assert!(!text.contains(secret), "{format:?} tells {secret}: {text}");
        }
    }
}

#[test]
fn an_open_question_is_the_condition_of_the_verdict() {
    let question =
        Question { subject: Subject::Psk, end: End::A, at: keys()[0], reason: QuestionReason::Key(Unreadable::Masked) };
    let directions = End::BOTH.map(|initiator| {
        let mut direction = direction(initiator, Outcome::Undetermined, Vec::new());
        let question = question.clone();
        direction.missing = vec![Missing { question, if_ok: Outcome::Establishes, if_bad: Outcome::Stalls }];
        direction
    });
    let text = full(&check_of(tunnel(Verdict::Undetermined, directions), Vec::new()));
    assert!(text.starts_with("hq <> br: UNDETERMINED: establishes if the keys match\n"), "{text}");
    let open = "Not settled by these files\n  - whether the keys match (hq.cfg:4: masked); if so: establishes, if not: stalls\n";
    assert!(text.contains(open), "{text}");
}

#[test]
fn a_table_adapts_to_the_page() {
    let mut report = assemble::report(&different_keys());
    let state = |word: &str| Some(word.to_owned());
    report.tunnels[0].directions[0].states = [state("MM_KEY_EXCH"), state("MM_KEY_EXCH")];
    report.tunnels[0].directions[1].states = [state("READY"), state("READY")];
    let texts = [80, 60, 40].map(|width| {
        let mut page = page::Page::new(Look { width, ..Look::default() });
        outlook::render(&mut page, &report, &report.tunnels[0]);
        page.into_text()
    });
    insta::assert_snapshot!(texts.join("\n"), @r#"
               outcome                       hq shows     br shows
    hq starts  stalls at MM5, refused by br  MM_KEY_EXCH  MM_KEY_EXCH
    br starts  stalls at MM5, refused by hq  READY        READY

               outcome        hq shows     br shows
    hq starts  stalls at MM5  MM_KEY_EXCH  MM_KEY_EXCH
    br starts  stalls at MM5  READY        READY

    hq starts: stalls at MM5, refused by br
        hq shows  MM_KEY_EXCH
        br shows  MM_KEY_EXCH
    br starts: stalls at MM5, refused by hq
        hq shows  READY
        br shows  READY
    "#);
}

#[test]
fn a_file_cannot_steer_the_terminal_nor_flood_it() {
    let text = format!("hostname x\ndescription \x1b[2J{} here {}\n", "a".repeat(500), "b".repeat(5000));
    let mut check = different_keys();
    let at = span(0, &text, "here");
    check.sources[0] = source(0, "hq\x07.cfg", &text);
    check.findings = vec![finding("bell\x07", &[(at, "this\x1b[0m")])];
    let shown = full(&check);
    assert!(!shown.contains(|c: char| c.is_control() && c != '\n'), "{shown:?}");
    assert!(shown.contains("here bbb") && shown.len() < 3000, "{shown}");
}

#[test]
fn labels_may_lie_anywhere() {
    let ends = [
        Span::new(FileId(0), HQ.len(), HQ.len()),
        Span::new(FileId(0), 0, HQ.len()),
        Span::new(FileId(0), HQ.len() + 7, HQ.len() + 9),
        // In the middle of a character, of a secret, and of a line end.
        Span::new(FileId(0), 18, 19),
        Span::new(FileId(0), HQ.len() - 4, HQ.len() - 2),
        Span::new(FileId(1), BRANCH.find('\r').unwrap(), BRANCH.find('\n').unwrap() + 1),
    ];
    for at in ends {
        let mut check = different_keys();
        check.findings = vec![finding("a label", &[(at, "here"), (keys()[0], "the key")])];
        let text = full(&check);
        assert!(text.contains("a label") && text.contains("here"), "{at:?}: {text}");
    }
}

#[test]
fn the_fingerprint_depends_on_neither_order_nor_lines() {
    let print = |check: &Check| assemble::report(check).findings[0].fingerprint.clone();
    let mut check = different_keys();
    let first = print(&check);
    check.findings[0].values = Vec::new();
    check.findings[0].primary.span = keys()[1];
    check.tunnels[0].pair.ends.reverse();
    assert_eq!(print(&check), first);
    check.findings[0].values = vec!["x".into()];
    assert_ne!(print(&check), first);
    assert_eq!(first.len(), 16);
}
