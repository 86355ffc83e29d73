//! The JSON report, version 1: the types are the contract, field for field, and nothing else.
//!
//! Changes within a version are additive only. The other reports read the same value, so that all of them say the same.

use serde::Serialize;

/// The name and version of the contract.
pub const SCHEMA: &str = "ikelint.report.v1";

/// The whole report.
#[derive(Debug, Serialize)]
pub struct Report {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// What wrote the report.
    pub tool: Tool,
    /// The inputs in the order of the arguments.
    pub inputs: Vec<Input>,
    /// The devices in the order of the inputs.
    pub devices: Vec<Device>,
    /// The tunnels between them.
    pub tunnels: Vec<Tunnel>,
    /// Entries that face nobody here.
    pub unpaired: Vec<Unpaired>,
    /// The findings, by tunnel, then by the order of the exchange.
    pub findings: Vec<Finding>,
    /// How many of each there are.
    pub summary: Summary,
    /// Why the files as a whole cannot be checked, in a sentence: given twice, or nothing that faces the other.
    pub refusal: Option<String>,
}

/// What wrote the report.
#[derive(Clone, Debug, Serialize)]
pub struct Tool {
    /// Its name.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
}

/// One input.
#[derive(Clone, Debug, Serialize)]
pub struct Input {
    /// The path as it was given.
    pub file: String,
    /// `device`, `not-a-device` or `unreadable`.
    pub status: &'static str,
    /// A sentence where it is no device.
    pub reason: Option<String>,
}

/// One device.
#[derive(Debug, Serialize)]
pub struct Device {
    /// Its host name, or the name of the file.
    pub name: String,
    /// The file that it was read from.
    pub file: String,
    /// The platform's short name.
    pub platform: &'static str,
    /// The release as the file writes it.
    pub version: Option<String>,
    /// The release that `--assume` says it has, by which it is judged in place of `version`; null without.
    pub assumed_release: Option<String>,
    /// Whether a missing line is evidence.
    pub complete: bool,
    /// How much of the file was understood.
    pub coverage: Coverage,
}

/// How much of what concerns the VPN was understood, in lines.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "the names say it; `model::Coverage` defines them")]
pub struct Coverage {
    pub vpn_lines: usize,
    pub understood: usize,
    pub irrelevant: usize,
    pub unmodelled: usize,
    pub unrecognised: usize,
}

/// One tunnel. Lists of two are ordered as `ends`.
#[derive(Debug, Serialize)]
pub struct Tunnel {
    /// `name:address <> name:address`; unique within the report.
    pub id: String,
    /// Its ends.
    pub ends: [End; 2],
    /// That of its worst direction's last attempt; null where the ends share none.
    pub ike_version: Option<u8>,
    /// The verdict.
    pub verdict: &'static str,
    /// What becomes of the packets that each end sends.
    pub traffic: [&'static str; 2],
    /// Why the packets that each end sends are blocked, or why nobody can say what becomes of them; empty where they flow.
    pub traffic_reasons: [Vec<TrafficReason>; 2],
    /// One per initiator.
    pub directions: [Direction; 2],
    /// The ids of its findings.
    pub findings: Vec<String>,
    /// The id of the tunnel that comes up in its place, with another peer of the same entry; its findings are no errors
    /// then, though it fails.
    pub stand_in: Option<String>,
}

/// One reason for what is said of the traffic.
#[derive(Clone, Debug, Serialize)]
pub struct TrafficReason {
    /// The end whose file it is about.
    pub end: usize,
    /// The file of the line that decides; null where there is none.
    pub file: Option<String>,
    /// That line.
    pub line: Option<usize>,
    /// The rule that blocks, or what is not settled.
    pub reason: String,
    /// What is not settled, in a word: `not-read`, `excerpt`, `tunnel`, `selectors`, `ingress`, `route`, `filter`,
    /// `rules-not-shown`, `rules-elsewhere`, `answers-only`, `translation`,
    /// `answers-translated`, `gre-key`, `routed-into-tunnel`, `nat`; null where
    /// something blocks.
    pub open: Option<&'static str>,
    /// Texts to look for in the log of that end, where something blocks and its platform tells.
    pub logs: Vec<String>,
}

/// One end of a tunnel.
#[derive(Clone, Debug, Serialize)]
pub struct End {
    /// The device.
    pub device: String,
    /// Its file.
    pub file: String,
    /// The line that begins the entry; null where the device has none for this tunnel.
    pub line: Option<usize>,
    /// The entry's name, `none` where there is none.
    pub name: String,
    /// What the entry is.
    pub kind: &'static str,
    /// The address by which this end takes part, where it is known.
    pub address: Option<String>,
    /// The far end as this one names it.
    pub peer: Option<String>,
    /// Which of its peers that is.
    pub rank: usize,
    /// Whether it is behind NAT, as far as that is known.
    pub behind_nat: Option<BehindNat>,
    /// By what the ends were found to face each other.
    pub matched_by: &'static str,
}

/// What is known of the NAT in front of an end.
#[derive(Clone, Debug, Serialize)]
pub struct BehindNat {
    /// The address under which the other end sees it, where that is known.
    pub outside: Option<String>,
    /// `stated` by `--nat`, `proven` by both files, or `presumed` from private addresses.
    pub evidence: &'static str,
}

/// One direction of a tunnel. What is about the stop is null where nothing stops it.
#[derive(Debug, Serialize)]
pub struct Direction {
    /// The end that begins, 0 or 1.
    pub initiator: usize,
    /// What comes of it.
    pub outcome: &'static str,
    /// The version of the last attempt.
    pub ike_version: Option<u8>,
    /// 1 for the IKE SA, 2 as soon as a child is what fails.
    pub phase: Option<u8>,
    /// The exchange that stops.
    pub exchange: Option<&'static str>,
    /// The message that is not accepted; null where no packet leaves.
    pub message: Option<String>,
    /// `initiator` or `responder`; null where silence ends it.
    pub refused_by: Option<&'static str>,
    /// The name of the rule that explains the stop.
    pub cause: Option<&'static str>,
    /// The notification that goes back.
    pub notify: Option<&'static str>,
    /// What each platform shows while stuck or when done; null where it has no word.
    pub states: [Option<String>; 2],
    /// What remains once the ends have given up.
    pub states_after: [Option<String>; 2],
    /// Texts to look for in the log of each end.
    pub evidence: [Vec<String>; 2],
    /// What the files leave open.
    pub missing: Vec<Missing>,
    /// The tries in order.
    pub attempts: Vec<Attempt>,
    /// The children that the initiator asks for.
    pub children: Vec<Child>,
}

/// A question that the files leave open.
#[derive(Clone, Debug, Serialize)]
pub struct Missing {
    /// What is missing.
    pub what: &'static str,
    /// The end whose file would settle it.
    pub end: usize,
    /// That file.
    pub file: String,
    /// The line that needs it.
    pub line: usize,
    /// Why it is not settled.
    pub reason: String,
    /// The outcome where the answer is favourable.
    pub if_ok: &'static str,
    /// The outcome where it is not.
    pub if_bad: &'static str,
}

/// One try with one IKE version.
#[derive(Debug, Serialize)]
pub struct Attempt {
    /// The version.
    pub ike_version: Option<u8>,
    /// What comes of it.
    pub outcome: &'static str,
    /// Where it stops.
    pub message: Option<String>,
    /// The rule that explains the stop.
    pub cause: Option<&'static str>,
}

/// One child that the initiator asks for.
#[derive(Debug, Serialize)]
pub struct Child {
    /// Its name.
    pub name: String,
    /// The addresses behind the initiator.
    pub local: String,
    /// The addresses behind the responder.
    pub remote: String,
    /// The protocol, `any` where it is not restricted.
    pub protocol: String,
    /// What comes of it.
    pub outcome: &'static str,
    /// Where it stops.
    pub message: Option<String>,
    /// The rule that explains the stop.
    pub cause: Option<&'static str>,
    /// The line of each end; null where the responder has no counterpart.
    pub lines: [Option<usize>; 2],
}

/// A peer of an entry that no device here faces.
#[derive(Debug, Serialize)]
pub struct Unpaired {
    /// The device.
    pub device: String,
    /// Its file.
    pub file: String,
    /// The line that begins the entry.
    pub line: usize,
    /// The entry's name.
    pub name: String,
    /// The peer that nobody here is.
    pub peer: Option<String>,
    /// Why it stands alone.
    pub reason: &'static str,
}

/// One finding.
#[derive(Debug, Serialize)]
pub struct Finding {
    /// `f1`, `f2` and so on; holds within this report only.
    pub id: String,
    /// The name of the rule.
    pub rule: &'static str,
    /// Its code.
    pub code: &'static str,
    /// `error`, `warning` or `info`.
    pub severity: &'static str,
    /// `certain` or `likely`.
    pub certainty: &'static str,
    /// 1, 2, or null for neither.
    pub phase: Option<u8>,
    /// The end that begins, where the finding holds for that direction alone.
    pub direction: Option<usize>,
    /// The tunnel's id.
    pub tunnel: Option<String>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
    /// What the rule rests on.
    pub sources: Vec<&'static str>,
    /// The same for the same fault between the same ends, whatever the lines.
    pub fingerprint: String,
    /// Who silenced it and why.
    pub suppressed: Option<Suppression>,
    /// Exactly one is primary; it comes first.
    pub labels: Vec<Label>,
    /// What to change, one alternative after the other.
    pub fixes: Vec<Fix>,
}

/// Why a finding is silenced.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Suppression {
    pub by: String,
    pub reason: String,
    pub until: Option<String>,
}

/// A place in a file; lines and columns from 1, the end exclusive, columns in Unicode scalar values.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Label {
    pub file: String,
    pub line: usize,
    pub column: usize,
    pub end_line: usize,
    pub end_column: usize,
    pub primary: bool,
    pub message: String,
}

/// What to change on one device.
#[derive(Debug, Serialize)]
pub struct Fix {
    /// The device.
    pub device: String,
    /// The commands in its own words.
    pub commands: Vec<String>,
    /// The same as edits of the file.
    pub edits: Vec<Edit>,
    /// Whether the edits were applied to the text and a second run found the fault gone and nothing new.
    pub verified: bool,
}

/// A replacement in a stored file, in byte offsets.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Edit {
    pub file: String,
    pub start: usize,
    pub end: usize,
    pub replacement: String,
}

/// How many of each there are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names are those of the verdicts and severities")]
pub struct Summary {
    pub devices: usize,
    pub tunnels: usize,
    pub establishes: usize,
    pub one_way: usize,
    pub fails_at_rekey: usize,
    pub stalls: usize,
    pub undetermined: usize,
    pub errors: usize,
    pub warnings: usize,
    pub infos: usize,
    pub suppressed: usize,
}

/// The report as indented JSON with a closing newline.
///
/// # Errors
/// Where serialising fails, which no value of these types does.
pub(super) fn render(report: &Report) -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(report).map(|text| text + "\n")
}
